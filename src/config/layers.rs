//! One setting, three places: the environment, the file, the defaults.

use super::{PREFIX, Secret};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{Document, Section, Value, list_of};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The three places, and the mistakes found in the environment.
pub(super) struct Layers<'d> {
    file: &'d Document<'d>,
    top: Section<'d>,
    defaults: Section<'d>,
    environment: &'d BTreeMap<String, String>,
    asked: RefCell<Vec<String>>,
    mistakes: RefCell<Vec<Diagnostic>>,
}

impl<'d> Layers<'d> {
    pub(super) fn new(
        file: &'d Document<'d>,
        defaults: &'d Document<'d>,
        environment: &'d BTreeMap<String, String>,
    ) -> Self {
        let (asked, mistakes) = (RefCell::default(), RefCell::default());
        Self { file, top: file.root(), defaults: defaults.root(), environment, asked, mistakes }
    }

    /// The settings under `[name]`.
    pub(super) fn group(&self, name: &'static str) -> Group<'_, 'd> {
        Group { layers: self, name, file: self.top.section(name), defaults: self.defaults.section(name) }
    }

    /// The mistakes of the environment, where only some sections were asked for.
    pub(super) fn mistakes(self) -> Vec<Diagnostic> {
        self.mistakes.into_inner()
    }

    /// Reports sections and variables that nobody asked for, and hands back the mistakes of the environment.
    pub(super) fn close(self) -> Vec<Diagnostic> {
        self.top.close();
        self.defaults.close();
        let asked = self.asked.into_inner();
        let mut mistakes = self.mistakes.into_inner();
        for name in self.environment.keys().filter(|name| !asked.contains(name)) {
            let cure = match nearest(name, asked.iter().map(String::as_str)) {
                Some(known) => format!("Did you mean `{known}`?"),
                None => "Remove it; variables are named HABEAS_SECTION__KEY.".to_owned(),
            };
            mistakes.push(in_environment(name, "is not a known setting".to_owned(), cure));
        }
        mistakes
    }
}

fn in_environment(name: &str, message: String, cure: String) -> Diagnostic {
    Diagnostic::error(Path::new("environment"), None, name, message, cure)
}

/// The settings of one section.
pub(super) struct Group<'l, 'd> {
    layers: &'l Layers<'d>,
    name: &'static str,
    file: Option<Section<'d>>,
    defaults: Option<Section<'d>>,
}

/// A setting where it was found.
enum Found<'l, 'd> {
    Variable { layers: &'l Layers<'d>, name: String, text: &'d str },
    Written(Value<'d>),
}

impl<'l, 'd> Group<'l, 'd> {
    fn find(&self, key: &str) -> Option<Found<'l, 'd>> {
        let name = format!("{PREFIX}{}__{}", self.name, key).to_ascii_uppercase();
        self.layers.asked.borrow_mut().push(name.clone());
        let written = self.file.as_ref().and_then(|section| section.value(key));
        let default = self.defaults.as_ref().and_then(|section| section.value(key));
        if let Some(text) = self.layers.environment.get(&name) {
            return Some(Found::Variable { layers: self.layers, name, text });
        }
        written.or(default).map(Found::Written)
    }

    /// Notes a mistake about a setting, where it was found.
    pub(super) fn error(&self, key: &str, message: impl Into<String>, cure: impl Into<String>) {
        match (self.find(key), &self.file) {
            (Some(found), _) => found.error(message, cure),
            (None, Some(section)) => section.error(key, message, cure),
            (None, None) => self.layers.file.error(None, &format!("{}.{key}", self.name), message, cure),
        }
    }

    /// A text; `None` if it is nowhere, or wrong.
    pub(super) fn string(&self, key: &str) -> Option<String> {
        self.find(key)?.string()
    }

    /// A text without which the portal cannot start.
    pub(super) fn required(&self, key: &str, cure: &str) -> Option<String> {
        match self.find(key) {
            Some(found) => found.string(),
            None => {
                self.error(key, "is missing", cure);
                None
            }
        }
    }

    /// A text that reads as a `T`.
    pub(super) fn parse<T: FromStr>(&self, key: &str, cure: &str) -> Option<T>
    where
        T::Err: Display,
    {
        self.find(key)?.parse(cure)
    }

    /// One of these words.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.find(key)?.choice(choices)
    }

    /// A whole number within the range.
    pub(super) fn number(&self, key: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let (low, high) = range.into_inner();
        match self.find(key)? {
            Found::Written(value) => {
                value.integer(i64::from(low)..=i64::from(high)).and_then(|number| u32::try_from(number).ok())
            }
            variable @ Found::Variable { text, .. } => {
                let number = text.trim().parse().ok().filter(|number| (low..=high).contains(number));
                if number.is_none() {
                    variable.error("is not a number in range", format!("Write a number from {low} to {high}."));
                }
                number
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self, key: &str) -> Option<bool> {
        match self.find(key)? {
            Found::Written(value) => value.boolean(),
            variable => variable.choice(&[("true", true), ("false", false)]),
        }
    }

    /// A list: in the environment, with commas between. Each item reads as a `T`.
    pub(super) fn list<T: FromStr>(&self, key: &str, cure: &str) -> Option<Vec<T>>
    where
        T::Err: Display,
    {
        match self.find(key)? {
            Found::Written(value) => Some(value.list()?.iter().filter_map(|item| item.parse(cure)).collect()),
            Found::Variable { layers, name, text } => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                let item = |text| Found::Variable { layers, name: name.clone(), text }.parse(cure);
                Some(items.filter_map(item).collect())
            }
        }
    }

    /// A text that may not be shown: under the key itself, or in the file that `key_file` names.
    pub(super) fn secret(&self, key: &str, folder: &Path) -> Option<Secret> {
        let file_key = format!("{key}_file");
        if let Some(file) = self.find(&file_key).and_then(|found| found.string()) {
            self.silence(key);
            let path = folder.join(&file);
            return match std::fs::read_to_string(&path) {
                Ok(text) => Some(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())),
                Err(error) => {
                    let message = format!("`{}` cannot be read: {error}", path.display());
                    self.error(&file_key, message, "Check the path and who may read it.");
                    None
                }
            };
        }
        self.find(key)?.string().map(Secret::new)
    }

    /// A path, relative to `folder`.
    pub(super) fn path(&self, key: &str, folder: &Path) -> Option<PathBuf> {
        self.string(key).map(|path| folder.join(path))
    }

    /// Marks a key as known without reading it.
    pub(super) fn silence(&self, key: &str) {
        let _known = self.find(key);
    }

    /// Reports the keys of this section that nobody asked for.
    pub(super) fn close(self) {
        for section in [self.file, self.defaults].into_iter().flatten() {
            section.close();
        }
    }
}

impl Found<'_, '_> {
    fn error(&self, message: impl Into<String>, cure: impl Into<String>) {
        match self {
            Found::Written(value) => value.error(message, cure),
            Found::Variable { layers, name, .. } => {
                layers.mistakes.borrow_mut().push(in_environment(name, message.into(), cure.into()));
            }
        }
    }

    fn string(&self) -> Option<String> {
        match self {
            Found::Written(value) => value.string(),
            Found::Variable { text, .. } => {
                let text = text.trim();
                if text.is_empty() || text.chars().any(char::is_control) {
                    self.error("is empty or holds a control character", "Write plain text, or remove the variable.");
                    return None;
                }
                Some(text.to_owned())
            }
        }
    }

    fn parse<T: FromStr>(&self, cure: &str) -> Option<T>
    where
        T::Err: Display,
    {
        match self {
            Found::Written(value) => value.parse(cure),
            Found::Variable { .. } => {
                let text = self.string()?;
                text.parse().map_err(|error| self.error(format!("`{text}` is wrong: {error}"), cure)).ok()
            }
        }
    }

    fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        match self {
            Found::Written(value) => value.choice(choices),
            Found::Variable { .. } => {
                let text = self.string()?;
                let chosen = choices.iter().find(|(word, _)| *word == text).map(|(_, chosen)| *chosen);
                if chosen.is_none() {
                    let words = list_of(choices.iter().map(|(word, _)| *word));
                    self.error(format!("`{text}` is not one of the choices"), format!("Write one of {words}."));
                }
                chosen
            }
        }
    }
}
