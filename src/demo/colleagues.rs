//! The accounts of the shop's staff, with passwords that anyone may know.

use crate::config::DatabaseUrl;
use crate::db::{Database, Db, Error};
use crate::lang::Lang;
use crate::people::Address;
use crate::roles::Role;
use crate::secrets::{Keys, Random};
use crate::staff::{self, NewAccount, factor, password};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// A colleague to sign in as. Nothing here is a secret: the shop is invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Name.
    pub name: String,
    /// Role: support, marketing, dpo, admin or archivist.
    pub role: String,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The secret of the second factor.
    pub secret: Vec<u8>,
}

/// Two of marketing, because a mailing needs a second person to approve it.
const STAFF: &[(&str, &str, Role)] = &[
    ("Sandrine Marchetti", "sandrine.marchetti@maison-lavande.example", Role::Support),
    ("Nadia Ferrand", "nadia.ferrand@maison-lavande.example", Role::Marketing),
    ("Hugo Delorme", "hugo.delorme@maison-lavande.example", Role::Marketing),
    ("Odile Fontanel", "odile.fontanel@maison-lavande.example", Role::Dpo),
    ("Gilles Arnoux", "gilles.arnoux@maison-lavande.example", Role::Admin),
    ("Simone Peyron", "simone.peyron@maison-lavande.example", Role::Archivist),
];

/// Words of a password one can type.
const WORDS: &[&str] =
    &["bleuet", "cigale", "figuier", "garrigue", "mistral", "olivier", "romarin", "thym", "verveine"];

impl Colleague {
    /// The code of the second factor at this time.
    pub fn code(&self, now: Timestamp) -> String {
        factor::code_at(&self.secret, now).unwrap_or_default()
    }
}

/// Makes the portal's database in a SQLite file and opens an account for each colleague, second factor included.
pub(super) fn hire(database: &Path, keys: &Path, now: Timestamp, random: &Random) -> io::Result<Vec<Colleague>> {
    let keys = Keys::load(keys).map_err(io::Error::other)?;
    let db = Database::open(&DatabaseUrl::Sqlite(database.to_path_buf()), 1).map_err(io::Error::other)?;
    db.migrate().map_err(io::Error::other)?;
    let mut colleagues = Vec::new();
    for (name, email, role) in STAFF {
        let password = memorable(random);
        let hash = password::hash(&password, random).map_err(io::Error::other)?;
        let secret = factor::new_secret(random).to_vec();
        let address = Address::parse(email).map_err(io::Error::other)?;
        let account = NewAccount { email: address, name: (*name).to_owned(), role: *role, lang: Lang::Fr };
        let hired: Result<(), Error> = db.write_now(|tx: &mut Db| {
            let id = staff::add(tx, now, random, &account)?;
            staff::set_password(tx, &id, &hash)?;
            staff::enrol(tx, random, &keys, &id, &secret, 0).map(drop)
        });
        hired.map_err(io::Error::other)?;
        let role = role.as_str().to_owned();
        colleagues.push(Colleague { name: (*name).to_owned(), role, email: (*email).to_owned(), password, secret });
    }
    Ok(colleagues)
}

/// Three words and four digits.
fn memorable(random: &Random) -> String {
    let word = || {
        let at = usize::try_from(random.below(WORDS.len() as u64)).unwrap_or(0);
        WORDS.get(at).copied().unwrap_or_default()
    };
    format!("{}-{}-{}-{:04}", word(), word(), word(), random.below(10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_someone_and_marketing_a_second_person() {
        for role in Role::ALL {
            let count = STAFF.iter().filter(|(_, _, other)| *other == role).count();
            assert_eq!(count, if role == Role::Marketing { 2 } else { 1 });
        }
    }

    #[test]
    fn colleagues_are_hired_with_a_password_and_a_factor_that_work() {
        let dir = tempfile::tempdir().unwrap();
        let (random, now) = (Random::seeded(4), "2026-11-24T12:00:00Z".parse().unwrap());
        Keys::generate(dir.path(), &random).unwrap();
        let file = dir.path().join("habeas.sqlite");
        let colleagues = hire(&file, dir.path(), now, &random).unwrap();
        let db = Database::open(&DatabaseUrl::Sqlite(file), 1).unwrap();
        for colleague in colleagues {
            let address = Address::parse(&colleague.email).unwrap();
            let found: Result<_, Error> = db.read_now(|db: &mut Db| staff::by_address(db, &address));
            let (account, phc) = found.unwrap().unwrap();
            assert!(account.has_factor);
            assert!(password::verify(&colleague.password, phc.as_deref()).unwrap());
            assert!(password::check(&colleague.password, 12, &colleague.email, &colleague.name).is_ok());
            assert!(factor::step_of(&colleague.secret, &colleague.code(now), now).is_some());
        }
    }
}
