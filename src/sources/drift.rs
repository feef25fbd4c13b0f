//! How far a live database is from what is declared about it: every difference by table and column, and how much of the
//! database is explained.

use super::check::differences;
use super::declaration::Declaration;
use super::describe::{LiveTable, Schema};
use super::live::{Source, SourceError};
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};

/// What kind of difference it is. The words are those of `habeas check --live --json` and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A table or view that is neither declared nor ignored.
    NewTable,
    /// A column of a declared table that is not declared.
    NewColumn,
    /// A declared or ignored table that is not there.
    GoneTable,
    /// A declared column that is not there.
    GoneColumn,
    /// The declared kind cannot be read from and written to a column of this type.
    ChangedType,
    /// Another rule of the database no longer fits: a key, a value it wants, a link that would stop an erasure.
    Rule,
}

/// One difference: names only, never a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Difference {
    /// What kind.
    pub kind: Kind,
    /// The table, as the database spells it.
    pub table: String,
    /// The column, if it is about one.
    pub column: Option<String>,
}

/// A difference, and what a person does about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
    /// Where it is cured, and how.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
}

/// How much of a database is explained, counted in columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Columns of all tables and views that the portal's account sees.
    pub columns: usize,
    /// Those of them that have a category of the record, or are left out with a reason, alone or with their table.
    pub explained: usize,
}

/// A live database held against its declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Every difference, in the order of the source file.
    pub findings: Vec<Finding>,
    /// How much is explained.
    pub coverage: Coverage,
}

impl Difference {
    pub(super) fn of_table(kind: Kind, table: &str) -> Self {
        Self { kind, table: table.to_owned(), column: None }
    }

    pub(super) fn of_column(kind: Kind, table: &str, column: &str) -> Self {
        Self { kind, table: table.to_owned(), column: Some(column.to_owned()) }
    }

    /// `table` or `table.column`.
    pub fn place(&self) -> String {
        self.column.as_ref().map_or_else(|| self.table.clone(), |column| format!("{}.{column}", self.table))
    }
}

impl Coverage {
    /// Counts the columns. What is declared and not there counts nowhere.
    fn of(declaration: &Declaration, schema: &Schema) -> Self {
        let explained = |live: &LiveTable| {
            if declaration.ignored.iter().any(|ignored| ignored.table == live.name) {
                return live.columns.len();
            }
            let table = declaration.table(&live.name);
            live.columns.iter().filter(|column| table.is_some_and(|table| table.column(&column.name).is_some())).count()
        };
        Self {
            columns: schema.tables.iter().map(|live| live.columns.len()).sum(),
            explained: schema.tables.iter().map(explained).sum(),
        }
    }

    /// Whether every column is explained.
    pub fn is_whole(self) -> bool {
        self.explained == self.columns
    }

    /// In percent, rounded down, so that only a whole is 100; `None` where there is no column at all.
    pub fn percent(self) -> Option<usize> {
        self.explained.checked_mul(100)?.checked_div(self.columns)
    }
}

impl Comparison {
    /// Holds a declaration against what its database says.
    pub fn of(declaration: &Declaration, schema: &Schema) -> Self {
        Self { findings: differences(declaration, schema), coverage: Coverage::of(declaration, schema) }
    }
}

impl Source {
    /// Asks the database what it is now, and holds that against the declaration. Blocks.
    pub fn compare(&self) -> Result<Comparison, SourceError> {
        Ok(Comparison::of(self.declaration(), &self.describe()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_is_a_hundred_percent_and_nothing_has_no_share() {
        let share = |explained, columns| Coverage { columns, explained }.percent();
        assert_eq!((share(999, 1000), share(1000, 1000), share(0, 3)), (Some(99), Some(100), Some(0)));
        assert_eq!(share(0, 0), None);
    }
}
