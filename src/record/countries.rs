//! Where data may go without a further safeguard.

use serde::Serialize;

/// How a country protects data received from the Union (Arts 44 to 46).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protection {
    /// The GDPR applies: European Economic Area.
    Gdpr,
    /// The Commission found the protection adequate (Art. 45).
    Adequate,
    /// A safeguard is needed (Art. 46). The United States are here: their adequacy covers certified companies only,
    /// which the safeguard then states.
    SafeguardNeeded,
}

/// European Economic Area.
const EEA: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whole-country adequacy decisions of the Commission.
const ADEQUATE: &[&str] = &["AD", "AR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"];

impl Protection {
    /// The protection in the country with this ISO 3166-1 alpha-2 code.
    pub fn of(country: &str) -> Self {
        if EEA.contains(&country) {
            Protection::Gdpr
        } else if ADEQUATE.contains(&country) {
            Protection::Adequate
        } else {
            Protection::SafeguardNeeded
        }
    }
}

/// Whether the text has the shape of an ISO 3166-1 alpha-2 code.
pub(super) fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_without_a_decision_needs_a_safeguard() {
        assert_eq!(Protection::of("FR"), Protection::Gdpr);
        assert_eq!(Protection::of("CH"), Protection::Adequate);
        assert_eq!(Protection::of("US"), Protection::SafeguardNeeded);
        assert_eq!(Protection::of("IN"), Protection::SafeguardNeeded);
    }
}
