//! Several people share the mailbox: whoever proved that it is theirs says who they are, by something that only they know.
//! The page names nobody, and until it is answered nothing else opens (law.md SP-8).

use super::Next;
use crate::db::{Db, Error};
use crate::identity;
use crate::mail::{self, Mail};
use crate::people::{self, Address, Member};
use crate::portal::Portal;
use crate::secrets::Token;
use crate::web::{Customer, FieldError, Form, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "identity/who.html";

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    next: String,
}

fn context(portal: &Portal, visit: &Visit, next: &str) -> Value {
    let label = portal.sources.told_apart_by().map(|label| label.get(visit.lang()).to_owned());
    json!({ "label": label.unwrap_or_default(), "next": visit.own_page(next).unwrap_or_default() })
}

pub(super) async fn form(portal: Data<Portal>, visit: Visit, query: Query<Next>) -> Result<HttpResponse, PageError> {
    visit.page(PAGE, context(&portal, &visit, &query.next))
}

/// Goes on as the person whose number was typed. A wrong one says the same whether anybody has it or not.
pub(super) async fn choose(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let again = |key: &str| {
        let errors = [FieldError::new("number", visit.say(key, &[]))];
        visit.page_with_errors(PAGE, context(&portal, &visit, &typed.next), &errors)
    };
    if typed.number.trim().is_empty() {
        return again("error-required");
    }
    let (now, mailbox) = (visit.now(), customer.person.clone());
    if !portal.db.write(move |tx| identity::count_try(tx, &mailbox, now)).await? {
        return again("who-often");
    }
    let address = portal.person(&customer.person).await?.address(&portal.keys)?;
    let sharing = portal.sources.sharing(&address).await;
    let home = format!("/{}/me", visit.lang());
    let next = visit.own_page(&typed.next).unwrap_or(&home).to_owned();
    match (sharing.member(&typed.number), sharing.silent.is_empty()) {
        (Some(member), _) => {
            let token = go_on(&portal, &visit, &customer, &address, member.clone()).await?;
            let mut response = visit.redirect(&next);
            visit.remember_customer(&mut response, &token);
            Ok(response)
        }
        (None, false) => again("who-down"),
        (None, true) => again("who-wrong"),
    }
}

/// The session becomes that person's, under a new token; like a sign-in, it is a contact and is written down.
async fn go_on(
    portal: &Portal,
    visit: &Visit,
    customer: &Customer,
    mailbox: &Address,
    member: Member,
) -> Result<Token, PageError> {
    let (parts, now, lang, device) = (portal.clone(), visit.now(), visit.lang(), visit.device().to_owned());
    let (address, session) = (mailbox.of_member(member), customer.clone());
    let work = move |tx: &mut Db| {
        let (random, keys) = (&parts.random, &parts.keys);
        let person = people::ensure(tx, now, random, keys, &address, lang)?;
        let became = identity::become_member(tx, now, random, &session, &person, &device)?;
        if became.new_device {
            let mail = Mail::NewSignIn { at: now, device, link: format!("/{lang}/me/security") };
            mail::queue(tx, now, random, keys, &address, person.lang, &mail)?;
        }
        Ok::<_, Error>(became.token)
    };
    Ok(portal.db.write(work).await?)
}
