//! A deadline in words: one sentence for the person, one for colleagues, and each step for who wants to check.

use super::{Deadline, Limit, PauseRule, Paused, Question, Skipped, Span, Why};
use crate::lang::Lang;
use crate::words;
use jiff::civil::Date;
use serde::Serialize;

/// One step of the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which: `received`, `answer`, `extension`, `pause`, `acknowledgement`, `opt-out`.
    pub what: &'static str,
    /// The day it leads to.
    pub date: Date,
    /// In words.
    pub text: String,
}

/// Why the answer is due on that day, in one sentence that names the holiday that moved it.
pub fn sentence(lang: Lang, deadline: &Deadline) -> String {
    limit_sentence(lang, "deadline-", &deadline.first)
}

/// The same for colleagues, who are neither "we" nor "you" in it.
pub fn sentence_at_desk(lang: Lang, deadline: &Deadline) -> String {
    limit_sentence(lang, "deadline-desk-", &deadline.first)
}

/// What the questions did, in one sentence; `None` if none was asked.
pub fn paused_sentence(lang: Lang, deadline: &Deadline) -> Option<String> {
    let paused = deadline.paused.as_ref()?;
    let last = paused.questions.last()?;
    let key = match (last.answered, paused.days, deadline.regime.pause) {
        (None, _, _) => "deadline-paused-open",
        (Some(_), _, PauseRule::None) => "deadline-paused-never",
        (Some(_), 0, _) => "deadline-paused-late",
        (Some(_), _, PauseRule::Stop) => "deadline-paused-stopped",
        (Some(_), _, PauseRule::Credit { .. }) => "deadline-paused",
    };
    Some(with_pause(lang, key, paused, last, deadline.first.due))
}

fn with_pause(lang: Lang, key: &str, paused: &Paused, last: &Question, without: Date) -> String {
    let asked = words::day(lang, last.asked);
    let answered = last.answered.map(|day| words::day(lang, day)).unwrap_or_default();
    let days = words::count(lang, "span-days", "count", i64::from(paused.days));
    let (due, without) = (words::day(lang, paused.first.due), words::day(lang, without));
    let args = [
        ("asked", asked.as_str()),
        ("answered", answered.as_str()),
        ("days", days.as_str()),
        ("due", due.as_str()),
        ("without", without.as_str()),
    ];
    words::say(lang, key, &args)
}

/// Each step of the count, in order.
pub fn steps(lang: Lang, deadline: &Deadline) -> Vec<Step> {
    let received = words::day(lang, deadline.received);
    let mut steps = vec![Step {
        what: "received",
        date: deadline.received,
        text: words::say(lang, "clock-received", &[("received", &received)]),
    }];
    let other = |what: &'static str, key: &str, span: Option<Span>| {
        let limit = Limit::of(deadline.regime, deadline.holidays, deadline.received, span?);
        let due = words::day(lang, limit.due);
        Some(Step { what, date: limit.due, text: words::say(lang, key, &[("due", &due)]) })
    };
    steps.extend(other("acknowledgement", "clock-acknowledgement", deadline.regime.acknowledgement));
    steps.extend(other("opt-out", "clock-opt-out", deadline.regime.opt_out));
    let first = &deadline.first;
    steps.push(Step { what: "answer", date: first.due, text: limit_sentence(lang, "clock-", first) });
    if let Some(limit) = &deadline.extended {
        steps.push(Step { what: "extension", date: limit.due, text: limit_sentence(lang, "clock-extension-", limit) });
    }
    if let (Some(paused), Some(text)) = (&deadline.paused, paused_sentence(lang, deadline)) {
        steps.push(Step { what: "pause", date: paused.first.due, text });
    }
    steps
}

/// A sentence of the family `deadline-…` (to the person), `deadline-desk-…` (to colleagues), `clock-…` or `clock-extension-…` (of the count).
fn limit_sentence(lang: Lang, family: &str, limit: &Limit) -> String {
    let end = match (limit.short, limit.skipped.is_empty()) {
        (false, true) => "same-day",
        (true, true) => "short-month",
        (false, false) => "rolled",
        (true, false) => "short-month-rolled",
    };
    let [received, raw, due] = [limit.start, limit.raw, limit.due].map(|day| words::day(lang, day));
    let (span, skipped) = (span(lang, limit.span), listed(lang, &limit.skipped));
    let args = [
        ("received", received.as_str()),
        ("span", span.as_str()),
        ("raw", raw.as_str()),
        ("skipped", skipped.as_str()),
        ("due", due.as_str()),
    ];
    words::say(lang, &format!("{family}{end}"), &args)
}

fn span(lang: Lang, span: Span) -> String {
    let (key, count) = match span {
        Span::Months(months) => ("span-months", months),
        Span::Days(days) => ("span-days", days),
        Span::WorkingDays(days) => ("span-working-days", days),
    };
    words::count(lang, key, "count", i64::from(count))
}

/// "5 April 2026 is a Sunday and 6 April 2026 is a public holiday (Easter Monday)".
fn listed(lang: Lang, skipped: &[Skipped]) -> String {
    let one = |skipped: &Skipped| {
        let date = words::day(lang, skipped.day);
        match skipped.why {
            Why::Saturday => words::say(lang, "clock-saturday", &[("date", &date)]),
            Why::Sunday => words::say(lang, "clock-sunday", &[("date", &date)]),
            Why::Holiday(name) => {
                let holiday = words::say(lang, &format!("holiday-{name}"), &[]);
                words::say(lang, "clock-holiday", &[("date", &date), ("holiday", &holiday)])
            }
        }
    };
    let mut all: Vec<String> = skipped.iter().map(one).collect();
    let Some(last) = all.pop() else { return String::new() };
    if all.is_empty() {
        return last;
    }
    words::say(lang, "clock-and", &[("some", &all.join(", ")), ("last", &last)])
}
