//! Extending the term of a case.

use super::acts::{Doing, Typed};
use crate::db::Db;
use crate::portal::Portal;
use crate::requests::{ExtensionGround, Request, mails};
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use actix_web::{HttpResponse, web};

/// Extends the term and sends the notice.
pub(super) async fn extend(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let Ok(ground) = doing.typed.why.parse::<ExtensionGround>() else {
        return doing.again("why", &visit.say("error-choice", &[]));
    };
    let reason = doing.typed.reason.trim().to_owned();
    if let Some(answer) = doing.text_error("reason", &reason) {
        return answer;
    }
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        let due = desk::extend(tx, act, &portal.settings.requests, request, ground, &reason)?;
        mails::tell_of_extension(tx, act.now, &portal.random, &portal.keys, request, ground, due)?;
        Ok(())
    };
    doing.go("staff-extended", "why", work).await
}
