//! Changes of the sign-in address in the portal's database.

use super::super::sign_in::code_mac;
use crate::db::schema::identity::{address_changes as changes, sign_ins};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people::Address;
use crate::secrets::{Keys, Random, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;

/// How far a change of address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A code is on its way to the new address.
    Asked,
    /// The new address is proven; the sources are being written.
    Acting,
    /// The address is changed.
    Done,
    /// It could not be changed, and everything is as it was.
    Failed,
    /// It is being taken back.
    Reverting,
    /// It was taken back.
    Reverted,
    /// A newer wish, or the return to an earlier address, took its place.
    Replaced,
}

impl State {
    const ALL: [(&'static str, State); 7] = [
        ("asked", State::Asked),
        ("acting", State::Acting),
        ("done", State::Done),
        ("failed", State::Failed),
        ("reverting", State::Reverting),
        ("reverted", State::Reverted),
        ("replaced", State::Replaced),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| word)
    }

    fn parse(word: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, state)| *state);
        found.ok_or(Error::Unreadable("the state of a change of address"))
    }
}

/// A change of the address somebody signs in with.
#[derive(Clone)]
pub struct Change {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub person: Id,
    /// The address before.
    pub former: Address,
    /// The address wanted.
    pub wanted: Address,
    /// The language of the page and the mails.
    pub lang: Lang,
    /// Codes tried so far.
    pub tries: i32,
    /// Until when the code works.
    pub ends_at: Timestamp,
    /// When the address was changed.
    pub changed_at: Option<Timestamp>,
    /// Until when it can be taken back.
    pub revert_until: Option<Timestamp>,
    /// How far it is.
    pub state: State,
    code: Option<String>,
}

type Row = ((Id, Id, String, String, String), (Option<String>, i32, Time, Option<Time>, Option<Time>, String));

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        (changes::id, changes::person, changes::former, changes::wanted, changes::lang),
        (changes::code, changes::tries, changes::ends_at, changes::changed_at, changes::revert_until, changes::state),
    )
}

fn former_place(id: &Id) -> String {
    format!("address-former:{id}")
}

fn wanted_place(id: &Id) -> String {
    format!("address-wanted:{id}")
}

fn opened(keys: &Keys, row: Row) -> Result<Change, Error> {
    let ((id, person, former, wanted, lang), (code, tries, ends_at, changed_at, revert_until, state)) = row;
    let unreadable = Error::Unreadable("an address that changes");
    let address = |place: String, sealed: &str| Address::read(&keys.open_text(&place, sealed).ok()?).ok();
    let (Some(former), Some(wanted)) = (address(former_place(&id), &former), address(wanted_place(&id), &wanted))
    else {
        return Err(unreadable);
    };
    Ok(Change {
        id,
        person,
        former,
        wanted,
        lang: lang.parse().unwrap_or(Lang::En),
        tries,
        ends_at: ends_at.timestamp(),
        changed_at: changed_at.map(Time::timestamp),
        revert_until: revert_until.map(Time::timestamp),
        state: State::parse(&state)?,
        code,
    })
}

/// A wish to write down.
pub(super) struct New<'n> {
    pub person: &'n Id,
    pub former: &'n Address,
    pub wanted: &'n Address,
    pub lang: Lang,
    pub ends_at: Timestamp,
}

/// Writes a wish down; it takes the place of an earlier one whose code was not typed.
pub(super) fn insert(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: &New<'_>) -> Result<Id, Error> {
    let earlier = changes::table.filter(changes::person.eq(new.person)).filter(changes::state.eq("asked"));
    diesel::update(earlier).set(changes::state.eq("replaced")).execute(tx)?;
    let id = Id::at(now, random);
    let seal = |place: String, address: &Address| keys.seal(random, &place, address.kept().as_bytes());
    let row = (
        (changes::id.eq(&id), changes::person.eq(new.person), changes::lang.eq(new.lang.as_str())),
        changes::former.eq(seal(former_place(&id), new.former)),
        changes::wanted.eq(seal(wanted_place(&id), new.wanted)),
        changes::former_fingerprint.eq(new.former.fingerprint(keys)),
        (changes::fingerprint.eq(new.wanted.fingerprint(keys)), changes::tries.eq(0), changes::state.eq("asked")),
        (changes::asked_at.eq(Time::from(now)), changes::ends_at.eq(Time::from(new.ends_at))),
    );
    diesel::insert_into(changes::table).values(row).execute(tx)?;
    Ok(id)
}

/// When changes were asked for since a moment, by this person or to this address, oldest first.
pub(super) fn asked_since(
    db: &mut Db,
    person: &Id,
    fingerprint: &str,
    since: Timestamp,
) -> Result<Vec<Timestamp>, Error> {
    let times: Vec<Time> = changes::table
        .filter(changes::asked_at.gt(Time::from(since)))
        .filter(changes::person.eq(person).or(changes::fingerprint.eq(fingerprint)))
        .order(changes::asked_at)
        .select(changes::asked_at)
        .load(db)?;
    Ok(times.into_iter().map(Time::timestamp).collect())
}

/// The change of this id.
pub fn by_id(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Change>, Error> {
    let row: Option<Row> = changes::table.filter(changes::id.eq(id)).select(columns()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The newest change of a person that is as far as this.
pub fn newest(db: &mut Db, keys: &Keys, person: &Id, state: State) -> Result<Option<Change>, Error> {
    let mine = changes::table.filter(changes::person.eq(person)).filter(changes::state.eq(state.as_str()));
    let row: Option<Row> =
        mine.order((changes::asked_at.desc(), changes::id.desc())).select(columns()).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// The change that a mailed token takes back.
pub fn by_revert(db: &mut Db, keys: &Keys, token: &TokenHash) -> Result<Option<Change>, Error> {
    let row = changes::table.filter(changes::revert.eq(token.as_str())).select(columns());
    let row: Option<Row> = row.first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// Who signed in with an address before they moved to another one.
pub fn moved_from(db: &mut Db, fingerprint: &str) -> Result<Option<Id>, Error> {
    let moved = changes::table.filter(changes::former_fingerprint.eq(fingerprint)).filter(changes::state.eq("done"));
    Ok(moved.order(changes::id.desc()).select(changes::person).first(db).optional()?)
}

/// Stores the code that was made for the mail. [`Error::Lost`] if it is not wanted any more.
pub(super) fn arm(tx: &mut Db, keys: &Keys, id: &Id, code: &str) -> Result<(), Error> {
    let asked = changes::table.filter(changes::id.eq(id)).filter(changes::state.eq("asked"));
    exactly_one(diesel::update(asked).set(changes::code.eq(code_mac(keys, id, code))).execute(tx)?)
}

/// Counts a try and says whether the code is right; see the codes of sign-ins.
pub(super) fn try_code(
    tx: &mut Db,
    now: Timestamp,
    keys: &Keys,
    most: i32,
    id: &Id,
    code: &str,
) -> Result<bool, Error> {
    let open = changes::table
        .filter(changes::id.eq(id))
        .filter(changes::state.eq("asked"))
        .filter(changes::ends_at.gt(Time::from(now)))
        .filter(changes::tries.lt(most));
    if diesel::update(open).set(changes::tries.eq(changes::tries + 1)).execute(tx)? != 1 {
        return Ok(false);
    }
    let known = by_id(tx, keys, id)?.and_then(|change| change.code);
    Ok(known.is_some_and(|known| {
        subtle::ConstantTimeEq::ct_eq(code_mac(keys, id, code).as_bytes(), known.as_bytes()).into()
    }))
}

/// Moves a change from one state to another; `false` if it is not in the first any more.
pub(super) fn turn(tx: &mut Db, id: &Id, from: State, to: State) -> Result<bool, Error> {
    let there = changes::table.filter(changes::id.eq(id)).filter(changes::state.eq(from.as_str()));
    Ok(diesel::update(there).set((changes::state.eq(to.as_str()), changes::code.eq(None::<String>))).execute(tx)? == 1)
}

/// The address is changed; until a moment this token takes it back. `false` if it was not being changed.
pub(super) fn done(tx: &mut Db, now: Timestamp, id: &Id, revert: &TokenHash, until: Timestamp) -> Result<bool, Error> {
    let acting = changes::table.filter(changes::id.eq(id)).filter(changes::state.eq("acting"));
    let set = (
        (changes::state.eq("done"), changes::code.eq(None::<String>), changes::revert.eq(revert.as_str())),
        (changes::changed_at.eq(Time::from(now)), changes::revert_until.eq(Time::from(until))),
    );
    Ok(diesel::update(acting).set(set).execute(tx)? == 1)
}

/// Whatever else was asked or done for a person since a change is void: it led away from the address they return to.
pub(super) fn replace_later(tx: &mut Db, person: &Id, but: &Id) -> Result<(), Error> {
    let others = changes::table
        .filter(changes::person.eq(person))
        .filter(changes::id.gt(but))
        .filter(changes::state.eq_any(["asked", "done"]));
    diesel::update(others).set(changes::state.eq("replaced")).execute(tx)?;
    Ok(())
}

/// What was mailed to an address to sign in with opens nothing any more.
pub(super) fn void_sign_ins(tx: &mut Db, fingerprint: &str) -> Result<(), Error> {
    let open = sign_ins::table.filter(sign_ins::fingerprint.eq(fingerprint)).filter(sign_ins::state.eq("open"));
    diesel::update(open).set(sign_ins::state.eq("replaced")).execute(tx)?;
    Ok(())
}

/// Forgets wishes that came to nothing. What was done is remembered: the address before opens nothing.
pub(in crate::identity) fn tidy(tx: &mut Db, before: Timestamp) -> Result<(), Error> {
    let old = changes::table
        .filter(changes::asked_at.lt(Time::from(before)))
        .filter(changes::state.eq_any(["asked", "failed", "reverted", "replaced"]));
    diesel::delete(old).execute(tx)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::people;
    use crate::secrets::Token;
    use jiff::SignedDuration;

    #[test]
    fn a_change_is_sealed_tried_five_times_done_once_and_taken_back_by_its_own_token() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-10T09:00:00Z".parse().unwrap();
            let (former, wanted) =
                (Address::parse("old@example.com").unwrap(), Address::parse("new@example.com").unwrap());
            let person =
                database.write_now(|tx| people::ensure(tx, now, &random, &keys, &former, Lang::Fr)).unwrap().id;
            let ends_at = now + SignedDuration::from_mins(10);
            let new = New { person: &person, former: &former, wanted: &wanted, lang: Lang::Fr, ends_at };
            let first = database.write_now(|tx| insert(tx, now, &random, &keys, &new)).unwrap();
            let id = database.write_now(|tx| insert(tx, now, &random, &keys, &new)).unwrap();
            let known = |id: &Id| database.read_now(|db| by_id(db, &keys, id)).unwrap().unwrap();
            assert_eq!((known(&first).state, known(&id).state), (State::Replaced, State::Asked));
            assert!(matches!(database.write_now(|tx| arm(tx, &keys, &first, "000000")), Err(Error::Lost)));
            database.write_now(|tx| arm(tx, &keys, &id, "123456")).unwrap();
            let attempt = |code: &str| database.write_now(|tx| try_code(tx, now, &keys, 5, &id, code)).unwrap();
            assert!(!attempt("654321") && attempt("123456") && !attempt("1") && !attempt("2") && !attempt("3"));
            assert!(!attempt("123456"), "five tries are all");
            assert!(database.write_now(|tx| turn(tx, &id, State::Asked, State::Acting)).unwrap());
            assert!(!database.write_now(|tx| turn(tx, &id, State::Asked, State::Acting)).unwrap());
            let token = Token::mint(&random);
            let finish = || database.write_now(|tx| done(tx, now, &id, &token.hash(), ends_at)).unwrap();
            assert!(finish() && !finish());
            let found = database.read_now(|db| by_revert(db, &keys, &token.hash())).unwrap().unwrap();
            assert_eq!((found.id, found.former, found.wanted), (id.clone(), former.clone(), wanted.clone()));
            let fingerprint = wanted.fingerprint(&keys);
            let asked =
                database.read_now(|db| asked_since(db, &first, &fingerprint, now - SignedDuration::from_secs(1)));
            assert_eq!(asked.unwrap().len(), 2, "asked to the same address");
            let moved =
                |address: &Address| database.read_now(|db| moved_from(db, &address.fingerprint(&keys))).unwrap();
            assert_eq!((moved(&former), moved(&wanted)), (Some(person), None));
            database.write_now(|tx| tidy(tx, ends_at)).unwrap();
            let kept = |id: &Id| database.read_now(|db| by_id(db, &keys, id)).unwrap().is_some();
            assert!(kept(&id) && !kept(&first));
        });
    }
}
