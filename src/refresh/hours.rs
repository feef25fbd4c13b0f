//! What the directory of a source says of somebody besides their address, brought into one form; and whether it is their own night or
//! public holiday (experience.md M4). What it says and nobody can read counts as not said.

use super::schedule::{Opening, Policy, Window};
use crate::requests::clock::Holidays;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The longest name of a group of customers, in letters.
pub(super) const SEGMENT: usize = 60;

/// Where somebody's hours differ from the company's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    /// Their time zone, an IANA name.
    pub zone: Option<String>,
    /// The calendar of their public holidays.
    pub country: Option<String>,
}

impl Own {
    /// As two columns tell it, where the company has these hours itself. What is the same is not kept.
    pub(super) fn told(zone: Option<&str>, country: Option<&str>, company: (&TimeZone, Holidays)) -> Self {
        let zone = zone.and_then(zone_named).filter(|zone| zone.iana_name() != company.0.iana_name());
        let country = country.and_then(calendar_named).filter(|calendar| *calendar != company.1);
        Self {
            zone: zone.and_then(|zone| zone.iana_name().map(str::to_owned)),
            country: country.map(|calendar| calendar.to_string()),
        }
    }

    /// Whether they are the company's.
    pub(super) fn is_company(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a window is open for them at a moment.
    pub(super) fn opens(&self, window: &Window, now: Timestamp, policy: &Policy) -> Opening {
        let zone = self.zone.as_deref().and_then(zone_named);
        let holidays = self.country.as_deref().and_then(calendar_named).unwrap_or(policy.holidays);
        window.opens(now, zone.as_ref().unwrap_or(&policy.zone), holidays)
    }
}

/// The time zone of an IANA name, however it is capitalised.
fn zone_named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name.trim()).ok().filter(|zone| !zone.is_unknown())
}

/// The calendar of a country or region, by its code or the name of the country; that without any holiday is nobody's country.
fn calendar_named(name: &str) -> Option<Holidays> {
    let by_code = || name.parse().ok();
    let by_name = || COUNTRIES.get(&letters(name))?.parse().ok();
    by_code().or_else(by_name).filter(|calendar: &Holidays| calendar.to_string() != "NONE")
}

/// The codes of the calendars by the names of their countries, in [`letters`].
static COUNTRIES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let written: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("../../config/countries.toml")).unwrap_or_default();
    let names =
        |(code, names): (String, Vec<String>)| names.into_iter().map(move |name| (letters(&name), code.clone()));
    written.into_iter().flat_map(names).collect()
});

/// The letters of a name alone, small and without accents.
fn letters(name: &str) -> String {
    let lower = name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    // A capital with an accent of its own is small only now.
    lower.collect::<String>().nfkd().filter(|c| c.is_alphanumeric()).collect()
}

/// The name of a group of customers as it is written, if it is one.
pub(super) fn segment(text: &str) -> Option<String> {
    let name = text.trim();
    let odd = name.is_empty() || name.chars().count() > SEGMENT || name.chars().any(char::is_control);
    (!odd).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refresh::family::Grounds;
    use crate::refresh::schedule::Why;

    fn policy() -> Policy {
        Policy {
            zone: TimeZone::get("Europe/Paris").unwrap(),
            holidays: "FR".parse().unwrap(),
            confirm_after_months: 12,
            ask_after_months: 12,
            grounds: Grounds::default(),
        }
    }

    fn told(zone: &str, country: &str) -> (Option<String>, Option<String>) {
        let policy = policy();
        let own = Own::told(Some(zone), Some(country), (&policy.zone, policy.holidays));
        (own.zone, own.country)
    }

    #[test]
    fn what_is_the_companys_or_unknown_is_not_kept() {
        let kept = |zone: &str, country: &str| (Some(zone.to_owned()), Some(country.to_owned()));
        assert_eq!(told(" america/toronto ", "ca-qc"), kept("America/Toronto", "CA-QC"));
        assert_eq!(told("Pacific/Auckland", "DE-BY"), kept("Pacific/Auckland", "DE-BY"));
        for (zone, country) in
            [("europe/paris", " fr "), ("Mars/Olympus", "Atlantis"), ("", ""), ("Etc/Unknown", "none")]
        {
            assert_eq!(told(zone, country), (None, None), "{zone} {country}");
        }
        let (zone, holidays) = (&policy().zone, policy().holidays);
        assert!(Own::told(None, None, (zone, holidays)).is_company());
        assert!(!Own::told(None, Some("FR-67"), (zone, holidays)).is_company());
    }

    #[test]
    fn a_country_is_known_by_its_name_in_any_spelling() {
        let calendar = |name: &str| calendar_named(name).map(|calendar| calendar.to_string());
        for (name, code) in [
            ("Deutschland", "DE"),
            ("  GERMANY ", "DE"),
            ("deu", "DE"),
            ("Österreich", "AT"),
            ("O\u{308}sterreich", "AT"),
            ("osterreich", "AT"),
            ("BELGIË", "BE"),
            ("Pays Bas", "NL"),
            ("PAYS-BAS", "NL"),
            ("Ελλαδα", "GR"),
            ("La Réunion", "FR-974"),
            ("royaume-uni", "UK-ENG"),
            ("U.S.A.", "US"),
        ] {
            assert_eq!(calendar(name).as_deref(), Some(code), "{name}");
        }
        assert_eq!(["Atlantis", "", "--", "Europe"].map(calendar), [None, None, None, None]);
    }

    #[test]
    fn each_country_with_a_calendar_has_names_and_no_name_means_two() {
        let text = include_str!("../../config/countries.toml");
        let written: BTreeMap<String, Vec<String>> = toml::from_str(text).unwrap();
        let calendars: BTreeMap<String, toml::Value> =
            toml::from_str(include_str!("../../config/holidays.toml")).unwrap();
        let whole = |code: &&String| !code.contains('-') && *code != "NONE";
        let lacking: Vec<&String> =
            calendars.keys().filter(whole).filter(|code| !written.contains_key(*code)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
        assert!(written.keys().all(|code| code.parse::<Holidays>().is_ok_and(|found| found.to_string() == *code)));
        for (code, name) in written.iter().flat_map(|(code, names)| names.iter().map(move |name| (code, name))) {
            assert_eq!(COUNTRIES.get(&letters(name)), Some(code), "{name} means two countries");
        }
    }

    #[test]
    fn the_night_and_the_holiday_are_their_own() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let opens = |zone: &str, country: &str, now: &str| {
            let own = Own { zone: Some(zone.to_owned()), country: Some(country.to_owned()) };
            own.opens(&Window::default(), at(now), &policy())
        };
        // A Tuesday evening in Paris is a Wednesday morning in Auckland and the afternoon in Montreal, which has Toronto's time.
        let evening = "2026-03-10T21:00:00Z";
        assert_eq!(opens("Pacific/Auckland", "", evening), Opening::Open);
        assert_eq!(opens("America/Toronto", "CA-QC", evening), Opening::Open);
        assert_eq!(Own::default().opens(&Window::default(), at(evening), &policy()), opens("", "", evening));
        assert_eq!(opens("", "", evening), Opening::Until(at("2026-03-11T08:00:00Z"), Why::Night));
        // 3 October 2025, a Friday, is the day of German unity.
        let unity = opens("Europe/Berlin", "DE", "2025-10-03T10:00:00Z");
        assert_eq!(unity, Opening::Until(at("2025-10-06T07:00:00Z"), Why::Holiday("unity-day")));
        assert_eq!(opens("Europe/Berlin", "Atlantis", "2025-10-03T10:00:00Z"), Opening::Open);
    }

    #[test]
    fn a_group_is_kept_as_it_is_written_or_not_at_all() {
        assert_eq!(segment(" Pro / B2B ").as_deref(), Some("Pro / B2B"));
        assert_eq!(segment(&"é".repeat(SEGMENT)).map(|name| name.chars().count()), Some(SEGMENT));
        for odd in ["", "   ", "a\nb", "a\u{0}b", &"é".repeat(SEGMENT + 1)] {
            assert_eq!(segment(odd), None, "{odd:?}");
        }
    }
}
