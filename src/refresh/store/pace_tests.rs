use super::campaigns::{self, Campaign};
use super::places;
use super::results::figures;
use super::sending::{self, Hand, Next, Outcome, Turn};
use super::standings::{self, Seen};
use super::tests::{hand, id, now, on_each, policy, random, tokens};
use crate::db::schema::refresh::{refresh_days, refresh_recipients};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::refresh::audience::Horizon;
use crate::refresh::campaign::State;
use crate::refresh::providers;
use crate::refresh::schedule::Schedule;
use crate::refresh::warm_up::Share;
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A Monday at nine in Paris.
const MONDAY: &str = "2026-03-16T08:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn minutes(from: Timestamp, minutes: i64) -> Timestamp {
    from + SignedDuration::from_mins(minutes)
}

/// So many people of each domain, in the directory as the import reads it.
fn directory(tx: &mut Db, domains: &[(&str, u64)]) -> Result<Vec<Person>, Error> {
    let (keys, import) = (Keys::for_tests(), standings::begin_import(tx, now(), "shop", None)?);
    let mut all = Vec::new();
    for (domain, count) in domains {
        for number in 0..*count {
            let random = Random::seeded(10_000 + u64::try_from(all.len()).unwrap());
            let address = Address::parse(&format!("p{number}@{domain}")).unwrap();
            let person = people::ensure(tx, now(), &random, &keys, &address, Lang::En)?;
            let seen = Seen { provider: providers::of(address.domain()), ..Seen::default() };
            standings::see(tx, &person.fingerprint, "shop", seen, now())?;
            all.push(person);
        }
    }
    standings::finish_import(tx, now(), "shop", import.pass_at)?;
    Ok(all)
}

/// A campaign that sends, its recipients written down.
fn approved(tx: &mut Db, per_hour: i32, schedule: &Schedule) -> Result<Campaign, Error> {
    let random = random();
    let key = campaigns::create(tx, now(), &random, "Yearly check", &id(1), per_hour)?;
    campaigns::plan(tx, now(), &key, &id(1), schedule)?;
    campaigns::turn(tx, now(), &key, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &key, &id(2))?;
    loop {
        let campaign = campaigns::one(tx, &key)?;
        if !campaigns::plan_batch(tx, now(), &random, &campaign, &Horizon::at(now(), 12, 12), 500)? {
            return campaigns::one(tx, &key);
        }
    }
}

/// Without a reminder, so many in an hour to each provider, so many on the first day.
fn limits(per_provider_hour: Option<i32>, warm_up_from: Option<i32>) -> Schedule {
    Schedule { remind_after_days: None, per_provider_hour, warm_up_from, ..Schedule::default() }
}

/// Takes from one part, `offered` at a time, until it must wait or nothing is left.
fn drain(tx: &mut Db, at: Timestamp, hand: &Hand, offered: usize) -> Result<(Vec<Turn>, Option<Timestamp>), Error> {
    let mut taken = Vec::new();
    loop {
        let seeds = (0..offered).map(|_| random().below(u64::MAX));
        let offered: Vec<_> = seeds.map(|seed| tokens(seed).0).collect();
        match sending::take(tx, at, hand, &policy(), &offered)? {
            Next::Send(turns) => taken.extend(turns),
            Next::Wait(until) => return Ok((taken, Some(until))),
            Next::Nothing => return Ok((taken, None)),
        }
    }
}

/// What leaves now of all parts, one after the other, and until when they wait.
fn leave(
    tx: &mut Db,
    at: Timestamp,
    campaign: &Campaign,
    offered: usize,
) -> Result<(Vec<Turn>, Vec<Timestamp>), Error> {
    let (mut left, mut waits) = (Vec::new(), Vec::new());
    for part in 0..sending::PARTS {
        let (turns, wait) = drain(tx, at, &hand(campaign, part, "one"), offered)?;
        let ended: Vec<_> = turns.iter().map(|turn| (turn.clone(), Outcome::Sent)).collect();
        sending::settle(tx, at, &random(), &ended)?;
        left.extend(turns);
        waits.extend(wait);
    }
    Ok((left, waits))
}

fn domain(turn: &Turn) -> String {
    turn.person.address(&Keys::for_tests()).unwrap().domain().to_owned()
}

fn by_domain(turns: &[Turn]) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for turn in turns {
        *count.entry(domain(turn)).or_default() += 1;
    }
    count
}

#[test]
fn no_provider_gets_more_than_its_share_of_an_hour_while_the_others_go_on_and_all_get_theirs() {
    for offered in [1, 3] {
        on_each(|tx| {
            let domains =
                [("gmail.com", 13), ("googlemail.com", 4), ("orange.fr", 11), ("hotmail.fr", 6), ("shop.example", 20)];
            let people = directory(tx, &domains)?;
            let campaign = approved(tx, 1000, &limits(Some(5), None))?;
            let (mut clock, mut log): (_, Vec<(Timestamp, Turn)>) = (at(MONDAY), Vec::new());
            while campaigns::one(tx, &campaign.id)?.state == State::Sending {
                let (left, waits) = leave(tx, clock, &campaign, offered)?;
                if log.is_empty() {
                    assert_eq!(
                        by_domain(&left).get("shop.example"),
                        Some(&20),
                        "others wait for a provider that is full"
                    );
                    assert_eq!(left.len(), 20 + 3 * 5);
                }
                log.extend(left.into_iter().map(|turn| (clock, turn)));
                sending::finish(tx, clock, &policy(), &campaign.id)?;
                if let Some(next) = waits.into_iter().min() {
                    assert!(next > clock && next <= minutes(clock, 60), "at {clock} it waits until {next}");
                    // Another look in between changes nothing.
                    assert!(leave(tx, minutes(clock, 1), &campaign, offered)?.0.is_empty());
                    clock = next;
                }
                assert!(log.len() <= people.len() && clock < minutes(at(MONDAY), 60 * 9), "it does not end");
            }
            for (from, _) in &log {
                let mut hour: BTreeMap<&str, usize> = BTreeMap::new();
                for (_, turn) in log.iter().filter(|(then, _)| then >= from && *then < minutes(*from, 60)) {
                    *hour
                        .entry(providers::of(turn.person.address(&Keys::for_tests()).unwrap().domain()))
                        .or_default() += 1;
                }
                hour.remove(providers::OTHER);
                assert!(hour.values().all(|mails| *mails <= 5), "from {from}: {hour:?}");
            }
            let asked: BTreeSet<_> = log.iter().map(|(_, turn)| turn.person.id.clone()).collect();
            assert_eq!((asked.len(), log.len()), (people.len(), people.len()));
            // Seventeen mailboxes of one provider, five in an hour: the fourth hour is the last one.
            assert_eq!(log.last().unwrap().0, minutes(at(MONDAY), 180));
            assert_eq!(figures(tx, &campaign.id)?.state("sent"), 54);
            Ok(())
        });
    }
}

#[test]
fn the_hour_of_a_provider_is_one_for_all_campaigns() {
    on_each(|tx| {
        directory(tx, &[("gmail.com", 12), ("orange.fr", 4)])?;
        let limited = approved(tx, 1000, &limits(Some(5), None))?;
        let other = approved(tx, 3, &limits(None, None))?;
        assert!(places::counts_providers(tx)?);
        // One that sets no limit keeps to none, and is counted all the same.
        let mut first = Vec::new();
        for part in 0..sending::PARTS {
            let hand = Hand { counts_providers: true, ..hand(&other, part, "one") };
            first.extend(drain(tx, at(MONDAY), &hand, 1)?.0);
        }
        let before = by_domain(&first);
        assert_eq!(first.len(), 3);
        let (left, waits) = leave(tx, minutes(at(MONDAY), 1), &limited, 2)?;
        let after = by_domain(&left);
        let both = |domain: &str| before.get(domain).unwrap_or(&0) + after.get(domain).unwrap_or(&0);
        assert_eq!((both("gmail.com"), both("orange.fr")), (5, 4), "{before:?} {after:?}");
        assert!(waits.into_iter().all(|until| until <= minutes(at(MONDAY), 61)));
        let full = |tx: &mut Db, then: Timestamp| places::full(tx, then, &limited);
        assert_eq!(full(tx, minutes(at(MONDAY), 30))?, ["google"]);
        assert!(full(tx, minutes(at(MONDAY), 61))?.is_empty());
        // Once the one that limits has ended, nobody counts any more.
        campaigns::turn(tx, now(), &limited.id, State::Sending, State::Stopped)?;
        assert!(!places::counts_providers(tx)?);
        Ok(())
    });
}

#[test]
fn a_campaign_without_a_limit_has_no_lanes_and_counts_nothing() {
    on_each(|tx| {
        directory(tx, &[("gmail.com", 3)])?;
        let campaign = approved(tx, 1000, &limits(None, None))?;
        let in_lanes = refresh_recipients::table.filter(refresh_recipients::provider.is_not_null());
        assert_eq!(in_lanes.count().get_result::<i64>(tx)?, 0);
        let (left, _) = leave(tx, at(MONDAY), &campaign, 2)?;
        assert!(left.len() == 3 && left.iter().all(|turn| turn.place.provider.is_none() && turn.lane.is_none()));
        Ok(())
    });
}

#[test]
fn a_mail_that_did_not_leave_gives_its_place_back_where_it_took_it() {
    on_each(|tx| {
        directory(tx, &[("gmail.com", 4), ("orange.fr", 1)])?;
        let campaign = approved(tx, 1000, &limits(Some(1), Some(3)))?;
        let (taken, _) = take_all(tx, at(MONDAY), &campaign)?;
        assert_eq!(by_domain(&taken), BTreeMap::from([("gmail.com".to_owned(), 1), ("orange.fr".to_owned(), 1)]));
        let [gmail, orange] =
            ["gmail.com", "orange.fr"].map(|name| taken.iter().find(|turn| domain(turn) == name).unwrap());
        sending::settle(tx, at(MONDAY), &random(), &[(orange.clone(), Outcome::Sent)])?;
        assert_eq!(left_today(tx, &campaign)?, 1);
        // Half an hour later it turns out that it did not leave.
        let half_past = minutes(at(MONDAY), 30);
        sending::settle(tx, half_past, &random(), &[(gmail.clone(), Outcome::Back)])?;
        assert_eq!(left_today(tx, &campaign)?, 2);
        let (taken, _) = take_all(tx, half_past, &campaign)?;
        assert_eq!(by_domain(&taken), BTreeMap::from([("gmail.com".to_owned(), 1)]));
        // What was given back is not there a second time, as the hour goes on.
        let (none, waits) = take_all(tx, minutes(at(MONDAY), 61), &campaign)?;
        assert!(none.is_empty() && waits.iter().all(|until| *until == minutes(at(MONDAY), 90)), "{waits:?}");
        Ok(())
    });
}

/// Takes whatever may leave, and settles nothing.
fn take_all(tx: &mut Db, at: Timestamp, campaign: &Campaign) -> Result<(Vec<Turn>, Vec<Timestamp>), Error> {
    let (mut taken, mut waits) = (Vec::new(), Vec::new());
    for part in 0..sending::PARTS {
        let (turns, wait) = drain(tx, at, &hand(campaign, part, "one"), 2)?;
        taken.extend(turns);
        waits.extend(wait);
    }
    Ok((taken, waits))
}

fn left_today(tx: &mut Db, campaign: &Campaign) -> Result<i64, Error> {
    Ok(places::share(tx, campaign, "2026-03-16".parse().unwrap())?.unwrap().left)
}

#[test]
fn a_warm_up_doubles_from_one_sending_day_to_the_next_and_waits_for_the_morning() {
    on_each(|tx| {
        let people = directory(tx, &[("shop.example", 20)])?;
        let campaign = approved(tx, 1000, &limits(None, Some(2)))?;
        let mut asked = BTreeSet::new();
        // Thursday, Friday, then a Monday on which it was paused, Tuesday, Wednesday.
        for (day, most, midnight) in [
            ("2026-03-12T13:00:00Z", 2, Some("2026-03-12T23:00:00Z")),
            ("2026-03-13T08:00:00Z", 4, Some("2026-03-13T23:00:00Z")),
            ("2026-03-17T08:00:00Z", 8, Some("2026-03-17T23:00:00Z")),
            ("2026-03-18T08:00:00Z", 6, None),
        ] {
            let (left, waits) = leave(tx, at(day), &campaign, 3)?;
            assert_eq!(left.len(), most, "{day}");
            assert!(waits.iter().all(|until| Some(*until) == midnight.map(at)), "{day}: {waits:?}");
            assert_eq!(waits.is_empty(), midnight.is_none(), "{day}");
            // An hour later, by whatever worker, nothing more.
            assert!(leave(tx, minutes(at(day), 60), &campaign, 1)?.0.is_empty());
            asked.extend(left.into_iter().map(|turn| turn.person.id));
        }
        assert_eq!(asked.len(), people.len());
        Ok(())
    });
}

#[test]
fn at_midnight_a_warm_up_waits_for_the_window_over_a_weekend() {
    on_each(|tx| {
        directory(tx, &[("shop.example", 8)])?;
        let campaign = approved(tx, 1000, &limits(None, Some(1)))?;
        leave(tx, at("2026-03-13T09:00:00Z"), &campaign, 1)?;
        let (none, waits) = leave(tx, at("2026-03-13T23:00:00Z"), &campaign, 1)?;
        assert!(none.is_empty() && waits.iter().all(|until| *until == at(MONDAY)), "{waits:?}");
        assert_eq!(leave(tx, at(MONDAY), &campaign, 5)?.0.len(), 2);
        Ok(())
    });
}

#[test]
fn a_reminder_counts_on_its_day_and_waits_in_the_lane_of_its_provider() {
    on_each(|tx| {
        directory(tx, &[("gmail.com", 3)])?;
        let schedule = Schedule { remind_after_days: Some(14), ..limits(Some(100), Some(1)) };
        let campaign = approved(tx, 1000, &schedule)?;
        assert_eq!(leave(tx, at(MONDAY), &campaign, 3)?.0.len(), 1);
        let (second, _) = leave(tx, minutes(at(MONDAY), 14 * 24 * 60 + 60), &campaign, 3)?;
        assert_eq!(second.len(), 2, "the second day holds two, whether first mails or reminders");
        let (third, _) = leave(tx, minutes(at(MONDAY), 15 * 24 * 60 + 60), &campaign, 3)?;
        let mails: Vec<bool> = second.iter().chain(&third).map(|turn| turn.is_reminder).collect();
        assert_eq!((mails.len(), mails.iter().filter(|reminder| **reminder).count()), (3, 1));
        let lanes: Vec<Option<String>> = refresh_recipients::table.select(refresh_recipients::provider).load(tx)?;
        assert!(lanes.len() == 6 && lanes.iter().all(|lane| lane.as_deref() == Some("google")), "{lanes:?}");
        Ok(())
    });
}

#[test]
fn a_warm_up_ends_where_the_pace_is_the_narrower_limit() {
    on_each(|tx| {
        let campaign = approved(tx, 10, &limits(None, Some(100)))?;
        let day = |day: i8| jiff::civil::date(2026, 3, day);
        let share = |tx: &mut Db, today: i8| places::share(tx, &campaign, day(today));
        assert_eq!(share(tx, 16)?, Some(Share { day: 1, most: 100, left: 100 }));
        for (part, (date, mails)) in [(16, 60), (16, 30), (17, 0), (18, 5)].into_iter().enumerate() {
            let row = (
                refresh_days::campaign.eq(&campaign.id),
                refresh_days::day.eq(day(date).to_string()),
                refresh_days::part.eq(i32::try_from(part).unwrap()),
                refresh_days::mails.eq(mails),
            );
            diesel::insert_into(refresh_days::table).values(row).execute(tx)?;
        }
        assert_eq!(share(tx, 16)?, Some(Share { day: 1, most: 100, left: 10 }));
        assert_eq!(share(tx, 18)?, Some(Share { day: 2, most: 200, left: 195 }), "nothing left on the day before");
        assert_eq!(share(tx, 19)?, None, "400 are more than ten in an hour ever let leave");
        Ok(())
    });
}
