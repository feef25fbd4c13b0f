//! Erasing people here and now, as a command does and who applies the ledger again: what a worker would do step by step.

use super::end::end;
use super::run::{self, Order, Stuck, Tools};
use super::search::{MOST, Underway, carry_out};
use super::{Outcome, Subject, ask, jobs, store};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests;
use crate::sources::{Identifiers, Scope};

/// An erasure that was carried out at once.
#[derive(Clone, Debug)]
pub struct ErasedNow {
    /// The erasure.
    pub id: Id,
    /// What was done.
    pub outcome: Outcome,
    /// Why a source is not done; the worker goes on until it is.
    pub problems: Vec<String>,
}

/// Erases whoever has this address, in every source, and looks again. What does not answer is left to the worker. Nothing
/// is begun where an access request comes first.
pub async fn erase_now(portal: &Portal, address: &Address, order: Order) -> Result<ErasedNow, Stuck> {
    let erased = erase_together(portal, std::slice::from_ref(address), order).await?;
    erased.into_iter().next().ok_or(Stuck::Missing)
}

/// The same with several people, in their order. A source is searched once for all of them, and they end together.
pub async fn erase_all_now(portal: &Portal, addresses: &[Address], order: Order) -> Result<Vec<ErasedNow>, Stuck> {
    let mut erased = Vec::with_capacity(addresses.len());
    for together in addresses.chunks(MOST) {
        erased.extend(erase_together(portal, together, order).await?);
    }
    Ok(erased)
}

async fn erase_together(portal: &Portal, addresses: &[Address], order: Order) -> Result<Vec<ErasedNow>, Stuck> {
    let tools = jobs::tools(portal);
    // Whether an access request comes first is asked where it is written down.
    let begins = if order == Order::Again { Order::Again } else { Order::AtOnce };
    let mut underway = Vec::with_capacity(addresses.len());
    for address in addresses {
        let id = schedule(portal, address, order).await?;
        let sources = run::begin(&tools, &id, begins).await?.sources();
        underway.push(Underway { id, sources, problems: Vec::new() });
    }
    carry_out(&tools, &mut underway).await;
    let (mut erased, mut over) = (Vec::with_capacity(underway.len()), Vec::new());
    for Underway { id, problems, .. } in underway {
        if run::is_complete(&tools, &id).await? {
            over.push(id.clone());
        }
        // Asked before it is forgotten.
        let outcome = run::outcome(&tools, &id).await?;
        erased.push(ErasedNow { id, outcome, problems });
    }
    if !over.is_empty() {
        end(portal, &over).await?;
        forget(portal, &tools, &over).await?;
    }
    Ok(erased)
}

/// Writes the erasure down, by the plan over the rows of now.
async fn schedule(portal: &Portal, address: &Address, order: Order) -> Result<Id, Stuck> {
    let who = Identifiers::new([address]);
    let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
    let (print, parts) = (address.fingerprint(&portal.keys), portal.clone());
    let subject = Subject::of(address);
    let work = move |tx: &mut Db| {
        let Portal { clock, random, keys, .. } = &parts;
        let person = people::by_fingerprint(tx, &print)?.map(|person| person.id);
        if order == Order::AccessFirst
            && let Some(person) = &person
            && let Some(reference) = requests::open_access(tx, person)?
        {
            return Ok(Err(Stuck::AccessFirst(reference)));
        }
        let now = clock.now();
        let new = store::New {
            person: person.as_ref(),
            request: None,
            lang: Lang::En,
            starts_at: now,
            subject: &subject,
            scope: &Scope::Everything,
            plan: &plan,
        };
        if let Some(person) = &person {
            store::widen(tx, person)?;
        }
        let id = store::schedule(tx, now, random, keys, &new)?.0;
        let whole = store::find(tx, keys, &id)?.is_some_and(|erasure| erasure.scope.is_everything());
        Ok::<_, Error>(if whole { Ok(id) } else { Err(Stuck::PartFirst) })
    };
    portal.db.write(work).await?
}

/// Forgets of whom these were, unless somebody asked and reads the result for a while.
async fn forget(portal: &Portal, tools: &Tools, over: &[Id]) -> Result<(), Stuck> {
    let mut nobody_reads = Vec::with_capacity(over.len());
    for id in over {
        let erasure = run::load(tools, id).await?;
        if erasure.request.is_none() && !erasure.waits() {
            nobody_reads.push(erasure);
        }
    }
    if !nobody_reads.is_empty() {
        let parts = portal.clone();
        let forget = move |tx: &mut Db| nobody_reads.iter().try_for_each(|erasure| ask::forget(tx, &parts, erasure));
        portal.db.write(forget).await?;
        portal.db.truncate_log().await?;
    }
    Ok(())
}
