//! Erasures while a source is in trouble: down, slow, breaking off, full, read-only, its rows held by somebody else. The step
//! says what is wrong, the other sources are done, nothing is half-done, and when the trouble is over it ends by itself.

use crate::crash_sources::{Shops, connect};
use crate::harness::wait;
use crate::program::{Installation, write};
use crate::wire::{Proxy, Wire};
use habeas::app::App;
use habeas::clock::Clock;
use habeas::db::testing::Fresh;
use habeas::db::{Db, Id};
use habeas::erasure::ask::{self, Wish};
use habeas::erasure::{Step, StepState, store};
use habeas::lang::Lang;
use habeas::people::{self, Address};
use habeas::secrets::Random;
use habeas::sources::{Plan, Scope};
use jiff::SignedDuration;
use mysql::prelude::Queryable;
use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Over the four kinds of source, those that are servers behind wires.
struct Bench {
    shops: Shops,
    wires: BTreeMap<&'static str, Proxy>,
    app: App,
    clock: Clock,
    installation: Installation,
}

/// How somebody brings a source into trouble; the trouble is over when what this gives is dropped and `Wire::Whole` is said.
type Trouble = fn(&Bench, usize) -> Box<dyn Any>;

impl Bench {
    fn open(people: usize) -> Self {
        let shops = Shops::open(people);
        let mut installation = Installation::new(Fresh::sqlite());
        installation.set("ERASURE__GRACE_DAYS", "0");
        installation.set("OUTGOING__ALLOW", "127.0.0.1");
        let mut wires = BTreeMap::new();
        for (name, mut text) in shops.declarations() {
            let server = text.split_once("@127.0.0.1:").or_else(|| text.split_once("http://127.0.0.1:"));
            if let Some((_, rest)) = server {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let wire = Proxy::before(digits.parse().unwrap());
                text = text.replace(&format!("127.0.0.1:{digits}"), &format!("127.0.0.1:{}", wire.port));
                wires.insert(name, wire);
            }
            write(&installation.folder.join(format!("sources/{name}.toml")), &text);
        }
        // A signed request is of this moment, give or take a few minutes.
        let clock = Clock::fixed(Clock::system().now());
        let app = App::open(installation.config(), clock.clone(), Random::system(), false).unwrap();
        Self { shops, wires, app, clock, installation }
    }

    fn ask(&self, person: usize) -> Id {
        let portal = self.app.portal();
        let address = Address::parse(&format!("p{person}@example.net")).unwrap();
        let asked = portal.db.write_now(|tx: &mut Db| {
            let person = people::ensure(tx, portal.clock.now(), &portal.random, &portal.keys, &address, Lang::Fr)?;
            let wish = Wish { scope: Scope::Everything, plan: Plan::default(), reason: String::new() };
            ask::ask(tx, portal, &person, Lang::Fr, &wish)
        });
        asked.unwrap().erasure
    }

    fn work(&self) {
        wait(self.app.worker().run_until_idle()).unwrap();
    }

    fn steps(&self, id: &Id) -> BTreeMap<String, Step> {
        let portal = self.app.portal();
        let steps = portal.db.read_now(|db| store::steps_of(db, &portal.keys, id)).unwrap();
        steps.into_iter().map(|step| (step.source.clone(), step)).collect()
    }

    /// How many rows of a person a source has as they were, and as the plan leaves them.
    fn rows(&self, source: &str, person: usize) -> (i64, i64) {
        let id = 1000 + person;
        let count = |condition: &str| {
            let numbers = self.shops.numbers(&format!(
                "SELECT (SELECT count(*) FROM customers WHERE id = {id} AND name IS {condition} NULL)
                 + (SELECT count(*) FROM orders WHERE id = {id} AND note IS {condition} NULL)"
            ));
            numbers.into_iter().find(|(name, _)| *name == source).unwrap().1
        };
        (count("NOT"), count(""))
    }

    fn file(&self, source: &str) -> PathBuf {
        self.shops.sqlite.path().join(source)
    }

    /// One trouble of one source, and what its step is to say of it.
    fn goes_through(&self, source: &str, person: usize, says: &str, begin: Trouble) {
        let what = format!("{source}, person {person}, which {says:?}");
        let trouble = begin(self, person);
        let id = self.ask(person);
        self.work();
        let steps = self.steps(&id);
        assert_eq!(steps.len(), self.shops.declarations().len(), "{what}: {steps:?}");
        for (name, step) in &steps {
            let is_done = step.state == StepState::Done;
            assert_eq!(is_done, name != source, "{what}: {name} {step:?}");
        }
        let problem = steps[source].problem.clone().unwrap_or_default();
        assert!(problem.contains(&format!("`{source}`")) && problem.contains(says), "{what}: {problem:?}");
        assert!(!problem.contains("example.net"), "{what}: {problem}");

        drop(trouble);
        self.wires.values().for_each(|wire| wire.set(Wire::Whole));
        // What broke off after the rows were changed is not said to be done before they were looked at again.
        let rows = self.rows(source, person);
        assert!(matches!(rows, (2, 0) | (0, 2)), "{what}: {rows:?}: all or nothing");
        // A system that failed again and again is left in peace for a minute.
        self.clock.advance(SignedDuration::from_secs(61));
        self.installation.query("UPDATE jobs SET run_at = created_at WHERE state = 'waiting' AND attempts > 0");
        self.work();
        let steps = self.steps(&id);
        for step in steps.values() {
            assert_eq!(step.state, StepState::Done, "{what}: {step:?}");
            assert!(step.seen.as_ref().unwrap().is_clean() && step.problem.is_none(), "{what}: {step:?}");
        }
        for name in steps.keys() {
            assert_eq!(self.rows(name, person), (0, 2), "{what}: {name}");
        }
    }
}

/// A writer that nobody else gets past, until it is dropped.
fn held(file: &Path) -> Box<dyn Any> {
    let writer = rusqlite::Connection::open(file).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    Box::new(writer)
}

/// Puts a file of this version for writing in the place of this one; of a higher one than 2 the library only reads (SQLite,
/// Database File Format, 1.3.2).
fn replace_version(file: &Path, version: u8) {
    let mut bytes = fs::read(file).unwrap();
    bytes[18] = version;
    let fresh = file.with_file_name("fresh");
    fs::write(&fresh, bytes).unwrap();
    fs::rename(&fresh, file).unwrap();
}

/// Undone when dropped.
struct Undo<F: FnMut()>(F);

impl<F: FnMut()> Drop for Undo<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[test]
fn a_file_in_trouble_is_named_and_done_when_the_trouble_is_over() {
    let bench = Bench::open(4);
    bench.goes_through("sqlite", 0, "does not answer", |bench, _| {
        let (file, away) = (bench.file("sqlite"), bench.file("away"));
        fs::rename(&file, &away).unwrap();
        Box::new(Undo(move || fs::rename(&away, &file).unwrap()))
    });
    bench.goes_through("sqlite", 1, "is busy", |bench, _| held(&bench.file("sqlite")));
    bench.goes_through("sqlite", 2, "not allowed", |bench, _| {
        let file = bench.file("sqlite");
        // Whoever reads the file sees all of it, nothing is left in the log.
        let whole = rusqlite::Connection::open(&file).unwrap();
        whole.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(whole);
        replace_version(&file, 3);
        Box::new(Undo(move || replace_version(&file, 2)))
    });
}

#[test]
fn a_postgresql_in_trouble_is_named_and_done_when_the_trouble_is_over() {
    let bench = Bench::open(6);
    if bench.shops.postgres.is_none() {
        return;
    }
    fn client(bench: &Bench) -> postgres::Client {
        connect(bench.shops.postgres.as_ref().unwrap())
    }
    bench.goes_through("postgres", 0, "does not answer", |bench, _| {
        bench.wires["postgres"].set(Wire::Cut);
        Box::new(())
    });
    bench.goes_through("postgres", 1, "does not answer", |bench, _| {
        bench.wires["postgres"].set(Wire::BreaksAfter(1_000));
        Box::new(())
    });
    bench.goes_through("postgres", 5, "does not answer", |bench, _| {
        bench.wires["postgres"].set(Wire::BreaksAfter(4_000));
        Box::new(())
    });
    bench.goes_through("postgres", 2, "is busy (55P03)", |bench, _| {
        let mut other = client(bench);
        other.batch_execute("BEGIN; LOCK TABLE orders IN SHARE MODE").unwrap();
        Box::new(other)
    });
    bench.goes_through("postgres", 3, "has no room left (53100)", |bench, _| {
        let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''no space'' USING ERRCODE = ''53100''; END';
            CREATE TRIGGER full_disk BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION full_disk()";
        let mut client = client(bench);
        client.batch_execute(full).unwrap();
        Box::new(Undo(move || client.batch_execute("DROP FUNCTION full_disk CASCADE").unwrap()))
    });
    bench.goes_through("postgres", 4, "not allowed to (25006)", |bench, _| {
        let mut client = client(bench);
        let name: String = client.query_one("SELECT current_database()::text", &[]).unwrap().get(0);
        client.batch_execute(&format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = on")).unwrap();
        // Who is connected learns of it by connecting again.
        bench.wires["postgres"].set(Wire::Cut);
        bench.wires["postgres"].set(Wire::Whole);
        let undo = format!(
            "SET default_transaction_read_only = off; ALTER DATABASE \"{name}\" RESET default_transaction_read_only"
        );
        Box::new(Undo(move || client.batch_execute(&undo).unwrap()))
    });
}

#[test]
fn a_mariadb_in_trouble_is_named_and_done_when_the_trouble_is_over() {
    let bench = Bench::open(6);
    if bench.shops.mariadb.is_none() {
        return;
    }
    fn signals(bench: &Bench, number: u32) -> Box<dyn Any> {
        let url = bench.shops.mariadb.as_ref().unwrap().url();
        let mut client = mysql::Conn::new(mysql::Opts::from_url(&url).unwrap()).unwrap();
        let signal = format!("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'trouble'");
        client.query_drop(format!("CREATE TRIGGER trouble BEFORE UPDATE ON orders FOR EACH ROW {signal}")).unwrap();
        Box::new(Undo(move || client.query_drop("DROP TRIGGER trouble").unwrap()))
    }
    bench.goes_through("mariadb", 0, "does not answer", |bench, _| {
        bench.wires["mariadb"].set(Wire::Cut);
        Box::new(())
    });
    bench.goes_through("mariadb", 1, "does not answer", |bench, _| {
        bench.wires["mariadb"].set(Wire::BreaksAfter(1_000));
        Box::new(())
    });
    bench.goes_through("mariadb", 5, "does not answer", |bench, _| {
        bench.wires["mariadb"].set(Wire::BreaksAfter(2_500));
        Box::new(())
    });
    bench.goes_through("mariadb", 2, "is busy (1205", |bench, person| {
        let url = bench.shops.mariadb.as_ref().unwrap().url();
        let mut other = mysql::Conn::new(mysql::Opts::from_url(&url).unwrap()).unwrap();
        let id = 1000 + person;
        other.query_drop("BEGIN").unwrap();
        other.query_drop(format!("SELECT * FROM orders WHERE id = {id} FOR UPDATE")).unwrap();
        Box::new(other)
    });
    bench.goes_through("mariadb", 3, "has no room left (1114", |bench, _| signals(bench, 1114));
    bench.goes_through("mariadb", 4, "not allowed to (1290", |bench, _| signals(bench, 1290));
}

#[test]
fn a_system_behind_http_in_trouble_is_named_and_done_when_the_trouble_is_over() {
    let bench = Bench::open(4);
    bench.goes_through("http", 0, "does not answer", |bench, _| {
        bench.wires["http"].set(Wire::Cut);
        Box::new(())
    });
    bench.goes_through("http", 1, "does not answer", |bench, _| {
        bench.wires["http"].set(Wire::BreaksAfter(100));
        Box::new(())
    });
    bench.goes_through("http", 2, "is busy (erase: 503)", |bench, _| held(&bench.file("http")));
}

#[test]
fn a_slow_source_is_waited_for() {
    let bench = Bench::open(1);
    bench.wires.values().for_each(|wire| wire.set(Wire::Slow));
    let id = bench.ask(0);
    bench.work();
    let steps = bench.steps(&id);
    assert!(steps.values().all(|step| step.state == StepState::Done && step.problem.is_none()), "{steps:?}");
}
