//! Where a try to sign in comes from. Wrong tries are counted by place; but a browser in which the colleague has signed in before
//! carries a token that says so, and is counted by itself: whoever guesses from elsewhere, even from the same network or from
//! thousands of them, uses up nothing of what the owner's own browser has.

use crate::secrets::{Keys, Purpose, Random, hex};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// How long a browser is known, in seconds.
pub const KNOWN_FOR: i64 = 180 * 24 * 3600;

/// Where a try comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The network.
    pub place: String,
    /// What the browser is known by, if this account was entered in it.
    pub device: Option<String>,
}

impl Origin {
    /// From a network and the browser's token; a token of another account, or one that is not ours, counts for nothing.
    pub fn new(keys: &Keys, place: String, token: Option<&str>, address: &str) -> Self {
        let device = token.and_then(|token| {
            let (nonce, mac) = token.split_once('.')?;
            let mac = BASE64_URL_SAFE_NO_PAD.decode(mac).ok()?;
            keys.is_mac(Purpose::Limit, &message(nonce, address), &mac).then(|| nonce.to_owned())
        });
        Self { place, device }
    }

    /// What tries are counted by.
    pub(super) fn counted(&self) -> String {
        match &self.device {
            Some(device) => format!("browser {device}"),
            None => self.place.clone(),
        }
    }
}

fn message(nonce: &str, address: &str) -> Vec<u8> {
    format!("known browser {nonce} {address}").into_bytes()
}

/// A token for a browser in which the account of this address was just entered.
pub fn token(keys: &Keys, random: &Random, address: &str) -> String {
    let nonce = hex(&random.bytes::<16>());
    let mac = keys.mac(Purpose::Limit, &message(&nonce, address));
    format!("{nonce}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_account_only() {
        let (keys, random) = (Keys::for_tests(), Random::system());
        let token = token(&keys, &random, "lea@example.com");
        let origin = |token: Option<&str>, address| Origin::new(&keys, "192.0.2.1".into(), token, address);
        assert!(origin(Some(&token), "lea@example.com").device.is_some());
        assert!(origin(Some(&token), "max@example.com").device.is_none());
        for forged in ["", ".", "abc", &format!("x{token}"), &token.replace('.', "")] {
            assert!(origin(Some(forged), "lea@example.com").device.is_none(), "{forged}");
        }
        assert_eq!(origin(None, "lea@example.com").counted(), "192.0.2.1");
    }
}
