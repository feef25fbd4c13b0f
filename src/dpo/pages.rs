//! A1: what is to be seen to today; A2: the record of processing and its versions; A3: the data map; A5: the sources, and what they may not need to hold.

mod export;
mod map;
mod minimisation;
mod pack;
mod parts;
mod risks;
mod sources;
mod version;

use crate::db::{Db, Error, Id};
use crate::portal::Portal;
use crate::record::store::{self, By, Version};
use crate::record::template::{TEMPLATES, Template};
use crate::record::version::State;
use crate::roles::Permission;
use crate::staff;
use crate::web::{Banner, Colleague, Form, NavItem, PageError, Route, Section, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    let reader = Who::Colleague(Permission::Record);
    let writer = Who::Colleague(Permission::RecordWriting);
    let approver = Who::Colleague(Permission::RecordApproval);
    vec![
        Route::get("/admin", reader, risks::page),
        Route::get("/admin/sources", reader, sources::page),
        Route::post("/admin/sources/comparison", reader, sources::compare).limited(60),
        Route::get("/admin/sources/minimisation", reader, minimisation::page),
        Route::post("/admin/sources/minimisation", reader, minimisation::look).limited(60),
        Route::get("/admin/sources/minimisation/reason", writer, minimisation::ask),
        Route::post("/admin/sources/minimisation/reason", writer, minimisation::keep).limited(240),
        Route::post("/admin/sources/minimisation/reason/removal", writer, minimisation::reopen).limited(240),
        Route::get("/admin/record", reader, overview),
        Route::get("/admin/record/map", reader, map::page),
        Route::get("/admin/record/export/{name}", reader, export::file),
        Route::get("/admin/record/authority-pack.zip", reader, pack::file),
        Route::post("/admin/record/versions", writer, begin),
        Route::get("/admin/record/versions/{id}", reader, version::page),
        Route::get("/admin/record/versions/{id}/map", reader, map::of_version),
        Route::get("/admin/record/versions/{id}/record.toml", reader, version::file),
        Route::get("/admin/record/versions/{id}/parts", writer, parts::list),
        Route::get("/admin/record/versions/{id}/parts/{part}", writer, parts::form),
        Route::post("/admin/record/versions/{id}/parts/{part}", writer, parts::save),
        Route::post("/admin/record/versions/{id}/parts/{part}/removal", writer, parts::remove),
        Route::get("/admin/record/versions/{id}/content", writer, version::edit),
        Route::post("/admin/record/versions/{id}/content", writer, version::save),
        Route::post("/admin/record/versions/{id}/submission", writer, version::submit),
        Route::post("/admin/record/versions/{id}/draft", writer, version::reopen),
        Route::post("/admin/record/versions/{id}/removal", writer, version::remove),
        Route::post("/admin/record/versions/{id}/approval", approver, version::approve),
    ]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new(Section::Record, "/admin", "risks-nav", Permission::Record),
        NavItem::new(Section::Record, "/admin/record", "record-nav", Permission::Record),
        NavItem::new(Section::Record, "/admin/sources", "sources-nav", Permission::Record),
        NavItem::new(Section::Record, "/admin/sources/minimisation", "minimise-nav", Permission::Record),
    ]
}

/// The name of a colleague, for a version.
fn name(db: &mut Db, id: Option<&Id>) -> Result<Option<String>, Error> {
    let account = id.map(|id| staff::account(db, id)).transpose()?.flatten();
    Ok(account.map(|account| account.name))
}

/// What a page shows of a version. `author` is a name.
fn shown(portal: &Portal, visit: &Visit, version: &Version, author: Option<&str>, approver: Option<&str>) -> Value {
    let kind = match version.state {
        State::Draft => "",
        State::Review => "warning",
        State::Approved => "success",
        State::Replaced | State::Removed => "info",
    };
    let moment = |at| words::moment(visit.lang(), at, portal.zone());
    let origin = visit.say(&format!("record-origin-{}", version.origin.as_str()), &[]);
    json!({
        "number": version.number,
        "href": format!("/admin/record/versions/{}", version.id),
        "state": version.state,
        "state_words": visit.say(&format!("record-state-{}", version.state), &[]),
        "kind": kind,
        "begun": moment(version.created_at),
        "author": author.map_or(origin, str::to_owned),
        "approved": version.approved_at.map(moment),
        "approver": approver,
        "hash": version.hash,
    })
}

async fn overview(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let versions = portal
        .db
        .read(|db| {
            let mut rows = Vec::new();
            for version in store::all(db)? {
                let author = name(db, version.author.as_ref())?;
                let approver = name(db, version.approver.as_ref())?;
                rows.push((version, author, approver));
            }
            Ok::<_, Error>(rows)
        })
        .await?;
    let rows: Vec<Value> = versions
        .iter()
        .map(|(version, author, approver)| shown(&portal, &visit, version, author.as_deref(), approver.as_deref()))
        .collect();
    let record = portal.record.now();
    let lang = visit.lang();
    let activity = |activity: &crate::record::Activity| {
        let one = record.processing(activity, lang);
        json!({
            "name": one.name,
            "purpose": one.purpose,
            "basis": visit.say(&format!("basis-{}", one.basis.as_str()), &[]),
            "categories": one.categories.join(", "),
            "recipients": one.recipients.iter().map(|receiver| receiver.name).collect::<Vec<_>>().join(", "),
            "kept": one.retention.map(|kept| kept.label),
        })
    };
    let template = |template: &Template| {
        let word = |key: &str| visit.say(&format!("record-template-{}{key}", template.id), &[]);
        json!({ "value": template.id, "label": word(""), "hint": word("-hint") })
    };
    let context = json!({
        "current": rows.iter().find(|row| row.get("state") == Some(&json!(State::Approved))),
        "waiting": rows.iter().filter(|row| row.get("state") == Some(&json!(State::Review))).collect::<Vec<_>>(),
        "versions": rows,
        "activities": record.activities.iter().map(activity).collect::<Vec<_>>(),
        "on_behalf": record.on_behalf.iter().map(|one| json!({
            "name": one.name,
            "processing": one.processing.get(lang),
            "recipients": one.recipients.iter().filter_map(|id| record.recipient(id)).map(|one| one.name.as_str())
                .collect::<Vec<_>>().join(", "),
            "contract": one.contract,
        })).collect::<Vec<_>>(),
        "writes": colleague.may(Permission::RecordWriting),
        "templates": TEMPLATES.iter().map(template).collect::<Vec<_>>(),
    });
    visit.page("record/overview.html", context)
}

/// What a draft begins as: a template, or without one the approved version.
#[derive(Deserialize)]
struct Begun {
    #[serde(default)]
    template: String,
}

async fn begin(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Begun>,
) -> Result<HttpResponse, PageError> {
    let template = match form.0.template.as_str() {
        "" => None,
        id => Some(Template::of(id).ok_or(PageError::NotFound)?),
    };
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut Db| {
        let actor = crate::audit::Actor::Colleague(colleague.id);
        let by = By { actor: &actor, now, random: &parts.random };
        let approved = store::approved(tx)?.ok_or(Error::NotFound)?;
        let content = template.map(|template| template.content(&approved.content, &parts.record.now()));
        store::propose(tx, &by, content.as_deref().unwrap_or(&approved.content))
    };
    let id = portal.db.write(work).await?;
    if template.is_some() {
        let banner = Banner::info("record-template-begun", &[]);
        return Ok(visit.redirect_with(&format!("/admin/record/versions/{id}/map"), &banner));
    }
    Ok(visit.redirect(&format!("/admin/record/versions/{id}/parts")))
}
