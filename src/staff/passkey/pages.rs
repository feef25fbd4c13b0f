//! Signing in with a passkey: with nothing typed, or after the password. The script `passkey.js` asks for the question, lets the
//! device answer, and sends the answer as a form.

use super::{Ceremony, Entered};
use crate::db::Id;
use crate::portal::Portal;
use crate::secrets::Token;
use crate::staff::enter_by_passkey;
use crate::staff::pages::{TICKET, address_of, again_with, may_sign_in_here, remember_browser, ticket_holder};
use crate::web::{Banner, Form, Nothing, PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

/// The cookie that binds a question to the browser that was asked.
const QUESTION: &str = "habeas-staff-passkey";

/// The pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/staff/sign-in/passkey/question", Who::Anyone, question).limited(240),
        Route::post("/staff/sign-in/passkey", Who::Anyone, enter).limited(120),
        Route::post("/staff/second-factor/passkey/question", Who::Anyone, factor_question).limited(240),
        Route::post("/staff/second-factor/passkey", Who::Anyone, factor).limited(120),
    ]
}

/// What the script sends.
#[derive(Clone, Deserialize)]
pub struct Answer {
    /// What the device answered, as JSON.
    #[serde(default)]
    pub answer: String,
    /// The page to come to.
    #[serde(default)]
    pub next: String,
}

/// The ceremony of this portal; 404 where passkeys cannot be.
pub fn ceremony(portal: &Portal) -> Result<Ceremony, PageError> {
    Ceremony::of(portal).ok_or(PageError::NotFound)
}

/// The token of the question that this browser was asked.
pub fn asked(visit: &Visit) -> Option<Token> {
    visit.cookie(QUESTION).as_deref().and_then(Token::parse)
}

/// The question as JSON, its token in the cookie.
pub fn as_json(visit: &Visit, asked: &super::Asked) -> HttpResponse {
    let mut response = HttpResponse::Ok().content_type("application/json").body(asked.options.to_string());
    visit.set_cookie(&mut response, QUESTION, asked.token.expose(), Some(super::PATIENCE.as_secs()));
    response
}

/// Asks the browser to prove itself with a passkey of anybody, or of one account.
pub async fn ask(portal: &Portal, visit: &Visit, only: Option<Id>) -> Result<HttpResponse, PageError> {
    let ceremony = ceremony(portal)?;
    let asked = portal.db.write(move |tx| ceremony.ask_to_enter(tx, only.as_ref())).await?;
    Ok(as_json(visit, &asked))
}

/// Whose passkey the browser answered with.
pub async fn answered(portal: &Portal, visit: &Visit, only: Option<Id>, answer: String) -> Result<Entered, PageError> {
    let ceremony = ceremony(portal)?;
    let Some(token) = asked(visit) else { return Ok(Entered::Late) };
    Ok(portal.db.write(move |tx| ceremony.enter(tx, only.as_ref(), &token, &answer)).await?)
}

async fn question(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    ask(&portal, &visit, None).await
}

async fn factor_question(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    let holder = ticket_holder(&portal, &visit).ok_or(PageError::Gone)?;
    ask(&portal, &visit, Some(holder)).await
}

async fn enter(portal: Data<Portal>, visit: Visit, form: Form<Answer>) -> Result<HttpResponse, PageError> {
    finish(&portal, &visit, None, form.0).await
}

async fn factor(portal: Data<Portal>, visit: Visit, form: Form<Answer>) -> Result<HttpResponse, PageError> {
    let Some(holder) = ticket_holder(&portal, &visit) else {
        return Ok(visit.redirect_with("/staff/sign-in", &Banner::warning("staff-ticket-old", &[])));
    };
    finish(&portal, &visit, Some(holder), form.0).await
}

/// Begins a session, or says why not on the page that asked.
async fn finish(
    portal: &Data<Portal>,
    visit: &Visit,
    only: Option<Id>,
    sent: Answer,
) -> Result<HttpResponse, PageError> {
    let next = visit.staff_page(&sent.next).unwrap_or("/staff").to_owned();
    let id = match answered(portal, visit, only.clone(), sent.answer).await? {
        Entered::Colleague(id) => id,
        Entered::Late => return again_with(portal, visit, only.as_ref(), &next, "staff-passkey-late").await,
        Entered::Refused => return again_with(portal, visit, only.as_ref(), &next, "staff-passkey-refused").await,
    };
    let email = address_of(portal, &id).await?;
    if !may_sign_in_here(portal, &email) {
        return again_with(portal, visit, only.as_ref(), &next, "staff-sign-in-wrong-here").await;
    }
    let (parts, now) = (portal.clone(), visit.now());
    let begun = portal.db.write(move |tx| enter_by_passkey(tx, now, &parts.random, &id));
    let token = begun.await?;
    let mut response = visit.redirect(&next);
    visit.remember_colleague(&mut response, &token);
    visit.forget_cookie(&mut response, TICKET);
    remember_browser(portal, visit, &mut response, &email);
    visit.forget_cookie(&mut response, QUESTION);
    Ok(response)
}
