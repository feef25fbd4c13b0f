//! The second look of an erasure: is anything of the person still written in a source? Every text of the source is read for
//! it, so one walk serves everybody whose rows there are as planned.

use super::run::{self, Acted, Stuck, Tools};
use super::values::Verification;
use super::{Erasure, Step, jobs, store};
use crate::db::{Db, Error, Id};
use crate::sources::plan::SourcePlan;
use crate::sources::{Identifiers, Sought, Traces};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// How many people one walk serves at most: what is looked for is held in memory.
pub const MOST: usize = 500;

/// How many outcomes are written in one transaction.
const BATCH: usize = 50;

/// Whose turn it is to search a source, in this process: two walks at once would do the same work twice.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<BTreeSet<String>>>);

/// A turn; it is over when this is dropped.
pub struct Turn(Turns, String);

impl Turns {
    /// The turn at a source, unless somebody has it.
    pub fn take(&self, source: &str) -> Option<Turn> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.insert(source.to_owned()).then(|| Turn(self.clone(), source.to_owned()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// How many erasures a walk served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// Those of which this source is done.
    pub done: usize,
    /// Those of which rows were written meanwhile: they act once more.
    pub again: usize,
}

/// Somebody who waits for the search of a source.
struct Waiting {
    erasure: Erasure,
    step: Step,
    person: Identifiers,
    traces: Traces,
    plan: SourcePlan,
}

impl Waiting {
    /// `None` for one that was forgotten meanwhile.
    fn of(erasure: Erasure, step: Step) -> Option<Self> {
        let (person, plan) = (erasure.identifiers()?, step.plan.clone()?);
        let mut traces = Traces::of(&person);
        traces.add(erasure.recognised.clone().unwrap_or_default().traces);
        Some(Self { erasure, step, person, traces, plan })
    }

    fn sought(&self) -> Sought<'_> {
        Sought { person: &self.person, traces: &self.traces, steps: &self.plan.steps }
    }
}

/// What was found of one person.
struct Seen {
    seen: Verification,
    /// Whether rows were written since they were looked at.
    is_stale: bool,
}

/// Searches a source for everybody who waits for it, or for one erasure only, in one walk, and says done. Empty if nobody
/// waits.
pub async fn search(tools: &Tools, source: &str, only: Option<&Id>) -> Result<Served, Stuck> {
    let (keys, name, one) = (Arc::clone(&tools.keys), source.to_owned(), only.cloned());
    let read = move |db: &mut Db| {
        let steps = store::waiting_for_search(db, &keys, &name, one.as_ref(), i64::try_from(MOST).unwrap_or(i64::MAX))?;
        let load = |(id, step): (Id, Step)| Ok(store::find(db, &keys, &id)?.and_then(|one| Waiting::of(one, step)));
        steps.into_iter().map(load).collect::<Result<Vec<_>, Error>>()
    };
    let waiting: Arc<Vec<Waiting>> = Arc::new(tools.db.read(read).await?.into_iter().flatten().collect());
    if waiting.is_empty() {
        return Ok(Served::default());
    }
    let found = walk(tools, source, &waiting).await;
    if let Err(stuck) = &found {
        let (waiting, problem) = (Arc::clone(&waiting), stuck.to_string());
        let note =
            move |tx: &mut Db| waiting.iter().try_for_each(|one| store::note_problem(tx, &one.step.id, &problem));
        tools.db.write(note).await?;
    }
    let found = Arc::new(found?);
    let mut served = Served::default();
    for start in (0..found.len()).step_by(BATCH) {
        let (waiting, found) = (Arc::clone(&waiting), Arc::clone(&found));
        let (now, random) = (tools.clock.now(), tools.random.clone());
        let write = move |tx: &mut Db| {
            let mut part = Served::default();
            let mut over = Vec::new();
            for (one, Seen { seen, is_stale }) in waiting.iter().zip(found.iter()).skip(start).take(BATCH) {
                let Waiting { erasure: Erasure { id, .. }, step, plan, .. } = one;
                if *is_stale {
                    store::act_again(tx, &step.id)?;
                    jobs::enqueue_source(tx, now, &random, id, &step.source)?;
                    part.again += 1;
                    continue;
                }
                run::settle(tx, now, &random, id, step, plan, seen)?;
                if store::is_complete(tx, id)? {
                    over.push(id.clone());
                }
                part.done += 1;
            }
            // In the same transaction: a crash leaves nobody with every source done and no end.
            jobs::enqueue_end(tx, now, &random, &over)?;
            Ok::<_, Error>(part)
        };
        let part = tools.db.write(write).await?;
        served = Served { done: served.done + part.done, again: served.again + part.again };
    }
    Ok(served)
}

async fn walk(tools: &Tools, source: &str, waiting: &Arc<Vec<Waiting>>) -> Result<Vec<Seen>, Stuck> {
    let (waiting, most) = (Arc::clone(waiting), tools.searched_rows);
    let found = tools.sources.run(source, move |source| {
        source.session(|session| {
            let people: Vec<Sought<'_>> = waiting.iter().map(Waiting::sought).collect();
            let searched = session.search(&people, most)?;
            let mut found = Vec::with_capacity(searched.len());
            for (one, searched) in waiting.iter().zip(searched) {
                let mut seen = one.step.seen.clone().unwrap_or_default();
                let mut is_stale = false;
                if !searched.residues.is_empty() {
                    let rows = session.look_at_rows(&one.person, &one.plan.steps)?;
                    is_stale = !(rows.is_done() && rows.unplanned.is_empty()) && one.step.rounds < run::MOST_ROUNDS;
                    seen = rows;
                }
                seen.add(searched);
                found.push(Seen { seen, is_stale });
            }
            Ok(found)
        })
    });
    Ok(found.await.ok_or(Stuck::Missing)??)
}

/// Whether anybody waits for the search of a source.
pub async fn is_awaited(tools: &Tools, source: &str) -> Result<bool, Stuck> {
    let (keys, name) = (Arc::clone(&tools.keys), source.to_owned());
    Ok(!tools.db.read(move |db| store::waiting_for_search(db, &keys, &name, None, 1)).await?.is_empty())
}

/// An erasure that is carried out without a worker.
pub struct Underway {
    /// The erasure.
    pub id: Id,
    /// Where there is something to do.
    pub sources: Vec<String>,
    /// Why a source is not done.
    pub problems: Vec<String>,
}

/// The work of these erasures in each of their sources, with both looks. One walk of a source serves all of them.
pub async fn carry_out(tools: &Tools, erasures: &mut [Underway]) {
    let sources: BTreeSet<String> = erasures.iter().flat_map(|one| one.sources.iter().cloned()).collect();
    for source in sources {
        let mut acted = Vec::new();
        for one in erasures.iter_mut().filter(|one| one.sources.contains(&source)) {
            match act_on_rows(tools, &one.id, &source).await {
                Ok(Acted::ToSearch(_)) => acted.push(one),
                Ok(Acted::Done) => {}
                Ok(Acted::ByHand) => one.problems.push(format!(
                    "source `{source}` waits for a colleague, who looks there by hand and signs: /staff/manual"
                )),
                Err(stuck) => one.problems.push(stuck.to_string()),
            }
        }
        let only = match acted.as_slice() {
            [] => continue,
            [one] => Some(one.id.clone()),
            _ => None,
        };
        let searched = search(tools, &source, only.as_ref()).await;
        for one in acted {
            // Rows may have been written meanwhile, which concerns few.
            let done = match &searched {
                Ok(_) => act_and_search(tools, &one.id, &source).await.map_err(|stuck| stuck.to_string()),
                Err(stuck) => Err(stuck.to_string()),
            };
            one.problems.extend(done.err());
        }
    }
}

/// [`run::act`], with what is written down after it.
async fn act_on_rows(tools: &Tools, id: &Id, source: &str) -> Result<Acted, Stuck> {
    let acted = run::act(tools, id, source).await?;
    if let Acted::ToSearch(rows) = &acted {
        let (rows, now) = (rows.clone(), tools.clock.now());
        tools.db.write(move |tx| rows.note(tx, now)).await?;
    }
    Ok(acted)
}

/// The work of one erasure in one source with both looks, for whoever does not wait for others.
pub async fn act_and_search(tools: &Tools, id: &Id, source: &str) -> Result<Acted, Stuck> {
    loop {
        match act_on_rows(tools, id, source).await? {
            Acted::ToSearch(_) => {}
            acted @ (Acted::Done | Acted::ByHand) => return Ok(acted),
        }
        if search(tools, source, Some(id)).await?.again == 0 {
            return Ok(Acted::Done);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_searched_by_one_at_a_time() {
        let turns = Turns::default();
        let first = turns.take("shop").unwrap();
        assert!(turns.take("shop").is_none());
        assert!(turns.take("newsletter").is_some());
        drop(first);
        assert!(turns.take("shop").is_some());
    }
}
