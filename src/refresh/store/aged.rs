//! What each person was asked and answered is known for thirteen months; then a campaign keeps counts (law.md REFR-14, 3.1).

use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time};
use crate::people;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use std::collections::BTreeSet;

/// Mails unnamed in one transaction.
const BATCH: i64 = 2_000;

/// For so many months it is known whom a mail went to.
pub(crate) const MONTHS: i64 = 13;

/// The first moment of the day thirteen months before `now`, where the controller is: what is older is over.
pub(crate) fn over(now: Timestamp, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    before(now, zone, MONTHS.months())
}

/// The first moment of the day that lies so far back, where the controller is.
pub(crate) fn before(now: Timestamp, zone: &TimeZone, age: Span) -> Result<Timestamp, jiff::Error> {
    let last = now.to_zoned_datetime(zone.clone()).date().saturating_sub(age);
    zone.to_timestamp(last.at(0, 0, 0, 0))
}

/// Takes the person and the links from mails that left before a moment, and from those written down before it that never
/// left; how many. What waits to leave, or is leaving, is not touched. That a check got no answer stays known with the person: two
/// in a row are more than a year long.
pub(crate) fn unname(tx: &mut Db, random: &Random, before: Timestamp) -> Result<usize, Error> {
    // An id begins with its time: a mail that was never tried has no other.
    let first = Id::at(before, random);
    let named = recipients::person
        .is_not_null()
        .or(recipients::answer_token.is_not_null())
        .or(recipients::stop_token.is_not_null());
    let old = recipients::tried_at.assume_not_null().lt(Time::from(before));
    let left = recipients::tried_at.is_not_null().and(old);
    let never = recipients::tried_at.is_null().and(recipients::id.lt(first));
    type Row = (Id, Option<Id>, String, i32, Option<Time>);
    let over: Vec<Row> = recipients::table
        .filter(named)
        .filter(recipients::state.ne_all(["planned", "sending"]))
        .filter(left.or(never))
        .select((recipients::id, recipients::person, recipients::state, recipients::round, recipients::tried_at))
        // A first mail before its reminder: the answer to both may stand with either.
        .order(recipients::id)
        .limit(BATCH)
        .load(tx)?;
    let people: BTreeSet<Id> = over.iter().filter_map(|row| row.1.clone()).collect();
    let first = |(_, person, state, round, at): &Row| {
        let at = at.filter(|_| *round == 0 && state == "sent")?;
        Some((person.clone()?, at.timestamp()))
    };
    let firsts: Vec<(Id, Timestamp)> = over.iter().filter_map(first).collect();
    people::keep_silence(tx, &people.into_iter().collect::<Vec<_>>(), &firsts, before)?;
    let over: Vec<Id> = over.into_iter().map(|row| row.0).collect();
    let nobody = (
        recipients::person.eq(None::<Id>),
        recipients::answer_token.eq(None::<String>),
        recipients::stop_token.eq(None::<String>),
    );
    Ok(diesel::update(recipients::table.filter(recipients::id.eq_any(over))).set(nobody).execute(tx)?)
}
