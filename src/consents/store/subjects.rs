//! Who the random names of the ledger stand for.

use crate::db::schema::consents::{consent_events as ledger, consent_subjects as subjects};
use crate::db::schema::people::erased_people;
use crate::db::{Db, Error, Time};
use crate::secrets::{Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;

/// The name of the person under this fingerprint, made up if there is none.
pub(super) fn ensure(tx: &mut Db, random: &Random, fingerprint: &str) -> Result<String, Error> {
    let known = |tx: &mut Db| {
        let row = subjects::table.filter(subjects::fingerprint.eq(fingerprint)).select(subjects::subject);
        row.first::<String>(tx).optional().map_err(Error::from)
    };
    if let Some(subject) = known(tx)? {
        return Ok(subject);
    }
    let subject = hex(&random.bytes::<16>());
    let inserted = tx.transaction(|tx| {
        let values = (subjects::fingerprint.eq(fingerprint), subjects::subject.eq(&subject));
        diesel::insert_into(subjects::table).values(values).execute(tx).map_err(Error::from)
    });
    match inserted {
        Ok(_) => Ok(subject),
        Err(Error::Unique) => known(tx)?.ok_or(Error::Lost),
        Err(error) => Err(error),
    }
}

/// The person has another address: their part in the ledger follows. Does nothing if the new address has a part already.
pub fn follow(tx: &mut Db, old: &str, new: &str) -> Result<bool, Error> {
    let moved = tx.transaction(|tx| {
        let row = subjects::table.filter(subjects::fingerprint.eq(old));
        diesel::update(row).set(subjects::fingerprint.eq(new)).execute(tx).map_err(Error::from)
    });
    match moved {
        Ok(rows) => Ok(rows > 0),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes a person out of the ledger: its rows stay, and nobody can tell any more whose they were.
pub fn unlink(tx: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    Ok(diesel::delete(subjects::table.filter(subjects::fingerprint.eq(fingerprint))).execute(tx)? > 0)
}

/// Takes out of the ledger who was erased before this moment and said nothing since: the proof of what they chose has done
/// its work (Art. 7(1); law.md 3.1). Gives their number. Who objected stays on the list of those not to be contacted.
pub fn forget(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    let over = Time::from(before);
    let erased = erased_people::table
        .filter(erased_people::back_at.is_null())
        .filter(erased_people::erased_at.lt(over))
        .select(erased_people::fingerprint);
    let since = ledger::table.filter(ledger::happened_at.ge(over)).select(ledger::subject);
    let rows = subjects::table.filter(subjects::fingerprint.eq_any(erased)).filter(subjects::subject.ne_all(since));
    Ok(diesel::delete(rows).execute(tx)?)
}
