//! The end of what is kept about a request.

use crate::db::schema::requests::{
    request_checks as checks, request_contacts as contacts, request_documents as documents,
    request_events as happenings, request_items as items, request_messages as letters, request_questions as questions,
    requests,
};
use crate::db::{Db, Error, Id, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// The most that are forgotten at once; the rest go the next night.
const MOST: i64 = 10_000;

/// Forgets how those are reached whose request, made without signing in, was closed before this moment. How many.
pub fn forget_contacts(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    let over = requests::table
        .inner_join(contacts::table.on(contacts::request.eq(requests::id)))
        .filter(requests::closed_at.lt(Time::from(before)));
    let over: Vec<Id> = over.select(requests::id).limit(MOST).load(tx)?;
    Ok(diesel::delete(contacts::table.filter(contacts::request.eq_any(&over))).execute(tx)?)
}

/// Requests that were closed before this moment, the oldest first, so many at most.
pub fn closed_before(db: &mut Db, before: Timestamp, most: i64) -> Result<Vec<Id>, Error> {
    let over = requests::table.filter(requests::closed_at.lt(Time::from(before)));
    Ok(over.order((requests::closed_at, requests::id)).limit(most).select(requests::id).load(db)?)
}

/// Forgets a request with everything written about it.
pub fn forget(tx: &mut Db, request: &Id) -> Result<(), Error> {
    let of_items: Vec<Id> = items::table.filter(items::request.eq(request)).select(items::id).load(tx)?;
    diesel::delete(checks::table.filter(checks::item.eq_any(&of_items))).execute(tx)?;
    diesel::delete(questions::table.filter(questions::request.eq(request))).execute(tx)?;
    diesel::delete(contacts::table.filter(contacts::request.eq(request))).execute(tx)?;
    diesel::delete(documents::table.filter(documents::request.eq(request))).execute(tx)?;
    diesel::delete(letters::table.filter(letters::request.eq(request))).execute(tx)?;
    diesel::delete(happenings::table.filter(happenings::request.eq(request))).execute(tx)?;
    diesel::delete(items::table.filter(items::request.eq(request))).execute(tx)?;
    diesel::delete(requests::table.find(request)).execute(tx)?;
    Ok(())
}
