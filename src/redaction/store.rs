//! Marks, in the portal's database.

use super::{Hidden, Mark, Reason};
use crate::db::schema::redaction::redactions;
use crate::db::{Db, Error, Id, Time};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;

/// A mark to write down.
pub struct New<'n> {
    /// From whom the words are hidden.
    pub person: &'n Id,
    /// The case.
    pub reference: &'n str,
    /// Why.
    pub reason: Reason,
    /// What.
    pub hidden: &'n Hidden,
    /// By whom.
    pub colleague: &'n Id,
}

fn place(id: &Id) -> String {
    format!("redaction:{id}")
}

/// Writes a mark down; its id.
pub fn add(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: New<'_>) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let plain = serde_json::to_vec(new.hidden).map_err(|_| Error::Unreadable("a redaction"))?;
    let row = (
        (redactions::id.eq(&id), redactions::person.eq(new.person), redactions::reference.eq(new.reference)),
        (redactions::reason.eq(new.reason.as_str()), redactions::body.eq(keys.seal(random, &place(&id), &plain))),
        (redactions::colleague.eq(new.colleague), redactions::made_at.eq(Time::from(now))),
    );
    diesel::insert_into(redactions::table).values(row).execute(tx)?;
    Ok(id)
}

/// Takes a mark of a person back. `false` if they have no such mark.
pub fn remove(tx: &mut Db, person: &Id, id: &Id) -> Result<bool, Error> {
    let row = redactions::table.find(id).filter(redactions::person.eq(person));
    Ok(diesel::delete(row).execute(tx)? == 1)
}

/// The marks of a person, the oldest first.
pub fn of(db: &mut Db, keys: &Keys, person: &Id) -> Result<Vec<Mark>, Error> {
    type Row = (Id, String, String, String, Id, Time);
    let rows = redactions::table.filter(redactions::person.eq(person)).order((redactions::made_at, redactions::id));
    let columns = (
        redactions::id,
        redactions::reference,
        redactions::reason,
        redactions::body,
        redactions::colleague,
        redactions::made_at,
    );
    let read = |(id, reference, reason, body, colleague, at): Row| {
        let unreadable = || Error::Unreadable("a redaction");
        let plain = keys.open(&place(&id), &body).map_err(|_| unreadable())?;
        let hidden: Hidden = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let reason = reason.parse().map_err(|_| unreadable())?;
        Ok(Mark { id, reference, reason, hidden, colleague, at: at.timestamp() })
    };
    rows.select(columns).load::<Row>(db)?.into_iter().map(read).collect()
}
