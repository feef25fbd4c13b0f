//! Cycles of a campaign that goes on, over years: who says nothing twice in a row has details that are to be verified, also when the
//! mails forget their readers between the two (law.md REFR-13, REFR-14).

use super::aged::{over, unname};
use super::answers::{self, Link, asked};
use super::campaigns::Campaign;
use super::enrol_tests::{months, pass, rolling};
use super::sending::{Outcome, Turn};
use super::standings::{self, Seen};
use super::tests::{now, on_each, people, policy, random, settle, take_with, tokens, turn};
use crate::db::{Db, Error};
use crate::people::{self, Accuracy, How, Measure, Person};
use crate::refresh::campaign::Answer;
use crate::secrets::Token;
use jiff::{SignedDuration, Timestamp};

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn accuracy(tx: &mut Db, person: &Person, at: Timestamp) -> Result<Accuracy, Error> {
    let person = people::by_id(tx, &person.id)?.unwrap();
    let measure = Measure { now: at, zone: policy().zone, months: 12 };
    Ok(people::freshness(tx, &person, &measure)?.accuracy)
}

/// Asks everybody whose time has come; each mail with the token of its answer page.
fn cycle(tx: &mut Db, campaign: &Campaign, at: Timestamp, seed: u64) -> Result<Vec<(Turn, Token)>, Error> {
    let count = pass(tx, at, &campaign.id)?;
    let mut mails = Vec::new();
    for number in 0..count as u64 {
        let (hashes, answer, _) = tokens(seed + number);
        let mail = turn(take_with(tx, at, campaign, &format!("run-{seed}-{number}"), &hashes)?);
        settle(tx, at, &mail, Outcome::Sent)?;
        mails.push((mail, answer));
    }
    Ok(mails)
}

/// The mails that left thirteen months before forget their readers.
fn forget(tx: &mut Db, at: Timestamp) -> Result<usize, Error> {
    unname(tx, &random(), over(at, &policy().zone).unwrap())
}

/// An answer from behind the link of a mail.
fn say(tx: &mut Db, at: Timestamp, token: &Token, answer: Answer) -> Result<(), Error> {
    let mail = asked(tx, at, Link::Answer, &token.hash())?.unwrap();
    assert!(answers::answer(tx, at, &mail, answer)?);
    Ok(())
}

#[test]
fn two_silent_cycles_are_unconfirmed_whether_or_not_the_first_is_forgotten_and_a_word_ends_it() {
    for forgets in [false, true] {
        on_each(|tx| {
            let person = people(tx, 1)?.remove(0);
            let campaign = rolling(tx, 12)?;
            assert_eq!(cycle(tx, &campaign, now(), 100)?.len(), 1);
            assert_eq!(accuracy(tx, &person, now() + days(61))?, Accuracy::Never, "one silent cycle");
            assert_eq!(cycle(tx, &campaign, months(13), 200)?.len(), 1, "who keeps silent is asked again");
            if forgets {
                assert_eq!(forget(tx, months(13) + days(2))?, 1);
                assert_eq!(forget(tx, months(13) + days(2))?, 0);
            }
            assert_eq!(accuracy(tx, &person, months(13) + days(60))?, Accuracy::Never, "its links can still be used");
            let ended = months(13) + days(61);
            assert_eq!(accuracy(tx, &person, ended)?, Accuracy::Unconfirmed);
            // Nothing else changes: they are asked once in a period as before, and not forgotten.
            assert_eq!(pass(tx, ended, &campaign.id)?, 0);
            assert_eq!(cycle(tx, &campaign, months(26), 300)?.len(), 1);
            assert_eq!(forget(tx, months(27))?, if forgets { 1 } else { 2 });
            assert_eq!(accuracy(tx, &person, months(27))?, Accuracy::Unconfirmed, "two that no mail tells any more");
            people::confirm(tx, &person.id, months(28))?;
            assert_eq!(accuracy(tx, &person, months(28))?, Accuracy::Confirmed);
            assert_eq!(accuracy(tx, &person, months(41))?, Accuracy::Old, "old, and heard since");
            Ok(())
        });
    }
}

/// What somebody does between two mails that they do not answer otherwise.
type Word = fn(&mut Db, &Person, &Token) -> Result<(), Error>;

#[test]
fn any_word_between_two_cycles_breaks_the_silence_and_a_mail_that_came_back_makes_none() {
    fn then() -> Timestamp {
        now() + days(2)
    }
    let words: [(&str, Word); 6] = [
        ("signed in", |tx, person, _| people::contacted(tx, &person.id, then())),
        ("said that something changed", |tx, _, token| say(tx, then(), token, Answer::Changed)),
        ("confirmed one category", |tx, person, _| {
            people::confirm_category(tx, &person.id, "contact", How::Page, then())
        }),
        ("corrected something", |tx, person, _| correct(tx, person, then())),
        ("gave their details with an order", |tx, person, _| {
            let seen = Seen { checked_at: Some(then()), ..Seen::default() };
            standings::see(tx, &person.fingerprint, "shop", seen, then())
        }),
        ("got no second mail", |_, _, _| Ok(())),
    ];
    for forgets in [false, true] {
        on_each(|tx| {
            let everybody = people(tx, words.len() as u64 + 1)?;
            let campaign = rolling(tx, 12)?;
            for (mail, token) in cycle(tx, &campaign, now(), 100)? {
                let place = everybody.iter().position(|person| person.id == mail.person.id).unwrap();
                if let Some((_, word)) = words.get(place) {
                    word(tx, &mail.person, &token)?;
                }
            }
            for (mail, _) in cycle(tx, &campaign, months(13), 200)? {
                if mail.person.id == everybody[words.len() - 1].id {
                    fail(tx, &mail)?;
                }
            }
            if forgets {
                assert_eq!(forget(tx, months(13) + days(2))?, everybody.len());
            }
            let ended = months(13) + days(61);
            for ((what, _), person) in words.iter().zip(&everybody) {
                assert_ne!(accuracy(tx, person, ended)?, Accuracy::Unconfirmed, "who {what} ({forgets})");
            }
            assert_eq!(accuracy(tx, everybody.last().unwrap(), ended)?, Accuracy::Unconfirmed, "who said nothing");
            Ok(())
        });
    }
}

/// A correction that was written into a source.
fn correct(tx: &mut Db, person: &Person, at: Timestamp) -> Result<(), Error> {
    use crate::db::schema::facts::corrections;
    use crate::db::{Id, Time};
    use diesel::prelude::*;
    let id = Id::at(at, &random());
    let row = (
        (corrections::id.eq(&id), corrections::batch.eq(&id), corrections::person.eq(&person.id)),
        (corrections::category.eq("contact"), corrections::source.eq("shop"), corrections::sealed.eq("")),
        corrections::state.eq("done"),
        (corrections::made_at.eq(Time::from(at)), corrections::undo_until.eq(Time::from(at))),
    );
    diesel::insert_into(corrections::table).values(row).execute(tx)?;
    Ok(())
}

/// The mail came back.
fn fail(tx: &mut Db, mail: &Turn) -> Result<(), Error> {
    use super::reports;
    use crate::bounces::{Cause, Kind};
    use crate::refresh::bounce::Way;
    let (kind, cause, way) = (Kind::Hard, Cause::Unknown, Way::Mail);
    reports::note(tx, months(13), &reports::Sign { mail: &mail.id, kind, cause, status: None, way, name: "x" })?;
    Ok(())
}

#[test]
fn an_answer_that_its_mail_forgets_does_not_let_an_older_silence_count_again() {
    on_each(|tx| {
        let person = people(tx, 1)?.remove(0);
        let campaign = rolling(tx, 12)?;
        cycle(tx, &campaign, now(), 100)?;
        let (_, token) = cycle(tx, &campaign, months(13), 200)?.remove(0);
        assert_eq!(forget(tx, months(13) + days(2))?, 1);
        say(tx, months(13) + days(3), &token, Answer::Changed)?;
        assert_eq!(cycle(tx, &campaign, months(26), 300)?.len(), 1);
        assert_eq!(forget(tx, months(27))?, 1);
        assert_eq!(accuracy(tx, &person, months(26) + days(61))?, Accuracy::Never, "one silent cycle since the answer");
        Ok(())
    });
}
