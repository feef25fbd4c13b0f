//! From the fact to the mail: [`queue`] seals a mail into the outbox in the transaction of its cause, a job sends it.
//!
//! Intent, act, outcome: the mail is `sending` on disk before it is handed over. After a crash a sign-in mail or a
//! statutory one is sent again under the same Message-ID; one of a campaign is parked as `unknown`. Once a mail has
//! left, what it said and to whom is erased.

use super::envelope::Envelope;
use super::letters::{Mail, Urgency};
use super::mailer::{Mailer, SendError};
use super::store::{self, Begun, New, Turn};
use crate::clock::Clock;
use crate::db::{Database, Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::lang::Lang;
use crate::people::Address;
use crate::secrets::{Keys, Random};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The job that sends one mail.
const SEND: &str = "mail.send";
/// The job that gives up and forgets old mails.
const TIDY: &str = "mail.tidy";

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Content {
    to: String,
    mail: Mail,
}

impl Urgency {
    /// The word in the database.
    fn as_str(self) -> &'static str {
        match self {
            Urgency::SignIn => "signin",
            Urgency::Statutory => "statutory",
            Urgency::Campaign => "campaign",
        }
    }

    fn lane(self) -> Lane {
        match self {
            Urgency::SignIn => Lane::SignIn,
            Urgency::Statutory => Lane::Default,
            Urgency::Campaign => Lane::Campaign,
        }
    }
}

/// Puts a mail into the outbox in the caller's transaction; it leaves soon after the commit. Returns its id, which is
/// also the left part of its Message-ID.
pub fn queue(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    to: &Address,
    lang: Lang,
    mail: &Mail,
) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let content = Content { to: to.as_str().to_owned(), mail: mail.clone() };
    let plain = serde_json::to_vec(&content).map_err(|_| Error::Unreadable("a mail cannot be written as JSON"))?;
    let urgency = mail.urgency();
    let sealed = keys.seal(random, &context(&id), &plain);
    store::plan(tx, now, New { id: &id, mail: mail.name(), urgency: urgency.as_str(), lang: lang.as_str(), sealed })?;
    // A code is of no use after ten minutes; the others are tried for about a day.
    let attempts = if urgency == Urgency::SignIn { 5 } else { 10 };
    let job = Job::new(SEND, urgency.lane(), serde_json::json!({ "mail": id })).attempts(attempts);
    enqueue(tx, now, random, job)?;
    Ok(id)
}

fn context(id: &Id) -> String {
    format!("outbox:{id}")
}

/// What sending from the outbox needs.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// The time.
    pub clock: Clock,
    /// The database with the outbox.
    pub db: Database,
    /// The keys that open what was sealed.
    pub keys: Arc<Keys>,
    /// The way out.
    pub mailer: Mailer,
}

/// The handlers of the outbox; `carrier` takes what they need from the parts that jobs receive.
pub fn jobs<P: Send + 'static>(carrier: fn(&P) -> Carrier) -> Vec<Handler<P>> {
    vec![
        Handler::new(SEND, move |parts: P, payload| {
            let carrier = carrier(&parts);
            async move { carrier.send(payload).await }
        }),
        Handler::new(TIDY, move |parts: P, _| {
            let Carrier { clock, db, .. } = carrier(&parts);
            async move {
                db.write(move |tx| store::tidy(tx, clock.now())).await?;
                Ok(())
            }
        }),
    ]
}

/// When the outbox is tidied.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(TIDY, SignedDuration::from_hours(24))]
}

impl Carrier {
    async fn send(&self, payload: serde_json::Value) -> Result<(), Failure> {
        #[derive(Deserialize)]
        struct Payload {
            mail: Id,
        }
        let Payload { mail: id } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
        let (now, per_hour, key) = (self.clock.now(), self.mailer.per_hour(), id.clone());
        let begun = self
            .db
            .write(move |tx| {
                let room = if store::waits(tx, &key)? { store::room(tx, now, per_hour)? } else { None };
                room.map_or_else(|| Ok::<_, Error>(Ok(store::begin(tx, now, &key)?)), |later| Ok(Err(later)))
            })
            .await?;
        let turn = match begun {
            Err(later) => return Err(Failure::RetryAt(later)),
            Ok(Begun::Over | Begun::Parked) => return Ok(()),
            Ok(Begun::Ours(turn)) => turn,
        };
        let campaign = turn.urgency == Urgency::Campaign.as_str();
        let Some(envelope) = self.envelope(&id, turn) else {
            self.end(&id, "failed", None).await?;
            return Err(Failure::GiveUp(anyhow::anyhow!("what was sealed cannot be read")));
        };
        match self.mailer.send(&envelope).await {
            Ok(_) => Ok(self.end(&id, "sent", None).await?),
            Err(error @ SendError::Permanent { .. }) => {
                self.end(&id, "failed", error.code()).await?;
                Err(Failure::GiveUp(error.into()))
            }
            Err(SendError::OutcomeUnknown) if campaign => Ok(self.end(&id, "unknown", None).await?),
            Err(error) => {
                let (parts, key) = (self.clone(), id.clone());
                let back = self.db.write(move |tx| {
                    parts.count(tx)?;
                    store::put_back(tx, parts.clock.now(), &key, error.code())
                });
                back.await?;
                Err(Failure::Retry(error.into()))
            }
        }
    }

    fn envelope(&self, id: &Id, turn: Turn) -> Option<Envelope> {
        let plain = self.keys.open(&context(id), &turn.sealed?).ok()?;
        let content: Content = serde_json::from_slice(&plain).ok()?;
        let to = Address::parse(&content.to).ok()?;
        Some(Envelope { to, lang: turn.lang.parse().ok()?, mail: content.mail, id: id.to_string() })
    }

    async fn end(&self, id: &Id, state: &'static str, code: Option<u16>) -> Result<(), Error> {
        let (parts, id) = (self.clone(), id.clone());
        let end = self.db.write(move |tx| {
            parts.count(tx)?;
            store::end(tx, parts.clock.now(), &id, state, code)
        });
        end.await
    }

    /// Writes down what mail domains did since the last time.
    fn count(&self, tx: &mut Db) -> Result<(), Error> {
        self.mailer.tally().write(tx, self.clock.now(), &self.keys)
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
