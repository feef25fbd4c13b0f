//! A campaign whose process is killed again and again in the middle of sending: each person due gets the mail at most
//! once, and what nobody can know is parked, never sent again.

use crate::smtp_sink::{Manner, Sink};
use habeas::clock::Clock;
use habeas::config::{self, Config, DatabaseUrl, MailTransport, Smtp, Tls};
use habeas::db::{Database, Error, Id};
use habeas::jobs::Worker;
use habeas::lang::Lang;
use habeas::mail::{Letterhead, Mailer};
use habeas::portal::{Portal, Settings};
use habeas::record::Record;
use habeas::refresh::campaign::{Act, State};
use habeas::refresh::{self, By, Words};
use habeas::secrets::{Keys, Random};
use habeas::sources::Sources;
use habeas::sources::declaration::Declaration;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// Tells the child process where everything is: folder, port of the mail server, minutes its clock is ahead.
const PLACE: &str = "HABEAS_CRASH_CAMPAIGN";

/// How many people the customer file names, and the first of them who cannot be asked.
const PEOPLE: usize = 400;

const SOURCE: &str = r#"
name = "shop"
kind = "sqlite"
url = "shop.sqlite"
label = { en = "Shop", fr = "Boutique" }
[directory]
table = "customers"
email = "email"
language = "lang"
[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
lang = { ignore = "language of messages" }
"#;

fn shop(folder: &Path) {
    let shop = rusqlite::Connection::open(folder.join("shop.sqlite")).unwrap();
    shop.execute_batch("CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, lang TEXT); BEGIN").unwrap();
    for number in 0..PEOPLE {
        let email = match number {
            0 => "info@example.com".to_owned(),
            1 => "not an address".to_owned(),
            // The same person twice, written differently.
            2 => "Person3@Example.com ".to_owned(),
            _ => format!("person{number}@example.com"),
        };
        let lang = if number % 3 == 0 { "en" } else { "fr" };
        shop.execute("INSERT INTO customers VALUES (?, ?, ?)", (number as i64, email, lang)).unwrap();
    }
    shop.execute_batch("COMMIT").unwrap();
}

fn portal(folder: &Path, port: u16, ahead: i64) -> Portal {
    let clock = Clock::system();
    clock.advance(SignedDuration::from_mins(ahead));
    let text = "[portal]\nname = \"Maison Lavande\"\n[mail]\nfrom = \"privacy@example.com\"\n";
    let (config, mistakes) = Config::parse(&folder.join("habeas.toml"), text, &BTreeMap::new());
    let config = config.unwrap_or_else(|| panic!("{mistakes:?}"));
    let server = Smtp { host: "127.0.0.1".to_owned(), port, tls: Tls::None, credentials: None };
    let mail = config::Mail { transport: MailTransport::Smtp(server), ..config.mail };
    let record = folder.join("record.toml");
    let (record, mistakes) = Record::parse(&record, include_str!("../../config/starter/record.toml"), Lang::ALL);
    let record = record.unwrap_or_else(|| panic!("{mistakes:?}"));
    let (source, mistakes) = Declaration::parse(&folder.join("shop.toml"), SOURCE, Lang::ALL, &|_| None);
    let source = source.unwrap_or_else(|| panic!("{mistakes:?}"));
    let zone = config.portal.time_zone.clone();
    let house = Letterhead::new(&config.portal.name, &config.portal.base_url, &zone, &record);
    let requests = &config.requests;
    Portal {
        outgoing: habeas::outgoing::Outgoing::new(Default::default(), std::time::Duration::from_secs(5), 1).unwrap(),
        clock: clock.clone(),
        random: Random::system(),
        keys: Arc::new(Keys::for_tests()),
        db: Database::open(&DatabaseUrl::Sqlite(folder.join("habeas.sqlite")), 4).unwrap(),
        record: Arc::new(record),
        sources: Sources::open(vec![source]),
        mailer: Mailer::open(&mail, house, clock).unwrap(),
        settings: Arc::new(Settings {
            identity: config.identity.into(),
            requests: habeas::requests::Rules::new(
                &zone,
                requests.regime,
                requests.holidays,
                requests.internal_target_days,
            ),
            portal: config.portal,
            erasure: config.erasure,
            attachments: config.attachments,
            refresh: config.refresh,
            staff: config.staff,
            jobs: config.jobs,
            demo: false,
            folder: folder.to_owned(),
        }),
    }
}

fn worker(portal: &Portal) -> Worker<Portal> {
    Worker::new(portal.clone(), portal.db.clone(), portal.clock.clone(), portal.random.clone())
        .handling(refresh::jobs())
}

/// Not a test of its own: the process that the other one kills.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn the_process_that_sends() {
    let place = std::env::vars_os().find(|(name, _)| name == PLACE).unwrap().1.into_string().unwrap();
    let mut parts = place.split('|');
    let folder = parts.next().unwrap();
    let (port, ahead) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap());
    let portal = portal(Path::new(folder), port, ahead);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { worker(&portal).run_until_idle().await.unwrap() });
}

/// Starts it, and kills it once the server has taken `more` mails; waits for its end if it ends by itself.
fn run_and_kill(folder: &Path, sink: &Sink, ahead: i64, more: usize) {
    let before = sink.taken().len();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash_campaign::the_process_that_sends", "--ignored", "--nocapture"])
        .env(PLACE, format!("{}|{}|{ahead}", folder.display(), sink.port))
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    while child.try_wait().unwrap().is_none() {
        if sink.taken().len() >= before.saturating_add(more) {
            // SIGKILL: nothing of it can be caught.
            child.kill().unwrap();
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.wait().unwrap();
}

fn campaign(portal: &Portal) -> Id {
    let author = Id::new(&portal.clock, &portal.random);
    let approver = Id::new(&portal.clock, &portal.random);
    let by = |colleague| By { colleague, now: portal.clock.now(), random: &portal.random };
    let words = Words { intro_en: String::new(), intro_fr: String::new(), per_hour: 100_000 };
    let work = |tx: &mut habeas::db::Db| {
        let id = refresh::create(tx, &by(&author), "Yearly check", 100_000)?;
        refresh::write(tx, &by(&author), &id, &words)?;
        refresh::act(tx, &by(&author), &id, Act::Submit).unwrap();
        let own = refresh::act(tx, &by(&author), &id, Act::Approve);
        assert!(own.is_err(), "who wrote it approved it");
        assert_eq!(refresh::act(tx, &by(&approver), &id, Act::Approve).unwrap(), State::Planning);
        Ok::<_, Error>(id)
    };
    portal.db.write_now(work).unwrap()
}

#[test]
fn a_campaign_killed_ten_times_asks_nobody_twice_and_parks_what_it_cannot_know() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let sink = Sink::start(|| {
        std::thread::sleep(Duration::from_millis(2));
        Manner::Take
    });
    let here = portal(folder.path(), sink.port, 0);
    here.db.migrate().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let by = By { colleague: &Id::new(&here.clock, &here.random), now: here.clock.now(), random: &here.random };
    here.db.write_now(|tx| refresh::ask_import(tx, &by)).unwrap();
    runtime.block_on(async { worker(&here).run_until_idle().await.unwrap() });
    let id = campaign(&here);

    // A dead worker's lease ends after a minute: the next one's clock is two minutes further.
    for kill in 0..10 {
        run_and_kill(folder.path(), &sink, 2 * kill, 20);
    }
    run_and_kill(folder.path(), &sink, 30, usize::MAX);

    let figures = here.db.read_now(|db| refresh::figures(db, &id)).unwrap();
    let taken: Vec<String> = sink.taken().into_iter().map(|mail| mail.to.to_lowercase()).collect();
    let people: BTreeSet<&String> = taken.iter().collect();
    assert_eq!(people.len(), taken.len(), "somebody was asked twice");
    let due: BTreeSet<String> = (3..PEOPLE).map(|number| format!("person{number}@example.com")).collect();
    assert!(people.iter().all(|person| due.contains(*person)), "somebody was asked who is not due");
    // Whoever got no mail is parked or was asked: nobody is lost silently.
    let (sent, unknown) = (figures.state("sent"), figures.state("unknown"));
    assert_eq!(sent + unknown, due.len() as i64, "{figures:?}");
    assert!(unknown <= 10, "a kill leaves one mail in doubt at most: {unknown}");
    let missing = due.len() - people.len();
    assert!(missing as i64 <= unknown, "{missing} got nothing, but only {unknown} are parked");
    assert_eq!(figures.state("planned") + figures.state("sending"), 0);
    assert_eq!(figures.left_out("generic"), 1);
    let state = here.db.read_now(|db| refresh::one(db, &id)).unwrap().state;
    assert_eq!(state, State::Done);
    for mail in sink.taken() {
        assert!(mail.raw.contains("List-Unsubscribe: <http://127.0.0.1:8080/u/"));
        assert!(mail.raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    }
}
