//! Handing a case on, putting it aside, and ticking the checklist of an access request.

use super::acts::{Doing, Typed};
use crate::db::Db;
use crate::portal::Portal;
use crate::requests::{AccessPart, Answered, Request};
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use std::collections::BTreeMap;

pub(super) async fn assign(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let Ok(to) = doing.typed.to.parse() else {
        return doing.again("to", &visit.say("error-choice", &[]));
    };
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::assign(tx, act, request, &to);
    doing.go("staff-assigned", "to", work).await
}

pub(super) async fn snooze(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let Some(until) = words::typed_day(&doing.typed.until) else {
        return doing.again("until", &visit.say("error-date", &[]));
    };
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::snooze(tx, act, &portal.settings.requests, request, until)
    };
    doing.go("staff-snoozed", "until", work).await
}

/// Keeps what was ticked; what is not ticked stays open.
pub(super) async fn check(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    form: Form<BTreeMap<String, String>>,
) -> Result<HttpResponse, PageError> {
    let mut fields = form.0;
    let typed = Typed { version: fields.remove("version").unwrap_or_default(), ..Typed::default() };
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, typed).await?;
    let item = doing.case.item(&path.1)?.clone();
    let ticked = fields
        .into_iter()
        .filter_map(|(part, answered)| Some((part.parse::<AccessPart>().ok()?, answered.parse::<Answered>().ok()?)));
    let parts: BTreeMap<AccessPart, Answered> = ticked.collect();
    let work =
        move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::check(tx, act, request, &item, &parts);
    doing.go("staff-checked", "items", work).await
}
