//! What is still written of erased people: every text of every table, declared or not, in a transaction that can change
//! nothing.

use super::find::CHUNK;
use super::finder::Finder;
use super::identifier::Identifiers;
use super::live::Session;
use super::marks;
use super::plan::{Action, Step};
use super::sql::{Cell, RowKey, SqlError, Statement};
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// The columns with what is left.
    pub residues: Vec<Residue>,
    /// The tables with more rows than were searched.
    pub partly: Vec<String>,
}

/// Somebody whose traces are looked for.
pub struct Sought<'s> {
    /// By what they are known.
    pub person: &'s Identifiers,
    /// What is looked for.
    pub traces: &'s Traces,
    /// What was planned: rows that it keeps may hold them.
    pub steps: &'s [Step],
}

/// Up to so many people the database is asked for the rows that may hold one of them; of more, every text is read once.
const FEW: usize = 2;

/// A place where something is written: table, column, and what it is.
struct Hit<'t> {
    table: String,
    column: String,
    declared: bool,
    traces: BTreeSet<&'t Trace>,
}

/// What was found of one person on the way.
#[derive(Default)]
struct Trail<'t> {
    hits: Vec<Hit<'t>>,
    common: BTreeSet<&'t Trace>,
}

impl Trail<'_> {
    /// Where something is left. What others' own rows hold too says nothing about this person.
    fn residues(self) -> Vec<Residue> {
        let mut counts: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
        for hit in self.hits.into_iter().filter(|hit| hit.traces.iter().any(|trace| !self.common.contains(trace))) {
            *counts.entry((hit.table, hit.column, hit.declared)).or_default() += 1;
        }
        let residue = |((table, column, declared), rows)| Residue { table, column, rows, declared };
        counts.into_iter().map(residue).collect()
    }
}

/// The rows of one table that somebody's plan speaks of, and those of them that it keeps.
struct Planned<'s> {
    all: BTreeSet<&'s RowKey>,
    kept: BTreeSet<&'s RowKey>,
}

impl<'s> Planned<'s> {
    fn of(steps: &'s [Step], table: &str) -> Self {
        let of_table = |stays: bool| {
            let steps = steps.iter().filter(move |step| {
                step.table == table && (!stays || matches!(step.action, Action::Keep | Action::Unlink))
            });
            steps.flat_map(|step| &step.keys).collect()
        };
        Self { all: of_table(false), kept: of_table(true) }
    }
}

impl Session<'_> {
    /// For each of these people every text column of every table in which a trace of them is written, outside the rows that
    /// their plan keeps. At most `most` rows of each table are read, once for all of them.
    ///
    /// A number or name that stands in another person's own row, where such are declared to stand, is theirs too and
    /// says nothing about this person: it is not counted anywhere.
    pub fn search(&mut self, people: &[Sought<'_>], most: usize) -> Result<Vec<Searched>, SqlError> {
        // A system that looks for itself says what it found.
        if self.connection.is_remote() {
            let said = people.iter().map(|sought| {
                // It can only be asked by the mailbox, which others have too.
                if sought.person.member().is_some() {
                    return Ok(Searched::default());
                }
                let residues = self.connection.said_mentions(sought.person)?.unwrap_or_default();
                Ok(Searched { residues, partly: Vec::new() })
            });
            return said.collect();
        }
        let finder = Finder::new(people.iter().map(|sought| sought.traces));
        let finder = finder.map_err(|_| SqlError::TooMany(people.len()))?;
        let marks = marks::of(people.iter().map(|sought| sought.traces));
        let mut trails: Vec<Trail<'_>> = people.iter().map(|_| Trail::default()).collect();
        let mut partly = Vec::new();
        let catalog = std::sync::Arc::clone(&self.catalog);
        self.connection.read_only(|connection| {
            let mut session =
                Session { declaration: self.declaration, catalog: std::sync::Arc::clone(&catalog), connection };
            let indexed = session.connection.marked(&catalog)?;
            for table in catalog.tables.keys() {
                let marked = indexed.get(table).zip(marks.as_ref());
                let rows = session.texts_of(table, people, marked, most);
                if marked.is_some() {
                    session.connection.only_by_index(true)?;
                }
                session.search_table(table, people, &finder, rows, &mut trails)?;
                if marked.is_some() {
                    session.connection.only_by_index(false)?;
                }
                // An index leaves no row out.
                if marked.is_none() && session.has_more_than(table, most)? {
                    partly.push(table.clone());
                }
            }
            Ok::<_, SqlError>(())
        })?;
        let searched = |trail: Trail<'_>| Searched { residues: trail.residues(), partly: partly.clone() };
        Ok(trails.into_iter().map(searched).collect())
    }

    fn search_table<'t>(
        &mut self,
        name: &str,
        people: &'t [Sought<'_>],
        finder: &Finder<'t>,
        rows: Statement,
        trails: &mut [Trail<'t>],
    ) -> Result<(), SqlError> {
        let table = self.declaration.table(name);
        let shape = self.catalog.shape(name);
        let columns: Vec<&str> = shape.texts().collect();
        if columns.is_empty() {
            return Ok(());
        }
        let key: &[String] = table.map(|table| table.key.as_slice()).unwrap_or_default();
        let planned: Vec<Planned<'_>> = people.iter().map(|sought| Planned::of(sought.steps, name)).collect();
        let names_people: Vec<bool> =
            columns.iter().map(|column| table.is_some_and(|table| sort(table, column).is_some())).collect();
        self.connection.each(&rows, &mut |mut row| {
            let cells: Vec<Cell> = row.split_off(key.len().min(row.len()));
            let row = RowKey(row);
            for ((column, names_people), cell) in columns.iter().zip(&names_people).zip(&cells) {
                let Some(text) = cell.text() else { continue };
                let mut of_person: BTreeMap<usize, BTreeSet<&'t Trace>> = BTreeMap::new();
                for (person, trace) in finder.in_text(&text) {
                    of_person.entry(person).or_default().insert(trace);
                }
                for (person, traces) in of_person {
                    let (Some(planned), Some(trail)) = (planned.get(person), trails.get_mut(person)) else { continue };
                    if table.is_some() && planned.kept.contains(&row) {
                        continue;
                    }
                    if *names_people && !planned.all.contains(&row) {
                        trail.common.extend(traces.iter().filter(|trace| !matches!(trace, Trace::Proven(_))));
                    }
                    let declared = table.is_some();
                    trail.hits.push(Hit { table: name.to_owned(), column: (*column).to_owned(), declared, traces });
                }
            }
        })
    }

    /// The key and the texts of the rows of a table that may hold something of these people: by its index of marks, all of
    /// them, or of few people those that the database finds by reading.
    fn texts_of(
        &self,
        name: &str,
        people: &[Sought<'_>],
        marked: Option<(&String, &BTreeSet<String>)>,
        most: usize,
    ) -> Statement {
        let key = self.declaration.table(name).map(|table| table.key.as_slice()).unwrap_or_default();
        let shape = self.catalog.shape(name);
        let columns: Vec<&str> = shape.texts().collect();
        let mut select = self.connection.statement("SELECT ");
        select.read_all(key.iter().map(String::as_str).chain(columns.iter().copied())).push(" FROM ");
        if let Some((expression, marks)) = marked {
            select.table(name).push(" WHERE ").push(expression).push(" && ").texts_value(marks);
            return select;
        }
        if people.len() > FEW {
            select.table(name).push(&format!(" LIMIT {most}"));
            return select;
        }
        select.push("(SELECT * FROM ").table(name).push(&format!(" LIMIT {most}) searched WHERE "));
        let mut is_first = true;
        for sought in people.iter().filter(|sought| !sought.traces.is_empty()) {
            for column in &columns {
                select.push(if is_first { "" } else { " OR " });
                sought.traces.mentions(&mut select, self.connection.dialect(), column);
                is_first = false;
            }
        }
        if is_first {
            select.push("1 = 0");
        }
        select.push(&format!(" LIMIT {}", CHUNK * 10));
        select
    }

    fn has_more_than(&mut self, table: &str, most: usize) -> Result<bool, SqlError> {
        let mut select = self.connection.statement("SELECT '1' FROM ");
        select.table(table).push(&format!(" LIMIT 1 OFFSET {most}"));
        Ok(!self.connection.query(&select)?.is_empty())
    }
}
