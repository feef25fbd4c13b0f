//! My data: the first page, one category, the form that corrects it, taking a correction back.

mod category;
mod edit;
mod home;

use super::{Editing, Fact, Holdings, assemble, look};
use crate::people::Person;
use crate::portal::Portal;
use crate::secrets::{Purpose, hex};
use crate::sources::Identifiers;
use crate::web::{Customer, PageError, Route, Visit, Who};

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me", Who::Customer, home::page),
        Route::get("/{lang}/me/data/{category}", Who::Customer, category::page),
        Route::get("/{lang}/me/data/{category}/edit", Who::Customer, edit::form),
        Route::post("/{lang}/me/data/{category}/edit", Who::Customer, edit::save).limited(120),
        Route::post("/{lang}/me/corrections/{batch}/undo", Who::Customer, edit::undo).limited(120),
    ]
}

/// A person with everything held about them, in the reader's language.
struct Known {
    person: Person,
    holdings: Holdings,
    facts: Vec<Fact>,
}

async fn known(portal: &Portal, visit: &Visit, customer: &Customer) -> Result<Known, PageError> {
    let person = portal.person(&customer.person).await?;
    let who = Identifiers::new([&person.address(&portal.keys)?]);
    let holdings = look(&portal.sources, &who).await;
    let declarations = portal.sources.declarations();
    let facts = assemble(&portal.record, declarations, &holdings.held, visit.lang(), portal.today());
    Ok(Known { person, holdings, facts })
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
    let open = !matches!(fact.edit, Editing::Locked { .. });
    open.then(|| format!("/{}/me/data/{}/edit?row={}", visit.lang(), fact.category, handle(portal, fact)))
}

/// What a person can do about one fact.
fn actions(portal: &Portal, visit: &Visit, fact: &Fact) -> Vec<(String, String)> {
    match change(portal, visit, fact) {
        Some(href) => vec![(href, visit.say("facts-change", &[]))],
        None => vec![(format!("/{}/me/requests/new?right=other", visit.lang()), visit.say("facts-ask", &[]))],
    }
}
