//! Telling recipients by webhook or by mail: one job a recipient, so that one that does not answer holds up nobody else and is
//! not called a hundred times for a hundred people.
//!
//! Intent, act, outcome: a try is counted and committed before the call. After a crash the same notification is told again
//! under the same id. What the portal gives up on is [`State::Failed`], for a colleague.

use super::store::{self, Turn};
use super::{Problem, State, webhook};
use crate::config::Secret;
use crate::db::{Db, Error};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::lang::Lang;
use crate::mail::{self, Departure, Mail};
use crate::outgoing::delivery::{self, LEASE, Letter};
use crate::people::Address;
use crate::portal::Portal;
use crate::record::Told;
use crate::secrets::{Random, Token};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// The job that tells one recipient everything that waits.
const TELL: &str = "notifications.tell";
/// The job that finds recipients whom no job tells: the record tells them otherwise since.
const LOOK: &str = "notifications.look";

/// The most that one run tells.
const MOST: usize = 200;

/// How soon, and then how often, it is looked whether a mail has left.
const SOON: SignedDuration = SignedDuration::from_mins(1);
const OFTEN: SignedDuration = SignedDuration::from_mins(15);

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(TELL, tell), Handler::new(LOOK, look)]
}

/// When it is looked for what no job tells.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(LOOK, SignedDuration::from_hours(1))]
}

/// Asks for a recipient to be told; while one job waits, it stays one.
pub(super) fn enqueue_tell(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    recipient: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let job = Job::new(TELL, Lane::Default, json!({ "recipient": recipient })).at(at);
    enqueue(tx, now, random, job.key(format!("{TELL}:{recipient}"))).map(drop)
}

/// A colleague wants it tried again, now.
pub(super) fn enqueue_now(tx: &mut Db, now: Timestamp, random: &Random, recipient: &str) -> Result<(), Error> {
    enqueue(tx, now, random, Job::new(TELL, Lane::Default, json!({ "recipient": recipient }))).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    recipient: String,
}

fn told(portal: &Portal, recipient: &str) -> Told {
    portal.record.recipient(recipient).map(|known| known.told.clone()).unwrap_or_default()
}

async fn tell(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { recipient } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let told = told(&portal, &recipient);
    if !told.is_by_itself() {
        // The record tells them otherwise since: what waits is on the list of the colleagues.
        return Ok(());
    }
    for _ in 0..MOST {
        let (parts, id, now) = (portal.clone(), recipient.clone(), portal.clock.now());
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let turn = portal.db.write(move |tx| store::next(tx, &parts.keys, now, until, &id)).await?;
        let Some(turn) = turn else { break };
        match &told {
            Told::Webhook { url, key } => by_webhook(&portal, turn, url, key).await?,
            Told::Mail { address, lang } => by_mail(&portal, turn, address, *lang).await?,
            Told::ByHand | Told::Live => break,
        }
    }
    let (random, now) = (portal.random.clone(), portal.clock.now());
    let rest = move |tx: &mut Db| match store::soonest(tx, now, &recipient)? {
        Some(at) => enqueue_tell(tx, now, &random, &recipient, at),
        None => Ok::<_, Error>(()),
    };
    Ok(portal.db.write(rest).await?)
}

async fn by_webhook(portal: &Portal, turn: Turn, url: &Url, key: &str) -> Result<(), Failure> {
    let key = (portal.settings.variable)(key).unwrap_or_default().trim().to_owned();
    let body = webhook::body(&portal.record.now(), &turn);
    let letter = Letter { id: turn.id.as_str(), url, keys: &[Secret::new(key)], body };
    let answer = delivery::deliver(&portal.outgoing, letter, portal.clock.now()).await;
    let (random, now) = (portal.random.clone(), portal.clock.now());
    let settle = move |tx: &mut Db| match answer {
        Ok(()) => store::told(tx, now, &random, &turn, State::Confirmed),
        Err(problem) => store::stands_in_the_way(tx, now, &turn, problem),
    };
    Ok(portal.db.write(settle).await?)
}

/// Puts the mail into the outbox, or looks what became of it.
async fn by_mail(portal: &Portal, turn: Turn, address: &str, lang: Option<Lang>) -> Result<(), Failure> {
    let lang = lang.unwrap_or(portal.settings.portal.default_language);
    let (parts, now, to) = (portal.clone(), portal.clock.now(), Address::parse(address));
    let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(now);
    let (soon, often) = (after(SOON), after(OFTEN));
    let work = move |tx: &mut Db| match (&turn.mail, to) {
        (_, Err(_)) => store::fail(tx, &turn, Problem::Mail),
        (None, Ok(to)) => {
            let token = Token::mint(&parts.random);
            let letter = letter(&parts, &turn, lang, &token);
            let id = mail::queue(tx, now, &parts.random, &parts.keys, &to, lang, &letter)?;
            store::mailed(tx, &turn, &id, &token.hash(), soon)
        }
        (Some(id), Ok(_)) => match mail::departure(tx, id)? {
            Departure::Waits => store::wait(tx, &turn, often),
            Departure::Left(at) => store::told(tx, at, &parts.random, &turn, State::Sent),
            Departure::Failed => store::fail(tx, &turn, Problem::Mail),
        },
    };
    Ok(portal.db.write(work).await?)
}

fn letter(portal: &Portal, turn: &Turn, lang: Lang, token: &Token) -> Mail {
    let label = |id: &String| {
        portal.record.category(id).map_or_else(|| id.clone(), |category| category.label.get(lang).to_owned())
    };
    Mail::RecipientTold {
        kind: turn.kind.as_str().to_owned(),
        person: turn.address.clone(),
        categories: turn.categories.iter().map(label).collect(),
        at: turn.made_at,
        due: turn.due_on,
        reference: turn.cause.clone(),
        link: format!("/l/notification/{}", token.expose()),
    }
}

async fn look(portal: Portal, _: Value) -> Result<(), Failure> {
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        let now = parts.clock.now();
        for recipient in store::due(tx, now)? {
            if told(&parts, &recipient).is_by_itself() {
                enqueue_tell(tx, now, &parts.random, &recipient, now)?;
            }
        }
        Ok::<_, Error>(())
    };
    Ok(portal.db.write(work).await?)
}
