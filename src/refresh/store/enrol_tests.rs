use super::answers::{self, Link, asked};
use super::campaigns::{self, Campaign};
use super::enrol;
use super::results::figures;
use super::sending::{Next, Outcome};
use super::standings::{self, Mark};
use super::tests::{id, now, on_each, people, policy, random, settle, take_with, tokens, turn};
use crate::db::{Db, Error, Id};
use crate::refresh::campaign::{Answer, Pause, State};
use crate::refresh::schedule::Schedule;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub(super) fn months(count: i64) -> Timestamp {
    (now().to_zoned_datetime(TimeZone::UTC).checked_add(count.months()).unwrap()).timestamp()
}

/// One that asks each person every so many months, sending, with nobody written down yet.
pub(super) fn rolling(tx: &mut Db, every: i32) -> Result<Campaign, Error> {
    let key = campaigns::create(tx, now(), &random(), "Always", &id(1), 100)?;
    let schedule = Schedule { every_months: Some(every), remind_after_days: None, ..Schedule::default() };
    campaigns::plan(tx, now(), &key, &id(1), &schedule)?;
    campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &key, &id(2))?;
    campaigns::turn(tx, now(), &key, State::Planning, State::Sending)?;
    campaigns::one(tx, &key)
}

/// A whole pass in batches of two; how many it wrote down.
pub(super) fn pass(tx: &mut Db, at: Timestamp, campaign: &Id) -> Result<usize, Error> {
    let mut written = 0;
    while let Some(here) = enrol::begin(tx, at, campaign)? {
        let horizon = policy().horizon(at, &here.schedule, None);
        match enrol::batch(tx, at, &random(), &here, &horizon, 2)? {
            Some(count) => written += count,
            None => break,
        }
    }
    Ok(written)
}

#[test]
fn a_person_is_asked_again_when_the_months_are_over_and_the_campaign_goes_on() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = rolling(tx, 12)?;
        assert_eq!(pass(tx, now(), &campaign.id)?, 1);
        assert_eq!(pass(tx, now(), &campaign.id)?, 0, "a mail of theirs waits");
        let (hashes, answer, _) = tokens(9);
        let mail = turn(take_with(tx, now(), &campaign, "one", &hashes)?);
        settle(tx, now(), &mail, Outcome::Sent)?;
        assert!(matches!(take_with(tx, now(), &campaign, "one", &tokens(11).0)?, Next::Nothing));
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Sending, "it ended");
        // They answer after a month: the months count from there.
        let heard = asked(tx, months(1), Link::Answer, &answer.hash())?.unwrap();
        assert!(answers::answer(tx, months(1), &heard, Answer::Correct)?);
        assert_eq!(pass(tx, months(12), &campaign.id)?, 0);
        assert_eq!(pass(tx, months(13), &campaign.id)?, 1);
        let again = turn(take_with(tx, months(13), &campaign, "two", &tokens(13).0)?);
        assert_eq!(again.period, 1);
        Ok(())
    });
}

#[test]
fn who_keeps_silent_is_asked_once_in_a_period_and_never_more_often_than_the_settings_let() {
    on_each(|tx| {
        people(tx, 1)?;
        let often = rolling(tx, 6)?;
        assert_eq!(pass(tx, now(), &often.id)?, 1);
        let mail = turn(take_with(tx, now(), &often, "one", &tokens(9).0)?);
        settle(tx, now(), &mail, Outcome::Sent)?;
        assert_eq!(pass(tx, months(7), &often.id)?, 0, "the settings say twelve months");
        assert_eq!(pass(tx, months(12), &often.id)?, 1);
        Ok(())
    });
}

#[test]
fn night_after_night_who_is_left_out_is_counted_once_and_whom_it_asked_is_not_left_out() {
    on_each(|tx| {
        let people = people(tx, 5)?;
        standings::mark(tx, &people[0].fingerprint, Mark::Stopped, now())?;
        standings::mark(tx, &people[1].fingerprint, Mark::Disowned, now())?;
        let campaign = rolling(tx, 12)?;
        for night in 0..3 {
            assert_eq!(pass(tx, now(), &campaign.id)?, if night == 0 { 3 } else { 0 });
            let figures = figures(tx, &campaign.id)?;
            assert_eq!((figures.left_out("stopped"), figures.left_out("disowned")), (1, 1), "night {night}");
            assert_eq!(figures.excluded.len(), 2, "{:?}", figures.excluded);
            if night == 0 {
                let mail = turn(take_with(tx, now(), &campaign, "one", &tokens(9).0)?);
                settle(tx, now(), &mail, Outcome::Sent)?;
            }
        }
        Ok(())
    });
}

#[test]
fn a_pass_that_was_interrupted_goes_on_where_it_was_and_a_batch_is_taken_once() {
    on_each(|tx| {
        people(tx, 5)?;
        let campaign = rolling(tx, 12)?;
        let begun = enrol::begin(tx, now(), &campaign.id)?.unwrap();
        let horizon = policy().horizon(now(), &begun.schedule, None);
        assert_eq!(enrol::batch(tx, now(), &random(), &begun, &horizon, 2)?, Some(2));
        // Another process had the same batch in hand.
        assert!(matches!(enrol::batch(tx, now(), &random(), &begun, &horizon, 2), Err(Error::Lost)));
        assert!(campaigns::pause(tx, now(), &campaign.id, Pause::Bounces)?);
        assert_eq!(enrol::begin(tx, months(1), &campaign.id)?, None, "a paused campaign writes nobody down");
        campaigns::turn(tx, now(), &campaign.id, State::Paused, State::Sending)?;
        let on = enrol::begin(tx, months(1), &campaign.id)?.unwrap();
        assert_eq!(on.pass_at, begun.pass_at);
        assert_eq!(pass(tx, months(1), &campaign.id)?, 3);
        assert_eq!(figures(tx, &campaign.id)?.state("planned"), 5);
        Ok(())
    });
}
