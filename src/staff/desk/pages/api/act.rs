//! What a program does to a request, each act once.

use super::super::acts::refused_words;
use super::super::case::Case;
use super::super::ending::{Ending, post};
use super::{acts, describe};
use crate::api::once::{Begun, Call, Kept};
use crate::api::{self, Program, Scope, openapi};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::requests::{LONGEST, Request};
use crate::staff::desk::{Act, Letter, Refused, gather};
use crate::web::{Keyed, PageError, Refusal, Route, Who};
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    let may = Who::Program(Scope::RequestsWrite);
    let standing = || {
        json!({
            "type": "object",
            "required": ["id", "reference", "status"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "reference": { "type": "string" },
                "status": describe::statuses(),
            },
        })
    };
    let body = |words: &str| {
        openapi::body(json!({
            "type": "object",
            "required": ["text"],
            "additionalProperties": false,
            "properties": { "text": describe::text(words, 1) },
        }))
    };
    let refused = |words: &str| openapi::problem(words);
    let malformed = || refused("No idempotency key, or a broken body.");
    vec![
        Route::post("/api/v1/requests/{id}/messages", may, write).described(json!({
            "summary": "Write to the person",
            "description": "They read it on the page of their request; the mail says only that there is something to read.",
            "parameters": [describe::id(), openapi::once()],
            "requestBody": body("What the person reads."),
            "responses": {
                "201": openapi::answer("Written.", standing()),
                "400": malformed(),
                "404": refused("No such request."),
                "409": refused("The request is over and the person has not written since, somebody changed it at the same moment, the text has words that are hidden from the person, or a call with this key is being worked on."),
                "503": refused("The database does not answer."),
            },
        })),
        Route::post("/api/v1/requests/{id}/close", may, close).described(json!({
            "summary": "Close a request that colleagues have decided, with the answer to the person",
            "description": "Only where a colleague could: each item decided, a second person's agreement given, the checklist complete, every source of a copy known, the person identified.",
            "parameters": [describe::id(), openapi::once()],
            "requestBody": body("The answer; decisions, remedies and the authority are added as in every answer."),
            "responses": {
                "200": openapi::answer("Closed.", standing()),
                "400": malformed(),
                "404": refused("No such request."),
                "409": refused("Something stands in the way: `detail` says why, `missing` lists undecided items, open parts of the checklist and the sources of which nothing is known."),
                "503": refused("The database does not answer."),
            },
        })),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
}

/// The case behind an address.
pub(super) async fn case(portal: &Portal, id: &str) -> Result<Case, Refusal> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    Ok(Case::of(portal, &id).await?)
}

/// A text that people read: no control characters but line ends and tabs, as in a form.
pub(super) fn plain(field: &str, text: &str) -> Result<(), Refusal> {
    let wrong = text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'));
    if wrong { Err(Refusal::invalid(format!("{field}: a control character"))) } else { Ok(()) }
}

fn read(sent: &Text) -> Result<String, Refusal> {
    plain("text", &sent.text)?;
    let text = sent.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Refusal::invalid(format!("text: 1 to {LONGEST} characters")));
    }
    Ok(text.to_owned())
}

async fn write(
    portal: Data<Portal>,
    program: Program,
    request: HttpRequest,
    path: Path<String>,
    sent: Keyed<Text>,
) -> Result<HttpResponse, Refusal> {
    let (case, text) = (case(&portal, &path).await?, read(&sent.body)?);
    once(&portal, &program, (&request, &sent.key, &sent.raw), Vec::new(), move |tx, act, portal| {
        post(tx, act, portal, &case.request, Letter::Message, &text)?;
        Ok((201, standing(tx, &case.request)?))
    })
    .await
}

async fn close(
    portal: Data<Portal>,
    program: Program,
    request: HttpRequest,
    path: Path<String>,
    sent: Keyed<Text>,
) -> Result<HttpResponse, Refusal> {
    let (before, text) = (case(&portal, &path).await?, read(&sent.body)?);
    gather::look_before_closing(&portal, &before.request, &before.items).await?;
    let case = case(&portal, &path).await?;
    let (ending, missing) = (Ending::of(&case, &portal, &text), case.missing(&portal));
    let closed = once(&portal, &program, (&request, &sent.key, &sent.raw), missing, move |tx, act, portal| {
        ending.write(tx, act, portal, &case.request)?;
        Ok((200, standing(tx, &case.request)?))
    });
    let answer = closed.await?;
    // A document that nobody checked goes with the end: out of the journal of a SQLite database, too.
    portal.db.truncate_log().await?;
    Ok(answer)
}

fn standing(db: &mut Db, request: &Request) -> Result<Value, Error> {
    let now = crate::requests::by_id(db, &request.id)?.ok_or(Error::NotFound)?;
    Ok(json!({ "id": now.id, "reference": now.reference, "status": now.status.as_str() }))
}

/// Why an act was not done.
enum Stop {
    /// The key was used for another call.
    Other,
    Refused(Refused),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Refused(error.into())
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Stop::Refused(refused)
    }
}

/// Does an act of a program, once for its key. `missing` is told if the rules of the desk refuse.
pub(super) async fn once(
    portal: &Data<Portal>,
    program: &Program,
    (request, key, raw): (&HttpRequest, &str, &Bytes),
    missing: Vec<String>,
    work: impl FnOnce(&mut Db, Act<'_>, &Portal) -> Result<(u16, Value), Refused> + Send + 'static,
) -> Result<HttpResponse, Refusal> {
    let call = Call::new(&portal.keys, program, key, request.path(), raw);
    let Some(_turn) = portal.calls.take(&call) else {
        let words = "Idempotency-Key: a call with this key is being worked on; ask again in a moment".to_owned();
        return Err(Refusal::Conflict { words, missing: Vec::new() });
    };
    let (parts, program, now) = (portal.clone(), program.clone(), portal.clock.now());
    let done = portal.db.write(move |tx| {
        match api::once::begin(tx, now, &call)? {
            Begun::Done(kept) => return Ok(kept),
            Begun::Other => return Err(Stop::Other),
            Begun::New => {}
        }
        let (status, answer) = work(tx, acts(&parts, now, &program), &parts)?;
        let kept = Kept { status, answer: answer.to_string() };
        api::once::keep(tx, &call, &kept)?;
        Ok(kept)
    });
    let kept = match done.await {
        Ok(kept) => kept,
        Err(Stop::Other) => return Err(Refusal::invalid("Idempotency-Key: used before for another call")),
        Err(Stop::Refused(refused)) => return Err(refusal(refused, missing)),
    };
    let status = StatusCode::from_u16(kept.status).map_err(|error| PageError::Internal(error.into()))?;
    Ok(HttpResponse::build(status).content_type("application/json").body(kept.answer))
}

fn refusal(refused: Refused, missing: Vec<String>) -> Refusal {
    match refused {
        Refused::Database(Error::Lost) => {
            let words = "the request is over, or somebody changed it at the same moment: read it again".to_owned();
            Refusal::Conflict { words, missing: Vec::new() }
        }
        Refused::Database(error) => error.into(),
        Refused::NotTheirs => PageError::Forbidden.into(),
        Refused::Moved => Refusal::invalid("address: whoever had it moved to another one"),
        other => Refusal::Conflict { words: refused_words(Lang::En, &other), missing },
    }
}
