//! Decisions that programs of the company tell of: what was ticked on a form of the site, said on the phone, signed.

use super::super::ask::{self, Outcome, Told};
use super::super::store::AskedOf;
use super::super::{EventKind, Mechanism};
use crate::api::{Program, Scope, openapi};
use crate::audit::{self, Actor};
use crate::db::Error;
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::record::Basis;
use crate::web::{Body, PageError, Refusal, Route, Who};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;

/// The addresses for programs.
pub(super) fn routes() -> Vec<Route> {
    let text = || json!({ "type": "string" });
    let told = Route::post("/api/v1/consents", Who::Program(Scope::ConsentsWrite), tell);
    vec![told.limited(1_000_000).described(json!({
        "summary": "Write down what a person decided on a form of yours",
        "requestBody": openapi::body(json!({
            "type": "object",
            "required": ["purpose", "address", "decision", "lang", "mechanism", "form"],
            "additionalProperties": false,
            "properties": {
                "purpose": text(),
                "address": { "type": "string", "format": "email" },
                "decision": { "enum": ["given", "refused", "withdrawn", "objected", "objection-ended"] },
                "lang": { "enum": ["en", "fr"] },
                "mechanism": { "enum": ["tick", "button", "paper", "voice", "gpc"] },
                "form": { "type": "string", "maxLength": 80, "description": "Which form or page, in your own words." },
                "words": { "type": "string", "description": "The words shown, if not those of the record." },
                "age": { "type": "integer", "description": "Only if the form asks for it. It is not kept." },
                "parent": { "type": "string", "format": "email", "description": "Who agrees for somebody too young to." },
            },
        })),
        "responses": {
            "200": openapi::answer("Written, or known already.", json!({
                "type": "object",
                "required": ["state"],
                "properties": { "state": text(), "fingerprint": text() },
            })),
            "202": openapi::answer("Asked by mail; nothing is in force until the answer.", json!({
                "type": "object",
                "required": ["state", "waits"],
                "properties": { "state": { "const": "asked" }, "waits": { "enum": ["person", "parent"] }, "fingerprint": text() },
            })),
            "404": openapi::problem("The record has no such purpose."),
            "422": openapi::problem("What to mend."),
        },
    }))]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    purpose: String,
    address: String,
    decision: String,
    lang: String,
    mechanism: String,
    form: String,
    #[serde(default)]
    words: Option<String>,
    #[serde(default)]
    age: Option<u8>,
    #[serde(default)]
    parent: Option<String>,
}

async fn tell(portal: Data<Portal>, program: Program, body: Body<Decision>) -> Result<HttpResponse, Refusal> {
    let asked = body.0;
    let activity = portal.record.activity(&asked.purpose).cloned().ok_or(PageError::NotFound)?;
    let address = |text: &str, field: &str| {
        Address::parse(text).map_err(|_| Refusal::invalid(format!("{field}: not an e-mail address")))
    };
    let (person, parent) =
        (address(&asked.address, "address")?, asked.parent.as_deref().map(|text| address(text, "parent")).transpose()?);
    let sayable = |kind: &EventKind| !matches!(kind, EventKind::Asked | EventKind::Expired);
    let kind = EventKind::parse(&asked.decision).filter(sayable);
    let kind =
        kind.ok_or_else(|| Refusal::invalid("decision: given, refused, withdrawn, objected or objection-ended"))?;
    let of_consent = matches!(kind, EventKind::Given | EventKind::Refused | EventKind::Withdrawn);
    if of_consent && activity.basis != Basis::Consent {
        return Err(Refusal::invalid("decision: this purpose does not rest on consent"));
    }
    if !of_consent && !activity.marketing {
        return Err(Refusal::invalid("decision: only marketing can be objected to without a reason"));
    }
    let lang: Lang = asked.lang.parse().map_err(|_| Refusal::invalid("lang: en or fr"))?;
    let known = |m: &Mechanism| !matches!(m, Mechanism::DoubleOptIn | Mechanism::Time | Mechanism::Unknown);
    let mechanism = Mechanism::parse(&asked.mechanism).filter(known);
    let mechanism = mechanism.ok_or_else(|| Refusal::invalid("mechanism: tick, button, paper, voice or gpc"))?;
    let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if asked.words.as_deref().is_some_and(|words| words.contains(control)) {
        return Err(Refusal::invalid("words: a control character"));
    }
    let form = asked.form.as_str();
    if form.trim().is_empty() || form.chars().count() > 80 || form.contains('@') || form.contains(char::is_control) {
        return Err(Refusal::invalid("form: 1 to 80 characters that name the form and nobody"));
    }
    let fingerprint = person.fingerprint(&portal.keys);
    let parts = portal.get_ref().clone();
    let outcome = portal
        .db
        .write(move |tx| {
            let actor = format!("program:{}", program.id);
            let told = Told {
                address: &person,
                activity: &activity,
                lang,
                words: asked.words.as_deref().unwrap_or_else(|| activity.wording().get(lang)),
                mechanism,
                form: asked.form.trim(),
                actor: &actor,
                age: asked.age,
                parent: parent.as_ref(),
            };
            let outcome = match kind {
                EventKind::Given => ask::give(tx, &parts, &told)?,
                kind => {
                    ask::tell(tx, &parts, &told, kind)?;
                    Outcome::InForce
                }
            };
            let event = audit::Event {
                actor: Actor::Program(program.id.clone()),
                action: "consents.told",
                object: Some(activity.id.clone()),
                person: None,
                detail: json!({ "decision": kind.as_str() }),
            };
            audit::append(tx, parts.clock.now(), &parts.random, &event)?;
            Ok::<_, Error>(outcome)
        })
        .await?;
    match outcome {
        Outcome::InForce => Ok(HttpResponse::Ok().json(json!({ "state": kind.as_str(), "fingerprint": fingerprint }))),
        Outcome::Waits(of) => {
            let waits = if of == AskedOf::Parent { "parent" } else { "person" };
            Ok(HttpResponse::Accepted().json(json!({ "state": "asked", "waits": waits, "fingerprint": fingerprint })))
        }
        Outcome::NeedsParent => Err(Refusal::invalid("parent: somebody this young does not agree alone")),
    }
}
