use super::campaigns::{self, Campaign};
use super::results::figures;
use super::sending::{Next, Outcome};
use super::tests::{id, now, on_each, people, sending, settle, take, turn};
use crate::db::schema::refresh::refresh_campaigns;
use crate::db::{Db, Error};
use crate::refresh::campaign::State;
use crate::refresh::schedule::{Days, Schedule, Window};
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// One that sends, with a last day.
fn until(tx: &mut Db, day: &str) -> Result<Campaign, Error> {
    let campaign = sending(tx, 100)?;
    let set = refresh_campaigns::ends_on.eq(Some(day));
    diesel::update(refresh_campaigns::table.find(&campaign.id)).set(set).execute(tx)?;
    campaigns::one(tx, &campaign.id)
}

#[test]
fn nothing_is_taken_in_hand_at_night_or_on_a_weekend_and_it_waits_for_the_opening() {
    on_each(|tx| {
        people(tx, 2)?;
        let campaign = sending(tx, 100)?;
        let mail = turn(take(tx, at("2026-03-13T16:59:59Z"), &campaign, "one", 1)?);
        settle(tx, at("2026-03-13T16:59:59Z"), &mail, Outcome::Sent)?;
        let monday = at("2026-03-16T08:00:00Z");
        for closed in ["2026-03-13T17:00:00Z", "2026-03-14T10:00:00Z", "2026-03-16T07:59:59Z"] {
            let next = take(tx, at(closed), &campaign, "one", 2)?;
            assert!(matches!(next, Next::Wait(until) if until == monday), "{closed}: {next:?}");
        }
        turn(take(tx, monday, &campaign, "one", 3)?);
        Ok(())
    });
}

#[test]
fn after_the_last_day_nothing_leaves_and_the_campaign_ends() {
    on_each(|tx| {
        people(tx, 3)?;
        let campaign = until(tx, "2026-03-13")?;
        turn(take(tx, at("2026-03-13T16:00:00Z"), &campaign, "one", 1)?);
        // It looks again when the last day is over, not on Monday.
        let next = take(tx, at("2026-03-13T18:00:00Z"), &campaign, "one", 2)?;
        assert!(matches!(next, Next::Wait(until) if until == at("2026-03-13T23:00:00Z")), "{next:?}");
        assert!(matches!(take(tx, at("2026-03-16T10:00:00Z"), &campaign, "one", 3)?, Next::Nothing));
        assert_eq!(figures(tx, &campaign.id)?.state("skipped"), 2);
        Ok(())
    });
}

#[test]
fn the_schedule_of_a_draft_reads_back_and_that_of_a_sent_campaign_is_fixed() {
    on_each(|tx| {
        let key = campaigns::create(tx, now(), &Random::seeded(5), "x", &id(1), 10)?;
        assert_eq!(campaigns::one(tx, &key)?.schedule, Schedule::default());
        let window = Window { from_hour: 10, to_hour: 12, days: Days::from_bits(0b100_0010).unwrap() };
        let ends_on = Some("2026-12-31".parse().unwrap());
        let starts_on = Some("2026-05-01".parse().unwrap());
        let schedule = Schedule {
            window,
            starts_on,
            ends_on,
            remind_after_days: Some(14),
            every_months: Some(24),
            per_provider_hour: Some(500),
            warm_up_from: Some(200),
        };
        campaigns::plan(tx, now(), &key, &id(3), &schedule)?;
        let campaign = campaigns::one(tx, &key)?;
        assert_eq!((campaign.schedule, campaign.author), (schedule, id(3)));
        campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
        assert!(matches!(campaigns::plan(tx, now(), &key, &id(3), &schedule), Err(Error::Lost)));
        Ok(())
    });
}
