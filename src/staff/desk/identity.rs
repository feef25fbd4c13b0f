//! Confirming who asked without signing in, and tying their request to the person of the file. Until then nothing is done
//! or said that a stranger must not have.

use super::{Act, Letter, Refused, gather, store};
use crate::audit;
use crate::db::{Db, Error, Id};
use crate::directives;
use crate::people::{self, Address};
use crate::requests::clock::About;
use crate::requests::{
    self, Checked, Contact, Happened, Item, ItemState, Proof, Request, Right, Rules, Rung, Whom, mails,
};
use serde_json::json;

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By a rung of the ladder.
    Rung(Rung),
    /// For somebody who died: what makes them heir, or named, beside who they are.
    Proof(Proof),
}

impl How {
    fn as_str(self) -> &'static str {
        match self {
            How::Rung(rung) => rung.as_str(),
            How::Proof(proof) => proof.as_str(),
        }
    }

    /// Whether it takes a reason.
    pub fn needs_reason(self) -> bool {
        match self {
            How::Rung(rung) => rung.needs_reason(),
            How::Proof(_) => true,
        }
    }

    /// Whether it is how somebody who asks for this person is checked: after a death no rung of the ladder is enough.
    fn fits(self, contact: &Contact) -> bool {
        matches!(self, How::Proof(_)) == contact.is_after_death()
    }
}

/// A check of identity.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    /// How it was made.
    pub how: How,
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
    super::employer::is_their_own(tx, act, request)?;
    if !check.how.fits(&contact) {
        return Err(Refused::Unproven);
    }
    if check.how.needs_reason() && check.why.trim().is_empty() {
        return Err(Refused::NoFacts);
    }
    let found = check.address.map(|address| people::ensure(tx, act.now, act.random, act.keys, address, request.lang));
    let found = found.transpose()?;
    if found.as_ref().is_some_and(|person| person.leaves_at.is_some()) {
        return Err(Refused::Leaving);
    }
    if check.how == How::Proof(Proof::Directives) && !is_named(tx, act, found.as_ref(), &contact)? {
        return Err(Refused::NotNamed);
    }
    if let Some(person) = found.as_ref().filter(|_| contact.is_after_death()) {
        // From now on nobody writes to the one who died, and every other system hears no (law.md SP-6).
        people::died(tx, act.now, &person.fingerprint, act.by.id)?;
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
    // What was sent to show it has done its work.
    requests::delete_documents(tx, act.now, act.random, act.actor(), request)?;
    let request = Request { person, ..request.clone() };
    act.happened(tx, &request, Happened::Identified)?;
    act.log(tx, &request, "requests.identified", json!({ "how": check.how.as_str(), "linked": found.is_some() }))?;
    if found.is_some() {
        gather::begin(tx, act, &request)?;
        // From now on they see who read what they asked.
        act.log(tx, &request, audit::READ, json!({ "role": act.by.capacity(), "what": "request" }))?;
        if myself {
            // The mailbox on file learns of it, whoever wrote.
            mails::confirm(tx, act.now, act.random, act.keys, &request)?;
        }
    }
    Ok(())
}

/// Whether the directives of a person name whoever asks.
fn is_named(tx: &mut Db, act: Act<'_>, person: Option<&people::Person>, contact: &Contact) -> Result<bool, Error> {
    let Some(person) = person else { return Ok(false) };
    let wish = directives::of(tx, act.keys, &person.id)?;
    Ok(wish.is_some_and(|wish| wish.names(&contact.name)))
}

/// Fails unless what was shown allows a right that is asked for somebody who died.
pub(super) fn entitled(tx: &mut Db, act: Act<'_>, request: &Request, item: &Item) -> Result<(), Refused> {
    let contact = requests::contact(tx, act.keys, &request.id)?;
    if contact.is_some_and(|contact| contact.proves(item.right)) { Ok(()) } else { Err(Refused::Unproven) }
}

/// Asks who has not shown who they are yet for a document, as the last rung: `text` says why, and what to cover. Only then
/// can one be sent at all.
pub fn ask_for_document(tx: &mut Db, act: Act<'_>, request: &Request, text: &str) -> Result<(), Refused> {
    let contact = requests::contact(tx, act.keys, &request.id)?;
    if contact.is_none_or(|contact| contact.checked.is_some()) {
        return Err(Refused::NoDocument);
    }
    super::employer::is_their_own(tx, act, request)?;
    super::write(tx, act, request, Letter::Question(About::Identity), text)?;
    requests::store::ask_document(tx, act.now, &request.id, act.by.id)?;
    Ok(act.log(tx, request, "requests.document-asked", json!({}))?)
}

/// The answer who asks came another way after the request had ended without it: the case goes on.
pub fn reopen(tx: &mut Db, act: Act<'_>, rules: &Rules, request: &Request, text: &str) -> Result<(), Refused> {
    act.theirs(request)?;
    Ok(requests::reopen(tx, act.now, act.random, act.keys, rules, request, text, Some(act.by.id))?)
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
    if items.iter().any(|item| gives(item) && item.right.is_after_death()) {
        let proven = |item: &Item| contact.as_ref().is_some_and(|contact| contact.proves(item.right));
        return if items.iter().filter(|item| gives(item)).all(proven) { Ok(()) } else { Err(Refused::Unproven) };
    }
    if contact.is_some_and(|contact| contact.checked.is_none()) { Err(Refused::Unidentified) } else { Ok(()) }
}

/// Whether carrying out a right for the wrong person would harm the right one.
fn needs_proof(right: Right) -> bool {
    match right {
        Right::Access | Right::Rectify | Right::Erase | Right::Restrict | Right::Portability | Right::Review => true,
        Right::Estate | Right::Closure | Right::Directives => true,
        Right::Object | Right::Marketing | Right::Withdraw | Right::Complaint | Right::Other => false,
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
