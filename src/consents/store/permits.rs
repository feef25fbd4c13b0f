//! Whose permission stands, for many at once, and the proof of it.

use super::super::standing::end;
use super::super::{ALL_MARKETING, EventKind};
use crate::db::schema::consents::{consent_events as ledger, consent_subjects as subjects_table, suppressions};
use crate::db::schema::people::persons;
use crate::db::{Db, Error, Id, Time};
use crate::people;
use crate::record::{Activity, Basis};
use crate::restriction;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The proof that somebody may be contacted for an activity at a moment. Only [`permits`] makes one: who has it has asked the
/// ledger.
#[derive(Clone, Debug)]
pub struct Permit {
    fingerprint: String,
    activity: Arc<Activity>,
}

impl Permit {
    /// The activity.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Whether it still stands.
    pub fn stands(&self, db: &mut Db, now: Timestamp) -> Result<bool, Error> {
        Ok(permits(db, now, &[&self.fingerprint], &self.activity)?.contains_key(&self.fingerprint))
    }
}

/// Of the persons under these fingerprints, those who may be contacted for an activity now, each with the proof: what
/// [`super::super::standing`] calls `may`, for many at once. Who is no person of the portal is never among them.
pub fn permits(
    db: &mut Db,
    now: Timestamp,
    prints: &[&str],
    activity: &Arc<Activity>,
) -> Result<HashMap<String, Permit>, Error> {
    let known: Vec<(String, Id)> = persons::table
        .filter(persons::fingerprint.eq_any(prints))
        .filter(persons::restricted_at.is_null())
        .select((persons::fingerprint, persons::id))
        .load(db)?;
    let mut open: HashMap<String, Id> = known.into_iter().collect();
    let all = activity.marketing.then_some(ALL_MARKETING);
    let of: Vec<&str> = std::iter::once(activity.id.as_str()).chain(all).collect();
    let stopped: Vec<String> = suppressions::table
        .filter(suppressions::fingerprint.eq_any(prints))
        .filter(suppressions::activity.eq_any(of))
        .select(suppressions::fingerprint)
        .load(db)?;
    for print in stopped.into_iter().chain(people::deceased(db, prints)?) {
        open.remove(&print);
    }
    if activity.basis == Basis::Consent {
        let agreed = agreed(db, now, prints, activity)?;
        open.retain(|print, _| agreed.contains(print));
    }
    let objecting = restriction::objecting(db, &open.values().collect::<Vec<_>>())?;
    let mut permits = HashMap::with_capacity(open.len());
    for (fingerprint, person) in open {
        let weighed = objecting.contains(&person)
            && restriction::objections(db, now, &person)?.iter().any(|objection| objection.covers(activity));
        if !weighed {
            permits.insert(fingerprint.clone(), Permit { fingerprint, activity: Arc::clone(activity) });
        }
    }
    Ok(permits)
}

/// Whose last word on an activity is a yes that has not reached its age.
fn agreed(db: &mut Db, now: Timestamp, prints: &[&str], activity: &Activity) -> Result<HashSet<String>, Error> {
    let rows: Vec<(String, String, Time)> = ledger::table
        .inner_join(subjects_table::table.on(subjects_table::subject.eq(ledger::subject)))
        .filter(subjects_table::fingerprint.eq_any(prints))
        .filter(ledger::activity.eq(&activity.id))
        // A question decides nothing.
        .filter(ledger::event.ne(EventKind::Asked.as_str()))
        .order((ledger::happened_at.asc(), ledger::id.asc()))
        .select((subjects_table::fingerprint, ledger::event, ledger::happened_at))
        .load(db)?;
    let mut last: HashMap<String, (String, Time)> = HashMap::new();
    for (print, event, at) in rows {
        last.insert(print, (event, at));
    }
    let holds = |event: &str, at: Time| {
        let end = end(activity, at.timestamp());
        event == EventKind::Given.as_str() && end.is_none_or(|end| end > now)
    };
    Ok(last.into_iter().filter(|(_, (event, at))| holds(event, *at)).map(|(print, _)| print).collect())
}
