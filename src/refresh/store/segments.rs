//! Rules: which persons pass them, and those that were given a name.

use crate::db::schema::people::persons;
use crate::db::schema::refresh::{refresh_segments as segments, refresh_standings as standings};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::refresh::rules::{Chosen, Rules};
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;

/// Rules with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: Id,
    /// What colleagues call it.
    pub name: String,
    /// The rules.
    pub rules: Rules,
}

pub(super) fn parse(rules: &str) -> Result<Rules, Error> {
    serde_json::from_str(rules).map_err(|_| Error::Unreadable("the rules of an audience"))
}

pub(super) fn text(rules: &Rules) -> Result<String, Error> {
    serde_json::to_string(rules).map_err(|_| Error::Unreadable("the rules of an audience"))
}

/// All of them, by name.
pub(crate) fn all(db: &mut Db) -> Result<Vec<Segment>, Error> {
    let rows: Vec<(Id, String, String)> = segments::table
        .select((segments::id, segments::name, segments::rules))
        .order((segments::name, segments::id))
        .load(db)?;
    rows.into_iter().map(|(id, name, rules)| Ok(Segment { id, name, rules: parse(&rules)? })).collect()
}

/// The one with this id; [`Error::NotFound`] if there is none.
pub(crate) fn one(db: &mut Db, id: &Id) -> Result<Segment, Error> {
    let (id, name, rules): (Id, String, String) =
        segments::table.find(id).select((segments::id, segments::name, segments::rules)).first(db)?;
    Ok(Segment { id, name, rules: parse(&rules)? })
}

/// Gives rules a name; [`Error::Unique`] if others have it.
pub(crate) fn keep(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    colleague: &Id,
    name: &str,
    rules: &Rules,
) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let values = (
        segments::id.eq(&id),
        segments::name.eq(name),
        segments::rules.eq(text(rules)?),
        segments::colleague.eq(colleague),
        segments::made_at.eq(Time::from(now)),
    );
    tx.transaction(|tx| diesel::insert_into(segments::table).values(values).execute(tx).map_err(Error::from))?;
    Ok(id)
}

/// Forgets a name; campaigns that were given the rules keep them.
pub(crate) fn remove(tx: &mut Db, id: &Id) -> Result<(), Error> {
    exactly_one(diesel::delete(segments::table.find(id)).execute(tx)?)
}

/// Whether a person is among the chosen.
pub(crate) fn chooses(db: &mut Db, person: &Id, chosen: &Chosen) -> Result<bool, Error> {
    type Row = (String, Option<Time>, Option<Time>, Option<Time>, Option<String>, Option<String>);
    let row: Row = persons::table
        .find(person)
        .left_join(standings::table.on(standings::fingerprint.eq(persons::fingerprint)))
        .select((
            persons::lang,
            persons::related_at,
            persons::contacted_at,
            persons::confirmed_at,
            persons::source,
            standings::segment.nullable(),
        ))
        .first(db)?;
    let lang = row.0.parse().map_err(|_| Error::Unreadable("the language of a person"))?;
    let moments = [row.1, row.2, row.3].map(|at| at.map(Time::timestamp));
    Ok(chosen.passes(lang, row.4.as_deref(), row.5.as_deref(), moments))
}

/// The groups of customers that customer files name, in order; not more than `most`. Each is one look into the index, however many
/// people there are.
pub(crate) fn declared(db: &mut Db, most: usize) -> Result<Vec<String>, Error> {
    let mut found: Vec<String> = Vec::new();
    while found.len() < most {
        let named = standings::table.filter(standings::segment.is_not_null()).order(standings::segment);
        let named = named.select(standings::segment.assume_not_null()).into_boxed();
        let next: Option<String> = match found.last() {
            Some(last) => named.filter(standings::segment.gt(last.clone())).first(db).optional()?,
            None => named.first(db).optional()?,
        };
        let Some(next) = next else { break };
        found.push(next);
    }
    Ok(found)
}
