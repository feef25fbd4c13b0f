//! C17, after my death: who may come, what they receive, what else shall happen (French Data Protection Act, Art. 85).

use super::{Directives, Wish};
use crate::db::Db;
use crate::portal::Portal;
use crate::requests::LONGEST;
use crate::web::{Banner, Customer, FieldError, Form, Nothing, PageError, Route, Visit, Who, many};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The most characters of a name or an address.
const SHORT: usize = 400;

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me/after-death", Who::Customer, show),
        Route::post("/{lang}/me/after-death", Who::FreshCustomer, save).limited(60),
        Route::post("/{lang}/me/after-death/revocation", Who::FreshCustomer, revoke).limited(60),
    ]
}

/// What is typed into the form.
#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reach: String,
    #[serde(default, deserialize_with = "many")]
    categories: Vec<String>,
    #[serde(default)]
    words: String,
}

async fn standing(portal: &Portal, customer: &Customer) -> Result<Option<Directives>, PageError> {
    let (keys, person) = (portal.keys.clone(), customer.person.clone());
    Ok(portal.db.read(move |db| super::of(db, &keys, &person)).await?)
}

fn context(visit: &Visit, portal: &Portal, standing: Option<&Directives>, typed: &Typed) -> Value {
    let lang = visit.lang();
    let category = |id: &str| portal.record.category(id).map_or(id.to_owned(), |one| one.label.get(lang).to_owned());
    let options = portal.record.categories.iter().map(|one| json!({ "value": one.id, "label": one.label.get(lang) }));
    json!({
        "section": "me",
        "standing": standing.map(|one| json!({
            "since": words::date_of(lang, one.since, portal.zone()),
            "name": one.wish.name,
            "reach": one.wish.reach,
            "categories": one.wish.categories.iter().map(|id| category(id)).collect::<Vec<_>>().join(", "),
            "words": one.wish.words,
        })),
        "options": options.collect::<Vec<_>>(),
        "typed": {
            "name": typed.name, "reach": typed.reach, "categories": typed.categories, "words": typed.words,
        },
        "short": SHORT,
        "longest": LONGEST,
    })
}

async fn show(portal: web::Data<Portal>, visit: Visit, customer: Customer) -> Result<HttpResponse, PageError> {
    let standing = standing(&portal, &customer).await?;
    let typed = standing.as_ref().map_or_else(Typed::default, |one| {
        let Wish { name, reach, categories, words } = one.wish.clone();
        Typed { name, reach, categories, words }
    });
    visit.page("directives/directives.html", context(&visit, &portal, standing.as_ref(), &typed))
}

fn mistakes(visit: &Visit, portal: &Portal, typed: &Typed) -> Vec<FieldError> {
    let texts = [("name", &typed.name, true, SHORT), ("reach", &typed.reach, false, SHORT)];
    let texts = texts.into_iter().chain([("words", &typed.words, false, LONGEST)]);
    let faults = texts.filter_map(|(field, text, required, most)| {
        visit.text_fault(text, required, most).map(|fault| FieldError::new(field, fault))
    });
    let mut errors: Vec<FieldError> = faults.collect();
    if typed.categories.iter().any(|id| portal.record.category(id).is_none()) {
        errors.push(FieldError::new("categories", visit.say("error-choice", &[])));
    }
    // A name alone says nothing of what shall happen.
    if typed.categories.is_empty() && typed.words.trim().is_empty() {
        errors.push(FieldError::new("categories", visit.say("directives-empty", &[])));
    }
    errors
}

async fn save(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let errors = mistakes(&visit, &portal, &typed);
    if !errors.is_empty() {
        let standing = standing(&portal, &customer).await?;
        let context = context(&visit, &portal, standing.as_ref(), &typed);
        return visit.page_with_errors("directives/directives.html", context, &errors);
    }
    let wish = Wish {
        name: typed.name.trim().to_owned(),
        reach: typed.reach.trim().to_owned(),
        categories: typed.categories,
        words: typed.words.trim().to_owned(),
    };
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut Db| super::give(tx, now, &parts.random, &parts.keys, &customer.person, &wish);
    portal.db.write(work).await?;
    Ok(visit.redirect_with(&page(&visit), &Banner::success("directives-saved", &[])))
}

async fn revoke(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (random, now) = (portal.random.clone(), visit.now());
    portal.db.write(move |tx| super::revoke(tx, now, &random, &customer.person)).await?;
    Ok(visit.redirect_with(&page(&visit), &Banner::success("directives-revoked", &[])))
}

fn page(visit: &Visit) -> String {
    format!("/{}/me/after-death", visit.lang())
}
