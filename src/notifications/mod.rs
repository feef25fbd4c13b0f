//! The notification obligation (Art. 19): whoever received data is told that they were corrected, erased or restricted.
//!
//! [`note`] writes down, in the transaction of the cause, one notification for each named recipient of the categories; who
//! works in the company's own systems ([`Told::Live`]) sees the change there and gets none. The record says how the others
//! are told: a job calls their webhook ([`webhook`]) or writes to them, tries again while that fails, and leaves what
//! failed for good to a colleague; or a colleague takes the list of a recipient from the beginning, tells them, and says so
//! ([`settle`]). A notification holds the address by which the recipient knows the person and nothing else of them, sealed,
//! and only until it is over.

pub mod jobs;
pub mod pages;
mod store;
mod webhook;

pub use crate::outgoing::delivery::Problem;
pub use store::{
    Entry, Listed, Open, Standing, Trouble, Waiting, entries, failed, of_cause, open, overdue, settle, tidy, try_again,
};

use crate::db::{Db, Error};
use crate::people::Address;
use crate::portal::Portal;
use crate::record::{RecipientRole, Told};
use crate::requests::word::words;
use crate::secrets::Keys;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// In how many working days a recipient is told. The law says "without undue delay" nowhere in Art. 19; this is ours
/// (law.md 1.10).
pub const WORKING_DAYS: usize = 3;

/// How long a recipient who was told has to confirm before the portal forgets whom it was about.
pub const CONFIRM: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Of what a recipient is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Data were corrected (Art. 16).
    Rectification,
    /// Data were erased (Art. 17(1)).
    Erasure,
    /// Data are restricted (Art. 18).
    Restriction,
    /// They are restricted no longer.
    Lift,
}

words!(Kind { Rectification = "rectification", Erasure = "erasure", Restriction = "restriction", Lift = "lift" });

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nobody told the recipient yet.
    ToSend,
    /// The recipient was told.
    Sent,
    /// The recipient confirmed that it is done there.
    Confirmed,
    /// The portal could not tell them by itself; a colleague must.
    Failed,
    /// It proved impossible to tell them (Art. 19).
    Impossible,
    /// It would have been a disproportionate effort (Art. 19).
    Disproportionate,
}

words!(State {
    ToSend = "to-send",
    Sent = "sent",
    Confirmed = "confirmed",
    Failed = "failed",
    Impossible = "impossible",
    Disproportionate = "disproportionate",
});

impl State {
    /// Whether it is over, so that the portal forgets whom it was about.
    pub fn is_over(self) -> bool {
        !matches!(self, State::ToSend | State::Sent | State::Failed)
    }
}

/// What recipients are told of.
#[derive(Clone, Copy)]
pub struct Cause<'c> {
    /// Of what kind.
    pub kind: Kind,
    /// The id of the correction, erasure or restriction.
    pub id: &'c str,
    /// By what recipients know the person.
    pub address: &'c Address,
    /// The categories that it is about.
    pub categories: &'c BTreeSet<String>,
}

/// Writes down that the recipients of these categories must be told. Their names, in the order of the record. Doing it again
/// for the same cause changes nothing.
pub fn note(tx: &mut Db, portal: &Portal, cause: &Cause<'_>) -> Result<Vec<String>, Error> {
    let mut recipients: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let record = portal.record.now();
    for category in cause.categories {
        for recipient in record.recipients_of(category) {
            // An authority that asked for data in an inquiry is no recipient (Art. 4(9)).
            if recipient.told != Told::Live && recipient.role != RecipientRole::Authority {
                recipients.entry(&recipient.id).or_default().insert(category);
            }
        }
    }
    for (recipient, categories) in &recipients {
        put(tx, portal, (cause.kind, cause.id), cause.address, recipient, categories)?;
    }
    let told = record.recipients.iter().filter(|recipient| recipients.contains_key(recipient.id.as_str()));
    Ok(told.map(|recipient| recipient.name.clone()).collect())
}

/// Whoever hears of a restriction hears of its end: the notifications of the restriction, which `cause` names, are followed
/// by those of the lift, but for recipients who could not or need not be told.
pub fn note_lift(tx: &mut Db, portal: &Portal, cause: &str, address: &Address) -> Result<(), Error> {
    for (recipient, categories) in store::told_of(tx, Kind::Restriction, cause)? {
        let categories = categories.iter().map(String::as_str).collect();
        put(tx, portal, (Kind::Lift, cause), address, &recipient, &categories)?;
    }
    Ok(())
}

/// One notification, and the job that tells where the portal does.
fn put(
    tx: &mut Db,
    portal: &Portal,
    (kind, cause): (Kind, &str),
    address: &Address,
    recipient: &str,
    categories: &BTreeSet<&str>,
) -> Result<(), Error> {
    let now = portal.clock.now();
    let due = portal.settings.requests.holidays.working_day(portal.today(), WORKING_DAYS);
    let new = store::New { kind, cause, recipient, categories, address, due };
    store::insert(tx, now, &portal.random, &portal.keys, new)?;
    if portal.record.recipient(recipient).is_some_and(|known| known.told.is_by_itself()) {
        jobs::enqueue_tell(tx, now, &portal.random, recipient, now)?;
    }
    Ok(())
}

/// Where the address of a notification is sealed.
fn place(id: &crate::db::Id) -> String {
    format!("notification:{id}")
}

fn why_place(id: &crate::db::Id) -> String {
    format!("notification-why:{id}")
}

fn opened(keys: &Keys, id: &crate::db::Id, sealed: &str) -> Result<String, Error> {
    keys.open_text(&place(id), sealed).map_err(|_| Error::Unreadable("the address of a notification"))
}
