//! The addresses a person is looked for by.

use super::sql::{Cell, Dialect, Statement};
use crate::people::Address;
use std::collections::BTreeSet;

/// The proven addresses of one person, as they are compared: trimmed, NFC, letters folded, the domain in ASCII.
///
/// Addresses that a source holds beside a proven one are never added: whoever can write a second address into their
/// own row could otherwise read another person's.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifiers(BTreeSet<String>);

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

impl Identifiers {
    /// The given addresses.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> Self {
        Self(addresses.into_iter().map(|address| address.normalised().to_owned()).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The addresses as they are compared.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a column's value is one of the addresses.
    pub fn matches(&self, value: &Cell) -> bool {
        let Cell::Text(text) = value else { return false };
        Address::parse(text).is_ok_and(|address| self.0.contains(address.normalised()))
    }

    /// Whether one of the addresses is written anywhere in a text.
    pub fn occur_in(&self, text: &str) -> bool {
        let folded = crate::people::fold(text);
        self.0.iter().any(|address| folded.contains(address.as_str()))
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

    /// Adds a condition that holds for every text one of the addresses may be written in.
    pub(super) fn mentions(&self, statement: &mut Statement, dialect: Dialect, column: &str) {
        statement.push("(");
        for (index, address) in self.iter().enumerate() {
            if index > 0 {
                statement.push(" OR ");
            }
            match dialect {
                Dialect::Postgres => {
                    statement.push("position(").text_value(address).push(" in lower(").read(column);
                    statement.push(" COLLATE \"C\")) > 0")
                }
                Dialect::Sqlite => {
                    statement.push("instr(lower(").name(column).push("), ").text_value(address).push(") > 0")
                }
                Dialect::MySql => statement.mentions(column, address),
            };
        }
        statement.push(")");
    }
}
