//! S3: confirming who asked without signing in.

use super::acts::{Doing, Typed};
use super::member;
use crate::db::Db;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests::Request;
use crate::sources::{Identifiers, Source};
use crate::staff::desk::{self, Act, Check, How};
use crate::web::{Colleague, Form, PageError, Visit};
use actix_web::{HttpResponse, web};

/// What the file says of an address.
enum Known {
    /// The portal or a source has it.
    Yes,
    /// Every source answered, and none has it.
    No,
    /// Somebody signed in with it and has another one now.
    Moved,
    /// These did not answer, and none of the others has it.
    Unanswered(Vec<String>),
}

async fn look(portal: &web::Data<Portal>, address: &Address) -> Result<Known, PageError> {
    let fingerprint = address.fingerprint(&portal.keys);
    if portal.db.read(move |db| people::by_fingerprint(db, &fingerprint)).await?.is_some() {
        return Ok(Known::Yes);
    }
    let fingerprint = address.fingerprint(&portal.keys);
    // What they left behind may still name it, such as invoices; it opens nothing any more.
    if portal.db.read(move |db| desk::has_moved(db, &fingerprint)).await? {
        return Ok(Known::Moved);
    }
    let (person, nobody) = (Identifiers::new([address]), Identifiers::new([]));
    let held = move |source: &Source| source.session(|session| session.holds_beyond(&person, &nobody));
    let mut down = Vec::new();
    for (source, answer) in portal.sources.run_each(held).await {
        match answer {
            Ok(true) => return Ok(Known::Yes),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(source, cause = %error.cause, "a source does not answer");
                down.push(source);
            }
        }
    }
    Ok(if down.is_empty() { Known::No } else { Known::Unanswered(down) })
}

/// The address that was typed, if it is one of the file; `None` where it was left empty. Else the page that says what is
/// wrong.
async fn of_the_file(
    portal: &web::Data<Portal>,
    visit: &Visit,
    doing: &Doing<'_>,
) -> Result<Result<Option<Address>, HttpResponse>, PageError> {
    let wrong = |field: &str, text: &str| doing.again(field, text).map(Err);
    let typed = doing.typed.address.trim();
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    let Ok(address) = Address::parse(typed) else { return wrong("address", &visit.say("error-email", &[])) };
    let address = match member::meant(portal, visit, address, &doing.typed.number).await {
        Ok(address) => address,
        Err(text) => return wrong("number", &text),
    };
    // Who shares a mailbox was found in the file by what was typed.
    let known = if address.member().is_some() { Known::Yes } else { look(portal, &address).await? };
    match known {
        Known::Yes => Ok(Ok(Some(address))),
        Known::Moved => wrong("address", &visit.say("staff-identity-moved", &[])),
        Known::No => wrong("address", &visit.say("staff-identity-unknown", &[])),
        Known::Unanswered(down) => {
            wrong("address", &visit.say("staff-identity-down", &[("sources", &down.join(", "))]))
        }
    }
}

/// Fails unless the request came from outside and the colleague has taken it.
fn outside_and_theirs(doing: &Doing<'_>, colleague: &Colleague) -> Result<(), PageError> {
    if !doing.case.is_outside() {
        return Err(PageError::NotFound);
    }
    if doing.case.is_of(colleague) { Ok(()) } else { Err(PageError::Forbidden) }
}

/// Tells the person whose data a company asked for, or notes that they are in no file.
pub(super) async fn inform(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    outside_and_theirs(&doing, &colleague)?;
    let address = match of_the_file(&portal, &visit, &doing).await? {
        Ok(address) => address,
        Err(answer) => return Ok(answer),
    };
    let banner = if address.is_some() { "staff-informed" } else { "staff-informed-nobody" };
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| {
        desk::inform(tx, act, request, address.as_ref())
    };
    doing.go(banner, "address", work).await
}

/// Confirms identity, with how and why, and ties the request to the person of an address of the file, if one is given.
pub(super) async fn confirm(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    outside_and_theirs(&doing, &colleague)?;
    let rung = doing.typed.rung.parse().map(How::Rung);
    let Ok(how) = rung.or_else(|_| doing.typed.rung.parse().map(How::Proof)) else {
        return doing.again("rung", &visit.say("error-choice", &[]));
    };
    let why = doing.typed.because.trim().to_owned();
    if how.needs_reason()
        && let Some(answer) = doing.text_error("because", &why)
    {
        return answer;
    }
    let address = match of_the_file(&portal, &visit, &doing).await? {
        Ok(address) => address,
        Err(answer) => return Ok(answer),
    };
    let banner = if address.is_some() { "staff-identity-linked" } else { "staff-identity-alone" };
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| {
        desk::identify(tx, act, request, &Check { how, why: &why, address: address.as_ref() })
    };
    let answer = doing.go(banner, "address", work).await;
    // The file of a SQLite database and its journal hold nothing of a document any more.
    portal.db.truncate_log().await?;
    answer
}
