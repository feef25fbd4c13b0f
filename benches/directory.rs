//! How long the directory of a PostgreSQL customer file takes to come in, how much memory this process holds at most meanwhile, and
//! how long the audience of a campaign on it takes to count.
//!
//!     cargo bench --bench directory -- --postgres URL [--people N,N,…] [--runs N] [--portal sqlite|postgres]
//!
//! URL is a server on which databases may be made; they are dropped at the end. Beside each figure stands the floor, in the same
//! run: the same rows read by hand in pages of the same size, and the bare `SELECT count(*)` over the persons. Prints medians,
//! asserts nothing but that everybody came in, once.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

#[path = "lib/figures.rs"]
mod figures;
#[path = "lib/scratch.rs"]
mod scratch;

use anyhow::{Context as _, anyhow, ensure};
use figures::{forget_peak, median, peak, seconds};
use habeas::app::{self, App};
use habeas::clock::Clock;
use habeas::commands;
use habeas::config::Config;
use habeas::db::{Db, Id};
use habeas::refresh::audience::Horizon;
use habeas::refresh::{self, By};
use habeas::secrets::{Keys, Random};
use scratch::Scratch;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

const TABLE: &str = "
CREATE TABLE customers (id INT PRIMARY KEY, email TEXT NOT NULL, first_name TEXT, language TEXT, last_order_at DATE);
INSERT INTO customers SELECT i, 'p' || i || '@example.net', 'Camille', CASE WHEN i % 3 = 0 THEN 'en' ELSE 'fr' END,
    DATE '2026-03-10' - (i::bigint * 7919 % 900)::int FROM generate_series(1, PEOPLE) i;
ANALYZE customers;
";

const DECLARED: &str = r#"
name = "shop"
kind = "postgres"
url = "URL"
label = { en = "Shop", fr = "Boutique" }
[directory]
table = "customers"
email = "email"
language = "language"
relation = "last_order"
[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
events = { last_order = "last_order_at" }
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
first_name = { category = "contact", label = { en = "First name", fr = "Prénom" }, edit = "self" }
language = { category = "contact", label = { en = "Language", fr = "Langue" }, edit = "self" }
last_order_at = { category = "orders", label = { en = "Last order", fr = "Dernière commande" }, kind = "date", reason = { en = "Past.", fr = "Passé." } }
"#;

/// Rows read at once by an import.
const PAGE: i64 = 500;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too.
    if std::env::args().any(|word| word == "--test") {
        return Ok(());
    }
    let words: Vec<String> = std::env::args().collect();
    let word = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)).cloned();
    let server = word("--postgres").context("--postgres URL is missing: a server on which databases may be made")?;
    let runs: usize = word("--runs").map_or(Ok(5), |text| text.parse())?;
    let people = word("--people").unwrap_or_else(|| "10000,1000000".to_owned());
    let portals = word("--portal").map_or_else(|| vec!["sqlite".to_owned(), "postgres".to_owned()], |one| vec![one]);
    for people in people.split(',') {
        for portal in &portals {
            measure(&server, people.parse()?, portal, runs)?;
        }
    }
    Ok(())
}

fn measure(server: &str, people: i64, portal: &str, runs: usize) -> anyhow::Result<()> {
    let shop = Scratch::make(server, "shop")?;
    shop.client()?.batch_execute(&TABLE.replace("PEOPLE", &people.to_string()))?;
    let folder = tempfile::tempdir()?;
    let database = (portal == "postgres").then(|| Scratch::make(server, "portal")).transpose()?;
    let url =
        database.as_ref().map_or_else(|| format!("sqlite:{}/p.sqlite", folder.path().display()), |db| db.url.clone());
    let config = configure(&folder.path().join("portal"), &shop, &url)?;
    let clock = Clock::system();
    let app = App::open(config, clock.clone(), Random::system(), false)?;
    let parts = app.portal();
    let colleague = Id::new(&clock, &parts.random);
    let by = By { colleague: &colleague, now: clock.now(), random: &parts.random };

    forget_peak();
    let began = Instant::now();
    parts.db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by))?;
    app::block_on(app.worker().run_until_idle())?;
    let took = began.elapsed();
    let peak = peak();
    let import = parts.db.read_now(|db| refresh::import_of(db, "shop"))?.context("nothing was taken in")?;
    ensure!(import.finished_at.is_some() && import.seen == people, "{} of {people} came in", import.seen);

    if let Some(database) = &database {
        database.client()?.batch_execute("ANALYZE")?;
    }
    let horizon = Horizon::at(clock.now(), 12, 12);
    let (mut counts, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let began = Instant::now();
        let audience = parts.db.read_now(|db| refresh::audience(db, &horizon))?;
        counts.push(began.elapsed());
        let all = audience.total() + audience.excluded.iter().sum::<i64>();
        ensure!(all == people, "the counts add up to {all}, not {people}");
        if let Some(database) = &database {
            let mut client = database.client()?;
            let began = Instant::now();
            let counted: i64 = client.query_one("SELECT count(*) FROM persons", &[])?.get(0);
            bare.push(began.elapsed());
            ensure!(counted == people);
        }
    }
    let by_hand = read_by_hand(&shop, people)?;
    println!("{people} people, portal on {portal}, {runs} runs:");
    println!(
        "  taken in: {:.1} s, {:.0} people in a second (the same rows read by hand: {:.1} s)",
        took.as_secs_f64(),
        people as f64 / took.as_secs_f64(),
        by_hand.as_secs_f64()
    );
    println!("  peak memory of this process: {}", peak.unwrap_or_else(|| "unknown".to_owned()));
    let most = counts.iter().max().map_or(0.0, Duration::as_secs_f64);
    let floor =
        if bare.is_empty() { String::new() } else { format!("; count(*) by hand: {:.3} s", median(&seconds(&bare))) };
    println!("  audience counted: median {:.3} s, slowest {most:.3} s{floor}", median(&seconds(&counts)));
    Ok(())
}

/// The whole table in pages, each after the last key of the one before it.
fn read_by_hand(shop: &Scratch, people: i64) -> anyhow::Result<Duration> {
    let mut client = shop.client()?;
    let statement = client
        .prepare("SELECT id, email, language, last_order_at::text FROM customers WHERE id > $1 ORDER BY id LIMIT $2")?;
    let began = Instant::now();
    let (mut after, mut read) = (0_i32, 0_i64);
    loop {
        let rows = client.query(&statement, &[&after, &PAGE])?;
        let Some(last) = rows.last() else { break };
        after = last.get(0);
        read += i64::try_from(rows.len())?;
    }
    ensure!(read == people);
    Ok(began.elapsed())
}

/// A portal as `habeas init` makes it, over the shop.
fn configure(dir: &Path, shop: &Scratch, portal: &str) -> anyhow::Result<Config> {
    commands::init(dir, |keys| Keys::generate(keys, &Random::system()))?;
    std::fs::write(dir.join("sources/shop.toml"), DECLARED.replace("URL", &shop.url))?;
    let set = |name: &str, value: &str| (format!("HABEAS_{name}"), value.to_owned());
    let environment = BTreeMap::from([
        set("DATABASE__URL", portal),
        set("PORTAL__NAME", "Bench"),
        set("MAIL__FROM", "privacy@example.com"),
    ]);
    let file = dir.join("habeas.toml");
    let (config, found) = Config::parse(&file, &std::fs::read_to_string(&file)?, &environment);
    config.ok_or_else(|| anyhow!("{found:?}"))
}
