//! How far the erasure ledger is known in the database.

use super::super::State;
use super::super::ledger::Head;
use crate::consents::store::Place;
use crate::db::schema::erasure::{erasure_ledger as known, erasures};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use diesel::prelude::*;
use jiff::Timestamp;

/// The head of the ledger when the database last heard of it.
pub fn ledger_head(db: &mut Db) -> Result<Head, Error> {
    let (entries, digest): (i64, String) = known::table.find(1).select((known::entries, known::digest)).first(db)?;
    Ok(Head { entries: u64::try_from(entries).unwrap_or(0), digest })
}

/// Goes on from one head to the next. `false`, and nothing is changed, if the database is not at the first: another
/// process is ahead or behind, or the database is an older one.
pub fn follow_ledger(tx: &mut Db, from: &Head, to: &Head) -> Result<bool, Error> {
    let [before, after] = [from, to].map(|head| i64::try_from(head.entries).unwrap_or(i64::MAX));
    let row = known::table.filter(known::entries.eq(before)).filter(known::digest.eq(&from.digest));
    let change = (known::entries.eq(after), known::digest.eq(&to.digest));
    Ok(diesel::update(row).set(change).execute(tx)? == 1)
}

/// How far choices were copied into the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The last event of the consent ledger.
    pub choice: Place,
    /// The time of the last stop of details checks, in microseconds since 1970.
    pub refresh_stop: i64,
}

/// How far choices were copied.
pub fn copied(db: &mut Db) -> Result<Copied, Error> {
    let columns = (known::choice_written, known::choice, known::refresh_stop);
    let (written, id, refresh_stop) = known::table.find(1).select(columns).first(db)?;
    Ok(Copied { choice: Place { written, id }, refresh_stop })
}

/// Notes how far they are copied now, unless another process was faster.
pub fn set_copied(tx: &mut Db, from: &Copied, to: &Copied) -> Result<(), Error> {
    let same = known::table
        .filter(known::choice_written.eq(from.choice.written))
        .filter(known::choice.eq(&from.choice.id))
        .filter(known::refresh_stop.eq(from.refresh_stop));
    let change = (
        known::choice_written.eq(to.choice.written),
        known::choice.eq(&to.choice.id),
        known::refresh_stop.eq(to.refresh_stop),
    );
    diesel::update(same).set(change).execute(tx)?;
    Ok(())
}

/// Whether the database knows the erasure of this id as one that is carried out or over.
pub fn has_ended(db: &mut Db, id: &str) -> Result<bool, Error> {
    let states = [State::Running, State::Erased, State::Forgotten].map(State::as_str);
    let row = erasures::table.filter(erasures::id.eq(id)).filter(erasures::state.eq_any(states));
    Ok(row.count().get_result::<i64>(db)? > 0)
}

/// Writes down an erasure that the database forgot by being restored: that it was, and nothing about whom.
pub fn remember_ended(tx: &mut Db, id: &str, at: Timestamp) -> Result<(), Error> {
    if has_ended(tx, id)? {
        return Ok(());
    }
    let id: Id = id.parse().map_err(|_| Error::Unreadable("the id of an erasure"))?;
    let none = None::<String>;
    let waiting = erasures::table.find(&id);
    let over = (
        erasures::state.eq(State::Forgotten.as_str()),
        (erasures::open_for.eq(&none), erasures::subject.eq(&none), erasures::plan.eq(&none)),
        (erasures::person.eq(None::<Id>), erasures::erased_at.eq(Time::from(at))),
    );
    if diesel::update(waiting).set(over).execute(tx)? == 1 {
        return Ok(());
    }
    let row = (
        (erasures::id.eq(&id), erasures::lang.eq(Lang::Fr.as_str()), erasures::state.eq(State::Forgotten.as_str())),
        (erasures::asked_at.eq(Time::from(at)), erasures::starts_at.eq(Time::from(at))),
        erasures::erased_at.eq(Time::from(at)),
    );
    diesel::insert_into(erasures::table).values(row).execute(tx)?;
    Ok(())
}
