//! What is held about a colleague, for themselves: their account, their sessions, and every line of the log of what they did and
//! of what was done to their account. Colleagues are data subjects too, and need nobody to ask (Art. 15; law.md SP-9).

pub mod pages;

use super::{Account, Kept, account, opened_at, passkey, provider, recovery_codes_left, sessions_of};
use crate::audit::{self, Actor, Logged};
use crate::db::{Db, Error, Id};
use jiff::Timestamp;

/// How many lines of the log are read at a time.
pub const PAGE: i64 = 100;

/// Everything but the log.
#[derive(Clone, Debug)]
pub struct Own {
    /// The account.
    pub account: Account,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: i64,
    /// Each session that is kept, newest first.
    pub sessions: Vec<Kept>,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<passkey::Kept>,
    /// Who they are at the company's own sign-in service.
    pub linked: Vec<provider::Linked>,
}

/// What is held about this colleague; `None` for an account that is not there.
pub fn own(db: &mut Db, id: &Id) -> Result<Option<Own>, Error> {
    let Some(account) = account(db, id)? else { return Ok(None) };
    let (opened_at, codes_left) = (opened_at(db, id)?, recovery_codes_left(db, id)?);
    let (sessions, passkeys, linked) = (sessions_of(db, id)?, passkey::of(db, id)?, provider::of(db, id)?);
    Ok(Some(Own { account, opened_at, codes_left, sessions, passkeys, linked }))
}

/// The lines of the log in which the colleague did something, or something was done to their account: newest first, at
/// most [`PAGE`] before the place `before`.
pub fn log(db: &mut Db, id: &Id, before: Option<i64>) -> Result<Vec<Logged>, Error> {
    audit::events_naming(db, &Actor::Colleague(id.clone()), id.as_str(), before, PAGE)
}
