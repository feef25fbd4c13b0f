//! Every word a person reads comes from the catalogues in `locales/`, embedded in the binary; a test compares them.

mod countries;
mod readability;

pub use countries::{countries, country};
pub use readability::Reading;

use crate::lang::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static CATALOGUES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const EN: LanguageIdentifier = langid!("en");
const FR: LanguageIdentifier = langid!("fr");

/// Values put into a message.
pub type Args<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// The message under `key` in exactly this language; `None` if the catalogue lacks it or a value.
pub fn message(lang: Lang, key: &str, args: &Args<'_>) -> Option<String> {
    let id = match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    };
    CATALOGUES.lookup_single_language(id, key, Some(args)).ok()
}

/// The message under `key` with text values; the key itself if there is none, which a test finds.
pub fn say(lang: Lang, key: &str, args: &[(&'static str, &str)]) -> String {
    let args = args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
    message(lang, key, &args).unwrap_or_else(|| key.to_owned())
}

/// The message under `key` with a number, for plurals.
pub fn count(lang: Lang, key: &str, name: &'static str, number: i64) -> String {
    let args = [(Cow::Borrowed(name), FluentValue::from(number))].into_iter().collect();
    message(lang, key, &args).unwrap_or_else(|| key.to_owned())
}

/// A number as people read it, in groups of three: "12 480".
pub fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    format!("{}{}", if number < 0 { "-" } else { "" }, groups.join("\u{202f}"))
}

/// An amount of money, in hundredths: "1 234.50 EUR", "1 234,50 EUR".
pub fn amount(lang: Lang, hundredths: i64, currency: &str) -> String {
    let (whole, rest) = (number(hundredths / 100), format!("{:02}", (hundredths % 100).unsigned_abs()));
    say(lang, "amount", &[("whole", &whole), ("rest", &rest), ("currency", currency)])
}

/// A month in words: "March 2026".
pub fn month(lang: Lang, day: Date) -> String {
    let (name, year) = (say(lang, &format!("month-{}", day.month()), &[]), day.year().to_string());
    say(lang, "month-long", &[("month", &name), ("year", &year)])
}

/// How far away a last day is: "in 3 days", "today", "2 days late".
pub fn due(lang: Lang, today: Date, due: Date) -> String {
    let days = i64::from((due - today).get_days());
    match days {
        ..0 => count(lang, "staff-due-late", "days", -days),
        0 => say(lang, "staff-due-today", &[]),
        _ => count(lang, "staff-due-in", "days", days),
    }
}

/// A day in words: "12 March 2026", "1er mars 2026".
pub fn day(lang: Lang, day: Date) -> String {
    let month = say(lang, &format!("month-{}", day.month()), &[]);
    let args: Args<'_> = [
        (Cow::Borrowed("day"), FluentValue::from(i64::from(day.day()))),
        (Cow::Borrowed("month"), FluentValue::from(month)),
        (Cow::Borrowed("year"), FluentValue::from(day.year().to_string())),
    ]
    .into_iter()
    .collect();
    message(lang, "date-long", &args).unwrap_or_default()
}

/// A day as people type it: 12/03/2026, 12.3.2026, 12 3 2026 (day first, as Europe writes) or 2026-03-12.
pub fn typed_day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (year, month, day),
        [day, month, year] if year.len() == 4 => (year, month, day),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The day of a moment in a zone, in words.
pub fn date_of(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    day(lang, at.to_zoned_datetime(zone.clone()).date())
}

/// The time of a moment in a zone: "14:22".
pub fn time_of(at: Timestamp, zone: &TimeZone) -> String {
    let there = at.to_zoned_datetime(zone.clone());
    format!("{:02}:{:02}", there.hour(), there.minute())
}

/// A moment in words: "12 March 2026 at 14:22".
pub fn moment(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let (date, time) = (date_of(lang, at, zone), time_of(at, zone));
    say(lang, "date-time", &[("date", &date), ("time", &time)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let expected = "2026-03-12".parse().ok();
        for text in ["12/03/2026", "12.3.2026", " 2026-03-12 ", "12 03 2026"] {
            assert_eq!(typed_day(text), expected, "{text}");
        }
        for text in ["", "31/02/2026", "12/03/26", "yesterday"] {
            assert_eq!(typed_day(text), None, "{text}");
        }
    }
}
