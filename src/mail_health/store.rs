use super::Report;
use crate::db::schema::mail::mail_looks as looks;
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// Keeps what was found now, in place of what was found before.
pub(super) fn keep(tx: &mut Db, now: Timestamp, report: &Report) -> Result<(), Error> {
    let found = serde_json::to_string(report).map_err(|_| Error::Unreadable("findings cannot be written as JSON"))?;
    let row = (looks::id.eq(1), looks::looked_at.eq(Time::from(now)), looks::found.eq(found));
    diesel::delete(looks::table).execute(tx)?;
    diesel::insert_into(looks::table).values(row).execute(tx)?;
    Ok(())
}

/// The last look and when it was. Nothing if there was none, or one that an older version of the program kept in another form.
pub(super) fn last(db: &mut Db) -> Result<Option<(Timestamp, Report)>, Error> {
    let row: Option<(Time, String)> = looks::table.select((looks::looked_at, looks::found)).first(db).optional()?;
    Ok(row.and_then(|(at, found)| Some((at.timestamp(), serde_json::from_str(&found).ok()?))))
}
