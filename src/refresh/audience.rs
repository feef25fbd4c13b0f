//! Who a campaign goes to: everyone due, less those who must not be asked, each for one reason.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

/// Why somebody is left out. The first that applies is the one counted; the order is that of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// They asked for their data to be erased.
    Erasing,
    /// The processing of their data is restricted (Art. 18).
    Restricted,
    /// They said "do not ask me again" (Art. 21(1)).
    Stopped,
    /// Somebody who reads this mailbox said "this is not me".
    Disowned,
    /// The address does not work.
    Bounced,
    /// A mailbox that several people read, such as `info@`.
    Generic,
    /// The customer file no longer names them.
    Gone,
    /// They confirmed their details not long ago.
    Confirmed,
    /// They were asked not long ago.
    Asked,
}

impl Exclusion {
    /// Every reason, in the order in which they are tried.
    pub const ALL: [Exclusion; 9] = [
        Exclusion::Erasing,
        Exclusion::Restricted,
        Exclusion::Stopped,
        Exclusion::Disowned,
        Exclusion::Bounced,
        Exclusion::Generic,
        Exclusion::Gone,
        Exclusion::Confirmed,
        Exclusion::Asked,
    ];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Exclusion::Erasing => "erasing",
            Exclusion::Restricted => "restricted",
            Exclusion::Stopped => "stopped",
            Exclusion::Disowned => "disowned",
            Exclusion::Bounced => "bounced",
            Exclusion::Generic => "generic",
            Exclusion::Gone => "gone",
            Exclusion::Confirmed => "confirmed",
            Exclusion::Asked => "asked",
        }
    }
}

/// What is known about a person when the question is whether to ask them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// An erasure is asked for.
    pub erasing: bool,
    /// The processing is restricted.
    pub restricted: bool,
    /// "Do not ask me again".
    pub stopped: bool,
    /// "This is not me".
    pub disowned: bool,
    /// The address does not work.
    pub bounced: bool,
    /// A shared mailbox.
    pub generic: bool,
    /// Named by the last whole pass over the customer file.
    pub listed: bool,
    /// When they last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When they were last asked.
    pub asked_at: Option<Timestamp>,
}

/// Since when a confirmation or a question counts as not long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// A confirmation after this is fresh.
    pub confirmed: Timestamp,
    /// A question after this was not long ago.
    pub asked: Timestamp,
}

/// The least number of months between two questions, however the confirmation is set (law.md REFR-5: floor 6 months).
const ASK_MONTHS: i64 = 6;

impl Horizon {
    /// Seen from `now`, with a confirmation due after so many months.
    pub fn at(now: Timestamp, confirm_after_months: u32) -> Self {
        let back = |months: i64| {
            let span: Span = months.months();
            now.to_zoned_datetime(TimeZone::UTC).checked_sub(span).map_or(Timestamp::MIN, |then| then.timestamp())
        };
        Self { confirmed: back(i64::from(confirm_after_months)), asked: back(ASK_MONTHS) }
    }
}

impl Candidate {
    /// Why not to ask them; `None` if they are due.
    pub fn excluded(&self, horizon: &Horizon) -> Option<Exclusion> {
        let applies = |reason: &Exclusion| match reason {
            Exclusion::Erasing => self.erasing,
            Exclusion::Restricted => self.restricted,
            Exclusion::Stopped => self.stopped,
            Exclusion::Disowned => self.disowned,
            Exclusion::Bounced => self.bounced,
            Exclusion::Generic => self.generic,
            Exclusion::Gone => !self.listed,
            Exclusion::Confirmed => self.confirmed_at.is_some_and(|at| at > horizon.confirmed),
            Exclusion::Asked => self.asked_at.is_some_and(|at| at > horizon.asked),
        };
        Exclusion::ALL.into_iter().find(applies)
    }
}

/// Local parts of mailboxes that several people read.
const GENERIC: &[&str] = &[
    "abuse",
    "accueil",
    "achats",
    "admin",
    "administration",
    "billing",
    "commercial",
    "compta",
    "comptabilite",
    "contact",
    "direction",
    "dpo",
    "facturation",
    "hello",
    "help",
    "hostmaster",
    "info",
    "infos",
    "invoices",
    "it",
    "jobs",
    "mail",
    "marketing",
    "no-reply",
    "noreply",
    "office",
    "postmaster",
    "presse",
    "privacy",
    "reception",
    "recrutement",
    "rgpd",
    "rh",
    "root",
    "sales",
    "secretariat",
    "security",
    "service",
    "service-client",
    "support",
    "team",
    "test",
    "webmaster",
];

/// Whether an address (normalised) is a mailbox that several people read.
pub fn is_generic(normalised: &str) -> bool {
    let local = normalised.rsplit_once('@').map_or(normalised, |(local, _)| local);
    let local = local.split('+').next().unwrap_or_default();
    GENERIC.binary_search(&local).is_ok()
}

/// A count as colleagues see it: small ones could point at a person.
pub fn shown(count: i64) -> String {
    match count {
        ..=0 => "0".to_owned(),
        1..=9 => "< 10".to_owned(),
        _ => {
            let digits = count.to_string();
            let groups: Vec<&str> =
                digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
            groups.join("\u{202f}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-08-31T12:00:00Z".parse().unwrap()
    }

    fn due() -> Candidate {
        Candidate { listed: true, ..Candidate::default() }
    }

    #[test]
    fn who_is_due_is_asked_and_each_reason_alone_leaves_out() {
        let horizon = Horizon::at(now(), 12);
        assert_eq!(due().excluded(&horizon), None);
        let recent = Some("2026-08-01T00:00:00Z".parse().unwrap());
        let one = |reason| match reason {
            Exclusion::Erasing => Candidate { erasing: true, ..due() },
            Exclusion::Restricted => Candidate { restricted: true, ..due() },
            Exclusion::Stopped => Candidate { stopped: true, ..due() },
            Exclusion::Disowned => Candidate { disowned: true, ..due() },
            Exclusion::Bounced => Candidate { bounced: true, ..due() },
            Exclusion::Generic => Candidate { generic: true, ..due() },
            Exclusion::Gone => Candidate { listed: false, ..due() },
            Exclusion::Confirmed => Candidate { confirmed_at: recent, ..due() },
            Exclusion::Asked => Candidate { asked_at: recent, ..due() },
        };
        for reason in Exclusion::ALL {
            assert_eq!(one(reason).excluded(&horizon), Some(reason));
        }
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let horizon = Horizon::at(now(), 12);
        assert_eq!(horizon.confirmed, "2025-08-31T12:00:00Z".parse().unwrap());
        assert_eq!(horizon.asked, "2026-02-28T12:00:00Z".parse().unwrap());
        let old = Candidate { confirmed_at: Some(horizon.confirmed), asked_at: Some(horizon.asked), ..due() };
        assert_eq!(old.excluded(&horizon), None);
    }

    #[test]
    fn the_gravest_reason_is_the_one_told() {
        let all = Candidate { erasing: true, restricted: true, stopped: true, ..Candidate::default() };
        assert_eq!(all.excluded(&Horizon::at(now(), 12)), Some(Exclusion::Erasing));
    }

    #[test]
    fn shared_mailboxes_are_known_by_their_name() {
        assert!(GENERIC.is_sorted());
        assert!(is_generic("info@example.com") && is_generic("contact+shop@example.fr"));
        assert!(!is_generic("infante@example.com") && !is_generic("elise@info.example"));
    }

    #[test]
    fn small_counts_are_not_told() {
        assert_eq!([0, 1, 9, 10, 999].map(shown), ["0", "< 10", "< 10", "10", "999"]);
        assert_eq!(shown(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
