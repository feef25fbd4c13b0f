//! What the data protection officer was sent, and what the sources were, in the portal's database.

use crate::db::schema::audit::audit_mails;
use crate::db::schema::sources::source_states as states;
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

/// Takes the day for whoever mails the head of the log, which has so many leaves. `false` if it is taken.
pub(super) fn begin_day(tx: &mut Db, now: Timestamp, day: Date, size: u64) -> Result<bool, Error> {
    let taken = tx.transaction(|tx| {
        let values = (
            audit_mails::day.eq(day.to_string()),
            audit_mails::size.eq(i64::try_from(size).unwrap_or(i64::MAX)),
            audit_mails::queued_at.eq(Time::from(now)),
        );
        diesel::insert_into(audit_mails::table).values(values).execute(tx).map_err(Error::from)
    });
    match taken {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a source was when it was last asked.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = states)]
pub(super) struct StateRow {
    /// Its name.
    pub source: String,
    /// When it was last asked.
    pub asked_at: Time,
    /// Why it could not be compared then, as a word.
    pub trouble: Option<String>,
    /// What its database said, in codes.
    pub detail: Option<String>,
    /// When it was last compared.
    pub compared_at: Option<Time>,
    /// Columns there were.
    pub columns_seen: i64,
    /// Those of them that something explains.
    pub columns_explained: i64,
    /// The differences, as JSON.
    pub findings: String,
}

/// Every source that was ever asked, by name.
pub(super) fn states(db: &mut Db) -> Result<Vec<StateRow>, Error> {
    Ok(states::table.order(states::source.asc()).select(StateRow::as_select()).load(db)?)
}

/// Takes the source for this transaction and notes that it was asked; the row as it is then. Two processes that compare at the
/// same moment come one after the other.
pub(super) fn ask(tx: &mut Db, now: Timestamp, source: &str) -> Result<StateRow, Error> {
    let asked = states::asked_at.eq(Time::from(now));
    if diesel::update(states::table.find(source)).set(asked).execute(tx)? == 0 {
        diesel::insert_into(states::table).values((states::source.eq(source), asked)).execute(tx)?;
    }
    Ok(states::table.find(source).select(StateRow::as_select()).first(tx)?)
}

/// It could not be compared. What was known before stays.
pub(super) fn note_trouble(tx: &mut Db, source: &str, trouble: &str, detail: &str) -> Result<(), Error> {
    let change = (states::trouble.eq(trouble), states::detail.eq(detail));
    diesel::update(states::table.find(source)).set(change).execute(tx)?;
    Ok(())
}

/// It was compared: so many columns, so many of them explained, these differences.
pub(super) fn note_compared(
    tx: &mut Db,
    now: Timestamp,
    source: &str,
    (columns, explained): (usize, usize),
    findings: &str,
) -> Result<(), Error> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let change = (
        (states::trouble.eq(None::<String>), states::detail.eq(None::<String>)),
        (states::compared_at.eq(Time::from(now)), states::findings.eq(findings)),
        (states::columns_seen.eq(number(columns)), states::columns_explained.eq(number(explained))),
    );
    diesel::update(states::table.find(source)).set(change).execute(tx)?;
    Ok(())
}

/// A source is declared no more.
pub(super) fn forget_state(tx: &mut Db, source: &str) -> Result<(), Error> {
    diesel::delete(states::table.find(source)).execute(tx)?;
    Ok(())
}
