//! Carrying an erasure out: intent, act, outcome, in each source, so that a crash at any moment is survived by looking.

use super::values::{Events, Scope};
use super::{Erasure, Outcome, Recognised, State, Step, StepState, by_hand, ledger, store};
use crate::archive;
use crate::audit::{self, Actor};
use crate::clock::Clock;
use crate::db::{Database, Db, Error, Id};
use crate::record::Record;
use crate::requests;
use crate::secrets::{Keys, Random};
use crate::sources::plan::SourcePlan;
use crate::sources::{ExecuteError, Identifiers, SourceError, Sources, SqlError, Verification};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::Arc;

/// What an erasure is carried out with.
#[derive(Clone)]
pub struct Tools {
    /// The time.
    pub clock: Clock,
    /// Randomness for ids.
    pub random: Random,
    /// The keys that seal the archive.
    pub keys: Arc<Keys>,
    /// The portal's database.
    pub db: Database,
    /// The record.
    pub record: Arc<Record>,
    /// The sources.
    pub sources: Sources,
    /// Where days begin.
    pub zone: TimeZone,
    /// How many rows of each table are searched for what is left.
    pub searched_rows: usize,
}

/// Why a step does not go on. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum Stuck {
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] Error),
    /// A source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The archive.
    #[error("a copy could not be archived: {0}")]
    Archive(String),
    /// The erasure, its step or its source is not there any more.
    #[error("there is no such erasure, step or source")]
    Missing,
    /// The person waits for the answer to the access request of this reference: that comes first.
    #[error("{0} asks for access and is not answered yet: answer it first, then erase")]
    AccessFirst(String),
    /// A part of the person's data is being erased: the whole comes after it.
    #[error("some categories are being erased just now: erase the whole when that is over")]
    PartFirst,
    /// The erasure ledger.
    #[error(transparent)]
    Ledger(#[from] ledger::NoteError),
    /// Rows are still there after the plan ran.
    #[error("{0} rows of source `{1}` are not as the plan says")]
    Unfinished(usize, String),
}

/// How many plans are run in a row in a source whose rows keep coming.
const ROUNDS: i32 = 5;

/// After how many plans in all a person must look.
pub(super) const MOST_ROUNDS: i32 = 2 * ROUNDS;

/// How far the work in a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It was done and verified.
    Done,
    /// A colleague was asked to do it by hand, and did not sign yet.
    ByHand,
    /// The rows are as planned. Whether something is written elsewhere is not known yet: whoever notes this must see to it that
    /// somebody [searches](super::search::search).
    ToSearch(AsPlanned),
}

/// The rows of a person in a source are as planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsPlanned {
    step: Id,
    /// What was found on looking at them; `None` if that was noted before.
    seen: Option<Verification>,
}

impl AsPlanned {
    /// Writes it down.
    pub fn note(&self, tx: &mut Db, now: Timestamp) -> Result<(), Error> {
        self.seen.as_ref().map_or(Ok(()), |seen| store::note_rows(tx, now, &self.step, seen))
    }
}

impl Tools {
    /// The day, where the controller is.
    pub fn today(&self) -> Date {
        self.zone.to_datetime(self.clock.now()).date()
    }
}

/// Whether an erasure waits for the answer to an access request (law.md ERA-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It waits.
    AccessFirst,
    /// It does not: whoever begins has looked.
    AtOnce,
    /// It does not, and nobody is asked to look into manual sources: the person was erased before, a database was restored
    /// since, and no restore brings back paper.
    Again,
}

/// What became of beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It runs, in the sources of these names.
    Runs(Vec<String>),
    /// It was taken back.
    TakenBack,
    /// The person waits for the answer to an access request: that comes first (law.md ERA-6).
    AfterAccess,
}

impl Begun {
    /// The names of the sources to go on with; none if it does not run.
    pub fn sources(self) -> Vec<String> {
        match self {
            Begun::Runs(sources) => sources,
            Begun::TakenBack | Begun::AfterAccess => Vec::new(),
        }
    }
}

/// The plan of an erasure that begins, over the rows of now. Nothing is written yet.
pub struct Prepared {
    id: Id,
    scope: Scope,
    events: Events,
    recognised: Recognised,
    /// The sources, each with its plan where it answered.
    parts: Vec<(String, Option<SourcePlan>)>,
    /// Whose access request comes first.
    waits_for: Option<Id>,
}

/// Makes the plan of an erasure that is to begin, over the rows of today.
pub async fn prepare(tools: &Tools, erasure: &Erasure, order: Order) -> Result<Prepared, Stuck> {
    let person = erasure.subject.as_ref().ok_or(Stuck::Missing)?.identifiers();
    let known = tools.sources.recognise(&person).await;
    // What came or ended since it was asked for counts.
    let scope = match order {
        Order::Again => erasure.scope.clone(),
        Order::AccessFirst | Order::AtOnce => known.scope_now(&erasure.scope),
    };
    let plan = tools.sources.plan_known(&known, &tools.record, tools.today(), &scope).await;
    let (events, mut silent) = (known.events, known.silent);
    let recognised = Recognised { numbers: known.person.numbers().clone(), traces: known.traces };
    silent.extend(plan.unreachable.iter().cloned());
    let part = |name: &str| {
        let declaration = tools.sources.get(name)?.declaration();
        let nothing =
            SourcePlan { source: name.to_owned(), label: declaration.label.clone(), steps: Vec::new(), by_hand: false };
        let answered = !silent.iter().any(|down| down == name);
        answered.then(|| plan.source(name).cloned().unwrap_or(nothing))
    };
    let mut parts: Vec<_> =
        tools.sources.iter().map(|source| (source.name().to_owned(), part(source.name()))).collect();
    if order != Order::Again {
        parts.extend(by_hand::parts(tools, &scope));
    }
    let waits_for = match order {
        Order::AccessFirst => erasure.person.clone(),
        Order::AtOnce | Order::Again => None,
    };
    Ok(Prepared { id: erasure.id.clone(), scope, events, recognised, parts, waits_for })
}

impl Prepared {
    /// What of it can be done now.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Writes down a step for each source, in the given order with an access request of the person that is open.
    pub fn begin(&self, tx: &mut Db, tools: &Tools) -> Result<Begun, Error> {
        // Asked in the same transaction: a request that is logged meanwhile is seen, or comes too late for it.
        if let Some(person) = &self.waits_for
            && requests::open_access(tx, person)?.is_some()
        {
            return Ok(Begun::AfterAccess);
        }
        let Self { id, scope, events, recognised, parts, .. } = self;
        let Tools { clock, random, keys, .. } = tools;
        if store::begin(tx, clock.now(), random, keys, id, store::Known { scope, events, recognised, parts })? {
            return Ok(Begun::Runs(parts.iter().map(|(source, _)| source.clone()).collect()));
        }
        began(tx, keys, id)
    }
}

/// How an erasure stands that nobody need begin any more.
pub(super) fn began(db: &mut Db, keys: &Keys, id: &Id) -> Result<Begun, Error> {
    let is_taken_back = store::find(db, keys, id)?.is_some_and(|erasure| erasure.state == State::Cancelled);
    if is_taken_back {
        return Ok(Begun::TakenBack);
    }
    Ok(Begun::Runs(store::steps_of(db, keys, id)?.into_iter().map(|step| step.source).collect()))
}

/// [`prepare`] and [`Prepared::begin`]. Running it again changes nothing.
pub async fn begin(tools: &Tools, id: &Id, order: Order) -> Result<Begun, Stuck> {
    let erasure = load(tools, id).await?;
    let (tools_, id) = (tools.clone(), id.clone());
    if erasure.state != State::Scheduled {
        return Ok(tools.db.read(move |db| began(db, &tools_.keys, &id)).await?);
    }
    let prepared = prepare(tools, &erasure, order).await?;
    Ok(tools.db.write(move |tx| prepared.begin(tx, &tools_)).await?)
}

/// Does the work in one source: writes down the plan, runs it, looks at the rows again. Running it again after a crash
/// finds what is left to do; a step that is done, or only to be searched for, is left alone.
pub async fn act(tools: &Tools, id: &Id, source: &str) -> Result<Acted, Stuck> {
    let (keys, of, name) = (Arc::clone(&tools.keys), id.clone(), source.to_owned());
    let read = move |db: &mut Db| {
        let step = store::steps_of(db, &keys, &of)?.into_iter().find(|step| step.source == name);
        Ok::<_, Error>(store::find(db, &keys, &of)?.zip(step))
    };
    let (erasure, step) = tools.db.read(read).await?.ok_or(Stuck::Missing)?;
    if step.state == StepState::Done {
        return Ok(Acted::Done);
    }
    if step.rows_at.is_some() {
        return Ok(Acted::ToSearch(AsPlanned { step: step.id, seen: None }));
    }
    if let Some(plan) = step.plan.clone().filter(|plan| plan.by_hand) {
        return by_hand::act(tools, &erasure, &step, plan).await;
    }
    let person = erasure.identifiers().ok_or(Stuck::Missing)?;
    let outcome = rounds(tools, &erasure, &step, &person).await;
    if let Err(stuck) = &outcome {
        let (step, problem) = (step.id.clone(), stuck.to_string());
        tools.db.write(move |tx| store::note_problem(tx, &step, &problem)).await?;
    }
    outcome
}

async fn rounds(tools: &Tools, erasure: &Erasure, step: &Step, person: &Identifiers) -> Result<Acted, Stuck> {
    let mut plan = match step.plan.clone() {
        Some(plan) if step.rounds == 0 => plan,
        // Rows were written since it was made.
        Some(mut plan) => {
            plan.add(fresh(tools, erasure, step, person).await?);
            plan
        }
        None => fresh(tools, erasure, step, person).await?,
    };
    let mut round = step.rounds;
    loop {
        round += 1;
        let (now, random, keys) = (tools.clock.now(), tools.random.clone(), Arc::clone(&tools.keys));
        let (id, intended) = (step.id.clone(), plan.clone());
        tools.db.write(move |tx| store::intend(tx, now, &random, &keys, &id, &intended, round)).await?;
        execute(tools, erasure, person, &plan).await?;
        let seen = look(tools, erasure, person, &plan).await?;
        if !seen.is_done() {
            return Err(Stuck::Unfinished(seen.unfinished.values().sum(), step.source.clone()));
        }
        if seen.unplanned.is_empty() || round >= step.rounds + ROUNDS {
            return rest(tools, erasure, step, plan, seen).await;
        }
        plan.add(fresh(tools, erasure, step, person).await?);
    }
}

/// After the rows: a part is done, and of a whole person the search is left.
async fn rest(
    tools: &Tools,
    erasure: &Erasure,
    step: &Step,
    plan: SourcePlan,
    seen: Verification,
) -> Result<Acted, Stuck> {
    if erasure.scope.is_everything() {
        return Ok(Acted::ToSearch(AsPlanned { step: step.id.clone(), seen: Some(seen) }));
    }
    let (now, random, id, step) = (tools.clock.now(), tools.random.clone(), erasure.id.clone(), step.clone());
    tools.db.write(move |tx| settle(tx, now, &random, &id, &step, &plan, &seen)).await?;
    Ok(Acted::Done)
}

/// The plan of one source over the rows of now.
async fn fresh(tools: &Tools, erasure: &Erasure, step: &Step, person: &Identifiers) -> Result<SourcePlan, Stuck> {
    let (person, record, today) = (person.clone(), Arc::clone(&tools.record), tools.today());
    let (events, scope) = (erasure.events.clone().unwrap_or_default(), erasure.scope.clone());
    let made = tools.sources.run(&step.source, move |source| {
        source.session(|session| session.plan_scope(&person, &record, &events, today, &scope))
    });
    Ok(made.await.ok_or(Stuck::Missing)??)
}

async fn execute(tools: &Tools, erasure: &Erasure, person: &Identifiers, plan: &SourcePlan) -> Result<(), Stuck> {
    let fingerprint = erasure.fingerprint(&tools.keys);
    let (tools_, erasure, person, plan) = (tools.clone(), erasure.id.clone(), person.clone(), plan.clone());
    let name = plan.source.clone();
    let done = tools.sources.run(&name, move |source| {
        let mut refused = None;
        let done = source.session(|session| {
            let executed = session.execute(&person, &plan, |copies| {
                let Tools { clock, random, keys, db, .. } = &tools_;
                let cause = archive::Cause { erasure: &erasure, fingerprint: fingerprint.as_deref() };
                let keep = |tx: &mut Db, copy| archive::keep(tx, clock.now(), random, keys, cause, copy);
                let stored = db.write_now(|tx| copies.iter().try_for_each(|copy| keep(tx, copy)));
                stored.map_err(|error: Error| error.to_string())
            });
            match executed {
                Ok(_) => Ok(()),
                Err(ExecuteError::Source(error)) => Err(error),
                Err(ExecuteError::Archive(why)) => {
                    refused = Some(why);
                    Err(SqlError::Busy("archive".to_owned()))
                }
            }
        });
        Ok(match refused {
            Some(why) => Err(Stuck::Archive(why)),
            None => done.map_err(Stuck::from),
        })
    });
    done.await.ok_or(Stuck::Missing)??
}

async fn look(
    tools: &Tools,
    erasure: &Erasure,
    person: &Identifiers,
    plan: &SourcePlan,
) -> Result<Verification, Stuck> {
    let (person, plan) = (person.clone(), plan.clone());
    let (name, record, today) = (plan.source.clone(), Arc::clone(&tools.record), tools.today());
    let (events, scope) = (erasure.events.clone().unwrap_or_default(), erasure.scope.clone());
    let seen = tools.sources.run(&name, move |source| {
        source.session(|session| {
            if scope.is_everything() {
                return session.look_at_rows(&person, &plan.steps);
            }
            let now = session.plan_scope(&person, &record, &events, today, &scope)?;
            session.look_at_part(&person, &plan, &now)
        })
    });
    Ok(seen.await.ok_or(Stuck::Missing)??)
}

/// Writes down that a source is done, what was found there, and that it was. Done once.
pub(super) fn settle(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    erasure: &Id,
    step: &Step,
    plan: &SourcePlan,
    seen: &Verification,
) -> Result<(), Error> {
    let archived = archive::count(tx, erasure, &step.source)?;
    if !store::settle(tx, now, &step.id, plan, archived, seen)? {
        return Ok(());
    }
    // Counts and categories: about nobody, so that it stays when the person is forgotten.
    let (lines, left) = (plan.lines(), seen.residues.len());
    let detail = match plan.by_hand {
        true => json!({ "source": step.source, "lines": lines, "left": left, "by_hand": true }),
        false => json!({ "source": step.source, "lines": lines, "left": left }),
    };
    let event = audit::Event {
        actor: Actor::System,
        action: "erasure.source-done",
        object: Some(erasure.to_string()),
        person: None,
        detail,
    };
    audit::append(tx, now, random, &event).map(drop)
}

/// What was done so far; sources that are not done say so.
pub async fn outcome(tools: &Tools, id: &Id) -> Result<Outcome, Stuck> {
    let steps = steps(tools, id).await?;
    Ok(Outcome::of(&steps, |name| tools.sources.label(name).cloned()))
}

/// Whether every source is done.
pub async fn is_complete(tools: &Tools, id: &Id) -> Result<bool, Stuck> {
    let id = id.clone();
    Ok(tools.db.read(move |db| store::is_complete(db, &id)).await?)
}

/// The erasure.
pub async fn load(tools: &Tools, id: &Id) -> Result<Erasure, Stuck> {
    let (keys, id) = (Arc::clone(&tools.keys), id.clone());
    tools.db.read(move |db| store::find(db, &keys, &id)).await?.ok_or(Stuck::Missing)
}

/// Its steps.
pub async fn steps(tools: &Tools, id: &Id) -> Result<Vec<Step>, Stuck> {
    let (keys, id) = (Arc::clone(&tools.keys), id.clone());
    Ok(tools.db.read(move |db| store::steps_of(db, &keys, &id)).await?)
}
