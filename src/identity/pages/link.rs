//! The page that a mailed link opens. Opening it changes nothing and tells nothing; only its buttons act.

use super::super::sign_in::read_code;
use super::{pending, sign_in};
use crate::identity::{self, SignIn};
use crate::portal::Portal;
use crate::secrets::Token;
use crate::web::{FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "identity/link.html";

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// The sign-in behind the link; the page speaks its language.
async fn asked(portal: &Portal, visit: &Visit, token: &str) -> Result<Option<SignIn>, PageError> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let found = portal.db.read(move |db| identity::by_link(db, &token.hash())).await?;
    if let Some(asked) = &found {
        visit.speak(asked.lang);
    }
    Ok(found.filter(|asked| asked.is_open(visit.now(), &portal.settings.identity)))
}

fn gone(visit: &Visit) -> Result<HttpResponse, PageError> {
    visit.page_with_status(410, "identity/over.html", json!({ "why": "link" }))
}

fn context(portal: &Portal, visit: &Visit, asked: &SignIn, token: &str) -> Value {
    json!({
        "action": format!("/l/{token}"),
        "same": asked.is_of_browser(pending(visit).as_ref()),
        "asked_at": words::time_of(asked.asked_at, portal.zone()),
        "device": asked.device,
        "until": words::time_of(asked.ends_at, portal.zone()),
    })
}

pub(super) async fn landing(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit, &token).await? else { return gone(&visit) };
    visit.page(PAGE, context(&portal, &visit, &asked, &token))
}

/// In the browser that asked the button is enough. Elsewhere the code of the same mail is asked for too: a mail scanner
/// that presses buttons does not type.
pub(super) async fn redeem(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit, &token).await? else { return gone(&visit) };
    if !asked.is_of_browser(pending(&visit).as_ref()) {
        let again = |key: &str, left: Option<i64>| {
            let text = left.map_or_else(|| visit.say(key, &[]), |left| words::count(visit.lang(), key, "left", left));
            let errors = [FieldError::new("code", text)];
            visit.page_with_errors(PAGE, context(&portal, &visit, &asked, &token), &errors)
        };
        let Some(code) = read_code(&form.0.code) else { return again("error-code", None) };
        let (now, keys, rules, id) = (visit.now(), portal.keys.clone(), portal.settings.identity, asked.id.clone());
        let right = portal.db.write(move |tx| identity::try_code(tx, now, &keys, &rules, &id, &code)).await?;
        if !right {
            let left = i64::from(rules.tries.saturating_sub(asked.tries.saturating_add(1)));
            return if left > 0 { again("code-wrong", Some(left)) } else { gone(&visit) };
        }
    }
    match sign_in(&portal, &visit, &asked).await? {
        Some(response) => Ok(response),
        None => gone(&visit),
    }
}

pub(super) async fn refuse(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let Some(asked) = asked(&portal, &visit, &token).await? else { return gone(&visit) };
    portal.db.write(move |tx| identity::refuse(tx, &asked.id)).await?;
    visit.page("identity/refused.html", json!({}))
}
