//! The ID token: who signed in, said by the sign-in service and signed with its key (OpenID Connect Core 1.0, 3.1.3.7).

use super::Fault;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Signatures with a public key. HMAC is not among them: whoever knows the public key could make one with it.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Seconds by which the service's clock may differ from ours.
const SKEW: i64 = 60;

/// What the token must say.
pub struct Expected<'a> {
    /// The service.
    pub issuer: &'a str,
    /// Our name there.
    pub client: &'a str,
    /// What we asked to be repeated.
    pub nonce: &'a str,
    /// The time.
    pub now: Timestamp,
    /// What came with the token.
    pub access_token: &'a str,
}

/// Who signed in.
#[derive(Debug, Deserialize)]
pub struct Claims {
    iss: String,
    /// The person, as the service knows them; never another one's.
    pub sub: String,
    aud: OneOrMany,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    azp: Option<String>,
    nonce: Option<String>,
    at_hash: Option<String>,
    /// When the person showed the service who they are, in seconds since 1970.
    pub auth_time: Option<i64>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn names(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client),
        }
    }

    fn is_one(&self) -> bool {
        !matches!(self, Self::Many(many) if many.len() > 1)
    }
}

impl Claims {
    /// A text of the token.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.rest.get(name).and_then(Value::as_str)
    }

    /// Whether the token says yes to this; Microsoft writes 1 or "1" in some places.
    pub fn says_yes(&self, name: &str) -> bool {
        match self.rest.get(name) {
            Some(Value::Bool(yes)) => *yes,
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            Some(Value::String(text)) => text == "true" || text == "1",
            _ => false,
        }
    }

    /// The texts of a claim that is a text or a list of them.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        match self.rest.get(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// The key that the token names; one without a name is found only where there is a single one.
fn key_of<'k>(keys: &'k JwkSet, kid: Option<&str>) -> Option<&'k Jwk> {
    let signs = |key: &&Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    match kid {
        Some(kid) => keys.keys.iter().filter(signs).find(|key| key.common.key_id.as_deref() == Some(kid)),
        None => {
            let mut all = keys.keys.iter().filter(signs);
            let first = all.next()?;
            if all.next().is_some() { None } else { Some(first) }
        }
    }
}

/// Checks a token against the service's keys and what was asked; what it says, if all of it holds.
pub fn check(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<Claims, Fault> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| Fault::Signature)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Fault::Signature);
    }
    let key = key_of(keys, header.kid.as_deref()).ok_or(Fault::UnknownKey)?;
    let named = key.common.key_algorithm.map(|named| named.to_string());
    if named.is_some_and(|named| named != format!("{:?}", header.alg)) {
        return Err(Fault::Signature);
    }
    let key = DecodingKey::from_jwk(key).map_err(|_| Fault::UnknownKey)?;
    let mut validation = Validation::new(header.alg);
    // Times are ours to check, by our clock; issuer and audience with them, so that each has an answer of its own.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|_| Fault::Signature)?.claims;
    is_for_us(&claims, expected)?;
    if let Some(hash) = &claims.at_hash
        && *hash != half_hash(header.alg, expected.access_token)
    {
        return Err(Fault::Signature);
    }
    Ok(claims)
}

fn is_for_us(claims: &Claims, expected: &Expected<'_>) -> Result<(), Fault> {
    if claims.iss != expected.issuer {
        return Err(Fault::OtherIssuer);
    }
    let azp = claims.azp.as_deref();
    let is_party = azp.map_or(claims.aud.is_one(), |azp| azp == expected.client);
    if !claims.aud.names(expected.client) || !is_party {
        return Err(Fault::OtherAudience);
    }
    let now = expected.now.as_second();
    let is_now = now < claims.exp + SKEW && claims.iat <= now + SKEW && claims.nbf.is_none_or(|nbf| nbf <= now + SKEW);
    if !is_now {
        return Err(Fault::Expired);
    }
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let same: bool = subtle::ConstantTimeEq::ct_eq(nonce.as_bytes(), expected.nonce.as_bytes()).into();
    if !same || claims.sub.is_empty() || claims.sub.len() > 255 {
        return Err(Fault::OtherNonce);
    }
    Ok(())
}

/// The left half of the hash of the access token, by the hash of the signature.
fn half_hash(algorithm: Algorithm, access_token: &str) -> String {
    let half = |hash: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(hash.get(..hash.len() / 2).unwrap_or_default());
    match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => half(&Sha384::digest(access_token)),
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => half(&Sha512::digest(access_token)),
        _ => half(&Sha256::digest(access_token)),
    }
}
