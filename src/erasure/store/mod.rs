//! Erasures and their steps, in the portal's database.

mod ledger;
mod rewritten;
mod search;

pub use ledger::{Copied, copied, follow_ledger, has_ended, ledger_head, remember_ended, set_copied};
pub use rewritten::{first_since_rewriting, note_rewritten};
pub use search::{act_again, is_complete, note_rows, waiting_for_search};

use super::values::{Action, Events, Plan, Scope, SourcePlan, Verification};
use super::{Erasure, Outcome, Recognised, State, Step, StepState, Subject};
use crate::db::schema::erasure::{erasure_steps as steps, erasures};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::secrets::{Keys, Random, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What an erasure begins with.
pub struct New<'n> {
    /// The person, if the portal knows them.
    pub person: Option<&'n Id>,
    /// The request it answers.
    pub request: Option<&'n str>,
    /// The language of the person.
    pub lang: Lang,
    /// When it begins.
    pub starts_at: Timestamp,
    /// The addresses.
    pub subject: &'n Subject,
    /// What it is about.
    pub scope: &'n Scope,
    /// What was shown.
    pub plan: &'n Plan,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = erasures)]
struct Row {
    id: Id,
    person: Option<Id>,
    request: Option<String>,
    lang: String,
    state: String,
    asked_at: Time,
    starts_at: Time,
    erased_at: Option<Time>,
    subject: Option<String>,
    plan: Option<String>,
    events: Option<String>,
    outcome: Option<String>,
    traces: Option<String>,
    categories: Option<String>,
    review_on: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = steps)]
struct StepRow {
    id: Id,
    source: String,
    state: String,
    plan: Option<String>,
    rounds: i32,
    seen: Option<String>,
    problem: Option<String>,
    done_at: Option<Time>,
    rows_at: Option<Time>,
}

fn seal(keys: &Keys, random: &Random, context: &str, id: &Id, value: &impl Serialize) -> Result<String, Error> {
    let sealed = keys.seal_json(random, &format!("{context}:{id}"), value);
    sealed.map_err(|_| Error::Unreadable("a value cannot be written"))
}

fn unseal<T: DeserializeOwned>(keys: &Keys, context: &str, id: &Id, sealed: &str) -> Result<T, Error> {
    keys.open_json(&format!("{context}:{id}"), sealed).map_err(|_| Error::Unreadable("a sealed erasure"))
}

fn json<T: DeserializeOwned>(text: Option<String>) -> Result<Option<T>, Error> {
    let read = |text: String| serde_json::from_str(&text).map_err(|_| Error::Unreadable("an erasure"));
    text.map(read).transpose()
}

/// The word of what nothing under way needs, where else categories are listed.
const UNNEEDED: &str = "\"unneeded\"";

fn written(scope: &Scope) -> Result<Option<String>, Error> {
    match scope {
        Scope::Everything => Ok(None),
        Scope::Unneeded => Ok(Some(UNNEEDED.to_owned())),
        Scope::Categories(chosen) => {
            serde_json::to_string(chosen).map(Some).map_err(|_| Error::Unreadable("the categories of an erasure"))
        }
    }
}

fn scope(text: Option<String>) -> Result<Scope, Error> {
    match text.as_deref() {
        Some(UNNEEDED) => Ok(Scope::Unneeded),
        _ => Ok(json(text)?.map_or(Scope::Everything, Scope::Categories)),
    }
}

fn opened(keys: &Keys, row: Row) -> Result<Erasure, Error> {
    let subject = row.subject.as_deref().map(|text| unseal(keys, "erasure.subject", &row.id, text)).transpose()?;
    let plan = row.plan.as_deref().map(|text| unseal(keys, "erasure.plan", &row.id, text)).transpose()?;
    let recognised = row.traces.as_deref().map(|text| unseal(keys, "erasure.traces", &row.id, text)).transpose()?;
    Ok(Erasure {
        recognised,
        person: row.person,
        request: row.request,
        lang: row.lang.parse().unwrap_or(Lang::Fr),
        scope: scope(row.categories)?,
        state: State::parse(&row.state).ok_or(Error::Unreadable("the state of an erasure"))?,
        asked_at: row.asked_at.timestamp(),
        starts_at: row.starts_at.timestamp(),
        erased_at: row.erased_at.map(Time::timestamp),
        subject,
        plan,
        events: json(row.events)?,
        outcome: json(row.outcome)?,
        review_on: row.review_on.and_then(|day| day.parse().ok()),
        id: row.id,
    })
}

/// Writes down an erasure. A person has at most one that is not over: a second one is not begun and the first is
/// returned with `false`.
pub fn schedule(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: &New<'_>) -> Result<(Id, bool), Error> {
    let id = Id::at(now, random);
    let (subject, plan) =
        (seal(keys, random, "erasure.subject", &id, new.subject)?, seal(keys, random, "erasure.plan", &id, new.plan)?);
    let categories = written(new.scope)?;
    let written = tx.transaction(|tx| {
        let values = (
            (erasures::id.eq(&id), erasures::person.eq(new.person), erasures::request.eq(new.request)),
            (erasures::open_for.eq(new.person), erasures::lang.eq(new.lang.as_str())),
            (erasures::state.eq(State::Scheduled.as_str()), erasures::asked_at.eq(Time::from(now))),
            (erasures::starts_at.eq(Time::from(new.starts_at)), erasures::subject.eq(subject), erasures::plan.eq(plan)),
            erasures::categories.eq(categories),
        );
        Ok::<_, Error>(diesel::insert_into(erasures::table).values(values).execute(tx)?)
    });
    match (written, new.person) {
        (Ok(_), _) => Ok((id, true)),
        (Err(Error::Unique), Some(person)) => {
            let first = erasures::table.filter(erasures::open_for.eq(person)).select(erasures::id).first(tx)?;
            Ok((first, false))
        }
        (Err(error), _) => Err(error),
    }
}

/// Notes which request an erasure answers.
pub fn answers(tx: &mut Db, id: &Id, request: &str) -> Result<(), Error> {
    exactly_one(diesel::update(erasures::table.find(id)).set(erasures::request.eq(request)).execute(tx)?)
}

/// The erasure of this id.
pub fn find(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Erasure>, Error> {
    let row = erasures::table.find(id).select(Row::as_select()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The erasure of a person that is not over.
pub fn open_for(db: &mut Db, keys: &Keys, person: &Id) -> Result<Option<Erasure>, Error> {
    let row = erasures::table.filter(erasures::open_for.eq(person)).select(Row::as_select()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The last part of a person's data that is gone, and not forgotten yet.
pub fn last_part(db: &mut Db, keys: &Keys, person: &Id) -> Result<Option<Erasure>, Error> {
    let parts = erasures::table.filter(erasures::person.eq(person)).filter(erasures::categories.is_not_null());
    let parts = parts.filter(erasures::categories.ne(UNNEEDED));
    let row = parts.filter(erasures::state.eq(State::Erased.as_str())).order(erasures::erased_at.desc());
    let row = row.select(Row::as_select()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The erasure that a request asked for; the last one, where what was under way came first.
pub fn of_request(db: &mut Db, keys: &Keys, request: &str) -> Result<Option<Erasure>, Error> {
    let rows = erasures::table.filter(erasures::request.eq(request)).order(erasures::id.desc());
    let row = rows.select(Row::as_select()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The erasures that are scheduled or running, oldest first.
pub fn unfinished(db: &mut Db) -> Result<Vec<Id>, Error> {
    let open = erasures::state.eq_any([State::Scheduled.as_str(), State::Running.as_str()]);
    Ok(erasures::table.filter(open).order(erasures::id).select(erasures::id).load(db)?)
}

/// A part that waits becomes an erasure of everything: the whole goes now, and the part with it. `false` if none waits.
pub fn widen(tx: &mut Db, person: &Id) -> Result<bool, Error> {
    let waiting = erasures::table.filter(erasures::open_for.eq(person));
    let waiting =
        waiting.filter(erasures::state.eq(State::Scheduled.as_str())).filter(erasures::categories.is_not_null());
    Ok(diesel::update(waiting).set(erasures::categories.eq(None::<String>)).execute(tx)? == 1)
}

/// Takes an erasure back before it begins, or what of it waits for something under way. `false` if it has begun or is over.
pub fn cancel(tx: &mut Db, id: &Id) -> Result<bool, Error> {
    let rest = erasures::state.eq(State::Erased.as_str()).and(erasures::categories.eq(UNNEEDED));
    let waits = erasures::state.eq(State::Scheduled.as_str()).nullable().or(rest);
    let waiting = erasures::table.find(id).filter(waits);
    let none = None::<String>;
    let change = (
        erasures::state.eq(State::Cancelled.as_str()),
        (erasures::open_for.eq(&none), erasures::subject.eq(&none), erasures::plan.eq(&none)),
        (erasures::review_on.eq(&none), erasures::traces.eq(&none)),
    );
    Ok(diesel::update(waiting).set(change).execute(tx)? == 1)
}

/// What is known of a person when an erasure of theirs begins.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// What of it can be done now.
    pub scope: &'k Scope,
    /// The dates from which they are counted that keep something.
    pub events: &'k Events,
    /// What is looked for afterwards.
    pub recognised: &'k Recognised,
    /// The sources, each with its plan where it answered.
    pub parts: &'k [(String, Option<SourcePlan>)],
}

/// Begins: one step for each source, with its plan where the source answered. `false` if it had begun or was taken
/// back.
pub fn begin(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    known: Known<'_>,
) -> Result<bool, Error> {
    let Known { scope, events, recognised, parts } = known;
    let waiting = erasures::table.find(id).filter(erasures::state.eq(State::Scheduled.as_str()));
    let events = serde_json::to_string(events).map_err(|_| Error::Unreadable("dates of events"))?;
    let traces = seal(keys, random, "erasure.traces", id, recognised)?;
    let change = (
        (erasures::state.eq(State::Running.as_str()), erasures::categories.eq(written(scope)?)),
        (erasures::events.eq(events), erasures::traces.eq(traces)),
    );
    if diesel::update(waiting).set(change).execute(tx)? == 0 {
        return Ok(false);
    }
    for (source, plan) in parts {
        let step = Id::at(now, random);
        let plan = plan.as_ref().map(|plan| seal(keys, random, "erasure.step", &step, plan)).transpose()?;
        let values = (
            (steps::id.eq(&step), steps::erasure.eq(id), steps::source.eq(source), steps::plan.eq(plan)),
            (steps::state.eq(StepState::Planned.as_str()), steps::rounds.eq(0), steps::deleted.eq(0)),
            (steps::changed.eq(0), steps::archived.eq(0)),
        );
        diesel::insert_into(steps::table).values(values).execute(tx)?;
    }
    Ok(true)
}

/// The steps of an erasure, by source.
pub fn steps_of(db: &mut Db, keys: &Keys, erasure: &Id) -> Result<Vec<Step>, Error> {
    let rows = steps::table.filter(steps::erasure.eq(erasure)).order(steps::source).select(StepRow::as_select());
    rows.load(db)?.into_iter().map(|row| step(keys, row)).collect()
}

fn step(keys: &Keys, row: StepRow) -> Result<Step, Error> {
    Ok(Step {
        state: StepState::parse(&row.state).ok_or(Error::Unreadable("the state of a step"))?,
        plan: row.plan.as_deref().map(|text| unseal(keys, "erasure.step", &row.id, text)).transpose()?,
        source: row.source,
        rounds: row.rounds,
        rows_at: row.rows_at.map(Time::timestamp),
        seen: json(row.seen)?,
        problem: row.problem,
        done_at: row.done_at.map(Time::timestamp),
        id: row.id,
    })
}

/// Writes down what is about to be done, before it is done. Guarded: a step that is done stays so.
pub fn intend(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    step: &Id,
    plan: &SourcePlan,
    rounds: i32,
) -> Result<(), Error> {
    let open = steps::table.find(step).filter(steps::state.ne(StepState::Done.as_str()));
    let change = (
        (steps::state.eq(StepState::Acting.as_str()), steps::plan.eq(seal(keys, random, "erasure.step", step, plan)?)),
        (steps::rounds.eq(rounds), steps::acted_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(open).set(change).execute(tx)?)
}

/// Writes down that a step is done and what looking again found. `false` if it was already.
pub fn settle(
    tx: &mut Db,
    now: Timestamp,
    step: &Id,
    plan: &SourcePlan,
    archived: i64,
    seen: &Verification,
) -> Result<bool, Error> {
    let acting = steps::table.find(step).filter(steps::state.eq(StepState::Acting.as_str()));
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let changed = [Action::Strip, Action::Archive, Action::Unlink].map(|action| plan.rows_to(action));
    let seen = serde_json::to_string(seen).map_err(|_| Error::Unreadable("a verification"))?;
    let change = (
        (steps::state.eq(StepState::Done.as_str()), steps::done_at.eq(Time::from(now)), steps::seen.eq(seen)),
        (steps::deleted.eq(count(plan.rows_to(Action::Delete))), steps::changed.eq(count(changed.iter().sum()))),
        (steps::archived.eq(archived), steps::problem.eq(None::<String>)),
    );
    Ok(diesel::update(acting).set(change).execute(tx)? == 1)
}

/// Leaves the steps in these sources out that are not done.
pub fn leave_out(tx: &mut Db, erasure: &Id, sources: &[&str]) -> Result<usize, Error> {
    let open = steps::table.filter(steps::erasure.eq(erasure)).filter(steps::source.eq_any(sources));
    Ok(diesel::delete(open.filter(steps::state.ne(StepState::Done.as_str()))).execute(tx)?)
}

/// Notes why a step does not go on; without personal data.
pub fn note_problem(tx: &mut Db, step: &Id, problem: &str) -> Result<(), Error> {
    let open = steps::table.find(step).filter(steps::state.ne(StepState::Done.as_str()));
    diesel::update(open).set(steps::problem.eq(problem)).execute(tx)?;
    Ok(())
}

/// Every source is done: writes down the outcome. `false` if that was written before. After a part the person may ask
/// for more at once; where the rest waits for something under way it is not over, and `review_on` says when the person is told.
pub fn conclude(
    tx: &mut Db,
    now: Timestamp,
    id: &Id,
    outcome: &Outcome,
    review_on: Option<Date>,
) -> Result<bool, Error> {
    let part = erasures::table.find(id).filter(erasures::state.eq(State::Running.as_str()));
    // Null stands for everything, and no comparison with null holds.
    let part = part.filter(erasures::categories.ne(UNNEEDED));
    diesel::update(part).set(erasures::open_for.eq(None::<String>)).execute(tx)?;
    let running = erasures::table.find(id).filter(erasures::state.eq(State::Running.as_str()));
    let outcome = serde_json::to_string(outcome).map_err(|_| Error::Unreadable("an outcome"))?;
    let change = (
        erasures::state.eq(State::Erased.as_str()),
        erasures::erased_at.eq(Time::from(now)),
        erasures::outcome.eq(outcome),
        erasures::review_on.eq(review_on.map(|day| day.to_string())),
    );
    Ok(diesel::update(running).set(change).execute(tx)? == 1)
}

/// The erasures of which the rest waits for something under way, oldest first.
pub fn waiting(db: &mut Db) -> Result<Vec<Id>, Error> {
    let waiting = erasures::table.filter(erasures::state.eq(State::Erased.as_str()));
    let waiting = waiting.filter(erasures::categories.eq(UNNEEDED));
    Ok(waiting.order(erasures::id).select(erasures::id).load(db)?)
}

/// What was under way is over: an erasure of everything follows the one that waited, which keeps its receipt and is over. `None`
/// if it does not wait any more.
pub fn go_on(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    waiting: &Erasure,
) -> Result<Option<Id>, Error> {
    let Some(subject) = waiting.subject.as_ref().filter(|_| waiting.waits()) else { return Ok(None) };
    if !forget(tx, now, &waiting.id)? {
        return Ok(None);
    }
    let new = New {
        person: waiting.person.as_ref(),
        request: waiting.request.as_deref(),
        lang: waiting.lang,
        starts_at: now,
        subject,
        scope: &Scope::Everything,
        plan: &Plan::default(),
    };
    let (id, _) = schedule(tx, now, random, keys, &new)?;
    let since = (
        erasures::asked_at.eq(Time::from(waiting.asked_at)),
        erasures::review_on.eq(waiting.review_on.map(|day| day.to_string())),
    );
    exactly_one(diesel::update(erasures::table.find(&id)).set(since).execute(tx)?)?;
    Ok(Some(id))
}

/// Notes when the person is told next that something is still under way. `false` if somebody did so before.
pub fn review(tx: &mut Db, id: &Id, was: Option<Date>, next: Date) -> Result<bool, Error> {
    let waiting = erasures::table.find(id).filter(erasures::categories.eq(UNNEEDED));
    let waiting = waiting.filter(erasures::review_on.eq(was.map(|day| day.to_string())));
    Ok(diesel::update(waiting).set(erasures::review_on.eq(next.to_string())).execute(tx)? == 1)
}

/// Notes where the receipt stands in the audit log, and the secret that opens it.
pub fn attest(tx: &mut Db, id: &Id, idx: i64, token: Option<&TokenHash>) -> Result<(), Error> {
    let change = (erasures::receipt_idx.eq(idx), erasures::receipt_token.eq(token.map(TokenHash::as_str)));
    exactly_one(diesel::update(erasures::table.find(id)).set(change).execute(tx)?)
}

/// The erasure whose receipt a secret opens, its language, and the place of the receipt in the audit log.
pub fn receipt(db: &mut Db, token: &TokenHash) -> Result<Option<(Id, Lang, i64)>, Error> {
    let row = erasures::table.filter(erasures::receipt_token.eq(token.as_str()));
    let row: Option<(Id, String, Option<i64>)> =
        row.select((erasures::id, erasures::lang, erasures::receipt_idx)).first(db).optional()?;
    Ok(row.and_then(|(id, lang, idx)| Some((id, lang.parse().unwrap_or(Lang::Fr), idx?))))
}

/// Empties what names the person: addresses, plans, the link to the person. The outcome, in counts, stays.
pub fn forget(tx: &mut Db, now: Timestamp, id: &Id) -> Result<bool, Error> {
    let none = None::<String>;
    let erased = erasures::table.find(id).filter(erasures::state.eq(State::Erased.as_str()));
    let change = (
        (erasures::state.eq(State::Forgotten.as_str()), erasures::told_at.eq(Time::from(now))),
        (erasures::open_for.eq(&none), erasures::subject.eq(&none), erasures::plan.eq(&none)),
        (erasures::person.eq(None::<Id>), erasures::events.eq(&none), erasures::traces.eq(&none)),
    );
    let done = diesel::update(erased).set(change).execute(tx)? == 1;
    if done {
        diesel::update(steps::table.filter(steps::erasure.eq(id))).set(steps::plan.eq(&none)).execute(tx)?;
    }
    Ok(done)
}
