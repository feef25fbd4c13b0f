//! What a source may not need to hold (Art. 5(1)(c), Art. 25): columns without a purpose, that nobody fills in, that nobody may
//! leave out, and those that look like data the law protects further. The database counts; no value leaves it.
//!
//! - [`names`]: what a name of a column or table says;
//! - [`subjects`]: what is looked for, by name and in what is written;
//! - [`values`]: what the database counts.

mod names;
mod subjects;
mod values;

pub use subjects::Subject;

use super::declaration::{Content, Declaration};
use super::describe::{LiveColumn, LiveTable, Schema};
use super::live::{Source, SourceError};
use crate::record::Record;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Why a column is doubted. The words are kept in the portal's database and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// No activity of the record uses its category, or the source file does not name it.
    NoPurpose,
    /// The record says that its category is protected further (Arts 9 and 10, NIR).
    Declared,
    /// Its name, or that of its table, says what it holds.
    Named,
    /// What is written in it says what it holds.
    Written,
    /// No row comes without it.
    Mandatory,
    /// No row has it.
    Empty,
    /// No row of late has it.
    Unused,
}

impl Why {
    /// Every reason with its word.
    pub const ALL: [(Why, &'static str); 7] = [
        (Why::NoPurpose, "no-purpose"),
        (Why::Declared, "declared"),
        (Why::Named, "named"),
        (Why::Written, "written"),
        (Why::Mandatory, "mandatory"),
        (Why::Empty, "empty"),
        (Why::Unused, "unused"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Why::ALL.iter().find(|(why, _)| *why == self).map_or("", |(_, word)| word)
    }
}

/// A column that may not be needed. Names and counts only, never a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Doubt {
    /// The table, as the database spells it.
    pub table: String,
    /// The column.
    pub column: String,
    /// Why.
    pub why: Why,
    /// What it seems to hold, where that is the reason.
    pub subject: Option<Subject>,
    /// In how many of the rows looked at, where they were counted.
    pub rows: Option<u64>,
    /// How many rows were looked at.
    pub of: Option<u64>,
}

impl Doubt {
    fn new(table: &str, column: &str, why: Why, subject: Option<Subject>) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), why, subject, rows: None, of: None }
    }

    /// `table.column`.
    pub fn place(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// What is looked for besides the schema.
#[derive(Clone, Debug)]
pub struct Look<'a> {
    /// The purposes.
    pub record: &'a Record,
    /// Since when a row is of late: the day from which on nobody filled an unused column in.
    pub since: Date,
    /// The controller's time zone.
    pub zone: &'a TimeZone,
}

impl Source {
    /// Every doubt about this source, in the order of its tables. Asks the database what it is and lets it count. Blocks.
    pub fn minimise(&self, look: &Look<'_>) -> Result<Vec<Doubt>, SourceError> {
        let schema = self.describe()?;
        let mut doubts = by_schema(self.declaration(), look.record, &schema);
        self.session(|session| session.count_doubts(&schema, look, &mut doubts))?;
        doubts.sort();
        doubts.dedup_by(|one, other| {
            (&one.table, &one.column, one.why, one.subject) == (&other.table, &other.column, other.why, other.subject)
        });
        Ok(doubts)
    }
}

/// What can be doubted of a source of which nobody but a colleague sees the rows: by what is declared.
pub fn by_declaration(declaration: &Declaration, record: &Record) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for table in &declaration.tables {
        for column in &table.columns {
            doubts.extend(by_record(declaration, record, &table.name, &column.name));
            let named = names::subject(&table.name, &column.name, None).filter(|subject| subject.is_rarely_needed());
            doubts.extend(named.map(|subject| Doubt::new(&table.name, &column.name, Why::Named, Some(subject))));
        }
    }
    doubts
}

/// The tables and views in which somebody's data may be: not those that are left out with a reason, nor views that nobody declares,
/// which repeat a table.
fn examined<'s>(declaration: &'s Declaration, schema: &'s Schema) -> impl Iterator<Item = &'s LiveTable> {
    schema.tables.iter().filter(|live| {
        let ignored = declaration.ignored.iter().any(|ignored| ignored.table == live.name);
        !ignored && (!live.view || declaration.table(&live.name).is_some())
    })
}

/// What names and rules of the database say.
fn by_schema(declaration: &Declaration, record: &Record, schema: &Schema) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for live in examined(declaration, schema) {
        for column in &live.columns {
            doubts.extend(by_record(declaration, record, &live.name, &column.name));
            let Some(subject) = subject_of(declaration, live, column) else { continue };
            if subject.is_rarely_needed() {
                doubts.push(Doubt::new(&live.name, &column.name, Why::Named, Some(subject)));
            }
            if !column.nullable && !column.generated {
                doubts.push(Doubt::new(&live.name, &column.name, Why::Mandatory, Some(subject)));
            }
        }
    }
    doubts
}

/// What a column seems to hold; nothing for what links rows, and for what the source file leaves out with a reason.
fn subject_of(declaration: &Declaration, live: &LiveTable, column: &LiveColumn) -> Option<Subject> {
    let declared = declaration.table(&live.name).and_then(|table| table.column(&column.name));
    let left_out = declared.is_some_and(|column| matches!(column.content, Content::Ignored(_)));
    let links =
        live.primary_key.contains(&column.name) || live.links.iter().any(|link| link.columns.contains(&column.name));
    if left_out || links { None } else { names::subject(&live.name, &column.name, Some(column.family)) }
}

fn by_record(declaration: &Declaration, record: &Record, table: &str, column: &str) -> Option<Doubt> {
    let declared = declaration.table(table)?;
    let Some(known) = declared.column(column) else {
        return Some(Doubt::new(table, column, Why::NoPurpose, None));
    };
    let Content::Fact(held) = &known.content else { return None };
    if record.activities_of(&held.category).next().is_none() {
        return Some(Doubt::new(table, column, Why::NoPurpose, None));
    }
    let sensitive = record.category(&held.category).and_then(|category| category.sensitive);
    sensitive.map(|kind| Doubt::new(table, column, Why::Declared, Some(kind.into())))
}

#[cfg(test)]
#[path = "minimise_tests.rs"]
mod tests;
