//! Ending: of an erasure every source is done, so the outcome is written, the request answered, the receipt attested, the
//! last mail handed over, and forgetting asked for.
//!
//! Those whose last source is done at one moment end together: each transaction and each entry of the ledger waits for the disk.

use super::receipt::{self, Receipt};
use super::run::{Stuck, Tools};
use super::values::{LineOutcome, Scope};
use super::{Erasure, Outcome, State, ask, jobs, ledger, present, review, rewritten, store};
use crate::access;
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::mail::{self, Mail};
use crate::manual;
use crate::notifications;
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, Request, Right, Status};
use crate::secrets::Token;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An erasure of which every source is done, and what was done.
struct Over {
    erasure: Erasure,
    outcome: Outcome,
}

/// One that ends now; nobody ended it before.
struct Ending<'o> {
    over: &'o Over,
    request: Option<Request>,
    /// When the person is told that the rest still waits for something under way.
    review_on: Option<Date>,
}

/// Ends these erasures, of each of which every source is done; those that ended before are left alone. One that cannot end
/// keeps none of the others from it.
pub async fn end(portal: &Portal, ids: &[Id]) -> Result<(), Stuck> {
    let together = end_together(portal, ids).await;
    if together.is_ok() || ids.len() < 2 {
        return together;
    }
    let mut ended = Ok(());
    for id in ids {
        let alone = end_together(portal, std::slice::from_ref(id)).await;
        if alone.is_err() {
            ended = alone;
        }
    }
    ended
}

async fn end_together(portal: &Portal, ids: &[Id]) -> Result<(), Stuck> {
    let over = load(&jobs::tools(portal), ids).await?;
    let erased = over.iter().map(|over| &over.erasure).filter(|erasure| erasure.scope.is_everything());
    ledger::note_erased(portal, erased).await?;
    let parts = portal.clone();
    Ok(portal.db.write(move |tx| write(tx, &parts, &over)).await?)
}

/// Those of them that run still.
async fn load(tools: &Tools, ids: &[Id]) -> Result<Arc<[Over]>, Stuck> {
    let (keys, ids, sources) = (Arc::clone(&tools.keys), ids.to_vec(), tools.sources.clone());
    let read = move |db: &mut Db| {
        let mut over = Vec::new();
        for id in &ids {
            let running = store::find(db, &keys, id)?.filter(|erasure| erasure.state == State::Running);
            if let Some(erasure) = running {
                let outcome = Outcome::of(&store::steps_of(db, &keys, id)?, |name| sources.label(name).cloned());
                over.push(Over { erasure, outcome });
            }
        }
        Ok::<_, Error>(over.into())
    };
    Ok(tools.db.read(read).await?)
}

fn write(tx: &mut Db, portal: &Portal, over: &[Over]) -> Result<(), Error> {
    let mut ending = Vec::with_capacity(over.len());
    // Whoever appends to the audit log holds its head until the transaction ends: by then nobody's rows may be waited for, or two
    // transactions wait for each other.
    for over in over {
        ending.extend(close(tx, portal, over)?);
    }
    if ending.is_empty() {
        return Ok(());
    }
    let now = portal.clock.now();
    access::jobs::enqueue_tidy(tx, now, &portal.random)?;
    for ending in &ending {
        tell(tx, portal, ending)?;
    }
    audit::sign(tx, now, &portal.keys, &audit::origin(&portal.settings.portal.host)).map(drop)
}

/// What an end changes of rows that others may change at the same moment. `None` if it was ended before.
fn close<'o>(tx: &mut Db, portal: &Portal, over: &'o Over) -> Result<Option<Ending<'o>>, Error> {
    let Over { erasure, outcome } = over;
    let now = portal.clock.now();
    let review_on = (erasure.scope == Scope::Unneeded).then(|| review::next(portal));
    if !store::conclude(tx, now, &erasure.id, outcome, review_on)? {
        return Ok(None);
    }
    if let Some(subject) = erasure.subject.as_ref().filter(|_| erasure.scope.is_everything()) {
        for address in subject.read() {
            people::mark_erased(tx, &address.fingerprint(&portal.keys), now)?;
        }
    }
    // What was packed for the person goes with the data, also with a part of them.
    if let Some(person) = &erasure.person {
        access::store::forget(tx, person)?;
        manual::drop_for_person(tx, person)?;
    }
    let request = ask::request_of(tx, erasure)?;
    if let Some(request) = request.as_ref().filter(|request| !request.status.is_over()) {
        requests::answer(tx, now, &portal.random, request, Right::Erase, Status::Closed)?;
    }
    Ok(Some(Ending { over, request, review_on }))
}

/// Tells the audit log, the person, the recipients and, where something is left, colleagues; asks for forgetting.
fn tell(tx: &mut Db, portal: &Portal, ending: &Ending<'_>) -> Result<(), Error> {
    let Ending { over: Over { erasure, outcome }, request, review_on } = ending;
    let (now, random) = (portal.clock.now(), &portal.random);
    if let Some(request) = request.as_ref().filter(|request| !request.status.is_over()) {
        requests::log_finished(tx, now, random, request)?;
    }
    ask::log(tx, portal, who_ends(request.as_ref()), "erasure.erased", &erasure.id, erasure.person.as_ref())?;
    let token = request.as_ref().map(|_| Token::mint(random));
    attest(tx, portal, ending, token.as_ref())?;
    if let (Some(request), Some(token)) = (request, &token) {
        tell_person(tx, portal, ending, request, token)?;
    }
    tell_recipients(tx, portal, erasure, outcome)?;
    if !outcome.is_verified() {
        jobs::enqueue_look(tx, now, random, &erasure.id)?;
    }
    // Where the rest waits, whose it is must not be forgotten.
    match review_on {
        Some(_) => Ok(()),
        None => jobs::enqueue_forget(tx, now, random, &erasure.id, request.is_some()),
    }
}

fn who_ends(request: Option<&Request>) -> Actor {
    if request.is_some() { Actor::System } else { Actor::Command }
}

/// Writes the receipt into the audit log, as an event that is about nobody and so is never forgotten. Once the head of the log is
/// signed it can be proven.
fn attest(tx: &mut Db, portal: &Portal, ending: &Ending<'_>, token: Option<&Token>) -> Result<(), Error> {
    let Ending { over: Over { erasure, outcome }, request, .. } = ending;
    let now = portal.clock.now();
    let reference = request.as_ref().map(|request| request.reference.clone());
    let mut receipt = Receipt::of(&portal.record.controller.name, reference, erasure.asked_at, now, outcome);
    receipt.only = erasure.scope.categories().cloned().or_else(|| {
        let gone = outcome.lines().filter(|line| line.outcome == LineOutcome::Erased);
        (erasure.scope == Scope::Unneeded).then(|| gone.map(|line| line.category.clone()).collect())
    });
    receipt.gone_by = gone_by(portal, now);
    let detail = serde_json::to_value(&receipt).map_err(|_| Error::Unreadable("a receipt"))?;
    let (actor, object) = (who_ends(request.as_ref()), Some(erasure.id.to_string()));
    let event = audit::Event { actor, action: receipt::ACTION, object, person: None, detail };
    let idx = audit::append(tx, now, &portal.random, &event)?;
    store::attest(tx, &erasure.id, idx, token.map(Token::hash).as_ref())
}

fn gone_by(portal: &Portal, erased_at: Timestamp) -> Option<Date> {
    rewritten::gone_by(erased_at, portal.zone(), portal.settings.erasure.backup_days)
}

fn tell_person(
    tx: &mut Db,
    portal: &Portal,
    ending: &Ending<'_>,
    request: &Request,
    token: &Token,
) -> Result<(), Error> {
    let Ending { over: Over { erasure, outcome }, review_on, .. } = ending;
    let now = portal.clock.now();
    let Some(address) = erasure.subject.as_ref().and_then(|subject| subject.read().next()) else { return Ok(()) };
    let lines: Vec<_> = outcome.lines().cloned().collect();
    let receipt = Mail::DeletionReceipt {
        reference: request.reference.clone(),
        part: erasure.scope.categories().is_some(),
        review_on: *review_on,
        finished: now,
        outcomes: present::told(erasure.lang, &portal.record, outcome),
        stays: present::stays(erasure.lang, &portal.record, &lines),
        gone_by: gone_by(portal, now),
        receipt: format!("/receipt/{}", token.expose()),
    };
    mail::queue(tx, now, &portal.random, &portal.keys, &address, erasure.lang, &receipt).map(drop)
}

/// Whoever received what is gone must hear of it (Art. 19).
fn tell_recipients(tx: &mut Db, portal: &Portal, erasure: &Erasure, outcome: &Outcome) -> Result<(), Error> {
    let Some(address) = erasure.subject.as_ref().and_then(|subject| subject.read().next()) else { return Ok(()) };
    let gone = outcome.lines().filter(|line| matches!(line.outcome, LineOutcome::Erased | LineOutcome::Archived));
    let categories: BTreeSet<String> = gone.map(|line| line.category.clone()).collect();
    let kind = notifications::Kind::Erasure;
    let cause = notifications::Cause { kind, id: erasure.id.as_str(), address: &address, categories: &categories };
    notifications::note(tx, portal, &cause).map(drop)
}
