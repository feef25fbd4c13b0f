//! My data: the first page, one category, the form that corrects it, taking a correction back.

mod category;
mod confirm;
mod edit;
mod home;
mod mailbox;
mod receivers;

pub use edit::options_of;

use super::present::Sight;
use super::{Editing, Fact, Holdings, Mailbox, archived, as_facts, assemble, conceal, look, mailboxes, present};
use crate::people::Person;
use crate::portal::Portal;
use crate::redaction;
use crate::secrets::{Purpose, hex};
use crate::sources::Identifiers;
use crate::web::{Banner, Customer, PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use serde_json::{Value, json};

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me", Who::Customer, home::page),
        Route::get("/{lang}/me/recipients", Who::Customer, receivers::page),
        Route::get("/{lang}/me/data/{category}", Who::Customer, category::page),
        Route::post("/{lang}/me/data/{category}/shown", Who::Customer, category::show).limited(120),
        Route::get("/{lang}/me/data/{category}/edit", Who::Customer, edit::form),
        Route::post("/{lang}/me/data/{category}/edit", Who::Customer, edit::save).limited(120),
        Route::post("/{lang}/me/data/{category}/removal", Who::Customer, edit::remove).limited(120),
        Route::post("/{lang}/me/data/{category}/confirmation", Who::Customer, confirm::category).limited(120),
        Route::post("/{lang}/me/confirmation", Who::Customer, confirm::everything).limited(60),
        Route::post("/{lang}/me/corrections/{batch}/undo", Who::Customer, edit::undo).limited(120),
    ]
}

/// A person with everything held about them, in the reader's language.
struct Known {
    person: Person,
    holdings: Holdings,
    facts: Vec<Fact>,
    mailboxes: Vec<Mailbox>,
}

async fn known(portal: &Portal, visit: &Visit, customer: &Customer) -> Result<Known, PageError> {
    let person = portal.person(&customer.person).await?;
    let address = person.address(&portal.keys)?;
    let holdings = look(&portal.sources, &Identifiers::new([&address])).await;
    let declarations = portal.sources.declarations();
    let mut facts = assemble(&portal.record, declarations, &holdings.held, visit.lang(), portal.today());
    facts.extend(archived(portal, &address, visit.lang()).await?);
    let mailboxes = mailboxes(portal, &address, &facts).await?;
    facts.extend(as_facts(portal, &mailboxes, visit.lang()));
    let (keys, id) = (portal.keys.clone(), person.id.clone());
    let marks = portal.db.read(move |db| redaction::of(db, &keys, &id)).await?;
    conceal(&mut facts, &marks, visit.lang());
    Ok(Known { person, holdings, facts, mailboxes })
}

/// Where to go instead of changing something, while an erasure waits for its day.
fn frozen(visit: &Visit, known: &Known) -> Option<HttpResponse> {
    known.person.leaves_at?;
    Some(visit.redirect_with(&format!("/{}/me", visit.lang()), &Banner::warning("frozen-refused", &[])))
}

/// The names of the sources that do not answer, as people call them; one text.
fn down(portal: &Portal, visit: &Visit, holdings: &Holdings) -> String {
    let label = |name: &String| {
        let source = portal.sources.get(name);
        source.map_or_else(|| name.clone(), |source| source.declaration().label.get(visit.lang()).to_owned())
    };
    holdings.down.iter().map(label).collect::<Vec<_>>().join(", ")
}

/// A name for a row that says nothing about it: keys of rows may be addresses, and stay out of addresses of pages.
fn handle(portal: &Portal, fact: &Fact) -> String {
    let place = format!("row|{}|{}|{}", fact.source, fact.table, fact.row);
    hex(&portal.keys.mac(Purpose::Form, place.as_bytes())).chars().take(20).collect()
}

/// The page that changes a row, if anything of it can be changed.
fn change(portal: &Portal, visit: &Visit, fact: &Fact) -> Option<String> {
    match fact.edit {
        Editing::Locked { .. } => None,
        Editing::Address => Some(format!("/{}/me/address", visit.lang())),
        Editing::Own | Editing::Review => {
            Some(format!("/{}/me/data/{}/edit?row={}", visit.lang(), fact.category, handle(portal, fact)))
        }
    }
}

/// One fact with everything the person can do about it; `with_time` adds how much of its time has passed.
fn shown(portal: &Portal, visit: &Visit, fact: &Fact, is_new: bool, with_time: bool, sight: Sight) -> Value {
    let mut shown = present::fact(visit.lang(), fact, is_new, sight, &actions(portal, visit, fact));
    if let Some(shown) = shown.as_object_mut() {
        if with_time && let Some(percent) = present::percent(&fact.until, portal.today()) {
            shown.insert("percent".to_owned(), json!(percent));
        }
        if sight.hides(fact) {
            shown.insert("post".to_owned(), show(visit, fact));
        } else if fact.edit == Editing::Own && fact.is_held() && fact.optional {
            let post = json!({
                "action": format!("/{}/me/data/{}/removal", visit.lang(), fact.category),
                "label": visit.say("facts-remove", &[]),
                "fields": { "row": handle(portal, fact), "column": fact.column },
            });
            shown.insert("post".to_owned(), post);
        }
    }
    shown
}

/// The button that shows what is hidden in the category of a fact.
fn show(visit: &Visit, fact: &Fact) -> Value {
    json!({
        "action": format!("/{}/me/data/{}/shown", visit.lang(), fact.category),
        "label": visit.say("facts-show", &[]),
        "fields": {},
    })
}

/// What a person can do about one fact.
fn actions(portal: &Portal, visit: &Visit, fact: &Fact) -> Vec<(String, String)> {
    match change(portal, visit, fact) {
        Some(href) => vec![(href, visit.say("facts-change", &[]))],
        None => vec![(format!("/{}/me/requests/new?right=other", visit.lang()), visit.say("facts-ask", &[]))],
    }
}
