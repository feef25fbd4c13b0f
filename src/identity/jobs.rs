//! The answer to a sign-in: a code with a link, or that nothing is held.

use super::sign_in::{ANSWER, code_mac, new_code};
use super::{SignIn, State, change, store};
use crate::archive;
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Schedule};
use crate::mail::{self, Mail};
use crate::people;
use crate::portal::Portal;
use crate::secrets::Token;
use crate::sources::Identifiers;
use jiff::{SignedDuration, ToSpan};
use serde::Deserialize;

const TIDY: &str = "identity.tidy";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    let own = vec![Handler::new(ANSWER, answer), Handler::new(TIDY, tidy)];
    own.into_iter().chain(super::change::jobs()).collect()
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(TIDY, SignedDuration::from_hours(24))]
}

#[derive(Deserialize)]
struct Payload {
    sign_in: Id,
}

async fn answer(portal: Portal, payload: serde_json::Value) -> Result<(), Failure> {
    let Payload { sign_in: id } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let asked = portal.db.read(move |db| store::by_id(db, &id)).await?;
    let now = portal.clock.now();
    let Some(sign_in) = asked.filter(|sign_in| sign_in.state == State::Open && now < sign_in.ends_at) else {
        return Ok(());
    };
    if is_anything_held(&portal, &sign_in).await? {
        send_code(portal, sign_in).await
    } else {
        say_nothing_is_held(portal, sign_in).await
    }
}

/// Whether the portal, its archive or a source knows the address. A source that does not answer may: the person is let in, and sees
/// there which one did not answer.
async fn is_anything_held(portal: &Portal, sign_in: &SignIn) -> Result<bool, Failure> {
    let address = sign_in.address(&portal.keys)?;
    let fingerprint = address.fingerprint(&portal.keys);
    let known = move |db: &mut Db| {
        Ok::<_, Error>(people::by_fingerprint(db, &fingerprint)?.is_some() || archive::holds(db, &fingerprint)?)
    };
    if portal.db.read(known).await? {
        return Ok(true);
    }
    // Whoever moved to another address left things behind that may still name this one, such as invoices: they are seen
    // from the new address, and this one opens nothing.
    let (fingerprint, keys) = (address.fingerprint(&portal.keys), portal.keys.clone());
    let moved = portal.db.read(move |db| {
        let Some(person) = change::moved_from(db, &fingerprint)? else { return Ok::<_, Error>(None) };
        people::by_id(db, &person)?.map(|person| person.address(&keys)).transpose()
    });
    let elsewhere = Identifiers::new(moved.await?.as_ref());
    let person = Identifiers::new([&address]);
    let look =
        move |source: &crate::sources::Source| source.session(|session| session.holds_beyond(&person, &elsewhere));
    let answers = portal.sources.run_each(look).await;
    Ok(answers.iter().any(|(_, held)| *held.as_ref().unwrap_or(&true)))
}

async fn send_code(portal: Portal, sign_in: SignIn) -> Result<(), Failure> {
    let address = sign_in.address(&portal.keys)?;
    let (random, keys, now) = (portal.random.clone(), portal.keys.clone(), portal.clock.now());
    let show_in_subject = portal.settings.identity.code_in_subject;
    let written = portal
        .db
        .write(move |tx| {
            let (code, link) = (new_code(&random), Token::mint(&random));
            store::arm(tx, &sign_in.id, code_mac(&keys, &sign_in.id, &code), &link.hash())?;
            let mail = Mail::SignInCode {
                code,
                link: format!("/l/{}", link.expose()),
                until: sign_in.ends_at,
                asked_at: sign_in.asked_at,
                device: sign_in.device.clone(),
                show_in_subject,
            };
            mail::queue(tx, now, &random, &keys, &address, sign_in.lang, &mail)
        })
        .await;
    match written {
        // It was replaced or refused meanwhile: no mail is wanted any more.
        Ok(_) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn say_nothing_is_held(portal: Portal, sign_in: SignIn) -> Result<(), Failure> {
    let address = sign_in.address(&portal.keys)?;
    let (random, keys, now) = (portal.random.clone(), portal.keys.clone(), portal.clock.now());
    portal
        .db
        .write(move |tx| {
            // A second run of this job finds it closed and does not answer twice.
            if !store::close(tx, &sign_in.id)? {
                return Ok::<_, Error>(());
            }
            let link = format!("/{}/", sign_in.lang);
            let mail = Mail::NothingHeld { asked_at: sign_in.asked_at, device: sign_in.device.clone(), link };
            mail::queue(tx, now, &random, &keys, &address, sign_in.lang, &mail).map(drop)
        })
        .await?;
    Ok(())
}

async fn tidy(portal: Portal, _: serde_json::Value) -> Result<(), Failure> {
    let now = portal.clock.now();
    // Sign-ins are kept for six months, as the record says: up to the last day, where the controller is.
    let last = portal.today().saturating_sub(6.months());
    let sign_ins_before = portal.zone().to_timestamp(last.at(0, 0, 0, 0))?;
    portal
        .db
        .write(move |tx| {
            store::tidy(tx, now)?;
            let month_ago = now.saturating_sub(SignedDuration::from_hours(24 * 30)).unwrap_or(now);
            super::change::tidy(tx, month_ago)?;
            super::session::tidy(tx, sign_ins_before)
        })
        .await?;
    Ok(())
}
