//! Restriction of processing (Art. 18): data that may be stored and, but for what Art. 18(2) names, nothing else.
//!
//! It begins when a colleague grants it, on a ground of Art. 18(1). While it lasts the person gets no mailing and no
//! system hears that they may be contacted, nothing of theirs is purged, and colleagues see what is held only under an
//! [`Exception`]. It ends only after the person was told (Art. 18(3)): [`announce`] tells them and names the day, a job
//! lifts it then, and until then [`keep`] takes the announcement back.
//!
//! An objection (Art. 21(1)) freezes one activity by itself until it is decided: see [`Objection`].

pub mod jobs;
mod objection;
mod store;

pub use objection::{Objection, objected};
pub use store::{Lifting, Restriction, by_id, objecting, objections, open, open_for};

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::{self, Person};
use crate::requests::word::words;
use crate::secrets::{Keys, Random};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// How long before its end the person is told: long enough to answer. The law names no length.
pub const NOTICE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Why processing is restricted (Art. 18(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The person contests that the data are accurate, while that is verified (a).
    Accuracy,
    /// The processing is unlawful and the person prefers this to erasure (b).
    Unlawful,
    /// The company needs the data no longer, the person needs them for a legal claim (c).
    Claims,
    /// The person objected, while it is verified whose grounds weigh more (d).
    Objection,
}

words!(Ground { Accuracy = "accuracy", Unlawful = "unlawful", Claims = "claims", Objection = "objection" });

/// For what restricted data may be used all the same (Art. 18(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exception {
    /// The person agrees.
    Consent,
    /// To establish, exercise or defend legal claims.
    Claims,
    /// To protect the rights of another person.
    Rights,
    /// An important public interest of the Union or a Member State.
    Interest,
}

words!(Exception { Consent = "consent", Claims = "claims", Rights = "rights", Interest = "interest" });

/// What every change needs.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// When.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'a Random,
    /// The keys that seal texts.
    pub keys: &'a Keys,
    /// The colleague.
    pub colleague: &'a Id,
}

/// Restricts the processing of a person's data, and tells them. `false` if it is restricted already: then nothing changes.
pub fn begin(
    tx: &mut Db,
    by: By<'_>,
    person: &Person,
    lang: Lang,
    reference: &str,
    ground: Ground,
) -> Result<bool, Error> {
    if !store::insert(tx, by.now, by.random, &person.id, reference, ground)? {
        return Ok(false);
    }
    people::restrict(tx, &person.id, by.now)?;
    by.tell(tx, person, lang, &Mail::Restricted { since: by.now, link: format!("/{lang}/me") })?;
    by.log(tx, "restriction.begun", (&person.id, reference))?;
    Ok(true)
}

/// Tells the person that the restriction is lifted in [`NOTICE`], and why. Gives the moment; `None` if they were told
/// before or it is lifted.
pub fn announce(tx: &mut Db, by: By<'_>, restriction: &Restriction, why: &str) -> Result<Option<Timestamp>, Error> {
    let lifts = by.now.saturating_add(NOTICE).unwrap_or(by.now);
    if !store::announce(tx, by.now, by.random, by.keys, &restriction.id, lifts, why)? {
        return Ok(None);
    }
    if let Some(person) = people::by_id(tx, &restriction.person)? {
        let mail = Mail::RestrictionEnds { when: lifts, why: why.to_owned(), link: format!("/{}/me", person.lang) };
        by.tell(tx, &person, person.lang, &mail)?;
    }
    jobs::enqueue_lift(tx, by.now, by.random, &restriction.id, lifts)?;
    by.log(tx, "restriction.end-announced", restriction.of())?;
    Ok(Some(lifts))
}

/// Takes an announced end back, and tells the person. `false` if none is announced.
pub fn keep(tx: &mut Db, by: By<'_>, restriction: &Restriction) -> Result<bool, Error> {
    if !store::keep(tx, &restriction.id)? {
        return Ok(false);
    }
    if let Some(person) = people::by_id(tx, &restriction.person)? {
        let mail = Mail::Restricted { since: restriction.began_at, link: format!("/{}/me", person.lang) };
        by.tell(tx, &person, person.lang, &mail)?;
    }
    by.log(tx, "restriction.kept", restriction.of())?;
    Ok(true)
}

/// The day has come: the data can be used again. `false` if the announcement was taken back or it was lifted before.
fn lift(tx: &mut Db, now: Timestamp, random: &Random, restriction: &Restriction) -> Result<bool, Error> {
    if !store::lift(tx, now, &restriction.id)? {
        return Ok(false);
    }
    people::lift(tx, &restriction.person)?;
    log(tx, now, random, Actor::System, "restriction.lifted", restriction.of())?;
    Ok(true)
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    action: &'static str,
    (person, reference): (&Id, &str),
) -> Result<(), Error> {
    let event = audit::Event {
        actor,
        action,
        object: Some(reference.to_owned()),
        person: Some(person.clone()),
        detail: json!({}),
    };
    audit::append(tx, now, random, &event).map(drop)
}

impl By<'_> {
    fn log(&self, tx: &mut Db, action: &'static str, of: (&Id, &str)) -> Result<(), Error> {
        log(tx, self.now, self.random, Actor::Colleague(self.colleague.clone()), action, of)
    }

    fn tell(&self, tx: &mut Db, person: &Person, lang: Lang, mail: &Mail) -> Result<(), Error> {
        mail::queue(tx, self.now, self.random, self.keys, &person.address(self.keys)?, lang, mail).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::people::Address;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_restriction_ends_only_after_the_person_was_told_and_can_be_kept_until_then() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now = at("2026-03-01T10:00:00Z");
            let address = Address::parse("camille@example.com").unwrap();
            let person = database.write_now(|tx| people::ensure(tx, now, &random, &keys, &address, Lang::Fr)).unwrap();
            let colleague = Id::at(now, &random);
            let by = |now| By { now, random: &random, keys: &keys, colleague: &colleague };
            let begin = |ground| {
                let begun = |tx: &mut Db| begin(tx, by(now), &person, Lang::Fr, "R-2026-0001", ground);
                database.write_now(begun).unwrap()
            };
            assert!(begin(Ground::Accuracy));
            assert!(!begin(Ground::Claims), "one at a time");
            let restricted = || database.read_now(|db| people::by_id(db, &person.id)).unwrap().unwrap().restricted_at;
            let found = || database.read_now(|db| open_for(db, &keys, &person.id)).unwrap();
            assert_eq!(restricted(), Some(now));
            let first = found().unwrap();
            assert_eq!((first.ground, first.lifting), (Ground::Accuracy, None));

            let lift = |now| database.write_now(|tx| lift(tx, now, &random, &found().unwrap())).unwrap();
            assert!(!lift(at("2027-03-01T10:00:00Z")), "never without telling");
            let told = at("2026-03-02T10:00:00Z");
            let announce = |now| {
                database.write_now(|tx| announce(tx, by(now), &found().unwrap(), "Your invoice is right.")).unwrap()
            };
            let end = announce(told).unwrap();
            assert_eq!(end, told.saturating_add(NOTICE).unwrap());
            assert_eq!(announce(told), None, "told once");
            assert_eq!(found().unwrap().lifting.unwrap().why, "Your invoice is right.");
            assert!(!lift(end.saturating_sub(SignedDuration::from_secs(1)).unwrap()), "not before the day");
            assert!(database.write_now(|tx| keep(tx, by(told), &found().unwrap())).unwrap());
            assert!(!lift(end), "it was kept");

            let end = announce(at("2026-03-05T10:00:00Z")).unwrap();
            assert!(lift(end));
            assert_eq!((restricted(), found().is_none()), (None, true));
            assert!(begin(Ground::Objection), "it can be restricted again");
            let log = database.read_now(|db| audit::events_of_object(db, "R-2026-0001", 20)).unwrap();
            let mut actions: Vec<_> = log.into_iter().map(|event| event.action).collect();
            actions.sort();
            let once = ["restriction.kept", "restriction.lifted"];
            assert_eq!(actions.iter().filter(|action| once.contains(&action.as_str())).count(), 2, "{actions:?}");

            database.write_now(|tx| people::forget(tx, &person.id)).unwrap();
            assert!(database.read_now(|db| open(db, &keys)).unwrap().is_empty(), "it goes with the person");
        });
    }
}
