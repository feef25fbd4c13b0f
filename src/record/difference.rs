//! What changed between two versions, as a person reads it: entry by entry, field by field.

use super::Record;
use crate::lang::Lang;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An entry that is new, gone or different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The part of the record: `controller`, `activities`, … (the names of [`Record`]'s fields).
    pub part: String,
    /// The id of the entry; empty where the part has only one.
    pub id: String,
    /// Whether the older version lacks it.
    pub added: bool,
    /// Whether the newer version lacks it.
    pub removed: bool,
    /// Its changed fields; for a new or removed entry, all that are filled.
    pub fields: Vec<Field>,
}

/// A changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name in [`Record`].
    pub name: String,
    /// The language of the text; empty for what has none.
    pub lang: String,
    /// What it was; empty if it was not filled.
    pub before: String,
    /// What it is; empty if it is not filled any more.
    pub after: String,
}

/// A text of a record and the languages in which it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The part, as in [`Entry`].
    pub part: String,
    /// The id of the entry; empty where the part has only one.
    pub id: String,
    /// The field.
    pub field: String,
    /// The languages.
    pub langs: BTreeSet<Lang>,
}

/// Every text of a record that people read in their language, in its order.
pub fn said(record: &Record) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for ((part, id), fields) in entries(record) {
        for ((field, lang), _) in fields {
            let Ok(lang) = lang.parse() else { continue };
            match all.last_mut() {
                Some(last) if last.part == part && last.id == id && last.field == field => {
                    last.langs.insert(lang);
                }
                _ => all.push(Said { part: part.clone(), id: id.clone(), field, langs: [lang].into() }),
            }
        }
    }
    all
}

type Fields = Vec<((String, String), String)>;

/// What the newer version changes, in the order of the record. Empty if they say the same.
pub fn difference(older: &Record, newer: &Record) -> Vec<Entry> {
    let (before, after) = (entries(older), entries(newer));
    let mut found = Vec::new();
    for (place, fields) in &after {
        let known = before.iter().find(|(other, _)| other == place).map(|(_, fields)| fields);
        let changed = changed(known.unwrap_or(&Vec::new()), fields);
        if !changed.is_empty() || known.is_none() {
            found.push(entry(place, known.is_none(), false, changed));
        }
    }
    for (place, fields) in &before {
        if !after.iter().any(|(other, _)| other == place) {
            found.push(entry(place, false, true, changed(fields, &Vec::new())));
        }
    }
    found
}

fn entry((part, id): &(String, String), added: bool, removed: bool, fields: Vec<Field>) -> Entry {
    Entry { part: part.clone(), id: id.clone(), added, removed, fields }
}

fn changed(before: &Fields, after: &Fields) -> Vec<Field> {
    let old: BTreeMap<_, _> = before.iter().map(|(key, value)| (key, value)).collect();
    let new: BTreeMap<_, _> = after.iter().map(|(key, value)| (key, value)).collect();
    let mut fields = Vec::new();
    let gone = before.iter().map(|(key, _)| key).filter(|key| !new.contains_key(key));
    for key in after.iter().map(|(key, _)| key).chain(gone) {
        let text = |side: &BTreeMap<_, &String>| side.get(key).map_or(String::new(), |text| (*text).clone());
        let (before, after) = (text(&old), text(&new));
        if before != after {
            fields.push(Field { name: key.0.clone(), lang: key.1.clone(), before, after });
        }
    }
    fields
}

/// Every entry with its filled fields.
fn entries(record: &Record) -> Vec<((String, String), Fields)> {
    let mut entries = Vec::new();
    let whole = serde_json::to_value(record).unwrap_or_default();
    for (part, value) in whole.as_object().into_iter().flatten() {
        match value {
            Value::Array(list) => {
                for item in list {
                    let id = item.get("id").or_else(|| item.get("name")).and_then(Value::as_str).unwrap_or_default();
                    entries.push(((part.clone(), id.to_owned()), fields(item)));
                }
            }
            Value::Object(_) => entries.push(((part.clone(), String::new()), fields(value))),
            _ => {}
        }
    }
    entries
}

fn fields(entry: &Value) -> Fields {
    let mut fields = Vec::new();
    for (name, value) in entry.as_object().into_iter().flatten().filter(|(name, _)| *name != "id") {
        flatten(name, value, &mut fields);
    }
    fields
}

fn push(fields: &mut Fields, name: &str, lang: &str, text: String) {
    if !text.is_empty() {
        fields.push(((name.to_owned(), lang.to_owned()), text));
    }
}

fn flatten(name: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::String(text) => push(fields, name, "", text.clone()),
        Value::Bool(true) => push(fields, name, "", "true".to_owned()),
        Value::Array(list) => {
            push(fields, name, "", list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
            // A list of texts by language.
            let mut texts: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
            for (lang, text) in list.iter().filter_map(Value::as_object).flatten() {
                texts.entry(lang).or_default().extend(text.as_str());
            }
            for (lang, texts) in texts {
                push(fields, name, lang, texts.join("; "));
            }
        }
        // Words by language, or how long data are kept: a length, or criteria by language.
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::String(text) if key == "for" => push(fields, name, "", text.clone()),
                    Value::String(text) => push(fields, name, key, text.clone()),
                    _ => flatten(name, inner, fields),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const TEXT: &str = include_str!("../../config/demo/record.toml");

    fn record(text: &str) -> Record {
        Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap()
    }

    #[test]
    fn the_same_record_has_no_difference_even_if_its_file_is_laid_out_otherwise() {
        assert_eq!(difference(&record(TEXT), &record(&format!("# A remark.\n{TEXT}"))), []);
    }

    #[test]
    fn a_changed_text_a_new_length_and_a_recipient_that_leaves_are_named() {
        let changed = TEXT.replace("Sending of text messages", "Sending of SMS").replacen(
            "duration = \"P3Y\"",
            "duration = \"P2Y\"",
            1,
        );
        let found = difference(&record(TEXT), &record(&changed));
        let texts: Vec<_> = found.iter().map(|entry| (entry.part.as_str(), entry.id.as_str())).collect();
        assert_eq!(texts, [("recipients", "texts"), ("retentions", "customer-3y")]);
        let field = &found[0].fields[0];
        assert_eq!((field.name.as_str(), field.lang.as_str()), ("purpose", "en"));
        assert_eq!((field.before.as_str(), field.after.as_str()), ("Sending of text messages", "Sending of SMS"));
        assert_eq!((found[1].fields[0].before.as_str(), found[1].fields[0].after.as_str()), ("P3Y", "P2Y"));

        let mut without = record(TEXT);
        let gone = without.recipients.pop().unwrap();
        let found = difference(&record(TEXT), &without);
        assert_eq!((found.len(), found[0].id.as_str(), found[0].removed), (1, gone.id.as_str(), true));
        assert!(found[0].fields.iter().any(|field| field.name == "name" && field.before == gone.name));
        let back = difference(&without, &record(TEXT));
        assert!(back[0].added && back[0].fields.iter().all(|field| field.before.is_empty()));
    }
}
