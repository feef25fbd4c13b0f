//! A new ledger from what the database knows, where the file and every copy of it are lost.

use super::file::{self, New, What};
use super::{Ledger, NoteError, note, store};
use crate::audit::{self, Actor};
use crate::db::{Database, Db, Error};
use crate::people;
use crate::secrets::{Keys, Random};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Rebuilt {
    /// How many people must stay erased by the new ledger.
    pub erased: usize,
    /// Where the file that was refused is now, if there was one.
    pub refused: Option<PathBuf>,
}

/// Why no new ledger is made.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The ledger and the database agree, or the ledger knows more: nothing was lost.
    #[error("the erasure ledger is whole: nothing to rebuild")]
    Whole,
    /// The file or the database.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The refused file cannot be put aside.
    #[error("the erasure ledger cannot be put aside: {0}")]
    Aside(#[from] io::Error),
}

impl From<Error> for RebuildError {
    fn from(error: Error) -> Self {
        Self::Note(error.into())
    }
}

/// Makes a new ledger, if the one there is refused: everybody whom the database knows as erased is in it, and every choice is
/// copied again within a minute. Right only for a database that was not restored from a backup: what a restored one has
/// forgotten is lost for good.
pub fn rebuild(
    path: &Path,
    keys: &Keys,
    database: &Database,
    random: &Random,
    now: Timestamp,
) -> Result<Rebuilt, RebuildError> {
    let ledger = Ledger { path: path.into(), closed: Default::default() };
    match ledger.compare(keys, database) {
        Ok(_) => return Err(RebuildError::Whole),
        Err(NoteError::Ledger(file::LedgerError::Cut { .. } | file::LedgerError::Changed { .. })) => {}
        Err(other) => return Err(other.into()),
    }
    let refused = path.exists().then(|| aside(path, now));
    if let Some(aside) = &refused {
        std::fs::rename(path, aside)?;
    }
    let (known, erased, audit) =
        database.read_now(|db| Ok::<_, Error>((store::ledger_head(db)?, people::erased(db)?, note::audit_now(db)?)))?;
    let mut new = vec![New::begun(now, audit.clone())];
    let entry = |print: &String| New {
        at: now,
        what: What::Erased,
        print: print.clone(),
        object: String::new(),
        audit: audit.clone(),
    };
    new.extend(erased.iter().map(entry));
    let head = file::append(path, keys, &new).map_err(NoteError::from)?.after;
    let count = erased.len();
    database.write_now(|tx: &mut Db| {
        store::follow_ledger(tx, &known, &head)?;
        let copied = store::copied(tx)?;
        store::set_copied(tx, &copied, &store::Copied::default())?;
        let action = "erasure.ledger-rebuilt";
        let detail = json!({ "erased": count, "entries": head.entries, "digest": head.digest, "lost": known.entries });
        let event = audit::Event { actor: Actor::Command, action, object: None, person: None, detail };
        audit::append(tx, now, random, &event).map(drop)
    })?;
    Ok(Rebuilt { erased: count, refused })
}

fn aside(path: &Path, now: Timestamp) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".refused-{}", now.as_second()));
    path.with_file_name(name)
}
