//! The second factor: time-based codes (RFC 6238) and recovery codes; and the ticket between password and code.

use crate::db::Id;
use crate::secrets::{Keys, Purpose, Random, hex};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

/// Seconds in which a code is good.
const STEP: u64 = 30;

/// The audience of the ticket: nothing else accepts it, and it accepts nothing else.
const AUDIENCE: &str = "habeas:staff:second-factor";

/// How long a proven password is good for the second step.
const TICKET: SignedDuration = SignedDuration::from_mins(5);

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;

/// The characters of recovery codes: those that nobody confuses.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A new secret for an authenticator app: 160 random bits.
pub fn new_secret(random: &Random) -> [u8; 20] {
    random.bytes()
}

fn totp(secret: &[u8]) -> Option<Totp> {
    // SHA-1, six digits, 30 seconds: what every app understands. One step to either side, for clocks that differ.
    let builder = Builder::new().with_algorithm(totp_rs::Algorithm::SHA1).with_digits(6).with_step_duration(STEP);
    builder.with_skew(1).with_secret(Secret::from(secret.to_vec())).build().ok()
}

/// The time step of a code typed now, if it is a code of now or of the step before or after. A step must be later than
/// the last one used: that is what the caller's guarded update checks.
pub fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret)?.check(&digits, u64::try_from(now.as_second()).ok()?)?;
    i64::try_from(step).ok()
}

/// The code of a moment, for the demo and for tests.
pub fn code_at(secret: &[u8], now: Timestamp) -> Option<String> {
    Some(totp(secret)?.generate(u64::try_from(now.as_second()).ok()?).to_string())
}

/// The secret for typing into an app: base 32 in groups of four.
pub fn spelled(secret: &[u8]) -> String {
    let text = base32(secret).into_bytes();
    text.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join(" ")
}

fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut buffer, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let index = usize::try_from(buffer >> bits & 31).unwrap_or_default();
            text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
        }
    }
    if bits > 0 {
        let index = usize::try_from(buffer << (5 - bits) & 31).unwrap_or_default();
        text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
    }
    text
}

/// The address an app reads from the picture: `otpauth://totp/…`.
pub fn address(secret: &[u8], issuer: &str, account: &str) -> String {
    let escape =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let issuer = issuer.replace(':', " ");
    format!(
        "otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period={STEP}",
        escape(&issuer),
        escape(account),
        base32(secret),
        escape(&issuer)
    )
}

/// The picture of that address, as SVG; `None` if it is too long for one.
pub fn picture(address: &str) -> Option<String> {
    let code = qrcode::QrCode::new(address.as_bytes()).ok()?;
    Some(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build())
}

/// New recovery codes, each good once: `abcd-efgh-jkmn`, 59 bits.
pub fn recovery_codes(random: &Random) -> Vec<String> {
    let letter = || {
        let at = usize::try_from(random.below(LETTERS.len() as u64)).unwrap_or_default();
        LETTERS.get(at).map_or('a', |letter| char::from(*letter))
    };
    let group = || (0..4).map(|_| letter()).collect::<String>();
    (0..RECOVERY_CODES).map(|_| [group(), group(), group()].join("-")).collect()
}

/// What is kept of a recovery code as typed: a keyed hash, bound to the account.
pub fn recovery_hash(keys: &Keys, colleague: &Id, typed: &str) -> String {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    hex(&keys.mac(Purpose::Code, format!("recovery:{colleague}:{plain}").as_bytes()))
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    iat: i64,
    exp: i64,
}

/// The ticket that says: this colleague's password was proven a moment ago.
pub fn ticket(keys: &Keys, colleague: &Id, now: Timestamp) -> Option<String> {
    let iat = now.as_second();
    let claims = Claims { sub: colleague.to_string(), aud: AUDIENCE.to_owned(), iat, exp: iat + TICKET.as_secs() };
    let key = EncodingKey::from_secret(&keys.derived(Purpose::Ticket)[..]);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).ok()
}

/// Whose ticket it is, if it is ours, for this purpose, and not too old.
pub fn ticket_holder(keys: &Keys, ticket: &str, now: Timestamp) -> Option<Id> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["sub", "aud", "exp"]);
    // The library would ask the machine's clock; ours is an argument.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(&keys.derived(Purpose::Ticket)[..]);
    let claims = jsonwebtoken::decode::<Claims>(ticket, &key, &validation).ok()?.claims;
    let now = now.as_second();
    let fits = claims.iat <= now && now < claims.exp && claims.exp - claims.iat <= TICKET.as_secs();
    if fits { claims.sub.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_of_the_standard_are_accepted_in_their_minute_only() {
        // RFC 6238, appendix B: the last six of the eight digits.
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(code_at(SECRET, at(second)).as_deref(), Some(code));
            assert_eq!(step_of(SECRET, code, at(second)), Some(second / 30));
            assert_eq!(step_of(SECRET, code, at(second + 30)), Some(second / 30));
            assert_eq!(step_of(SECRET, code, at(second + 90)), None);
        }
        assert_eq!(step_of(SECRET, " 287 082 ", at(59)), Some(1));
        for typed in ["", "28708", "2870821", "28708x", "２８７０８２"] {
            assert_eq!(step_of(SECRET, typed, at(59)), None, "{typed}");
        }
    }

    #[test]
    fn the_secret_is_spelled_in_base_32_and_the_address_names_account_and_issuer() {
        assert_eq!(spelled(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let text = address(SECRET, "Maison Lavande: données", "léa@example.com");
        assert!(
            text.starts_with(
                "otpauth://totp/Maison%20Lavande%20%20donn%C3%A9es:l%C3%A9a%40example.com?secret=GEZDGNBV"
            )
        );
        assert!(picture(&text).unwrap().contains("<svg"));
        assert!(!picture(&text).unwrap().contains("style="));
    }

    #[test]
    fn recovery_codes_differ_and_are_recognised_however_they_are_typed() {
        let (keys, random) = (Keys::for_tests(), Random::system());
        let id = Id::at(at(0), &random);
        let codes = recovery_codes(&random);
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
        let hash = recovery_hash(&keys, &id, &codes[0]);
        assert_eq!(hash, recovery_hash(&keys, &id, &codes[0].to_uppercase().replace('-', " ")));
        assert_ne!(hash, recovery_hash(&keys, &Id::at(at(0), &random), &codes[0]));
    }

    #[test]
    fn a_ticket_is_good_for_five_minutes_and_only_as_we_wrote_it() {
        let (keys, now) = (Keys::for_tests(), at(1_800_000_000));
        let id = Id::at(now, &Random::system());
        let good = ticket(&keys, &id, now).unwrap();
        assert_eq!(ticket_holder(&keys, &good, now), Some(id.clone()));
        assert_eq!(ticket_holder(&keys, &good, at(1_800_000_299)), Some(id.clone()));
        assert_eq!(ticket_holder(&keys, &good, at(1_800_000_300)), None);
        assert_eq!(ticket_holder(&keys, &good, at(1_799_999_999)), None);
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims =
            serde_json::json!({ "sub": id.to_string(), "aud": AUDIENCE, "iat": 1_800_000_000, "exp": 1_800_000_300 });
        let unsigned =
            format!("{}.{}.", part(serde_json::json!({ "alg": "none", "typ": "JWT" })), part(claims.clone()));
        let (head_and_claims, _) = good.rsplit_once('.').unwrap();
        for forged in [unsigned, format!("{head_and_claims}."), format!("{head_and_claims}.AAAA"), String::new()] {
            assert_eq!(ticket_holder(&keys, &forged, now), None);
        }
        let sign = |claims: serde_json::Value, purpose: Purpose, algorithm: Algorithm| {
            let key = EncodingKey::from_secret(&keys.derived(purpose)[..]);
            jsonwebtoken::encode(&Header::new(algorithm), &claims, &key).unwrap()
        };
        assert_eq!(ticket_holder(&keys, &sign(claims.clone(), Purpose::Ticket, Algorithm::HS256), now), Some(id));
        assert_eq!(ticket_holder(&keys, &sign(claims.clone(), Purpose::Form, Algorithm::HS256), now), None);
        assert_eq!(ticket_holder(&keys, &sign(claims.clone(), Purpose::Ticket, Algorithm::HS384), now), None);
        for (field, value) in [("aud", serde_json::json!("other")), ("exp", serde_json::json!(1_900_000_000))] {
            let mut changed = claims.clone();
            changed[field] = value;
            assert_eq!(ticket_holder(&keys, &sign(changed, Purpose::Ticket, Algorithm::HS256), now), None, "{field}");
        }
    }
}
