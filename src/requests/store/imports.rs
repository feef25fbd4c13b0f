//! Old cases in the database.

use crate::db::schema::requests::{request_imports as imports, request_items as items, requests};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::requests::{ItemState, Status};
use diesel::prelude::*;
use jiff::Timestamp;

/// Whether a case with this mark was brought along before.
pub(in crate::requests) fn is_imported(db: &mut Db, mark: &str) -> Result<bool, Error> {
    Ok(imports::table.find(mark).count().get_result::<i64>(db)? > 0)
}

/// Notes that a request is the old case of this mark; [`Error::Unique`] if somebody was first.
pub(in crate::requests) fn note_imported(tx: &mut Db, mark: &str, request: &Id) -> Result<(), Error> {
    let row = (imports::mark.eq(mark), imports::request.eq(request));
    diesel::insert_into(imports::table).values(row).execute(tx)?;
    Ok(())
}

/// An old case ended then, in this way.
pub(in crate::requests) fn end_imported(
    tx: &mut Db,
    request: &Id,
    at: Timestamp,
    status: Status,
    state: ItemState,
) -> Result<(), Error> {
    let decided = (items::state.eq(state.as_str()), items::decided_at.eq(Time::from(at)));
    diesel::update(items::table.filter(items::request.eq(request))).set(decided).execute(tx)?;
    let ended = (requests::status.eq(status.as_str()), requests::closed_at.eq(Time::from(at)));
    exactly_one(diesel::update(requests::table.find(request)).set(ended).execute(tx)?)
}
