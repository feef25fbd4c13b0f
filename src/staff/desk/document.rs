//! Documents of a case: added by the desk, given to the person as they are or with passages hidden (Art. 15(4)). A copy is
//! a refusal in part: where refusals need a second person, so does a copy before it is given.

use super::{Act, Refused, redaction};
use crate::attachments::{self, Attachment, Owner};
use crate::audit;
use crate::db::{Db, Error, Id};
use crate::redaction::document::Mark;
use crate::redaction::drafts::{self, Draft, Proven, Stage};
use crate::requests::{self, Author, Happened, Request, mails};
use serde_json::json;

/// Notes that documents were added.
pub fn added(tx: &mut Db, act: Act<'_>, request: &Request, files: usize) -> Result<(), Refused> {
    act.theirs(request)?;
    Ok(act.log(tx, request, "document.added", json!({ "files": files }))?)
}

/// Notes that the colleague reads a document of their case, and begins its redaction. Call it before showing anything.
pub fn read(tx: &mut Db, act: Act<'_>, request: &Request, document: &Id) -> Result<(), Refused> {
    act.theirs(request)?;
    drafts::begin(tx, act.random, act.keys, &request.id, document)?;
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": "document" }))?)
}

/// Hides more. The log says how often and why, and never which words.
pub fn mark(tx: &mut Db, act: Act<'_>, request: &Request, mut draft: Draft, marks: Vec<Mark>) -> Result<(), Refused> {
    open(act, request, &draft)?;
    for mark in &marks {
        let detail =
            json!({ "document": draft.document, "reason": mark.reason().as_str(), "times": mark.places.len() });
        act.log(tx, request, "document.marked", detail)?;
    }
    draft.body.marks.extend(marks);
    Ok(drafts::save(tx, act.random, act.keys, &draft)?)
}

/// Takes back the mark of this number, counted from 0.
pub fn unmark(tx: &mut Db, act: Act<'_>, request: &Request, mut draft: Draft, number: usize) -> Result<(), Refused> {
    open(act, request, &draft)?;
    if number >= draft.body.marks.len() {
        return Err(Error::Lost.into());
    }
    draft.body.marks.remove(number);
    act.log(tx, request, "document.unmarked", json!({ "document": draft.document }))?;
    Ok(drafts::save(tx, act.random, act.keys, &draft)?)
}

/// The copy is made and nothing that is hidden was found in it.
pub fn proven(
    tx: &mut Db,
    act: Act<'_>,
    request: &Request,
    mut draft: Draft,
    copy: &Attachment,
    proven: Proven,
    two_persons: bool,
) -> Result<(), Refused> {
    open(act, request, &draft)?;
    draft.stage = if two_persons { Stage::Proven } else { Stage::Released };
    (draft.result, draft.proven_by) = (Some(copy.id.clone()), Some(act.by.id.clone()));
    draft.body.proven = Some(proven);
    drafts::save(tx, act.random, act.keys, &draft)?;
    let Proven { words, parts, boxes, pages } = proven;
    let found = json!({ "words": words, "parts": parts, "boxes": boxes, "pages": pages, "left": 0 });
    let detail = json!({ "document": draft.document, "sha256": copy.sha256, "searched": found });
    Ok(act.log(tx, request, "document.redacted", detail)?)
}

/// Notes that somebody looks at the copy who can be its second person. Call it before showing anything.
pub fn look(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": "document" }))?)
}

/// The second person agrees that the copy is given, or sends it back to be marked again.
pub fn second(tx: &mut Db, act: Act<'_>, request: &Request, mut draft: Draft, agrees: bool) -> Result<(), Refused> {
    if draft.stage != Stage::Proven {
        return Err(Refused::WrongStep);
    }
    if draft.proven_by.as_ref() == Some(act.by.id) {
        return Err(Refused::SamePerson);
    }
    if !agrees {
        return back(tx, act, request, draft, "document.sent-back");
    }
    draft.stage = Stage::Released;
    drafts::save(tx, act.random, act.keys, &draft)?;
    Ok(act.log(tx, request, "document.released", json!({ "document": draft.document }))?)
}

/// The colleague goes back to the marks; the copy is deleted.
pub fn reopen(tx: &mut Db, act: Act<'_>, request: &Request, draft: Draft) -> Result<(), Refused> {
    act.theirs(request)?;
    if !matches!(draft.stage, Stage::Proven | Stage::Released) {
        return Err(Refused::WrongStep);
    }
    back(tx, act, request, draft, "document.reopened")
}

fn back(tx: &mut Db, act: Act<'_>, request: &Request, mut draft: Draft, action: &'static str) -> Result<(), Refused> {
    let copy = draft.result.take();
    (draft.stage, draft.proven_by, draft.body.proven) = (Stage::Open, None, None);
    drafts::save(tx, act.random, act.keys, &draft)?;
    if let Some(copy) = copy {
        attachments::remove(tx, &Owner::redacted(request.id.clone()), &copy)?;
    }
    Ok(act.log(tx, request, action, json!({ "document": draft.document }))?)
}

/// Gives the person the copy of a document or, where nothing in it is hidden, the document; `text` says so to them. Once a
/// redaction was begun the document itself is not given any more.
pub fn give(
    tx: &mut Db,
    act: Act<'_>,
    request: &Request,
    document: &Id,
    draft: Option<Draft>,
    text: &str,
) -> Result<(), Refused> {
    act.theirs(request)?;
    redaction::without_hidden(tx, act, request, text)?;
    let to = Owner::request(request.id.clone());
    let hidden = draft.as_ref().map_or(0, |draft| draft.body.marks.len());
    match draft {
        Some(mut draft) if draft.stage == Stage::Released => {
            let copy = draft.result.clone().ok_or(Error::Lost)?;
            attachments::give(tx, &copy, &Owner::redacted(request.id.clone()), &to)?;
            draft.stage = Stage::Given;
            drafts::save(tx, act.random, act.keys, &draft)?;
        }
        Some(_) => return Err(Refused::WrongStep),
        None => attachments::give(tx, document, &Owner::document(request.id.clone()), &to)?,
    }
    let (id, by) = (&request.id, Some(act.by.id));
    requests::store::add_message(tx, act.now, act.random, act.keys, id, Author::Staff, by, text)?;
    mails::tell_of_message(tx, act.now, act.random, act.keys, request)?;
    act.happened(tx, request, Happened::StaffWrote)?;
    Ok(act.log(tx, request, "document.given", json!({ "document": document, "marks": hidden }))?)
}

/// Takes a document out of the case, with its marks and a copy that nobody was given.
pub fn remove(tx: &mut Db, act: Act<'_>, request: &Request, document: &Id) -> Result<(), Refused> {
    act.theirs(request)?;
    if let Some(copy) = drafts::one(tx, act.keys, &request.id, document)?.and_then(|draft| draft.result) {
        attachments::remove(tx, &Owner::redacted(request.id.clone()), &copy)?;
    }
    if !attachments::remove(tx, &Owner::document(request.id.clone()), document)? {
        return Err(Error::Lost.into());
    }
    Ok(act.log(tx, request, "document.removed", json!({ "document": document }))?)
}

fn open(act: Act<'_>, request: &Request, draft: &Draft) -> Result<(), Refused> {
    act.theirs(request)?;
    if draft.stage == Stage::Open { Ok(()) } else { Err(Refused::WrongStep) }
}
