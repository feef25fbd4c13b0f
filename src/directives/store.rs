//! Directives, in the portal's database.

use super::{Directives, Wish};
use crate::db::schema::directives::directives;
use crate::db::{Db, Error, Id, Time};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;

fn place(person: &Id) -> String {
    format!("directives:{person}")
}

/// Writes a wish down, in the place of the one before.
pub(super) fn put(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    person: &Id,
    wish: &Wish,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(wish).map_err(|_| Error::Unreadable("directives"))?;
    let body = keys.seal(random, &place(person), &plain);
    remove(tx, person)?;
    let row = (directives::person.eq(person), directives::body.eq(body), directives::made_at.eq(Time::from(now)));
    diesel::insert_into(directives::table).values(row).execute(tx)?;
    Ok(())
}

/// Whether there was one.
pub(super) fn remove(tx: &mut Db, person: &Id) -> Result<bool, Error> {
    Ok(diesel::delete(directives::table.find(person)).execute(tx)? > 0)
}

/// What a person wants after their death, if they said so.
pub fn of(db: &mut Db, keys: &Keys, person: &Id) -> Result<Option<Directives>, Error> {
    let row: Option<(String, Time)> =
        directives::table.find(person).select((directives::body, directives::made_at)).first(db).optional()?;
    let Some((body, at)) = row else { return Ok(None) };
    let plain = keys.open(&place(person), &body).map_err(|_| Error::Unreadable("directives"))?;
    let wish: Wish = serde_json::from_slice(&plain).map_err(|_| Error::Unreadable("directives"))?;
    Ok(Some(Directives { wish, since: at.timestamp() }))
}
