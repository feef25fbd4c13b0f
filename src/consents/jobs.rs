//! Writing choices into the sources that hold them, as often as it takes.

use super::{Channel, Entry, EventKind, Mechanism, Said, store};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::people;
use crate::portal::Portal;
use crate::record::Activity;
use crate::secrets::Random;
use crate::sources::{Identifiers, Source};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

const WRITE: &str = "consents.write";
const EXPIRE: &str = "consents.expire";

/// How many consents are ended in one transaction.
const BATCH: i64 = 500;

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(WRITE, write), Handler::new(EXPIRE, expire)]
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(EXPIRE, SignedDuration::from_hours(1))]
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

/// Writes what was decided last, so that jobs that come out of order end the same.
async fn write(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { person, activity } =
        serde_json::from_value(payload).map_err(|error| Failure::GiveUp(anyhow::Error::from(error)))?;
    let wanted = activity.clone();
    let known = portal.db.read(move |db| {
        let Some(person) = people::by_id(db, &person)? else { return Ok::<_, Error>(None) };
        let last = store::decided(db, &person.fingerprint, &wanted)?;
        Ok(last.map(|last| (person, last)))
    });
    let Some((person, last)) = known.await? else { return Ok(()) };
    let who = Identifiers::new([&person.address(&portal.keys)?]);
    let who = portal.sources.widen(&who).await.person;
    let granted = match last.kind {
        EventKind::Given => true,
        kind if kind.stops() => false,
        // The end of an objection is no consent.
        _ => return Ok(()),
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
                // A stop counts for everybody who shares the mailbox.
                let found = if granted { session.find(&who)? } else { session.find_stopped(&who)? };
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

/// Ends the consents that have reached the age at which they must be asked again (CON-6).
async fn expire(portal: Portal, _: Value) -> Result<(), Failure> {
    let now = portal.clock.now();
    let aging = portal.record.activities.iter().filter_map(|activity| Some((activity, activity.terms.max_age?)));
    for (activity, age) in aging {
        let day = now.to_zoned_datetime(TimeZone::UTC);
        let cut = age.before(day.date()).to_datetime(day.time());
        let cut = TimeZone::UTC.to_timestamp(cut)?;
        loop {
            let (parts, activity) = (portal.clone(), activity.clone());
            let ended = portal.db.write(move |tx| {
                let mut ended = 0;
                for fingerprint in store::given_before(tx, &activity.id, cut, BATCH)? {
                    ended += usize::from(end(tx, &parts, now, &fingerprint, &activity)?);
                }
                Ok::<_, Error>(ended)
            });
            if ended.await? == 0 {
                break;
            }
        }
    }
    Ok(())
}

fn end(tx: &mut Db, portal: &Portal, now: Timestamp, fingerprint: &str, activity: &Activity) -> Result<bool, Error> {
    let Some(last) = store::decided(tx, fingerprint, &activity.id)? else { return Ok(false) };
    let said =
        Said { channel: Channel::Portal, mechanism: Mechanism::Time, form: "expiry", actor: "system", ..Said::CHOICES };
    let (activity, kind) = (activity.id.as_str(), EventKind::Expired);
    let entry = Entry { fingerprint, activity, kind, words: &last.words, lang: last.lang, said };
    let ended = store::record(tx, now, &portal.random, &entry)?;
    if let Some(person) = people::by_fingerprint(tx, fingerprint)? {
        enqueue_write(tx, now, &portal.random, &person.id, activity)?;
    }
    Ok(ended)
}
