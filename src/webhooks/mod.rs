//! Webhooks of requests: systems of the company hear that a request arrived, changed, was written on by the person, is due
//! soon, or is closed. `docs/api.md` is the description for whoever receives them.
//!
//! [`note`] writes one delivery for each webhook that listens, in the transaction of what happened: there is neither an event
//! without its happening nor a happening without its event. A job calls ([`jobs`]), tries again while that fails, and gives
//! up after about a day; on the page a delivery can be sent again. The event keeps its id at every try and for every
//! webhook, so that a receiver can drop repeats. Nothing of a person is in it: ids, a reference, words of lists, dates.
//!
//! A webhook has one secret, or for a day two: [`store::rotate`] makes a new one, and calls are signed with both.

pub mod jobs;
pub mod pages;
pub mod store;

use crate::db::{Db, Error, Id};
use crate::secrets::Random;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::str::FromStr;

/// How long the secret before the newest one still signs.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// How long a delivery is kept once it was made or given up.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What happened to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// It arrived.
    Created,
    /// Its status or its last day changed.
    Changed,
    /// The person wrote.
    Message,
    /// It is over.
    Closed,
    /// Its last day is three working days away or less.
    DueSoon,
}

impl Event {
    /// Every event with its word.
    pub const ALL: [(&'static str, Event); 5] = [
        ("request.created", Event::Created),
        ("request.changed", Event::Changed),
        ("request.message", Event::Message),
        ("request.closed", Event::Closed),
        ("request.due_soon", Event::DueSoon),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, event)| *event == self).map_or("", |(word, _)| word)
    }

    /// The events of a list separated by spaces.
    pub fn list(text: &str) -> Vec<Event> {
        text.split(' ').filter_map(|word| word.parse().ok()).collect()
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an event")]
pub struct UnknownEvent;

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, event)| *event).ok_or(UnknownEvent)
    }
}

/// A request as it stands with what happened.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'s> {
    /// Its id.
    pub id: &'s Id,
    /// What people quote.
    pub reference: &'s str,
    /// The word of its status.
    pub status: &'s str,
    /// The law's last day.
    pub due_on: Date,
}

/// Writes down that something happened, for every webhook that listens, and asks for it to be told.
pub fn note(tx: &mut Db, now: Timestamp, random: &Random, event: Event, standing: Standing<'_>) -> Result<(), Error> {
    let listening = store::listening(tx, event)?;
    if listening.is_empty() {
        return Ok(());
    }
    let id = Id::at(now, random);
    for webhook in listening {
        store::insert(tx, now, random, &webhook, &id, event, standing)?;
        jobs::enqueue_tell(tx, now, random, &webhook, now)?;
    }
    Ok(())
}

/// Where a secret is sealed.
fn place(webhook: &Id) -> String {
    format!("webhook:{webhook}")
}
