//! Two hundred erasures over an SQLite and a PostgreSQL source, carried out by `habeas work`, which is killed at random
//! moments until everything is done.

use crate::program::{Installation, pause, write};
use crate::sources_live::bench::Shop;
use habeas::app::App;
use habeas::clock::Clock;
use habeas::db::Id;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::erasure::ask::Wish;
use habeas::erasure::{self, StepState, store};
use habeas::lang::Lang;
use habeas::people::{self, Address};
use habeas::secrets::Random;
use habeas::sources::{Plan, Scope};
use std::collections::BTreeSet;
use std::time::Duration;

const PEOPLE: usize = 200;

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

/// So many people ask for their erasure, to begin at once.
pub fn ask_all(app: &App, people: usize) -> Vec<Id> {
    let portal = app.portal();
    let ask = |n: usize| {
        let address = Address::parse(&format!("p{n}@example.net")).unwrap();
        let asked = portal.db.write_now(|tx| {
            let (random, keys) = (&portal.random, &portal.keys);
            let person = people::ensure(tx, portal.clock.now(), random, keys, &address, Lang::Fr)?;
            let wish = Wish { scope: Scope::Everything, plan: Plan::default(), reason: String::new() };
            erasure::ask::ask(tx, portal, &person, Lang::Fr, &wish)
        });
        asked.unwrap().erasure
    };
    (0..people).map(ask).collect()
}

/// Starts `habeas work` and kills it at a random moment of its work, again and again until nothing is left to erase;
/// how often.
fn work_and_kill(installation: &Installation) -> usize {
    let random = Random::seeded(42);
    let open = || installation.count("SELECT count(*) FROM erasures WHERE state IN ('scheduled', 'running')");
    // Each step counts when it is written down and when it is done, so that the planning is hit too.
    let done = || {
        let steps = "SELECT count(*) FROM erasure_steps";
        installation.count(steps) + installation.count(&format!("{steps} WHERE state = 'done'"))
    };
    for kills in 0..500 {
        let mut working = installation.start(&["work"]);
        // Some more steps, then a moment that may fall anywhere: a machine under load proves the same as an idle one.
        let enough = done() + 1 + usize::try_from(random.below(60)).unwrap();
        while done() < enough {
            assert!(!working.has_ended(), "it ended by itself");
            if open() == 0 {
                working.kill();
                installation.let_leases_end();
                return kills;
            }
            pause();
        }
        std::thread::sleep(Duration::from_millis(random.below(40)));
        working.kill();
        installation.let_leases_end();
    }
    panic!("it never ends: {} are open", open());
}

#[test]
fn killed_at_random_two_hundred_erasures_all_end_verified_none_half_done_none_twice() {
    two_hundred(Fresh::sqlite());
}

#[test]
fn killed_at_random_two_hundred_erasures_all_end_with_the_portal_in_postgresql_too() {
    Fresh::postgres().into_iter().for_each(two_hundred);
}

/// Over two sources, with the portal in this database.
fn two_hundred(database: Fresh) {
    let mut sources = fresh_databases();
    // Without PostgreSQL, by a person's choice, both are SQLite.
    if sources.len() < 2 {
        sources.push(Fresh::sqlite());
    }
    let names = ["left", "right"];
    let shops: Vec<Shop> = sources.into_iter().zip(names).map(|(db, name)| Shop::open(db, name)).collect();
    let mut installation = Installation::new(database);
    installation.set("ERASURE__GRACE_DAYS", "0");
    for (shop, name) in shops.iter().zip(names) {
        shop.sql(&people_sql());
        write(&installation.folder.join(format!("sources/{name}.toml")), &shop.file(name));
    }
    let bystanders =
        "SELECT id || email || name || coalesce(phone, '-') AS x FROM customers WHERE id < 1000 ORDER BY id";
    let before: Vec<String> = shops.iter().map(|shop| shop.ask(bystanders)).collect();
    let app = App::open(installation.config(), Clock::system(), Random::system(), false).unwrap();
    let erasures = ask_all(&app, PEOPLE);

    let kills = work_and_kill(&installation);
    assert!(kills >= 10, "only {kills} kills: nothing was proven");

    let (db, keys) = (&app.portal().db, &app.portal().keys);
    for id in &erasures {
        let steps = db.read_now(|db| store::steps_of(db, keys, id)).unwrap();
        assert_eq!(steps.len(), shops.len());
        for step in &steps {
            assert_eq!(step.state, StepState::Done);
            assert!(step.seen.as_ref().unwrap().is_clean(), "{:?}", step.seen);
        }
        let copies = db.read_now(|db| habeas::archive::of_erasure(db, keys, id)).unwrap();
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
        let orphans = "invoices i LEFT JOIN customers c ON c.id = i.customer_id WHERE c.id IS NULL";
        assert_eq!(count(orphans), "0");
    }
    forgotten_and_told_once(&installation, &app);
    println!("{PEOPLE} erasures over {} sources, {kills} kills", shops.len());
}

/// Half an hour later the portal has forgotten everybody, and each person has one last mail.
fn forgotten_and_told_once(installation: &Installation, app: &App) {
    installation.query("UPDATE jobs SET run_at = created_at WHERE state = 'waiting'");
    installation.run(&["work", "--until-idle"], "");
    assert_eq!(installation.count("SELECT count(*) FROM persons"), 0);
    assert_eq!(installation.count("SELECT count(*) FROM jobs WHERE state = 'failed'"), 0);
    // A mail cut off between leaving and being noted leaves again as the same mail, which mailboxes show once.
    let mut mails = app.portal().mailer.recent(1000).unwrap();
    // Not what the officer gets each morning.
    mails.retain(|mail| mail.to.to_lowercase().ends_with("@example.net"));
    let told: BTreeSet<String> = mails.iter().map(|mail| mail.to.to_lowercase()).collect();
    let sent: BTreeSet<&str> = mails.iter().map(|mail| mail.id.as_str()).collect();
    assert_eq!((told.len(), sent.len()), (PEOPLE, PEOPLE), "a last mail each");
}
