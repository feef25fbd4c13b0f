//! Campaigns over more than a year, day and night, with restarts of the program and a clock that steps back: each person is
//! asked at most once in a period and reminded at most once, in office hours of working days only, by the clock and the calendar of
//! where they live, and who answers, stops, objects or is erased hears no more of it. What is judged are the mails that left.

use crate::harness::rows_of;
use habeas::app::App;
use habeas::clock::Clock;
use habeas::config::{DatabaseUrl, MailTransport};
use habeas::db::testing::{Fresh, portal_databases};
use habeas::db::{Db, Error, Id};
use habeas::jobs::{Handler, Worker};
use habeas::people::{self, Address};
use habeas::refresh::campaign::{Act, Answer};
use habeas::refresh::schedule::Schedule;
use habeas::refresh::{self, By, Link};
use habeas::secrets::{Random, Token};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, ZonedDateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The afternoon before Easter: with so few mails in an hour, most of the first ones would leave on the holiday.
const START: &str = "2026-04-03T13:30:00Z";
const DAYS: i64 = 400;
/// How many people the shop has.
const PEOPLE: u32 = 60;
/// How many months the campaign that goes on lets pass, and the settings too.
const MONTHS: i64 = 6;
/// After how many days it reminds.
const REMIND: i64 = 14;

/// The public holidays of France in this time on days of the week, from a calendar on a wall.
const HOLIDAYS: [&str; 11] = [
    "2026-04-06",
    "2026-05-01",
    "2026-05-08",
    "2026-05-14",
    "2026-05-25",
    "2026-07-14",
    "2026-11-11",
    "2026-12-25",
    "2027-01-01",
    "2027-03-29",
    "2027-05-06",
];

/// Those of Quebec, for the customers in Montreal, and of Bavaria, for those who live in Auckland and keep them all the same.
const OF_QUEBEC: [&str; 9] = [
    "2026-04-03",
    "2026-05-18",
    "2026-06-24",
    "2026-07-01",
    "2026-09-07",
    "2026-10-12",
    "2026-12-25",
    "2027-01-01",
    "2027-03-26",
];
const OF_BAVARIA: [&str; 12] = [
    "2026-04-03",
    "2026-04-06",
    "2026-05-01",
    "2026-05-14",
    "2026-05-25",
    "2026-06-04",
    "2026-12-25",
    "2027-01-01",
    "2027-01-06",
    "2027-03-26",
    "2027-03-29",
    "2027-05-06",
];
/// Where customers live: every fifth in Montreal, which has the time of Toronto, every fifth in Auckland.
const ABROAD: &str = "UPDATE customers SET \
    favourite_range = CASE id % 5 WHEN 1 THEN 'America/Toronto' WHEN 2 THEN 'Pacific/Auckland' END, \
    loyalty_tier = CASE id % 5 WHEN 1 THEN 'CA-QC' WHEN 2 THEN 'DE-BY' ELSE 'bronze' END";

/// A mail that left.
#[derive(Clone, Debug)]
struct Left {
    at: ZonedDateTime,
    is_reminder: bool,
    answer: String,
}

/// The program, which is stopped and started again.
struct Life {
    folder: PathBuf,
    database: DatabaseUrl,
    clock: Clock,
    random: Random,
    app: Option<App>,
    runtime: tokio::runtime::Runtime,
    /// By address.
    left: BTreeMap<String, Vec<Left>>,
    _fresh: Fresh,
    _temporary: tempfile::TempDir,
}

impl Life {
    fn begin(fresh: Fresh) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("demo");
        let (clock, random) = (Clock::fixed(START.parse().unwrap()), Random::seeded(8));
        habeas::demo::prepare(&folder, PEOPLE, 7, &clock, &Random::seeded(7)).unwrap();
        let (file, said) = (folder.join("sources/shop.toml"), "segment = \"loyalty_tier\"");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(said), "the demo's directory of customers is declared otherwise");
        let more = "zone = \"favourite_range\"\ncountry = \"loyalty_tier\"\n";
        std::fs::write(&file, text.replacen(said, &format!("{more}{said}"), 1)).unwrap();
        rows_of(&DatabaseUrl::Sqlite(folder.join("shop.sqlite")), ABROAD);
        let (database, left) = (fresh.url(), BTreeMap::new());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut life =
            Self { folder, database, clock, random, app: None, runtime, left, _fresh: fresh, _temporary: temporary };
        life.restart();
        life
    }

    fn restart(&mut self) {
        if self.app.take().is_some() {
            let troubled = rows_of(&self.database, "SELECT kind, last_error FROM jobs WHERE last_error <> 'put off'");
            assert!(troubled.is_empty(), "jobs in trouble: {troubled:?}");
        }
        let mut config = habeas::app::settings(&self.folder.join("habeas.toml")).unwrap();
        config.database.url = self.database.clone();
        config.database.pool_size = 2;
        config.mail.transport = MailTransport::Memory;
        config.refresh.ask_after_months = u32::try_from(MONTHS).unwrap();
        self.app = Some(App::open(config, self.clock.clone(), self.random.clone(), false).unwrap());
    }

    fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    /// Runs what is due of the mailings; the directory is taken in only where `all`, as it stays the same.
    fn work(&mut self, all: bool) {
        let portal = self.app().portal().clone();
        let (db, clock, random) = (portal.db.clone(), portal.clock.clone(), portal.random.clone());
        let wanted = |handler: &Handler<_>| all || handler.kind() != "refresh.import";
        let worker = Worker::new(portal, db, clock, random)
            .handling(refresh::jobs().into_iter().filter(wanted))
            .repeating(refresh::schedules());
        self.runtime.block_on(worker.run_until_idle()).unwrap();
        self.note();
    }

    /// Notes the mails that left since the last look.
    fn note(&mut self) {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = self.clock.now().to_zoned_datetime(zone);
        let mails = self.app().portal().mailer.recent(40).unwrap();
        for mail in mails {
            let links = mail.text.split_whitespace().filter_map(|word| word.split_once("/c/"));
            let Some(answer) = links.map(|(_, token)| token.to_owned()).next() else { continue };
            let theirs = self.left.entry(mail.to.to_lowercase()).or_default();
            if theirs.iter().all(|known| known.answer != answer) {
                let is_reminder = mail.subject.starts_with("Rappel") || mail.subject.starts_with("Reminder");
                theirs.push(Left { at: at.clone(), is_reminder, answer });
            }
        }
    }

    fn approve(&self, name: &str, schedule: &Schedule) {
        let (author, approver) = (Id::new(&self.clock, &self.random), Id::new(&self.clock, &self.random));
        let by = |colleague| By { colleague, now: self.clock.now(), random: &self.random };
        let approved = |tx: &mut Db| {
            let id = refresh::create(tx, &by(&author), name, 4)?;
            refresh::plan(tx, &by(&author), &id, schedule)?;
            refresh::act(tx, &by(&author), &id, Act::Submit).unwrap();
            refresh::act(tx, &by(&approver), &id, Act::Approve).unwrap();
            Ok::<_, Error>(())
        };
        self.app().portal().db.write_now(approved).unwrap();
    }

    fn import(&mut self) {
        let colleague = Id::new(&self.clock, &self.random);
        let by = By { colleague: &colleague, now: self.clock.now(), random: &self.random };
        self.app().portal().db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by)).unwrap();
        self.work(true);
    }

    /// The answer behind the last mail to somebody.
    fn answer(&self, address: &str, answer: Answer) {
        let token = Token::parse(&self.left[address].last().unwrap().answer).unwrap().hash();
        let now = self.clock.now();
        let heard = self.app().portal().db.write_now(|tx: &mut Db| {
            let mail = refresh::asked(tx, now, Link::Answer, &token)?.unwrap();
            refresh::answer(tx, self.app().portal(), &mail, answer)
        });
        assert!(heard.unwrap(), "{answer:?} was not heard");
    }

    fn print(&self, address: &str) -> String {
        Address::parse(address).unwrap().fingerprint(&self.app().portal().keys)
    }

    fn object(&self, address: &str) {
        let (print, now) = (self.print(address), self.clock.now().as_microsecond());
        let values = format!("VALUES ('{print}', '{}', 'objected', {now})", refresh::ACTIVITY);
        rows_of(&self.database, &format!("INSERT INTO suppressions (fingerprint, activity, event, since) {values}"));
    }

    fn erase(&self, address: &str) {
        let (print, now) = (self.print(address), self.clock.now());
        let erased = self.app().portal().db.write_now(|tx: &mut Db| {
            let person = people::by_fingerprint(tx, &print)?.unwrap();
            people::mark_erased(tx, &print, now)?;
            refresh::forget(tx, &print)?;
            people::forget(tx, &person.id)
        });
        erased.unwrap();
    }
}

/// What people did: when they said no in some way, and when they confirmed.
#[derive(Default)]
struct Deeds {
    silent: BTreeMap<String, Timestamp>,
    confirmed: BTreeMap<String, Vec<Timestamp>>,
}

impl Deeds {
    /// Somebody who got a first mail lately and has not done anything about it.
    fn somebody(&self, life: &Life) -> Option<String> {
        let lately = life.clock.now() - SignedDuration::from_hours(24 * (REMIND - 1));
        let waits = |(address, mails): &(&String, &Vec<Left>)| {
            let last = mails.last().unwrap();
            let answered = self.confirmed.get(*address).and_then(|days| days.last());
            let is_open = answered.is_none_or(|day| *day < last.at.timestamp());
            !last.is_reminder && last.at.timestamp() > lately && is_open && !self.silent.contains_key(*address)
        };
        life.left.iter().find(waits).map(|(address, _)| address.clone())
    }

    /// On some days somebody answers, on others somebody wants to hear no more.
    fn happen(&mut self, life: &Life, day: i64) {
        let Some(address) = self.somebody(life) else { return };
        let now = life.clock.now();
        match day % 4 {
            1 => {
                life.answer(&address, Answer::Correct);
                self.confirmed.entry(address).or_default().push(now);
            }
            3 if self.silent.len() < 9 => {
                match self.silent.len() % 3 {
                    0 => life.answer(&address, Answer::Stop),
                    1 => life.object(&address),
                    _ => life.erase(&address),
                }
                self.silent.insert(address, now);
            }
            _ => {}
        }
    }
}

#[test]
fn over_four_hundred_days_nobody_is_asked_twice_in_a_period_at_night_on_a_holiday_or_after_they_said_no() {
    for fresh in portal_databases() {
        let mut life = Life::begin(fresh);
        life.import();
        let rolling = Schedule {
            every_months: Some(i32::try_from(MONTHS).unwrap()),
            remind_after_days: Some(i32::try_from(REMIND).unwrap()),
            ..Schedule::default()
        };
        life.approve("Always", &rolling);
        let begin = life.clock.now();
        let end = begin + SignedDuration::from_hours(24 * DAYS);
        let chance = Random::seeded(41);
        let mut deeds = Deeds::default();
        let (mut day, mut restarts, mut steps_back) = (0, 0, 0);
        while life.clock.now() < end {
            life.work(false);
            life.clock.advance(SignedDuration::from_mins(i64::try_from(240 + chance.below(360)).unwrap()));
            let today = life.clock.now().duration_since(begin).as_hours() / 24;
            if today == day {
                continue;
            }
            day = today;
            if day % 31 == 0 {
                restarts += 1;
                life.restart();
            }
            if day % 23 == 0 {
                steps_back += 1;
                life.clock.advance(SignedDuration::from_hours(-1));
            }
            // Others, to everybody, while the first goes on: nobody is due, and just when everybody is.
            if matches!(day, 100 | 186..=188) {
                life.approve("Everybody", &Schedule::default());
            }
            deeds.happen(&life, day);
        }
        life.restart();
        judge(&life, &deeds);
        assert!(restarts >= 10 && steps_back >= 10, "{restarts} {steps_back}");
        assert!(
            deeds.silent.len() >= 6 && deeds.confirmed.len() >= 5,
            "{} {}",
            deeds.silent.len(),
            deeds.confirmed.len()
        );
    }
}

fn judge(life: &Life, deeds: &Deeds) {
    let days = |days: &[&str]| -> BTreeSet<Date> { days.iter().map(|day| day.parse().unwrap()).collect() };
    let (here, quebec, bavaria) = (days(&HOLIDAYS), days(&OF_QUEBEC), days(&OF_BAVARIA));
    let shop = DatabaseUrl::Sqlite(life.folder.join("shop.sqlite"));
    let homes = rows_of(&shop, "SELECT lower(email), coalesce(favourite_range, 'Europe/Paris') FROM customers");
    let homes: BTreeMap<String, String> = homes.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let (mut reminded, mut twice, mut abroad) = (0, 0, BTreeMap::new());
    for (address, mails) in &life.left {
        let at: Vec<String> = mails.iter().map(|mail| format!("{} {}", mail.at, mail.is_reminder)).collect();
        let home = homes[address].as_str();
        let holidays = match home {
            "America/Toronto" => &quebec,
            "Pacific/Auckland" => &bavaria,
            _ => &here,
        };
        for mail in mails {
            let there = mail.at.timestamp().to_zoned_datetime(TimeZone::get(home).unwrap());
            let day = there.date();
            assert!((9..18).contains(&there.hour()), "at {there}");
            assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "on {there}");
            assert!(!holidays.contains(&day), "on the holiday {there}");
            *abroad.entry(home).or_insert(0) += 1;
            if let Some(since) = deeds.silent.get(address) {
                assert!(mail.at.timestamp() <= *since, "a mail after they said no on {since}: {at:?}");
            }
        }
        assert!(!mails[0].is_reminder);
        for pair in mails.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            if after.is_reminder {
                reminded += 1;
                assert!(!before.is_reminder, "reminded twice: {at:?}");
                let days = after.at.timestamp().duration_since(before.at.timestamp()).as_hours() / 24;
                assert!((REMIND - 1..=30).contains(&days), "reminded after {days} days: {at:?}");
            }
        }
        let firsts: Vec<&Left> = mails.iter().filter(|mail| !mail.is_reminder).collect();
        twice += usize::from(firsts.len() > 1);
        for pair in firsts.windows(2) {
            let earliest = pair[0].at.checked_add(MONTHS.months()).unwrap().timestamp() - SignedDuration::from_hours(2);
            assert!(pair[1].at.timestamp() >= earliest, "asked twice in {MONTHS} months: {at:?}");
        }
        for heard in deeds.confirmed.get(address).into_iter().flatten() {
            let zone = TimeZone::get("Europe/Paris").unwrap();
            let until = heard.to_zoned_datetime(zone).checked_add(MONTHS.months()).unwrap().timestamp();
            let until = until - SignedDuration::from_hours(2);
            let between = |mail: &&Left| mail.at.timestamp() > *heard && mail.at.timestamp() < until;
            assert_eq!(mails.iter().find(between).map(|mail| mail.at.to_string()), None, "they confirmed on {heard}");
        }
    }
    // It asked, asked again, and reminded: what must not happen could have.
    assert!(life.left.len() >= 10 && twice >= 5 && reminded >= 10, "{} {twice} {reminded}", life.left.len());
    assert!(abroad.len() == 3 && abroad.values().all(|mails| *mails >= 5), "{abroad:?}");
    // What left is what is written down.
    let mails: usize = life.left.values().map(Vec::len).sum();
    let written = rows_of(&life.database, "SELECT count(*) FROM refresh_recipients WHERE state = 'sent'");
    assert_eq!(written, [[mails.to_string()]]);
}
