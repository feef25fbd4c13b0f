//! The lanes of a campaign that limits the mails to each provider: its recipients wait in one lane for each. The next ones come
//! from lanes that have room in this hour; of one that has none no row is looked at, however many wait in it.

use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time};
use crate::refresh::providers::{self, OTHER};
use crate::refresh::schedule::Schedule;
use crate::refresh::store::places;
use crate::refresh::store::sending::{Hand, Ready, ready_columns};
use diesel::prelude::*;
use jiff::Timestamp;

/// The lane of somebody with this provider; none where a campaign has no lanes.
pub(super) fn of<'a>(schedule: &Schedule, provider: &'a str) -> Option<&'a str> {
    schedule.per_provider_hour.map(|_| provider)
}

/// Who is next in the lanes of a part.
pub(super) enum Next {
    /// These, so many at most as were asked for.
    Ready(Vec<Ready>),
    /// Nobody before then: every lane is full, or all in it must wait.
    Until(Timestamp),
}

#[diesel::dsl::auto_type(no_type_alias)]
fn planned<'c>(campaign: &'c Id, part: i32) -> _ {
    let rows = recipients::table.filter(recipients::campaign.eq(campaign));
    rows.filter(recipients::state.eq("planned")).filter(recipients::part.eq(part))
}

/// Looks from lane to lane, beginning anywhere, until `most` are found; `None` if nobody waits in any.
pub(super) fn next(db: &mut Db, now: Timestamp, hand: &Hand, limit: i32, most: usize) -> Result<Option<Next>, Error> {
    let (start, most) = (start(now), i64::try_from(most).unwrap_or(1));
    let (mut ready, mut later): (Vec<Ready>, Option<Timestamp>) = (Vec::new(), None);
    let mut wait = |at: Timestamp| later = Some(later.map_or(at, |before: Timestamp| before.min(at)));
    // First from there to the last lane, then from the first one to there.
    for before_start in [false, true] {
        let mut last = None;
        while let Some(lane) = following(db, hand, (start, before_start), last.as_deref())? {
            match places::room(db, now, &lane, limit)? {
                Ok(room) => {
                    let wanted = most.saturating_sub(i64::try_from(ready.len()).unwrap_or(most)).min(room);
                    let mut found = due(db, now, hand, &lane, wanted)?;
                    if found.is_empty()
                        && ready.is_empty()
                        && let Some(at) = soonest(db, now, hand, &lane)?
                    {
                        wait(at);
                    }
                    ready.append(&mut found);
                }
                Err(at) => wait(at),
            }
            if i64::try_from(ready.len()).unwrap_or(most) >= most {
                return Ok(Some(Next::Ready(ready)));
            }
            last = Some(lane);
        }
    }
    Ok(if ready.is_empty() { later.map(Next::Until) } else { Some(Next::Ready(ready)) })
}

/// A lane to begin with: another one each time, so that none waits until others are empty.
fn start(now: Timestamp) -> &'static str {
    let count = providers::names().len();
    // The clock, stirred: seen once a second or once a minute, it would begin with the same few.
    let stirred = now.as_microsecond().wrapping_mul(0x9E3_779B_97F4_A7C1) >> 32;
    let place = stirred.rem_euclid(i64::try_from(count).unwrap_or(0).saturating_add(1));
    providers::names().nth(usize::try_from(place).unwrap_or(0)).unwrap_or(OTHER)
}

/// The lane after `last` in which somebody waits, on this side of the one that was begun with. Lanes are found in the rows, not in the
/// list of providers: who waits in one that the list does not name any more is not forgotten.
fn following(
    db: &mut Db,
    hand: &Hand,
    (start, before_start): (&str, bool),
    last: Option<&str>,
) -> Result<Option<String>, Error> {
    let waiting = planned(&hand.campaign, hand.part);
    let mut query = waiting.select(recipients::provider).order(recipients::provider).into_boxed();
    if before_start {
        query = query.filter(recipients::provider.lt(start));
    } else if last.is_none() {
        query = query.filter(recipients::provider.ge(start));
    }
    if let Some(last) = last {
        query = query.filter(recipients::provider.gt(last));
    }
    Ok(query.first::<Option<String>>(db).optional()?.flatten())
}

/// Who of a lane may be taken now: first those whose time has come, such as a reminder, then those who wait for nothing else.
fn due(db: &mut Db, now: Timestamp, hand: &Hand, lane: &str, wanted: i64) -> Result<Vec<Ready>, Error> {
    let waiting = || planned(&hand.campaign, hand.part).filter(recipients::provider.eq(lane)).select(ready_columns());
    let mut found: Vec<Ready> = waiting()
        .filter(recipients::not_before.le(Time::from(now)))
        .order((recipients::not_before, recipients::id))
        .limit(wanted)
        .load(db)?;
    let wanted = wanted.saturating_sub(i64::try_from(found.len()).unwrap_or(wanted));
    if wanted > 0 {
        let mut others: Vec<Ready> =
            waiting().filter(recipients::not_before.is_null()).order(recipients::id).limit(wanted).load(db)?;
        found.append(&mut others);
    }
    Ok(found)
}

/// When the first of a lane may be taken, if all in it must wait.
fn soonest(db: &mut Db, now: Timestamp, hand: &Hand, lane: &str) -> Result<Option<Timestamp>, Error> {
    let at: Option<Option<Time>> = planned(&hand.campaign, hand.part)
        .filter(recipients::provider.eq(lane))
        .filter(recipients::not_before.gt(Time::from(now)))
        .order(recipients::not_before)
        .select(recipients::not_before)
        .first(db)
        .optional()?;
    Ok(at.flatten().map(Time::timestamp))
}
