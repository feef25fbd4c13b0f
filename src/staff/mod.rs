//! Colleagues: their accounts, roles and sign-in.
//!
//! A colleague signs in with a password ([`try_password`]) and a second factor ([`try_factor`]), or with a passkey
//! ([`passkey`]), which is both at once. Between password and factor there is only a ticket of five minutes. Without a second
//! factor the session opens the enrolment and nothing else. Wrong tries are counted per account and network together, or by
//! the browser where the account was entered before ([`device`]), so that a stranger who guesses never locks the owner out. What changes a way of signing in is in [`ways`].

pub mod archivist;
pub mod desk;
pub mod device;
pub mod factor;
pub mod officer;
pub mod own;
pub mod pages;
pub mod passkey;
pub mod password;
pub mod provider;
pub mod review;
mod store;
pub mod tasks;
pub mod ways;

pub use store::{
    Account, INVITATION, Kept, Lasting, NewAccount, Session, accept, account, add, by_address, disable, end,
    end_others, end_own, end_sessions, enrol, forget_factor, invite, invited, is_stale, list, may_anyone, opened_at,
    prove, recovery_codes_left, renew_codes, session, sessions_of, set_password, touch,
};

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people::Address;
use crate::secrets::{Keys, Purpose, Random, Token, hex};
use device::Origin;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Wrong tries from one address on one account in [`WINDOW`].
const TRIES: i64 = 5;

/// Tries from one address on any account in [`WINDOW`].
const TRIES_FROM: i64 = 100;

/// Tries on one account in [`WINDOW`] from everywhere together, of browsers in which it was never entered. The owner's own browser
/// and a passkey do not count among them and are not held up by them.
const TRIES_ON: i64 = 50;

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
    from: &Origin,
) -> Result<Allowed, Error> {
    let mut count = |account: &str, from: &str| {
        store::count_try(tx, now, random, &subject(keys, Step::Password, account, from), now - WINDOW)
    };
    let both = count(address.normalised(), &from.counted())?;
    // A browser that is known is a stranger to nobody: only its own tries hold it up.
    let (any, on) = match from.device {
        Some(_) => (0, 0),
        None => (count("", &from.place)?, count(address.normalised(), "everywhere")?),
    };
    if both > TRIES || any > TRIES_FROM || on > TRIES_ON {
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
    from: &Origin,
    newer_hash: Option<&str>,
) -> Result<Next, Error> {
    store::forget_tries(tx, &subject(keys, Step::Password, address.normalised(), &from.counted()))?;
    if let Some(phc) = newer_hash {
        set_password(tx, &account.id, phc)?;
    }
    if ways::has_second(tx, account)? {
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

/// Tries a code of the app, or a recovery code; a right one begins a session.
pub fn try_factor(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    from: &str,
    typed: &str,
) -> Result<Factor, Error> {
    match try_code(tx, now, random, keys, id, from, typed)? {
        Code::Right { recovery } => {
            let token = store::begin(tx, now, random, id, true)?;
            log(tx, now, random, id, if recovery { "staff.signed-in-by-recovery" } else { "staff.signed-in" })?;
            Ok(Factor::Proven(token))
        }
        Code::Wrong => Ok(Factor::Wrong),
        Code::TooMany(until) => Ok(Factor::TooMany(until)),
    }
}

/// A signed-in colleague proves again who they are with a code: the session is fresh, and its token another.
pub fn prove_by_code(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    (id, session): (&Id, &Id),
    from: &str,
    typed: &str,
) -> Result<Factor, Error> {
    match try_code(tx, now, random, keys, id, from, typed)? {
        Code::Right { .. } => {
            log(tx, now, random, id, "staff.proven-again")?;
            Ok(Factor::Proven(prove(tx, now, random, session)?))
        }
        Code::Wrong => Ok(Factor::Wrong),
        Code::TooMany(until) => Ok(Factor::TooMany(until)),
    }
}

/// A passkey of the account answered: begins a session. It counts as both factors, and wrong passwords of others do not matter
/// to it.
pub fn enter_by_passkey(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<Token, Error> {
    log(tx, now, random, id, "staff.signed-in-by-passkey")?;
    store::begin(tx, now, random, id, true)
}

/// The company's sign-in service answered for them: begins a session. The second factor was its business.
pub fn enter_by_provider(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<Token, Error> {
    log(tx, now, random, id, "staff.signed-in-by-provider")?;
    store::begin(tx, now, random, id, true)
}

/// A signed-in colleague proved again who they are, by a passkey or at the company's sign-in service.
pub fn prove_elsewhere(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, session: &Id) -> Result<Token, Error> {
    log(tx, now, random, id, "staff.proven-again")?;
    prove(tx, now, random, session)
}

/// A colleague ends one of their sessions, or all but the one they are in.
pub fn end_by_owner(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    id: &Id,
    here: &Id,
    one: Option<Id>,
) -> Result<(), Error> {
    match one {
        Some(one) if !end_own(tx, id, &one)? => return Err(Error::NotFound),
        Some(_) => {}
        None => end_others(tx, id, here)?,
    }
    log(tx, now, random, id, "staff.sessions-ended")
}

/// What a code came to.
enum Code {
    Right { recovery: bool },
    Wrong,
    TooMany(Timestamp),
}

fn try_code(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    from: &str,
    typed: &str,
) -> Result<Code, Error> {
    let subject = subject(keys, Step::Factor, id.as_str(), from);
    if store::count_try(tx, now, random, &subject, now - WINDOW)? > TRIES {
        return Ok(Code::TooMany(now + WINDOW));
    }
    let by_app = store::use_code(tx, keys, now, id, typed)?;
    if !by_app && !store::use_recovery_code(tx, keys, now, id, typed)? {
        log(tx, now, random, id, "staff.factor-refused")?;
        return Ok(Code::Wrong);
    }
    store::forget_tries(tx, &subject)?;
    if !by_app {
        ways::tell(tx, now, random, keys, id, ways::Change::CodeUsed, "")?;
    }
    Ok(Code::Right { recovery: !by_app })
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
    ways::tell(tx, now, random, keys, id, ways::Change::AppAdded, "")?;
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
