//! Signing in and out: screens C1's way in, C2, C2b, the renewed proof, the list of sessions.

mod account;
mod address;
mod code;
mod link;
mod who;

use crate::identity::{self, Asked, Redeemed, SignIn};
use crate::mail::{self, Mail};
use crate::people::{Address, AddressError};
use crate::portal::Portal;
use crate::secrets::Token;
use crate::web::{ClientIp, FieldError, Form, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use serde_json::json;

/// The cookie of a browser that asked to sign in.
const PENDING: &str = "habeas-pending";

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/sign-in", Who::Anyone, form),
        Route::post("/{lang}/sign-in", Who::Anyone, ask).limited(300),
        Route::get("/{lang}/sign-in/code", Who::Anyone, code::form),
        Route::post("/{lang}/sign-in/code", Who::Anyone, code::redeem).limited(600),
        Route::post("/{lang}/sign-in/resend", Who::Anyone, code::resend).limited(300),
        Route::get("/l/{token}", Who::Anyone, link::landing).limited(600),
        Route::post("/l/{token}", Who::Anyone, link::redeem).limited(600),
        Route::post("/l/{token}/refusal", Who::Anyone, link::refuse).limited(60),
        Route::post("/{lang}/sign-out", Who::Anyone, account::sign_out),
        Route::get("/{lang}/me/who", Who::ChoosingCustomer, who::form),
        Route::post("/{lang}/me/who", Who::ChoosingCustomer, who::choose).limited(120),
        Route::get("/{lang}/me/confirm", Who::Customer, account::confirm),
        Route::post("/{lang}/me/confirm", Who::Customer, account::send_proof).limited(60),
        Route::get("/{lang}/me/address", Who::FreshCustomer, address::form),
        Route::post("/{lang}/me/address", Who::FreshCustomer, address::ask).limited(60),
        Route::get("/{lang}/me/address/code", Who::Customer, address::code),
        Route::post("/{lang}/me/address/code", Who::Customer, address::redeem).limited(120),
        Route::get("/c/address/{token}", Who::Anyone, address::landing).limited(600),
        Route::post("/c/address/{token}", Who::Anyone, address::take_back).limited(60),
        Route::get("/{lang}/me/security", Who::Customer, account::sessions),
        Route::post("/{lang}/me/security/end", Who::Customer, account::end),
    ]
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    next: String,
}

async fn form(visit: Visit, query: Query<Next>) -> Result<HttpResponse, PageError> {
    if visit.customer().is_some() {
        let home = format!("/{}/me", visit.lang());
        return Ok(visit.redirect(visit.own_page(&query.next).unwrap_or(&home)));
    }
    let next = visit.own_page(&query.next).unwrap_or_default();
    visit.page("identity/sign-in.html", json!({ "next": next, "email": "" }))
}

async fn ask(
    portal: Data<Portal>,
    visit: Visit,
    place: ClientIp,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let Form(Typed { email, next }) = form;
    let next = visit.own_page(&next).unwrap_or_default().to_owned();
    let address = match Address::parse(&email) {
        Ok(address) => address,
        Err(mistake) => {
            let errors = [FieldError::new("email", visit.say(mistake_of(mistake), &[]))];
            return visit.page_with_errors("identity/sign-in.html", json!({ "next": next, "email": email }), &errors);
        }
    };
    ask_for(&portal, &visit, place, address, next).await
}

/// The message for an address that is none.
fn mistake_of(mistake: AddressError) -> &'static str {
    match mistake {
        AddressError::Empty => "error-required",
        AddressError::TooLong => "error-email-long",
        AddressError::Form | AddressError::Domain => "error-email",
    }
}

/// Asks for a code for this address and shows the page to type it on; the same for every address.
async fn ask_for(
    portal: &Portal,
    visit: &Visit,
    place: ClientIp,
    address: Address,
    next_page: String,
) -> Result<HttpResponse, PageError> {
    let asked = Asked {
        address,
        lang: visit.lang(),
        device: visit.device().to_owned(),
        place: place.place(),
        next_page,
        earlier: pending(visit),
    };
    let (now, random, keys) = (visit.now(), portal.random.clone(), portal.keys.clone());
    let rules = portal.settings.identity;
    let outcome = portal.db.write(move |tx| identity::ask(tx, now, &random, &keys, &rules, &asked)).await?;
    match outcome {
        Ok(cookie) => {
            let mut response = visit.redirect(&format!("/{}/sign-in/code", visit.lang()));
            visit.set_cookie(&mut response, PENDING, cookie.expose(), Some(rules.lifetime.as_secs() * 2));
            Ok(response)
        }
        Err(too_often) => {
            let until = words::time_of(too_often.until, portal.zone());
            visit.page_with_status(429, "identity/wait.html", json!({ "until": until }))
        }
    }
}

/// The token of this browser's own question.
fn pending(visit: &Visit) -> Option<Token> {
    visit.cookie(PENDING).as_deref().and_then(Token::parse)
}

/// Uses a sign-in up; the browser is signed in and goes to its page, or says first who of several people it is. An earlier
/// session of this browser ends.
async fn sign_in(portal: &Portal, visit: &Visit, asked: &SignIn) -> Result<Option<HttpResponse>, PageError> {
    let is_shared = portal.sources.sharing(&asked.address(&portal.keys)?).await.is_shared();
    let rules = portal.settings.identity;
    let (now, random, keys, id) = (visit.now(), portal.random.clone(), portal.keys.clone(), asked.id.clone());
    let (device, earlier, lang) = (visit.device().to_owned(), visit.customer(), visit.lang());
    let redeemed = portal
        .db
        .write(move |tx| {
            let Some(redeemed) = identity::redeem(tx, now, &random, &keys, &id, &device)? else { return Ok(None) };
            if let Some(earlier) = earlier {
                identity::end_session(tx, &earlier.person, &earlier.session, now)?;
            }
            if is_shared && let Some(session) = identity::find_session(tx, &rules, &redeemed.token.hash(), now)? {
                identity::begin_choice(tx, &session.session)?;
            }
            if redeemed.new_device {
                let mail = Mail::NewSignIn { at: now, device, link: format!("/{lang}/me/security") };
                let address = redeemed.person.address(&keys)?;
                mail::queue(tx, now, &random, &keys, &address, redeemed.person.lang, &mail)?;
            }
            Ok::<_, crate::db::Error>(Some(redeemed))
        })
        .await?;
    let Some(Redeemed { token, next_page, .. }) = redeemed else { return Ok(None) };
    let home = format!("/{lang}/me");
    let mut response = visit.redirect(visit.own_page(&next_page).unwrap_or(&home));
    visit.remember_customer(&mut response, &token);
    visit.forget_cookie(&mut response, PENDING);
    Ok(Some(response))
}
