//! Redaction of text (Art. 15(4); law.md 1.7): words that concern somebody else stay hidden in everything a person receives
//! about themselves, and the rest is given. A colleague marks them in a case, with a reason; from then on they are hidden
//! on the person's pages, in packages, and no letter with them leaves.
//!
//! - [`find`]: every occurrence of words in a text, whatever case, accents and line ends;
//! - [`Mark::hide`]: a text with something in their place that says why;
//! - [`document`]: the same for files: PDF, PNG, JPEG; [`drafts`]: their way to the person;
//! - [`of`], [`add`], [`remove`]: the marks, in the portal's database.
//!
//! What a mark hides is looked up each time anew: a later message with the same words is hidden too.

pub mod document;
pub mod drafts;
mod find;
mod store;

pub use find::{find, is_in};
pub use store::{New, add, of, remove};

use crate::db::Id;
use crate::lang::Lang;
use crate::requests::word::words;
use crate::words::say;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The fewest characters of words to hide: fewer stand everywhere.
pub const SHORTEST: usize = 3;

/// Why words are hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// They concern another person.
    ThirdParty,
    /// They are a trade secret (recital 63).
    TradeSecret,
    /// They are advice of a lawyer.
    LegalAdvice,
    /// They would weaken the protection of systems.
    Security,
}

words!(Reason {
    ThirdParty = "third-party",
    TradeSecret = "trade-secret",
    LegalAdvice = "legal-advice",
    Security = "security",
});

/// Words that stay hidden from a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub id: Id,
    /// The case in which it was made.
    pub reference: String,
    /// Why.
    pub reason: Reason,
    /// The words, and where they stay.
    pub hidden: Hidden,
    /// The colleague.
    pub colleague: Id,
    /// When.
    pub at: Timestamp,
}

/// What a mark hides.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// The words, as they were typed.
    pub words: String,
    /// The places in which they are left, as [`place`] names them.
    pub kept: BTreeSet<String>,
}

/// The name of a place: one value of one row.
pub fn place(source: &str, table: &str, row: &str, column: &str) -> String {
    format!("{source}/{table}/{row}/{column}")
}

impl Mark {
    /// Puts the reason, in a language, in the place of the words: in a text, and in the value that it shows. How often in the
    /// text; `None` if there is nothing to hide in either.
    pub fn hide(&self, lang: Lang, place: &str, text: &mut String, value: Option<&mut String>) -> Option<usize> {
        let instead = say(lang, &format!("redaction-mark-{}", self.reason), &[]);
        let put = |into: &mut String| {
            let (hidden, times) = self.hidden.conceal(place, into, &instead)?;
            *into = hidden;
            Some(times)
        };
        let (of_text, of_value) = (put(text), value.and_then(put));
        (of_text.is_some() || of_value.is_some()).then(|| of_text.unwrap_or(0))
    }
}

impl Hidden {
    /// The text with `instead` in the place of each occurrence, and how many there were; `None` if there is nothing to hide
    /// in this place.
    pub fn conceal(&self, place: &str, text: &str, instead: &str) -> Option<(String, usize)> {
        if self.kept.contains(place) {
            return None;
        }
        let found = find(text, &self.words);
        if found.is_empty() {
            return None;
        }
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        for range in &found {
            out.push_str(text.get(from..range.start).unwrap_or_default());
            out.push_str(instead);
            from = range.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Some((out, found.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::people::{self, Address};
    use crate::secrets::{Keys, Random};

    fn hidden(words: &str, kept: &[&str]) -> Hidden {
        Hidden { words: words.into(), kept: kept.iter().map(|one| (*one).to_owned()).collect() }
    }

    #[test]
    fn each_occurrence_is_replaced_but_in_the_places_that_were_left_out() {
        let text = "Madame Éve Durand, ma voisine. DURAND a la clé : eve durand !";
        let (out, count) = hidden("Durand", &[]).conceal("a", text, "[…]").unwrap();
        assert_eq!((out.as_str(), count), ("Madame Éve […], ma voisine. […] a la clé : eve […] !", 3));
        assert_eq!(hidden("Durand", &["a"]).conceal("a", text, "[…]"), None);
        assert!(hidden("Durand", &["b"]).conceal("a", text, "[…]").is_some());
        assert_eq!(hidden("Dupont", &[]).conceal("a", text, "[…]"), None);
    }

    #[test]
    fn marks_are_sealed_kept_with_their_reason_taken_back_and_go_with_the_person() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let address = Address::parse("camille@example.com").unwrap();
            let person = database.write_now(|tx| people::ensure(tx, now, &random, &keys, &address, Lang::Fr)).unwrap();
            let colleague = Id::at(now, &random);
            let add = |words: &str, seconds: i64| {
                let at = now + jiff::SignedDuration::from_secs(seconds);
                let new = New {
                    person: &person.id,
                    reference: "R-2026-0001",
                    reason: Reason::ThirdParty,
                    hidden: &hidden(words, &["a"]),
                    colleague: &colleague,
                };
                database.write_now(|tx| add(tx, at, &random, &keys, new)).unwrap()
            };
            add("Durand", 0);
            let second = add("Dupont", 1);
            let found = || database.read_now(|db| of(db, &keys, &person.id)).unwrap();
            let words: Vec<_> =
                found().into_iter().map(|mark| (mark.hidden.words, mark.reason, mark.reference)).collect();
            let kept = |words: &str| (words.to_owned(), Reason::ThirdParty, "R-2026-0001".to_owned());
            assert_eq!(words, [kept("Durand"), kept("Dupont")]);
            let remove = |whose: &Id| database.write_now(|tx| remove(tx, whose, &second)).unwrap();
            assert!(!remove(&colleague), "of this person alone");
            assert!(remove(&person.id) && !remove(&person.id));
            assert_eq!(found().len(), 1);
            database.write_now(|tx| people::forget(tx, &person.id)).unwrap();
            assert!(found().is_empty());
        });
    }
}
