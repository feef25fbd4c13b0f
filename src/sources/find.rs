//! The rows of one person in one source: by identifiers first, then along links, each row once.

use super::declaration::{Table, Way};
use super::identifier::Identifiers;
use super::live::Session;
use super::member::is_of_another;
use super::sql::{Cell, RowKey, SqlError, Statement, TOGETHER};
use super::traces;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one person in one source, by table and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found(pub BTreeMap<String, BTreeMap<RowKey, FoundRow>>);

/// One row of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRow {
    /// The values of the columns that keys, ways and events are made of, of those that say what is under way, and of those
    /// that were read with them.
    pub cells: Cells,
    /// Whether another person has the row too.
    pub shared: bool,
    /// Of a shared row: the columns that make it this person's and no other's.
    pub own_ways: Vec<String>,
}

/// Which columns of a person's rows are read while they are looked for, beside those that lead from row to row: one reading
/// does for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// No others.
    Nothing,
    /// Those by which the person is recognised elsewhere.
    Traces,
    /// Those that hold facts.
    Facts,
}

impl Reading {
    fn columns(self, table: &Table) -> Vec<&str> {
        match self {
            Reading::Nothing => Vec::new(),
            Reading::Traces => traces::wanted(table).into_iter().map(|(column, _)| column).collect(),
            Reading::Facts => table.facts().map(|(column, _)| column.name.as_str()).collect(),
        }
    }
}

/// The most rows treated as one person's; more is a mistake of the declaration.
pub const MOST_ROWS: usize = 200_000;
/// How many values go into one statement.
pub(super) const CHUNK: usize = 400;

impl Found {
    /// The row of this key.
    pub fn row(&self, table: &str, key: &RowKey) -> Option<&FoundRow> {
        self.0.get(table)?.get(key)
    }

    /// The rows of a table.
    pub fn rows(&self, table: &str) -> impl Iterator<Item = (&RowKey, &FoundRow)> {
        self.0.get(table).into_iter().flatten()
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }
}

impl Session<'_> {
    /// Whether anything is held under the first addresses that is not held under the second.
    pub fn holds_beyond(&mut self, first: &Identifiers, second: &Identifiers) -> Result<bool, SqlError> {
        let first = match self.find(first) {
            // Several people have it.
            Err(SqlError::Shared) => return Ok(true),
            other => other?,
        };
        let second = self.find(second)?;
        Ok(first.0.iter().any(|(table, rows)| rows.keys().any(|key| second.row(table, key).is_none())))
    }

    /// The rows of a person. A row that names its owner by an address is never reached through a row that other
    /// persons share, so that a household's address does not lead to the neighbours. [`SqlError::Shared`] for a mailbox
    /// that several people share, unless it is said which of them is meant: their files are never one.
    pub fn find(&mut self, person: &Identifiers) -> Result<Found, SqlError> {
        self.find_reading(person, Reading::Nothing)
    }

    /// [`Session::find`], with more of each row in its cells.
    pub(super) fn find_reading(&mut self, person: &Identifiers, reading: Reading) -> Result<Found, SqlError> {
        if let Some(member) = person.member() {
            return self.find_member(person, &member.clone(), reading);
        }
        let found = self.find_whole_reading(person, reading)?;
        if self.is_shared(&found) { Err(SqlError::Shared) } else { Ok(found) }
    }

    /// The rows in which something is stopped: of one of those who share a mailbox where it is said which, else of all.
    pub fn find_stopped(&mut self, person: &Identifiers) -> Result<Found, SqlError> {
        if person.member().is_some() { self.find(person) } else { self.find_whole(person) }
    }

    /// The rows of everybody who shares a mailbox, together: for what counts for all of them, such as that nothing may be
    /// sent there. Never to be shown.
    pub fn find_whole(&mut self, person: &Identifiers) -> Result<Found, SqlError> {
        self.find_whole_reading(person, Reading::Nothing)
    }

    pub(super) fn find_whole_reading(&mut self, person: &Identifiers, reading: Reading) -> Result<Found, SqlError> {
        let mut search = Search::new(self, None, reading);
        if person.is_empty() {
            return Ok(search.found);
        }
        self.connection.fetch(person)?;
        let mut fresh = search.by_addresses(self, person)?;
        search.by_numbers(self, person, &mut fresh)?;
        search.go_on(self, person, fresh)?;
        Ok(search.found)
    }
}

/// Tables and the keys of some of their rows.
pub(super) type Rows = BTreeMap<String, BTreeSet<RowKey>>;

/// The cells of a row, by column.
type Cells = BTreeMap<String, Cell>;

/// What is asked of a table, and which of the rows that come are the person's.
struct Asked<'a> {
    table: &'a Table,
    select: Statement,
    wanted: Box<dyn Fn(&Cells) -> bool + 'a>,
}

pub(super) struct Search {
    /// What leads from row to row: all that is read of a row that is not known to be the person's.
    leading: BTreeMap<String, Vec<String>>,
    /// What is read of the person's rows, what leads first.
    columns: BTreeMap<String, Vec<String>>,
    pub(super) found: Found,
    /// Of those who share a mailbox, the one whose rows are looked for.
    only: Option<Identifiers>,
}

/// The columns of each table that keys, ways and events are made of and that say what is under way, the key first.
fn columns_needed(declaration: &super::declaration::Declaration) -> BTreeMap<String, Vec<String>> {
    let mut needed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut need = |table: &str, column: &String| {
        let columns = needed.entry(table.to_owned()).or_default();
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    };
    for table in &declaration.tables {
        table.key.iter().for_each(|column| need(&table.name, column));
    }
    for table in &declaration.tables {
        let running = table.running.as_ref().map(|running| &running.column);
        table.events.values().chain(&table.member).chain(running).for_each(|column| need(&table.name, column));
        for way in &table.person {
            match way {
                Way::Identifier { column } | Way::Elsewhere { column, .. } => need(&table.name, column),
                Way::Link { column, of, at } => {
                    need(&table.name, column);
                    need(of, at);
                }
            }
        }
    }
    needed
}

fn select(session: &Session<'_>, table: &Table, columns: Option<&Vec<String>>) -> Statement {
    let mut select = session.connection.statement("SELECT ");
    let columns = columns.into_iter().flatten().map(String::as_str);
    select.read_all(columns).push(" FROM ").table(&table.name).push(" WHERE ");
    select
}

impl Search {
    pub(super) fn new(session: &Session<'_>, only: Option<Identifiers>, reading: Reading) -> Self {
        let leading = columns_needed(session.declaration);
        let mut columns = leading.clone();
        for table in &session.declaration.tables {
            let read = columns.entry(table.name.clone()).or_default();
            for column in reading.columns(table) {
                if !read.iter().any(|known| known == column) {
                    read.push(column.to_owned());
                }
            }
        }
        Self { leading, columns, found: Found::default(), only }
    }

    /// Follows the links from the rows found first.
    pub(super) fn go_on(
        &mut self,
        session: &mut Session<'_>,
        person: &Identifiers,
        mut fresh: Rows,
    ) -> Result<(), SqlError> {
        while !fresh.is_empty() {
            while !fresh.is_empty() {
                fresh = self.along_links(session, &fresh, false)?;
            }
            self.mark_shared(session, person)?;
            let own = self.unshared();
            fresh = self.along_links(session, &own, true)?;
        }
        self.mark_said_shared(session);
        Ok(())
    }

    fn by_addresses(&mut self, session: &mut Session<'_>, person: &Identifiers) -> Result<Rows, SqlError> {
        let (declaration, dialect) = (session.declaration, session.connection.dialect());
        let mut asked = Vec::new();
        for table in &declaration.tables {
            for column in table.identifiers() {
                let mut select = self.select(session, table);
                person.candidates(&mut select, dialect, column);
                let wanted = |cells: &Cells| cells.get(column).is_some_and(|cell| person.matches(cell));
                asked.push(Asked { table, select, wanted: Box::new(wanted) });
            }
        }
        let mut fresh = Rows::new();
        self.take(session, asked, &mut fresh)?;
        Ok(fresh)
    }

    /// The rows that have a number by which another source knows the person.
    pub(super) fn by_numbers(
        &mut self,
        session: &mut Session<'_>,
        person: &Identifiers,
        fresh: &mut Rows,
    ) -> Result<(), SqlError> {
        let declaration = session.declaration;
        let mut asked = Vec::new();
        for table in &declaration.tables {
            for way in &table.person {
                let Way::Elsewhere { column, source, of, at } = way else { continue };
                let shape = session.catalog.shape(&table.name);
                let numbers: Vec<Cell> = person
                    .numbers_at(source, of, at)
                    .filter(|number| shape.can_hold(column, number))
                    .map(|number| Cell::Text(number.to_owned()))
                    .collect();
                for chunk in numbers.chunks(CHUNK) {
                    let mut select = self.select(session, table);
                    select.one_of(&shape, column, chunk);
                    let wanted = |cells: &Cells| cells.get(column).is_some_and(|cell| person.numbered(way, cell));
                    asked.push(Asked { table, select, wanted: Box::new(wanted) });
                }
            }
        }
        self.take(session, asked, fresh)
    }

    /// The rows that `from` leads to: of tables that name owners by address, or of the others.
    pub(super) fn along_links(
        &mut self,
        session: &mut Session<'_>,
        from: &Rows,
        named: bool,
    ) -> Result<Rows, SqlError> {
        let declaration = session.declaration;
        let mut asked = Vec::new();
        for table in &declaration.tables {
            let names_owners = table.person.iter().any(|way| !matches!(way, Way::Link { .. }));
            if names_owners != named {
                continue;
            }
            for way in &table.person {
                let Way::Link { column, of, at } = way else { continue };
                let values = self.values(of, at, from.get(of));
                for chunk in values.chunks(CHUNK) {
                    let shape = session.catalog.shape(&table.name);
                    let mut select = self.select(session, table);
                    select.one_of(&shape, column, chunk);
                    asked.push(Asked { table, select, wanted: Box::new(|_| true) });
                }
            }
        }
        let mut fresh = Rows::new();
        self.take(session, asked, &mut fresh)?;
        Ok(fresh)
    }

    /// Asks all of it at once, and keeps what is new.
    fn take(&mut self, session: &mut Session<'_>, asked: Vec<Asked<'_>>, fresh: &mut Rows) -> Result<(), SqlError> {
        for together in asked.chunks(TOGETHER) {
            let selects: Vec<&Statement> = together.iter().map(|asked| &asked.select).collect();
            let answers = session.connection.query_all(&selects)?;
            for (asked, rows) in together.iter().zip(answers) {
                self.keep(session, asked.table, rows, fresh, &asked.wanted)?;
            }
        }
        Ok(())
    }

    fn select(&self, session: &Session<'_>, table: &Table) -> Statement {
        select(session, table, self.columns.get(&table.name))
    }

    /// The start of a statement over rows that may be anybody's, and the columns it reads: those that lead from row to row.
    pub(super) fn select_of_anybody(&self, session: &Session<'_>, table: &Table) -> (Statement, &[String]) {
        let columns = self.leading.get(&table.name);
        (select(session, table, columns), columns.map(Vec::as_slice).unwrap_or_default())
    }

    /// Takes the rows that are new, notes them in `fresh`.
    fn keep(
        &mut self,
        session: &Session<'_>,
        table: &Table,
        rows: Vec<Vec<Cell>>,
        fresh: &mut Rows,
        wanted: impl Fn(&Cells) -> bool,
    ) -> Result<(), SqlError> {
        let columns = self.columns.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            let key = RowKey(row.iter().take(table.key.len()).cloned().collect());
            let cells: Cells = columns.iter().cloned().zip(row).collect();
            let source = &session.declaration.name;
            if self.only.as_ref().is_some_and(|person| is_of_another(person, source, table, &cells)) {
                continue;
            }
            let known = self.found.0.entry(table.name.clone()).or_default();
            if known.contains_key(&key) || !wanted(&cells) {
                continue;
            }
            known.insert(key.clone(), FoundRow { cells, shared: false, own_ways: Vec::new() });
            fresh.entry(table.name.clone()).or_default().insert(key);
        }
        if self.found.count() > MOST_ROWS {
            return Err(SqlError::TooMany(MOST_ROWS));
        }
        Ok(())
    }

    /// The different values of a column in some found rows.
    pub(super) fn values(&self, table: &str, column: &str, keys: Option<&BTreeSet<RowKey>>) -> Vec<Cell> {
        let cells = keys.into_iter().flatten().filter_map(|key| self.found.row(table, key)?.cells.get(column));
        let values: BTreeSet<&Cell> = cells.filter(|cell| **cell != Cell::Null).collect();
        values.into_iter().cloned().collect()
    }

    /// A source of which only the person's rows are here says itself which of them others have too.
    fn mark_said_shared(&mut self, session: &Session<'_>) {
        for table in &session.declaration.tables {
            let said = session.connection.said_shared(&table.name, &table.key);
            for (key, row) in self.found.0.get_mut(&table.name).into_iter().flatten() {
                row.shared |= said.contains(&key.0.iter().map(Cell::text).collect::<Vec<_>>());
            }
        }
    }

    fn unshared(&self) -> Rows {
        let mut rows = Rows::new();
        for (table, found) in &self.found.0 {
            let own = found.iter().filter(|(_, row)| !row.shared).map(|(key, _)| key.clone());
            rows.insert(table.clone(), own.collect());
        }
        rows
    }
}
