//! Two hundred erasures over two sources, carried out by a process that is killed at random moments until it is done.
//!
//! The process is this test binary itself, told by its environment to work instead of to test.

use crate::sources_live::bench::{Shop, record};
use habeas::clock::Clock;
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::db::{Database, Id};
use habeas::erasure::run::{self, Tools};
use habeas::erasure::{StepState, Subject, store};
use habeas::lang::Lang;
use habeas::secrets::{Keys, Random};
use habeas::sources::declaration::{Declaration, SourceUrl};
use habeas::sources::{Plan, Sources};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const PEOPLE: usize = 200;
/// Where the child finds the portal's database and the two sources, separated by spaces.
const PLACES: &str = "HABEAS_CRASH_PLACES";

fn tools(db: Database, sources: Vec<Declaration>) -> Tools {
    Tools {
        clock: Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap()),
        random: Random::system(),
        keys: Arc::new(Keys::for_tests()),
        db,
        record: record(),
        sources: Sources::open(sources),
        zone: jiff::tz::TimeZone::UTC,
        searched_rows: 1_000_000,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn people_sql() -> String {
    (0..PEOPLE)
        .map(|n| {
            let id = 1000 + n;
            format!(
                "INSERT INTO customers VALUES ({id}, 'P{n}@example.net', NULL, 'Person {n}', '+33 7 {n}', 1, '2025-01-01', 1, NULL, NULL);
                 INSERT INTO orders VALUES ({id}, {id}, NULL, 'own'), ({id}0, 2, {id}, 'shared');
                 INSERT INTO order_lines VALUES ({id}, 1, 'lamp'), ({id}, 2, 'bulb'), ({id}0, 1, 'table');
                 INSERT INTO invoices VALUES ({id}, {id}, '2025-01-01', 10, 'Person {n}', 'p{n}@example.net');
                 INSERT INTO tickets VALUES ({id}, 'p{n}@example.net', '2019-01-01', 'old');
                 INSERT INTO newsletter VALUES ('p{n}@example.net', 'yes');\n"
            )
        })
        .collect()
}

fn schedule(tools: &Tools, n: usize) -> Id {
    let subject = Subject { addresses: vec![format!("p{n}@example.net")] };
    let Tools { clock, random, keys, db, .. } = tools;
    let who = Id::new(clock, random);
    let plan = Plan::default();
    let new = store::New {
        person: Some(&who),
        request: None,
        lang: Lang::Fr,
        starts_at: clock.now(),
        subject: &subject,
        plan: &plan,
    };
    db.write_now(|tx| store::schedule(tx, clock.now(), random, keys, &new)).unwrap().0
}

fn place(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => path.display().to_string(),
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
    }
}

fn url(place: &str) -> DatabaseUrl {
    match place.starts_with("postgres") {
        true => DatabaseUrl::Postgres(habeas::config::Secret::new(place.to_owned())),
        false => DatabaseUrl::Sqlite(Path::new(place).to_owned()),
    }
}

/// What the child does: takes up every erasure that is not over.
#[test]
#[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to work on")]
fn the_child_works_until_nothing_is_left() {
    let Ok(places) = std::env::var(PLACES) else { return };
    let places: Vec<&str> = places.split(' ').collect();
    let db = Database::open(&url(places[0]), 4).unwrap();
    let shops = ["left", "right"].iter().zip(&places[1..]).map(|(name, place)| Shop::declared(&url(place), name));
    let tools = tools(db, shops.collect());
    runtime().block_on(async {
        let open = tools.db.read(store::unfinished).await.unwrap();
        for id in open {
            for source in run::begin(&tools, &id).await.unwrap().unwrap() {
                run::act(&tools, &id, &source).await.unwrap();
            }
            let outcome = run::outcome(&tools, &id).await.unwrap();
            let (now, id) = (tools.clock.now(), id.clone());
            assert!(tools.db.write(move |tx| store::conclude(tx, now, &id, &outcome)).await.unwrap());
        }
    });
}

#[test]
fn killed_at_random_two_hundred_erasures_all_end_verified_none_half_done_none_twice() {
    let portal = Fresh::sqlite();
    let shops: Vec<Shop> =
        fresh_databases().into_iter().zip(["left", "right"]).map(|(db, name)| Shop::open(db, name)).collect();
    for shop in &shops {
        shop.sql(&people_sql());
    }
    let bystanders =
        "SELECT id || email || name || coalesce(phone, '-') AS x FROM customers WHERE id < 1000 ORDER BY id";
    let before: Vec<String> = shops.iter().map(|shop| shop.ask(bystanders)).collect();
    let tools = tools(portal.database(), shops.iter().map(Shop::declaration).collect());
    let erasures: Vec<Id> = (0..PEOPLE).map(|n| schedule(&tools, n)).collect();

    let mut places = vec![place(&portal.url())];
    for declaration in shops.iter().map(Shop::declaration) {
        places.push(match &declaration.url {
            SourceUrl::Sqlite(path) => path.display().to_string(),
            SourceUrl::Postgres(url) => url.expose().to_owned(),
            other => panic!("a shop of another kind: {:?}", other.kind()),
        });
    }
    let random = Random::seeded(42);
    let mut kills = 0;
    let ended = loop {
        assert!(kills < 2_000, "it never ends");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash_erasure::the_child_works_until_nothing_is_left"])
            .env(PLACES, places.join(" "))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Longer and longer lives, so that the whole ends; each moment of the work is hit again and again.
        let life = 60 + random.below(200 + 20 * kills);
        std::thread::sleep(Duration::from_millis(life));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    };
    assert!(ended.success(), "the last run failed");
    assert!(kills >= 10, "only {kills} kills: nothing was proven");

    for id in &erasures {
        let steps = tools.db.read_now(|db| store::steps_of(db, &tools.keys, id)).unwrap();
        assert_eq!(steps.len(), shops.len());
        for step in &steps {
            assert_eq!(step.state, StepState::Done);
            assert!(step.seen.as_ref().unwrap().is_clean(), "{:?}", step.seen);
        }
        let copies = tools.db.read_now(|db| store::archive_of(db, &tools.keys, id)).unwrap();
        assert_eq!(copies.len(), shops.len(), "one invoice in each source, archived once");
        for copy in copies {
            let billed = copy.values["billed_to"].as_deref().unwrap();
            assert!(billed.starts_with("Person "), "the copy is the true one");
        }
    }
    for (shop, before) in shops.iter().zip(before) {
        assert_eq!(shop.ask(bystanders), before);
        let count = |sql: &str| shop.ask(&format!("SELECT count(*) AS x FROM {sql}"));
        assert_eq!(count("newsletter WHERE email LIKE 'p%'"), "0");
        assert_eq!(count("tickets WHERE id >= 1000"), "0");
        assert_eq!(count("orders WHERE id >= 1000"), PEOPLE.to_string(), "the shared ones stay");
        assert_eq!(count("orders WHERE co_customer_id >= 1000"), "0", "and lead to nobody");
        assert_eq!(count("invoices WHERE id >= 1000 AND billed_to LIKE 'erased %' AND billing_email IS NULL"), "200");
        assert_eq!(count("customers WHERE id >= 1000 AND email LIKE 'erased-%' AND phone IS NULL"), "200");
        assert_eq!(
            shop.ask(
                "SELECT count(*) AS x FROM invoices i LEFT JOIN customers c ON c.id = i.customer_id WHERE c.id IS NULL"
            ),
            "0"
        );
    }
    println!("{PEOPLE} erasures over {} sources, {kills} kills", shops.len());
}
