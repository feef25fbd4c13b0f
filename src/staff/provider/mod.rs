//! Signing in through the company's own sign-in service (OpenID Connect Core 1.0: authorization code with PKCE, state and nonce).
//!
//! The service answers for who somebody is and for their second factor; whether they have an account here, and which role, stays
//! ours to say, unless the settings read roles from a claim. The first time a person is recognised by the address that the service
//! verified, then by what the service calls them, which no other person ever gets.

mod calls;
pub mod pages;
mod store;
mod token;

pub use store::{Linked, forget_all, is_linked, of};

use super::ways::{Change, change_role, tell};
use super::{Account, NewAccount, account, add, by_address, log};
use crate::config::Oidc;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::outgoing::OutgoingError;
use crate::people::Address;
use crate::roles::Role;
use crate::secrets::{Keys, Random};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use token::Claims;

/// How long a sign-in elsewhere may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// How old a proof may be that was asked for as a new one, in seconds: the way back and the clocks.
const NEW_PROOF: i64 = 120;

/// Why nobody is signed in. Names neither address nor person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The service could not be called.
    Call(OutgoingError),
    /// It answered with this status.
    Status(u16),
    /// It answered something else than the standard says.
    Unreadable,
    /// It calls itself something else than the settings do.
    OtherIssuer,
    /// The person, or the service, said no.
    Declined,
    /// The code is not taken: used, too old, or the client's id or secret is wrong.
    CodeRefused,
    /// Answered before, too late, or in another browser.
    Late,
    /// The signature does not hold, or is of a kind that proves nothing.
    Signature,
    /// Signed with a key that the service does not publish.
    UnknownKey,
    /// Meant for another program.
    OtherAudience,
    /// Too old, or not yet good.
    Expired,
    /// Not the answer to what was asked.
    OtherNonce,
    /// The person did not sign in again, or is another one.
    NotAgain,
    /// The service does not say that the address is verified.
    Unverified,
    /// The address is of no domain of the settings.
    Domain,
    /// Nobody with this address was invited.
    NotInvited,
    /// The account of this address is linked to somebody else of the service.
    Linked,
    /// The account is closed.
    Closed,
    /// No value of the claim leads to a role.
    NoRole,
}

impl Fault {
    /// Every fault once.
    pub const ALL: [Fault; 19] = [
        Fault::Call(OutgoingError::NoConnection),
        Fault::Status(500),
        Fault::Unreadable,
        Fault::OtherIssuer,
        Fault::Declined,
        Fault::CodeRefused,
        Fault::Late,
        Fault::Signature,
        Fault::UnknownKey,
        Fault::OtherAudience,
        Fault::Expired,
        Fault::OtherNonce,
        Fault::NotAgain,
        Fault::Unverified,
        Fault::Domain,
        Fault::NotInvited,
        Fault::Linked,
        Fault::Closed,
        Fault::NoRole,
    ];

    /// Its word in message keys and in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Call(_) => "call",
            Fault::Status(_) => "status",
            Fault::Unreadable => "unreadable",
            Fault::OtherIssuer => "issuer",
            Fault::Declined => "declined",
            Fault::CodeRefused => "code",
            Fault::Late => "late",
            Fault::Signature => "signature",
            Fault::UnknownKey => "key",
            Fault::OtherAudience => "audience",
            Fault::Expired => "expired",
            Fault::OtherNonce => "nonce",
            Fault::NotAgain => "again",
            Fault::Unverified => "unverified",
            Fault::Domain => "domain",
            Fault::NotInvited => "not-invited",
            Fault::Linked => "linked",
            Fault::Closed => "closed",
            Fault::NoRole => "no-role",
        }
    }

    /// Whether the service or the settings are at fault, and not who signs in.
    pub fn is_of_service(self) -> bool {
        matches!(self, Fault::Call(_) | Fault::Status(_) | Fault::Unreadable | Fault::OtherIssuer)
    }
}

/// What was asked, kept sealed until the browser comes back.
#[derive(Serialize, Deserialize)]
struct Begun {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    /// The session that is to be proven again.
    session: Option<Id>,
    at: Timestamp,
}

/// What finding the account of who signed in needs.
struct Desk<'a> {
    settings: &'a Oidc,
    now: Timestamp,
    random: &'a Random,
    keys: &'a Keys,
    lang: Lang,
}

impl Desk<'_> {
    /// The account of who signed in; linked, opened or given another role where the settings say so.
    fn arrive(&self, tx: &mut Db, claims: &Claims) -> Result<Result<Id, Fault>, Error> {
        let role = match self.role(claims) {
            Ok(role) => role,
            Err(fault) => return Ok(Err(fault)),
        };
        let known = store::colleague(tx, &self.settings.issuer, &claims.sub)?;
        let found = match known {
            Some(id) => account(tx, &id)?.ok_or(Error::NotFound)?,
            None => match self.first_time(tx, claims, role)? {
                Ok(found) => found,
                Err(fault) => return Ok(Err(fault)),
            },
        };
        if found.disabled_at.is_some() {
            return Ok(Err(Fault::Closed));
        }
        store::used(tx, self.now, &self.settings.issuer, &claims.sub)?;
        if let Some(role) = role
            && change_role(tx, &found.id, role)?
        {
            log(tx, self.now, self.random, &found.id, "staff.role-changed")?;
        }
        Ok(Ok(found.id))
    }

    /// The role that the claim leads to; `None` where roles are given here.
    fn role(&self, claims: &Claims) -> Result<Option<Role>, Fault> {
        let Some(claim) = &self.settings.role_claim else { return Ok(None) };
        let values = claims.texts(claim);
        let found = self.settings.roles.iter().find(|(value, _)| values.contains(&value.as_str()));
        found.map(|(_, role)| Some(*role)).ok_or(Fault::NoRole)
    }

    /// Recognises somebody by the address that the service verified.
    fn first_time(&self, tx: &mut Db, claims: &Claims, role: Option<Role>) -> Result<Result<Account, Fault>, Error> {
        let address = claims.text("email").and_then(|text| Address::parse(text).ok());
        let Some(address) = address.filter(|_| claims.says_yes(&self.settings.verified_claim)) else {
            return Ok(Err(Fault::Unverified));
        };
        let domain = address.normalised().rsplit('@').next().unwrap_or_default().to_owned();
        if !self.settings.domains.contains(&domain) {
            return Ok(Err(Fault::Domain));
        }
        let account = match (by_address(tx, &address)?, role) {
            (Some((account, _)), _) => account,
            (None, None) => return Ok(Err(Fault::NotInvited)),
            (None, Some(role)) => self.open(tx, claims, address, role)?,
        };
        if account.disabled_at.is_some() {
            return Ok(Err(Fault::Closed));
        }
        if is_linked(tx, &self.settings.issuer, &account.id)? {
            return Ok(Err(Fault::Linked));
        }
        store::link(tx, self.now, &self.settings.issuer, &claims.sub, &account.id)?;
        log(tx, self.now, self.random, &account.id, "staff.provider-linked")?;
        tell(tx, self.now, self.random, self.keys, &account.id, Change::ProviderAdded, "")?;
        Ok(Ok(account))
    }

    fn open(&self, tx: &mut Db, claims: &Claims, email: Address, role: Role) -> Result<Account, Error> {
        let called = claims.text("name").unwrap_or(email.normalised());
        let name: String = called.chars().filter(|letter| !letter.is_control()).take(80).collect();
        let id = add(tx, self.now, self.random, &NewAccount { email, name, role, lang: self.lang })?;
        log(tx, self.now, self.random, &id, "staff.added")?;
        account(tx, &id)?.ok_or(Error::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::say;

    #[test]
    fn every_fault_says_what_happened_and_what_to_do_in_both_languages() {
        for lang in [Lang::En, Lang::Fr] {
            for fault in Fault::ALL {
                for key in [format!("provider-fault-{}", fault.as_str()), format!("provider-cure-{}", fault.as_str())] {
                    let said = say(lang, &key, &[("detail", "500")]);
                    assert!(said.len() > 20 && !said.contains(&key), "{lang}: {key} says {said}");
                }
            }
        }
    }
}
