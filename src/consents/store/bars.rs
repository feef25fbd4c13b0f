//! What stands between us and many persons, and what they said last, each read once for all of them.

use super::super::{ALL_MARKETING, EventKind};
use crate::db::{Db, Error, Id, Listed, Piece, Time};
use crate::lang::Lang;
use crate::record::Activity;
use crate::restriction::{self, Objection};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// What stands between us and persons, by fingerprint, and whose part in the ledger is whose.
pub(in super::super) struct Bars {
    persons: HashMap<String, Person>,
    deceased: HashSet<String>,
    stopped: HashMap<String, Vec<String>>,
    /// The fingerprint by the random name in the ledger.
    subjects: HashMap<String, String>,
}

struct Person {
    id: Id,
    restricted: bool,
    objections: Vec<Objection>,
}

impl Bars {
    /// The person, if the portal knows them.
    pub fn person(&self, print: &str) -> Option<&Id> {
        self.persons.get(print).map(|person| &person.id)
    }

    /// Whether they died, their data are restricted (Art. 18), or it or, if it is marketing, all marketing was stopped.
    pub fn close(&self, print: &str, activity: &Activity) -> bool {
        let stops = |of: &String| *of == activity.id || activity.marketing && of == ALL_MARKETING;
        self.persons.get(print).is_some_and(|person| person.restricted)
            || self.deceased.contains(print)
            || self.stopped.get(print).is_some_and(|stopped| stopped.iter().any(stops))
    }

    /// The objection to an activity that is being weighed (Art. 21(1)).
    pub fn weighed(&self, print: &str, activity: &Activity) -> Option<&Objection> {
        self.persons.get(print)?.objections.iter().find(|one| one.covers(activity))
    }
}

/// What is known by fingerprint: fingerprint, what, its name or the like, since when.
const KNOWN: &[Piece] = &[
    Piece::Sql("SELECT fingerprint, 'person', id, restricted_at FROM persons WHERE fingerprint IN ("),
    Piece::List(0),
    Piece::Sql(") UNION ALL SELECT fingerprint, 'stop', activity, NULL FROM suppressions WHERE fingerprint IN ("),
    Piece::List(0),
    Piece::Sql(
        ") UNION ALL SELECT fingerprint, 'death', reason, NULL FROM refresh_bars WHERE reason = 'deceased' AND fingerprint IN (",
    ),
    Piece::List(0),
    Piece::Sql(") UNION ALL SELECT fingerprint, 'subject', subject, NULL FROM consent_subjects WHERE fingerprint IN ("),
    Piece::List(0),
    Piece::Sql(")"),
];
type Known = (Text, Text, Text, Nullable<BigInt>);

/// What was said, the oldest first: subject, activity, event, hash and number of the words, language, when. Not joined with the
/// persons: SQLite would read everybody's part in an activity.
const SAID: &[Piece] = &[
    Piece::Sql(
        "SELECT e.subject, e.activity, e.event, e.words, w.version, e.lang, e.happened_at FROM consent_events e
         JOIN consent_words w ON w.activity = e.activity AND w.lang = e.lang AND w.hash = e.words
         WHERE e.subject IN (",
    ),
    Piece::List(0),
    Piece::Sql(") AND e.activity IN ("),
    Piece::List(1),
    Piece::Sql(") ORDER BY e.happened_at, e.id"),
];
type Entries = (Text, Text, Text, Text, Integer, Text, BigInt);

/// Reads what stands between us and the persons under these fingerprints: of whom nobody objected to anything, by one statement, as
/// other systems ask all the time.
pub(in super::super) fn bars(db: &mut Db, now: Timestamp, prints: &[&str]) -> Result<Bars, Error> {
    let rows: Vec<(String, String, String, Option<Time>)> = Listed::<Known>::new(KNOWN, &[prints]).load(db)?;
    let mut found =
        Bars { persons: HashMap::new(), deceased: HashSet::new(), stopped: HashMap::new(), subjects: HashMap::new() };
    for (print, what, name, since) in rows {
        match what.as_str() {
            "person" => {
                let id = name.parse().map_err(|_| Error::Unreadable("the id of a person"))?;
                let person = Person { id, restricted: since.is_some(), objections: Vec::new() };
                found.persons.insert(print, person);
            }
            "stop" => found.stopped.entry(print).or_default().push(name),
            "death" => drop(found.deceased.insert(print)),
            _ => drop(found.subjects.insert(name, print)),
        }
    }
    let ids: Vec<&Id> = found.persons.values().map(|person| &person.id).collect();
    if !ids.is_empty() {
        let objecting = restriction::objecting(db, &ids)?;
        for person in found.persons.values_mut().filter(|person| objecting.contains(&person.id)) {
            person.objections = restriction::objections(db, now, &person.id)?;
        }
    }
    Ok(found)
}

/// What a person said last about an activity.
pub(in super::super) struct Last {
    /// What.
    pub kind: EventKind,
    /// SHA-256 of the words that were shown, in hexadecimal digits.
    pub hash: String,
    /// The number of these words.
    pub version: i32,
    /// The language of the words.
    pub lang: Lang,
    /// When.
    pub at: Timestamp,
}

/// What persons said last, by fingerprint and activity.
pub(in super::super) struct Said(HashMap<String, Vec<(String, Last)>>);

impl Said {
    /// The last decision about an activity or, if there was none, the last question.
    pub fn of(&self, print: &str, activity: &str) -> Option<&Last> {
        self.0.get(print)?.iter().find(|(of, _)| of == activity).map(|(_, last)| last)
    }

    /// A question that goes out after a decision leaves it in force until it is answered.
    fn add(&mut self, print: String, activity: String, last: Last) {
        let of_person = self.0.entry(print).or_default();
        match of_person.iter_mut().find(|(of, _)| *of == activity) {
            Some((_, before)) if last.kind != EventKind::Asked || before.kind == EventKind::Asked => *before = last,
            Some(_) => {}
            None => of_person.push((activity, last)),
        }
    }
}

/// Reads what these persons said last about these activities.
pub(in super::super) fn last(db: &mut Db, bars: &Bars, activities: &[&str]) -> Result<Said, Error> {
    let mut said = Said(HashMap::new());
    if bars.subjects.is_empty() {
        return Ok(said);
    }
    let subjects: Vec<&str> = bars.subjects.keys().map(String::as_str).collect();
    let rows: Vec<(String, String, String, String, i32, String, Time)> =
        Listed::<Entries>::new(SAID, &[&subjects, activities]).load(db)?;
    for (subject, activity, event, words, version, lang, happened_at) in rows {
        let kind = EventKind::parse(&event).ok_or(Error::Unreadable("an event of the ledger"))?;
        let lang = lang.parse().map_err(|_| Error::Unreadable("a language of the ledger"))?;
        if let Some(print) = bars.subjects.get(&subject) {
            said.add(print.clone(), activity, Last { kind, hash: words, version, lang, at: happened_at.timestamp() });
        }
    }
    Ok(said)
}
