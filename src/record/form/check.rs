//! What is wrong with what was typed, before a record is made of it.

use super::{Field, Kind, Part, Values, length, one};
use crate::lang::Lang;
use crate::record::cookies::is_cookie_name;
use crate::record::countries::{Protection, is_country_code};
use crate::record::parse::{is_email, is_plain_id, is_web};
use crate::record::{Basis, Period};
use jiff::civil::Date;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It must be filled.
    Missing,
    /// It is filled in another language only.
    Language,
    /// It is no id.
    Id,
    /// It is no e-mail address.
    Email,
    /// It is no address of a page.
    Web,
    /// It is no code of a country.
    Country,
    /// It is no length of time.
    Length,
    /// It is no day.
    Day,
    /// The legal basis asks for it.
    BasisAsks,
    /// It belongs to another legal basis.
    OtherBasis,
    /// Neither a length nor criteria are given.
    NoEnd,
    /// A length and criteria are given.
    TwoEnds,
    /// A warning and a question are asked for.
    TwoNotices,
    /// Data go where nothing is said to protect them.
    Safeguard,
    /// It is not what a browser calls a cookie.
    Cookie,
}

impl Mistake {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Mistake::Missing => "missing",
            Mistake::Language => "language",
            Mistake::Id => "id",
            Mistake::Email => "email",
            Mistake::Web => "web",
            Mistake::Country => "country",
            Mistake::Length => "length",
            Mistake::Day => "day",
            Mistake::BasisAsks => "basis-asks",
            Mistake::OtherBasis => "other-basis",
            Mistake::NoEnd => "no-end",
            Mistake::TwoEnds => "two-ends",
            Mistake::TwoNotices => "two-notices",
            Mistake::Safeguard => "safeguard",
            Mistake::Cookie => "cookie",
        }
    }
}

/// The fields of an activity that one legal basis asks for (Art. 13(1)(d), Art. 7(1)).
const OF_BASIS: &[(&str, Basis)] =
    &[("interest", Basis::LegitimateInterest), ("law", Basis::LegalObligation), ("consent_wording", Basis::Consent)];

/// The terms of a consent, which no other basis has.
const TERMS_OF_CONSENT: &[&str] = &["consent_max_age", "double_opt_in"];

/// Every mistake with the name of its input. `languages` are those of the portal: what is said is said in each.
pub fn mistakes(part: Part, values: &Values, languages: &[Lang]) -> Vec<(String, Mistake)> {
    let mut found = Vec::new();
    for field in part.fields() {
        of_field(field, values, languages, &mut found);
    }
    match part {
        Part::Activity => of_basis(values, languages, &mut found),
        Part::Retention => of_retention(values, languages, &mut found),
        Part::Recipient => {
            let country = one(values, "country");
            let open = is_country_code(country) && Protection::of(country) == Protection::SafeguardNeeded;
            if open && one(values, "safeguard").is_empty() {
                found.push(("safeguard".to_owned(), Mistake::Safeguard));
            }
        }
        Part::Cookie => {
            let name = one(values, "name");
            if !name.is_empty() && !is_cookie_name(name) {
                found.push(("name".to_owned(), Mistake::Cookie));
            }
        }
        _ => {}
    }
    found
}

fn of_field(field: &Field, values: &Values, languages: &[Lang], found: &mut Vec<(String, Mistake)>) {
    let value = one(values, field.key);
    let mut wrong = |mistake| found.push((field.key.to_owned(), mistake));
    match field.kind {
        Kind::Text => of_text(field.key, field.required, values, languages, found),
        Kind::Texts(most) => {
            (1..=most).for_each(|at| of_text(&format!("{}_{at}", field.key), false, values, languages, found));
        }
        _ if value.is_empty() && field.required => wrong(Mistake::Missing),
        _ if value.is_empty() => {}
        Kind::Id if !is_plain_id(value) => wrong(Mistake::Id),
        Kind::Email if !is_email(value) => wrong(Mistake::Email),
        Kind::Web if !is_web(value) => wrong(Mistake::Web),
        Kind::Country if !is_country_code(value) => wrong(Mistake::Country),
        Kind::Day if value.parse::<Date>().is_err() => wrong(Mistake::Day),
        Kind::Length if length(values, field.key).is_some_and(|typed| typed.parse::<Period>().is_err()) => {
            wrong(Mistake::Length);
        }
        _ => {}
    }
}

fn of_text(key: &str, required: bool, values: &Values, languages: &[Lang], found: &mut Vec<(String, Mistake)>) {
    let any = is_said(values, key, languages);
    for lang in languages {
        let name = format!("{key}_{lang}");
        if one(values, &name).is_empty() && (any || required) {
            found.push((name, if required { Mistake::Missing } else { Mistake::Language }));
        }
    }
}

/// Whether anything is typed under the key, in whatever language.
fn is_said(values: &Values, key: &str, languages: &[Lang]) -> bool {
    !one(values, key).is_empty() || languages.iter().any(|lang| !one(values, &format!("{key}_{lang}")).is_empty())
}

/// The name of the first input of a field of an activity.
fn first(key: &str, languages: &[Lang]) -> String {
    let field = Part::Activity.fields().iter().find(|field| field.key == key);
    field.and_then(|field| field.names(languages).into_iter().next()).unwrap_or_else(|| key.to_owned())
}

fn of_basis(values: &Values, languages: &[Lang], found: &mut Vec<(String, Mistake)>) {
    let basis = one(values, "basis");
    for (key, to) in OF_BASIS {
        match (basis == to.as_str(), is_said(values, key, languages)) {
            (true, false) => found.push((first(key, languages), Mistake::BasisAsks)),
            (false, true) if !basis.is_empty() => found.push((first(key, languages), Mistake::OtherBasis)),
            _ => {}
        }
    }
    if !basis.is_empty() && basis != Basis::Consent.as_str() {
        let said = TERMS_OF_CONSENT.iter().filter(|key| is_said(values, key, languages));
        found.extend(said.map(|key| ((*key).to_owned(), Mistake::OtherBasis)));
    }
}

fn of_retention(values: &Values, languages: &[Lang], found: &mut Vec<(String, Mistake)>) {
    match (one(values, "duration").is_empty(), is_said(values, "criteria", languages)) {
        (true, false) => found.push(("duration".to_owned(), Mistake::NoEnd)),
        (false, true) => found.push(("duration".to_owned(), Mistake::TwoEnds)),
        _ => {}
    }
    if !one(values, "warn_before").is_empty() && !one(values, "recontact").is_empty() {
        found.push(("recontact".to_owned(), Mistake::TwoNotices));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part: Part, pairs: &[(&str, &str)]) -> Vec<(String, Mistake)> {
        let values = pairs.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        mistakes(part, &values, Lang::ALL)
    }

    fn found(name: &str, mistake: Mistake) -> (String, Mistake) {
        (name.to_owned(), mistake)
    }

    #[test]
    fn what_must_be_filled_is_filled_in_each_language() {
        let bare = of(Part::Category, &[]);
        let missing = ["id", "label_en", "label_fr", "card"].map(|name| found(name, Mistake::Missing));
        assert!(missing.iter().all(|one| bare.contains(one)) && bare.len() == 4, "{bare:?}");
        let half = of(Part::Category, &[("id", "contact"), ("label_en", "Contact"), ("card", "identity")]);
        assert_eq!(half, [found("label_fr", Mistake::Missing)]);
        let optional = of(
            Part::Retention,
            &[("id", "a"), ("label_en", "A"), ("label_fr", "A"), ("starts", "ordered"), ("criteria_fr", "Tant que")],
        );
        assert_eq!(optional, [found("criteria_en", Mistake::Language)]);
    }

    #[test]
    fn each_kind_of_field_says_what_it_is_not() {
        let wrong = of(
            Part::Controller,
            &[("name", "A"), ("address", "B"), ("email", "nobody"), ("country", "France"), ("website", "example.com")],
        );
        let all = [("email", Mistake::Email), ("country", Mistake::Country), ("website", Mistake::Web)];
        assert_eq!(wrong, all.map(|(name, mistake)| found(name, mistake)));
        let texts = [("label_en", "A"), ("label_fr", "A"), ("starts", "ordered")];
        let rule = |more: &[(&str, &str)]| of(Part::Retention, &[&texts[..], more].concat());
        assert_eq!(
            rule(&[("id", "Three Years"), ("duration", "3"), ("duration_unit", "years")]),
            [found("id", Mistake::Id)]
        );
        for odd in ["0", "-1", "three", "900"] {
            let typed = rule(&[("id", "a"), ("duration", odd), ("duration_unit", "years")]);
            assert_eq!(typed, [found("duration", Mistake::Length)], "{odd}");
        }
        assert_eq!(rule(&[("id", "a")]), [found("duration", Mistake::NoEnd)]);
        let two =
            [("id", "a"), ("duration", "P1M15D"), ("duration_unit", ""), ("criteria_en", "x"), ("criteria_fr", "x")];
        assert_eq!(rule(&two), [found("duration", Mistake::TwoEnds)], "a length of mixed units stays as it is");
        let asked =
            [("warn_before", "1"), ("warn_before_unit", "months"), ("recontact", "1"), ("recontact_unit", "months")];
        let whole = [("id", "a"), ("duration", "3"), ("duration_unit", "years")];
        assert_eq!(rule(&[&whole[..], &asked].concat()), [found("recontact", Mistake::TwoNotices)]);
    }

    #[test]
    fn a_basis_asks_for_what_belongs_to_it_and_for_nothing_else() {
        let common = [
            ("id", "a"),
            ("name_en", "A"),
            ("name_fr", "A"),
            ("purpose_en", "A"),
            ("purpose_fr", "A"),
            ("categories", "contact"),
            ("persons_en", "A"),
            ("persons_fr", "A"),
            ("origin_en", "A"),
            ("origin_fr", "A"),
            ("retention", "r"),
        ];
        let activity = |more: &[(&str, &str)]| of(Part::Activity, &[&common[..], more].concat());
        assert_eq!(activity(&[("basis", "contract")]), []);
        assert_eq!(activity(&[("basis", "consent")]), [found("consent_wording_en", Mistake::BasisAsks)]);
        assert_eq!(activity(&[("basis", "legal-obligation")]), [found("law", Mistake::BasisAsks)]);
        assert_eq!(activity(&[("basis", "legitimate-interest")]), [found("interest_en", Mistake::BasisAsks)]);
        let other = activity(&[("basis", "contract"), ("law", "C. com."), ("double_opt_in", "yes")]);
        assert_eq!(other, [found("law", Mistake::OtherBasis), found("double_opt_in", Mistake::OtherBasis)]);
        assert_eq!(activity(&[]), [found("basis", Mistake::Missing)]);
        assert_eq!(activity(&[("basis", "contract"), ("review", "soon")]), [found("review", Mistake::Day)]);
    }

    #[test]
    fn a_cookie_has_the_name_that_the_browser_shows() {
        let common = [("id", "a"), ("activity", "audience"), ("purpose_en", "A"), ("purpose_fr", "A")];
        let cookie = |name: &str| of(Part::Cookie, &[&common[..], &[("name", name)]].concat());
        assert_eq!(cookie("_pk_id*"), []);
        assert_eq!(cookie("two words"), [found("name", Mistake::Cookie)]);
        assert_eq!(cookie(""), [found("name", Mistake::Missing)]);
    }

    #[test]
    fn a_recipient_far_away_needs_a_safeguard() {
        let common = [("id", "a"), ("name", "A"), ("role", "processor"), ("purpose_en", "A"), ("purpose_fr", "A")];
        let recipient = |more: &[(&str, &str)]| of(Part::Recipient, &[&common[..], more].concat());
        assert_eq!(recipient(&[("country", "US")]), [found("safeguard", Mistake::Safeguard)]);
        assert_eq!(recipient(&[("country", "US"), ("safeguard", "Standard contractual clauses")]), []);
        assert_eq!(recipient(&[("country", "FR")]), []);
    }
}
