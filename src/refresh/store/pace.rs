use crate::db::schema::refresh::refresh_pace as pace;
use crate::db::{Db, Error, exactly_one};
use diesel::prelude::*;
use jiff::Timestamp;

pub(super) fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(60)
}

/// The minute an hour ago: what left in a later one counts in the hour that ends now.
pub(super) fn an_hour_before(now: Timestamp) -> i64 {
    minute(now).saturating_sub(60)
}

/// How many mails may still leave in this hour, or when the next one may. All campaigns share the hour; minutes count
/// whole. Parts that look at the same moment do not see each other's: the last of an hour may be a few more.
pub(super) fn room(db: &mut Db, now: Timestamp, per_hour: i32) -> Result<Result<i64, Timestamp>, Error> {
    let since = an_hour_before(now);
    let minutes: Vec<(i64, i64)> =
        pace::table.filter(pace::minute.gt(since)).order(pace::minute).select((pace::minute, pace::mails)).load(db)?;
    Ok(left(minutes, per_hour))
}

/// What an hour of so many mails has left after these of its minutes, or when it has something left again.
pub(super) fn left(minutes: Vec<(i64, i64)>, per_hour: i32) -> Result<i64, Timestamp> {
    let mut room = i64::from(per_hour.max(1)) - minutes.iter().map(|(_, mails)| mails).sum::<i64>();
    if room > 0 {
        return Ok(room);
    }
    for (minute, mails) in minutes {
        room += mails;
        if room > 0 {
            let again = minute.saturating_add(60).saturating_mul(60);
            return Err(Timestamp::from_second(again).unwrap_or(Timestamp::MAX));
        }
    }
    Ok(1)
}

/// Counts mails in the minute: more, or less when some did not leave after all.
pub(super) fn charge(tx: &mut Db, now: Timestamp, part: i32, mails: i64) -> Result<(), Error> {
    let key = (minute(now), part);
    if mails == 0 || diesel::update(pace::table.find(key)).set(pace::mails.eq(pace::mails + mails)).execute(tx)? == 1 {
        return Ok(());
    }
    // Two campaigns may count in the same minute for the same part.
    let row = (pace::minute.eq(key.0), pace::part.eq(part), pace::mails.eq(mails));
    let insert = |tx: &mut Db| diesel::insert_into(pace::table).values(row).execute(tx).map_err(Error::from);
    match tx.transaction(insert) {
        Ok(_) => Ok(()),
        Err(Error::Unique) => {
            let again = diesel::update(pace::table.find(key)).set(pace::mails.eq(pace::mails + mails));
            exactly_one(again.execute(tx)?)
        }
        Err(error) => Err(error),
    }
}

/// Forgets the hours that are over.
pub(super) fn tidy(tx: &mut Db, now: Timestamp) -> Result<(), Error> {
    diesel::delete(pace::table.filter(pace::minute.lt(minute(now).saturating_sub(120)))).execute(tx)?;
    Ok(())
}
