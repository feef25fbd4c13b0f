//! `habeas staff …`: accounts of colleagues.

use crate::audit::{self, Actor};
use crate::db::{self, Db, Error, Id};
use crate::lang::Lang;
use crate::people::{Address, AddressError};
use crate::portal::Portal;
use crate::roles::Role;
use crate::staff::ways::{self, Change};
use crate::staff::{self, Account, INVITATION, NewAccount, password};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

/// Why an account cannot be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// What was written is no address.
    #[error("this is not an e-mail address: {0}")]
    Address(#[from] AddressError),
    /// The address has an account.
    #[error("this address has an account already; `habeas staff list` shows it")]
    Exists,
    /// The address has none.
    #[error("no colleague has this address; `habeas staff list` shows those there are")]
    Unknown,
    /// The password is too easy.
    #[error("{0}")]
    Weak(String),
    /// The password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] password::CannotHash),
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// A new account, or one that may be opened again.
#[derive(Clone, Debug, Serialize)]
pub struct Invited {
    /// Its id.
    pub id: Id,
    /// The address that signs in.
    pub email: String,
    /// The link that sets the password, once; none if a password was given.
    pub link: Option<String>,
    /// Until when it works.
    pub until: Option<Timestamp>,
}

/// An account, for a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// The address that signs in.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: &'static str,
    /// Whether a second factor is enrolled.
    pub second_factor: bool,
    /// When it was closed.
    pub disabled_at: Option<Timestamp>,
}

/// Opens an account, with a password or with a link that sets one.
pub fn staff_add(
    portal: &Portal,
    email: &str,
    name: &str,
    role: Role,
    lang: Lang,
    given: Option<&str>,
) -> Result<Invited, StaffError> {
    let address = Address::parse(email)?;
    let phc = given.map(|given| hashed(portal, given, address.normalised(), name)).transpose()?;
    let new = NewAccount { email: address, name: name.to_owned(), role, lang };
    let now = portal.clock.now();
    let made = portal.db.write_now(|tx| {
        let id = staff::add(tx, now, &portal.random, &new)?;
        log(tx, portal, now, &id, "staff.added")?;
        if let Some(phc) = &phc {
            staff::set_password(tx, &id, phc)?;
            return Ok((id, None));
        }
        let token = staff::invite(tx, now, &portal.random, &id)?;
        Ok((id, Some(token)))
    });
    let (id, token) = match made {
        Err(Error::Unique) => return Err(StaffError::Exists),
        made => made?,
    };
    Ok(invited(portal, now, id, new.email.normalised(), token.as_ref()))
}

/// Opens an account again for who lost password or phone: the second factor is forgotten, sessions end, and a link sets
/// a new password.
pub fn staff_reset(portal: &Portal, email: &str) -> Result<Invited, StaffError> {
    let account = known(portal, email)?;
    let now = portal.clock.now();
    let token = portal.db.write_now(|tx| {
        staff::forget_factor(tx, &account.id)?;
        log(tx, portal, now, &account.id, "staff.reset")?;
        ways::tell(tx, now, &portal.random, &portal.keys, &account.id, Change::Reset, "")?;
        staff::invite(tx, now, &portal.random, &account.id)
    })?;
    Ok(invited(portal, now, account.id, &account.email, Some(&token)))
}

/// Closes an account and ends its sessions. False if it was closed already.
pub fn staff_disable(portal: &Portal, email: &str) -> Result<bool, StaffError> {
    let account = known(portal, email)?;
    let now = portal.clock.now();
    let closed = portal.db.write_now(|tx| {
        let closed = staff::disable(tx, now, &account.id)?;
        if closed {
            log(tx, portal, now, &account.id, "staff.disabled")?;
        }
        Ok::<_, Error>(closed)
    })?;
    Ok(closed)
}

/// Gives an account another role and ends its sessions. False if it had it already.
pub fn staff_role(portal: &Portal, email: &str, role: Role) -> Result<bool, StaffError> {
    let account = known(portal, email)?;
    let now = portal.clock.now();
    let changed = portal.db.write_now(|tx| {
        let changed = ways::change_role(tx, &account.id, role)?;
        if changed {
            log(tx, portal, now, &account.id, "staff.role-changed")?;
        }
        Ok::<_, Error>(changed)
    })?;
    Ok(changed)
}

/// Every account.
pub fn staff_list(portal: &Portal) -> Result<Vec<Listed>, StaffError> {
    let accounts = portal.db.read_now(staff::list)?;
    let listed = |account: Account| Listed {
        id: account.id,
        email: account.email,
        name: account.name,
        role: account.role.as_str(),
        second_factor: account.has_factor,
        disabled_at: account.disabled_at,
    };
    Ok(accounts.into_iter().map(listed).collect())
}

fn known(portal: &Portal, email: &str) -> Result<Account, StaffError> {
    let address = Address::parse(email)?;
    let found = portal.db.read_now(|db| staff::by_address(db, &address))?;
    found.map(|(account, _)| account).ok_or(StaffError::Unknown)
}

fn hashed(portal: &Portal, given: &str, address: &str, name: &str) -> Result<String, StaffError> {
    let least = portal.settings.staff.password_min;
    password::check(given, least, address, name).map_err(|weak| {
        let why =
            crate::words::say(Lang::En, &format!("staff-password-{}", weak.key()), &[("least", &least.to_string())]);
        StaffError::Weak(why)
    })?;
    Ok(password::hash(given, &portal.random)?)
}

fn invited(portal: &Portal, now: Timestamp, id: Id, email: &str, token: Option<&crate::secrets::Token>) -> Invited {
    let base = &portal.settings.portal.base_url;
    Invited {
        id,
        email: email.to_owned(),
        link: token.map(|token| format!("{base}/l/staff/{}", token.expose())),
        until: token.map(|_| now + INVITATION),
    }
}

fn log(tx: &mut Db, portal: &Portal, now: Timestamp, id: &Id, action: &'static str) -> Result<(), Error> {
    let event =
        audit::Event { actor: Actor::Command, action, object: Some(id.to_string()), person: None, detail: json!({}) };
    audit::append(tx, now, &portal.random, &event).map(drop)
}
