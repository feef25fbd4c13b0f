//! Lists of what is over, made inside SQLite, PostgreSQL and MariaDB alike: the same rows on the same day, whatever type
//! the date has.

use crate::mariadb::MariaDb;
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Aged, Ending, RowKey, Sources};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::path::Path;

/// An evening in UTC that is the next day in Paris.
const TABLES: &str = "
CREATE TABLE letters (shop INT NOT NULL, id INT NOT NULL, who VARCHAR(90), day DATE, instant INSTANT, plain PLAIN,
    written VARCHAR(40), epoch BIGINT, millis BIGINT, colour VARCHAR(9), PRIMARY KEY (shop, id));
INSERT INTO letters VALUES
    (1, 1, 'a@example.com', '2023-03-09', '2023-03-09 23:30:00Z0', '2023-03-09 23:30:00', '2023-03-09', 1678318200, 1678318200000, 'red'),
    (1, 2, 'b@example.com', '2023-03-10', '2023-03-10 23:30:00Z0', '2023-03-10 23:30:00', '2023-03-10T23:30', 1678491000, 1678491000000, 'red'),
    (2, 1, 'c@example.com', '2023-03-11', '2023-03-11 08:00:00Z0', '2023-03-11 00:00:00', '2023-03-11', 1678521600, 1678521600000, 'red'),
    (2, 2, 'd@example.com', NULL, NULL, NULL, 'soon', 12, NULL, 'red'),
    (2, 3, 'e@example.com', '2022-01-01', '2022-01-01 00:00:00Z0', '2022-01-01 00:00:00', '2022-01-01', 1640995200, 1640995200000, 'red');
CREATE TABLE threads (id INT PRIMARY KEY, parent INT, who VARCHAR(90), last DATE,
    CONSTRAINT under FOREIGN KEY (parent) REFERENCES threads (id));
CREATE TABLE posts (id INT PRIMARY KEY, thread INT NOT NULL, who VARCHAR(90), sent DATE,
    CONSTRAINT within FOREIGN KEY (thread) REFERENCES threads (id));
INSERT INTO threads VALUES (1, NULL, 'a@example.com', '2020-01-01'), (2, 1, 'a@example.com', '2020-01-01'),
    (3, NULL, 'a@example.com', '2020-01-01'), (4, NULL, 'b@example.com', '2020-01-01'), (5, NULL, 'b@example.com', '2026-01-01');
INSERT INTO posts VALUES (1, 3, 'a@example.com', '2026-01-01');
CREATE TABLE orders (id INT PRIMARY KEY, who VARCHAR(90), gift VARCHAR(90) NOT NULL, mark VARCHAR(90) NOT NULL, total INT, ordered DATE);
INSERT INTO orders VALUES (1, 'a@example.com', 'With love', 'x', 10, '2020-01-01'), (2, NULL, 'erased', 'gone-2', 10, '2020-01-01'),
    (3, 'b@example.com', 'Thanks', 'y', 10, '2026-01-01');
";

fn declaration(kind: &str, url: &str) -> Declaration {
    let held = |name: &str, rest: &str| {
        let reason = "reason = { en = \"x\", fr = \"x\" }";
        format!("{name} = {{ category = \"contact\", label = {{ en = \"x\", fr = \"x\" }}, {reason}{rest} }}\n")
    };
    let table = |name: &str, key: &str, events: &str, erase: &str| {
        format!(
            "[[table]]\nname = \"{name}\"\nkey = {key}\nlabel = {{ en = \"x\", fr = \"x\" }}\n\
             person = [{{ identifier = \"who\" }}]\nevents = {{ {events} }}\nerase = \"{erase}\"\n[table.columns]\n"
        )
    };
    let mut text = format!(
        "name = \"shop\"\nkind = \"{kind}\"\nurl = \"{url}\"\nlabel = {{ en = \"Shop\", fr = \"Boutique\" }}\n"
    );
    let dates = ["day", "instant", "plain", "written", "epoch", "millis", "colour"];
    let events: Vec<String> = dates.iter().map(|name| format!("{name} = \"{name}\"")).collect();
    text += &table("letters", "[\"shop\", \"id\"]", &events.join(", "), "delete");
    text += &held("who", ", kind = \"email\"");
    for name in ["shop", "id"].iter().chain(&dates) {
        text += &held(name, "");
    }
    text += &table("threads", "[\"id\"]", "last = \"last\"", "delete");
    text += &(held("who", ", kind = \"email\"") + &held("id", "") + &held("parent", "") + &held("last", ""));
    text += &table("posts", "[\"id\"]", "sent = \"sent\"", "delete");
    text += &(held("who", ", kind = \"email\"") + &held("id", "") + &held("thread", "") + &held("sent", ""));
    text += &table("orders", "[\"id\"]", "ordered = \"ordered\"", "strip");
    text += &(held("who", ", kind = \"email\"")
        + &held("gift", "")
        + &held("mark", ", erase = \"replace\", replace = \"gone-{key}\""));
    text += &(held("id", ", erase = \"keep\"")
        + &held("total", ", erase = \"keep\"")
        + &held("ordered", ", erase = \"keep\""));
    let (declaration, found) = Declaration::parse(Path::new("shop.toml"), &text, Lang::ALL, &|_| None);
    declaration.unwrap_or_else(|| panic!("{found:#?}\n{text}"))
}

/// Runs a test on each kind of database, with its name.
fn each(test: impl Fn(&str, &Sources)) {
    let run = |kind: &str, url: &str| test(kind, &Sources::open(vec![declaration(kind, url)]));
    for fresh in fresh_databases() {
        let fresh: Fresh = fresh;
        match fresh.url() {
            DatabaseUrl::Sqlite(path) => {
                let sql = TABLES.replace("Z0", "Z").replace(" INSTANT", " TEXT").replace(" PLAIN", " TEXT");
                rusqlite::Connection::open(&path).unwrap().execute_batch(&sql).unwrap();
                run("sqlite", &path.display().to_string());
            }
            DatabaseUrl::Postgres(url) => {
                let sql =
                    TABLES.replace("Z0", "+00").replace(" INSTANT", " TIMESTAMPTZ").replace(" PLAIN", " TIMESTAMP");
                postgres::Client::connect(url.expose(), postgres::NoTls).unwrap().batch_execute(&sql).unwrap();
                run("postgres", url.expose());
            }
        }
    }
    if let Some(database) = MariaDb::fresh() {
        let sql = TABLES.replace("Z0", "").replace(" INSTANT", " TIMESTAMP NULL").replace(" PLAIN", " DATETIME");
        database.batch(&format!("SET time_zone = '+00:00'; {sql}"));
        database.batch("SET sql_mode = ''; UPDATE letters SET day = '0000-00-00' WHERE id = 2 AND shop = 2");
        run("mariadb", &database.url());
    }
}

fn numbers(keys: impl Iterator<Item = RowKey>) -> Vec<String> {
    keys.map(|key| key.plain()).collect()
}

fn over(sources: &Sources, event: &str, last: Date, zone: &TimeZone) -> (Vec<String>, u64) {
    let source = sources.get("shop").unwrap();
    let found = source.session(|session| {
        let aged = Aged { table: session.table("letters")?, event, last, zone };
        // Two at a time, so that there is a next batch, and a last one.
        let (mut keys, mut after) = (Vec::new(), None);
        loop {
            let (rows, end) = session.aged(&aged, &["who"], after.as_ref(), 2)?;
            assert!(rows.iter().all(|row| row.values[0].as_ref().unwrap().contains('@') && row.day <= last));
            keys.extend(rows.into_iter().map(|row| row.key));
            if end.is_none() {
                return Ok((numbers(keys.into_iter()), session.count_aged(&aged)?));
            }
            after = end;
        }
    });
    found.unwrap()
}

#[test]
fn the_same_rows_are_over_on_the_same_day_whatever_type_the_date_has_and_nothing_before() {
    each(|kind, sources| {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let last = date(2023, 3, 10);
        for event in ["day", "plain", "written"] {
            let (keys, count) = over(sources, event, last, &paris);
            assert_eq!((keys, count), (vec!["1-1".into(), "1-2".into(), "2-3".into()], 3), "{kind} {event}");
        }
        for event in ["instant", "epoch", "millis"] {
            // Half past midnight in Paris: the 11th.
            assert_eq!(over(sources, event, last, &paris).0, ["1-1", "2-3"], "{kind} {event}");
            let (keys, count) = over(sources, event, last, &TimeZone::UTC);
            assert_eq!((keys, count), (vec!["1-1".into(), "1-2".into(), "2-3".into()], 3), "{kind} {event}");
            if kind != "sqlite" || event != "instant" {
                assert_eq!(over(sources, event, last, &paris).1, 2, "{kind} {event}");
            }
        }
        assert_eq!(over(sources, "day", date(2021, 12, 31), &paris), (vec![], 0), "{kind}");
        let colour = sources.get("shop").unwrap().session(|session| {
            session.count_aged(&Aged { table: session.table("letters")?, event: "colour", last, zone: &paris })
        });
        assert_eq!(colour.unwrap(), 0, "{kind}: a word is no date");
    });
}

#[test]
fn what_others_point_to_or_a_hold_spares_stays_and_what_is_stripped_is_stripped_once() {
    each(|kind, sources| {
        let source = sources.get("shop").unwrap();
        let (zone, last) = (TimeZone::UTC, date(2023, 3, 10));
        let pass = |table: &str, event: &str, ending: Ending, spared: &BTreeSet<RowKey>| {
            source.session(|session| {
                let aged = Aged { table: session.table(table)?, event, last, zone: &zone };
                let (mut all, mut after) = (0, None);
                loop {
                    let (gone, end) = session.expire(&aged, ending, spared, after.as_ref(), 2)?;
                    all += gone;
                    if end.is_none() {
                        return Ok((all, session.count_expired(&aged, ending)?));
                    }
                    after = end;
                }
            })
        };
        let left = |table: &str, event: &str| {
            let rows = source.session(|session| {
                let aged = Aged { table: session.table(table)?, event, last: date(2030, 1, 1), zone: &zone };
                session.aged(&aged, &[], None, 100)
            });
            numbers(rows.unwrap().0.into_iter().map(|row| row.key))
        };
        let key = |number: i64| match kind {
            "sqlite" => RowKey(vec![habeas::sources::Cell::Integer(number)]),
            _ => RowKey(vec![habeas::sources::Cell::Text(number.to_string())]),
        };
        let spared = BTreeSet::from([key(4)]);
        // 1 has 2 below it, 3 has a newer post, 4 is spared, 5 is newer.
        assert_eq!(pass("threads", "last", Ending::Delete, &spared).unwrap(), (1, 3), "{kind}");
        assert_eq!(pass("threads", "last", Ending::Delete, &spared).unwrap(), (1, 2), "{kind}");
        assert_eq!(pass("threads", "last", Ending::Delete, &spared).unwrap(), (0, 2), "{kind}");
        assert_eq!(left("threads", "last"), ["3", "4", "5"], "{kind}");
        assert_eq!(pass("threads", "last", Ending::Delete, &BTreeSet::new()).unwrap(), (1, 1), "{kind}");
        assert_eq!(left("posts", "sent"), ["1"], "{kind}");
        let none = BTreeSet::new();
        assert_eq!(pass("orders", "ordered", Ending::Strip, &BTreeSet::from([key(1)])).unwrap(), (0, 1), "{kind}");
        assert_eq!(pass("orders", "ordered", Ending::Strip, &none).unwrap(), (1, 0), "{kind}");
        assert_eq!(pass("orders", "ordered", Ending::Strip, &none).unwrap(), (0, 0), "{kind}");
        let rows = source.session(|session| {
            let aged = Aged { table: session.table("orders")?, event: "ordered", last: date(2030, 1, 1), zone: &zone };
            session.aged(&aged, &["who", "gift", "mark", "total"], None, 100)
        });
        let rows: Vec<Vec<String>> = rows
            .unwrap()
            .0
            .into_iter()
            .map(|row| row.values.into_iter().map(Option::unwrap_or_default).collect())
            .collect();
        assert_eq!(
            rows,
            [["", "erased", "gone-1", "10"], ["", "erased", "gone-2", "10"], ["b@example.com", "Thanks", "y", "10"]],
            "{kind}"
        );
    });
}

#[test]
fn the_list_follows_the_key_as_the_database_orders_it_and_nobody_is_passed_over() {
    each(|kind, sources| {
        let source = sources.get("shop").unwrap();
        let written = source.session(|session| {
            for id in 10..=131 {
                let mut insert = session.connection.statement("INSERT INTO threads (id, who, last) VALUES (");
                insert.push(&format!("{id}, 'p{id}@example.com', '2020-01-01')"));
                session.connection.execute(&insert)?;
            }
            Ok(())
        });
        written.unwrap();
        let listed = source.session(|session| {
            let (table, zone) = (session.table("threads")?, TimeZone::UTC);
            let aged = Aged { table, event: "last", last: date(2020, 1, 1), zone: &zone };
            let (mut keys, mut after) = (Vec::new(), None);
            loop {
                let (rows, end) = session.aged(&aged, &[], after.as_ref(), 7)?;
                keys.extend(rows.into_iter().map(|row| row.key));
                if end.is_none() {
                    return Ok(numbers(keys.into_iter()));
                }
                after = end;
            }
        });
        let all: Vec<String> = (1..=4).chain(10..=131).map(|id: i32| id.to_string()).collect();
        assert_eq!(listed.unwrap(), all, "{kind}");
    });
}
