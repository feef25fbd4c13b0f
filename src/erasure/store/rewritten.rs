//! When the tables of each database were last written anew.

use crate::db::schema::erasure::{erasure_steps as steps, erasures, rewritings};
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// The tables of this database were written anew.
pub fn note_rewritten(tx: &mut Db, now: Timestamp, place: &str) -> Result<(), Error> {
    let at = rewritings::at.eq(Time::from(now));
    if diesel::update(rewritings::table.find(place)).set(at).execute(tx)? == 0 {
        diesel::insert_into(rewritings::table).values((rewritings::place.eq(place), at)).execute(tx)?;
    }
    Ok(())
}

/// When the first erasure ended of those that ended since: in this source, or in the portal if none is named.
pub fn first_since_rewriting(db: &mut Db, place: &str, source: Option<&str>) -> Result<Option<Timestamp>, Error> {
    let last: Option<Time> = rewritings::table.find(place).select(rewritings::at).first(db).optional()?;
    let last = last.unwrap_or(Time::from(Timestamp::MIN));
    let first: Option<Option<Time>> = match source {
        None => {
            let ended = erasures::table.filter(erasures::erased_at.gt(last)).order(erasures::erased_at.asc());
            ended.select(erasures::erased_at).first(db).optional()?
        }
        Some(source) => {
            let ended = steps::table.filter(steps::source.eq(source).and(steps::done_at.gt(last)));
            ended.order(steps::done_at.asc()).select(steps::done_at).first(db).optional()?
        }
    };
    Ok(first.flatten().map(Time::timestamp))
}
