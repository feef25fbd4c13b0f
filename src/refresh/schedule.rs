//! When a campaign may write: some hours of some days of the week where the controller is, never on a public holiday, and
//! nothing after its last day (experience.md M4).

use super::audience::{ASK_MONTHS, Horizon};
use super::family::{Grounds, Permission};
use crate::requests::clock::Holidays;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::ops::RangeInclusive;

/// The hours between which a colleague may choose: nobody is written to before seven or after nine in the evening.
pub const HOURS: RangeInclusive<i8> = 7..=21;
/// After how many days a colleague may choose to remind who did not answer (law.md REFR-5, experience.md M4).
pub const REMIND: RangeInclusive<i32> = 14..=21;
/// After how many months a colleague may choose to ask again (law.md REFR-5).
pub const EVERY: RangeInclusive<i32> = 6..=60;
/// How many days are looked at for the next on which something may leave: more than a year, so that one is found.
const LOOKED_AT: usize = 400;

/// Some days of the week, one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(i32);

impl Days {
    /// Monday to Friday.
    pub const OFFICE: Days = Days(0b001_1111);

    /// These days; `None` where there is none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        Self::from_bits(days.into_iter().fold(0, |bits, day| bits | bit(day)))
    }

    /// A bit for each day, that of Monday the lowest; `None` for what is no such number.
    pub fn from_bits(bits: i32) -> Option<Self> {
        (1..=0b111_1111).contains(&bits).then_some(Self(bits))
    }

    /// A bit for each day, that of Monday the lowest.
    pub fn bits(self) -> i32 {
        self.0
    }

    /// Whether it is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }
}

fn bit(day: Weekday) -> i32 {
    1i32.checked_shl(u32::try_from(day.to_monday_zero_offset()).unwrap_or(0)).unwrap_or(0)
}

/// The hours in which mails may leave, on the days on which they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first full hour.
    pub from_hour: i8,
    /// The full hour at which it ends.
    pub to_hour: i8,
    /// The days of the week.
    pub days: Days,
}

impl Default for Window {
    fn default() -> Self {
        Self { from_hour: 9, to_hour: 18, days: Days::OFFICE }
    }
}

/// Whether mails may leave now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// They may.
    Open,
    /// Not before then, and why not now.
    Until(Timestamp, Why),
}

/// Why mails may not leave now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is too early or too late in the day.
    Night,
    /// It is none of the days of the week that were chosen.
    Weekday,
    /// It is a public holiday: the end of a message key `holiday-…`.
    Holiday(&'static str),
}

impl Window {
    /// Whether it is open at a moment, in a time zone with its public holidays. The hours are those of the clock on the wall,
    /// on days of 23 and 25 hours too.
    pub fn opens(&self, now: Timestamp, zone: &TimeZone, holidays: Holidays) -> Opening {
        let today = now.to_zoned_datetime(zone.clone()).date();
        let mut why = None;
        for day in today.series(1.day()).take(LOOKED_AT) {
            if let Some(closed) = self.closed_on(day, holidays) {
                why.get_or_insert(closed);
                continue;
            }
            let (from, to) = (at_hour(day, self.from_hour, zone), at_hour(day, self.to_hour, zone));
            if now < from {
                return Opening::Until(from, why.unwrap_or(Why::Night));
            }
            if now < to {
                return Opening::Open;
            }
            why.get_or_insert(Why::Night);
        }
        // A calendar in which no day is left: it is looked at again.
        let tomorrow = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        Opening::Until(tomorrow, why.unwrap_or(Why::Night))
    }

    /// Why nothing leaves on a day; `None` if something may.
    pub fn closed_on(&self, day: Date, holidays: Holidays) -> Option<Why> {
        if self.days.contains(day.weekday()) { holidays.name_of(day).map(Why::Holiday) } else { Some(Why::Weekday) }
    }
}

/// The moment of a full hour of a day; midnight at the end of the day is the next day's.
pub(super) fn at_hour(day: Date, hour: i8, zone: &TimeZone) -> Timestamp {
    let (day, hour) = if hour == 24 { (day.tomorrow().unwrap_or(day), 0) } else { (day, hour) };
    zone.to_timestamp(day.at(hour.clamp(0, 23), 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// When a campaign sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When mails may leave.
    pub window: Window,
    /// The first day on which something leaves; absent: as soon as it is approved.
    pub starts_on: Option<Date>,
    /// The last day on which something leaves.
    pub ends_on: Option<Date>,
    /// After how many days who did not answer is reminded, once.
    pub remind_after_days: Option<i32>,
    /// After how many months without a confirmation each person is asked, again and again; absent: everybody once.
    pub every_months: Option<i32>,
    /// The most mails in an hour to each large mail provider.
    pub per_provider_hour: Option<i32>,
    /// The most mails on the first day, twice as many on each further one, until the pace in an hour is the narrower limit.
    pub warm_up_from: Option<i32>,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            window: Window::default(),
            starts_on: None,
            ends_on: None,
            remind_after_days: Some(*REMIND.end()),
            every_months: None,
            per_provider_hour: None,
            warm_up_from: None,
        }
    }
}

impl Schedule {
    /// When its first day begins, if that is ahead.
    pub fn begins(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.starts_on.map(|day| at_hour(day, 0, zone)).filter(|begins| *begins > now)
    }

    /// When its last day is over, if it has one.
    pub fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.ends_on.map(|day| at_hour(day, 24, zone))
    }

    /// Whether nothing may leave any more.
    pub fn is_over(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.end(zone).is_some_and(|end| end <= now)
    }
}

/// What the settings say about when somebody may be asked.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Where days begin and end.
    pub zone: TimeZone,
    /// On which days nobody is asked.
    pub holidays: Holidays,
    /// Months after which a confirmation is due, where a campaign does not say.
    pub confirm_after_months: u32,
    /// The least number of months between two questions, of whatever campaign.
    pub ask_after_months: u32,
    /// What the record says of permissions.
    pub grounds: Grounds,
}

impl Policy {
    /// After how many months a person is asked by a campaign: since they confirmed, and since they were asked.
    pub fn months(&self, schedule: &Schedule) -> (u32, u32) {
        let every = schedule.every_months.and_then(|months| u32::try_from(months).ok());
        let confirmed = every.unwrap_or(self.confirm_after_months);
        (confirmed, self.ask_after_months.max(every.unwrap_or(0)).max(ASK_MONTHS))
    }

    /// The earliest moment at which any campaign may ask somebody again who was asked and confirmed at these.
    pub fn again(&self, asked: Timestamp, confirmed: Timestamp) -> Timestamp {
        let after = |at: Timestamp, months: u32| {
            let next = at.to_zoned_datetime(TimeZone::UTC).checked_add(i64::from(months).months());
            next.map_or(Timestamp::MAX, |next| next.timestamp())
        };
        let (cap, soonest) = (self.ask_after_months.max(ASK_MONTHS), self.confirm_after_months.min(ASK_MONTHS));
        after(asked, cap).max(after(confirmed, soonest))
    }

    /// Who counts as asked or confirmed not long ago for a campaign, and which permissions it needs.
    pub fn horizon(&self, now: Timestamp, schedule: &Schedule, permission: Option<&Permission>) -> Horizon {
        let (confirmed, asked) = self.months(schedule);
        Horizon::at(now, confirmed, asked).needing(self.grounds.needs(permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn opens(window: Window, now: &str, zone: &str, holidays: &str) -> Opening {
        window.opens(at(now), &TimeZone::get(zone).unwrap(), holidays.parse().unwrap())
    }

    fn in_paris(now: &str) -> Opening {
        opens(Window::default(), now, "Europe/Paris", "FR")
    }

    #[test]
    fn mails_leave_from_nine_to_six_on_a_working_day() {
        assert_eq!(in_paris("2026-03-10T07:59:59Z"), Opening::Until(at("2026-03-10T08:00:00Z"), Why::Night));
        assert_eq!(in_paris("2026-03-10T08:00:00Z"), Opening::Open);
        assert_eq!(in_paris("2026-03-10T16:59:59Z"), Opening::Open);
        assert_eq!(in_paris("2026-03-10T17:00:00Z"), Opening::Until(at("2026-03-11T08:00:00Z"), Why::Night));
    }

    #[test]
    fn a_weekend_and_a_holiday_are_waited_out_and_the_reason_is_that_of_now() {
        // Friday evening, Saturday, then 6 April 2026: Easter Monday.
        let tuesday = at("2026-04-07T07:00:00Z");
        assert_eq!(in_paris("2026-04-03T20:00:00Z"), Opening::Until(tuesday, Why::Night));
        assert_eq!(in_paris("2026-04-04T10:00:00Z"), Opening::Until(tuesday, Why::Weekday));
        assert_eq!(in_paris("2026-04-06T10:00:00Z"), Opening::Until(tuesday, Why::Holiday("easter-monday")));
        // Good Friday is a holiday in Alsace and in no other part of France.
        let friday = "2026-04-03T10:00:00Z";
        assert_eq!(in_paris(friday), Opening::Open);
        let alsace = opens(Window::default(), friday, "Europe/Paris", "FR-67");
        assert_eq!(alsace, Opening::Until(tuesday, Why::Holiday("good-friday")));
    }

    #[test]
    fn a_holiday_counts_whatever_days_were_chosen() {
        let every_day = Window { days: Days::from_bits(127).unwrap(), ..Window::default() };
        // 15 August 2026 is a Saturday.
        let opening = opens(every_day, "2026-08-15T10:00:00Z", "Europe/Paris", "FR");
        assert_eq!(opening, Opening::Until(at("2026-08-16T07:00:00Z"), Why::Holiday("assumption")));
    }

    #[test]
    fn the_hours_are_those_on_the_wall_when_the_clocks_change() {
        let sundays = Window { days: Days::of([Weekday::Sunday]).unwrap(), ..Window::default() };
        let first = |now: &str| opens(sundays, now, "Europe/Paris", "FR");
        // 29 March and 25 October 2026.
        assert_eq!(first("2026-03-28T23:00:00Z"), Opening::Until(at("2026-03-29T07:00:00Z"), Why::Night));
        assert_eq!(first("2026-10-24T22:00:00Z"), Opening::Until(at("2026-10-25T08:00:00Z"), Why::Night));
        assert_eq!(first("2026-10-25T16:59:59Z"), Opening::Open);
        assert_eq!(first("2026-10-25T17:00:00Z"), Opening::Until(at("2026-11-08T08:00:00Z"), Why::Night));
        // An hour that does not exist begins when the clocks have jumped; one that comes twice, the first time.
        let night = Window { from_hour: 2, to_hour: 3, days: Days::of([Weekday::Sunday]).unwrap() };
        let paris = |now: &str| opens(night, now, "Europe/Paris", "FR");
        assert_eq!(paris("2026-03-29T00:59:59Z"), Opening::Until(at("2026-03-29T01:00:00Z"), Why::Night));
        assert_eq!(paris("2026-10-25T00:00:00Z"), Opening::Open);
    }

    #[test]
    fn the_day_is_the_controllers_and_not_that_of_london() {
        // Saturday morning in Auckland is Friday evening in London.
        let opening = opens(Window::default(), "2026-03-13T21:00:00Z", "Pacific/Auckland", "FR");
        assert_eq!(opening, Opening::Until(at("2026-03-15T20:00:00Z"), Why::Weekday));
    }

    #[test]
    fn over_a_whole_year_it_always_opens_later_and_is_open_then() {
        let mut now = at("2026-01-01T00:00:00Z");
        while now < at("2027-01-02T00:00:00Z") {
            if let Opening::Until(then, _) = in_paris(&now.to_string()) {
                assert!(then > now, "{now} waits until {then}");
                assert_eq!(in_paris(&then.to_string()), Opening::Open, "from {now}");
            }
            now += SignedDuration::from_mins(431);
        }
    }

    #[test]
    fn days_read_back_and_none_is_no_choice() {
        assert_eq!(Days::of(Weekday::Monday.cycle_forward().take(5)), Some(Days::OFFICE));
        assert_eq!((Days::of([]), Days::from_bits(0), Days::from_bits(128)), (None, None, None));
        assert!(Days::OFFICE.contains(Weekday::Friday) && !Days::OFFICE.contains(Weekday::Saturday));
        assert_eq!(Days::from_bits(Days::OFFICE.bits()), Some(Days::OFFICE));
    }

    #[test]
    fn no_campaign_asks_more_often_than_the_settings_and_the_law_let_it() {
        let months = |ask_after_months: u32, every_months: Option<i32>| {
            let zone = TimeZone::UTC;
            let (holidays, grounds) = ("FR".parse().unwrap(), Grounds::default());
            let policy = Policy { zone, holidays, confirm_after_months: 18, ask_after_months, grounds };
            policy.months(&Schedule { every_months, ..Schedule::default() })
        };
        assert_eq!(months(12, None), (18, 12));
        assert_eq!(months(12, Some(6)), (6, 12));
        assert_eq!(months(6, Some(24)), (24, 24), "who keeps silent is asked once in a period");
        assert_eq!(months(0, Some(1)), (1, 6));
    }

    #[test]
    fn what_a_person_is_promised_holds_for_the_most_eager_campaign() {
        let (asked, confirmed) = (at("2026-03-12T10:00:00Z"), at("2026-04-20T10:00:00Z"));
        for (ask_after_months, promised) in [(6, "2026-10-20T10:00:00Z"), (12, "2027-03-12T10:00:00Z")] {
            let (zone, holidays, grounds) = (TimeZone::UTC, "FR".parse().unwrap(), Grounds::default());
            let policy = Policy { zone, holidays, confirm_after_months: 18, ask_after_months, grounds };
            assert_eq!(policy.again(asked, confirmed), at(promised));
            let eager = Schedule { every_months: Some(*EVERY.start()), ..Schedule::default() };
            let horizon = policy.horizon(at(promised) - SignedDuration::from_secs(1), &eager, None);
            assert!(asked > horizon.asked || confirmed > horizon.confirmed, "asked before");
        }
    }

    #[test]
    fn the_first_day_begins_at_midnight_and_is_ahead_until_then() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let schedule = Schedule { starts_on: Some("2026-03-29".parse().unwrap()), ..Schedule::default() };
        let midnight = at("2026-03-28T23:00:00Z");
        assert_eq!(schedule.begins(at("2026-03-28T22:59:59Z"), &paris), Some(midnight));
        assert_eq!((schedule.begins(midnight, &paris), Schedule::default().begins(midnight, &paris)), (None, None));
    }

    #[test]
    fn the_last_day_is_a_whole_day() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let schedule = Schedule { ends_on: Some("2026-03-29".parse().unwrap()), ..Schedule::default() };
        assert!(!schedule.is_over(at("2026-03-29T21:59:59Z"), &paris));
        assert!(schedule.is_over(at("2026-03-29T22:00:00Z"), &paris));
        assert!(!Schedule::default().is_over(at("2099-01-01T00:00:00Z"), &paris));
    }
}
