use super::answers::{self, Link, asked};
use super::campaigns::{self, Campaign};
use super::results::figures;
use super::sending::{Next, Outcome, Turn};
use super::standings::{self, Mark};
use super::tests::{candidate, id, now, on_each, people, policy, random, settle, take, take_with, tokens, turn};
use super::{reports, sending};
use crate::bounces::{Cause, Kind};
use crate::db::{Db, Error};
use crate::people::{self, Person};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::bounce::Way;
use crate::refresh::campaign::{Answer, State};
use crate::secrets::TokenHash;
use jiff::{SignedDuration, Timestamp};

/// The twenty-first day after the first mails, and an hour more: a Thursday afternoon.
fn then() -> Timestamp {
    now() + SignedDuration::from_hours(21 * 24 + 1)
}

/// One that reminds after 21 days, sending.
fn reminding(tx: &mut Db) -> Result<Campaign, Error> {
    let key = campaigns::create(tx, now(), &random(), "Yearly check", &id(1), 100)?;
    campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &key, &id(2))?;
    loop {
        let campaign = campaigns::one(tx, &key)?;
        if !campaigns::plan_batch(tx, now(), &random(), &campaign, &Horizon::at(now(), 12, 12), 10)? {
            return campaigns::one(tx, &key);
        }
    }
}

/// That campaign, and everybody's first mail.
fn first_mails(tx: &mut Db, count: u64) -> Result<(Vec<Person>, Campaign, Vec<Turn>), Error> {
    let people = people(tx, count)?;
    let campaign = reminding(tx)?;
    let mut turns = Vec::new();
    for seed in 0..count {
        let mail = turn(take(tx, now(), &campaign, "one", 100 + seed)?);
        settle(tx, now(), &mail, Outcome::Sent)?;
        turns.push(mail);
    }
    Ok((people, campaign, turns))
}

/// Everything that leaves at a moment.
fn leaves(tx: &mut Db, at: Timestamp, campaign: &Campaign) -> Result<Vec<Turn>, Error> {
    let mut all = Vec::new();
    for seed in 500.. {
        match take(tx, at, campaign, "later", seed)? {
            Next::Send(turns) => {
                for mail in turns {
                    settle(tx, at, &mail, Outcome::Sent)?;
                    all.push(mail);
                }
            }
            Next::Wait(_) | Next::Nothing => return Ok(all),
        }
    }
    Ok(all)
}

#[test]
fn who_did_not_answer_is_reminded_once_and_the_campaign_ends_after_it() {
    on_each(|tx| {
        let (people, campaign, firsts) = first_mails(tx, 1)?;
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Sending, "a reminder is to come");
        let day = now() + SignedDuration::from_hours(21 * 24);
        let next = take(tx, now(), &campaign, "one", 1)?;
        assert!(matches!(next, Next::Wait(until) if until == day), "{next:?}");
        assert_eq!(leaves(tx, day - SignedDuration::from_secs(1), &campaign)?.len(), 0);
        let reminders = leaves(tx, day, &campaign)?;
        assert_eq!(reminders.len(), 1);
        assert!(reminders[0].is_reminder && !firsts[0].is_reminder);
        assert_eq!((&reminders[0].person.id, reminders[0].period), (&people[0].id, 0));
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
        let figures = figures(tx, &campaign.id)?;
        assert_eq!((figures.state("sent"), figures.reminder("sent"), figures.total()), (1, 1, 1));
        Ok(())
    });
}

/// What happens to each of some people between the first mail and the day of the reminder.
type Event = fn(&mut Db, &Person, &Turn) -> Result<(), Error>;

#[test]
fn nobody_is_reminded_who_may_not_be_asked_any_more() {
    let events: [(&str, Event); 9] = [
        ("said stop", |tx, person, _| standings::mark(tx, &person.fingerprint, Mark::Stopped, now())),
        ("is not that person", |tx, person, _| standings::mark(tx, &person.fingerprint, Mark::Disowned, now())),
        ("called it unwanted", |tx, person, _| standings::mark(tx, &person.fingerprint, Mark::Complained, now())),
        ("came back", |tx, _, mail| {
            let sign = reports::Sign {
                mail: &mail.id,
                kind: Kind::Hard,
                cause: Cause::Unknown,
                status: None,
                way: Way::Mail,
                name: "x",
            };
            reports::note(tx, now(), &sign).map(drop)
        }),
        ("confirmed in the portal", |tx, person, _| people::confirm(tx, &person.id, now())),
        ("is being erased", |tx, person, _| people::freeze(tx, &person.id, then())),
        ("was erased", |tx, person, _| {
            standings::forget(tx, &person.fingerprint)?;
            people::forget(tx, &person.id)
        }),
        ("moved to another address", |tx, person, _| answers::close(tx, &person.id)),
        ("was asked by another campaign", |tx, person, _| {
            standings::mark_asked(tx, &[&*person.fingerprint], now() + SignedDuration::from_hours(1)).map(drop)
        }),
    ];
    on_each(|tx| {
        let (people, campaign, firsts) = first_mails(tx, events.len() as u64 + 1)?;
        for ((_, event), person) in events.iter().zip(&people) {
            let mail = firsts.iter().find(|mail| mail.person.id == person.id).unwrap();
            event(tx, person, mail)?;
        }
        let reminded = leaves(tx, then(), &campaign)?;
        for ((what, _), person) in events.iter().zip(&people) {
            assert!(reminded.iter().all(|mail| mail.person.id != person.id), "who {what} was reminded");
        }
        assert_eq!(reminded.len(), 1, "the one of whom nothing is known");
        let figures = figures(tx, &campaign.id)?;
        assert_eq!((figures.reminder("skipped"), figures.excluded.len()), (events.len() as i64, 0));
        Ok(())
    });
}

/// The first mail of somebody, with the token of its answer page.
fn with_token(tx: &mut Db) -> Result<(Person, Campaign, TokenHash), Error> {
    let person = people(tx, 1)?.remove(0);
    let campaign = reminding(tx)?;
    let (hashes, answer, _) = tokens(9);
    let mail = turn(take_with(tx, now(), &campaign, "one", &hashes)?);
    settle(tx, now(), &mail, Outcome::Sent)?;
    Ok((person, campaign, answer.hash()))
}

#[test]
fn an_answer_to_the_first_mail_cancels_the_reminder_at_once() {
    on_each(|tx| {
        let (_, campaign, answer) = with_token(tx)?;
        assert_eq!(figures(tx, &campaign.id)?.reminder("planned"), 1);
        let mail = asked(tx, now(), Link::Answer, &answer)?.unwrap();
        assert!(answers::answer(tx, now(), &mail, Answer::Changed)?);
        assert_eq!(figures(tx, &campaign.id)?.reminder("planned"), 0);
        assert_eq!(leaves(tx, then(), &campaign)?.len(), 0);
        Ok(())
    });
}

#[test]
fn the_two_mails_have_one_answer_and_a_stop_by_either_is_taken_back_by_either() {
    on_each(|tx| {
        let (person, campaign, first) = with_token(tx)?;
        let (hashes, second, stop) = tokens(30);
        let mail = turn(take_with(tx, then(), &campaign, "two", &hashes)?);
        settle(tx, then(), &mail, Outcome::Sent)?;
        let reminder = asked(tx, then(), Link::Answer, &second.hash())?.unwrap();
        assert!(answers::answer(tx, then(), &reminder, Answer::Correct)?);
        assert_eq!(people::by_id(tx, &person.id)?.unwrap().confirmed_at, Some(then()));
        let seen = asked(tx, then(), Link::Answer, &first)?.unwrap();
        assert_eq!(
            (seen.answer, seen.answered_at),
            (Some(Answer::Correct), Some(then())),
            "the first mail tells it too"
        );
        assert!(!answers::answer(tx, then(), &seen, Answer::NotMe)?);
        assert_eq!(figures(tx, &campaign.id)?.answered(), 1);
        // The stop of the first mail is heard after the answer to the reminder, and taken back behind the reminder's link.
        assert!(answers::answer(tx, then(), &seen, Answer::Stop)?);
        let stopped = asked(tx, then(), Link::Stop, &stop.hash())?.unwrap();
        assert_eq!((stopped.answer, figures(tx, &campaign.id)?.answered()), (Some(Answer::Stop), 1));
        assert!(answers::undo_stop(tx, then(), &stopped)?);
        assert!(!candidate(tx, &person.id)?.against.contains(&Exclusion::Stopped));
        Ok(())
    });
}

#[test]
fn a_reminder_that_comes_too_late_does_not_leave() {
    on_each(|tx| {
        let (_, campaign, _) = first_mails(tx, 1)?;
        let late = now() + SignedDuration::from_hours(61 * 24);
        assert_eq!(leaves(tx, late, &campaign)?.len(), 0);
        assert_eq!(figures(tx, &campaign.id)?.reminder("skipped"), 1);
        Ok(())
    });
}

#[test]
fn a_reminder_that_is_put_back_leaves_it_known_that_the_first_mail_left() {
    on_each(|tx| {
        let (people, campaign, _) = first_mails(tx, 1)?;
        let known = |tx: &mut Db| Ok::<_, Error>(candidate(tx, &people[0].id)?.asked_at);
        let reminder = turn(take(tx, then(), &campaign, "two", 1)?);
        assert_eq!(known(tx)?, Some(then()));
        settle(tx, then(), &reminder, Outcome::Back)?;
        assert_eq!(known(tx)?, Some(now()), "the first mail was forgotten");
        let again = turn(take(tx, then(), &campaign, "two", 2)?);
        assert_eq!(again.id, reminder.id);
        settle(tx, then(), &again, Outcome::Sent)?;
        // What is brought twice is written down once.
        sending::settle(tx, then(), &random(), &[(again, Outcome::Sent)])?;
        assert_eq!(figures(tx, &campaign.id)?.reminders, [("sent".to_owned(), 1)].into());
        assert!(sending::finish(tx, then(), &policy(), &campaign.id)?);
        Ok(())
    });
}
