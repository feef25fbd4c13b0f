//! S3: confirming who asked without signing in.

use super::acts::{Doing, Typed};
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

/// Confirms identity, with how and why, and ties the request to the person of an address of the file, if one is given.
pub(super) async fn confirm(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !doing.case.is_outside() {
        return Err(PageError::NotFound);
    }
    if !doing.case.is_of(&colleague) {
        return Err(PageError::Forbidden);
    }
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
    let address = match doing.typed.address.trim() {
        "" => None,
        typed => match Address::parse(typed) {
            Ok(address) => Some(address),
            Err(_) => return doing.again("address", &visit.say("error-email", &[])),
        },
    };
    if let Some(address) = &address {
        match look(&portal, address).await? {
            Known::Yes => {}
            Known::Moved => return doing.again("address", &visit.say("staff-identity-moved", &[])),
            Known::No => return doing.again("address", &visit.say("staff-identity-unknown", &[])),
            Known::Unanswered(down) => {
                let text = visit.say("staff-identity-down", &[("sources", &down.join(", "))]);
                return doing.again("address", &text);
            }
        }
    }
    let banner = if address.is_some() { "staff-identity-linked" } else { "staff-identity-alone" };
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| {
        desk::identify(tx, act, request, &Check { how, why: &why, address: address.as_ref() })
    };
    doing.go(banner, "address", work).await
}
