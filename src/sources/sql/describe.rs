//! Asks a database for everything it says about its tables and views.

use super::{Cell, Connection, Dialect, OnDelete, SqlError};
use crate::sources::describe::{Family, LiveColumn, LiveLink, LiveTable, Schema};
use std::collections::BTreeMap;

impl Connection {
    /// The live schema: tables and views with columns, keys and links, in the order of their names.
    pub fn describe(&mut self) -> Result<Schema, SqlError> {
        if let super::Driver::Mirror(mirror) = &self.0 {
            return Ok(mirror.schema());
        }
        let of = self.dialect();
        let [tables, columns, unique, links] = match of {
            Dialect::Sqlite => SQLITE,
            Dialect::Postgres => POSTGRES,
            Dialect::MySql => MYSQL,
        };
        let mut found = Tables::default();
        for row in self.query(&self.statement(tables))? {
            found.table(&row);
        }
        for row in self.query(&self.statement(columns))? {
            found.column(of, &row);
        }
        for row in self.query(&self.statement(unique))? {
            found.unique(&row);
        }
        for row in self.query(&self.statement(links))? {
            found.link(&row);
        }
        Ok(found.schema())
    }
}

/// Tables (name, view, writable, knows transactions if it does not go without saying), columns (table, name, type, nullable, generated, place in the key), unique sets
/// (table, set, column) and links (table, link, column, other table, its column, what a deletion does); all in order.
const SQLITE: [&str; 4] = [
    "SELECT name, type = 'view', type <> 'view' FROM pragma_table_list WHERE schema = 'main' \
     AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
    "SELECT t.name, c.name, c.type, c.\"notnull\" = 0, c.hidden IN (2, 3), c.pk FROM pragma_table_list t \
     JOIN pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND c.hidden <> 1 ORDER BY t.name, c.cid",
    "SELECT t.name, i.name, c.name FROM pragma_table_list t JOIN pragma_index_list(t.name) i \
     JOIN pragma_index_info(i.name) c WHERE t.schema = 'main' AND i.\"unique\" = 1 AND i.partial = 0 \
     ORDER BY t.name, i.name, c.seqno",
    "SELECT t.name, f.id, f.\"from\", f.\"table\", f.\"to\", f.on_delete FROM pragma_table_list t \
     JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' ORDER BY t.name, f.id, f.seq",
];

const MYSQL: [&str; 4] = [
    "SELECT t.table_name, t.table_type = 'VIEW', t.table_type <> 'VIEW' OR COALESCE(v.is_updatable, 'NO') = 'YES', \
     COALESCE(e.transactions, 'YES') = 'YES' FROM information_schema.tables t LEFT JOIN information_schema.views v \
     ON v.table_schema = t.table_schema AND v.table_name = t.table_name LEFT JOIN information_schema.engines e \
     ON e.engine = t.engine WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')",
    "SELECT c.table_name, c.column_name, c.column_type, c.is_nullable = 'YES', \
     c.extra LIKE '%VIRTUAL%' OR c.extra LIKE '%STORED%' OR c.extra LIKE '%PERSISTENT%', COALESCE(k.seq_in_index, 0) \
     FROM information_schema.columns c LEFT JOIN information_schema.statistics k ON k.table_schema = c.table_schema \
     AND k.table_name = c.table_name AND k.index_name = 'PRIMARY' AND k.column_name = c.column_name \
     WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position",
    "SELECT s.table_name, s.index_name, s.column_name FROM information_schema.statistics s \
     WHERE s.table_schema = DATABASE() AND s.non_unique = 0 AND s.index_name <> 'PRIMARY' AND NOT EXISTS \
     (SELECT 1 FROM information_schema.statistics p WHERE p.table_schema = s.table_schema AND p.table_name = s.table_name \
     AND p.index_name = s.index_name AND (p.sub_part IS NOT NULL OR p.column_name IS NULL)) \
     ORDER BY s.table_name, s.index_name, s.seq_in_index",
    "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, \
     r.delete_rule FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r \
     ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
     AND r.table_name = k.table_name WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL \
     ORDER BY k.table_name, k.constraint_name, k.ordinal_position",
];

/// The tables of a PostgreSQL database that belong to no extension and are no part of a divided table.
macro_rules! relations {
    () => {
        "(SELECT c.oid, c.relkind, CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname \
         ELSE n.nspname || '.' || c.relname END AS name FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') \
         AND NOT c.relispartition AND n.nspname NOT LIKE 'pg~_%' ESCAPE '~' AND n.nspname <> 'information_schema' \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))"
    };
}

const POSTGRES: [&str; 4] = [
    concat!(
        "SELECT t.name::text, (t.relkind IN ('v', 'm'))::int::text, \
         (pg_catalog.pg_relation_is_updatable(t.oid, false) & 28 = 28)::int::text FROM ",
        relations!(),
        " t"
    ),
    concat!(
        "SELECT t.name::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod)::text, \
         (NOT a.attnotnull)::int::text, (a.attgenerated <> '' OR a.attidentity = 'a')::int::text, \
         COALESCE(pg_catalog.array_position(k.conkey, a.attnum), 0)::text FROM ",
        relations!(),
        " t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
         LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' ORDER BY t.name, a.attnum"
    ),
    concat!(
        "SELECT t.name::text, i.indexrelid::text, a.attname::text FROM ",
        relations!(),
        " t JOIN pg_catalog.pg_index i ON i.indrelid = t.oid AND i.indisunique AND i.indpred IS NULL \
         AND i.indexprs IS NULL JOIN LATERAL unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS u(number, place) \
         ON true JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = u.number \
         ORDER BY t.name, i.indexrelid, u.place"
    ),
    concat!(
        "SELECT t.name::text, k.oid::text, ca.attname::text, p.name::text, pa.attname::text, k.confdeltype::text FROM ",
        relations!(),
        " t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' JOIN ",
        relations!(),
        " p ON p.oid = k.confrelid JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, parent, place) \
         ON true JOIN pg_catalog.pg_attribute ca ON ca.attrelid = t.oid AND ca.attnum = u.child \
         JOIN pg_catalog.pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = u.parent ORDER BY t.name, k.oid, u.place"
    ),
];

#[derive(Default)]
struct Tables {
    tables: BTreeMap<String, LiveTable>,
    keys: BTreeMap<String, BTreeMap<i64, String>>,
    unique: BTreeMap<(String, String), Vec<String>>,
    links: BTreeMap<(String, String), LiveLink>,
}

fn text(row: &[Cell], place: usize) -> String {
    row.get(place).and_then(Cell::text).unwrap_or_default()
}

fn yes(row: &[Cell], place: usize) -> bool {
    text(row, place) == "1"
}

impl Tables {
    fn table(&mut self, row: &[Cell]) {
        let (name, view, writable) = (text(row, 0), yes(row, 1), yes(row, 2));
        let (columns, primary_key, unique, links) = Default::default();
        let transactional = row.len() < 4 || yes(row, 3);
        let table =
            LiveTable { name: name.clone(), view, writable, transactional, columns, primary_key, unique, links };
        self.tables.insert(name, table);
    }

    fn column(&mut self, of: Dialect, row: &[Cell]) {
        let Some(table) = self.tables.get_mut(&text(row, 0)) else { return };
        let (name, kind) = (text(row, 1), text(row, 2));
        let family = match of {
            Dialect::Sqlite => Family::of_sqlite(&kind),
            Dialect::Postgres => Family::of_postgres(&kind),
            Dialect::MySql => Family::of_mysql(&kind),
        };
        let place = text(row, 5).parse().unwrap_or(0);
        if place > 0 {
            self.keys.entry(table.name.clone()).or_default().insert(place, name.clone());
        }
        // SQLite allows NULL in the key of an ordinary table, by an old mistake; nobody relies on it.
        let nullable = yes(row, 3) && place == 0;
        table.columns.push(LiveColumn { name, kind, family, nullable, generated: yes(row, 4) });
    }

    fn unique(&mut self, row: &[Cell]) {
        self.unique.entry((text(row, 0), text(row, 1))).or_default().push(text(row, 2));
    }

    fn link(&mut self, row: &[Cell]) {
        let of = text(row, 3);
        let of = self.tables.keys().find(|name| name.eq_ignore_ascii_case(&of)).cloned().unwrap_or(of);
        let on_delete = match text(row, 5).as_str() {
            "c" | "CASCADE" => OnDelete::Cascade,
            "n" | "d" | "SET NULL" | "SET DEFAULT" => OnDelete::Detach,
            _ => OnDelete::Refuse,
        };
        let empty = LiveLink { columns: Vec::new(), of: of.clone(), at: Vec::new(), on_delete };
        let link = self.links.entry((text(row, 0), text(row, 1))).or_insert(empty);
        // Without a column SQLite means the key of the other table, column by column.
        let implied = || self.keys.get(&of).and_then(|key| key.values().nth(link.columns.len())).cloned();
        let at = Some(text(row, 4)).filter(|at| !at.is_empty()).or_else(implied).unwrap_or_default();
        link.columns.push(text(row, 2));
        link.at.push(at);
    }

    fn schema(mut self) -> Schema {
        for (table, key) in self.keys {
            if let Some(table) = self.tables.get_mut(&table) {
                table.primary_key = key.into_values().collect();
                table.unique.push(table.primary_key.clone());
            }
        }
        for ((table, _), set) in self.unique {
            if let Some(table) = self.tables.get_mut(&table).filter(|table| !table.unique.contains(&set)) {
                table.unique.push(set);
            }
        }
        for ((table, _), link) in self.links {
            if let Some(table) = self.tables.get_mut(&table) {
                table.links.push(link);
            }
        }
        Schema { tables: self.tables.into_values().collect() }
    }
}
