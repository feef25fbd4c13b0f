//! The record as a document.

use super::columns::{fields, fields_on_behalf, sheets};
use super::{Edition, Sheet};
use crate::lang::Lang;
use crate::pdf::{Paper, Table};
use crate::record::Record;
use crate::words;
use jiff::Timestamp;

/// The record in `lang`: the actors, then a chapter with its filled fields for each activity and for each controller on whose
/// behalf the company acts.
pub fn paper(record: &Record, edition: &Edition, lang: Lang, at: Timestamp) -> Paper {
    let say = |key: &str| words::say(lang, key, &[]);
    let mut paper = Paper::new(lang, &say("record-title"), &record.controller.name, at);
    let (number, day) = (edition.number.to_string(), words::day(lang, edition.approved));
    paper.paragraph(&words::say(lang, "record-current", &[("number", &number), ("at", &day)]));
    if let Some(Sheet { name, rows }) = sheets(record, edition, lang).into_iter().next() {
        paper.heading(2, &name);
        let mut rows = rows.into_iter();
        let columns = rows.next().unwrap_or_default().into_iter().map(|heading| (heading, 1)).collect();
        paper.table(Table { caption: String::new(), columns, rows: rows.collect() });
    }
    for activity in &record.activities {
        paper.heading(2, activity.name.get(lang));
        paper.pairs(fields(record, edition, activity, lang).into_iter().filter(|(_, value)| !value.is_empty()));
    }
    for one in &record.on_behalf {
        paper.heading(2, &words::say(lang, "export-on-behalf-of", &[("name", &one.name)]));
        let fields = fields_on_behalf(record, edition, one, lang);
        paper.pairs(fields.into_iter().filter(|(_, value)| !value.is_empty()));
    }
    paper
}
