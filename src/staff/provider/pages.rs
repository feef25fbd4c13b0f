//! To the company's sign-in service and back.

use super::calls::discover;
use super::token::{Expected, check};
use super::{Begun, Desk, Fault, NEW_PROOF, PATIENCE};
use crate::config::Oidc;
use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::roles::Permission;
use crate::secrets::Token;
use crate::staff::{self, passkey};
use crate::web::{Banner, Colleague, Form, PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

/// The cookie that binds a sign-in to the browser that began it.
const BEGUN: &str = "habeas-staff-provider";

/// Where the service sends the browser back to.
pub const BACK: &str = "/staff/sign-in/provider/back";

/// The kind of challenge.
const KIND: &str = "provider";

/// The pages. The way back is a GET that signs in: that is how the protocol goes, and the browser must hold what was given to it by
/// the button.
pub fn routes() -> Vec<Route> {
    let own = Who::Colleague(Permission::Home);
    vec![
        Route::post("/staff/sign-in/provider", Who::Anyone, begin).limited(120),
        Route::get(BACK, Who::Anyone, back).limited(240),
        Route::post("/staff/me/sign-in/again/provider", own, begin_again).limited(60),
    ]
}

#[derive(Deserialize)]
struct Going {
    #[serde(default)]
    next: String,
}

/// What the button says.
pub fn label(portal: &Portal, visit: &Visit) -> Option<String> {
    let settings = portal.settings.oidc.as_ref()?;
    Some(settings.label.clone().unwrap_or_else(|| visit.say("provider-button", &[])))
}

fn settings(portal: &Portal) -> Result<&Oidc, PageError> {
    portal.settings.oidc.as_ref().ok_or(PageError::NotFound)
}

async fn begin(portal: Data<Portal>, visit: Visit, form: Form<Going>) -> Result<HttpResponse, PageError> {
    go(&portal, &visit, &form.0.next, None).await
}

async fn begin_again(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Going>,
) -> Result<HttpResponse, PageError> {
    go(&portal, &visit, &form.0.next, Some(colleague)).await
}

/// A page that leads to the service. A redirect would not do: the policy of the page with the form lets forms go to the portal only.
async fn go(
    portal: &Data<Portal>,
    visit: &Visit,
    next: &str,
    again: Option<Colleague>,
) -> Result<HttpResponse, PageError> {
    let settings = settings(portal)?;
    let text = || BASE64_URL_SAFE_NO_PAD.encode(portal.random.bytes::<32>());
    let begun = Begun {
        state: text(),
        nonce: text(),
        verifier: text(),
        next: visit.staff_page(next).unwrap_or("/staff").to_owned(),
        session: again.as_ref().map(|colleague| colleague.session.clone()),
        at: visit.now(),
    };
    let document = match discover(&portal.outgoing, settings).await {
        Ok(document) => document,
        Err(fault) => return failed(portal, visit, fault),
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&begun.verifier));
    let redirect = redirect(portal);
    let mut parameters = vec![
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("client_id", &settings.client_id),
        ("redirect_uri", &redirect),
        ("state", &begun.state),
        ("nonce", &begun.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    if again.is_some() {
        parameters.extend([("prompt", "login"), ("max_age", "0")]);
    }
    let to = match document.address(&portal.outgoing, &parameters) {
        Ok(to) => to,
        Err(fault) => return failed(portal, visit, fault),
    };
    let token = Token::mint(&portal.random);
    let sealed = portal.keys.seal_json(&portal.random, &place(&token), &begun).map_err(anyhow::Error::from)?;
    let (hash, now, who) = (token.hash(), visit.now(), again.map(|colleague| colleague.id));
    portal
        .db
        .write(move |tx| passkey::challenge(tx, now, (&hash, now + PATIENCE), KIND, who.as_ref(), &sealed))
        .await?;
    let mut response = visit.page("staff/provider-go.html", json!({ "to": to, "host": to.host_str() }))?;
    visit.set_cookie(&mut response, BEGUN, token.expose(), Some(PATIENCE.as_secs()));
    Ok(response)
}

fn redirect(portal: &Portal) -> String {
    format!("{}{BACK}", portal.settings.portal.base_url)
}

fn place(token: &Token) -> String {
    format!("colleague-provider:{}", token.hash().as_str())
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

async fn back(portal: Data<Portal>, visit: Visit, answer: Query<Answer>) -> Result<HttpResponse, PageError> {
    let settings = settings(&portal)?;
    let Some((who, begun)) = taken(&portal, &visit).await? else { return failed(&portal, &visit, Fault::Late) };
    match proven(&portal, &visit, settings, &begun, answer.0).await {
        Ok(claims) => enter(&portal, &visit, who, begun, claims).await,
        Err(fault) => failed(&portal, &visit, fault),
    }
}

/// What this browser began, once; and whose session it is to prove again.
async fn taken(portal: &Data<Portal>, visit: &Visit) -> Result<Option<(Option<Id>, Begun)>, PageError> {
    let Some(token) = visit.cookie(BEGUN).as_deref().and_then(Token::parse) else { return Ok(None) };
    let (hash, now) = (token.hash(), visit.now());
    let found = portal.db.write(move |tx| passkey::take(tx, now, &hash, KIND)).await?;
    let Some((who, sealed)) = found else { return Ok(None) };
    let begun = portal.keys.open_json(&place(&token), &sealed).map_err(|_| Error::Unreadable("a challenge"))?;
    Ok(Some((who, begun)))
}

/// What the service says about who signed in, all of it checked.
async fn proven(
    portal: &Portal,
    visit: &Visit,
    settings: &Oidc,
    begun: &Begun,
    answer: Answer,
) -> Result<super::Claims, Fault> {
    let same: bool = subtle::ConstantTimeEq::ct_eq(answer.state.as_bytes(), begun.state.as_bytes()).into();
    if !same {
        return Err(Fault::Late);
    }
    if answer.iss.as_ref().is_some_and(|issuer| *issuer != settings.issuer) {
        return Err(Fault::OtherIssuer);
    }
    if answer.error.is_some() || answer.code.is_empty() {
        return Err(Fault::Declined);
    }
    let document = discover(&portal.outgoing, settings).await?;
    if document.authorization_response_iss_parameter_supported && answer.iss.is_none() {
        return Err(Fault::OtherIssuer);
    }
    let redirect = redirect(portal);
    let tokens = document.trade(&portal.outgoing, settings, &answer.code, &redirect, &begun.verifier).await?;
    let keys = document.keys(&portal.outgoing).await?;
    let expected = Expected {
        issuer: &settings.issuer,
        client: &settings.client_id,
        nonce: &begun.nonce,
        now: visit.now(),
        access_token: &tokens.access_token,
    };
    let claims = check(&tokens.id_token, &keys, &expected)?;
    let is_new = claims.auth_time.is_some_and(|at| at + NEW_PROOF >= begun.at.as_second());
    if begun.session.is_some() && !is_new { Err(Fault::NotAgain) } else { Ok(claims) }
}

/// Begins a session, or proves one again.
async fn enter(
    portal: &Data<Portal>,
    visit: &Visit,
    who: Option<Id>,
    begun: Begun,
    claims: super::Claims,
) -> Result<HttpResponse, PageError> {
    let (parts, now, lang) = (portal.clone(), visit.now(), portal.settings.portal.default_language);
    let again = begun.session.is_some();
    let arrived = portal.db.write(move |tx| {
        let Some(settings) = parts.settings.oidc.as_ref() else { return Ok(Err(Fault::Late)) };
        let desk = Desk { settings, now, random: &parts.random, keys: &parts.keys, lang };
        let id = match desk.arrive(tx, &claims)? {
            Ok(id) => id,
            Err(fault) => return Ok(Err(fault)),
        };
        match begun.session {
            None => staff::enter_by_provider(tx, now, &parts.random, &id).map(Ok),
            Some(session) if who.as_ref() == Some(&id) => {
                staff::prove_elsewhere(tx, now, &parts.random, &id, &session).map(Ok)
            }
            Some(_) => Ok(Err(Fault::NotAgain)),
        }
    });
    let token = match arrived.await? {
        Ok(token) => token,
        Err(fault) => return failed(portal, visit, fault),
    };
    let mut response = if again {
        visit.redirect_with(&begun.next, &Banner::success("ways-proven", &[]))
    } else {
        visit.redirect(&begun.next)
    };
    visit.remember_colleague(&mut response, &token);
    visit.forget_cookie(&mut response, BEGUN);
    Ok(response)
}

/// A page that says what went wrong and who can mend it.
fn failed(portal: &Portal, visit: &Visit, fault: Fault) -> Result<HttpResponse, PageError> {
    tracing::warn!(fault = fault.as_str(), "nobody was signed in by the sign-in service");
    let status = if fault.is_of_service() { 503 } else { 403 };
    let detail = match fault {
        Fault::Call(error) => error.to_string(),
        Fault::Status(status) => status.to_string(),
        _ => String::new(),
    };
    let passwords = portal.settings.oidc.as_ref().is_none_or(|oidc| oidc.break_glass.is_none());
    let context = json!({ "fault": fault.as_str(), "detail": detail, "passwords": passwords });
    visit.page_with_status(status, "staff/provider-failed.html", context)
}
