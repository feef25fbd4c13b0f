//! What mail domains do with our mails: counted in memory where a mail is handed over, written by whoever writes to the
//! database next. A process that dies loses what it counted in the last moments; nothing follows from these figures.
//!
//! A domain can be somebody's own. It is kept sealed, for a day, and named only where several people stand behind it.

mod store;

pub use store::{Domains, Taken, taken};

use super::mailer::{SendError, Step};
use crate::db::{Db, Error};
use crate::secrets::{Keys, Random, sha256_hex};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Figures;

/// The most domains kept in memory; mails to more are not counted.
const MOST: usize = 10_000;

/// What a domain did with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// It took it.
    Accepted,
    /// It asked to bring it later.
    Delayed,
    /// It refused it.
    Refused,
}

impl Took {
    /// What an outcome says of the recipient's domain: nothing, where the mail was not shown to it.
    pub(super) fn of<T>(outcome: &Result<T, SendError>) -> Option<Self> {
        let seen = |step: &Step| matches!(step, Step::Recipient | Step::Data | Step::Content);
        match outcome {
            Ok(_) => Some(Took::Accepted),
            Err(SendError::Transient { step, .. }) if seen(step) => Some(Took::Delayed),
            Err(SendError::Permanent { step, .. }) if seen(step) => Some(Took::Refused),
            Err(_) => None,
        }
    }
}

/// The figures that nobody has written yet. Clones share them.
#[derive(Clone, Debug)]
pub struct Tally {
    counted: Arc<Mutex<BTreeMap<String, Figures>>>,
    /// Its own: figures come at any moment, and what a seeded test draws must not hang on that.
    random: Random,
}

impl Default for Tally {
    fn default() -> Self {
        Self { counted: Arc::default(), random: Random::system() }
    }
}

impl Tally {
    /// Counts a mail to this address.
    pub fn count(&self, address: &str, took: Took) {
        let Some((_, domain)) = address.rsplit_once('@') else { return };
        let bit =
            sha256_hex(address.to_lowercase().as_bytes()).get(..2).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        self.change(domain, |figures| {
            let counter = match took {
                Took::Accepted => &mut figures.accepted,
                Took::Delayed => &mut figures.delayed,
                Took::Refused => &mut figures.refused,
            };
            *counter = counter.saturating_add(1);
            figures.addressees |= 1i64.rotate_left(bit.unwrap_or(0) % 64);
        });
    }

    /// Notes that a domain asked for patience until then.
    pub fn slow(&self, domain: &str, until: Timestamp) {
        self.change(domain, |figures| figures.slowed_until = figures.slowed_until.max(Some(until)));
    }

    fn change(&self, domain: &str, change: impl FnOnce(&mut Figures)) {
        let mut domains = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let domain = domain.to_ascii_lowercase();
        let full = domains.len() >= MOST && !domains.contains_key(&domain);
        if !full {
            change(domains.entry(domain).or_default());
        }
    }

    /// Writes what was counted since the last time.
    pub fn write(&self, tx: &mut Db, now: Timestamp, keys: &Keys) -> Result<(), Error> {
        let counted = std::mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner));
        store::add(tx, now, &self.random, keys, &counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::portal_databases;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_a_domain_did_is_what_it_was_shown() {
        let refused = |step| Err::<(), _>(SendError::Permanent { step, code: Some(550), status: None });
        let later = |step| Err::<(), _>(SendError::Transient { step, code: Some(451) });
        assert_eq!(Took::of(&Ok(())), Some(Took::Accepted));
        assert_eq!(Took::of(&refused(Step::Recipient)), Some(Took::Refused));
        assert_eq!(Took::of(&later(Step::Content)), Some(Took::Delayed));
        for silent in [refused(Step::Writing), later(Step::Opening), later(Step::Sender)] {
            assert_eq!(Took::of(&silent), None);
        }
        assert_eq!(Took::of(&Err::<(), _>(SendError::OutcomeUnknown)), None);
    }

    #[test]
    fn figures_add_up_over_hours_and_processes_and_a_domain_of_few_people_has_no_name() {
        let (keys, now) = (Keys::for_tests(), at("2026-03-12T10:30:00Z"));
        for fresh in portal_databases() {
            let db = fresh.database();
            let write = |tally: &Tally, now| db.write_now(|tx| tally.write(tx, now, &keys)).unwrap();
            let (one, other) = (Tally::default(), Tally::default());
            for n in 0..40 {
                one.count(&format!("person{n}@Large.example"), Took::Accepted);
                other.count(&format!("person{n}@large.example"), Took::Delayed);
            }
            for _ in 0..40 {
                one.count("somebody@own.example", Took::Refused);
            }
            other.slow("large.example", at("2026-03-12T11:00:00Z"));
            write(&one, now);
            write(&other, now);
            write(&other, now);
            one.count("person1@large.example", Took::Accepted);
            write(&one, at("2026-03-12T11:30:00Z"));
            let taken = |now| db.read_now(|db| taken(db, now, &keys)).unwrap();
            let seen = taken(at("2026-03-12T10:45:00Z"));
            let [large] = seen.named.as_slice() else { panic!("{:?}", seen.named) };
            assert_eq!(
                (large.domain.as_str(), large.accepted, large.delayed, large.refused),
                ("large.example", 41, 40, 0)
            );
            assert_eq!(large.slowed_until, Some(at("2026-03-12T11:00:00Z")));
            assert_eq!((seen.others.refused, seen.others.domain.as_str(), seen.other_domains), (40, "", 1));
            let later = taken(at("2026-03-12T11:45:00Z"));
            assert_eq!(later.named[0].slowed_until, None, "its patience is over");
            let next_day = taken(at("2026-03-13T11:15:00Z"));
            assert_eq!((next_day.named.len(), next_day.other_domains), (0, 1), "one mail of the second hour is left");
            // The first write of a new hour forgets what is older than a day.
            one.count("person1@large.example", Took::Accepted);
            write(&one, at("2026-03-14T20:00:00Z"));
            let rows = db.read_now(store::rows).unwrap();
            assert_eq!(rows, 1);
        }
    }
}
