//! How sure the details of somebody are, asked by other systems before they rely on them (law.md REFR-13): before they send goods,
//! papers, or anything that would do harm in the wrong hands.

use crate::api::pages::asked;
use crate::api::{Scope, openapi};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::web::{Body, Refusal, Route, Who};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

/// The most calls of one program in an hour.
const PER_HOUR: u32 = 100_000_000;

/// The addresses for programs.
pub(super) fn routes() -> Vec<Route> {
    let may = Who::Program(Scope::FreshnessRead);
    let time = |words: &str| json!({ "type": ["string", "null"], "format": "date-time", "description": words });
    let state = || {
        json!({
            "type": "object",
            "required": ["fingerprint", "accuracy", "confirmed_at", "categories", "asked_at"],
            "properties": {
                "fingerprint": { "type": "string", "description": "Names the person; keep it to ask by GET." },
                "accuracy": {
                    "enum": ["confirmed", "old", "never", "unconfirmed", "unknown"],
                    "description": "`confirmed`: the person said not long ago that everything is correct; `old`: long ago; `never`: not yet; `unconfirmed`: two checks in a row got no answer, so verify before you send anything; `unknown`: the portal knows nobody of this address.",
                },
                "confirmed_at": time("When the person last confirmed everything."),
                "categories": {
                    "type": "array",
                    "description": "Every category of the record; empty for somebody unknown.",
                    "items": {
                        "type": "object",
                        "required": ["category", "confirmed_at"],
                        "properties": {
                            "category": { "type": "string" },
                            "confirmed_at": time("When the person last said that it is correct; null if never."),
                        },
                    },
                },
                "asked_at": time("When they were last asked by mail."),
            },
        })
    };
    vec![
        Route::get("/api/v1/freshness", may, by_fingerprint).limited(PER_HOUR).described(json!({
            "summary": "How sure the details of a person, named by fingerprint, are",
            "parameters": [asked::person()],
            "responses": {
                "200": openapi::answer("How sure they are; the ETag changes when that does.", state()),
                "304": { "description": "As when you last asked (If-None-Match)." },
                "422": openapi::problem("A fingerprint has 64 hexadecimal digits."),
            },
        })),
        Route::post("/api/v1/freshness/check", may, by_address).limited(PER_HOUR).described(json!({
            "summary": "The same by address, and the fingerprint to ask with next time",
            "requestBody": openapi::body(json!({
                "type": "object",
                "required": ["address"],
                "additionalProperties": false,
                "properties": { "address": { "type": "string", "format": "email" } },
            })),
            "responses": {
                "200": openapi::answer("How sure they are.", state()),
                "422": openapi::problem("What to mend."),
            },
        })),
    ]
}

#[derive(Deserialize)]
struct ByFingerprint {
    #[serde(default)]
    fingerprint: String,
}

async fn by_fingerprint(portal: Data<Portal>, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let query = Query::<ByFingerprint>::from_query(request.query_string());
    let ByFingerprint { fingerprint } = query.map_err(|_| Refusal::invalid("fingerprint, once"))?.into_inner();
    asked::check_fingerprint(&fingerprint)?;
    Ok(asked::answer(&request, &answer(&portal, fingerprint).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByAddress {
    address: String,
}

async fn by_address(portal: Data<Portal>, body: Body<ByAddress>) -> Result<HttpResponse, Refusal> {
    let address = Address::parse(&body.0.address).map_err(|_| Refusal::invalid("address: not an e-mail address"))?;
    let fingerprint = address.fingerprint(&portal.keys);
    Ok(HttpResponse::Ok().json(answer(&portal, fingerprint).await?))
}

async fn answer(portal: &Portal, fingerprint: String) -> Result<Value, Refusal> {
    let (print, measure) = (fingerprint.clone(), portal.measure());
    let found = portal.db.read(move |db| {
        // Whoever waits for their deletion is nobody's to look at any more, as at the desk.
        let person = people::by_fingerprint(db, &print)?.filter(|person| person.leaves_at.is_none());
        person.map(|person| people::freshness(db, &person, &measure)).transpose()
    });
    let Some(known) = found.await? else {
        return Ok(json!({
            "fingerprint": fingerprint,
            "accuracy": "unknown",
            "confirmed_at": null,
            "categories": [],
            "asked_at": null,
        }));
    };
    let category = |category: &crate::record::Category| {
        let confirmed = known.categories.get(&category.id).map(|one| one.at);
        json!({ "category": category.id, "confirmed_at": confirmed })
    };
    Ok(json!({
        "fingerprint": fingerprint,
        "accuracy": known.accuracy.as_str(),
        "confirmed_at": known.confirmed_at,
        "categories": portal.record.categories.iter().map(category).collect::<Vec<_>>(),
        "asked_at": known.asked_at,
    }))
}
