//! C16 after a death: what an heir may ask, and whom the person named. Nothing else can be chosen or sent here (law.md SP-4).

use super::outside::take;
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::{Contact, LONGEST, Right, Whom};
use crate::web::{FieldError, Form, PageError, Visit};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The most characters of a name or an address.
const SHORT: usize = 400;

/// What is typed into the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    right: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    message: String,
}

fn context(visit: &Visit, typed: &Typed) -> Value {
    let option = |right: Right| {
        let (label, hint) = (format!("right-{right}"), format!("deceased-hint-{right}"));
        json!({ "value": right.as_str(), "label": visit.say(&label, &[]), "hint": visit.say(&hint, &[]) })
    };
    json!({
        "rights": Right::AFTER_DEATH.map(option),
        "longest": LONGEST,
        "short": SHORT,
        "typed": {
            "right": typed.right, "name": typed.name, "about": typed.about, "address": typed.address,
            "reach": typed.reach, "message": typed.message,
        },
    })
}

pub(super) async fn form(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("requests/deceased.html", context(&visit, &Typed::default()))
}

/// The right typed, if it is one for after a death.
fn right(typed: &Typed) -> Option<Right> {
    typed.right.parse().ok().filter(|right: &Right| right.is_after_death())
}

fn mistakes(visit: &Visit, typed: &Typed) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if right(typed).is_none() {
        errors.push(FieldError::new("right", visit.say("error-choice", &[])));
    }
    if !typed.address.trim().is_empty() && Address::parse(&typed.address).is_err() {
        errors.push(FieldError::new("address", visit.say("error-email", &[])));
    }
    let texts = [
        ("name", &typed.name, true, SHORT),
        ("about", &typed.about, true, SHORT),
        ("reach", &typed.reach, true, SHORT),
        ("message", &typed.message, false, LONGEST),
    ];
    for (field, text, required, most) in texts {
        errors.extend(visit.text_fault(text, required, most).map(|fault| FieldError::new(field, fault)));
    }
    errors
}

pub(super) async fn ask(portal: web::Data<Portal>, visit: Visit, form: Form<Typed>) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let errors = mistakes(&visit, &typed);
    let (Some(right), true) = (right(&typed), errors.is_empty()) else {
        return visit.page_with_errors("requests/deceased.html", context(&visit, &typed), &errors);
    };
    let contact = Contact {
        whom: Whom::Deceased.as_str().to_owned(),
        name: typed.name.trim().to_owned(),
        about: typed.about.trim().to_owned(),
        reach: typed.reach.trim().to_owned(),
        address: Some(typed.address.trim().to_owned()).filter(|address| !address.is_empty()),
        checked: None,
    };
    // Who is named in directives shows no deed: the portal compares the name.
    let proof = if right == Right::Directives { "outside-proof-deceased" } else { "deceased-proof" };
    take(&portal, &visit, contact, right, typed.message.trim(), &visit.say(proof, &[])).await
}
