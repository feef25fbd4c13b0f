//! Archived copies, in the portal's database.

use super::opening::{Ground, Opening};
use super::values::{Copy, RowKey};
use crate::db::schema::erasure::{archive_openings, archived_rows, erasures};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Purpose, Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Of what, and of whom, a copy is made.
#[derive(Clone, Copy, Debug)]
pub struct Cause<'c> {
    /// The erasure.
    pub erasure: &'c Id,
    /// The fingerprint of the person's address.
    pub fingerprint: Option<&'c str>,
}

/// Stores a copy. A row that was copied before is copied again only while it is not stripped.
pub fn keep(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    cause: Cause<'_>,
    copy: &Copy,
) -> Result<(), Error> {
    let Cause { erasure, fingerprint } = cause;
    let name = format!("archive\0{}\0{}\0{}", copy.source, copy.table, copy.key);
    let print = hex(&keys.mac(Purpose::Fingerprint, name.as_bytes()));
    let same = archived_rows::table
        .filter(archived_rows::source.eq(&copy.source))
        .filter(archived_rows::table_name.eq(&copy.table))
        .filter(archived_rows::row_print.eq(&print))
        .filter(archived_rows::erasure.eq(erasure));
    let known: Option<Id> = same.select(archived_rows::id).first(tx).optional()?;
    if known.is_some() && copy.late {
        return Ok(());
    }
    let id = known.clone().unwrap_or_else(|| Id::at(now, random));
    let content = serde_json::to_vec(&(&copy.key, &copy.values)).map_err(|_| Error::Unreadable("an archived copy"))?;
    let sealed = keys.seal(random, &place(&id), &content);
    let ends_on = copy.until.as_ref().and_then(|until| until.date).map(|day| day.to_string());
    let rule = copy.until.as_ref().map(|until| until.rule.clone());
    let content = (
        archived_rows::sealed.eq(sealed),
        archived_rows::ends_on.eq(ends_on),
        archived_rows::rule.eq(rule),
        archived_rows::stored_at.eq(Time::from(now)),
    );
    if known.is_some() {
        return exactly_one(diesel::update(archived_rows::table.find(&id)).set(content).execute(tx)?);
    }
    let written = (
        archived_rows::id.eq(&id),
        archived_rows::erasure.eq(erasure),
        archived_rows::fingerprint.eq(fingerprint),
        archived_rows::source.eq(&copy.source),
        archived_rows::table_name.eq(&copy.table),
        archived_rows::row_print.eq(&print),
    );
    exactly_one(diesel::insert_into(archived_rows::table).values((written, content)).execute(tx)?)
}

/// A copy as it lies in the archive, opened.
#[derive(Clone)]
pub struct Archived {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The row.
    pub key: RowKey,
    /// The copied columns with their values.
    pub values: BTreeMap<String, Option<String>>,
    /// The retention rule of the record.
    pub rule: Option<String>,
    /// The last day.
    pub ends_on: Option<Date>,
    /// When it was stored.
    pub stored_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = archived_rows)]
struct Row {
    id: Id,
    source: String,
    table_name: String,
    rule: Option<String>,
    ends_on: Option<String>,
    sealed: String,
    stored_at: Time,
}

fn place(id: &Id) -> String {
    format!("archive:{id}")
}

fn opened(keys: &Keys, row: Row) -> Result<Archived, Error> {
    let unreadable = || Error::Unreadable("an archived copy");
    let content = keys.open(&place(&row.id), &row.sealed).map_err(|_| unreadable())?;
    let (key, values) = serde_json::from_slice(&content).map_err(|_| unreadable())?;
    let ends_on = row.ends_on.map(|day| day.parse()).transpose().map_err(|_| unreadable())?;
    let (source, table, rule, stored_at) = (row.source, row.table_name, row.rule, row.stored_at.timestamp());
    Ok(Archived { source, table, key, values, rule, ends_on, stored_at })
}

/// The copies an erasure made, opened, in the order they were first stored.
pub fn of_erasure(db: &mut Db, keys: &Keys, erasure: &Id) -> Result<Vec<Archived>, Error> {
    let rows = archived_rows::table.filter(archived_rows::erasure.eq(erasure)).order(archived_rows::id);
    rows.select(Row::as_select()).load(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// The copies of the person under this fingerprint, opened, by source and table.
pub fn of_person(db: &mut Db, keys: &Keys, fingerprint: &str) -> Result<Vec<Archived>, Error> {
    let order = (archived_rows::source, archived_rows::table_name, archived_rows::id);
    let rows = archived_rows::table.filter(archived_rows::fingerprint.eq(fingerprint)).order(order);
    rows.select(Row::as_select()).load(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// The copies that the erasure of a request made, opened, by source and table.
pub fn of_request(db: &mut Db, keys: &Keys, request: &Id) -> Result<Vec<Archived>, Error> {
    let ids: Vec<Id> = erasures::table.filter(erasures::request.eq(request.as_str())).select(erasures::id).load(db)?;
    let order = (archived_rows::source, archived_rows::table_name, archived_rows::id);
    let rows = archived_rows::table.filter(archived_rows::erasure.eq_any(ids)).order(order);
    rows.select(Row::as_select()).load(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// Writes an opening down.
pub(super) fn write_opening(
    tx: &mut Db,
    keys: &Keys,
    random: &Random,
    colleague: &Id,
    opening: &Opening,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(&(&opening.sought, &opening.why)).map_err(|_| Error::Unreadable("an opening"))?;
    let values = (
        (archive_openings::id.eq(&opening.id), archive_openings::colleague.eq(colleague)),
        (archive_openings::ground.eq(opening.ground.as_str()), archive_openings::copies.eq(opening.copies)),
        archive_openings::sealed.eq(keys.seal(random, &opening_place(&opening.id), &plain)),
        archive_openings::opened_at.eq(Time::from(opening.at)),
    );
    exactly_one(diesel::insert_into(archive_openings::table).values(values).execute(tx)?)
}

fn opening_place(id: &Id) -> String {
    format!("archive-opening:{id}")
}

/// The newest openings, each with who opened.
pub(super) fn openings(db: &mut Db, keys: &Keys, most: i64) -> Result<Vec<(Id, Opening)>, Error> {
    let rows = archive_openings::table
        .order((archive_openings::opened_at.desc(), archive_openings::id.desc()))
        .limit(most)
        .select((
            archive_openings::id,
            archive_openings::colleague,
            archive_openings::ground,
            archive_openings::sealed,
            archive_openings::copies,
            archive_openings::opened_at,
        ));
    let rows: Vec<(Id, Id, String, String, i32, Time)> = rows.load(db)?;
    let read = |(id, colleague, ground, sealed, copies, at): (Id, Id, String, String, i32, Time)| {
        let unreadable = || Error::Unreadable("an opening of the archive");
        let plain = keys.open(&opening_place(&id), &sealed).map_err(|_| unreadable())?;
        let (sought, why) = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let ground: Ground = ground.parse().map_err(|_| unreadable())?;
        Ok((colleague, Opening { id, ground, sought, why, copies, at: at.timestamp() }))
    };
    rows.into_iter().map(read).collect()
}

/// Deletes the openings before a moment. How many.
pub(super) fn forget_openings(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    let old = archive_openings::table.filter(archive_openings::opened_at.lt(Time::from(before)));
    Ok(diesel::delete(old).execute(tx)?)
}

/// Whether there is a copy of the person under this fingerprint.
pub fn holds(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let rows = archived_rows::table.filter(archived_rows::fingerprint.eq(fingerprint));
    Ok(rows.count().get_result::<i64>(db)? > 0)
}

/// How many rows of a source an erasure archived.
pub fn count(db: &mut Db, erasure: &Id, source: &str) -> Result<i64, Error> {
    let rows = archived_rows::table.filter(archived_rows::erasure.eq(erasure));
    Ok(rows.filter(archived_rows::source.eq(source)).count().get_result(db)?)
}

/// A copy without a last day: the clock of its rule had not started, or the rule ends by criteria.
pub struct Undated {
    /// Its id.
    pub id: Id,
    /// The retention rule of the record.
    pub rule: Option<String>,
    /// When it was stored.
    pub stored_at: Timestamp,
}

/// The copies without a last day.
pub fn undated(db: &mut Db) -> Result<Vec<Undated>, Error> {
    let rows = archived_rows::table.filter(archived_rows::ends_on.is_null()).order(archived_rows::id);
    let rows: Vec<(Id, Option<String>, Time)> =
        rows.select((archived_rows::id, archived_rows::rule, archived_rows::stored_at)).load(db)?;
    Ok(rows.into_iter().map(|(id, rule, at)| Undated { id, rule, stored_at: at.timestamp() }).collect())
}

/// Gives a copy its last day, if it has none.
pub fn date_copy(tx: &mut Db, id: &Id, last: Date) -> Result<(), Error> {
    let copy = archived_rows::table.find(id).filter(archived_rows::ends_on.is_null());
    diesel::update(copy).set(archived_rows::ends_on.eq(last.to_string())).execute(tx)?;
    Ok(())
}

/// Deletes the copies whose last day is before `today`. How many there were.
pub fn purge(tx: &mut Db, today: Date) -> Result<usize, Error> {
    let over = archived_rows::table.filter(archived_rows::ends_on.lt(today.to_string()));
    Ok(diesel::delete(over).execute(tx)?)
}
