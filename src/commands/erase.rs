//! `habeas erase EMAIL`: the plan, or the same plan carried out now.

use crate::erasure::run::{self, Stuck};
use crate::erasure::{Outcome, Subject, ask, jobs, store};
use crate::lang::Lang;
use crate::people::{self, Address, AddressError};
use crate::portal::Portal;
use crate::sources::plan::{Line, Outcome as LineOutcome};
use crate::sources::{Identifiers, Plan};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

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
    /// What was written is no address.
    #[error("this is not an e-mail address: {0}")]
    Address(#[from] AddressError),
    /// Something does not answer.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

/// What erasing the person with this address would do today; changes nothing.
pub async fn erase_plan(portal: &Portal, email: &str) -> Result<ErasePlan, EraseError> {
    let address = Address::parse(email)?;
    let who = Identifiers::new([&address]);
    let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
    Ok(ErasePlan { lines: plan.lines(), plan })
}

/// Erases the person with this address now, by the plan that [`erase_plan`] shows, and looks again. What does not
/// answer is left to the worker, which goes on until it is done. Running it again changes nothing more.
pub async fn erase(portal: &Portal, email: &str) -> Result<Erased, EraseError> {
    let ErasePlan { plan, .. } = erase_plan(portal, email).await?;
    let address = Address::parse(email)?;
    let (print, parts) = (address.fingerprint(&portal.keys), portal.clone());
    let work = move |tx: &mut crate::db::Db| {
        let Portal { clock, random, keys, .. } = &parts;
        let person = people::by_fingerprint(tx, &print)?.map(|person| person.id);
        let subject = Subject { addresses: vec![address.as_str().to_owned()] };
        let now = clock.now();
        let new = store::New {
            person: person.as_ref(),
            request: None,
            lang: Lang::En,
            starts_at: now,
            subject: &subject,
            plan: &plan,
        };
        store::schedule(tx, now, random, keys, &new)
    };
    let (id, _) = portal.db.write(work).await?;
    let tools = jobs::tools(portal);
    let mut problems = Vec::new();
    for source in run::begin(&tools, &id).await?.unwrap_or_default() {
        if let Err(stuck) = run::act(&tools, &id, &source).await {
            problems.push(stuck.to_string());
        }
    }
    let outcome = run::outcome(&tools, &id).await?;
    if run::is_complete(&tools, &id).await? {
        let (erasure, parts, done) = (run::load(&tools, &id).await?, portal.clone(), outcome.clone());
        portal.db.write(move |tx| ask::end(tx, &parts, &erasure, &done)).await?;
        let (erasure, parts) = (Arc::new(run::load(&tools, &id).await?), portal.clone());
        if erasure.request.is_none() {
            portal.db.write(move |tx| ask::forget(tx, &parts, &erasure)).await?;
            portal.db.truncate_log()?;
        }
    }
    Ok(Erased { verified: problems.is_empty() && outcome.is_verified(), outcome, problems })
}

fn write_lines(f: &mut fmt::Formatter<'_>, lines: &[Line]) -> fmt::Result {
    for line in lines {
        let what = match line.outcome {
            LineOutcome::Erased => "erased",
            LineOutcome::Archived => "archived",
            LineOutcome::Kept => "kept",
            LineOutcome::Shared => "shared",
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
