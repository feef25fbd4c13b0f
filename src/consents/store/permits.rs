//! Whose permission stands, for many at once, and the proof of it.

use super::super::standing::standings;
use crate::db::{Db, Error};
use crate::record::Activity;
use jiff::Timestamp;
use std::collections::HashMap;
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
/// [`standings`] calls `may`. Who is no person of the portal is never among them.
pub fn permits(
    db: &mut Db,
    now: Timestamp,
    prints: &[&str],
    activity: &Arc<Activity>,
) -> Result<HashMap<String, Permit>, Error> {
    let asked: Vec<(&str, &Activity)> = prints.iter().map(|print| (*print, &**activity)).collect();
    let standings = standings(db, now, &asked)?;
    let may = prints.iter().zip(standings).filter(|(_, standing)| standing.may && standing.person.is_some());
    let permit = |print: &str| Permit { fingerprint: print.to_owned(), activity: Arc::clone(activity) };
    Ok(may.map(|(print, _)| ((*print).to_owned(), permit(print))).collect())
}
