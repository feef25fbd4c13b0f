//! Sessions of customers: a random token in a cookie, its hash here.

use super::sign_in::Rules;
use crate::db::{Db, Error, Id};
use crate::secrets::{Random, Token, TokenHash};
use crate::web::Customer;
use jiff::{SignedDuration, Timestamp};

mod store;

pub use store::{Entry, end_all_sessions, end_other_sessions, end_session, sessions_of, touch_session};
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

fn after(from: Timestamp, length: SignedDuration) -> Timestamp {
    from.saturating_add(length).unwrap_or(from)
}

impl Entry {
    /// Whether it has not ended: by hand, by idleness or by age.
    pub fn is_open(&self, now: Timestamp, rules: &Rules) -> bool {
        self.ended_at.is_none() && now < after(self.seen_at, rules.idle) && now < after(self.began_at, rules.whole)
    }
}
