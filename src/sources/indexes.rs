//! Which look-ups of a person no index serves: each would read a whole table, at every sign-in and on every page.

use super::declaration::{Declaration, SourceUrl, Way};
use super::describe::Schema;
use super::identifier::{Identifiers, folded};
use super::sql::{Connection, Dialect, SqlError, Statement};
use crate::diagnostic::Diagnostic;
use crate::people::Address;
use std::collections::BTreeSet;

/// From so many rows on, reading all of them is felt.
const MANY: usize = 10_000;

/// A warning for each column that people are looked up by and that no index serves, with the statement that makes one.
/// Tables of few rows need none, and files and HTTP sources have none. Blocks.
pub fn unindexed(declaration: &Declaration, schema: &Schema) -> Result<Vec<Diagnostic>, SqlError> {
    if matches!(declaration.url, SourceUrl::Files(_) | SourceUrl::Http(_)) {
        return Ok(Vec::new());
    }
    let mut connection = Connection::open(&declaration.url, None)?;
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
        for (column, statement) in statements {
            let message = format!(
                "people are looked up by `{column}` and no index serves it: every sign-in reads all rows of `{}`",
                table.name
            );
            let line = table.column(column).map_or(table.line, |column| column.line);
            let field = format!("table[{index}].columns.{column}");
            let cure = format!("Make one: `{statement}`");
            found.push(Diagnostic::warning(&declaration.file, Some(line), &field, message, cure));
        }
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
