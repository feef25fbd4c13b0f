//! C14, the stop page. A mail program posts to it for its user (RFC 8058): no cookie, no token, no redirect, heard at
//! once. Looking at it changes nothing.

use super::answer::asked;
use crate::portal::Portal;
use crate::refresh::campaign::Answer;
use crate::refresh::{self, Link};
use crate::web::{Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path};
use serde_json::json;

pub(super) async fn page(portal: Data<Portal>, visit: Visit, token: Path<String>) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Stop, &token).await?;
    let stopped = asked.answer == Some(Answer::Stop);
    let day = asked.answered_at.map(|at| words::date_of(visit.lang(), at, portal.zone()));
    visit.page(
        "refresh/stop.html",
        json!({
            "stopped": stopped,
            "day": day,
            "can_undo": stopped && asked.can_undo,
            "company": portal.mailer.house().name,
            "action": format!("/u/{}", token.as_str()),
        }),
    )
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Stop, &token).await?;
    let (parts, now) = (portal.clone(), visit.now());
    portal.db.write(move |tx| refresh::answer(tx, now, &parts.random, &asked, Answer::Stop)).await?;
    let one_click =
        url::form_urlencoded::parse(&body).any(|(name, value)| name == "List-Unsubscribe" && value == "One-Click");
    if one_click {
        return Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(""));
    }
    Ok(visit.redirect(&format!("/u/{}", token.as_str())))
}

pub(super) async fn undo(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Stop, &token).await?;
    let (parts, now) = (portal.clone(), visit.now());
    portal.db.write(move |tx| refresh::undo_stop(tx, now, &parts.random, &asked)).await?;
    Ok(visit.redirect(&format!("/u/{}", token.as_str())))
}
