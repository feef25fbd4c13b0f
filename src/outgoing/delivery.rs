//! Calling a webhook: signed, under an id that is the same at every try, with a pause after each that fails. Recipients
//! (`notifications`) and systems of the company (`webhooks`) are called the same way; each keeps its own states.

use super::signature::{DATE, LEAST_KEY, SIGNATURE};
use super::{Call, Outgoing, OutgoingError, sign};
use crate::config::Secret;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::str::FromStr;
use url::Url;

/// How often a webhook is tried before the portal gives up.
pub const MOST_ATTEMPTS: i32 = 12;

/// How long a try has before another may begin: longer than any call may take.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Minutes until the next try, after each: together about twenty hours.
const MINUTES: [i64; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST, LONGEST];
const LONGEST: i64 = 360;

/// The most that a webhook may answer, in bytes. Nothing of it is kept.
const MOST_ANSWERED: usize = 64 << 10;

/// How long to wait after so many tries.
pub fn pause(attempts: i32) -> SignedDuration {
    let minutes = usize::try_from(attempts).ok().and_then(|tries| MINUTES.get(tries.saturating_sub(1)));
    SignedDuration::from_mins(*minutes.unwrap_or(&LONGEST))
}

/// What a webhook is told.
pub struct Letter<'l> {
    /// Of what happened; sent as `Idempotency-Key`, so that the receiver can drop repeats.
    pub id: &'l str,
    /// The address.
    pub url: &'l Url,
    /// The keys that sign, the newest first; at least one.
    pub keys: &'l [Secret],
    /// JSON.
    pub body: Vec<u8>,
}

/// Calls a webhook; its answer from 200 to 299 says that it took what it was told.
pub async fn deliver(outgoing: &Outgoing, letter: Letter<'_>, now: Timestamp) -> Result<(), Problem> {
    if letter.keys.is_empty() || letter.keys.iter().any(|key| key.expose().len() < LEAST_KEY) {
        return Err(Problem::Key);
    }
    match outgoing.bounded(MOST_ANSWERED).call(call(letter, now)).await {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(answer) => Err(Problem::Answer(answer.status)),
        Err(error) => Err(error.into()),
    }
}

/// The signed call, with a signature of each key.
fn call(letter: Letter<'_>, now: Timestamp) -> Call {
    let url = letter.url;
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let signed: Vec<_> = letter.keys.iter().map(|key| sign(key, now, "POST", &path, &letter.body)).collect();
    let date = signed.first().map(|one| one.date.clone()).unwrap_or_default();
    let signatures: Vec<String> = signed.into_iter().map(|one| one.signature).collect();
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("idempotency-key", letter.id.to_owned()),
        (DATE, date),
        (SIGNATURE, signatures.join(",")),
    ];
    Call { method: "POST", url: url.clone(), headers, body: letter.body }
}

/// What stood in the way of telling another system. No address and nothing of what was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The webhook answered with this status.
    Answer(u16),
    /// No connection could be made, or TLS did not prove who answers.
    NoConnection,
    /// No answer came in time.
    NoAnswer,
    /// The answer did not end.
    TooLong,
    /// The address may not be called from here.
    Address,
    /// The key is not set, or holds too little.
    Key,
    /// Told by mail: it was refused, or could not leave for a week.
    Mail,
}

impl Problem {
    /// The words in the database and in message keys, but for [`Problem::Answer`].
    const WORDS: [(&'static str, Problem); 6] = [
        ("no-connection", Problem::NoConnection),
        ("no-answer", Problem::NoAnswer),
        ("too-long", Problem::TooLong),
        ("address", Problem::Address),
        ("key", Problem::Key),
        ("mail", Problem::Mail),
    ];

    /// The end of the message keys.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, problem)| *problem == self);
        known.map_or("answer", |(word, _)| word)
    }

    /// The status that was answered; empty if none was.
    pub fn status(self) -> String {
        match self {
            Problem::Answer(status) => status.to_string(),
            _ => String::new(),
        }
    }

    /// Whether it stands in the way of everything that this system is to be told, and not of one call alone.
    pub fn is_of_all(self) -> bool {
        match self {
            Problem::Answer(status) => matches!(status, 401 | 403 | 408 | 425 | 429 | 500..),
            Problem::NoConnection | Problem::NoAnswer | Problem::Address | Problem::Key => true,
            Problem::TooLong | Problem::Mail => false,
        }
    }
}

/// The text names no problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a problem of a delivery")]
pub struct UnknownProblem;

impl From<OutgoingError> for Problem {
    fn from(error: OutgoingError) -> Self {
        match error {
            OutgoingError::Refused(_) | OutgoingError::Malformed => Problem::Address,
            OutgoingError::NoConnection => Problem::NoConnection,
            OutgoingError::NoAnswer => Problem::NoAnswer,
            OutgoingError::TooLong => Problem::TooLong,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Answer(status) => write!(f, "answer-{status}"),
            other => f.write_str(other.word()),
        }
    }
}

impl FromStr for Problem {
    type Err = UnknownProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(status) = text.strip_prefix("answer-").and_then(|digits| digits.parse().ok()) {
            return Ok(Problem::Answer(status));
        }
        let known = Self::WORDS.iter().find(|(word, _)| *word == text);
        known.map(|(_, problem)| *problem).ok_or(UnknownProblem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_read_back_and_one_bad_answer_holds_up_nobody_else() {
        let all = Problem::WORDS.iter().map(|(_, problem)| *problem).chain([Problem::Answer(503)]);
        for problem in all {
            assert_eq!(problem.to_string().parse(), Ok(problem));
        }
        assert!("answer-".parse::<Problem>().is_err() && "".parse::<Problem>().is_err());
        for (status, of_all) in
            [(302, false), (400, false), (404, false), (422, false), (401, true), (429, true), (500, true)]
        {
            assert_eq!(Problem::Answer(status).is_of_all(), of_all, "{status}");
        }
    }
}
