use crate::db::schema::staff::{access_reviews as reviews, colleague_passkeys as passkeys, colleagues};
use crate::db::{Db, Error, Id, Time};
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// When each account was opened and last entered, by id.
pub(super) fn times(db: &mut Db) -> Result<BTreeMap<Id, (Timestamp, Option<Timestamp>)>, Error> {
    let rows: Vec<(Id, Time, Option<Time>)> =
        colleagues::table.select((colleagues::id, colleagues::created_at, colleagues::entered_at)).load(db)?;
    let times =
        |(id, opened, entered): (Id, Time, Option<Time>)| (id, (opened.timestamp(), entered.map(Time::timestamp)));
    Ok(rows.into_iter().map(times).collect())
}

/// When each account was last decided on, by id.
pub(super) fn decided(db: &mut Db) -> Result<BTreeMap<Id, Timestamp>, Error> {
    let rows: Vec<(Id, Time)> =
        reviews::table.order(reviews::decided_at.asc()).select((reviews::colleague, reviews::decided_at)).load(db)?;
    Ok(rows.into_iter().map(|(id, at)| (id, at.timestamp())).collect())
}

/// How many passkeys each account has, by id.
pub(super) fn passkeys(db: &mut Db) -> Result<BTreeMap<Id, usize>, Error> {
    let rows: Vec<Id> = passkeys::table.select(passkeys::colleague).load(db)?;
    let mut counts = BTreeMap::new();
    for id in rows {
        *counts.entry(id).or_default() += 1;
    }
    Ok(counts)
}

/// Keeps a decision.
pub(super) fn decide(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    colleague: &Id,
    decision: &str,
    by: &Id,
) -> Result<(), Error> {
    let row = (
        (reviews::id.eq(Id::at(now, random)), reviews::colleague.eq(colleague), reviews::decision.eq(decision)),
        (reviews::decided_by.eq(by), reviews::decided_at.eq(Time::from(now))),
    );
    diesel::insert_into(reviews::table).values(row).execute(tx)?;
    Ok(())
}
