//! Counts over time as a page can show them: by day, by week or by month, whichever is not too long.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// What happened over time is counted by quarter of an hour, in microseconds: every zone of the world begins its days at one.
pub const QUARTER: i64 = 900_000_000;

/// Counts by moment as counts by day, where the controller is.
pub fn days(moments: &[(Timestamp, i64)], zone: &TimeZone) -> BTreeMap<Date, i64> {
    let mut days = BTreeMap::new();
    for (at, count) in moments {
        *days.entry(at.to_zoned_datetime(zone.clone()).date()).or_default() += count;
    }
    days
}

/// Up to so many days are shown one by one.
const DAYS: usize = 31;
/// Up to so many weeks are shown one by one.
const WEEKS: usize = 26;
/// So many months at most are shown, the last ones.
const MONTHS: usize = 24;

/// What a count is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A week, which begins on Monday (ISO 8601).
    Week,
    /// A month.
    Month,
}

impl Step {
    /// The end of message keys, and the word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
        }
    }

    fn begins(self, day: Date) -> Date {
        match self {
            Step::Day => day,
            Step::Week => {
                let back = i32::from(day.weekday().since(Weekday::Monday));
                day.saturating_sub(back.days())
            }
            Step::Month => day.first_of_month(),
        }
    }

    fn after(self, begin: Date) -> Date {
        match self {
            Step::Day => begin.saturating_add(1.day()),
            Step::Week => begin.saturating_add(1.week()),
            Step::Month => begin.saturating_add(1.month()),
        }
    }
}

/// Counts over time, without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What each is of.
    pub step: Step,
    /// The first day of each, and the count.
    pub counts: Vec<(Date, i64)>,
}

impl Series {
    /// Of counts by day; nothing where there is none.
    pub fn of(days: &BTreeMap<Date, i64>) -> Option<Self> {
        let ((first, _), (last, _)) = (days.first_key_value()?, days.last_key_value()?);
        let fits = |step: &Step| match step {
            Step::Day => begins(*step, *first, *last).nth(DAYS).is_none(),
            Step::Week => begins(*step, *first, *last).nth(WEEKS).is_none(),
            Step::Month => true,
        };
        let step = [Step::Day, Step::Week, Step::Month].into_iter().find(fits)?;
        let mut counts: BTreeMap<Date, i64> = begins(step, *first, *last).map(|begin| (begin, 0)).collect();
        for (day, count) in days {
            *counts.entry(step.begins(*day)).or_default() += count;
        }
        let skipped = if step == Step::Month { counts.len().saturating_sub(MONTHS) } else { 0 };
        Some(Self { step, counts: counts.into_iter().skip(skipped).collect() })
    }
}

/// The beginnings of all steps from the one of a day to the one of another.
fn begins(step: Step, first: Date, last: Date) -> impl Iterator<Item = Date> {
    let next = move |begin: &Date| Some(step.after(*begin)).filter(|next| next > begin && *next <= last);
    std::iter::successors(Some(step.begins(first)), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(counts: &[(&str, i64)]) -> BTreeMap<Date, i64> {
        counts.iter().map(|(day, count)| (day.parse().unwrap(), *count)).collect()
    }

    #[test]
    fn a_month_is_shown_by_day_with_the_days_on_which_nobody_answered() {
        assert_eq!(Series::of(&days(&[])), None);
        let series = Series::of(&days(&[("2026-03-01", 2), ("2026-03-03", 1)])).unwrap();
        assert_eq!(series.step, Step::Day);
        assert_eq!(series.counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 0, 1]);
        let series = Series::of(&days(&[("2026-03-01", 2), ("2026-03-31", 1)])).unwrap();
        assert_eq!((series.step, series.counts.len()), (Step::Day, 31));
    }

    #[test]
    fn longer_is_shown_by_week_from_monday_and_then_by_month() {
        let series = Series::of(&days(&[("2026-03-01", 2), ("2026-03-02", 3), ("2026-04-05", 1)])).unwrap();
        assert_eq!(series.step, Step::Week);
        // The first of March 2026 is a Sunday.
        assert_eq!(series.counts.first().unwrap(), &("2026-02-23".parse().unwrap(), 2));
        assert_eq!(series.counts.get(1).unwrap(), &("2026-03-02".parse().unwrap(), 3));
        assert_eq!((series.counts.len(), series.counts.iter().map(|(_, count)| count).sum::<i64>()), (6, 6));
        let series = Series::of(&days(&[("2026-01-31", 2), ("2026-12-01", 1)])).unwrap();
        assert_eq!((series.step, series.counts.len()), (Step::Month, 12));
        assert_eq!(series.counts.last().unwrap(), &("2026-12-01".parse().unwrap(), 1));
    }

    #[test]
    fn of_many_years_the_last_two_are_shown() {
        let series = Series::of(&days(&[("2020-01-31", 2), ("2026-12-01", 1)])).unwrap();
        assert_eq!(series.counts.len(), 24);
        assert_eq!(series.counts.first().unwrap().0, "2025-01-01".parse().unwrap());
    }
}
