//! What an erasure will do: one value that the preview shows, the execution follows and the receipt repeats.
//!
//! A plan holds keys of rows, never their contents. The same rows give the same plan, in the same order.

use super::sql::RowKey;
use crate::record::{End, Keep, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an erasure will do in every source. Empty for a person of whom nothing is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The sources that hold something, by name.
    pub sources: Vec<SourcePlan>,
    /// The names of the sources that did not answer when the plan was made.
    pub unreachable: Vec<String>,
}

/// What an erasure will do in one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePlan {
    /// The name of the source.
    pub source: String,
    /// What people read.
    pub label: Text,
    /// The steps in the order they run: rows that point to others before those.
    pub steps: Vec<Step>,
    /// Whether a colleague does it by hand, and signs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// What happens to some rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The table.
    pub table: String,
    /// What people read.
    pub label: Text,
    /// What happens to the rows.
    pub action: Action,
    /// Until when they, or their copies, are kept; present where something is archived or kept for a rule.
    pub until: Option<Until>,
    /// Why they are kept, as the person reads it; present where something is archived, kept for a rule, or needed by what is
    /// under way.
    pub ground: Option<Text>,
    /// The columns that are copied into the archive, sealed.
    pub copies: Vec<String>,
    /// The columns that get another value, where the row stays.
    pub changes: Vec<Change>,
    /// What this means for each category of the record.
    pub effects: Vec<Effect>,
    /// The rows, by key.
    pub keys: Vec<RowKey>,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is deleted.
    Delete,
    /// It stays without what is declared to go.
    Strip,
    /// What is declared is copied, sealed, into the archive; then it is stripped.
    Archive,
    /// It stays as it is.
    Keep,
    /// Another person has it too: it stays, and no longer leads to this person.
    Unlink,
}

/// A column that gets another value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// The column.
    pub column: String,
    /// The new text, in which `{key}` stands for the key of the row; absent for no value.
    pub to: Option<String>,
}

/// What a step means for a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The category of the record.
    pub category: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// In how many rows.
    pub rows: usize,
}

/// What becomes of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is gone.
    Erased,
    /// It is gone from the source and sealed in the archive until a date.
    Archived,
    /// It stays in the source.
    Kept,
    /// It stays because another person has it too.
    Shared,
    /// It stays as long as the person does: only a part was to go, and without it nobody knows whose the rest is, or the
    /// source cannot hold the row; or something under way needs it.
    Needed,
}

/// Until when something is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Until {
    /// The last day; absent if the rule has no date, or its clock has not started.
    pub date: Option<Date>,
    /// The retention rule of the record.
    pub rule: String,
    /// The law that asks for it.
    pub law: Option<String>,
}

/// One line of a preview, a result or a receipt: a category in a source, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The source.
    pub source: String,
    /// The category of the record.
    pub category: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// In how many rows.
    pub rows: usize,
    /// Until when: the latest of the rows.
    pub until: Option<Until>,
    /// Why it is kept.
    pub ground: Option<Text>,
}

impl Plan {
    /// Whether there is nothing to do and nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.unreachable.is_empty()
    }

    /// The plan of a source.
    pub fn source(&self, name: &str) -> Option<&SourcePlan> {
        self.sources.iter().find(|plan| plan.source == name)
    }

    /// What becomes of each category in each source, by source, outcome and category.
    pub fn lines(&self) -> Vec<Line> {
        self.sources.iter().flat_map(SourcePlan::lines).collect()
    }

    /// Puts the sources in the order of their names and leaves out those with nothing to do.
    pub fn from_parts(parts: Vec<SourcePlan>, mut unreachable: Vec<String>) -> Self {
        let mut sources: Vec<_> = parts.into_iter().filter(|part| !part.steps.is_empty()).collect();
        sources.sort_by(|one, other| one.source.cmp(&other.source));
        unreachable.sort();
        Self { sources, unreachable }
    }
}

impl SourcePlan {
    /// What becomes of each category, by outcome, category and ground.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: BTreeMap<(Outcome, String, Option<String>, String), Line> = BTreeMap::new();
        for step in &self.steps {
            for effect in &step.effects {
                let lasts = matches!(effect.outcome, Outcome::Archived | Outcome::Kept | Outcome::Needed);
                let (until, ground) = if lasts { (step.until.clone(), step.ground.clone()) } else { (None, None) };
                let rule = until.as_ref().map(|until| until.rule.clone());
                let reason = ground.as_ref().map(|ground| format!("{ground:?}")).unwrap_or_default();
                let line =
                    lines.entry((effect.outcome, effect.category.clone(), rule, reason)).or_insert_with(|| Line {
                        source: self.source.clone(),
                        category: effect.category.clone(),
                        outcome: effect.outcome,
                        rows: 0,
                        until: until.clone(),
                        ground,
                    });
                line.rows += effect.rows;
                line.until = line.until.take().max(until);
            }
        }
        lines.into_values().collect()
    }

    /// Adds the rows of a newer plan that this one does not know: they were written since.
    pub fn add(&mut self, newer: SourcePlan) {
        for mut step in newer.steps {
            let known = self.steps.iter().filter(|known| known.table == step.table);
            let known: BTreeSet<&RowKey> = known.flat_map(|known| &known.keys).collect();
            step.keys.retain(|key| !known.contains(key));
            step.effects.iter_mut().for_each(|effect| effect.rows = step.keys.len());
            if !step.keys.is_empty() {
                self.steps.push(step);
            }
        }
    }

    /// How many rows get this action.
    pub fn rows_to(&self, action: Action) -> usize {
        self.steps.iter().filter(|step| step.action == action).map(|step| step.keys.len()).sum()
    }

    /// How many rows the steps are about.
    pub fn rows(&self) -> usize {
        self.steps.iter().map(|step| step.keys.len()).sum()
    }
}

impl Step {
    /// Whether the rows are other than before when the step has run.
    pub fn changes_something(&self) -> bool {
        self.action == Action::Delete || !self.changes.is_empty()
    }
}

impl Until {
    /// The end of a retention rule.
    pub fn of(end: End<'_>) -> Self {
        let rule = end.rule();
        Self { date: end.date(), rule: rule.id.clone(), law: rule.law.clone() }
    }

    /// Whether the rule ends by criteria and never by a date.
    pub fn is_open(&self, record: &crate::record::Record) -> bool {
        record.retention(&self.rule).is_some_and(|rule| matches!(rule.keep, Keep::While(_)))
    }
}

/// The day in a column's value: an ISO day or time, or a number of seconds or milliseconds since 1970, as written.
pub fn day_of(text: &str) -> Option<Date> {
    day_in(text, &TimeZone::UTC, false)
}

/// The same where the controller is: an instant belongs to the day that it has there, a day or time without a zone to
/// the day that is written.
pub fn day_at(text: &str, zone: &TimeZone) -> Option<Date> {
    day_in(text, zone, true)
}

fn day_in(text: &str, zone: &TimeZone, moved: bool) -> Option<Date> {
    let text = text.trim();
    if moved && let Ok(instant) = text.parse::<Timestamp>() {
        return Some(zone.to_datetime(instant).date());
    }
    if let Some(day) = text.get(..10).and_then(|day| day.parse().ok()) {
        return Some(day);
    }
    let number: i64 = text.parse().ok()?;
    let seconds = if number.abs() > 100_000_000_000 { number / 1_000 } else { number };
    let time = (number.abs() > 99_999_999).then(|| Timestamp::from_second(seconds).ok())??;
    Some(zone.to_datetime(time).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_from_days_times_and_counts_of_seconds() {
        assert_eq!(day_of("2026-03-01"), Some(date(2026, 3, 1)));
        assert_eq!(day_of(" 2026-03-01 10:00:00+00"), Some(date(2026, 3, 1)));
        assert_eq!(day_of("1772359200"), Some(date(2026, 3, 1)));
        assert_eq!(day_of("1772359200000"), Some(date(2026, 3, 1)));
        for nothing in ["", "soon", "12", "2026-13-01", "01/03/2026"] {
            assert_eq!(day_of(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn an_instant_late_in_the_evening_belongs_to_the_day_that_has_begun_where_the_controller_is() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        for evening in ["2026-03-01 23:30:00+00", "2026-03-01T23:30:00Z", "1772407800", "1772407800000"] {
            assert_eq!(day_at(evening, &paris), Some(date(2026, 3, 2)), "{evening}");
            assert_eq!(day_of(evening), Some(date(2026, 3, 1)), "{evening}");
        }
        for written in ["2026-03-01", "2026-03-01 23:30:00", "2026-03-01T23:30:00"] {
            assert_eq!(day_at(written, &paris), Some(date(2026, 3, 1)), "{written}");
        }
    }
}
