//! Carrying out what was approved: a correction is written to its source in one guarded statement.

use super::carried_out;
use crate::db::{Error, Id};
use crate::facts::correct::{Became, Manner, Sent, correct as write_correction};
use crate::facts::store::Changed;
use crate::jobs::{Failure, Handler, Schedule};
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, ItemState, Subject};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;

/// The kind of the job.
pub const CORRECT: &str = "requests.correct";

/// The kind of the job that does the desk's own work of the day.
const DAY: &str = "desk.day";

/// The kind of the job that reminds of the tasks of manual sources.
const BY_HAND: &str = "manual.remind";

/// The kind of the job that asks the sources for the copy of a case.
pub(super) const GATHER: &str = "desk.gather";

/// The jobs.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![
        Handler::new(CORRECT, correct),
        Handler::new(DAY, run_day),
        Handler::new(BY_HAND, remind),
        Handler::new(GATHER, gather),
    ]
}

/// When the desk looks at its day.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(DAY, SignedDuration::from_hours(1)), Schedule::every(BY_HAND, SignedDuration::from_mins(15))]
}

/// Runs every hour and again after a crash: what was sent is written down before.
async fn run_day(portal: Portal, _: Value) -> Result<(), Failure> {
    let (parts, now) = (portal.clone(), portal.clock.now());
    portal.db.write(move |tx| super::day(tx, now, &parts.random, &parts.keys, &parts.settings.requests)).await?;
    portal
        .db
        .write({
            let portal = portal.clone();
            move |tx| super::inbox::watch(tx, &portal)
        })
        .await?;
    Ok(())
}

/// Runs every quarter of an hour and again after a crash: which reminder leaves stands on the task, in the same transaction.
async fn remind(portal: Portal, _: Value) -> Result<(), Failure> {
    let parts = portal.clone();
    portal.db.write(move |tx| super::by_hand::remind(tx, &parts)).await?;
    Ok(())
}

#[derive(Deserialize)]
struct Asked {
    request: Id,
}

/// Asks once; another one follows until every source answered or the case is over.
async fn gather(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Asked { request } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let found = portal.db.read(move |db| requests::by_id(db, &request)).await?;
    let Some(request) = found.filter(|request| !request.status.is_over()) else { return Ok(()) };
    Ok(super::gather::look_again(&portal, &request).await?)
}

#[derive(Deserialize)]
struct Payload {
    request: Id,
    item: Id,
}

/// The wish as the capability of facts takes it; `None` if the source does not declare the column any more.
fn sent(portal: &Portal, wish: &requests::Correction) -> Option<Sent> {
    let source = portal.sources.get(&wish.source)?;
    let held = source.declaration().table(&wish.table)?.column(&wish.column)?.held()?;
    Some(Sent {
        category: held.category.clone(),
        source: wish.source.clone(),
        label: wish.label.clone(),
        changed: Changed {
            table: wish.table.clone(),
            row: wish.key.clone(),
            column: wish.column.clone(),
            before: wish.before.clone(),
            after: wish.wanted.clone(),
        },
    })
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
    let id = request.person.clone();
    let person = portal.db.read(move |db| people::by_id(db, &id)).await?;
    let done = match (person, sent(&portal, &wish)) {
        (Some(person), Some(sent)) => {
            let (_, became) = write_correction(&portal, &person, &[sent], Manner::Told).await?;
            match became.first() {
                Some(Became::Written) => true,
                // Written before a crash: a job of the facts finishes its history.
                Some(Became::Stale(current)) => *current == wish.wanted,
                Some(Became::Unknown) => return Err(Failure::Retry(anyhow::anyhow!("the source does not answer"))),
                Some(Became::Gone | Became::Refused | Became::Held) | None => false,
            }
        }
        // The person was forgotten, or the source is declared in another way now.
        _ => false,
    };
    let (random, now) = (portal.random.clone(), portal.clock.now());
    let ended = portal.db.write(move |tx| carried_out(tx, now, &random, &request, &item, done)).await;
    match ended {
        // Another run of this job was first.
        Ok(()) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
