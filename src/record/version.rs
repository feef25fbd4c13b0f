//! The life of a version of the record: draft, in review, approved, replaced; who may do what to it.

use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Being written.
    Draft,
    /// Waiting for a second person.
    Review,
    /// What the portal says and does.
    Approved,
    /// Approved once, and another one since.
    Replaced,
    /// Given up before it was approved.
    Removed,
}

impl State {
    /// Every state with its word in the database and in message keys.
    pub const ALL: [(&'static str, State); 5] = [
        ("draft", State::Draft),
        ("review", State::Review),
        ("approved", State::Approved),
        ("replaced", State::Replaced),
        ("removed", State::Removed),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an unknown word")]
pub struct Unknown;

impl FromStr for State {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, state)| *state).ok_or(Unknown)
    }
}

/// Where a version came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The file beside the settings.
    File,
    /// `habeas record import`.
    Command,
    /// A colleague in the browser.
    Colleague,
}

impl Origin {
    /// Every origin with its word in the database and in message keys.
    pub const ALL: [(&'static str, Origin); 3] =
        [("file", Origin::File), ("command", Origin::Command), ("colleague", Origin::Colleague)];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, origin)| *origin == self).map_or("", |(word, _)| word)
    }
}

impl FromStr for Origin {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, origin)| *origin).ok_or(Unknown)
    }
}

/// What is done to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Change its content.
    Write,
    /// Give it to a second person.
    Submit,
    /// Take it back to be changed.
    Return,
    /// Give it up.
    Remove,
    /// Make it what the portal says and does.
    Approve,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not stand where this can be done: somebody was faster.
    State,
    /// Who wrote it does not approve it.
    OwnVersion,
}

impl State {
    /// Where the act leads. `own`: whether who acts wrote the version.
    pub fn after(self, act: Act, own: bool) -> Result<State, Refusal> {
        match (act, self) {
            (Act::Approve, State::Review) if own => Err(Refusal::OwnVersion),
            (Act::Approve, State::Review) => Ok(State::Approved),
            (Act::Return, State::Review) => Ok(State::Draft),
            (Act::Write, State::Draft) => Ok(State::Draft),
            (Act::Submit, State::Draft) => Ok(State::Review),
            (Act::Remove, State::Draft | State::Review) => Ok(State::Removed),
            _ => Err(Refusal::State),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_written_reviewed_and_approved_by_another_and_then_stays() {
        assert_eq!(State::Draft.after(Act::Write, true), Ok(State::Draft));
        assert_eq!(State::Draft.after(Act::Submit, true), Ok(State::Review));
        assert_eq!(State::Review.after(Act::Return, true), Ok(State::Draft));
        assert_eq!(State::Review.after(Act::Approve, true), Err(Refusal::OwnVersion));
        assert_eq!(State::Review.after(Act::Approve, false), Ok(State::Approved));
        for act in [Act::Write, Act::Submit, Act::Return, Act::Remove, Act::Approve] {
            for over in [State::Approved, State::Replaced, State::Removed] {
                assert_eq!(over.after(act, false), Err(Refusal::State), "{act:?} {over}");
            }
        }
        assert_eq!(State::Draft.after(Act::Approve, false), Err(Refusal::State));
        assert_eq!(State::Review.after(Act::Write, true), Err(Refusal::State));
    }

    #[test]
    fn every_word_reads_back() {
        for (word, state) in State::ALL {
            assert_eq!((state.as_str(), word.parse()), (word, Ok(state)));
        }
        for (word, origin) in Origin::ALL {
            assert_eq!((origin.as_str(), word.parse()), (word, Ok(origin)));
        }
    }
}
