//! What a quarter of a year was for the desk, for whoever answers for it (Arts 5(2), 39(1)(b)): counts only, and of a quarter that is
//! over the same ones whenever it is asked for.

mod paper;

pub use paper::{About, paper};

use super::report::{Answer, Behind, Case, When, by_number};
use super::store::report as store;
use crate::db::{Db, Error};
use crate::requests::Right;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// A quarter of a year; the later one is the greater. Written `2026-Q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i16,
    /// 1 to 4.
    number: i8,
}

/// The text is no quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quarter is written like 2026-Q3")]
pub struct NoQuarter;

impl Quarter {
    /// The one in which a day lies.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: (day.month() - 1) / 3 + 1 }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 4.
    pub fn number(self) -> i8 {
        self.number
    }

    /// Its first day.
    pub fn first(self) -> Date {
        Date::new(self.year, (self.number - 1) * 3 + 1, 1).unwrap_or(Date::MIN)
    }

    /// The first day after it.
    pub fn end(self) -> Date {
        self.first().saturating_add(3.months())
    }

    /// The one before it.
    pub fn before(self) -> Self {
        Self::of(self.first().saturating_sub(1.day()))
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = NoQuarter;

    fn from_str(text: &str) -> Result<Self, NoQuarter> {
        let (year, number) = text.split_once("-Q").ok_or(NoQuarter)?;
        let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && number.len() == 1;
        let (year, number) = (year.parse().map_err(|_| NoQuarter)?, number.parse().map_err(|_| NoQuarter)?);
        if plain && year > 0 && (1..=4).contains(&number) { Ok(Self { year, number }) } else { Err(NoQuarter) }
    }
}

/// What a quarter was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarterly {
    /// How many requests arrived in it.
    pub arrived: usize,
    /// What they asked for; rights that nobody asked for are left out.
    pub asked: Vec<(Right, usize)>,
    /// What was answered in it.
    pub behind: Behind,
    /// How many requests waited for an answer at its end; of the present quarter now.
    pub open: usize,
    /// Of these, how many were late.
    pub late: usize,
}

/// What a quarter was. Of the one that is not over yet, what it was until now.
pub fn quarterly(db: &mut Db, when: &When<'_>, quarter: Quarter) -> Result<Quarterly, Error> {
    let (first, end) = (quarter.first(), quarter.end());
    let (from, until) = (when.start(first), when.start(end));
    let answers: Vec<Answer> =
        store::answered(db, when, from)?.into_iter().filter(|answer| answer.answered < end).collect();
    let extensions = store::extensions(db, from, until)?;
    let asked = store::cases(db, when, (Timestamp::MIN, until), from)?;
    let arrived = || asked.iter().filter(|one| one.received >= first);
    // Of the present quarter: what waits now, and what was due before today.
    let today = when.day(when.now);
    let (open, late) = (waiting(&asked, end.min(today.saturating_add(1.day()))), end.min(today));
    Ok(Quarterly {
        arrived: arrived().map(|one| &one.reference).collect::<BTreeSet<_>>().len(),
        asked: by_number(Right::ALL, |right| arrived().filter(|one| one.right == right).count()),
        behind: Behind::of(&answers, &extensions),
        open: open.len(),
        late: open.values().filter(|due| **due < late).count(),
    })
}

/// The requests of which a part was not answered before a day, each with its law's last day.
fn waiting(asked: &[Case], day: Date) -> BTreeMap<&str, Date> {
    let open = asked.iter().filter(|one| one.answered.or(one.closed).is_none_or(|over| over >= day));
    open.map(|one| (one.reference.as_str(), one.due)).collect()
}

/// The quarters of which there is something to say: the present one and those before it, at most `most`, the latest first; none
/// before the first request arrived.
pub fn quarters(db: &mut Db, when: &When<'_>, most: usize) -> Result<Vec<Quarter>, Error> {
    let Some(first) = store::first_arrival(db)?.map(|at: Timestamp| Quarter::of(when.day(at))) else {
        return Ok(Vec::new());
    };
    let mut all = vec![Quarter::of(when.day(when.now))];
    while let Some(last) = all.last().filter(|last| **last > first && all.len() < most) {
        all.push(last.before());
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_read_as_it_is_written_and_has_its_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let third: Quarter = "2026-Q3".parse().unwrap();
        assert_eq!((third.first(), third.end()), (day("2026-07-01"), day("2026-10-01")));
        assert_eq!(third.to_string(), "2026-Q3");
        assert_eq!((Quarter::of(day("2026-09-30")), Quarter::of(day("2026-10-01")).before()), (third, third));
        assert_eq!(Quarter::of(day("2026-01-01")).before().to_string(), "2025-Q4");
        for text in ["2026-Q0", "2026-Q5", "2026-3", "26-Q3", "2026-Q", "2026-Q33", "+026-Q1", "0000-Q1", "2026-Q3.pdf"]
        {
            assert_eq!(text.parse::<Quarter>(), Err(NoQuarter), "{text}");
        }
    }

    #[test]
    fn what_waited_on_the_last_day_is_counted_once_with_its_date() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let one = |reference: &str, answered: Option<&str>| Case {
            reference: reference.to_owned(),
            right: Right::Access,
            channel: "post".to_owned(),
            received: day("2026-08-20"),
            due: day("2026-09-21"),
            extended: None,
            outcome: "granted".to_owned(),
            ground: None,
            answered: answered.map(day),
            closed: None,
        };
        // Two rights of one request, one answered in time; one answered on the last day, one on the day after.
        let asked = [
            one("01", Some("2026-09-01")),
            one("01", None),
            one("02", Some("2026-09-30")),
            one("03", Some("2026-10-01")),
        ];
        let waits = waiting(&asked, day("2026-10-01"));
        assert_eq!(waits.into_keys().collect::<Vec<_>>(), ["01", "03"]);
    }
}
