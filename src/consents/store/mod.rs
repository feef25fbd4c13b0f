//! The ledger and what follows from it. The ledger is only ever added to.

mod asks;
mod bars;
pub mod cookies;
#[cfg(test)]
mod cookies_tests;
mod past;
mod permits;
#[cfg(test)]
mod permits_tests;
mod stops;
mod subjects;
#[cfg(test)]
mod tests;
mod words;

pub use asks::{Ask, AskedOf, ask, asked, settle};
pub(super) use bars::{Bars, Last, bars, last};
pub use past::record_past;
pub use permits::{Permit, permits};
pub use stops::{Place, Stop, has, silenced, stops_after};
pub use subjects::{follow, forget, unlink};
pub use words::shown_on;

use super::{Channel, Event, EventKind, Mechanism, Said};
use crate::db::schema::consents::{
    consent_events as ledger, consent_subjects as subjects_table, consent_words as words_table, suppressions,
};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::secrets::{Random, sha256_hex};
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// An entry to add to the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'e> {
    /// Keyed fingerprint of the address.
    pub fingerprint: &'e str,
    /// The activity of the record, or [`super::ALL_MARKETING`].
    pub activity: &'e str,
    /// What happened.
    pub kind: EventKind,
    /// The words that were shown.
    pub words: &'e str,
    /// The language of the words.
    pub lang: Lang,
    /// How it was said.
    pub said: Said<'e>,
}

/// A consent given again this much later is a new one, under the same words too: it makes the old one young again.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Where everybody can withdraw, as a path without its language.
const WITHDRAWAL: &str = "/me/choices";

type Row = (
    (Id, String, String, String, String, i32),
    (String, String, String, String, String),
    (String, Option<String>, Option<String>, Time),
);

type Columns = (
    (ledger::id, ledger::activity, ledger::event, words_table::words, words_table::hash, words_table::version),
    (ledger::lang, ledger::channel, ledger::mechanism, ledger::form, ledger::actor),
    (ledger::withdrawal, ledger::origin, ledger::proof, ledger::happened_at),
);

const COLUMNS: Columns = (
    (ledger::id, ledger::activity, ledger::event, words_table::words, words_table::hash, words_table::version),
    (ledger::lang, ledger::channel, ledger::mechanism, ledger::form, ledger::actor),
    (ledger::withdrawal, ledger::origin, ledger::proof, ledger::happened_at),
);

fn opened(row: Row) -> Result<Event, Error> {
    let ((id, activity, kind, words, hash, version), (lang, channel, mechanism, form, actor), rest) = row;
    let (withdrawal, origin, proof, at) = rest;
    Ok(Event {
        id,
        activity,
        kind: EventKind::parse(&kind).ok_or(Error::Unreadable("an event of the ledger"))?,
        words,
        hash,
        version,
        lang: lang.parse().map_err(|_| Error::Unreadable("a language of the ledger"))?,
        channel: Channel::parse(&channel).ok_or(Error::Unreadable("a channel of the ledger"))?,
        mechanism: Mechanism::parse(&mechanism).ok_or(Error::Unreadable("a mechanism of the ledger"))?,
        form,
        actor,
        withdrawal,
        origin,
        proof,
        at: at.timestamp(),
    })
}

/// Adds an entry and lets it take effect. `false`, and nothing is added, if it says what is so already: a second click
/// gives the first answer.
pub fn record(tx: &mut Db, now: Timestamp, random: &Random, entry: &Entry<'_>) -> Result<bool, Error> {
    let last = latest(tx, entry.fingerprint, entry.activity)?;
    // The order of the ledger is the order of its times: no entry is as old as the one before it.
    let after = last.as_ref().and_then(|event| event.at.checked_add(SignedDuration::from_micros(1)).ok());
    let at = after.map_or(now, |after| now.max(after));
    let takes_effect = match entry.kind {
        kind if kind.stops() => suppress(tx, at, entry)?,
        EventKind::Asked => true,
        kind => {
            let lifted = lift(tx, entry.fingerprint, entry.activity)?;
            let repeats = |event: &Event| {
                event.kind == kind
                    && event.hash == sha256_hex(entry.words.as_bytes())
                    && at.duration_since(event.at) < AGAIN
            };
            lifted || !last.as_ref().is_some_and(repeats)
        }
    };
    if takes_effect {
        add(tx, (Id::at(at, random), at, now), random, entry)?;
    }
    Ok(takes_effect)
}

fn add(
    tx: &mut Db,
    (id, at, now): (Id, Timestamp, Timestamp),
    random: &Random,
    entry: &Entry<'_>,
) -> Result<(), Error> {
    let subject = subjects::ensure(tx, random, entry.fingerprint)?;
    add_as(tx, (id, at, now), &subject, WITHDRAWAL, entry)
}

fn add_as(
    tx: &mut Db,
    (id, at, now): (Id, Timestamp, Timestamp),
    subject: &str,
    withdrawal: &str,
    entry: &Entry<'_>,
) -> Result<(), Error> {
    let hash = words::keep(tx, at, entry)?;
    let said = &entry.said;
    let values = (
        (ledger::id.eq(id), ledger::subject.eq(subject), ledger::activity.eq(entry.activity)),
        (ledger::event.eq(entry.kind.as_str()), ledger::words.eq(hash), ledger::lang.eq(entry.lang.as_str())),
        (ledger::channel.eq(said.channel.as_str()), ledger::mechanism.eq(said.mechanism.as_str())),
        (ledger::form.eq(said.form), ledger::actor.eq(said.actor), ledger::withdrawal.eq(withdrawal)),
        (ledger::origin.eq(said.origin), ledger::proof.eq(said.proof)),
        (ledger::happened_at.eq(Time::from(at)), ledger::written_at.eq(Time::from(now))),
    );
    diesel::insert_into(ledger::table).values(values).execute(tx)?;
    Ok(())
}

/// Whether there was none before.
fn suppress(tx: &mut Db, now: Timestamp, entry: &Entry<'_>) -> Result<bool, Error> {
    let inserted = tx.transaction(|tx| {
        let values = (
            suppressions::fingerprint.eq(entry.fingerprint),
            suppressions::activity.eq(entry.activity),
            suppressions::event.eq(entry.kind.as_str()),
            suppressions::since.eq(Time::from(now)),
        );
        diesel::insert_into(suppressions::table).values(values).execute(tx).map_err(Error::from)
    });
    match inserted {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether there was one.
fn lift(tx: &mut Db, fingerprint: &str, activity: &str) -> Result<bool, Error> {
    let row = suppressions::table
        .filter(suppressions::fingerprint.eq(fingerprint))
        .filter(suppressions::activity.eq(activity));
    Ok(diesel::delete(row).execute(tx)? > 0)
}

/// Whether somebody may not be contacted for an activity (or for `*`, all marketing).
pub fn is_suppressed(db: &mut Db, fingerprint: &str, activity: &str) -> Result<bool, Error> {
    let row = suppressions::table.filter(suppressions::fingerprint.eq(fingerprint));
    Ok(diesel::select(exists(row.filter(suppressions::activity.eq(activity)))).get_result(db)?)
}

/// The rows of the ledger with their words and their person.
macro_rules! rows {
    () => {
        ledger::table.inner_join(subjects_table::table.on(subjects_table::subject.eq(ledger::subject))).inner_join(
            words_table::table.on(words_table::activity
                .eq(ledger::activity)
                .and(words_table::lang.eq(ledger::lang))
                .and(words_table::hash.eq(ledger::words))),
        )
    };
}

/// The last thing decided about an activity: a question that went out decides nothing.
pub fn decided(db: &mut Db, fingerprint: &str, activity: &str) -> Result<Option<Event>, Error> {
    let rows = rows!().filter(subjects_table::fingerprint.eq(fingerprint)).filter(ledger::activity.eq(activity));
    let rows = rows.filter(ledger::event.ne(EventKind::Asked.as_str()));
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc())).select(COLUMNS);
    newest.first::<Row>(db).optional()?.map(opened).transpose()
}

/// The last thing said about an activity, a question among it.
fn latest(db: &mut Db, fingerprint: &str, activity: &str) -> Result<Option<Event>, Error> {
    let rows = rows!().filter(subjects_table::fingerprint.eq(fingerprint)).filter(ledger::activity.eq(activity));
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc())).select(COLUMNS);
    newest.first::<Row>(db).optional()?.map(opened).transpose()
}

/// Everything said under an address, newest first.
pub fn history(db: &mut Db, fingerprint: &str) -> Result<Vec<Event>, Error> {
    let rows = rows!().filter(subjects_table::fingerprint.eq(fingerprint));
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc())).select(COLUMNS).limit(500);
    newest.load::<Row>(db)?.into_iter().map(opened).collect()
}

/// The owner of an address moved to another one: their part in the ledger follows, and joins what was said there. What
/// stops at the old address goes on stopping there; at the new one the last word counts.
pub fn carry(tx: &mut Db, now: Timestamp, random: &Random, from: &str, to: &str) -> Result<(), Error> {
    if !follow(tx, from, to)? {
        join(tx, now, random, from, to)?;
    }
    let rows = rows!().filter(subjects_table::fingerprint.eq(to)).filter(ledger::event.ne(EventKind::Asked.as_str()));
    let activities: Vec<String> = rows.select(ledger::activity).distinct().load(tx)?;
    for activity in activities {
        let Some(last) = decided(tx, to, &activity)? else { continue };
        if last.kind.stops() {
            suppress(tx, last.at, &said_again(to, &last))?;
        } else {
            lift(tx, to, &activity)?;
        }
    }
    Ok(())
}

/// Both addresses have a part: the entries of one are written into the other's, which is only added to as well.
fn join(tx: &mut Db, now: Timestamp, random: &Random, from: &str, to: &str) -> Result<(), Error> {
    let rows = rows!().filter(subjects_table::fingerprint.eq(from)).order(ledger::happened_at.asc()).select(COLUMNS);
    for row in rows.load::<Row>(tx)? {
        let event = opened(row)?;
        add(tx, (Id::at(event.at, random), event.at, now), random, &said_again(to, &event))?;
    }
    unlink(tx, from)?;
    Ok(())
}

fn said_again<'e>(fingerprint: &'e str, event: &'e Event) -> Entry<'e> {
    let said = Said {
        channel: event.channel,
        mechanism: event.mechanism,
        form: &event.form,
        actor: &event.actor,
        origin: event.origin.as_deref(),
        proof: event.proof.as_deref(),
        at: None,
    };
    let (activity, words) = (event.activity.as_str(), event.words.as_str());
    Entry { fingerprint, activity, kind: event.kind, words, lang: event.lang, said }
}

/// One entry of a person; `None` if it is somebody else's.
pub fn entry(db: &mut Db, fingerprint: &str, id: &Id) -> Result<Option<Event>, Error> {
    let rows = rows!().filter(subjects_table::fingerprint.eq(fingerprint)).filter(ledger::id.eq(id));
    rows.select(COLUMNS).first::<Row>(db).optional()?.map(opened).transpose()
}

/// Who gave a consent before `cut` and decided nothing about that activity since: at most `most` fingerprints.
pub fn given_before(db: &mut Db, activity: &str, cut: Timestamp, most: i64) -> Result<Vec<String>, Error> {
    let newer = diesel::alias!(crate::db::schema::consents::consent_events as newer);
    let since = newer
        .filter(newer.field(ledger::subject).eq(ledger::subject))
        .filter(newer.field(ledger::activity).eq(activity))
        .filter(newer.field(ledger::event).ne(EventKind::Asked.as_str()))
        .filter(newer.field(ledger::happened_at).gt(ledger::happened_at));
    let rows = ledger::table
        .inner_join(subjects_table::table.on(subjects_table::subject.eq(ledger::subject)))
        .filter(ledger::activity.eq(activity))
        .filter(ledger::event.eq(EventKind::Given.as_str()))
        .filter(ledger::happened_at.le(Time::from(cut)))
        .filter(diesel::dsl::not(diesel::dsl::exists(since)));
    Ok(rows.select(subjects_table::fingerprint).order(ledger::happened_at.asc()).limit(most).load(db)?)
}
