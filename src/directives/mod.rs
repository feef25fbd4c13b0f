//! Directives for after one's death (French Data Protection Act of 1978, Art. 85): a customer says who may come, which
//! categories of their data that person receives, and what else shall happen; changes it or takes it back at any time.
//!
//! - [`give`], [`revoke`]: written and taken back by the person, who alone can read it while they live;
//! - [`of`]: what the desk asks when somebody comes after a death; [`Directives::names`] says whether it names them;
//! - [`pages`]: the page "after my death".
//!
//! Who is named asks without signing in (`requests`), is matched at the desk and receives what the directives say, no more.

mod name;
pub mod pages;
mod store;

pub use name::same;
pub use store::of;

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::secrets::{Keys, Random};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a person wants after their death.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whom they name.
    pub name: String,
    /// How that person is reached: an address or a telephone number, as typed; may be empty.
    pub reach: String,
    /// The categories of the record that the person named receives.
    pub categories: Vec<String>,
    /// What else shall happen, in their words; may be empty.
    pub words: String,
}

/// A wish that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directives {
    /// What they want.
    pub wish: Wish,
    /// Since when.
    pub since: Timestamp,
}

impl Directives {
    /// Whether they name this person, however the name is written.
    pub fn names(&self, name: &str) -> bool {
        same(&self.wish.name, name)
    }
}

/// Writes down what a person wants; it replaces what they wanted before.
pub fn give(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, person: &Id, wish: &Wish) -> Result<(), Error> {
    store::put(tx, now, random, keys, person, wish)?;
    log(tx, now, random, person, "directives.given")
}

/// Takes back what a person wanted. `false` if there was nothing.
pub fn revoke(tx: &mut Db, now: Timestamp, random: &Random, person: &Id) -> Result<bool, Error> {
    if !store::remove(tx, person)? {
        return Ok(false);
    }
    log(tx, now, random, person, "directives.revoked")?;
    Ok(true)
}

fn log(tx: &mut Db, now: Timestamp, random: &Random, person: &Id, action: &'static str) -> Result<(), Error> {
    let actor = Actor::Person(person.clone());
    let event = audit::Event { actor, action, object: None, person: Some(person.clone()), detail: json!({}) };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::lang::Lang;
    use crate::people::{self, Address};

    #[test]
    fn a_wish_is_sealed_replaced_taken_back_and_goes_with_its_person() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let address = Address::parse("camille@example.com").unwrap();
            let person = database.write_now(|tx| people::ensure(tx, now, &random, &keys, &address, Lang::Fr)).unwrap();
            let wish = |name: &str| Wish {
                name: name.into(),
                reach: "1 rue Haute, Lyon".into(),
                categories: vec!["orders".into()],
                words: "Fermez mon compte.".into(),
            };
            let found = || database.read_now(|db| of(db, &keys, &person.id)).unwrap();
            assert_eq!(found(), None);
            let give = |name| database.write_now(|tx| give(tx, now, &random, &keys, &person.id, &wish(name))).unwrap();
            give("Paul Aubry");
            give("Jeanne Aubry");
            let stands = found().unwrap();
            assert_eq!((stands.wish.clone(), stands.since), (wish("Jeanne Aubry"), now));
            assert!(stands.names("AUBRY jeanne") && !stands.names("Paul Aubry"));
            let revoke = || database.write_now(|tx| revoke(tx, now, &random, &person.id)).unwrap();
            assert!(revoke() && !revoke());
            assert_eq!(found(), None);
            give("Paul Aubry");
            database.write_now(|tx| people::forget(tx, &person.id)).unwrap();
            assert_eq!(found(), None, "it goes with the person");
        });
    }
}
