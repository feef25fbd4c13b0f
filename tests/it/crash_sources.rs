//! Erasures over every kind of source at once: SQLite, PostgreSQL, MariaDB and a system that answers over HTTP. What carries
//! them out, `habeas serve` or `habeas work`, is killed at random again and again. `HABEAS_TEST_ERASURES="2000 200"` makes it
//! a long run of so many people and so many kills.

use crate::crash_erasure::ask_all;
use crate::http_system::{HttpSystem, KEY};
use crate::mariadb::MariaDb;
use crate::program::{Installation, Running, pause, write};
use habeas::app::App;
use habeas::clock::Clock;
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::erasure::{StepState, store};
use habeas::secrets::Random;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::Duration;
use tempfile::TempDir;

/// How many people ask and how often what carries it out is killed.
#[expect(clippy::disallowed_methods, reason = "the size of a long run is no setting of the portal")]
fn size() -> Option<(usize, usize)> {
    let text = std::env::var("HABEAS_TEST_ERASURES").ok()?;
    let (people, kills) = text.split_once(' ').unwrap();
    Some((people.parse().unwrap(), kills.parse().unwrap()))
}

/// A table that counts how often a customer lost the name: once, however often the work began anew.
const TABLES: &str = "
CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(120) NOT NULL UNIQUE, name VARCHAR(40), vip BOOLEAN NOT NULL,
    joined DATE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), total NUMERIC(10, 2) NOT NULL,
    note VARCHAR(80), invoiced_on DATE);
CREATE TABLE strips (customer INTEGER);
INSERT INTO customers VALUES (1, 'anne@example.com', 'Anne', TRUE, '2025-02-01'), (2, 'marc@example.com', NULL, FALSE, NULL);
INSERT INTO orders VALUES (1, 1, 5, 'hers', NULL), (2, 2, 7.5, NULL, NULL), (3, NULL, 1, 'nobody''s', NULL);
";
const COUNT_IN_SQLITE: &str =
    "CREATE TRIGGER counted AFTER UPDATE ON customers WHEN old.name IS NOT NULL AND new.name IS NULL
    BEGIN INSERT INTO strips VALUES (new.id); END;";
const COUNT_IN_POSTGRES: &str = "CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO strips VALUES (new.id); RETURN new; END';
    CREATE TRIGGER counted AFTER UPDATE ON customers FOR EACH ROW WHEN (old.name IS NOT NULL AND new.name IS NULL)
    EXECUTE FUNCTION count_it();";
const COUNT_IN_MARIADB: &str = "CREATE TRIGGER counted AFTER UPDATE ON customers FOR EACH ROW
    INSERT INTO strips SELECT new.id FROM (SELECT 1 AS one) AS always WHERE old.name IS NOT NULL AND new.name IS NULL;";

fn people_sql(people: usize) -> String {
    let row = |n: usize| format!("({0}, 'P{n}@Example.net', 'Person {n}', TRUE, '2025-01-01')", 1000 + n);
    let order = |n: usize| format!("({0}, {0}, 9.5, 'for p{n}@example.net', '2025-01-01')", 1000 + n);
    let all = |row: &dyn Fn(usize) -> String| (0..people).map(row).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO customers VALUES {}; INSERT INTO orders VALUES {};", all(&row), all(&order))
}

fn declaration(name: &str, kind: &str, url: &str, more: &str) -> String {
    format!(
        r#"name = "{name}"
kind = "{kind}"
url = "{url}"
{more}
label = {{ en = "{name}", fr = "{name}" }}
[[table]]
name = "customers"
key = ["id"]
label = {{ en = "You", fr = "Vous" }}
reason = {{ en = "x", fr = "x" }}
person = [{{ identifier = "email" }}]
erase = "strip"
[table.columns]
id = {{ ignore = "key" }}
email = {{ category = "contact", label = {{ en = "E-mail", fr = "E-mail" }}, kind = "email", erase = "replace", replace = "erased-{{key}}@erased.invalid" }}
name = {{ category = "contact", label = {{ en = "Name", fr = "Nom" }} }}
vip = {{ category = "contact", label = {{ en = "VIP", fr = "VIP" }}, kind = "boolean", erase = "keep" }}
joined = {{ category = "contact", label = {{ en = "Since", fr = "Depuis" }}, kind = "date" }}
[[table]]
name = "orders"
key = ["id"]
label = {{ en = "Orders", fr = "Commandes" }}
reason = {{ en = "x", fr = "x" }}
person = [{{ column = "customer_id", of = "customers", at = "id" }}]
events = {{ invoiced = "invoiced_on" }}
erase = "archive"
retention = "invoices-10y"
ground = {{ en = "Accounting law.", fr = "Loi comptable." }}
[table.columns]
id = {{ ignore = "key" }}
customer_id = {{ ignore = "link", erase = "keep" }}
total = {{ category = "invoices", label = {{ en = "Total", fr = "Total" }}, kind = "money", currency = "EUR", erase = "keep" }}
note = {{ category = "invoices", label = {{ en = "Note", fr = "Note" }} }}
invoiced_on = {{ category = "invoices", label = {{ en = "Date", fr = "Date" }}, kind = "date", erase = "keep" }}
"#
    )
}

/// The same shop in each kind of source.
pub struct Shops {
    pub sqlite: TempDir,
    pub postgres: Option<Fresh>,
    pub mariadb: Option<MariaDb>,
    pub http: HttpSystem,
}

impl Shops {
    pub fn open(people: usize) -> Self {
        let sqlite = tempfile::tempdir().unwrap();
        let sql = format!("{TABLES}{}", people_sql(people));
        for name in ["sqlite", "http"] {
            let file = rusqlite::Connection::open(sqlite.path().join(name)).unwrap();
            file.execute_batch(&format!("PRAGMA journal_mode = wal; {sql}{COUNT_IN_SQLITE}")).unwrap();
        }
        let (postgres, mariadb) = (Fresh::postgres(), MariaDb::fresh());
        if let Some(postgres) = &postgres {
            connect(postgres).batch_execute(&format!("{sql}{COUNT_IN_POSTGRES}")).unwrap();
        }
        if let Some(mariadb) = &mariadb {
            mariadb.batch(&format!("{sql}{COUNT_IN_MARIADB}"));
        }
        let http = HttpSystem::with_invoices(&sqlite.path().join("http"));
        Self { sqlite, postgres, mariadb, http }
    }

    /// What declares each, by name.
    pub fn declarations(&self) -> BTreeMap<&'static str, String> {
        let file = self.sqlite.path().join("sqlite").display().to_string();
        let mut all = BTreeMap::from([
            ("sqlite", declaration("sqlite", "sqlite", &file, "")),
            ("http", declaration("http", "http", &self.http.url, &format!("key = \"{KEY}\""))),
        ]);
        if let Some(DatabaseUrl::Postgres(url)) = self.postgres.as_ref().map(Fresh::url) {
            all.insert("postgres", declaration("postgres", "postgres", url.expose(), ""));
        }
        if let Some(mariadb) = &self.mariadb {
            all.insert("mariadb", declaration("mariadb", "mariadb", &mariadb.url(), ""));
        }
        all
    }

    /// The number that a query gives in each.
    pub fn numbers(&self, sql: &str) -> Vec<(&'static str, i64)> {
        let mut all = Vec::new();
        for name in ["sqlite", "http"] {
            let file = rusqlite::Connection::open(self.sqlite.path().join(name)).unwrap();
            all.push((name, file.query_row(sql, [], |row| row.get(0)).unwrap()));
        }
        if let Some(postgres) = &self.postgres {
            all.push(("postgres", connect(postgres).query_one(sql, &[]).unwrap().get(0)));
        }
        if let Some(mariadb) = &self.mariadb {
            all.push(("mariadb", mariadb.rows(sql)[0][0].parse().unwrap()));
        }
        all
    }

    #[track_caller]
    fn each_counts(&self, sql: &str, expected: usize) {
        for (name, number) in self.numbers(&format!("SELECT count(*) FROM {sql}")) {
            assert_eq!(usize::try_from(number).unwrap(), expected, "{name}: {sql}");
        }
    }
}

pub fn connect(fresh: &Fresh) -> postgres::Client {
    let DatabaseUrl::Postgres(url) = fresh.url() else { unreachable!() };
    postgres::Client::connect(url.expose(), postgres::NoTls).unwrap()
}

/// Starts one of the two that carry jobs out.
fn start(installation: &mut Installation, random: &Random) -> Running {
    if random.below(2) == 0 {
        return installation.start(&["work"]);
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    installation.set("PORTAL__LISTEN", &format!("127.0.0.1:{port}"));
    installation.set("PORTAL__BASE_URL", &format!("http://127.0.0.1:{port}"));
    installation.start(&["serve"])
}

#[test]
fn killed_at_random_erasures_over_four_kinds_of_source_all_end_once_and_what_is_called_done_is_done() {
    let long = size();
    let (people, kills) = long.unwrap_or((40, 8));
    // The long run has both; CI has the one that can be shared.
    let databases = fresh_databases();
    let wanted = if long.is_some() { databases.len() } else { 1 };
    databases.into_iter().rev().take(wanted).for_each(|database| carried_out(database, people, kills, long.is_some()));
}

fn carried_out(database: Fresh, people: usize, kills: usize, is_long: bool) {
    let kind = if matches!(database.url(), DatabaseUrl::Sqlite(_)) { "SQLite" } else { "PostgreSQL" };
    let shops = Shops::open(people);
    let mut installation = Installation::new(database);
    installation.set("ERASURE__GRACE_DAYS", "0");
    installation.set("OUTGOING__ALLOW", "127.0.0.1");
    let declarations = shops.declarations();
    for (name, text) in &declarations {
        write(&installation.folder.join(format!("sources/{name}.toml")), text);
    }
    let app = App::open(installation.config(), Clock::system(), Random::system(), false).unwrap();
    let erasures = ask_all(&app, people);

    let random = Random::seeded(42);
    let steps = people * declarations.len();
    // Each step counts when it is written down and when it is done, so that the planning is hit too.
    let done = |installation: &Installation| {
        let steps = "SELECT count(*) FROM erasure_steps";
        installation.count(steps) + installation.count(&format!("{steps} WHERE state = 'done'"))
    };
    for kill in 0..kills {
        let mut working = start(&mut installation, &random);
        // The kills are spread over the whole of it; each after a moment that may fall anywhere.
        let enough = 2 * steps * kill / kills;
        while done(&installation) < enough {
            assert!(!working.has_ended(), "it ended by itself");
            pause();
        }
        std::thread::sleep(Duration::from_millis(random.below(400)));
        working.kill();
        if !is_long {
            installation.let_leases_end();
        }
    }
    let clock = Clock::system();
    let begun = clock.now();
    let mut working = start(&mut installation, &random);
    let open = "SELECT count(*) FROM erasures WHERE state IN ('scheduled', 'running')";
    while installation.count(open) > 0 {
        assert!(!working.has_ended(), "it ended by itself");
        pause();
    }
    let took = clock.now().duration_since(begun);
    assert!(took.as_secs() <= 60, "all ended {took:#} after the last start");
    working.kill();
    installation.let_leases_end();

    let (db, keys) = (&app.portal().db, &app.portal().keys);
    let mut copies = 0;
    for id in &erasures {
        let steps = db.read_now(|db| store::steps_of(db, keys, id)).unwrap();
        assert_eq!(steps.len(), declarations.len(), "one step a source");
        for step in &steps {
            assert_eq!(step.state, StepState::Done);
            assert!(step.seen.as_ref().unwrap().is_clean(), "{:?}", step.seen);
        }
        copies += db.read_now(|db| habeas::archive::of_erasure(db, keys, id)).unwrap().len();
    }
    assert_eq!(copies, steps, "each order is in the archive once");
    // Done means done, once, and nobody else is touched.
    shops.each_counts(
        "customers WHERE id >= 1000 AND name IS NULL AND joined IS NULL AND email LIKE 'erased-%'",
        people,
    );
    shops.each_counts("orders WHERE id >= 1000 AND note IS NULL AND total = 9.5 AND customer_id = id", people);
    shops.each_counts("strips", people);
    shops.each_counts("customers WHERE id = 1 AND name = 'Anne' AND joined IS NOT NULL", 1);
    shops.each_counts("orders WHERE id < 1000", 3);
    assert_eq!(installation.count("SELECT count(*) FROM jobs WHERE state = 'failed'"), 0);
    println!(
        "{people} erasures over {} sources, portal in {kind}, {kills} kills, the last start took {took:#}",
        declarations.len()
    );
}
