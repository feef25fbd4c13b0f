mod confirmed;
mod silence;

pub use confirmed::{confirm_category, confirmations};
pub use silence::{freshness, keep_silence};

use super::Address;
use crate::db::schema::people::{erased_people, persons};
use crate::db::schema::refresh::{refresh_bars, refresh_standings};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;

/// A person known to the portal. The address stays sealed until [`Person::address`] is asked.
#[derive(Clone, Debug)]
pub struct Person {
    /// Its id.
    pub id: Id,
    /// Keyed hash of the address.
    pub fingerprint: String,
    /// The language of pages and mails.
    pub lang: Lang,
    /// When the details were last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// Since when the processing is restricted.
    pub restricted_at: Option<Timestamp>,
    /// When the erasure they asked for begins; until then everything about them is frozen.
    pub leaves_at: Option<Timestamp>,
    address: String,
}

type Row = (Id, String, String, String, Option<Time>, Option<Time>, Option<Time>);

const COLUMNS: (
    persons::id,
    persons::fingerprint,
    persons::address,
    persons::lang,
    persons::confirmed_at,
    persons::restricted_at,
    persons::leaves_at,
) = (
    persons::id,
    persons::fingerprint,
    persons::address,
    persons::lang,
    persons::confirmed_at,
    persons::restricted_at,
    persons::leaves_at,
);

impl Person {
    fn of((id, fingerprint, address, lang, confirmed_at, restricted_at, leaves_at): Row) -> Self {
        let lang = lang.parse().unwrap_or(Lang::En);
        let (confirmed_at, restricted_at) = (confirmed_at.map(Time::timestamp), restricted_at.map(Time::timestamp));
        let leaves_at = leaves_at.map(Time::timestamp);
        Self { id, fingerprint, lang, confirmed_at, restricted_at, leaves_at, address }
    }

    /// The address, opened.
    pub fn address(&self, keys: &Keys) -> Result<Address, Error> {
        let text = keys.open_text(&context(&self.fingerprint), &self.address);
        let text = text.map_err(|_| Error::Unreadable("the address of a person"))?;
        Address::read(&text).map_err(|_| Error::Unreadable("the address of a person"))
    }
}

fn context(fingerprint: &str) -> String {
    format!("person:{fingerprint}")
}

/// The person with this id.
pub fn by_id(db: &mut Db, id: &Id) -> Result<Option<Person>, Error> {
    let row: Option<Row> = persons::table.filter(persons::id.eq(id)).select(COLUMNS).first(db).optional()?;
    Ok(row.map(Person::of))
}

/// The persons with these ids, in no order; who is forgotten is missing.
pub fn by_ids(db: &mut Db, ids: &[Id]) -> Result<Vec<Person>, Error> {
    let rows: Vec<Row> = persons::table.filter(persons::id.eq_any(ids)).select(COLUMNS).load(db)?;
    Ok(rows.into_iter().map(Person::of).collect())
}

/// The person with this address.
pub fn by_fingerprint(db: &mut Db, fingerprint: &str) -> Result<Option<Person>, Error> {
    let found = persons::table.filter(persons::fingerprint.eq(fingerprint)).select(COLUMNS);
    Ok(found.first::<Row>(db).optional()?.map(Person::of))
}

/// Notes that whoever has this fingerprint must stay erased, also if they came back by themselves before.
pub fn mark_erased(tx: &mut Db, fingerprint: &str, at: Timestamp) -> Result<(), Error> {
    let marked = tx.transaction(|tx| {
        let row = (erased_people::fingerprint.eq(fingerprint), erased_people::erased_at.eq(Time::from(at)));
        diesel::insert_into(erased_people::table).values(row).execute(tx).map_err(Error::from)
    });
    match marked {
        Err(Error::Unique) => {
            let again = (erased_people::erased_at.eq(Time::from(at)), erased_people::back_at.eq(None::<Time>));
            exactly_one(diesel::update(erased_people::table.find(fingerprint)).set(again).execute(tx)?)
        }
        other => other.map(drop),
    }
}

/// Whether they must stay erased.
pub fn is_erased(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let row = erased_people::table.find(fingerprint).filter(erased_people::back_at.is_null());
    Ok(row.count().get_result::<i64>(db)? > 0)
}

/// The fingerprints of all who must stay erased.
pub fn erased(db: &mut Db) -> Result<std::collections::BTreeSet<String>, Error> {
    let rows = erased_people::table.filter(erased_people::back_at.is_null()).select(erased_people::fingerprint);
    Ok(rows.load(db)?.into_iter().collect())
}

/// Who was erased and came back by themselves, of whom the erasure ledger does not know yet: fingerprint and time; a
/// thousand at most.
pub fn came_back(db: &mut Db) -> Result<Vec<(String, Timestamp)>, Error> {
    let rows = erased_people::table.filter(erased_people::back_at.is_not_null()).order(erased_people::fingerprint);
    let rows: Vec<(String, Option<Time>)> =
        rows.select((erased_people::fingerprint, erased_people::back_at)).limit(1_000).load(db)?;
    Ok(rows.into_iter().filter_map(|(print, at)| Some((print, at?.timestamp()))).collect())
}

/// Takes off somebody who came back by themselves at this time or, without one, whoever it is.
pub fn unmark_erased(tx: &mut Db, fingerprint: &str, back: Option<Timestamp>) -> Result<(), Error> {
    let row = erased_people::table.find(fingerprint);
    match back {
        Some(at) => diesel::delete(row.filter(erased_people::back_at.eq(Time::from(at)))).execute(tx)?,
        None => diesel::delete(row).execute(tx)?,
    };
    Ok(())
}

/// Somebody signed in: whoever comes back by themselves is no longer one who must stay erased.
pub fn come_back(tx: &mut Db, fingerprint: &str, now: Timestamp) -> Result<(), Error> {
    let back = erased_people::table.find(fingerprint).filter(erased_people::back_at.is_null());
    diesel::update(back).set(erased_people::back_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// The person with this address, written down if new. The language of a known person is left as it is.
pub fn ensure(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    address: &Address,
    lang: Lang,
) -> Result<Person, Error> {
    let fingerprint = address.fingerprint(keys);
    if let Some(person) = by_fingerprint(tx, &fingerprint)? {
        return Ok(person);
    }
    let id = Id::at(now, random);
    let sealed = keys.seal(random, &context(&fingerprint), address.kept().as_bytes());
    let inserted = tx.transaction(|tx| {
        diesel::insert_into(persons::table)
            .values((
                persons::id.eq(&id),
                persons::fingerprint.eq(&fingerprint),
                persons::address.eq(sealed),
                persons::lang.eq(lang.as_str()),
                persons::created_at.eq(Time::from(now)),
            ))
            .execute(tx)
            .map_err(Error::from)
    });
    match inserted {
        Ok(_) | Err(Error::Unique) => by_fingerprint(tx, &fingerprint)?.ok_or(Error::NotFound),
        Err(error) => Err(error),
    }
}

/// From now on the data of a person may only be kept (Art. 18).
pub fn restrict(tx: &mut Db, id: &Id, now: Timestamp) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    exactly_one(diesel::update(person).set(persons::restricted_at.eq(Time::from(now))).execute(tx)?)
}

/// The data of a person can be used again.
pub fn lift(tx: &mut Db, id: &Id) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    exactly_one(diesel::update(person).set(persons::restricted_at.eq(None::<Time>)).execute(tx)?)
}

/// Whether colleagues know that the owner of an address died: nobody writes there any more. It is one of the reasons that
/// are given by hand on the page of an audience.
pub fn is_deceased(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let row = refresh_bars::table.find((fingerprint, "deceased"));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(db)?)
}

/// Whether whoever reads the mailbox of an address said that they are not the person we mean.
pub fn is_disowned(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let row = refresh_standings::table.find(fingerprint).filter(refresh_standings::disowned_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(db)?)
}

/// A colleague learned that the owner of an address died. Nothing changes if it is known.
pub fn died(tx: &mut Db, now: Timestamp, fingerprint: &str, colleague: &Id) -> Result<(), Error> {
    if is_deceased(tx, fingerprint)? {
        return Ok(());
    }
    let row = (
        (refresh_bars::fingerprint.eq(fingerprint), refresh_bars::reason.eq("deceased")),
        (refresh_bars::colleague.eq(colleague), refresh_bars::since.eq(Time::from(now))),
    );
    diesel::insert_into(refresh_bars::table).values(row).execute(tx)?;
    Ok(())
}

/// The people whose data may only be kept (Art. 18).
pub fn restricted(db: &mut Db) -> Result<Vec<Person>, Error> {
    let rows: Vec<Row> = persons::table.filter(persons::restricted_at.is_not_null()).select(COLUMNS).load(db)?;
    Ok(rows.into_iter().map(Person::of).collect())
}

/// Remembers the language a person chose.
pub fn speak(tx: &mut Db, id: &Id, lang: Lang) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    exactly_one(diesel::update(person).set(persons::lang.eq(lang.as_str())).execute(tx)?)
}

/// The details were confirmed as correct (Art. 5(1)(d)); only a person's own POST says so.
pub fn confirm(tx: &mut Db, id: &Id, now: Timestamp) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    let (at, seen) = (persons::confirmed_at.eq(Time::from(now)), persons::contacted_at.eq(Time::from(now)));
    exactly_one(diesel::update(person).set((at, seen)).execute(tx)?)
}

/// Everything about a person is frozen until their erasure begins (law: a grace period is no time of use).
pub fn freeze(tx: &mut Db, id: &Id, leaves_at: Timestamp) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    exactly_one(diesel::update(person).set(persons::leaves_at.eq(Time::from(leaves_at))).execute(tx)?)
}

/// The person stays, or the erasure has begun. Does nothing for one who was not frozen.
pub fn thaw(tx: &mut Db, id: &Id) -> Result<(), Error> {
    diesel::update(persons::table.filter(persons::id.eq(id))).set(persons::leaves_at.eq(None::<Time>)).execute(tx)?;
    Ok(())
}

/// The person did something themselves, such as signing in: it counts as a contact. An older one is left as it is.
pub fn contacted(tx: &mut Db, id: &Id, now: Timestamp) -> Result<(), Error> {
    let older = persons::contacted_at.is_null().or(persons::contacted_at.lt(Time::from(now)));
    let person = persons::table.filter(persons::id.eq(id)).filter(older);
    diesel::update(person).set(persons::contacted_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// When the person last did something that the portal or the directory saw.
pub fn last_contact(db: &mut Db, id: &Id) -> Result<Option<Timestamp>, Error> {
    let times = (persons::contacted_at, persons::confirmed_at);
    let row: Option<(Option<Time>, Option<Time>)> = persons::table.find(id).select(times).first(db).optional()?;
    Ok(row.and_then(|(contacted, confirmed)| contacted.max(confirmed)).map(Time::timestamp))
}

/// Notes what the directory says: the last date of the relation and of contact, where it knows them.
pub fn relate(tx: &mut Db, id: &Id, related: Option<Timestamp>, contacted: Option<Timestamp>) -> Result<(), Error> {
    let person = persons::table.filter(persons::id.eq(id));
    let related = persons::related_at.eq(related.map(Time::from));
    exactly_one(diesel::update(person).set(related).execute(tx)?)?;
    // What the person did here is not forgotten because the directory has not heard of it.
    contacted.map_or(Ok(()), |at| self::contacted(tx, id, at))
}

/// Gives a person another address. [`Error::Unique`] if another person has it.
pub fn move_to(tx: &mut Db, random: &Random, keys: &Keys, id: &Id, address: &Address) -> Result<(), Error> {
    let fingerprint = address.fingerprint(keys);
    let sealed = keys.seal(random, &context(&fingerprint), address.kept().as_bytes());
    let person = persons::table.filter(persons::id.eq(id));
    let moved = diesel::update(person).set((persons::fingerprint.eq(fingerprint), persons::address.eq(sealed)));
    exactly_one(moved.execute(tx)?)
}

/// Forgets a person: the row and, by its references, the sessions. Does nothing for one forgotten already.
pub fn forget(tx: &mut Db, id: &Id) -> Result<(), Error> {
    diesel::delete(persons::table.filter(persons::id.eq(id))).execute(tx)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;

    #[test]
    fn a_person_is_known_by_any_spelling_of_the_address_and_forgotten_whole() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let address = Address::parse("Élise@Example.fr").unwrap();
            let person = database.write_now(|tx| ensure(tx, now, &random, &keys, &address, Lang::Fr)).unwrap();
            let other = Address::parse(" élise@example.FR").unwrap();
            let again = database.write_now(|tx| ensure(tx, now, &random, &keys, &other, Lang::En)).unwrap();
            assert_eq!((again.id.clone(), again.lang), (person.id.clone(), Lang::Fr));
            assert_eq!(again.address(&keys).unwrap().as_str(), "Élise@Example.fr");
            database.write_now(|tx| confirm(tx, &person.id, now)).unwrap();
            let known = database.read_now(|db| by_id(db, &person.id)).unwrap().unwrap();
            assert_eq!(known.confirmed_at, Some(now));
            database.write_now(|tx| freeze(tx, &person.id, now)).unwrap();
            let leaves = || database.read_now(|db| by_id(db, &person.id)).unwrap().unwrap().leaves_at;
            assert_eq!(leaves(), Some(now));
            database.write_now(|tx| thaw(tx, &person.id)).unwrap();
            assert_eq!(leaves(), None);
            let moved = Address::parse("elise@example.org").unwrap();
            database.write_now(|tx| move_to(tx, &random, &keys, &person.id, &moved)).unwrap();
            let known = database.read_now(|db| by_id(db, &person.id)).unwrap().unwrap();
            assert_eq!(known.address(&keys).unwrap(), moved);
            database.write_now(|tx| forget(tx, &person.id)).unwrap();
            assert!(database.read_now(|db| by_fingerprint(db, &known.fingerprint)).unwrap().is_none());
            database.write_now(|tx| forget(tx, &person.id)).unwrap();
        });
    }
}
