//! The first sign-in of a colleague: a password by the mailed link, then the second factor.

use super::{Code, address_of, remember_browser};
use crate::db::Error;
use crate::portal::Portal;
use crate::secrets::{Purpose, Token};
use crate::staff::{self, factor, password};
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Route, Visit, Who};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/staff/enrol", Who::EnrollingColleague, enrol_page),
        Route::post("/staff/enrol", Who::EnrollingColleague, enrol).limited(60),
        Route::get("/staff/enrol/picture", Who::EnrollingColleague, enrol_picture),
        Route::get("/l/staff/{token}", Who::Anyone, invitation_page),
        Route::post("/l/staff/{token}", Who::Anyone, invitation).limited(60),
    ]
}

/// The secret offered in this session: derived, so that showing the page changes nothing.
fn offered_secret(portal: &Portal, colleague: &Colleague) -> Vec<u8> {
    let mac = portal.keys.mac(Purpose::Ticket, format!("enrol {}", colleague.session).as_bytes());
    mac.into_iter().take(20).collect()
}

fn enrol_context(portal: &Portal, colleague: &Colleague) -> serde_json::Value {
    json!({ "secret": factor::spelled(&offered_secret(portal, colleague)) })
}

async fn enrol_page(portal: web::Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    visit.page("staff/enrol.html", enrol_context(&portal, &colleague))
}

async fn enrol_picture(portal: web::Data<Portal>, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let secret = offered_secret(&portal, &colleague);
    let address = factor::address(&secret, &portal.settings.portal.name, &colleague.name);
    let picture = factor::picture(&address).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(picture))
}

async fn enrol(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Code>,
) -> Result<HttpResponse, PageError> {
    let (parts, secret, now) = (portal.clone(), offered_secret(&portal, &colleague), visit.now());
    let (id, typed) = (colleague.id.clone(), form.0.code);
    let enrolled = portal
        .db
        .write(move |tx| staff::finish_enrolment(tx, now, &parts.random, &parts.keys, &id, &secret, &typed))
        .await?;
    let Some((token, codes)) = enrolled else {
        let errors = [FieldError::new("code", visit.say("staff-code-wrong", &[]))];
        return visit.page_with_errors("staff/enrol.html", enrol_context(&portal, &colleague), &errors);
    };
    let mut response = visit.page("staff/recovery.html", json!({ "codes": codes }))?;
    visit.remember_colleague(&mut response, &token);
    let email = address_of(&portal, &colleague.id).await?;
    remember_browser(&portal, &visit, &mut response, &email);
    Ok(response)
}

fn invitation_token(path: &str) -> Result<Token, PageError> {
    Token::parse(path).ok_or(PageError::Gone)
}

async fn invitation_page(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let (token, now) = (invitation_token(&path)?, visit.now());
    let account = portal.db.read(move |db| staff::invited(db, now, &token.hash())).await?;
    visit.speak(account.ok_or(PageError::Gone)?.lang);
    visit.page("staff/invitation.html", json!({ "least": portal.settings.staff.password_min }))
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    password: String,
}

async fn invitation(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
    form: Form<Chosen>,
) -> Result<HttpResponse, PageError> {
    let (token, now, least) = (invitation_token(&path)?, visit.now(), portal.settings.staff.password_min);
    let hash = token.hash();
    let account = portal.db.read(move |db| staff::invited(db, now, &hash)).await?.ok_or(PageError::Gone)?;
    visit.speak(account.lang);
    if let Err(weak) = password::check(&form.0.password, least, &account.email, &account.name) {
        let text = visit.say(&format!("staff-password-{}", weak.key()), &[("least", &least.to_string())]);
        let errors = [FieldError::new("password", text)];
        return visit.page_with_errors("staff/invitation.html", json!({ "least": least }), &errors);
    }
    let random = portal.random.clone();
    let hashed = web::block(move || password::hash(&form.0.password, &random));
    let phc = hashed.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    let set = portal.db.write(move |tx| staff::accept(tx, now, &token.hash(), &phc)).await;
    match set {
        Err(Error::Lost) => Err(PageError::Gone),
        Err(other) => Err(other.into()),
        Ok(_) => Ok(visit.redirect_with("/staff/sign-in", &Banner::success("staff-password-set", &[]))),
    }
}
