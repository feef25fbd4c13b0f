//! M1: the campaigns, and how far the customer file was read.

use super::{name_mistake, shown};
use crate::portal::Portal;
use crate::refresh::{self, By};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

async fn context(portal: &Portal, visit: &Visit, name: &str) -> Result<Value, PageError> {
    let source = portal.sources.declarations().find(|source| source.directory.is_some());
    let source = source.map(|source| (source.name.clone(), source.label.get(visit.lang()).to_owned()));
    let key = source.as_ref().map(|(name, _)| name.clone());
    let (campaigns, import) = portal
        .db
        .read(move |db| {
            let import = key.map(|source| refresh::import_of(db, &source)).transpose()?.flatten();
            Ok::<_, PageError>((refresh::all(db)?, import))
        })
        .await?;
    let row = |campaign: &refresh::Campaign| {
        let mut row = shown(visit, campaign);
        let day = words::date_of(visit.lang(), campaign.created_at, portal.zone());
        row.as_object_mut().map(|row| row.insert("day".to_owned(), day.into()));
        row
    };
    let file = match (source, import) {
        (None, _) => json!({ "state": "none" }),
        (Some((_, label)), None) => json!({ "state": "never", "label": label }),
        (Some((_, label)), Some(import)) => json!({
            "state": if import.finished_at.is_some() { "read" } else { "reading" },
            "label": label,
            "day": import.finished_at.map(|at| words::moment(visit.lang(), at, portal.zone())).unwrap_or_default(),
            "seen": refresh::audience::shown(import.seen),
            "odd": refresh::audience::shown(import.odd),
        }),
    };
    let campaigns: Vec<Value> = campaigns.iter().map(row).collect();
    Ok(json!({ "campaigns": campaigns, "file": file, "name": name }))
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("refresh/campaigns.html", context(&portal, &visit, "").await?)
}

pub(super) async fn create(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Named>,
) -> Result<HttpResponse, PageError> {
    let name = form.0.name.trim().to_owned();
    if let Some(key) = name_mistake(&name) {
        let errors = [FieldError::new("name", visit.say(key, &[]))];
        return visit.page_with_errors("refresh/campaigns.html", context(&portal, &visit, &name).await?, &errors);
    }
    let (parts, now) = (portal.clone(), visit.now());
    let per_hour = i32::try_from(portal.settings.refresh.per_hour).unwrap_or(i32::MAX);
    let id = portal
        .db
        .write(move |tx| {
            let by = By { colleague: &colleague.id, now, random: &parts.random };
            refresh::create(tx, &by, &name, per_hour)
        })
        .await?;
    Ok(visit.redirect(&format!("/marketing/campaigns/{id}")))
}

pub(super) async fn import(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut _| refresh::ask_import(tx, &By { colleague: &colleague.id, now, random: &parts.random });
    portal.db.write(work).await?;
    Ok(visit.redirect_with("/marketing", &Banner::info("refresh-import-asked", &[])))
}
