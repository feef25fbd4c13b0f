//! How requests stand, for a program.

use super::act::case;
use super::{acts, describe, shown};
use crate::api::{Program, Scope, openapi};
use crate::db::Id;
use crate::portal::Portal;
use crate::requests::{Author, Right, Status};
use crate::staff::desk::{self, Refused, Row, Sieve};
use crate::web::{PageError, Refusal, Route, Who};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

/// How many requests an answer holds at most, and how many if nothing is said.
const MOST: (i64, i64) = (200, 50);

pub(super) fn routes() -> Vec<Route> {
    let may = Who::Program(Scope::RequestsRead);
    let query = |name: &str, words: &str, schema: serde_json::Value| json!({ "name": name, "in": "query", "description": words, "schema": schema });
    let unknown = || openapi::problem("No such request.");
    let down = || openapi::problem("The database does not answer.");
    vec![
        Route::get("/api/v1/requests", may, list).described(json!({
            "summary": "Requests, in the order of their last changes",
            "description": "Ask with `cursor` until `next` is null; later, with `changed_since`, for what changed meanwhile.",
            "parameters": [
                query("status", "Only these.", describe::statuses()),
                query("kind", "Only those that ask for this right.", describe::every_kind()),
                query("due_before", "Only those whose last day is before this one.", json!({ "type": "string", "format": "date" })),
                query("changed_since", "Only those that changed then or later.", json!({ "type": "string", "format": "date-time" })),
                query("cursor", "Where the last answer ended: its `next`.", json!({ "type": "string", "pattern": "^[0-9]{1,18}\\.[0-9a-f-]{36}$" })),
                query("limit", "How many at most.", json!({ "type": "integer", "minimum": 1, "maximum": MOST.0, "default": MOST.1 })),
            ],
            "responses": {
                "200": openapi::answer("A part of the list.", json!({
                    "type": "object",
                    "required": ["requests", "next"],
                    "properties": {
                        "requests": { "type": "array", "items": describe::request() },
                        "next": { "type": ["string", "null"], "description": "The cursor of the next part; null at the end." },
                    },
                })),
                "422": openapi::problem("What to mend in the query."),
                "503": down(),
            },
        })),
        Route::get("/api/v1/requests/{id}", may, one).described(json!({
            "summary": "One request, with what became of each right",
            "parameters": [describe::id()],
            "responses": { "200": openapi::answer("As it stands.", describe::whole()), "404": unknown(), "503": down() },
        })),
        Route::get("/api/v1/requests/{id}/messages", may, messages).described(json!({
            "summary": "What the person and the company wrote, oldest first",
            "description": "Notes between colleagues are not among it. Reading is written into the audit log, and the person sees it.",
            "parameters": [describe::id()],
            "responses": {
                "200": openapi::answer("Every message.", json!({
                    "type": "object",
                    "required": ["messages"],
                    "properties": {
                        "messages": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["at", "by", "text"],
                                "properties": {
                                    "at": describe::moment("When."),
                                    "by": { "enum": ["person", "company"] },
                                    "text": { "type": "string" },
                                },
                            },
                        },
                    },
                })),
                "404": unknown(),
                "503": down(),
            },
        })),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    status: Option<String>,
    kind: Option<String>,
    due_before: Option<String>,
    changed_since: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

fn read(asked: &Asked) -> Result<Sieve, Refusal> {
    let wrong = |words: &str| Refusal::invalid(words);
    let status = asked.status.as_deref().map(|word| word.parse::<Status>().map_err(|_| wrong("status: not a status")));
    let right = asked.kind.as_deref().map(|word| word.parse::<Right>().map_err(|_| wrong("kind: names no right")));
    let due =
        asked.due_before.as_deref().map(|day| day.parse::<Date>().map_err(|_| wrong("due_before: such as 2026-03-31")));
    let since = asked.changed_since.as_deref();
    let since =
        since.map(|at| at.parse::<Timestamp>().map_err(|_| wrong("changed_since: such as 2026-03-05T10:00:00Z")));
    let cursor = asked.cursor.as_deref().map(|text| cursor(text).ok_or_else(|| wrong("cursor: not one of ours")));
    let limit = asked.limit.as_deref().map_or(Ok(MOST.1), |text| {
        let number = text.parse().ok().filter(|number| (1..=MOST.0).contains(number));
        number.ok_or_else(|| wrong(&format!("limit: 1 to {}", MOST.0)))
    });
    Ok(Sieve {
        status: status.transpose()?,
        right: right.transpose()?,
        due_before: due.transpose()?,
        changed_since: since.transpose()?,
        after: cursor.transpose()?,
        most: limit?,
    })
}

/// Behind which request a part of the list begins.
fn cursor(text: &str) -> Option<(Timestamp, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

async fn list(portal: Data<Portal>, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let known = "the query takes status, kind, due_before, changed_since, cursor and limit, each once";
    let asked = Query::<Asked>::from_query(request.query_string()).map_err(|_| Refusal::invalid(known))?;
    let mut sieve = read(&asked)?;
    let most = sieve.most;
    sieve.most += 1;
    let mut rows: Vec<Row> = portal.db.read(move |db| desk::sieve(db, &sieve)).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > most;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| more).map(|row| &row.request);
    Ok(HttpResponse::Ok().json(json!({
        "requests": rows.iter().map(|row| shown(&row.request, &row.rights)).collect::<Vec<_>>(),
        "next": last.map(|last| format!("{}.{}", last.changed_at.as_microsecond(), last.id)),
    })))
}

async fn one(portal: Data<Portal>, path: Path<String>) -> Result<HttpResponse, Refusal> {
    let case = case(&portal, &path).await?;
    let rights: Vec<Right> = case.items.iter().map(|item| item.right).collect();
    let mut answer = shown(&case.request, &rights);
    let items = case
        .items
        .iter()
        .map(|item| json!({ "kind": item.right.as_str(), "state": item.state.as_str(), "ground": item.ground }));
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("items".to_owned(), items.collect());
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn messages(portal: Data<Portal>, program: Program, path: Path<String>) -> Result<HttpResponse, Refusal> {
    let case = case(&portal, &path).await?;
    let (parts, now, request) = (portal.clone(), portal.clock.now(), case.request.clone());
    let logged = portal.db.write(move |tx| desk::read_messages(tx, acts(&parts, now, &program), &request)).await;
    logged.map_err(|refused| match refused {
        Refused::Database(error) => Refusal::from(error),
        other => PageError::Internal(other.into()).into(),
    })?;
    let written = case.letters().map(|message| {
        let by = if message.author == Author::Person { "person" } else { "company" };
        json!({ "at": message.at.to_string(), "by": by, "text": message.text })
    });
    Ok(HttpResponse::Ok().json(json!({ "messages": written.collect::<Vec<_>>() })))
}
