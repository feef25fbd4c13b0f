use super::aged::before;
use super::ended::{YEARS, forget};
use super::results::figures;
use super::sending::{Next, Outcome};
use super::tests::{id, now, people, policy, random, sending, settle, take, turn};
use super::{campaigns, enrol, evidence, standings};
use crate::bounces::{Cause, Kind};
use crate::db::schema::refresh::{
    refresh_days as days, refresh_exclusions as exclusions, refresh_messages as messages,
    refresh_recipients as recipients, refresh_reports as reports,
};
use crate::db::testing::each_database;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::refresh::bounce::Way;
use crate::refresh::campaign::State;
use crate::refresh::evidence::Sample;
use crate::refresh::schedule::Schedule;
use crate::refresh::store::reports::Sign;
use diesel::prelude::*;
use jiff::{Timestamp, ToSpan};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Rows of each table that tell of a campaign: itself, its mails, reports, exclusions, days and messages.
fn rows(tx: &mut Db, campaign: &Id) -> Result<[i64; 6], Error> {
    use crate::db::schema::refresh::refresh_campaigns::dsl;
    Ok([
        dsl::refresh_campaigns.filter(dsl::id.eq(campaign)).count().get_result(tx)?,
        recipients::table.filter(recipients::campaign.eq(campaign)).count().get_result(tx)?,
        reports::table.filter(reports::campaign.eq(campaign)).count().get_result(tx)?,
        exclusions::table.filter(exclusions::campaign.eq(campaign)).count().get_result(tx)?,
        days::table.filter(days::campaign.eq(campaign)).count().get_result(tx)?,
        messages::table.filter(messages::campaign.eq(campaign)).count().get_result(tx)?,
    ])
}

fn sample() -> Sample {
    let text = || "x".to_owned();
    Sample {
        lang: Lang::En,
        reminder: false,
        subject: text(),
        text: text(),
        html: text(),
        report: text(),
        sources: text(),
    }
}

/// Sends all of a campaign, so that it is done, with a row in each table.
fn done(tx: &mut Db, seed: u64) -> Result<Id, Error> {
    let campaign = sending(tx, 100)?;
    let mut last = None;
    for number in 0..20 {
        match take(tx, now(), &campaign, "one", seed + number)? {
            Next::Send(turns) => {
                for turn in turns {
                    settle(tx, now(), &turn, Outcome::Sent)?;
                    last = Some(turn.id.clone());
                }
            }
            Next::Nothing => break,
            Next::Wait(_) => {}
        }
    }
    let mail = last.expect("nobody was written to");
    let sign =
        Sign { mail: &mail, kind: Kind::Delivered, cause: Cause::Other, status: None, way: Way::Mail, name: "one" };
    super::reports::note(tx, now(), &sign)?;
    evidence::keep(tx, &campaign.id, &[sample()])?;
    let day = (days::campaign.eq(&campaign.id), days::day.eq("2026-03-12"), days::part.eq(0), days::mails.eq(1i64));
    diesel::insert_into(days::table).values(day).execute(tx)?;
    assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
    Ok(campaign.id)
}

/// One that goes on, with a mail of its own, begun long ago.
fn rolling(tx: &mut Db) -> Result<Id, Error> {
    let key = campaigns::create(tx, now(), &random(), "Always", &id(1), 100)?;
    let schedule = Schedule { every_months: Some(12), remind_after_days: None, ..Schedule::default() };
    campaigns::plan(tx, now(), &key, &id(1), &schedule)?;
    campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &key, &id(2))?;
    campaigns::turn(tx, now(), &key, State::Planning, State::Sending)?;
    let later = now().checked_add(jiff::SignedDuration::from_hours(24 * 400)).unwrap();
    while let Some(here) = enrol::begin(tx, later, &key)? {
        let horizon = policy().horizon(later, &here.schedule, None);
        if enrol::batch(tx, later, &random(), &here, &horizon, 10)?.is_none() {
            break;
        }
    }
    Ok(key)
}

/// Forgets all there is, a transaction at a time; how many rows went.
fn forgotten(tx: &mut Db, today: Timestamp) -> Result<usize, Error> {
    let before = before(today, &policy().zone, YEARS.years()).unwrap();
    let mut all = 0;
    loop {
        match forget(tx, today, &random(), before)? {
            0 => return Ok(all),
            gone => all += gone,
        }
    }
}

#[test]
fn the_proof_of_a_campaign_ends_five_years_after_the_campaign_and_one_that_goes_on_stays() {
    each_database(|database| {
        let test = |tx: &mut Db| {
            let people = people(tx, 4)?;
            standings::mark(tx, &people[0].fingerprint, standings::Mark::Stopped, now())?;
            let over = done(tx, 10)?;
            let running = rolling(tx)?;
            let draft = campaigns::create(tx, now(), &random(), "Never begun", &id(1), 100)?;
            let paused = campaigns::create(tx, now(), &random(), "Paused", &id(1), 100)?;
            for (from, to) in [
                (State::Draft, State::Submitted),
                (State::Submitted, State::Planning),
                (State::Planning, State::Sending),
                (State::Sending, State::Paused),
            ] {
                campaigns::turn(tx, now(), &paused, from, to)?;
            }
            assert_eq!(rows(tx, &over)?, [1, 3, 1, 1, 1, 1]);
            let others = [rows(tx, &running)?, rows(tx, &draft)?, rows(tx, &paused)?];
            assert_eq!(others[0][..2], [1, 3], "each of three is written down");
            let audit = |tx: &mut Db| crate::audit::events_of_object(tx, over.as_str(), 10);

            // It ended on 12 March 2026: 12 March 2031 is the last day.
            assert_eq!(forgotten(tx, at("2031-03-12T22:59:00Z"))?, 0);
            assert_eq!(rows(tx, &over)?, [1, 3, 1, 1, 1, 1]);
            assert!(audit(tx)?.is_empty());
            assert_eq!(forgotten(tx, at("2031-03-12T23:01:00Z"))?, 3 + 1, "the mails, then the campaign");
            assert_eq!(rows(tx, &over)?, [0; 6]);
            assert!(matches!(campaigns::one(tx, &over), Err(Error::NotFound)));
            let told = audit(tx)?;
            assert_eq!(told.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["refresh.proof_ended"]);

            // However old, what has not ended stays; who said stop goes on being left alone.
            assert_eq!(forgotten(tx, at("2060-01-01T12:00:00Z"))?, 0);
            assert_eq!([rows(tx, &running)?, rows(tx, &draft)?, rows(tx, &paused)?], others);
            assert!(standings::is_stopped(tx, &people[0].fingerprint)?);
            assert_eq!(figures(tx, &over)?, Default::default());
            Ok::<_, Error>(())
        };
        database.write_now(test).unwrap();
    });
}

#[test]
fn a_campaign_that_was_stopped_ends_too_and_a_night_that_was_cut_off_goes_on() {
    each_database(|database| {
        let test = |tx: &mut Db| {
            people(tx, 2)?;
            let campaign = sending(tx, 100)?;
            turn(take(tx, now(), &campaign, "one", 1)?);
            campaigns::turn(tx, now(), &campaign.id, State::Sending, State::Stopped)?;
            let before = before(at("2031-03-13T12:00:00Z"), &policy().zone, YEARS.years()).unwrap();
            // The first transaction of the night takes mails, and leaves a campaign whose page still opens.
            assert_eq!(forget(tx, now(), &random(), before)?, 2);
            assert_eq!(rows(tx, &campaign.id)?[..2], [1, 0]);
            assert_eq!(forgotten(tx, at("2031-03-13T12:00:00Z"))?, 1);
            assert_eq!(rows(tx, &campaign.id)?, [0; 6]);
            Ok::<_, Error>(())
        };
        database.write_now(test).unwrap();
    });
}
