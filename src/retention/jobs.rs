//! The night: rows with an end of their own, table by table; then people in batches, each batch a job, so that a crash
//! costs one batch. Rows come first, so that the erasures count what they delete themselves.

use super::rule::{Step, cutoff};
use super::scope::{OfPeople, OfRows, of_people, of_rows};
use super::spared::spared;
use super::store::{self, Run, Tally};
use super::{own, person};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::portal::Portal;
use crate::record::{Notice, Retention};
use crate::sources::{Aged, AgedBatch, RowKey, SqlError};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NIGHT: &str = "retention.night";
const PEOPLE: &str = "retention.people";
const ROWS: &str = "retention.rows";
const OWN: &str = "retention.own";

/// People looked at in one job.
const BATCH: usize = 100;
/// Rows deleted in one transaction of a source.
const CHUNK: usize = 500;
/// People erased or told in one night; the rest waits for the next.
const MOST_PEOPLE: i64 = 10_000;
/// Rows deleted from one table in one night.
const MOST_ROWS: i64 = 200_000;
/// How often a night goes over the tables: rows that point to each other need more than once.
const ROUNDS: usize = 4;

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![
        Handler::new(NIGHT, night),
        Handler::new(PEOPLE, people_of_the_night),
        Handler::new(ROWS, rows_of_the_night),
        Handler::new(OWN, own::tidy),
    ]
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(NIGHT, SignedDuration::from_hours(24)), Schedule::every(OWN, SignedDuration::from_hours(24))]
}

#[derive(Deserialize)]
struct Payload {
    run: Id,
}

fn of(payload: Value) -> Result<Id, Failure> {
    let read = serde_json::from_value::<Payload>(payload);
    read.map(|payload| payload.run).map_err(|error| Failure::GiveUp(anyhow::Error::from(error)))
}

fn next(tx: &mut Db, portal: &Portal, kind: &'static str, run: &Id, at: &str) -> Result<(), Error> {
    let job = Job::new(kind, Lane::Default, json!({ "run": run })).key(format!("{kind}:{run}:{at}"));
    enqueue(tx, portal.clock.now(), &portal.random, job).map(drop)
}

async fn night(portal: Portal, _: Value) -> Result<(), Failure> {
    let (now, today, parts) = (portal.clock.now(), portal.today(), portal.clone());
    let begun = portal.db.write(move |tx| {
        // Until somebody has looked at what would go and switched it on, nights leave everything alone.
        if store::armed(tx)?.is_none() {
            return Ok(());
        }
        let run = store::begin(tx, now, &parts.random, today)?;
        if run.finished_at.is_none() { next(tx, &parts, ROWS, &run.id, "0") } else { Ok::<_, Error>(()) }
    });
    Ok(begun.await?)
}

/// The day on which the notice of a rule leaves for what ends at its own day: as if it were so many days later.
fn horizon(rule: &Retention, today: Date) -> Date {
    match &rule.notice {
        Some(Notice::Before(period)) => period.after(today),
        _ => today,
    }
}

async fn people_of_the_night(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = of(payload)?;
    let (wanted, keys, now) = (id.clone(), portal.keys.clone(), portal.clock.now());
    let known = portal.db.read(move |db| Ok::<_, Error>((store::run(db, &wanted)?, store::holds(db, &keys, now)?)));
    let (Some(run), holds) = known.await? else { return Ok(()) };
    if run.finished_at.is_some() {
        return Ok(());
    }
    let record = portal.record.now();
    let Some(scope) = of_people(&record, portal.sources.declarations()) else {
        return finish(&portal, id).await;
    };
    let batch = match candidates(&portal, &run, &scope).await {
        Ok(batch) => batch,
        Err(error) => {
            let why = error.to_string();
            portal.db.write(move |tx| store::trouble(tx, &id, &why)).await?;
            return Err(Failure::Retry(error));
        }
    };
    let (rows, Some(end)) = batch else { return finish(&portal, id).await };
    let mut tally = Tally { at_key: serde_json::to_string(&end).ok(), ..Tally::default() };
    let (all, mut failed) = (rows.len(), 0);
    for row in rows {
        match person::settle(&portal, &run, &scope, &holds, &row).await {
            Ok(None) => {}
            Ok(Some(step)) => {
                tally.looked += 1;
                tally.due += i64::from(!matches!(step, Step::Nothing));
                tally.held += i64::from(step == Step::Held);
                tally.asking += i64::from(step == Step::Asking);
            }
            // One whose rows make trouble does not keep everybody else; if all do, it is the source.
            Err(Failure::Retry(error)) if failed + 1 < all => {
                tally.looked += 1;
                failed += 1;
                tally.problem = Some(error.to_string());
            }
            Err(failure) => return Err(failure),
        }
    }
    let parts = portal.clone();
    let moved = portal.db.write(move |tx| {
        // A batch without a single person still moves on.
        let tally = Tally { looked: if all == 0 { 1 } else { tally.looked }, ..tally };
        let looked = store::advance(tx, &run, &tally)?;
        let (_, erased, told) = store::done(tx, &run.id)?;
        if erased + told >= MOST_PEOPLE {
            return store::finish(tx, parts.clock.now(), &run.id);
        }
        next(tx, &parts, PEOPLE, &run.id, &looked.to_string())
    });
    match moved.await {
        // The same batch ran twice, and the other one counted.
        Ok(()) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn finish(portal: &Portal, run: Id) -> Result<(), Failure> {
    let now = portal.clock.now();
    Ok(portal.db.write(move |tx| store::finish(tx, now, &run)).await?)
}

/// The next people whose event lies far enough back in the directory.
async fn candidates(portal: &Portal, run: &Run, scope: &OfPeople<'_>) -> Result<AgedBatch, anyhow::Error> {
    let Some(last) = cutoff(scope.rule, horizon(scope.rule, portal.today())) else { return Ok((Vec::new(), None)) };
    let after: Option<RowKey> = run.at_key.as_deref().map(serde_json::from_str).transpose()?;
    let (table, event, zone) = (scope.table.name.clone(), scope.event.to_owned(), portal.zone().clone());
    let columns = [Some(scope.address), scope.language, scope.table.member.as_deref()];
    let columns: Vec<String> = columns.into_iter().flatten().map(str::to_owned).collect();
    let found = portal.sources.run(&scope.source.name, move |source| {
        source.session(|session| {
            let aged = Aged { table: session.table(&table)?, event: &event, last, zone: &zone };
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            session.aged(&aged, &columns, after.as_ref(), BATCH)
        })
    });
    Ok(found.await.transpose()?.unwrap_or_default())
}

async fn rows_of_the_night(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = of(payload)?;
    let (wanted, keys, now) = (id.clone(), portal.keys.clone(), portal.clock.now());
    let known = portal.db.read(move |db| Ok::<_, Error>((store::run(db, &wanted)?, store::holds(db, &keys, now)?)));
    let (run, holds) = known.await?;
    if run.is_none_or(|run| run.finished_at.is_some()) {
        return Ok(());
    }
    let spared = spared(&portal, &holds).await?;
    let record = portal.record.now();
    // Tables that point to others are usually declared after them, and go first; where they do not, a second round
    // finds them free.
    for _ in 0..ROUNDS {
        let mut gone = 0;
        for scope in of_rows(&record, portal.sources.declarations()).into_iter().rev() {
            if !holds.iter().any(|hold| hold.rule.as_ref() == Some(&scope.rule.id)) {
                let none = BTreeSet::new();
                let rows = spared.get(&scope.source.name).and_then(|tables| tables.get(&scope.table.name));
                gone += sweep(&portal, &id, &scope, rows.unwrap_or(&none)).await?;
            }
        }
        if gone == 0 {
            break;
        }
    }
    let parts = portal.clone();
    Ok(portal.db.write(move |tx| next(tx, &parts, PEOPLE, &id, "0")).await?)
}

/// Ends what has reached its end in one table, chunk by chunk, each noted as soon as it is done. How many rows.
async fn sweep(portal: &Portal, run: &Id, scope: &OfRows<'_>, spared: &BTreeSet<RowKey>) -> Result<i64, Failure> {
    let Some(last) = cutoff(scope.rule, portal.today()) else { return Ok(0) };
    let (mut all, mut after) = (0, None);
    loop {
        let (table, event, zone) = (scope.table.name.clone(), scope.event.to_owned(), portal.zone().clone());
        let (ending, spared, from) = (scope.ending, spared.clone(), after.take());
        let done = portal.sources.run(&scope.source.name, move |source| {
            source.session(|session| {
                let aged = Aged { table: session.table(&table)?, event: &event, last, zone: &zone };
                let (gone, end) = session.expire(&aged, ending, &spared, from.as_ref(), CHUNK)?;
                // What stays is counted once, at the end.
                let kept = if end.is_none() { session.count_expired(&aged, ending)? } else { 0 };
                Ok::<_, SqlError>((gone, end, kept))
            })
        });
        let (gone, end, kept) = match done.await {
            None => return Ok(all),
            Some(Ok(done)) => done,
            // A table that cannot be worked on does not keep the others, unless it may pass.
            Some(Err(error)) if !error.may_pass() => {
                let (run, why) = (run.clone(), format!("{error}: {}", scope.table.name));
                portal.db.write(move |tx| store::trouble(tx, &run, &why)).await?;
                return Ok(all);
            }
            Some(Err(error)) => return Err(error.into()),
        };
        let (gone, kept) = (i64::try_from(gone).unwrap_or(0), i64::try_from(kept).unwrap_or(0));
        all += gone;
        let (run, source, place, rule) =
            (run.clone(), scope.source.name.clone(), scope.table.name.clone(), scope.rule.id.clone());
        if gone > 0 || kept > 0 {
            let noted = portal.db.write(move |tx| store::note_rows(tx, &run, (&source, &place, &rule), gone, kept));
            noted.await?;
        }
        if end.is_none() || all >= MOST_ROWS {
            return Ok(all);
        }
        after = end;
    }
}
