//! Looking again after an erasure: is what the plan said true, and is the person written anywhere else?

use super::find::Found;
use super::identifier::Identifiers;
use super::live::Session;
use super::plan::{Action, SourcePlan, Step};
use super::residue::{Residue, Searched, Sought};
use super::sql::{Cell, RowKey, SqlError};
use super::traces::Traces;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was found on looking again. Counts only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Rows that should be gone or changed and are not, by table.
    pub unfinished: BTreeMap<String, usize>,
    /// Rows that lead to the person and that the plan does not speak of, by table: written since it was made.
    pub unplanned: BTreeMap<String, usize>,
    /// Places where something of the person is still written, outside the rows that the plan keeps.
    pub residues: Vec<Residue>,
    /// Tables of which only a part was searched, because they are longer than the portal is set to read.
    #[serde(default)]
    pub partly: Vec<String>,
}

/// How many rows of a table are searched unless it is set otherwise.
pub const SEARCHED_ROWS: usize = 1_000_000;

impl Verification {
    /// Whether the plan came true and nothing else is left.
    pub fn is_clean(&self) -> bool {
        self.is_done() && self.unplanned.is_empty() && self.residues.is_empty()
    }

    /// Adds what a search found.
    pub fn add(&mut self, searched: Searched) {
        self.residues.extend(searched.residues);
        self.partly.extend(searched.partly);
    }

    /// Whether every step of the plan is done.
    pub fn is_done(&self) -> bool {
        self.unfinished.is_empty()
    }
}

impl Session<'_> {
    /// [`Session::look_again`] by the addresses alone.
    pub fn verify(&mut self, person: &Identifiers, plan: Option<&SourcePlan>) -> Result<Verification, SqlError> {
        self.look_again(person, &Traces::of(person), plan, SEARCHED_ROWS)
    }

    /// Looks the person up again by every identifier and every link, each planned row by its key, and at most `most`
    /// rows of every table, declared or not, for traces of the person.
    pub fn look_again(
        &mut self,
        person: &Identifiers,
        traces: &Traces,
        plan: Option<&SourcePlan>,
        most: usize,
    ) -> Result<Verification, SqlError> {
        let steps = plan.map(|plan| plan.steps.as_slice()).unwrap_or_default();
        let mut seen = self.look_at_rows(person, steps)?;
        let searched = self.search(&[Sought { person, traces, steps }], most)?;
        searched.into_iter().for_each(|searched| seen.add(searched));
        Ok(seen)
    }

    /// The first half of [`Session::look_again`]: by every identifier and link, and each planned row by its key.
    pub fn look_at_rows(&mut self, person: &Identifiers, steps: &[Step]) -> Result<Verification, SqlError> {
        let found = self.find(person)?;
        let mut seen = Verification { unfinished: self.unfinished_of(steps, &found)?, ..Verification::default() };
        let mut planned: BTreeMap<&str, BTreeSet<&RowKey>> = BTreeMap::new();
        for step in steps {
            planned.entry(&step.table).or_default().extend(&step.keys);
        }
        for (table, rows) in &found.0 {
            let known = planned.get(table.as_str());
            let new = rows.keys().filter(|key| !known.is_some_and(|keys| keys.contains(key))).count();
            if new > 0 {
                seen.unplanned.insert(table.clone(), new);
            }
        }
        Ok(seen)
    }

    /// Looks again after a part of what is held went: each planned row by its key, and `now`, the plan that would be made
    /// now. The person stays known, so that nothing is searched for traces.
    pub fn look_at_part(
        &mut self,
        person: &Identifiers,
        plan: &SourcePlan,
        now: &SourcePlan,
    ) -> Result<Verification, SqlError> {
        let found = self.find(person)?;
        let mut seen = Verification { unfinished: self.unfinished_of(&plan.steps, &found)?, ..Verification::default() };
        for step in now.steps.iter().filter(|step| step.changes_something()) {
            let planned = plan.steps.iter().filter(|known| known.table == step.table);
            let planned: BTreeSet<&RowKey> = planned.flat_map(|known| &known.keys).collect();
            let new = step.keys.iter().filter(|key| !planned.contains(key)).count();
            if new > 0 {
                *seen.unplanned.entry(step.table.clone()).or_default() += new;
            }
        }
        Ok(seen)
    }

    /// How many rows are not yet as the steps leave them, by table.
    fn unfinished_of(&mut self, steps: &[Step], found: &Found) -> Result<BTreeMap<String, usize>, SqlError> {
        let mut unfinished = BTreeMap::new();
        for step in steps {
            let open = self.unfinished(step, found)?;
            if open > 0 {
                *unfinished.entry(step.table.clone()).or_default() += open;
            }
        }
        Ok(unfinished)
    }

    /// How many rows of a step are not yet as it leaves them. A key that now leads to somebody else is not counted:
    /// databases give keys of deleted rows to new ones.
    fn unfinished(&mut self, step: &Step, found: &Found) -> Result<usize, SqlError> {
        let theirs = |key: &&RowKey| found.row(&step.table, key).is_some();
        match step.action {
            Action::Delete => Ok(step.keys.iter().filter(theirs).count()),
            Action::Keep => Ok(0),
            Action::Unlink => {
                // A shared row may still be reached through the row of another person that this person also has.
                let keys: Vec<&RowKey> = step.keys.iter().filter(theirs).collect();
                self.unchanged(step, &keys)
            }
            Action::Strip | Action::Archive => {
                let keys: Vec<&RowKey> = step.keys.iter().collect();
                self.unchanged(step, &keys)
            }
        }
    }

    fn unchanged(&mut self, step: &Step, keys: &[&RowKey]) -> Result<usize, SqlError> {
        if step.changes.is_empty() {
            return Ok(0);
        }
        let table = self.table(&step.table)?;
        let columns: Vec<&str> = step.changes.iter().map(|change| change.column.as_str()).collect();
        let rows = self.cells(table, &columns, keys)?;
        let differs = |(key, cells): &&(RowKey, Vec<Cell>)| {
            step.changes.iter().zip(cells).any(|(change, cell)| {
                let wanted = change.to.as_ref().map(|text| text.replace("{key}", &key.plain()));
                !is_same(cell.text().as_deref(), wanted.as_deref())
            })
        };
        Ok(rows.iter().filter(differs).count())
    }
}

/// Whether a value is the one that was written: the same text, or the same number or day in another spelling, as a
/// database gives `0` back as `0.00`.
fn is_same(value: Option<&str>, wanted: Option<&str>) -> bool {
    match (value, wanted) {
        (Some(value), Some(wanted)) if value != wanted => {
            let numbers = value.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
            numbers.is_some_and(|(one, other)| one == other)
                || (wanted == "1970-01-01" && value.starts_with(wanted))
                || (wanted == "0" && value == "false")
        }
        (value, wanted) => value == wanted,
    }
}
