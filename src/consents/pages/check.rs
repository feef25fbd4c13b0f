//! The check API: whether somebody may be contacted for a purpose, asked by other systems before they do it.

use crate::api::pages::asked;
use crate::api::{Scope, openapi};
use crate::people::Address;
use crate::portal::Portal;
use crate::web::{Body, PageError, Refusal, Route, Who};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

/// The addresses for programs.
pub(super) fn routes() -> Vec<Route> {
    let may = Who::Program(Scope::ConsentsRead);
    let state = || {
        json!({
            "type": "object",
            "required": ["purpose", "fingerprint", "state", "may"],
            "properties": {
                "purpose": { "type": "string" },
                "fingerprint": { "type": "string", "description": "Names the person; keep it to ask by GET." },
                "state": { "enum": ["unknown", "asked", "given", "refused", "withdrawn", "expired", "objected", "objection-ended", "objection-pending"], "description": "`objection-pending`: an objection is being weighed; nothing is done for the purpose until then." },
                "may": { "type": "boolean", "description": "Whether they may be contacted for it now." },
                "since": { "type": ["string", "null"], "format": "date-time" },
                "until": { "type": ["string", "null"], "format": "date-time", "description": "When it must be asked again." },
                "wording": { "type": ["integer", "null"], "description": "The number of the words agreed to." },
                "wording_is_current": { "type": ["boolean", "null"], "description": "Whether those are today's words." },
            },
        })
    };
    let purpose = json!({ "name": "purpose", "in": "query", "required": true, "description": "The id of the activity.", "schema": { "type": "string" } });
    vec![
        Route::get("/api/v1/consents", may, by_fingerprint).limited(100_000_000).described(json!({
            "summary": "Whether a person, named by fingerprint, may be contacted for a purpose",
            "parameters": [purpose, asked::person()],
            "responses": {
                "200": openapi::answer("How it stands; the ETag changes when it does.", state()),
                "304": { "description": "As when you last asked (If-None-Match)." },
                "404": openapi::problem("The record has no such purpose."),
                "422": openapi::problem("A fingerprint has 64 hexadecimal digits."),
            },
        })),
        Route::post("/api/v1/consents/check", may, by_address).limited(100_000_000).described(json!({
            "summary": "The same by address, and the fingerprint to ask with next time",
            "requestBody": openapi::body(json!({
                "type": "object",
                "required": ["purpose", "address"],
                "additionalProperties": false,
                "properties": { "purpose": { "type": "string" }, "address": { "type": "string", "format": "email" } },
            })),
            "responses": {
                "200": openapi::answer("How it stands.", state()),
                "404": openapi::problem("The record has no such purpose."),
                "422": openapi::problem("What to mend."),
            },
        })),
    ]
}

#[derive(Deserialize)]
struct ByFingerprint {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    fingerprint: String,
}

async fn by_fingerprint(portal: Data<Portal>, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let query = Query::<ByFingerprint>::from_query(request.query_string());
    let query = query.map_err(|_| Refusal::invalid("purpose and fingerprint, each once"))?;
    let ByFingerprint { purpose, fingerprint } = query.into_inner();
    asked::check_fingerprint(&fingerprint)?;
    Ok(asked::answer(&request, &answer(&portal, &purpose, fingerprint).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByAddress {
    purpose: String,
    address: String,
}

async fn by_address(portal: Data<Portal>, body: Body<ByAddress>) -> Result<HttpResponse, Refusal> {
    let ByAddress { purpose, address } = body.0;
    let address = Address::parse(&address).map_err(|_| Refusal::invalid("address: not an e-mail address"))?;
    let fingerprint = address.fingerprint(&portal.keys);
    Ok(HttpResponse::Ok().json(answer(&portal, &purpose, fingerprint).await?))
}

async fn answer(portal: &Portal, purpose: &str, fingerprint: String) -> Result<Value, Refusal> {
    let activity = portal.record.activity(purpose).cloned().ok_or(PageError::NotFound)?;
    let standing = portal.checks.standing(fingerprint.clone(), activity).await?;
    Ok(json!({
        "purpose": purpose,
        "fingerprint": fingerprint,
        "state": standing.state.as_str(),
        "may": standing.may,
        "since": standing.since,
        "until": standing.until,
        "wording": standing.version,
        "wording_is_current": standing.current,
    }))
}
