//! The warm-up of a sender that mail providers do not know yet: so many mails on the first day, twice as many on each further day
//! on which mails leave, until the pace in an hour is the narrower limit (experience.md M4). What a day holds is counted in
//! `store::places`.

use std::ops::RangeInclusive;

/// How many mails a colleague may choose for the first day.
pub const FROM: RangeInclusive<i32> = 50..=100_000;
/// The most doublings that are reckoned with; more mails than there are people long before.
const DOUBLINGS: usize = 40;

/// The most mails on a day, where mails left on so many days before it.
pub fn most(from: i32, days_before: usize) -> i64 {
    i64::from(from).saturating_mul(1 << days_before.min(DOUBLINGS))
}

/// Whether so many mails in a day are more than the pace in an hour lets leave, at whatever hours.
pub fn is_over(most: i64, per_hour: i32) -> bool {
    most >= i64::from(per_hour).saturating_mul(24)
}

/// What a day of the warm-up holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which sending day it is, from 1.
    pub day: usize,
    /// The most mails on it.
    pub most: i64,
    /// How many of these may still leave.
    pub left: i64,
}

/// A line of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The sending day, from 1.
    pub day: i64,
    /// The most mails on it.
    pub mails: i64,
    /// How many people are reached when it is over, of those the plan is for.
    pub reached: i64,
    /// This and each further day: the pace in an hour is the narrower limit now.
    pub and_on: bool,
}

/// The days of a warm-up until so many people are reached, where a day has so many hours; and how many days that are in all.
pub fn plan(from: i32, per_hour: i32, hours: i8, people: i64) -> (Vec<Step>, i64) {
    let full = i64::from(per_hour).saturating_mul(i64::from(hours)).max(1);
    let (mut steps, mut reached) = (Vec::new(), 0);
    for before in 0.. {
        let day = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
        if reached >= people {
            return (steps, day - 1);
        }
        let mails = most(from, before);
        if mails >= full {
            let days = people.saturating_sub(reached).saturating_add(full - 1) / full;
            steps.push(Step { day, mails: full, reached: people, and_on: days > 1 });
            return (steps, day - 1 + days);
        }
        reached = reached.saturating_add(mails).min(people);
        steps.push(Step { day, mails, reached, and_on: false });
    }
    (steps, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(from: i32, per_hour: i32, hours: i8, people: i64) -> (Vec<(i64, i64, i64, bool)>, i64) {
        let (steps, days) = plan(from, per_hour, hours, people);
        (steps.into_iter().map(|step| (step.day, step.mails, step.reached, step.and_on)).collect(), days)
    }

    #[test]
    fn each_day_holds_twice_as_many_as_the_one_before() {
        assert_eq!([0, 1, 2, 10].map(|before| most(500, before)), [500, 1_000, 2_000, 512_000]);
        assert!(most(100_000, usize::MAX) > 1_000_000_000_000, "no day runs over");
        assert!(!is_over(239, 10) && is_over(240, 10));
    }

    #[test]
    fn a_plan_ends_with_the_last_person() {
        let steps = vec![(1, 500, 500, false), (2, 1_000, 1_500, false), (3, 2_000, 2_100, false)];
        assert_eq!(lines(500, 3_600, 9, 2_100), (steps, 3));
        assert_eq!(lines(500, 3_600, 9, 500).1, 1);
        assert_eq!(lines(500, 3_600, 9, 501).1, 2);
        assert_eq!(lines(500, 3_600, 9, 0), (vec![], 0));
    }

    #[test]
    fn from_the_day_on_that_the_pace_is_the_narrower_limit_a_plan_says_so_once() {
        // Nine hours of 200 mails: 1,800 in a day.
        let steps = vec![(1, 500, 500, false), (2, 1_000, 1_500, false), (3, 1_800, 10_000, true)];
        assert_eq!(lines(500, 200, 9, 10_000), (steps, 2 + 5));
        assert_eq!(lines(500, 200, 9, 3_300).0.last(), Some(&(3, 1_800, 3_300, false)), "its last day");
        assert_eq!(lines(500, 10, 9, 91), (vec![(1, 90, 91, true)], 2), "a warm-up that limits nothing");
    }

    #[test]
    fn a_plan_for_everybody_there_is_stays_short() {
        let (steps, days) = plan(50, 10_000_000, 14, 1_000_000_000);
        assert!(steps.len() <= 25 && days <= 30, "{} lines, {days} days", steps.len());
    }
}
