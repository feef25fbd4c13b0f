//! Where people complain: the supervisory authority of each country, from `config/authorities.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static AUTHORITIES: LazyLock<BTreeMap<String, Authority>> =
    LazyLock::new(|| toml::from_str(include_str!("../../config/authorities.toml")).unwrap_or_default());

/// The supervisory authority of a country (GDPR Art. 77: where one lives, works, or where it happened).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// What it calls itself.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its website.
    pub website: String,
}

/// Every authority with the ISO 3166-1 code of its country.
pub fn authorities() -> impl Iterator<Item = (&'static str, &'static Authority)> {
    AUTHORITIES.iter().map(|(country, authority)| (country.as_str(), authority))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_of_the_union_and_the_area_and_its_neighbours_has_an_authority() {
        let countries =
            "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";
        assert_eq!(authorities().map(|(country, _)| country).collect::<Vec<_>>().join(" "), countries);
        for (country, authority) in authorities() {
            assert!(authority.website.starts_with("https://"), "{country}");
            assert!(!authority.name.is_empty() && authority.address.len() > 10, "{country}");
        }
    }
}
