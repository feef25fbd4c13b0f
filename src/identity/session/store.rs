use crate::db::schema::identity::customer_sessions;
use crate::db::{Db, Error, Id, Time};
use crate::secrets::TokenHash;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// One session of a customer.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub person: Id,
    /// Browser and system in words; empty if unknown.
    pub device: String,
    /// When it began.
    pub began_at: Timestamp,
    /// The last use that was noted.
    pub seen_at: Timestamp,
    /// When the mailbox was proven.
    pub proven_at: Timestamp,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
}

type Row = (Id, Id, String, Time, Time, Time, Option<Time>);

const COLUMNS: (
    customer_sessions::id,
    customer_sessions::person,
    customer_sessions::device,
    customer_sessions::began_at,
    customer_sessions::seen_at,
    customer_sessions::proven_at,
    customer_sessions::ended_at,
) = (
    customer_sessions::id,
    customer_sessions::person,
    customer_sessions::device,
    customer_sessions::began_at,
    customer_sessions::seen_at,
    customer_sessions::proven_at,
    customer_sessions::ended_at,
);

fn entry((id, person, device, began_at, seen_at, proven_at, ended_at): Row) -> Entry {
    Entry {
        id,
        person,
        device,
        began_at: began_at.timestamp(),
        seen_at: seen_at.timestamp(),
        proven_at: proven_at.timestamp(),
        ended_at: ended_at.map(Time::timestamp),
    }
}

pub(super) fn by_token(db: &mut Db, token: &TokenHash) -> Result<Option<Entry>, Error> {
    let row = customer_sessions::table.filter(customer_sessions::token.eq(token.as_str())).select(COLUMNS);
    Ok(row.first(db).optional()?.map(entry))
}

pub(super) fn insert(
    tx: &mut Db,
    now: Timestamp,
    id: &Id,
    token: &TokenHash,
    person: &Id,
    device: &str,
) -> Result<(), Error> {
    let now = Time::from(now);
    diesel::insert_into(customer_sessions::table)
        .values((
            customer_sessions::id.eq(id),
            customer_sessions::token.eq(token.as_str()),
            customer_sessions::person.eq(person),
            customer_sessions::device.eq(device),
            customer_sessions::began_at.eq(now),
            customer_sessions::seen_at.eq(now),
            customer_sessions::proven_at.eq(now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Notes a use of a session, so that idleness counts from it.
pub fn touch_session(tx: &mut Db, id: &Id, now: Timestamp) -> Result<(), Error> {
    let session = customer_sessions::table
        .filter(customer_sessions::id.eq(id))
        .filter(customer_sessions::seen_at.lt(Time::from(now)));
    diesel::update(session).set(customer_sessions::seen_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// Ends one session of a person. Says whether there was one to end.
pub fn end_session(tx: &mut Db, person: &Id, id: &Id, now: Timestamp) -> Result<bool, Error> {
    let session = customer_sessions::table
        .filter(customer_sessions::id.eq(id))
        .filter(customer_sessions::person.eq(person))
        .filter(customer_sessions::ended_at.is_null());
    Ok(diesel::update(session).set(customer_sessions::ended_at.eq(Time::from(now))).execute(tx)? == 1)
}

/// Ends every session of a person: after an erasure, a change of address.
pub fn end_all_sessions(tx: &mut Db, person: &Id, now: Timestamp) -> Result<(), Error> {
    let open = customer_sessions::table
        .filter(customer_sessions::person.eq(person))
        .filter(customer_sessions::ended_at.is_null());
    diesel::update(open).set(customer_sessions::ended_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// Ends every session of a person but one.
pub fn end_other_sessions(tx: &mut Db, person: &Id, own: &Id, now: Timestamp) -> Result<(), Error> {
    let open = customer_sessions::table
        .filter(customer_sessions::person.eq(person))
        .filter(customer_sessions::id.ne(own))
        .filter(customer_sessions::ended_at.is_null());
    diesel::update(open).set(customer_sessions::ended_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// The sessions of a person, newest first.
pub fn sessions_of(db: &mut Db, person: &Id) -> Result<Vec<Entry>, Error> {
    let rows = customer_sessions::table
        .filter(customer_sessions::person.eq(person))
        .order(customer_sessions::began_at.desc())
        .select(COLUMNS);
    Ok(rows.load(db)?.into_iter().map(entry).collect())
}

/// Whether the person had sessions before, none of them with such a device.
pub(in crate::identity) fn is_new_device(db: &mut Db, person: &Id, device: &str) -> Result<bool, Error> {
    let devices: Vec<String> = customer_sessions::table
        .filter(customer_sessions::person.eq(person))
        .select(customer_sessions::device)
        .load(db)?;
    Ok(!devices.is_empty() && devices.iter().all(|known| known != device))
}

/// Sign-ins are kept for six months, as the record says.
pub(in crate::identity) fn tidy(tx: &mut Db, now: Timestamp) -> Result<(), Error> {
    let old = now.saturating_sub(SignedDuration::from_hours(24 * 180)).unwrap_or(now);
    let old = customer_sessions::table.filter(customer_sessions::began_at.lt(Time::from(old)));
    diesel::delete(old).execute(tx)?;
    Ok(())
}
