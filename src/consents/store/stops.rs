//! What stops contact, to be told outside the database and told again.

use super::super::EventKind;
use crate::db::schema::consents::{consent_events as ledger, consent_subjects as subjects_table, suppressions};
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// Whether the ledger has the event of this id.
pub fn has(db: &mut Db, id: &str) -> Result<bool, Error> {
    Ok(ledger::table.filter(ledger::id.eq(id)).count().get_result::<i64>(db)? > 0)
}

/// A place in the ledger in the order of writing, which an imported decision of the past does not upset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Microseconds since 1970 at which the event was written.
    pub written: i64,
    /// Its id.
    pub id: String,
}

/// An event that stops contact, as it is told outside the database.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Its place.
    pub place: Place,
    /// The keyed fingerprint of who said it.
    pub fingerprint: String,
    /// The activity of the record, or [`crate::consents::ALL_MARKETING`].
    pub activity: String,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
}

/// The events that stop contact, after a place and written before a time, in the order of writing; a thousand at most.
pub fn stops_after(db: &mut Db, last: &Place, before: Timestamp) -> Result<Vec<Stop>, Error> {
    let later = (ledger::written_at.eq(last.written).and(ledger::id.gt(last.id.clone())))
        .or(ledger::written_at.gt(last.written));
    let stops: Vec<&str> = EventKind::ALL.iter().filter(|(_, kind)| kind.stops()).map(|(word, _)| *word).collect();
    let rows = ledger::table
        .inner_join(subjects_table::table.on(subjects_table::subject.eq(ledger::subject)))
        .filter(ledger::written_at.ge(last.written))
        .filter(later)
        .filter(ledger::written_at.lt(Time::from(before)))
        .filter(ledger::event.eq_any(stops));
    let columns = (
        (ledger::written_at, ledger::id, ledger::happened_at),
        (subjects_table::fingerprint, ledger::activity, ledger::event),
    );
    type Found = ((i64, String, Time), (String, String, String));
    let rows: Vec<Found> =
        rows.order((ledger::written_at.asc(), ledger::id.asc())).select(columns).limit(1_000).load(db)?;
    rows.into_iter()
        .map(|((written, id, at), (fingerprint, activity, kind))| {
            let kind = EventKind::parse(&kind).ok_or(Error::Unreadable("an event of the ledger"))?;
            Ok(Stop { place: Place { written, id }, fingerprint, activity, kind, at: at.timestamp() })
        })
        .collect()
}

/// The fingerprints after one, in order, of whom may not be contacted for one of these activities; `most` of them.
pub fn silenced(db: &mut Db, activities: &[&str], after: &str, most: i64) -> Result<Vec<String>, Error> {
    let rows = suppressions::table.filter(suppressions::activity.eq_any(activities));
    let rows = rows.filter(suppressions::fingerprint.gt(after)).select(suppressions::fingerprint).distinct();
    Ok(rows.order(suppressions::fingerprint.asc()).limit(most).load(db)?)
}
