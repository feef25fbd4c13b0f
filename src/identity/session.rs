//! Sessions of customers: a random token in a cookie, its hash here.

use super::sign_in::{Rules, note_signed_in};
use crate::db::{Db, Error, Id};
use crate::people::{self, Person};
use crate::secrets::{Random, Token, TokenHash};
use crate::web::Customer;
use jiff::{SignedDuration, Timestamp};

mod store;

pub use store::{Entry, begin_choice, end_all_sessions, end_other_sessions, end_session, sessions_of, touch_session};
pub(super) use store::{is_new_device, tidy};

/// A use is noted when the last noted one is this old.
const NOTED_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// The customer this token belongs to, unless the session has ended: by hand, by idleness or by age.
pub fn find_session(db: &mut Db, rules: &Rules, token: &TokenHash, now: Timestamp) -> Result<Option<Customer>, Error> {
    let Some(entry) = store::by_token(db, token)? else { return Ok(None) };
    if !entry.is_open(now, rules) {
        return Ok(None);
    }
    let end = after(entry.began_at, rules.whole);
    Ok(Some(Customer {
        person: entry.person,
        session: entry.id,
        proven_at: entry.proven_at,
        choosing: entry.choosing,
        idle_end: after(now, rules.idle).min(end),
        stale: now.duration_since(entry.seen_at) >= NOTED_EVERY,
    }))
}

/// A new session, proven now. Each proof begins a new one, so that a token known before is worth nothing after.
pub(super) fn begin(tx: &mut Db, now: Timestamp, random: &Random, person: &Id, device: &str) -> Result<Token, Error> {
    let token = Token::mint(random);
    store::insert(tx, now, &Id::at(now, random), &token.hash(), person, device)?;
    Ok(token)
}

/// A session that goes on as one of those who share a mailbox.
#[derive(Debug)]
pub struct Became {
    /// The token for the cookie; the one before is worth nothing.
    pub token: Token,
    /// Whether this person signed in before, and never with such a device.
    pub new_device: bool,
}

/// Wrong answers of a day to the question which of those who share a mailbox one is.
const WRONG_A_DAY: i32 = 10;

/// Counts an answer before it is compared: however many come at once, no more than allowed are. `false` when there were
/// too many wrong ones within a day.
pub fn count_try(tx: &mut Db, mailbox: &Id, now: Timestamp) -> Result<bool, Error> {
    store::count_try(tx, mailbox, now, WRONG_A_DAY)
}

/// Whoever shares a mailbox said who they are: the session is theirs from now on. [`Error::Lost`] if it was said before.
pub fn become_member(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    session: &Customer,
    person: &Person,
    device: &str,
) -> Result<Became, Error> {
    let (token, new_device) = (Token::mint(random), store::is_new_device(tx, &person.id, device)?);
    store::become_member(tx, &session.session, &token.hash(), &person.id)?;
    store::take_back_try(tx, &session.person)?;
    people::come_back(tx, &person.fingerprint, now)?;
    people::contacted(tx, &person.id, now)?;
    note_signed_in(tx, now, random, &person.id)?;
    Ok(Became { token, new_device })
}

fn after(from: Timestamp, length: SignedDuration) -> Timestamp {
    from.saturating_add(length).unwrap_or(from)
}

impl Entry {
    /// Whether it has not ended: by hand, by idleness or by age.
    pub fn is_open(&self, now: Timestamp, rules: &Rules) -> bool {
        self.ended_at.is_none() && now < after(self.seen_at, rules.idle) && now < after(self.began_at, rules.whole)
    }
}
