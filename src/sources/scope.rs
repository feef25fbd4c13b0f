//! An erasure of some categories only: what goes of the rows, while the person stays known.

use super::declaration::{ColumnErase, Table, Way};
use super::draw::{Drawing, Fate, Fates, led_by};
use super::find::FoundRow;
use super::plan::{Action, Change};
use super::sql::RowKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an erasure is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The whole person: afterwards nobody knows them.
    #[default]
    Everything,
    /// Everything that nothing under way needs: the person stays known, with the rest, until it is over (Art. 17(1)(a)).
    Unneeded,
    /// These categories of the record; the person stays known, with the rest.
    Categories(BTreeSet<String>),
}

impl Scope {
    /// Whether the whole person goes.
    pub fn is_everything(&self) -> bool {
        *self == Scope::Everything
    }

    /// The categories of a part.
    pub fn categories(&self) -> Option<&BTreeSet<String>> {
        match self {
            Scope::Everything | Scope::Unneeded => None,
            Scope::Categories(chosen) => Some(chosen),
        }
    }
}

impl Drawing<'_> {
    /// What happens to each row when only these categories go. Rows that hold nothing of them are left out, unless they
    /// point to what goes.
    pub(super) fn fates_of_part(&self, chosen: &BTreeSet<String>) -> Fates {
        let mut fates = Fates::new();
        for table in &self.declaration.tables {
            let part = |(key, row): (&RowKey, &FoundRow)| Some((key.clone(), self.part(table, key, row, chosen)?));
            let own: BTreeMap<_, _> = self.found.rows(&table.name).filter_map(part).collect();
            if !own.is_empty() {
                fates.insert(table.name.clone(), own);
            }
        }
        fates
    }

    fn part(&self, table: &Table, key: &RowKey, row: &FoundRow, chosen: &BTreeSet<String>) -> Option<Fate> {
        let mut held = table.facts().filter(|(_, held)| held.staff.is_none());
        let is_about_it = held.any(|(_, held)| chosen.contains(&held.category));
        let changes = self.changes_of_part(table, chosen);
        if !is_about_it && (row.shared || changes.is_empty()) {
            return None;
        }
        let stays = |until| Fate { until, ..Fate::only(Action::Keep) };
        let whole = is_about_it && self.goes_whole(table, chosen);
        let full = self.fate(table, key, row);
        Some(match full.action {
            Action::Delete | Action::Unlink if whole => full,
            Action::Unlink => stays(None),
            // A duty to keep a row holds for each of its columns.
            Action::Keep | Action::Archive => stays(full.until),
            Action::Delete | Action::Strip => Fate { changes, ..Fate::only(Action::Strip) },
        })
    }

    /// What stripping changes in rows of a table when only these categories go: columns of them that may be empty or have
    /// a replacement, and links to rows that go whole. What says whose the row is stays, and so do the dates from which
    /// the time of the rest is counted. Nothing is filled with a value that the person would then read as true.
    pub(super) fn changes_of_part(&self, table: &Table, chosen: &BTreeSet<String>) -> Vec<Change> {
        let shape = self.catalog.shape(&table.name);
        let goes = |change: &Change| {
            let Some(column) = table.column(&change.column) else { return false };
            let may_be_empty = change.to.is_none() && !shape.is_required(&column.name);
            let needed = self.ties(table, &column.name) || table.events.values().any(|event| *event == column.name);
            let is_chosen = column.held().is_some_and(|held| held.staff.is_none() && chosen.contains(&held.category));
            match &column.erase {
                ColumnErase::Replace(_) => is_chosen && !needed,
                ColumnErase::Clear if is_chosen && !needed => may_be_empty,
                // Copies of what an archive is for are made when everything goes, not for a part.
                _ => may_be_empty && self.leads_to_whole(table, &column.name, chosen),
            }
        };
        let mut changes = self.stripped(table).changes;
        changes.retain(goes);
        changes
    }

    /// Whether a column says whose row it is.
    fn ties(&self, table: &Table, column: &str) -> bool {
        table.person.iter().any(|way| match way {
            Way::Identifier { column: own } | Way::Link { column: own, .. } | Way::Elsewhere { column: own, .. } => {
                own == column
            }
        })
    }

    /// Whether a column of the table points to rows of another that go whole.
    fn leads_to_whole(&self, table: &Table, column: &str, chosen: &BTreeSet<String>) -> bool {
        let declared = led_by(self.declaration, table, column);
        let keys = self.catalog.foreign_keys.iter();
        let keys = keys.filter(|key| key.child == table.name && key.columns.iter().any(|own| own == column));
        let pointed = keys.filter_map(|key| self.declaration.table(&key.parent));
        let holds = |other: &&Table| other.facts().any(|(_, held)| chosen.contains(&held.category));
        declared.chain(pointed).filter(holds).any(|other| self.goes_whole(other, chosen))
    }

    /// Whether rows of a table go whole: all that they hold was chosen, but for the address that says whose they are, and
    /// nothing else is the person's through them. The row by which a person is known to a source stays.
    fn goes_whole(&self, table: &Table, chosen: &BTreeSet<String>) -> bool {
        self.goes_with(table, chosen, &mut BTreeSet::new())
    }

    fn goes_with<'s>(&'s self, table: &'s Table, chosen: &BTreeSet<String>, seen: &mut BTreeSet<&'s str>) -> bool {
        if !seen.insert(&table.name) {
            return true;
        }
        let tells_who = |column: &str| table.identifiers().any(|own| own == column);
        let own = table.facts().filter(|(column, held)| held.staff.is_none() && !tells_who(&column.name));
        let chosen_whole = own.into_iter().all(|(_, held)| chosen.contains(&held.category));
        let mut led = self.declaration.tables.iter().filter(|other| {
            other.name != table.name
                && other.person.iter().any(|way| matches!(way, Way::Link { of, .. } if *of == table.name))
        });
        let is_known_by = table.identifiers().next().is_some() && led.clone().next().is_some();
        chosen_whole && !is_known_by && led.all(|other| self.goes_with(other, chosen, seen))
    }
}
