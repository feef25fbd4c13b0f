use super::{Entry, Permit, permits, record};
use crate::consents::{ALL_MARKETING, EventKind, Said, standings};
use crate::db::testing::each_database;
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::record::{Activity, Basis, Record};
use crate::secrets::{Keys, Random};
use diesel::connection::SimpleConnection;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn now() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

/// The newsletter, on this basis; a consent to it lasts six months, as one to being counted does.
fn newsletter(basis: Basis) -> Arc<Activity> {
    let text = include_str!("../../../config/demo/record.toml");
    let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
    let mut activity = record.activity("newsletter").unwrap().clone();
    activity.basis = basis;
    activity.terms.max_age = record.activity("audience").unwrap().terms.max_age;
    assert!(activity.terms.max_age.is_some() && activity.marketing);
    Arc::new(activity)
}

fn person(tx: &mut Db, number: usize) -> Result<Person, Error> {
    let (random, keys) = (Random::seeded(1000 + number as u64), Keys::for_tests());
    let address = Address::parse(&format!("person{number}@example.com")).unwrap();
    people::ensure(tx, now(), &random, &keys, &address, Lang::En)
}

fn say(tx: &mut Db, at: Timestamp, person: &Person, activity: &str, kind: EventKind) -> Result<(), Error> {
    let fingerprint = &person.fingerprint;
    let entry = Entry { fingerprint, activity, kind, words: "Yes.", lang: Lang::En, said: Said::CHOICES };
    record(tx, at, &Random::system(), &entry).map(drop)
}

fn objects(tx: &mut Db, person: &Person, topic: &str, state: &str) -> Result<(), Error> {
    let id = &person.id;
    Ok(tx.batch_execute(&format!(
        "INSERT INTO requests (id, reference, person, lang, status, received_at, due_on, target_on, version, changed_at, channel) \
         VALUES ('r{id}', 'R-{id}', '{id}', 'en', 'received', 0, '2026-04-01', '2026-04-01', 1, 0, 'portal'); \
         INSERT INTO request_items (id, request, right_asked, topic, state) VALUES ('i{id}', 'r{id}', 'object', {topic}, '{state}')"
    ))?)
}

/// Puts the person of a number into a situation of their own: what it is, and whether it permits by consent and by an interest.
fn situations(tx: &mut Db) -> Result<Vec<(&'static str, Person, bool, bool)>, Error> {
    type Deed = fn(&mut Db, &Person) -> Result<(), Error>;
    const LETTER: &str = "newsletter";
    fn given(tx: &mut Db, person: &Person) -> Result<(), Error> {
        say(tx, now() - DAY * 30, person, LETTER, EventKind::Given)
    }
    let all: [(&str, bool, bool, Deed); 20] = [
        ("nothing said", false, true, |_, _| Ok(())),
        ("given", true, true, given),
        ("given, too long ago", false, true, |tx, p| say(tx, now() - DAY * 400, p, LETTER, EventKind::Given)),
        ("given long ago and again", true, true, |tx, p| {
            say(tx, now() - DAY * 400, p, LETTER, EventKind::Given)?;
            given(tx, p)
        }),
        ("asked", false, true, |tx, p| say(tx, now() - DAY, p, LETTER, EventKind::Asked)),
        ("given, then asked again", true, true, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, LETTER, EventKind::Asked)
        }),
        ("refused", false, false, |tx, p| say(tx, now() - DAY, p, LETTER, EventKind::Refused)),
        ("withdrawn", false, false, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, LETTER, EventKind::Withdrawn)
        }),
        ("withdrawn and given again", true, true, |tx, p| {
            say(tx, now() - DAY * 2, p, LETTER, EventKind::Withdrawn)?;
            say(tx, now() - DAY, p, LETTER, EventKind::Given)
        }),
        ("expired", false, false, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, LETTER, EventKind::Expired)
        }),
        ("objected", false, false, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, LETTER, EventKind::Objected)
        }),
        ("objected and took it back", false, true, |tx, p| {
            say(tx, now() - DAY * 2, p, LETTER, EventKind::Objected)?;
            say(tx, now() - DAY, p, LETTER, EventKind::ObjectionEnded)
        }),
        ("stopped all marketing", false, false, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, ALL_MARKETING, EventKind::Objected)
        }),
        ("stopped all marketing and took it back", true, true, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY * 2, p, ALL_MARKETING, EventKind::Objected)?;
            say(tx, now() - DAY, p, ALL_MARKETING, EventKind::ObjectionEnded)
        }),
        ("agreed to something else", false, true, |tx, p| say(tx, now() - DAY, p, "sms-offers", EventKind::Given)),
        ("objected to something else", true, true, |tx, p| {
            given(tx, p)?;
            say(tx, now() - DAY, p, "catalogue", EventKind::Objected)
        }),
        ("restricted", false, false, |tx, p| {
            given(tx, p)?;
            people::restrict(tx, &p.id, now())
        }),
        ("died", false, false, |tx, p| {
            given(tx, p)?;
            people::died(tx, now(), &p.fingerprint, &p.id)
        }),
        ("an objection is weighed", false, false, |tx, p| {
            given(tx, p)?;
            objects(tx, p, "'newsletter'", "open")
        }),
        ("an objection to something else is weighed", true, true, |tx, p| {
            given(tx, p)?;
            objects(tx, p, "'loyalty'", "open")
        }),
    ];
    all.into_iter()
        .enumerate()
        .map(|(number, (name, consent, interest, deed))| {
            let person = person(tx, number)?;
            deed(tx, &person)?;
            Ok((name, person, consent, interest))
        })
        .collect()
}

#[test]
fn a_permit_is_for_those_alone_whose_permission_stands_and_it_is_what_programs_are_told() {
    each_database(|database| {
        let people = database.write_now(situations).unwrap();
        let prints: Vec<&str> = people.iter().map(|(_, person, ..)| person.fingerprint.as_str()).chain(["x"]).collect();
        for basis in [Basis::Consent, Basis::LegitimateInterest] {
            let activity = newsletter(basis);
            let permits = database.read_now(|db| permits(db, now(), &prints, &activity)).unwrap();
            for (name, person, consent, interest) in &people {
                let expected = if basis == Basis::Consent { *consent } else { *interest };
                let fingerprint = &person.fingerprint;
                assert_eq!(permits.contains_key(fingerprint), expected, "{name}, by {basis:?}");
                let told = database.read_now(|db| standings(db, now(), &[(fingerprint, &activity)])).unwrap();
                assert_eq!(
                    told.first().map(|one| one.may),
                    Some(expected),
                    "{name}, by {basis:?}: what programs are told"
                );
            }
            assert!(!permits.contains_key("x"), "nobody knows them");
        }
    });
}

#[test]
fn a_permit_that_was_true_says_when_it_is_not_any_more() {
    each_database(|database| {
        let activity = newsletter(Basis::Consent);
        let permit = database
            .write_now(|tx| {
                let person = person(tx, 1)?;
                say(tx, now(), &person, "newsletter", EventKind::Given)?;
                let mut found = permits(tx, now(), &[&person.fingerprint], &activity)?;
                Ok::<_, Error>(found.remove(&person.fingerprint).unwrap())
            })
            .unwrap();
        let stands = |permit: &Permit, at: Timestamp| database.read_now(|db| permit.stands(db, at)).unwrap();
        // Six months from 1 March are 184 days.
        assert!(stands(&permit, now() + DAY * 183) && !stands(&permit, now() + DAY * 184), "it has an age");
        let withdraw = |tx: &mut Db| {
            let person = person(tx, 1)?;
            say(tx, now() + DAY, &person, "newsletter", EventKind::Withdrawn)
        };
        database.write_now(withdraw).unwrap();
        assert!(!stands(&permit, now() + DAY));
        assert_eq!(permit.activity().id, "newsletter");
    });
}
