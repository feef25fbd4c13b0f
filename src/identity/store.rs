use super::session;
use super::sign_in::{Rules, code_mac, note_signed_in};
use crate::db::schema::identity::sign_ins;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::secrets::{Keys, Random, Token, TokenHash};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// A sign-in somebody asked for.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Its id.
    pub id: Id,
    /// The language it was asked in.
    pub lang: Lang,
    /// The asking browser and system in words.
    pub device: String,
    /// The page to go to afterwards; empty for "my data".
    pub next_page: String,
    /// Codes tried so far.
    pub tries: i32,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When code and link end.
    pub ends_at: Timestamp,
    /// What became of it.
    pub state: State,
    cookie: String,
    address: String,
    code: Option<String>,
}

/// What became of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be redeemed until its end.
    Open,
    /// It was redeemed.
    Used,
    /// The same browser asked again.
    Replaced,
    /// The owner of the mailbox said it was not them.
    Refused,
}

#[derive(Queryable)]
struct Row {
    id: Id,
    cookie: String,
    address: String,
    lang: String,
    device: String,
    next_page: String,
    code: Option<String>,
    tries: i32,
    asked_at: Time,
    ends_at: Time,
    state: String,
}

const COLUMNS: (
    sign_ins::id,
    sign_ins::cookie,
    sign_ins::address,
    sign_ins::lang,
    sign_ins::device,
    sign_ins::next_page,
    sign_ins::code,
    sign_ins::tries,
    sign_ins::asked_at,
    sign_ins::ends_at,
    sign_ins::state,
) = (
    sign_ins::id,
    sign_ins::cookie,
    sign_ins::address,
    sign_ins::lang,
    sign_ins::device,
    sign_ins::next_page,
    sign_ins::code,
    sign_ins::tries,
    sign_ins::asked_at,
    sign_ins::ends_at,
    sign_ins::state,
);

impl SignIn {
    fn of(row: Row) -> Self {
        let state = match row.state.as_str() {
            "open" => State::Open,
            "used" => State::Used,
            "refused" => State::Refused,
            _ => State::Replaced,
        };
        Self {
            id: row.id,
            lang: row.lang.parse().unwrap_or(Lang::En),
            device: row.device,
            next_page: row.next_page,
            tries: row.tries,
            asked_at: row.asked_at.timestamp(),
            ends_at: row.ends_at.timestamp(),
            state,
            cookie: row.cookie,
            address: row.address,
            code: row.code,
        }
    }

    /// Whether it can still be redeemed.
    pub fn is_open(&self, now: Timestamp, rules: &Rules) -> bool {
        self.state == State::Open && now < self.ends_at && self.tries < rules.tries
    }

    /// Whether this cookie belongs to the browser that asked.
    pub fn is_of_browser(&self, cookie: Option<&Token>) -> bool {
        cookie.is_some_and(|cookie| {
            subtle::ConstantTimeEq::ct_eq(cookie.hash().as_str().as_bytes(), self.cookie.as_bytes()).into()
        })
    }

    /// The address that was typed.
    pub fn address(&self, keys: &Keys) -> Result<Address, Error> {
        let text = keys.open_text(&context(&self.id), &self.address);
        let text = text.map_err(|_| Error::Unreadable("the address of a sign-in"))?;
        Address::parse(&text).map_err(|_| Error::Unreadable("the address of a sign-in"))
    }

    fn is_code(&self, keys: &Keys, code: &str) -> bool {
        self.code.as_ref().is_some_and(|known| {
            subtle::ConstantTimeEq::ct_eq(code_mac(keys, &self.id, code).as_bytes(), known.as_bytes()).into()
        })
    }
}

pub(super) fn context(id: &Id) -> String {
    format!("sign-in:{id}")
}

/// What is written when somebody asks.
pub(super) struct New<'n> {
    pub id: &'n Id,
    pub cookie: &'n TokenHash,
    pub fingerprint: &'n str,
    pub address: String,
    pub lang: Lang,
    pub device: &'n str,
    pub place: &'n str,
    pub next_page: &'n str,
    pub asked_at: Timestamp,
    pub ends_at: Timestamp,
}

pub(super) fn insert(tx: &mut Db, new: New<'_>) -> Result<(), Error> {
    diesel::insert_into(sign_ins::table)
        .values((
            sign_ins::id.eq(new.id),
            sign_ins::cookie.eq(new.cookie.as_str()),
            sign_ins::fingerprint.eq(new.fingerprint),
            sign_ins::address.eq(new.address),
            sign_ins::lang.eq(new.lang.as_str()),
            sign_ins::device.eq(new.device),
            sign_ins::place.eq(new.place),
            sign_ins::next_page.eq(new.next_page),
            sign_ins::tries.eq(0),
            sign_ins::asked_at.eq(Time::from(new.asked_at)),
            sign_ins::ends_at.eq(Time::from(new.ends_at)),
            sign_ins::state.eq("open"),
        ))
        .execute(tx)?;
    Ok(())
}

/// What questions are counted by.
pub(super) enum By<'b> {
    Address(&'b str),
    Place(&'b str),
}

/// When sign-ins were asked for since a moment, oldest first.
pub(super) fn asked_since(db: &mut Db, by: By<'_>, since: Timestamp) -> Result<Vec<Timestamp>, Error> {
    let mut query = sign_ins::table.filter(sign_ins::asked_at.gt(Time::from(since))).into_boxed();
    query = match by {
        By::Address(fingerprint) => query.filter(sign_ins::fingerprint.eq(fingerprint)),
        By::Place(place) => query.filter(sign_ins::place.eq(place)),
    };
    let times: Vec<Time> = query.order(sign_ins::asked_at).select(sign_ins::asked_at).load(db)?;
    Ok(times.into_iter().map(Time::timestamp).collect())
}

/// Ends the question this browser asked before; or says when it may ask again.
pub(super) fn replace(
    tx: &mut Db,
    cookie: &TokenHash,
    now: Timestamp,
    resend: SignedDuration,
) -> Result<Option<Timestamp>, Error> {
    let Some(earlier) = by_cookie(tx, cookie)?.filter(|earlier| earlier.state == State::Open) else { return Ok(None) };
    let free_at = earlier.asked_at.saturating_add(resend).unwrap_or(now);
    if now < free_at {
        return Ok(Some(free_at));
    }
    let open = sign_ins::table.filter(sign_ins::id.eq(&earlier.id)).filter(sign_ins::state.eq("open"));
    diesel::update(open).set(sign_ins::state.eq("replaced")).execute(tx)?;
    Ok(None)
}

/// The sign-in this browser asked for.
pub fn by_cookie(db: &mut Db, cookie: &TokenHash) -> Result<Option<SignIn>, Error> {
    let row = sign_ins::table.filter(sign_ins::cookie.eq(cookie.as_str())).select(COLUMNS).first::<Row>(db);
    Ok(row.optional()?.map(SignIn::of))
}

/// The sign-in a mailed link belongs to.
pub fn by_link(db: &mut Db, link: &TokenHash) -> Result<Option<SignIn>, Error> {
    let row = sign_ins::table.filter(sign_ins::link.eq(link.as_str())).select(COLUMNS).first::<Row>(db);
    Ok(row.optional()?.map(SignIn::of))
}

pub(super) fn by_id(db: &mut Db, id: &Id) -> Result<Option<SignIn>, Error> {
    let row = sign_ins::table.filter(sign_ins::id.eq(id)).select(COLUMNS).first::<Row>(db);
    Ok(row.optional()?.map(SignIn::of))
}

/// Stores what was made for the mail; a second mail makes them anew. [`Error::Lost`] if it is not open any more.
pub(super) fn arm(tx: &mut Db, id: &Id, code: String, link: &TokenHash) -> Result<(), Error> {
    let open = sign_ins::table.filter(sign_ins::id.eq(id)).filter(sign_ins::state.eq("open"));
    let armed = diesel::update(open).set((sign_ins::code.eq(code), sign_ins::link.eq(link.as_str())));
    exactly_one(armed.execute(tx)?)
}

/// Counts a try and says whether the code is right. In a transaction of its own, before anything is given for it:
/// however many come at once, no more than the allowed tries are compared.
pub fn try_code(tx: &mut Db, now: Timestamp, keys: &Keys, rules: &Rules, id: &Id, code: &str) -> Result<bool, Error> {
    let open = sign_ins::table
        .filter(sign_ins::id.eq(id))
        .filter(sign_ins::state.eq("open"))
        .filter(sign_ins::ends_at.gt(Time::from(now)))
        .filter(sign_ins::tries.lt(rules.tries));
    let counted = diesel::update(open).set(sign_ins::tries.eq(sign_ins::tries + 1)).execute(tx)?;
    if counted != 1 {
        return Ok(false);
    }
    Ok(by_id(tx, id)?.is_some_and(|sign_in| sign_in.is_code(keys, code)))
}

/// A session that a redeemed sign-in made.
#[derive(Debug)]
pub struct Redeemed {
    /// The token for the cookie.
    pub token: Token,
    /// Who.
    pub person: Person,
    /// Whether this person signed in before, and never with such a device.
    pub new_device: bool,
    /// The page to go to; empty for "my data".
    pub next_page: String,
}

/// Uses a sign-in up and makes a session, in one transaction. `None` if it was used, has ended or was refused: of any
/// number of redemptions at once exactly one succeeds.
pub fn redeem(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    device: &str,
) -> Result<Option<Redeemed>, Error> {
    let open = sign_ins::table
        .filter(sign_ins::id.eq(id))
        .filter(sign_ins::state.eq("open"))
        .filter(sign_ins::ends_at.gt(Time::from(now)));
    let used = (sign_ins::state.eq("used"), sign_ins::code.eq(None::<String>));
    if diesel::update(open).set(used).execute(tx)? != 1 {
        return Ok(None);
    }
    let Some(sign_in) = by_id(tx, id)? else { return Ok(None) };
    let person = people::ensure(tx, now, random, keys, &sign_in.address(keys)?, sign_in.lang)?;
    people::come_back(tx, &person.fingerprint, now)?;
    let new_device = session::is_new_device(tx, &person.id, device)?;
    let token = session::begin(tx, now, random, &person.id, device)?;
    note_signed_in(tx, now, random, &person.id)?;
    people::contacted(tx, &person.id, now)?;
    Ok(Some(Redeemed { token, person, new_device, next_page: sign_in.next_page }))
}

/// The owner of the mailbox says it was not them: code and link die.
pub fn refuse(tx: &mut Db, id: &Id) -> Result<bool, Error> {
    let open = sign_ins::table.filter(sign_ins::id.eq(id)).filter(sign_ins::state.eq("open"));
    Ok(diesel::update(open).set(sign_ins::state.eq("refused")).execute(tx)? == 1)
}

/// Marks a sign-in that nothing can be redeemed of as answered, without telling it apart from an open one on any page:
/// the asking browser goes on seeing the same. Says whether this call did it.
pub(super) fn close(tx: &mut Db, id: &Id) -> Result<bool, Error> {
    let unanswered = sign_ins::table.filter(sign_ins::id.eq(id)).filter(sign_ins::code.is_null());
    Ok(diesel::update(unanswered).set(sign_ins::code.eq("none")).execute(tx)? == 1)
}

/// Forgets what ended a day ago.
pub(super) fn tidy(tx: &mut Db, now: Timestamp) -> Result<(), Error> {
    let day_ago = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    diesel::delete(sign_ins::table.filter(sign_ins::ends_at.lt(Time::from(day_ago)))).execute(tx)?;
    Ok(())
}
