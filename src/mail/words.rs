//! The words of mails in a language: catalogue messages, days, moments, sizes.

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
pub(super) type Args<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// The message under `key` in exactly this language; `None` if the catalogue lacks it.
pub(super) fn message(lang: Lang, key: &str, args: &Args<'_>) -> Option<String> {
    let id = match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    };
    CATALOGUES.lookup_single_language(id, key, Some(args)).ok()
}

fn text(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    let args = args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str()))).collect();
    message(lang, key, &args).unwrap_or_default()
}

/// A day in words: "12 March 2026", "1er mars 2026".
pub(super) fn day(lang: Lang, day: Date) -> String {
    let month = text(lang, &format!("month-{}", day.month()), &[]);
    let args: Args<'_> = [
        (Cow::Borrowed("day"), FluentValue::from(i64::from(day.day()))),
        (Cow::Borrowed("month"), FluentValue::from(month)),
        (Cow::Borrowed("year"), FluentValue::from(day.year().to_string())),
    ]
    .into_iter()
    .collect();
    message(lang, "mail-day", &args).unwrap_or_default()
}

/// The day of a moment in a zone, in words.
pub(super) fn date_of(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    day(lang, at.to_zoned_datetime(zone.clone()).date())
}

/// A moment in words with its zone: "12 March 2026 at 14:22 (Europe/Paris)".
pub(super) fn moment(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let there = at.to_zoned_datetime(zone.clone());
    let time = format!("{:02}:{:02}", there.hour(), there.minute());
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    text(lang, "mail-moment", &[("day", day(lang, there.date())), ("time", time), ("zone", name)])
}

/// A size in the unit that suits it, with one decimal for megabytes.
pub(super) fn size(lang: Lang, bytes: u64) -> String {
    let (amount, unit) = if bytes < 1_000_000 {
        (bytes.div_ceil(1000).to_string(), "kb")
    } else {
        let tenths = bytes / 100_000;
        let comma = if lang == Lang::Fr { "," } else { "." };
        (format!("{}{comma}{}", tenths / 10, tenths % 10), "mb")
    };
    text(lang, "mail-size", &[("amount", amount), ("unit", unit.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_moments_are_written_as_people_write_them() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at: Timestamp = "2026-03-12T13:22:00Z".parse().unwrap();
        assert_eq!(moment(Lang::En, at, &zone), "12 March 2026 at 14:22 (Europe/Paris)");
        assert_eq!(moment(Lang::Fr, at, &zone), "12 mars 2026 à 14:22 (Europe/Paris)");
        assert_eq!(day(Lang::Fr, date(2026, 3, 1)), "1er mars 2026");
        assert_eq!(day(Lang::En, date(2026, 3, 1)), "1 March 2026");
    }

    #[test]
    fn sizes_are_in_the_unit_that_suits_them() {
        assert_eq!(size(Lang::En, 4_812_345), "4.8 MB");
        assert_eq!(size(Lang::Fr, 4_812_345), "4,8 Mo");
        assert_eq!(size(Lang::Fr, 1), "1 ko");
    }
}
