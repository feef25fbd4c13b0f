//! When the tables of each database were last written anew. Until they are, the files of PostgreSQL and MariaDB hold what
//! was erased; people are told a day by which it is gone (`erasure.backup_days`), so that somebody must be told in time.

use super::store;
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::jobs::{Failure, Handler, Schedule};
use crate::portal::Portal;
use crate::secrets::Random;
use crate::sources::keeps;
use crate::staff::tasks;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The job that looks, and the kind of the task it raises.
const DUE: &str = "erasure.rewrite-due";

/// The portal's own database, where a source is named.
pub const PORTAL: &str = "portal";

/// The jobs.
pub(super) fn jobs() -> [Handler<Portal>; 1] {
    [Handler::new(DUE, due)]
}

/// When it is looked.
pub(super) fn schedules() -> [Schedule; 1] {
    [Schedule::every(DUE, SignedDuration::from_hours(24))]
}

/// The databases whose files hold what was erased until their tables are written anew.
pub fn places(portal: &Portal) -> Vec<String> {
    let own = portal.db.keeps_deleted().then(|| PORTAL.to_owned());
    let declared = portal.sources.declarations().filter(|source| keeps(&source.url));
    own.into_iter().chain(declared.map(|source| source.name.clone())).collect()
}

/// By which day nothing of what was erased at this moment is left in a backup, a log or an unused page; none where there is
/// nothing of the kind.
pub fn gone_by(erased_at: Timestamp, zone: &TimeZone, backup_days: u32) -> Option<Date> {
    if backup_days == 0 {
        return None;
    }
    zone.to_datetime(erased_at).date().checked_add(SignedDuration::from_hours(24 * i64::from(backup_days))).ok()
}

/// Notes that the tables of a database were written anew, and settles the task about it. `tables` is how many the portal
/// wrote; none if somebody did it by other means.
pub fn note(tx: &mut Db, now: Timestamp, random: &Random, place: &str, tables: Option<usize>) -> Result<(), Error> {
    store::note_rewritten(tx, now, place)?;
    tasks::close(tx, now, random, DUE, place)?;
    let detail = json!({ "place": place, "tables": tables });
    let event = audit::Event { actor: Actor::Command, action: "erasure.rewritten", object: None, person: None, detail };
    audit::append(tx, now, random, &event).map(drop)
}

/// Raises one task for each database that was not written anew in half the time that people are told.
async fn due(portal: Portal, _: Value) -> Result<(), Failure> {
    let days = portal.settings.erasure.backup_days;
    if days == 0 {
        return Ok(());
    }
    let places = places(&portal);
    let (now, random) = (portal.clock.now(), portal.random.clone());
    let half = SignedDuration::from_hours(12 * i64::from(days));
    let work = move |tx: &mut Db| {
        for place in &places {
            let source = Some(place.as_str()).filter(|place| *place != PORTAL);
            let first = store::first_since_rewriting(tx, place, source)?;
            let is_late = first.is_some_and(|first| now.duration_since(first) >= half);
            if is_late && !tasks::is_open(tx, DUE, place)? {
                tasks::note(tx, now, &random, DUE, place, &why(days, place))?;
            }
        }
        Ok::<_, Error>(())
    };
    Ok(portal.db.write(work).await?)
}

fn why(days: u32, place: &str) -> String {
    format!(
        "the files of the database still hold what was erased; people are told that it is gone after {days} days. Whoever \
         runs it writes its tables anew: habeas erasures rewrite --place {place} (docs/remains.md)"
    )
}
