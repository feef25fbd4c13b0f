//! "What we hold about you", for colleagues: on a page, and to take along as JSON and CSV.

mod ways;

use super::{Own, PAGE, log, own};
use crate::audit::Logged;
use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::roles::Permission;
use crate::spreadsheet::harmless;
use crate::web::{Colleague, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// The pages. Whoever may open anything may open their own.
pub fn routes() -> Vec<Route> {
    let own = Who::Colleague(Permission::Home);
    let about = [
        Route::get("/staff/me", own, page),
        Route::get("/staff/me/data.json", own, as_json).limited(60),
        Route::get("/staff/me/log.csv", own, as_csv).limited(60),
    ];
    about.into_iter().chain(ways::routes()).collect()
}

/// What a line is about, by the first word of its action.
const AREAS: [&str; 19] = [
    "access",
    "api",
    "archive",
    "audit",
    "breaches",
    "consents",
    "directives",
    "erasure",
    "manual",
    "notifications",
    "person",
    "record",
    "redaction",
    "refresh",
    "requests",
    "restriction",
    "retention",
    "staff",
    "tasks",
];

#[derive(Deserialize)]
struct Older {
    /// The place before which the lines stand.
    before: Option<i64>,
}

fn area(visit: &Visit, action: &str) -> String {
    let word = action.split('.').next().unwrap_or_default();
    let known = AREAS.into_iter().find(|area| *area == word).unwrap_or("other");
    visit.say(&format!("own-area-{known}"), &[])
}

/// Whether the colleague did it themselves.
fn is_own(line: &Logged, id: &Id) -> bool {
    line.actor.as_deref() == Some(&*format!("colleague:{id}"))
}

async fn held(portal: &Portal, colleague: &Colleague) -> Result<Own, PageError> {
    let id = colleague.id.clone();
    portal.db.read(move |db| own(db, &id)).await?.ok_or(PageError::NotFound)
}

async fn page(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    from: Query<Older>,
) -> Result<HttpResponse, PageError> {
    let own = held(&portal, &colleague).await?;
    let (id, before) = (colleague.id.clone(), from.before);
    let lines = portal.db.read(move |db| log(db, &id, before)).await?;
    let moment = |at: Timestamp| words::moment(visit.lang(), at, portal.zone());
    let row = |key: &str, value: String| json!({ "label": visit.say(key, &[]), "value": value });
    let account = &own.account;
    let factor = if account.has_factor { "own-factor-yes" } else { "own-factor-no" };
    let rows = [
        row("own-name", account.name.clone()),
        row("own-email", account.email.clone()),
        row("own-role", visit.say(&format!("role-{}", account.role), &[])),
        row("own-lang", visit.say(&format!("staff-lang-{}", account.lang), &[])),
        row("own-opened", own.opened_at.map(moment).unwrap_or_default()),
        row("own-factor", words::count(visit.lang(), factor, "left", own.codes_left)),
        row("own-passkeys", own.passkeys.len().to_string()),
    ];
    let line = |line: &Logged| {
        json!({
            "at": moment(line.at.timestamp()),
            "area": area(&visit, &line.action),
            "action": line.action,
            "object": line.object,
            "by": visit.say(if is_own(line, &colleague.id) { "own-by-you" } else { "own-by-other" }, &[]),
        })
    };
    let is_full = lines.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = lines.last().filter(|_| is_full).map(|last| format!("/staff/me?before={}#log", last.idx));
    visit.page(
        "staff/own.html",
        json!({
            "rows": rows,
            "sessions": own.sessions.iter().map(|session| json!({
                "began": moment(session.began), "seen": moment(session.seen),
            })).collect::<Vec<_>>(),
            "lines": lines.iter().map(line).collect::<Vec<_>>(),
            "older": older,
            "newest": from.before.is_none(),
            "dpo": portal.record.dpo.as_ref().map(|dpo| json!({ "name": dpo.name, "email": dpo.email })),
            "authority": { "name": portal.record.authority.name, "website": portal.record.authority.website },
        }),
    )
}

/// Every line of the log that names the colleague, newest first.
async fn whole_log(portal: &Portal, id: &Id) -> Result<Vec<Logged>, PageError> {
    let id = id.clone();
    let read = portal.db.read(move |db| {
        let mut all: Vec<Logged> = Vec::new();
        loop {
            let next = log(db, &id, all.last().map(|last| last.idx))?;
            let is_last = next.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            all.extend(next);
            if is_last {
                return Ok::<_, Error>(all);
            }
        }
    });
    Ok(read.await?)
}

async fn as_json(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let own = held(&portal, &colleague).await?;
    let lines = whole_log(&portal, &colleague.id).await?;
    let text = |at: Timestamp| at.to_string();
    let line = |line: &Logged| {
        json!({
            "at": text(line.at.timestamp()),
            "action": line.action,
            "object": line.object,
            "by": if is_own(line, &colleague.id) { "you" } else { "another" },
        })
    };
    let account = &own.account;
    let whole = json!({
        "account": {
            "id": account.id, "name": account.name, "email": account.email, "role": account.role.as_str(),
            "language": account.lang.as_str(), "opened": own.opened_at.map(text),
            "password": account.has_password, "second_factor": account.has_factor,
            "recovery_codes_left": own.codes_left,
        },
        "passkeys": own.passkeys.iter().map(|kept| json!({
            "name": kept.name, "portal": kept.host, "added": text(kept.created_at.timestamp()),
            "used": kept.used_at.map(|at| text(at.timestamp())),
        })).collect::<Vec<Value>>(),
        "sign_in_services": own.linked.iter().map(|linked| json!({
            "service": linked.issuer, "person": linked.subject,
            "since": text(linked.linked_at.timestamp()), "used": text(linked.used_at.timestamp()),
        })).collect::<Vec<Value>>(),
        "sessions": own.sessions.iter().map(|session| json!({
            "began": text(session.began), "seen": text(session.seen),
        })).collect::<Vec<Value>>(),
        "log": lines.iter().map(line).collect::<Vec<Value>>(),
    });
    let bytes = serde_json::to_vec_pretty(&whole).map_err(anyhow::Error::from)?;
    Ok(visit.download("my-data.json", "application/json", bytes))
}

async fn as_csv(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let lines = whole_log(&portal, &colleague.id).await?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 5]| csv.write_record(row).map_err(|error| PageError::Internal(error.into()));
    write(["at", "about", "action", "object", "by"])?;
    for line in &lines {
        let (at, about) = (line.at.timestamp().to_string(), area(&visit, &line.action));
        let object = harmless(line.object.as_deref().unwrap_or_default());
        let by = if is_own(line, &colleague.id) { "you" } else { "another" };
        write([&at, &harmless(&about), &harmless(&line.action), &object, by])?;
    }
    let bytes = csv.into_inner().map_err(|error| PageError::Internal(anyhow::anyhow!(error.to_string())))?;
    Ok(visit.download("my-log.csv", "text/csv; charset=utf-8", bytes))
}
