//! Consents and objections: said once, in force at once, everywhere; proven by a ledger that is only added to.
//!
//! - [`store::record`]: adds to the ledger and lets it take effect in the same transaction;
//! - [`standings`]: how persons stand to activities, derived from the ledger; [`Checks`] asks it for programs;
//! - [`permits`]: of many persons those who may be contacted, each with a [`Permit`], the proof that nobody can make up;
//! - [`silence`]: all marketing stops, said from a mail;
//! - [`uphold`]: an objection on grounds of the person's own situation that was upheld at the desk;
//! - [`choice`]: how each activity of the record stands for a person, from the ledger and the sources;
//! - [`decide`]: what a person decides by themselves, with everything that belongs to it;
//! - [`ask`]: what counts only once a mailbox or a parent has confirmed it;
//! - [`receipt`]: what a person takes along of a consent: to read, and for a program of theirs;
//! - [`cookies`]: the cookie banner of the company's own site, whose visitors decide under a random name;
//! - [`import`]: decisions from before the portal, with their proof or marked as without;
//! - jobs write each choice into the columns of the sources that hold it, and end what has become too old; [`again`]
//!   finds the choices that a source has forgotten.
//!
//! No row of the ledger can be changed or deleted: the database refuses. A row carries a random name in place of the
//! person; [`store::unlink`] deletes the one row that says whose name it is, and with it the person's part in the ledger;
//! [`store::forget`] does so once the proof of an erased person is over.

pub mod again;
pub mod ask;
mod checks;
pub mod choice;
pub mod cookies;
pub mod decide;
pub mod difference;
pub mod import;
pub mod jobs;
mod objection;
pub mod pages;
mod permit;
pub mod receipt;
mod said;
mod standing;
pub mod store;

pub use checks::Checks;
pub use decide::silence;
pub use objection::uphold;
pub use said::{Channel, Event, EventKind, Mechanism, Said};
pub use standing::{Standing, State, standings};
pub use store::{Entry, Permit, permits, record};

use crate::db::{Db, Error};
use jiff::Timestamp;

/// The word for all marketing in the place of an activity.
pub const ALL_MARKETING: &str = "*";

/// The owner of an address moved to another one: their choices go with them.
pub fn carry(tx: &mut Db, now: Timestamp, random: &crate::secrets::Random, from: &str, to: &str) -> Result<(), Error> {
    store::carry(tx, now, random, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::lang::Lang;
    use crate::record::{Activity, Record};
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
                said: Said::CHOICES,
            };
            database.write_now(|tx| store::record(tx, now, &random, &stop)).unwrap();
            let barred = |who: &str, activity: &Activity| {
                database
                    .read_now(|db| Ok::<_, Error>(standings(db, now, &[(who, activity)])?.remove(0).barred))
                    .unwrap()
            };
            assert!(barred("f1", &newsletter));
            assert!(!barred("f1", &refresh), "a service message is no marketing");
            assert!(!barred("f2", &newsletter));
        });
    }
}
