//! Until when data are kept: from a rule and the date of its start event to a last day.

use super::{Keep, Record, Retention, StartsFrom};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A length of time in whole calendar units, written in ISO 8601: `P3Y`, `P13M`, `P1Y6M`, `P30D`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    years: i32,
    months: i32,
    days: i32,
}

/// Why a text is not a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It is not an ISO 8601 duration.
    #[error("not an ISO 8601 duration")]
    Form,
    /// It is not a positive number of years, months, weeks or days.
    #[error("not a length of years, months, weeks or days")]
    Length,
    /// It is longer than a century.
    #[error("longer than 100 years")]
    TooLong,
}

impl Period {
    /// Years, months and days; weeks count as seven days.
    pub fn parts(self) -> (i32, i32, i32) {
        (self.years, self.months, self.days)
    }

    /// The day this long after `start`. A day that the target month does not have becomes its last day:
    /// 2024-02-29 + P3Y = 2027-02-28.
    pub fn after(self, start: Date) -> Date {
        let span: Span = self.years.years().months(self.months).days(self.days);
        start.saturating_add(span)
    }

    /// The day this long before `end`; a day that the month does not have becomes its last day.
    pub fn before(self, end: Date) -> Date {
        let span: Span = self.years.years().months(self.months).days(self.days);
        end.saturating_sub(span)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.starts_with('P') || text.contains('T') {
            return Err(PeriodError::Form);
        }
        let span: Span = text.parse().map_err(|_| PeriodError::Form)?;
        let (years, months) = (i32::from(span.get_years()), span.get_months());
        let days = span.get_weeks().saturating_mul(7).saturating_add(span.get_days());
        if years < 0 || months < 0 || days < 0 || (years, months, days) == (0, 0, 0) {
            return Err(PeriodError::Length);
        }
        if years > 100 || months > 1_200 || days > 36_525 {
            return Err(PeriodError::TooLong);
        }
        Ok(Self { years, months, days })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        for (amount, unit) in [(self.years, 'Y'), (self.months, 'M'), (self.days, 'D')] {
            if amount > 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Until when something is kept. The order is the order of what is kept longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End<'r> {
    /// Up to and including this day.
    On(Date, &'r Retention),
    /// The clock has not started: its event has not happened or is not known.
    NotStarted(&'r Retention),
    /// By criteria, without a date.
    While(&'r Retention),
}

impl<'r> End<'r> {
    /// The rule that decided.
    pub fn rule(self) -> &'r Retention {
        match self {
            End::On(_, rule) | End::NotStarted(rule) | End::While(rule) => rule,
        }
    }

    /// The last day, where there is one.
    pub fn date(self) -> Option<Date> {
        match self {
            End::On(day, _) => Some(day),
            End::NotStarted(_) | End::While(_) => None,
        }
    }

    /// Whether `today` (in the controller's time zone) is past the last day.
    pub fn is_over(self, today: Date) -> bool {
        self.date().is_some_and(|last| today > last)
    }

    fn rank(self) -> (u8, Option<Date>) {
        match self {
            End::On(day, _) => (0, Some(day)),
            End::NotStarted(_) => (1, None),
            End::While(_) => (2, None),
        }
    }
}

impl Retention {
    /// The last day under this rule, when its start event happened on `event` (a day in the controller's time zone).
    pub fn end(&self, event: Option<Date>) -> End<'_> {
        match (&self.keep, event) {
            (Keep::While(_), _) => End::While(self),
            (Keep::For(_), None) => End::NotStarted(self),
            (Keep::For(period), Some(event)) => {
                let start = match self.from {
                    StartsFrom::Event => event,
                    StartsFrom::EndOfYear => date(event.year(), 12, 31),
                };
                End::On(period.after(start), self)
            }
        }
    }
}

impl Record {
    /// Until when a fact is kept: by the rule its column or table declares, or else by the longest of the rules of the
    /// activities that use its category. `event` answers when an event last happened for this fact.
    /// `None` if no rule applies.
    pub fn end_of_fact<'r>(
        &'r self,
        category: &'r str,
        declared: Option<&str>,
        event: impl Fn(&str) -> Option<Date>,
    ) -> Option<End<'r>> {
        let end = |rule: &'r Retention| rule.end(event(&rule.starts));
        if let Some(rule) = declared.and_then(|id| self.retention(id)) {
            return Some(end(rule));
        }
        let rules = self.activities_of(category).filter_map(|activity| self.retention(activity.retention.as_deref()?));
        rules.map(end).max_by_key(|end| end.rank())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Phase, Text};
    use proptest::prelude::*;

    fn rule(from: StartsFrom, keep: &str) -> Retention {
        Retention {
            id: "rule".into(),
            label: Text::same("rule"),
            starts: "event".into(),
            from,
            keep: Keep::For(keep.parse().unwrap()),
            law: None,
            phase: Phase::Active,
            notice: None,
        }
    }

    #[test]
    fn an_invoice_of_the_year_closed_at_the_end_of_2026_leaves_the_archive_at_the_end_of_2036() {
        let invoices = rule(StartsFrom::EndOfYear, "P10Y");
        let end = invoices.end(Some(date(2026, 5, 3)));
        assert_eq!(end.date(), Some(date(2036, 12, 31)));
        assert!(!end.is_over(date(2036, 12, 31)));
        assert!(end.is_over(date(2037, 1, 1)));
        assert_eq!(invoices.end(Some(date(2026, 12, 31))).date(), Some(date(2036, 12, 31)));
        assert_eq!(invoices.end(Some(date(2027, 1, 1))).date(), Some(date(2037, 12, 31)));
    }

    #[test]
    fn three_years_from_a_leap_day_end_on_the_28th_of_february() {
        let prospects = rule(StartsFrom::Event, "P3Y");
        assert_eq!(prospects.end(Some(date(2024, 2, 29))).date(), Some(date(2027, 2, 28)));
        assert_eq!(rule(StartsFrom::Event, "P4Y").end(Some(date(2024, 2, 29))).date(), Some(date(2028, 2, 29)));
        assert_eq!(rule(StartsFrom::Event, "P1M").end(Some(date(2026, 1, 31))).date(), Some(date(2026, 2, 28)));
    }

    #[test]
    fn a_clock_without_its_event_has_not_started_and_is_never_over() {
        let rule = rule(StartsFrom::Event, "P3Y");
        let end = rule.end(None);
        assert_eq!(end, End::NotStarted(&rule));
        assert!(!end.is_over(date(9999, 1, 1)));
    }

    #[test]
    fn only_whole_calendar_lengths_are_periods() {
        assert_eq!("P1Y6M".parse::<Period>().map(Period::parts), Ok((1, 6, 0)));
        assert_eq!("P2W".parse::<Period>().map(Period::parts), Ok((0, 0, 14)));
        for wrong in ["", "3 years", "3Y", "PT4H", "P1DT1H", "P", "P3.5Y", "P3X", "P-3Y"] {
            assert_eq!(wrong.parse::<Period>(), Err(PeriodError::Form), "{wrong}");
        }
        assert_eq!("P0D".parse::<Period>(), Err(PeriodError::Length));
        assert_eq!("P101Y".parse::<Period>(), Err(PeriodError::TooLong));
    }

    proptest! {
        #[test]
        fn a_period_reads_back_as_written(years in 0..=100i32, months in 0..=99i32, days in 1..=999i32) {
            let period = Period { years, months, days };
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }

        #[test]
        fn an_end_is_after_its_event(year in 1990i16..2100, day in 1..=365i16, months in 1..=120i32) {
            let event = date(year, 1, 1).saturating_add(i32::from(day - 1).days());
            let end = Period { years: 0, months, days: 0 }.after(event);
            prop_assert!(end > event);
            prop_assert!(end.day() <= event.day());
        }
    }
}
