//! People who share a mailbox: what tells them apart, and the rows of one of them.
//!
//! A table may declare a column that tells apart the people who share one address, such as the customer number. Then a
//! search by an address that leads to several of them finds nothing at all, and a search for one of them finds what their
//! own row leads to, and no row that only the address names: whose that is, nobody knows.

use super::declaration::{Table, Way};
use super::find::{Found, FoundRow, Reading, Rows, Search};
use super::identifier::Identifiers;
use super::live::{Session, Sources};
use super::sql::{Cell, RowKey, SqlError};
use crate::people::{Address, Member};
use std::collections::BTreeSet;

/// The people who share a mailbox.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    /// What the sources tell them apart by; none where a single person has the mailbox.
    pub members: BTreeSet<Member>,
    /// The names of the sources that would tell and did not answer.
    pub silent: Vec<String>,
}

impl Sharing {
    /// Whether several people have the mailbox.
    pub fn is_shared(&self) -> bool {
        !self.members.is_empty()
    }

    /// The one whose value was typed: spaces and letter case do not count.
    pub fn member(&self, typed: &str) -> Option<&Member> {
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let typed = plain(typed);
        let mut same = self.members.iter().filter(|member| !typed.is_empty() && plain(&member.value) == typed);
        same.next().filter(|_| same.next().is_none())
    }
}

impl Sources {
    /// Who shares this mailbox, as the sources tell. Those that declare nothing about it are not asked.
    pub async fn sharing(&self, address: &Address) -> Sharing {
        let mut sharing = Sharing::default();
        if !self.declarations().flat_map(|declaration| &declaration.tables).any(|table| table.member.is_some()) {
            return sharing;
        }
        let person = Identifiers::new([&address.mailbox()]);
        let ask = move |source: &super::Source| {
            if source.declaration().tables.iter().all(|table| table.member.is_none()) {
                return Ok(BTreeSet::new());
            }
            source.session(|session| {
                let found = session.find_whole(&person)?;
                Ok(session.several(&found))
            })
        };
        for (name, answer) in self.run_each(ask).await {
            match answer {
                // Nobody is found by a blank value.
                Ok(members) => sharing.members.extend(members.into_iter().filter(|member| !member.value.is_empty())),
                Err(_) => sharing.silent.push(name),
            }
        }
        sharing
    }

    /// What people are asked for who share a mailbox: the label of the column, in each language.
    pub fn told_apart_by(&self) -> Option<&crate::record::Text> {
        let mut tables = self.declarations().flat_map(|declaration| &declaration.tables);
        tables.find_map(|table| Some(&table.column(table.member.as_deref()?)?.held()?.label))
    }
}

impl Session<'_> {
    /// What tells several people apart whose rows these are; none where each table knows a single one.
    fn several(&self, found: &Found) -> BTreeSet<Member> {
        let mut several = BTreeSet::new();
        for table in &self.declaration.tables {
            let Some(column) = &table.member else { continue };
            let members = found.rows(&table.name).map(|(_, row)| Member {
                source: self.declaration.name.clone(),
                table: table.name.clone(),
                column: column.clone(),
                value: value(row, column),
            });
            let members: BTreeSet<Member> = members.collect();
            if members.len() > 1 {
                several.extend(members);
            }
        }
        several
    }

    /// Whether several people have these rows.
    pub(super) fn is_shared(&self, found: &Found) -> bool {
        !self.several(found).is_empty()
    }

    /// The rows of one of those who share a mailbox.
    pub(super) fn find_member(
        &mut self,
        person: &Identifiers,
        member: &Member,
        reading: Reading,
    ) -> Result<Found, SqlError> {
        // The mailbox must lead to them still: whoever left it is not found by it any more.
        let whole = if member.source == self.declaration.name {
            self.find_whole_reading(person, reading)?
        } else {
            self.connection.fetch(person)?;
            Found::default()
        };
        let mut search = Search::new(self, Some(person.clone()), reading);
        let mut fresh = search.start(self, &whole, member);
        // What names people by address and links to the member's own row is theirs, all of it.
        for (table, keys) in search.along_links(self, &fresh, true)? {
            fresh.entry(table).or_default().extend(keys);
        }
        search.by_numbers(self, person, &mut fresh)?;
        search.go_on(self, person, fresh)?;
        Ok(search.found)
    }
}

impl Search {
    /// Begins with the member's own rows, and with those that name the mailbox and lead to them.
    fn start(&mut self, session: &Session<'_>, whole: &Found, member: &Member) -> Rows {
        let mut fresh = Rows::new();
        let own = |(_, row): &(&RowKey, &FoundRow)| value(row, &member.column) == member.value;
        let own: Vec<(&RowKey, &FoundRow)> = whole.rows(&member.table).filter(own).collect();
        for (key, row) in &own {
            self.begin_with(&member.table, key, row, &mut fresh);
        }
        for table in session.declaration.tables.iter().filter(|table| table.identifiers().next().is_some()) {
            for (key, row) in whole.rows(&table.name) {
                let leads = |way: &Way| match way {
                    Way::Link { column, of, at } if *of == member.table => {
                        let there = row.cells.get(column).filter(|cell| !cell.is_blank());
                        there.is_some_and(|cell| own.iter().any(|(_, row)| row.cells.get(at) == Some(cell)))
                    }
                    Way::Link { .. } | Way::Identifier { .. } | Way::Elsewhere { .. } => false,
                };
                if table.name != member.table && table.person.iter().any(leads) {
                    self.begin_with(&table.name, key, row, &mut fresh);
                }
            }
        }
        fresh
    }

    fn begin_with(&mut self, table: &str, key: &RowKey, row: &FoundRow, fresh: &mut Rows) {
        let row = FoundRow { cells: row.cells.clone(), shared: false, own_ways: Vec::new() };
        self.found.0.entry(table.to_owned()).or_default().insert(key.clone(), row);
        fresh.entry(table.to_owned()).or_default().insert(key.clone());
    }
}

/// Whether a row is of somebody else who shares the mailbox.
pub(super) fn is_of_another(
    person: &Identifiers,
    source: &str,
    table: &Table,
    cells: &std::collections::BTreeMap<String, Cell>,
) -> bool {
    let (Some(member), Some(column)) = (person.member(), &table.member) else { return false };
    let text = cells.get(column).and_then(Cell::text).unwrap_or_default();
    let text = text.trim();
    let theirs = member.source == source && member.table == table.name && member.value == text;
    !theirs && !person.numbers_at(source, &table.name, column).any(|number| number == text)
}

fn value(row: &FoundRow, column: &str) -> String {
    row.cells.get(column).and_then(Cell::text).unwrap_or_default().trim().to_owned()
}
