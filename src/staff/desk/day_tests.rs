use super::*;
use crate::db::schema::mail::outbox;
use crate::db::schema::requests::request_events as happenings;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::requests::clock::{About, Regime};
use crate::requests::{New, Right};
use crate::roles::Role;
use crate::staff::NewAccount;
use crate::staff::desk::{self, Act, By, Letter};
use diesel::prelude::*;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

fn rules() -> Rules {
    let paris = TimeZone::get("Europe/Paris").unwrap();
    Rules::new(&paris, Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10)
}

#[test]
fn ninety_days_with_restarts_and_a_clock_that_goes_back_send_everything_exactly_once() {
    each_database(|database| {
        let (random, keys, rules) = (Random::system(), Keys::for_tests(), rules());
        let start: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
        let hire = |email: &str, role: Role| {
            let email = Address::parse(email).unwrap();
            let new = NewAccount { email, name: "A".to_owned(), role, lang: Lang::Fr };
            database.write_now(|tx| staff::add(tx, start, &random, &new)).unwrap()
        };
        let lea = hire("lea@example.com", Role::Support);
        hire("max@example.com", Role::Dpo);
        hire("marketing@example.com", Role::Marketing);
        let person = |email: &str| {
            let address = Address::parse(email).unwrap();
            let made = |tx: &mut Db| crate::people::ensure(tx, start, &random, &keys, &address, Lang::Fr);
            database.write_now(made).unwrap().id
        };
        let ask = |email: &str| {
            let person = person(email);
            let new = New { person, right: Right::Access, lang: Lang::Fr, subject: None, message: "Tout".into() };
            let opened = |tx: &mut Db| requests::open(tx, start, &random, &keys, &rules, new.clone());
            database.write_now(opened).unwrap().request
        };
        // One that nobody takes, and one that waits for an answer that never comes.
        ask("ana@example.com");
        let asked = ask("bob@example.com");
        let by = By { id: &lea, role: Some(Role::Support) };
        let act = || Act { now: start, random: &random, keys: &keys, by };
        database.write_now(|tx| desk::claim(tx, act(), &asked)).unwrap();
        let asked = database.read_now(|db| requests::by_id(db, &asked.id)).unwrap().unwrap();
        let question = Letter::Question(About::Identity);
        database.write_now(|tx| desk::write(tx, act(), &asked, question, "Qui ?")).unwrap();

        let mut sent = Sent::default();
        for step in 0..90 * 4 {
            let now = start + SignedDuration::from_hours(6 * step);
            // Twice at the same moment, as after a restart, and once more with the clock an hour back.
            for at in [now, now, now - SignedDuration::from_hours(1)] {
                let done = database.write_now(|tx| day(tx, at, &random, &keys, &rules)).unwrap();
                sent.digests += done.digests;
                sent.warnings += done.warnings;
                sent.reminders += done.reminders;
            }
        }
        // Both are due on 7 April: near once and late once each; one question, one reminder.
        assert_eq!((sent.warnings, sent.reminders), (4, 1));
        // From 31 March on both are in sight of two colleagues, on every working day until the last morning.
        let first: Date = "2026-03-31".parse().unwrap();
        let last: Date = "2026-06-02".parse().unwrap();
        let days = first.series(1.day()).take_while(|day| *day <= last);
        let working = days.filter(|day| rules.holidays.works_on(*day)).count();
        assert_eq!(sent.digests, 2 * working);
        let mails = |kind: &'static str| -> i64 {
            let of = outbox::table.filter(outbox::mail.eq(kind)).count();
            database.read_now(|db| Ok::<_, Error>(of.get_result(db)?)).unwrap()
        };
        assert_eq!(mails("staff-digest"), i64::try_from(2 * working).unwrap());
        // The question itself, and its reminder: the desk's page queues the first, so only the second is here.
        assert_eq!(mails("need-something"), 1);
        let warned = happenings::table.filter(happenings::kind.eq("warned")).count();
        let warned: i64 = database.read_now(|db| Ok::<_, Error>(warned.get_result(db)?)).unwrap();
        assert_eq!(warned, 4);
    });
}
