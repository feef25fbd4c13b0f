//! How near a deadline is.

use super::Holidays;
use jiff::ToSpan;
use jiff::civil::Date;

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

/// Working days left at most in [`Band::Soon`] and in [`Band::Near`].
const SOON: usize = 3;
const NEAR: usize = 10;

/// The bands seen from one day. Each is a range of due days, so that a database can count and look for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// The day they are seen from: what is due before it is overdue.
    pub today: Date,
    /// The last due day of [`Band::Soon`].
    pub soon: Date,
    /// The last due day of [`Band::Near`].
    pub near: Date,
}

impl Bands {
    /// The bands seen from `today`.
    pub fn new(today: Date, holidays: Holidays) -> Bands {
        Bands { today, soon: last_within(today, SOON, holidays), near: last_within(today, NEAR, holidays) }
    }

    /// The band of a due day.
    pub fn of(self, due: Date) -> Band {
        match due {
            _ if due < self.today => Band::Overdue,
            _ if due <= self.soon => Band::Soon,
            _ if due <= self.near => Band::Near,
            _ => Band::Later,
        }
    }

    /// The first and the last due day of a band; `None` where it has no end.
    pub fn days(self, band: Band) -> (Option<Date>, Option<Date>) {
        let (before, after) = (|day: Date| day.saturating_sub(1.day()), |day: Date| day.saturating_add(1.day()));
        match band {
            Band::Overdue => (None, Some(before(self.today))),
            Band::Soon => (Some(self.today), Some(self.soon)),
            Band::Near => (Some(after(self.soon)), Some(self.near)),
            Band::Later => (Some(after(self.near)), None),
        }
    }
}

/// The last day that so many working days at most lie before, itself counted.
fn last_within(today: Date, most: usize, holidays: Holidays) -> Date {
    holidays.working_day(today, most + 1).saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Random;

    /// The rule as it is said: by the working days between.
    fn by_working_days(due: Date, today: Date, holidays: Holidays) -> Band {
        match holidays.working_days(today, due) {
            _ if due < today => Band::Overdue,
            ..=3 => Band::Soon,
            4..=10 => Band::Near,
            _ => Band::Later,
        }
    }

    #[test]
    fn the_ranges_of_days_say_what_counting_working_days_says() {
        let random = Random::seeded(11);
        let calendars = ["FR", "FR-57", "DE-BY", "UK-SCT", "ES"].map(|name| name.parse::<Holidays>());
        let calendars: Vec<Holidays> = calendars.into_iter().flatten().collect();
        assert!(calendars.len() >= 4, "{calendars:?}");
        let mut seen = std::collections::BTreeMap::<Band, u32>::new();
        for _ in 0..2_000 {
            let start: Date = "2024-01-01".parse().unwrap();
            let today = start.saturating_add(i64::try_from(random.below(3_000)).unwrap().days());
            let due = today.saturating_add((i64::try_from(random.below(50)).unwrap() - 15).days());
            let holidays = calendars[usize::try_from(random.below(calendars.len() as u64)).unwrap()];
            let (bands, expected) = (Bands::new(today, holidays), by_working_days(due, today, holidays));
            assert_eq!(bands.of(due), expected, "{due} seen from {today}, {holidays}");
            for band in Band::ALL {
                let (first, last) = bands.days(band);
                let within = first.is_none_or(|first| first <= due) && last.is_none_or(|last| due <= last);
                assert_eq!(within, band == expected, "{due} seen from {today}, {holidays}: {band:?}");
            }
            *seen.entry(expected).or_default() += 1;
        }
        assert!(Band::ALL.iter().all(|band| seen.get(band).is_some_and(|count| *count > 100)), "{seen:?}");
    }

    #[test]
    fn a_long_weekend_belongs_to_the_last_working_day_before_it() {
        // The Thursday before Easter: Tuesday is the second working day, the Wednesday the third.
        let bands = Bands::new("2026-04-02".parse().unwrap(), "FR".parse().unwrap());
        assert_eq!(bands.soon.to_string(), "2026-04-08");
        // Friday 3 April, 7 to 10, 13 to 17 April are ten; the weekend after them still is.
        assert_eq!(bands.near.to_string(), "2026-04-19");
    }
}
