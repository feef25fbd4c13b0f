//! A TOML file that a person wrote, read so that every mistake is collected with its line and its cure.
//!
//! A reader asks each [`Section`] for the keys it knows and calls [`Section::close`]; every key it never asked for is
//! then reported with the nearest known one. Nothing stops at the first mistake.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Lang;
use crate::record::Text;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A parsed file and the mistakes found in it so far.
pub struct Document<'t> {
    file: PathBuf,
    root: DeTable<'t>,
    /// Where each line ends, in bytes.
    line_ends: Vec<usize>,
    languages: Vec<Lang>,
    mistakes: RefCell<Vec<Diagnostic>>,
}

impl<'t> Document<'t> {
    /// Reads `text`, the content of `file`. Syntax errors are collected and what can be read is kept.
    pub fn parse(file: &Path, text: &'t str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let document = Self {
            file: file.to_path_buf(),
            root: root.into_inner(),
            line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            languages: Lang::ALL.to_vec(),
            mistakes: RefCell::default(),
        };
        for error in errors {
            let line = error.span().map(|span| document.line_at(span.start));
            let cure = "Write it as TOML asks: https://toml.io/en/v1.0.0.";
            document.error(line, "", format!("cannot be read: {}", error.message().replace('\n', "; ")), cure);
        }
        document
    }

    /// Asks texts for these languages only (the ones the portal offers) instead of all.
    pub fn in_languages(mut self, languages: &[Lang]) -> Self {
        self.languages = languages.to_vec();
        self
    }

    /// The top of the file.
    pub fn root(&self) -> Section<'_> {
        Section { document: self, path: String::new(), line: None, table: &self.root, asked: RefCell::default() }
    }

    /// The file this was read from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Notes a mistake that keeps the portal from starting.
    pub fn error(&self, line: Option<usize>, field: &str, message: impl Into<String>, cure: impl Into<String>) {
        self.mistakes.borrow_mut().push(Diagnostic::error(&self.file, line, field, message.into(), cure.into()));
    }

    /// Notes a mistake that the portal can live with.
    pub fn warning(&self, line: Option<usize>, field: &str, message: impl Into<String>, cure: impl Into<String>) {
        self.mistakes.borrow_mut().push(Diagnostic::warning(&self.file, line, field, message.into(), cure.into()));
    }

    /// Every mistake found, in the order of the file.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| mistake.line.unwrap_or(0));
        mistakes
    }

    fn line_at(&self, offset: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < offset)
    }
}

/// A table of the file: its keys, and where it is.
pub struct Section<'d> {
    document: &'d Document<'d>,
    path: String,
    line: Option<usize>,
    table: &'d DeTable<'d>,
    asked: RefCell<Vec<String>>,
}

impl<'d> Section<'d> {
    /// The dotted path of `key` inside this section, for messages.
    pub fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The line the section begins on; absent for the whole file.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The line `key` is written on, or else the section's.
    pub fn line_of(&self, key: &str) -> Option<usize> {
        self.find(key).map(|(line, _)| line).or(self.line)
    }

    /// The keys that are written, in no particular order.
    pub fn keys(&self) -> Vec<&'d str> {
        self.table.keys().map(|key| key.get_ref().as_ref()).collect()
    }

    /// The value of `key`, if it is written.
    pub fn value(&self, key: &str) -> Option<Value<'d>> {
        self.asked.borrow_mut().push(key.to_owned());
        let (line, value) = self.find(key)?;
        Some(Value { document: self.document, field: self.field(key), line, value })
    }

    /// The value of `key`; its absence is a mistake with this cure.
    pub fn required(&self, key: &str, cure: &str) -> Option<Value<'d>> {
        let value = self.value(key);
        if value.is_none() {
            self.error(key, "is missing", cure);
        }
        value
    }

    /// The string under `key` as it is written, without noting any mistake.
    pub fn raw(&self, key: &str) -> Option<&'d str> {
        self.table.get(key)?.get_ref().as_str()
    }

    /// The table under `key`, without noting any mistake.
    pub fn raw_section(&self, key: &str) -> Option<Section<'d>> {
        let (line, value) = self.find(key)?;
        let (document, path, asked) = (self.document, self.field(key), RefCell::default());
        Some(Section { document, path, line: Some(line), table: value.get_ref().as_table()?, asked })
    }

    /// The tables in the list under `key`, without noting any mistake.
    pub fn raw_sections(&self, key: &str) -> Vec<Section<'d>> {
        let section = |(index, value): (usize, &'d Spanned<DeValue<'d>>)| {
            let (path, line) = (format!("{}[{index}]", self.field(key)), self.document.line_at(value.span().start));
            let (document, asked) = (self.document, RefCell::default());
            Some(Section { document, path, line: Some(line), table: value.get_ref().as_table()?, asked })
        };
        self.raw_items(key).enumerate().filter_map(section).collect()
    }

    /// The strings in the list under `key`, as they are written, without noting any mistake.
    pub fn raw_strings(&self, key: &str) -> Vec<&'d str> {
        self.raw_items(key).filter_map(|item| item.get_ref().as_str()).collect()
    }

    fn raw_items(&self, key: &str) -> impl Iterator<Item = &'d Spanned<DeValue<'d>>> {
        self.table.get(key).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|items| items.iter())
    }

    /// Whether `key` is absent, or a list without items.
    pub fn raw_list_is_empty(&self, key: &str) -> bool {
        self.table.get(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty()))
    }

    /// The table under `key`, if it is written and is one.
    pub fn section(&self, key: &str) -> Option<Section<'d>> {
        self.value(key)?.section()
    }

    /// The tables under `key`, written `[[key]]`; empty if there are none.
    pub fn sections(&self, key: &str) -> Vec<Section<'d>> {
        let items = self.value(key).and_then(|value| value.list()).unwrap_or_default();
        items.iter().filter_map(Value::section).collect()
    }

    /// A string, if written; an empty one is a mistake.
    pub fn string(&self, key: &str) -> Option<String> {
        self.value(key)?.string()
    }

    /// A text in each language, if written.
    pub fn text(&self, key: &str) -> Option<Text> {
        self.value(key)?.text()
    }

    /// `true` or `false`; `default` if not written.
    pub fn boolean(&self, key: &str, default: bool) -> bool {
        self.value(key).and_then(|value| value.boolean()).unwrap_or(default)
    }

    /// A list of strings; empty if not written.
    pub fn strings(&self, key: &str) -> Vec<String> {
        let items = self.value(key).and_then(|value| value.list()).unwrap_or_default();
        items.iter().filter_map(Value::string).collect()
    }

    /// Notes a mistake about `key`, on its line.
    pub fn error(&self, key: &str, message: impl Into<String>, cure: impl Into<String>) {
        self.document.error(self.line_of(key), &self.field(key), message, cure);
    }

    /// Notes a lesser mistake about `key`, on its line.
    pub fn warning(&self, key: &str, message: impl Into<String>, cure: impl Into<String>) {
        self.document.warning(self.line_of(key), &self.field(key), message, cure);
    }

    /// Reports every key that nobody asked for, with the known one it resembles.
    pub fn close(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let written: &str = key.get_ref();
            if asked.iter().any(|known| known == written) {
                continue;
            }
            let cure = match nearest(written, asked.iter().map(String::as_str)) {
                Some(known) => format!("Did you mean `{known}`?"),
                None => format!("Remove it. Known here: {}.", list_of(asked.iter().map(String::as_str))),
            };
            let line = self.document.line_at(key.span().start);
            self.document.error(Some(line), &self.field(written), "is not a known key", cure);
        }
    }

    fn find(&self, key: &str) -> Option<(usize, &'d Spanned<DeValue<'d>>)> {
        let (written, value) = self.table.iter().find(|(written, _)| written.get_ref() == key)?;
        Some((self.document.line_at(written.span().start), value))
    }
}

/// One value of the file and where it is.
#[derive(Clone)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    field: String,
    line: usize,
    value: &'d Spanned<DeValue<'d>>,
}

impl<'d> Value<'d> {
    /// The line it is written on.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The dotted path of the field.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Notes a mistake about this value.
    pub fn error(&self, message: impl Into<String>, cure: impl Into<String>) {
        self.document.error(Some(self.line), &self.field, message, cure);
    }

    /// A string; a mistake if it is something else, empty or holds control characters.
    pub fn string(&self) -> Option<String> {
        let Some(text) = self.value.get_ref().as_str() else {
            return self.wrong_type("a text in quotes");
        };
        if text.trim().is_empty() {
            self.error("is empty", "Write a value, or remove the line.");
            return None;
        }
        if text.chars().any(|letter| letter.is_control() && letter != '\n') {
            self.error("holds a control character", "Write plain text.");
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// A string that reads as a `T`; a mistake with this cure if it does not.
    pub fn parse<T: FromStr>(&self, cure: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.string()?;
        match text.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.error(format!("`{text}` is wrong: {error}"), cure);
                None
            }
        }
    }

    /// One of the words of `choices`; a mistake that lists them if it is none.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string()?;
        if let Some((_, chosen)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*chosen);
        }
        let words = || choices.iter().map(|(word, _)| *word);
        let hint = nearest(&text, words()).map(|word| format!("Did you mean `{word}`? ")).unwrap_or_default();
        self.error(format!("`{text}` is not one of the choices"), format!("{hint}Write one of {}.", list_of(words())));
        None
    }

    /// A whole number within `range`.
    pub fn integer(&self, range: RangeInclusive<i64>) -> Option<i64> {
        let number = match self.value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => return self.wrong_type("a whole number"),
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => Some(number),
            None => {
                let (low, high) = range.into_inner();
                self.error("is out of range", format!("Write a number from {low} to {high}."));
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        self.value.get_ref().as_bool().or_else(|| self.wrong_type("`true` or `false`"))
    }

    /// The items of a list, each with its own place.
    pub fn list(&self) -> Option<Vec<Value<'d>>> {
        let Some(items) = self.value.get_ref().as_array() else {
            return self.wrong_type("a list in square brackets");
        };
        let item = |(index, value): (usize, &'d Spanned<DeValue<'d>>)| Value {
            document: self.document,
            field: format!("{}[{index}]", self.field),
            line: self.document.line_at(value.span().start),
            value,
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// The table this value is.
    pub fn section(&self) -> Option<Section<'d>> {
        let Some(table) = self.value.get_ref().as_table() else {
            return self.wrong_type("a table");
        };
        Some(Section {
            document: self.document,
            path: self.field.clone(),
            line: Some(self.line),
            table,
            asked: RefCell::default(),
        })
    }

    /// Whether the value is a table (and not, say, a string).
    pub fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    /// A text per language, `{ en = "…", fr = "…" }`. A language nobody speaks is a mistake, an absent one a warning.
    pub fn text(&self) -> Option<Text> {
        let Some(table) = self.value.get_ref().as_table() else {
            return self.wrong_type("a text per language, `{ en = \"…\", fr = \"…\" }`");
        };
        let section = self.section()?;
        let mut words = BTreeMap::new();
        for key in table.keys() {
            let code: &str = key.get_ref();
            match code.parse::<Lang>() {
                Ok(lang) => {
                    words.extend(section.string(code).map(|text| (lang, text)));
                }
                Err(error) => section.error(code, format!("`{code}` is {error}"), "Write the text under `en` or `fr`."),
            }
        }
        for lang in self.documents_languages() {
            if !section.keys().contains(&lang.as_str()) {
                let message = format!("has no {} text", lang.english_name());
                let cure = format!("Add `{lang} = \"…\"`; until then the other language is shown.");
                self.document.warning(Some(self.line), &self.field, message, cure);
            }
        }
        Text::new(words)
    }

    fn documents_languages(&self) -> &'d [Lang] {
        &self.document.languages
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        let found = self.value.get_ref().type_str();
        self.error(format!("is a TOML {found}"), format!("Write {wanted}."));
        None
    }
}

/// The words in quotes with commas between: `a`, `b`, `c`.
pub fn list_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut listed: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    listed.dedup();
    listed.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(found: &[Diagnostic]) -> Vec<(Option<usize>, &str)> {
        found.iter().map(|mistake| (mistake.line, mistake.field.as_str())).collect()
    }

    #[test]
    fn every_mistake_is_collected_with_its_own_line() {
        let text = "[a]\nnmae = \"x\"\nsize = \"big\"\n\n[[b]]\nid = \"one\"\n\n[[b]]\nid = \"\"\n";
        let document = Document::parse(Path::new("f.toml"), text);
        let root = document.root();
        let a = root.section("a").unwrap();
        assert!(a.required("name", "Name it.").is_none());
        assert!(a.value("size").unwrap().integer(1..=3).is_none());
        a.close();
        let ids: Vec<_> = root.sections("b").iter().map(|b| (b.line(), b.string("id"))).collect();
        assert_eq!(ids, [(Some(5), Some("one".to_owned())), (Some(8), None)]);
        root.close();
        let found = document.finish();
        assert_eq!(
            lines(&found),
            [(Some(1), "a.name"), (Some(2), "a.nmae"), (Some(3), "a.size"), (Some(9), "b[1].id")]
        );
        assert_eq!(found[1].cure, "Did you mean `name`?");
    }

    #[test]
    fn a_text_in_a_language_nobody_speaks_is_a_mistake_and_a_missing_one_a_warning() {
        let document = Document::parse(Path::new("f.toml"), "label = { en = \"Phone\", de = \"Telefon\" }\n");
        let label = document.root().text("label").unwrap();
        assert_eq!(label.get(Lang::Fr), "Phone");
        let found = document.finish();
        assert_eq!(found.iter().map(Diagnostic::is_error).collect::<Vec<_>>(), [true, false]);
        assert_eq!(lines(&found), [(Some(1), "label.de"), (Some(1), "label")]);
    }

    #[test]
    fn syntax_errors_are_reported_with_their_line_and_the_rest_is_still_read() {
        let document = Document::parse(Path::new("f.toml"), "a = \"fine\"\nb = = 2\n[c]\nd = 1\n");
        assert_eq!(document.root().string("a").as_deref(), Some("fine"));
        let found = document.finish();
        assert_eq!(found[0].line, Some(2));
        assert!(found[0].is_error());
    }
}
