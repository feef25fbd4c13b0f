//! The signature of a call: HMAC-SHA-256 over method, path, date and the hash of the body. Who holds the key knows that
//! the call is from this portal, is not old, and was not changed on the way.
//!
//! Headers: `Habeas-Date` (RFC 3339, UTC, seconds) and `Habeas-Signature: v1=<64 hexadecimal digits>`. What is signed is
//! five lines joined by line feeds: `v1`, the method, the path with its query, the date, the SHA-256 of the body in
//! hexadecimal. `docs/http-source.md` and `docs/recipients.md` show how to check it in a
//! few lines.

use crate::config::Secret;
use crate::secrets::hex;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The header of the date.
pub const DATE: &str = "habeas-date";
/// The header of the signature.
pub const SIGNATURE: &str = "habeas-signature";
/// The least length of a key.
pub const LEAST_KEY: usize = 24;
/// How far the two clocks may be apart, in seconds.
pub const TOLERANCE: i64 = 300;

/// The two headers of a signed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The value of `Habeas-Date`.
    pub date: String,
    /// The value of `Habeas-Signature`.
    pub signature: String,
}

/// Signs a call. `path` is the path with its query, as it is sent.
pub fn sign(key: &Secret, now: Timestamp, method: &str, path: &str, body: &[u8]) -> Signed {
    let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let signature = format!("v1={}", mac(key, method, path, &date, body));
    Signed { date, signature }
}

/// Whether a call that came with these headers is signed with this key and not older (or newer) than [`TOLERANCE`].
pub fn is_signed(key: &Secret, now: Timestamp, method: &str, path: &str, body: &[u8], headers: &Signed) -> bool {
    let Ok(date) = headers.date.parse::<Timestamp>() else { return false };
    let age = now.as_second().saturating_sub(date.as_second()).saturating_abs();
    let expected = format!("v1={}", mac(key, method, path, &headers.date, body));
    age <= TOLERANCE && bool::from(expected.as_bytes().ct_eq(headers.signature.as_bytes()))
}

fn mac(key: &Secret, method: &str, path: &str, date: &str, body: &[u8]) -> String {
    let signed = format!("v1\n{method}\n{path}\n{date}\n{}", hex(&Sha256::digest(body)));
    // HMAC takes keys of any length; the error of its type cannot occur.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose().as_bytes()) else { return String::new() };
    mac.update(signed.as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn any_change_of_a_signed_call_and_any_old_one_is_noticed() {
        let key = Secret::new("a shared key".into());
        let now = at("2026-03-01T10:00:00.7Z");
        let good = sign(&key, now, "POST", "/find?x=1", b"{}");
        assert_eq!(good.date, "2026-03-01T10:00:00Z");
        // Computed once with `openssl dgst -sha256 -hmac`.
        assert_eq!(good.signature, "v1=fe2931f763547f0d99ce135f102af34b2879f4d0680afe5932dedc6dee52b992");
        assert!(is_signed(&key, now, "POST", "/find?x=1", b"{}", &good));
        let other = Secret::new("another key".into());
        assert!(!is_signed(&other, now, "POST", "/find?x=1", b"{}", &good));
        assert!(!is_signed(&key, now, "PUT", "/find?x=1", b"{}", &good));
        assert!(!is_signed(&key, now, "POST", "/find?x=2", b"{}", &good));
        assert!(!is_signed(&key, now, "POST", "/find?x=1", b"{ }", &good));
        assert!(!is_signed(&key, at("2026-03-01T10:05:01Z"), "POST", "/find?x=1", b"{}", &good));
        assert!(is_signed(&key, at("2026-03-01T09:55:00Z"), "POST", "/find?x=1", b"{}", &good));
        let late = Signed { date: "2026-03-01T10:04:00Z".into(), ..good.clone() };
        assert!(!is_signed(&key, now, "POST", "/find?x=1", b"{}", &late));
        assert!(!is_signed(&key, now, "POST", "/find?x=1", b"{}", &Signed { signature: String::new(), ..good }));
    }
}
