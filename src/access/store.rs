//! Packages in the portal's database; the files lie beside it.

use crate::db::schema::access::packages;
use crate::db::schema::identity::customer_sessions;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;

/// A sign-in, as it goes into a package.
pub struct SignIn {
    /// When it began.
    pub began: Timestamp,
    /// The last use that was noted.
    pub seen: Timestamp,
    /// Browser and system in words; empty if unknown.
    pub device: String,
    /// When it was ended by hand.
    pub ended: Option<Timestamp>,
}

/// The sign-ins of a person, newest first.
pub fn sign_ins(db: &mut Db, person: &Id) -> Result<Vec<SignIn>, Error> {
    let columns = (
        customer_sessions::began_at,
        customer_sessions::seen_at,
        customer_sessions::device,
        customer_sessions::ended_at,
    );
    let rows = customer_sessions::table.filter(customer_sessions::person.eq(person));
    let rows: Vec<(Time, Time, String, Option<Time>)> =
        rows.order(customer_sessions::began_at.desc()).select(columns).load(db)?;
    let sign_in = |(began, seen, device, ended): (Time, Time, String, Option<Time>)| SignIn {
        began: began.timestamp(),
        seen: seen.timestamp(),
        device,
        ended: ended.map(Time::timestamp),
    };
    Ok(rows.into_iter().map(sign_in).collect())
}

/// How far a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being written.
    Preparing,
    /// It can be fetched.
    Ready,
    /// It could not be written.
    Failed,
    /// It is gone.
    Expired,
}

impl State {
    /// The word in the database and in templates.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Preparing => "preparing",
            State::Ready => "ready",
            State::Failed => "failed",
            State::Expired => "expired",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [State::Preparing, State::Ready, State::Failed, State::Expired].into_iter().find(|state| state.as_str() == word)
    }
}

/// A package of a person's data.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub person: Id,
    /// The request it answers.
    pub request: Option<String>,
    /// The language of its words.
    pub lang: Lang,
    /// How far it is.
    pub state: State,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it can be fetched.
    pub expires_at: Option<Timestamp>,
    /// Bytes.
    pub size: u64,
    /// How many facts are in it.
    pub facts: i64,
    /// The names of the sources that did not answer.
    pub missing: Vec<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = packages)]
struct Row {
    id: Id,
    person: Id,
    request: Option<String>,
    lang: String,
    state: String,
    asked_at: Time,
    expires_at: Option<Time>,
    size: Option<i64>,
    facts: Option<i64>,
    missing: Option<String>,
}

impl TryFrom<Row> for Package {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Package {
            id: row.id,
            person: row.person,
            request: row.request,
            lang: row.lang.parse().unwrap_or(Lang::Fr),
            state: State::parse(&row.state).ok_or(Error::Unreadable("the state of a package"))?,
            asked_at: row.asked_at.timestamp(),
            expires_at: row.expires_at.map(Time::timestamp),
            size: row.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            facts: row.facts.unwrap_or(0),
            missing: row.missing.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        })
    }
}

/// Writes down a package to prepare. While one is being prepared, asking again gives that one, with `false`.
pub fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    person: &Id,
    request: Option<&str>,
    lang: Lang,
) -> Result<(Id, bool), Error> {
    let id = Id::at(now, random);
    let written = tx.transaction(|tx| {
        let values = (
            (packages::id.eq(&id), packages::person.eq(person), packages::request.eq(request)),
            (packages::open_for.eq(person), packages::lang.eq(lang.as_str())),
            (packages::state.eq(State::Preparing.as_str()), packages::asked_at.eq(Time::from(now))),
        );
        Ok::<_, Error>(diesel::insert_into(packages::table).values(values).execute(tx)?)
    });
    match written {
        Ok(_) => Ok((id, true)),
        Err(Error::Unique) => {
            Ok((packages::table.filter(packages::open_for.eq(person)).select(packages::id).first(tx)?, false))
        }
        Err(error) => Err(error),
    }
}

/// Notes which request a package answers.
pub fn answers(tx: &mut Db, id: &Id, request: &str) -> Result<(), Error> {
    exactly_one(diesel::update(packages::table.find(id)).set(packages::request.eq(request)).execute(tx)?)
}

/// The package of this id.
pub fn by_id(db: &mut Db, id: &Id) -> Result<Option<Package>, Error> {
    packages::table.find(id).select(Row::as_select()).first(db).optional()?.map(Package::try_from).transpose()
}

/// The newest package of a person.
pub fn newest(db: &mut Db, person: &Id) -> Result<Option<Package>, Error> {
    let mine =
        packages::table.filter(packages::person.eq(person)).order((packages::asked_at.desc(), packages::id.desc()));
    mine.select(Row::as_select()).first(db).optional()?.map(Package::try_from).transpose()
}

/// The package is written. `false` if it was not being prepared any more.
pub fn ready(
    tx: &mut Db,
    now: Timestamp,
    id: &Id,
    expires_at: Timestamp,
    size: u64,
    facts: usize,
    missing: &[String],
) -> Result<bool, Error> {
    let preparing = packages::table.find(id).filter(packages::state.eq(State::Preparing.as_str()));
    let change = (
        (packages::state.eq(State::Ready.as_str()), packages::open_for.eq(None::<String>)),
        (packages::ready_at.eq(Time::from(now)), packages::expires_at.eq(Time::from(expires_at))),
        (packages::size.eq(i64::try_from(size).ok()), packages::facts.eq(i64::try_from(facts).ok())),
        packages::missing.eq((!missing.is_empty()).then(|| missing.join(" "))),
    );
    Ok(diesel::update(preparing).set(change).execute(tx)? == 1)
}

/// The package could not be written; the person may ask again.
pub fn failed(tx: &mut Db, id: &Id) -> Result<bool, Error> {
    let preparing = packages::table.find(id).filter(packages::state.eq(State::Preparing.as_str()));
    let change = (packages::state.eq(State::Failed.as_str()), packages::open_for.eq(None::<String>));
    Ok(diesel::update(preparing).set(change).execute(tx)? == 1)
}

/// The package is fetched now. `false` if it is not ready.
pub fn fetched(tx: &mut Db, now: Timestamp, id: &Id) -> Result<bool, Error> {
    let ready = packages::table.find(id).filter(packages::state.eq(State::Ready.as_str()));
    Ok(diesel::update(ready).set(packages::fetched_at.eq(Time::from(now))).execute(tx)? == 1)
}

/// Ends the packages whose time is over. How many.
pub fn expire(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    let over = packages::table
        .filter(packages::state.eq(State::Ready.as_str()))
        .filter(packages::expires_at.le(Time::from(now)));
    Ok(diesel::update(over).set(packages::state.eq(State::Expired.as_str())).execute(tx)?)
}

/// The packages whose files must be there: those ready and those being written.
pub fn living(db: &mut Db) -> Result<Vec<Id>, Error> {
    let states = [State::Ready.as_str(), State::Preparing.as_str()];
    Ok(packages::table.filter(packages::state.eq_any(states)).select(packages::id).load(db)?)
}

/// The packages that are being prepared, each with whose it is.
pub fn preparing(db: &mut Db) -> Result<Vec<(Id, Id)>, Error> {
    let preparing = packages::table.filter(packages::state.eq(State::Preparing.as_str()));
    Ok(preparing.select((packages::id, packages::person)).load(db)?)
}

/// Forgets the packages of a person; their files go with the next tidying.
pub fn forget(tx: &mut Db, person: &Id) -> Result<usize, Error> {
    Ok(diesel::delete(packages::table.filter(packages::person.eq(person))).execute(tx)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use jiff::SignedDuration;

    #[test]
    fn a_package_is_prepared_once_at_a_time_fetched_while_ready_and_ends() {
        each_database(|database| {
            let random = Random::seeded(3);
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let person = Id::at(now, &random);
            let asked = || database.write_now(|tx| ask(tx, now, &random, &person, None, Lang::Fr)).unwrap();
            let (id, new) = asked();
            assert!(new);
            assert_eq!(asked(), (id.clone(), false));
            assert!(!database.write_now(|tx| fetched(tx, now, &id)).unwrap());
            let end = now + SignedDuration::from_hours(1);
            let missing = ["shop".to_owned()];
            assert!(database.write_now(|tx| ready(tx, now, &id, end, 12, 3, &missing)).unwrap());
            assert!(!database.write_now(|tx| ready(tx, now, &id, end, 12, 3, &[])).unwrap());
            assert!(!database.write_now(|tx| failed(tx, &id)).unwrap());
            let package = database.read_now(|db| newest(db, &person)).unwrap().unwrap();
            assert_eq!((package.state, package.size, package.facts), (State::Ready, 12, 3));
            assert_eq!(package.missing, ["shop"]);
            assert!(database.write_now(|tx| fetched(tx, now, &id)).unwrap());
            assert_eq!(database.write_now(|tx| expire(tx, now)).unwrap(), 0);
            assert_eq!(database.read_now(living).unwrap(), std::slice::from_ref(&id));
            assert_eq!(database.write_now(|tx| expire(tx, end)).unwrap(), 1);
            assert_eq!(database.read_now(living).unwrap(), []);
            assert!(asked().1);
            assert_eq!(database.write_now(|tx| forget(tx, &person)).unwrap(), 2);
            assert!(database.read_now(|db| by_id(db, &id)).unwrap().is_none());
        });
    }
}
