//! A sign-in service of a company, small enough to read: discovery, keys, a code for a token (OpenID Connect Core 1.0). It holds the
//! portal to the protocol (PKCE, client, way back, one use of a code), and lies in its tokens as a test wants.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64};
use habeas::clock::Clock;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use url::Url;

pub const CLIENT: &str = "habeas";
pub const SECRET: &str = "s3cret of the client";

/// How the next tokens are signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    Own,
    /// With no signature at all (`alg: none`).
    None,
    /// HMAC, its secret the public key that everybody knows.
    PublicKeyAsSecret,
    /// With another key under the name of the own one.
    Stolen,
}

/// What can be turned.
pub struct Dials {
    pub signing: Signing,
    /// Claims that replace or add to the usual ones; null takes one away.
    pub claims: Map<String, Value>,
    /// What the discovery document says it is.
    pub issuer: String,
    /// Whether every call fails.
    pub broken: bool,
    clock: Option<Clock>,
    /// By code: nonce, challenge, way back.
    codes: HashMap<String, [String; 3]>,
    key: PKey<Private>,
    kid: String,
}

/// The running service. Its thread ends with the test's process.
pub struct Provider {
    pub url: String,
    dials: Arc<Mutex<Dials>>,
}

fn new_key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

impl Provider {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let dials = Dials {
            signing: Signing::Own,
            claims: Map::new(),
            issuer: url.clone(),
            broken: false,
            clock: None,
            codes: HashMap::new(),
            key: new_key(),
            kid: "first".to_string(),
        };
        let dials = Arc::new(Mutex::new(dials));
        let (shared, own) = (Arc::clone(&dials), url.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &shared, &own);
            }
        });
        Self { url, dials }
    }

    /// Takes the time from here.
    pub fn follow(&self, clock: &Clock) {
        self.turn(|dials| dials.clock = Some(clock.clone()));
    }

    pub fn turn(&self, turn: impl FnOnce(&mut Dials)) {
        turn(&mut self.dials.lock().unwrap());
    }

    /// Sets one claim of the next tokens.
    pub fn claim(&self, name: &str, value: Value) {
        self.turn(|dials| drop(dials.claims.insert(name.to_string(), value)));
    }

    /// Makes a new key under a new name; the old one is published no more.
    pub fn rotate(&self) {
        self.turn(|dials| (dials.key, dials.kid) = (new_key(), format!("{} and later", dials.kid)));
    }

    /// Whoever is at this address has signed in: the way back to the portal, as a path.
    pub fn agree(&self, to: &str) -> String {
        let to = Url::parse(to).unwrap();
        let asked: HashMap<String, String> = to.query_pairs().into_owned().collect();
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid") && asked["nonce"].len() >= 32);
        let mut random = [0; 16];
        openssl::rand::rand_bytes(&mut random).unwrap();
        let code = BASE64.encode(random);
        let kept = ["nonce", "code_challenge", "redirect_uri"].map(|name| asked[name].clone());
        self.turn(|dials| drop(dials.codes.insert(code.clone(), kept)));
        let back = Url::parse(&asked["redirect_uri"]).unwrap();
        format!("{}?code={code}&state={}", back.path(), asked["state"])
    }
}

fn serve(mut stream: TcpStream, dials: &Mutex<Dials>, url: &str) {
    let mut read = Vec::new();
    let mut part = [0; 8192];
    let (head, body) = loop {
        let count = stream.read(&mut part).unwrap_or(0);
        read.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:").map(str::to_string));
            if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                break (head.to_string(), body.to_string());
            }
        }
        if count == 0 {
            return;
        }
    };
    let mut dials = dials.lock().unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, answer) = match path {
        _ if dials.broken => (500, json!({ "error": "server_error" })),
        "/.well-known/openid-configuration" => (200, document(&dials, url)),
        "/keys" => (200, keys(&dials)),
        "/token" => token(&mut dials, &head, &body),
        _ => (404, json!({})),
    };
    let text = answer.to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    );
}

fn document(dials: &Dials, url: &str) -> Value {
    json!({
        "issuer": dials.issuer, "authorization_endpoint": format!("{url}/authorise"),
        "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
    })
}

fn keys(dials: &Dials) -> Value {
    let rsa = dials.key.rsa().unwrap();
    let (n, e) = (BASE64.encode(rsa.n().to_vec()), BASE64.encode(rsa.e().to_vec()));
    json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": dials.kid, "n": n, "e": e }] })
}

fn token(dials: &mut Dials, head: &str, body: &str) -> (u16, Value) {
    let refused = (400, json!({ "error": "invalid_grant" }));
    let sent: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let coded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{coded}")));
    if !head.lines().any(|line| line.split_once(": ").is_some_and(|(_, value)| value == basic)) {
        return (401, json!({ "error": "invalid_client" }));
    }
    let Some([nonce, challenge, back]) = sent.get("code").and_then(|code| dials.codes.remove(code)) else {
        return refused;
    };
    let proven = BASE64.encode(Sha256::digest(sent["code_verifier"].as_bytes())) == challenge;
    if !proven || sent["redirect_uri"] != back || sent["grant_type"] != "authorization_code" {
        return refused;
    }
    let now = dials.clock.as_ref().unwrap().now().as_second();
    let access = "an access token";
    let mut claims = json!({
        "iss": dials.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 300, "nonce": nonce,
        "at_hash": BASE64.encode(&Sha256::digest(access)[..16]),
    });
    for (name, value) in &dials.claims {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    (200, json!({ "access_token": access, "token_type": "Bearer", "id_token": signed(dials, &claims) }))
}

fn signed(dials: &Dials, claims: &Value) -> String {
    let algorithm = match dials.signing {
        Signing::Own | Signing::Stolen => "RS256",
        Signing::None => "none",
        Signing::PublicKeyAsSecret => "HS256",
    };
    let head = json!({ "alg": algorithm, "kid": dials.kid, "typ": "JWT" });
    let text = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
    let sign = |key: &PKey<Private>| {
        let mut signer = Signer::new(MessageDigest::sha256(), key).unwrap();
        signer.update(text.as_bytes()).unwrap();
        BASE64.encode(signer.sign_to_vec().unwrap())
    };
    let signature = match dials.signing {
        Signing::Own => sign(&dials.key),
        Signing::Stolen => sign(&new_key()),
        Signing::None => String::new(),
        Signing::PublicKeyAsSecret => sign(&PKey::hmac(&dials.key.public_key_to_pem().unwrap()).unwrap()),
    };
    format!("{text}.{signature}")
}
