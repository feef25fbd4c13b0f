//! What the portal itself holds about a person, beside their data in the sources: what they chose, asked and wrote, what was
//! corrected or confirmed, who looked, when they signed in. It is theirs to read like everything else (Art. 15; law.md 1.7 names consents
//! and withdrawals, comments of colleagues, sign-ins).

use super::store::{self, SignIn};
use crate::audit;
use crate::consents::{self, ALL_MARKETING};
use crate::db::{Db, Error};
use crate::facts;
use crate::lang::Lang;
use crate::people::{self, Confirmation, Person};
use crate::portal::Portal;
use crate::redaction::{Mark, Reason, place};
use crate::requests::{self, Author};
use crate::secrets::Keys;
use crate::words::{self, say};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The name under which these tables stand beside those of the sources.
pub const PORTAL: &str = "portal";
/// The most lines of who looked.
const MOST: i64 = 5_000;

/// One table of the portal's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name, for the files.
    pub table: &'static str,
    /// What it is called.
    pub label: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its rows: a cell for each column.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name, for the files.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What names it among the rows of its table.
    #[serde(rename = "row")]
    pub key: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// For programs: times in UTC (RFC 3339), words of the portal as they are stored.
    pub value: String,
    /// As a person reads it.
    pub text: String,
}

/// What is read of one person.
#[derive(Default)]
pub(super) struct Held {
    chosen: Vec<consents::Event>,
    asked: Vec<Asked>,
    corrected: Vec<facts::store::Correction>,
    confirmed: Confirmed,
    seen: Vec<audit::Seen>,
    sign_ins: Vec<SignIn>,
}

/// When everything was last confirmed, and each category.
type Confirmed = (Option<Timestamp>, BTreeMap<String, Confirmation>);

struct Asked {
    request: requests::Request,
    rights: Vec<requests::Right>,
    messages: Vec<requests::Message>,
}

/// What is held of whom this fingerprint belongs to. `person` is nobody for whom the portal knows by their address alone.
pub(super) fn held(db: &mut Db, keys: &Keys, fingerprint: &str, person: Option<&Person>) -> Result<Held, Error> {
    let chosen = consents::store::history(db, fingerprint)?;
    let Some(Person { id: person, confirmed_at, .. }) = person else {
        return Ok(Held { chosen, ..Held::default() });
    };
    let asked = |db: &mut Db, request: requests::Request| {
        let rights = requests::items(db, keys, &request.id)?.into_iter().map(|item| item.right).collect();
        // Notes of colleagues are about the person too, whoever they were written for.
        let messages = requests::messages(db, keys, &request.id, true)?;
        Ok::<_, Error>(Asked { request, rights, messages })
    };
    let requests = requests::of_person(db, person)?;
    let asked = requests.into_iter().map(|one| asked(db, one)).collect::<Result<Vec<_>, _>>()?;
    let corrected = facts::store::of_person(db, keys, person)?;
    let confirmed = (*confirmed_at, people::confirmations(db, person)?);
    let (seen, sign_ins) = (audit::seen_by(db, person, MOST)?, store::sign_ins(db, person)?);
    Ok(Held { chosen, asked, corrected, confirmed, seen, sign_ins })
}

/// The same in the words of a language; tables without rows are left out.
pub(super) fn tables(portal: &Portal, held: &Held, lang: Lang) -> Vec<Table> {
    let words = Words { portal, lang };
    let tables = [
        words.choices(&held.chosen),
        words.requests(&held.asked),
        words.messages(&held.asked),
        words.corrections(&held.corrected),
        words.confirmations(&held.confirmed),
        words.readings(&held.seen),
        words.sign_ins(&held.sign_ins),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// Hides the marked words in the tables, and counts them by reason.
pub fn conceal(tables: &mut [Table], marks: &[Mark], lang: Lang, hidden: &mut BTreeMap<Reason, usize>) {
    for table in tables {
        for row in &mut table.rows {
            for (cell, column) in row.cells.iter_mut().zip(&table.columns) {
                let place = place(PORTAL, table.table, &row.key, column.name);
                for mark in marks {
                    let times = mark.hide(lang, &place, &mut cell.text, Some(&mut cell.value));
                    if let Some(times) = times.filter(|times| *times > 0) {
                        *hidden.entry(mark.reason).or_default() += times;
                    }
                }
            }
        }
    }
}

/// `portal` of `data.json`: each table with its rows by column, as programs read them.
pub fn as_json(tables: &[Table]) -> Value {
    let row = |table: &Table, row: &Row| {
        let cells = table.columns.iter().zip(&row.cells);
        cells.map(|(column, cell)| (column.name.to_owned(), Value::from(cell.value.as_str()))).collect::<Value>()
    };
    let table = |table: &Table| {
        json!({
            "table": table.table,
            "label": table.label,
            "columns": table.columns,
            "rows": table.rows.iter().map(|one| row(table, one)).collect::<Vec<_>>(),
        })
    };
    tables.iter().map(table).collect()
}

/// From what is stored to what is read.
struct Words<'p> {
    portal: &'p Portal,
    lang: Lang,
}

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        say(self.lang, key, &[])
    }

    fn table(&self, table: &'static str, columns: &[&'static str], rows: Vec<Row>) -> Table {
        let column = |name: &&'static str| Column { name, label: self.say(&format!("own-data-{name}")) };
        let label = self.say(&format!("own-data-table-{table}"));
        Table { table, label, columns: columns.iter().map(column).collect(), rows }
    }

    fn at(&self, at: Timestamp) -> Cell {
        Cell { value: at.to_string(), text: words::moment(self.lang, at, self.portal.zone()) }
    }

    fn perhaps(&self, at: Option<Timestamp>) -> Cell {
        at.map_or_else(|| plain(""), |at| self.at(at))
    }

    /// A word of the portal, and what it means.
    fn word(&self, kind: &str, word: &str) -> Cell {
        Cell { value: word.to_owned(), text: self.say(&format!("{kind}-{word}")) }
    }

    fn choices(&self, chosen: &[consents::Event]) -> Table {
        let columns = ["at", "activity", "choice", "words", "channel", "mechanism", "form", "origin", "proof"];
        let activity = |id: &str| match id {
            ALL_MARKETING => self.say("choices-all-marketing"),
            id => requests::pages::activity_name(&self.portal.record, id, self.lang),
        };
        let row = |event: &consents::Event| Row {
            key: event.id.as_str().to_owned(),
            cells: vec![
                self.at(event.at),
                Cell { value: event.activity.clone(), text: activity(&event.activity) },
                self.word("own-data-choice", event.kind.as_str()),
                plain(&event.words),
                self.word("own-data-channel", event.channel.as_str()),
                self.word("own-data-mechanism", event.mechanism.as_str()),
                plain(&event.form),
                plain(event.origin.as_deref().unwrap_or_default()),
                plain(event.proof.as_deref().unwrap_or_default()),
            ],
        };
        self.table("choices", &columns, chosen.iter().map(row).collect())
    }

    fn requests(&self, asked: &[Asked]) -> Table {
        let row = |one: &Asked| {
            let request = &one.request;
            let rights = |name: &dyn Fn(&requests::Right) -> String| one.rights.iter().map(name).collect::<Vec<_>>();
            Row {
                key: request.reference.clone(),
                cells: vec![
                    plain(&request.reference),
                    self.at(request.received_at),
                    Cell {
                        value: rights(&|right| right.to_string()).join(" "),
                        text: rights(&|right| self.say(&format!("right-{right}"))).join(", "),
                    },
                    self.word("status", request.status.as_str()),
                    Cell { value: request.due_on.to_string(), text: words::day(self.lang, request.due_on) },
                    self.perhaps(request.closed_at),
                ],
            }
        };
        let columns = ["reference", "received", "rights", "status", "due", "closed"];
        self.table("requests", &columns, asked.iter().map(row).collect())
    }

    fn messages(&self, asked: &[Asked]) -> Table {
        let row = |request: &requests::Request, place: usize, message: &requests::Message| {
            let by = match message.author {
                Author::Person => "you",
                Author::Staff => "staff",
                Author::Note => "note",
            };
            Row {
                key: format!("{}-{place}", request.reference),
                cells: vec![
                    plain(&request.reference),
                    self.at(message.at),
                    self.word("own-data-by", by),
                    plain(&message.text),
                ],
            }
        };
        let rows = asked
            .iter()
            .flat_map(|one| one.messages.iter().enumerate().map(|(place, message)| row(&one.request, place, message)));
        self.table("messages", &["reference", "at", "by", "text"], rows.collect())
    }

    fn corrections(&self, corrected: &[facts::store::Correction]) -> Table {
        let row = |one: &facts::store::Correction| {
            let source = self.portal.sources.get(&one.source);
            let label = source.map_or(one.source.clone(), |known| known.declaration().label.get(self.lang).to_owned());
            let table = source.and_then(|known| known.declaration().table(&one.changed.table));
            let column = table.and_then(|table| table.column(&one.changed.column));
            let of_table = table.map(|table| table.label.get(self.lang).to_owned());
            let of_column = column.and_then(|column| Some(column.held()?.label.get(self.lang).to_owned()));
            Row {
                key: one.id.as_str().to_owned(),
                cells: vec![
                    self.at(one.made_at),
                    Cell { value: one.source.clone(), text: label },
                    Cell { value: one.changed.table.clone(), text: of_table.unwrap_or_default() },
                    Cell { value: one.changed.column.clone(), text: of_column.unwrap_or_default() },
                    plain(one.changed.before.as_deref().unwrap_or_default()),
                    plain(one.changed.after.as_deref().unwrap_or_default()),
                    self.word("own-data-state", one.state.as_str()),
                ],
            }
        };
        let columns = ["at", "source", "table", "column", "before", "after", "state"];
        self.table("corrections", &columns, corrected.iter().map(row).collect())
    }

    fn confirmations(&self, (everything, by_category): &Confirmed) -> Table {
        let label = |id: &str| {
            let category = self.portal.record.category(id);
            category.map_or_else(|| id.to_owned(), |category| category.label.get(self.lang).to_owned())
        };
        let everything = everything.map(|at| Row {
            key: "everything".to_owned(),
            cells: vec![self.at(at), self.word("own-data-confirmed", "everything"), plain("")],
        });
        let row = |(id, one): (&String, &Confirmation)| Row {
            key: id.clone(),
            cells: vec![
                self.at(one.at),
                Cell { value: id.clone(), text: label(id) },
                self.word("own-data-confirmed-by", one.how.as_str()),
            ],
        };
        let rows = everything.into_iter().chain(by_category.iter().map(row));
        self.table("confirmations", &["at", "category", "mechanism"], rows.collect())
    }

    /// Who looked, by role: colleagues are people too, and are not named.
    fn readings(&self, seen: &[audit::Seen]) -> Table {
        let word =
            |one: &audit::Seen, key: &str| one.detail.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let known = |word: &str| match word.is_empty() {
            true => plain(""),
            false => self.word("request-seen", word),
        };
        let row = |(place, one): (usize, &audit::Seen)| Row {
            key: place.to_string(),
            cells: vec![
                self.at(one.at),
                known(&word(one, "role")),
                known(&word(one, "what")),
                plain(one.object.as_deref().unwrap_or_default()),
            ],
        };
        self.table("readings", &["at", "role", "what", "reference"], seen.iter().enumerate().map(row).collect())
    }

    fn sign_ins(&self, sign_ins: &[SignIn]) -> Table {
        let row = |one: &SignIn| Row {
            key: one.began.to_string(),
            cells: vec![self.at(one.began), self.at(one.seen), plain(&one.device), self.perhaps(one.ended)],
        };
        self.table("sign-ins", &["began", "seen", "device", "ended"], sign_ins.iter().map(row).collect())
    }
}

fn plain(text: &str) -> Cell {
    Cell { value: text.to_owned(), text: text.to_owned() }
}
