//! Two sets of migrations, one schema: SQLite, PostgreSQL and the tables in `src/db/schema` name the same columns.

use crate::source_tree::{code, root, texts};
use habeas::db::testing::fresh_databases;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Table → column → type as diesel names it, `Nullable<…>` where it may be empty, `key` where it is part of the primary key.
type Schema = BTreeMap<String, BTreeMap<String, String>>;

fn column(kind: &str, nullable: bool, key: bool) -> String {
    let kind = match kind.to_ascii_uppercase().as_str() {
        "TEXT" => "Text",
        "BIGINT" => "BigInt",
        "INTEGER" => "Integer",
        "BOOLEAN" => "Bool",
        "BLOB" | "BYTEA" => "Binary",
        "DOUBLE PRECISION" | "REAL" | "DOUBLE" => "Double",
        other => panic!("{other} is not a type both databases understand alike"),
    };
    let kind = if nullable && !key { format!("Nullable<{kind}>") } else { kind.to_string() };
    if key { format!("{kind} key") } else { kind }
}

fn ours(table: &str) -> bool {
    !table.starts_with("__") && !table.starts_with("sqlite_")
}

fn of_sqlite(path: &std::path::Path) -> Schema {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut schema = Schema::new();
    for table in tables.into_iter().filter(|table| ours(table)) {
        let mut columns = connection.prepare(&format!("PRAGMA table_info({table})")).unwrap();
        let columns = columns
            .query_map([], |row| {
                let (name, kind): (String, String) = (row.get(1)?, row.get(2)?);
                let (required, key): (bool, i64) = (row.get(3)?, row.get(5)?);
                Ok((name, column(&kind, !required, key > 0)))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        schema.insert(table, columns);
    }
    schema
}

fn of_postgres(url: &str) -> Schema {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let rows = client
        .query(
            "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES',
                    EXISTS (SELECT 1 FROM information_schema.table_constraints t
                            JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
                            WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name
                              AND k.column_name = c.column_name AND t.table_schema = c.table_schema)
             FROM information_schema.columns c WHERE c.table_schema = 'public'",
            &[],
        )
        .unwrap();
    let mut schema = Schema::new();
    for row in rows {
        let table: String = row.get(0);
        if ours(&table) {
            let kind: String = row.get(2);
            schema.entry(table).or_default().insert(row.get(1), column(&kind, row.get(3), row.get(4)));
        }
    }
    schema
}

/// What the `diesel::table!` blocks of one text declare.
fn of_source(text: &str, schema: &mut Schema) {
    let text = code(text);
    for block in text.split("table!").skip(1) {
        let (head, rest) = block.trim_start().trim_start_matches('{').split_once('{').unwrap();
        let (table, keys) = head.trim().split_once('(').unwrap_or((head.trim(), "id)"));
        let keys: BTreeSet<&str> = keys.trim().trim_end_matches(')').split(',').map(str::trim).collect();
        let body = rest.split('}').next().unwrap();
        let mut columns = BTreeMap::new();
        for line in body.split(",\n").map(str::trim).filter(|line| line.contains("->")) {
            let line = line.lines().map(str::trim).filter(|line| line.contains("->")).collect::<String>();
            let (name, kind) = line.split_once("->").unwrap();
            let (name, kind) = (name.trim(), kind.trim().trim_end_matches(','));
            let kind = if keys.contains(name) { format!("{kind} key") } else { kind.to_string() };
            columns.insert(name.to_string(), kind);
        }
        schema.insert(table.trim().to_string(), columns);
    }
}

fn differences(left: (&str, &Schema), right: (&str, &Schema)) -> Vec<String> {
    let mut found = Vec::new();
    let tables: BTreeSet<&String> = left.1.keys().chain(right.1.keys()).collect();
    for table in tables {
        let none = BTreeMap::new();
        let (a, b) = (left.1.get(table).unwrap_or(&none), right.1.get(table).unwrap_or(&none));
        let columns: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        for column in columns {
            let (a, b) = (a.get(column), b.get(column));
            if a != b {
                found.push(format!("{table}.{column}: {a:?} in {}, {b:?} in {}", left.0, right.0));
            }
        }
    }
    found
}

#[test]
fn both_databases_and_the_schema_in_the_source_agree_on_every_column() {
    let mut declared = Schema::new();
    texts("src/db/schema", ".rs").iter().for_each(|(_, text)| of_source(text, &mut declared));
    let mut seen = 0;
    for fresh in fresh_databases() {
        drop(fresh.database());
        let (name, actual) = match fresh.url() {
            habeas::config::DatabaseUrl::Sqlite(path) => ("SQLite", of_sqlite(&path)),
            habeas::config::DatabaseUrl::Postgres(url) => ("PostgreSQL", of_postgres(url.expose())),
        };
        assert!(!actual.is_empty(), "{name} has no table");
        let wrong = differences((name, &actual), ("src/db/schema", &declared));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_column_of_one_side_only_is_named() {
    let mut declared = Schema::new();
    let text = "diesel::table! {\n    /// A.\n    jobs (id) {\n        /// B.\n        id -> Text,\n        run_at -> Nullable<BigInt>,\n    }\n}";
    of_source(text, &mut declared);
    let mut other = declared.clone();
    other.get_mut("jobs").unwrap().insert("run_at".into(), "BigInt".into());
    assert_eq!(declared["jobs"]["id"], "Text key");
    assert_eq!(differences(("a", &declared), ("b", &declared)), Vec::<String>::new());
    let named = differences(("a", &declared), ("b", &other));
    assert_eq!(named, ["jobs.run_at: Some(\"Nullable<BigInt>\") in a, Some(\"BigInt\") in b"]);
}

#[test]
fn both_sets_of_migrations_have_the_same_names_and_each_can_go_down() {
    let names = |kind: &str| -> BTreeSet<String> {
        let folder = root().join("migrations").join(kind);
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert_eq!(sqlite, postgres);
    for name in &sqlite {
        for kind in ["sqlite", "postgres"] {
            for file in ["up.sql", "down.sql"] {
                let path = root().join("migrations").join(kind).join(name).join(file);
                assert!(fs::read_to_string(&path).is_ok_and(|sql| !sql.trim().is_empty()), "{}", path.display());
            }
        }
    }
}
