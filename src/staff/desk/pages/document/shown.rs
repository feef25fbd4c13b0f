//! What pages show of documents.

use super::{Desk, Typed, is_second};
use crate::attachments::{self, Attachment, Kind, Owner};
use crate::db::{Db, Error};
use crate::portal::Portal;
use crate::redaction::Reason;
use crate::redaction::document::{Document, MARKS, Match, Suggestion, suggest, takes};
use crate::redaction::drafts::{self, Draft};
use crate::requests::Request;
use crate::secrets::Keys;
use crate::web::{Colleague, Visit};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The documents of a case, each with its redaction.
pub(in crate::staff::desk::pages) struct Documents {
    files: Vec<Attachment>,
    copies: Vec<Attachment>,
    drafts: Vec<Draft>,
}

impl Documents {
    pub fn of_case(db: &mut Db, keys: &Keys, request: &Request) -> Result<Self, Error> {
        Ok(Self {
            files: attachments::of(db, keys, &Owner::document(request.id.clone()))?,
            copies: attachments::of(db, keys, &Owner::redacted(request.id.clone()))?,
            drafts: drafts::of(db, keys, &request.id)?,
        })
    }

    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Why passages are hidden in what the person was given.
    pub fn reasons(&self) -> BTreeSet<Reason> {
        drafts::given(&self.drafts)
    }

    /// Why a passage was last hidden.
    pub fn last_reason(&self) -> Option<Reason> {
        self.drafts.iter().flat_map(|draft| &draft.body.marks).last().map(|mark| mark.reason())
    }

    /// `[{ id, name, size, at, stage, marks, takes, copy?, mine, second }]`: all of them for the colleague whose case it is
    /// (`works`), for others those for which they can be the second person, without names.
    pub fn shown(&self, visit: &Visit, portal: &Portal, colleague: &Colleague, works: bool) -> Vec<Value> {
        let lines = attachments::pages::shown(portal, visit, &self.files);
        let line = |(file, mut line): (&Attachment, Value)| {
            let draft = self.drafts.iter().find(|draft| draft.document == file.id);
            let second = draft.is_some_and(|draft| is_second(colleague, draft));
            if !works && !second {
                return None;
            }
            let copy = draft.and_then(|draft| draft.result.as_ref());
            let copy = copy.and_then(|id| self.copies.iter().find(|copy| copy.id == *id));
            let more = json!({
                "stage": draft.map_or("none", |draft| draft.stage.as_str()),
                "marks": draft.map_or(0, |draft| draft.body.marks.len()),
                "takes": takes(file.kind),
                "copy": copy.filter(|_| works).map(|copy| json!({ "id": copy.id, "name": copy.name })),
                "mine": works,
                "second": second,
            });
            let (line_map, more) = (line.as_object_mut()?, more.as_object()?.clone());
            line_map.extend(more);
            if !works {
                line_map.remove("name");
            }
            Some(line)
        };
        self.files.iter().zip(lines).filter_map(line).collect()
    }
}

/// What a page about a document says of it whatever it is about.
pub(super) fn head(desk: &Desk) -> serde_json::Map<String, Value> {
    let draft = desk.draft.as_ref();
    let context = json!({
        "reference": desk.case.request.reference,
        "case_href": desk.case_href(),
        "href": desk.href(),
        "name": desk.file.name,
        "is_picture": desk.file.kind != Kind::Pdf,
        "version": draft.map_or(0, |draft| draft.version),
        "stage": draft.map_or("none", |draft| draft.stage.as_str()),
        "marked": draft.map_or(0, |draft| draft.body.marks.len()),
    });
    context.as_object().cloned().unwrap_or_default()
}

/// What was looked for and found, for the page of the marks.
pub(super) struct Looked<'l> {
    pub typed: &'l Typed,
    pub matches: Option<&'l [Match]>,
    /// The places that are ticked; all of them before a form came back.
    pub ticked: Option<&'l [String]>,
}

/// The page of the marks: the words found, what is suggested, the page itself, what is hidden so far.
pub(super) fn page(visit: &Visit, desk: &Desk, document: &Document, number: usize, looked: &Looked<'_>) -> Value {
    let number = number.clamp(1, document.pages.len().max(1));
    let mut context = head(desk);
    let here = document.pages.get(number - 1);
    let words = here.map(|page| page.words.as_slice()).unwrap_or_default();
    let lines = words.chunk_by(|one, next| one.line == next.line);
    let text = lines.map(|line| line.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
    let unnamed = words.iter().filter(|word| word.text.contains(char::REPLACEMENT_CHARACTER)).count();
    let reasons = Reason::ALL.iter().map(
        |reason| json!({ "value": reason.as_str(), "label": visit.say(&format!("redaction-reason-{reason}"), &[]) }),
    );
    let typed = looked.typed;
    let usual = desk.case.usual_reason().map_or("", Reason::as_str);
    let more = json!({
        "pages": document.pages.len(),
        "page": number,
        "picture": format!("{}/pages/original/{number}.png", desk.href()),
        "text": text.collect::<Vec<_>>(),
        "unnamed": unnamed,
        "marks": marks(visit, desk),
        "searched": looked.matches.is_some(),
        "matches": looked.matches.unwrap_or_default().iter().map(|one| found(visit, one, looked.ticked)).collect::<Vec<_>>(),
        "many": looked.matches.is_some_and(|all| all.len() >= MARKS),
        "suggestions": suggestions(visit, desk, document, typed),
        "reasons": reasons.collect::<Vec<_>>(),
        "typed": {
            "words": typed.words, "ground": if typed.ground.is_empty() { usual } else { &typed.ground }, "page": typed.page,
            "left": typed.left, "top": typed.top, "width": typed.width, "height": typed.height,
        },
    });
    context.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(context)
}

fn found(visit: &Visit, one: &Match, ticked: Option<&[String]>) -> Value {
    let name = one.name();
    json!({
        "before": one.before, "text": one.text, "after": one.after, "seen": one.seen,
        "page": visit.say("document-page", &[("page", &(one.page + 1).to_string())]),
        "ticked": ticked.is_none_or(|all| all.contains(&name)),
        "place": name,
    })
}

fn marks(visit: &Visit, desk: &Desk) -> Vec<Value> {
    let marks = desk.draft.iter().flat_map(|draft| &draft.body.marks).enumerate();
    let line = |(number, mark): (usize, &crate::redaction::document::Mark)| {
        let pages: BTreeSet<usize> = mark.places.iter().map(|place| place.page + 1).collect();
        let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
        let reason = visit.say(&format!("redaction-reason-{}", mark.reason()), &[]);
        let (count, pages) = (mark.places.len().to_string(), pages.join(", "));
        json!({
            "number": number,
            "words": if mark.words.is_empty() { visit.say("document-box", &[]) } else { mark.words.clone() },
            "line": visit.say("document-mark-line", &[("reason", &reason), ("count", &count), ("pages", &pages)]),
        })
    };
    marks.map(line).collect()
}

/// What looks like somebody's and is not hidden yet, by kind.
fn suggestions(visit: &Visit, desk: &Desk, document: &Document, typed: &Typed) -> Vec<Value> {
    let marked: Vec<&str> =
        desk.draft.iter().flat_map(|draft| &draft.body.marks).map(|mark| mark.words.as_str()).collect();
    let known: Vec<&str> = desk.case.marks().iter().map(|mark| mark.hidden.words.as_str()).collect();
    let all = suggest(&document.pages, &known);
    let of = |kind: &Suggestion| {
        let items = all.iter().filter(|(one, text, _)| one == kind && !marked.contains(&text.as_str()));
        let items: Vec<Value> = items
            .map(|(_, text, places)| {
                json!({ "value": text, "count": places.len(), "ticked": typed.suggested.contains(text) })
            })
            .collect();
        (!items.is_empty())
            .then(|| json!({ "label": visit.say(&format!("document-suggest-{kind}"), &[]), "items": items }))
    };
    Suggestion::ALL.iter().filter_map(of).collect()
}
