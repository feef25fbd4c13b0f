//! The person says what is correct (Art. 5(1)(d)): everything on "my data", or one category; and when they last did.

use super::super::present;
use super::{frozen, known};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people::{self, Accuracy, Confirmation, How};
use crate::portal::Portal;
use crate::web::{Banner, Customer, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// When a category was last confirmed, in words.
pub(super) fn told(visit: &Visit, portal: &Portal, confirmed: Option<&Confirmation>) -> String {
    let date = confirmed.map(|one| words::date_of(visit.lang(), one.at, portal.zone())).unwrap_or_default();
    match portal.measure().of(confirmed.map(|one| one.at)) {
        Accuracy::Confirmed => visit.say("facts-category-on", &[("date", &date)]),
        Accuracy::Old => visit.say("facts-category-old", &[("date", &date)]),
        Accuracy::Never | Accuracy::Unconfirmed => visit.say("facts-category-never", &[]),
    }
}

fn note(tx: &mut Db, portal: &Portal, now: Timestamp, person: &Id, category: Option<&str>) -> Result<(), Error> {
    let event = audit::Event {
        actor: Actor::Person(person.clone()),
        action: "facts.confirmed",
        object: category.map(str::to_owned),
        person: Some(person.clone()),
        detail: json!({}),
    };
    audit::append(tx, now, &portal.random, &event).map(drop)
}

/// What the page showed when the button was pressed.
#[derive(Deserialize)]
pub struct Shown {
    #[serde(default)]
    categories: String,
}

/// Everything that was shown is correct.
pub async fn everything(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(shown): Form<Shown>,
) -> Result<HttpResponse, PageError> {
    let is_shown = |id: &str| shown.categories.split(' ').any(|known| known == id);
    let categories = portal.record.categories.iter().map(|category| category.id.clone());
    let categories: Vec<String> = categories.filter(|id| is_shown(id)).collect();
    if categories.is_empty() {
        return Err(PageError::Invalid);
    }
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut Db| {
        people::confirm(tx, &customer.person, now)?;
        for category in &categories {
            people::confirm_category(tx, &customer.person, category, How::Page, now)?;
        }
        note(tx, &parts, now, &customer.person, None)
    };
    portal.db.write(work).await?;
    Ok(visit.redirect_with(&format!("/{}/me", visit.lang()), &Banner::success("facts-confirmed", &[])))
}

/// One category is correct. What is not held, or cannot be read just now, nobody can call correct.
pub async fn category(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let known = known(&portal, &visit, &customer).await?;
    if let Some(answer) = frozen(&visit, &known) {
        return Ok(answer);
    }
    let mut held = present::categories(&portal.record, &known.facts).into_iter().map(|(_, id)| id);
    let category = held.find(|held| *held == id).ok_or(PageError::NotFound)?.to_owned();
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut Db| {
        people::confirm_category(tx, &customer.person, &category, How::Page, now)?;
        people::contacted(tx, &customer.person, now)?;
        note(tx, &parts, now, &customer.person, Some(&category))
    };
    portal.db.write(work).await?;
    let banner = Banner::success("facts-category-confirmed", &[]);
    Ok(visit.redirect_with(&format!("/{}/me/data/{id}", visit.lang()), &banner))
}
