//! Hiding what concerns somebody else (Art. 15(4)): marked in a case, with a reason. It is a refusal in part, so that the
//! answer says so with its remedies (law.md REF-7), and no text with hidden words leaves the desk.

use super::{Act, Refused};
use crate::db::{Db, Error};
use crate::redaction::{self, Hidden, Mark, Reason, is_in};
use crate::requests::{Item, ItemState, Request, Right};
use serde_json::json;
use std::collections::BTreeSet;

/// What a colleague marks.
#[derive(Clone)]
pub struct Redaction {
    /// Why.
    pub reason: Reason,
    /// What.
    pub hidden: Hidden,
    /// How often it stood there.
    pub times: usize,
    /// In how many files of a package it was proven to be gone.
    pub files: usize,
}

/// Hides words from the person of a case. The log says how often and that it was proven, and never which words.
pub fn redact(tx: &mut Db, act: Act<'_>, request: &Request, redaction: &Redaction) -> Result<(), Refused> {
    act.theirs(request)?;
    crate::requests::store::touch(tx, act.now, request)?;
    let Redaction { reason, hidden, times, files } = redaction;
    let new = redaction::New {
        person: &request.person,
        reference: &request.reference,
        reason: *reason,
        hidden,
        colleague: act.by.id,
    };
    let id = redaction::add(tx, act.now, act.random, act.keys, new)?;
    let detail = json!({ "redaction": id, "reason": reason.as_str(), "times": times, "files": files });
    Ok(act.log(tx, request, "redaction.made", detail)?)
}

/// Shows the words of a mark again.
pub fn reveal(tx: &mut Db, act: Act<'_>, request: &Request, mark: &Mark) -> Result<(), Refused> {
    act.theirs(request)?;
    crate::requests::store::touch(tx, act.now, request)?;
    if !redaction::remove(tx, &request.person, &mark.id)? {
        return Err(Error::Lost.into());
    }
    Ok(act.log(tx, request, "redaction.undone", json!({ "redaction": mark.id }))?)
}

/// The reasons for which a part of what this case gives is hidden, in order; `given` are those of documents that the person
/// was given.
pub fn hidden_for(marks: &[Mark], items: &[Item], given: &BTreeSet<Reason>) -> Vec<Reason> {
    let gives = |item: &Item| item.right == Right::Access && item.state == ItemState::Granted;
    let of_marks = marks.iter().map(|mark| mark.reason).filter(|_| items.iter().any(gives));
    of_marks.chain(given.iter().copied()).collect::<BTreeSet<Reason>>().into_iter().collect()
}

/// Fails if a text to the person has words that are hidden from them.
pub(super) fn without_hidden(db: &mut Db, act: Act<'_>, request: &Request, text: &str) -> Result<(), Refused> {
    let marks = redaction::of(db, act.keys, &request.person)?;
    if marks.iter().any(|mark| is_in(text, &mark.hidden.words)) { Err(Refused::Hidden) } else { Ok(()) }
}
