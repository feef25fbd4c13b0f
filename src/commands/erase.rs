//! `habeas erase EMAIL`: the plan, or the same plan carried out now.

use super::whose::{WhoseError, whose};
use crate::audit::{self, Actor, Event};
use crate::clock::Clock;
use crate::config::Config;
use crate::consents::again;
use crate::db::{Database, Db};
use crate::erasure::Outcome;
use crate::erasure::at_once::{ErasedNow, erase_all_now, erase_now};
use crate::erasure::ledger;
use crate::erasure::ledger::replay::ReplayError;
use crate::erasure::ledger::returned::{Returned, returned, sources_of};
use crate::erasure::run::{Order, Stuck};
use crate::people::Address;
use crate::portal::Portal;
use crate::secrets::{Keys, KeysError, Random};
use crate::sources::plan::{Line, Outcome as LineOutcome};
use crate::sources::{Identifiers, Plan};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt;

/// What erasing somebody would do.
#[derive(Clone, Debug, Serialize)]
pub struct ErasePlan {
    /// What becomes of each category in each source.
    pub lines: Vec<Line>,
    /// The whole plan: steps, columns, keys of rows.
    pub plan: Plan,
}

/// What erasing somebody did.
#[derive(Clone, Debug, Serialize)]
pub struct Erased {
    /// Whether every source is done and nothing of the person was found on looking again.
    pub verified: bool,
    /// What was done in each source.
    pub outcome: Outcome,
    /// Why a source is not done.
    pub problems: Vec<String>,
}

/// Why nothing can be erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The address means nobody.
    #[error(transparent)]
    Whose(#[from] WhoseError),
    /// Something does not answer.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

/// What erasing the person with this address would do today; changes nothing.
pub async fn erase_plan(portal: &Portal, email: &str) -> Result<ErasePlan, EraseError> {
    Ok(erase_plan_of(portal, &whose(portal, email, None).await?).await)
}

/// The same for a person that [`super::whose`] found.
pub async fn erase_plan_of(portal: &Portal, address: &Address) -> ErasePlan {
    let who = Identifiers::new([address]);
    let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
    ErasePlan { lines: plan.lines(), plan }
}

/// Erases the person with this address now, by the plan that [`erase_plan`] shows, and looks again. What does not
/// answer is left to the worker, which goes on until it is done. Running it again changes nothing more.
pub async fn erase(portal: &Portal, email: &str) -> Result<Erased, EraseError> {
    erase_of(portal, &whose(portal, email, None).await?).await
}

/// The same for a person that [`super::whose`] found.
pub async fn erase_of(portal: &Portal, address: &Address) -> Result<Erased, EraseError> {
    let ErasedNow { outcome, problems, .. } = erase_now(portal, address, Order::AccessFirst).await?;
    Ok(Erased { verified: problems.is_empty() && outcome.is_verified(), outcome, problems })
}

/// What sources held again that they must not, as after a restored backup.
#[derive(Clone, Debug, Serialize)]
pub struct Replayed {
    /// How many erased people each source holds again.
    pub found: BTreeMap<String, usize>,
    /// How many of them were erased again in every source; none by a dry run.
    pub erased: usize,
    /// How many withdrawals and objections each source has forgotten; written again, but not by a dry run.
    pub choices: BTreeMap<String, usize>,
    /// Sources that list nobody, so that they cannot be searched.
    pub unsearched: Vec<String>,
    /// Why something is not done yet.
    pub problems: Vec<String>,
}

/// Finds the people of the erasure ledger whom a source (or the one named) holds again, and the withdrawals and objections
/// that it has forgotten; erases them again, and writes these again, unless this is a dry run.
pub async fn erasures_replay(portal: &Portal, source: Option<&str>, dry_run: bool) -> Result<Replayed, ReplayError> {
    let Returned { found: back, unsearched } = returned(portal, source).await?;
    let found = back.iter().map(|(name, people)| (name.clone(), people.len())).collect();
    let mut replayed = Replayed { found, erased: 0, choices: BTreeMap::new(), unsearched, problems: Vec::new() };
    if !dry_run {
        let people: BTreeMap<String, Address> =
            back.into_values().flatten().map(|address| (address.normalised().to_owned(), address)).collect();
        let people: Vec<Address> = people.into_values().collect();
        for done in erase_all_now(portal, &people, Order::Again).await? {
            replayed.erased += usize::from(done.problems.is_empty());
            for problem in done.problems {
                if !replayed.problems.contains(&problem) {
                    replayed.problems.push(problem);
                }
            }
        }
    }
    for name in sources_of(portal, source)? {
        match again::stops(portal, &name, dry_run).await {
            Ok(0) => {}
            Ok(count) => drop(replayed.choices.insert(name, count)),
            Err(error) => replayed.problems.push(error.to_string()),
        }
    }
    let Replayed { erased, choices, .. } = &replayed;
    if !dry_run && (*erased > 0 || !choices.is_empty()) {
        let detail = json!({ "source": source, "erasures": erased, "choices": choices });
        let parts = portal.clone();
        let work = move |tx: &mut Db| {
            let action = "erasure.source-replayed";
            let event = Event { actor: Actor::Command, action, object: None, person: None, detail };
            audit::append(tx, parts.clock.now(), &parts.random, &event).map(drop)
        };
        portal.db.write(work).await?;
    }
    Ok(replayed)
}

/// Why no new erasure ledger is made.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] ledger::RebuildError),
}

/// Makes a new erasure ledger from what the database knows, where the old one is refused and no copy of it exists.
pub fn erasures_rebuild(config: &Config) -> Result<ledger::Rebuilt, RebuildError> {
    let keys = Keys::load(&config.portal.keys_dir)?;
    let database = Database::open(&config.database.url, 1)?;
    database.migrate()?;
    let (random, now) = (Random::system(), Clock::system().now());
    Ok(ledger::rebuild(&config.erasure.ledger, &keys, &database, &random, now)?)
}

fn write_lines(f: &mut fmt::Formatter<'_>, lines: &[Line]) -> fmt::Result {
    for line in lines {
        let what = match line.outcome {
            LineOutcome::Erased => "erased",
            LineOutcome::Archived => "archived",
            LineOutcome::Kept => "kept",
            LineOutcome::Shared => "shared",
            LineOutcome::Needed => "needed",
        };
        write!(f, "{:<16} {:<16} {:<9} {:>6}", line.source, line.category, what, line.rows)?;
        if let Some(until) = &line.until {
            let date = until.date.map_or_else(|| "open".to_owned(), |date| date.to_string());
            write!(f, "  until {date} ({}", until.rule)?;
            if let Some(law) = &until.law {
                write!(f, ", {law}")?;
            }
            f.write_str(")")?;
        }
        writeln!(f)?;
    }
    Ok(())
}

impl fmt::Display for ErasePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.plan.is_empty() {
            return writeln!(f, "Nothing is held under this address.");
        }
        write_lines(f, &self.lines)?;
        for source in &self.plan.unreachable {
            writeln!(f, "{source:<16} does not answer")?;
        }
        Ok(())
    }
}

impl fmt::Display for Erased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.outcome.sources.is_empty() {
            writeln!(f, "Nothing was held under this address.")?;
        }
        let lines: Vec<Line> = self.outcome.lines().cloned().collect();
        write_lines(f, &lines)?;
        for problem in &self.problems {
            writeln!(f, "not done: {problem}")?;
        }
        for source in self.outcome.open() {
            for residue in &source.seen.residues {
                writeln!(
                    f,
                    "left: the person is still written in {} rows of {}.{} of source {}{}",
                    residue.rows,
                    residue.table,
                    residue.column,
                    source.source,
                    if residue.declared { "" } else { ", which is not declared" }
                )?;
            }
        }
        writeln!(f, "{}", if self.verified { "Verified." } else { "Not verified." })
    }
}
