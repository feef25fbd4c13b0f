//! What is still written of an erased person: every text of every table, declared or not, in a transaction that can
//! change nothing.

use super::find::CHUNK;
use super::identifier::Identifiers;
use super::live::Session;
use super::plan::{Action, Step};
use super::sql::{Cell, RowKey, SqlError};
use super::traces::{Trace, Traces, sort};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A column in which something of the person is still written. Never what is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// In how many rows.
    pub rows: usize,
    /// Whether the table is declared as one that holds personal data.
    #[serde(default = "yes")]
    pub declared: bool,
}

fn yes() -> bool {
    true
}

/// What a search found.
#[derive(Debug, Default)]
pub(super) struct Searched {
    /// The columns with what is left.
    pub residues: Vec<Residue>,
    /// The tables with more rows than were searched.
    pub partly: Vec<String>,
}

/// A place where something is written: table, column, and what it is.
struct Hit<'t> {
    table: String,
    column: String,
    declared: bool,
    traces: BTreeSet<&'t Trace>,
}

impl Session<'_> {
    /// Every text column of every table in which a trace is written, outside the rows that the plan keeps. At most
    /// `most` rows of each table are read.
    ///
    /// A number or name that stands in another person's own row, where such are declared to stand, is theirs too and
    /// says nothing about this person: it is not counted anywhere.
    pub(super) fn search(
        &mut self,
        person: &Identifiers,
        traces: &Traces,
        steps: &[Step],
        most: usize,
    ) -> Result<Searched, SqlError> {
        let mut searched = Searched::default();
        if traces.is_empty() {
            return Ok(searched);
        }
        // A system that looks for itself says what it found.
        if let Some(said) = self.connection.said_mentions(person)? {
            searched.residues = said;
            return Ok(searched);
        }
        let catalog = std::sync::Arc::clone(&self.catalog);
        let mut hits = Vec::new();
        let mut common: BTreeSet<&Trace> = BTreeSet::new();
        self.connection.read_only(|connection| {
            let mut session =
                Session { declaration: self.declaration, catalog: std::sync::Arc::clone(&catalog), connection };
            for table in catalog.tables.keys() {
                session.search_table(table, traces, steps, most, &mut hits, &mut common)?;
                if session.has_more_than(table, most)? {
                    searched.partly.push(table.clone());
                }
            }
            Ok::<_, SqlError>(())
        })?;
        let mut counts: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
        for hit in hits.into_iter().filter(|hit| hit.traces.iter().any(|trace| !common.contains(trace))) {
            *counts.entry((hit.table, hit.column, hit.declared)).or_default() += 1;
        }
        let residue = |((table, column, declared), rows)| Residue { table, column, rows, declared };
        searched.residues = counts.into_iter().map(residue).collect();
        Ok(searched)
    }

    fn search_table<'t>(
        &mut self,
        name: &str,
        traces: &'t Traces,
        steps: &[Step],
        most: usize,
        hits: &mut Vec<Hit<'t>>,
        common: &mut BTreeSet<&'t Trace>,
    ) -> Result<(), SqlError> {
        let table = self.declaration.table(name);
        let shape = self.catalog.shape(name);
        let columns: Vec<&str> = shape.texts().collect();
        if columns.is_empty() {
            return Ok(());
        }
        let key: &[String] = table.map(|table| table.key.as_slice()).unwrap_or_default();
        let of_plan = |stays: bool| {
            let steps = steps.iter().filter(move |step| {
                step.table == name && (!stays || matches!(step.action, Action::Keep | Action::Unlink))
            });
            steps.flat_map(|step| &step.keys).collect::<BTreeSet<&RowKey>>()
        };
        let (kept, planned) = (of_plan(true), of_plan(false));
        let dialect = self.connection.dialect();
        let mut select = self.connection.statement("SELECT ");
        select.read_all(key.iter().map(String::as_str).chain(columns.iter().copied())).push(" FROM (SELECT * FROM ");
        select.table(name).push(&format!(" LIMIT {most}) searched WHERE "));
        for (place, column) in columns.iter().enumerate() {
            select.push(if place > 0 { " OR " } else { "" });
            traces.mentions(&mut select, dialect, column);
        }
        select.push(&format!(" LIMIT {}", CHUNK * 10));
        for mut row in self.connection.query(&select)? {
            let cells: Vec<Cell> = row.split_off(key.len().min(row.len()));
            let row = RowKey(row);
            if table.is_some() && kept.contains(&row) {
                continue;
            }
            for (column, cell) in columns.iter().zip(&cells) {
                let traces = cell.text().map(|text| traces.in_text(&text)).unwrap_or_default();
                if traces.is_empty() {
                    continue;
                }
                let is_anothers = table.is_some_and(|table| sort(table, column).is_some()) && !planned.contains(&row);
                if is_anothers {
                    common.extend(traces.iter().filter(|trace| !matches!(trace, Trace::Proven(_))));
                }
                let declared = table.is_some();
                hits.push(Hit { table: name.to_owned(), column: (*column).to_owned(), declared, traces });
            }
        }
        Ok(())
    }

    fn has_more_than(&mut self, table: &str, most: usize) -> Result<bool, SqlError> {
        let mut select = self.connection.statement("SELECT '1' FROM ");
        select.table(table).push(&format!(" LIMIT 1 OFFSET {most}"));
        Ok(!self.connection.query(&select)?.is_empty())
    }
}
