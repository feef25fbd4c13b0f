//! Carrying out what was approved: a correction is written to its source in one guarded statement.

use super::carried_out;
use crate::db::{Error, Id};
use crate::jobs::{Failure, Handler};
use crate::portal::Portal;
use crate::requests::{self, ItemState, Subject};
use crate::sources::{Correction, RowKey};
use serde::Deserialize;
use serde_json::Value;

/// The kind of the job.
pub const CORRECT: &str = "requests.correct";

/// The jobs.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(CORRECT, correct)]
}

#[derive(Deserialize)]
struct Payload {
    request: Id,
    item: Id,
}

/// Runs again after a crash: a value that is the wanted one already was written before.
async fn correct(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { request, item } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let Some(found) = requests::by_id(db, &request)? else { return Ok::<_, Error>(None) };
        let item = requests::items(db, &keys, &request)?.into_iter().find(|one| one.id == item);
        Ok(item.map(|item| (found, item)))
    });
    let Some((request, item)) = read.await? else { return Ok(()) };
    let (ItemState::Approved, Some(Subject::Correction(wish))) = (item.state, item.subject.clone()) else {
        return Ok(());
    };
    let key: RowKey = wish.key.parse().map_err(|error: serde_json::Error| Failure::GiveUp(error.into()))?;
    let (name, wanted) = (wish.source.clone(), wish.wanted.clone());
    let written = portal.sources.run(&name, move |source| {
        source.session(|session| {
            session.correct(&wish.table, &key, &wish.column, wish.before.as_deref(), wish.wanted.as_deref())
        })
    });
    let done = match written.await {
        Some(Ok(Correction::Changed)) => true,
        Some(Ok(Correction::Stale { current })) => current == wanted,
        Some(Ok(Correction::Gone | Correction::ReadOnly | Correction::Refused)) | None => false,
        Some(Err(error)) if error.may_pass() => {
            return Err(Failure::Retry(anyhow::anyhow!("the source does not answer")));
        }
        Some(Err(_)) => false,
    };
    let (random, now) = (portal.random.clone(), portal.clock.now());
    let ended = portal.db.write(move |tx| carried_out(tx, now, &random, &request, &item, done)).await;
    match ended {
        // Another run of this job was first.
        Ok(()) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
