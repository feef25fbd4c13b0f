//! DKIM (RFC 6376, RFC 8463): whether the key in the DNS is the one that mails are signed with.

use super::tags;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use openssl::pkey::Public as Half;
use openssl::rsa::Rsa;

/// The public half of a signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Public {
    /// As SubjectPublicKeyInfo, and with how many bits.
    Rsa(Vec<u8>, u32),
    Ed25519([u8; 32]),
}

impl Public {
    /// Of the private key as it stands in the settings; nothing if that cannot be read.
    pub(super) fn of(key: &str) -> Option<Self> {
        if key.contains("-----BEGIN") {
            let key = Rsa::private_key_from_pem(key.trim().as_bytes()).ok()?;
            return Some(Public::Rsa(key.public_key_to_der().ok()?, key.n().num_bits().unsigned_abs()));
        }
        let seed: [u8; 32] = STANDARD.decode(key.trim()).ok()?.try_into().ok()?;
        Some(Public::Ed25519(SigningKey::from_bytes(&seed).verifying_key().to_bytes()))
    }

    /// The record to put into the DNS.
    pub(super) fn record(&self) -> String {
        match self {
            Public::Rsa(der, _) => format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(der)),
            Public::Ed25519(bytes) => format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(bytes)),
        }
    }

    /// The number of bits that a forger must work through; RSA only.
    pub(super) fn bits(&self) -> Option<u32> {
        match self {
            Public::Rsa(_, bits) => Some(*bits),
            Public::Ed25519(_) => None,
        }
    }
}

/// What a record says of the key that we sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Published {
    /// It is the one.
    Same,
    /// It is the one, and receivers are told not to rely on it yet (`t=y`).
    Testing,
    /// It is another one, or of another kind, or not for mails.
    Other,
    /// It was taken back (an empty `p=`).
    Revoked,
    /// It cannot be read.
    Unreadable,
}

/// Whether a text is meant as a key record: other texts may stand at the name too.
pub(super) fn is_record(text: &str) -> bool {
    tags::read(text).iter().any(|(name, value)| name == "p" || (name == "v" && value == "DKIM1"))
}

/// Holds a record against our key.
pub(super) fn compare(text: &str, ours: &Public) -> Published {
    let tags = tags::read(text);
    let tag = |name: &str| tags.iter().find(|(tag, _)| tag == name).map(|(_, value)| value.as_str());
    if tag("v").is_some_and(|version| version != "DKIM1") {
        return Published::Unreadable;
    }
    let Some(key) = tag("p") else { return Published::Unreadable };
    if key.is_empty() {
        return Published::Revoked;
    }
    let Ok(bytes) = STANDARD.decode(key.split_whitespace().collect::<String>()) else { return Published::Unreadable };
    let among = |name: &str, wanted: &str| {
        tag(name).is_none_or(|list| list.split(':').any(|one| one.trim() == wanted || one.trim() == "*"))
    };
    let same = match (tag("k").unwrap_or("rsa"), ours) {
        ("rsa", Public::Rsa(der, _)) => same_rsa(&bytes, der),
        ("ed25519", Public::Ed25519(key)) => bytes == key,
        _ => false,
    };
    if !same || !among("s", "email") || !among("h", "sha256") {
        return Published::Other;
    }
    let testing = tag("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"));
    if testing { Published::Testing } else { Published::Same }
}

/// Both forms are met in the DNS: SubjectPublicKeyInfo, and RSAPublicKey alone (RFC 6376, erratum 3758).
fn same_rsa(published: &[u8], ours: &[u8]) -> bool {
    let read = |der: &[u8]| -> Option<Rsa<Half>> {
        Rsa::public_key_from_der(der).or_else(|_| Rsa::public_key_from_der_pkcs1(der)).ok()
    };
    match (read(published), read(ours)) {
        (Some(theirs), Some(ours)) => theirs.n() == ours.n() && theirs.e() == ours.e(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn a_key_is_the_same_another_revoked_or_unreadable() {
        let ours = Public::of(SEED).unwrap();
        let record = ours.record();
        assert_eq!(record, "v=DKIM1; k=ed25519; p=iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=");
        let key = record.rsplit("p=").next().unwrap();
        for (text, expected) in [
            (record.as_str(), Published::Same),
            (&format!("k=ed25519;p={}\t{}", &key[..10], &key[10..]), Published::Same),
            (&format!("v=DKIM1; k=ed25519; t=s:y; p={key}"), Published::Testing),
            (&format!("v=DKIM1; k=ed25519; h=sha1; p={key}"), Published::Other),
            (&format!("v=DKIM1; k=ed25519; s=tlsrpt; p={key}"), Published::Other),
            (&format!("v=DKIM1; p={key}"), Published::Other),
            ("v=DKIM1; k=ed25519; p=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", Published::Other),
            ("v=DKIM1; k=ed25519; p=", Published::Revoked),
            ("v=DKIM1; k=ed25519; p=***", Published::Unreadable),
            ("v=DKIM1; k=ed25519", Published::Unreadable),
            ("v=DKIM2; k=ed25519; p=AQ==", Published::Unreadable),
        ] {
            assert_eq!(compare(text, &ours), expected, "{text}");
        }
        assert!(is_record("p=abc") && is_record("v=DKIM1") && !is_record("google-site-verification=p"));
        assert_eq!((Public::of("AQEB"), Public::of("-----BEGIN nothing"), ours.bits()), (None, None, None));
    }

    #[test]
    fn an_rsa_key_is_compared_by_its_numbers_in_both_forms() {
        let key = Rsa::generate(1024).unwrap();
        let pem = String::from_utf8(key.private_key_to_pem().unwrap()).unwrap();
        let ours = Public::of(&pem).unwrap();
        assert_eq!(ours.bits(), Some(1024));
        assert_eq!(compare(&ours.record(), &ours), Published::Same);
        let bare = format!("p={}", STANDARD.encode(key.public_key_to_der_pkcs1().unwrap()));
        assert_eq!(compare(&bare, &ours), Published::Same);
        let other = Rsa::generate(1024).unwrap().public_key_to_der().unwrap();
        assert_eq!(compare(&format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(other)), &ours), Published::Other);
        assert_eq!(compare("v=DKIM1; p=AQEB", &ours), Published::Other);
    }
}
