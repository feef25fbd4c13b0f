//! How long one person's access package and one verified erasure take in a PostgreSQL shop of eleven tables, with about
//! twenty rows of each person; how many of each a process does in a second; and how both grow with the number of people.
//!
//!     cargo bench --bench people -- --postgres URL [--people N,N,…] [--runs N] [--many N] [--portal sqlite|postgres]
//!
//! URL is a server on which databases may be made; they are dropped at the end. Beside each figure stands the floor: the
//! same rows read, changed and looked at again by hand over one connection, in the same run. Prints medians, asserts
//! nothing.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

#[path = "lib/figures.rs"]
mod figures;
#[path = "lib/scratch.rs"]
mod scratch;

use actix_web::rt::{System, SystemRunner};
use anyhow::{Context as _, anyhow};
use figures::{mebibytes, median, seconds};
use habeas::access::{collect, package};
use habeas::app::{self, App};
use habeas::clock::Clock;
use habeas::commands;
use habeas::config::Config;
use habeas::erasure::ask::{self, Wish};
use habeas::lang::Lang;
use habeas::people::{self, Address};
use habeas::secrets::{Keys, Random};
use habeas::sources::declaration::Declaration;
use habeas::sources::{Plan, Scope, index_statements};
use habeas::web::View;
use postgres::Client;
use postgres::types::Type;
use scratch::Scratch;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const TABLES: &str = include_str!("people.sql");
const DECLARED: &str = include_str!("people.toml");

/// What the words of the command line say.
struct Wanted {
    postgres: String,
    people: Vec<usize>,
    runs: usize,
    many: usize,
    portals: Vec<String>,
}

impl Wanted {
    fn read() -> anyhow::Result<Self> {
        let words: Vec<String> = std::env::args().collect();
        let word = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)).cloned();
        let number = |name: &str, otherwise: usize| word(name).map_or(Ok(otherwise), |text| text.parse());
        let people = word("--people").unwrap_or_else(|| "10000".to_owned());
        Ok(Self {
            postgres: word("--postgres")
                .context("--postgres URL is missing: a server on which databases may be made")?,
            people: people.split(',').map(str::parse).collect::<Result<_, _>>()?,
            runs: number("--runs", 100)?,
            many: number("--many", 500)?,
            portals: word("--portal").map_or_else(|| vec!["sqlite".into(), "postgres".into()], |one| vec![one]),
        })
    }
}

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too.
    if std::env::args().any(|word| word == "--test") {
        return Ok(());
    }
    let wanted = Wanted::read()?;
    for people in &wanted.people {
        let shop = Scratch::make(&wanted.postgres, "shop")?;
        shop.client()?.batch_execute(&TABLES.replace("PEOPLE", &people.to_string()))?;
        println!("\n{people} people, {} rows", 22 * people);
        for portal in &wanted.portals {
            // Each portal has people of its own, so that nobody is erased twice.
            let first = if portal == "sqlite" { 1 } else { people / 2 };
            measure(&wanted, &shop, portal, first)?;
        }
    }
    Ok(())
}

fn measure(wanted: &Wanted, shop: &Scratch, portal: &str, first: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let database = (portal == "postgres").then(|| Scratch::make(&wanted.postgres, "portal")).transpose()?;
    let url =
        database.as_ref().map_or_else(|| format!("sqlite:{}/p.sqlite", folder.path().display()), |db| db.url.clone());
    let config = configure(&folder.path().join("portal"), shop, &url)?;
    let app = App::open(config, Clock::system(), Random::system(), false)?;
    let mut by_hand = ByHand(shop.client()?);
    println!("portal on {portal}:");

    let view = View::new().map_err(|error| anyhow!("{error}"))?;
    // As in the program, the runtime and its threads are there before anybody asks.
    let system = System::new();
    let (mut whole, mut floor, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for person in first..first + wanted.runs {
        let began = Instant::now();
        by_hand.read(person)?;
        floor.push(began.elapsed());
        let began = Instant::now();
        read.push(pack(&system, &app, &view, person)?);
        whole.push(began.elapsed());
    }
    tell("one access package", &whole, &floor);
    println!("    everything is read after {:.1} ms", 1_000.0 * median(&seconds(&read)));

    // The nightly work of a portal that was just made, such as its list of people, is not what is measured.
    app::block_on(app.worker().run_until_idle())?;

    let next = AtomicUsize::new(first);
    let began = Instant::now();
    std::thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            let system = System::new();
            loop {
                let person = next.fetch_add(1, Ordering::Relaxed);
                if person >= first + wanted.many {
                    return Ok(());
                }
                pack(&system, &app, &view, person)?;
            }
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread ended"))?)
    })?;
    println!("  {} packages: {:.0} in a second", wanted.many, per_second(wanted.many, began.elapsed()));

    let (mut whole, mut floor) = (Vec::new(), Vec::new());
    let runs = wanted.runs.min(30);
    for person in (first..first + 2 * runs).step_by(2) {
        let began = Instant::now();
        by_hand.erase(person)?;
        floor.push(began.elapsed());
        let began = Instant::now();
        let erased = system.block_on(commands::erase(app.portal(), &address(person + 1)))?;
        anyhow::ensure!(erased.verified, "an erasure was not verified: {:?}", erased.outcome);
        whole.push(began.elapsed());
    }
    tell("one erasure, verified", &whole, &floor);

    let from = first + 2 * runs;
    ask_all(&app, from..from + wanted.many)?;
    let began = Instant::now();
    let last = app::block_on(work_until_erased(&app))?;
    println!(
        "  {} erasures, verified: {:.0} in a second (the last after {:.1} s)",
        wanted.many,
        per_second(wanted.many, last),
        began.elapsed().as_secs_f64()
    );
    if let Some(memory) = mebibytes("self", "VmRSS:") {
        println!("  memory: {memory:.0} MiB resident");
    }
    Ok(())
}

fn address(person: usize) -> String {
    format!("p{person}@example.net")
}

/// A portal as `habeas init` makes it, over the shop, with the indexes that `habeas check` asks for.
fn configure(dir: &Path, shop: &Scratch, portal: &str) -> anyhow::Result<Config> {
    commands::init(dir, |keys| Keys::generate(keys, &Random::system()))?;
    let declared = DECLARED.replace("URL", &shop.url);
    std::fs::write(dir.join("sources/shop.toml"), &declared)?;
    let (declaration, found) = Declaration::parse(&dir.join("sources/shop.toml"), &declared, Lang::ALL, &|_| None);
    let declaration = declaration.ok_or_else(|| anyhow!("{found:?}"))?;
    let mut client = shop.client()?;
    for statement in index_statements(&declaration)? {
        client.batch_execute(&statement)?;
    }
    client.batch_execute("ANALYZE")?;
    let set = |name: &str, value: &str| (format!("HABEAS_{name}"), value.to_owned());
    let environment = BTreeMap::from([
        set("DATABASE__URL", portal),
        set("ERASURE__GRACE_DAYS", "0"),
        set("PORTAL__NAME", "Bench"),
        set("MAIL__FROM", "privacy@example.com"),
    ]);
    let file = dir.join("habeas.toml");
    let (config, found) = Config::parse(&file, &std::fs::read_to_string(&file)?, &environment);
    config.ok_or_else(|| anyhow!("{found:?}"))
}

/// One package as a customer gets it, written into memory; how long it took until everything was read.
fn pack(system: &SystemRunner, app: &App, view: &View, person: usize) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let contents = system.block_on(collect(app.portal(), &Address::parse(&address(person))?, Lang::En))?;
    let read = began.elapsed();
    anyhow::ensure!(contents.missing.is_empty(), "the shop does not answer");
    system.block_on(async { package::write(Cursor::new(Vec::new()), &contents, view) })?;
    Ok(read)
}

fn ask_all(app: &App, people: std::ops::Range<usize>) -> anyhow::Result<()> {
    let portal = app.portal();
    for person in people {
        let address = Address::parse(&address(person))?;
        portal.db.write_now(|tx| {
            let person = people::ensure(tx, portal.clock.now(), &portal.random, &portal.keys, &address, Lang::En)?;
            let wish = Wish { scope: Scope::Everything, plan: Plan::default(), reason: String::new() };
            ask::ask(tx, portal, &person, Lang::En, &wish).map(drop)
        })?;
    }
    Ok(())
}

/// Works as `habeas work` does until nobody waits; how long until the last was erased.
async fn work_until_erased(app: &App) -> anyhow::Result<Duration> {
    let (halt, stop) = tokio::sync::watch::channel(false);
    let began = Instant::now();
    let over = async {
        loop {
            let open = app.portal().db.read(habeas::erasure::store::unfinished).await?;
            if open.is_empty() {
                let took = began.elapsed();
                let _ = halt.send(true);
                return Ok::<_, anyhow::Error>(took);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (took, ()) = tokio::join!(over, app.work(stop));
    took
}

/// The same rows by hand, over one connection, with the statements that somebody who knows the tables would write.
struct ByHand(Client);

/// The tables with the condition that finds a person's rows, those that point before those they point to.
const ROWS: &[(&str, &str)] = &[
    ("newsletter", "email = (SELECT email FROM customers WHERE id = $1)"),
    ("reviews", "customer_id = $1"),
    ("sign_ins", "customer_id = $1"),
    ("ticket_messages", "ticket_id IN (SELECT id FROM tickets WHERE customer_id = $1)"),
    ("tickets", "customer_id = $1"),
    ("order_lines", "order_id IN (SELECT id FROM orders WHERE customer_id = $1)"),
    ("invoices", "customer_id = $1"),
    ("orders", "customer_id = $1"),
    ("addresses", "customer_id = $1"),
    ("customer_emails", "customer_id = $1"),
    ("customers", "id = $1"),
];

impl ByHand {
    fn read(&mut self, person: usize) -> anyhow::Result<usize> {
        let id = i32::try_from(person)?;
        let mut rows = 0;
        for (table, condition) in ROWS {
            let select = format!("SELECT * FROM {table} WHERE {condition}");
            rows += self.0.query_typed(&select, &[(&id, Type::INT4)])?.len();
        }
        Ok(rows)
    }

    fn erase(&mut self, person: usize) -> anyhow::Result<()> {
        let id = i32::try_from(person)?;
        self.read(person)?;
        let mut transaction = self.0.transaction()?;
        for (table, condition) in ROWS.iter().filter(|(table, _)| *table != "order_lines") {
            let change = match *table {
                "invoices" => {
                    "UPDATE invoices SET customer_id = NULL, billed_to = 'erased', billing_email = NULL WHERE customer_id = $1"
                        .to_owned()
                }
                "orders" => "UPDATE orders SET customer_id = NULL, note = NULL WHERE customer_id = $1".to_owned(),
                table => format!("DELETE FROM {table} WHERE {condition}"),
            };
            transaction.execute_typed(&change, &[(&id, Type::INT4)])?;
        }
        transaction.commit()?;
        anyhow::ensure!(self.read(person)? == 0, "something is left of a person erased by hand");
        Ok(())
    }
}

fn per_second(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

fn tell(what: &str, whole: &[Duration], floor: &[Duration]) {
    let (whole_ms, floor_ms) = (1_000.0 * median(&seconds(whole)), 1_000.0 * median(&seconds(floor)));
    println!(
        "  {what}: median {whole_ms:.1} ms, by hand {floor_ms:.1} ms, {:.1} times ({} runs)",
        whole_ms / floor_ms,
        whole.len()
    );
}
