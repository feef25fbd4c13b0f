//! The person is told that mails to an address of theirs come back, where they can do something about it (law.md REFR-12).

use super::super::store;
use super::{Known, change};
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::people;
use crate::portal::Portal;
use crate::web::{Banner, Customer, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

/// The addresses from which mails come back. The own one is named whole: they signed in with it; so is one that their data name.
pub(super) fn unreached(visit: &Visit, portal: &Portal, known: &Known) -> Vec<Value> {
    let back = known.mailboxes.iter().filter_map(|mailbox| Some((mailbox, mailbox.noted.bounced?)));
    back.map(|(mailbox, since)| {
        let date = words::date_of(visit.lang(), since, portal.zone());
        let reason = mailbox.reason(visit.lang());
        let own = format!("/{}/me/address", visit.lang());
        let there = mailbox.fact.as_ref().map(|fact| {
            change(portal, visit, fact).unwrap_or_else(|| format!("/{}/me/data/{}", visit.lang(), fact.category))
        });
        json!({
            "address": mailbox.address.as_str(),
            "why": visit.say("bounces-person-why", &[("date", &date), ("reason", &reason)]),
            "own": mailbox.own,
            "href": if mailbox.own { own } else { there.unwrap_or(own) },
        })
    })
    .collect()
}

/// The person says that the address they sign in with works again.
pub(super) async fn works(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now) = (portal.clone(), visit.now());
    let work = move |tx: &mut Db| {
        let person = people::by_id(tx, &customer.person)?.ok_or(Error::NotFound)?;
        if store::works(tx, &person.fingerprint)? {
            people::contacted(tx, &person.id, now)?;
            let event = audit::Event {
                actor: Actor::Person(person.id.clone()),
                action: "facts.mailbox_works",
                object: None,
                person: Some(person.id),
                detail: json!({}),
            };
            audit::append(tx, now, &parts.random, &event)?;
        }
        Ok::<_, Error>(())
    };
    portal.db.write(work).await?;
    Ok(visit.redirect_with(&format!("/{}/me", visit.lang()), &Banner::success("bounces-person-noted", &[])))
}
