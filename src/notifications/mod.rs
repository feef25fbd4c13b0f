//! The notification obligation (Art. 19): whoever received data is told that they were corrected, erased or restricted.
//!
//! [`note`] writes down, in the transaction of the cause, one notification for each named recipient of the categories; who
//! works in the company's own systems ([`Told::Live`]) sees the change there and gets none. A colleague takes the list of a
//! recipient, tells them, and says so ([`settle`]). A notification holds the address by which the recipient knows the person and
//! nothing else of them, sealed, and only until it is over.

mod store;

pub use store::{Entry, Open, Waiting, entries, of_cause, open, overdue, settle, tidy};

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
}

words!(Kind { Rectification = "rectification", Erasure = "erasure", Restriction = "restriction" });

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nobody told the recipient yet.
    ToSend,
    /// The recipient was told.
    Sent,
    /// The recipient confirmed that it is done there.
    Confirmed,
    /// It proved impossible to tell them (Art. 19).
    Impossible,
    /// It would have been a disproportionate effort (Art. 19).
    Disproportionate,
}

words!(State {
    ToSend = "to-send",
    Sent = "sent",
    Confirmed = "confirmed",
    Impossible = "impossible",
    Disproportionate = "disproportionate",
});

impl State {
    /// Whether it is over, so that the portal forgets whom it was about.
    pub fn is_over(self) -> bool {
        !matches!(self, State::ToSend | State::Sent)
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
            if recipient.told == Told::ByHand && recipient.role != RecipientRole::Authority {
                recipients.entry(&recipient.id).or_default().insert(category);
            }
        }
    }
    let due = portal.settings.requests.holidays.working_day(portal.today(), WORKING_DAYS);
    for (recipient, categories) in &recipients {
        store::insert(tx, portal.clock.now(), &portal.random, &portal.keys, cause, recipient, categories, due)?;
    }
    let told = record.recipients.iter().filter(|recipient| recipients.contains_key(recipient.id.as_str()));
    Ok(told.map(|recipient| recipient.name.clone()).collect())
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
