//! Family P: only who permits its marketing, asked when the audience is counted, when recipients are written down, when a mail is
//! handed out, and by the database itself.

use super::campaigns::{self, Campaign};
use super::results::figures;
use super::sending::{self, Next, Outcome, Turn};
use super::tests::{hand, id, later, now, on_each, people, policy, random, tokens};
use crate::consents::{self, ALL_MARKETING, Entry, EventKind, Said};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people::Person;
use crate::record::{Basis, Record};
use crate::refresh::Words;
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::campaign::State;
use crate::refresh::family::{Grounds, Permission};
use crate::refresh::lint::Family;
use crate::refresh::schedule::{Policy, Schedule};
use diesel::connection::{Connection, SimpleConnection};
use std::path::Path;
use std::sync::Arc;

fn record() -> Arc<Record> {
    let text = include_str!("../../../config/demo/record.toml");
    Arc::new(Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap())
}

fn on(activity: &str) -> Permission {
    Permission::of(&record(), activity).unwrap()
}

fn measure(permission: &Permission) -> Horizon {
    grounded().horizon(now(), &Schedule::default(), Some(permission))
}

fn grounded() -> Policy {
    Policy { grounds: Grounds::of(record()), ..policy() }
}

fn say(tx: &mut Db, person: &Person, activity: &str, kind: EventKind) -> Result<(), Error> {
    let fingerprint = person.fingerprint.as_str();
    let entry = Entry { fingerprint, activity, kind, words: "Yes.", lang: Lang::En, said: Said::CHOICES };
    consents::record(tx, now(), &random(), &entry).map(drop)
}

/// A draft of family P, or S.
fn draft(tx: &mut Db, permission: Option<Permission>, remind_after_days: Option<i32>) -> Result<Id, Error> {
    let id = campaigns::create(tx, now(), &random(), "Yearly check", &id(1), 1000)?;
    let words = Words { intro_en: String::new(), intro_fr: String::new(), per_hour: 1000, permission };
    campaigns::write(tx, now(), &id, &self::id(1), &words)?;
    campaigns::plan(tx, now(), &id, &self::id(1), &Schedule { remind_after_days, ..Schedule::default() })?;
    Ok(id)
}

/// A campaign of family P whose recipients are written down, sending.
fn sending(tx: &mut Db, permission: Permission, remind: Option<i32>) -> Result<Campaign, Error> {
    let horizon = measure(&permission);
    let id = draft(tx, Some(permission), remind)?;
    campaigns::turn(tx, now(), &id, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &id, &self::id(2))?;
    loop {
        let campaign = campaigns::one(tx, &id)?;
        if !campaigns::plan_batch(tx, now(), &random(), &campaign, &horizon, 3)? {
            return campaigns::one(tx, &id);
        }
    }
}

/// Everything of every part that may leave now.
fn take_all(tx: &mut Db, campaign: &Campaign, policy: &Policy) -> Result<Vec<Turn>, Error> {
    let mut all = Vec::new();
    for part in 0..sending::PARTS {
        for seed in 0..1000 {
            let offered = tokens(seed * 4 + part.unsigned_abs() as u64 + 1).0;
            match sending::take(tx, now(), &hand(campaign, part, "one"), policy, &[offered])? {
                Next::Send(turns) => all.extend(turns),
                Next::Wait(_) | Next::Nothing => break,
            }
        }
    }
    Ok(all)
}

/// One person for each thing that can have been said of the newsletter; the first two permit it.
fn each_said(tx: &mut Db) -> Result<Vec<Person>, Error> {
    use EventKind::{Asked, Expired, Given, Objected, Refused, Withdrawn};
    let letter = "newsletter";
    let all: [&[(&str, EventKind)]; 9] = [
        &[(letter, Given)],
        &[(letter, Withdrawn), (letter, Given)],
        &[],
        &[(letter, Asked)],
        &[(letter, Refused)],
        &[(letter, Given), (letter, Withdrawn)],
        &[(letter, Given), (letter, Expired)],
        &[(letter, Given), (letter, Objected)],
        &[(letter, Given), (ALL_MARKETING, Objected)],
    ];
    let people = people(tx, all.len() as u64)?;
    for (person, said) in people.iter().zip(all) {
        said.iter().try_for_each(|(activity, kind)| say(tx, person, activity, *kind))?;
    }
    Ok(people)
}

#[test]
fn family_p_goes_to_those_who_permit_it_now_and_the_others_are_counted_for_that_reason() {
    on_each(|tx| {
        let people = each_said(tx)?;
        let everybody = people.len() as i64;
        let audience = campaigns::audience(tx, &measure(&on("newsletter")))?;
        let unpermitted = Exclusion::ALL.iter().position(|reason| *reason == Exclusion::Unpermitted).unwrap();
        assert_eq!((audience.total(), audience.excluded[unpermitted]), (2, everybody - 2));
        assert_eq!(audience.total() + audience.excluded.iter().sum::<i64>(), everybody);
        let service = campaigns::audience(tx, &grounded().horizon(now(), &Schedule::default(), None))?;
        assert_eq!(service.total(), everybody, "a service message needs no permission");
        // On legitimate interest, whoever has not objected to it or to all marketing.
        let catalogue = campaigns::audience(tx, &measure(&on("catalogue")))?;
        assert_eq!(catalogue.total(), everybody - 1);

        let campaign = sending(tx, on("newsletter"), None)?;
        assert_eq!((campaign.family(), campaign.permission.clone()), (Family::Permitted, Some(on("newsletter"))));
        let turns = take_all(tx, &campaign, &grounded())?;
        let mut asked: Vec<&Id> = turns.iter().map(|turn| &turn.person.id).collect();
        asked.sort();
        let mut expected = [&people[0].id, &people[1].id];
        expected.sort();
        assert_eq!(asked, expected);
        assert!(
            turns.iter().all(|turn| turn.permit.as_ref().is_some_and(|permit| permit.activity().id == "newsletter"))
        );
        let told = figures(tx, &campaign.id)?;
        assert_eq!((told.total(), told.left_out("unpermitted")), (2, everybody - 2));
        Ok(())
    });
}

#[test]
fn whoever_takes_it_back_between_the_plan_and_their_turn_gets_nothing_and_is_counted() {
    for (activity, kind) in
        [("newsletter", EventKind::Withdrawn), (ALL_MARKETING, EventKind::Objected), ("newsletter", EventKind::Expired)]
    {
        on_each(|tx| {
            let people = people(tx, 4)?;
            people.iter().try_for_each(|person| say(tx, person, "newsletter", EventKind::Given))?;
            let campaign = sending(tx, on("newsletter"), None)?;
            assert_eq!(figures(tx, &campaign.id)?.state("planned"), 4);
            say(tx, &people[2], activity, kind)?;
            let turns = take_all(tx, &campaign, &grounded())?;
            assert!(turns.len() == 3 && turns.iter().all(|turn| turn.person.id != people[2].id), "{kind:?}");
            let told = figures(tx, &campaign.id)?;
            assert_eq!((told.left_out("unpermitted"), told.state("skipped"), told.state("sending")), (1, 1, 3));
            Ok(())
        });
    }
}

#[test]
fn a_record_without_that_marketing_leaves_everybody_out() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        people.iter().try_for_each(|person| say(tx, person, "newsletter", EventKind::Given))?;
        let campaign = sending(tx, on("newsletter"), None)?;
        assert!(take_all(tx, &campaign, &policy())?.is_empty(), "nobody says what they permit any more");
        assert_eq!(figures(tx, &campaign.id)?.left_out("unpermitted"), 2);
        Ok(())
    });
}

#[test]
fn who_took_it_back_while_the_mail_was_on_its_way_is_not_reminded() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        people.iter().try_for_each(|person| say(tx, person, "newsletter", EventKind::Given))?;
        let campaign = sending(tx, on("newsletter"), Some(21))?;
        let turns = take_all(tx, &campaign, &grounded())?;
        say(tx, &people[0], "newsletter", EventKind::Withdrawn)?;
        let ended: Vec<_> = turns.into_iter().map(|turn| (turn, Outcome::Sent)).collect();
        sending::settle(tx, later(1), &random(), &ended)?;
        let told = figures(tx, &campaign.id)?;
        assert_eq!((told.state("sent"), told.reminder("planned")), (2, 1));
        // And who takes it back before the day of the reminder.
        say(tx, &people[1], "newsletter", EventKind::Withdrawn)?;
        let policy = grounded();
        for part in 0..sending::PARTS {
            let offered = tokens(90 + part.unsigned_abs() as u64).0;
            sending::take(tx, later(22 * 24 * 60), &hand(&campaign, part, "two"), &policy, &[offered])?;
        }
        let told = figures(tx, &campaign.id)?;
        assert_eq!((told.reminder("planned"), told.reminder("sending"), told.reminder("skipped")), (0, 0, 1));
        Ok(())
    });
}

/// Whether the database takes a statement; what it did is undone if not.
fn takes(tx: &mut Db, sql: &str) -> bool {
    tx.transaction(|tx| tx.batch_execute(sql).map_err(Error::from)).is_ok()
}

#[test]
fn the_database_refuses_a_mail_of_family_p_to_somebody_without_permission() {
    on_each(|tx| {
        let people = each_said(tx)?;
        let campaign = draft(tx, Some(on("newsletter")), None)?;
        let row = |name: &str, campaign: &Id, person: &str, state: &str| {
            format!(
                "INSERT INTO refresh_recipients (id, campaign, person, lang, state) \
                 VALUES ('{name}', '{campaign}', {person}, 'en', '{state}')"
            )
        };
        for (number, person) in people.iter().enumerate() {
            for state in ["planned", "sending", "sent"] {
                let named = format!("'{}'", person.id);
                let sql = row(&format!("{number}-{state}"), &campaign, &named, state);
                // Of those who permit it the first is taken; a second to the same person is refused as ever.
                assert_eq!(takes(tx, &sql), number < 2 && state == "planned", "{number} {state}");
            }
        }
        assert!(!takes(tx, &row("nobody", &campaign, "NULL", "planned")));
        // Nor does it let one that was written down be taken in hand, or given to somebody else.
        say(tx, &people[0], "newsletter", EventKind::Withdrawn)?;
        let hand = |name: &str| format!("UPDATE refresh_recipients SET state = 'sending' WHERE id = '{name}'");
        assert!(!takes(tx, &hand("0-planned")) && takes(tx, &hand("1-planned")));
        let id = &people[2].id;
        assert!(!takes(tx, &format!("UPDATE refresh_recipients SET person = '{id}' WHERE id = '1-planned'")));
        assert!(takes(tx, "UPDATE refresh_recipients SET state = 'skipped' WHERE id = '0-planned'"));
        // Its person may be forgotten, and how a mail ended be noted, whatever they said since.
        say(tx, &people[1], "newsletter", EventKind::Withdrawn)?;
        assert!(takes(tx, "UPDATE refresh_recipients SET state = 'sent' WHERE id = '1-planned'"));
        assert!(takes(tx, "UPDATE refresh_recipients SET person = NULL WHERE id = '1-planned'"));

        // A mail of a service message does not become one of family P.
        let service = draft(tx, None, None)?;
        let named = format!("'{}'", people[5].id);
        assert!(takes(tx, &row("service", &service, &named, "planned")));
        assert!(!takes(tx, &format!("UPDATE refresh_recipients SET campaign = '{campaign}' WHERE id = 'service'")));
        campaigns::turn(tx, now(), &service, State::Draft, State::Submitted)?;
        let turned = "SET permission_activity = 'newsletter', permission_basis = 'consent'";
        assert!(!takes(tx, &format!("UPDATE refresh_campaigns {turned} WHERE id = '{service}'")));
        campaigns::turn(tx, now(), &campaign, State::Draft, State::Submitted)?;
        let eased = "SET permission_basis = 'legitimate-interest'";
        assert!(!takes(tx, &format!("UPDATE refresh_campaigns {eased} WHERE id = '{campaign}'")));
        let half = "SET permission_activity = NULL";
        assert!(!takes(tx, &format!("UPDATE refresh_campaigns {half} WHERE id = '{campaign}'")));
        Ok(())
    });
}

#[test]
fn on_an_interest_the_database_refuses_who_objected_and_who_is_restricted() {
    on_each(|tx| {
        let people = people(tx, 4)?;
        say(tx, &people[1], "catalogue", EventKind::Objected)?;
        say(tx, &people[2], ALL_MARKETING, EventKind::Objected)?;
        crate::people::restrict(tx, &people[3].id, now())?;
        assert_eq!(on("catalogue").basis(), Basis::LegitimateInterest);
        let campaign = draft(tx, Some(on("catalogue")), None)?;
        for (number, person) in people.iter().enumerate() {
            let sql = format!(
                "INSERT INTO refresh_recipients (id, campaign, person, lang, state) \
                 VALUES ('{number}', '{campaign}', '{}', 'en', 'planned')",
                person.id
            );
            assert_eq!(takes(tx, &sql), number == 0, "{number}");
        }
        Ok(())
    });
}
