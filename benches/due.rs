//! How long the list of whose time is over takes in a PostgreSQL source of many people, and how much memory this process
//! holds at most meanwhile.
//!
//!     cargo bench --bench due -- --postgres URL [--people N,N,…] [--runs N]
//!
//! URL is a server on which databases may be made; they are dropped at the end. Each number of people is measured in the
//! same run: the counts that the page of the officer shows (today, in 30, 60 and 90 days), then everybody who is over, in
//! the batches of a night. Beside them stands the peer: the bare `SELECT count(*)` over the same table with the same
//! comparison, and the same rows fetched by hand in one statement. Prints medians, asserts nothing but that both find as many.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

#[path = "lib/figures.rs"]
mod figures;
#[path = "lib/scratch.rs"]
mod scratch;

use anyhow::{Context as _, anyhow, ensure};
use figures::{forget_peak, median, peak, seconds};
use habeas::lang::Lang;
use habeas::record::Record;
use habeas::retention::rule::cutoff;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Aged, Sources};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use scratch::Scratch;
use std::path::Path;
use std::time::{Duration, Instant};

/// A directory whose people were last in touch on any day of the last 1,200: one in twelve is over after three years.
const TABLE: &str = "
CREATE TABLE customers (id INT PRIMARY KEY, email TEXT NOT NULL, first_name TEXT, last_name TEXT, phone TEXT, last_contact_at TIMESTAMPTZ);
INSERT INTO customers SELECT i, 'p' || i || '@example.net', 'Camille', 'Person' || i, '+33 6 ' || lpad(i::text, 8, '0'),
    TIMESTAMPTZ '2026-03-10 12:00:00+00' - make_interval(days => (i::bigint * 7919 % 1200)::int) FROM generate_series(1, PEOPLE) i;
VACUUM ANALYZE customers;
";

const DECLARED: &str = r#"
name = "shop"
kind = "postgres"
url = "URL"
label = { en = "Shop", fr = "Boutique" }
[directory]
table = "customers"
email = "email"
[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
events = { last_contact = "last_contact_at" }
retention = "customer-3y"
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
first_name = { category = "contact", label = { en = "First name", fr = "Prénom" }, edit = "self" }
last_name = { category = "contact", label = { en = "Last name", fr = "Nom" }, edit = "self" }
phone = { category = "contact", label = { en = "Phone", fr = "Téléphone" }, kind = "phone", edit = "self" }
last_contact_at = { category = "account", label = { en = "Last contact", fr = "Dernier contact" }, kind = "datetime", reason = { en = "Past.", fr = "Passé." } }
"#;

/// The day of the measurement, and people looked at in one batch of a night.
const TODAY: Date = date(2026, 3, 10);
const BATCH: usize = 100;

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
    for people in people.split(',') {
        measure(&server, people.parse()?, runs)?;
    }
    Ok(())
}

fn measure(server: &str, people: usize, runs: usize) -> anyhow::Result<()> {
    let shop = Scratch::make(server, "due")?;
    let mut client = shop.client()?;
    for statement in TABLE.replace("PEOPLE", &people.to_string()).split(';').filter(|one| !one.trim().is_empty()) {
        client.batch_execute(statement)?;
    }
    let (declaration, found) =
        Declaration::parse(Path::new("shop.toml"), &DECLARED.replace("URL", &shop.url), Lang::ALL, &|_| None);
    let sources = Sources::open(vec![declaration.ok_or_else(|| anyhow!("{found:?}"))?]);
    let text = include_str!("../config/demo/record.toml");
    let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.context("the record of the demo")?;
    let rule = record.retention("customer-3y").context("the rule of the demo")?;
    let cut = |ahead: i64| cutoff(rule, TODAY.saturating_add(ahead.days())).context("the rule has a length");
    let days = [cut(0)?, cut(30)?, cut(60)?, cut(90)?];

    forget_peak();
    let (mut counts, mut lists, mut over) = (Vec::new(), Vec::new(), 0);
    for _ in 0..runs {
        let began = Instant::now();
        let counted = days.iter().map(|last| count(&sources, *last)).collect::<anyhow::Result<Vec<u64>>>()?;
        counts.push(began.elapsed());
        let began = Instant::now();
        over = list(&sources, days[0])?;
        lists.push(began.elapsed());
        ensure!(counted.first() == Some(&over), "the count and the list differ: {counted:?}, {over}");
    }
    let peak = peak();

    // The peer, after the peak of this process was read: fetching all rows at once is what it does not do.
    let (mut scans, mut fetches) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let began = Instant::now();
        for last in days {
            let counted: i64 = client.query_one(&by_hand("count(*)", last, ""), &[])?.get(0);
            ensure!(last != days[0] || u64::try_from(counted)? == over, "by hand there are {counted}, not {over}");
        }
        scans.push(began.elapsed());
        let began = Instant::now();
        let rows = client.query(&by_hand("id, email, last_contact_at::text", days[0], " ORDER BY id"), &[])?;
        ensure!(u64::try_from(rows.len())? == over);
        fetches.push(began.elapsed());
    }
    println!("{people} people, {over} of them over, {runs} runs:");
    tell("counts of today, 30, 60 and 90 days", &counts, "count(*) by hand", &scans);
    tell("everybody who is over, by batches of 100", &lists, "fetched at once", &fetches);
    println!("  peak memory of this process: {}", peak.unwrap_or_else(|| "unknown".to_owned()));
    Ok(())
}

fn by_hand(what: &str, last: Date, rest: &str) -> String {
    let next = last.saturating_add(1.day());
    format!("SELECT {what} FROM customers WHERE last_contact_at < TIMESTAMP '{next}' AT TIME ZONE 'Europe/Paris'{rest}")
}

fn zone() -> anyhow::Result<TimeZone> {
    Ok(TimeZone::get("Europe/Paris")?)
}

fn count(sources: &Sources, last: Date) -> anyhow::Result<u64> {
    let (source, zone) = (sources.get("shop").context("the shop")?, zone()?);
    let counted = source.session(|session| {
        let aged = Aged { table: session.table("customers")?, event: "last_contact_at", last, zone: &zone };
        session.count_aged(&aged)
    });
    Ok(counted?)
}

/// Walks over everybody, batch by batch, each in a session of its own, as the jobs of a night do.
fn list(sources: &Sources, last: Date) -> anyhow::Result<u64> {
    let (source, zone) = (sources.get("shop").context("the shop")?, zone()?);
    let (mut found, mut after) = (0, None);
    loop {
        let batch = source.session(|session| {
            let aged = Aged { table: session.table("customers")?, event: "last_contact_at", last, zone: &zone };
            session.aged(&aged, &["email"], after.as_ref(), BATCH)
        });
        let (rows, end) = batch?;
        found += u64::try_from(rows.len())?;
        if end.is_none() {
            return Ok(found);
        }
        after = end;
    }
}

fn tell(what: &str, ours: &[Duration], peer: &str, theirs: &[Duration]) {
    let most = ours.iter().max().map_or(0.0, Duration::as_secs_f64);
    println!(
        "  {what}: median {:.3} s, slowest {most:.3} s; {peer}: {:.3} s",
        median(&seconds(ours)),
        median(&seconds(theirs))
    );
}
