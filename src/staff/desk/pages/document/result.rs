//! The copy: looked at before, made, proven, seen by a second person, given.

use super::shown::head;
use super::{Desk, Path, Typed, act, by_hand, bytes, house, is_second, request, unreadable};
use crate::attachments::{Attachment, Intake, Owner, one};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::redaction::document::{self, Legend, Made, Mark, Proof, Unreadable};
use crate::redaction::drafts::{Proven, Stage};
use crate::redaction::{SHORTEST, is_in};
use crate::staff::desk;
use crate::staff::desk::Refused;
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

fn with(mut context: serde_json::Map<String, Value>, more: Value) -> Value {
    context.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(context)
}

/// A page to look at: `{ number, picture }`.
fn pictures(desk: &Desk, side: &str, pages: usize) -> Vec<Value> {
    let picture =
        |number: usize| json!({ "number": number, "picture": format!("{}/pages/{side}/{number}.png", desk.href()) });
    (1..=pages).map(picture).collect()
}

/// Every page as the person will have it.
pub(in crate::staff::desk::pages) async fn preview(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    preview_of(&portal, &visit, &colleague, desk, &[]).await
}

async fn preview_of(
    portal: &Portal,
    visit: &Visit,
    colleague: &Colleague,
    desk: Desk,
    errors: &[FieldError],
) -> Result<HttpResponse, PageError> {
    match desk.draft.as_ref().map(|draft| draft.stage) {
        None => return Err(PageError::NotFound),
        Some(Stage::Open) => {}
        Some(_) => return Ok(visit.redirect(&format!("{}/proof", desk.href()))),
    }
    let pages = match desk.read(portal).await? {
        Ok(document) => document.pages.len(),
        Err(fault) => {
            let errors = [FieldError::new("document", unreadable(visit, fault))];
            return desk.case.with_errors(visit, portal, colleague, &errors);
        }
    };
    let two = portal.settings.staff.two_person_refusal;
    let context = with(head(&desk), json!({ "pictures": pictures(&desk, "preview", pages), "two_persons": two }));
    if errors.is_empty() {
        return visit.page("staff/document-preview.html", context);
    }
    visit.page_with_errors("staff/document-preview.html", context, errors)
}

/// What the last page of a copy says.
fn legend(portal: &Portal, lang: Lang) -> Legend {
    let record = &portal.record;
    Legend {
        lang,
        company: record.controller.name.clone(),
        authority: record.authority.name.clone(),
        contact: Some(record.dpo.as_ref().map_or(&record.controller.email, |dpo| &dpo.email).clone()),
        at: portal.clock.now(),
    }
}

/// Makes the copy and proves it; nothing is kept of one in which something is left.
pub(in crate::staff::desk::pages) async fn apply(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    let draft = desk.draft(&form.0)?;
    if draft.stage != Stage::Open {
        return Err(PageError::Conflict);
    }
    if draft.body.marks.is_empty() {
        let errors = [FieldError::new("marks", visit.say("document-no-marks", &[]))];
        return preview_of(&portal, &visit, &colleague, desk, &errors).await;
    }
    let (original, kind) = (bytes(&portal, &desk.file.id).await?, desk.file.kind);
    let (marks, legend) = (draft.body.marks.clone(), legend(&portal, desk.case.request.lang));
    let made = by_hand(move || {
        let made = document::apply(kind, &original, &marks, &legend)?;
        let proof = document::prove(kind, &made, &marks, &legend)?;
        Ok::<_, Unreadable>((made, proof))
    });
    let (made, proven) = match made.await? {
        Ok((made, Proof::Clean { words, parts, boxes })) => {
            let pages = made.pages;
            (made, Proven { words, parts, boxes, pages })
        }
        Ok((_, left)) => {
            let key = if left == Proof::Shows { "document-shows" } else { "document-left-over" };
            let errors = [FieldError::new("marks", visit.say(key, &[]))];
            return preview_of(&portal, &visit, &colleague, desk, &errors).await;
        }
        Err(fault) => {
            let errors = [FieldError::new("marks", unreadable(&visit, fault))];
            return preview_of(&portal, &visit, &colleague, desk, &errors).await;
        }
    };
    let name = name_of(&desk, &draft.body.marks);
    let copy = keep(&portal, &visit, &desk, &name, made).await?;
    let (to, request, two) = (desk.href(), request(&desk), portal.settings.staff.two_person_refusal);
    let (id, owner) = (copy.id.clone(), copy.owner.clone());
    let done = act(&portal, &visit, &colleague, move |tx, act| {
        desk::document::proven(tx, act, &request, draft, &copy, proven, two)
    });
    if let Err(refusal) = done.await {
        portal.db.write(move |tx| crate::attachments::remove(tx, &owner, &id)).await?;
        return Err(refusal.into());
    }
    Ok(visit.redirect_with(&format!("{to}/proof"), &Banner::success("document-proven", &[])))
}

/// What the copy is called: as the document, with a word that tells them apart, unless its name says what is hidden.
fn name_of(desk: &Desk, marks: &[Mark]) -> String {
    let lang = desk.case.request.lang;
    let stem = desk.file.name.rsplit_once('.').map_or(desk.file.name.as_str(), |(stem, _)| stem);
    // In names of files words are joined by what is no letter.
    let apart: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let of_case = desk.case.marks().iter().map(|mark| mark.hidden.words.as_str());
    let hidden = marks.iter().map(|mark| mark.words.as_str()).chain(of_case);
    // A surname alone tells as much.
    let mut parts = hidden.flat_map(str::split_whitespace).filter(|part| part.chars().count() >= SHORTEST);
    let tells = parts.any(|part| is_in(&apart, part) || is_in(stem, part));
    let stem = if tells { words::say(lang, "document-name", &[]) } else { stem.to_owned() };
    words::say(lang, "document-copy-name", &[("name", &stem)])
}

/// Keeps a copy as a file of the case, sealed.
async fn keep(portal: &Portal, visit: &Visit, desk: &Desk, name: &str, made: Made) -> Result<Attachment, PageError> {
    let (house, owner) = (house(portal), Owner::redacted(desk.case.request.id.clone()));
    if made.bytes.len() as u64 > house.limits.max_bytes() {
        return Err(PageError::TooLarge);
    }
    let mut intake = Intake::new(&house, visit.now(), &owner, desk.file.person.as_ref(), name);
    let taken = match intake.push(&made.bytes).await {
        Ok(()) => intake.end().await,
        Err(error) => Err(error),
    };
    let id = match taken {
        Ok(id) => id,
        Err(error) => {
            intake.give_up().await?;
            return Err(PageError::Internal(error.into()));
        }
    };
    let keys = portal.keys.clone();
    let kept = portal.db.read(move |db| one(db, &keys, &owner, &id)).await?;
    kept.ok_or(PageError::Gone)
}

/// What was searched and that nothing was found, with the copy to look at; for the colleague whose case it is, and for
/// whoever can be the second person.
pub(in crate::staff::desk::pages) async fn proof(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::any(&portal, &path).await?;
    let draft = desk.draft.as_ref().ok_or(PageError::NotFound)?;
    let mine = desk.case.is_of(&colleague) && !desk.case.request.status.is_over();
    let second = is_second(&colleague, draft);
    if !mine && !second {
        return Err(PageError::Forbidden);
    }
    let Some((proven, copy)) = draft.body.proven.zip(draft.result.clone()) else {
        return Ok(visit.redirect(&desk.href()));
    };
    if second {
        let request = request(&desk);
        act(&portal, &visit, &colleague, move |tx, act| desk::document::look(tx, act, &request)).await?;
    }
    let (keys, request) = (portal.keys.clone(), desk.case.request.id.clone());
    let kept = portal.db.read(move |db| match one(db, &keys, &Owner::redacted(request.clone()), &copy)? {
        Some(file) => Ok(Some(file)),
        None => one(db, &keys, &Owner::request(request), &copy),
    });
    let copy = kept.await?.ok_or(PageError::Gone)?;
    let more = json!({
        "words": proven.words, "parts": proven.parts, "boxes": proven.boxes, "pages": proven.pages,
        "sha256": copy.sha256,
        "copy": { "id": copy.id, "name": copy.name },
        "pictures": pictures(&desk, "copy", proven.pages),
        "reasons": draft.body.reasons().iter().map(|one| visit.say(&format!("redaction-reason-{one}"), &[])).collect::<Vec<_>>(),
        "mine": mine,
        "second": second,
        "signed_in": desk.case.has_person(),
    });
    visit.page("staff/document-proof.html", with(head(&desk), more))
}

/// The second person agrees, or sends the copy back.
pub(in crate::staff::desk::pages) async fn second(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::any(&portal, &path).await?;
    let (to, request, draft) = (desk.case_href(), request(&desk), desk.draft(&form.0)?);
    let agrees = form.0.agrees == "yes";
    act(&portal, &visit, &colleague, move |tx, act| desk::document::second(tx, act, &request, draft, agrees)).await?;
    let banner = if agrees { "document-released" } else { "document-sent-back" };
    Ok(visit.redirect_with(&to, &Banner::success(banner, &[])))
}

/// Back to the marks: the copy is deleted.
pub(in crate::staff::desk::pages) async fn back(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    let (to, request, draft) = (desk.href(), request(&desk), desk.draft(&form.0)?);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::reopen(tx, act, &request, draft)).await?;
    Ok(visit.redirect_with(&to, &Banner::success("document-reopened", &[])))
}

/// Gives the person the copy, or a document in which nothing is hidden.
pub(in crate::staff::desk::pages) async fn give(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    let draft = desk.draft.as_ref().map(|_| desk.draft(&form.0)).transpose()?;
    let name = match &draft {
        Some(draft) => name_of(&desk, &draft.body.marks),
        None => desk.file.name.clone(),
    };
    let lang = desk.case.request.lang;
    let authority = portal.record.authority.name.clone();
    let mut text = words::say(lang, "document-given-text", &[("name", &name)]);
    if let Some(draft) = &draft {
        let reasons = draft.body.reasons();
        let why = reasons.iter().map(|one| words::say(lang, &format!("redaction-why-{one}"), &[]));
        let why = why.collect::<Vec<_>>().join(" ");
        text.push_str("\n\n");
        text.push_str(&words::say(lang, "redaction-notice", &[("why", &why), ("authority", &authority)]));
    }
    let (to, request, document) = (desk.case_href(), request(&desk), desk.file.id.clone());
    let given = act(&portal, &visit, &colleague, move |tx, act| {
        desk::document::give(tx, act, &request, &document, draft, &text)
    });
    match given.await {
        Ok(()) => Ok(visit.redirect_with(&to, &Banner::success("document-given", &[]))),
        Err(super::Refusal(Refused::Hidden)) => {
            let errors = [FieldError::new("document", visit.say("document-name-hidden", &[]))];
            desk.case.with_errors(&visit, &portal, &colleague, &errors)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
