//! Public holidays by rule: `config/holidays.toml`, whose head explains how a rule is written.

use super::easter;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::{LazyLock, OnceLock};

/// The years for which holidays are known.
pub const YEARS: RangeInclusive<i16> = 1950..=2200;

static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| calendars(include_str!("../../../config/holidays.toml")));

/// A calendar of public holidays, of a country or a part of one, by its name: `FR`, `DE-BY`, `UK-SCT`.
#[derive(Clone, Copy)]
pub struct Holidays(&'static Calendar);

impl fmt::Debug for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Holidays").field(&self.0.name).finish()
    }
}

impl PartialEq for Holidays {
    fn eq(&self, other: &Holidays) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Holidays {}

impl fmt::Display for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl FromStr for Holidays {
    type Err = UnknownCalendar;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let name = name.trim().to_ascii_uppercase();
        let found = CALENDARS.iter().find(|one| one.name == name || one.also.contains(&name));
        found.map(Holidays).ok_or(UnknownCalendar)
    }
}

/// No calendar of public holidays has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar of public holidays")]
pub struct UnknownCalendar;

struct Calendar {
    name: String,
    also: Vec<String>,
    rules: Vec<Rule>,
    days: OnceLock<BTreeMap<Date, String>>,
}

impl Calendar {
    fn days(&self) -> &BTreeMap<Date, String> {
        self.days.get_or_init(|| YEARS.flat_map(|year| year_of(&self.rules, year)).collect())
    }
}

impl Holidays {
    /// The names of all calendars.
    pub fn names() -> impl Iterator<Item = &'static str> {
        CALENDARS.iter().map(|one| one.name.as_str())
    }

    /// The name of the holiday on this day, the end of a message key `holiday-…`.
    pub fn name_of(self, day: Date) -> Option<&'static str> {
        self.0.days().get(&day).map(String::as_str)
    }

    /// Whether the day is a public holiday.
    pub fn contains(self, day: Date) -> bool {
        self.0.days().contains_key(&day)
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

    /// The `nth` working day after a day; the last day there is where the calendar ends before.
    pub fn working_day(self, from: Date, nth: usize) -> Date {
        let mut days = from.series(1.day()).skip(1).filter(|day| self.works_on(*day));
        days.nth(nth.saturating_sub(1)).unwrap_or(Date::MAX)
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

pub(super) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// One calendar as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    like: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    days: Vec<String>,
}

/// The calendars of the file. What cannot be read is left out, and a test compares the counts.
fn calendars(text: &str) -> Vec<Calendar> {
    let written: BTreeMap<String, Written> = toml::from_str(text).unwrap_or_default();
    let calendar = |name: &String| {
        let (mut rules, mut at) = (Vec::new(), Some(name));
        // A calendar is like one that is like one: no more.
        for _ in 0..4 {
            let Some(table) = at.and_then(|name| written.get(name)) else { break };
            rules.extend(table.days.iter().filter_map(|line| Rule::read(line)));
            at = table.like.as_ref();
        }
        let also = written.get(name).map(|table| table.also.clone()).unwrap_or_default();
        Calendar { name: name.clone(), also, rules, days: OnceLock::new() }
    };
    written.keys().map(calendar).collect()
}

#[derive(Clone, Copy)]
enum When {
    Fixed(i8, i8),
    Western(i32),
    Eastern(i32),
    OnOrAfter(Weekday, i8, i8),
    OnOrBefore(Weekday, i8, i8),
}

/// What becomes of a holiday on a weekend.
#[derive(Clone, Copy, PartialEq)]
enum Moves {
    No,
    Monday,
    Sunday,
    Nearest,
    Eve,
}

/// A fixed day and the weekday it has in some years.
type Condition = (i8, i8, Weekday);

struct Rule {
    when: When,
    name: String,
    years: RangeInclusive<i16>,
    only: Vec<i16>,
    not: Vec<i16>,
    every: i16,
    when_true: Option<Condition>,
    unless: Option<Condition>,
    moves: Moves,
}

impl Rule {
    fn read(line: &str) -> Option<Rule> {
        let mut words = line.split(' ');
        let mut rule = Rule {
            when: When::read(words.next()?)?,
            name: words.next()?.to_owned(),
            years: YEARS,
            only: Vec::new(),
            not: Vec::new(),
            every: 1,
            when_true: None,
            unless: None,
            moves: Moves::No,
        };
        for word in words {
            let (key, value) = word.split_once('=')?;
            let years = || value.split(',').map(|year| year.parse().ok()).collect::<Option<Vec<i16>>>();
            match key {
                "from" => rule.years = value.parse().ok()?..=*rule.years.end(),
                "until" => rule.years = *rule.years.start()..=value.parse().ok()?,
                "only" => rule.only = years()?,
                "not" => rule.not = years()?,
                "every" => rule.every = value.parse().ok().filter(|every| *every > 0)?,
                "if" => rule.when_true = Some(condition(value)?),
                "unless" => rule.unless = Some(condition(value)?),
                "moves" => rule.moves = moves(value)?,
                _ => return None,
            }
        }
        Some(rule)
    }

    /// The day in this year, if the rule holds in it.
    fn day(&self, year: i16) -> Option<Date> {
        let fits = |condition: &Option<Condition>| {
            condition.map(|(month, day, weekday)| Date::new(year, month, day).is_ok_and(|day| day.weekday() == weekday))
        };
        let holds = self.years.contains(&year)
            && (self.only.is_empty() || self.only.contains(&year))
            && !self.not.contains(&year)
            && year.checked_rem(self.every) == Some(0)
            && fits(&self.when_true) != Some(false)
            && fits(&self.unless) != Some(true);
        let day = if holds { self.when.day(year)? } else { return None };
        match (self.moves, day.weekday()) {
            (Moves::Eve, Weekday::Sunday) | (Moves::Nearest, Weekday::Saturday) => day.yesterday().ok(),
            (Moves::Nearest, Weekday::Sunday) => day.tomorrow().ok(),
            _ => Some(day),
        }
    }
}

impl When {
    fn read(word: &str) -> Option<When> {
        let shift = |rest: &str| if rest.is_empty() { Some(0) } else { rest.parse().ok() };
        if let Some(rest) = word.strip_prefix("easter") {
            return Some(When::Western(shift(rest)?));
        }
        if let Some(rest) = word.strip_prefix("orthodox") {
            return Some(When::Eastern(shift(rest)?));
        }
        if let Some((day, rest)) = word.split_once(">=") {
            let (month, number) = month_day(rest)?;
            return Some(When::OnOrAfter(weekday(day)?, month, number));
        }
        if let Some((day, rest)) = word.split_once("<=") {
            let (month, number) = month_day(rest)?;
            return Some(When::OnOrBefore(weekday(day)?, month, number));
        }
        let (month, day) = month_day(word)?;
        Some(When::Fixed(month, day))
    }

    fn day(self, year: i16) -> Option<Date> {
        let within = |date: Date, step: i32, weekday: Weekday| {
            date.series(step.days()).take(7).find(|day| day.weekday() == weekday)
        };
        match self {
            When::Fixed(month, day) => Date::new(year, month, day).ok(),
            When::Western(days) => easter::western(year)?.checked_add(days.days()).ok(),
            When::Eastern(days) => easter::eastern(year)?.checked_add(days.days()).ok(),
            When::OnOrAfter(weekday, month, day) => within(Date::new(year, month, day).ok()?, 1, weekday),
            When::OnOrBefore(weekday, month, day) => within(Date::new(year, month, day).ok()?, -1, weekday),
        }
    }
}

fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

fn condition(text: &str) -> Option<Condition> {
    let (day, name) = text.split_once(':')?;
    let (month, number) = month_day(day)?;
    Some((month, number, weekday(name)?))
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

fn moves(name: &str) -> Option<Moves> {
    Some(match name {
        "monday" => Moves::Monday,
        "sunday" => Moves::Sunday,
        "nearest" => Moves::Nearest,
        "eve" => Moves::Eve,
        _ => return None,
    })
}

/// The holidays of a year, substitutes with them.
fn year_of(rules: &[Rule], year: i16) -> BTreeMap<Date, String> {
    let found: Vec<(Date, &Rule)> = rules.iter().filter_map(|rule| Some((rule.day(year)?, rule))).collect();
    let mut days: BTreeMap<Date, String> = found.iter().map(|(day, rule)| (*day, rule.name.clone())).collect();
    let mut moving: Vec<&(Date, &Rule)> = found
        .iter()
        .filter(|(day, rule)| match rule.moves {
            Moves::Monday => is_weekend(*day),
            Moves::Sunday => day.weekday() == Weekday::Sunday,
            Moves::No | Moves::Nearest | Moves::Eve => false,
        })
        .collect();
    // The earlier holiday takes the earlier substitute.
    moving.sort_by_key(|(day, _)| *day);
    for (day, rule) in moving {
        let free = day.series(1.day()).find(|day| !is_weekend(*day) && !days.contains_key(day));
        if let Some(free) = free {
            days.insert(free, rule.name.clone());
        }
    }
    days
}
