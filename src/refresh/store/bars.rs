use crate::db::schema::refresh::refresh_bars as bars;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::refresh::audience::Exclusion;
use diesel::prelude::*;
use jiff::Timestamp;

/// Leaves an address out from now on, for one of [`Exclusion::BY_HAND`]; `false` if it was already.
pub(crate) fn put(
    tx: &mut Db,
    now: Timestamp,
    fingerprint: &str,
    reason: Exclusion,
    colleague: &Id,
) -> Result<bool, Error> {
    let row = (
        bars::fingerprint.eq(fingerprint),
        bars::reason.eq(reason.as_str()),
        bars::colleague.eq(colleague),
        bars::since.eq(Time::from(now)),
    );
    match tx.transaction(|tx| diesel::insert_into(bars::table).values(row).execute(tx).map_err(Error::from)) {
        Ok(rows) => exactly_one(rows).map(|()| true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes a reason back; `false` if there is none.
pub(crate) fn lift(tx: &mut Db, fingerprint: &str, reason: Exclusion) -> Result<bool, Error> {
    Ok(diesel::delete(bars::table.find((fingerprint, reason.as_str()))).execute(tx)? == 1)
}

/// The reasons given for an address, with when.
pub(crate) fn of(db: &mut Db, fingerprint: &str) -> Result<Vec<(Exclusion, Timestamp)>, Error> {
    let rows: Vec<(String, Time)> = bars::table
        .filter(bars::fingerprint.eq(fingerprint))
        .select((bars::reason, bars::since))
        .order(bars::reason)
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(word, at)| Some((Exclusion::by_hand(&word)?, at.timestamp()))).collect())
}

/// The reasons go with the owner to another address.
pub(super) fn carry(tx: &mut Db, from: &str, to: &str) -> Result<(), Error> {
    let there: Vec<String> = bars::table.filter(bars::fingerprint.eq(to)).select(bars::reason).load(tx)?;
    let here = bars::table.filter(bars::fingerprint.eq(from)).filter(bars::reason.ne_all(there));
    diesel::update(here).set(bars::fingerprint.eq(to)).execute(tx)?;
    diesel::delete(bars::table.filter(bars::fingerprint.eq(from))).execute(tx)?;
    Ok(())
}

/// Forgets an address, but not that no mail at all may go there (law.md SUP-4).
pub(super) fn forget(tx: &mut Db, fingerprint: &str) -> Result<(), Error> {
    let stays = Exclusion::Silenced.as_str();
    let row = bars::table.filter(bars::fingerprint.eq(fingerprint)).filter(bars::reason.ne(stays));
    diesel::delete(row).execute(tx)?;
    Ok(())
}
