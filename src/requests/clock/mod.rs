//! When an answer is due, and why: pure rules, no clock of their own.
//!
//! [`Regime`] is the law that counts, read from `config/regimes/`; [`Holidays`] is a calendar, read from
//! `config/holidays.toml`; [`count`] joins them and gives a [`Deadline`], which [`sentence`] and [`steps`] put into words.
//! A month ends on the day with the same number, or on the last day of a shorter month; if that is a Saturday, a Sunday
//! or a public holiday, on the next working day (Regulation (EEC, Euratom) 1182/71, Art. 3; law.md CLK-2 to CLK-8). The
//! start never moves, and the days that count are those of the controller's time zone.

mod band;
mod deadline;
mod easter;
mod holidays;
mod regime;
mod wording;

pub use band::{Band, Bands};
pub use deadline::{About, Deadline, Limit, Paused, Question, Skipped, Why, count, day_of, internal_target};
pub use holidays::{Holidays, UnknownCalendar, YEARS};
pub use regime::{PauseRule, Regime, Silence, Span, UnknownRegime};
pub use wording::{Step, paused_sentence, sentence, sentence_at_desk, steps};

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "holidays_tests.rs"]
mod holidays_tests;
