//! The step of a manual source: a colleague does what the plan says, looks again, and signs. Until then the step is open, and
//! with it the erasure.

use super::run::{self, Acted, Stuck, Tools};
use super::values::{Scope, SourcePlan};
use super::{Erasure, Recognised, Step, jobs, store};
use crate::db::{Db, Error, Id};
use crate::manual::{self, Brief, Kind, New, State};
use crate::portal::Portal;
use crate::sources::Verification;
use std::sync::Arc;

/// The plans of the manual sources that an erasure is about.
pub(super) fn parts(tools: &Tools, scope: &Scope) -> Vec<(String, Option<SourcePlan>)> {
    let plans = tools.sources.by_hand().filter_map(|source| SourcePlan::by_hand(source, &tools.record, scope));
    plans.filter(|plan| !plan.steps.is_empty()).map(|plan| (plan.source.clone(), Some(plan))).collect()
}

/// Asks a colleague, or takes what they signed. Running it again asks nobody twice.
pub(super) async fn act(tools: &Tools, erasure: &Erasure, step: &Step, plan: SourcePlan) -> Result<Acted, Stuck> {
    let brief = brief(erasure, &plan).ok_or(Stuck::Missing)?;
    let today = tools.today();
    let due = manual::due_on(tools.sources.manual(&step.source), today);
    let (now, random, keys) = (tools.clock.now(), tools.random.clone(), Arc::clone(&tools.keys));
    let (id, person, step) = (erasure.id.clone(), erasure.person.clone(), step.clone());
    let work = move |tx: &mut Db| {
        let task = manual::of_cause(tx, &keys, id.as_str(), &step.source)?;
        match task.map(|task| (task.listed.state, task.answer)) {
            Some((State::Found | State::Nothing, Some(answer))) => {
                let plan = plan.signed(&answer.done);
                store::intend(tx, now, &random, &keys, &step.id, &plan, 1)?;
                run::settle(tx, now, &random, &id, &step, &plan, &Verification::default())?;
                Ok::<_, Error>(Acted::Done)
            }
            Some((State::Open, _)) => Ok(Acted::ByHand),
            _ => {
                let new = New {
                    kind: Kind::Erasure,
                    source: &step.source,
                    person: person.as_ref(),
                    cause: id.as_str(),
                    brief: &brief,
                    today,
                    due,
                };
                manual::open(tx, now, &random, &keys, &new)?;
                Ok(Acted::ByHand)
            }
        }
    };
    Ok(tools.db.write(work).await?)
}

/// Whom to look for: by now the other sources may hold nothing of them any more.
fn brief(erasure: &Erasure, plan: &SourcePlan) -> Option<Brief> {
    let addresses = erasure.subject.as_ref()?.addresses.clone();
    let Recognised { numbers, traces } = erasure.recognised.clone().unwrap_or_default();
    let mut known_as = traces.beside_addresses();
    known_as.extend(numbers.into_iter().map(|number| number.value));
    Some(Brief { addresses, known_as, plan: Some(plan.clone()), wish: None })
}

/// The task of an erasure was signed: its step goes on.
pub fn signed(tx: &mut Db, portal: &Portal, erasure: &str, source: &str) -> Result<(), Error> {
    let Ok(id) = erasure.parse::<Id>() else { return Ok(()) };
    jobs::enqueue_source(tx, portal.clock.now(), &portal.random, &id, source)
}

/// What a restored database knows of steps by hand that a colleague had signed before: no restore brings back what was taken
/// out of a paper archive.
pub(super) fn leave_out(tx: &mut Db, portal: &Portal, erasure: &Id) -> Result<(), Error> {
    let by_hand: Vec<&str> = portal.sources.by_hand().map(|source| source.name.as_str()).collect();
    store::leave_out(tx, erasure, &by_hand)?;
    manual::drop_of_cause(tx, erasure.as_str()).map(drop)
}
