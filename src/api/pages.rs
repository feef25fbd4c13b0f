//! The tokens of programs, for who runs the portal; and the description of the API, for who writes a program.

pub mod asked;

use super::{NewToken, PREFIX, Scope, TokenRow, openapi, store};
use crate::audit::Actor;
use crate::db::Id;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::web::{Banner, Colleague, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who, many};
use crate::words;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long a token may live at most, and how long it does if nothing is said, in days.
pub const DAYS: (u32, u32) = (730, 365);

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Accounts);
    vec![
        Route::get("/admin/tokens", may, page),
        Route::post("/admin/tokens", may, add).limited(60),
        Route::post("/admin/tokens/{id}/revocation", may, revoke),
        Route::get("/api/v1/openapi.json", Who::Anyone, document).limited(3_600),
    ]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::System, "/admin/tokens", "api-nav", Permission::Accounts)]
}

async fn document(document: web::Data<openapi::Document>) -> HttpResponse {
    let cache = (header::CACHE_CONTROL, "no-store");
    HttpResponse::Ok().insert_header(cache).json(document.value())
}

#[derive(Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default, deserialize_with = "many")]
    scopes: Vec<String>,
    #[serde(default)]
    days: String,
}

async fn context(portal: &Portal, visit: &Visit, asked: &Asked) -> Result<Value, PageError> {
    let rows = portal.db.read(store::list).await?;
    let row = |row: &TokenRow| {
        let day = |at: crate::db::Time| words::date_of(visit.lang(), at.timestamp(), portal.zone());
        let state = match (row.revoked_at, row.is_alive(visit.now())) {
            (Some(at), _) => visit.say("api-revoked-on", &[("date", &day(at))]),
            (None, true) => visit.say("api-open-until", &[("date", &day(row.expires_at))]),
            (None, false) => visit.say("api-over-since", &[("date", &day(row.expires_at))]),
        };
        json!({
            "id": row.id,
            "name": row.name,
            "scopes": row.scopes,
            "state": state,
            "alive": row.is_alive(visit.now()),
            "used": row.used_at.map(day),
        })
    };
    let option = |(word, _): &(&str, Scope)| {
        let key = format!("api-scope-{}", word.replace(':', "-"));
        json!({ "value": word, "label": word, "hint": visit.say(&key, &[]) })
    };
    Ok(json!({
        "tokens": rows.iter().map(row).collect::<Vec<_>>(),
        "options": Scope::ALL.iter().map(option).collect::<Vec<_>>(),
        "form": { "name": asked.name, "scopes": asked.scopes, "days": asked.days },
        "secret": null,
    }))
}

async fn page(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let asked = Asked { days: DAYS.1.to_string(), ..Asked::default() };
    visit.page("api/tokens.html", context(&portal, &visit, &asked).await?)
}

async fn add(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Asked>,
) -> Result<HttpResponse, PageError> {
    let asked = form.0;
    let name = asked.name.trim().to_owned();
    let scopes: Vec<Scope> = asked.scopes.iter().filter_map(|word| word.parse().ok()).collect();
    let days = asked.days.trim().parse::<u32>().ok().filter(|days| (1..=DAYS.0).contains(days));
    let mut errors = Vec::new();
    if name.is_empty() || name.chars().count() > 80 || name.contains('\n') {
        errors.push(FieldError::new("name", visit.say("api-name-wrong", &[])));
    }
    if scopes.is_empty() || scopes.len() != asked.scopes.len() {
        errors.push(FieldError::new("scopes", visit.say("api-scopes-wrong", &[])));
    }
    let Some(days) = days.filter(|_| errors.is_empty()) else {
        if days.is_none() {
            errors.push(FieldError::new("days", visit.say("api-days-wrong", &[("most", &DAYS.0.to_string())])));
        }
        return visit.page_with_errors("api/tokens.html", context(&portal, &visit, &asked).await?, &errors);
    };
    let new = NewToken { name, scopes, days, by: Actor::Colleague(colleague.id) };
    let (random, now) = (portal.random.clone(), visit.now());
    let (_, token) = portal.db.write(move |tx| store::add(tx, now, &random, &new)).await?;
    // Shown in the answer itself: a redirect would have to carry the secret.
    let asked = Asked { days: DAYS.1.to_string(), ..Asked::default() };
    let mut whole = context(&portal, &visit, &asked).await?;
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("secret".to_owned(), json!(format!("{PREFIX}{}", token.expose())));
    }
    visit.page("api/tokens.html", whole)
}

async fn revoke(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id: Id = path.parse().map_err(|_| PageError::NotFound)?;
    let (random, now, by) = (portal.random.clone(), visit.now(), Actor::Colleague(colleague.id));
    let revoked = portal.db.write(move |tx| store::revoke(tx, now, &random, &id, by)).await?;
    let key = if revoked { "api-now-revoked" } else { "api-revoked-before" };
    Ok(visit.redirect_with("/admin/tokens", &Banner::success(key, &[])))
}
