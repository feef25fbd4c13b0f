//! How long the directory of a PostgreSQL customer file takes to come in, how much memory this process holds at most meanwhile, and
//! how long the audience of a campaign on it takes to count.
//!
//!     cargo bench --bench directory -- --postgres URL [--people N,N,…] [--runs N] [--portal sqlite|postgres] [--kills N]
//!
//! With `--kills`, processes of `habeas work` take it in instead of this one, so many of which are killed (SIGKILL) in the middle; what
//! each took from its death to the next claim of its job, half a minute, is in the time that is printed.
//! URL is a server on which databases may be made; they are dropped at the end. Beside each figure stands the floor, in the same
//! run: the same rows read by hand in pages of the same size, and the bare `SELECT count(*)` over the persons. Prints medians,
//! asserts nothing but that everybody came in, once.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

#[path = "lib/figures.rs"]
mod figures;
#[path = "lib/scratch.rs"]
mod scratch;

use anyhow::{Context as _, anyhow, ensure};
use figures::{forget_peak, mebibytes, median, peak, seconds};
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
use std::process::{Child, Command, Stdio};
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
    let kills: Option<i64> = word("--kills").map(|text| text.parse()).transpose()?;
    let people = word("--people").unwrap_or_else(|| "10000,1000000".to_owned());
    let portals = word("--portal").map_or_else(|| vec!["sqlite".to_owned(), "postgres".to_owned()], |one| vec![one]);
    for people in people.split(',') {
        for portal in &portals {
            measure(&server, people.parse()?, portal, runs, kills)?;
        }
    }
    Ok(())
}

fn measure(server: &str, people: i64, portal: &str, runs: usize, kills: Option<i64>) -> anyhow::Result<()> {
    let shop = Scratch::make(server, "shop")?;
    shop.client()?.batch_execute(&TABLE.replace("PEOPLE", &people.to_string()))?;
    let folder = tempfile::tempdir()?;
    let database = (portal == "postgres").then(|| Scratch::make(server, "portal")).transpose()?;
    let url =
        database.as_ref().map_or_else(|| format!("sqlite:{}/p.sqlite", folder.path().display()), |db| db.url.clone());
    let directory = folder.path().join("portal");
    let environment = environment(&url);
    let config = configure(&directory, &shop, &environment)?;
    let clock = Clock::system();
    let app = App::open(config, clock.clone(), Random::system(), false)?;
    let parts = app.portal();
    let colleague = Id::new(&clock, &parts.random);
    let by = By { colleague: &colleague, now: clock.now(), random: &parts.random };

    forget_peak();
    let began = Instant::now();
    parts.db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by))?;
    let peak = match kills {
        None => {
            app::block_on(app.worker().run_until_idle())?;
            peak()
        }
        Some(kills) => Some(take_in_killed(&app, &directory, &environment, people, kills)?),
    };
    let took = began.elapsed();
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
    let whose =
        kills.map_or_else(|| "this process".to_owned(), |kills| format!("a process, of which {kills} were killed"));
    println!("  peak memory of {whose}: {}", peak.unwrap_or_else(|| "unknown".to_owned()));
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

/// Lets `habeas work` take everybody in, and kills it when each of `kills` shares is in; the most memory one of the processes held.
fn take_in_killed(
    app: &App,
    dir: &Path,
    environment: &BTreeMap<String, String>,
    people: i64,
    kills: i64,
) -> anyhow::Result<String> {
    let work = || -> anyhow::Result<Child> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
        command.arg("work").arg("--config").arg(dir.join("habeas.toml")).envs(environment);
        Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    };
    let (mut done, mut most) = (0, 0.0_f64);
    let mut working = work()?;
    loop {
        std::thread::sleep(Duration::from_millis(50));
        let import = app.portal().db.read_now(|db| refresh::import_of(db, "shop"))?;
        most = most.max(mebibytes(&working.id().to_string(), "VmHWM:").unwrap_or(0.0));
        let over = import.as_ref().is_some_and(|import| import.finished_at.is_some());
        let is_killed = done < kills && import.is_some_and(|import| import.seen >= people * (done + 1) / (kills + 1));
        if over || is_killed {
            working.kill()?;
            working.wait()?;
        }
        if over {
            ensure!(done == kills, "it was over after {done} of {kills} kills");
            return Ok(format!("{most:.1} MiB"));
        }
        if is_killed {
            done += 1;
            working = work()?;
        }
        ensure!(working.try_wait()?.is_none(), "it ended by itself");
    }
}

/// What the portal is set to, beside its file.
fn environment(portal: &str) -> BTreeMap<String, String> {
    let set = |name: &str, value: &str| (format!("HABEAS_{name}"), value.to_owned());
    BTreeMap::from([
        set("DATABASE__URL", portal),
        set("PORTAL__NAME", "Bench"),
        set("MAIL__FROM", "privacy@example.com"),
    ])
}

/// A portal as `habeas init` makes it, over the shop.
fn configure(dir: &Path, shop: &Scratch, environment: &BTreeMap<String, String>) -> anyhow::Result<Config> {
    commands::init(dir, |keys| Keys::generate(keys, &Random::system()))?;
    std::fs::write(dir.join("sources/shop.toml"), DECLARED.replace("URL", &shop.url))?;
    let file = dir.join("habeas.toml");
    let (config, found) = Config::parse(&file, &std::fs::read_to_string(&file)?, environment);
    config.ok_or_else(|| anyhow!("{found:?}"))
}
