//! The forms in which the record is written: its parts, the fields of each, and what is wrong with what was typed. Pure.
//!
//! The names of the fields are those of `record.toml`; [`edit`](super::edit) puts what was typed into such a file.

mod check;
mod fields;

pub use check::{Mistake, mistakes};

use std::collections::BTreeMap;

/// What a form holds: each field's name with its values. A text has a field per language (`label_fr`), a length two
/// (`duration`, `duration_unit`).
pub type Values = BTreeMap<String, Vec<String>>;

/// The only value of this name, trimmed; empty if there is none.
pub fn one<'v>(values: &'v Values, name: &str) -> &'v str {
    values.get(name).and_then(|all| all.first()).map_or("", |value| value.trim())
}

/// A part of the record that has a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who is responsible (Art. 30(1)(a)).
    Controller,
    /// Who decides together with them (Art. 26).
    JointController,
    /// Their representative in the Union (Art. 27).
    Representative,
    /// The data protection officer.
    Dpo,
    /// Where people can complain.
    Authority,
    /// A category of data (Art. 30(1)(c)).
    Category,
    /// Who receives data (Art. 30(1)(d)).
    Recipient,
    /// How data are protected (Art. 30(1)(g)).
    Security,
    /// Until when data are kept (Art. 30(1)(f)).
    Retention,
    /// What data are processed for (Art. 30(1)(b)).
    Activity,
    /// What the company's own site keeps on the devices of visitors (Art. 82 LIL).
    Cookie,
    /// What is processed for another controller (Art. 30(2)).
    OnBehalf,
}

impl Part {
    /// Every part with the name of its tables in the file, in the order shown.
    pub const ALL: &'static [(&'static str, Part)] = &[
        ("activity", Part::Activity),
        ("category", Part::Category),
        ("retention", Part::Retention),
        ("recipient", Part::Recipient),
        ("security", Part::Security),
        ("cookie", Part::Cookie),
        ("on_behalf", Part::OnBehalf),
        ("controller", Part::Controller),
        ("joint_controller", Part::JointController),
        ("representative", Part::Representative),
        ("dpo", Part::Dpo),
        ("authority", Part::Authority),
    ];

    /// The part whose tables have this name.
    pub fn of(name: &str) -> Option<Part> {
        Self::ALL.iter().find(|(word, _)| *word == name).map(|(_, part)| *part)
    }

    /// The name of its tables in the file.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, part)| *part == self).map_or("", |(word, _)| word)
    }

    /// Whether each has an id in the file. What nothing refers to has none, and goes by its place in the list: 1, 2, ….
    pub fn has_ids(self) -> bool {
        self.is_list() && self != Part::JointController
    }

    /// Whether there may be several.
    pub fn is_list(self) -> bool {
        !matches!(self, Part::Controller | Part::Representative | Part::Dpo | Part::Authority)
    }

    /// Whether a record may be without any.
    pub fn is_optional(self) -> bool {
        self.is_list() || matches!(self, Part::Representative | Part::Dpo)
    }

    /// Its fields, in the order shown.
    pub fn fields(self) -> &'static [Field] {
        fields::of(self)
    }
}

/// A field of a part.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key in the file.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be filled.
    pub required: bool,
    /// The heading above it, as a word in message keys; empty for a form without headings.
    pub section: &'static str,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The id, which others refer to. It is given once.
    Id,
    /// One line.
    Line,
    /// An e-mail address.
    Email,
    /// The address of a page.
    Web,
    /// The two letters of a country (ISO 3166-1).
    Country,
    /// Words in each language.
    Text,
    /// At most so many times words in each language.
    Texts(usize),
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// Yes or no.
    Flag,
    /// A length of time, in whole years, months or days.
    Length,
    /// A day.
    Day,
    /// The id of one of another part.
    One(Part),
    /// The ids of any number of another part.
    Many(Part),
    /// The name of an event of the sources.
    Event,
}

impl Field {
    /// The names of its inputs in a form. `languages` are those of the portal.
    pub fn names(&self, languages: &[crate::lang::Lang]) -> Vec<String> {
        let texts = |key: &str| languages.iter().map(move |lang| format!("{key}_{lang}")).collect::<Vec<_>>();
        match self.kind {
            Kind::Text => texts(self.key),
            Kind::Texts(most) => (1..=most).flat_map(|at| texts(&format!("{}_{at}", self.key))).collect(),
            Kind::Length => vec![self.key.to_owned(), unit_of(self.key)],
            _ => vec![self.key.to_owned()],
        }
    }
}

/// The units of a length, as words in forms, with the letter that ISO 8601 has for each.
pub const UNITS: &[(&str, char)] = &[("years", 'Y'), ("months", 'M'), ("days", 'D')];

/// The name of the input that says the unit of a length.
pub fn unit_of(key: &str) -> String {
    format!("{key}_unit")
}

/// The length that was typed in ISO 8601, such as `P3Y`; `None` if nothing was. A number that is none is kept as it is, so that
/// the record says what is wrong with it.
pub fn length(values: &Values, key: &str) -> Option<String> {
    let number = one(values, key);
    let letter = UNITS.iter().find(|(unit, _)| *unit == one(values, &unit_of(key))).map(|(_, letter)| *letter);
    match (number, letter) {
        ("", _) => None,
        (number, Some(letter)) => Some(format!("P{number}{letter}")),
        (whole, None) => Some(whole.to_owned()),
    }
}

/// The number and the unit of a length in ISO 8601. One that mixes units stays whole, without a unit.
pub fn number_and_unit(length: &str) -> (String, &'static str) {
    let whole = || (length.to_owned(), "");
    let Ok(period) = length.parse::<super::Period>() else { return whole() };
    match period.parts() {
        (years, 0, 0) => (years.to_string(), "years"),
        (years, months, 0) => ((years * 12 + months).to_string(), "months"),
        (0, 0, days) => (days.to_string(), "days"),
        _ => whole(),
    }
}
