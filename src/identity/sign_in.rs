//! Asking for a sign-in.

use super::store::{self, New};
use crate::audit::{self, Actor, Event};
use crate::config::Identity;
use crate::db::{Db, Error, Id};
use crate::jobs::{Job, Lane, enqueue};
use crate::lang::Lang;
use crate::people::Address;
use crate::secrets::{Keys, Purpose, Random, Token, hex};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The job that answers by mail.
pub(super) const ANSWER: &str = "identity.answer";

/// How long codes, links and sessions last, and how often one may ask.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How long a code or link works.
    pub lifetime: SignedDuration,
    /// Codes that may be tried.
    pub tries: i32,
    /// Between two mails to the same browser.
    pub resend: SignedDuration,
    /// Without a click a session ends after this.
    pub idle: SignedDuration,
    /// A session ends after this in any case.
    pub whole: SignedDuration,
    /// How long a proof of the mailbox is fresh enough to export or erase.
    pub fresh: SignedDuration,
    /// Mails to one address in an hour.
    pub per_address: u32,
    /// Questions from one place in an hour.
    pub per_place: u32,
    /// Whether the subject of the mail shows the code.
    pub code_in_subject: bool,
}

impl From<Identity> for Rules {
    fn from(settings: Identity) -> Self {
        let minutes = |n: u32| SignedDuration::from_mins(i64::from(n));
        Self {
            lifetime: minutes(settings.code_minutes),
            tries: i32::try_from(settings.code_tries).unwrap_or(i32::MAX),
            resend: SignedDuration::from_secs(i64::from(settings.resend_seconds)),
            idle: minutes(settings.session_idle_minutes),
            whole: SignedDuration::from_hours(i64::from(settings.session_hours)),
            fresh: minutes(settings.fresh_minutes),
            per_address: settings.address_per_hour,
            per_place: settings.ip_per_hour,
            code_in_subject: settings.code_in_subject,
        }
    }
}

/// Who asks for what.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The address that was typed.
    pub address: Address,
    /// The language of the page.
    pub lang: Lang,
    /// Browser and system in words.
    pub device: String,
    /// Where it comes from, as limits count it.
    pub place: String,
    /// The page to go to afterwards; empty for "my data".
    pub next_page: String,
    /// The cookie of an earlier question of this browser, which the new one replaces.
    pub earlier: Option<Token>,
}

/// Asked too often; the same for every address, known or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    /// When another mail can be asked for.
    pub until: Timestamp,
}

/// Writes down the question and the job that answers it by mail. Returns the token for the asking browser's cookie.
/// What was mailed to another browser stays valid, so that nobody can lock the owner of an address out.
pub fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    asked: &Asked,
) -> Result<Result<Token, TooOften>, Error> {
    let fingerprint = asked.address.fingerprint(keys);
    let place = hex(&keys.mac(Purpose::Limit, asked.place.as_bytes()));
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let by_address = store::asked_since(tx, store::By::Address(&fingerprint), hour_ago)?;
    let by_place = store::asked_since(tx, store::By::Place(&place), hour_ago)?;
    for (times, allowed) in [(&by_address, rules.per_address), (&by_place, rules.per_place)] {
        if let Some(until) = full(times, allowed) {
            return Ok(Err(TooOften { until }));
        }
    }
    if let Some(earlier) = &asked.earlier
        && let Some(until) = store::replace(tx, &earlier.hash(), now, rules.resend)?
    {
        return Ok(Err(TooOften { until }));
    }
    let (id, cookie) = (Id::at(now, random), Token::mint(random));
    let ends_at = now.saturating_add(rules.lifetime).unwrap_or(now);
    store::insert(
        tx,
        New {
            id: &id,
            cookie: &cookie.hash(),
            fingerprint: &fingerprint,
            address: keys.seal(random, &store::context(&id), asked.address.as_str().as_bytes()),
            lang: asked.lang,
            device: &asked.device,
            place: &place,
            next_page: &asked.next_page,
            asked_at: now,
            ends_at,
        },
    )?;
    // After the code has ended there is nothing left to answer.
    enqueue(tx, now, random, Job::new(ANSWER, Lane::SignIn, json!({ "sign_in": id })).attempts(6))?;
    Ok(Ok(cookie))
}

/// From when on there is room again among `allowed` in an hour.
pub(super) fn full(times: &[Timestamp], allowed: u32) -> Option<Timestamp> {
    let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
    let over = times.len().checked_sub(allowed)?;
    times.get(over)?.checked_add(SignedDuration::from_hours(1)).ok()
}

/// The code as it is stored: keyed, and bound to its question.
pub(super) fn code_mac(keys: &Keys, id: &Id, code: &str) -> String {
    hex(&keys.mac(Purpose::Code, format!("{id}|{code}").as_bytes()))
}

/// Six digits, each number equally likely.
pub(super) fn new_code(random: &Random) -> String {
    format!("{:06}", random.below(1_000_000))
}

/// The six digits of what a person typed: spaces, dashes and the like are dropped.
pub(super) fn read_code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let rest_is_space = typed.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-.\u{2011}".contains(c));
    (digits.len() == 6 && rest_is_space).then_some(digits)
}

/// The event of a sign-in.
pub(super) fn note_signed_in(tx: &mut Db, now: Timestamp, random: &Random, person: &Id) -> Result<(), Error> {
    let event = Event {
        actor: Actor::Person(person.clone()),
        action: "identity.signed-in",
        object: None,
        person: Some(person.clone()),
        detail: json!({}),
    };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["482915", "482 915", " 482-915 ", "482\u{a0}915", "4 8 2 9 1 5"] {
            assert_eq!(read_code(typed).as_deref(), Some("482915"), "{typed:?}");
        }
        for typed in ["", "48291", "4829155", "482a915", "482915; x"] {
            assert_eq!(read_code(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_full_hour_says_when_there_is_room_again() {
        let at = |minute: i64| -> Timestamp {
            "2026-03-01T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
        };
        assert_eq!(full(&[at(0), at(10)], 3), None);
        assert_eq!(full(&[at(0), at(10), at(20)], 3), Some(at(60)));
        assert_eq!(full(&[at(0), at(10), at(20), at(30)], 3), Some(at(70)));
    }
}
