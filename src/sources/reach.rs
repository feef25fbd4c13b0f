//! How many people some data of a source are about, and who they are: counted and listed inside the database, so that nothing
//! is copied to know it. Used where a breach laid categories of data open.
//!
//! A person is a row with an address, and all rows that lead there are theirs. Of a second table with addresses only rows
//! count that lead nowhere else, such as the invoices of guests: whoever has two addresses is one person.

use super::aged::Aged;
use super::declaration::{ColumnKind, Declaration, Table, Way};
use super::identifier::folded;
use super::live::Session;
use super::sql::{Cell, Dialect, RowKey, SqlError, Statement};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A day after every other.
const NEVER: Date = date(9000, 1, 1);

/// Which data are meant.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'r> {
    /// The categories of the record.
    pub categories: &'r [String],
    /// Only rows dated on or after this day. With a day, only tables with exactly one event are dated and count.
    pub from: Option<Date>,
    /// Only rows dated on or before this day.
    pub to: Option<Date>,
    /// To which day an instant belongs.
    pub zone: &'r TimeZone,
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Different addresses.
    pub people: u64,
    /// People without an address.
    pub unaddressed: u64,
    /// Rows that hold such data.
    pub records: u64,
}

/// How far a list of people is: which of the tables with addresses, and the row after which it goes on.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ReachPlace {
    table: usize,
    after: Option<RowKey>,
}

/// An address as it is written, and what its language column says.
pub type ReachedPerson = (String, Option<String>);

/// A table whose rows are people.
struct Root<'t> {
    table: &'t Table,
    address: &'t str,
    /// Its rows count only where none of these columns leads to another row.
    unless: Vec<&'t str>,
}

/// The tables whose rows are people: the directory or else the first with an address, then the others with one.
fn roots(declaration: &Declaration) -> Vec<Root<'_>> {
    let listed = declaration.directory.as_ref();
    let listed = listed.and_then(|list| Some((declaration.table(&list.table)?, list.email.as_str())));
    let addressed = declaration.tables.iter().filter_map(|table| Some((table, table.identifiers().next()?)));
    let first = listed.or_else(|| addressed.clone().next());
    let Some((first, address)) = first else { return Vec::new() };
    let leads = |table: &Table| table.person.iter().any(|way| !matches!(way, Way::Identifier { .. }));
    let columns = |table| -> Vec<&str> {
        let table: &Table = table;
        let ways = table.person.iter().filter(|way| !matches!(way, Way::Identifier { .. }));
        ways.map(Way::column).collect()
    };
    let others = addressed.filter(|(table, _)| table.name != first.name).map(|(table, address)| Root {
        table,
        address,
        unless: if leads(table) { columns(table) } else { Vec::new() },
    });
    std::iter::once(Root { table: first, address, unless: Vec::new() }).chain(others).collect()
}

/// The tables whose rows lead to a row of this one: the table, its column, the column here.
fn leading<'t>(
    declaration: &'t Declaration,
    table: &'t Table,
) -> impl Iterator<Item = (&'t Table, &'t str, &'t str)> + 't {
    declaration.tables.iter().flat_map(move |other| {
        other.person.iter().filter_map(move |way| match way {
            Way::Link { column, of, at } if *of == table.name => Some((other, column.as_str(), at.as_str())),
            _ => None,
        })
    })
}

impl Reach<'_> {
    fn dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// The columns of a table that are meant.
    fn columns<'t>(&self, table: &'t Table) -> Vec<&'t str> {
        if self.dated() && table.events.len() != 1 {
            return Vec::new();
        }
        let meant = table.facts().filter(|(_, held)| self.categories.contains(&held.category));
        meant.map(|(column, _)| column.name.as_str()).collect()
    }

    /// Whether a row of this table, or one that leads to it, can hold such data.
    fn can_hold(&self, declaration: &Declaration, table: &Table, path: &mut Vec<String>) -> bool {
        if !self.columns(table).is_empty() {
            return true;
        }
        leading(declaration, table).any(|(other, ..)| {
            if path.contains(&other.name) {
                return false;
            }
            path.push(other.name.clone());
            let holds = self.can_hold(declaration, other, path);
            path.pop();
            holds
        })
    }
}

/// Adds "the column has a value".
pub(super) fn filled(statement: &mut Statement, dialect: Dialect, column: &str) {
    let kind = if dialect == Dialect::MySql { "char" } else { "text" };
    statement.push("length(CAST(").name(column).push(&format!(" AS {kind})) > 0"));
}

impl<'s> Session<'s> {
    /// The number that a statement of [`Session::count_of`] gives.
    pub(super) fn counted(&mut self, statement: &Statement) -> Result<u64, SqlError> {
        let rows = self.connection.query(statement)?;
        let count = rows.first().and_then(|row| row.first()).and_then(Cell::text);
        Ok(count.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Begins a statement that counts rows: a table and what narrows them follows.
    pub(super) fn count_of(&self) -> Statement {
        self.connection.statement(match self.connection.dialect() {
            Dialect::MySql => "SELECT CAST(count(*) AS char) FROM ",
            Dialect::Sqlite | Dialect::Postgres => "SELECT CAST(count(*) AS text) FROM ",
        })
    }

    /// Adds "this row itself holds such data".
    fn holds_itself(&self, statement: &mut Statement, table: &Table, reach: &Reach<'_>) -> Result<(), SqlError> {
        let dialect = self.connection.dialect();
        statement.push("((");
        for (place, column) in reach.columns(table).into_iter().enumerate() {
            statement.push(if place > 0 { " OR " } else { "" });
            filled(statement, dialect, column);
        }
        statement.push(")");
        if let (true, Some(event)) = (reach.dated(), table.events.values().next()) {
            let until = |last| Aged { table, event, last, zone: reach.zone };
            statement.push(" AND ");
            self.is_aged(statement, &until(reach.to.unwrap_or(NEVER)))?;
            if let Some(from) = reach.from {
                statement.push(" AND NOT ");
                self.is_aged(statement, &until(from.saturating_sub(1.day())))?;
            }
        }
        statement.push(")");
        Ok(())
    }

    /// Adds "this row, or one that leads to it, holds such data". `here` is how the row is called.
    fn holds(
        &self,
        statement: &mut Statement,
        (table, here): (&Table, Option<&str>),
        path: &mut Vec<String>,
        reach: &Reach<'_>,
    ) -> Result<(), SqlError> {
        let mut first = true;
        statement.push("(");
        if !reach.columns(table).is_empty() {
            self.holds_itself(statement, table, reach)?;
            first = false;
        }
        for (other, column, at) in leading(self.declaration, table) {
            if path.contains(&other.name) {
                continue;
            }
            path.push(other.name.clone());
            if reach.can_hold(self.declaration, other, path) {
                let alias = format!("r{}", path.len());
                statement.push(if first { "EXISTS (SELECT 1 FROM " } else { " OR EXISTS (SELECT 1 FROM " });
                statement.table(&other.name).push(&format!(" {alias} WHERE {alias}.")).name(column).push(" = ");
                match here {
                    Some(here) => statement.push(here),
                    None => statement.table(&table.name),
                };
                statement.push(".").name(at).push(" AND ");
                self.holds(statement, (other, Some(&alias)), path, reach)?;
                statement.push(")");
                first = false;
            }
            path.pop();
        }
        statement.push(")");
        Ok(())
    }

    /// Adds "this row is a person with such data".
    fn reached_row(&self, statement: &mut Statement, root: &Root<'_>, reach: &Reach<'_>) -> Result<(), SqlError> {
        self.holds(statement, (root.table, None), &mut vec![root.table.name.clone()], reach)?;
        for column in &root.unless {
            statement.push(" AND ").name(column).push(" IS NULL");
        }
        Ok(())
    }

    /// Adds "this row has an address that leads somewhere" (`.invalid`: RFC 2606, where an erasure put one).
    fn addressed(&self, statement: &mut Statement, address: &str) {
        let dialect = self.connection.dialect();
        filled(statement, dialect, address);
        statement.push(" AND ");
        folded(statement, dialect, address);
        statement.push(" NOT LIKE '%.invalid'");
    }

    fn reachable(&self, reach: &Reach<'_>) -> Vec<Root<'s>> {
        let declaration = self.declaration;
        let holds = |root: &Root<'_>| reach.can_hold(declaration, root.table, &mut vec![root.table.name.clone()]);
        roots(declaration).into_iter().filter(holds).collect()
    }

    /// How many people and records hold such data, as the database counts.
    pub fn count_reached(&mut self, reach: &Reach<'_>) -> Result<Reached, SqlError> {
        if self.connection.is_remote() {
            return Err(SqlError::Failed("rows cannot be counted where they are".to_owned()));
        }
        let mut reached = Reached::default();
        let declaration = self.declaration;
        for table in declaration.tables.iter().filter(|table| !reach.columns(table).is_empty()) {
            let mut count = self.count_of();
            count.table(&table.name).push(" WHERE ");
            self.holds_itself(&mut count, table, reach)?;
            reached.records = reached.records.saturating_add(self.counted(&count)?);
        }
        let dialect = self.connection.dialect();
        let mut count = self.count_of();
        count.push("(");
        let mut nameless = Vec::new();
        for (place, root) in self.reachable(reach).iter().enumerate() {
            count.push(if place > 0 { " UNION SELECT " } else { "SELECT " });
            folded(&mut count, dialect, root.address);
            count.push(" AS who FROM ").table(&root.table.name).push(" WHERE ");
            self.reached_row(&mut count, root, reach)?;
            count.push(" AND ");
            self.addressed(&mut count, root.address);
            let mut without = self.count_of();
            without.table(&root.table.name).push(" WHERE ");
            self.reached_row(&mut without, root, reach)?;
            without.push(" AND NOT COALESCE(");
            filled(&mut without, dialect, root.address);
            without.push(", 1 = 0)");
            nameless.push(without);
        }
        if nameless.is_empty() {
            return Ok(reached);
        }
        count.push(") everybody");
        reached.people = self.counted(&count)?;
        for without in nameless {
            reached.unaddressed = reached.unaddressed.saturating_add(self.counted(&without)?);
        }
        Ok(reached)
    }

    /// The next at most `limit` rows of people with such data, and where the list goes on; `None` at its end. Somebody may be
    /// in it more than once.
    pub fn list_reached(
        &mut self,
        reach: &Reach<'_>,
        place: Option<&ReachPlace>,
        limit: usize,
    ) -> Result<(Vec<ReachedPerson>, Option<ReachPlace>), SqlError> {
        if self.connection.is_remote() {
            return Err(SqlError::Failed("rows cannot be listed where they are".to_owned()));
        }
        let (at, after) = place.map_or((0, None), |place| (place.table, place.after.as_ref()));
        let roots = self.reachable(reach);
        let Some(root) = roots.get(at) else { return Ok((Vec::new(), None)) };
        let table = root.table;
        let language = table.facts().find(|(_, held)| held.kind == ColumnKind::Language);
        let language = language.map(|(column, _)| column.name.as_str());
        let shape = self.catalog.shape(&table.name);
        let mut select = self.connection.statement("SELECT ");
        select.read_all(table.key.iter().map(String::as_str).chain([root.address]).chain(language));
        select.push(" FROM ").table(&table.name).push(" WHERE ");
        self.reached_row(&mut select, root, reach)?;
        select.push(" AND ");
        self.addressed(&mut select, root.address);
        if let Some(after) = after {
            select.push(" AND ").beyond(&shape, &table.key, after);
        }
        select.in_order(&table.name, &table.key).push(&format!(" LIMIT {limit}"));
        let (keys, more) = (table.key.len(), roots.len() > at.saturating_add(1));
        let rows = self.connection.query(&select)?;
        let full = rows.len() == limit;
        let mut end = None;
        let mut people = Vec::with_capacity(rows.len());
        for mut row in rows {
            let mut rest = row.split_off(keys.min(row.len())).into_iter();
            let mut next = || rest.next().and_then(|cell: Cell| cell.text());
            let (address, language) = (next(), next());
            people.extend(address.map(|address| (address, language)));
            end = Some(RowKey(row));
        }
        let next = match end.filter(|_| full) {
            Some(after) => Some(ReachPlace { table: at, after: Some(after) }),
            None => more.then(|| ReachPlace { table: at.saturating_add(1), after: None }),
        };
        Ok((people, next))
    }
}
