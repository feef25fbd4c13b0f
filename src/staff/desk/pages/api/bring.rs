//! A request that reached the company elsewhere, brought by a program.

use super::super::member::{self, Unclear};
use super::act::{once, plain};
use super::{describe, shown};
use crate::api::{Program, Scope, openapi};
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::{self, Channel, LONGEST, Right};
use crate::staff::desk::{self, Intake, Mistake, Whose};
use crate::web::{Keyed, Refusal, Route, Who};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

pub(super) fn routes() -> Vec<Route> {
    let bring = Route::post("/api/v1/requests", Who::Program(Scope::RequestsWrite), bring);
    vec![bring.described(json!({
        "summary": "Bring a request that reached the company elsewhere",
        "description": "Its clock began when it arrived. The person gets the same confirmation as for a request that a colleague writes down; it waits in the queue of the desk.",
        "parameters": [openapi::once()],
        "requestBody": openapi::body(json!({
            "type": "object",
            "required": ["kinds", "received_at", "channel", "lang", "address"],
            "additionalProperties": false,
            "properties": {
                "kinds": { "type": "array", "items": describe::kinds(), "minItems": 1, "maxItems": Right::ALL.len(), "description": "The rights that are asked for." },
                "received_at": describe::moment("When it reached the company: not later than now, not more than ten years ago."),
                "channel": describe::channels(),
                "lang": describe::langs(),
                "address": { "type": "string", "format": "email", "description": "Of the person." },
                "number": { "type": "string", "maxLength": 200, "description": "What tells apart people who share the address, such as a customer number." },
                "message": describe::text("The person's own words.", 0),
            },
        })),
        "responses": {
            "200": openapi::answer("The person asked for the same before, and that request is open: this reminds of it.", describe::request()),
            "201": openapi::answer("Written down.", describe::request()),
            "400": openapi::problem("No idempotency key, or a broken body."),
            "409": openapi::problem("A call with this idempotency key is being worked on."),
            "503": openapi::problem("The database does not answer."),
        },
    }))]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Brought {
    kinds: Vec<String>,
    received_at: String,
    channel: String,
    lang: String,
    address: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    message: String,
}

fn read(portal: &Portal, brought: &Brought) -> Result<Intake, Refusal> {
    let wrong = |words: &str| Refusal::invalid(words);
    let mut rights: Vec<Right> = brought
        .kinds
        .iter()
        .map(|word| word.parse().map_err(|_| wrong("kinds: a word that names no right")))
        .collect::<Result<_, _>>()?;
    rights.sort_unstable();
    rights.dedup();
    let at: Timestamp =
        brought.received_at.parse().map_err(|_| wrong("received_at: RFC 3339, such as 2026-03-05T10:00:00Z"))?;
    let channel: Channel = brought.channel.parse().map_err(|_| wrong("channel: phone, post, email, shop or social"))?;
    let lang: Lang = brought.lang.parse().map_err(|_| wrong("lang: en or fr"))?;
    let address = Address::parse(&brought.address).map_err(|_| wrong("address: not an e-mail address"))?;
    plain("message", &brought.message)?;
    let message = brought.message.trim().to_owned();
    let intake = Intake { at, channel, whose: Whose::Person(address), rights, lang, message };
    let said = |mistake: &Mistake| match mistake {
        Mistake::Future => "received_at: later than now".to_owned(),
        Mistake::Ancient => "received_at: more than ten years ago".to_owned(),
        Mistake::Channel => "channel: phone, post, email, shop or social".to_owned(),
        Mistake::Rights => "kinds: at least one, and none that is asked for after a death".to_owned(),
        Mistake::Message => format!("message: more than {LONGEST} characters"),
    };
    match intake.mistakes(portal.clock.now()).first() {
        Some(mistake) => Err(wrong(&said(mistake))),
        None => Ok(intake),
    }
}

async fn bring(
    portal: Data<Portal>,
    program: Program,
    request: HttpRequest,
    sent: Keyed<Brought>,
) -> Result<HttpResponse, Refusal> {
    let mut intake = read(&portal, &sent.body)?;
    if let Whose::Person(address) = intake.whose {
        let meant = member::who(&portal, address, &sent.body.number).await;
        intake.whose = Whose::Person(meant.map_err(|unclear| match unclear {
            Unclear::Needed => Refusal::invalid("number: several people share this address; say whose request it is"),
            Unclear::Wrong => Refusal::invalid("number: nobody who shares this address has it"),
        })?);
    }
    once(&portal, &program, (&request, &sent.key, &sent.raw), Vec::new(), move |tx, act, portal| {
        let opened = desk::intake(tx, act, &portal.settings.requests, intake)?;
        let rights = requests::store::rights(tx, &opened.request.id)?;
        Ok((if opened.is_reminder { 200 } else { 201 }, shown(&opened.request, &rights)))
    })
    .await
}
