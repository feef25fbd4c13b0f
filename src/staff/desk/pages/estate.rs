//! A case about somebody who died: the directives they left, and what can be given.

use super::acts::{Doing, Typed};
use crate::db::{Db, Error};
use crate::directives::{self, Directives};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests::{Contact, Item, Request, Right};
use crate::secrets::Keys;
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// The directives that a case is about: those of the person it was tied to or, before, of the address that was typed.
pub(super) fn of_case(
    db: &mut Db,
    keys: &Keys,
    request: &Request,
    contact: Option<&Contact>,
) -> Result<Option<Directives>, Error> {
    let Some(contact) = contact.filter(|contact| contact.is_after_death()) else { return Ok(None) };
    if people::by_id(db, &request.person)?.is_some() {
        return directives::of(db, keys, &request.person);
    }
    let typed = contact.address.as_deref().and_then(|address| Address::parse(address).ok());
    let Some(typed) = typed else { return Ok(None) };
    let person = people::by_fingerprint(db, &typed.fingerprint(keys))?;
    person.map_or(Ok(None), |person| directives::of(db, keys, &person.id))
}

/// What the page says of a death: whether directives name whoever asks, and what those want. Their words are shown once
/// they name this person, and never before. `spoken` is the language of whoever asks.
pub(super) fn shown(
    (lang, spoken): (Lang, Lang),
    portal: &Portal,
    contact: &Contact,
    wish: Option<&Directives>,
) -> Value {
    let known = contact.address.is_some() || wish.is_some();
    let matched = wish.filter(|one| one.names(&contact.name));
    let text = wish.map(|one| {
        let since = words::date_of(lang, one.since, portal.zone());
        let key = if matched.is_some() { "staff-estate-matched" } else { "staff-estate-other" };
        words::say(lang, key, &[("since", &since)])
    });
    let label = |id: &String| portal.record.category(id).map_or(id.clone(), |one| one.label.get(lang).to_owned());
    json!({
        "text": text.or_else(|| known.then(|| words::say(lang, "staff-estate-no-directives", &[]))),
        "matched": matched.map(|one| json!({
            "words": one.wish.words,
            "reach": one.wish.reach,
            "categories": one.wish.categories.iter().map(label).collect::<Vec<_>>().join(", "),
        })),
        "ask": words::say(spoken, "outside-ask-proof", &[]),
    })
}

/// What can be given for an item, as a form: options to pick from for an heir, the list that was decided for whom
/// directives name.
pub(super) fn item_shown(lang: Lang, portal: &Portal, item: &Item, wish: Option<&Directives>) -> Value {
    let option = |id: &str, label: &str| json!({ "value": id, "label": label });
    match item.right {
        Right::Estate => {
            let needed = portal.record.categories.iter().filter(|category| category.estate);
            json!({ "options": needed.map(|one| option(&one.id, one.label.get(lang))).collect::<Vec<_>>(), "picked": true })
        }
        Right::Directives => {
            let decided = wish.map(|one| one.wish.categories.clone()).unwrap_or_default();
            let known = decided.iter().filter_map(|id| portal.record.category(id));
            json!({ "options": known.map(|one| option(&one.id, one.label.get(lang))).collect::<Vec<_>>(), "picked": false })
        }
        _ => Value::Null,
    }
}

/// Agrees to what an heir or the person named asks, with the categories they can download.
pub(super) async fn allow(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, form.0).await?;
    let item = doing.case.item(&path.1)?.clone();
    let picked = doing.typed.categories.clone();
    if item.right == Right::Estate && picked.is_empty() {
        return doing.again("categories", &visit.say("error-choice", &[]));
    }
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::allow(tx, act, &portal.record.now(), request, &item, &picked)
    };
    doing.go("staff-estate-sent", "categories", work).await
}
