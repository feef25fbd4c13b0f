//! On which days campaigns write, and where one stands in the way of another or of itself (experience.md M1).

use super::Paced;
use super::campaign::State;
use super::schedule::Schedule;
use super::warm_up::most;
use crate::requests::clock::Holidays;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How many days are looked at for the last on which a campaign writes.
const LOOKED_AT: usize = 800;

/// What a campaign has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The first day on which it may write.
    pub first: Date,
    /// When it sends.
    pub schedule: Schedule,
    /// The most mails in an hour.
    pub per_hour: i32,
    /// How many people it has yet to write to, their reminders not counted.
    pub people: i64,
    /// On how many days mails left already.
    pub days_before: usize,
}

/// The days of a campaign, as far as they can be told: what is refused or brought later is not foreseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The day of its first mail.
    pub from: Date,
    /// The day of its last first mail; `None`: it goes on.
    pub to: Option<Date>,
    /// How many people it does not reach before its last day.
    pub missed: i64,
}

impl Plan {
    /// The days it takes at its pace; `None` if there is nobody to write to, or no day on which to.
    pub fn course(&self, holidays: Holidays) -> Option<Course> {
        let Schedule { window, ends_on, every_months, .. } = &self.schedule;
        let hours = i64::from(window.to_hour) - i64::from(window.from_hour);
        let full = hours.max(1).saturating_mul(i64::from(self.per_hour.max(1)));
        let holds = |before: usize| self.schedule.warm_up_from.map_or(full, |first| full.min(most(first, before)));
        let mut open = self
            .first
            .series(1.day())
            .take(LOOKED_AT)
            .take_while(|day| ends_on.is_none_or(|last| *day <= last))
            .filter(|day| window.closed_on(*day, holidays).is_none());
        let from = open.next()?;
        if every_months.is_some() {
            return Some(Course { from, to: *ends_on, missed: 0 });
        }
        if self.people <= 0 {
            return None;
        }
        let (mut to, mut missed) = (from, self.people.saturating_sub(holds(self.days_before)));
        for before in self.days_before.saturating_add(1).. {
            let Some(day) = open.next().filter(|_| missed > 0) else { break };
            (to, missed) = (day, missed.saturating_sub(holds(before)));
        }
        Some(Course { from, to: Some(to), missed: missed.max(0) })
    }
}

impl Course {
    /// Whether a day lies between its first and its last.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The days on which both write, from and to; `None` if there is none.
    fn meets(&self, other: &Course) -> Option<(Date, Option<Date>)> {
        let from = self.from.max(other.from);
        (self.covers(from) && other.covers(from)).then(|| (from, self.to.into_iter().chain(other.to).min()))
    }

    /// When its reminders leave, from and to, if it reminds: so many days after its mails.
    pub fn reminders(&self, schedule: &Schedule) -> Option<(Date, Option<Date>)> {
        let later = |day: Date| day.saturating_add(schedule.remind_after_days.unwrap_or(0).days());
        let (from, to) = (later(self.from), self.to.map(later));
        let ends_before = schedule.ends_on.is_some_and(|last| last < from);
        (schedule.remind_after_days.is_some() && !ends_before)
            .then(|| (from, to.into_iter().chain(schedule.ends_on).min()))
    }
}

/// What a colleague is told of the campaigns of a calendar; each is its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Two write on the same days: they share the pace, and who is asked by one is not asked by the other.
    Together {
        /// The one that begins earlier.
        one: usize,
        /// The other.
        other: usize,
        /// The first common day.
        from: Date,
        /// The last; `None`: they go on.
        to: Option<Date>,
    },
    /// One begins so soon after another that whom the first asked is left out of it.
    Pressure {
        /// The one that asked.
        earlier: usize,
        /// The one that leaves them out.
        later: usize,
        /// From when those that were asked last may be asked again.
        until: Date,
    },
    /// Its last day comes before everybody was written to.
    TooShort {
        /// The campaign.
        one: usize,
        /// How many people it does not reach.
        missed: i64,
    },
}

/// A campaign in the calendar: its days, and whether it may still write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Its days.
    pub course: Course,
    /// Whether it still writes, or will.
    pub is_ahead: bool,
    /// Whether it asks each person when their time has come, and not everybody once.
    pub goes_on: bool,
}

impl Laid {
    /// The days of a campaign seen from `today`, in the time zone of the controller; `None` if it has none.
    pub fn of(paced: &Paced, today: Date, zone: &TimeZone, holidays: Holidays) -> Option<Self> {
        let Paced { campaign, approved_at, people, last_at, days_before } = paced;
        let Schedule { starts_on, every_months, .. } = campaign.schedule;
        let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
        let begun = approved_at.map(day).into_iter().chain(starts_on).max();
        let goes_on = every_months.is_some();
        if matches!(campaign.state, State::Done | State::Stopped) {
            let (from, to) = (begun?, day(campaign.ended_at?));
            let course = Course { from, to: Some(to), missed: 0 };
            return (from <= to).then_some(Laid { course, is_ahead: false, goes_on });
        }
        let first = starts_on.into_iter().chain([today]).max()?;
        let plan = Plan {
            first,
            schedule: campaign.schedule,
            per_hour: campaign.per_hour,
            people: *people,
            days_before: *days_before,
        };
        let ahead = plan.course(holidays);
        let from = begun.filter(|begun| *begun < today);
        let course = match (ahead, from) {
            (Some(course), from) => Course { from: from.unwrap_or(course.from), ..course },
            // Everybody was written to; reminders are left.
            (None, Some(from)) => Course { from, to: Some(last_at.map_or(from, day)), missed: 0 },
            (None, None) => return None,
        };
        Some(Laid { course, is_ahead: true, goes_on })
    }
}

/// Where campaigns meet: those that follow each other within the months that must lie between two questions, and those that do not
/// reach everybody.
pub fn conflicts(laid: &[Laid], cap_months: u32) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (place, one) in laid.iter().enumerate() {
        if one.is_ahead && one.course.missed > 0 {
            found.push(Conflict::TooShort { one: place, missed: one.course.missed });
        }
    }
    for (earlier, one) in laid.iter().enumerate() {
        for (later, other) in laid.iter().enumerate() {
            let comes_first = (one.course.from, earlier) < (other.course.from, later);
            if !comes_first || !other.is_ahead {
                continue;
            }
            if let Some((from, to)) = one.course.meets(&other.course).filter(|_| one.is_ahead) {
                found.push(Conflict::Together { one: earlier, other: later, from, to });
                continue;
            }
            let until = one.course.to.map(|to| to.saturating_add(i64::from(cap_months).months()));
            let until = until.filter(|_| !other.goes_on);
            if let Some(until) = until.filter(|until| other.course.from < *until) {
                found.push(Conflict::Pressure { earlier, later, until });
            }
        }
    }
    found
}

/// The weeks of a month, Monday first, with the days before its first and after its last that fill them.
pub fn weeks(month: Date) -> Vec<Vec<Date>> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let monday = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let days: Vec<Date> = monday.series(1.day()).take_while(|day| *day <= last).collect();
    days.chunks(7)
        .map(|week| {
            let week = week.first().into_iter().flat_map(|monday| monday.series(1.day()).take(7));
            week.collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refresh::schedule::{Days, Window};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn plan(first: &str, people: i64) -> Plan {
        Plan { first: day(first), schedule: Schedule::default(), per_hour: 100, people, days_before: 0 }
    }

    fn course(plan: &Plan) -> Course {
        plan.course("FR".parse().unwrap()).unwrap()
    }

    fn until(plan: Plan, last: &str) -> Plan {
        Plan { schedule: Schedule { ends_on: Some(day(last)), ..plan.schedule }, ..plan }
    }

    fn laid(from: &str, to: &str) -> Laid {
        Laid { course: Course { from: day(from), to: Some(day(to)), missed: 0 }, is_ahead: true, goes_on: false }
    }

    #[test]
    fn a_campaign_takes_the_open_days_that_its_pace_asks_for() {
        // Nine hours of a hundred mails: 2,000 people take three days, here around a weekend and Easter Monday.
        let friday = plan("2026-04-03", 2_000);
        assert_eq!(course(&friday), Course { from: day("2026-04-03"), to: Some(day("2026-04-08")), missed: 0 });
        assert_eq!(course(&plan("2026-04-04", 1)).from, day("2026-04-07"), "it begins on the first open day");
        assert_eq!(course(&plan("2026-04-07", 900)).to, Some(day("2026-04-07")), "a day that is just full");
        assert_eq!(plan("2026-04-07", 0).course("FR".parse().unwrap()), None, "nobody to write to");
    }

    #[test]
    fn a_warm_up_takes_the_days_that_its_shares_ask_for() {
        let slow = |days_before| {
            let plan = plan("2026-04-07", 2_000);
            let schedule = Schedule { warm_up_from: Some(200), ..plan.schedule };
            Plan { schedule, days_before, ..plan }
        };
        // 200, 400, 800, then the full 900: without one it takes three days.
        assert_eq!(course(&slow(0)).to, Some(day("2026-04-10")));
        assert_eq!(course(&slow(2)).to, Some(day("2026-04-09")), "800 on the third sending day, then 900 twice");
    }

    #[test]
    fn the_last_day_cuts_it_short_and_says_how_many_are_missed() {
        let cut = until(plan("2026-04-07", 2_000), "2026-04-08");
        assert_eq!(course(&cut), Course { from: day("2026-04-07"), to: Some(day("2026-04-08")), missed: 200 });
        assert_eq!(until(plan("2026-04-04", 1), "2026-04-06").course("FR".parse().unwrap()), None, "no open day");
        let laid = Laid { course: course(&cut), is_ahead: true, goes_on: false };
        assert_eq!(conflicts(&[laid], 12), [Conflict::TooShort { one: 0, missed: 200 }]);
    }

    #[test]
    fn one_that_goes_on_ends_with_its_last_day_or_never() {
        let rolling = |plan: Plan| Plan { schedule: Schedule { every_months: Some(12), ..plan.schedule }, ..plan };
        assert_eq!(course(&rolling(plan("2026-04-07", 0))).to, None);
        assert_eq!(course(&rolling(until(plan("2026-04-07", 0), "2026-12-31"))).to, Some(day("2026-12-31")));
    }

    #[test]
    fn reminders_follow_their_mails_and_never_the_last_day() {
        let mails = course(&plan("2026-04-07", 1_000));
        let schedule = Schedule::default();
        assert_eq!(mails.reminders(&schedule), Some((day("2026-04-28"), Some(day("2026-04-29")))));
        let ends = |last| Schedule { ends_on: Some(day(last)), ..schedule };
        assert_eq!(mails.reminders(&ends("2026-04-28")), Some((day("2026-04-28"), Some(day("2026-04-28")))));
        assert_eq!(mails.reminders(&ends("2026-04-27")), None);
        assert_eq!(mails.reminders(&Schedule { remind_after_days: None, ..schedule }), None);
    }

    #[test]
    fn two_on_the_same_days_and_one_too_soon_after_another_are_told() {
        let (spring, same, autumn) =
            (laid("2026-04-07", "2026-04-10"), laid("2026-04-09", "2026-04-20"), laid("2026-10-01", "2026-10-02"));
        let found = conflicts(&[autumn.clone(), same, spring.clone()], 12);
        let together = Conflict::Together { one: 2, other: 1, from: day("2026-04-09"), to: Some(day("2026-04-10")) };
        assert!(found.contains(&together), "{found:?}");
        for (earlier, until) in [(1, "2027-04-20"), (2, "2027-04-10")] {
            assert!(found.contains(&Conflict::Pressure { earlier, later: 0, until: day(until) }), "{found:?}");
        }
        assert_eq!(found.len(), 3);
        let next_year = laid("2027-04-10", "2027-04-10");
        assert_eq!(conflicts(&[spring.clone(), next_year], 12), [], "twelve months lie between");
        let over = Laid { is_ahead: false, ..spring };
        assert_eq!(conflicts(&[over.clone(), Laid { is_ahead: false, ..autumn.clone() }], 12), [], "both are over");
        let pressure = Conflict::Pressure { earlier: 0, later: 1, until: day("2027-04-10") };
        assert_eq!(conflicts(&[over.clone(), autumn.clone()], 12), [pressure]);
        let rolling = Laid { goes_on: true, ..autumn };
        assert_eq!(conflicts(&[over, rolling], 12), [], "it asks each person when their time has come");
    }

    #[test]
    fn two_that_go_on_meet_for_ever() {
        let on = |from: &str| {
            let course = Course { from: day(from), to: None, missed: 0 };
            Laid { course, is_ahead: true, goes_on: true }
        };
        let found = conflicts(&[on("2026-04-07"), on("2026-05-04")], 12);
        assert_eq!(found, [Conflict::Together { one: 0, other: 1, from: day("2026-05-04"), to: None }]);
    }

    #[test]
    fn a_month_is_whole_weeks() {
        // March 2026 begins on a Sunday; February 2027 is four weeks from Monday to Sunday.
        let march = weeks(day("2026-03-17"));
        assert_eq!((march.len(), march[0][0], march[5][6]), (6, day("2026-02-23"), day("2026-04-05")));
        let february = weeks(day("2027-02-01"));
        assert_eq!((february.len(), february[0][0], february[3][6]), (4, day("2027-02-01"), day("2027-02-28")));
        assert!(march.iter().chain(&february).all(|week| week.len() == 7));
    }

    #[test]
    fn a_window_of_some_days_counts_only_these() {
        let window = Window { from_hour: 10, to_hour: 12, days: Days::from_bits(0b000_0010).unwrap() };
        let tuesdays = Plan { schedule: Schedule { window, ..Schedule::default() }, ..plan("2026-03-02", 500) };
        assert_eq!(course(&tuesdays), Course { from: day("2026-03-03"), to: Some(day("2026-03-17")), missed: 0 });
    }
}
