use super::bars;
use super::campaigns;
use super::candidates;
use super::results::figures;
use super::sending::{self, Hand, Next, Outcome, Tokens};
use super::standings::{self, Mark, Seen};
use super::tests::policy;
use crate::bounces::Cause;
use crate::consents::{self, Entry, EventKind, Said};
use crate::db::testing::each_database;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::record::{Basis, Record};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::bounce::Way;
use crate::refresh::campaign::State;
use crate::refresh::family::Grounds;
use crate::refresh::schedule::{Policy, Schedule};
use crate::secrets::{Keys, Random, Token};
use diesel::connection::SimpleConnection;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;

fn now() -> Timestamp {
    "2026-03-12T13:22:00Z".parse().unwrap()
}

fn horizon() -> Horizon {
    Horizon::at(now(), 12, 12)
}

/// In this record details checks rest on consent.
fn by_consent() -> Grounds {
    let text = include_str!("../../../config/starter/record.toml");
    let mut record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
    for activity in record.activities.iter_mut().filter(|activity| activity.id == standings::ACTIVITY) {
        activity.basis = Basis::Consent;
    }
    Grounds::of(Arc::new(record))
}

/// As [`horizon`], where the record lets the checks rest on consent.
fn of_consent() -> Horizon {
    horizon().needing(by_consent().needs(None))
}

fn say(tx: &mut Db, person: &Person, kind: EventKind) -> Result<(), Error> {
    let (fingerprint, activity) = (person.fingerprint.as_str(), standings::ACTIVITY);
    let entry = Entry { fingerprint, activity, kind, words: "Yes, ask me.", lang: Lang::En, said: Said::CHOICES };
    consents::record(tx, now(), &Random::system(), &entry).map(drop)
}

/// A person whom the last whole pass over the customer file named, and who agreed to be asked.
fn person(tx: &mut Db, number: usize) -> Result<Person, Error> {
    let (random, keys) = (Random::seeded(1000 + number as u64), Keys::for_tests());
    let address = Address::parse(&format!("person{number}@example.com")).unwrap();
    let person = people::ensure(tx, now(), &random, &keys, &address, Lang::En)?;
    standings::see(tx, &person.fingerprint, "shop", Seen::default(), now())?;
    say(tx, &person, EventKind::Given)?;
    Ok(person)
}

fn people(tx: &mut Db, count: usize) -> Result<Vec<Person>, Error> {
    let import = standings::begin_import(tx, now(), "shop", None)?;
    let people = (0..count).map(|number| person(tx, number)).collect::<Result<_, _>>()?;
    standings::finish_import(tx, now(), "shop", import.pass_at)?;
    Ok(people)
}

/// Puts one person into a reason, as what causes it does.
fn put(tx: &mut Db, reason: Exclusion, person: &Person) -> Result<(), Error> {
    let (id, print, at) = (&person.id, &*person.fingerprint, now().as_microsecond());
    let standing = |what: &str| format!("UPDATE refresh_standings SET {what} WHERE fingerprint = '{print}'");
    let sql = match reason {
        Exclusion::Erased => return people::mark_erased(tx, print, now()),
        Exclusion::Erasing => return people::freeze(tx, id, now() + SignedDuration::from_hours(72)),
        Exclusion::Restricted => return people::restrict(tx, id, now()),
        Exclusion::Deceased | Exclusion::Held | Exclusion::Minor | Exclusion::Silenced => {
            return bars::put(tx, now(), print, reason, id).map(drop);
        }
        // Nobody knows any more that they agreed.
        Exclusion::Unpermitted => return consents::store::unlink(tx, print).map(drop),
        Exclusion::Stopped => return standings::mark(tx, print, Mark::Stopped, now()),
        Exclusion::Disowned => return standings::mark(tx, print, Mark::Disowned, now()),
        Exclusion::Bounced => return standings::bounce(tx, print, now(), Cause::Unknown, Way::Mail).map(drop),
        Exclusion::Complained => standing(&format!("complained_at = {at}")),
        Exclusion::Confirmed => return people::confirm(tx, id, now()),
        Exclusion::Asked => return standings::mark_asked(tx, &[print], now()).map(drop),
        // Seen once more in the same pass.
        Exclusion::Duplicate => return standings::see(tx, print, "shop", Seen::default(), now()),
        Exclusion::Objected => {
            format!(
                "INSERT INTO suppressions (fingerprint, activity, event, since) VALUES ('{print}', '{}', 'objected', {at})",
                standings::ACTIVITY
            )
        }
        Exclusion::Archived => format!(
            "INSERT INTO retention_cases (person, run, rule, stage, contact, changed_at) \
             VALUES ('{id}', 'run', 'customer-3y', 'erasing', '2022-01-01', {at})"
        ),
        Exclusion::Generic => standing("generic = TRUE"),
        Exclusion::Staff => standing("staff = TRUE"),
        Exclusion::Gone => format!("UPDATE persons SET seen_at = 0 WHERE id = '{id}'"),
        Exclusion::Ordered => format!("UPDATE persons SET checked_at = {at} WHERE id = '{id}'"),
        Exclusion::Unsourced => format!("UPDATE persons SET source = NULL, seen_at = NULL WHERE id = '{id}'"),
        Exclusion::Changed => format!(
            "INSERT INTO corrections (id, batch, person, category, source, sealed, state, made_at, undo_until) \
             VALUES ('c{id}', 'b', '{id}', 'contact', 'shop', 's', 'done', {at}, {at})"
        ),
    };
    Ok(tx.batch_execute(&sql)?)
}

fn reasons(tx: &mut Db, person: &Person) -> Result<Vec<Exclusion>, Error> {
    reasons_at(tx, person, &horizon())
}

fn reasons_at(tx: &mut Db, person: &Person, horizon: &Horizon) -> Result<Vec<Exclusion>, Error> {
    let known = candidates::of(tx, std::slice::from_ref(&person.id), horizon)?.remove(0);
    Ok(known.candidate.reasons(horizon).collect())
}

fn on_each(test: impl Fn(&mut Db) -> Result<(), Error>) {
    each_database(|database| database.write_now(&test).unwrap());
}

/// Puts one person of two into a reason: it is the only one told of them, and nothing is told of the other.
fn alone(reason: Exclusion) {
    on_each(|tx| {
        let people = people(tx, 2)?;
        put(tx, reason, &people[0])?;
        let horizon = if reason == Exclusion::Unpermitted { of_consent() } else { horizon() };
        assert_eq!(reasons_at(tx, &people[0], &horizon)?, [reason]);
        assert_eq!(reasons_at(tx, &people[1], &horizon)?, []);
        let audience = campaigns::audience(tx, &horizon)?;
        let counted = Exclusion::ALL.iter().zip(audience.excluded).find(|(_, count)| *count > 0);
        assert_eq!((audience.total(), counted), (1, Some((&reason, 1))));
        Ok(())
    });
}

/// A test for each reason, named after it; that none is missing is told by the last one below.
macro_rules! each_alone {
    ($($name:ident => $reason:ident),* $(,)?) => {
        $(#[test] fn $name() { alone(Exclusion::$reason); })*
        const TESTED: &[Exclusion] = &[$(Exclusion::$reason),*];
    };
}

each_alone! {
    who_was_erased_is_left_out => Erased,
    whose_erasure_waits_is_left_out => Erasing,
    whose_use_is_restricted_is_left_out => Restricted,
    who_died_is_left_out => Deceased,
    whose_breach_is_looked_into_is_left_out => Held,
    who_is_a_child_is_left_out => Minor,
    who_may_get_no_mail_is_left_out => Silenced,
    who_objected_is_left_out => Objected,
    who_called_a_mail_unwanted_is_left_out => Complained,
    who_said_stop_is_left_out => Stopped,
    who_does_not_permit_it_is_left_out => Unpermitted,
    whose_time_is_over_is_left_out => Archived,
    whose_mailbox_is_somebody_elses_is_left_out => Disowned,
    whose_address_does_not_work_is_left_out => Bounced,
    who_shares_a_mailbox_is_left_out => Generic,
    who_works_here_is_left_out => Staff,
    whose_address_comes_from_nowhere_is_left_out => Unsourced,
    who_left_the_file_is_left_out => Gone,
    who_is_in_the_file_twice_is_left_out => Duplicate,
    who_confirmed_is_left_out => Confirmed,
    who_corrected_something_is_left_out => Changed,
    who_ordered_a_few_days_ago_is_left_out => Ordered,
    who_was_asked_is_left_out => Asked,
}

#[test]
fn scenario_55_of_two_at_one_company_who_objects_is_left_out_and_the_colleague_is_asked() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        let domain = |person: &Person| person.address(&Keys::for_tests()).unwrap().domain().to_owned();
        assert_eq!(domain(&people[0]), domain(&people[1]));
        put(tx, Exclusion::Objected, &people[0])?;
        assert_eq!((reasons(tx, &people[0])?, reasons(tx, &people[1])?), (vec![Exclusion::Objected], vec![]));
        assert_eq!(campaigns::audience(tx, &horizon())?.total(), 1);
        Ok(())
    });
}

#[test]
fn every_way_to_be_erased_leaves_out() {
    on_each(|tx| {
        let people = people(tx, 4)?;
        for (person, state) in people.iter().zip(["open", "proposed", "approved"]) {
            let id = &person.id;
            tx.batch_execute(&format!(
                "INSERT INTO requests (id, reference, person, lang, status, received_at, due_on, target_on, version, changed_at, channel) \
                 VALUES ('r{id}', 'R-{id}', '{id}', 'en', 'received', 0, '2026-04-01', '2026-04-01', 1, 0, 'portal'); \
                 INSERT INTO request_items (id, request, right_asked, state) VALUES ('i{id}', 'r{id}', 'erase', '{state}')"
            ))?;
        }
        let id = &people[3].id;
        tx.batch_execute(&format!(
            "INSERT INTO erasures (id, person, open_for, lang, state, asked_at, starts_at) \
             VALUES ('e', '{id}', '{id}', 'en', 'running', 0, 0)"
        ))?;
        for person in &people {
            assert_eq!(reasons(tx, person)?, [Exclusion::Erasing]);
        }
        Ok(())
    });
}

#[test]
fn an_objection_that_is_being_weighed_leaves_out() {
    on_each(|tx| {
        let people = people(tx, 4)?;
        let asked = [("NULL", "open"), ("'data-refresh'", "proposed"), ("'loyalty'", "open"), ("NULL", "granted")];
        for (person, (topic, state)) in people.iter().zip(asked) {
            let id = &person.id;
            tx.batch_execute(&format!(
                "INSERT INTO requests (id, reference, person, lang, status, received_at, due_on, target_on, version, changed_at, channel) \
                 VALUES ('r{id}', 'R-{id}', '{id}', 'en', 'received', 0, '2026-04-01', '2026-04-01', 1, 0, 'portal'); \
                 INSERT INTO request_items (id, request, right_asked, topic, state) VALUES ('i{id}', 'r{id}', 'object', {topic}, '{state}')"
            ))?;
        }
        let left_out = people.iter().map(|person| reasons(tx, person)).collect::<Result<Vec<_>, _>>()?;
        assert_eq!(left_out, [vec![Exclusion::Objected], vec![Exclusion::Objected], vec![], vec![]]);
        Ok(())
    });
}

#[test]
fn a_reason_given_by_hand_is_given_once_lifted_and_goes_with_its_owner() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        let [from, to] = [0, 1].map(|n: usize| people[n].fingerprint.as_str());
        let who = &people[0].id;
        assert!(bars::put(tx, now(), from, Exclusion::Held, who)?);
        assert!(!bars::put(tx, now(), from, Exclusion::Held, who)?);
        assert!(bars::put(tx, now(), from, Exclusion::Silenced, who)?);
        assert!(bars::put(tx, now(), to, Exclusion::Held, who)?);
        standings::carry(tx, from, to)?;
        assert_eq!(bars::of(tx, from)?, []);
        assert_eq!(bars::of(tx, to)?, [(Exclusion::Held, now()), (Exclusion::Silenced, now())]);
        standings::forget(tx, to)?;
        assert_eq!(bars::of(tx, to)?, [(Exclusion::Silenced, now())], "that nothing may be sent outlives the person");
        assert!(bars::lift(tx, to, Exclusion::Silenced)?);
        assert!(!bars::lift(tx, to, Exclusion::Silenced)?);
        Ok(())
    });
}

#[test]
fn an_address_that_nobody_knows_comes_from_nowhere_and_keeps_its_reasons() {
    on_each(|tx| {
        people::mark_erased(tx, "stranger", now())?;
        let stranger = candidates::stranger(tx, "stranger")?;
        assert_eq!(stranger.reasons(&horizon()).collect::<Vec<_>>(), [Exclusion::Erased, Exclusion::Unsourced]);
        Ok(())
    });
}

#[test]
fn the_database_counts_each_person_as_they_are_judged_whatever_two_reasons_hold() {
    on_each(|tx| {
        let pairs: Vec<(Exclusion, Exclusion)> = Exclusion::ALL
            .into_iter()
            .enumerate()
            .flat_map(|(at, one)| Exclusion::ALL.into_iter().skip(at).map(move |other| (one, other)))
            .collect();
        let people = people(tx, pairs.len())?;
        for ((one, other), person) in pairs.iter().zip(&people) {
            put(tx, *one, person)?;
            if one != other {
                put(tx, *other, person)?;
            }
        }
        let judged = campaigns::judged(tx, &horizon())?;
        assert_eq!(campaigns::audience(tx, &horizon())?, judged);
        // Each reason but the one that this campaign does not ask about leaves somebody out. Due are who has that one alone, and two
        // whom the file named again after it had lost them.
        let none = judged.excluded.iter().filter(|count| **count == 0).count();
        assert_eq!((none, judged.total()), (1, 3));
        // And where everything is long past.
        let later = Horizon::at(now() + SignedDuration::from_hours(24 * 4_000), 12, 12);
        assert_eq!(campaigns::audience(tx, &later)?, campaigns::judged(tx, &later)?);
        Ok(())
    });
}

#[test]
fn counts_add_up_to_everybody_before_and_after_sending() {
    assert_eq!(TESTED, Exclusion::ALL, "a reason has no test of its own");
    on_each(|tx| {
        const DUE: usize = 5;
        let people = people(tx, Exclusion::ALL.len() + DUE)?;
        for (reason, person) in Exclusion::ALL.into_iter().zip(&people) {
            put(tx, reason, person)?;
        }
        let everybody = people.len() as i64;
        let policy = Policy { grounds: by_consent(), ..policy() };
        let audience = campaigns::audience(tx, &of_consent())?;
        assert_eq!(audience.excluded, [1; Exclusion::ALL.len()]);
        assert_eq!(audience.total() + audience.excluded.iter().sum::<i64>(), everybody);

        let (random, author, approver) = (Random::seeded(5), people[0].id.clone(), people[1].id.clone());
        let id = campaigns::create(tx, now(), &random, "Yearly check", &author, 100)?;
        let schedule = Schedule { remind_after_days: None, ..Schedule::default() };
        campaigns::plan(tx, now(), &id, &author, &schedule)?;
        campaigns::turn(tx, now(), &id, State::Draft, State::Submitted)?;
        campaigns::approve(tx, now(), &id, &approver)?;
        loop {
            let campaign = campaigns::one(tx, &id)?;
            if !campaigns::plan_batch(tx, now(), &random, &campaign, &of_consent(), 4)? {
                break;
            }
        }
        let added = |tx: &mut Db, id: &Id| -> Result<(i64, i64), Error> {
            let figures = figures(tx, id)?;
            let out = Exclusion::ALL.iter().map(|reason| figures.left_out(reason.as_str())).sum::<i64>();
            // Who was left out at the last moment is counted under a reason, too.
            Ok((figures.total() - figures.state("skipped") + out, out))
        };
        assert_eq!(added(tx, &id)?, (everybody, everybody - DUE as i64));

        // Two change their mind after the planning; the others are sent to, one of them in vain.
        put(tx, Exclusion::Objected, &people[everybody as usize - 1])?;
        put(tx, Exclusion::Deceased, &people[everybody as usize - 2])?;
        let mut sent = 0;
        for part in 0..sending::PARTS {
            let hand =
                Hand { campaign: id.clone(), part, run: "one".to_owned(), per_hour: 100, counts_providers: false };
            loop {
                let offered = Tokens { answer: Token::mint(&random).hash(), stop: Token::mint(&random).hash() };
                let Next::Send(turns) = sending::take(tx, now(), &hand, &policy, &[offered])? else {
                    break;
                };
                for turn in turns {
                    sent += 1;
                    let failed = Outcome::Failed { code: Some(550), cause: Some(Cause::Unknown) };
                    sending::settle(
                        tx,
                        now(),
                        &super::tests::random(),
                        &[(turn, if sent == 1 { failed } else { Outcome::Sent })],
                    )?;
                }
            }
        }
        assert!(sending::finish(tx, now(), &policy, &id)?);
        assert_eq!(sent, DUE as i64 - 2);
        assert_eq!(added(tx, &id)?, (everybody, everybody - sent));
        let told = figures(tx, &id)?;
        assert_eq!((told.left_out("objected"), told.left_out("deceased")), (2, 2));
        Ok(())
    });
}
