//! Reports brought by HTTP: a message as it came in, or the events of a relay.

use crate::api::{Program, Scope, openapi};
use crate::audit::Actor;
use crate::bounces::relay::{self, Relay};
use crate::bounces::{self, Report, Said};
use crate::portal::Portal;
use crate::refresh::bounce::Way;
use crate::refresh::report::{Bringer, Heard, hear};
use crate::web::{PageError, Refusal, Route, Who};
use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Payload};
use serde::Serialize;
use serde_json::{Value, json};

/// The most bytes of one call.
const MOST: usize = 4 << 20;
/// The most calls of one program in an hour.
const PER_HOUR: u32 = 1_000_000;

/// The addresses for programs.
pub(super) fn routes() -> Vec<Route> {
    let may = Who::Program(Scope::ReportsWrite);
    let of = |summary: &str, kind: &str, schema: Value| {
        let number = || json!({ "type": "integer" });
        let answer = json!({
            "type": "object",
            "required": ["noted", "known", "foreign", "ignored"],
            "properties": { "noted": number(), "known": number(), "foreign": number(), "ignored": number() },
        });
        json!({
            "summary": summary,
            "requestBody": { "required": true, "content": { kind: { "schema": schema } } },
            "responses": {
                "200": openapi::answer("What became of the reports in it: noted now, known before, about no mail of ours, not understood.", answer),
                "422": openapi::problem("What to mend."),
            },
        })
    };
    let events = |relay: &str| {
        let summary = format!("Bring the events of {relay} about campaign mails");
        of(&summary, "application/json", json!({ "type": ["object", "array"] }))
    };
    let message =
        of("Bring a bounce or a complaint as it came in by mail", "message/rfc822", json!({ "type": "string" }));
    vec![
        Route::post("/api/v1/mail/reports", may, by_mail).limited(PER_HOUR).described(message),
        Route::post("/api/v1/mail/reports/brevo", may, by_brevo).limited(PER_HOUR).described(events("Brevo")),
        Route::post("/api/v1/mail/reports/mailjet", may, by_mailjet).limited(PER_HOUR).described(events("Mailjet")),
        Route::post("/api/v1/mail/reports/postmark", may, by_postmark).limited(PER_HOUR).described(events("Postmark")),
    ]
}

#[derive(Default, Serialize)]
struct Tally {
    noted: u32,
    known: u32,
    foreign: u32,
    ignored: u32,
}

async fn body(payload: Payload) -> Result<Bytes, Refusal> {
    let broken = || Refusal::invalid("the body is too long or broken");
    payload.to_bytes_limited(MOST).await.map_err(|_| broken())?.map_err(|_| broken())
}

async fn by_mail(portal: Data<Portal>, program: Program, payload: Payload) -> Result<HttpResponse, Refusal> {
    let raw = body(payload).await?;
    let read = tokio::task::spawn_blocking(move || bounces::read(&raw)).await;
    let found = match read.map_err(|error| PageError::Internal(error.into()))? {
        Said::Report(report) => vec![report],
        Said::AutoReply | Said::Nothing => Vec::new(),
    };
    let ignored = u32::from(found.is_empty());
    let tally = bring(&portal, &program, Way::Mail, found).await?;
    Ok(HttpResponse::Ok().json(Tally { ignored, ..tally }))
}

/// Each report is a transaction of its own: a relay that brings the rest again later loses nothing and doubles nothing.
async fn bring(portal: &Portal, program: &Program, way: Way, found: Vec<Report>) -> Result<Tally, Refusal> {
    let mut tally = Tally::default();
    for report in found {
        let (parts, actor) = (portal.clone(), Actor::Program(program.id.clone()));
        let heard = portal.db.write(move |tx| {
            let now = parts.clock.now();
            let by = Bringer { now, random: &parts.random, keys: &parts.keys, way, actor };
            hear(tx, &by, &report)
        });
        match heard.await? {
            Heard::Noted => tally.noted += 1,
            Heard::Known => tally.known += 1,
            Heard::Foreign => tally.foreign += 1,
        }
    }
    Ok(tally)
}

async fn by_relay(portal: &Portal, program: &Program, relay: Relay, payload: Payload) -> Result<HttpResponse, Refusal> {
    let raw = body(payload).await?;
    let events: Value = serde_json::from_slice(&raw).map_err(|_| Refusal::invalid("the body must be JSON"))?;
    let count = events.as_array().map_or(1, Vec::len);
    let found = relay::read(relay, &events);
    let ignored = u32::try_from(count.saturating_sub(found.len())).unwrap_or(u32::MAX);
    let tally = bring(portal, program, Way::Relay, found).await?;
    Ok(HttpResponse::Ok().json(Tally { ignored, ..tally }))
}

/// One handler for each relay, so that each has an address.
macro_rules! relays {
    ($($name:ident => $relay:ident),*) => {$(
        async fn $name(portal: Data<Portal>, program: Program, payload: Payload) -> Result<HttpResponse, Refusal> {
            by_relay(&portal, &program, Relay::$relay, payload).await
        }
    )*};
}

relays!(by_brevo => Brevo, by_mailjet => Mailjet, by_postmark => Postmark);
