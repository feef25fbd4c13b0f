//! `habeas clock`: when the answer to a request is due.

use crate::lang::Lang;
use crate::requests::clock::{self, About, Holidays, Question, Regime, Step, YEARS};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;

/// What is asked of the clock, as it was typed.
#[derive(Clone, Debug)]
pub struct ClockQuestion {
    /// A day, a local time or a moment with its offset.
    pub received: String,
    /// The name of a regime.
    pub regime: String,
    /// The name of a calendar; `None` for the regime's own.
    pub holidays: Option<String>,
    /// The name of a time zone; `None` for the regime's own.
    pub zone: Option<String>,
    /// The day a question was sent.
    pub asked: Option<String>,
    /// The day it was answered.
    pub answered: Option<String>,
    /// Whether the question was about the person's identity, not about what they mean.
    pub identity: bool,
    /// The language of the sentences.
    pub lang: Lang,
}

/// What the clock says. Dates are days, written `2026-04-07`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockAnswer {
    /// The day the request arrived, in the zone.
    pub received: Date,
    /// The last day for the answer.
    pub due: Date,
    /// The last day once extended, counted from the day the request arrived; `None` where the law has no extension.
    pub extended_due: Option<Date>,
    /// The last day for the answer with the days between question and answer, where they count.
    pub due_with_pause: Date,
    /// The last day once extended, with the same days.
    pub extended_due_with_pause: Option<Date>,
    /// Why it is that day.
    pub sentence: String,
    /// Each step of the count.
    pub steps: Vec<Step>,
    /// The version of the law and the calendar.
    pub rule: String,
    /// Whether that law is in force.
    pub in_force: bool,
}

/// Why the clock cannot say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// No such regime.
    #[error("`{0}` is not a regime; there are {1}")]
    Regime(String, String),
    /// No such calendar.
    #[error("`{0}` is not a calendar of public holidays; there are {1}")]
    Holidays(String, String),
    /// No such zone.
    #[error("`{0}` is not a time zone; write one such as Europe/Paris")]
    Zone(String),
    /// Neither a day nor a time.
    #[error("`{0}` is not a day such as 2026-03-05, nor a time such as 2026-03-05T14:30 or 2026-03-05T14:30:00Z")]
    Day(String),
    /// A year for which no holidays are known.
    #[error("holidays are known from {0} to {1} only")]
    Year(i16, i16),
    /// A question before the request, or an answer before its question.
    #[error("a question comes after the request, and its answer after the question")]
    Order,
}

/// Counts, without settings.
pub fn clock(typed: &ClockQuestion) -> Result<ClockAnswer, ClockError> {
    let regime = Regime::named(&typed.regime).map_err(|_| {
        let all: Vec<_> = Regime::names().collect();
        ClockError::Regime(typed.regime.clone(), all.join(", "))
    })?;
    let name = typed.holidays.as_ref().unwrap_or(&regime.holidays);
    let holidays: Holidays = name.parse().map_err(|_| {
        let all: Vec<_> = Holidays::names().collect();
        ClockError::Holidays(name.clone(), all.join(", "))
    })?;
    let zone = typed.zone.as_ref().unwrap_or(&regime.zone);
    let zone = TimeZone::get(zone).map_err(|_| ClockError::Zone(zone.clone()))?;
    let received = day(&typed.received, &zone)?;
    let asked = typed.asked.as_deref().map(|text| day(text, &zone)).transpose()?;
    let answered = typed.answered.as_deref().map(|text| day(text, &zone)).transpose()?;
    if asked.is_some_and(|asked| asked < received) || answered.is_some_and(|answered| Some(answered) < asked) {
        return Err(ClockError::Order);
    }
    let about = if typed.identity { About::Identity } else { About::Scope };
    let questions: Vec<Question> = asked.map(|asked| Question { asked, answered, about }).into_iter().collect();
    let deadline = clock::count(regime, holidays, received, &questions);
    let mut sentence = clock::sentence(typed.lang, &deadline);
    if let Some(more) = clock::paused_sentence(typed.lang, &deadline) {
        sentence = format!("{sentence} {more}");
    }
    Ok(ClockAnswer {
        received,
        due: deadline.first.due,
        extended_due: deadline.extended.as_ref().map(|limit| limit.due),
        due_with_pause: deadline.due_with_pause(),
        extended_due_with_pause: match &deadline.paused {
            Some(paused) => paused.extended.as_ref().map(|limit| limit.due),
            None => deadline.extended.as_ref().map(|limit| limit.due),
        },
        sentence,
        steps: clock::steps(typed.lang, &deadline),
        rule: format!("{} · {holidays}", regime.version),
        in_force: regime.in_force,
    })
}

/// The day of what was typed, where the controller is.
fn day(text: &str, zone: &TimeZone) -> Result<Date, ClockError> {
    let text = text.trim();
    // Longest first: a day also reads as the beginning of a time, and a local time as a moment without its offset.
    let moment = text.parse::<Timestamp>().ok().map(|at| clock::day_of(at, zone));
    let local = || text.parse::<DateTime>().ok().map(|at| at.date());
    let found = moment.or_else(local).ok_or_else(|| ClockError::Day(text.to_owned()))?;
    if YEARS.contains(&found.year()) && YEARS.contains(&(found.year() + 1)) {
        return Ok(found);
    }
    Err(ClockError::Year(*YEARS.start(), *YEARS.end() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(received: &str) -> ClockQuestion {
        ClockQuestion {
            received: received.to_owned(),
            regime: "eu".to_owned(),
            holidays: None,
            zone: None,
            asked: None,
            answered: None,
            identity: true,
            lang: Lang::En,
        }
    }

    #[test]
    fn the_answer_is_json_with_days() {
        let answer = serde_json::to_value(clock(&asked("2026-03-05")).unwrap()).unwrap();
        assert_eq!(answer.get("due").unwrap(), "2026-04-07");
        assert_eq!(answer.get("extended_due").unwrap(), "2026-06-05");
        assert_eq!(answer.get("due_with_pause").unwrap(), "2026-04-07");
        assert_eq!(answer.get("rule").unwrap(), "eu-gdpr-2018-05-25 · FR");
        assert!(answer.get("sentence").unwrap().as_str().unwrap().contains("Easter Monday"));
        assert_eq!(answer.get("steps").unwrap().as_array().unwrap().len(), 3);
    }

    #[test]
    fn scenario_4_a_time_counts_as_the_day_where_the_controller_is() {
        let due = |received: &str| clock(&asked(received)).unwrap().due.to_string();
        assert_eq!(due("2026-08-31T23:59"), "2026-09-30");
        assert_eq!(due("2026-08-31T23:59:00+02:00"), "2026-09-30");
        // Half past midnight in Paris, still the 31st in Greenwich.
        assert_eq!(due("2026-08-31T22:30:00Z"), "2026-10-01");
        let new_york = ClockQuestion { zone: Some("America/New_York".to_owned()), ..asked("2026-08-31T22:30:00Z") };
        assert_eq!(clock(&new_york).unwrap().due.to_string(), "2026-09-30");
    }

    #[test]
    fn a_pause_gives_both_dates_and_both_sentences() {
        let typed = ClockQuestion {
            asked: Some("2026-09-11".to_owned()),
            answered: Some("2026-09-21".to_owned()),
            ..asked("2026-09-10")
        };
        let answer = clock(&typed).unwrap();
        assert_eq!(
            (answer.due.to_string(), answer.due_with_pause.to_string()),
            ("2026-10-12".into(), "2026-10-20".into())
        );
        assert!(answer.sentence.contains("counting these 10 days"), "{}", answer.sentence);
    }

    #[test]
    fn what_it_cannot_count_it_says() {
        let error = |typed: ClockQuestion| clock(&typed).unwrap_err().to_string();
        assert!(error(asked("05/03/2026")).contains("not a day"));
        assert!(error(asked("1200-01-01")).contains("from 1950 to 2199"));
        let regime = error(ClockQuestion { regime: "gdpr".to_owned(), ..asked("2026-03-05") });
        assert!(regime.contains("eu, eu-omnibus, uk"), "{regime}");
        let holidays = error(ClockQuestion { holidays: Some("XX".to_owned()), ..asked("2026-03-05") });
        assert!(holidays.contains("UK-SCT"), "{holidays}");
        assert!(error(ClockQuestion { zone: Some("Mars".to_owned()), ..asked("2026-03-05") }).contains("time zone"));
        let before = ClockQuestion { asked: Some("2026-03-01".to_owned()), ..asked("2026-03-05") };
        assert_eq!(clock(&before), Err(ClockError::Order));
    }
}
