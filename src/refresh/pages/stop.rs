//! C14, the stop page. A mail program posts to it for its user (RFC 8058): no cookie, no token, no redirect, heard at
//! once. Looking at it changes nothing. Of a mail of family P it asks what to stop (law.md REFR-10); who does not say, as a mail
//! program cannot, stops both: too little would be a mail that somebody said no to, too much is put right on one page.

use super::answer::asked;
use crate::portal::Portal;
use crate::refresh::campaign::{Answer, Stop};
use crate::refresh::{self, Link};
use crate::web::{Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path};
use serde_json::json;

pub(super) async fn page(portal: Data<Portal>, visit: Visit, token: Path<String>) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Stop, &token).await?;
    let stopped = asked.answer == Some(Answer::Stop);
    let (lang, permitted) = (visit.lang(), asked.permitted);
    let options = Stop::ALL.map(|what| {
        let label = visit.say(&format!("refresh-u-{}", what.as_str()), &[]);
        json!({ "value": what.as_str(), "label": label, "hint": "" })
    });
    let day = asked.answered_at.map(|at| words::date_of(visit.lang(), at, portal.zone()));
    visit.page(
        "refresh/stop.html",
        json!({
            "stopped": stopped,
            "what": asked.stop.filter(|_| permitted).map(Stop::as_str),
            "options": if permitted { options.to_vec() } else { Vec::new() },
            "choices": format!("/{lang}/me/choices"),
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
    let parts = portal.clone();
    let said = |field: &str| {
        let mut fields = url::form_urlencoded::parse(&body);
        fields.find_map(|(name, value)| (name == field).then(|| value.into_owned()))
    };
    let one_click = said("List-Unsubscribe").as_deref() == Some("One-Click");
    let what = said("what").as_deref().and_then(Stop::parse).filter(|_| !one_click).unwrap_or(Stop::Both);
    portal.db.write(move |tx| refresh::stop(tx, &parts, &asked, what)).await?;
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
