//! Backups: a portal whose database was restored stays closed until every erasure and objection since is applied again;
//! people and choices that come back in a restored source are found; a ledger that is missing or cut short is refused.

use crate::harness::{CAMILLE, House, each_house, wait};
use crate::visitor::Visitor;
use habeas::app::{App, StartError};
use habeas::clock::Clock;
use habeas::commands;
use habeas::consents::{self, EventKind, Said};
use habeas::db::testing::fresh_databases;
use habeas::erasure::ledger::{LedgerError, NoteError, keep_looking};
use habeas::lang::Lang;
use habeas::people::{self, Address};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::PathBuf;
use tokio::sync::watch;

/// How many are erased and how many object after the backup: `HABEAS_TEST_RESTORE="500 200"` tries more, of the portal and of
/// its sources.
fn counts(otherwise: (usize, usize)) -> (usize, usize) {
    let wanted = std::env::vars().find(|(name, _)| name == "HABEAS_TEST_RESTORE").map(|(_, value)| value);
    let Some(wanted) = wanted else { return otherwise };
    let (erased, objecting) = wanted.split_once(' ').unwrap();
    (erased.parse().unwrap(), objecting.parse().unwrap())
}

/// A house with so many customers that as many can be named.
fn house_of(known: usize, database: habeas::db::testing::Fresh) -> House {
    House::of(u32::try_from(known * 5 / 4 + 40).unwrap(), database, |_| {})
}

/// The first people of the shop, known to the portal.
fn known(house: &House, count: usize) -> Vec<Address> {
    let all = house.in_shop("SELECT group_concat(email) FROM (SELECT trim(email) AS email FROM customers ORDER BY id)");
    let mut addresses: Vec<Address> = all.split(',').filter_map(|text| Address::parse(text).ok()).collect();
    let mut seen = BTreeSet::new();
    addresses.retain(|address| seen.insert(address.normalised().to_owned()));
    addresses.truncate(count);
    assert_eq!(addresses.len(), count);
    addresses.iter().for_each(|address| known_as(house, address));
    addresses
}

/// As after a sign-in.
fn known_as(house: &House, address: &Address) {
    let portal = house.app.portal();
    let now = portal.clock.now();
    let known = portal.db.write_now(|tx| {
        let person = people::ensure(tx, now, &portal.random, &portal.keys, address, Lang::Fr)?;
        people::come_back(tx, &person.fingerprint, now)
    });
    known.unwrap();
}

fn object(house: &House, address: &Address) {
    let portal = house.app.portal();
    let print = address.fingerprint(&portal.keys);
    let entry = consents::Entry {
        fingerprint: &print,
        activity: consents::ALL_MARKETING,
        kind: EventKind::Objected,
        words: "Stop.",
        lang: Lang::Fr,
        said: Said::CHOICES,
    };
    assert!(portal.db.write_now(|tx| consents::record(tx, portal.clock.now(), &portal.random, &entry)).unwrap());
}

fn ledger(house: &House) -> PathBuf {
    house.app.portal().settings.erasure.ledger.clone()
}

/// The same portal started again, on another port.
fn started(house: &House) -> (Result<App, StartError>, TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut config = habeas::app::settings(&house.folder.join("habeas.toml")).unwrap();
    config.portal.base_url = format!("http://{address}");
    config.portal.host = address.to_string();
    config.portal.listen = address;
    config.portal.secure = false;
    config.database.url = house.database_url();
    config.database.pool_size = 4;
    config.mail.transport = habeas::config::MailTransport::Memory;
    let url = config.portal.base_url.clone();
    (App::open(config, house.clock.clone(), house.random.clone(), false), listener, url)
}

fn known_rows(house: &House) -> usize {
    house.query("SELECT id FROM persons").len()
}

#[test]
fn scenario_35_a_restored_portal_stays_closed_until_every_erasure_and_objection_since_is_applied_again() {
    let (erased, objecting) = counts((12, 5));
    let all = erased + objecting;
    for database in fresh_databases() {
        let house = &house_of(all, database);
        let people = known(house, all);
        house.backup();
        for address in &people[..erased] {
            assert!(wait(commands::erase(house.app.portal(), address.as_str())).unwrap().verified);
        }
        people[erased..].iter().for_each(|address| object(house, address));
        house.pass(SignedDuration::from_mins(2));
        let lines = std::fs::read_to_string(ledger(house)).unwrap();
        assert_eq!(lines.lines().count(), 1 + all, "the first line says that it began");
        assert!(people.iter().all(|address| !lines.contains(address.normalised())), "the ledger names nobody");
        let (app, ..) = started(house);
        assert!(!app.unwrap().portal().ledger.is_closed(), "nothing was restored yet");

        house.restore();
        assert_eq!(known_rows(house), all, "the backup brought them back");
        let (app, listener, url) = started(house);
        let app = app.unwrap();
        assert!(app.portal().ledger.is_closed());
        let (stop, stopped) = watch::channel(false);
        let serving = app.clone();
        let server = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move { serving.serve(listener, stopped).await.unwrap() });
        });
        let visitor = Visitor::new(&url);
        for (path, words) in [("/fr/sign-in", "restaurée depuis une sauvegarde"), ("/en/me", "restored from a backup")]
        {
            let page = visitor.get(path).expect(503);
            assert!(page.text().contains(words), "{}", page.text());
        }
        visitor.get("/health/ready").expect(503);
        let program = visitor.get("/api/v1/openapi.json").expect(503);
        assert!(program.body().starts_with('{'), "a program reads JSON: {}", program.body());

        // What is erased meanwhile from the command line does not make the database look new.
        let extra = Address::parse("nobody.yet@example.com").unwrap();
        wait(commands::erase(app.portal(), extra.as_str())).unwrap();
        let (again, ..) = started(house);
        assert!(again.unwrap().portal().ledger.is_closed());

        let watch = Clock::system();
        let began = watch.now();
        let applied = wait(app.catch_up()).unwrap();
        let took = watch.now().duration_since(began);
        println!("{}: {applied:?} in {took:?}", house.database);
        assert_eq!((applied.erasures, applied.choices), (erased, objecting));
        assert!(took.as_secs() < 60, "{took:?}");
        visitor.get("/health/ready").expect(200);
        visitor.get("/fr/sign-in").expect(200);
        let _ = stop.send(true);
        server.join().unwrap();

        assert_eq!(known_rows(house), objecting);
        let portal = app.portal();
        for address in &people[erased..] {
            let print = address.fingerprint(&portal.keys);
            let stopped = portal.db.read_now(|db| consents::store::is_suppressed(db, &print, consents::ALL_MARKETING));
            assert!(stopped.unwrap(), "an objection holds after a restore");
        }
        let proof = house.query("SELECT detail FROM audit_events WHERE action = 'erasure.ledger-applied'");
        assert!(proof.len() == 1 && proof[0][0].contains(&format!("\"erasures\":{erased}")), "{proof:?}");
        assert!(commands::audit_verify(&portal.db, &portal.keys).unwrap().holds());
        assert_eq!(wait(app.catch_up()).unwrap(), Default::default(), "once is enough");
        let (again, ..) = started(house);
        assert!(!again.unwrap().portal().ledger.is_closed());
    }
}

#[test]
fn a_database_that_is_restored_under_a_running_portal_closes_it() {
    each_house(|house| {
        let people = known(house, 1);
        house.backup();
        wait(commands::erase(house.app.portal(), people[0].as_str())).unwrap();
        house.restore();
        let portal = house.app.portal().clone();
        let ledger = portal.ledger.clone();
        wait(async {
            let (_stop, stopped) = watch::channel(false);
            let looking = tokio::spawn(keep_looking(portal, stopped));
            while !ledger.is_closed() {
                tokio::task::yield_now().await;
            }
            looking.abort();
        });
        house.visitor().get("/en/sign-in").expect(503);
        assert_eq!(wait(house.app.catch_up()).unwrap().erasures, 1);
        house.visitor().get("/en/sign-in").expect(200);
    });
}

#[test]
fn whoever_came_back_by_themselves_is_forgotten_by_the_restored_portal_and_keeps_what_the_shop_holds_now() {
    each_house(|house| {
        let address = Address::parse(CAMILLE).unwrap();
        known_as(house, &address);
        house.backup();
        wait(commands::erase(house.app.portal(), CAMILLE)).unwrap();
        let back = "UPDATE customers SET email = ?1 WHERE id = (SELECT min(id) FROM customers WHERE email NOT LIKE '%invalid')";
        assert_eq!(house.shop().execute(back, (CAMILLE,)).unwrap(), 1);
        known_as(house, &address);
        house.pass(SignedDuration::from_mins(2));

        house.restore();
        let app = started(house).0.unwrap();
        assert!(app.portal().ledger.is_closed());
        assert_eq!(wait(app.catch_up()).unwrap().erasures, 1);
        assert_eq!(known_rows(house), 0, "the portal's old data of them are gone again");
        let held = "SELECT count(*) FROM customers WHERE lower(trim(email)) = 'camille.aubry@example.com'";
        assert_eq!(house.in_shop(held), "1", "what they bought since is theirs");
        let print = address.fingerprint(&app.portal().keys);
        assert!(!app.portal().db.read_now(|db| people::is_erased(db, &print)).unwrap());
        assert_eq!(wait(commands::erasures_replay(app.portal(), None, false)).unwrap().erased, 0);
    });
}

#[test]
fn a_stop_that_a_restored_source_forgot_is_written_there_again() {
    each_house(|house| {
        let file = house.folder.join("newsletter.sqlite");
        let subscribed = || {
            let query = "SELECT subscribed FROM newsletter_signups WHERE lower(email) = 'camille.aubry@example.com'";
            crate::harness::sqlite_rows(&rusqlite::Connection::open(&file).unwrap(), query)[0][0].clone()
        };
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open("/en/me/choices").expect(200);
        visitor.submit(page.form("/choices/newsletter/stop"), &[]).expect(200);
        house.work();
        assert_eq!(subscribed(), "0");
        let forget = "UPDATE newsletter_signups SET subscribed = 1 WHERE lower(email) = 'camille.aubry@example.com'";
        assert_eq!(rusqlite::Connection::open(&file).unwrap().execute(forget, ()).unwrap(), 1);
        let dry = wait(commands::erasures_replay(house.app.portal(), None, true)).unwrap();
        assert_eq!((dry.choices.get("newsletter"), subscribed().as_str()), (Some(&1), "1"));
        let done = wait(commands::erasures_replay(house.app.portal(), Some("newsletter"), false)).unwrap();
        assert_eq!((done.choices.get("newsletter"), subscribed().as_str()), (Some(&1), "0"));
        let again = wait(commands::erasures_replay(house.app.portal(), None, false)).unwrap();
        assert!(again.choices.is_empty() && again.problems.is_empty());
        let unknown = wait(commands::erasures_replay(house.app.portal(), Some("shopp"), true)).unwrap_err();
        assert!(unknown.to_string().contains("no source `shopp`"), "{unknown}");
    });
}

#[test]
fn scenario_36_people_who_come_back_in_a_restored_or_synchronised_source_are_stopped_found_and_erased_again() {
    let (erased, _) = counts((3, 0));
    for database in fresh_databases() {
        let house = &house_of(erased + 1, database);
        let people = known(house, erased + 1);
        let (file, copy) = (house.folder.join("shop.sqlite"), house.folder.join("shop.backup"));
        house.shop().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        std::fs::copy(&file, &copy).unwrap();
        for address in &people[..erased] {
            wait(commands::erase(house.app.portal(), address.as_str())).unwrap();
        }
        let count = |address: &Address| {
            let query = format!("SELECT count(*) FROM customers WHERE lower(trim(email)) = '{}'", address.normalised());
            house.in_shop(&query)
        };
        assert!(people[..erased].iter().all(|address| count(address) == "0"));
        // The shop restores its own backup.
        let restored = rusqlite::Connection::open(&copy).unwrap();
        let mut live = rusqlite::Connection::open(&file).unwrap();
        rusqlite::backup::Backup::new(&restored, &mut live)
            .unwrap()
            .run_to_completion(1_000, Default::default(), None)
            .unwrap();
        // Of many people some are two customers.
        assert!(people[..erased].iter().all(|address| count(address) != "0"), "they are back");

        // The nightly import lets none of them in, and the nightly search makes a task of them.
        house.clock.advance(SignedDuration::from_hours(25));
        house.work_despite_trouble();
        let prints: Vec<String> =
            people[..erased].iter().map(|one| one.fingerprint(&house.app.portal().keys)).collect();
        let back = house.query(&format!("SELECT id FROM persons WHERE fingerprint IN ('{}')", prints.join("','")));
        assert_eq!(back, Vec::<Vec<String>>::new());
        let tasks = house.query("SELECT why FROM staff_tasks WHERE kind = 'erasure.returned'");
        assert!(tasks.len() == 1 && tasks[0][0].contains(&format!("{erased} in shop")), "{tasks:?}");

        let dry = wait(commands::erasures_replay(house.app.portal(), Some("shop"), true)).unwrap();
        assert_eq!((dry.found.get("shop"), dry.erased), (Some(&erased), 0));
        assert_eq!(count(&people[0]), "1", "a dry run changes nothing");
        let watch = Clock::system();
        let began = watch.now();
        let done = wait(commands::erasures_replay(house.app.portal(), Some("shop"), false)).unwrap();
        let took = watch.now().duration_since(began);
        println!("{}: {} people of a restored source erased again in {took:?}", house.database, done.erased);
        assert_eq!((done.erased, done.problems), (erased, vec![]));
        assert!(took.as_secs() < 60, "{took:?}");
        assert!(people[..erased].iter().all(|address| count(address) == "0"));
        assert_eq!(count(&people[erased]), "1", "whoever was not erased stays");

        // A synchronisation brings one of them back by another way of writing: stopped and found as well, in no audience.
        let sync = format!(
        "ATTACH '{}' AS older; INSERT OR REPLACE INTO customers SELECT * FROM older.customers WHERE lower(trim(email)) = '{}';
         UPDATE customers SET email = upper(email) WHERE lower(trim(email)) = '{}'; DETACH older",
        copy.display(),
        people[1].normalised(),
        people[1].normalised(),
    );
        house.shop().execute_batch(&sync).unwrap();
        assert_eq!(count(&people[1]), "1");
        house.clock.advance(SignedDuration::from_hours(25));
        house.work_despite_trouble();
        let known_to =
            |table: &str| house.query(&format!("SELECT count(*) FROM {table} WHERE fingerprint = '{}'", prints[1]));
        assert_eq!(
            (known_to("persons"), known_to("refresh_standings")),
            (vec![vec!["0".into()]], vec![vec!["0".into()]])
        );
        let tasks = house.query("SELECT why FROM staff_tasks WHERE kind = 'erasure.returned'");
        assert!(tasks.iter().any(|task| task[0].contains("1 in shop")), "{tasks:?}");
        let done = wait(commands::erasures_replay(house.app.portal(), Some("shop"), false)).unwrap();
        assert_eq!((done.erased, count(&people[1]).as_str()), (1, "0"));
        house.expect_failed("erasure.returned");
    }
}

#[test]
fn a_ledger_that_is_missing_cut_short_or_changed_is_refused() {
    let house = House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let path = ledger(&house);
    let refused = || match started(&house).0 {
        Err(StartError::Ledger(NoteError::Ledger(error))) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the portal starts"),
    };
    // Before anybody was erased: a backup of this moment must not open without the ledger either.
    let begun = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(refused(), LedgerError::Cut { found: 0, known: 1, .. }));
    std::fs::write(&path, &begun).unwrap();

    let people = known(&house, 2);
    for address in &people {
        wait(commands::erase(house.app.portal(), address.as_str())).unwrap();
    }
    let whole = std::fs::read(&path).unwrap();
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    std::fs::write(&path, &whole[..=ends[1]]).unwrap();
    assert!(matches!(refused(), LedgerError::Cut { found: 2, known: 3, .. }));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(refused(), LedgerError::Cut { found: 0, known: 3, .. }));
    let mut changed = whole.clone();
    changed[20] ^= 1;
    std::fs::write(&path, changed).unwrap();
    assert!(matches!(refused(), LedgerError::Changed { line: 1, .. }));
    std::fs::write(&path, &whole).unwrap();
    assert!(started(&house).0.is_ok());
    // Without any copy, and if the database was not restored: a new one from what the database knows.
    std::fs::remove_file(&path).unwrap();
    let mut config = habeas::app::settings(&house.folder.join("habeas.toml")).unwrap();
    config.database.url = house.database_url();
    let rebuilt = commands::erasures_rebuild(&config).unwrap();
    assert_eq!((rebuilt.erased, rebuilt.refused), (2, None));
    assert!(!started(&house).0.unwrap().portal().ledger.is_closed());
    assert!(commands::erasures_rebuild(&config).is_err(), "a whole ledger is left alone");
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
}
