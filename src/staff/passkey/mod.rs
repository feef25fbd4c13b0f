//! Passkeys: a colleague's device keeps a key and signs a challenge with it once its owner has shown a finger, a face or a PIN
//! (WebAuthn level 3, with user verification: possession and knowledge or inherence, so both factors at once).
//!
//! A key is good for one name of a portal, which is the host of `portal.base_url`. What is asked of a browser is kept here,
//! sealed, under the hash of a token in its cookie: another browser cannot answer, and nobody can twice.

pub mod pages;
mod store;

pub use store::{Kept, forget_all, of};
pub(in crate::staff) use store::{challenge, take};

use super::Account;
use crate::db::{Db, Error, Id};
use crate::portal::Portal;
use crate::secrets::{Keys, Random, Token};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// How long a browser may take to answer.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// The most passkeys of one account.
pub const MOST: usize = 20;

/// What asking for and checking a passkey needs.
pub struct Ceremony {
    webauthn: Webauthn,
    host: String,
    now: Timestamp,
    random: Random,
    keys: Arc<Keys>,
}

/// What a browser is asked, and the token that its cookie keeps until it answers.
#[derive(Debug)]
pub struct Asked {
    /// For the cookie.
    pub token: Token,
    /// For `navigator.credentials`, as JSON with bytes in base64url.
    pub options: Value,
}

/// What came of adding a passkey.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// It is kept.
    Kept,
    /// The account has as many as there may be.
    Many,
    /// The question was answered before, or too long ago, or in another browser.
    Late,
    /// The answer does not fit the question.
    Refused,
}

/// What came of an answer with a passkey.
#[derive(Debug, PartialEq, Eq)]
pub enum Entered {
    /// The colleague who has it, all there and open.
    Colleague(Id),
    /// As with [`Added::Late`].
    Late,
    /// Not a passkey of ours, or not of the account that may answer, or the answer is wrong.
    Refused,
}

/// The name of the portal that passkeys are made for, if browsers take one for it: an address in numbers has none.
pub fn host(base_url: &str) -> Option<String> {
    Url::parse(base_url).ok()?.domain().map(str::to_owned)
}

/// The user handle of an account: the bytes of its id, which name nobody.
fn handle(id: &Id) -> Result<Uuid, Error> {
    Uuid::parse_str(id.as_str()).map_err(|_| Error::Unreadable("the id of a colleague"))
}

impl Ceremony {
    /// `None` where no passkey can be made: see [`host`].
    pub fn of(portal: &Portal) -> Option<Self> {
        let settings = &portal.settings.portal;
        let (origin, host) = (Url::parse(&settings.base_url).ok()?, host(&settings.base_url)?);
        let webauthn = WebauthnBuilder::new(&host, &origin).ok()?.rp_name(&settings.name).build().ok()?;
        let (now, random) = (portal.clock.now(), portal.random.clone());
        Some(Self { webauthn, host, now, random, keys: Arc::clone(&portal.keys) })
    }

    /// Asks a signed-in colleague's browser for a new passkey.
    pub fn ask_to_add(&self, tx: &mut Db, account: &Account) -> Result<Asked, Error> {
        let known = of(tx, &account.id)?;
        let known = known.iter().filter_map(|kept| read(&kept.public_key).ok());
        let known: Vec<CredentialID> = known.map(|key: Passkey| key.cred_id().clone()).collect();
        let handle = handle(&account.id)?;
        let asked = self.webauthn.start_passkey_registration(handle, &account.email, &account.name, Some(known));
        let (options, state) = asked.map_err(|_| Error::Unreadable("a passkey cannot be asked for"))?;
        let mut options = serde_json::to_value(options).map_err(|_| Error::Unreadable("a challenge"))?;
        // One that a device can find by itself signs in without anything typed.
        if let Some(chosen) = options.pointer_mut("/publicKey/authenticatorSelection") {
            *chosen = json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" });
        }
        self.keep(tx, "add", Some(&account.id), &state, options)
    }

    /// Keeps the passkey that the browser made.
    pub fn add(&self, tx: &mut Db, account: &Account, token: &Token, answer: &str, name: &str) -> Result<Added, Error> {
        let Some((_, state)) = self.taken::<PasskeyRegistration>(tx, "add", token, Some(&account.id))? else {
            return Ok(Added::Late);
        };
        if of(tx, &account.id)?.len() >= MOST {
            return Ok(Added::Many);
        }
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Added::Refused);
        };
        let Ok(key) = self.webauthn.finish_passkey_registration(&answer, &state) else { return Ok(Added::Refused) };
        let (credential, key) = (spelled(key.cred_id()), write(&key)?);
        if store::by_credential(tx, &credential)?.is_some() {
            return Ok(Added::Refused);
        }
        store::keep(tx, self.now, &self.random, &account.id, (&credential, &key), (&self.host, name))?;
        Ok(Added::Kept)
    }

    /// Asks a browser to prove itself with a passkey: of anybody, or of one account.
    pub fn ask_to_enter(&self, tx: &mut Db, only: Option<&Id>) -> Result<Asked, Error> {
        let asked = self.webauthn.start_discoverable_authentication();
        let (options, state) = asked.map_err(|_| Error::Unreadable("a passkey cannot be asked for"))?;
        let mut options = serde_json::to_value(options).map_err(|_| Error::Unreadable("a challenge"))?;
        if let Some(whole) = options.as_object_mut() {
            // A button asks, not the field of a name.
            whole.remove("mediation");
        }
        if let (Some(only), Some(allowed)) = (only, options.pointer_mut("/publicKey/allowCredentials")) {
            let theirs = of(tx, only)?;
            let theirs = theirs.iter().filter(|kept| kept.host == self.host);
            let keys = theirs.filter_map(|kept| read::<Passkey>(&kept.public_key).ok());
            let named = keys.map(|key| json!({ "type": "public-key", "id": spelled(key.cred_id()) }));
            *allowed = named.collect();
        }
        self.keep(tx, "enter", only, &state, options)
    }

    /// Whose passkey answered. Nothing else may have changed the key meanwhile.
    pub fn enter(&self, tx: &mut Db, only: Option<&Id>, token: &Token, answer: &str) -> Result<Entered, Error> {
        let taken = self.taken::<DiscoverableAuthentication>(tx, "enter", token, only)?;
        let Some((_, state)) = taken else { return Ok(Entered::Late) };
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(Entered::Refused) };
        let Some(kept) = store::by_credential(tx, &spelled(answer.get_credential_id()))? else {
            return Ok(Entered::Refused);
        };
        if only.is_some_and(|only| *only != kept.colleague) || !self.fits(&kept, &answer, only.is_some())? {
            return Ok(Entered::Refused);
        }
        let mut key: Passkey = read(&kept.public_key)?;
        let checked = self.webauthn.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key));
        let Some(result) = checked.ok().filter(AuthenticationResult::user_verified) else {
            return Ok(Entered::Refused);
        };
        key.update_credential(&result);
        store::used(tx, self.now, &kept, &write(&key)?)?;
        let open = super::account(tx, &kept.colleague)?.is_some_and(|account| account.disabled_at.is_none());
        Ok(if open { Entered::Colleague(kept.colleague) } else { Entered::Refused })
    }

    /// The device must name the account that the key is kept for; where the account is known already, it may say nothing.
    fn fits(&self, kept: &Kept, answer: &PublicKeyCredential, is_known: bool) -> Result<bool, Error> {
        let said = answer.get_user_unique_id().map(Uuid::from_slice);
        let same = match said {
            Some(said) => said.is_ok_and(|said| handle(&kept.colleague).is_ok_and(|ours| ours == said)),
            None => is_known,
        };
        Ok(same && kept.host == self.host)
    }

    fn keep(
        &self,
        tx: &mut Db,
        kind: &str,
        colleague: Option<&Id>,
        state: &impl Serialize,
        options: Value,
    ) -> Result<Asked, Error> {
        let token = Token::mint(&self.random);
        let sealed = self.keys.seal_json(&self.random, &place(&token), state);
        let sealed = sealed.map_err(|_| Error::Unreadable("a challenge"))?;
        challenge(tx, self.now, (&token.hash(), self.now + PATIENCE), kind, colleague, &sealed)?;
        Ok(Asked { token, options })
    }

    /// What was asked, if this account was.
    fn taken<T: DeserializeOwned>(
        &self,
        tx: &mut Db,
        kind: &str,
        token: &Token,
        by: Option<&Id>,
    ) -> Result<Option<(Option<Id>, T)>, Error> {
        let Some((asked, sealed)) = take(tx, self.now, &token.hash(), kind)? else { return Ok(None) };
        if asked.as_ref() != by {
            return Ok(None);
        }
        let state = self.keys.open_json(&place(token), &sealed).map_err(|_| Error::Unreadable("a challenge"))?;
        Ok(Some((asked, state)))
    }
}

/// Removes a passkey of an account; what it was called. `None` if there is none.
pub fn remove(tx: &mut Db, account: &Id, id: &Id) -> Result<Option<String>, Error> {
    store::remove(tx, account, id)
}

fn place(token: &Token) -> String {
    format!("colleague-challenge:{}", token.hash().as_str())
}

fn spelled(credential: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(credential)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable("a passkey"))
}

fn write(key: &Passkey) -> Result<String, Error> {
    serde_json::to_string(key).map_err(|_| Error::Unreadable("a passkey"))
}
