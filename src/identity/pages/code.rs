//! The page on which the code is typed, in the browser that asked.

use super::super::sign_in::read_code;
use super::{PENDING, ask_for, pending, sign_in};
use crate::identity::{self, SignIn, State};
use crate::portal::Portal;
use crate::web::{ClientIp, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "identity/code.html";

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// What this browser asked for, if it did lately.
async fn asked(portal: &Portal, visit: &Visit) -> Result<Option<SignIn>, PageError> {
    let Some(cookie) = pending(visit) else { return Ok(None) };
    Ok(portal.db.read(move |db| identity::by_cookie(db, &cookie.hash())).await?)
}

fn context(portal: &Portal, asked: &SignIn) -> Result<Value, PageError> {
    Ok(json!({
        "email": asked.address(&portal.keys)?.as_str(),
        "until": words::time_of(asked.ends_at, portal.zone()),
        "minutes": portal.settings.identity.lifetime.as_mins(),
        "seconds": portal.settings.identity.resend.as_secs(),
        "sender": portal.mailer.house().name,
    }))
}

/// The page for a question that cannot be answered any more.
fn over(portal: &Portal, visit: &Visit, asked: &SignIn) -> Result<HttpResponse, PageError> {
    let why = match asked.state {
        State::Used => "used",
        State::Replaced => "replaced",
        State::Refused => "refused",
        State::Open if asked.tries >= portal.settings.identity.tries => "tries",
        State::Open => "ended",
    };
    visit.page_with_status(410, "identity/over.html", json!({ "why": why }))
}

pub(super) async fn form(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit).await? else {
        return Ok(visit.redirect(&format!("/{}/sign-in", visit.lang())));
    };
    if !asked.is_open(visit.now(), &portal.settings.identity) {
        return over(&portal, &visit, &asked);
    }
    visit.page(PAGE, context(&portal, &asked)?)
}

pub(super) async fn redeem(portal: Data<Portal>, visit: Visit, form: Form<Typed>) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit).await? else {
        return Ok(visit.redirect(&format!("/{}/sign-in", visit.lang())));
    };
    let rules = portal.settings.identity;
    if !asked.is_open(visit.now(), &rules) {
        return over(&portal, &visit, &asked);
    }
    let Some(code) = read_code(&form.0.code) else {
        let errors = [FieldError::new("code", visit.say("error-code", &[]))];
        return visit.page_with_errors(PAGE, context(&portal, &asked)?, &errors);
    };
    let (now, keys, id) = (visit.now(), portal.keys.clone(), asked.id.clone());
    let right = portal.db.write(move |tx| identity::try_code(tx, now, &keys, &rules, &id, &code)).await?;
    if right && let Some(response) = sign_in(&portal, &visit, &asked).await? {
        return Ok(response);
    }
    let Some(asked) = self::asked(&portal, &visit).await? else { return Err(PageError::Gone) };
    if !asked.is_open(visit.now(), &rules) {
        return over(&portal, &visit, &asked);
    }
    let left = i64::from(rules.tries.saturating_sub(asked.tries));
    let errors = [FieldError::new("code", words::count(visit.lang(), "code-wrong", "left", left))];
    visit.page_with_errors(PAGE, context(&portal, &asked)?, &errors)
}

pub(super) async fn resend(
    portal: Data<Portal>,
    visit: Visit,
    place: ClientIp,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit).await? else {
        let mut response = visit.redirect(&format!("/{}/sign-in", visit.lang()));
        visit.forget_cookie(&mut response, PENDING);
        return Ok(response);
    };
    let address = asked.address(&portal.keys)?;
    ask_for(&portal, &visit, place, address, asked.next_page).await
}
