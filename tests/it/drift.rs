//! The live databases against their declarations, on SQLite, PostgreSQL and MariaDB: what the night says, what the page of the
//! sources shows, what `habeas check --live` tells a company's CI.

use crate::harness::House;
use crate::mariadb::MariaDb;
use crate::visitor::{Page, Visitor};
use habeas::config::{DatabaseUrl, variable};
use habeas::db::testing::{Fresh, portal_databases};
use habeas::dpo::drift;
use habeas::lang::Lang;
use habeas::roles::Role;
use habeas::sources::{Folder, Sources};
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TABLES: &str = "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(90), fax VARCHAR(20), born DATE);
    CREATE TABLE colours (code VARCHAR(9), name VARCHAR(20));
    INSERT INTO customers (id, email, fax) VALUES (1, 'anne@example.com', '01 02');";

/// What the company does to its shop without a word: a column and a table come, a column goes, a type changes.
const CHANGES: &str = "ALTER TABLE customers ADD COLUMN loyalty VARCHAR(20);
    CREATE TABLE leads (id INTEGER PRIMARY KEY, mobile VARCHAR(20));
    ALTER TABLE customers DROP COLUMN fax;
    ALTER TABLE customers DROP COLUMN born;
    ALTER TABLE customers ADD COLUMN born INTEGER;";

/// The three shops, declared in a folder of their own beside settings that hold just enough to compare.
struct Shops {
    folder: tempfile::TempDir,
    postgres: Fresh,
    mariadb: MariaDb,
}

impl Shops {
    fn open() -> Option<Self> {
        let (postgres, mariadb) = (Fresh::postgres()?, MariaDb::fresh()?);
        let shops = Self { folder: tempfile::tempdir().unwrap(), postgres, mariadb };
        shops.run(TABLES);
        fs::create_dir(shops.sources()).unwrap();
        shops.declare("fax = { ignore = \"dead line\" }", "date", "");
        let settings = "[portal]\nname = \"Shop\"\n[database]\nurl_file = \"/nowhere/url\"\n";
        fs::write(shops.folder.path().join("habeas.toml"), settings).unwrap();
        Some(shops)
    }

    fn sources(&self) -> PathBuf {
        self.folder.path().join("sources")
    }

    fn places(&self) -> [(&'static str, &'static str, String); 3] {
        let DatabaseUrl::Postgres(postgres) = self.postgres.url() else { unreachable!() };
        [
            ("embedded", "sqlite", "../shop.sqlite".to_owned()),
            ("maria", "mariadb", self.mariadb.url()),
            ("postgres", "postgres", postgres.expose().to_owned()),
        ]
    }

    fn declare(&self, columns: &str, born: &str, more: &str) {
        for (name, kind, url) in self.places() {
            let text = format!(
                r#"name = "{name}"
kind = "{kind}"
url = "{url}"
label = {{ en = "Shop {name}", fr = "Boutique {name}" }}
{more}
[[ignore]]
table = "colours"
reason = "of paint"
[[table]]
name = "customers"
key = ["id"]
label = {{ en = "Customers", fr = "Clients" }}
person = [{{ identifier = "email" }}]
erase = "delete"
[table.columns]
id = {{ ignore = "technical key" }}
email = {{ category = "contact", label = {{ en = "E-mail", fr = "E-mail" }}, kind = "email", edit = "self" }}
born = {{ category = "birthday", label = {{ en = "Born", fr = "Naissance" }}, kind = "{born}", edit = "self" }}
{columns}
"#
            );
            fs::write(self.sources().join(format!("{name}.toml")), text).unwrap();
        }
    }

    /// Runs statements in all three.
    fn run(&self, sql: &str) {
        rusqlite::Connection::open(self.folder.path().join("shop.sqlite")).unwrap().execute_batch(sql).unwrap();
        let DatabaseUrl::Postgres(postgres) = self.postgres.url() else { unreachable!() };
        postgres::Client::connect(postgres.expose(), postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        self.mariadb.batch(sql);
    }

    /// What `habeas check --live --json` says, with its exit code.
    fn check_live(&self) -> (i32, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
        command.env_clear().args(["check", "--live", "--json", "--config"]).arg(self.folder.path().join("habeas.toml"));
        let ended = command.stdin(Stdio::null()).output().unwrap();
        (ended.status.code().unwrap(), serde_json::from_slice(&ended.stdout).unwrap())
    }
}

fn open_tasks(house: &House) -> BTreeMap<String, String> {
    let rows = house.query(
        "SELECT object, why FROM staff_tasks WHERE kind = 'sources.drift' AND settled_at IS NULL ORDER BY object",
    );
    let known = rows.len();
    let tasks: BTreeMap<_, _> = rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert_eq!(tasks.len(), known, "one task a source: {tasks:?}");
    tasks
}

/// How many tasks there ever were.
fn raised(house: &House) -> String {
    house.query("SELECT count(*) FROM staff_tasks WHERE kind = 'sources.drift'").remove(0).remove(0)
}

const NIGHT: SignedDuration = SignedDuration::from_hours(24);

#[test]
fn a_changed_database_raises_one_task_a_source_which_closes_once_it_is_explained() {
    for portal in portal_databases() {
        let Some(shops) = Shops::open() else { return };
        let folder = shops.sources();
        let house = House::open(portal, move |config| config.portal.sources_dir = folder);
        // A night is longer than a session.
        let officer = || house.colleague(Role::Dpo);
        officer().open("/admin/sources").expect(200).shows("Not compared yet");
        house.work();
        assert_eq!(open_tasks(&house), BTreeMap::new());
        let page = officer().open("/admin/sources").expect(200).shows("100 % explained: 6 of 6 columns");
        let page = page.shows("As declared").shows("How the share is counted").shows("Shop maria");
        assert!(page.body().contains("tag--success") && !page.body().contains("tag--danger"), "green");
        let overview = officer().open("/admin").expect(200).shows("100 % explained: 18 of 18 columns of all sources");
        assert!(!overview.text().contains("Shop maria") && !overview.body().contains("tag--danger"), "green");

        shops.run(CHANGES);
        house.pass(NIGHT);
        let tasks = open_tasks(&house);
        assert_eq!(tasks.keys().collect::<Vec<_>>(), ["embedded", "maria", "postgres"]);
        for why in tasks.values() {
            for said in [
                "tables that nothing explains: leads;",
                "columns that nothing explains: customers.loyalty;",
                "declared and gone: customers.fax;",
                "the declared kind fits the type no more: customers.born.",
            ] {
                assert!(why.contains(said), "{said}: {why}");
            }
        }
        let officer_now = officer();
        officer_now.open("/staff/tasks").expect(200).shows("customers.loyalty");
        // Of eight columns, id, email, born and the two of the colours are explained; loyalty and the two of leads are not.
        let page =
            officer_now.open("/admin/sources").expect(200).shows("62 % explained: 5 of 8 columns").shows("Differs");
        for (heading, place) in [
            ("New, and nothing explains it", "customers.loyalty"),
            ("Declared, and no longer there", "customers.fax"),
            ("The type changed", "customers.born"),
        ] {
            let after = page.text().split_once(heading).unwrap_or_else(|| panic!("{heading}")).1.to_owned();
            assert!(after.contains(place), "{heading}: {after}");
        }

        assert!(page.body().matches("tag--danger").count() == 6, "red: the state and the share of each source");
        // A5 says what, A1 says it first: in red, by the name of the column, source by source.
        let overview = officer_now.open("/admin").expect(200).shows("62 % explained: 15 of 24 columns of all sources");
        let pressing = overview.body().split_once("In order").unwrap().0;
        assert_eq!(pressing.matches("tag--danger").count(), 4, "the share, and each of three sources");
        assert_eq!(pressing.matches("<code>customers.loyalty</code>").count(), 3);
        for source in ["Shop embedded", "Shop maria", "Shop postgres"] {
            assert!(pressing.contains(source), "{source} is not in {}", overview.text());
        }
        assert!(overview.links().contains(&"/admin/sources#source-maria".to_owned()), "{:?}", overview.links());

        // Not told again while nothing changed, also where somebody settled it.
        let task = house.query("SELECT id FROM staff_tasks WHERE object = 'maria'").remove(0).remove(0);
        let list = officer_now.open("/staff/tasks").expect(200);
        officer_now.submit(list.form(&format!("/staff/tasks/{task}/settlement")), &[]).expect(200);
        house.pass(NIGHT);
        assert_eq!((raised(&house), open_tasks(&house).len()), ("3".to_owned(), 2));
        // More changed: told once more, and still one task.
        rusqlite::Connection::open(shops.folder.path().join("shop.sqlite"))
            .unwrap()
            .execute_batch("ALTER TABLE customers ADD COLUMN iban TEXT")
            .unwrap();
        house.pass(SignedDuration::from_hours(1));
        assert!(open_tasks(&house)["embedded"].contains("customers.iban, customers.loyalty"));
        assert_eq!(raised(&house), "4");
        let (code, said) = shops.check_live();
        assert_eq!((code, &said["matches"]), (1, &Value::Bool(false)));
        let source = |said: &Value, name: &str| {
            said["sources"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
        };
        let found = source(&said, "postgres");
        assert_eq!((&found["answers"], &found["percent"], &found["columns"]), (&true.into(), &62.into(), &8.into()));
        let mut kinds: Vec<String> = found["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{} {}.{}", one["kind"], one["table"], one["column"]).replace('"', ""))
            .collect();
        kinds.sort();
        let expected = [
            "changed_type customers.born",
            "gone_column customers.fax",
            "new_column customers.loyalty",
            "new_table leads.null",
        ];
        assert_eq!(kinds, expected);
        let first = &found["differences"][0];
        assert!(first["file"].as_str().unwrap().ends_with("postgres.toml") && first["line"].is_u64(), "{first}");

        // The files explain it, and a portal that reads them closes the tasks by itself.
        rusqlite::Connection::open(shops.folder.path().join("shop.sqlite"))
            .unwrap()
            .execute_batch("ALTER TABLE customers DROP COLUMN iban")
            .unwrap();
        let leads = "[[ignore]]\ntable = \"leads\"\nreason = \"of a test\"\n";
        shops.declare("loyalty = { ignore = \"a number of points\" }", "integer", leads);
        let restarted = restarted(&house, &shops);
        house.clock.advance(SignedDuration::from_hours(1));
        wait(&restarted);
        assert_eq!(open_tasks(&house), BTreeMap::new());
        let by = house.query("SELECT settled_by FROM staff_tasks WHERE object = 'postgres'");
        assert_eq!(by, [[String::new()]], "by the portal itself");
        let closed = house.query("SELECT count(*) FROM audit_events WHERE action = 'tasks.settled'");
        assert_eq!(closed, [["4"]], "a colleague's and three of the portal's own");
        let page = officer().open("/admin/sources").expect(200).shows("100 % explained: 8 of 8 columns");
        assert!(!page.shows("As declared").body().contains("tag--danger"), "green again");
        officer().open("/admin").expect(200).shows("100 % explained: 24 of 24 columns of all sources");
        let (code, said) = shops.check_live();
        assert_eq!((code, &said["matches"], &said["mistakes"]), (0, &Value::Bool(true), &Value::Array(Vec::new())));
        assert_eq!(source(&said, "maria")["percent"], 100);
    }
}

/// The portal over the same database as a process that is started now would have it.
fn restarted(house: &House, shops: &Shops) -> habeas::portal::Portal {
    let mut portal = house.app.portal().clone();
    let record = portal.record.now();
    let read = Folder::read(&shops.sources(), Lang::ALL, Some(&record), &variable);
    assert!(read.found.iter().all(|mistake| !mistake.is_error()), "{:?}", read.found);
    portal.sources = Sources::open(read.declarations);
    portal
}

fn wait(portal: &habeas::portal::Portal) {
    crate::harness::wait(drift::compare_all(portal)).unwrap();
}

#[test]
fn a_source_that_does_not_answer_is_said_and_is_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.sqlite");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT)")
        .unwrap();
    let sources = folder.path().join("sources");
    fs::create_dir(&sources).unwrap();
    let place = sources.clone();
    let empty = House::open(Fresh::sqlite(), move |config| config.portal.sources_dir = place);
    let officer = empty.colleague(Role::Admin);
    officer.open("/admin/sources").expect(200).shows("No source is declared").shows("habeas sources draft NAME");
    fs::write(folder.path().join("habeas.toml"), "[portal]\nname = \"Shop\"\n").unwrap();
    let none = habeas::commands::check_live(&folder.path().join("habeas.toml"));
    assert!(!none.matches && none.mistakes[0].message.contains("nothing was compared"), "{none:?}");
    drop(empty);

    let source = r#"name = "shop"
kind = "sqlite"
url = "../shop.sqlite"
label = { en = "Shop", fr = "Boutique" }
[[table]]
name = "t"
key = ["id"]
label = { en = "You", fr = "Vous" }
person = [{ identifier = "email" }]
erase = "delete"
[table.columns]
id = { ignore = "key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
"#;
    fs::write(sources.join("shop.toml"), source).unwrap();
    let house = House::open(Fresh::sqlite(), move |config| config.portal.sources_dir = sources);
    house.work();
    let shown = |words: &str| -> (Visitor, Page) {
        let admin = house.colleague(Role::Admin);
        let page = admin.open("/admin/sources").expect(200).shows(words);
        (admin, page)
    };
    shown("100 % explained: 2 of 2 columns");
    house.colleague(Role::Dpo).open("/admin").expect(200).shows("Nothing is to be seen to");
    let away = folder.path().join("away.sqlite");
    fs::rename(&file, &away).unwrap();
    // Whatever else asks the source at night is tried again, too.
    house.clock.advance(NIGHT);
    house.work_despite_trouble();
    let (_, page) = shown("Cannot be compared");
    page.shows("It does not answer: it is stopped").shows("What it said").shows("100 %");
    let overview = house.colleague(Role::Dpo).open("/admin").expect(200).shows("It does not answer: it is stopped");
    assert!(overview.body().contains("tag--danger"), "{}", overview.text());
    assert_eq!(raised(&house), "0");
    let live = habeas::commands::check_live(&folder.path().join("habeas.toml"));
    assert!(!live.matches && !live.sources[0].answers && live.mistakes[0].cure.contains("Correct the path"));
    // It is asked again within the hour, and whoever does not want to wait asks at once.
    fs::rename(&away, &file).unwrap();
    let (admin, page) = shown("Cannot be compared");
    let page = admin.submit(page.form("/admin/sources/comparison"), &[]).expect(200);
    page.shows("The sources were compared").shows("As declared");
}
