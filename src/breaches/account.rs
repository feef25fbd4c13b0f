//! What is written about a breach (Art. 33(3) and (5)), and when it is whole. Pure.

use crate::requests::word::words;
use serde::{Deserialize, Serialize};

/// The longest text of a field, in characters.
pub const LONGEST: usize = 4_000;

/// The longest title.
pub const LONGEST_TITLE: usize = 120;

/// What was broken (Art. 4(12)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Somebody saw or may have seen what is not theirs.
    Confidentiality,
    /// Data were changed.
    Integrity,
    /// Data were lost or could not be reached.
    Availability,
}

words!(Nature { Confidentiality = "confidentiality", Integrity = "integrity", Availability = "availability" });

/// The texts of an entry, sealed where they are kept. Not printed: they may tell of people.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// In a few words.
    pub title: String,
    /// What happened, when, and how it was found.
    pub facts: String,
    /// What was broken.
    pub natures: Vec<Nature>,
    /// Which people it is about, such as "customers who ordered in May".
    pub persons: String,
    /// The categories of data, by their ids in the record.
    pub categories: Vec<String>,
    /// What came of it so far.
    pub effects: String,
    /// What is likely to come of it for the people.
    pub consequences: String,
    /// What was done about it.
    pub remedy: String,
    /// What is planned.
    pub measures: String,
    /// Why a draft was no breach.
    pub dismissal: String,
}

/// A part without which an entry is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What happened.
    Facts,
    /// What was broken.
    Nature,
    /// Which people.
    Persons,
    /// Which categories of data.
    Categories,
    /// About how many people and records.
    Numbers,
    /// What came of it.
    Effects,
    /// What is likely to come of it.
    Consequences,
    /// What was done.
    Remedy,
    /// The decision about the authority, told all or not told.
    Authority,
    /// The decision about the people.
    People,
}

words!(Part {
    Facts = "facts",
    Nature = "nature",
    Persons = "persons",
    Categories = "categories",
    Numbers = "numbers",
    Effects = "effects",
    Consequences = "consequences",
    Remedy = "remedy",
    Authority = "authority",
    People = "people",
});

impl Account {
    /// What Art. 33(3) and (5) ask to be written and is not.
    pub fn missing(&self, numbers: bool) -> Vec<Part> {
        let parts = [
            (Part::Facts, self.facts.trim().is_empty()),
            (Part::Nature, self.natures.is_empty()),
            (Part::Persons, self.persons.trim().is_empty()),
            (Part::Categories, self.categories.is_empty()),
            (Part::Numbers, !numbers),
            (Part::Effects, self.effects.trim().is_empty()),
            (Part::Consequences, self.consequences.trim().is_empty()),
            (Part::Remedy, self.remedy.trim().is_empty()),
        ];
        parts.into_iter().filter_map(|(part, missing)| missing.then_some(part)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_whole_when_all_is_written_that_the_law_names() {
        let text = || "words".to_owned();
        let whole = Account {
            title: text(),
            facts: text(),
            natures: vec![Nature::Confidentiality],
            persons: text(),
            categories: vec!["contact".to_owned()],
            effects: text(),
            consequences: text(),
            remedy: text(),
            ..Account::default()
        };
        assert!(whole.missing(true).is_empty());
        assert_eq!(whole.missing(false), [Part::Numbers]);
        assert_eq!(
            Account { facts: " ".to_owned(), remedy: String::new(), ..whole }.missing(true),
            [Part::Facts, Part::Remedy]
        );
        assert_eq!(Account::default().missing(false).len(), 8);
    }
}
