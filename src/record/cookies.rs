//! What the company's own site stores on the device of a visitor, or reads from it (Art. 82 LIL, ePrivacy 5(3)): one entry a
//! cookie, each for an activity. The activity's basis decides whether visitors are asked.

use super::{Activity, Basis, Period, Record, Text};
use crate::document::Section;
use jiff::civil::date;
use serde::Serialize;

/// A cookie, or anything else kept in the browser: local storage counts like one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cookie {
    /// Its id.
    pub id: String,
    /// Id of the activity that needs it.
    pub activity: String,
    /// Its name in the browser; one that ends in `*` is the beginning of several.
    pub name: String,
    /// Id of the recipient who sets or reads it; absent if it is the company alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// What it does.
    pub purpose: Text,
    /// How long the browser keeps it; absent: until it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life: Option<Period>,
}

impl Record {
    /// The cookies of an activity.
    pub fn cookies_of<'r>(&'r self, activity: &'r str) -> impl Iterator<Item = &'r Cookie> {
        self.cookies.iter().filter(move |cookie| cookie.activity == activity)
    }

    /// The activities with cookies, in the order of the record: those that visitors are asked about if `asked`, else those
    /// that need no question.
    pub fn cookie_activities(&self, asked: bool) -> impl Iterator<Item = &Activity> {
        let has_cookies = move |activity: &&Activity| self.cookies_of(&activity.id).next().is_some();
        self.activities.iter().filter(has_cookies).filter(move |activity| (activity.basis == Basis::Consent) == asked)
    }

    /// Whether consent to an activity is asked by the cookie banner, and kept in a browser.
    pub fn is_asked_by_banner(&self, activity: &Activity) -> bool {
        activity.basis == Basis::Consent && self.cookies_of(&activity.id).next().is_some()
    }
}

/// Whether a browser may call a cookie so; a `*` at the end stands for the rest.
pub(super) fn is_cookie_name(name: &str) -> bool {
    let stem = name.strip_suffix('*').unwrap_or(name);
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"*;=,\"\\".contains(&byte);
    !stem.is_empty() && stem.len() <= 80 && stem.bytes().all(plain)
}

/// What ends in the record about one cookie, before its references are checked.
pub(super) fn read(section: &Section<'_>) -> Option<(String, Text, Option<Period>)> {
    let name = section.required("name", "Write its name in the browser, for example `_pk_id*`.");
    let name = name.and_then(|value| {
        let name = value.string()?;
        let plain = is_cookie_name(&name);
        if !plain {
            value.error(
                format!("`{name}` is not the name of a cookie"),
                "Write the name as the browser shows it; a `*` at its end stands for the rest.",
            );
        }
        plain.then_some(name)
    });
    let purpose = section.required("purpose", "Say what it does: `{ en = \"…\", fr = \"…\" }`.");
    let purpose = purpose.and_then(|value| value.text());
    let life = section.value("life");
    let life = life.and_then(|value| value.parse::<Period>("Write how long the browser keeps it: `P13M`, `P30D`."));
    Some((name?, purpose?, life))
}

/// Audience cookies without a question may live thirteen months (CNIL); a longer one is warned about.
pub(super) fn warn_of_long_lives(section: &Section<'_>, life: Option<Period>, asked: bool) {
    let start = date(2026, 1, 1);
    if !asked && life.is_some_and(|life| life.after(start) > date(2027, 2, 1)) {
        let message = "lives longer than 13 months and nobody is asked";
        section.warning("life", message, "Shorten it, or make consent the basis of its activity.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::lang::Lang;
    use std::path::Path;

    const TEXT: &str = include_str!("../../config/demo/record.toml");

    fn parse(more: &str) -> (Option<Record>, Vec<Diagnostic>) {
        Record::parse(Path::new("record.toml"), &format!("{TEXT}\n{more}"), Lang::ALL)
    }

    fn cookie(activity: &str, name: &str, more: &str) -> String {
        format!(
            "[[cookie]]\nid = \"new\"\nactivity = \"{activity}\"\nname = \"{name}\"\n\
             purpose = {{ en = \"A\", fr = \"B\" }}\n{more}"
        )
    }

    #[test]
    fn the_basis_of_the_activity_says_whether_visitors_are_asked() {
        let record = parse("").0.unwrap();
        let ids = |asked| record.cookie_activities(asked).map(|one| one.id.as_str()).collect::<Vec<_>>();
        assert_eq!((ids(true), ids(false)), (vec!["audience", "videos"], vec!["customers"]));
        assert!(record.is_asked_by_banner(record.activity("audience").unwrap()));
        assert!(!record.is_asked_by_banner(record.activity("newsletter").unwrap()), "asked elsewhere");
        assert!(!record.is_asked_by_banner(record.activity("customers").unwrap()), "needs no question");
    }

    #[test]
    fn a_cookie_of_nothing_of_nobody_or_without_a_name_is_a_mistake() {
        for (text, field) in [
            (cookie("nothing", "_a", ""), "activity"),
            (cookie("audience", "a b", ""), "name"),
            (cookie("audience", "*", ""), "name"),
            (cookie("audience", "a*b", ""), "name"),
            (cookie("audience", "a;b", ""), "name"),
            (cookie("audience", "_a", "recipient = \"nobody\""), "recipient"),
            (cookie("audience", "_a", "life = \"13 months\""), "life"),
            (cookie("audience", "_a", "lives = \"P1D\""), "lives"),
        ] {
            let (record, found) = parse(&text);
            assert!(record.is_none(), "{text}");
            assert!(found.iter().any(|mistake| mistake.field.ends_with(field)), "{text}: {found:?}");
        }
        let (record, found) = parse(&cookie("audience", "_pk_*", "life = \"P13M\""));
        assert!(record.is_some() && found.is_empty(), "{found:?}");
    }

    #[test]
    fn one_that_nobody_is_asked_about_lives_thirteen_months_at_most() {
        let warned = |activity, life: &str| {
            let (record, found) = parse(&cookie(activity, "_a", &format!("life = \"{life}\"")));
            assert!(record.is_some());
            !found.is_empty()
        };
        assert!(!warned("customers", "P13M") && warned("customers", "P14M") && warned("customers", "P400D"));
        assert!(!warned("audience", "P2Y"), "visitors are asked about it");
    }
}
