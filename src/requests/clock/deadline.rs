//! The count itself: from the day a request arrived to the last day of its answer.

use super::holidays::is_weekend;
use super::{Holidays, PauseRule, Regime, Span};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The day on which a moment falls in the zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// What a question to the person is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Who they are.
    Identity,
    /// What they mean.
    Scope,
}

impl About {
    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            About::Identity => "identity",
            About::Scope => "scope",
        }
    }

    /// What the word says.
    pub fn parse(word: &str) -> Option<About> {
        [About::Identity, About::Scope].into_iter().find(|about| about.as_str() == word)
    }
}

/// A question to the person that may stop the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The day it was sent.
    pub asked: Date,
    /// The day the answer arrived, if it did.
    pub answered: Option<Date>,
    /// What it is about.
    pub about: About,
}

/// A day on which a term does not end, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub day: Date,
    /// The reason.
    pub why: Why,
}

/// Why a term does not end on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A Saturday.
    Saturday,
    /// A Sunday.
    Sunday,
    /// A public holiday, by the end of its key `holiday-…`.
    Holiday(&'static str),
}

/// The end of a term, with how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The day the term counts from.
    pub start: Date,
    /// The term.
    pub span: Span,
    /// The day it ends before weekends and holidays are looked at.
    pub raw: Date,
    /// Whether the last month is too short for the day's number.
    pub short: bool,
    /// The days after `raw` on which it does not end.
    pub skipped: Vec<Skipped>,
    /// The last day.
    pub due: Date,
}

/// What questions did to the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paused {
    /// The questions.
    pub questions: Vec<Question>,
    /// Days added to the term, or days by which it begins later.
    pub days: i32,
    /// The first limit with the pause.
    pub first: Limit,
    /// The extended limit with the pause.
    pub extended: Option<Limit>,
}

/// By when the law wants an answer, and why that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The law that counts.
    pub regime: &'static Regime,
    /// The calendar.
    pub holidays: Holidays,
    /// The day the request arrived, where the controller is.
    pub received: Date,
    /// Without extension and pause.
    pub first: Limit,
    /// With the extension, were it announced in time; `None` if the law has none.
    pub extended: Option<Limit>,
    /// With the pauses; `None` if nothing was asked.
    pub paused: Option<Paused>,
}

impl Deadline {
    /// The first limit with the pauses that count; the first limit itself where none does.
    pub fn due_with_pause(&self) -> Date {
        self.paused.as_ref().map_or(self.first.due, |paused| paused.first.due)
    }

    /// The day to work towards (law.md CLK-8: warn on the date without the pause). Where the law itself stops the clock,
    /// that is the date with the pause.
    pub fn due(&self, extended: bool) -> Date {
        let stops = self.regime.pause == PauseRule::Stop;
        let paused = self.paused.as_ref().filter(|_| stops);
        let (first, later) = match paused {
            Some(paused) => (&paused.first, &paused.extended),
            None => (&self.first, &self.extended),
        };
        later.as_ref().filter(|_| extended).unwrap_or(first).due
    }

    /// The day after which the answer is a breach: with every pause that counts.
    pub fn breach_after(&self, extended: bool) -> Date {
        let Some(paused) = &self.paused else { return self.due(extended) };
        paused.extended.as_ref().filter(|_| extended).unwrap_or(&paused.first).due
    }
}

/// Counts the deadline of a request that arrived on `received`, with the questions asked since.
pub fn count(regime: &'static Regime, holidays: Holidays, received: Date, questions: &[Question]) -> Deadline {
    let limit = |start: Date, span: Span, days: i32| limit(start, span, days, holidays, regime.rolls);
    let first = limit(received, regime.answer, 0);
    let extended = regime.extension.map(|span| limit(received, span, 0));
    let paused = (!questions.is_empty()).then(|| {
        let (start, days) = effect(regime.pause, holidays, received, questions);
        Paused {
            questions: questions.to_vec(),
            days: days + (start - received).get_days(),
            first: limit(start, regime.answer, days),
            extended: regime.extension.map(|span| limit(start, span, days)),
        }
    });
    Deadline { regime, holidays, received, first, extended, paused }
}

/// Where the term begins after the questions, and how many days are added to it.
fn effect(rule: PauseRule, holidays: Holidays, received: Date, questions: &[Question]) -> (Date, i32) {
    // Days on which two questions were open at once count once.
    let mut open: Vec<(Date, Date)> = Vec::new();
    let mut start = received;
    for question in questions {
        let Some(answered) = question.answered.filter(|day| *day >= question.asked) else { continue };
        match rule {
            PauseRule::None => {}
            PauseRule::Stop if question.about == About::Identity => start = start.max(answered),
            PauseRule::Stop => open.push((question.asked, answered)),
            PauseRule::Credit { asked_within_working_days } => {
                if holidays.working_days(received, question.asked) <= asked_within_working_days {
                    open.push((question.asked, answered));
                }
            }
        }
    }
    open.sort();
    let mut reached = start;
    let mut days = 0;
    for (asked, answered) in open {
        let from = asked.max(reached);
        if answered > from {
            days += (answered - from).get_days();
            reached = answered;
        }
    }
    (start, days)
}

fn limit(start: Date, span: Span, days: i32, holidays: Holidays, rolls: bool) -> Limit {
    let (end, short) = match span {
        Span::Months(months) => {
            // Adding months keeps the day's number or takes the last day of the month: the clamp of the Regulation.
            let end = start.saturating_add(months.months());
            (end, end.day() != start.day())
        }
        Span::Days(days) => (start.saturating_add(days.days()), false),
        Span::WorkingDays(days) => {
            let after = start.series(1.day()).skip(1).filter(|day| holidays.works_on(*day));
            let nth = usize::try_from(days).ok().and_then(|days| days.checked_sub(1));
            (nth.and_then(|nth| after.into_iter().nth(nth)).unwrap_or(start), false)
        }
    };
    let raw = end.saturating_add(days.days());
    let mut skipped = Vec::new();
    let mut due = raw;
    while rolls && !holidays.works_on(due) {
        let why = match (holidays.name_of(due), due.weekday()) {
            (Some(name), _) => Why::Holiday(name),
            (None, Weekday::Saturday) => Why::Saturday,
            (None, _) => Why::Sunday,
        };
        skipped.push(Skipped { day: due, why });
        let Ok(next) = due.tomorrow() else { break };
        due = next;
    }
    debug_assert!(skipped.iter().all(|one| is_weekend(one.day) || holidays.contains(one.day)));
    Limit { start, span, raw, short, skipped, due }
}

impl Limit {
    /// The end of a term of another length from the same rules: an acknowledgement, an opt-out.
    pub fn of(regime: &Regime, holidays: Holidays, start: Date, span: Span) -> Limit {
        limit(start, span, 0, holidays, regime.rolls)
    }
}

/// The day by which the company means to answer: so many days after the request arrived, and never after the law's day.
pub fn internal_target(deadline: &Deadline, days: u32) -> Date {
    let due = deadline.first.due;
    let target = i32::try_from(days).ok().and_then(|days| deadline.received.checked_add(days.days()).ok());
    target.unwrap_or(due).min(due)
}
