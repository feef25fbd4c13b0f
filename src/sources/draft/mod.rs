//! A first source file, guessed from a live schema: which table lists people, what leads to it, what each column
//! probably is. Every guess is marked `# review`; a person has the last word.

mod column;
mod links;
mod write;

use super::describe::{Family, LiveColumn, LiveTable, Schema};
use super::guess::{Meaning, Subject, is_personal, meaning, subject};
use crate::lang::Lang;

/// A source file for this schema. `url` is written as given, so it should be a path or `${VARIABLE}`, never a
/// password. `kind` is `sqlite` or `postgres`.
pub fn draft(schema: &Schema, kind: &str, url: &str, name: &str, languages: &[Lang]) -> String {
    let tables = guess(schema);
    write::file(schema, &tables, kind, url, name, languages)
}

/// What a table probably is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) ways: Vec<Way>,
    pub(super) shared: bool,
    pub(super) subject: Option<Subject>,
    pub(super) erase: Erase,
}

/// A way a row probably belongs to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Identifier(String),
    Link { column: String, of: String, at: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Erase {
    Delete,
    Strip,
    Archive,
    Keep,
}

/// The tables that probably hold data of persons, by place in the schema; the others are `None`.
fn guess(schema: &Schema) -> Vec<Option<Guess>> {
    let mut guesses: Vec<Option<Guess>> = schema.tables.iter().map(people_of).collect();
    while let Some((place, ways, shared)) = links::next(schema, &guesses) {
        let subject = schema.tables.get(place).and_then(|table| subject(&table.name));
        if let Some(guess) = guesses.get_mut(place) {
            *guess = Some(Guess { ways, shared, subject, erase: Erase::Delete });
        }
    }
    links::add_parents(schema, &mut guesses);
    choose_erasure(schema, &mut guesses);
    guesses
}

/// A table that names people by their address and is not about colleagues.
fn people_of(table: &LiveTable) -> Option<Guess> {
    let subject = subject(&table.name);
    if subject == Some(Subject::Colleagues) || table.view {
        return None;
    }
    let is_email = |column: &&LiveColumn| meaning(&column.name, column.family) == Some(Meaning::Email);
    let email = table.columns.iter().find(is_email)?;
    Some(Guess { ways: vec![Way::Identifier(email.name.clone())], shared: false, subject, erase: Erase::Delete })
}

/// Accounts are archived, what belongs to them is kept, and what they point to must stay as an empty row.
fn choose_erasure(schema: &Schema, guesses: &mut [Option<Guess>]) {
    let subjects: Vec<Option<Subject>> = guesses.iter().map(|guess| guess.as_ref()?.subject).collect();
    for (table, (guess, subject)) in schema.tables.iter().zip(guesses.iter_mut().zip(subjects)) {
        let (Some(guess), Some(Subject::Accounting)) = (guess, subject) else { continue };
        let personal = |column: &LiveColumn| meaning(&column.name, column.family).is_some_and(is_personal_text);
        guess.erase = if table.columns.iter().any(personal) { Erase::Archive } else { Erase::Keep };
    }
    let mut changed = true;
    while changed {
        changed = false;
        for (place, table) in schema.tables.iter().enumerate() {
            let stays = guesses.iter().zip(&schema.tables).any(|(guess, other)| {
                let points = other.links.iter().any(|link| link.of == table.name && other.name != table.name);
                points && guess.as_ref().is_some_and(|guess| guess.erase != Erase::Delete)
            });
            if let Some(Some(guess)) = guesses.get_mut(place)
                && stays
                && guess.erase == Erase::Delete
            {
                guess.erase = Erase::Strip;
                changed = true;
            }
        }
    }
}

/// Whether such a value is about a person even on an invoice.
fn is_personal_text(meaning: Meaning) -> bool {
    is_personal(meaning)
        || matches!(meaning, Meaning::City | Meaning::Region | Meaning::Country | Meaning::FullName | Meaning::Company)
}

/// The date column that probably holds the date of the row.
pub(super) fn date_of(table: &LiveTable) -> Option<&LiveColumn> {
    let dated = |column: &&LiveColumn| {
        matches!(column.family, Family::Day | Family::Moment)
            && meaning(&column.name, column.family) == Some(Meaning::Date)
    };
    table.columns.iter().find(dated)
}
