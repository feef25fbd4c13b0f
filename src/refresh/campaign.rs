//! A campaign's life: draft, submitted, approved by a second person, sent, ended.

use crate::db::Id;
use std::fmt;
use std::str::FromStr;

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for a second person.
    Submitted,
    /// Approved; its recipients are being written down.
    Planning,
    /// Mails leave.
    Sending,
    /// Stopped for a while.
    Paused,
    /// Ended before everybody was asked.
    Stopped,
    /// Everybody was asked.
    Done,
}

impl State {
    /// Every state.
    pub const ALL: [State; 7] =
        [State::Draft, State::Submitted, State::Planning, State::Sending, State::Paused, State::Stopped, State::Done];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Planning => "planning",
            State::Sending => "sending",
            State::Paused => "paused",
            State::Stopped => "stopped",
            State::Done => "done",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a campaign")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        State::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

/// What a colleague does to a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Hand it to a second person.
    Submit,
    /// Take it back, or send it back, to be changed.
    Reopen,
    /// Agree to it: sending begins.
    Approve,
    /// Stop for a while.
    Pause,
    /// Go on.
    Resume,
    /// Stop for good.
    Stop,
}

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The campaign does not stand where the act applies; somebody may have been faster.
    #[error("the campaign does not stand where this applies")]
    State,
    /// Who wrote it cannot approve it.
    #[error("who wrote it cannot approve it")]
    OwnCampaign,
}

impl Act {
    /// Where the campaign stands after the act by `actor` on one in `state` written by `author`.
    pub fn apply(self, state: State, author: &Id, actor: &Id) -> Result<State, Refusal> {
        match (self, state) {
            (Act::Submit, State::Draft) => Ok(State::Submitted),
            (Act::Reopen, State::Submitted) => Ok(State::Draft),
            (Act::Approve, State::Submitted) if author == actor => Err(Refusal::OwnCampaign),
            (Act::Approve, State::Submitted) => Ok(State::Planning),
            (Act::Pause, State::Sending) => Ok(State::Paused),
            (Act::Resume, State::Paused) => Ok(State::Sending),
            (Act::Stop, State::Planning | State::Sending | State::Paused) => Ok(State::Stopped),
            _ => Err(Refusal::State),
        }
    }
}

/// What a person answers to a details check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// All correct.
    Correct,
    /// Something changed.
    Changed,
    /// This is not me.
    NotMe,
    /// Do not ask me again.
    Stop,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Answer; 4] = [Answer::Correct, Answer::Changed, Answer::NotMe, Answer::Stop];

    /// The word in the database, in forms and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Correct => "correct",
            Answer::Changed => "changed",
            Answer::NotMe => "not-me",
            Answer::Stop => "stop",
        }
    }

    /// The answer of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Answer::ALL.into_iter().find(|answer| answer.as_str() == text)
    }
}

/// What a "stop" stops (law.md REFR-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stop {
    /// Being asked whether details are right.
    Checks,
    /// Marketing, of whatever kind.
    Marketing,
    /// Both.
    Both,
}

impl Stop {
    /// Every one, in the order in which they are asked.
    pub const ALL: [Stop; 3] = [Stop::Both, Stop::Checks, Stop::Marketing];

    /// The word in the database, in forms and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Stop::Checks => "checks",
            Stop::Marketing => "marketing",
            Stop::Both => "both",
        }
    }

    /// The one of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Stop::ALL.into_iter().find(|stop| stop.as_str() == text)
    }

    /// Whether being asked stops.
    pub fn ends_checks(self) -> bool {
        self != Stop::Marketing
    }

    /// What is stopped once this is, too.
    pub fn and(self, before: Option<Self>) -> Self {
        match before {
            Some(before) if before != self => Stop::Both,
            _ => self,
        }
    }
}

/// Why a campaign is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pause {
    /// A colleague did it.
    Hand,
    /// Too many mails came back.
    Bounces,
    /// Too many mails were called unwanted.
    Complaints,
}

impl Pause {
    /// Every reason.
    pub const ALL: [Pause; 3] = [Pause::Hand, Pause::Bounces, Pause::Complaints];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Pause::Hand => "hand",
            Pause::Bounces => "bounces",
            Pause::Complaints => "complaints",
        }
    }

    /// The reason of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Pause::ALL.into_iter().find(|why| why.as_str() == text)
    }
}

/// So many mails must have been tried before a campaign pauses by itself: fewer do not tell.
pub const TRIED: i64 = 50;
/// A campaign pauses by itself once one mail in so many was called unwanted (experience.md 4.3: 0.1 %).
pub const COMPLAINTS: i64 = 1_000;
/// A campaign pauses by itself once one mail in so many was refused for good (experience.md 4.3: 2 %).
pub const BOUNCES: i64 = 50;

/// Whether too many mails were called unwanted, of those tried.
pub fn too_many_complaints(complaints: i64, tried: i64) -> bool {
    tried >= TRIED && complaints > 0 && complaints.saturating_mul(COMPLAINTS) >= tried
}

/// Whether too many mails were refused for good, of those tried.
pub fn too_many_bounces(failed: i64, tried: i64) -> bool {
    tried >= TRIED && failed.saturating_mul(BOUNCES) >= tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Random;
    use jiff::Timestamp;

    fn id(seed: u64) -> Id {
        Id::at(Timestamp::UNIX_EPOCH, &Random::seeded(seed))
    }

    #[test]
    fn who_wrote_it_cannot_approve_it() {
        assert_eq!(Act::Approve.apply(State::Submitted, &id(1), &id(1)), Err(Refusal::OwnCampaign));
        assert_eq!(Act::Approve.apply(State::Submitted, &id(1), &id(2)), Ok(State::Planning));
    }

    #[test]
    fn an_ended_campaign_stays_ended_and_nothing_is_sent_without_approval() {
        let acts = [Act::Submit, Act::Reopen, Act::Approve, Act::Pause, Act::Resume, Act::Stop];
        for act in acts {
            for ended in [State::Stopped, State::Done] {
                assert_eq!(act.apply(ended, &id(1), &id(2)), Err(Refusal::State));
            }
            let reached = act.apply(State::Draft, &id(1), &id(2));
            assert!(!matches!(reached, Ok(State::Planning | State::Sending)), "{act:?}");
        }
    }

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for answer in Answer::ALL {
            assert_eq!(Answer::parse(answer.as_str()), Some(answer));
        }
    }

    #[test]
    fn one_complaint_in_a_thousand_is_too_many_once_fifty_were_tried() {
        assert!(!too_many_complaints(1, 49));
        assert!(!too_many_complaints(0, 100));
        assert!(!too_many_complaints(1, 1_001));
        assert!(too_many_complaints(1, 1_000));
        assert!(Pause::ALL.into_iter().all(|why| Pause::parse(why.as_str()) == Some(why)));
    }

    #[test]
    fn two_in_a_hundred_are_too_many_once_fifty_were_tried() {
        assert!(!too_many_bounces(10, 49));
        assert!(!too_many_bounces(1, 100));
        assert!(too_many_bounces(2, 100));
    }
}
