//! Reports on both databases: what each does to the mail, the address and the campaign, once.

use super::campaigns;
use super::candidates;
use super::reports::{self, Noted, Sign};
use super::results::figures;
use super::sending;
use super::standings::{self, Seen};
use crate::audit::Actor;
use crate::bounces::{Cause, Kind, Report, Status, trace};
use crate::db::testing::each_database;
use crate::db::{Database, Db, Error, Id};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::bounce::Way;
use crate::refresh::campaign::{Pause, State};
use crate::refresh::report::{Bringer, Heard, hear};
use crate::secrets::{Keys, Random};
use diesel::connection::SimpleConnection;
use jiff::{SignedDuration, Timestamp};

fn now() -> Timestamp {
    "2026-03-12T13:22:00Z".parse().unwrap()
}

fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

/// A campaign that is sending, with a mail to each of so many people, all in one state.
struct Sent {
    campaign: Id,
    people: Vec<Person>,
    mails: Vec<Id>,
}

fn sent(tx: &mut Db, count: usize, state: &str) -> Result<Sent, Error> {
    let (random, keys) = (Random::seeded(5), Keys::for_tests());
    let import = standings::begin_import(tx, now(), "shop", None)?;
    let mut people = Vec::new();
    for number in 0..count {
        let address = Address::parse(&format!("person{number}@example.com")).unwrap();
        let person = people::ensure(tx, now(), &random, &keys, &address, Lang::En)?;
        standings::see(tx, &person.fingerprint, "shop", Seen::default(), now())?;
        people.push(person);
    }
    standings::finish_import(tx, now(), "shop", import.pass_at)?;
    let (campaign, mails) = again(tx, &people, state, 5)?;
    Ok(Sent { campaign, people, mails })
}

/// Another campaign to the same people.
fn again(tx: &mut Db, people: &[Person], state: &str, seed: u64) -> Result<(Id, Vec<Id>), Error> {
    let random = Random::seeded(100 + seed);
    let campaign = campaigns::create(tx, now(), &random, "Yearly check", &Id::at(now(), &random), 100)?;
    let mut rows = format!("UPDATE refresh_campaigns SET state = 'sending' WHERE id = '{campaign}';");
    let mut mails = Vec::new();
    for person in people {
        let mail = Id::at(now(), &random);
        rows += &format!(
            "INSERT INTO refresh_recipients (id, campaign, person, lang, state, answer_token) \
             VALUES ('{mail}', '{campaign}', '{}', 'en', '{state}', 'token-{mail}');",
            person.id
        );
        mails.push(mail);
    }
    tx.batch_execute(&rows)?;
    Ok((campaign, mails))
}

/// A report as a mail server would bring it about a mail.
fn report(mail: &Id, kind: Kind, cause: Cause, name: &str) -> Report {
    Report {
        kind,
        cause,
        status: Some(Status { class: 5, subject: 1, detail: 1 }),
        recipient: Some("person0@example.com".to_owned()),
        message_id: None,
        traces: vec!["0".repeat(trace::LENGTH), trace::of(&Keys::for_tests(), mail)],
        own_id: name.to_owned(),
    }
}

fn bring(tx: &mut Db, at: Timestamp, report: &Report) -> Result<Heard, Error> {
    let (random, keys) = (Random::seeded(9), Keys::for_tests());
    hear(tx, &Bringer { now: at, random: &random, keys: &keys, way: Way::Mail, actor: Actor::Command }, report)
}

fn reasons(tx: &mut Db, person: &Person) -> Result<Vec<Exclusion>, Error> {
    let known = candidates::of(tx, std::slice::from_ref(&person.id), &Horizon::at(now(), 12, 12))?.remove(0);
    Ok(known.candidate.reasons(&Horizon::at(now(), 12, 12)).collect())
}

fn on_each(test: impl Fn(&mut Db) -> Result<(), Error>) {
    each_database(|database| database.write_now(&test).unwrap());
}

#[test]
fn scenario_65_a_hard_bounce_ends_the_address_at_once_and_is_noted_once() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 2, "sent")?;
        let bounce = report(&mails[0], Kind::Hard, Cause::Unknown, "one");
        assert_eq!(bring(tx, now(), &bounce)?, Heard::Noted);
        assert_eq!(bring(tx, days(1), &bounce)?, Heard::Known);
        assert_eq!(reasons(tx, &people[0])?, [Exclusion::Bounced]);
        assert_eq!(reasons(tx, &people[1])?, []);
        let figures = figures(tx, &campaign)?;
        assert_eq!((figures.state("failed"), figures.state("sent")), (1, 1));
        assert_eq!(figures.lost, [(Cause::Unknown, 1)]);
        let overview = reports::overview(tx, now())?;
        assert_eq!(overview.causes, [(Some(Cause::Unknown), 1)]);
        assert_eq!((overview.ways, overview.due), (vec![(Some(Way::Mail), 1)], 0));
        assert_eq!(reports::overview(tx, days(366))?.due, 1, "a colleague looks at it again");
        let bad = reports::list(tx, 10)?;
        assert_eq!((bad.len(), &bad[0].person, bad[0].since), (1, &people[0].id, now()));
        assert!(standings::release(tx, &people[0].fingerprint)?);
        assert!(!standings::release(tx, &people[0].fingerprint)?);
        assert_eq!(reasons(tx, &people[0])?, []);
        Ok(())
    });
}

#[test]
fn a_report_that_was_made_up_changes_nothing() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 1, "sent")?;
        let mut forged = report(&mails[0], Kind::Hard, Cause::Unknown, "one");
        // Its right id with a hash that was guessed, and a right trace of a mail that does not exist.
        let id: String = trace::of(&Keys::for_tests(), &mails[0]).chars().take(32).collect();
        forged.traces = vec![format!("{id}0123456789abcdef")];
        assert_eq!(bring(tx, now(), &forged)?, Heard::Foreign);
        let nobody = Id::at(now(), &Random::seeded(404));
        assert_eq!(bring(tx, now(), &report(&nobody, Kind::Complaint, Cause::Other, "two"))?, Heard::Foreign);
        assert_eq!(reasons(tx, &people[0])?, []);
        assert_eq!(figures(tx, &campaign)?.state("sent"), 1);
        assert_eq!(reports::signs(tx, &campaign)?, 0);
        Ok(())
    });
}

#[test]
fn three_soft_signs_within_two_weeks_end_the_address_and_older_ones_do_not_count() {
    on_each(|tx| {
        let Sent { people, mails, .. } = sent(tx, 1, "sent")?;
        let soft = |name: &str| report(&mails[0], Kind::Soft, Cause::Full, name);
        for (at, name, ended) in
            [(0, "a", false), (1, "b", false), (1, "b", false), (15, "c", false), (16, "d", false), (17, "e", true)]
        {
            bring(tx, days(at), &soft(name))?;
            assert_eq!(!reasons(tx, &people[0])?.is_empty(), ended, "after {name}");
        }
        assert_eq!(reports::overview(tx, now())?.causes, [(Some(Cause::Full), 1)]);
        Ok(())
    });
}

#[test]
fn a_server_that_refuses_us_says_nothing_against_an_address() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 1, "sent")?;
        for name in ["a", "b", "c", "d", "e"] {
            bring(tx, now(), &report(&mails[0], Kind::Soft, Cause::Blocked, name))?;
        }
        assert_eq!(reasons(tx, &people[0])?, []);
        let figures = figures(tx, &campaign)?;
        assert_eq!((figures.state("failed"), figures.lost_by(Cause::Blocked)), (1, 1), "one mail, however often told");
        Ok(())
    });
}

#[test]
fn a_report_settles_a_mail_whose_outcome_nobody_knew() {
    on_each(|tx| {
        let Sent { campaign, mails, .. } = sent(tx, 4, "unknown")?;
        bring(tx, now(), &report(&mails[0], Kind::Hard, Cause::Unknown, "a"))?;
        bring(tx, now(), &report(&mails[1], Kind::Delivered, Cause::Other, "b"))?;
        bring(tx, now(), &report(&mails[2], Kind::Delayed, Cause::Unreachable, "c"))?;
        let figures = figures(tx, &campaign)?;
        assert_eq!((figures.state("failed"), figures.state("sent"), figures.state("unknown")), (1, 1, 2));
        Ok(())
    });
}

#[test]
fn who_answered_or_moved_is_not_taken_for_unreachable() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 2, "sent")?;
        tx.batch_execute(&format!("UPDATE refresh_recipients SET answer = 'correct' WHERE id = '{}'", mails[0]))?;
        super::answers::close(tx, &people[1].id)?;
        for mail in &mails {
            assert_eq!(bring(tx, now(), &report(mail, Kind::Hard, Cause::Unknown, "a"))?, Heard::Noted);
        }
        assert_eq!((reasons(tx, &people[0])?, reasons(tx, &people[1])?), (vec![], vec![]));
        assert_eq!(figures(tx, &campaign)?.state("failed"), 1);
        Ok(())
    });
}

#[test]
fn a_complaint_is_an_objection_at_once_that_outlives_an_erasure() {
    on_each(|tx| {
        let Sent { people, mails, .. } = sent(tx, 1, "sent")?;
        let complaint = report(&mails[0], Kind::Complaint, Cause::Other, "a");
        assert_eq!(bring(tx, now(), &complaint)?, Heard::Noted);
        assert_eq!(reasons(tx, &people[0])?, [Exclusion::Complained, Exclusion::Stopped]);
        assert_eq!(standings::stopped_after(tx, 0, days(1))?.len(), 1, "the erasure ledger learns of it");
        people::forget(tx, &people[0].id)?;
        standings::forget(tx, &people[0].fingerprint)?;
        assert!(standings::is_stopped(tx, &people[0].fingerprint)?);
        Ok(())
    });
}

#[test]
fn nothing_names_an_address_once_its_person_is_forgotten_or_the_report_is_old() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 2, "sent")?;
        let named = |tx: &mut Db, print: &str| {
            let sql = "SELECT count(*) AS n FROM refresh_reports WHERE fingerprint = $1";
            #[derive(diesel::QueryableByName)]
            struct Count {
                #[diesel(sql_type = diesel::sql_types::BigInt)]
                n: i64,
            }
            let query = diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(print);
            Ok::<_, Error>(diesel::RunQueryDsl::get_result::<Count>(query, tx)?.n)
        };
        for mail in &mails {
            bring(tx, now(), &report(mail, Kind::Soft, Cause::Full, "a"))?;
        }
        assert_eq!((named(tx, &people[0].fingerprint)?, named(tx, &people[1].fingerprint)?), (1, 1));
        people::forget(tx, &people[0].id)?;
        standings::forget(tx, &people[0].fingerprint)?;
        assert_eq!(named(tx, &people[0].fingerprint)?, 0);
        assert_eq!(reports::tidy(tx, days(13))?, 0);
        assert_eq!(reports::tidy(tx, days(15))?, 1);
        assert_eq!(named(tx, &people[1].fingerprint)?, 0);
        assert_eq!(figures(tx, &campaign)?.lost_by(Cause::Full), 2, "the figures of the campaign stay");
        Ok(())
    });
}

#[test]
fn two_in_a_hundred_bounces_or_one_complaint_in_a_thousand_pause_the_campaign() {
    on_each(|tx| {
        let Sent { campaign, people, mails } = sent(tx, 100, "sent")?;
        bring(tx, now(), &report(&mails[0], Kind::Hard, Cause::Unknown, "a"))?;
        assert_eq!(campaigns::one(tx, &campaign)?.state, State::Sending);
        bring(tx, now(), &report(&mails[1], Kind::Soft, Cause::Blocked, "a"))?;
        let paused = campaigns::one(tx, &campaign)?;
        assert_eq!((paused.state, paused.pause), (State::Paused, Some(Pause::Bounces)));
        let (other, mails) = again(tx, &people, "sent", 6)?;
        bring(tx, now(), &report(&mails[0], Kind::Complaint, Cause::Other, "a"))?;
        let paused = campaigns::one(tx, &other)?;
        assert_eq!((paused.state, paused.pause), (State::Paused, Some(Pause::Complaints)));
        assert_eq!(sending::bounces(tx, &other)?, (0, 100));
        Ok(())
    });
}

#[test]
fn two_workers_that_take_the_same_report_note_it_once() {
    each_database(|database: Database| {
        let Sent { campaign, mails, .. } = database.write_now(|tx| sent(tx, 1, "sent")).unwrap();
        let sign = |tx: &mut Db| {
            let (kind, cause, way) = (Kind::Soft, Cause::Full, Way::Mail);
            reports::note(tx, now(), &Sign { mail: &mails[0], kind, cause, status: None, way, name: "one" })
        };
        let noted: Vec<Noted> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| database.write_now(sign).unwrap())).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert_eq!(noted.iter().filter(|noted| **noted == Noted::Known).count(), 3, "{noted:?}");
        assert_eq!(database.read_now(|db| reports::signs(db, &campaign)).unwrap(), 1);
    });
}
