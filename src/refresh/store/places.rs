//! What the mails in hand count in, besides the hour of all campaigns: the hour of a mail provider, and the day of a warm-up. A mail
//! that did not leave gives its place back where it took it.

use crate::db::schema::refresh::{refresh_campaigns as campaigns, refresh_days as days, refresh_lanes as lanes};
use crate::db::{Db, Error, Id, add_or_write};
use crate::refresh::campaign::State;
use crate::refresh::providers::OTHER;
use crate::refresh::store::campaigns::Campaign;
use crate::refresh::store::pace::{an_hour_before, left, minute};
use crate::refresh::store::sending::Turn;
use crate::refresh::warm_up::{Share, is_over, most};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Where a mail in hand counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// In the hour of this provider.
    pub provider: Option<String>,
    /// The minute it was taken in.
    pub minute: i64,
    /// In this day of the warm-up.
    pub day: Option<Date>,
}

impl Place {
    /// The place of a mail that is taken now to a reader with this provider, if that is counted at all.
    pub(super) fn new(now: Timestamp, provider: Option<&str>, day: Option<Date>) -> Self {
        let provider = provider.filter(|provider| *provider != OTHER).map(str::to_owned);
        Self { provider, minute: minute(now), day }
    }
}

/// Whether a campaign is under way that limits the mails to each provider: only then those of all are counted.
pub(crate) fn counts_providers(db: &mut Db) -> Result<bool, Error> {
    let limits = campaigns::table
        .filter(campaigns::state.eq_any([State::Planning, State::Sending, State::Paused].map(State::as_str)))
        .filter(campaigns::per_provider_hour.is_not_null());
    let one: Option<Id> = limits.select(campaigns::id).first(db).optional()?;
    Ok(one.is_some())
}

/// How many mails to a provider may still leave in this hour, or when the next one may.
pub(super) fn room(db: &mut Db, now: Timestamp, provider: &str, limit: i32) -> Result<Result<i64, Timestamp>, Error> {
    if provider == OTHER {
        return Ok(Ok(i64::MAX));
    }
    let since = an_hour_before(now);
    let minutes: Vec<(i64, i64)> = lanes::table
        .filter(lanes::provider.eq(provider))
        .filter(lanes::minute.gt(since))
        .order(lanes::minute)
        .select((lanes::minute, lanes::mails))
        .load(db)?;
    Ok(left(minutes, limit))
}

/// The providers whose hour is full, for a campaign that limits the mails to each.
pub(crate) fn full(db: &mut Db, now: Timestamp, campaign: &Campaign) -> Result<Vec<String>, Error> {
    let Some(limit) = campaign.schedule.per_provider_hour else { return Ok(Vec::new()) };
    let since = an_hour_before(now);
    let rows: Vec<(String, i64)> =
        lanes::table.filter(lanes::minute.gt(since)).select((lanes::provider, lanes::mails)).load(db)?;
    let mut counted: BTreeMap<String, i64> = BTreeMap::new();
    for (provider, mails) in rows {
        *counted.entry(provider).or_default() += mails;
    }
    Ok(counted.into_iter().filter(|(_, mails)| *mails >= i64::from(limit)).map(|(provider, _)| provider).collect())
}

/// What today holds for a campaign that warms up; `None` for one that does not, or not any more.
pub(crate) fn share(db: &mut Db, campaign: &Campaign, today: Date) -> Result<Option<Share>, Error> {
    let Some(from) = campaign.schedule.warm_up_from else { return Ok(None) };
    let rows: Vec<(String, i64)> =
        days::table.filter(days::campaign.eq(&campaign.id)).select((days::day, days::mails)).load(db)?;
    let mut counted: BTreeMap<String, i64> = BTreeMap::new();
    for (day, mails) in rows {
        *counted.entry(day).or_default() += mails;
    }
    let today = today.to_string();
    let used = counted.remove(&today).unwrap_or(0);
    // A day on which nothing left is none; nor is one that a clock set back has made the day after today.
    let before = counted.into_iter().filter(|(day, mails)| *day < today && *mails > 0).count();
    let most = most(from, before);
    let share = Share { day: before + 1, most, left: (most - used).max(0) };
    Ok(Some(share).filter(|_| !is_over(most, campaign.per_hour)))
}

/// Counts mails that are taken in hand now, all of one part.
pub(super) fn take(tx: &mut Db, turns: &[Turn]) -> Result<(), Error> {
    let mut providers: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    let mut dated: BTreeMap<Date, i64> = BTreeMap::new();
    for Turn { place, .. } in turns {
        if let Some(provider) = &place.provider {
            *providers.entry((provider, place.minute)).or_default() += 1;
        }
        if let Some(day) = place.day {
            *dated.entry(day).or_default() += 1;
        }
    }
    let Some(Turn { campaign, part, .. }) = turns.first() else { return Ok(()) };
    for ((provider, minute), mails) in providers {
        let add = |tx: &mut Db| {
            let row = lanes::table.find((provider, minute, campaign, *part));
            diesel::update(row).set(lanes::mails.eq(lanes::mails + mails)).execute(tx)
        };
        let key = (lanes::provider.eq(provider), lanes::minute.eq(minute));
        let row = (key, lanes::campaign.eq(campaign), lanes::part.eq(*part), lanes::mails.eq(mails));
        // After a resumption two runs of a part may write the first at one moment.
        add_or_write(tx, add, |tx| diesel::insert_into(lanes::table).values(row).execute(tx))?;
    }
    for (day, mails) in dated {
        let day = day.to_string();
        let add = |tx: &mut Db| {
            let row = days::table.find((campaign, &day, *part));
            diesel::update(row).set(days::mails.eq(days::mails + mails)).execute(tx)
        };
        let row = (days::campaign.eq(campaign), days::day.eq(&day), days::part.eq(*part), days::mails.eq(mails));
        add_or_write(tx, add, |tx| diesel::insert_into(days::table).values(row).execute(tx))?;
    }
    Ok(())
}

/// A mail did not leave: another one may, in the hour and on the day it was taken.
pub(super) fn give_back(tx: &mut Db, turn: &Turn) -> Result<(), Error> {
    let Turn { campaign, part, place, .. } = turn;
    if let Some(provider) = &place.provider {
        let row = lanes::table.find((provider, place.minute, campaign, *part));
        diesel::update(row).set(lanes::mails.eq(lanes::mails - 1)).execute(tx)?;
    }
    if let Some(day) = place.day {
        let row = days::table.find((campaign, day.to_string(), *part));
        diesel::update(row).set(days::mails.eq(days::mails - 1)).execute(tx)?;
    }
    Ok(())
}

/// Forgets the hours that are over.
pub(super) fn tidy(tx: &mut Db, now: Timestamp) -> Result<(), Error> {
    diesel::delete(lanes::table.filter(lanes::minute.lt(minute(now).saturating_sub(120)))).execute(tx)?;
    Ok(())
}
