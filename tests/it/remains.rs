//! What is left in the files of PostgreSQL after an erasure, and how it goes: `habeas erasures rewrite`.

use crate::harness::{CAMILLE, House, each_house, wait};
use habeas::commands::{self, Rewrite, RewriteError, RewrittenPlace};
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, portal_databases};
use jiff::SignedDuration;
use postgres::{Client, NoTls};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// Two tables that are declared, one that is not and whose rows go with those of another.
const TABLES: &str = "
    CREATE TABLE readers (id serial PRIMARY KEY, email text NOT NULL, phone text);
    CREATE TABLE loans (id serial PRIMARY KEY, reader integer NOT NULL REFERENCES readers ON DELETE CASCADE, title text);
    CREATE TABLE marks (loan integer REFERENCES loans ON DELETE CASCADE, remark text);
    INSERT INTO readers (email, phone) SELECT 'reader' || n || '@example.net', md5(n::text) FROM generate_series(1, 40) n;
    INSERT INTO loans (reader, title) SELECT id, 'Middlemarch' FROM readers;
    ALTER TABLE readers ALTER phone SET STATISTICS 1000;";

const DECLARED: &str = r#"name = "library"
kind = "postgres"
url = "URL"
label = { en = "Library", fr = "Bibliothèque" }

[[table]]
name = "readers"
key = ["id"]
label = { en = "Readers", fr = "Lecteurs" }
person = [{ identifier = "email" }]
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
phone = { category = "contact", label = { en = "Phone", fr = "Téléphone" }, edit = "self" }

[[table]]
name = "loans"
key = ["id"]
label = { en = "Loans", fr = "Prêts" }
person = [{ column = "reader", of = "readers", at = "id" }]
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
reader = { ignore = "link" }
title = { category = "orders", label = { en = "Title", fr = "Titre" }, reason = { en = "Past.", fr = "Passé." } }

[[ignore]]
table = "marks"
reason = "what the machine noted about a loan"
"#;

fn url_of(fresh: &Fresh) -> String {
    match fresh.url() {
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        DatabaseUrl::Sqlite(_) => unreachable!(),
    }
}

/// The folders of the server in which rows of this database can lie, if they are on this machine and can be read.
fn folders(client: &mut Client) -> Option<Vec<PathBuf>> {
    let data: String = client.query_one("SHOW data_directory", &[]).ok()?.get(0);
    let database = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
    let oid: String = client.query_one(database, &[]).unwrap().get(0);
    let data = Path::new(&data);
    let all = vec![data.join("base").join(oid), data.join("pg_wal"), data.join("global")];
    all.iter().all(|folder| fs::read_dir(folder).is_ok()).then_some(all)
}

/// The files in which a text stands.
fn heard(text: &str, folders: &[PathBuf]) -> Vec<String> {
    let found = Command::new("grep").args(["-rlaF", "--", text]).args(folders).output().unwrap();
    assert!(found.status.code().is_some_and(|code| code < 2 || !found.stdout.is_empty()), "{found:?}");
    String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn rewrite(house: &House, places: &[&str], what: Rewrite) -> Result<Vec<RewrittenPlace>, RewriteError> {
    let places: Vec<String> = places.iter().map(|place| (*place).to_owned()).collect();
    wait(commands::erasures_rewrite(house.app.portal(), &house.database_url(), &places, what))
}

/// Transactions that may still read what is erased after they began: one that writes in another database, one that reads
/// in this one.
fn readers_of(client: &mut Client, library: &str) -> [Client; 2] {
    let elsewhere = library.replace(library.rsplit('/').next().unwrap(), "postgres");
    let mut writer = Client::connect(&elsewhere, NoTls).unwrap();
    writer.batch_execute("BEGIN; SELECT pg_current_xact_id()").unwrap();
    let mut reader = Client::connect(library, NoTls).unwrap();
    reader.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").unwrap();
    client.batch_execute("SELECT pg_current_xact_id()").unwrap();
    [writer, reader]
}

#[test]
fn what_was_erased_stays_in_the_files_of_postgresql_until_its_tables_are_written_anew() {
    let Some(library) = Fresh::postgres() else { return };
    let mut client = Client::connect(&url_of(&library), NoTls).unwrap();
    let Some(folders) = folders(&mut client) else {
        println!("SKIPPED: the files of the PostgreSQL server of these tests cannot be read from here");
        eprintln!("SKIPPED: the files of the PostgreSQL server of these tests cannot be read from here");
        return;
    };
    // What is found from here on lies in segments that are not used again.
    client.batch_execute("ALTER SYSTEM SET wal_recycle = off").unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
    client.batch_execute(TABLES).unwrap();
    let canary = format!("canary{}", url_of(&library).rsplit('_').next().unwrap());
    let plant = format!(
        "UPDATE readers SET phone = '{canary}' WHERE id = 7; \
         INSERT INTO marks SELECT id, '{canary} was late' FROM loans WHERE reader = 7; ANALYZE; CHECKPOINT"
    );
    client.batch_execute(&plant).unwrap();
    let fresh = portal_databases().remove(0);
    let house = House::open(fresh, |config| {
        let declared = DECLARED.replace("URL", &url_of(&library));
        fs::write(config.portal.sources_dir.join("library.toml"), declared).unwrap();
    });
    let stranger = format!("stranger_{}", &canary[6..]);
    client
        .batch_execute(&format!(
            "CREATE ROLE {stranger} LOGIN PASSWORD 'stranger'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {stranger}"
        ))
        .unwrap();
    let mut url: url::Url = url_of(&library).parse().unwrap();
    url.set_username(&stranger).unwrap();
    url.set_password(Some("stranger")).unwrap();
    let as_stranger = House::open(portal_databases().remove(0), |config| {
        let declared = DECLARED.replace("URL", url.as_str());
        fs::write(config.portal.sources_dir.join("library.toml"), declared).unwrap();
    });
    let refused = rewrite(&as_stranger, &["library"], Rewrite::Run).unwrap().remove(0).done.unwrap();
    drop(as_stranger);
    client.batch_execute(&format!("DROP OWNED BY {stranger}; DROP ROLE {stranger}")).unwrap();
    assert!(refused.tables.is_empty() && refused.refused.len() >= 5, "{refused:?}");

    let readers = readers_of(&mut client, &url_of(&library));
    let erased = wait(commands::erase(house.app.portal(), "reader7@example.net")).unwrap();
    assert!(erased.verified, "{:?}", erased.problems);
    let kinds = |found: &[String]| {
        let of = |part: &str| found.iter().filter(|file| file.contains(part)).count();
        (of("/base/"), of("/pg_wal/"))
    };
    // Other tests make the server remove old segments, and may do so between the two lines below: then it is written once more.
    let (mut tables, mut log) = (0, 0);
    for _ in 0..20 {
        client.batch_execute(&format!("BEGIN; INSERT INTO marks VALUES (NULL, '{canary}'); ROLLBACK")).unwrap();
        client.batch_execute("SELECT pg_switch_wal()").unwrap();
        (tables, log) = kinds(&heard(&canary, &folders));
        if log >= 1 {
            break;
        }
    }
    assert!(tables >= 3 && log >= 1, "two tables, the statistics, the log: {tables}, {log}");

    let shown = rewrite(&house, &["library"], Rewrite::Show).unwrap().remove(0);
    let statements = shown.statements.join("\n");
    for table in ["\"readers\"", "\"loans\"", "\"marks\"", "pg_statistic"] {
        assert!(statements.contains(table), "{table}: {statements}");
    }
    assert!(shown.done.is_none() && kinds(&heard(&canary, &folders)).0 == tables, "nothing happened");

    let ending = thread::spawn(move || {
        thread::sleep(Duration::from_millis(700));
        drop(readers);
    });
    let done = rewrite(&house, &["library"], Rewrite::Run).unwrap().remove(0);
    ending.join().unwrap();
    assert!(!done.advice.iter().any(|advice| advice.contains("wal_recycle")), "{:?}", done.advice);
    let written = done.done.unwrap();
    assert_eq!((written.tables.len(), written.refused), (3, Vec::new()));
    assert_eq!(heard(&canary, &folders), Vec::<String>::new());
    let count: i64 = client.query_one("SELECT count(*) FROM readers", &[]).unwrap().get(0);
    assert_eq!(count, 39, "the others are as they were");
}

#[test]
fn a_database_that_is_not_written_anew_in_time_is_one_task_until_it_is() {
    each_house(|house| {
        let open = || {
            house
                .query("SELECT object FROM staff_tasks WHERE kind = 'erasure.rewrite-due' AND settled_at IS NULL")
                .concat()
        };
        assert!(wait(commands::erase(house.app.portal(), CAMILLE)).unwrap().verified);
        house.pass(SignedDuration::from_hours(24 * 40));
        assert!(open().is_empty(), "there is time");
        house.pass(SignedDuration::from_hours(24 * 6));
        house.pass(SignedDuration::from_hours(24));
        if matches!(house.database_url(), DatabaseUrl::Sqlite(_)) {
            assert!(open().is_empty(), "nothing is left in a SQLite file");
            let unknown = rewrite(house, &["shop"], Rewrite::Run);
            assert!(matches!(unknown, Err(RewriteError::Unknown(..))), "{unknown:?}");
            return;
        }
        assert_eq!(open(), ["portal"], "told once");
        let shown = rewrite(house, &[], Rewrite::Show).unwrap().remove(0);
        assert!(shown.statements.iter().any(|one| one.contains("\"erasures\"")), "{:?}", shown.statements);
        assert_eq!(open(), ["portal"], "showing is not doing");
        assert!(rewrite(house, &["portal"], Rewrite::Note).unwrap()[0].done.is_none());
        house.pass(SignedDuration::from_hours(24 * 60));
        assert!(open().is_empty(), "nobody was erased since");
        let events = house.query("SELECT count(*) FROM audit_events WHERE action = 'erasure.rewritten'").concat();
        assert_eq!(events, ["1"]);
    });
}
