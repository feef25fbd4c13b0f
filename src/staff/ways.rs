//! The ways a colleague has to sign in, and what follows when one comes, goes or is used up: a line in the log, the end of every
//! other session, and a mail to the colleague, who may not be the one who did it.

use super::store::end_others;
use super::{Account, account, end_sessions, log, passkey, provider};
use crate::db::{Db, Error, Id};
use crate::mail::{self, Mail};
use crate::people::Address;
use crate::secrets::{Keys, Random};
use jiff::Timestamp;

/// What happened to a way of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An app that shows codes was set up.
    AppAdded,
    /// A recovery code was used up.
    CodeUsed,
    /// New recovery codes took the place of the old ones.
    CodesRenewed,
    /// Everything but the address was taken away, so that it can be set up anew.
    Reset,
    /// The company's sign-in service opens the account from now on.
    ProviderAdded,
}

impl Change {
    /// Every change.
    pub const ALL: [Change; 7] = [
        Change::PasskeyAdded,
        Change::PasskeyRemoved,
        Change::AppAdded,
        Change::CodeUsed,
        Change::CodesRenewed,
        Change::Reset,
        Change::ProviderAdded,
    ];

    /// Its word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::PasskeyAdded => "passkey-added",
            Change::PasskeyRemoved => "passkey-removed",
            Change::AppAdded => "app-added",
            Change::CodeUsed => "code-used",
            Change::CodesRenewed => "codes-renewed",
            Change::Reset => "reset",
            Change::ProviderAdded => "provider-added",
        }
    }
}

/// Writes to the colleague what happened. `name` is what they call the passkey, or empty.
pub fn tell(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    change: Change,
    name: &str,
) -> Result<(), Error> {
    let account = account(tx, id)?.ok_or(Error::NotFound)?;
    let to = Address::parse(&account.email).map_err(|_| Error::Unreadable("the address of a colleague"))?;
    let (change, passkey) = (change.as_str().to_owned(), name.to_owned());
    let mail = Mail::StaffSignIn { change, passkey, at: now, link: "/staff/me/sign-in".to_owned() };
    mail::queue(tx, now, random, keys, &to, account.lang, &mail).map(drop)
}

/// A change that the colleague made in this session: noted and told, and every other session ends.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub fn changed(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    id: &Id,
    session: &Id,
    change: Change,
    name: &str,
) -> Result<(), Error> {
    let action = match change {
        Change::PasskeyAdded => "staff.passkey-added",
        Change::PasskeyRemoved => "staff.passkey-removed",
        Change::AppAdded => "staff.factor-enrolled",
        Change::CodeUsed => "staff.signed-in-by-recovery",
        Change::CodesRenewed => "staff.codes-renewed",
        Change::Reset => "staff.reset",
        Change::ProviderAdded => "staff.provider-linked",
    };
    log(tx, now, random, id, action)?;
    end_others(tx, id, session)?;
    tell(tx, now, random, keys, id, change, name)
}

/// Whether this passkey is the last way in: there is neither a password with a code, nor the company's sign-in service (`issuer`),
/// nor another passkey that is good for this portal (`host`).
pub fn is_last(
    db: &mut Db,
    account: &Account,
    host: Option<&str>,
    issuer: Option<&str>,
    passkey: &Id,
) -> Result<bool, Error> {
    let by_provider = issuer.map(|issuer| provider::is_linked(db, issuer, &account.id)).transpose()?.unwrap_or(false);
    let kept = passkey::of(db, &account.id)?;
    let another = kept.iter().any(|other| other.id != *passkey && Some(other.host.as_str()) == host);
    let by_password = account.has_password && account.has_factor;
    Ok(!by_password && !by_provider && !another)
}

/// Whether a right password must be followed by something else that the account has.
pub fn has_second(db: &mut Db, account: &Account) -> Result<bool, Error> {
    Ok(account.has_factor || !passkey::of(db, &account.id)?.is_empty())
}

/// Changes the role of an account and ends its sessions. False if it had it already.
pub fn change_role(tx: &mut Db, id: &Id, role: crate::roles::Role) -> Result<bool, Error> {
    let changed = super::store::set_role(tx, id, role)?;
    if changed {
        end_sessions(tx, id)?;
    }
    Ok(changed)
}
