//! Randomness, tokens and keys: everything that must not be guessed.
//!
//! - [`Random`]: randomness as an argument;
//! - [`Token`] and [`TokenHash`]: what is sent out and what is kept, as different types;
//! - [`Keys`]: the keys of this portal, one per purpose, made by `habeas init`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::{Zeroize, Zeroizing};

/// A source of randomness: the system's, or a reproducible one for tests and the demo's invented people.
#[derive(Clone)]
pub struct Random(Option<Arc<Mutex<Stream>>>);

/// SHA-256 over a seed and a counter: reproducible, and not for secrets.
struct Stream {
    seed: u64,
    counter: u64,
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Random(seeded)" } else { "Random(system)" })
    }
}

impl Random {
    /// The system's generator.
    pub fn system() -> Self {
        Self(None)
    }

    /// The same bytes for the same seed. Never for real secrets.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(Stream { seed, counter: 0 }))))
    }

    /// Random bytes.
    ///
    /// A system that cannot give randomness cannot be trusted with anything: the process ends.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            None => {
                if getrandom::fill(&mut bytes).is_err() {
                    std::process::abort();
                }
            }
            Some(stream) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(32) {
                    stream.counter += 1;
                    let mut hash = Sha256::new();
                    hash.update(stream.seed.to_be_bytes());
                    hash.update(stream.counter.to_be_bytes());
                    for (byte, random) in chunk.iter_mut().zip(hash.finalize()) {
                        *byte = random;
                    }
                }
            }
        }
        bytes
    }

    /// A number from 0 up to, and without, `bound`, each equally likely; 0 if `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        let fair = u64::MAX - u64::MAX.checked_rem(bound).unwrap_or(0);
        loop {
            let number = u64::from_be_bytes(self.bytes());
            if number < fair || bound == 0 {
                return number.checked_rem(bound).unwrap_or(0);
            }
        }
    }
}

/// A secret that is sent to one person: 256 random bits as 43 characters that fit a URL. Only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn mint(random: &Random) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random.bytes::<32>()))
    }

    /// A token as it came back from outside; `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        shaped.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for a mail or a cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> TokenHash {
        TokenHash(hex(&Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// SHA-256 of a [`Token`] in hexadecimal: enough to recognise it, useless to whoever reads the database.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lowercase hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 in lowercase hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What a key authenticates. Each has a key of its own, derived from the portal's, so that one can never pass for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Fingerprints of addresses: recognise without naming.
    Fingerprint,
    /// Anti-forgery tokens of forms.
    Form,
    /// Six-digit codes at rest.
    Code,
    /// Short messages carried from one page to the next in a cookie.
    Flash,
    /// Short-lived staff tickets (JWT).
    Ticket,
    /// Fingerprints of IP addresses and devices for limits.
    Limit,
    /// Lines of the erasure ledger.
    Ledger,
    /// Traces of campaign mails, which reports about them bring back.
    Trace,
    /// Calls of programs that are done once, by their keys and bodies.
    Once,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Purpose::Fingerprint => b"habeas fingerprint v1",
            Purpose::Form => b"habeas form v1",
            Purpose::Code => b"habeas code v1",
            Purpose::Flash => b"habeas flash v1",
            Purpose::Ticket => b"habeas ticket v1",
            Purpose::Limit => b"habeas limit v1",
            Purpose::Ledger => b"habeas ledger v1",
            Purpose::Trace => b"habeas trace v1",
            Purpose::Once => b"habeas once v1",
        }
    }
}

/// The keys of this portal: three files of 32 random bytes in hexadecimal, readable by the portal's account only.
pub struct Keys {
    /// Signs checkpoints of the audit log.
    audit: SigningKey,
    /// Root of the [`Purpose`] keys; losing it forgets who is suppressed.
    fingerprint: Zeroizing<[u8; 32]>,
    /// Seals texts at rest.
    sealing: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// The files of the key folder, each with what it is for.
const FILES: [(&str, &str); 3] = [
    ("audit.key", "signs the checkpoints of the audit log"),
    ("fingerprint.key", "recognises addresses without storing them"),
    ("sealing.key", "seals messages and archives at rest"),
];

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file cannot be read.
    #[error("`{}` cannot be read: {error}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        error: io::Error,
    },
    /// A file does not hold 64 hexadecimal digits.
    #[error("`{}` is not a key: it must hold 64 hexadecimal digits", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
}

/// A sealed text was made with another key or for another place, or was changed.
#[derive(Debug, thiserror::Error)]
#[error("a sealed text cannot be opened with this portal's keys")]
pub struct CannotOpen;

impl Keys {
    /// Writes a new set into the folder (which exists); each file is made with mode 0600 and never overwritten.
    pub fn generate(dir: &Path, random: &Random) -> io::Result<()> {
        for (name, purpose) in FILES {
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(dir.join(name))?;
            writeln!(file, "# {purpose}\n{}", hex(&random.bytes::<32>()))?;
            file.sync_all()?;
        }
        Ok(())
    }

    /// Reads the set in the folder.
    pub fn load(dir: &Path) -> Result<Self, KeysError> {
        let [audit, fingerprint, sealing] = FILES.map(|(name, _)| read_key(&dir.join(name)));
        Ok(Self { audit: SigningKey::from_bytes(&*audit?), fingerprint: fingerprint?, sealing: sealing? })
    }

    /// A reproducible set for tests.
    pub fn for_tests() -> Self {
        let random = Random::seeded(7);
        Self {
            audit: SigningKey::from_bytes(&random.bytes()),
            fingerprint: Zeroizing::new(random.bytes()),
            sealing: Zeroizing::new(random.bytes()),
        }
    }

    /// The key that signs the audit log.
    pub fn audit(&self) -> &SigningKey {
        &self.audit
    }

    /// HMAC-SHA-256 of `message` under the key of `purpose`.
    pub fn mac(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        hmac(&hmac(&*self.fingerprint, purpose.label()), message)
    }

    /// The key of a purpose itself, for a library that computes the HMAC.
    pub fn derived(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(&*self.fingerprint, purpose.label()))
    }

    /// Whether `mac` is what [`Keys::mac`] gives, in constant time.
    pub fn is_mac(&self, purpose: Purpose, message: &[u8], mac: &[u8]) -> bool {
        subtle::ConstantTimeEq::ct_eq(&self.mac(purpose, message)[..], mac).into()
    }

    /// Encrypts (XChaCha20-Poly1305) for one place, named by `context`; opens only there. The text begins with the
    /// version of the key.
    pub fn seal(&self, random: &Random, context: &str, plain: &[u8]) -> String {
        format!("1.{}", URL_SAFE_NO_PAD.encode(self.seal_bytes(random, context, plain)))
    }

    /// What [`Keys::seal`] sealed under the same context.
    pub fn open(&self, context: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let text = sealed.strip_prefix("1.").ok_or(CannotOpen)?;
        self.open_bytes(context, &URL_SAFE_NO_PAD.decode(text).map_err(|_| CannotOpen)?)
    }

    /// [`Keys::seal`] for the pieces of a file: nonce and ciphertext as they are.
    pub fn seal_bytes(&self, random: &Random, context: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; 24] = random.bytes();
        let cipher = XChaCha20Poly1305::new((&*self.sealing).into());
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        // Encryption fails only past 256 GiB, which no caller reaches.
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        nonce.into_iter().chain(sealed).collect()
    }

    /// What [`Keys::seal_bytes`] sealed under the same context.
    pub fn open_bytes(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>().ok_or(CannotOpen)?;
        let cipher = XChaCha20Poly1305::new((&*self.sealing).into());
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        cipher.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| CannotOpen)
    }

    /// [`Keys::open`] for a text.
    pub fn open_text(&self, context: &str, sealed: &str) -> Result<String, CannotOpen> {
        let bytes = self.open(context, sealed)?;
        std::str::from_utf8(&bytes).map(str::to_owned).map_err(|_| CannotOpen)
    }

    /// [`Keys::seal`] for a value, as JSON. Fails for what JSON cannot hold, as a map with other keys than texts.
    pub fn seal_json(&self, random: &Random, context: &str, value: &impl Serialize) -> serde_json::Result<String> {
        Ok(self.seal(random, context, &serde_json::to_vec(value)?))
    }

    /// [`Keys::open`] for what [`Keys::seal_json`] sealed. A value of another form does not open either.
    pub fn open_json<T: DeserializeOwned>(&self, context: &str, sealed: &str) -> Result<T, CannotOpen> {
        serde_json::from_slice(&self.open(context, sealed)?).map_err(|_| CannotOpen)
    }
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so the error cannot occur; an all-zero answer would match nothing stored.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeysError> {
    let text = fs::read_to_string(path).map_err(|error| KeysError::Read { path: path.to_path_buf(), error })?;
    let digits = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
    let mut key = Zeroizing::new([0u8; 32]);
    let shaped = digits.len() == 64 && digits.is_ascii();
    for (i, byte) in key.iter_mut().enumerate() {
        let pair = digits.get(2 * i..2 * i + 2).filter(|_| shaped);
        let value = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = value.ok_or_else(|| KeysError::Form { path: path.to_path_buf() })?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back_and_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        Keys::generate(dir.path(), &Random::seeded(1)).unwrap();
        let keys = Keys::load(dir.path()).unwrap();
        assert_eq!(keys.mac(Purpose::Form, b"x"), Keys::load(dir.path()).unwrap().mac(Purpose::Form, b"x"));
        assert!(Keys::generate(dir.path(), &Random::system()).is_err());
        fs::write(dir.path().join("sealing.key"), "short").unwrap();
        assert!(matches!(Keys::load(dir.path()), Err(KeysError::Form { .. })));
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place_and_unchanged() {
        const TEXT: &str = "déjà vu: nobody reads this";
        let (keys, random) = (Keys::for_tests(), Random::system());
        let sealed = keys.seal(&random, "message:1", TEXT.as_bytes());
        assert!(!sealed.contains("nobody reads this"));
        assert_ne!(sealed, keys.seal(&random, "message:1", TEXT.as_bytes()));
        assert_eq!(keys.open_text("message:1", &sealed).unwrap(), TEXT);
        assert!(keys.open("message:2", &sealed).is_err());
        let mut changed = sealed.into_bytes();
        let last = changed.len() - 5;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        assert!(keys.open("message:1", std::str::from_utf8(&changed).unwrap()).is_err());
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let keys = Keys::for_tests();
        assert_ne!(keys.mac(Purpose::Form, b"x"), keys.mac(Purpose::Code, b"x"));
        assert!(keys.is_mac(Purpose::Form, b"x", &keys.mac(Purpose::Form, b"x")));
        assert!(!keys.is_mac(Purpose::Form, b"x", &keys.mac(Purpose::Form, b"y")));
    }

    #[test]
    fn tokens_differ_and_only_their_hash_shows() {
        let random = Random::system();
        let (one, two) = (Token::mint(&random), Token::mint(&random));
        assert_ne!(one, two);
        assert_eq!(Token::parse(one.expose()).unwrap().hash(), one.hash());
        assert_eq!(Token::parse("../../etc"), None);
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[test]
    fn seeded_randomness_repeats_and_numbers_stay_below_their_bound() {
        let (a, b) = (Random::seeded(3), Random::seeded(3));
        assert_eq!(a.bytes::<40>(), b.bytes::<40>());
        assert!((0..1000).all(|_| a.below(7) < 7));
        assert_eq!(a.below(0), 0);
        assert!((0..200).map(|_| a.below(3)).collect::<std::collections::BTreeSet<_>>().len() == 3);
    }
}
