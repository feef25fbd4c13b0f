//! Colleagues: their accounts, roles and sign-in.
//!
//! A colleague signs in with a password ([`try_password`]) and a second factor ([`try_factor`]). Between the two there is
//! only a ticket of five minutes. Without a second factor the session opens the enrolment and nothing else. Wrong tries
//! are counted per account and address together, so that a stranger who guesses never locks the owner out.

pub mod archivist;
pub mod desk;
pub mod factor;
pub mod officer;
pub mod own;
pub mod pages;
pub mod password;
mod store;
pub mod tasks;

pub use store::{
    Account, INVITATION, Lasting, NewAccount, Session, accept, account, add, by_address, disable, end, end_sessions,
    enrol, forget_factor, invite, invited, is_stale, list, may_anyone, opened_at, recovery_codes_left, session,
    sessions_of, set_password, touch,
};

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people::Address;
use crate::secrets::{Keys, Purpose, Random, Token, hex};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Wrong tries from one address on one account in [`WINDOW`].
const TRIES: i64 = 5;

/// Tries from one address on any account in [`WINDOW`].
const TRIES_FROM: i64 = 100;

/// How long tries count.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Which step of the sign-in is tried.
#[derive(Clone, Copy, Debug)]
enum Step {
    Password,
    Factor,
}

fn subject(keys: &Keys, step: Step, account: &str, from: &str) -> String {
    hex(&keys.mac(Purpose::Limit, format!("staff {step:?} {account} {from}").as_bytes()))
}

/// What a try at the password came to, before the password is looked at.
#[derive(Debug)]
pub enum Allowed {
    /// Compare with this hash (none: there is no such account, take the same time all the same).
    Compare {
        /// The account, if there is one.
        account: Option<Account>,
        /// The hash of its password, if it has one.
        phc: Option<String>,
    },
    /// Too many tries; not before this time.
    TooMany(Timestamp),
}

/// Counts a try at a password and finds what to compare it with. The comparison itself takes long and belongs on a
/// blocking thread of its own, outside of any transaction.
pub fn try_password(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    address: &Address,
    from: &str,
) -> Result<Allowed, Error> {
    let both =
        store::count_try(tx, now, random, &subject(keys, Step::Password, address.normalised(), from), now - WINDOW)?;
    let any = store::count_try(tx, now, random, &subject(keys, Step::Password, "", from), now - WINDOW)?;
    if both > TRIES || any > TRIES_FROM {
        return Ok(Allowed::TooMany(now + WINDOW));
    }
    let found = by_address(tx, address)?.filter(|(account, _)| account.disabled_at.is_none());
    let (account, phc) = found.map_or((None, None), |(account, phc)| (Some(account), phc));
    Ok(Allowed::Compare { account, phc })
}

/// The password was right: forgets the wrong tries, keeps a newer hash if one was made, and says what comes next.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub fn password_proven(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    account: &Account,
    address: &Address,
    from: &str,
    newer_hash: Option<&str>,
) -> Result<Next, Error> {
    store::forget_tries(tx, &subject(keys, Step::Password, address.normalised(), from))?;
    if let Some(phc) = newer_hash {
        set_password(tx, &account.id, phc)?;
    }
    if account.has_factor {
        return Ok(Next::Factor);
    }
    let token = store::begin(tx, now, random, &account.id, false)?;
    log(tx, now, random, &account.id, "staff.signed-in-to-enrol")?;
    Ok(Next::Enrol(token))
}

/// What comes after a right password.
#[derive(Debug)]
pub enum Next {
    /// The second factor: give a ticket.
    Factor,
    /// The enrolment of one: give this session, which opens nothing else.
    Enrol(Token),
}

/// What a try at the second factor came to.
#[derive(Debug)]
pub enum Factor {
    /// Right: the session.
    Proven(Token),
    /// Wrong, or used before.
    Wrong,
    /// Too many tries; not before this time.
    TooMany(Timestamp),
}

/// Tries a code of the app, or a recovery code.
pub fn try_factor(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    from: &str,
    typed: &str,
) -> Result<Factor, Error> {
    let subject = subject(keys, Step::Factor, id.as_str(), from);
    if store::count_try(tx, now, random, &subject, now - WINDOW)? > TRIES {
        return Ok(Factor::TooMany(now + WINDOW));
    }
    let by_code = store::use_code(tx, keys, now, id, typed)?;
    if !by_code && !store::use_recovery_code(tx, keys, now, id, typed)? {
        log(tx, now, random, id, "staff.factor-refused")?;
        return Ok(Factor::Wrong);
    }
    store::forget_tries(tx, &subject)?;
    let token = store::begin(tx, now, random, id, true)?;
    log(tx, now, random, id, if by_code { "staff.signed-in" } else { "staff.signed-in-by-recovery" })?;
    Ok(Factor::Proven(token))
}

/// The enrolment is proven by a code: keeps the factor and begins a full session in place of the one for enrolling.
/// `None` if the code is wrong.
pub fn finish_enrolment(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    secret: &[u8],
    typed: &str,
) -> Result<Option<(Token, Vec<String>)>, Error> {
    let Some(step) = factor::step_of(secret, typed, now) else { return Ok(None) };
    let codes = enrol(tx, random, keys, id, secret, step)?;
    end_sessions(tx, id)?;
    let token = store::begin(tx, now, random, id, true)?;
    log(tx, now, random, id, "staff.factor-enrolled")?;
    Ok(Some((token, codes)))
}

fn log(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, action: &'static str) -> Result<(), Error> {
    let actor = Actor::Colleague(id.clone());
    let event = audit::Event { actor, action, object: Some(id.to_string()), person: None, detail: json!({}) };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
#[path = "staff_tests.rs"]
mod tests;
