//! Applying the ledger again, after the portal's database was restored.

use super::{Compared, Entry, Missing, NoteError, What};
use crate::access;
use crate::audit::{self, Actor};
use crate::consents::{self, Channel, EventKind, Mechanism, Said};
use crate::db::{Db, Error};
use crate::erasure::at_once::erase_now;
use crate::erasure::run::{self, Order, Stuck};
use crate::erasure::{ask, by_hand, jobs, store};
use crate::inbox;
use crate::lang::Lang;
use crate::people;
use crate::portal::Portal;
use crate::refresh;
use crate::sources::plan::Step;
use crate::sources::{Identifiers, SourceError};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// Why the ledger cannot be applied.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The ledger.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// An erasure does not go on.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// A source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Sources that do not answer, or where something is left.
    #[error("somebody is not erased again everywhere: {0}")]
    Unfinished(String),
    /// There is no source of this name.
    #[error("there is no source `{0}`\n  cure: one of: {1}")]
    NoSource(String, String),
}

impl From<Error> for ReplayError {
    fn from(error: Error) -> Self {
        Self::Note(error.into())
    }
}

/// What was applied again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Erasures that the database did not know.
    pub erasures: usize,
    /// Withdrawals and objections that it did not know.
    pub choices: usize,
}

/// Brings a restored database up to the ledger, logs the proof, and opens the portal. Running it again after a crash goes
/// on: what was applied is known then, and the database is not said to be up to the ledger before everything is.
pub async fn catch_up(portal: &Portal) -> Result<Applied, ReplayError> {
    let mut applied = Applied::default();
    if !portal.ledger.is_closed() {
        return Ok(applied);
    }
    loop {
        let (ledger, keys, db) = (portal.ledger.clone(), Arc::clone(&portal.keys), portal.db.clone());
        let compared = tokio::task::spawn_blocking(move || ledger.compare(&keys, &db));
        let Compared { known, found, missing } = compared.await.map_err(|_| NoteError::Stopped)??;
        if !missing.is_empty() {
            apply(portal, missing, &mut applied).await?;
            continue;
        }
        // The file of a SQLite database holds nothing of them either.
        portal.db.truncate_log().await?;
        let parts = portal.clone();
        let followed = move |tx: &mut Db| {
            let followed = store::follow_ledger(tx, &known, &found)?;
            if followed {
                prove(tx, &parts, applied, &found)?;
            }
            Ok::<_, Error>(followed)
        };
        if portal.db.write(followed).await? {
            portal.ledger.close(false);
            return Ok(applied);
        }
    }
}

/// Writes into the audit log what was applied, up to which line of the ledger, and signs it.
fn prove(tx: &mut Db, portal: &Portal, applied: Applied, head: &super::Head) -> Result<(), Error> {
    let Applied { erasures, choices } = applied;
    let detail = json!({
        "erasures": erasures, "choices": choices, "entries": head.entries, "digest": head.digest,
    });
    let action = "erasure.ledger-applied";
    let event = audit::Event { actor: Actor::System, action, object: None, person: None, detail };
    let now = portal.clock.now();
    audit::append(tx, now, &portal.random, &event)?;
    audit::sign(tx, now, &portal.keys, &audit::origin(&portal.settings.portal.host)).map(drop)
}

/// How many entries are applied in one transaction.
const BATCH: usize = 100;

async fn apply(portal: &Portal, missing: Vec<Missing>, applied: &mut Applied) -> Result<(), ReplayError> {
    let mut missing = missing.into_iter().peekable();
    while missing.peek().is_some() {
        let batch: Vec<Missing> = missing.by_ref().take(BATCH).collect();
        for Missing { entry, came_back } in &batch {
            if entry.what == What::Erased && !came_back {
                erase_again(portal, entry).await?;
            }
        }
        let parts = portal.clone();
        let work = move |tx: &mut Db| {
            let mut counted = Applied::default();
            for Missing { entry, .. } in &batch {
                note_again(tx, &parts, entry)?;
                counted.erasures += usize::from(entry.what == What::Erased);
                counted.choices += usize::from(matches!(entry.what, What::Stopped { .. }));
            }
            Ok::<_, Error>(counted)
        };
        let counted = portal.db.write(work).await?;
        applied.erasures += counted.erasures;
        applied.choices += counted.choices;
    }
    Ok(())
}

/// Erases in the sources whoever the restored database knows by the fingerprint, if anything is left there: as a rule nothing
/// is, unless a source was restored, too, or the person was only about to be erased.
async fn erase_again(portal: &Portal, entry: &Entry) -> Result<(), ReplayError> {
    let (print, keys) = (entry.print.clone(), Arc::clone(&portal.keys));
    let read = move |db: &mut Db| {
        let Some(person) = people::by_fingerprint(db, &print)? else { return Ok::<_, Error>(None) };
        let is_open = store::open_for(db, &keys, &person.id)?.is_some();
        Ok(Some((person, is_open)))
    };
    let Some((person, is_open)) = portal.db.read(read).await? else { return Ok(()) };
    let address = person.address(&portal.keys)?;
    if !is_open {
        let who = Identifiers::new([&address]);
        let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
        let changes = plan.sources.iter().flat_map(|source| &source.steps).any(Step::changes_something);
        if !changes && plan.unreachable.is_empty() {
            return Ok(());
        }
    }
    let (parts, keys, whose) = (portal.clone(), Arc::clone(&portal.keys), person.id.clone());
    let leave_out = move |tx: &mut Db| match store::open_for(tx, &keys, &whose)? {
        Some(open) => by_hand::leave_out(tx, &parts, &open.id),
        None => Ok::<_, Error>(()),
    };
    portal.db.write(leave_out).await?;
    let erased = erase_now(portal, &address, Order::Again).await?;
    if !erased.problems.is_empty() {
        return Err(ReplayError::Unfinished(erased.problems.join("; ")));
    }
    // Where a request is behind it the person could read the result for a while: not before the portal opens.
    let erasure = run::load(&jobs::tools(portal), &erased.id).await?;
    let parts = portal.clone();
    Ok(portal.db.write(move |tx| ask::forget(tx, &parts, &erasure)).await?)
}

/// The portal's own part of an entry.
fn note_again(tx: &mut Db, portal: &Portal, entry: &Entry) -> Result<(), Error> {
    let (now, random, print) = (portal.clock.now(), &portal.random, entry.print.as_str());
    match &entry.what {
        What::Begun => Ok(()),
        What::Erased => {
            if let Some(person) = people::by_fingerprint(tx, print)? {
                access::store::forget(tx, &person.id)?;
                access::jobs::enqueue_tidy(tx, now, random)?;
                people::forget(tx, &person.id)?;
                audit::forget(tx, &person.id)?;
            }
            refresh::forget(tx, print)?;
            inbox::forget_of(tx, print)?;
            people::mark_erased(tx, print, entry.at)?;
            store::remember_ended(tx, &entry.object, entry.at)
        }
        What::Returned => people::unmark_erased(tx, print, None),
        What::Stopped { activity, kind } => {
            let Some(kind) = EventKind::parse(kind) else { return Ok(()) };
            let said = Said {
                channel: Channel::Import,
                mechanism: Mechanism::Unknown,
                form: "erasure ledger",
                actor: "system",
                ..Said::CHOICES
            };
            let entry = consents::Entry { fingerprint: print, activity, kind, words: "", lang: Lang::En, said };
            consents::record(tx, now, random, &entry).map(drop)
        }
    }
}
