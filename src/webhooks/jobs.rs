//! Telling webhooks: one job a webhook, so that one that does not answer holds up nobody else. A try is counted and committed
//! before the call; after a crash the same event is told again under the same id.

use super::store::{self, Turn};
use crate::config::Secret;
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::outgoing::delivery::{self, LEASE, Letter, Problem};
use crate::portal::Portal;
use crate::secrets::Random;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// The job that tells one webhook everything that waits.
const TELL: &str = "webhooks.tell";
/// The job that finds what no job tells, and forgets what is over.
const LOOK: &str = "webhooks.look";

/// The most that one run tells.
const MOST: usize = 200;

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(TELL, tell), Handler::new(LOOK, look)]
}

/// When it is looked for what no job tells.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(LOOK, SignedDuration::from_hours(1))]
}

/// Asks for a webhook to be told; while one job waits, it stays one.
pub(super) fn enqueue_tell(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    webhook: &Id,
    at: Timestamp,
) -> Result<(), Error> {
    let job = Job::new(TELL, Lane::Default, json!({ "webhook": webhook })).at(at);
    // A job that waits for a later try must not hold back what can be told now.
    let key = if at > now { format!("{TELL}:{webhook}:later") } else { format!("{TELL}:{webhook}") };
    enqueue(tx, now, random, job.key(key)).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    webhook: Id,
}

async fn tell(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { webhook } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    for _ in 0..MOST {
        let (parts, id, now) = (portal.clone(), webhook.clone(), portal.clock.now());
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let turn = portal.db.write(move |tx| store::next(tx, &parts.keys, now, until, &id)).await?;
        let Some(turn) = turn else { break };
        let answer = call(&portal, &turn).await;
        let now = portal.clock.now();
        let settle = move |tx: &mut Db| match answer {
            Ok(()) => store::delivered(tx, now, &turn),
            Err(problem) => store::stands_in_the_way(tx, now, &turn, problem),
        };
        portal.db.write(settle).await?;
    }
    let (random, now) = (portal.random.clone(), portal.clock.now());
    let rest = move |tx: &mut Db| match store::soonest(tx, now, &webhook)? {
        Some(at) => enqueue_tell(tx, now, &random, &webhook, at),
        None => Ok::<_, Error>(()),
    };
    Ok(portal.db.write(rest).await?)
}

/// The body says what happened and nothing of whom.
fn body(turn: &Turn) -> Vec<u8> {
    let body = json!({
        "version": 1,
        "id": turn.event,
        "event": turn.kind,
        "happened_at": turn.happened_at.to_string(),
        "request": {
            "id": turn.request,
            "reference": turn.reference,
            "kinds": turn.kinds,
            "status": turn.status,
            "due_on": turn.due_on,
        },
    });
    body.to_string().into_bytes()
}

async fn call(portal: &Portal, turn: &Turn) -> Result<(), Problem> {
    let url: Url = turn.url.parse().map_err(|_| Problem::Address)?;
    let keys: Vec<Secret> = turn.secrets.iter().map(|secret| Secret::new(secret.clone())).collect();
    let letter = Letter { id: turn.event.as_str(), url: &url, keys: &keys, body: body(turn) };
    delivery::deliver(&portal.outgoing, letter, portal.clock.now()).await
}

async fn look(portal: Portal, _: Value) -> Result<(), Failure> {
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        let now = parts.clock.now();
        for webhook in store::due(tx, now)? {
            enqueue_tell(tx, now, &parts.random, &webhook, now)?;
        }
        store::tidy(tx, now)
    };
    Ok(portal.db.write(work).await?)
}
