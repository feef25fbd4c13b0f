//! Who a campaign goes to: everyone due, less those who must not be asked (law.md REFR-4), each for one reason.

use super::family::Needs;
use super::rules::{Chosen, Rules, back};
use crate::words;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Why somebody is left out. The first that applies is the one counted; the order is that of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// They were erased and must stay so.
    Erased,
    /// They asked for their data to be erased, or it is being done.
    Erasing,
    /// The processing of their data is restricted (Art. 18).
    Restricted,
    /// They died.
    Deceased,
    /// A breach or a fraud around this address is being looked into.
    Held,
    /// They are under fifteen.
    Minor,
    /// No mail at all may go there.
    Silenced,
    /// They objected to details checks (Art. 21(1)).
    Objected,
    /// They called a mail of ours unwanted, which is an objection too.
    Complained,
    /// They said "do not ask me again", which is an objection too.
    Stopped,
    /// The mail needs their agreement, or that they do not mind its marketing, and that is not so now (CON-7, REFR-2).
    Unpermitted,
    /// Their time is over: what is left of them is archived or about to be deleted.
    Archived,
    /// Somebody who reads this mailbox said "this is not me".
    Disowned,
    /// The address does not work.
    Bounced,
    /// A mailbox that several people read, such as `info@` or `test@`.
    Generic,
    /// A colleague's address.
    Staff,
    /// No customer file ever named the address: nobody knows where it comes from.
    Unsourced,
    /// The customer file no longer names them.
    Gone,
    /// The customer file names the address more than once, and nobody has confirmed which entry is right.
    Duplicate,
    /// They confirmed their details not long ago.
    Confirmed,
    /// They corrected their details not long ago.
    Changed,
    /// They gave or confirmed their details to the company itself a few days ago: with an order to be delivered (law.md REFR-5).
    Ordered,
    /// They were asked not long ago.
    Asked,
}

impl Exclusion {
    /// Every reason, in the order in which they are tried.
    pub const ALL: [Exclusion; 23] = [
        Exclusion::Erased,
        Exclusion::Erasing,
        Exclusion::Restricted,
        Exclusion::Deceased,
        Exclusion::Held,
        Exclusion::Minor,
        Exclusion::Silenced,
        Exclusion::Objected,
        Exclusion::Complained,
        Exclusion::Stopped,
        Exclusion::Unpermitted,
        Exclusion::Archived,
        Exclusion::Disowned,
        Exclusion::Bounced,
        Exclusion::Generic,
        Exclusion::Staff,
        Exclusion::Unsourced,
        Exclusion::Gone,
        Exclusion::Duplicate,
        Exclusion::Confirmed,
        Exclusion::Changed,
        Exclusion::Ordered,
        Exclusion::Asked,
    ];

    /// Those that no system tells: a colleague gives them, by address.
    pub const BY_HAND: [Exclusion; 4] = [Exclusion::Deceased, Exclusion::Held, Exclusion::Minor, Exclusion::Silenced];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Exclusion::Erased => "erased",
            Exclusion::Erasing => "erasing",
            Exclusion::Restricted => "restricted",
            Exclusion::Deceased => "deceased",
            Exclusion::Held => "held",
            Exclusion::Minor => "minor",
            Exclusion::Silenced => "silenced",
            Exclusion::Objected => "objected",
            Exclusion::Complained => "complained",
            Exclusion::Stopped => "stopped",
            Exclusion::Unpermitted => "unpermitted",
            Exclusion::Archived => "archived",
            Exclusion::Disowned => "disowned",
            Exclusion::Bounced => "bounced",
            Exclusion::Generic => "generic",
            Exclusion::Staff => "staff",
            Exclusion::Unsourced => "unsourced",
            Exclusion::Gone => "gone",
            Exclusion::Duplicate => "duplicate",
            Exclusion::Confirmed => "confirmed",
            Exclusion::Changed => "changed",
            Exclusion::Ordered => "ordered",
            Exclusion::Asked => "asked",
        }
    }

    /// The reason of this word, if a colleague may give it.
    pub fn by_hand(word: &str) -> Option<Self> {
        Exclusion::BY_HAND.into_iter().find(|reason| reason.as_str() == word)
    }

    /// Whether it tells something about a person's life, health or dealings with us that who plans mailings must not
    /// learn of one person.
    pub fn is_private(self) -> bool {
        self <= Exclusion::Silenced || self == Exclusion::Archived
    }
}

/// What is known about a person when the question is whether to ask them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Reasons that hold whatever the time.
    pub against: BTreeSet<Exclusion>,
    /// When they turn fifteen, if that is known to be ahead.
    pub adult_at: Option<Timestamp>,
    /// When they last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When they last corrected something.
    pub changed_at: Option<Timestamp>,
    /// The end of the day on which they last gave or confirmed their details to the company itself.
    pub checked_at: Option<Timestamp>,
    /// When they were last asked.
    pub asked_at: Option<Timestamp>,
}

/// What a person is measured against: since when a confirmation or a question counts as not long ago, and which permissions the
/// mail needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The moment it is seen from.
    pub now: Timestamp,
    /// A confirmation or correction after this is fresh.
    pub confirmed: Timestamp,
    /// A question after this was not long ago.
    pub asked: Timestamp,
    /// Details given or confirmed to the company itself after this are fresh.
    pub ordered: Timestamp,
    /// The permissions that the mail needs of its reader.
    pub needs: Needs,
    /// Whom it is about at all.
    pub chosen: Chosen,
}

/// The least number of months between two questions, whatever the settings and a campaign say (law.md REFR-5: floor 6
/// months).
pub const ASK_MONTHS: u32 = 6;
/// For so many days after an order that confirmed the details nobody is asked (law.md REFR-5).
pub const ORDER_DAYS: i64 = 30;

impl Horizon {
    /// Seen from `now`, with a confirmation due after so many months and a question after so many others.
    pub fn at(now: Timestamp, confirm_after_months: u32, ask_after_months: u32) -> Self {
        let (confirmed, asked) = (back(now, confirm_after_months), back(now, ask_after_months.max(ASK_MONTHS)));
        let days = SignedDuration::from_hours(24 * ORDER_DAYS);
        let ordered = now.checked_sub(days).unwrap_or(Timestamp::MIN);
        Self { now, confirmed, asked, ordered, needs: Needs::default(), chosen: Chosen::default() }
    }

    /// The same for a mail that needs these permissions.
    pub fn needing(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// The same among those alone whom these rules choose.
    pub fn choosing(self, rules: &Rules) -> Self {
        Self { chosen: rules.at(self.now), ..self }
    }
}

impl Candidate {
    /// Why not to ask them; `None` if they are due.
    pub fn excluded(&self, horizon: &Horizon) -> Option<Exclusion> {
        self.reasons(horizon).next()
    }

    /// Everything that speaks against asking them, the gravest first.
    pub fn reasons<'c>(&'c self, horizon: &'c Horizon) -> impl Iterator<Item = Exclusion> + use<'c> {
        let after = |at: Option<Timestamp>, then: Timestamp| at.is_some_and(|at| at > then);
        Exclusion::ALL.into_iter().filter(move |reason| match reason {
            Exclusion::Minor => self.against.contains(reason) || after(self.adult_at, horizon.now),
            Exclusion::Duplicate => self.against.contains(reason) && self.confirmed_at.is_none(),
            Exclusion::Confirmed => after(self.confirmed_at, horizon.confirmed),
            Exclusion::Changed => after(self.changed_at, horizon.confirmed),
            Exclusion::Ordered => after(self.checked_at, horizon.ordered),
            Exclusion::Asked => after(self.asked_at, horizon.asked),
            _ => self.against.contains(reason),
        })
    }
}

/// The least count that colleagues see as it is.
pub const SMALL: i64 = 10;

/// A count as colleagues see it: small ones could point at a person.
pub fn shown(count: i64) -> String {
    match count {
        ..=0 => "0".to_owned(),
        1..SMALL => format!("< {SMALL}"),
        _ => words::number(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-08-31T12:00:00Z".parse().unwrap()
    }

    fn against(reasons: &[Exclusion]) -> Candidate {
        Candidate { against: reasons.iter().copied().collect(), ..Candidate::default() }
    }

    #[test]
    fn who_is_due_is_asked_and_each_reason_alone_leaves_out() {
        let horizon = Horizon::at(now(), 12, 0);
        assert_eq!(Candidate::default().excluded(&horizon), None);
        let recent = Some("2026-08-15T00:00:00Z".parse().unwrap());
        for reason in Exclusion::ALL {
            let one = match reason {
                Exclusion::Confirmed => Candidate { confirmed_at: recent, ..Candidate::default() },
                Exclusion::Changed => Candidate { changed_at: recent, ..Candidate::default() },
                Exclusion::Ordered => Candidate { checked_at: recent, ..Candidate::default() },
                Exclusion::Asked => Candidate { asked_at: recent, ..Candidate::default() },
                _ => against(&[reason]),
            };
            assert_eq!(one.reasons(&horizon).collect::<Vec<_>>(), [reason]);
        }
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let horizon = Horizon::at(now(), 12, 0);
        assert_eq!(horizon.confirmed, "2025-08-31T12:00:00Z".parse().unwrap());
        assert_eq!(horizon.asked, "2026-02-28T12:00:00Z".parse().unwrap());
        let (confirmed_at, asked_at) = (Some(horizon.confirmed), Some(horizon.asked));
        let old = Candidate { confirmed_at, changed_at: confirmed_at, asked_at, ..Candidate::default() };
        assert_eq!(old.excluded(&horizon), None);
    }

    #[test]
    fn the_gravest_reason_is_the_one_counted_and_all_are_told() {
        let all = against(&[Exclusion::Stopped, Exclusion::Erasing, Exclusion::Gone]);
        let horizon = Horizon::at(now(), 12, 0);
        assert_eq!(all.excluded(&horizon), Some(Exclusion::Erasing));
        assert_eq!(all.reasons(&horizon).count(), 3);
        assert!(Exclusion::ALL.is_sorted());
    }

    #[test]
    fn a_child_is_asked_from_the_fifteenth_birthday_and_a_duplicate_once_confirmed() {
        let horizon = Horizon::at(now(), 12, 0);
        let born = |adult_at: &str| Candidate { adult_at: Some(adult_at.parse().unwrap()), ..Candidate::default() };
        assert_eq!(born("2026-08-31T12:00:01Z").excluded(&horizon), Some(Exclusion::Minor));
        assert_eq!(born("2026-08-31T12:00:00Z").excluded(&horizon), None);
        let twice = Candidate { confirmed_at: Some(Timestamp::UNIX_EPOCH), ..against(&[Exclusion::Duplicate]) };
        assert_eq!(twice.excluded(&horizon), None);
    }

    #[test]
    fn who_plans_mailings_learns_reasons_of_the_mailing_only() {
        let told: Vec<&str> =
            Exclusion::ALL.into_iter().filter(|reason| !reason.is_private()).map(Exclusion::as_str).collect();
        let mailing = ["objected", "complained", "stopped", "unpermitted", "disowned", "bounced", "generic", "staff"];
        assert_eq!(
            told,
            [&mailing[..], &["unsourced", "gone", "duplicate", "confirmed", "changed", "ordered", "asked"]].concat()
        );
        assert!(Exclusion::BY_HAND.into_iter().all(Exclusion::is_private));
        assert_eq!(Exclusion::by_hand("held"), Some(Exclusion::Held));
        assert_eq!(Exclusion::by_hand("erased"), None);
    }

    #[test]
    fn who_ordered_is_left_in_peace_for_thirty_days_after_the_day_of_the_order() {
        let horizon = Horizon::at(now(), 12, 0);
        let ordered = |end_of_day: &str| {
            let checked_at = Some(end_of_day.parse().unwrap());
            Candidate { checked_at, ..Candidate::default() }.excluded(&horizon)
        };
        assert_eq!(ordered("2026-08-01T12:00:01Z"), Some(Exclusion::Ordered));
        assert_eq!(ordered("2026-08-01T12:00:00Z"), None);
    }

    #[test]
    fn small_counts_are_not_told() {
        assert_eq!([0, 1, 9, 10, 999].map(shown), ["0", "< 10", "< 10", "10", "999"]);
        assert_eq!(shown(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
