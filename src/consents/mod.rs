//! Consents and objections: said once, in force at once, everywhere; proven by a ledger that is only added to.
//!
//! - [`store::record`]: adds to the ledger and lets it take effect in the same transaction;
//! - [`may_contact`]: asked before anything is sent;
//! - [`choice`]: how each activity of the record stands for a person, from the ledger and the sources;
//! - a job writes each choice into the columns of the sources that hold it.

pub mod choice;
pub mod jobs;
pub mod pages;
pub mod store;

pub use store::{Entry, record};

use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::record::Activity;
use jiff::Timestamp;

/// The word for all marketing in the place of an activity.
pub const ALL_MARKETING: &str = "*";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Consent was given.
    Given,
    /// Consent was withdrawn (Art. 7(3)).
    Withdrawn,
    /// The person objected (Art. 21(2)).
    Objected,
    /// The objection was taken back.
    ObjectionEnded,
}

impl EventKind {
    /// Every kind with the word in the database.
    pub const ALL: &'static [(&'static str, EventKind)] = &[
        ("given", EventKind::Given),
        ("withdrawn", EventKind::Withdrawn),
        ("objected", EventKind::Objected),
        ("objection-ended", EventKind::ObjectionEnded),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// Whether contact stops.
    pub fn stops(self) -> bool {
        matches!(self, EventKind::Withdrawn | EventKind::Objected)
    }
}

/// Where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// On a page of the portal.
    Portal,
    /// From a mail, without signing in.
    Mail,
    /// In a source.
    Source,
}

impl Channel {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Portal => "portal",
            Channel::Mail => "mail",
            Channel::Source => "source",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Channel::Portal, Channel::Mail, Channel::Source].into_iter().find(|channel| channel.as_str() == word)
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// The activity of the record, or [`ALL_MARKETING`].
    pub activity: String,
    /// What happened.
    pub kind: EventKind,
    /// The words that were shown.
    pub words: String,
    /// The language of the words.
    pub lang: Lang,
    /// Where it was said.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
}

/// The owner of an address moved to another one: their choices go with them.
pub fn carry(
    tx: &mut crate::db::Db,
    now: Timestamp,
    random: &crate::secrets::Random,
    from: &str,
    to: &str,
) -> Result<(), Error> {
    store::carry(tx, now, random, from, to)
}

/// Whether somebody may be contacted for an activity: nothing was withdrawn or objected to, neither for it nor, if it
/// is marketing, for all marketing. Asked at import, when an audience is made, and again before sending.
pub fn may_contact(db: &mut Db, fingerprint: &str, activity: &Activity) -> Result<bool, Error> {
    if store::is_suppressed(db, fingerprint, &activity.id)? {
        return Ok(false);
    }
    Ok(!activity.marketing || !store::is_suppressed(db, fingerprint, ALL_MARKETING)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::record::Record;
    use crate::secrets::Random;
    use std::path::Path;

    #[test]
    fn stopping_all_marketing_stops_every_marketing_and_nothing_else() {
        let text = include_str!("../../config/starter/record.toml");
        let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
        let activity = |id: &str| record.activity(id).unwrap().clone();
        let (newsletter, refresh) = (activity("newsletter"), activity("data-refresh"));
        each_database(|database| {
            let random = Random::system();
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let stop = Entry {
                fingerprint: "f1",
                activity: ALL_MARKETING,
                kind: EventKind::Objected,
                words: "Stop all marketing",
                lang: Lang::En,
                channel: Channel::Portal,
            };
            database.write_now(|tx| store::record(tx, now, &random, &stop)).unwrap();
            let may = |who: &str, activity: &Activity| database.read_now(|db| may_contact(db, who, activity)).unwrap();
            assert!(!may("f1", &newsletter));
            assert!(may("f1", &refresh), "a service message is no marketing");
            assert!(may("f2", &newsletter));
        });
    }
}
