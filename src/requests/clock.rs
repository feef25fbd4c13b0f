//! When an answer is due: Regulation (EEC, Euratom) 1182/71, Article 3, as law.md CLK-2 to CLK-5 read it.
//!
//! A month ends on the day with the same number, or on the last day of a shorter month; if that is a Saturday, a
//! Sunday or a public holiday, on the next working day. The start never moves, and the days that count are those of
//! the controller's time zone.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::str::FromStr;

/// The months the law gives for an answer (GDPR Art. 12(3)).
const MONTHS: i32 = 1;

/// A calendar of public holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holidays {
    /// Metropolitan France (Code du travail L3133-1).
    Fr,
    /// Alsace-Moselle, which adds Good Friday and 26 December.
    Fr67,
}

impl FromStr for Holidays {
    type Err = UnknownCalendar;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "FR" => Ok(Holidays::Fr),
            "FR-67" => Ok(Holidays::Fr67),
            _ => Err(UnknownCalendar),
        }
    }
}

/// No calendar of public holidays has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar of public holidays; there are FR and FR-67")]
pub struct UnknownCalendar;

impl Holidays {
    /// Whether the day is a public holiday.
    pub fn contains(self, day: Date) -> bool {
        let fixed = matches!(
            (day.month(), day.day()),
            (1, 1) | (5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25)
        );
        let local = self == Holidays::Fr67 && (day.month(), day.day()) == (12, 26);
        let movable = |after_easter: i32| {
            easter(day.year()).and_then(|sunday| sunday.checked_add(after_easter.days()).ok()) == Some(day)
        };
        // Easter Monday, Ascension, Whit Monday; Good Friday.
        fixed || local || [1, 39, 50].into_iter().any(movable) || self == Holidays::Fr67 && movable(-2)
    }

    /// Whether offices work on the day.
    pub fn works_on(self, day: Date) -> bool {
        !is_weekend(day) && !self.contains(day)
    }

    /// The day itself, or the next one on which offices work.
    pub fn roll(self, day: Date) -> Date {
        let mut days = day.series(1.day());
        days.find(|day| self.works_on(*day)).unwrap_or(day)
    }

    /// Working days from the day after `from` up to and with `to`; negative when `to` is past.
    pub fn working_days(self, from: Date, to: Date) -> i32 {
        let between = |start: Date, end: Date| {
            let days = start.series(1.day()).skip(1).take_while(|day| *day <= end);
            days.fold(0, |count, day| count + i32::from(self.works_on(day)))
        };
        if to >= from { between(from, to) } else { -between(to, from) }
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of the Gregorian calendar, by the rule of the golden number, the century and the epact.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century) = (year % 19, year / 100);
    let solar = century - century / 4;
    let lunar = (century + 8) / 25;
    let lunar = (century - lunar + 1) / 3;
    let epact = (19 * golden + solar - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let month = i8::try_from(days / 31).ok()?;
    let day = i8::try_from(days % 31 + 1).ok()?;
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// A date by which the law wants an answer, and why that date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day the request arrived, where the controller is.
    pub received: Date,
    /// The day the months end, before weekends and holidays are looked at.
    pub raw: Date,
    /// The last day for the answer.
    pub due: Date,
    /// Which of the rules made it that day.
    pub rule: Rule,
}

/// Why a deadline is the day it is: the key of the sentence that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The same day of the month.
    SameDay,
    /// The month is too short: its last day.
    ShortMonth,
    /// The last day falls on a Saturday or Sunday.
    Weekend,
    /// The last day is a public holiday.
    Holiday,
    /// The month is too short, and its last day is not a working day.
    ShortMonthThenRolled,
}

impl Rule {
    /// The end of the message key `deadline-…`.
    pub fn key(self) -> &'static str {
        match self {
            Rule::SameDay => "same-day",
            Rule::ShortMonth => "short-month",
            Rule::Weekend => "weekend",
            Rule::Holiday => "holiday",
            Rule::ShortMonthThenRolled => "short-month-rolled",
        }
    }
}

/// The day on which a moment falls in the zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// The deadline of a request that arrived at `received`: one month (CLK-2, CLK-3).
pub fn deadline(received: Timestamp, zone: &TimeZone, holidays: Holidays) -> Deadline {
    after_months(day_of(received, zone), MONTHS, holidays)
}

/// The day that many months after `received`, clamped to the month and rolled to a working day.
pub fn after_months(received: Date, months: i32, holidays: Holidays) -> Deadline {
    // Adding months keeps the day's number or takes the last day of the month: exactly the clamp of the Regulation.
    let raw = received.saturating_add(months.months());
    let due = holidays.roll(raw);
    let rule = match (raw.day() != received.day(), raw != due) {
        (false, false) => Rule::SameDay,
        (true, false) => Rule::ShortMonth,
        (true, true) => Rule::ShortMonthThenRolled,
        (false, true) if is_weekend(raw) => Rule::Weekend,
        (false, true) => Rule::Holiday,
    };
    Deadline { received, raw, due, rule }
}

/// The day by which the company means to answer: so many days after it arrived, and never after the law's day.
pub fn internal_target(deadline: &Deadline, days: u32) -> Date {
    let target = i32::try_from(days).ok().and_then(|days| deadline.received.checked_add(days.days()).ok());
    target.unwrap_or(deadline.due).min(deadline.due)
}

/// How near a deadline is, by working days left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// The day has passed.
    Overdue,
    /// Three working days or fewer.
    Soon,
    /// Ten working days or fewer.
    Near,
    /// More.
    Later,
}

impl Band {
    /// Every band, the most urgent first.
    pub const ALL: [Band; 4] = [Band::Overdue, Band::Soon, Band::Near, Band::Later];

    /// The band of a due day seen from `today`.
    pub fn of(due: Date, today: Date, holidays: Holidays) -> Band {
        match holidays.working_days(today, due) {
            _ if due < today => Band::Overdue,
            ..=3 => Band::Soon,
            4..=10 => Band::Near,
            _ => Band::Later,
        }
    }

    /// The word in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Band::Overdue => "overdue",
            Band::Soon => "soon",
            Band::Near => "near",
            Band::Later => "later",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_row_of_the_table_of_deadlines_holds() {
        for (received, raw, due, raw3, due3) in [
            ("2026-03-05", "2026-04-05", "2026-04-07", "2026-06-05", "2026-06-05"),
            ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30", "2026-11-30"),
            ("2026-01-31", "2026-02-28", "2026-03-02", "2026-04-30", "2026-04-30"),
            ("2027-01-29", "2027-02-28", "2027-03-01", "2027-04-29", "2027-04-29"),
            ("2026-02-28", "2026-03-28", "2026-03-30", "2026-05-28", "2026-05-28"),
            ("2026-04-01", "2026-05-01", "2026-05-04", "2026-07-01", "2026-07-01"),
            ("2026-04-08", "2026-05-08", "2026-05-11", "2026-07-08", "2026-07-08"),
            ("2026-07-15", "2026-08-15", "2026-08-17", "2026-10-15", "2026-10-15"),
            ("2026-10-11", "2026-11-11", "2026-11-12", "2027-01-11", "2027-01-11"),
            ("2026-11-01", "2026-12-01", "2026-12-01", "2027-02-01", "2027-02-01"),
        ] {
            let first = after_months(day(received), 1, Holidays::Fr);
            assert_eq!((first.raw, first.due), (day(raw), day(due)), "{received}");
            let extended = after_months(day(received), 3, Holidays::Fr);
            assert_eq!((extended.raw, extended.due), (day(raw3), day(due3)), "{received} and three months");
        }
        assert_eq!(after_months(day("2025-11-25"), 1, Holidays::Fr).due, day("2025-12-26"));
        assert_eq!(after_months(day("2025-11-25"), 1, Holidays::Fr67).due, day("2025-12-29"));
        assert_eq!(after_months(day("2026-09-10"), 1, Holidays::Fr).due, day("2026-10-12"));
    }

    #[test]
    fn each_date_names_the_rule_that_made_it() {
        let rule = |received: &str| after_months(day(received), 1, Holidays::Fr).rule;
        assert_eq!(rule("2026-11-02"), Rule::SameDay);
        assert_eq!(rule("2026-08-31"), Rule::ShortMonth);
        assert_eq!(rule("2026-02-28"), Rule::Weekend);
        assert_eq!(rule("2026-04-01"), Rule::Holiday);
        assert_eq!(rule("2026-01-31"), Rule::ShortMonthThenRolled);
    }

    #[test]
    fn the_day_is_the_controllers_day() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let due = |at: &str| deadline(at.parse().unwrap(), &paris, Holidays::Fr).due;
        // 23:59 on the 31st, and 00:30 on the 1st, when London still has the 31st.
        assert_eq!(due("2026-08-31T21:59:00Z"), day("2026-09-30"));
        assert_eq!(due("2026-08-31T22:30:00Z"), day("2026-10-01"));
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, sunday) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
            (2285, "2285-03-22"),
        ] {
            assert_eq!(easter(year), Some(day(sunday)));
        }
    }

    #[test]
    fn the_holidays_of_a_year_are_eleven_and_thirteen_in_alsace_moselle() {
        let all = |calendar: Holidays| {
            let days = day("2026-01-01").series(1.day()).take(365);
            days.filter(|day| calendar.contains(*day)).map(|day| day.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(
            all(Holidays::Fr),
            [
                "2026-01-01",
                "2026-04-06",
                "2026-05-01",
                "2026-05-08",
                "2026-05-14",
                "2026-05-25",
                "2026-07-14",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25"
            ]
        );
        let local = all(Holidays::Fr67);
        assert_eq!(local.len(), 13);
        assert!(local.contains(&"2026-04-03".to_owned()) && local.contains(&"2026-12-26".to_owned()));
    }

    #[test]
    fn bands_count_working_days() {
        let band = |due: &str| Band::of(day(due), day("2026-03-12"), Holidays::Fr);
        assert_eq!(band("2026-03-11"), Band::Overdue);
        assert_eq!(band("2026-03-12"), Band::Soon);
        assert_eq!(band("2026-03-17"), Band::Soon);
        assert_eq!(band("2026-03-18"), Band::Near);
        assert_eq!(band("2026-03-27"), Band::Later);
        assert_eq!(Holidays::Fr.working_days(day("2026-03-16"), day("2026-03-12")), -2);
    }

    #[test]
    fn the_companys_own_target_never_comes_after_the_laws() {
        let deadline = after_months(day("2026-03-05"), 1, Holidays::Fr);
        assert_eq!(internal_target(&deadline, 10), day("2026-03-15"));
        assert_eq!(internal_target(&deadline, 90), deadline.due);
    }

    proptest! {
        #[test]
        fn every_deadline_is_a_working_day_within_a_month_and_a_week(offset in 0_i32..40_000) {
            let received = day("1990-01-01").checked_add(offset.days()).unwrap();
            for calendar in [Holidays::Fr, Holidays::Fr67] {
                let deadline = after_months(received, 1, calendar);
                prop_assert!(calendar.works_on(deadline.due));
                prop_assert!(deadline.due >= deadline.raw);
                prop_assert!((deadline.due - received).get_days() <= 31 + 5);
                prop_assert!((deadline.raw - received).get_days() >= 28);
            }
        }
    }
}
