//! The versions in the database.

use super::version::{Act, Origin, Refusal, State};
use crate::audit::{self, Actor, Event};
use crate::db::schema::record::record_versions as versions;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

/// A version of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: Id,
    /// Counted from 1.
    pub number: i32,
    /// Where it stands.
    pub state: State,
    /// Where it came from.
    pub origin: Origin,
    /// The colleague who wrote it.
    pub author: Option<Id>,
    /// The text of `record.toml`, byte for byte.
    pub content: String,
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Who approved it.
    pub approver: Option<Id>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = versions)]
struct Row {
    id: Id,
    number: i32,
    state: String,
    origin: String,
    author: Option<Id>,
    content: String,
    hash: String,
    created_at: Time,
    approver: Option<Id>,
    approved_at: Option<Time>,
}

impl TryFrom<Row> for Version {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            number: row.number,
            state: row.state.parse().map_err(|_| Error::Unreadable("the state of a version of the record"))?,
            origin: row.origin.parse().map_err(|_| Error::Unreadable("the origin of a version of the record"))?,
            author: row.author,
            content: row.content,
            hash: row.hash,
            created_at: row.created_at.timestamp(),
            approver: row.approver,
            approved_at: row.approved_at.map(Time::timestamp),
        })
    }
}

/// An act that was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The rules forbid it.
    #[error("the version does not allow it")]
    Refused(Refusal),
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Who acts, when.
#[derive(Clone, Copy)]
pub struct By<'b> {
    /// The colleague, or nobody in a browser.
    pub actor: &'b Actor,
    /// Now.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'b Random,
}

impl By<'_> {
    fn colleague(&self) -> Option<&Id> {
        match self.actor {
            Actor::Colleague(id) => Some(id),
            _ => None,
        }
    }
}

/// SHA-256 of a content, in hexadecimal.
pub fn hash(content: &str) -> String {
    hex(&Sha256::digest(content.as_bytes()))
}

/// The version that holds.
pub fn approved(db: &mut Db) -> Result<Option<Version>, Error> {
    let query = versions::table.filter(versions::state.eq(State::Approved.as_str()));
    query.select(Row::as_select()).first(db).optional()?.map(Version::try_from).transpose()
}

/// The id of the version that holds, to see cheaply whether another one does.
pub fn approved_id(db: &mut Db) -> Result<Option<Id>, Error> {
    let query = versions::table.filter(versions::state.eq(State::Approved.as_str()));
    Ok(query.select(versions::id).first(db).optional()?)
}

/// Every version, the newest first.
pub fn all(db: &mut Db) -> Result<Vec<Version>, Error> {
    let rows: Vec<Row> = versions::table.order(versions::number.desc()).select(Row::as_select()).load(db)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The versions approved so far, the oldest first: the last one holds.
pub fn approved_so_far(db: &mut Db) -> Result<Vec<Version>, Error> {
    let states = [State::Approved.as_str(), State::Replaced.as_str()];
    let query = versions::table.filter(versions::state.eq_any(states)).order(versions::approved_at.asc());
    let rows: Vec<Row> = query.select(Row::as_select()).load(db)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// One version; [`Error::NotFound`] if there is none.
pub fn by_id(db: &mut Db, id: &Id) -> Result<Version, Error> {
    Version::try_from(versions::table.find(id).select(Row::as_select()).first::<Row>(db)?)
}

/// One version by its number.
pub fn by_number(db: &mut Db, number: i32) -> Result<Option<Version>, Error> {
    let query = versions::table.filter(versions::number.eq(number));
    query.select(Row::as_select()).first(db).optional()?.map(Version::try_from).transpose()
}

/// The file at start: the first version there is holds at once; later, a file that changed since it was last read becomes a
/// version in review. Before anybody is there to review it (`reviewed` is false) it holds at once: that is how a portal is
/// set up. The new version, if one came of it.
pub fn take_file(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    content: &str,
    reviewed: bool,
) -> Result<Option<Id>, Error> {
    let by = By { actor: &Actor::Command, now, random };
    let hash = hash(content);
    let Some(approved) = approved(tx)? else {
        return insert(tx, &by, State::Approved, Origin::File, content).map(Some);
    };
    let last = versions::table.filter(versions::origin.eq(Origin::File.as_str())).order(versions::number.desc());
    let last: Option<String> = last.select(versions::hash).first(tx).optional()?;
    if approved.hash == hash || last.as_deref() == Some(&hash) {
        return Ok(None);
    }
    let id = insert(tx, &by, State::Review, Origin::File, content)?;
    if !reviewed {
        act(tx, &by, &id, Act::Approve).map_err(|error| match error {
            ActError::Database(error) => error,
            ActError::Refused(_) => Error::Lost,
        })?;
    }
    Ok(Some(id))
}

/// A new version: a draft of a colleague, or in review where it comes from the command line.
pub fn propose(tx: &mut Db, by: &By<'_>, content: &str) -> Result<Id, Error> {
    match by.colleague() {
        Some(_) => insert(tx, by, State::Draft, Origin::Colleague, content),
        None => insert(tx, by, State::Review, Origin::Command, content),
    }
}

fn insert(tx: &mut Db, by: &By<'_>, state: State, origin: Origin, content: &str) -> Result<Id, Error> {
    let id = Id::at(by.now, by.random);
    let last: Option<i32> = versions::table.select(diesel::dsl::max(versions::number)).first(tx)?;
    let number = last.unwrap_or(0).saturating_add(1);
    let (now, hash) = (Time::from(by.now), hash(content));
    diesel::insert_into(versions::table)
        .values((
            (versions::id.eq(&id), versions::number.eq(number), versions::state.eq(state.as_str())),
            (versions::origin.eq(origin.as_str()), versions::author.eq(by.colleague())),
            (versions::content.eq(content), versions::hash.eq(&hash), versions::created_at.eq(now)),
            versions::submitted_at.eq((state == State::Review).then_some(now)),
            versions::approved_at.eq((state == State::Approved).then_some(now)),
        ))
        .execute(tx)?;
    let action = if state == State::Approved { "record.approved" } else { "record.proposed" };
    log(tx, by, action, &id, number, &hash)?;
    Ok(id)
}

fn log(tx: &mut Db, by: &By<'_>, action: &'static str, id: &Id, number: i32, hash: &str) -> Result<(), Error> {
    let event = Event {
        actor: by.actor.clone(),
        action,
        object: Some(id.to_string()),
        person: None,
        detail: json!({ "number": number, "sha256": hash }),
    };
    audit::append(tx, by.now, by.random, &event).map(drop)
}

/// Changes the content of a draft.
pub fn write(tx: &mut Db, by: &By<'_>, id: &Id, content: &str) -> Result<(), ActError> {
    let version = by_id(tx, id)?;
    version.state.after(Act::Write, false).map_err(ActError::Refused)?;
    let draft = versions::table.find(id).filter(versions::state.eq(State::Draft.as_str()));
    let hash = hash(content);
    let change = (versions::content.eq(content), versions::hash.eq(&hash), versions::author.eq(by.colleague()));
    exactly_one(diesel::update(draft).set(change).execute(tx).map_err(Error::from)?)?;
    Ok(log(tx, by, "record.written", id, version.number, &hash)?)
}

/// Moves a version on. Approval replaces the version that held; who last wrote it does not approve it.
pub fn act(tx: &mut Db, by: &By<'_>, id: &Id, act: Act) -> Result<State, ActError> {
    let version = by_id(tx, id)?;
    let own = version.author.is_some() && version.author.as_ref() == by.colleague();
    let next = version.state.after(act, own).map_err(ActError::Refused)?;
    let now = Time::from(by.now);
    if next == State::Approved {
        let before = versions::table.filter(versions::state.eq(State::Approved.as_str()));
        let over = (versions::state.eq(State::Replaced.as_str()), versions::ended_at.eq(now));
        diesel::update(before).set(over).execute(tx).map_err(Error::from)?;
    }
    let here = versions::table.find(id).filter(versions::state.eq(version.state.as_str()));
    let moved = match next {
        State::Approved => diesel::update(here)
            .set((
                versions::state.eq(next.as_str()),
                versions::approver.eq(by.colleague()),
                versions::approved_at.eq(now),
            ))
            .execute(tx),
        State::Removed => {
            diesel::update(here).set((versions::state.eq(next.as_str()), versions::ended_at.eq(now))).execute(tx)
        }
        _ => diesel::update(here)
            .set((versions::state.eq(next.as_str()), versions::submitted_at.eq((next == State::Review).then_some(now))))
            .execute(tx),
    };
    exactly_one(moved.map_err(Error::from)?)?;
    let action = match act {
        Act::Approve => "record.approved",
        Act::Submit => "record.submitted",
        Act::Return => "record.returned",
        Act::Remove => "record.removed",
        Act::Write => "record.written",
    };
    log(tx, by, action, id, version.number, &version.hash)?;
    Ok(next)
}
