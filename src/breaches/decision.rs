//! What is decided about a breach, and what keeps a decision from being saved (Arts. 33 and 34; law.md BR-1 to BR-3). Pure.

use crate::requests::word::words;
use jiff::Timestamp;

/// Whether the authority is told (Art. 33).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// A first notice left, and more information follows in phases (Art. 33(4)).
    First,
    /// All there is to say was said, at once or in the last of the phases.
    Complete,
    /// A risk to people is unlikely (Art. 33(1)).
    NotTold,
}

words!(Authority { First = "first", Complete = "complete", NotTold = "not-told" });

/// Whether the people are told (Art. 34).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum People {
    /// They were told.
    Told,
    /// A high risk to them is unlikely (Art. 34(1)).
    NoHighRisk,
    /// The data are unintelligible to who has them, such as encrypted (Art. 34(3)(a)).
    Protected,
    /// Measures since then keep the high risk away (Art. 34(3)(b)).
    Averted,
    /// Telling each would be out of proportion: the public is told instead (Art. 34(3)(c)).
    Public,
}

words!(People {
    Told = "told",
    NoHighRisk = "no-high-risk",
    Protected = "protected",
    Averted = "averted",
    Public = "public",
});

impl People {
    /// The article it stands on.
    pub fn article(self) -> &'static str {
        match self {
            People::Told | People::NoHighRisk => "34(1)",
            People::Protected => "34(3)(a)",
            People::Averted => "34(3)(b)",
            People::Public => "34(3)(c)",
        }
    }

    /// Whether somebody was told something: then there is a moment of it.
    pub fn tells(self) -> bool {
        matches!(self, People::Told | People::Public)
    }
}

impl Authority {
    /// Whether the authority heard something.
    pub fn tells(self) -> bool {
        self != Authority::NotTold
    }
}

/// What is missing in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The moment at which they were told.
    NoMoment,
    /// That moment has not come yet.
    Future,
    /// That moment is before the company was aware.
    TooEarly,
    /// Why they are not told, or how the public was.
    NoReasons,
    /// Why the authority was told late (Art. 33(1)).
    NoDelay,
    /// The authority was told all already.
    Complete,
}

words!(Fault {
    NoMoment = "no-moment",
    Future = "future",
    TooEarly = "too-early",
    NoReasons = "no-reasons",
    NoDelay = "no-delay",
    Complete = "complete",
});

/// The breach that is decided about.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// When the company became aware.
    pub aware: Timestamp,
    /// The end of the term.
    pub due: Timestamp,
    /// When the authority first heard of it, if it did.
    pub first_told: Option<Timestamp>,
    /// It was told all.
    pub complete: bool,
    /// Now.
    pub now: Timestamp,
}

/// What is written beside an outcome.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// When they were told.
    pub told: Option<Timestamp>,
    /// The reasons.
    pub reasons: &'a str,
    /// Why it was late.
    pub delay: &'a str,
}

impl About {
    /// Whether a notice to the authority of this moment would be late: the first one counts, what follows in phases does
    /// not (Art. 33(4)).
    pub fn is_late(&self, outcome: Authority, told: Option<Timestamp>) -> bool {
        outcome.tells() && self.first_told.is_none() && told.is_some_and(|told| told > self.due)
    }

    /// What is missing in a decision about the authority.
    pub fn authority_faults(&self, outcome: Authority, said: &Said<'_>) -> Vec<Fault> {
        let mut found = Vec::new();
        if self.complete {
            found.push(Fault::Complete);
        }
        if outcome.tells() {
            found.extend(self.moment_fault(said.told));
            if self.is_late(outcome, said.told) && said.delay.trim().is_empty() {
                found.push(Fault::NoDelay);
            }
        } else if said.reasons.trim().is_empty() {
            found.push(Fault::NoReasons);
        }
        found
    }

    /// What is missing in a decision about the people.
    pub fn people_faults(&self, outcome: People, said: &Said<'_>) -> Vec<Fault> {
        let mut found = Vec::new();
        if outcome.tells() {
            found.extend(self.moment_fault(said.told));
        }
        if outcome != People::Told && said.reasons.trim().is_empty() {
            found.push(Fault::NoReasons);
        }
        found
    }

    fn moment_fault(&self, told: Option<Timestamp>) -> Option<Fault> {
        match told {
            None => Some(Fault::NoMoment),
            Some(told) if told > self.now => Some(Fault::Future),
            Some(told) if told < self.aware => Some(Fault::TooEarly),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_798_000_000 + hour * 3600).unwrap()
    }

    fn about() -> About {
        About { aware: at(0), due: at(72), first_told: None, complete: false, now: at(100) }
    }

    fn said(hour: i64) -> Said<'static> {
        Said { told: Some(at(hour)), ..Said::default() }
    }

    #[test]
    fn whoever_is_not_told_is_not_told_for_reasons() {
        let none = Said::default();
        let why = Said { reasons: "The disk is encrypted.", ..none };
        assert_eq!(about().authority_faults(Authority::NotTold, &none), [Fault::NoReasons]);
        assert_eq!(about().authority_faults(Authority::NotTold, &Said { reasons: " \n", ..none }), [Fault::NoReasons]);
        assert!(about().authority_faults(Authority::NotTold, &why).is_empty());
        for outcome in [People::NoHighRisk, People::Protected, People::Averted] {
            assert_eq!(about().people_faults(outcome, &none), [Fault::NoReasons], "{outcome}");
            assert!(about().people_faults(outcome, &why).is_empty());
        }
        // Where the public is told, it is said how, and when.
        assert_eq!(about().people_faults(People::Public, &none), [Fault::NoMoment, Fault::NoReasons]);
    }

    #[test]
    fn a_notice_has_a_moment_between_awareness_and_now() {
        for outcome in [Authority::First, Authority::Complete] {
            assert_eq!(about().authority_faults(outcome, &Said::default()), [Fault::NoMoment]);
            assert_eq!(about().authority_faults(outcome, &said(-1)), [Fault::TooEarly]);
            assert!(about().authority_faults(outcome, &said(0)).is_empty());
            assert_eq!(About { now: at(9), ..about() }.authority_faults(outcome, &said(10)), [Fault::Future]);
        }
        assert_eq!(about().people_faults(People::Told, &Said::default()), [Fault::NoMoment]);
        assert!(about().people_faults(People::Told, &said(99)).is_empty());
    }

    #[test]
    fn a_late_first_notice_says_why_and_what_follows_in_phases_is_not_late() {
        assert!(about().authority_faults(Authority::First, &said(72)).is_empty(), "to the second");
        assert_eq!(about().authority_faults(Authority::First, &said(73)), [Fault::NoDelay]);
        let delay = Said { delay: "The logs were restored on the fourth day.", ..said(73) };
        assert!(about().authority_faults(Authority::Complete, &delay).is_empty());
        assert!(about().is_late(Authority::Complete, Some(at(73))));
        let phased = About { first_told: Some(at(20)), ..about() };
        assert!(phased.authority_faults(Authority::Complete, &said(90)).is_empty());
        assert!(!phased.is_late(Authority::Complete, Some(at(90))));
        let whole = About { complete: true, ..phased };
        assert_eq!(whole.authority_faults(Authority::First, &said(95)), [Fault::Complete]);
    }
}
