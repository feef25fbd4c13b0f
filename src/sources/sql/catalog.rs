//! What a database says about its own tables: types, which columns may be empty, foreign keys.

use super::{Cell, Connection, SqlError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tables of a database by the name declarations use: `schema.table` for a PostgreSQL table outside the search
/// path, else the table's name alone.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The tables.
    pub tables: BTreeMap<String, Arc<Shape>>,
    /// The foreign keys between them.
    pub foreign_keys: Vec<ForeignKey>,
}

/// The columns of a table.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    columns: BTreeMap<String, ColumnShape>,
}

#[derive(Clone, Debug)]
struct ColumnShape {
    kind: String,
    required: bool,
}

/// Rows of one table point to rows of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The table that points.
    pub child: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table pointed to.
    pub parent: String,
    /// The columns pointed to, in the same order.
    pub at: Vec<String>,
    /// What the database does with the rows that point to a deleted one.
    pub on_delete: OnDelete,
}

/// What a database does with the rows that point to a deleted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It refuses the deletion.
    Refuse,
    /// It deletes them too.
    Cascade,
    /// It lets them point to nothing.
    Detach,
}

impl Catalog {
    /// The shape of a table; without columns if there is no such table.
    pub fn shape(&self, table: &str) -> Arc<Shape> {
        self.tables.get(table).cloned().unwrap_or_default()
    }
}

impl Shape {
    /// The type of a column, as the database writes it; `text` if there is no such column.
    pub fn kind(&self, column: &str) -> &str {
        self.columns.get(column).map_or("text", |column| column.kind.as_str())
    }

    /// Whether the column must have a value.
    pub fn is_required(&self, column: &str) -> bool {
        self.columns.get(column).is_some_and(|column| column.required)
    }

    /// Whether there is such a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Whether a column can hold this text as a value of its type, so that a comparison does not fail.
    pub fn can_hold(&self, column: &str, text: &str) -> bool {
        let kind = self.kind(column).to_ascii_lowercase();
        let whole = ["int", "serial", "oid"].iter().any(|word| kind.contains(word));
        let decimal = ["num", "dec", "real", "double", "float"].iter().any(|word| kind.contains(word));
        let uuid =
            |text: &str| text.len() == 36 && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit());
        match kind.as_str() {
            _ if whole => text.parse::<i64>().is_ok(),
            _ if decimal => text.parse::<f64>().is_ok_and(f64::is_finite),
            "uuid" => uuid(text),
            _ => true,
        }
    }

    /// The columns that can hold a text in which an address could be written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let is_text = |kind: &str| {
            let kind = kind.to_ascii_lowercase();
            kind.is_empty() || ["char", "text", "clob", "json", "xml"].iter().any(|word| kind.contains(word))
        };
        self.columns.iter().filter(move |(_, column)| is_text(&column.kind)).map(|(name, _)| name.as_str())
    }
}

fn text(row: &[Cell], place: usize) -> String {
    row.get(place).and_then(Cell::text).unwrap_or_default()
}

/// Reads the catalog of a SQLite file. Names of tables in foreign keys are given as the tables spell themselves.
pub(super) fn of_sqlite(connection: &mut Connection) -> Result<Catalog, SqlError> {
    let mut catalog = Catalog::default();
    let mut keys: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let columns = connection.statement(
        "SELECT s.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema s JOIN pragma_table_info(s.name) c \
         WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY s.name, c.cid",
    );
    for row in connection.query(&columns)? {
        let (table, name) = (text(&row, 0), text(&row, 1));
        let column = ColumnShape { kind: text(&row, 2), required: text(&row, 3) != "0" };
        if text(&row, 4) != "0" {
            keys.entry(table.to_lowercase()).or_default().push((text(&row, 4), name.clone()));
        }
        Arc::make_mut(catalog.tables.entry(table).or_default()).columns.insert(name, column);
    }
    let spelled: BTreeMap<String, String> =
        catalog.tables.keys().map(|name| (name.to_lowercase(), name.clone())).collect();
    let links = connection.statement(
        "SELECT s.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_delete FROM sqlite_schema s \
         JOIN pragma_foreign_key_list(s.name) f WHERE s.type = 'table' ORDER BY s.name, f.id, f.seq",
    );
    let mut found: BTreeMap<(String, String), ForeignKey> = BTreeMap::new();
    for row in connection.query(&links)? {
        let parent = text(&row, 2).to_lowercase();
        let entry = found.entry((text(&row, 0), text(&row, 1))).or_insert_with(|| ForeignKey {
            child: text(&row, 0),
            columns: Vec::new(),
            parent: spelled.get(&parent).cloned().unwrap_or_else(|| text(&row, 2)),
            at: Vec::new(),
            on_delete: match text(&row, 5).as_str() {
                "CASCADE" => OnDelete::Cascade,
                "SET NULL" | "SET DEFAULT" => OnDelete::Detach,
                _ => OnDelete::Refuse,
            },
        });
        // Without a column the key of the parent is meant, column by column.
        let mut own: Vec<_> = keys.get(&parent).cloned().unwrap_or_default();
        own.sort();
        let implied = own.get(entry.columns.len()).map(|(_, name)| name.clone()).unwrap_or_default();
        let at = text(&row, 4);
        entry.at.push(if at.is_empty() { implied } else { at });
        entry.columns.push(text(&row, 3));
    }
    for key in found.into_values() {
        catalog.foreign_keys.push(respelled(key, &catalog.tables));
    }
    Ok(catalog)
}

/// SQLite compares names without case; the rest of the portal does not.
fn respelled(mut key: ForeignKey, tables: &BTreeMap<String, Arc<Shape>>) -> ForeignKey {
    let spell = |table: &str, column: &mut String| {
        let same = |name: &&String| name.eq_ignore_ascii_case(column);
        if let Some(name) = tables.get(table).and_then(|shape| shape.columns.keys().find(same)) {
            *column = name.clone();
        }
    };
    let (child, parent) = (key.child.clone(), key.parent.clone());
    key.columns.iter_mut().for_each(|column| spell(&child, column));
    key.at.iter_mut().for_each(|column| spell(&parent, column));
    key
}

const MYSQL_COLUMNS: &str = "SELECT c.table_name, c.column_name, c.column_type, c.is_nullable \
    FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema \
    AND t.table_name = c.table_name WHERE c.table_schema = DATABASE() AND t.table_type <> 'VIEW'";

const MYSQL_LINKS: &str = "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, \
    k.referenced_column_name, r.delete_rule FROM information_schema.key_column_usage k \
    JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema \
    AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name \
    WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL \
    ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

/// Reads the catalog of a MySQL database.
pub(super) fn of_mysql(connection: &mut Connection) -> Result<Catalog, SqlError> {
    let mut catalog = Catalog::default();
    for row in connection.query(&connection.statement(MYSQL_COLUMNS))? {
        let column = ColumnShape { kind: text(&row, 2), required: text(&row, 3) == "NO" };
        Arc::make_mut(catalog.tables.entry(text(&row, 0)).or_default()).columns.insert(text(&row, 1), column);
    }
    let mut found: BTreeMap<(String, String), ForeignKey> = BTreeMap::new();
    for row in connection.query(&connection.statement(MYSQL_LINKS))? {
        let entry = found.entry((text(&row, 0), text(&row, 1))).or_insert_with(|| ForeignKey {
            child: text(&row, 0),
            columns: Vec::new(),
            parent: text(&row, 3),
            at: Vec::new(),
            on_delete: match text(&row, 5).as_str() {
                "CASCADE" => OnDelete::Cascade,
                "SET NULL" | "SET DEFAULT" => OnDelete::Detach,
                _ => OnDelete::Refuse,
            },
        });
        entry.columns.push(text(&row, 2));
        entry.at.push(text(&row, 4));
    }
    catalog.foreign_keys = found.into_values().collect();
    Ok(catalog)
}

const POSTGRES_COLUMNS: &str = "SELECT \
    CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END::text, \
    a.attname::text, pg_catalog.format_type(a.atttypid, NULL)::text, a.attnotnull::text \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
    AND n.nspname NOT LIKE 'pg~_toast%' ESCAPE '~' AND n.nspname NOT LIKE 'pg~_temp%' ESCAPE '~'";

const POSTGRES_LINKS: &str = "SELECT k.oid::text, \
    CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname ELSE cn.nspname || '.' || c.relname END::text, \
    ca.attname::text, \
    CASE WHEN pg_catalog.pg_table_is_visible(p.oid) THEN p.relname ELSE pn.nspname || '.' || p.relname END::text, \
    pa.attname::text, k.confdeltype::text FROM pg_catalog.pg_constraint k \
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace \
    JOIN pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace \
    JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, parent, place) ON true \
    JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.oid AND ca.attnum = u.child \
    JOIN pg_catalog.pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = u.parent \
    WHERE k.contype = 'f' ORDER BY k.oid, u.place";

/// Reads the catalog of a PostgreSQL database.
pub(super) fn of_postgres(connection: &mut Connection) -> Result<Catalog, SqlError> {
    let mut catalog = Catalog::default();
    for row in connection.query(&connection.statement(POSTGRES_COLUMNS))? {
        let column = ColumnShape { kind: text(&row, 2), required: text(&row, 3) == "true" };
        Arc::make_mut(catalog.tables.entry(text(&row, 0)).or_default()).columns.insert(text(&row, 1), column);
    }
    let mut found: BTreeMap<String, ForeignKey> = BTreeMap::new();
    for row in connection.query(&connection.statement(POSTGRES_LINKS))? {
        let entry = found.entry(text(&row, 0)).or_insert_with(|| ForeignKey {
            child: text(&row, 1),
            columns: Vec::new(),
            parent: text(&row, 3),
            at: Vec::new(),
            on_delete: match text(&row, 5).as_str() {
                "c" => OnDelete::Cascade,
                "n" | "d" => OnDelete::Detach,
                _ => OnDelete::Refuse,
            },
        });
        entry.columns.push(text(&row, 2));
        entry.at.push(text(&row, 4));
    }
    catalog.foreign_keys = found.into_values().collect();
    Ok(catalog)
}
