//! Whom of all people a campaign is about, by what the portal knows of everybody: a plain list of facts, each with a test. What is
//! left out of it is measured afterwards ([`super::audience`]): rules choose, and can bring nobody back.

use crate::lang::Lang;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What a rule can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The language in which they are written to.
    Lang,
    /// The source whose directory names them.
    Source,
    /// The group of customers that the directory puts them in, in the company's own words.
    Segment,
    /// When they last dealt with the company, as the directory says: a last order.
    Related,
    /// When they were last in touch, as the portal knows it.
    Contacted,
    /// When they last said that their details are correct.
    Confirmed,
}

impl Fact {
    /// Every fact, in the order in which they are asked for.
    pub const ALL: [Fact; 6] =
        [Fact::Lang, Fact::Source, Fact::Segment, Fact::Related, Fact::Contacted, Fact::Confirmed];

    /// The word in forms and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Fact::Lang => "lang",
            Fact::Source => "source",
            Fact::Segment => "segment",
            Fact::Related => "related",
            Fact::Contacted => "contacted",
            Fact::Confirmed => "confirmed",
        }
    }
}

/// How long ago something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Age {
    /// At most so many months ago.
    Within(u32),
    /// More than so many months ago.
    Before(u32),
    /// Never, or nobody knows when.
    Never,
}

/// The months of an [`Age`].
pub const MONTHS: RangeInclusive<u32> = 1..=240;

/// Whom a campaign is about: who passes each of these tests. A fact without a test narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// The name of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The group of customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The last order or the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<Age>,
    /// The last contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacted: Option<Age>,
    /// The last confirmation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Age>,
}

impl Rules {
    /// Whether everybody passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The facts that are tested.
    pub fn facts(&self) -> impl Iterator<Item = Fact> {
        Fact::ALL.into_iter().filter(|fact| self.without(*fact) != *self)
    }

    /// The same without the test of one fact.
    pub fn without(&self, fact: Fact) -> Self {
        let mut rest = self.clone();
        match fact {
            Fact::Lang => rest.lang = None,
            Fact::Source => rest.source = None,
            Fact::Segment => rest.segment = None,
            Fact::Related => rest.related = None,
            Fact::Contacted => rest.contacted = None,
            Fact::Confirmed => rest.confirmed = None,
        }
        rest
    }

    /// As they measure at `now`.
    pub fn at(&self, now: Timestamp) -> Chosen {
        let test = |age: Option<Age>| age.map_or(Test::Any, |age| age.at(now));
        Chosen {
            lang: self.lang,
            source: self.source.clone(),
            segment: self.segment.clone(),
            related: test(self.related),
            contacted: test(self.contacted),
            confirmed: test(self.confirmed),
        }
    }
}

impl Age {
    fn at(self, now: Timestamp) -> Test {
        match self {
            Age::Within(months) => Test::Since(back(now, months)),
            Age::Before(months) => Test::Before(back(now, months)),
            Age::Never => Test::Never,
        }
    }
}

/// So many calendar months before `now`, in UTC.
pub(super) fn back(now: Timestamp, months: u32) -> Timestamp {
    let span: Span = i64::from(months).months();
    now.to_zoned_datetime(TimeZone::UTC).checked_sub(span).map_or(Timestamp::MIN, |then| then.timestamp())
}

/// Rules as they measure at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The language.
    pub lang: Option<Lang>,
    /// The name of the source.
    pub source: Option<String>,
    /// The group of customers.
    pub segment: Option<String>,
    /// The last order or the like.
    pub related: Test,
    /// The last contact.
    pub contacted: Test,
    /// The last confirmation.
    pub confirmed: Test,
}

impl Chosen {
    /// Whether somebody with these facts is chosen.
    pub fn passes(
        &self,
        lang: Lang,
        source: Option<&str>,
        segment: Option<&str>,
        [related, contacted, confirmed]: [Option<Timestamp>; 3],
    ) -> bool {
        self.lang.is_none_or(|wanted| wanted == lang)
            && self.source.as_deref().is_none_or(|wanted| source == Some(wanted))
            && self.segment.as_deref().is_none_or(|wanted| segment == Some(wanted))
            && self.related.passes(related)
            && self.contacted.passes(contacted)
            && self.confirmed.passes(confirmed)
    }
}

/// A test of a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Test {
    /// None.
    #[default]
    Any,
    /// Then or later.
    Since(Timestamp),
    /// Earlier, and known.
    Before(Timestamp),
    /// Not known.
    Never,
}

impl Test {
    fn passes(self, at: Option<Timestamp>) -> bool {
        match self {
            Test::Any => true,
            Test::Since(then) => at.is_some_and(|at| at >= then),
            Test::Before(then) => at.is_some_and(|at| at < then),
            Test::Never => at.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Rules {
        Rules { lang: Some(Lang::Fr), related: Some(Age::Within(12)), confirmed: Some(Age::Never), ..Rules::default() }
    }

    #[test]
    fn what_is_written_down_is_read_back_and_says_only_what_is_tested() {
        let text = serde_json::to_string(&some()).unwrap();
        assert_eq!(text, r#"{"lang":"fr","related":{"within":12},"confirmed":"never"}"#);
        assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), some());
        assert_eq!(serde_json::from_str::<Rules>("{}").unwrap(), Rules::default());
        assert!(serde_json::from_str::<Rules>(r#"{"spending":"high"}"#).is_err(), "nothing else is known of everybody");
    }

    #[test]
    fn a_rule_less_is_the_same_without_it() {
        assert_eq!(some().facts().collect::<Vec<_>>(), [Fact::Lang, Fact::Related, Fact::Confirmed]);
        let rest = some().facts().fold(some(), |rest, fact| rest.without(fact));
        assert!(rest.is_empty() && !some().is_empty());
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let now: Timestamp = "2026-03-31T10:00:00Z".parse().unwrap();
        let then: Timestamp = "2026-02-28T10:00:00Z".parse().unwrap();
        let chosen = Rules { related: Some(Age::Within(1)), contacted: Some(Age::Before(1)), ..some() }.at(now);
        assert_eq!((chosen.related, chosen.contacted), (Test::Since(then), Test::Before(then)));
        assert_eq!(Rules::default().at(now), Chosen::default());
    }
}
