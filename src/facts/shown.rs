//! A value as a person reads it: days and amounts in their language, codes as words. Pure.

use crate::lang::Lang;
use crate::sources::declaration::ColumnKind;
use crate::words;
use jiff::civil::{Date, DateTime};

/// The value `raw`, in the form of its kind, as words. What is not of its kind is shown as it is.
pub fn text(kind: &ColumnKind, raw: &str, lang: Lang) -> String {
    let shown = match kind {
        ColumnKind::Date => raw.parse::<Date>().ok().map(|day| words::day(lang, day)),
        ColumnKind::DateTime => moment(raw, lang),
        ColumnKind::Boolean => match raw {
            "true" => Some(words::say(lang, "fact-yes", &[])),
            "false" => Some(words::say(lang, "fact-no", &[])),
            _ => None,
        },
        ColumnKind::Choice(codes) => {
            codes.iter().find(|(code, _)| code == raw).map(|(_, words)| words.get(lang).to_owned())
        }
        ColumnKind::Money { currency, minor } => amount(raw, *minor).map(|number| money(lang, &number, currency)),
        ColumnKind::Language => raw.to_ascii_lowercase().parse::<Lang>().ok().map(|named| language(named, lang)),
        ColumnKind::Country => Some(words::country(lang, raw)),
        ColumnKind::Binary => {
            let bytes = (raw.len() / 2).to_string();
            Some(words::say(lang, "fact-bytes", &[("size", &bytes)]))
        }
        _ => None,
    };
    shown.unwrap_or_else(|| raw.to_owned())
}

fn language(named: Lang, lang: Lang) -> String {
    words::say(lang, &format!("language-{named}"), &[])
}

/// "1 March 2026 at 10:00", in the zone the source writes.
fn moment(raw: &str, lang: Lang) -> Option<String> {
    let plain = raw.trim_end_matches("+00").trim_end_matches('Z');
    let at = plain.parse::<DateTime>().ok()?;
    let day = words::day(lang, at.date());
    if at.time() == jiff::civil::Time::midnight() {
        return Some(day);
    }
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    Some(words::say(lang, "date-time", &[("date", &day), ("time", &time)]))
}

/// A number in whole units with two decimals, exactly: `1250` minor units are `12.50`.
fn amount(raw: &str, minor: bool) -> Option<String> {
    let (sign, digits) = raw.strip_prefix('-').map_or(("", raw), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(part) {
        return None;
    }
    if !minor {
        return Some(format!("{sign}{whole}.{part:0<2}"));
    }
    let padded = format!("{whole:0>3}");
    let (units, cents) = padded.split_at_checked(padded.len().checked_sub(2)?)?;
    Some(format!("{sign}{units}.{cents}{part}"))
}

/// An amount with its currency, as each language writes it.
fn money(lang: Lang, number: &str, currency: &str) -> String {
    let (whole, part) = number.split_once('.').unwrap_or((number, "00"));
    let (group, point) = match lang {
        Lang::En => (",", "."),
        Lang::Fr => ("\u{202f}", ","),
    };
    let digits: Vec<char> = whole.trim_start_matches('-').chars().rev().collect();
    let groups: Vec<String> = digits.chunks(3).map(|three| three.iter().collect()).collect();
    let grouped: String = groups.join(&group.chars().rev().collect::<String>()).chars().rev().collect();
    let sign = if whole.starts_with('-') { "−" } else { "" };
    let symbol = match currency {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        other => other,
    };
    match lang {
        Lang::En if symbol.chars().count() == 1 => format!("{sign}{symbol}{grouped}{point}{part}"),
        _ => format!("{sign}{grouped}{point}{part}\u{a0}{symbol}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Text;

    #[test]
    fn amounts_are_exact_and_written_as_each_language_writes_them() {
        let cents = ColumnKind::Money { currency: "EUR".into(), minor: true };
        let units = ColumnKind::Money { currency: "CHF".into(), minor: false };
        for (kind, raw, en, fr) in [
            (&cents, "123456789", "€1,234,567.89", "1\u{202f}234\u{202f}567,89\u{a0}€"),
            (&cents, "5", "€0.05", "0,05\u{a0}€"),
            (&cents, "-1999", "−€19.99", "−19,99\u{a0}€"),
            (&units, "12.5", "12.50\u{a0}CHF", "12,50\u{a0}CHF"),
            (&units, "free", "free", "free"),
        ] {
            assert_eq!(text(kind, raw, Lang::En), en);
            assert_eq!(text(kind, raw, Lang::Fr), fr);
        }
    }

    #[test]
    fn days_and_codes_become_words_and_anything_else_stays() {
        assert_eq!(text(&ColumnKind::Date, "2026-03-01", Lang::En), "1 March 2026");
        assert_eq!(text(&ColumnKind::DateTime, "2026-03-01 00:00:00", Lang::En), "1 March 2026");
        assert!(text(&ColumnKind::DateTime, "2026-03-01 14:05:09", Lang::Fr).contains("14:05"));
        assert_eq!(text(&ColumnKind::Date, "last spring", Lang::En), "last spring");
        let kind = ColumnKind::Choice(vec![("A".into(), Text::same("Gold"))]);
        assert_eq!((text(&kind, "A", Lang::En), text(&kind, "B", Lang::En)), ("Gold".into(), "B".into()));
        assert_eq!(text(&ColumnKind::Boolean, "true", Lang::Fr), "oui");
        assert_eq!(text(&ColumnKind::Language, "FR", Lang::En), "French");
    }
}
