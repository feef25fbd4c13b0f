//! The terms of a consent: how long it lasts and how it is given.

use super::Period;
use crate::document::Section;
use serde::Serialize;

/// The terms of a consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConsentTerms {
    /// How long it lasts before it must be asked again; for ever if absent (the GDPR sets none).
    pub max_age: Option<Period>,
    /// Whether one told by a program counts only once the person confirms it from their mailbox.
    pub double_opt_in: bool,
}

/// Reads `consent_max_age` and `double_opt_in` of an activity.
pub(super) fn read(section: &Section<'_>) -> ConsentTerms {
    let max_age = section.value("consent_max_age");
    ConsentTerms {
        max_age: max_age.and_then(|value| value.parse::<Period>("Write an ISO 8601 length, for example \"P6M\".")),
        double_opt_in: section.boolean("double_opt_in", false),
    }
}

/// The age from which somebody agrees alone to online services: 15 in France (LIL art. 45), else 16 (GDPR art. 8(1)).
/// `country` is the controller's, as ISO 3166-1 alpha-2.
pub fn age_of_consent(country: &str) -> u8 {
    if country.eq_ignore_ascii_case("FR") { 15 } else { 16 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_france_one_agrees_alone_from_fifteen_on() {
        assert_eq!((age_of_consent("FR"), age_of_consent("fr"), age_of_consent("NL")), (15, 15, 16));
    }
}
