use super::note::{Checkpoint, Proof};
use super::tree::{self, Frontier, Hash};
use super::{Actor, Event, READ, leaf_data};
use crate::db::schema::audit::{audit_checkpoints as checkpoints, audit_events as events, audit_head as head};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::Value;
use std::ops::Range;

/// Rows read at a time.
const PAGE: i64 = 1_000;

/// An event as it stands in the log.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Logged {
    /// Its place in the tree.
    pub idx: i64,
    /// When.
    pub at: Time,
    /// Who, see [`Actor::parse`]; none when forgotten.
    pub actor: Option<String>,
    /// What.
    pub action: String,
    /// On what.
    pub object: Option<String>,
    /// About whom.
    pub person: Option<Id>,
    /// JSON; none when forgotten.
    pub detail: Option<String>,
    /// Random hexadecimal; none when forgotten.
    pub salt: Option<String>,
    /// Hash of the leaf in hexadecimal.
    pub leaf: String,
}

impl Logged {
    /// Whether nothing is left of it but its leaf.
    pub(super) fn is_emptied(&self) -> bool {
        let parts = [&self.actor, &self.object, &self.detail, &self.salt];
        parts.iter().all(|part| part.is_none())
            && self.person.is_none()
            && self.action == FORGOTTEN
            && self.at.timestamp() == Timestamp::UNIX_EPOCH
    }

    /// The bytes in the leaf; `None` once forgotten.
    pub fn data(&self) -> Option<Vec<u8>> {
        let salt = self.salt.as_deref()?;
        let person = self.person.as_ref().map(Id::as_str);
        let parts = [
            self.actor.as_deref(),
            Some(&*self.action),
            self.object.as_deref(),
            person,
            self.detail.as_deref(),
            Some(salt),
        ];
        Some(leaf_data(self.idx, self.at.timestamp(), parts))
    }
}

/// That a colleague read a person's data, as the person is told: the service, never the name.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// The request for which it was opened, if any.
    pub object: Option<String>,
    /// What the event says more, for example `{"role": "support"}`.
    pub detail: Value,
}

/// What stands in the place of what a forgotten event said.
const FORGOTTEN: &str = "forgotten";

/// Appends an event to the log, in the caller's transaction. Returns its place in the tree.
pub fn append(tx: &mut Db, now: Timestamp, random: &Random, event: &Event) -> Result<i64, Error> {
    // Writing the row to itself takes its lock, so that on PostgreSQL two transactions append one after the other.
    let lock = diesel::update(head::table.find(1)).set(head::size.eq(head::size));
    let (size, edge): (i64, String) = lock.returning((head::size, head::frontier)).get_result(tx)?;
    let mut frontier = u64::try_from(size)
        .ok()
        .and_then(|size| Frontier::parse(size, &edge))
        .ok_or(Error::Unreadable("the head of the audit log"))?;
    let (actor, detail, salt) = (event.actor.to_text(), event.detail.to_string(), hex(&random.bytes::<32>()));
    let row = Logged {
        idx: size,
        at: now.into(),
        actor: Some(actor),
        action: event.action.to_owned(),
        object: event.object.clone(),
        person: event.person.clone(),
        detail: Some(detail),
        salt: Some(salt),
        leaf: String::new(),
    };
    let leaf = tree::leaf(&row.data().unwrap_or_default());
    diesel::insert_into(events::table)
        .values((
            (events::idx.eq(row.idx), events::at.eq(row.at), events::actor.eq(&row.actor)),
            (events::action.eq(&row.action), events::object.eq(&row.object), events::person.eq(&row.person)),
            (events::detail.eq(&row.detail), events::salt.eq(&row.salt), events::leaf.eq(hex(&leaf))),
        ))
        .execute(tx)?;
    frontier.push(leaf);
    let next = diesel::update(head::table.filter(head::id.eq(1)).filter(head::size.eq(size)))
        .set((head::size.eq(size + 1), head::frontier.eq(frontier.to_text())));
    exactly_one(next.execute(tx)?)?;
    Ok(size)
}

/// Empties what the log says about a person: the records, when they were made, and their salts. The leaves, and with them every proof and
/// checkpoint, stay. Returns how many events were emptied.
pub fn forget(tx: &mut Db, person: &Id) -> Result<usize, Error> {
    let emptied = (
        events::actor.eq(None::<String>),
        events::object.eq(None::<String>),
        events::person.eq(None::<Id>),
        events::detail.eq(None::<String>),
        events::salt.eq(None::<String>),
        (events::action.eq(FORGOTTEN), events::at.eq(Time::from(Timestamp::UNIX_EPOCH))),
    );
    let own = Actor::Person(person.clone()).to_text();
    let about = events::table.filter(events::person.eq(person).or(events::actor.eq(own)));
    Ok(diesel::update(about).set(emptied).execute(tx)?)
}

/// Who read the person's data, newest first, at most `limit`.
pub fn seen_by(db: &mut Db, person: &Id, limit: i64) -> Result<Vec<Seen>, Error> {
    let rows = events::table
        .filter(events::person.eq(person))
        .filter(events::action.eq(READ))
        .order(events::idx.desc())
        .limit(limit)
        .select(Logged::as_select())
        .load(db)?;
    let seen = |row: Logged| Seen {
        at: row.at.timestamp(),
        object: row.object,
        detail: row.detail.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(seen).collect())
}

/// The events on one object, oldest first, at most `limit`.
pub fn events_of_object(db: &mut Db, object: &str, limit: i64) -> Result<Vec<Logged>, Error> {
    let rows = events::table.filter(events::object.eq(object)).order(events::idx.asc()).limit(limit);
    Ok(rows.select(Logged::as_select()).load(db)?)
}

/// The events on one object behind a place (or from the first), oldest first, at most `limit`.
pub fn events_behind(db: &mut Db, object: &str, after: Option<i64>, limit: i64) -> Result<Vec<Logged>, Error> {
    let behind = events::table.filter(events::object.eq(object)).filter(events::idx.gt(after.unwrap_or(-1)));
    Ok(behind.order(events::idx.asc()).limit(limit).select(Logged::as_select()).load(db)?)
}

/// The events that somebody caused or that are on their own account, newest first, at most `limit` before the place
/// `before` (or of all).
pub fn events_naming(
    db: &mut Db,
    actor: &Actor,
    object: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Logged>, Error> {
    let theirs = events::actor.eq(actor.to_text()).or(events::object.eq(object));
    let rows = events::table.filter(theirs).filter(events::idx.lt(before.unwrap_or(i64::MAX)));
    Ok(rows.order(events::idx.desc()).limit(limit).select(Logged::as_select()).load(db)?)
}

/// The newest events before the place `before` (or all), newest first, at most `limit`.
pub fn latest(db: &mut Db, before: Option<i64>, limit: i64) -> Result<Vec<Logged>, Error> {
    let rows = events::table.filter(events::idx.lt(before.unwrap_or(i64::MAX))).order(events::idx.desc()).limit(limit);
    Ok(rows.select(Logged::as_select()).load(db)?)
}

/// How many leaves there are and the edge of the tree, as the head says; the edge is `None` if it cannot be one.
pub(super) fn head_of(db: &mut Db) -> Result<(u64, Option<Frontier>), Error> {
    let (size, edge): (i64, String) = head::table.find(1).select((head::size, head::frontier)).first(db)?;
    let size = u64::try_from(size).map_err(|_| Error::Unreadable("the head of the audit log"))?;
    Ok((size, Frontier::parse(size, &edge)))
}

/// Signs the head of the log, unless it is empty or signed already. Returns the note that was made.
pub fn sign(tx: &mut Db, now: Timestamp, keys: &Keys, origin: &str) -> Result<Option<String>, Error> {
    let (size, frontier) = head_of(tx)?;
    let frontier = frontier.ok_or(Error::Unreadable("the head of the audit log"))?;
    let rows = i64::try_from(size).unwrap_or(i64::MAX);
    let signed: i64 = checkpoints::table.filter(checkpoints::size.eq(rows)).count().get_result(tx)?;
    if size == 0 || signed > 0 {
        return Ok(None);
    }
    let checkpoint = Checkpoint { origin: origin.to_owned(), size, root: frontier.root() };
    let note = checkpoint.sign(keys.audit());
    let made = diesel::insert_into(checkpoints::table).values((
        checkpoints::size.eq(rows),
        checkpoints::root.eq(hex(&checkpoint.root)),
        checkpoints::note.eq(&note),
        checkpoints::at.eq(Time::from(now)),
    ));
    made.execute(tx)?;
    Ok(Some(note))
}

/// A row of [`checkpoints`].
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = checkpoints)]
pub(super) struct Signed {
    /// How many leaves.
    pub size: i64,
    /// The root in hexadecimal.
    pub root: String,
    /// The signed note.
    pub note: String,
}

/// Every signed head, smallest first.
pub(super) fn signed(db: &mut Db) -> Result<Vec<Signed>, Error> {
    Ok(checkpoints::table.order(checkpoints::size.asc()).select(Signed::as_select()).load(db)?)
}

/// How many events there are, and the root over them in hexadecimal, as a checkpoint of this size says.
pub fn size_and_root(db: &mut Db) -> Result<(u64, String), Error> {
    let (size, frontier) = head_of(db)?;
    let frontier = frontier.ok_or(Error::Unreadable("the head of the audit log"))?;
    Ok((size, hex(&frontier.root())))
}

/// The event at this place.
pub fn event_at(db: &mut Db, idx: i64) -> Result<Option<Logged>, Error> {
    Ok(events::table.find(idx).select(Logged::as_select()).first(db).optional()?)
}

/// The newest signed head.
pub fn newest_note(db: &mut Db) -> Result<Option<String>, Error> {
    Ok(checkpoints::table.order(checkpoints::size.desc()).select(checkpoints::note).first(db).optional()?)
}

/// The proof that the event at `idx` is in the log, against the first checkpoint signed after it; `None` until one was.
pub fn prove(db: &mut Db, idx: i64) -> Result<Option<Proof>, Error> {
    let after = checkpoints::table.filter(checkpoints::size.gt(idx)).order(checkpoints::size.asc());
    let Some(head) = after.select(Signed::as_select()).first(db).optional()? else { return Ok(None) };
    let (Ok(index), Ok(size)) = (u64::try_from(idx), u64::try_from(head.size)) else { return Ok(None) };
    let Some(ranges) = tree::inclusion_ranges(index, size) else { return Ok(None) };
    let path = ranges.into_iter().map(|range| root_of(db, range)).collect::<Result<_, _>>()?;
    Ok(Some(Proof { index, path, checkpoint: head.note }))
}

/// The root over a range of leaves.
fn root_of(db: &mut Db, range: Range<u64>) -> Result<Hash, Error> {
    let mut frontier = Frontier::default();
    let bound = |place: u64| i64::try_from(place).unwrap_or(i64::MAX);
    let (mut from, end) = (bound(range.start), bound(range.end));
    while from < end {
        let page = events::table.filter(events::idx.ge(from)).filter(events::idx.lt(end)).order(events::idx.asc());
        let leaves: Vec<String> = page.limit(PAGE).select(events::leaf).load(db)?;
        if leaves.is_empty() {
            return Err(Error::Unreadable("leaves of the audit log are missing"));
        }
        for leaf in &leaves {
            frontier.push(tree::from_hex(leaf).ok_or(Error::Unreadable("a leaf of the audit log"))?);
            from += 1;
        }
    }
    Ok(frontier.root())
}

/// The next events from the place `from` on, in order, a page at a time.
pub(super) fn page(db: &mut Db, from: i64) -> Result<Vec<Logged>, Error> {
    let rows = events::table.filter(events::idx.ge(from)).order(events::idx.asc()).limit(PAGE);
    Ok(rows.select(Logged::as_select()).load(db)?)
}
