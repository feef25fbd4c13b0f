//! Writing into the ledger: erasures before the database says that they are over, choices within a minute.

use super::file::{self, Audit, What};
use super::{Ledger, NoteError};
use crate::audit;
use crate::consents::{self, EventKind};
use crate::db::{Db, Error};
use crate::erasure::Erasure;
use crate::erasure::store::{self, Copied};
use crate::people;
use crate::portal::Portal;
use crate::refresh;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How long a choice waits for its transaction to end before it is copied.
const SETTLED: SignedDuration = SignedDuration::from_secs(2);

pub(super) fn audit_now(db: &mut Db) -> Result<Audit, Error> {
    audit::size_and_root(db).map(|(size, root)| Audit { size, root })
}

/// Writes down that these people must stay erased, before the database says that they are: [`super::super::end`].
pub async fn note_erased(portal: &Portal, erasures: impl Iterator<Item = &Erasure>) -> Result<(), NoteError> {
    let at = portal.clock.now();
    let new = |erasure: &Erasure| {
        let (subject, object) = (erasure.subject.clone(), erasure.id.to_string());
        let prints = subject.map(|subject| subject.read().map(|address| address.fingerprint(&portal.keys)).collect());
        let prints: Vec<String> = prints.unwrap_or_default();
        prints.into_iter().map(move |print| (print, object.clone()))
    };
    let erased: Vec<(String, String)> = erasures.flat_map(new).collect();
    if erased.is_empty() {
        return Ok(());
    }
    let audit = portal.db.read(audit_now).await?;
    let entry = |(print, object)| file::New { at, what: What::Erased, print, object, audit: audit.clone() };
    add(portal, erased.into_iter().map(entry).collect()).await
}

/// Copies what was withdrawn and objected to since the last time, and who came back by themselves after an erasure. How
/// many entries were added.
pub async fn note_choices(portal: &Portal) -> Result<usize, NoteError> {
    let now = portal.clock.now();
    let before = now.checked_sub(SETTLED).unwrap_or(now);
    let mut added = 0;
    loop {
        let (from, to, back, new) = portal.db.read(move |db| unnoted(db, before)).await?;
        if new.is_empty() {
            return Ok(added);
        }
        added += new.len();
        add(portal, new).await?;
        let noted = move |tx: &mut Db| {
            store::set_copied(tx, &from, &to)?;
            back.iter().try_for_each(|(print, at)| people::unmark_erased(tx, print, Some(*at)))
        };
        portal.db.write(noted).await?;
    }
}

type Unnoted = (Copied, Copied, Vec<(String, Timestamp)>, Vec<file::New>);

fn unnoted(db: &mut Db, before: Timestamp) -> Result<Unnoted, Error> {
    let from = store::copied(db)?;
    let mut to = from.clone();
    let audit = audit_now(db)?;
    let mut new = Vec::new();
    for stop in consents::store::stops_after(db, &from.choice, before)? {
        let what = What::Stopped { activity: stop.activity, kind: stop.kind.as_str().to_owned() };
        let (print, object) = (stop.fingerprint, stop.place.id.clone());
        new.push(file::New { at: stop.at, what, print, object, audit: audit.clone() });
        to.choice = stop.place;
    }
    for (print, at) in refresh::stopped_after(db, from.refresh_stop, before)? {
        let (activity, kind) = (refresh::ACTIVITY.to_owned(), EventKind::Objected.as_str().to_owned());
        let what = What::Stopped { activity, kind };
        new.push(file::New { at, what, print, object: String::new(), audit: audit.clone() });
        to.refresh_stop = at.as_microsecond();
    }
    let back = people::came_back(db)?;
    for (print, at) in &back {
        let (what, print) = (What::Returned, print.clone());
        new.push(file::New { at: *at, what, print, object: String::new(), audit: audit.clone() });
    }
    Ok((from, to, back, new))
}

async fn add(portal: &Portal, new: Vec<file::New>) -> Result<(), NoteError> {
    let Portal { ledger, keys, db, .. } = portal;
    let (ledger, keys, db): (Ledger, _, _) = (ledger.clone(), Arc::clone(keys), db.clone());
    let written = tokio::task::spawn_blocking(move || {
        let file::Added { before, after } = file::append(&ledger.path, &keys, &new)?;
        // A database that is behind stays so until everything in between is applied.
        if !ledger.is_closed() && !db.write_now(|tx| store::follow_ledger(tx, &before, &after))? {
            ledger.settle(&keys, &db)?;
        }
        Ok(())
    });
    written.await.map_err(|_| NoteError::Stopped)?
}
