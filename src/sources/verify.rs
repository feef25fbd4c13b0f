//! Looking again after an erasure: is what the plan said true, and is the person written anywhere else?

use super::find::{CHUNK, Found};
use super::identifier::Identifiers;
use super::live::Session;
use super::plan::{Action, SourcePlan, Step};
use super::sql::{Cell, RowKey, SqlError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was found on looking again. Counts only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Rows that should be gone or changed and are not, by table.
    pub unfinished: BTreeMap<String, usize>,
    /// Rows that lead to the person and that the plan does not speak of, by table: written since it was made.
    pub unplanned: BTreeMap<String, usize>,
    /// Places where an address of the person is written in a text, outside the rows that the plan keeps.
    pub residues: Vec<Residue>,
}

/// A column in which an address of the person is still written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// In how many rows.
    pub rows: usize,
}

impl Verification {
    /// Whether the plan came true and nothing else is left.
    pub fn is_clean(&self) -> bool {
        self.is_done() && self.unplanned.is_empty() && self.residues.is_empty()
    }

    /// Whether every step of the plan is done.
    pub fn is_done(&self) -> bool {
        self.unfinished.is_empty()
    }
}

impl Session<'_> {
    /// Looks the person up again by every address and every link, each planned row by its key, and every text column
    /// of every declared table for the person's addresses.
    pub fn verify(&mut self, person: &Identifiers, plan: Option<&SourcePlan>) -> Result<Verification, SqlError> {
        let found = self.find(person)?;
        let steps = plan.map(|plan| plan.steps.as_slice()).unwrap_or_default();
        let mut seen = Verification::default();
        let mut planned: BTreeMap<&str, BTreeSet<&RowKey>> = BTreeMap::new();
        for step in steps {
            planned.entry(&step.table).or_default().extend(&step.keys);
            let open = self.unfinished(step, &found)?;
            if open > 0 {
                *seen.unfinished.entry(step.table.clone()).or_default() += open;
            }
        }
        for (table, rows) in &found.0 {
            let known = planned.get(table.as_str());
            let new = rows.keys().filter(|key| !known.is_some_and(|keys| keys.contains(key))).count();
            if new > 0 {
                seen.unplanned.insert(table.clone(), new);
            }
        }
        seen.residues = self.residues(person, steps)?;
        Ok(seen)
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

    /// Every text column of every declared table in which an address of the person is written, outside kept rows.
    fn residues(&mut self, person: &Identifiers, steps: &[Step]) -> Result<Vec<Residue>, SqlError> {
        let mut residues = Vec::new();
        if person.is_empty() {
            return Ok(residues);
        }
        if let Some(said) = self.connection.said_mentions(person)? {
            return Ok(said);
        }
        let dialect = self.connection.dialect();
        for table in &self.declaration.tables {
            let kept: BTreeSet<&RowKey> = steps
                .iter()
                .filter(|step| step.table == table.name && matches!(step.action, Action::Keep | Action::Unlink))
                .flat_map(|step| &step.keys)
                .collect();
            let shape = self.catalog.shape(&table.name);
            let columns: Vec<&str> = shape.texts().collect();
            if columns.is_empty() {
                continue;
            }
            let mut select = self.connection.statement("SELECT ");
            select.read_all(table.key.iter().map(String::as_str).chain(columns.iter().copied()));
            select.push(" FROM ").table(&table.name).push(" WHERE ");
            for (place, column) in columns.iter().enumerate() {
                select.push(if place > 0 { " OR " } else { "" });
                person.mentions(&mut select, dialect, column);
            }
            select.push(&format!(" LIMIT {}", CHUNK * 10));
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for mut row in self.connection.query(&select)? {
                let cells = row.split_off(table.key.len().min(row.len()));
                if kept.contains(&RowKey(row)) {
                    continue;
                }
                for (column, cell) in columns.iter().zip(&cells) {
                    if cell.text().is_some_and(|text| person.occur_in(&text)) {
                        *counts.entry(column).or_default() += 1;
                    }
                }
            }
            residues.extend(counts.into_iter().map(|(column, rows)| Residue {
                table: table.name.clone(),
                column: column.to_owned(),
                rows,
            }));
        }
        Ok(residues)
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
