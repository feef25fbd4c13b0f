//! An objection on grounds of the person's own situation that was upheld (Art. 21(1)).

use super::{Channel, Entry, EventKind, Mechanism, Said, jobs, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::people::Person;
use crate::portal::Portal;
use crate::record::Activity;
use crate::requests::{self, Request};
use serde_json::json;

/// The activity stops for the person of a request: in the ledger, in the sources that hold it, for every system that asks.
/// `false` if it was stopped before.
pub fn uphold(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    request: &Request,
    activity: &Activity,
) -> Result<bool, Error> {
    let (now, random) = (portal.clock.now(), &portal.random);
    // What was asked on a page was sent with a button; how else it was said, only the request knows.
    let mechanism = if request.channel == requests::Channel::Portal { Mechanism::Button } else { Mechanism::Unknown };
    let said = Said {
        channel: Channel::Portal,
        mechanism,
        form: "request",
        origin: Some(&request.reference),
        ..Said::CHOICES
    };
    let entry = Entry {
        fingerprint: &person.fingerprint,
        activity: &activity.id,
        kind: EventKind::Objected,
        words: activity.wording().get(request.lang),
        lang: request.lang,
        said,
    };
    if !store::record(tx, now, random, &entry)? {
        return Ok(false);
    }
    jobs::enqueue_write(tx, now, random, &person.id, &activity.id)?;
    let event = audit::Event {
        actor: Actor::Person(person.id.clone()),
        action: "consents.objected",
        object: Some(activity.id.clone()),
        person: Some(person.id.clone()),
        detail: json!({ "request": request.reference }),
    };
    audit::append(tx, now, random, &event)?;
    Ok(true)
}
