//! Names and values with quotes, semicolons, NULs, emoji, SQL and 300 letters go through every kind of source unharmed.

use crate::mariadb::MariaDb;
use crate::sources_live::bench::person;
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Cell, Correction, RowKey, Source, Sources};
use proptest::test_runner::{Config, TestRunner};
use std::path::Path;
use tempfile::TempDir;

const TABLE: &str = "O'Brien \"the; `one`\" é; --";
const COLUMN: &str = "Na\"me`'; DROP é --";

/// Keeps a database for as long as its test needs it.
enum Kept {
    Database { _fresh: Fresh },
    MariaDb { _database: MariaDb },
    Folder { _folder: TempDir },
}

fn quoted(mark: char, name: &str) -> String {
    format!("{mark}{}{mark}", name.replace(mark, &format!("{mark}{mark}")))
}

/// The statements that make the table, in a dialect.
fn made(mark: char) -> String {
    let (table, column) = (quoted(mark, TABLE), quoted(mark, COLUMN));
    let (select, mail) = (quoted(mark, "select"), quoted(mark, "Mail"));
    format!(
        "CREATE TABLE {table} ({select} VARCHAR(20) PRIMARY KEY, {mail} VARCHAR(120), {column} TEXT); \
         INSERT INTO {table} VALUES ('1', 'luis@example.com', 'his'); \
         INSERT INTO {table} VALUES ('2', 'anne@example.com', 'hers')"
    )
}

fn declared(kind: &str, url: &str) -> Sources {
    let text = |name: &str| toml::Value::String(name.to_owned()).to_string();
    let file = format!(
        "name = \"any\"\nkind = \"{kind}\"\nurl = {}\nlabel = {{ en = \"x\", fr = \"x\" }}\n[[table]]\nname = {}\n\
         key = [\"select\"]\nlabel = {{ en = \"x\", fr = \"x\" }}\nperson = [{{ identifier = \"Mail\" }}]\n\
         erase = \"delete\"\n[table.columns]\nselect = {{ ignore = \"key\" }}\n\
         Mail = {{ category = \"contact\", label = {{ en = \"x\", fr = \"x\" }}, kind = \"email\", edit = \"review\" }}\n\
         {} = {{ category = \"contact\", label = {{ en = \"x\", fr = \"x\" }}, edit = \"self\" }}\n",
        text(url),
        text(TABLE),
        serde_json::Value::from(COLUMN),
    );
    let (declaration, found) = Declaration::parse(Path::new("any.toml"), &file, Lang::ALL, &|_| None);
    Sources::open(vec![declaration.unwrap_or_else(|| panic!("{found:#?}\n{file}"))])
}

fn kinds() -> Vec<(&'static str, Sources, Kept)> {
    let mut all = Vec::new();
    for fresh in fresh_databases() {
        let (kind, url) = match fresh.url() {
            DatabaseUrl::Sqlite(path) => {
                rusqlite::Connection::open(&path).unwrap().execute_batch(&made('"')).unwrap();
                ("sqlite", path.display().to_string())
            }
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
                client.batch_execute(&made('"')).unwrap();
                ("postgres", url.expose().to_owned())
            }
        };
        all.push((kind, declared(kind, &url), Kept::Database { _fresh: fresh }));
    }
    if let Some(database) = MariaDb::fresh() {
        database.batch(&made('`'));
        all.push(("mysql", declared("mysql", &database.url()), Kept::MariaDb { _database: database }));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut writer = csv::Writer::from_path(folder.path().join(format!("{TABLE}.csv"))).unwrap();
    for row in [["select", "Mail", COLUMN], ["1", "luis@example.com", "his"], ["2", "anne@example.com", "hers"]] {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    all.push(("files", declared("files", &folder.path().display().to_string()), Kept::Folder { _folder: folder }));
    all
}

fn now(source: &Source, number: &str) -> Option<String> {
    let key = RowKey(vec![Cell::Text(number.into())]);
    source.session(|session| session.current(TABLE, &key, COLUMN)).unwrap().unwrap()
}

#[test]
fn any_text_is_kept_to_the_letter_or_refused_and_never_reaches_another_row() {
    for (kind, sources, _kept) in kinds() {
        let source = sources.get("any").unwrap();
        let key = RowKey(vec![Cell::Text("1".into())]);
        let correct = |old: Option<&str>, new: &str| {
            source.session(|session| session.correct(TABLE, &key, COLUMN, old, Some(new))).unwrap()
        };
        let check = |text: &str| {
            let old = now(source, "1");
            assert!(matches!(correct(Some("never this"), text), Correction::Stale { .. }), "{kind}");
            match correct(old.as_deref(), text) {
                Correction::Changed => assert_eq!(now(source, "1").unwrap_or_default(), text, "{kind}"),
                Correction::Refused => {
                    assert!(text.contains('\0'), "{kind} refuses {text:?}");
                    assert_eq!(now(source, "1"), old, "{kind}");
                }
                other => panic!("{kind}: {other:?} for {text:?}"),
            }
            assert_eq!(now(source, "2").as_deref(), Some("hers"), "{kind}: {text:?}");
        };
        for text in [
            "'; DROP TABLE customers; --",
            "\" OR \"1\"=\"1",
            "\\'; --",
            "a\0b",
            "😀 👩‍👩‍👧",
            " spaces  ",
            "ﬁ ß İ ı Å A\u{30a}",
            "%_\\%",
            "$1 ?1 :x {key}",
            "NULL",
            "line\r\nline\tend\n",
            &"é".repeat(300),
            "\u{feff}x",
            "\u{202e}x",
        ] {
            check(text);
        }
        let texts = proptest::string::string_regex("[\\PC'\"`;\\\\\n\t,]{1,300}").unwrap();
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(16) });
        runner
            .run(&texts, |text| {
                check(&text);
                Ok(())
            })
            .unwrap();
        let found = source.session(|session| session.find(&person(&["luis@example.com"]))).unwrap();
        assert_eq!(found.rows(TABLE).map(|(key, _)| key.plain()).collect::<Vec<_>>(), ["1"], "{kind}");
    }
}
