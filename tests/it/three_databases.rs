//! The same shop on SQLite, PostgreSQL and MariaDB side by side: one person, one page, one package, one erasure.

use crate::chinook::data;
use crate::harness::{House, sqlite_rows};
use crate::mariadb::MariaDb;
use habeas::config::DatabaseUrl;
use habeas::db::testing::Fresh;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const LUIS: &str = "luisg@embraer.com.br";

struct Three {
    folder: TempDir,
    postgres: Fresh,
    mariadb: MariaDb,
}

/// Rows by database and table, each as its values joined.
type Dump = BTreeMap<String, Vec<String>>;

impl Three {
    /// The three databases, declared as `config/examples/chinook` does, under names of their own.
    fn open() -> Option<Self> {
        let data = data()?;
        let (postgres, mariadb) = (Fresh::postgres()?, MariaDb::fresh()?);
        let folder = tempfile::tempdir().unwrap();
        let three = Self { folder, postgres, mariadb };
        fs::copy(data.join("Chinook_Sqlite.sqlite"), three.sqlite()).unwrap();
        let script = fs::read_to_string(data.join("Chinook_PostgreSql.sql")).unwrap();
        let (_, tables) = script.split_once("\\c chinook;").unwrap();
        three.client().batch_execute(tables).unwrap();
        let script = fs::read_to_string(data.join("Chinook_MySql.sql")).unwrap();
        let (_, tables) = script.split_once("USE `Chinook`;").unwrap();
        three.mariadb.batch(tables);
        let sources = three.folder.path().join("sources");
        fs::create_dir(&sources).unwrap();
        let places = [
            ("sources", "../Chinook_Sqlite.sqlite", three.sqlite().display().to_string(), "one"),
            ("sources-postgres", "${CHINOOK_DATABASE_URL}", three.postgres_url(), "two"),
            ("sources-mysql", "${CHINOOK_DATABASE_URL}", three.mariadb.url(), "three"),
        ];
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/examples/chinook");
        for (from, written, place, name) in places {
            let text = fs::read_to_string(example.join(from).join("chinook.toml")).unwrap();
            assert!(text.contains(written));
            let text = text.replace(written, &place).replace("name = \"chinook\"", &format!("name = \"{name}\""));
            let text = text.replace("\"Music shop\"", &format!("\"Shop {name}\""));
            // The list of people comes from one source.
            let (before, after) = text.split_once("[directory]").unwrap();
            let rest = after.split_once("[[ignore]]").unwrap().1;
            let text = if name == "one" { text.clone() } else { format!("{before}[[ignore]]{rest}") };
            fs::write(sources.join(format!("{name}.toml")), text).unwrap();
        }
        fs::copy(example.join("record.toml"), three.folder.path().join("record.toml")).unwrap();
        Some(three)
    }

    fn sqlite(&self) -> PathBuf {
        self.folder.path().join("chinook.sqlite")
    }

    fn postgres_url(&self) -> String {
        match self.postgres.url() {
            DatabaseUrl::Postgres(url) => url.expose().to_owned(),
            DatabaseUrl::Sqlite(_) => unreachable!(),
        }
    }

    fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.postgres_url(), postgres::NoTls).unwrap()
    }

    /// Every row of every table of all three.
    fn dump(&self) -> Dump {
        let mut all = Dump::new();
        let connection = rusqlite::Connection::open(self.sqlite()).unwrap();
        let mut put = |place: String, rows: Vec<Vec<String>>| {
            let mut rows: Vec<String> = rows.into_iter().map(|row| row.join("|")).collect();
            rows.sort();
            all.insert(place, rows);
        };
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        for table in sqlite_rows(&connection, tables).into_iter().flatten() {
            put(format!("one.{table}"), sqlite_rows(&connection, &format!("SELECT * FROM \"{table}\"")));
        }
        let mut client = self.client();
        let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        let names: Vec<String> = client.query(tables, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        for table in names {
            let rows = client.simple_query(&format!("SELECT * FROM {table}")).unwrap();
            let rows = rows.iter().filter_map(|message| match message {
                postgres::SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|at| row.get(at).unwrap_or("").to_owned()).collect())
                }
                _ => None,
            });
            put(format!("two.{table}"), rows.collect());
        }
        for table in self.mariadb.rows("SHOW TABLES").into_iter().flatten() {
            put(format!("three.{table}"), self.mariadb.rows(&format!("SELECT * FROM `{table}`")));
        }
        all
    }
}

/// What is not of customer 1: the rows of everybody else, and all that belongs to nobody.
fn of_others(dump: &Dump) -> Dump {
    let mut others = dump.clone();
    for (place, rows) in &mut others {
        match place.split_once('.').unwrap().1.to_lowercase().as_str() {
            "customer" => rows.retain(|row| row.split('|').next() != Some("1")),
            "invoice" => rows.retain(|row| row.split('|').nth(1) != Some("1")),
            _ => {}
        }
    }
    others
}

#[test]
fn one_person_has_one_page_one_package_and_one_erasure_across_three_databases() {
    let Some(three) = Three::open() else { return };
    let here = three.folder.path().to_path_buf();
    let house = House::open(Fresh::sqlite(), move |config| {
        config.portal.sources_dir = here.join("sources");
        config.portal.record = here.join("record.toml");
    });
    let before = three.dump();
    assert_eq!(before.values().map(Vec::len).sum::<usize>() % 3, 0, "three times the same shop");
    assert_eq!(of_others(&before)["three.Customer"].len(), 58);

    let visitor = house.sign_in(LUIS, "en");
    let page = visitor.open("/en/me/data/contact").expect(200);
    for shop in ["Shop one", "Shop two", "Shop three"] {
        assert!(page.text().contains(shop), "{shop}: {}", page.text());
    }
    assert_eq!(page.body().matches("3923-5555").count() % 3, 0, "the phone of each: {}", page.text());

    let waiting = visitor.open("/en/me/download").expect(200);
    visitor.submit(waiting.form("/me/download"), &[]).expect(200);
    house.work();
    let id = house.query("SELECT id FROM packages").remove(0).remove(0);
    let ready = visitor.open("/en/me/download").expect(200);
    let fetched = visitor.send(ready.form(&format!("/download/{id}")), &[]).expect(200);
    let mut data = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(&fetched.bytes)).unwrap();
    zip.by_name("data.json").unwrap().read_to_string(&mut data).unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in data["facts"].as_array().unwrap() {
        *counts.entry(fact["source"].as_str().unwrap()).or_default() += 1;
    }
    let counts: Vec<usize> = counts.into_values().collect();
    assert!(counts.len() == 3 && counts[0] > 200 && counts[0] == counts[1] && counts[1] == counts[2], "{counts:?}");

    let first = visitor.open("/en/me/delete").expect(200);
    let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200);
    house.work();
    house.pass(SignedDuration::from_hours(24 * 3 + 1));
    let states = house.query("SELECT source, state FROM erasure_steps ORDER BY source");
    assert_eq!(states, [["one", "done"], ["three", "done"], ["two", "done"]].map(|step| step.map(str::to_owned)));

    let after = three.dump();
    assert!(of_others(&after) == of_others(&before), "somebody else's row changed");
    let mine = ["luisg", "gonçalves", "3923-5555", "faria lima", "embraer"];
    let left: Vec<_> = after.iter().flat_map(|(place, rows)| rows.iter().map(move |row| (place, row))).collect();
    let left: Vec<_> =
        left.into_iter().filter(|(_, row)| mine.iter().any(|word| row.to_lowercase().contains(word))).collect();
    assert!(left.is_empty(), "{left:?}");
    let invoices = |dump: &Dump, place: &str| dump[place].len();
    for place in ["one.Invoice", "two.invoice", "three.Invoice"] {
        assert_eq!(invoices(&before, place), invoices(&after, place), "{place}");
    }
    // SQLite is asked; the other two would have refused.
    let connection = rusqlite::Connection::open(three.sqlite()).unwrap();
    assert!(sqlite_rows(&connection, "SELECT \"table\" FROM pragma_foreign_key_check").is_empty());
}
