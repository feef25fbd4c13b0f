//! An erasure in the background: begin, one job for each source, end, forget; and the archive's last days.

use super::run::{self, Acted, Begun, Order, Stuck, Tools};
use super::{Erasure, State, StepState, ask, end, ledger, review, rewritten, search, store};
use crate::archive;
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Last, Schedule, enqueue};
use crate::people;
use crate::portal::Portal;
use crate::secrets::Random;
use crate::staff;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::slice;
use std::sync::Arc;

const BEGIN: &str = "erasure.begin";
const SOURCE: &str = "erasure.source";
const SEARCH: &str = "erasure.search";
const END: &str = "erasure.end";
const LOOK: &str = "erasure.look";
const FORGET: &str = "erasure.forget";
const LOG: &str = "erasure.log";
const PURGE: &str = "erasure.purge";
const SWEEP: &str = "erasure.sweep";
const LEDGER: &str = "erasure.ledger";
const RETURNED: &str = "erasure.returned";
const REVIEW: &str = "erasure.review";

/// How long the person can still read the result before the portal forgets them.
const READING: SignedDuration = SignedDuration::from_mins(30);

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    let own = [
        Handler::ending(BEGIN, begin),
        Handler::ending(SOURCE, source),
        Handler::new(SEARCH, search),
        Handler::new(END, end),
        Handler::new(LOOK, look),
        Handler::new(FORGET, forget),
        Handler::new(LOG, tidy_log),
        Handler::new(PURGE, purge),
        Handler::new(SWEEP, sweep),
        Handler::new(LEDGER, copy_choices),
        Handler::new(RETURNED, returned),
        Handler::new(REVIEW, review_all),
    ];
    own.into_iter().chain(rewritten::jobs()).collect()
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    let own = [
        Schedule::every(PURGE, SignedDuration::from_hours(24)),
        Schedule::every(SWEEP, SignedDuration::from_hours(1)),
        Schedule::every(LEDGER, SignedDuration::from_mins(1)),
        Schedule::every(RETURNED, SignedDuration::from_hours(24)),
        Schedule::every(REVIEW, SignedDuration::from_hours(24)),
    ];
    own.into_iter().chain(rewritten::schedules()).collect()
}

pub(super) fn enqueue_begin(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, at: Timestamp) -> Result<(), Error> {
    let job = Job::new(BEGIN, Lane::Default, json!({ "erasure": id })).at(at).key(format!("{BEGIN}:{id}"));
    enqueue(tx, now, random, job).map(drop)
}

pub(super) fn enqueue_source(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, source: &str) -> Result<(), Error> {
    let payload = json!({ "erasure": id, "source": source });
    let job = Job::new(SOURCE, Lane::Default, payload).key(format!("{SOURCE}:{id}:{source}"));
    enqueue(tx, now, random, job).map(drop)
}

/// How often a search may be begun: it serves everybody, so that a worker that dies says nothing against one erasure.
const SEARCHES: i32 = 1_000;

/// One for everybody who waits for the search of this source.
pub(super) fn enqueue_search(tx: &mut Db, now: Timestamp, random: &Random, source: &str) -> Result<(), Error> {
    let job = Job::new(SEARCH, Lane::Default, json!({ "source": source })).attempts(SEARCHES);
    enqueue(tx, now, random, job.key(format!("{SEARCH}:{source}"))).map(drop)
}

/// One for all of these, of each of which every source is done.
pub(super) fn enqueue_end(tx: &mut Db, now: Timestamp, random: &Random, ids: &[Id]) -> Result<(), Error> {
    let job = Job::new(END, Lane::Default, json!({ "erasures": ids }));
    let job = match ids {
        [] => return Ok(()),
        [id] => job.key(format!("{END}:{id}")),
        _ => job,
    };
    enqueue(tx, now, random, job).map(drop)
}

pub(super) fn enqueue_look(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<(), Error> {
    let job = Job::new(LOOK, Lane::Default, json!({ "erasure": id })).attempts(1).key(format!("{LOOK}:{id}"));
    enqueue(tx, now, random, job).map(drop)
}

pub(super) fn enqueue_forget(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    id: &Id,
    somebody_reads: bool,
) -> Result<(), Error> {
    let at = if somebody_reads { now.saturating_add(READING).unwrap_or(now) } else { now };
    let job = Job::new(FORGET, Lane::Default, json!({ "erasure": id })).at(at).key(format!("{FORGET}:{id}"));
    enqueue(tx, now, random, job).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    erasure: Id,
    #[serde(default)]
    source: String,
}

fn read(payload: Value) -> Result<Payload, Failure> {
    serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))
}

/// What an erasure is carried out with, of the portal's parts.
pub fn tools(portal: &Portal) -> Tools {
    Tools {
        clock: portal.clock.clone(),
        random: portal.random.clone(),
        keys: Arc::clone(&portal.keys),
        db: portal.db.clone(),
        record: portal.record.now(),
        sources: portal.sources.clone(),
        zone: portal.zone().clone(),
        searched_rows: usize::try_from(portal.settings.erasure.searched_rows).unwrap_or(usize::MAX),
    }
}

async fn begin(portal: Portal, payload: Value) -> Result<Last, Failure> {
    let id = read(payload)?.erasure;
    let tools = tools(&portal);
    let Some(erasure) = to_begin(&portal, &tools, id).await? else { return Ok(Last::nothing()) };
    let prepared = match erasure.state {
        State::Scheduled => Some(run::prepare(&tools, &erasure, Order::AccessFirst).await?),
        _ => None,
    };
    let scope = prepared.as_ref().map_or(&erasure.scope, run::Prepared::scope).clone();
    let erasure = Erasure { scope, ..erasure };
    let held = review::held(&portal, &erasure).await?;
    Ok(Last::write(move |tx| {
        let begun = match &prepared {
            Some(prepared) => prepared.begin(tx, &tools)?,
            None => run::began(tx, &tools.keys, &erasure.id)?,
        };
        // What waits for an access request is taken up by the sweep.
        let Begun::Runs(sources) = begun else { return Ok(()) };
        // From now on a request that takes long is for colleagues to see.
        if let Some(person) = &erasure.person {
            people::thaw(tx, person)?;
        }
        if let Some(held) = &held {
            review::quiet(tx, &portal, &erasure, held)?;
        }
        let (now, random, id) = (tools.clock.now(), &tools.random, &erasure.id);
        sources.iter().try_for_each(|source| enqueue_source(tx, now, random, id, source))?;
        let over = if sources.is_empty() { slice::from_ref(id) } else { &[] };
        enqueue_end(tx, now, random, over)
    }))
}

/// The erasure, if it is to begin or was begun; `None` if it is over or taken back, as it is when the request behind it was taken
/// back or closed before it began.
async fn to_begin(portal: &Portal, tools: &Tools, id: Id) -> Result<Option<Erasure>, Failure> {
    let keys = Arc::clone(&tools.keys);
    let read = move |db: &mut Db| {
        let Some(erasure) = store::find(db, &keys, &id)? else { return Ok(None) };
        let request = ask::request_of(db, &erasure)?;
        Ok::<_, Error>(Some((erasure, request)))
    };
    let (erasure, request) = tools.db.read(read).await?.ok_or(Stuck::Missing)?;
    match erasure.state {
        State::Scheduled => {}
        State::Running => return Ok(Some(erasure)),
        State::Cancelled | State::Erased | State::Forgotten => return Ok(None),
    }
    // A request whose rest waited was answered when the wait began.
    let is_withdrawn = erasure.review_on.is_none() && request.is_some_and(|request| request.status.is_over());
    if !is_withdrawn {
        return Ok(Some(erasure));
    }
    let (parts, waiting) = (portal.clone(), erasure.clone());
    let taken_back = portal.db.write(move |tx| ask::take_back(tx, &parts, &waiting)).await?;
    Ok((!taken_back).then_some(erasure))
}

async fn source(portal: Portal, payload: Value) -> Result<Last, Failure> {
    let Payload { erasure: id, source } = read(payload)?;
    let tools = tools(&portal);
    let acted = match run::act(&tools, &id, &source).await {
        Ok(acted) => acted,
        Err(stuck @ Stuck::Missing) => return Err(Failure::GiveUp(stuck.into())),
        Err(stuck) => return Err(Failure::Retry(stuck.into())),
    };
    let (now, random) = (portal.clock.now(), portal.random.clone());
    Ok(match acted {
        Acted::ToSearch(rows) => Last::write(move |tx| {
            rows.note(tx, now)?;
            enqueue_search(tx, now, &random, &source)
        }),
        Acted::Done => Last::write(move |tx| {
            let over = if store::is_complete(tx, &id)? { slice::from_ref(&id) } else { &[] };
            enqueue_end(tx, now, &random, over)
        }),
        Acted::ByHand => Last::nothing(),
    })
}

#[derive(Deserialize)]
struct OfSource {
    source: String,
}

/// Searches a source until nobody waits for it. Whoever comes while somebody searches leaves it to them.
async fn search(portal: Portal, payload: Value) -> Result<(), Failure> {
    let OfSource { source } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let tools = tools(&portal);
    loop {
        let Some(turn) = portal.searches.take(&source) else { return Ok(()) };
        loop {
            let served = search::search(&tools, &source, None).await.map_err(|stuck| Failure::Retry(stuck.into()))?;
            if served == search::Served::default() {
                break;
            }
        }
        drop(turn);
        // Who came after the last walk and before the turn was over found it taken.
        if !search::is_awaited(&tools, &source).await? {
            return Ok(());
        }
    }
}

#[derive(Deserialize)]
struct Over {
    #[serde(default)]
    erasures: Vec<Id>,
    /// Of a job that an earlier version left.
    erasure: Option<Id>,
}

async fn end(portal: Portal, payload: Value) -> Result<(), Failure> {
    let over: Over = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let ids: Vec<Id> = over.erasures.into_iter().chain(over.erasure).collect();
    end::end(&portal, &ids).await.map_err(|stuck| Failure::Retry(stuck.into()))
}

/// Something of the person is still written somewhere: a person must look, so this job gives up with the places.
async fn look(portal: Portal, payload: Value) -> Result<(), Failure> {
    let outcome = run::outcome(&tools(&portal), &read(payload)?.erasure).await?;
    let mut places = Vec::new();
    for source in outcome.open() {
        let left = source.seen.residues.iter().map(|residue| {
            let undeclared = if residue.declared { "" } else { " (not declared)" };
            format!("{}.{}{undeclared}", residue.table, residue.column)
        });
        let tables = left.chain(source.seen.unplanned.keys().cloned()).collect::<Vec<_>>().join(", ");
        places.push(format!("{}: {tables}", source.source));
    }
    if places.is_empty() {
        return Ok(());
    }
    Err(Failure::GiveUp(anyhow::anyhow!("something of an erased person is still written in {}", places.join("; "))))
}

async fn forget(portal: Portal, payload: Value) -> Result<(), Failure> {
    let erasure = run::load(&tools(&portal), &read(payload)?.erasure).await?;
    let parts = portal.clone();
    let is_logged = !portal.db.keeps_deleted();
    let work = move |tx: &mut Db| {
        ask::forget(tx, &parts, &erasure)?;
        if is_logged {
            // One for all who are forgotten until it begins: it waits for the disk.
            let job = Job::new(LOG, Lane::Default, json!({})).key(LOG);
            enqueue(tx, parts.clock.now(), &parts.random, job)?;
        }
        Ok::<_, Error>(())
    };
    Ok(portal.db.write(work).await?)
}

/// What was forgotten leaves the database's log, too.
async fn tidy_log(portal: Portal, _: Value) -> Result<(), Failure> {
    Ok(portal.db.truncate_log().await?)
}

/// Ends archived copies on their day. One whose clock had not started when it was archived starts on the day it was: the
/// event that should start it can no longer happen. What ends by criteria needs a person, and is said in the log.
async fn purge(portal: Portal, _: Value) -> Result<(), Failure> {
    let (today, now) = (portal.today(), portal.clock.now());
    let mut dated = Vec::new();
    let mut open = 0usize;
    for copy in portal.db.read(archive::undated).await? {
        let stored = portal.zone().to_datetime(copy.stored_at).date();
        let rule = copy.rule.and_then(|rule| portal.record.retention(&rule));
        match rule.and_then(|rule| rule.end(Some(stored)).date()) {
            Some(last) => dated.push((copy.id, last)),
            None => open += 1,
        }
    }
    if open > 0 {
        tracing::warn!(open, "archived copies end by no date: a person must decide");
    }
    let work = move |tx: &mut Db| {
        dated.iter().try_for_each(|(id, last)| archive::date_copy(tx, id, *last))?;
        archive::forget_openings(tx, now)?;
        archive::purge(tx, today)
    };
    portal.db.write(work).await?;
    Ok(())
}

/// Copies withdrawals and objections into the erasure ledger, so that a restore does not undo them.
async fn copy_choices(portal: Portal, _: Value) -> Result<(), Failure> {
    ledger::note_choices(&portal).await.map_err(|error| Failure::Retry(error.into()))?;
    Ok(())
}

/// Erased people whom a source holds again: a backup was restored there, or they came back by themselves. Nobody but a
/// person can tell the two apart, so this gives up with the counts.
async fn returned(portal: Portal, _: Value) -> Result<(), Failure> {
    let found = ledger::returned::returned(&portal, None).await.map_err(|error| Failure::Retry(error.into()))?;
    let counts: Vec<String> =
        found.found.iter().map(|(source, people)| format!("{} in {source}", people.len())).collect();
    if counts.is_empty() {
        return Ok(());
    }
    let counts = counts.join(", ");
    // Told once: not each night again while nothing changed.
    let told = portal.db.read(|db| staff::tasks::open_of(db, RETURNED)).await?;
    if told.iter().any(|task| task.why.contains(&counts)) {
        return Ok(());
    }
    Err(Failure::GiveUp(anyhow::anyhow!(
        "erased people are held again: {counts}; if a backup was restored there, run `habeas erasures replay`"
    )))
}

/// Looks at what waits for something under way.
async fn review_all(portal: Portal, _: Value) -> Result<(), Failure> {
    review::review(&portal).await.map_err(|stuck| Failure::Retry(stuck.into()))
}

/// Takes up what a job gave up or never began, so that no erasure is left half-done.
async fn sweep(portal: Portal, _: Value) -> Result<(), Failure> {
    let tools = tools(&portal);
    let now = portal.clock.now();
    for id in portal.db.read(store::unfinished).await? {
        let erasure = run::load(&tools, &id).await?;
        let steps = run::steps(&tools, &id).await?;
        let random = portal.random.clone();
        let work = move |tx: &mut Db| match erasure.state {
            State::Scheduled if erasure.starts_at <= now => enqueue_begin(tx, now, &random, &id, now),
            State::Running if steps.iter().all(|step| step.state == StepState::Done) => {
                enqueue_end(tx, now, &random, slice::from_ref(&id))
            }
            State::Running => steps
                .iter()
                .filter(|step| step.state != StepState::Done)
                .try_for_each(|step| enqueue_source(tx, now, &random, &id, &step.source)),
            _ => Ok::<_, Error>(()),
        };
        portal.db.write(work).await?;
    }
    Ok(())
}
