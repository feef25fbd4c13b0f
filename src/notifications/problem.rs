//! What stood in the way of telling a recipient. No address and nothing of what was answered.

use crate::outgoing::OutgoingError;
use std::fmt;
use std::str::FromStr;

/// What stood in the way.
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
    /// The variable with the key is not set, or holds too little.
    Key,
    /// The mail was refused, or could not leave for a week.
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

    /// Whether it stands in the way of everything that this recipient is to be told, and not of one notification alone.
    pub(super) fn is_of_all(self) -> bool {
        match self {
            Problem::Answer(status) => matches!(status, 401 | 403 | 408 | 425 | 429 | 500..),
            Problem::NoConnection | Problem::NoAnswer | Problem::Address | Problem::Key => true,
            Problem::TooLong | Problem::Mail => false,
        }
    }
}

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
    type Err = crate::requests::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(status) = text.strip_prefix("answer-").and_then(|digits| digits.parse().ok()) {
            return Ok(Problem::Answer(status));
        }
        let known = Self::WORDS.iter().find(|(word, _)| *word == text);
        known.map(|(_, problem)| *problem).ok_or(crate::requests::UnknownWord)
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
