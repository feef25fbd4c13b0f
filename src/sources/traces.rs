//! What a person is recognised by after their rows are gone: addresses, telephone numbers, a full name. Only for looking
//! whether something of them is still written somewhere; nothing is shown or erased by these.

use super::declaration::{ColumnKind, Table};
use super::describe::Family;
use super::find::{Found, FoundRow, Reading};
use super::guess::{self, Meaning};
use super::identifier::Identifiers;
use super::live::Session;
use super::sql::{Dialect, SqlError, Statement};
use crate::people::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something a person is recognised by, in the form in which it is compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trace {
    /// An address that was proven to be theirs.
    Proven(String),
    /// Another address that stood in their own rows.
    Address(String),
    /// The last nine digits of a telephone number, so that `+33 6 …` and `06 …` are the same.
    Phone(String),
    /// A first and a last name.
    Name(String),
}

impl std::fmt::Debug for Trace {
    /// Traces are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Trace::Proven(_) => "Proven(…)",
            Trace::Address(_) => "Address(…)",
            Trace::Phone(_) => "Phone(…)",
            Trace::Name(_) => "Name(…)",
        })
    }
}

/// The traces of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traces(BTreeSet<Trace>);

/// Digits that make a telephone number distinctive.
const DIGITS: usize = 9;

/// What stands between the digits of a written telephone number.
const BETWEEN: &[char] = &[' ', '.', '-', '/', '(', ')', '\u{a0}', '\u{202f}'];

/// The least letters of a full name that is looked for.
const LETTERS: usize = 8;

impl Trace {
    fn phone(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let last = last_digits(&digits)?;
        // A number of one digit repeated, as forms are filled in with, is nobody's.
        let first = last.chars().next()?;
        last.chars().any(|digit| digit != first).then(|| Trace::Phone(last.to_owned()))
    }

    fn name(text: &str) -> Option<Self> {
        let name = words(&fold(text));
        let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
        (letters >= LETTERS && name.contains(' ')).then_some(Trace::Name(name))
    }

    /// What is compared.
    pub(super) fn text(&self) -> &str {
        match self {
            Trace::Proven(text) | Trace::Address(text) | Trace::Phone(text) | Trace::Name(text) => text,
        }
    }

    /// Whether it is written in a text, as a word of its own: `ann@example.com` is not in `joann@example.com`.
    pub(super) fn is_in(&self, folded: &str, numbers: &[String]) -> bool {
        match self {
            Trace::Proven(address) | Trace::Address(address) => {
                stands_in(folded, address, |letter| letter.is_alphanumeric() || matches!(letter, '_' | '%' | '+' | '-'))
            }
            Trace::Name(name) => stands_in(&words(folded), name, char::is_alphanumeric),
            Trace::Phone(digits) => numbers.iter().any(|number| number.ends_with(digits.as_str())),
        }
    }

    /// A condition that holds for every text the trace is written in, and for few others: databases fold letters each
    /// in their own way, so only the longest part without accents is asked for, and the last word is Rust's.
    fn condition(&self, statement: &mut Statement, dialect: Dialect, column: &str) {
        let is_phone = matches!(self, Trace::Phone(_));
        let wanted = match self {
            Trace::Proven(text) | Trace::Address(text) | Trace::Phone(text) => plain_part(text, false),
            // Between the words of a name there may be any white space.
            Trace::Name(text) => plain_part(text, true),
        };
        if dialect == Dialect::MySql {
            if !is_phone {
                statement.mentions(column, wanted);
                return;
            }
            // Digits have no letters to fold; bytes have no collation to disagree about.
            statement.push("LOCATE(CAST(").text_value(wanted).push(" AS BINARY), CAST(");
            statement.push(&"REPLACE(".repeat(BETWEEN.len())).push("CONVERT(").name(column).push(" USING utf8mb4)");
            for between in BETWEEN {
                statement.push(", ").text_value(&between.to_string()).push(", '')");
            }
            statement.push(" AS BINARY)) > 0");
            return;
        }
        let (begin, middle, end) = match dialect {
            Dialect::Postgres => ("position(", " in ", ") > 0"),
            _ => ("instr(", ", ", ") > 0"),
        };
        let field = |statement: &mut Statement| {
            if is_phone {
                statement.push(&"replace(".repeat(BETWEEN.len())).read(column);
                for between in BETWEEN {
                    statement.push(", ").text_value(&between.to_string()).push(", '')");
                }
            } else {
                statement.push("lower(").read(column);
                statement.push(if dialect == Dialect::Postgres { " COLLATE \"C\")" } else { ")" });
            }
        };
        statement.push(begin);
        if dialect == Dialect::Postgres {
            statement.text_value(wanted).push(middle);
            field(statement);
        } else {
            field(statement);
            statement.push(middle).text_value(wanted);
        }
        statement.push(end);
    }
}

impl FromIterator<Trace> for Traces {
    fn from_iter<I: IntoIterator<Item = Trace>>(traces: I) -> Self {
        Self(traces.into_iter().collect())
    }
}

impl Traces {
    /// The proven addresses alone. A mailbox that others share says nothing about one of them.
    pub fn of(person: &Identifiers) -> Self {
        if person.member().is_some() {
            return Self::default();
        }
        Self(person.iter().map(|address| Trace::Proven(address.to_owned())).collect())
    }

    /// Adds the traces of another source.
    pub fn add(&mut self, other: Traces) {
        self.0.extend(other.0);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names and telephone numbers, for a colleague who looks for the person by hand.
    pub fn beside_addresses(&self) -> Vec<String> {
        let others = self.0.iter().filter(|trace| matches!(trace, Trace::Phone(_) | Trace::Name(_)));
        others.map(|trace| trace.text().to_owned()).collect()
    }

    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Trace> {
        self.0.iter()
    }

    /// The traces that are written in a text.
    #[cfg(test)]
    pub(super) fn in_text<'t>(&'t self, text: &str) -> BTreeSet<&'t Trace> {
        let (folded, numbers) = (fold(text), numbers_in(text));
        self.0.iter().filter(|trace| trace.is_in(&folded, &numbers)).collect()
    }

    /// Adds a condition that holds for every text in which one of them may be written.
    pub(super) fn mentions(&self, statement: &mut Statement, dialect: Dialect, column: &str) {
        statement.push("(");
        for (place, trace) in self.0.iter().enumerate() {
            statement.push(if place > 0 { " OR " } else { "" });
            trace.condition(statement, dialect, column);
        }
        statement.push(")");
    }
}

impl Session<'_> {
    /// The rows of a person, and what they can be recognised by: the proven addresses, and the addresses, telephone numbers
    /// and full names in the rows that are theirs alone.
    pub fn find_with_traces(&mut self, person: &Identifiers) -> Result<(Found, Traces), SqlError> {
        let found = self.find_reading(person, Reading::Traces)?;
        let mut traces = Traces::of(person);
        for table in &self.declaration.tables {
            let wanted = wanted(table);
            for (_, row) in found.rows(&table.name).filter(|(_, row)| !row.shared) {
                traces.read(person, &wanted, row);
            }
        }
        Ok((found, traces))
    }
}

/// The columns by whose values a person is recognised, each with what it holds.
pub(super) fn wanted(table: &Table) -> Vec<(&str, Sort)> {
    let of_the_person = table.facts().filter(|(_, held)| held.staff.is_none());
    of_the_person.filter_map(|(column, _)| Some((column.name.as_str(), sort(table, &column.name)?))).collect()
}

impl Traces {
    fn read(&mut self, person: &Identifiers, wanted: &[(&str, Sort)], row: &FoundRow) {
        let texts = || wanted.iter().filter_map(|(column, sort)| Some((*sort, row.cells.get(*column)?.text()?)));
        for (sort, text) in texts() {
            match sort {
                Sort::Address => {
                    if let Ok(address) = crate::people::Address::parse(&text)
                        && !person.is(&text)
                        && !address.normalised().ends_with(".invalid")
                    {
                        self.0.insert(Trace::Address(address.normalised().to_owned()));
                    }
                }
                Sort::Phone => self.0.extend(Trace::phone(&text)),
                Sort::FullName => self.0.extend(Trace::name(&text)),
                Sort::FirstName | Sort::LastName => {}
            }
        }
        let part = |wanted: Sort| texts().find(|(sort, _)| *sort == wanted).map(|(_, text)| text);
        if let (Some(first), Some(last)) = (part(Sort::FirstName), part(Sort::LastName)) {
            self.0.extend(Trace::name(&format!("{first} {last}")));
            self.0.extend(Trace::name(&format!("{last} {first}")));
        }
    }
}

/// What of a person a column names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Address,
    Phone,
    FullName,
    FirstName,
    LastName,
}

/// What of a person a declared column names. Names are read only off tables that name people by their address: the name
/// of a product is nobody's.
pub(super) fn sort(table: &Table, column: &str) -> Option<Sort> {
    if table.identifiers().any(|identifier| identifier == column) {
        return Some(Sort::Address);
    }
    match table.column(column)?.held()?.kind {
        ColumnKind::Email => Some(Sort::Address),
        ColumnKind::Phone => Some(Sort::Phone),
        ColumnKind::Text => {
            table.identifiers().next()?;
            match guess::meaning(column, Family::Text)? {
                Meaning::FullName => Some(Sort::FullName),
                Meaning::FirstName => Some(Sort::FirstName),
                Meaning::LastName => Some(Sort::LastName),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The digits that make a number distinctive.
pub(super) fn last_digits(number: &str) -> Option<&str> {
    number.get(number.len().checked_sub(DIGITS)?..)
}

/// A text with one space where there is white space.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The longest part without accents, and without white space if that may differ.
fn plain_part(text: &str, without_spaces: bool) -> &str {
    let breaks = |letter: char| !letter.is_ascii() || (without_spaces && letter == ' ');
    text.split(breaks).max_by_key(|part| part.len()).unwrap_or_default()
}

/// Whether a word stands in a text without a letter that belongs to it on either side.
fn stands_in(text: &str, word: &str, belongs: impl Fn(char) -> bool) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let mut after = text.get(at + word.len()..).unwrap_or_default().chars();
        let (next, following) = (after.next(), after.next());
        // `…@example.com.` ends a sentence; `…@example.com.br` is another address.
        let goes_on = next.is_some_and(&belongs) || (next == Some('.') && following.is_some_and(&belongs));
        let begins_before = before.is_some_and(|letter| belongs(letter) || (letter == '.' && word.contains('@')));
        !goes_on && !begins_before
    })
}

/// The runs of digits in a text that may be telephone numbers (at most 15 digits, ITU-T E.164), without what stands
/// between the digits.
pub(super) fn numbers_in(text: &str) -> Vec<String> {
    let mut numbers = vec![String::new()];
    for letter in text.chars() {
        match numbers.last_mut() {
            Some(number) if letter.is_ascii_digit() => number.push(letter),
            Some(number) if number.is_empty() || BETWEEN.contains(&letter) => {}
            _ => numbers.push(String::new()),
        }
    }
    numbers.retain(|number| (DIGITS..=17).contains(&number.len()));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(trace: Trace, text: &str) -> bool {
        !Traces(BTreeSet::from([trace])).in_text(text).is_empty()
    }

    #[test]
    fn an_address_is_recognised_as_a_word_of_its_own() {
        let ann = || Trace::Proven("ann@example.com".into());
        for text in ["ANN@Example.com", "write to <ann@example.com>.", "ann@example.com", "a:ann@example.com,b"] {
            assert!(written(ann(), text), "{text}");
        }
        for text in ["joann@example.com", "jo.ann@example.com", "ann@example.com.br", "ann@example.company", "ann"] {
            assert!(!written(ann(), text), "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_recognised_in_every_way_of_writing() {
        let phone = || Trace::phone("+33 6 11 22 33 44").unwrap();
        for text in ["0611223344", "call 06.11.22.33.44 now", "(+33) 6-11-22-33-44", "0033611223344"] {
            assert!(written(phone(), text), "{text}");
        }
        for text in ["0611223345", "order 12345678901234567890611223344", "611 22"] {
            assert!(!written(phone(), text), "{text}");
        }
        assert_eq!(Trace::phone("0000000000"), None);
        assert_eq!(Trace::phone("+33 6 11"), None);
    }

    #[test]
    fn a_full_name_is_recognised_and_a_short_one_is_not_looked_for() {
        let name = || Trace::name("Luis  Gonçalves").unwrap();
        assert!(written(name(), "Parcel for LUIS\nGONÇALVES, 2nd floor"));
        assert!(!written(name(), "Luis Gonçalvesson"));
        for short in ["Luis", "Al Bo", "", "  "] {
            assert_eq!(Trace::name(short), None, "{short}");
        }
    }

    #[test]
    fn nothing_of_a_trace_is_ever_printed() {
        let traces =
            Traces(BTreeSet::from([Trace::Proven("ann@example.com".into()), Trace::Name("ann example".into())]));
        assert_eq!(format!("{traces:?}"), "Traces({Proven(…), Name(…)})");
    }
}
