//! Restrictions, in the portal's database.

use super::{Ground, NOTICE, Objection};
use crate::db::schema::requests::{request_items as items, requests};
use crate::db::schema::restriction::restrictions;
use crate::db::{Db, Error, Id, Time};
use crate::requests::{ItemState, Right};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::HashSet;

/// A restriction that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Its id.
    pub id: Id,
    /// The person.
    pub person: Id,
    /// The request that it answers.
    pub reference: String,
    /// Why.
    pub ground: Ground,
    /// Since when.
    pub began_at: Timestamp,
    /// Its end, once the person was told.
    pub lifting: Option<Lifting>,
}

/// An announced end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifting {
    /// When the person was told.
    pub told_at: Timestamp,
    /// What they were told.
    pub why: String,
    /// When it is lifted.
    pub at: Timestamp,
}

impl Restriction {
    /// Whom and what it is about, for the log.
    pub(super) fn of(&self) -> (&Id, &str) {
        (&self.person, &self.reference)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Row {
    id: Id,
    person: Id,
    reference: String,
    ground: String,
    began_at: Time,
    told_at: Option<Time>,
    why: Option<String>,
    lifts_at: Option<Time>,
}

fn place(id: &Id) -> String {
    format!("restriction:{id}")
}

fn opened(keys: &Keys, row: Row) -> Result<Restriction, Error> {
    let unreadable = || Error::Unreadable("a restriction");
    let lifting = match (row.told_at, row.why, row.lifts_at) {
        (Some(told), Some(why), Some(at)) => Some(Lifting {
            told_at: told.timestamp(),
            why: keys.open_text(&place(&row.id), &why).map_err(|_| unreadable())?,
            at: at.timestamp(),
        }),
        _ => None,
    };
    Ok(Restriction {
        person: row.person,
        reference: row.reference,
        ground: row.ground.parse().map_err(|_| unreadable())?,
        began_at: row.began_at.timestamp(),
        lifting,
        id: row.id,
    })
}

/// Writes a restriction down. `false` if one stands: a person has one at a time.
pub(super) fn insert(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    person: &Id,
    reference: &str,
    ground: Ground,
) -> Result<bool, Error> {
    let written = tx.transaction(|tx| {
        let values = (
            (restrictions::id.eq(Id::at(now, random)), restrictions::person.eq(person)),
            (restrictions::open_for.eq(person.as_str()), restrictions::reference.eq(reference)),
            (restrictions::ground.eq(ground.as_str()), restrictions::began_at.eq(Time::from(now))),
        );
        diesel::insert_into(restrictions::table).values(values).execute(tx).map_err(Error::from)
    });
    match written {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The restriction of this id, while it stands.
pub fn by_id(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Restriction>, Error> {
    let row = restrictions::table.find(id).filter(restrictions::lifted_at.is_null()).select(Row::as_select());
    row.first(db).optional()?.map(|row| opened(keys, row)).transpose()
}

/// The restriction of a person that stands.
pub fn open_for(db: &mut Db, keys: &Keys, person: &Id) -> Result<Option<Restriction>, Error> {
    let row = restrictions::table.filter(restrictions::open_for.eq(person.as_str())).select(Row::as_select());
    row.first(db).optional()?.map(|row| opened(keys, row)).transpose()
}

/// Every restriction that stands, the oldest first.
pub fn open(db: &mut Db, keys: &Keys) -> Result<Vec<Restriction>, Error> {
    let rows = restrictions::table.filter(restrictions::open_for.is_not_null());
    let rows: Vec<Row> = rows.order((restrictions::began_at, restrictions::id)).select(Row::as_select()).load(db)?;
    rows.into_iter().map(|row| opened(keys, row)).collect()
}

/// Notes that the person was told. `false` if they were before, or it is lifted.
pub(super) fn announce(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    lifts: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let untold = restrictions::table.find(id).filter(restrictions::told_at.is_null());
    let why = keys.seal(random, &place(id), why.as_bytes());
    let change = (
        restrictions::told_at.eq(Time::from(now)),
        restrictions::why.eq(why),
        restrictions::lifts_at.eq(Time::from(lifts)),
    );
    Ok(diesel::update(untold).set(change).execute(tx)? == 1)
}

/// Takes an announcement back. `false` if there is none, or it is lifted.
pub(super) fn keep(tx: &mut Db, id: &Id) -> Result<bool, Error> {
    let standing = restrictions::lifted_at.is_null().and(restrictions::told_at.is_not_null());
    let none = None::<Time>;
    let change =
        (restrictions::told_at.eq(&none), restrictions::why.eq(None::<String>), restrictions::lifts_at.eq(&none));
    Ok(diesel::update(restrictions::table.find(id).filter(standing)).set(change).execute(tx)? == 1)
}

/// Lifts a restriction whose announced moment has come. `false` if it has not, or it is lifted.
pub(super) fn lift(tx: &mut Db, now: Timestamp, id: &Id) -> Result<bool, Error> {
    let due = restrictions::lifted_at.is_null().and(restrictions::lifts_at.le(Time::from(now)));
    let change = (restrictions::lifted_at.eq(Time::from(now)), restrictions::open_for.eq(None::<String>));
    Ok(diesel::update(restrictions::table.find(id).filter(due)).set(change).execute(tx)? == 1)
}

/// Of some persons, those who ever objected: whose [`objections`] are worth reading.
pub fn objecting(db: &mut Db, persons: &[&Id]) -> Result<HashSet<Id>, Error> {
    let rows = requests::table
        .inner_join(items::table.on(items::request.eq(requests::id)))
        .filter(requests::person.eq_any(persons))
        .filter(items::right_asked.eq(Right::Object.as_str()));
    Ok(rows.select(requests::person).distinct().load(db)?.into_iter().collect())
}

/// The objections of a person that freeze the use of their data at this moment, the oldest first: those that nobody decided,
/// and those whose refusal the person was not told, or was told less than [`NOTICE`] ago.
pub fn objections(db: &mut Db, now: Timestamp, person: &Id) -> Result<Vec<Objection>, Error> {
    let told = now.saturating_sub(NOTICE).unwrap_or(now);
    let undecided =
        items::state.eq_any([ItemState::Open, ItemState::Proposed, ItemState::Approved].map(ItemState::as_str));
    let refused = items::state
        .eq(ItemState::Refused.as_str())
        .and(requests::closed_at.is_null().or(requests::closed_at.gt(Time::from(told))));
    let rows = requests::table
        .inner_join(items::table.on(items::request.eq(requests::id)))
        .filter(requests::person.eq(person))
        .filter(items::right_asked.eq(Right::Object.as_str()))
        .filter(undecided.or(refused))
        .order((requests::received_at, items::id))
        .select((requests::reference, items::topic, requests::received_at, requests::closed_at));
    let rows: Vec<(String, Option<String>, Time, Option<Time>)> = rows.load(db)?;
    let read = |(reference, activity, since, closed): (String, Option<String>, Time, Option<Time>)| Objection {
        reference,
        activity,
        since: since.timestamp(),
        ends: closed.and_then(|at| at.timestamp().checked_add(NOTICE).ok()),
    };
    Ok(rows.into_iter().map(read).collect())
}
