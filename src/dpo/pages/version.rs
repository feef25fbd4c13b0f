//! One version: what it changes, its content, review and approval.

use super::{name, shown};
use crate::audit::Actor;
use crate::db::{self, Id};
use crate::diagnostic::{Diagnostic, any_error};
use crate::dpo::{follow, misfits};
use crate::portal::Portal;
use crate::record::store::{self, ActError, By, Version};
use crate::record::version::{Act, Refusal, State};
use crate::record::{Entry, Record, difference};
use crate::roles::Permission;
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct Written {
    #[serde(default)]
    content: String,
}

/// The longest record that the form takes; a larger one comes by the command line.
const LONGEST: usize = 40_000;

pub(super) async fn version_at(portal: &Portal, id: &str) -> Result<Version, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    Ok(portal.db.read(move |db| store::by_id(db, &id)).await?)
}

pub(super) fn read(portal: &Portal, content: &str) -> (Option<Record>, Vec<Diagnostic>) {
    Record::parse(std::path::Path::new("record.toml"), content, &portal.settings.portal.languages)
}

/// A mistake in one line: where, what, and the cure.
fn told(mistake: &Diagnostic) -> String {
    let line = mistake.line.map(|line| format!("{line}: ")).unwrap_or_default();
    format!("{line}{} {}. {}", mistake.field, mistake.message, mistake.cure)
}

/// What keeps a version from being given to review or approved.
fn faults(portal: &Portal, version: &Version) -> (Option<Record>, Vec<String>) {
    let (record, found) = read(portal, &version.content);
    let mut all: Vec<String> = found.iter().filter(|mistake| mistake.is_error()).map(told).collect();
    if let Some(record) = &record {
        let file = |mistake: &Diagnostic| {
            mistake.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        all.extend(misfits(portal, record).iter().map(|mistake| format!("{} {}", file(mistake), told(mistake))));
    }
    (record, all)
}

pub(super) async fn page(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let keys = (version.author.clone(), version.approver.clone());
    let (author, approver) =
        portal.db.read(move |db| Ok::<_, db::Error>((name(db, keys.0.as_ref())?, name(db, keys.1.as_ref())?))).await?;
    let (record, faults) = faults(&portal, &version);
    let open = matches!(version.state, State::Draft | State::Review);
    let changes = record.filter(|_| open).map(|record| difference(&portal.record, &record));
    let own = version.author.as_ref() == Some(&colleague.id);
    let writes = colleague.may(Permission::RecordWriting);
    let in_review = version.state == State::Review;
    let context = json!({
        "version": shown(&portal, &visit, &version, author.as_deref(), approver.as_deref()),
        "faults": if open { faults.clone() } else { Vec::new() },
        "compared": changes.is_some(),
        "changes": changes.unwrap_or_default().iter().map(|entry| told_entry(&visit, entry)).collect::<Vec<_>>(),
        "can": {
            "write": writes && version.state == State::Draft,
            "submit": writes && version.state == State::Draft && faults.is_empty(),
            "reopen": writes && in_review,
            "remove": writes && open,
            "approve": in_review && !own && faults.is_empty() && colleague.may(Permission::RecordApproval),
            "wait": in_review && own,
        },
    });
    visit.page("record/version.html", context)
}

/// An entry of the difference in words.
fn told_entry(visit: &Visit, entry: &Entry) -> Value {
    let word = |name: &str| visit.say(&format!("record-field-{}", name.replace('_', "-")), &[]);
    let field = |field: &crate::record::Field| {
        let lang = Some(field.lang.as_str()).filter(|lang| !lang.is_empty()).map(|lang| format!(" ({lang})"));
        json!({
            "name": format!("{}{}", word(&field.name), lang.unwrap_or_default()),
            "before": field.before,
            "after": field.after,
        })
    };
    json!({
        "part": visit.say(&format!("record-part-{}", entry.part.replace('_', "-")), &[]),
        "id": entry.id,
        "added": entry.added,
        "removed": entry.removed,
        "fields": entry.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

/// The content as a file, byte for byte.
pub(super) async fn file(portal: Data<Portal>, id: Path<String>) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let named = format!("attachment; filename=\"record-{}.toml\"", version.number);
    Ok(HttpResponse::Ok()
        .content_type("application/toml; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, named))
        .body(version.content))
}

fn form(version: &Version, content: &str, faults: &[String]) -> Value {
    json!({
        "number": version.number,
        "href": format!("/admin/record/versions/{}", version.id),
        "content": content,
        "faults": faults,
        "longest": LONGEST,
    })
}

pub(super) async fn edit(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    if version.state != State::Draft {
        return Ok(visit.redirect(&format!("/admin/record/versions/{}", version.id)));
    }
    visit.page("record/content.html", form(&version, &version.content, &[]))
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    sent: Form<Written>,
) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let content = sent.0.content;
    let (_, found) = read(&portal, &content);
    let mut faults: Vec<String> = found.iter().filter(|mistake| mistake.is_error()).map(told).collect();
    if content.len() > LONGEST {
        faults.push(visit.say("record-too-long", &[]));
    }
    if any_error(&found) || !faults.is_empty() {
        let errors = [FieldError::new("content", visit.say("record-content-wrong", &[]))];
        return visit.page_with_errors("record/content.html", form(&version, &content, &faults), &errors);
    }
    let (parts, now, key) = (portal.clone(), visit.now(), version.id.clone());
    let work = move |tx: &mut db::Db| {
        let actor = Actor::Colleague(colleague.id);
        store::write(tx, &By { actor: &actor, now, random: &parts.random }, &key, &content)
    };
    let banner = match portal.db.write(work).await {
        Ok(()) => Banner::success("record-written", &[]),
        Err(ActError::Refused(_) | ActError::Database(db::Error::Lost)) => Banner::warning("record-moved", &[]),
        Err(ActError::Database(error)) => return Err(error.into()),
    };
    Ok(visit.redirect_with(&format!("/admin/record/versions/{}", version.id), &banner))
}

async fn act(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    what: Act,
) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let back = format!("/admin/record/versions/{}", version.id);
    if matches!(what, Act::Submit | Act::Approve) && !faults(&portal, &version).1.is_empty() {
        return Ok(visit.redirect_with(&back, &Banner::warning("record-has-faults", &[])));
    }
    let (parts, now, key, seen) = (portal.clone(), visit.now(), version.id.clone(), version.hash.clone());
    let work = move |tx: &mut db::Db| {
        // What is approved is what was looked at.
        if store::by_id(tx, &key)?.hash != seen {
            return Err(ActError::Refused(Refusal::State));
        }
        let actor = Actor::Colleague(colleague.id);
        store::act(tx, &By { actor: &actor, now, random: &parts.random }, &key, what)
    };
    let banner = match portal.db.write(work).await {
        Ok(state) => {
            follow(&portal).await?;
            Banner::success(&format!("record-now-{state}"), &[])
        }
        Err(ActError::Refused(Refusal::OwnVersion)) => Banner::warning("record-own", &[]),
        Err(ActError::Refused(Refusal::State) | ActError::Database(db::Error::Lost)) => {
            Banner::warning("record-moved", &[])
        }
        Err(ActError::Database(error)) => return Err(error.into()),
    };
    Ok(visit.redirect_with(&back, &banner))
}

/// One handler for each act, so that each has an address and a permission of its own.
macro_rules! acts {
    ($($name:ident => $act:ident),*) => {$(
        pub(super) async fn $name(
            portal: Data<Portal>,
            visit: Visit,
            colleague: Colleague,
            id: Path<String>,
            _: Form<Nothing>,
        ) -> Result<HttpResponse, PageError> {
            act(portal, visit, colleague, id, Act::$act).await
        }
    )*};
}

acts!(submit => Submit, reopen => Return, remove => Remove, approve => Approve);
