//! What the data protection officer was sent, and what the sources were, in the portal's database.

use super::minimisation::Place;
use crate::db::schema::audit::audit_mails;
use crate::db::schema::sources::{source_doubt_reasons as reasons, source_doubts as looks, source_states as states};
use crate::db::{Db, Error, Id, Time};
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

/// What was found in a source when it was last looked into.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = looks)]
pub(super) struct LookRow {
    /// Its name.
    pub source: String,
    /// When it was last looked into; none if it never answered.
    pub looked_at: Option<Time>,
    /// Why it could not be looked into the last time, as a word.
    pub trouble: Option<String>,
    /// The doubts, as JSON.
    pub doubts: String,
}

/// Why a column is needed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reasons)]
pub(super) struct AnswerRow {
    /// The source.
    pub source: String,
    /// The table.
    pub place_table: String,
    /// The column.
    pub place_column: String,
    /// The doubts that were answered, as JSON.
    pub doubts: String,
    /// The reason.
    pub reason: String,
    /// The colleague.
    pub answered_by: Id,
    /// When.
    pub answered_at: Time,
}

/// Every source that was ever looked into, by name.
pub(super) fn looks(db: &mut Db) -> Result<Vec<LookRow>, Error> {
    Ok(looks::table.order(looks::source.asc()).select(LookRow::as_select()).load(db)?)
}

/// Every reason, by place.
pub(super) fn answers(db: &mut Db) -> Result<Vec<AnswerRow>, Error> {
    let by_place = (reasons::source.asc(), reasons::place_table.asc(), reasons::place_column.asc());
    Ok(reasons::table.order(by_place).select(AnswerRow::as_select()).load(db)?)
}

/// These doubts were found in a source.
pub(super) fn note_look(tx: &mut Db, now: Timestamp, source: &str, doubts: &str) -> Result<(), Error> {
    let change =
        (looks::looked_at.eq(Some(Time::from(now))), looks::trouble.eq(None::<String>), looks::doubts.eq(doubts));
    if diesel::update(looks::table.find(source)).set(change.clone()).execute(tx)? == 0 {
        diesel::insert_into(looks::table).values((looks::source.eq(source), change)).execute(tx)?;
    }
    Ok(())
}

/// A source could not be looked into. What was found before stays.
pub(super) fn note_no_look(tx: &mut Db, source: &str, trouble: &str) -> Result<(), Error> {
    let change = looks::trouble.eq(Some(trouble));
    if diesel::update(looks::table.find(source)).set(change).execute(tx)? == 0 {
        let row = (looks::source.eq(source), change, looks::doubts.eq("[]"));
        diesel::insert_into(looks::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// Forgets what was found in sources that are declared no more, and what was answered to it.
pub(super) fn forget_other_looks<'n>(tx: &mut Db, declared: impl Iterator<Item = &'n String>) -> Result<(), Error> {
    let declared: Vec<&str> = declared.map(String::as_str).collect();
    diesel::delete(looks::table.filter(looks::source.ne_all(declared.clone()))).execute(tx)?;
    diesel::delete(reasons::table.filter(reasons::source.ne_all(declared))).execute(tx)?;
    Ok(())
}

/// Keeps why a column is needed, instead of what was said before.
pub(super) fn answer(
    tx: &mut Db,
    now: Timestamp,
    place: &Place,
    doubts: &str,
    reason: &str,
    by: &Id,
) -> Result<(), Error> {
    forget_answer(tx, place)?;
    let row = (
        (
            reasons::source.eq(&place.source),
            reasons::place_table.eq(&place.table),
            reasons::place_column.eq(&place.column),
        ),
        (reasons::doubts.eq(doubts), reasons::reason.eq(reason)),
        (reasons::answered_by.eq(by), reasons::answered_at.eq(Time::from(now))),
    );
    diesel::insert_into(reasons::table).values(row).execute(tx)?;
    Ok(())
}

/// Nothing is said about a column any more.
pub(super) fn forget_answer(tx: &mut Db, place: &Place) -> Result<(), Error> {
    let key = (place.source.as_str(), place.table.as_str(), place.column.as_str());
    diesel::delete(reasons::table.find(key)).execute(tx)?;
    Ok(())
}
