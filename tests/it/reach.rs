//! How many people some data are about, counted and listed inside SQLite, PostgreSQL and MariaDB alike: each once, whoever has several
//! addresses, orders or invoices.

use crate::mariadb::MariaDb;
use habeas::config::DatabaseUrl;
use habeas::db::testing::fresh_databases;
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Reach, Reached, Sources};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::path::Path;

/// Customer 3 has no address, 4 was erased; invoices 2 and 3 are guests', one of whom is customer 1.
const TABLES: &str = "
CREATE TABLE customers (id INT PRIMARY KEY, email VARCHAR(90), lang VARCHAR(9), phone VARCHAR(20));
CREATE TABLE emails (id INT PRIMARY KEY, customer_id INT, email VARCHAR(90));
CREATE TABLE orders (id INT PRIMARY KEY, customer_id INT, ordered DATE, note VARCHAR(20));
CREATE TABLE order_lines (id INT PRIMARY KEY, order_id INT, label VARCHAR(20));
CREATE TABLE invoices (id INT PRIMARY KEY, order_id INT, who VARCHAR(90), name VARCHAR(20));
INSERT INTO customers VALUES (1, 'a@example.com', 'fr', '06'), (2, 'B@example.com ', 'en', NULL), (3, NULL, 'fr', '07'),
    (4, 'gone-4@portal.invalid', NULL, NULL), (5, 'e@example.com', 'fr', '');
INSERT INTO emails VALUES (1, 1, 'a2@example.com');
INSERT INTO orders VALUES (1, 1, '2026-05-01', 'x'), (2, 2, '2026-05-20', 'y'), (3, 2, '2026-06-02', 'z'), (4, 4, '2026-05-05', 'w');
INSERT INTO order_lines VALUES (1, 1, 'soap'), (2, 3, 'oil'), (3, 3, NULL);
INSERT INTO invoices VALUES (1, 1, 'a@example.com', 'A'), (2, NULL, 'guest@example.com', 'G'), (3, NULL, 'A@example.com', 'A');
";

fn declaration(kind: &str, url: &str) -> Declaration {
    let held = |name: &str, category: &str, rest: &str| {
        let reason = "reason = { en = \"x\", fr = \"x\" }";
        format!("{name} = {{ category = \"{category}\", label = {{ en = \"x\", fr = \"x\" }}, {reason}{rest} }}\n")
    };
    let table = |name: &str, person: &str, events: &str| {
        format!(
            "[[table]]\nname = \"{name}\"\nkey = [\"id\"]\nlabel = {{ en = \"x\", fr = \"x\" }}\nperson = [{person}]\n\
             events = {{ {events} }}\nerase = \"delete\"\n[table.columns]\nid = {{ ignore = \"key\" }}\n"
        )
    };
    let link = |column: &str, of: &str, at: &str| format!("{{ column = \"{column}\", of = \"{of}\", at = \"{at}\" }}");
    let email = ", kind = \"email\"";
    let mut text = format!(
        "name = \"shop\"\nkind = \"{kind}\"\nurl = \"{url}\"\nlabel = {{ en = \"Shop\", fr = \"Boutique\" }}\n\
         [directory]\ntable = \"customers\"\nemail = \"email\"\nlanguage = \"lang\"\n"
    );
    let circle = format!("{{ identifier = \"email\" }}, {}", link("id", "emails", "customer_id"));
    text += &table("customers", &circle, "");
    text += &(held("email", "account", email)
        + &held("lang", "account", ", kind = \"language\"")
        + &held("phone", "contact", ""));
    let circle = format!("{{ identifier = \"email\" }}, {}", link("customer_id", "customers", "id"));
    text += &table("emails", &circle, "");
    text += &(held("email", "contact", email) + "customer_id = { ignore = \"link\" }\n");
    text += &table("orders", &link("customer_id", "customers", "id"), "ordered = \"ordered\"");
    text += &(held("note", "orders", "") + &held("ordered", "dates", "") + "customer_id = { ignore = \"link\" }\n");
    text += &table("order_lines", &link("order_id", "orders", "id"), "");
    text += &(held("label", "goods", "") + "order_id = { ignore = \"link\" }\n");
    let guests = format!("{{ identifier = \"who\" }}, {}", link("order_id", "orders", "id"));
    text += &table("invoices", &guests, "");
    text += &(held("who", "account", email) + &held("name", "invoices", "") + "order_id = { ignore = \"link\" }\n");
    let (declaration, found) = Declaration::parse(Path::new("shop.toml"), &text, Lang::ALL, &|_| None);
    declaration.unwrap_or_else(|| panic!("{found:#?}\n{text}"))
}

/// Runs a test on each kind of database, with its name.
fn each(test: impl Fn(&str, &Sources)) {
    let run = |kind: &str, url: &str| test(kind, &Sources::open(vec![declaration(kind, url)]));
    for fresh in fresh_databases() {
        match fresh.url() {
            DatabaseUrl::Sqlite(path) => {
                rusqlite::Connection::open(&path).unwrap().execute_batch(TABLES).unwrap();
                run("sqlite", &path.display().to_string());
            }
            DatabaseUrl::Postgres(url) => {
                postgres::Client::connect(url.expose(), postgres::NoTls).unwrap().batch_execute(TABLES).unwrap();
                run("postgres", url.expose());
            }
        }
    }
    if let Some(database) = MariaDb::fresh() {
        database.batch(TABLES);
        run("mariadb", &database.url());
    }
}

/// The counts, and the addresses of the list, each as it is compared.
fn reached(sources: &Sources, categories: &[&str], days: (Option<Date>, Option<Date>)) -> (Reached, BTreeSet<String>) {
    let categories: Vec<String> = categories.iter().map(|id| (*id).to_owned()).collect();
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let reach = Reach { categories: &categories, from: days.0, to: days.1, zone: &zone };
    let found = sources.get("shop").unwrap().session(|session| {
        // One at a time, so that there is always a next batch.
        let (mut people, mut place) = (BTreeSet::new(), None);
        loop {
            let (batch, next) = session.list_reached(&reach, place.as_ref(), 1)?;
            assert!(batch.len() <= 1);
            people.extend(batch.into_iter().map(|(address, _)| address.trim().to_lowercase()));
            if next.is_none() {
                return Ok((session.count_reached(&reach)?, people));
            }
            place = next;
        }
    });
    found.unwrap()
}

#[test]
fn each_person_counts_once_by_every_way_that_leads_to_them_and_the_list_names_the_same() {
    each(|kind, sources| {
        let all = (None, None);
        let may = (Some(date(2026, 5, 10)), Some(date(2026, 5, 31)));
        for (categories, days, people, unaddressed, records) in [
            // A phone, or a second address: customer 1 once, customer 3 without an address; an empty phone is none.
            (&["contact"][..], all, &["a@example.com"][..], 1, 3),
            // The erased customer of order 4 is nobody any more.
            (&["orders"], all, &["a@example.com", "b@example.com"], 0, 4),
            (&["goods"], all, &["a@example.com", "b@example.com"], 0, 2),
            (&["invoices"], all, &["a@example.com", "guest@example.com"], 0, 3),
            (&["goods", "contact"], all, &["a@example.com", "b@example.com"], 1, 5),
            (&["orders"], may, &["b@example.com"], 0, 1),
            (&["orders"], (Some(date(2026, 6, 2)), None), &["b@example.com"], 0, 1),
            (&["orders"], (None, Some(date(2026, 5, 1))), &["a@example.com"], 0, 1),
            // Tables without a date are left out where days are asked for.
            (&["contact"], may, &[], 0, 0),
            (&["nothing"], all, &[], 0, 0),
        ] {
            let (count, listed) = reached(sources, categories, days);
            let expected = Reached { people: people.len() as u64, unaddressed, records };
            assert_eq!(count, expected, "{categories:?} in {days:?} on {kind}");
            assert_eq!(listed.iter().map(String::as_str).collect::<Vec<_>>(), people, "{categories:?} on {kind}");
        }
    });
}
