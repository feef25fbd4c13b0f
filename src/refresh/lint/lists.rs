//! The words of `config/lint/`, embedded: one file a language, and one of addresses.

use super::fold::fold;
use super::rule::Rule;
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "config/lint/"]
struct Files;

/// Words that follow each other; the last letters of each may be open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase(pub Vec<Part>);

/// One word of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Folded letters.
    pub letters: String,
    /// Whether any ending may follow.
    pub open: bool,
}

impl Part {
    pub(super) fn matches(&self, word: &str) -> bool {
        if self.open { word.starts_with(&self.letters) } else { word == self.letters }
    }
}

impl Phrase {
    /// Reads `bon* d achat*`, or any text of a person (a product name), accents and punctuation included.
    pub(super) fn parse(text: &str) -> Self {
        let parts = text.split_whitespace().flat_map(|word| {
            let open = word.ends_with('*');
            let words: Vec<String> = fold(word.trim_end_matches('*')).words();
            let last = words.len().saturating_sub(1);
            words.into_iter().enumerate().map(move |(at, letters)| Part { letters, open: open && at == last })
        });
        Self(parts.collect())
    }
}

fn phrases<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Phrase>, D::Error> {
    Ok(Vec::<String>::deserialize(from)?.iter().map(|text| Phrase::parse(text)).collect())
}

#[derive(Deserialize)]
struct Phrases(#[serde(deserialize_with = "phrases")] Vec<Phrase>);

/// The words of a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Its code.
    pub language: String,
    /// Words that tell it from others.
    #[serde(deserialize_with = "phrases")]
    pub common: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub exceptions: Vec<Phrase>,
    terms: BTreeMap<String, Phrases>,
    pub threat: Threat,
    pub required: Required,
    pub contact: Contact,
    better: BTreeMap<String, String>,
}

/// A threat needs a word of each list in one sentence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Threat {
    #[serde(deserialize_with = "phrases")]
    pub things: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub acts: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub marks: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub months: Vec<Phrase>,
}

/// What a mail must say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Required {
    #[serde(deserialize_with = "phrases")]
    pub purpose_acts: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub purpose_things: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub portal: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub stop: Vec<Phrase>,
    #[serde(deserialize_with = "phrases")]
    pub privacy: Vec<Phrase>,
}

/// Words beside the company's own telephone number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contact {
    #[serde(deserialize_with = "phrases")]
    pub beside: Vec<Phrase>,
}

/// Parameters and hosts of addresses.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Links {
    tracking: Vec<String>,
    social: Vec<String>,
}

impl Words {
    /// The forbidden phrases with their rules.
    pub(super) fn terms(&self) -> impl Iterator<Item = (Rule, &Phrase)> {
        self.terms.iter().flat_map(|(name, phrases)| {
            let rule = rule(name).into_iter();
            rule.flat_map(|rule| phrases.0.iter().map(move |phrase| (rule, phrase)))
        })
    }

    /// What to do instead; empty if the file does not say, which a test finds.
    pub(super) fn better(&self, rule: Rule) -> &str {
        self.better.get(rule.as_str()).map_or("", String::as_str)
    }
}

impl Links {
    /// Whether a parameter follows the reader.
    pub(super) fn tracks(&self, parameter: &str) -> bool {
        let name = parameter.to_lowercase();
        self.tracking.iter().any(|known| match known.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == *known,
        })
    }

    /// Whether a host is a social network.
    pub(super) fn is_social(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        self.social.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
    }
}

fn rule(name: &str) -> Option<Rule> {
    Rule::ALL.into_iter().find(|rule| rule.as_str() == name)
}

fn file(name: &str) -> Option<String> {
    String::from_utf8(Files::get(name)?.data.into_owned()).ok()
}

/// Every language's words, in order of the files' names.
pub(super) fn all() -> &'static [Words] {
    static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
        let names = Files::iter().filter(|name| name.ends_with(".toml") && name != "links.toml");
        names.filter_map(|name| toml::from_str(&file(&name)?).ok()).collect()
    });
    &ALL
}

/// What is known about addresses.
pub(super) fn links() -> &'static Links {
    static LINKS: LazyLock<Links> =
        LazyLock::new(|| file("links.toml").and_then(|text| toml::from_str(&text).ok()).unwrap_or_default());
    &LINKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_knows_what_to_do_about_every_rule() {
        let files: Vec<_> = Files::iter().filter(|name| name != "links.toml").collect();
        assert_eq!(all().len(), files.len(), "a file of {files:?} is no list of words");
        for words in all() {
            assert_eq!(files.iter().filter(|name| **name == format!("{}.toml", words.language)).count(), 1);
            for name in words.terms.keys().chain(words.better.keys()) {
                assert!(rule(name).is_some(), "{}: no rule is called {name}", words.language);
            }
            for rule in Rule::ALL {
                assert!(!words.better(rule).is_empty(), "{}: nothing better for {rule:?}", words.language);
            }
            assert!(words.terms().all(|(_, phrase)| !phrase.0.is_empty()));
        }
        assert!(links().tracks("utm_source") && links().tracks("GCLID") && !links().tracks("lang"));
        assert!(links().is_social("www.facebook.com") && !links().is_social("facebook.com.example"));
    }
}
