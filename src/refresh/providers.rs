//! The large mail providers, by the domains of their addresses: `config/mail-providers.toml`, whose head explains how one is
//! written.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static PROVIDERS: LazyLock<Providers> = LazyLock::new(|| {
    Providers::of(toml::from_str(include_str!("../../config/mail-providers.toml")).unwrap_or_default())
});

/// The provider of every address that has none of the large ones: no limit counts by it.
pub const OTHER: &str = "";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    label: String,
    domains: Vec<String>,
}

#[derive(Default)]
struct Providers {
    /// Each with its label.
    names: Vec<(String, String)>,
    /// A domain, or the first part of one with any ending, with the place of its provider.
    whole: HashMap<String, usize>,
    stems: HashMap<String, usize>,
}

impl Providers {
    fn of(read: BTreeMap<String, Provider>) -> Self {
        let mut providers = Self::default();
        for (place, (name, provider)) in read.into_iter().enumerate() {
            providers.names.push((name, provider.label));
            for domain in provider.domains {
                match domain.strip_suffix(".*") {
                    Some(stem) => providers.stems.insert(stem.to_owned(), place),
                    None => providers.whole.insert(domain, place),
                };
            }
        }
        providers
    }

    fn find(&self, domain: &str) -> Option<&str> {
        let by_stem = || stem(domain).and_then(|stem| self.stems.get(stem));
        let place = self.whole.get(domain).or_else(by_stem)?;
        self.names.get(*place).map(|(name, _)| name.as_str())
    }
}

/// The first part of a domain whose rest is one ending, or one after "co." or "com.".
fn stem(domain: &str) -> Option<&str> {
    let (stem, rest) = domain.split_once('.')?;
    let ending = rest.strip_prefix("co.").or(rest.strip_prefix("com.")).unwrap_or(rest);
    (!ending.is_empty() && !ending.contains('.')).then_some(stem)
}

/// The large mail provider of a domain (in ASCII, folded), or [`OTHER`].
pub fn of(domain: &str) -> &'static str {
    PROVIDERS.find(domain).unwrap_or(OTHER)
}

/// Every large mail provider.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    PROVIDERS.names.iter().map(|(name, _)| name.as_str())
}

/// What people call a provider.
pub fn label(name: &str) -> &str {
    PROVIDERS.names.iter().find(|(known, _)| known == name).map_or(name, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_providers_of_france_and_the_world_are_known_by_their_domains() {
        for (domain, provider) in [
            ("gmail.com", "google"),
            ("googlemail.com", "google"),
            ("hotmail.fr", "microsoft"),
            ("live.com", "microsoft"),
            ("outlook.com.br", "microsoft"),
            ("yahoo.co.uk", "yahoo"),
            ("yahoo.co.jp", "yahoo-japan"),
            ("icloud.com", "apple"),
            ("orange.fr", "orange"),
            ("wanadoo.fr", "orange"),
            ("free.fr", "free"),
            ("neuf.fr", "sfr"),
            ("laposte.net", "laposte"),
            ("bbox.fr", "bouygues"),
            ("gmx.net", "gmx"),
            ("web.de", "webde"),
            ("pm.me", "proton"),
        ] {
            assert_eq!(of(domain), provider, "{domain}");
        }
    }

    #[test]
    fn a_domain_that_only_looks_like_one_counts_by_none() {
        for domain in
            ["example.com", "mygmail.com", "gmail.com.example.org", "outlook.example.com", "live", "yahoo.", ""]
        {
            assert_eq!(of(domain), OTHER, "{domain}");
        }
    }

    #[test]
    fn the_file_is_read_whole_and_names_each_domain_once() {
        let text = include_str!("../../config/mail-providers.toml");
        let read: BTreeMap<String, Provider> = toml::from_str(text).unwrap();
        assert_eq!(names().collect::<Vec<_>>(), read.keys().map(String::as_str).collect::<Vec<_>>());
        let mut domains: Vec<&String> = read.values().flat_map(|provider| &provider.domains).collect();
        let all = domains.len();
        domains.sort_unstable();
        domains.dedup();
        assert_eq!(domains.len(), all, "a domain stands twice");
        for domain in domains {
            let plain = domain.strip_suffix(".*").unwrap_or(domain);
            let fine = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-".contains(letter);
            assert!(plain.chars().all(fine) && (plain == domain) == plain.contains('.'), "{domain}");
            assert_ne!(of(&domain.replace('*', "com")), OTHER, "{domain}");
        }
        let word =
            |name: &str| (2..=20).contains(&name.len()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(names().all(word));
        assert_eq!((label("google"), label("gone")), ("Google (Gmail)", "gone"));
    }
}
