//! A device that makes and uses passkeys, as far as a server can see (WebAuthn level 3, ES256, attestation "none"): the tests turn its
//! dials to answer as an attacker would.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One device with one key.
pub struct Authenticator {
    pub origin: String,
    /// Whether it looks at a finger or a PIN.
    pub verifies: bool,
    /// What it says its counter is; it goes up by itself with each use.
    pub counter: u32,
    /// Whom it says the key is of.
    pub user: Vec<u8>,
    id: [u8; 32],
    key: EcKey<Private>,
}

fn bytes_of(value: &Value) -> Vec<u8> {
    BASE64.decode(value.as_str().unwrap()).unwrap()
}

/// A byte string in CBOR (RFC 8949).
fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = match bytes.len() {
        length @ 0..=255 => vec![0x58, u8::try_from(length).unwrap()],
        length => [&[0x59][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    out.extend_from_slice(bytes);
    out
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let mut id = [0; 32];
        openssl::rand::rand_bytes(&mut id).unwrap();
        let key = EcKey::generate(&group).unwrap();
        Self { origin: origin.to_string(), verifies: true, counter: 0, user: Vec::new(), id, key }
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = &asked["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn authenticator_data(&self, host: &str, more: u8) -> Vec<u8> {
        let flags = 1 | if self.verifies { 4 } else { 0 } | more;
        [&Sha256::digest(host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The public key as COSE writes it.
    fn cose(&self) -> Vec<u8> {
        let (mut x, mut y, mut context) =
            (BigNum::new().unwrap(), BigNum::new().unwrap(), BigNumContext::new().unwrap());
        self.key.public_key().affine_coordinates(self.key.group(), &mut x, &mut y, &mut context).unwrap();
        let (x, y) = (x.to_vec_padded(32).unwrap(), y.to_vec_padded(32).unwrap());
        [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &cbor_bytes(&x), &[0x22], &cbor_bytes(&y)].concat()
    }

    /// Makes the key: the answer to `navigator.credentials.create`.
    pub fn make(&mut self, asked: &Value) -> String {
        self.user = bytes_of(&asked["publicKey"]["user"]["id"]);
        let host = asked["publicKey"]["rp"]["id"].as_str().unwrap();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [&self.authenticator_data(host, 0x40)[..], &[0; 16], &length, &self.id, &self.cose()].concat();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"[..], &cbor_bytes(&data)].concat();
        let client = self.client_data("webauthn.create", asked);
        self.answer(json!({ "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client) }))
    }

    /// Signs: the answer to `navigator.credentials.get`.
    pub fn sign(&mut self, asked: &Value) -> String {
        self.counter += 1;
        let data = self.authenticator_data(asked["publicKey"]["rpId"].as_str().unwrap(), 0);
        let client = self.client_data("webauthn.get", asked);
        let signed = Sha256::digest([&data[..], &Sha256::digest(&client)].concat());
        let signature = EcdsaSig::sign(&signed, &self.key).unwrap().to_der().unwrap();
        self.answer(json!({
            "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature), "userHandle": BASE64.encode(&self.user),
        }))
    }

    fn answer(&self, response: Value) -> String {
        let id = BASE64.encode(self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }
}
