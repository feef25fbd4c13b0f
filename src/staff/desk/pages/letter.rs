//! S6: the answer as the person will read it, before it leaves: how easily it is read, the same in the colleague's language
//! beside it, and as a paper for the post.

use super::acts::{Doing, Typed};
use super::case::Case;
use crate::lang::Lang;
use crate::pdf::Paper;
use crate::portal::Portal;
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words::{self, Reading};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// What a letter should score at least, and the most words of a sentence.
const PLAIN: f64 = 50.0;
const LONG: usize = 30;

/// The most characters of an address on an envelope.
const ADDRESS: usize = 400;

/// Whether an answer may be written: by whose case it is, once everything is decided.
fn may(case: &Case, colleague: &Colleague) -> bool {
    case.is_of(colleague) && case.is_decided() && !case.request.status.is_over()
}

/// Shows the letter.
pub(super) async fn show(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !may(&doing.case, &colleague) {
        return Err(PageError::Forbidden);
    }
    if let Some(answer) = doing.text_error("answer", doing.typed.answer.trim()) {
        return answer;
    }
    visit.page("staff/letter.html", shown(&portal, &visit, &doing.case, &doing.typed))
}

fn shown(portal: &Portal, visit: &Visit, case: &Case, typed: &Typed) -> Value {
    let (request, text) = (&case.request, typed.answer.trim());
    let letter = case.letter(portal, text);
    let gloss = (visit.lang() != request.lang).then(|| case.letter_in(visit.lang(), portal, text));
    json!({
        "reference": request.reference,
        "href": format!("/staff/cases/{}", request.reference),
        "version": typed.version,
        "letter_lang": request.lang.as_str(),
        "lang_name": visit.say(&format!("staff-lang-{}", request.lang), &[]),
        "reading": reading(visit.lang(), request.lang, &letter),
        "letter": letter,
        "gloss": gloss,
        "answer": text,
        "address": typed.address,
        "longest": crate::requests::LONGEST,
        "address_longest": ADDRESS,
    })
}

/// How easily the letter is read, and what to do about it.
fn reading(lang: Lang, of: Lang, letter: &str) -> Value {
    let Some(reading) = Reading::of(of, letter) else { return Value::Null };
    let score = format!("{:.0}", reading.ease.clamp(0.0, 100.0));
    let is_plain = reading.ease >= PLAIN && reading.longest <= LONG;
    let key = if is_plain { "staff-letter-plain" } else { "staff-letter-hard" };
    let longest = reading.longest.to_string();
    json!({ "kind": if is_plain { "success" } else { "warning" }, "says": words::say(lang, key, &[("score", &score), ("longest", &longest)]) })
}

/// The letter as PDF, for an envelope with a window.
pub(super) async fn paper(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !may(&doing.case, &colleague) {
        return Err(PageError::Forbidden);
    }
    let text = doing.typed.answer.trim();
    if let Some(answer) = doing.text_error("answer", text) {
        return answer;
    }
    if let Some(fault) = visit.text_fault(doing.typed.address.trim(), true, ADDRESS) {
        let errors = [crate::web::FieldError::new("address", fault)];
        return visit.page_with_errors("staff/letter.html", shown(&portal, &visit, &doing.case, &doing.typed), &errors);
    }
    let request = &doing.case.request;
    let title = words::say(request.lang, "letter-title", &[("reference", &request.reference)]);
    let house = &portal.record.controller;
    let mut paper = Paper::new(request.lang, &title, &house.name, visit.now());
    paper.letter(&format!("{}, {}", house.name, house.address), doing.typed.address.trim());
    let letter = doing.case.letter(&portal, text);
    for block in letter.split("\n\n") {
        paper.paragraph(block);
    }
    let bytes = web::block(move || paper.write()).await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    Ok(visit.download(&format!("{}.pdf", request.reference), "application/pdf", bytes))
}
