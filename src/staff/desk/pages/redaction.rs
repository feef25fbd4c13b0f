//! S5, for text: find words in what is held about the person of a case, see each place before and after, hide them with a
//! reason, and prove that they are gone.

use super::acts::{Doing, Typed};
use super::case::Case;
use crate::access::{self, Contents, Proof};
use crate::db::{Db, Id};
use crate::facts::{self, Fact, Holdings};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::redaction::{Hidden, Mark, Reason, SHORTEST};
use crate::requests::{LONGEST, Request};
use crate::sources::Identifiers;
use crate::staff::desk::{self, Act, By, Redaction, Refused};
use crate::web::{Banner, Colleague, FieldError, Form, PageError, View, Visit};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Cursor;

/// The most characters of the words to find.
const LONG: usize = 400;

/// The address of the person of a case, whose data may be looked at.
async fn address(portal: &web::Data<Portal>, case: &Case) -> Result<Address, PageError> {
    let (keys, id) = (portal.keys.clone(), case.request.person.clone());
    let person = portal.db.read(move |db| people::by_id(db, &id)).await?.ok_or(PageError::Gone)?;
    Ok(person.address(&keys)?)
}

/// What is held about them, as the person would read it, with nothing hidden; and the names of the sources that did not answer.
async fn held(portal: &Portal, address: &Address, request: &Request) -> (Vec<Fact>, Vec<String>) {
    let Holdings { held, down, .. } = facts::look(&portal.sources, &Identifiers::new([address])).await;
    let declarations = portal.sources.declarations();
    (facts::assemble(&portal.record, declarations, &held, request.lang, portal.today()), down)
}

/// Shows every place with the words to the colleague whose case it is, before and after. The reading is logged first.
pub(super) async fn find(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !doing.case.is_of(&colleague) || doing.case.request.status.is_over() {
        return Err(PageError::Forbidden);
    }
    if let Some(fault) = wrong(&visit, &doing.typed.words) {
        return doing.again("words", &fault);
    }
    let (parts, now, request) = (portal.clone(), visit.now(), doing.case.request.clone());
    let reader = colleague.clone();
    let logged = portal.db.write(move |tx| {
        let by = By { id: &reader.id, role: Some(reader.role) };
        desk::read_person(tx, Act { now, random: &parts.random, keys: &parts.keys, by }, &request, None)
    });
    match logged.await {
        Ok(()) => {}
        Err(Refused::Database(error)) => return Err(error.into()),
        Err(Refused::Restricted) => return doing.again("words", &visit.say("redaction-restricted", &[])),
        Err(_) => return Err(PageError::Forbidden),
    }
    let address = address(&portal, &doing.case).await?;
    let held = held(&portal, &address, &doing.case.request).await;
    let page = shown(&visit, &portal, &doing.case, &doing.typed, &held, None);
    visit.page("staff/redaction.html", page)
}

/// What is wrong with words to find.
fn wrong(visit: &Visit, words: &str) -> Option<String> {
    visit.text_fault(words, true, LONG).or_else(|| {
        let short = words.trim().chars().count() < SHORTEST;
        short.then(|| visit.say("redaction-short", &[("count", &SHORTEST.to_string())]))
    })
}

fn hidden(typed: &Typed, kept: BTreeSet<String>) -> Hidden {
    Hidden { words: typed.words.trim().to_owned(), kept }
}

/// The places with the words, and how often they stand there.
fn places(facts: &[Fact], words: &Hidden) -> Vec<(String, usize)> {
    let times = |fact: &Fact| words.conceal(&fact.place(), &fact.text, "").map(|(_, times)| times);
    facts.iter().filter_map(|fact| Some((fact.place(), times(fact)?))).collect()
}

fn shown(
    visit: &Visit,
    portal: &Portal,
    case: &Case,
    typed: &Typed,
    (facts, down): &(Vec<Fact>, Vec<String>),
    ticked: Option<&[String]>,
) -> Value {
    let words = hidden(typed, BTreeSet::new());
    let instead = crate::words::say(case.request.lang, "redaction-mark", &[]);
    let match_of = |fact: &Fact| {
        let place = fact.place();
        let (result, times) = words.conceal(&place, &fact.text, &instead)?;
        Some(json!({
            "label": format!("{} – {} – {}", fact.source_label, fact.table_label, fact.label),
            "original": fact.text,
            "result": result,
            "times": times,
            "ticked": ticked.is_none_or(|all| all.contains(&place)),
            "place": place,
        }))
    };
    let matches: Vec<Value> = facts.iter().filter_map(match_of).collect();
    let reasons = Reason::ALL.iter().map(
        |reason| json!({ "value": reason.as_str(), "label": visit.say(&format!("redaction-reason-{reason}"), &[]) }),
    );
    json!({
        "reference": case.request.reference,
        "href": format!("/staff/cases/{}", case.request.reference),
        "version": case.request.version,
        "words": typed.words,
        "matches": matches,
        "down": down.iter().map(|name| portal.sources.called(name, visit.lang())).collect::<Vec<_>>(),
        "reasons": reasons.collect::<Vec<_>>(),
        "reason": if typed.ground.is_empty() { case.usual_reason().map_or("", Reason::as_str) } else { &typed.ground },
        "longest": LONGEST,
    })
}

/// Hides the words in the places that are ticked, once it is proven that nothing of them is left in a package.
pub(super) async fn apply(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !doing.case.is_of(&colleague) || doing.case.request.status.is_over() {
        return Err(PageError::Forbidden);
    }
    if let Some(fault) = wrong(&visit, &doing.typed.words) {
        return doing.again("words", &fault);
    }
    let address = address(&portal, &doing.case).await?;
    let held = held(&portal, &address, &doing.case.request).await;
    let found = places(&held.0, &hidden(&doing.typed, BTreeSet::new()));
    let again = |field: &str, text: String| {
        let page = shown(&visit, &portal, &doing.case, &doing.typed, &held, Some(doing.typed.places.as_slice()));
        visit.page_with_errors("staff/redaction.html", page, &[FieldError::new(field, text)])
    };
    let ticked = |place: &str| doing.typed.places.iter().any(|one| one == place);
    let (chosen, kept): (Vec<_>, Vec<_>) = found.into_iter().partition(|(place, _)| ticked(place));
    if chosen.is_empty() {
        return again("places", visit.say("redaction-none-ticked", &[]));
    }
    let Ok(reason) = doing.typed.ground.parse::<Reason>() else {
        return again("ground", visit.say("error-choice", &[]));
    };
    let hidden = hidden(&doing.typed, kept.into_iter().map(|(place, _)| place).collect());
    let mark = Mark {
        id: Id::new(&portal.clock, &portal.random),
        reference: doing.case.request.reference.clone(),
        reason,
        hidden: hidden.clone(),
        colleague: colleague.id.clone(),
        at: visit.now(),
    };
    let contents = access::collect_with(&portal, &address, doing.case.request.lang, mark).await?;
    let files = match prove(contents).await? {
        Proof::Clean(files) => files,
        Proof::Left(place) => return again("words", visit.say("redaction-left", &[("place", &place)])),
    };
    let times = chosen.iter().map(|(_, times)| times).sum();
    let made = Redaction { reason, hidden, times, files };
    let back = format!("/staff/cases/{}", doing.case.request.reference);
    let banner = Banner::success("redaction-made", &[("times", &times.to_string()), ("files", &files.to_string())]);
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::redact(tx, act, request, &made);
    let done = doing.go("redaction-made", "words", work).await?;
    // What was refused, or lost to somebody else, is a page; what was done leads back to the case.
    Ok(if done.status().is_redirection() { visit.redirect_with(&back, &banner) } else { done })
}

/// Writes a package into memory, as it would be sent, and searches it.
async fn prove(contents: Contents) -> Result<Proof, PageError> {
    let proven = tokio::task::spawn_blocking(move || -> anyhow::Result<Proof> {
        let written = access::package::write(Cursor::new(Vec::new()), &contents, &View::new()?)?;
        Ok(access::prove(written, &contents)?)
    });
    Ok(proven.await.map_err(anyhow::Error::from)??)
}

/// Takes a mark back: the words are shown again.
pub(super) async fn undo(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, form.0).await?;
    let mark = doing.case.marks().iter().find(|mark| mark.id.as_str() == path.1).cloned().ok_or(PageError::NotFound)?;
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::reveal(tx, act, request, &mark);
    doing.go("redaction-undone", "items", work).await
}
