//! Tables, rows and values between JSON and the portal.

use crate::sources::describe::{Family, LiveColumn, LiveLink, LiveTable, Schema};
use crate::sources::sql::{Cell, OnDelete, SqlError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One row as it came.
pub(crate) struct RemoteRow {
    /// Values by column; a column that was not sent has none.
    pub(crate) cells: BTreeMap<String, Cell>,
    /// Whether the other side says that another person has it too.
    pub(crate) shared: bool,
}

#[derive(Deserialize)]
struct Described {
    tables: Vec<DescribedTable>,
}

#[derive(Deserialize)]
struct DescribedTable {
    name: String,
    key: Vec<String>,
    columns: Vec<DescribedColumn>,
    #[serde(default)]
    unique: Vec<Vec<String>>,
    #[serde(default)]
    links: Vec<DescribedLink>,
}

#[derive(Deserialize)]
struct DescribedColumn {
    name: String,
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default = "yes")]
    nullable: bool,
    #[serde(default)]
    read_only: bool,
}

#[derive(Deserialize)]
struct DescribedLink {
    columns: Vec<String>,
    table: String,
    at: Vec<String>,
    #[serde(default)]
    on_delete: Deletion,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Deletion {
    #[default]
    Refuse,
    Cascade,
    Detach,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Text,
    Integer,
    Decimal,
    Date,
    DateTime,
    Boolean,
    Bytes,
    Json,
}

fn yes() -> bool {
    true
}

/// What `describe` answered. Tables without a key, and keys and links that name no column, are refused.
pub(super) fn schema(described: &Value) -> Result<Schema, SqlError> {
    let described = Described::deserialize(described).map_err(|_| super::unfit("describe"))?;
    let mut tables: Vec<LiveTable> = described.tables.into_iter().map(table).collect();
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    let schema = Schema { tables };
    let is_sound = |table: &LiveTable| {
        let has = |columns: &[String]| columns.iter().all(|name| table.column(name).is_some());
        let links = table.links.iter().all(|link| {
            let other = schema.table(&link.of);
            let at = |other: &LiveTable| link.at.iter().all(|name| other.column(name).is_some());
            has(&link.columns) && link.columns.len() == link.at.len() && other.is_some_and(at)
        });
        !table.primary_key.is_empty() && table.unique.iter().all(|set| has(set)) && links
    };
    if schema.tables.iter().all(is_sound) { Ok(schema) } else { Err(super::unfit("describe")) }
}

fn table(described: DescribedTable) -> LiveTable {
    let column = |column: DescribedColumn| {
        let (kind, family) = match column.kind {
            Kind::Text => ("text", Family::Text),
            Kind::Integer => ("integer", Family::Whole),
            Kind::Decimal => ("decimal", Family::Decimal),
            Kind::Date => ("date", Family::Day),
            Kind::DateTime => ("datetime", Family::Moment),
            Kind::Boolean => ("boolean", Family::Boolean),
            Kind::Bytes => ("bytes", Family::Bytes),
            Kind::Json => ("json", Family::Json),
        };
        LiveColumn {
            name: column.name,
            kind: kind.to_owned(),
            family,
            nullable: column.nullable,
            generated: column.read_only,
        }
    };
    let link = |link: DescribedLink| LiveLink {
        columns: link.columns,
        of: link.table,
        at: link.at,
        on_delete: match link.on_delete {
            Deletion::Refuse => OnDelete::Refuse,
            Deletion::Cascade => OnDelete::Cascade,
            Deletion::Detach => OnDelete::Detach,
        },
    };
    let mut unique = vec![described.key.clone()];
    unique.extend(described.unique);
    LiveTable {
        name: described.name,
        view: false,
        writable: true,
        transactional: true,
        columns: described.columns.into_iter().map(column).collect(),
        primary_key: described.key,
        unique,
        links: described.links.into_iter().map(link).collect(),
    }
}

/// The rows of a list of objects: `{"values": {…}, "shared": true}`. `None` if it is something else, or names a table or
/// column that was not described.
pub(super) fn rows(schema: &Schema, table: &str, rows: &Value) -> Option<Vec<RemoteRow>> {
    let live = schema.table(table)?;
    let row = |row: &Value| {
        let mut cells = BTreeMap::new();
        for (column, value) in row.get("values")?.as_object()? {
            cells.insert(column.clone(), read(live.column(column)?.family, value)?);
        }
        let is_whole = live.primary_key.iter().all(|column| cells.get(column).is_some_and(|cell| *cell != Cell::Null));
        let shared = row.get("shared").and_then(Value::as_bool).unwrap_or(false);
        is_whole.then_some(RemoteRow { cells, shared })
    };
    rows.as_array()?.iter().map(row).collect()
}

/// A value as it is kept: truth as 1 and 0, bytes from base64, documents as they are written, the rest as text.
fn read(family: Family, value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Integer(i64::from(*truth)),
        Value::Number(number) => Cell::Text(number.to_string()),
        Value::String(text) if family == Family::Bytes => Cell::bytes(&STANDARD.decode(text).ok()?),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(_) | Value::Object(_) if family == Family::Json => Cell::Text(value.to_string()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

/// A value as it is sent.
pub(super) fn write(schema: &Schema, table: &str, column: &str, cell: &Cell) -> Value {
    let family = schema.table(table).and_then(|table| table.column(column)).map_or(Family::Text, |live| live.family);
    match (family, cell) {
        (_, Cell::Null) => Value::Null,
        (Family::Boolean, cell) => json!(cell.text().is_some_and(|text| text == "1" || text == "true")),
        (Family::Whole, cell) => {
            let text = cell.text().unwrap_or_default();
            text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
        }
        (Family::Bytes, Cell::Bytes(hex)) => json!(STANDARD.encode(crate::sources::sql::bytes_of(hex))),
        (Family::Json, cell) => {
            let text = cell.text().unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_else(|_| json!(text))
        }
        (_, cell) => json!(cell.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn described() -> Value {
        json!({ "tables": [{ "name": "people", "key": ["id"], "columns": [
            { "name": "id", "type": "integer", "nullable": false }, { "name": "vip", "type": "boolean" },
            { "name": "total", "type": "decimal" }, { "name": "photo", "type": "bytes" },
            { "name": "extra", "type": "json" }, { "name": "name", "type": "text" }] }] })
    }

    #[test]
    fn values_are_sent_back_as_they_came() {
        let schema = schema(&described()).unwrap();
        let came = json!([{ "values": { "id": 9007199254740993_i64, "vip": true, "total": "10.10", "photo": "AP8=",
            "extra": { "a": [1] }, "name": null }, "shared": true }]);
        let rows = rows(&schema, "people", &came).unwrap();
        assert!(rows[0].shared);
        for (column, cell) in &rows[0].cells {
            assert_eq!(write(&schema, "people", column, cell), came[0]["values"][column], "{column}");
        }
        for wrong in [
            json!([{ "values": { "vip": true } }]),
            json!([{ "values": { "id": 1, "other": 1 } }]),
            json!([{ "values": { "id": 1, "photo": "?" } }]),
            json!([{ "id": 1 }]),
            json!({}),
        ] {
            assert!(super::rows(&schema, "people", &wrong).is_none(), "{wrong}");
        }
        assert!(super::rows(&schema, "others", &came).is_none());
    }

    #[test]
    fn a_description_that_contradicts_itself_is_refused() {
        let without_key = json!({ "tables": [{ "name": "people", "key": [], "columns": [] }] });
        let odd_link = json!({ "tables": [{ "name": "people", "key": ["id"], "columns": [{ "name": "id", "type": "text" }],
            "links": [{ "columns": ["id"], "table": "nowhere", "at": ["id"] }] }] });
        let odd_type =
            json!({ "tables": [{ "name": "people", "key": ["id"], "columns": [{ "name": "id", "type": "x" }] }] });
        for wrong in [without_key, odd_link, odd_type, json!({}), json!([])] {
            assert!(schema(&wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_passes_unharmed(text in "\\PC{0,300}|[\"';\u{0}\n]{1,9}|'; DROP TABLE x; --") {
            let schema = schema(&described()).unwrap();
            let came = json!([{ "values": { "id": 1, "name": text } }]);
            let rows = rows(&schema, "people", &came).unwrap();
            prop_assert_eq!(write(&schema, "people", "name", &rows[0].cells["name"]), json!(text));
        }
    }
}
