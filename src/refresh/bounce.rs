//! When an address counts as one that does not work, and for how long nobody looks at it again (law.md REFR-12).

use crate::bounces::{Cause, Kind};
use jiff::{SignedDuration, Timestamp};

/// Signs that are not final by themselves after which an address counts as one that does not work …
pub const SOFT: i64 = 3;
/// … if they came within this time.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How it became known what became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The mail server refused it when it was handed over.
    Server,
    /// A report came by mail.
    Mail,
    /// The relay told by HTTP.
    Relay,
}

impl Way {
    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Server => "server",
            Way::Mail => "mail",
            Way::Relay => "relay",
        }
    }

    /// The way of this word.
    pub fn parse(text: &str) -> Option<Self> {
        [Way::Server, Way::Mail, Way::Relay].into_iter().find(|way| way.as_str() == text)
    }
}

/// What a sign does to the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Nothing.
    None,
    /// It counts, with others like it.
    Counts,
    /// The address does not work.
    Ends,
}

/// What a sign does to the address it is about.
pub fn weight(kind: Kind, cause: Cause) -> Weight {
    match kind {
        Kind::Hard => Weight::Ends,
        Kind::Soft | Kind::Delayed if cause.is_of_address() => Weight::Counts,
        Kind::Soft | Kind::Delayed | Kind::Delivered | Kind::Complaint => Weight::None,
    }
}

/// When a colleague should look at an address again: a mailbox that nobody has rarely comes back, one that is full may.
pub fn review_at(cause: Cause, now: Timestamp) -> Timestamp {
    let days = if cause.ends_address() { 365 } else { 90 };
    now.checked_add(SignedDuration::from_hours(days * 24)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_us_says_nothing_against_an_address() {
        for cause in Cause::ALL {
            let about_us = matches!(cause, Cause::Blocked | Cause::Policy);
            let expected = if about_us { Weight::None } else { Weight::Counts };
            assert_eq!(weight(Kind::Soft, cause), expected, "{cause:?}");
            assert_eq!(weight(Kind::Delayed, cause), expected, "{cause:?}");
            assert_eq!(weight(Kind::Delivered, cause), Weight::None);
            assert_eq!(weight(Kind::Complaint, cause), Weight::None);
        }
        assert_eq!(weight(Kind::Hard, Cause::Unknown), Weight::Ends);
    }

    #[test]
    fn words_read_back_and_a_full_mailbox_is_looked_at_sooner() {
        for way in [Way::Server, Way::Mail, Way::Relay] {
            assert_eq!(Way::parse(way.as_str()), Some(way));
        }
        let now = Timestamp::UNIX_EPOCH;
        assert!(review_at(Cause::Full, now) < review_at(Cause::Unknown, now));
    }
}
