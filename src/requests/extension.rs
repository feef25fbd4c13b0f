//! Extending a term: once, within the first term, with a reason (GDPR Art. 12(3); law.md CLK-5 to CLK-7).

use super::clock::Deadline;
use super::word::words;
use jiff::civil::Date;

/// Why an answer takes longer than the first term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtensionGround {
    /// The request is complex.
    Complex,
    /// The person made several requests.
    Many,
    /// Parts about other people must be taken out first.
    Redaction,
    /// The data lies in many systems.
    Scattered,
    /// Too few colleagues, or one on leave: the law does not count it.
    Workload,
}

words!(ExtensionGround {
    Complex = "complex",
    Many = "many",
    Redaction = "redaction",
    Scattered = "scattered",
    Workload = "workload",
});

impl ExtensionGround {
    /// Whether the law counts it (EDPB Guidelines 01/2022, 162 to 164). The data protection officer is told of one that
    /// it does not.
    pub fn counts(self) -> bool {
        self != ExtensionGround::Workload
    }
}

/// Why a term cannot be extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotExtend {
    /// It was extended before.
    #[error("it was extended before")]
    Already,
    /// The first term is over.
    #[error("the first term is over")]
    TooLate,
    /// The law that counts knows no extension.
    #[error("the law knows no extension")]
    Never,
}

/// The new last day, if the term may still be extended on `today`.
pub fn may_extend(deadline: &Deadline, extended: bool, today: Date) -> Result<Date, CannotExtend> {
    if deadline.extended.is_none() {
        return Err(CannotExtend::Never);
    }
    if extended {
        return Err(CannotExtend::Already);
    }
    if today > deadline.due(false) {
        return Err(CannotExtend::TooLate);
    }
    Ok(deadline.due(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::clock::{Regime, count};

    fn deadline(regime: &str) -> Deadline {
        let received = "2026-03-05".parse().unwrap();
        count(Regime::named(regime).unwrap(), "FR".parse().unwrap(), received, &[])
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn scenarios_5_and_6_on_the_last_day_it_may_be_extended_and_the_day_after_it_may_not() {
        assert_eq!(may_extend(&deadline("eu"), false, day("2026-04-07")), Ok(day("2026-06-05")));
        assert_eq!(may_extend(&deadline("eu"), false, day("2026-04-08")), Err(CannotExtend::TooLate));
    }

    #[test]
    fn scenario_8_a_second_extension_is_impossible() {
        assert_eq!(may_extend(&deadline("eu"), true, day("2026-03-06")), Err(CannotExtend::Already));
        assert_eq!(may_extend(&deadline("lgpd"), false, day("2026-03-06")), Err(CannotExtend::Never));
    }

    #[test]
    fn scenario_7_a_colleague_on_leave_is_no_ground_that_counts() {
        let counting = ExtensionGround::ALL.iter().filter(|ground| ground.counts()).count();
        assert_eq!(counting, 4);
        assert!(!ExtensionGround::Workload.counts());
    }
}
