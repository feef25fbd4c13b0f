//! The values of a person's rows, as typed texts.

use super::declaration::{Column, ColumnKind, Table};
use super::find::{CHUNK, Found, Reading};
use super::identifier::Identifiers;
use super::live::Session;
use super::sql::{Cell, RowKey, SqlError};
use crate::record::Text;

/// A row of a person with the values of its declared columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The table.
    pub table: String,
    /// Its key: how a correction names the row.
    pub key: RowKey,
    /// Whether another person has the row too.
    pub shared: bool,
    /// The declared columns that hold facts, in the order declared.
    pub values: Vec<ReadValue>,
}

/// The value of one declared column.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadValue {
    /// The column.
    pub column: String,
    /// What it holds.
    pub content: Value,
}

/// A value as the portal shows and compares it.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Absent,
    /// A text in the form of its kind: days `2026-03-01`, times `2026-03-01 10:00:00`, `true` or `false`, numbers with a
    /// point; bytes in hexadecimal. Money in the unit of the column.
    Held(String),
    /// The name of a colleague, of whom only these words are shown.
    Colleague(Text),
}

impl Value {
    /// The text, if the value is one that may be shown.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Held(text) => Some(text),
            Value::Absent | Value::Colleague(_) => None,
        }
    }
}

impl std::fmt::Debug for Value {
    /// Values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Value::Absent => "Absent",
            Value::Held(_) => "Held(…)",
            Value::Colleague(_) => "Colleague(…)",
        })
    }
}

impl Session<'_> {
    /// The rows of a person, and the same with their values, by table in the order declared and by key.
    pub fn find_with_facts(&mut self, person: &Identifiers) -> Result<(Found, Vec<Row>), SqlError> {
        let found = self.find_reading(person, Reading::Facts)?;
        let mut rows = Vec::with_capacity(found.count());
        for table in &self.declaration.tables {
            for (key, row) in found.rows(&table.name) {
                let values = table.facts().map(|(column, _)| ReadValue {
                    column: column.name.clone(),
                    content: row.cells.get(&column.name).map_or(Value::Absent, |cell| value(column, cell)),
                });
                let (table, key, values) = (table.name.clone(), key.clone(), values.collect());
                rows.push(Row { table, key, shared: row.shared, values });
            }
        }
        Ok((found, rows))
    }

    /// The cells of some columns for each key that still has a row; by key.
    pub(super) fn cells(
        &mut self,
        table: &Table,
        columns: &[&str],
        keys: &[&RowKey],
    ) -> Result<Vec<(RowKey, Vec<Cell>)>, SqlError> {
        self.connection.fetch_rows(&table.name, &table.key, keys)?;
        let shape = self.catalog.shape(&table.name);
        let mut read = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(CHUNK) {
            let mut select = self.connection.statement("SELECT ");
            select.read_all(table.key.iter().map(String::as_str).chain(columns.iter().copied()));
            select.push(" FROM ").table(&table.name).push(" WHERE ");
            select.rows(&shape, &table.key, chunk.iter().copied());
            for mut row in self.connection.query(&select)? {
                let cells = row.split_off(table.key.len().min(row.len()));
                read.push((RowKey(row), cells));
            }
        }
        read.sort();
        Ok(read)
    }
}

/// The text of a column that was copied into the archive, as the portal shows it.
pub fn value_of(column: &Column, text: Option<&str>) -> Value {
    value(column, &text.map_or(Cell::Null, |text| Cell::Text(text.to_owned())))
}

/// A cell as the portal shows it.
pub(super) fn value(column: &Column, cell: &Cell) -> Value {
    let Some(held) = column.held() else { return Value::Absent };
    match (&held.staff, cell.text()) {
        (_, None) => Value::Absent,
        (Some(words), Some(_)) => Value::Colleague(words.clone()),
        (None, Some(_)) => presented(&held.kind, cell).map_or(Value::Absent, Value::Held),
    }
}

/// The text of a cell in the form of its kind; `None` for no value. A zero date, as MySQL has them, says nothing.
pub(super) fn presented(kind: &ColumnKind, cell: &Cell) -> Option<String> {
    let text = cell.text()?;
    let is_day = matches!(kind, ColumnKind::Date | ColumnKind::DateTime);
    (!(is_day && text.starts_with("0000-00-00"))).then(|| shown(kind, text))
}

/// The text of a value in the form of its kind. What is not of the kind stays as it is written.
fn shown(kind: &ColumnKind, text: String) -> String {
    match kind {
        ColumnKind::Boolean => match text.as_str() {
            "1" | "t" | "true" | "TRUE" => "true".to_owned(),
            "0" | "f" | "false" | "FALSE" => "false".to_owned(),
            _ => text,
        },
        // PostgreSQL writes bytes with a mark before them.
        ColumnKind::Binary => text.strip_prefix("\\x").map(str::to_owned).unwrap_or(text),
        ColumnKind::Date => match text.get(10..) {
            Some(" 00:00:00" | "T00:00:00" | " 00:00:00+00" | "T00:00:00Z") => text.chars().take(10).collect(),
            _ => text,
        },
        _ => text,
    }
}
