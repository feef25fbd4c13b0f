//! What a colleague typed on the page of a task, read against what the source declares. Pure.

use super::{Answer, Kind};
use crate::facts::typed;
use crate::record::Text;
use crate::sources::declaration::{ColumnKind, Declaration};
use crate::sources::plan::{Action, SourcePlan};
use crate::sources::{Done, FoundEntry};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The fields of the form as they were sent.
pub(super) type Fields = BTreeMap<String, String>;

/// The most entries of one table that can be written down.
pub(super) const MOST_ENTRIES: usize = 40;

/// How many entries the form has room for at first, and how many more each time.
pub(super) const ROOM: usize = 2;

/// The longest note.
pub(super) const LONGEST_NOTE: usize = 2_000;

/// A mistake at a field: the message, and the label it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub field: String,
    pub key: &'static str,
    /// What people call the field.
    pub label: Option<Text>,
}

impl Mistake {
    fn at(field: &str, key: &'static str) -> Self {
        Self { field: field.to_owned(), key, label: None }
    }
}

/// The name of the field of a value.
pub(super) fn value_field(table: usize, entry: usize, column: usize) -> String {
    format!("value-{table}-{entry}-{column}")
}

/// The name of the field that counts the entries of a table.
pub(super) fn count_field(table: usize) -> String {
    format!("entries-{table}")
}

/// The name of the field with the last day of what is kept.
pub(super) fn until_field(table: usize) -> String {
    format!("until-{table}")
}

/// For how many entries of each table the form has room.
pub(super) fn room(fields: &Fields) -> usize {
    fields.get("room").and_then(|text| text.parse().ok()).unwrap_or(ROOM).clamp(ROOM, MOST_ENTRIES)
}

fn is_ticked(fields: &Fields, name: &str) -> bool {
    fields.get(name).is_some_and(|value| value == "yes")
}

/// The answer and the note, or every mistake. Nothing counts unless the colleague signs it; "nothing found" no less.
pub(super) fn read(
    kind: Kind,
    declaration: &Declaration,
    plan: Option<&SourcePlan>,
    today: Date,
    fields: &Fields,
) -> Result<(Answer, String), Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut answer = Answer::default();
    match kind {
        Kind::Access => answer.found = found(declaration, fields, &mut mistakes),
        Kind::Erasure => answer.done = done(plan, today, fields, &mut mistakes),
        Kind::Correction => {}
    }
    let nothing = is_ticked(fields, "nothing");
    if kind != Kind::Correction && mistakes.is_empty() {
        match (answer.is_nothing(), nothing) {
            (true, false) => mistakes.push(Mistake::at("nothing", "manual-error-empty")),
            (false, true) => mistakes.push(Mistake::at("nothing", "manual-error-both")),
            _ => {}
        }
    }
    let note = fields.get("note").map(|text| text.trim()).unwrap_or_default();
    if note.is_empty() {
        mistakes.push(Mistake::at("note", "manual-error-note"));
    } else if note.chars().count() > LONGEST_NOTE {
        mistakes.push(Mistake::at("note", "manual-error-note-long"));
    }
    if kind == Kind::Erasure && !is_ticked(fields, "again") {
        mistakes.push(Mistake::at("again", "manual-error-again"));
    }
    if !is_ticked(fields, "signed") {
        mistakes.push(Mistake::at("signed", "manual-error-signed"));
    }
    if mistakes.is_empty() { Ok((answer, note.to_owned())) } else { Err(mistakes) }
}

/// The entries in which something was typed.
fn found(declaration: &Declaration, fields: &Fields, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Vec<FoundEntry>> {
    let mut all = BTreeMap::new();
    for (place, table) in declaration.tables.iter().enumerate() {
        let mut entries = Vec::new();
        for number in 0..room(fields) {
            let mut entry = FoundEntry::new();
            for (index, (column, held)) in table.facts().enumerate() {
                let field = value_field(place, number, index);
                let Some(text) = fields.get(&field) else { continue };
                match typed::read(&held.kind, text) {
                    Ok(None) => {}
                    Ok(Some(value)) => drop(entry.insert(column.name.clone(), value)),
                    Err(mistake) => {
                        mistakes.push(Mistake { field, key: mistake.key(), label: Some(held.label.clone()) });
                    }
                }
            }
            if !entry.is_empty() {
                entries.push(entry);
            }
        }
        if !entries.is_empty() {
            all.insert(table.name.clone(), entries);
        }
    }
    all
}

/// What was done with each table of a plan.
fn done(
    plan: Option<&SourcePlan>,
    today: Date,
    fields: &Fields,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Done> {
    let mut all = BTreeMap::new();
    for (place, step) in plan.iter().flat_map(|plan| &plan.steps).enumerate() {
        let field = count_field(place);
        let text = fields.get(&field).map(|text| text.trim()).unwrap_or_default();
        let entries = if text.is_empty() { Some(0) } else { text.parse().ok().filter(|count| *count <= MOST_COUNTED) };
        let Some(entries) = entries else {
            mistakes.push(Mistake::at(&field, "manual-error-count"));
            continue;
        };
        if entries == 0 {
            continue;
        }
        let until = if step.action == Action::Keep {
            let until = last_day(fields, place, today);
            if until.is_none() {
                mistakes.push(Mistake::at(&until_field(place), "manual-error-until"));
            }
            until
        } else {
            None
        };
        all.insert(step.table.clone(), Done { entries, until });
    }
    all
}

/// The most entries that can be counted.
const MOST_COUNTED: usize = 1_000;

fn last_day(fields: &Fields, place: usize, today: Date) -> Option<Date> {
    let text = fields.get(&until_field(place))?;
    let day: Date = typed::read(&ColumnKind::Date, text).ok()??.parse().ok()?;
    (day > today).then_some(day)
}
