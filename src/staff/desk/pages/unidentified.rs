//! Asking for a document as the last rung, and opening a case again that ended because nobody said who asks.

use super::acts::{Doing, Typed};
use crate::db::Db;
use crate::portal::Portal;
use crate::requests::{Request, mails};
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};

/// Sends the question with the reason and what to cover on the document.
pub(super) async fn ask_for_document(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let reason = doing.typed.doubt.trim().to_owned();
    if let Some(answer) = doing.text_error("doubt", &reason) {
        return answer;
    }
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        let text = words::say(request.lang, "request-document-ask", &[("reason", &reason)]);
        desk::ask_for_document(tx, act, request, &text)?;
        Ok(mails::tell_of_question(tx, act.now, &portal.random, &portal.keys, request)?)
    };
    doing.go("staff-document-asked", "doubt", work).await
}

/// Notes the answer that came another way; the case goes on.
pub(super) async fn reopen(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let text = doing.typed.answered.trim().to_owned();
    if let Some(answer) = doing.text_error("answered", &text) {
        return answer;
    }
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::reopen(tx, act, &portal.settings.requests, request, &text)
    };
    doing.go("staff-reopened", "answered", work).await
}
