//! Corrections in the portal's database. Values are sealed; a store calls no source.

use crate::bounces::Cause;
use crate::db::schema::facts::corrections;
use crate::db::schema::identity::customer_sessions;
use crate::db::schema::refresh::{
    refresh_corrected as corrected, refresh_recipients as recipients, refresh_standings as standings,
};
use crate::db::{Db, Error, Id, Time, add_or_write, exactly_one};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a correction can be undone.
pub const UNDO: SignedDuration = SignedDuration::from_hours(72);

/// One value that a person changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The table.
    pub table: String,
    /// The key of the row, as `RowKey` prints it.
    pub row: String,
    /// The column.
    pub column: String,
    /// The value before; none when empty.
    pub before: Option<String>,
    /// The value after; none when empty.
    pub after: Option<String>,
}

impl Changed {
    /// Table and column, with a dot between.
    pub fn field(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// How far a correction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may have been written: whoever goes on looks first.
    Acting,
    /// It was written.
    Done,
    /// It was not written.
    Failed,
    /// It was taken back.
    Undone,
}

impl State {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Acting => "acting",
            State::Done => "done",
            State::Failed => "failed",
            State::Undone => "undone",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        let all = [State::Acting, State::Done, State::Failed, State::Undone];
        all.into_iter().find(|state| state.as_str() == word).ok_or(Error::Unreadable("the state of a correction"))
    }
}

/// A correction, opened.
#[derive(Clone)]
pub struct Correction {
    /// Its id.
    pub id: Id,
    /// Corrections sent together share it.
    pub batch: Id,
    /// Who made it.
    pub person: Id,
    /// The category of the record.
    pub category: String,
    /// The name of the source.
    pub source: String,
    /// What was changed.
    pub changed: Changed,
    /// How far it is.
    pub state: State,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it can be undone.
    pub undo_until: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
    /// Since when it is being taken back.
    pub undoing_at: Option<Timestamp>,
}

/// A correction to begin.
pub struct New<'n> {
    /// Corrections sent together share it.
    pub batch: &'n Id,
    /// Who makes it.
    pub person: &'n Id,
    /// The category of the record.
    pub category: &'n str,
    /// The name of the source.
    pub source: &'n str,
    /// What is to be changed.
    pub changed: &'n Changed,
    /// For how long it can be taken back; zero for a part of something bigger.
    pub undo: SignedDuration,
}

type Row = (Id, Id, Id, String, String, String, String, Time, Time, Option<Time>, Option<Time>, Option<Id>);

fn context(id: &Id) -> String {
    format!("correction:{id}")
}

fn opened(keys: &Keys, row: Row) -> Result<Correction, Error> {
    let (id, batch, person, category, source, sealed, state, made_at, undo_until, undone_at, undoing_at, _) = row;
    let plain = keys.open(&context(&id), &sealed).map_err(|_| Error::Unreadable("a correction"))?;
    let changed = serde_json::from_slice(&plain).map_err(|_| Error::Unreadable("a correction"))?;
    Ok(Correction {
        id,
        batch,
        person,
        category,
        source,
        changed,
        state: State::parse(&state)?,
        made_at: made_at.timestamp(),
        undo_until: undo_until.timestamp(),
        undone_at: undone_at.map(Time::timestamp),
        undoing_at: undoing_at.map(Time::timestamp),
    })
}

/// Writes down what is about to be written into a source.
pub fn begin(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: &New<'_>) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let plain = serde_json::to_vec(new.changed).map_err(|_| Error::Unreadable("a correction"))?;
    let until = now.saturating_add(new.undo).unwrap_or(now);
    let values = (
        (corrections::id.eq(&id), corrections::batch.eq(new.batch), corrections::person.eq(new.person)),
        (corrections::category.eq(new.category), corrections::source.eq(new.source)),
        corrections::sealed.eq(keys.seal(random, &context(&id), &plain)),
        corrections::state.eq(State::Acting.as_str()),
        (corrections::made_at.eq(Time::from(now)), corrections::undo_until.eq(Time::from(until))),
    );
    diesel::insert_into(corrections::table).values(values).execute(tx)?;
    Ok(id)
}

/// Moves a correction from one state to the next; `false` if it is not in that state any more.
pub fn settle(tx: &mut Db, now: Timestamp, id: &Id, from: State, to: State) -> Result<bool, Error> {
    let undone = (to == State::Undone).then(|| Time::from(now));
    let row = corrections::table.filter(corrections::id.eq(id)).filter(corrections::state.eq(from.as_str()));
    let changes = (corrections::state.eq(to.as_str()), corrections::undone_at.eq(undone));
    Ok(diesel::update(row).set(changes).execute(tx)? == 1)
}

/// Writes down that a correction is about to be taken back; `false` if it is not done, or this is under way already.
pub fn begin_undo(tx: &mut Db, now: Timestamp, id: &Id) -> Result<bool, Error> {
    let done = corrections::table
        .filter(corrections::id.eq(id))
        .filter(corrections::state.eq(State::Done.as_str()))
        .filter(corrections::undoing_at.is_null());
    Ok(diesel::update(done).set(corrections::undoing_at.eq(Time::from(now))).execute(tx)? == 1)
}

/// It was taken back, or it was not and stands as before; `false` if that was written down already.
pub fn end_undo(tx: &mut Db, now: Timestamp, id: &Id, undone: bool) -> Result<bool, Error> {
    let under_way = corrections::table
        .filter(corrections::id.eq(id))
        .filter(corrections::state.eq(State::Done.as_str()))
        .filter(corrections::undoing_at.is_not_null());
    let state = if undone { State::Undone } else { State::Done };
    let set = (
        corrections::state.eq(state.as_str()),
        corrections::undone_at.eq(undone.then(|| Time::from(now))),
        corrections::undoing_at.eq(None::<Time>),
    );
    Ok(diesel::update(under_way).set(set).execute(tx)? == 1)
}

/// Within so long after the answer "something changed" a correction counts for the campaign that had asked.
const LED: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Counts a correction that was written for the campaign that led to it: its person said not long ago that something changed. The
/// count names nobody, and stays when the person is not known any more (law.md REFR-14).
pub fn credit(tx: &mut Db, now: Timestamp, id: &Id, source: &str, category: &str, field: &str) -> Result<(), Error> {
    let since = now.checked_sub(LED).unwrap_or(Timestamp::MIN);
    let person: Id = corrections::table.find(id).select(corrections::person).first(tx)?;
    let led: Option<Id> = recipients::table
        .filter(recipients::person.eq(&person))
        .filter(recipients::answer.eq("changed"))
        .filter(recipients::answered_at.ge(Time::from(since)))
        .order(recipients::answered_at.desc())
        .select(recipients::campaign)
        .first(tx)
        .optional()?;
    let Some(campaign) = led else { return Ok(()) };
    let row = corrections::table.find(id);
    exactly_one(diesel::update(row).set(corrections::campaign.eq(Some(&campaign))).execute(tx)?)?;
    let counted = || corrected::table.find((&campaign, category, source, field));
    let add =
        |tx: &mut Db| diesel::update(counted()).set(corrected::corrections.eq(corrected::corrections + 1)).execute(tx);
    let first = (
        corrected::campaign.eq(&campaign),
        corrected::category.eq(category),
        corrected::source.eq(source),
        corrected::field.eq(field),
        corrected::corrections.eq(1),
    );
    add_or_write(tx, add, |tx| diesel::insert_into(corrected::table).values(first).execute(tx))
}

/// Takes the count of a correction back that was taken back itself.
pub fn uncredit(tx: &mut Db, keys: &Keys, id: &Id) -> Result<(), Error> {
    let led: Option<Option<Id>> = corrections::table.find(id).select(corrections::campaign).first(tx).optional()?;
    let (Some(campaign), Some(one)) = (led.flatten(), by_id(tx, keys, id)?) else { return Ok(()) };
    let counted = corrected::table.find((&campaign, &one.category, &one.source, one.changed.field()));
    diesel::update(counted.filter(corrected::corrections.gt(0)))
        .set(corrected::corrections.eq(corrected::corrections - 1))
        .execute(tx)?;
    Ok(())
}

/// The correction of this id.
pub fn by_id(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Correction>, Error> {
    let row: Option<Row> = corrections::table.find(id).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The corrections sent together.
pub fn of_batch(db: &mut Db, keys: &Keys, batch: &Id) -> Result<Vec<Correction>, Error> {
    let rows = corrections::table.filter(corrections::batch.eq(batch)).order(corrections::id.asc());
    rows.load::<Row>(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// When the person was last here before this session; none if they never were.
pub fn last_visit(db: &mut Db, person: &Id, session: &Id) -> Result<Option<Timestamp>, Error> {
    let earlier =
        customer_sessions::table.filter(customer_sessions::person.eq(person)).filter(customer_sessions::id.lt(session));
    let last: Option<Time> =
        earlier.order(customer_sessions::seen_at.desc()).select(customer_sessions::seen_at).first(db).optional()?;
    Ok(last.map(Time::timestamp))
}

/// A person's corrections, newest first, at most 200.
pub fn of_person(db: &mut Db, keys: &Keys, person: &Id) -> Result<Vec<Correction>, Error> {
    let rows = corrections::table.filter(corrections::person.eq(person)).order(corrections::id.desc()).limit(200);
    rows.load::<Row>(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// What the mailings noted about an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// Since when mails come back.
    pub bounced: Option<Timestamp>,
    /// Why they do, if that is known.
    pub cause: Option<Cause>,
    /// When a colleague looks at it again.
    pub review: Option<Timestamp>,
    /// When its owner said "do not ask me again".
    pub stopped: Option<Timestamp>,
    /// When its owner called a mail unwanted.
    pub complained: Option<Timestamp>,
}

/// What the mailings noted about addresses, by fingerprint; those without a note are missing.
pub fn noted(db: &mut Db, prints: &[String]) -> Result<BTreeMap<String, Noted>, Error> {
    type Row = (String, Option<Time>, Option<String>, Option<Time>, Option<Time>, Option<Time>);
    let rows: Vec<Row> = standings::table
        .filter(standings::fingerprint.eq_any(prints))
        .select((
            standings::fingerprint,
            standings::bounced_at,
            standings::bounced_why,
            standings::review_at,
            standings::stopped_at,
            standings::complained_at,
        ))
        .load(db)?;
    let at = |time: Option<Time>| time.map(Time::timestamp);
    let read = |(print, bounced, cause, review, stopped, complained): Row| {
        let noted = Noted {
            bounced: at(bounced),
            cause: cause.and_then(|cause| cause.parse().ok()),
            review: at(review),
            stopped: at(stopped),
            complained: at(complained),
        };
        (noted != Noted::default()).then_some((print, noted))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::lang::Lang;
    use crate::people::{self, Address};

    #[test]
    fn a_correction_is_kept_sealed_settled_once_and_forgotten_with_the_person() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let address = Address::parse("elise@example.fr").unwrap();
            let ensure = |tx: &mut Db| people::ensure(tx, now, &random, &keys, &address, Lang::Fr);
            let person = database.write_now(ensure).unwrap().id;
            let text = |word: &str| Some(word.to_owned());
            let (table, row, column) = ("customers".to_owned(), "[]".to_owned(), "phone".to_owned());
            let changed = Changed { table, row, column, before: text("01"), after: text("02") };
            let batch = Id::at(now, &random);
            let new = New {
                batch: &batch,
                person: &person,
                category: "contact",
                source: "shop",
                changed: &changed,
                undo: UNDO,
            };
            let id = database.write_now(|tx| begin(tx, now, &random, &keys, &new)).unwrap();
            let settle_it = |from, to| database.write_now(|tx| settle(tx, now, &id, from, to)).unwrap();
            assert!(settle_it(State::Acting, State::Done));
            assert!(!settle_it(State::Acting, State::Failed), "it is settled once");
            let known = database.read_now(|db| of_person(db, &keys, &person)).unwrap();
            assert!(known.len() == 1 && known[0].changed == changed);
            assert_eq!((known[0].state, known[0].undo_until.duration_since(now)), (State::Done, UNDO));
            let intend = || database.write_now(|tx| begin_undo(tx, now, &id)).unwrap();
            let outcome = |undone| database.write_now(|tx| end_undo(tx, now, &id, undone)).unwrap();
            assert!(!outcome(true), "nothing is undone without the intent");
            assert!(intend() && !intend(), "one takes it back at a time");
            assert!(outcome(false) && intend(), "it stood, and can be taken back again");
            assert!(outcome(true) && !outcome(true) && !intend(), "it is undone once");
            assert_eq!(database.read_now(|db| of_batch(db, &keys, &batch)).unwrap()[0].undone_at, Some(now));
            database.write_now(|tx| people::forget(tx, &person)).unwrap();
            assert!(database.read_now(|db| by_id(db, &keys, &id)).unwrap().is_none());
        });
    }
}
