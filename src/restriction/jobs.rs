//! Lifting on the day that the person was told.

use super::{by_id, lift};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, enqueue};
use crate::notifications;
use crate::people;
use crate::portal::Portal;
use crate::requests;
use crate::secrets::Random;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const LIFT: &str = "restriction.lift";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(LIFT, run)]
}

/// One job for each announced moment: an announcement that was taken back leaves a job that finds nothing to do.
pub(super) fn enqueue_lift(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    id: &Id,
    lifts: Timestamp,
) -> Result<(), Error> {
    let key = format!("{LIFT}:{id}:{}", lifts.as_microsecond());
    let job = Job::new(LIFT, Lane::Default, json!({ "restriction": id })).at(lifts).key(key);
    enqueue(tx, now, random, job).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    restriction: Id,
}

async fn run(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { restriction } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        // Else the person was forgotten meanwhile.
        let Some(found) = by_id(tx, &parts.keys, &restriction)? else { return Ok(()) };
        if !lift(tx, parts.clock.now(), &parts.random, &found)? {
            return Ok::<_, Error>(());
        }
        // Whoever was told that the data are restricted would hold to it for ever (Art. 19).
        let told = requests::by_reference(tx, &found.reference)?.zip(people::by_id(tx, &found.person)?);
        let Some((request, person)) = told else { return Ok(()) };
        notifications::note_lift(tx, &parts, request.id.as_str(), &person.address(&parts.keys)?)
    };
    Ok(portal.db.write(work).await?)
}
