//! The archive: copies that a law asks to keep, sealed, until their last day.

use super::super::values::{Copy, RowKey};
use super::{seal, unseal};
use crate::db::schema::erasure::archived_rows;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Purpose, Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Stores a copy for the archive. A row that was copied before is copied again only while it is not stripped.
pub fn archive(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    erasure: &Id,
    copy: &Copy,
) -> Result<(), Error> {
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
    let sealed = seal(keys, random, "archive", &id, &(&copy.key, &copy.values))?;
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
    let place = (
        archived_rows::id.eq(&id),
        archived_rows::erasure.eq(erasure),
        archived_rows::source.eq(&copy.source),
        archived_rows::table_name.eq(&copy.table),
        archived_rows::row_print.eq(&print),
    );
    exactly_one(diesel::insert_into(archived_rows::table).values((place, content)).execute(tx)?)
}

/// A copy as it lies in the archive, opened.
pub struct Archived {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The row.
    pub key: RowKey,
    /// The copied columns with their values.
    pub values: BTreeMap<String, Option<String>>,
}

/// The copies an erasure made, opened, in the order they were first stored.
pub fn archive_of(db: &mut Db, keys: &Keys, erasure: &Id) -> Result<Vec<Archived>, Error> {
    let columns = (archived_rows::id, archived_rows::source, archived_rows::table_name, archived_rows::sealed);
    let rows = archived_rows::table.filter(archived_rows::erasure.eq(erasure)).order(archived_rows::id);
    let open = |(id, source, table, sealed): (Id, String, String, String)| {
        let (key, values) = unseal(keys, "archive", &id, &sealed)?;
        Ok(Archived { source, table, key, values })
    };
    rows.select(columns).load(db)?.into_iter().map(open).collect()
}

/// How many rows of a source an erasure archived.
pub fn archived(db: &mut Db, erasure: &Id, source: &str) -> Result<i64, Error> {
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
pub fn purge_archive(tx: &mut Db, today: Date) -> Result<usize, Error> {
    let over = archived_rows::table.filter(archived_rows::ends_on.lt(today.to_string()));
    Ok(diesel::delete(over).execute(tx)?)
}
