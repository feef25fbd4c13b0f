//! How near a deadline is.

use super::Holidays;
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
