//! The erasure ledger: who must stay erased and who must not be contacted, in a file outside the database. A database that
//! is restored from a backup is older than the ledger: the portal closes until everything is applied again.

mod file;
mod note;
mod rebuild;
pub mod replay;
pub mod returned;

pub use file::{Audit, Entry, Head, LedgerError, What};
pub use note::{note_choices, note_erased};
pub use rebuild::{RebuildError, Rebuilt, rebuild};

use super::store;
use crate::consents;
use crate::db::{Database, Db, Error};
use crate::people;
use crate::portal::Portal;
use crate::refresh;
use crate::secrets::Keys;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// The ledger of a portal, and whether the portal is closed because its database is older. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: Arc<Path>,
    closed: Arc<AtomicBool>,
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// The file.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] Error),
    /// The thread that reads or writes ended.
    #[error("the work on the erasure ledger stopped")]
    Stopped,
}

impl NoteError {
    /// What an operator can do.
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Ledger(LedgerError::Cut { .. } | LedgerError::Changed { .. }) => {
                "put the newest copy of the erasure ledger back where `erasure.ledger` says; \
                 without one, see docs/restore.md"
            }
            Self::Ledger(LedgerError::File { .. }) => {
                "let whoever runs habeas read and write it, or change `erasure.ledger`"
            }
            Self::Database(_) | Self::Stopped => "run `habeas check`",
        }
    }
}

/// The database against the ledger.
#[derive(Clone, Debug)]
struct Compared {
    /// How far the database is.
    known: Head,
    /// How far the ledger is.
    found: Head,
    /// What the database does not know.
    missing: Vec<Missing>,
}

#[derive(Clone, Debug)]
struct Missing {
    entry: Entry,
    /// An erasure after which the person came back by themselves: their data in the sources are new ones.
    came_back: bool,
}

impl Ledger {
    /// Begins a ledger, or compares the one there is with the database: the portal is closed if entries are missing in the
    /// database; a ledger that is missing, cut short, changed or another portal's is refused.
    pub fn open(path: PathBuf, keys: &Keys, database: &Database, now: Timestamp) -> Result<Self, NoteError> {
        if database.read_now(store::ledger_head)?.entries == 0 && file::head(&path)?.entries == 0 {
            let first = file::New::begun(now, database.read_now(note::audit_now)?);
            file::begin(&path, keys, &first)?;
        }
        let ledger = Self { path: path.into(), closed: Arc::default() };
        ledger.settle(keys, database)?;
        Ok(ledger)
    }

    /// Whether the portal is closed: its database is older than the ledger.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn close(&self, closed: bool) {
        let was = self.closed.swap(closed, Ordering::AcqRel);
        match (was, closed) {
            (false, true) => tracing::warn!("the database is older than the erasure ledger: the portal is closed"),
            (true, false) => tracing::info!("the database is as new as the erasure ledger: the portal is open"),
            _ => {}
        }
    }

    /// Looks whether the database is as new as the ledger; cheap if it is. A database that was restored under a running
    /// portal closes it, and one that another process has caught up with opens it.
    fn look(&self, keys: &Keys, database: &Database) -> Result<(), NoteError> {
        if database.read_now(store::ledger_head)? == file::head(&self.path)? {
            self.close(false);
            return Ok(());
        }
        // Closed already: it opens when whoever applies what is missing says that everything is.
        if self.is_closed() {
            return Ok(());
        }
        let settled = self.settle(keys, database);
        if let Err(NoteError::Ledger(LedgerError::Cut { .. } | LedgerError::Changed { .. })) = &settled {
            self.close(true);
        }
        settled
    }

    /// Compares; opens and notes the head if nothing is missing, closes if something is. An entry is written before the
    /// database says the same: the crash in between is no restore.
    fn settle(&self, keys: &Keys, database: &Database) -> Result<(), NoteError> {
        let Compared { known, found, missing } = self.compare(keys, database)?;
        self.close(!missing.is_empty());
        if missing.is_empty() && found != known {
            // If another process was faster, it noted a later one.
            database.write_now(|tx| store::follow_ledger(tx, &known, &found))?;
        }
        Ok(())
    }

    fn compare(&self, keys: &Keys, database: &Database) -> Result<Compared, NoteError> {
        let known = database.read_now(store::ledger_head)?;
        let mut same = known.entries == 0;
        let mut behind: Vec<Entry> = Vec::new();
        let found = file::read(&self.path, keys, |entry, head| {
            same |= *head == known;
            if head.entries > known.entries {
                behind.push(entry.clone());
            }
        })?;
        let path = || self.path.to_path_buf();
        if found.entries < known.entries {
            return Err(LedgerError::Cut { path: path(), found: found.entries, known: known.entries }.into());
        }
        if !same {
            return Err(LedgerError::Changed { path: path(), line: known.entries }.into());
        }
        let missing = database.read_now(|db| missing(db, behind))?;
        Ok(Compared { known, found, missing })
    }
}

fn missing(db: &mut Db, behind: Vec<Entry>) -> Result<Vec<Missing>, Error> {
    // The place at which somebody came back last; what is before it does not count for the sources.
    let mut back: BTreeMap<String, u64> = BTreeMap::new();
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for entry in behind.iter().filter(|entry| matches!(entry.what, What::Erased | What::Returned)) {
        last.insert(entry.print.clone(), entry.n);
        if entry.what == What::Returned {
            back.insert(entry.print.clone(), entry.n);
        }
    }
    let mut missing = Vec::new();
    for entry in behind {
        let is_known = match &entry.what {
            What::Begun => true,
            What::Erased => {
                store::has_ended(db, &entry.object)?
                    || (entry.object.is_empty() && people::is_erased(db, &entry.print)?)
            }
            What::Returned => last.get(&entry.print) != Some(&entry.n) || !people::is_erased(db, &entry.print)?,
            What::Stopped { activity, .. } => {
                consents::store::has(db, &entry.object)?
                    || consents::store::is_suppressed(db, &entry.print, activity)?
                    || (activity == refresh::ACTIVITY && refresh::is_stopped(db, &entry.print)?)
            }
        };
        if !is_known {
            let came_back = back.get(&entry.print).is_some_and(|place| *place > entry.n);
            missing.push(Missing { entry, came_back });
        }
    }
    Ok(missing)
}

/// How often a process looks whether the database was restored under it.
const LOOK: Duration = Duration::from_secs(2);

/// Looks until `stop` turns true.
pub async fn keep_looking(portal: Portal, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            changed = stop.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(LOOK) => {
                let (ledger, keys, db) = (portal.ledger.clone(), Arc::clone(&portal.keys), portal.db.clone());
                match tokio::task::spawn_blocking(move || ledger.look(&keys, &db)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::error!(%error, "the erasure ledger cannot be compared with the database"),
                    Err(_) => return,
                }
            }
        }
    }
}
