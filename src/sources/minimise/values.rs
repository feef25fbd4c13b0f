//! What the database counts about its own values. It is asked for numbers; nothing that is written in it comes out.

use super::names::{is_free, is_text};
use super::subjects::Subject;
use super::{Doubt, Look, Why, examined};
use crate::sources::aged::Aged;
use crate::sources::declaration::{Column, Content, Table};
use crate::sources::describe::{Family, LiveColumn, LiveTable, Schema};
use crate::sources::guess::{self, Meaning};
use crate::sources::live::Session;
use crate::sources::reach::filled;
use crate::sources::sql::{Dialect, SqlError, Statement};
use jiff::ToSpan;
use std::sync::Arc;

/// The most rows of a table in which is read what is written.
const LOOKED_AT: usize = 20_000;

/// Of so few rows nothing is said about what nobody fills in.
const ENOUGH: u64 = 20;

/// What stands between words.
const BETWEEN: [&str; 14] = ["''", "’", ",", ".", ";", ":", "(", ")", "-", "/", "!", "?", "\"", "\n"];

/// What people put between the digits of a number.
const BETWEEN_DIGITS: [&str; 4] = [" ", ".", "-", "\u{a0}"];

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Names that mean other things too, and what is written where they mean this.
const CONFIRMED: [(&str, &[&str]); 3] = [("title", TITLES), ("titre", TITLES), ("genre", GENDERS)];
const TITLES: &[&str] =
    &["m", "mr", "mrs", "ms", "miss", "mx", "dr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "herr", "frau"];
const GENDERS: &[&str] = &["m", "f", "h", "male", "female", "homme", "femme", "x", "non binaire", "autre", "other"];

/// What has to be written in a column before its name is believed.
fn proof(column: &str) -> Option<&'static [&'static str]> {
    let words = guess::words(column);
    CONFIRMED.iter().find(|(name, _)| words.iter().any(|word| word == name)).map(|(_, values)| *values)
}

/// What is asked about a column.
enum Asked {
    /// Rows that have a value.
    Filled,
    /// Rows in which something of a subject is written.
    Writes(Subject),
    /// Rows with a number of registration and its right key.
    Nir,
    /// Rows with such a number without its key.
    ShortNir,
    /// Rows with one of these values.
    OneOf(&'static [&'static str]),
}

/// What is asked of one table, and the answers.
struct Count<'t> {
    questions: Vec<(&'t LiveColumn, Asked)>,
    rows: u64,
    answers: Vec<u64>,
}

impl Count<'_> {
    fn of(&self, column: &str, is: impl Fn(&Asked) -> bool) -> Option<u64> {
        let mut all = self.questions.iter().zip(&self.answers);
        all.find(|((asked, question), _)| asked.name == column && is(question)).map(|(_, answer)| *answer)
    }

    fn filled(&self, column: &str) -> Option<u64> {
        self.of(column, |question| matches!(question, Asked::Filled))
    }
}

impl Session<'_> {
    /// Adds what the values say, and takes away what they refute. A source that answers for one person at a time counts nothing.
    pub(super) fn count_doubts(
        &mut self,
        schema: &Schema,
        look: &Look<'_>,
        doubts: &mut Vec<Doubt>,
    ) -> Result<(), SqlError> {
        if self.connection.is_remote() {
            doubts.retain(|doubt| !says_the_name(doubt) || proof(&doubt.column).is_none());
            return Ok(());
        }
        let (declaration, catalog) = (self.declaration, Arc::clone(&self.catalog));
        self.connection.read_only(|connection| {
            let mut session = Session { declaration, catalog, connection };
            examined(declaration, schema).try_for_each(|live| session.look_into(live, look, doubts))
        })
    }

    fn look_into(&mut self, live: &LiveTable, look: &Look<'_>, doubts: &mut Vec<Doubt>) -> Result<(), SqlError> {
        let table = self.declaration.table(&live.name);
        let count = self.count(live, questions(live, table))?;
        doubts.retain(|doubt| doubt.table != live.name || !refuted(doubt, live, &count));
        doubts.extend(written(live, &count));
        let Some(table) = table else { return Ok(()) };
        let facts = || live.columns.iter().filter(|column| is_fact(table, live, column));
        let mut empty = Vec::new();
        for column in facts().filter(|column| count.rows >= ENOUGH && count.filled(&column.name) == Some(0)) {
            if count.rows < LOOKED_AT as u64 || !self.has_value(live, column)? {
                empty.push(column.name.as_str());
            }
        }
        let said = |column: &str, why: Why, of: u64| Doubt {
            rows: Some(0),
            of: Some(of),
            ..Doubt::new(&live.name, column, why, None)
        };
        doubts.extend(empty.iter().map(|column| said(column, Why::Empty, count.rows)));
        let Some(recent) = self.count_recent(live, table, look, facts().collect())? else { return Ok(()) };
        let unused =
            facts().filter(|column| recent.filled(&column.name) == Some(0) && !empty.contains(&column.name.as_str()));
        doubts.extend(unused.map(|column| said(&column.name, Why::Unused, recent.rows)));
        Ok(())
    }

    fn count<'t>(&mut self, live: &LiveTable, questions: Vec<(&'t LiveColumn, Asked)>) -> Result<Count<'t>, SqlError> {
        self.count_rows(live, questions, |_, _| Ok(()))
    }

    /// Of the rows since the first day of the look what is filled in; none where the table has no date or too few such rows.
    fn count_recent<'t>(
        &mut self,
        live: &'t LiveTable,
        table: &Table,
        look: &Look<'_>,
        facts: Vec<&'t LiveColumn>,
    ) -> Result<Option<Count<'t>>, SqlError> {
        let Some(event) = table.events.values().next() else { return Ok(None) };
        let aged = Aged { table, event, last: look.since.saturating_sub(1.day()), zone: look.zone };
        // What is no date was said by `check`.
        if self.is_aged(&mut self.connection.statement(""), &aged).is_err() {
            return Ok(None);
        }
        let questions = facts.into_iter().map(|column| (column, Asked::Filled)).collect();
        let count = self.count_rows(live, questions, |session, select| {
            select.push(" WHERE ").name(event).push(" IS NOT NULL AND NOT ");
            session.is_aged(select, &aged)
        })?;
        Ok((count.rows >= ENOUGH).then_some(count))
    }

    fn count_rows<'t>(
        &mut self,
        live: &LiveTable,
        questions: Vec<(&'t LiveColumn, Asked)>,
        also: impl FnOnce(&Self, &mut Statement) -> Result<(), SqlError>,
    ) -> Result<Count<'t>, SqlError> {
        let dialect = self.connection.dialect();
        let mut select = self.connection.statement("SELECT ");
        as_text(&mut select, dialect, |select| {
            select.push("count(*)");
        });
        for (place, (_, question)) in questions.iter().enumerate() {
            select.push(", ");
            as_text(&mut select, dialect, |select| {
                select.push("sum(CASE WHEN ");
                question.asked_of(select, dialect, &format!("c{place}"));
                select.push(" THEN 1 ELSE 0 END)");
            });
        }
        select.push(" FROM (SELECT 1 AS one");
        for (place, (column, question)) in questions.iter().enumerate() {
            select.push(", ");
            question.read(&mut select, dialect, &column.name);
            select.push(&format!(" AS c{place}"));
        }
        select.push(" FROM ").table(&live.name);
        also(self, &mut select)?;
        select.push(&format!(" LIMIT {LOOKED_AT}) looked"));
        let answer = self.connection.query(&select)?.into_iter().next().unwrap_or_default();
        let mut numbers = answer.iter().map(|cell| cell.text().and_then(|text| text.parse().ok()).unwrap_or(0));
        Ok(Count { rows: numbers.next().unwrap_or(0), answers: numbers.collect(), questions })
    }

    fn has_value(&mut self, live: &LiveTable, column: &LiveColumn) -> Result<bool, SqlError> {
        let dialect = self.connection.dialect();
        let mut select = self.connection.statement("SELECT '1' FROM ");
        select.table(&live.name).push(" WHERE ");
        filled(&mut select, dialect, &column.name);
        select.push(" LIMIT 1");
        Ok(!self.connection.query(&select)?.is_empty())
    }
}

impl Asked {
    /// The value of a column, as the question is asked of it.
    fn read(&self, select: &mut Statement, dialect: Dialect, column: &str) {
        let lower = |select: &mut Statement| {
            select.push("lower(");
            as_text(select, dialect, |select| {
                select.name(column);
            });
            select.push(")");
        };
        match self {
            Asked::Filled => as_text(select, dialect, |select| {
                select.name(column);
            }),
            Asked::Writes(_) | Asked::OneOf(_) => {
                select.push(if dialect == Dialect::MySql { "concat(' ', " } else { "(' ' || " });
                without(select, &BETWEEN, " ", lower);
                select.push(if dialect == Dialect::MySql { ", ' ')" } else { " || ' ')" });
            }
            Asked::Nir | Asked::ShortNir => without(select, &BETWEEN_DIGITS, "", lower),
        }
    }

    /// Whether the value, as it was read, is one that is counted.
    fn asked_of(&self, select: &mut Statement, dialect: Dialect, read: &str) {
        match self {
            Asked::Filled => {
                select.push(&format!("{read} IS NOT NULL AND {read} <> ''"));
            }
            Asked::Writes(subject) => {
                for (place, written) in subject.writings().iter().enumerate() {
                    select.push(if place == 0 { "" } else { " OR " });
                    select.push(&format!("{read} LIKE '% {written}%'"));
                }
            }
            Asked::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
                select.push(&format!("trim({read}) IN ({})", values.join(", ")));
            }
            Asked::Nir => {
                let number = |from: usize, length: usize| {
                    let kind = match dialect {
                        Dialect::Sqlite => "INTEGER",
                        Dialect::Postgres => "bigint",
                        Dialect::MySql => "UNSIGNED",
                    };
                    format!("CAST(substr({read}, {from}, {length}) AS {kind})")
                };
                let key = format!("97 - ({} % 97) = {}", number(1, 13), number(14, 2));
                digits(select, read, 15);
                select.push(&format!(" THEN CASE WHEN {} AND {key} THEN 1 ELSE 0 END ELSE 0 END = 1", person(read)));
            }
            Asked::ShortNir => {
                digits(select, read, 13);
                select.push(&format!(" THEN CASE WHEN {} THEN 1 ELSE 0 END ELSE 0 END = 1", person(read)));
            }
        }
    }
}

/// Begins a case of which the first condition is that so many digits stand here and nothing else: a database may look at the
/// parts of one condition in any order, and a text that is no number cannot be one.
fn digits(select: &mut Statement, read: &str, count: usize) {
    select.push(&format!("CASE WHEN length({read}) = {count} AND "));
    without(select, &DIGITS, "", |select| {
        select.push(read);
    });
    select.push(" = ''");
}

/// What a number of registration begins with: sex, year, month, department, commune.
fn person(read: &str) -> String {
    format!(
        "substr({read}, 1, 1) IN ('1', '2') AND (substr({read}, 4, 2) BETWEEN '01' AND '12' OR substr({read}, 4, 2) BETWEEN '20' \
         AND '42') AND substr({read}, 6, 2) <> '00' AND substr({read}, 8, 3) <> '000'"
    )
}

fn as_text(select: &mut Statement, dialect: Dialect, value: impl FnOnce(&mut Statement)) {
    select.push("CAST(");
    value(select);
    select.push(if dialect == Dialect::MySql { " AS char)" } else { " AS text)" });
}

/// A text in which each of these is replaced.
fn without(select: &mut Statement, parts: &[&str], by: &str, text: impl FnOnce(&mut Statement)) {
    for _ in parts {
        select.push("replace(");
    }
    text(select);
    for part in parts {
        select.push(&format!(", '{part}', '{by}')"));
    }
}

/// Whether a column is a fact that somebody fills in: neither a key nor a link, nor computed, nor left out.
fn is_fact(table: &Table, live: &LiveTable, column: &LiveColumn) -> bool {
    let fact = |declared: &Column| matches!(declared.content, Content::Fact(_));
    table.column(&column.name).is_some_and(fact) && !column.generated && !is_of_links(live, column)
}

fn is_of_links(live: &LiveTable, column: &LiveColumn) -> bool {
    live.primary_key.contains(&column.name) || live.links.iter().any(|link| link.columns.contains(&column.name))
}

/// What is asked about each column of a table: of one that the source file leaves out, nothing.
fn questions<'t>(live: &'t LiveTable, table: Option<&Table>) -> Vec<(&'t LiveColumn, Asked)> {
    let mut questions = Vec::new();
    for column in &live.columns {
        let declared = table.and_then(|table| table.column(&column.name));
        let left_out = declared.is_some_and(|column| matches!(column.content, Content::Ignored(_)));
        if left_out || is_of_links(live, column) || column.family == Family::Bytes {
            continue;
        }
        questions.push((column, Asked::Filled));
        if is_text(column.family) && is_free(&column.name) {
            let subjects = Subject::ALL.iter().filter(|(subject, _)| !subject.writings().is_empty());
            questions.extend(subjects.map(|(subject, _)| (column, Asked::Writes(*subject))));
        }
        let may_be_number = matches!(column.family, Family::Text | Family::Whole | Family::Decimal | Family::Other);
        if may_be_number && !matches!(guess::meaning(&column.name, Family::Text), Some(Meaning::Email | Meaning::Phone))
        {
            questions.extend([(column, Asked::Nir), (column, Asked::ShortNir)]);
        }
        if let Some(values) = proof(&column.name) {
            questions.push((column, Asked::OneOf(values)));
        }
    }
    questions
}

/// Whether it is the name of the column that gives rise to a doubt.
fn says_the_name(doubt: &Doubt) -> bool {
    matches!(doubt.why, Why::Named | Why::Mandatory)
}

/// Whether the values say that a doubt of the names is none: a title that is no form of address, a value that may be left out.
fn refuted(doubt: &Doubt, live: &LiveTable, count: &Count<'_>) -> bool {
    if !says_the_name(doubt) {
        return false;
    }
    let Some(column) = live.column(&doubt.column) else { return false };
    let filled = count.filled(&column.name).unwrap_or(0);
    let proven = count.of(&column.name, |question| matches!(question, Asked::OneOf(_)));
    // A name that means other things too is believed where nine of ten values are such.
    let is_another = proven.is_some_and(|proven| proven == 0 || proven * 10 < filled * 9);
    is_another || (doubt.why == Why::Mandatory && filled < count.rows)
}

/// What is written in the columns of a table.
fn written(live: &LiveTable, count: &Count<'_>) -> Vec<Doubt> {
    let doubt = |column: &LiveColumn, subject: Subject, rows: u64| Doubt {
        rows: Some(rows),
        of: Some(count.rows),
        ..Doubt::new(&live.name, &column.name, Why::Written, Some(subject))
    };
    let said = |((column, question), rows): (&(&LiveColumn, Asked), &u64)| match question {
        Asked::Writes(subject) if *rows > 0 => Some(doubt(column, *subject, *rows)),
        Asked::Nir if *rows > 0 => Some(doubt(column, Subject::Nir, *rows)),
        // Other numbers of thirteen digits look like one now and then; a column full of them does not.
        Asked::ShortNir if *rows >= 5 && rows * 20 >= count.filled(&column.name).unwrap_or(0) * 19 => {
            Some(doubt(column, Subject::Nir, *rows))
        }
        _ => None,
    };
    count.questions.iter().zip(&count.answers).filter_map(said).collect()
}
