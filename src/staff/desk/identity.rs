//! Confirming who asked without signing in, and tying their request to the person of the file. Until then nothing is done
//! or said that a stranger must not have.

use super::{Act, Refused, store};
use crate::audit;
use crate::db::{Db, Error, Id};
use crate::people::{self, Address};
use crate::requests::{self, Checked, Happened, Item, ItemState, Request, Right, Rung, Whom, mails};
use serde_json::json;

/// A check of identity.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    /// How it was made.
    pub how: Rung,
    /// Why that way. Only the mailbox on file needs no reason.
    pub why: &'a str,
    /// Under which address the person is in the file; without one the request stays nobody's.
    pub address: Option<&'a Address>,
}

/// Confirms who asked, and gives the request to the person of that address, or to nobody. What was confirmed before is
/// replaced, and each time is logged.
pub fn identify(tx: &mut Db, act: Act<'_>, request: &Request, check: &Check<'_>) -> Result<(), Refused> {
    act.theirs(request)?;
    let contact = requests::contact(tx, act.keys, &request.id)?.ok_or(Error::NotFound)?;
    if check.how.needs_reason() && check.why.trim().is_empty() {
        return Err(Refused::NoFacts);
    }
    let found = check.address.map(|address| people::ensure(tx, act.now, act.random, act.keys, address, request.lang));
    let found = found.transpose()?;
    if found.as_ref().is_some_and(|person| person.leaves_at.is_some()) {
        return Err(Refused::Leaving);
    }
    let person = match &found {
        Some(person) => person.id.clone(),
        // Tied to somebody by mistake: it is nobody's again.
        None if people::by_id(tx, &request.person)?.is_some() => Id::at(act.now, act.random),
        None => request.person.clone(),
    };
    requests::store::give_to(tx, act.now, request, &person)?;
    let checked = Checked {
        how: check.how.as_str().to_owned(),
        why: check.why.trim().to_owned(),
        by: act.by.id.clone(),
        at: act.now,
    };
    let myself = contact.whom == Whom::Myself.as_str();
    let contact = requests::Contact { checked: Some(checked), ..contact };
    requests::store::change_contact(tx, act.random, act.keys, &request.id, &contact)?;
    let request = Request { person, ..request.clone() };
    act.happened(tx, &request, Happened::Identified)?;
    act.log(tx, &request, "requests.identified", json!({ "how": check.how.as_str(), "linked": found.is_some() }))?;
    if found.is_some() {
        // From now on they see who read what they asked.
        act.log(tx, &request, audit::READ, json!({ "role": act.by.role.as_str(), "what": "request" }))?;
        if myself {
            // The mailbox on file learns of it, whoever wrote.
            mails::confirm(tx, act.now, act.random, act.keys, &request)?;
        }
    }
    Ok(())
}

/// Whether somebody signed in with this address before they moved to another one: it opens nothing any more.
pub fn has_moved(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    store::has_moved(db, fingerprint)
}

/// Fails while something was done for somebody of whom nobody knows who they are. An objection or a withdrawal needs no
/// proof (law.md ID-6), and a refusal gives nothing away.
pub(super) fn proven(tx: &mut Db, act: Act<'_>, request: &Request, items: &[Item]) -> Result<(), Refused> {
    let gives = |item: &Item| item.state == ItemState::Granted && needs_proof(item.right);
    if !items.iter().any(gives) {
        return Ok(());
    }
    let contact = requests::contact(tx, act.keys, &request.id)?;
    if contact.is_some_and(|contact| contact.checked.is_none()) { Err(Refused::Unidentified) } else { Ok(()) }
}

/// Whether carrying out a right for the wrong person would harm the right one.
fn needs_proof(right: Right) -> bool {
    match right {
        Right::Access | Right::Rectify | Right::Erase | Right::Restrict | Right::Portability | Right::Review => true,
        Right::Object | Right::Marketing | Right::Withdraw | Right::Other => false,
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
