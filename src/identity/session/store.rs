use crate::db::schema::identity::{customer_sessions, mailbox_tries};
use crate::db::{Db, Error, Id, Time, exactly_one};
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
    /// Whether several people share the mailbox, and it is open which of them this is.
    pub choosing: bool,
}

type Row = (Id, Id, String, Time, Time, Time, Option<Time>, bool);

const COLUMNS: (
    customer_sessions::id,
    customer_sessions::person,
    customer_sessions::device,
    customer_sessions::began_at,
    customer_sessions::seen_at,
    customer_sessions::proven_at,
    customer_sessions::ended_at,
    customer_sessions::choosing,
) = (
    customer_sessions::id,
    customer_sessions::person,
    customer_sessions::device,
    customer_sessions::began_at,
    customer_sessions::seen_at,
    customer_sessions::proven_at,
    customer_sessions::ended_at,
    customer_sessions::choosing,
);

fn entry((id, person, device, began_at, seen_at, proven_at, ended_at, choosing): Row) -> Entry {
    Entry {
        id,
        person,
        device,
        began_at: began_at.timestamp(),
        seen_at: seen_at.timestamp(),
        proven_at: proven_at.timestamp(),
        ended_at: ended_at.map(Time::timestamp),
        choosing,
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
            customer_sessions::choosing.eq(false),
        ))
        .execute(tx)?;
    Ok(())
}

/// Several people share the mailbox: from now on the session opens nothing but the page that asks who it is.
pub fn begin_choice(tx: &mut Db, id: &Id) -> Result<(), Error> {
    let session = customer_sessions::table.find(id).filter(customer_sessions::ended_at.is_null());
    exactly_one(diesel::update(session).set(customer_sessions::choosing.eq(true)).execute(tx)?)
}

/// It is known who it is: the session goes on as theirs, under another token. [`Error::Lost`] if it is not asked any more.
pub(in crate::identity) fn become_member(tx: &mut Db, id: &Id, token: &TokenHash, person: &Id) -> Result<(), Error> {
    let asked = customer_sessions::table.find(id);
    let asked = asked.filter(customer_sessions::choosing.eq(true)).filter(customer_sessions::ended_at.is_null());
    let theirs = (
        customer_sessions::choosing.eq(false),
        customer_sessions::token.eq(token.as_str()),
        customer_sessions::person.eq(person),
    );
    exactly_one(diesel::update(asked).set(theirs).execute(tx)?)
}

/// Counts a try to say who one is in a mailbox, and says whether it is within `most` of a day.
pub(in crate::identity) fn count_try(tx: &mut Db, mailbox: &Id, now: Timestamp, most: i32) -> Result<bool, Error> {
    let day_ago = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let over = mailbox_tries::table.find(mailbox).filter(mailbox_tries::since.le(Time::from(day_ago)));
    diesel::delete(over).execute(tx)?;
    let row = (mailbox_tries::person.eq(mailbox), mailbox_tries::since.eq(Time::from(now)), mailbox_tries::tries.eq(1));
    let first =
        tx.transaction(|tx| diesel::insert_into(mailbox_tries::table).values(row).execute(tx).map_err(Error::from));
    match first {
        Ok(_) => return Ok(most > 0),
        Err(Error::Unique) => {}
        Err(error) => return Err(error),
    }
    let left = mailbox_tries::table.find(mailbox).filter(mailbox_tries::tries.lt(most));
    Ok(diesel::update(left).set(mailbox_tries::tries.eq(mailbox_tries::tries + 1)).execute(tx)? == 1)
}

/// The last try was right: it does not count.
pub(in crate::identity) fn take_back_try(tx: &mut Db, mailbox: &Id) -> Result<(), Error> {
    let counted = mailbox_tries::table.find(mailbox).filter(mailbox_tries::tries.gt(0));
    diesel::update(counted).set(mailbox_tries::tries.eq(mailbox_tries::tries - 1)).execute(tx)?;
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

/// Forgets the sign-ins that began before a moment.
pub(in crate::identity) fn tidy(tx: &mut Db, before: Timestamp) -> Result<(), Error> {
    let old = customer_sessions::table.filter(customer_sessions::began_at.lt(Time::from(before)));
    diesel::delete(old).execute(tx)?;
    Ok(())
}
