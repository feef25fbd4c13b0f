//! Writing choices into the sources that hold them, as often as it takes.

use super::{EventKind, store};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, enqueue};
use crate::people;
use crate::portal::Portal;
use crate::secrets::Random;
use crate::sources::{Identifiers, Source};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const WRITE: &str = "consents.write";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(WRITE, write)]
}

/// Asks for a choice to be written into the sources.
pub(super) fn enqueue_write(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    person: &Id,
    activity: &str,
) -> Result<(), Error> {
    let job = Job::new(WRITE, Lane::Default, json!({ "person": person, "activity": activity }));
    enqueue(tx, now, random, job).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    person: Id,
    activity: String,
}

/// Writes what the ledger says last, so that jobs that come out of order end the same.
async fn write(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { person, activity } =
        serde_json::from_value(payload).map_err(|error| Failure::GiveUp(anyhow::Error::from(error)))?;
    let wanted = activity.clone();
    let known = portal.db.read(move |db| {
        let Some(person) = people::by_id(db, &person)? else { return Ok::<_, Error>(None) };
        let last = store::latest(db, &person.fingerprint, &wanted)?;
        Ok(last.map(|last| (person, last)))
    });
    let Some((person, last)) = known.await? else { return Ok(()) };
    let who = Identifiers::new([&person.address(&portal.keys)?]);
    let who = portal.sources.widen(&who).await.person;
    let granted = match last.kind {
        EventKind::Given => true,
        EventKind::Withdrawn | EventKind::Objected => false,
        // The end of an objection is no consent.
        EventKind::ObjectionEnded => return Ok(()),
    };
    let holders: Vec<String> = portal
        .sources
        .declarations()
        .filter(|declaration| declaration.consents.iter().any(|consent| consent.activity == activity))
        .map(|declaration| declaration.name.clone())
        .collect();
    for name in holders {
        let (who, activity) = (who.clone(), activity.clone());
        let set = move |source: &Source| {
            source.session(|session| {
                let found = session.find(&who)?;
                for consent in session.declaration.consents.iter().filter(|consent| consent.activity == activity) {
                    session.set_consent(consent, &found, granted)?;
                }
                Ok(())
            })
        };
        match portal.sources.run(&name, set).await {
            None | Some(Ok(())) => {}
            Some(Err(error)) if error.may_pass() => return Err(Failure::Retry(error.into())),
            Some(Err(error)) => return Err(Failure::GiveUp(error.into())),
        }
    }
    Ok(())
}
