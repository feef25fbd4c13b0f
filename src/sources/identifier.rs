//! What a person is looked for by: proven addresses, and the numbers other sources know them by.

use super::declaration::Way;
use super::sql::{Cell, Dialect, Statement};
use crate::people::{Address, Member};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The proven addresses of one person, as they are compared: trimmed, NFC, letters folded, the domain in ASCII.
///
/// Addresses that a source holds beside a proven one are never added: whoever can write a second address into their
/// own row could otherwise read another person's. Numbers come from rows that are the person's alone, and only from
/// columns that a declaration names.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifiers {
    addresses: BTreeSet<String>,
    numbers: BTreeSet<Number>,
    member: Option<Member>,
}

/// A value by which another source knows the person, such as a customer number, and where it stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number {
    /// The source it stands in.
    pub source: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The value, in text form.
    pub value: String,
}

impl std::fmt::Debug for Number {
    /// Values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({}.{}.{})", self.source, self.table, self.column)
    }
}

/// Adds the expression by which addresses are compared: trimmed, letters folded. Written the same way each time and
/// without bound values, so that an index over it serves (`habeas check` says which). What is trimmed is the white space
/// that Rust's `trim` drops, in the ranges databases meet.
pub(super) fn folded(statement: &mut Statement, dialect: Dialect, column: &str) {
    match dialect {
        Dialect::Postgres => statement
            .push("lower(trim(both E' \\t\\n\\r\\u000b\\f\\u0085\\u00a0\\u2007\\u202f\\u3000' from ")
            .read(column)
            .push(") COLLATE \"C\")"),
        Dialect::Sqlite => statement
            .push("lower(trim(")
            .name(column)
            .push(", char(32, 9, 10, 13, 11, 12, 133, 160, 8199, 8239, 12288)))"),
        // Never asked for: its collations compare in their own way.
        Dialect::MySql => statement.name(column),
    };
}

impl std::fmt::Debug for Identifiers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identifiers(…)")
    }
}

impl Identifiers {
    /// The given addresses. Where one is of a mailbox that several people share, it says which of them is meant.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> Self {
        let mut person = Self { addresses: BTreeSet::new(), numbers: BTreeSet::new(), member: None };
        for address in addresses {
            person.addresses.insert(address.normalised().to_owned());
            person.member = person.member.or_else(|| address.member().cloned());
        }
        person
    }

    /// Which of several people who share the mailbox is meant.
    pub fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// The same person, known by these numbers too.
    pub fn with_numbers(mut self, numbers: impl IntoIterator<Item = Number>) -> Self {
        self.numbers.extend(numbers);
        self
    }

    /// The numbers the person is known by.
    pub fn numbers(&self) -> &BTreeSet<Number> {
        &self.numbers
    }

    /// The numbers that stand in one column of another source.
    pub(super) fn numbers_at<'i>(
        &'i self,
        source: &'i str,
        table: &'i str,
        column: &'i str,
    ) -> impl Iterator<Item = &'i str> {
        let here = move |number: &&Number| number.source == source && number.table == table && number.column == column;
        self.numbers.iter().filter(here).map(|number| number.value.as_str())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// The addresses as they are compared.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.addresses.iter().map(String::as_str)
    }

    /// Whether a text is one of the addresses.
    pub fn is(&self, text: &str) -> bool {
        Address::parse(text).is_ok_and(|address| self.addresses.contains(address.normalised()))
    }

    /// Whether a column's value is one of the addresses.
    pub fn matches(&self, value: &Cell) -> bool {
        let Cell::Text(text) = value else { return false };
        self.is(text)
    }

    /// Whether a column's value is a number the person has in the column that the way names.
    pub(super) fn numbered(&self, way: &Way, value: &Cell) -> bool {
        let Way::Elsewhere { source, of, at, .. } = way else { return false };
        value.text().is_some_and(|text| self.numbers_at(source, of, at).any(|number| number == text.trim()))
    }

    /// Adds a condition that holds for every value that [`Identifiers::matches`], and for few others: databases
    /// fold letters and trim spaces each in their own way, so that the last word is Rust's.
    pub(super) fn candidates(&self, statement: &mut Statement, dialect: Dialect, column: &str) {
        if dialect == Dialect::MySql {
            return self.candidates_in_mysql(statement, column);
        }
        statement.push("(");
        folded(statement, dialect, column);
        statement.push(" IN (");
        for (index, address) in self.iter().enumerate() {
            if index > 0 {
                statement.push(", ");
            }
            statement.text_value(address);
        }
        statement.push(")");
        // Letters outside ASCII have several spellings; such addresses are few, so each is looked at.
        if self.iter().any(|address| !address.is_ascii() || address.contains("xn--")) {
            match dialect {
                Dialect::Postgres => {
                    statement.push(" OR octet_length(").read(column).push(") <> char_length(").read(column).push(")")
                }
                Dialect::Sqlite | Dialect::MySql => {
                    statement.push(" OR length(CAST(").name(column).push(" AS BLOB)) <> length(").name(column).push(")")
                }
            };
        }
        statement.push(")");
    }

    /// MySQL trims one space or word, and compares as the collation of the column likes: every text that holds the
    /// address is looked at.
    fn candidates_in_mysql(&self, statement: &mut Statement, column: &str) {
        statement.push("(");
        for (index, address) in self.iter().enumerate() {
            statement.push(if index > 0 { " OR " } else { "" }).mentions(column, address);
        }
        if self.iter().any(|address| !address.is_ascii() || address.contains("xn--")) {
            statement.push(" OR LENGTH(CONVERT(").name(column).push(" USING utf8mb4)) <> CHAR_LENGTH(");
            statement.name(column).push(")");
        }
        statement.push(")");
    }
}
