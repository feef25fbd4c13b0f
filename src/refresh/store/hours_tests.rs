//! Each is written to in the hours of where they live: people in Paris, Montreal (whose time is Toronto's), Auckland and Berlin.

use super::campaigns::{self, Campaign};
use super::hours;
use super::results::figures;
use super::sending::{Next, Outcome};
use super::tests::{id, now, on_each, people, random, sending, settle, take};
use crate::db::schema::refresh::{refresh_recipients, refresh_standings};
use crate::db::{Db, Error, Id};
use crate::people::Person;
use crate::refresh::audience::Horizon;
use crate::refresh::campaign::State;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The file says where somebody lives.
fn lives(tx: &mut Db, person: &Person, zone: Option<&str>, country: Option<&str>) -> Result<(), Error> {
    let row = refresh_standings::table.find(&person.fingerprint);
    let set = (refresh_standings::zone.eq(zone), refresh_standings::country.eq(country));
    diesel::update(row).set(set).execute(tx)?;
    Ok(())
}

/// Somebody in Paris, Montreal, Auckland and Berlin.
fn of_the_world(tx: &mut Db) -> Result<[Id; 4], Error> {
    let people = people(tx, 4)?;
    lives(tx, &people[1], Some("America/Toronto"), Some("CA-QC"))?;
    lives(tx, &people[2], Some("Pacific/Auckland"), None)?;
    lives(tx, &people[3], None, Some("DE"))?;
    Ok([0, 1, 2, 3].map(|n: usize| people[n].id.clone()))
}

/// Who is written to at a moment, and until when it waits then.
fn leave(
    tx: &mut Db,
    when: Timestamp,
    campaign: &Campaign,
    seed: &mut u64,
) -> Result<(Vec<Id>, Option<Timestamp>), Error> {
    let mut all = Vec::new();
    loop {
        *seed += 1;
        match take(tx, when, campaign, "one", *seed)? {
            Next::Send(turns) => {
                for mail in turns {
                    settle(tx, when, &mail, Outcome::Sent)?;
                    all.push(mail.person.id);
                }
            }
            Next::Wait(until) => return Ok((all, Some(until))),
            Next::Nothing => return Ok((all, None)),
        }
    }
}

/// When each is written to, from a moment on; each time what waits is waited for.
fn each_leaves(tx: &mut Db, from: &str, campaign: &Campaign) -> Result<Vec<(Id, String)>, Error> {
    let (mut when, mut seed, mut all) = (at(from), 1_000, Vec::new());
    for _ in 0..20 {
        let (left, until) = leave(tx, when, campaign, &mut seed)?;
        all.extend(left.into_iter().map(|person| (person, when.to_string())));
        let Some(until) = until else { return Ok(all) };
        assert!(until > when, "it waits for {until} at {when}");
        when = until;
    }
    panic!("it never ends: {all:?}");
}

fn sorted(mut all: Vec<(Id, String)>) -> Vec<(Id, String)> {
    all.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    all
}

#[test]
fn who_sleeps_elsewhere_waits_for_their_own_morning_and_the_companys_night_holds_nobody_back() {
    on_each(|tx| {
        let [paris, montreal, auckland, berlin] = of_the_world(tx)?;
        let campaign = sending(tx, 100)?;
        assert!(campaign.own_hours);
        // Thursday, half past nine in Paris: half past four in Montreal, half past nine in the evening in Auckland.
        let left = sorted(each_leaves(tx, "2026-03-12T08:30:00Z", &campaign)?);
        let mut first = vec![paris, berlin];
        first.sort();
        let wanted = [
            (first.remove(0), "2026-03-12T08:30:00Z"),
            (first.remove(0), "2026-03-12T08:30:00Z"),
            (montreal, "2026-03-12T13:00:00Z"),
            (auckland, "2026-03-12T20:00:00Z"),
        ];
        assert_eq!(left, wanted.map(|(person, when)| (person, when.to_owned())));
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
        Ok(())
    });
}

#[test]
fn a_public_holiday_is_that_of_their_calendar_or_else_the_companys() {
    on_each(|tx| {
        let [paris, montreal, auckland, berlin] = of_the_world(tx)?;
        let campaign = sending(tx, 100)?;
        // Good Friday is a holiday in Germany and Quebec, Easter Monday in Germany and France. Whose country is unknown has the company's.
        let left = sorted(each_leaves(tx, "2026-04-03T08:30:00Z", &campaign)?);
        let wanted = [
            (paris, "2026-04-03T08:30:00Z"),
            (montreal, "2026-04-06T13:00:00Z"),
            (auckland, "2026-04-06T21:00:00Z"),
            (berlin, "2026-04-07T07:00:00Z"),
        ];
        assert_eq!(left, wanted.map(|(person, when)| (person, when.to_owned())));
        Ok(())
    });
}

#[test]
fn in_the_companys_night_the_page_says_when_it_goes_on_elsewhere() {
    on_each(|tx| {
        of_the_world(tx)?;
        let campaign = sending(tx, 100)?;
        let (midnight, mut seed) = (at("2026-03-13T00:00:00Z"), 1);
        assert_eq!(hours::all_wait_until(tx, midnight, &campaign)?, None, "nobody looked yet");
        // One o'clock in Paris, eight in the evening in Montreal, one in the afternoon in Auckland.
        let (left, until) = leave(tx, midnight, &campaign, &mut seed)?;
        assert_eq!((left.len(), until), (1, Some(at("2026-03-13T08:00:00Z"))));
        assert_eq!(hours::all_wait_until(tx, midnight, &campaign)?, Some(at("2026-03-13T08:00:00Z")));
        let figures = figures(tx, &campaign.id)?;
        assert_eq!((figures.state("planned"), figures.state("skipped")), (3, 0), "who sleeps is not left out");
        Ok(())
    });
}

#[test]
fn a_campaign_of_people_without_hours_of_their_own_waits_as_a_whole_and_learns_of_who_moves() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        let campaign = sending(tx, 100)?;
        assert!(!campaign.own_hours);
        let (night, mut seed) = (at("2026-03-12T22:00:00Z"), 1);
        assert_eq!(leave(tx, night, &campaign, &mut seed)?, (vec![], Some(at("2026-03-13T08:00:00Z"))));
        let untouched: i64 =
            refresh_recipients::table.filter(refresh_recipients::not_before.is_null()).count().get_result(tx)?;
        assert_eq!(untouched, 2, "nothing is put off one by one");

        lives(tx, &people[1], Some("Pacific/Auckland"), None)?;
        // Friday, nine in Paris and in the evening in Auckland: the one leaves, the other waits for Monday there.
        let (left, until) = leave(tx, at("2026-03-13T08:00:00Z"), &campaign, &mut seed)?;
        assert_eq!((left, until), (vec![people[0].id.clone()], Some(at("2026-03-15T20:00:00Z"))));
        assert!(campaigns::one(tx, &campaign.id)?.own_hours);
        // A Sunday evening in Paris.
        assert_eq!(leave(tx, at("2026-03-15T20:00:00Z"), &campaign, &mut seed)?, (vec![people[1].id.clone()], None));
        Ok(())
    });
}

#[test]
fn a_reminder_waits_for_the_morning_of_its_reader_too() {
    on_each(|tx| {
        let people = people(tx, 1)?;
        lives(tx, &people[0], Some("Pacific/Auckland"), None)?;
        let key = campaigns::create(tx, now(), &random(), "Yearly check", &id(1), 100)?;
        campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
        campaigns::approve(tx, now(), &key, &id(2))?;
        let planning = campaigns::one(tx, &key)?;
        assert!(campaigns::plan_batch(tx, now(), &random(), &planning, &Horizon::at(now(), 12, 12), 10)?);
        let campaign = campaigns::one(tx, &key)?;
        assert!(!campaigns::plan_batch(tx, now(), &random(), &campaign, &Horizon::at(now(), 12, 12), 10)?);
        let (first, mut seed) = (at("2026-03-12T20:00:00Z"), 1);
        let (left, until) = leave(tx, first, &campaign, &mut seed)?;
        assert_eq!((left.len(), until), (1, Some(first + SignedDuration::from_hours(21 * 24))));
        // The worker was away that day. It is Friday evening in Auckland now, and Monday is a holiday of the company.
        let late = leave(tx, at("2026-04-03T08:30:00Z"), &campaign, &mut seed)?;
        assert_eq!(late, (vec![], Some(at("2026-04-06T21:00:00Z"))));
        assert_eq!(leave(tx, at("2026-04-06T21:00:00Z"), &campaign, &mut seed)?.0, [people[0].id.clone()]);
        assert_eq!(figures(tx, &key)?.reminder("sent"), 1);
        Ok(())
    });
}

#[test]
fn after_the_companys_last_day_nothing_leaves_anywhere_and_who_was_erased_keeps_no_campaign_open() {
    on_each(|tx| {
        let people = people(tx, 3)?;
        lives(tx, &people[1], Some("Pacific/Auckland"), None)?;
        let campaign = sending(tx, 100)?;
        crate::people::forget(tx, &people[2].id)?;
        let set = crate::db::schema::refresh::refresh_campaigns::ends_on.eq(Some("2026-03-12"));
        diesel::update(crate::db::schema::refresh::refresh_campaigns::table.find(&campaign.id)).set(set).execute(tx)?;
        let mut seed = 1;
        // Auckland's morning comes at nine in the evening of the last day; the worker comes after it.
        let (left, until) = leave(tx, at("2026-03-12T13:30:00Z"), &campaign, &mut seed)?;
        assert_eq!((left, until), (vec![people[0].id.clone()], Some(at("2026-03-12T20:00:00Z"))));
        assert_eq!(leave(tx, at("2026-03-12T23:00:00Z"), &campaign, &mut seed)?, (vec![], None));
        let figures = figures(tx, &campaign.id)?;
        assert_eq!((figures.state("sent"), figures.state("skipped")), (1, 2));
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
        Ok(())
    });
}
