//! Whether the databases are still what is declared about them. Each is compared in the first hour of the day, and every
//! hour from then on while it differs or does not answer; what differs raises one task a source, told once, which closes by
//! itself when nothing differs any more. A source that does not answer is no difference: the page of the sources says it.

use super::store::{self, StateRow};
use crate::db::{Db, Error};
use crate::jobs::{Failure, Handler, Schedule};
use crate::portal::Portal;
use crate::secrets::Random;
use crate::sources::{Comparison, Coverage, Difference, Finding, Kind, SourceError, SqlError};
use crate::staff::tasks;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// The job that compares, and the kind of the task it raises.
const COMPARE: &str = "sources.drift";

/// The most places of one kind that a task names; the page names all.
const NAMED: usize = 12;

/// The jobs.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(COMPARE, run)]
}

/// When it is looked which sources are due.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(COMPARE, SignedDuration::from_hours(1))]
}

async fn run(portal: Portal, _: Value) -> Result<(), Failure> {
    let known = portal.db.read(store::states).await?;
    let settled = |name: &str| known.iter().any(|row| row.source == name && is_settled(&portal, row));
    let names = portal.sources.iter().map(|source| source.name().to_owned());
    let due: BTreeSet<String> = names.filter(|name| !settled(name)).collect();
    compare(&portal, due).await?;
    Ok(())
}

/// Whether nothing has to be looked at before the next day begins.
fn is_settled(portal: &Portal, row: &StateRow) -> bool {
    let day_of = |at: Timestamp| at.to_zoned_datetime(portal.zone().clone()).date();
    let today = row.compared_at.is_some_and(|at| day_of(at.timestamp()) == portal.today());
    today && row.trouble.is_none() && row.findings == "[]"
}

/// Compares every source now, however lately that was done.
pub async fn compare_all(portal: &Portal) -> Result<(), Error> {
    compare(portal, portal.sources.iter().map(|source| source.name().to_owned()).collect()).await
}

async fn compare(portal: &Portal, due: BTreeSet<String>) -> Result<(), Error> {
    let body = move |source: &crate::sources::Source| {
        if due.contains(source.name()) { source.compare().map(Some) } else { Ok(None) }
    };
    let answers = portal.sources.run_each(body).await;
    let (now, random) = (portal.clock.now(), portal.random.clone());
    let work = move |tx: &mut Db| {
        forget_others(tx, now, &random, &answers.iter().map(|(name, _)| name.as_str()).collect())?;
        for (name, answer) in &answers {
            match answer {
                Ok(None) => {}
                Ok(Some(comparison)) => note(tx, now, &random, name, comparison)?,
                Err(error) => {
                    store::ask(tx, now, name)?;
                    store::note_trouble(tx, name, trouble(error), &error.cause.to_string())?;
                }
            }
        }
        Ok(())
    };
    portal.db.write(work).await
}

/// What was known of sources that are declared no more.
fn forget_others(tx: &mut Db, now: Timestamp, random: &Random, declared: &BTreeSet<&str>) -> Result<(), Error> {
    for row in store::states(tx)?.iter().filter(|row| !declared.contains(row.source.as_str())) {
        tasks::close(tx, now, random, COMPARE, &row.source)?;
        store::forget_state(tx, &row.source)?;
    }
    Ok(())
}

/// A difference as it is kept: what the page says of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
    /// What is wrong, in one sentence of the command line.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

/// The differences that were kept of a source.
pub(super) fn kept(row: &StateRow) -> Vec<Kept> {
    serde_json::from_str(&row.findings).unwrap_or_default()
}

/// How much of a source was explained when it was last compared.
pub(super) fn counted(row: &StateRow) -> Coverage {
    let count = |number: i64| usize::try_from(number).unwrap_or_default();
    Coverage { columns: count(row.columns_seen), explained: count(row.columns_explained) }
}

fn note(tx: &mut Db, now: Timestamp, random: &Random, source: &str, found: &Comparison) -> Result<(), Error> {
    let keep = |finding: &Finding| Kept {
        difference: finding.difference.clone(),
        message: finding.diagnostic.message.clone(),
        cure: finding.diagnostic.cure.clone(),
    };
    let before: BTreeSet<Difference> =
        kept(&store::ask(tx, now, source)?).into_iter().map(|kept| kept.difference).collect();
    let after: BTreeSet<Difference> = found.findings.iter().map(|finding| finding.difference.clone()).collect();
    let text = serde_json::to_string(&found.findings.iter().map(keep).collect::<Vec<_>>()).unwrap_or_default();
    store::note_compared(tx, now, source, (found.coverage.columns, found.coverage.explained), &text)?;
    // Told once: not each night again while nothing changed, also where a colleague settled the task meanwhile.
    if before == after {
        return Ok(());
    }
    tasks::close(tx, now, random, COMPARE, source)?;
    if after.is_empty() {
        return Ok(());
    }
    tasks::note(tx, now, random, COMPARE, source, &why(&after))
}

/// What a task says: names of tables and columns, by kind.
fn why(differences: &BTreeSet<Difference>) -> String {
    let part = |kinds: &[Kind], words: &str| {
        let places: Vec<String> =
            differences.iter().filter(|one| kinds.contains(&one.kind)).map(Difference::place).collect();
        let more = places.len().saturating_sub(NAMED);
        let named = places.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!places.is_empty()).then(|| format!("{words}: {named}{more}"))
    };
    let parts = [
        part(&[Kind::NewTable], "tables that nothing explains"),
        part(&[Kind::NewColumn], "columns that nothing explains"),
        part(&[Kind::GoneTable, Kind::GoneColumn], "declared and gone"),
        part(&[Kind::ChangedType], "the declared kind fits the type no more"),
        part(&[Kind::Rule], "another rule of the database does not fit"),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    format!("the database differs from its source file. {parts}. Lines and cures: habeas check --live")
}

/// Why a source could not be compared, as the word in the database and in message keys.
pub(super) fn trouble(error: &SourceError) -> &'static str {
    match error.cause {
        SqlError::Down(_) => "down",
        SqlError::Busy(_) | SqlError::Full(_) => "busy",
        SqlError::Forbidden(_) => "forbidden",
        SqlError::Refused(_) | SqlError::Failed(_) | SqlError::TooMany(_) | SqlError::Shared => "failed",
    }
}
