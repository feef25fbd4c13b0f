//! Signing out, proving the mailbox again, seeing and ending sessions.

use super::ask_for;
use crate::db::{Error, Id};
use crate::identity;
use crate::people;
use crate::portal::Portal;
use crate::web::{Banner, ClientIp, Customer, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::http::header::HeaderName;
use actix_web::http::header::HeaderValue;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    session: String,
}

pub(super) async fn sign_out(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    if let Some(customer) = visit.customer() {
        let now = visit.now();
        portal.db.write(move |tx| identity::end_session(tx, &customer.person, &customer.session, now)).await?;
    }
    let to = format!("/{}/", visit.lang());
    let mut response = visit.redirect_with(&to, &Banner::success("signed-out", &[]));
    visit.forget_customer(&mut response);
    // Pages kept for the Back button go too.
    let everything = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), everything);
    Ok(response)
}

pub(super) async fn confirm(visit: Visit, query: Query<Next>) -> Result<HttpResponse, PageError> {
    let next = visit.own_page(&query.next).unwrap_or_default();
    visit.page("identity/confirm.html", json!({ "next": next, "section": "me" }))
}

pub(super) async fn send_proof(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
    place: ClientIp,
    form: Form<Next>,
) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    let next = visit.own_page(&form.0.next).unwrap_or_default().to_owned();
    ask_for(&portal, &visit, place, person.address(&portal.keys)?, next).await
}

pub(super) async fn sessions(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
) -> Result<HttpResponse, PageError> {
    let (person, rules, now) = (customer.person.clone(), portal.settings.identity, visit.now());
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let (entries, change) = (
            identity::sessions_of(db, &person)?,
            identity::change::newest(db, &keys, &person, identity::change::State::Done)?,
        );
        let known = people::by_id(db, &person)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>((entries, change, known.address(&keys)?))
    });
    let (entries, change, address) = read.await?;
    let (open, ended): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.is_open(now, &rules));
    let shown = |entry: &identity::Entry| {
        json!({
            "id": entry.id,
            "device": entry.device,
            "began": words::moment(visit.lang(), entry.began_at, portal.zone()),
            "seen": words::moment(visit.lang(), entry.seen_at, portal.zone()),
            "own": entry.id == customer.session,
        })
    };
    let open: Vec<_> = open.iter().map(shown).collect();
    let ended: Vec<_> = ended.iter().take(20).map(shown).collect();
    let moment = |at: jiff::Timestamp| words::moment(visit.lang(), at, portal.zone());
    let changed = change.and_then(|one| Some((one.changed_at?, one.revert_until?))).filter(|(_, until)| now <= *until);
    visit.page(
        "identity/security.html",
        json!({
            "open": open,
            "ended": ended,
            "section": "me",
            "address": address.as_str(),
            "changed": changed.map(|(at, until)| json!({ "at": moment(at), "until": moment(until) })),
        }),
    )
}

pub(super) async fn end(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Which>,
) -> Result<HttpResponse, PageError> {
    let now = visit.now();
    let (lang, own) = (visit.lang(), customer.session.clone());
    if form.0.session == "others" {
        portal.db.write(move |tx| identity::end_other_sessions(tx, &customer.person, &customer.session, now)).await?;
        return Ok(visit.redirect_with(&format!("/{lang}/me/security"), &Banner::success("sessions-ended", &[])));
    }
    let session: Id = form.0.session.parse().map_err(|_| PageError::NotFound)?;
    let is_own = session == own;
    let ended = portal.db.write(move |tx| identity::end_session(tx, &customer.person, &session, now)).await?;
    if !ended {
        return Err(PageError::NotFound);
    }
    if is_own {
        let mut response = visit.redirect_with(&format!("/{lang}/"), &Banner::success("signed-out", &[]));
        visit.forget_customer(&mut response);
        return Ok(response);
    }
    Ok(visit.redirect_with(&format!("/{lang}/me/security"), &Banner::success("session-ended", &[])))
}
