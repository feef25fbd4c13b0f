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

/// The migrations of SQLite by name, each as the program runs it: in a transaction, with references held to.
fn migrate_sqlite(db: &mut rusqlite::Connection, file: &str, names: &[String]) {
    for name in names {
        let sql = fs::read_to_string(root().join("migrations/sqlite").join(name).join(file)).unwrap();
        let tx = db.transaction().unwrap();
        tx.execute_batch(&sql).unwrap_or_else(|error| panic!("{name}/{file}: {error}"));
        tx.commit().unwrap_or_else(|error| panic!("{name}/{file}: {error}"));
    }
}

#[test]
fn a_table_that_others_refer_to_is_written_again_without_losing_a_row_or_a_reference() {
    let folder = fs::read_dir(root().join("migrations/sqlite")).unwrap();
    let mut names: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let at = names.iter().position(|name| name.ends_with("_archivist")).unwrap();
    let mut db = rusqlite::Connection::open_in_memory().unwrap();
    db.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    migrate_sqlite(&mut db, "up.sql", &names[..at]);
    let data =
        "INSERT INTO colleagues VALUES ('c1', 'lea@example.com', 'Léa', 'dpo', 'fr', 'phc', 'sealed', 7, 1, NULL),
                                              ('c2', 'max@example.com', 'Max', 'support', 'en', NULL, NULL, 0, 2, 3);
                INSERT INTO colleague_recovery_codes (colleague, code) VALUES ('c1', 'x'), ('c2', 'y');
                INSERT INTO colleague_sessions VALUES ('s1', 't1', 'c1', 1, 1, 1);
                INSERT INTO colleague_invitations VALUES ('i1', 'c2', 9, NULL);";
    db.execute_batch(data).unwrap();
    let all = |db: &rusqlite::Connection| {
        let tables = ["colleagues", "colleague_recovery_codes", "colleague_sessions", "colleague_invitations"];
        let rows = |table: &&str| crate::harness::sqlite_rows(db, &format!("SELECT * FROM {table} ORDER BY 1"));
        tables.iter().map(rows).collect::<Vec<_>>()
    };
    let before = all(&db);
    migrate_sqlite(&mut db, "up.sql", &names[at..=at]);
    assert_eq!(all(&db), before);
    let hire = |db: &rusqlite::Connection, id: &str, role: &str| {
        let sql = "INSERT INTO colleagues VALUES (?1, ?1 || '@example.com', 'A', ?2, 'fr', NULL, NULL, 0, 1, NULL)";
        db.execute(sql, [id, role]).is_ok()
    };
    assert!(hire(&db, "c3", "archivist") && !hire(&db, "c4", "king"));
    let orphan = "INSERT INTO colleague_sessions VALUES ('s2', 't2', 'nobody', 1, 1, 1)";
    assert!(db.execute(orphan, ()).is_err(), "references are held to as before");
    db.execute("INSERT INTO colleague_sessions VALUES ('s3', 't3', 'c3', 1, 1, 1)", ()).unwrap();

    migrate_sqlite(&mut db, "up.sql", &names[at + 1..]);
    let back: Vec<String> = names[at..].iter().rev().cloned().collect();
    migrate_sqlite(&mut db, "down.sql", &back);
    assert!(!hire(&db, "c5", "archivist"));
    let closed = crate::harness::sqlite_rows(&db, "SELECT role, disabled_at FROM colleagues WHERE id = 'c3'");
    assert_eq!(closed, [["support", "1"]]);
    assert_eq!(crate::harness::sqlite_rows(&db, "SELECT count(*) FROM colleague_sessions"), [["1"]]);
    assert!(crate::harness::sqlite_rows(&db, "PRAGMA foreign_key_check").is_empty());
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

#[test]
fn sqlite_keeps_prepared_statements_whatever_is_bound_to_them() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut options = connection.prepare("PRAGMA compile_options").unwrap();
    let options: BTreeSet<String> = options.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(options.contains("ENABLE_QPSG"), ".cargo/config.toml was not read: {options:?}");
}
