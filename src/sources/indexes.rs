//! Which look-ups of a person no index serves: each would read a whole table, at every sign-in and on every page, or at every
//! erasure.

use super::declaration::{Declaration, SourceUrl, Table, Way};
use super::describe::{Schema, describe};
use super::identifier::{Identifiers, folded};
use super::marks;
use super::sql::{Connection, Dialect, SqlError, Statement, marking};
use crate::diagnostic::Diagnostic;
use crate::people::Address;
use std::collections::BTreeSet;

/// From so many rows on, reading all of them is felt.
const MANY: usize = 10_000;

/// A column that people are looked up by and that no index serves.
struct Lacking<'d> {
    table: &'d Table,
    field: String,
    column: &'d str,
    statement: String,
}

/// A warning for each column that people are looked up by and that no index serves, with the statement that makes one; and
/// one for the large tables that every erasure reads whole. Tables of few rows need none, and what is no database
/// has none. Blocks.
pub fn unindexed(declaration: &Declaration, schema: &Schema) -> Result<Vec<Diagnostic>, SqlError> {
    let Some(mut connection) = database(declaration)? else { return Ok(Vec::new()) };
    let warn = |one: Lacking<'_>| {
        let message = format!(
            "people are looked up by `{}` and no index serves it: every sign-in reads all rows of `{}`",
            one.column, one.table.name
        );
        let line = one.table.column(one.column).map_or(one.table.line, |column| column.line);
        let cure = format!("Make one: `{}`", one.statement);
        Diagnostic::warning(&declaration.file, Some(line), &one.field, message, cure)
    };
    let mut found: Vec<Diagnostic> = lacking(&mut connection, declaration, schema)?.into_iter().map(warn).collect();
    let unmarked: Vec<String> = unmarked(&mut connection)?.into_iter().map(|(table, _)| format!("`{table}`")).collect();
    if !unmarked.is_empty() {
        let message = format!(
            "an erasure reads every text of {} to find what is left of a person: no index of marks answers for them",
            unmarked.join(", ")
        );
        let cure = format!("Run, as their owner, what `habeas sources indexes {}` prints.", declaration.name);
        found.push(Diagnostic::warning(&declaration.file, Some(declaration.url_line), "url", message, cure));
    }
    Ok(found)
}

/// The statements that make what [`unindexed`] misses, each to be run by itself; none for what is no database. Blocks.
pub fn index_statements(declaration: &Declaration) -> Result<Vec<String>, SqlError> {
    let Some(mut connection) = database(declaration)? else { return Ok(Vec::new()) };
    let lacking = lacking(&mut connection, declaration, &describe(&declaration.url)?)?;
    let mut statements: Vec<String> = lacking.into_iter().map(|one| one.statement).collect();
    let unmarked = unmarked(&mut connection)?;
    if !unmarked.is_empty() {
        statements.push(marks::FUNCTION.trim_end().to_owned());
    }
    statements.extend(unmarked.into_iter().map(|(_, statement)| statement));
    Ok(statements)
}

/// A connection to a source that is a database.
fn database(declaration: &Declaration) -> Result<Option<Connection>, SqlError> {
    if matches!(declaration.url, SourceUrl::Files(_) | SourceUrl::Http(_) | SourceUrl::Manual(_)) {
        return Ok(None);
    }
    Connection::open(&declaration.url, None).map(Some)
}

/// The large tables, declared or not, whose texts no index of marks holds, with the statement that makes one. Only PostgreSQL
/// has such indexes.
fn unmarked(connection: &mut Connection) -> Result<Vec<(String, String)>, SqlError> {
    if connection.dialect() != Dialect::Postgres || !connection.can_mark()? {
        return Ok(Vec::new());
    }
    let catalog = connection.catalog()?;
    let marked = connection.marked(&catalog)?;
    let mut found = Vec::new();
    for table in catalog.tables.keys().filter(|table| !marked.contains_key(*table)) {
        if let Some(statement) = marking(&catalog, table)
            && connection.holds(table, MANY)?
        {
            found.push((table.clone(), statement));
        }
    }
    Ok(found)
}

fn lacking<'d>(
    connection: &mut Connection,
    declaration: &'d Declaration,
    schema: &Schema,
) -> Result<Vec<Lacking<'d>>, SqlError> {
    let leading = connection.leading_columns()?;
    let linked = linked_columns(declaration);
    let mut found = Vec::new();
    for (index, table) in declaration.tables.iter().enumerate() {
        let live = schema.table(&table.name).filter(|live| !live.view);
        let Some(live) = live else { continue };
        let mut statements = Vec::new();
        for column in table.identifiers().filter(|column| live.column(column).is_some()) {
            if !connection.is_served(&table.name, |plan, of| probe().candidates(plan, of, column))? {
                statements.push((column, create(connection.dialect(), &table.name, column, true)));
            }
        }
        for (_, column) in linked.iter().filter(|(name, _)| *name == table.name) {
            let known = leading.contains(&(table.name.clone(), (*column).to_owned()));
            if !known && live.column(column).is_some() {
                statements.push((column, create(connection.dialect(), &table.name, column, false)));
            }
        }
        if statements.is_empty() || !connection.holds(&table.name, MANY)? {
            continue;
        }
        found.extend(statements.into_iter().map(|(column, statement)| Lacking {
            table,
            field: format!("table[{index}].columns.{column}"),
            column,
            statement,
        }));
    }
    Ok(found)
}

/// Anybody's address: what is asked is how the database would look for it.
fn probe() -> Identifiers {
    Identifiers::new(&Address::parse("somebody@example.com").ok().into_iter().collect::<Vec<_>>())
}

/// The columns at both ends of each link between tables.
fn linked_columns(declaration: &Declaration) -> BTreeSet<(&str, &str)> {
    let mut columns = BTreeSet::new();
    for table in &declaration.tables {
        for way in &table.person {
            if let Way::Link { column, of, at } = way {
                columns.extend([(table.name.as_str(), column.as_str()), (of.as_str(), at.as_str())]);
            }
        }
    }
    columns
}

/// The statement that makes an index: over a column as it is, or as addresses are compared.
fn create(of: Dialect, table: &str, column: &str, address: bool) -> String {
    let mut create = Statement::new(of, "CREATE INDEX ");
    if of == Dialect::Postgres {
        // Others go on writing meanwhile.
        create.push("CONCURRENTLY ");
    }
    let bare = table.rsplit('.').next().unwrap_or(table);
    create.name(&format!("{bare}_{column}_habeas")).push(" ON ").table(table).push(" (");
    if address {
        folded(&mut create, of, column);
    } else {
        create.name(column);
    }
    create.push(");");
    create.text().to_owned()
}
