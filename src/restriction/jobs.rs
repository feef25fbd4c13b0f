//! Lifting on the day that the person was told.

use super::{by_id, lift};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, enqueue};
use crate::portal::Portal;
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
    let (now, random, keys) = (portal.clock.now(), portal.random.clone(), portal.keys.clone());
    let work = move |tx: &mut Db| match by_id(tx, &keys, &restriction)? {
        Some(found) => lift(tx, now, &random, &found).map(drop),
        // The person was forgotten meanwhile.
        None => Ok::<_, Error>(()),
    };
    Ok(portal.db.write(work).await?)
}
