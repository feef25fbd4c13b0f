//! Decisions of the past, from a file: many at once.

use super::{Entry, WITHDRAWAL, ledger, subjects_table, suppressions, words};
use crate::db::{Db, Error, Id, Time};
use crate::secrets::{Random, hex, sha256_hex};
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::btree_map::Entry::Vacant;
use std::collections::{BTreeMap, BTreeSet};

/// How often somebody may write about the same people at the same moment.
const TRIES: usize = 10;

/// Adds decisions of the past, each with the time it was made; how many were added. One takes effect if nothing newer is known
/// of the same person and activity. What the ledger has already is left as it is. At most 1,000 at a time: each is 15 of the
/// values that one statement can hold.
pub fn record_past(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    entries: &[(Timestamp, Entry<'_>)],
) -> Result<u64, Error> {
    for _ in 0..TRIES {
        match tx.transaction(|tx| all(tx, now, random, entries)) {
            // Somebody wrote about one of them meanwhile: the next time that is seen.
            Err(Error::Unique) => {}
            done => return done,
        }
    }
    Err(Error::Lost)
}

/// The id follows from what is said, so that a file read twice adds nothing the second time.
fn id_of(at: Timestamp, entry: &Entry<'_>) -> Id {
    let told = format!("{}|{}|{}|{}", entry.fingerprint, entry.activity, entry.kind.as_str(), at);
    let seed = sha256_hex(told.as_bytes());
    let seed = seed.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0);
    Id::at(at, &Random::seeded(seed))
}

#[derive(Insertable)]
#[diesel(table_name = crate::db::schema::consents::consent_subjects)]
struct NewSubject<'n> {
    fingerprint: &'n str,
    subject: String,
}

#[derive(Insertable)]
#[diesel(table_name = crate::db::schema::consents::suppressions)]
struct NewSuppression<'n> {
    fingerprint: &'n str,
    activity: &'n str,
    event: &'n str,
    since: i64,
}

#[derive(Insertable)]
#[diesel(table_name = crate::db::schema::consents::consent_events)]
struct NewRow<'n> {
    id: &'n str,
    subject: &'n str,
    activity: &'n str,
    event: &'n str,
    words: &'n str,
    lang: &'n str,
    channel: &'n str,
    mechanism: &'n str,
    form: &'n str,
    actor: &'n str,
    withdrawal: &'n str,
    origin: Option<&'n str>,
    proof: Option<&'n str>,
    happened_at: i64,
    written_at: i64,
}

/// Rows of one table in one statement: what diesel offers for each database, and not for either.
macro_rules! insert_rows {
    ($tx:expr, $table:expr, $rows:expr) => {
        match $tx {
            Db::Sqlite(connection) => diesel::insert_into($table).values($rows).execute(connection),
            Db::Postgres(connection) => diesel::insert_into($table).values($rows).execute(connection),
        }
    };
}

fn all(tx: &mut Db, now: Timestamp, random: &Random, entries: &[(Timestamp, Entry<'_>)]) -> Result<u64, Error> {
    // By id, which is by time.
    let mut new: BTreeMap<Id, (Timestamp, &Entry<'_>)> =
        entries.iter().map(|(at, entry)| (id_of(*at, entry), (*at, entry))).collect();
    let ids: Vec<&Id> = new.keys().collect();
    let known: Vec<Id> = ledger::table.filter(ledger::id.eq_any(ids)).select(ledger::id).load(tx)?;
    new.retain(|id, _| !known.contains(id));
    if new.is_empty() {
        return Ok(0);
    }
    let prints: BTreeSet<&str> = new.values().map(|(_, entry)| entry.fingerprint).collect();
    let said = said_of(tx, &prints)?;
    settle(tx, effects(&new, &said))?;
    let subjects = ensure_all(tx, random, &prints)?;
    let mut hashes: BTreeMap<(&str, &str, &str), String> = BTreeMap::new();
    for (at, entry) in new.values() {
        let key = (entry.activity, entry.lang.as_str(), entry.words);
        if let Vacant(place) = hashes.entry(key) {
            place.insert(words::keep(tx, *at, entry)?);
        }
    }
    let mut rows = Vec::with_capacity(new.len());
    for (id, (at, entry)) in &new {
        let said = &entry.said;
        rows.push(NewRow {
            id: id.as_str(),
            subject: subjects.get(entry.fingerprint).ok_or(Error::Lost)?,
            activity: entry.activity,
            event: entry.kind.as_str(),
            words: hashes.get(&(entry.activity, entry.lang.as_str(), entry.words)).ok_or(Error::Lost)?,
            lang: entry.lang.as_str(),
            channel: said.channel.as_str(),
            mechanism: said.mechanism.as_str(),
            form: said.form,
            actor: said.actor,
            withdrawal: WITHDRAWAL,
            origin: said.origin,
            proof: said.proof,
            happened_at: at.as_microsecond(),
            written_at: now.as_microsecond(),
        });
    }
    insert_rows!(tx, ledger::table, &rows)?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// Whose decision about what.
type Key = (String, String);

/// When each of these people last said something about each activity.
fn said_of(tx: &mut Db, prints: &BTreeSet<&str>) -> Result<BTreeMap<Key, Timestamp>, Error> {
    let rows = ledger::table
        .inner_join(subjects_table::table.on(subjects_table::subject.eq(ledger::subject)))
        .filter(subjects_table::fingerprint.eq_any(prints.iter().copied()))
        .select((subjects_table::fingerprint, ledger::activity, ledger::happened_at));
    let mut last = BTreeMap::new();
    for (print, activity, at) in rows.load::<(String, String, Time)>(tx)? {
        let at = at.timestamp();
        last.entry((print, activity)).and_modify(|known: &mut Timestamp| *known = at.max(*known)).or_insert(at);
    }
    Ok(last)
}

/// What decisions change for a person and an activity, taken one after the other.
#[derive(Default)]
struct Effect<'e> {
    /// Whether one of them lets the person be contacted again.
    lifted: bool,
    /// The first that stops, after the last that lifts.
    stops: Option<(Timestamp, &'e str)>,
}

fn effects<'e>(
    new: &BTreeMap<Id, (Timestamp, &'e Entry<'e>)>,
    said: &BTreeMap<Key, Timestamp>,
) -> BTreeMap<(&'e str, &'e str), Effect<'e>> {
    let mut last: BTreeMap<(&str, &str), Timestamp> =
        said.iter().map(|((print, activity), at)| ((print.as_str(), activity.as_str()), *at)).collect();
    let mut effects: BTreeMap<_, Effect<'e>> = BTreeMap::new();
    for (at, entry) in new.values() {
        let newest = last.entry((entry.fingerprint, entry.activity)).or_insert(Timestamp::MIN);
        if *newest >= *at {
            continue;
        }
        *newest = *at;
        let effect = effects.entry((entry.fingerprint, entry.activity)).or_default();
        if entry.kind.stops() {
            effect.stops = effect.stops.or(Some((*at, entry.kind.as_str())));
        } else {
            *effect = Effect { lifted: true, stops: None };
        }
    }
    effects
}

fn settle(tx: &mut Db, effects: BTreeMap<(&str, &str), Effect<'_>>) -> Result<(), Error> {
    let mut lifted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ((print, activity), _) in effects.iter().filter(|(_, effect)| effect.lifted) {
        lifted.entry(activity).or_default().push(print);
    }
    for (activity, prints) in lifted {
        let rows = suppressions::table.filter(suppressions::activity.eq(activity));
        diesel::delete(rows.filter(suppressions::fingerprint.eq_any(prints))).execute(tx)?;
    }
    let stopped = || effects.iter().filter_map(|(key, effect)| Some((*key, effect.stops?)));
    let prints: BTreeSet<&str> = stopped().map(|((print, _), _)| print).collect();
    let rows = suppressions::table.filter(suppressions::fingerprint.eq_any(prints));
    let known: Vec<Key> = rows.select((suppressions::fingerprint, suppressions::activity)).load(tx)?;
    let known: BTreeSet<(&str, &str)> =
        known.iter().map(|(print, activity)| (print.as_str(), activity.as_str())).collect();
    let new = stopped().filter(|(key, _)| !known.contains(key)).map(|((fingerprint, activity), (at, event))| {
        NewSuppression { fingerprint, activity, event, since: at.as_microsecond() }
    });
    let new: Vec<_> = new.collect();
    if !new.is_empty() {
        insert_rows!(tx, suppressions::table, &new)?;
    }
    Ok(())
}

/// The name in the ledger of each of these people, made up where there is none.
fn ensure_all(tx: &mut Db, random: &Random, prints: &BTreeSet<&str>) -> Result<BTreeMap<String, String>, Error> {
    let rows = subjects_table::table.filter(subjects_table::fingerprint.eq_any(prints.iter().copied()));
    let known = rows.select((subjects_table::fingerprint, subjects_table::subject)).load::<(String, String)>(tx)?;
    let mut named: BTreeMap<String, String> = known.into_iter().collect();
    let new = prints.iter().filter(|print| !named.contains_key(**print));
    let new: Vec<_> = new.map(|fingerprint| NewSubject { fingerprint, subject: hex(&random.bytes::<16>()) }).collect();
    if !new.is_empty() {
        insert_rows!(tx, subjects_table::table, &new)?;
    }
    named.extend(new.into_iter().map(|new| (new.fingerprint.to_owned(), new.subject)));
    Ok(named)
}
