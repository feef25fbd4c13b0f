//! The term for the authority: so many hours from the moment of awareness, which run through nights, weekends and holidays
//! and end when they end (Art. 33(1); law.md BR-1, BR-4). Pure.

use crate::requests::word::words;
use jiff::{SignedDuration, Timestamp};

/// The hours where the law that counts names none.
const HOURS: u32 = 72;

/// How many hours before the end a last reminder leaves.
const LAST_HOURS: i64 = 6;

/// The term of a law, in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term(u32);

impl Term {
    /// The term of a law (its `breach_notice_hours`); 72 hours where it names none.
    pub fn of(hours: Option<u32>) -> Self {
        Self(hours.unwrap_or(HOURS))
    }

    /// How many hours.
    pub fn hours(self) -> u32 {
        self.0
    }

    /// The moment at which it ends.
    pub fn end(self, aware: Timestamp) -> Timestamp {
        aware.saturating_add(SignedDuration::from_hours(i64::from(self.0))).unwrap_or(Timestamp::MAX)
    }
}

/// How the term of a breach stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// More than a day is left.
    Running,
    /// A day or less is left.
    Soon,
    /// It is over, and the authority was not told.
    Late,
    /// The authority was told in time.
    Told,
    /// The authority was told after the end.
    ToldLate,
    /// The authority is not told, with reasons; or it was no breach.
    Waived,
}

words!(Standing {
    Running = "running",
    Soon = "soon",
    Late = "late",
    Told = "told",
    ToldLate = "told-late",
    Waived = "waived",
});

/// What was decided about the authority so far, as far as the term goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// When the authority first heard of it.
    pub first_told: Option<Timestamp>,
    /// It is not told, or it was no breach.
    pub waived: bool,
}

/// How the term stands.
pub fn standing(due: Timestamp, answered: Answered, now: Timestamp) -> Standing {
    match answered.first_told {
        Some(told) if told > due => Standing::ToldLate,
        Some(_) => Standing::Told,
        None if answered.waived => Standing::Waived,
        None if now > due => Standing::Late,
        None if now >= before(due, 24) => Standing::Soon,
        None => Standing::Running,
    }
}

/// A reminder; each leaves once, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A draft was opened that the officer did not open.
    Opened,
    /// A day is left.
    Day,
    /// Hours are left.
    Hours,
    /// It is over.
    Late,
}

words!(Stage { Opened = "opened", Day = "day", Hours = "hours", Late = "late" });

impl Stage {
    /// The latest reminder whose time has come. An officer who opened the entry knows of it.
    pub fn reached(due: Timestamp, by_officer: bool, now: Timestamp) -> Option<Stage> {
        if now > due {
            Some(Stage::Late)
        } else if now >= before(due, LAST_HOURS) {
            Some(Stage::Hours)
        } else if now >= before(due, 24) {
            Some(Stage::Day)
        } else {
            (!by_officer).then_some(Stage::Opened)
        }
    }

    /// This one and those before it.
    pub fn so_far(self) -> impl Iterator<Item = Stage> {
        Stage::ALL.iter().copied().filter(move |stage| *stage <= self)
    }
}

fn before(due: Timestamp, hours: i64) -> Timestamp {
    due.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A moment on the clocks of Paris.
    fn at(text: &str) -> Timestamp {
        let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        paris.to_timestamp(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_hours_run_through_nights_weekends_and_holidays_and_end_when_they_end() {
        for (hours, aware, due) in [
            // Christmas Eve to a Sunday.
            (Some(72), "2026-12-24T17:20", "2026-12-27T17:20"),
            (None, "2026-12-24T17:20", "2026-12-27T17:20"),
            // A Friday evening to a Monday evening, with Whit Monday in it.
            (Some(72), "2026-05-22T23:59", "2026-05-25T23:59"),
            // Hours are hours where the clocks change.
            (Some(72), "2026-03-27T17:20", "2026-03-30T18:20"),
            (Some(72), "2026-10-23T17:20", "2026-10-26T16:20"),
            // Into another month of a leap year.
            (Some(72), "2028-02-27T08:00", "2028-03-01T08:00"),
            // A proposal for the law.
            (Some(96), "2026-12-24T17:20", "2026-12-28T17:20"),
        ] {
            assert_eq!(Term::of(hours).end(at(aware)), at(due), "{hours:?} hours from {aware}");
        }
    }

    #[test]
    fn it_is_late_one_second_after_the_end_and_never_again_once_it_was_answered() {
        let due = at("2026-12-27T17:20");
        let none = Answered::default();
        let told = |text| Answered { first_told: Some(at(text)), waived: false };
        for (answered, now, expected) in [
            (none, "2026-12-26T17:19:59", Standing::Running),
            (none, "2026-12-26T17:20", Standing::Soon),
            (none, "2026-12-27T17:20", Standing::Soon),
            (none, "2026-12-27T17:20:01", Standing::Late),
            (told("2026-12-27T17:20"), "2027-01-10T09:00", Standing::Told),
            (told("2026-12-27T17:20:01"), "2027-01-10T09:00", Standing::ToldLate),
            (Answered { waived: true, ..none }, "2027-01-10T09:00", Standing::Waived),
        ] {
            assert_eq!(standing(due, answered, at(now)), expected, "{answered:?} at {now}");
        }
    }

    #[test]
    fn reminders_come_at_once_a_day_and_six_hours_before_the_end_and_after_it() {
        let due = at("2026-12-27T17:20");
        for (now, expected) in [
            ("2026-12-24T17:20", Some(Stage::Opened)),
            ("2026-12-26T17:20", Some(Stage::Day)),
            ("2026-12-27T11:19", Some(Stage::Day)),
            ("2026-12-27T11:20", Some(Stage::Hours)),
            ("2026-12-27T17:20", Some(Stage::Hours)),
            ("2026-12-27T17:20:01", Some(Stage::Late)),
        ] {
            assert_eq!(Stage::reached(due, false, at(now)), expected, "{now}");
        }
        assert_eq!(Stage::reached(due, true, at("2026-12-24T17:20")), None);
        assert_eq!(Stage::Hours.so_far().collect::<Vec<_>>(), [Stage::Opened, Stage::Day, Stage::Hours]);
    }

    proptest! {
        #[test]
        fn reminders_never_go_back(first in 0_i64..200, second in 0_i64..200) {
            let due = at("2026-12-27T17:20");
            let hour = |n: i64| due.saturating_add(SignedDuration::from_hours(n - 100)).unwrap();
            let (early, later) = (first.min(second), first.max(second));
            prop_assert!(Stage::reached(due, false, hour(early)) <= Stage::reached(due, false, hour(later)));
        }
    }
}
