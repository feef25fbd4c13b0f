//! The ledger and what follows from it. The ledger is only ever added to.

use super::{Channel, Event, EventKind};
use crate::db::schema::consents::{consent_events as ledger, suppressions};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::secrets::Random;
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
    /// Where it was said.
    pub channel: Channel,
}

type Row = (Id, String, String, String, String, String, String, Time);

fn opened((id, _, activity, kind, words, lang, channel, at): Row) -> Result<Event, Error> {
    Ok(Event {
        id,
        activity,
        kind: EventKind::parse(&kind).ok_or(Error::Unreadable("an event of the ledger"))?,
        words,
        lang: lang.parse().map_err(|_| Error::Unreadable("a language of the ledger"))?,
        channel: Channel::parse(&channel).ok_or(Error::Unreadable("a channel of the ledger"))?,
        at: at.timestamp(),
    })
}

/// Adds an entry and lets it take effect. `false`, and nothing is added, if it says what is so already: a second click
/// gives the first answer.
pub fn record(tx: &mut Db, now: Timestamp, random: &Random, entry: &Entry<'_>) -> Result<bool, Error> {
    let last = latest(tx, entry.fingerprint, entry.activity)?;
    // The order of the ledger is the order of its times: no entry is as old as the one before it.
    let after = last.as_ref().and_then(|event| event.at.checked_add(SignedDuration::from_micros(1)).ok());
    let now = after.map_or(now, |after| now.max(after));
    let takes_effect = if entry.kind.stops() {
        suppress(tx, now, entry)?
    } else {
        let lifted = lift(tx, entry.fingerprint, entry.activity)?;
        lifted || last.is_none_or(|event| event.kind != entry.kind)
    };
    if !takes_effect {
        return Ok(false);
    }
    let values = (
        (ledger::id.eq(Id::at(now, random)), ledger::fingerprint.eq(entry.fingerprint)),
        (ledger::activity.eq(entry.activity), ledger::event.eq(entry.kind.as_str())),
        (ledger::words.eq(entry.words), ledger::lang.eq(entry.lang.as_str())),
        (ledger::channel.eq(entry.channel.as_str()), ledger::happened_at.eq(Time::from(now))),
    );
    diesel::insert_into(ledger::table).values(values).execute(tx)?;
    Ok(true)
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
    let row = suppressions::table
        .filter(suppressions::fingerprint.eq(fingerprint))
        .filter(suppressions::activity.eq(activity));
    Ok(row.count().get_result::<i64>(db)? > 0)
}

/// The last thing said about an activity.
pub fn latest(db: &mut Db, fingerprint: &str, activity: &str) -> Result<Option<Event>, Error> {
    let rows = ledger::table.filter(ledger::fingerprint.eq(fingerprint)).filter(ledger::activity.eq(activity));
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc()));
    newest.first::<Row>(db).optional()?.map(opened).transpose()
}

/// Everything said under an address is said under another one too: its owner moved there. What stops at the old address
/// goes on stopping there; at the new one the last word counts.
pub fn carry(tx: &mut Db, now: Timestamp, random: &Random, from: &str, to: &str) -> Result<(), Error> {
    let said: Vec<Row> =
        ledger::table.filter(ledger::fingerprint.eq(from)).order(ledger::happened_at.asc()).load(tx)?;
    let mut activities: Vec<String> = Vec::new();
    for (_, _, activity, kind, words, lang, channel, at) in said {
        let there = ledger::table
            .filter(ledger::fingerprint.eq(to))
            .filter(ledger::activity.eq(&activity))
            .filter(ledger::happened_at.eq(at));
        if there.count().get_result::<i64>(tx)? == 0 {
            let values = (
                (ledger::id.eq(Id::at(now, random)), ledger::fingerprint.eq(to), ledger::activity.eq(&activity)),
                (ledger::event.eq(kind), ledger::words.eq(words), ledger::lang.eq(lang)),
                (ledger::channel.eq(channel), ledger::happened_at.eq(at)),
            );
            diesel::insert_into(ledger::table).values(values).execute(tx)?;
        }
        if !activities.contains(&activity) {
            activities.push(activity);
        }
    }
    for activity in activities {
        let Some(last) = latest(tx, to, &activity)? else { continue };
        if last.kind.stops() {
            let (kind, words, lang, channel) = (last.kind, last.words.as_str(), last.lang, last.channel);
            suppress(tx, last.at, &Entry { fingerprint: to, activity: &activity, kind, words, lang, channel })?;
        } else {
            lift(tx, to, &activity)?;
        }
    }
    Ok(())
}

/// Everything said under an address, newest first.
pub fn history(db: &mut Db, fingerprint: &str) -> Result<Vec<Event>, Error> {
    let rows = ledger::table.filter(ledger::fingerprint.eq(fingerprint));
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc())).limit(500);
    newest.load::<Row>(db)?.into_iter().map(opened).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;

    fn entry<'e>(activity: &'e str, kind: EventKind) -> Entry<'e> {
        Entry { fingerprint: "f1", activity, kind, words: "I agree.", lang: Lang::En, channel: Channel::Portal }
    }

    #[test]
    fn what_is_said_twice_is_written_once_and_takes_effect_at_once() {
        each_database(|database| {
            let random = Random::system();
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let say = |kind| database.write_now(|tx| record(tx, now, &random, &entry("newsletter", kind))).unwrap();
            let stopped = || database.read_now(|db| is_suppressed(db, "f1", "newsletter")).unwrap();
            assert!(!stopped());
            assert!(say(EventKind::Withdrawn) && stopped());
            assert!(!say(EventKind::Withdrawn), "a second click says nothing new");
            assert!(say(EventKind::Given) && !stopped());
            assert!(!say(EventKind::Given));
            let other = database.read_now(|db| is_suppressed(db, "f2", "newsletter")).unwrap();
            assert!(!other, "nobody else is concerned");
            let said: Vec<_> = database.read_now(|db| history(db, "f1")).unwrap();
            assert_eq!(said.len(), 2, "the ledger keeps both");
            let last = database.read_now(|db| latest(db, "f1", "newsletter")).unwrap().unwrap();
            assert_eq!(
                (last.kind, last.words.as_str(), last.at),
                (EventKind::Given, "I agree.", now + SignedDuration::from_micros(1))
            );
        });
    }

    #[test]
    fn of_many_withdrawals_at_once_one_is_written() {
        each_database(|database| {
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let said: usize = std::thread::scope(|scope| {
                let withdraw = || {
                    let random = Random::system();
                    let entry = entry("newsletter", EventKind::Withdrawn);
                    usize::from(database.write_now(|tx| record(tx, now, &random, &entry)).unwrap())
                };
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(withdraw)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).sum()
            });
            assert_eq!(said, 1);
            assert_eq!(database.read_now(|db| history(db, "f1")).unwrap().len(), 1);
        });
    }
}
