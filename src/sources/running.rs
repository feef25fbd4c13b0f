//! What is under way, such as an order that is not delivered, and what it needs: those rows stay until it is over
//! (Art. 17(1)(a): they are still necessary). Pure.

use super::declaration::{ColumnErase, Declaration, Table, Way};
use super::draw::{Drawing, Fate, Fates};
use super::find::{Found, FoundRow};
use super::plan::Action;
use super::sql::{Cell, RowKey};
use crate::record::{Basis, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a row says that something is under way. A row that another person has too says it of neither.
fn is_running(table: &Table, row: &FoundRow) -> bool {
    table.running.as_ref().is_some_and(|running| {
        let value = row.cells.get(&running.column).and_then(Cell::text);
        !row.shared && value.is_some_and(|value| running.values.contains(&value))
    })
}

/// Whether anything of a person is under way in a source.
pub(super) fn anything(declaration: &Declaration, found: &Found) -> bool {
    declaration.tables.iter().any(|table| found.rows(&table.name).any(|(_, row)| is_running(table, row)))
}

/// The rows that something under way needs: as they are, or for the columns that a contract or a law needs.
#[derive(Default)]
struct Needed {
    whole: BTreeSet<(String, RowKey)>,
    in_part: BTreeSet<(String, RowKey)>,
}

impl Drawing<'_> {
    /// What happens to each row while something is under way. What it needs stays; what a law wants kept stays where it is and
    /// is archived when everything goes.
    pub(super) fn fates_of_unneeded(&self) -> Fates {
        let needed = self.needed();
        let mut fates = Fates::new();
        for table in &self.declaration.tables {
            let fate = |(key, row): (&RowKey, &FoundRow)| {
                let place = (table.name.clone(), key.clone());
                let fate = match (needed.whole.contains(&place), needed.in_part.contains(&place)) {
                    (true, _) => Fate { needed: true, ..Fate::only(Action::Keep) },
                    (false, true) => self.needed_of(table),
                    (false, false) => self.unneeded(table, key, row),
                };
                (key.clone(), fate)
            };
            let own: BTreeMap<_, _> = self.found.rows(&table.name).map(fate).collect();
            if !own.is_empty() {
                fates.insert(table.name.clone(), own);
            }
        }
        fates
    }

    /// A row of which only what a contract or a law needs stays.
    pub(super) fn needed_of(&self, table: &Table) -> Fate {
        let needs = |basis: Basis| matches!(basis, Basis::Contract | Basis::LegalObligation);
        let is_needed = |id: &str| self.record.activities_of(id).any(|activity| needs(activity.basis));
        let ids = self.record.categories.iter().map(|category| category.id.clone());
        let unneeded: BTreeSet<String> = ids.filter(|id| !is_needed(id)).collect();
        Fate { changes: self.changes_of_part(table, &unneeded), needed: true, ..Fate::only(Action::Strip) }
    }

    fn unneeded(&self, table: &Table, key: &RowKey, row: &FoundRow) -> Fate {
        let mut fate = self.fate(table, key, row);
        match fate.action {
            Action::Archive => Fate { until: fate.until, ..Fate::only(Action::Keep) },
            Action::Strip => {
                let copied = |column: &str| table.column(column).is_some_and(|one| one.erase == ColumnErase::Archive);
                fate.changes.retain(|change| !copied(&change.column));
                Fate { until: None, ..fate }
            }
            Action::Delete | Action::Keep | Action::Unlink => fate,
        }
    }

    /// Why it is needed, as the person reads it.
    pub(super) fn why_needed(&self) -> Option<Text> {
        let runs = |table: &&Table| self.found.rows(&table.name).any(|(_, row)| is_running(table, row));
        self.declaration.tables.iter().find(runs)?.running.as_ref().map(|running| running.reason.clone())
    }

    /// From each row that is under way, down to the rows that belong to it and up to those that it belongs to.
    fn needed(&self) -> Needed {
        let mut needed = Needed::default();
        let mut below: Vec<(&Table, &RowKey)> = Vec::new();
        for table in &self.declaration.tables {
            let running = self.found.rows(&table.name).filter(|(_, row)| is_running(table, row));
            below.extend(running.map(|(key, _)| (table, key)));
        }
        while let Some((table, key)) = below.pop() {
            if needed.whole.insert((table.name.clone(), key.clone())) {
                below.extend(self.led_to(table, key));
            }
        }
        needed.in_part = self.above(needed.whole.iter().cloned().collect());
        needed
    }

    /// The rows because of which these rows are the person's, and so on: without them nobody finds these again.
    pub(super) fn above(&self, mut rows: Vec<(String, RowKey)>) -> BTreeSet<(String, RowKey)> {
        let mut above = BTreeSet::new();
        while let Some((name, key)) = rows.pop() {
            let Some(table) = self.declaration.table(&name) else { continue };
            for place in self.owners(table, &key) {
                if above.insert(place.clone()) {
                    rows.push(place);
                }
            }
        }
        above
    }

    /// The rows that are the person's because of this row.
    fn led_to(&self, table: &Table, key: &RowKey) -> Vec<(&Table, &RowKey)> {
        let Some(row) = self.found.row(&table.name, key) else { return Vec::new() };
        let mut led = Vec::new();
        for other in &self.declaration.tables {
            for way in &other.person {
                let Way::Link { column, of, at } = way else { continue };
                if *of == table.name {
                    let here = self.found.rows(&other.name);
                    led.extend(here.filter(|(_, one)| is_same(one, column, row, at)).map(|(key, _)| (other, key)));
                }
            }
        }
        led
    }

    /// The rows because of which this row is the person's.
    fn owners(&self, table: &Table, key: &RowKey) -> Vec<(String, RowKey)> {
        let Some(row) = self.found.row(&table.name, key) else { return Vec::new() };
        let mut owners = Vec::new();
        for way in &table.person {
            let Way::Link { column, of, at } = way else { continue };
            let there = self.found.rows(of).filter(|(_, one)| is_same(row, column, one, at));
            owners.extend(there.map(|(key, _)| (of.clone(), key.clone())));
        }
        owners
    }
}

fn is_same(row: &FoundRow, column: &str, other: &FoundRow, at: &str) -> bool {
    let value = row.cells.get(column).and_then(Cell::text);
    value.is_some() && value == other.cells.get(at).and_then(Cell::text)
}
