//! What cells hold: numbers, dates, texts, as they are stored.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};

/// What a number format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Day,
    Time,
    Moment,
}

/// What a format of the workbook, or one of the formats that every workbook has, shows.
pub(super) fn shown(id: u32, code: Option<&str>) -> Shown {
    match (code, id) {
        (Some(code), _) => shown_by(code),
        (None, 14..=17 | 27..=31 | 36 | 50..=58) => Shown::Day,
        (None, 18..=21 | 32..=35 | 45 | 47) => Shown::Time,
        (None, 22) => Shown::Moment,
        _ => Shown::Number,
    }
}

/// Reads the code of a format: letters in quotes, behind `\` or in brackets are no dates, and `[h]` counts hours.
fn shown_by(code: &str) -> Shown {
    let mut letters = String::new();
    let mut signs = code.split(';').next().unwrap_or_default().chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => drop(signs.by_ref().find(|sign| *sign == '"')),
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return Shown::Number;
                }
            }
            sign => letters.extend(sign.to_lowercase()),
        }
    }
    if letters.contains("general") {
        return Shown::Number;
    }
    let has = |signs: &[char]| letters.contains(signs);
    match (has(&['y', 'd']) || (has(&['m']) && !has(&['h', 's'])), has(&['h', 's'])) {
        (true, true) => Shown::Moment,
        (true, false) => Shown::Day,
        (false, true) => Shown::Time,
        (false, false) => Shown::Number,
    }
}

/// A stored number as text: `12`, `10.1`, or ISO 8601 where it is shown as a date. `None` if it is no number.
pub(super) fn text_of(stored: &str, shown: Shown, from_1904: bool) -> Option<String> {
    let number: f64 = stored.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    let dated = if shown == Shown::Number { None } else { dated(number, shown, from_1904) };
    Some(dated.unwrap_or_else(|| format!("{number}")))
}

fn dated(number: f64, shown: Shown, from_1904: bool) -> Option<String> {
    // Excel's calendar has a 29 February 1900, which never was: what lies before it is not read as a date.
    if !(0.0..2_958_466.0).contains(&number) || (!from_1904 && (1.0..61.0).contains(&number)) {
        return None;
    }
    let origin = if from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    let seconds = (number * 86_400.0).round();
    let moment = origin.at(0, 0, 0, 0).checked_add(SignedDuration::try_from_secs_f64(seconds).ok()?).ok()?;
    Some(match shown {
        Shown::Time if number < 1.0 => moment.time().to_string(),
        Shown::Day if moment.time() == jiff::civil::Time::midnight() => moment.date().to_string(),
        _ => moment.to_string(),
    })
}

/// The number that a date is stored as; `None` for a text that is none.
pub(super) fn serial(text: &str, from_1904: bool) -> Option<String> {
    let moment: DateTime = match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => day.at(0, 0, 0, 0),
        _ => text.parse().ok()?,
    };
    let origin = if from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    let earliest = if from_1904 { origin } else { origin.checked_add(61.days()).ok()? };
    if moment.date() < earliest {
        return None;
    }
    let days = moment.date().since(origin).ok()?.get_days();
    let since = moment.time().since(jiff::civil::Time::midnight()).ok()?.total(jiff::Unit::Second).ok()?;
    Some(format!("{}", f64::from(days) + since / 86_400.0))
}

/// A text as the file writes signs that XML lacks: `_x000D_`.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        match letter(here) {
            Some(letter) => {
                out.push(letter);
                rest = here.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = here.get(2..).unwrap_or_default();
            }
        }
    }
    out + rest
}

/// The letter of `_xHHHH_` at the beginning.
fn letter(text: &str) -> Option<char> {
    let hex = text.get(2..6).filter(|hex| hex.chars().all(|digit| digit.is_ascii_hexdigit()))?;
    (text.get(6..7)? == "_").then(|| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)).flatten()
}

/// The other way round.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (at, sign) in text.char_indices() {
        let lacks = (sign.is_control() && !matches!(sign, '\n' | '\t')) || matches!(sign, '\u{fffe}' | '\u{ffff}');
        if lacks && u32::from(sign) <= 0xffff {
            out.push_str(&format!("_x{:04X}_", u32::from(sign)));
        } else if sign == '_' && text.get(at..).is_some_and(|here| letter(here).is_some()) {
            out.push_str("_x005F_");
        } else {
            out.push(sign);
        }
    }
    out
}

/// The number of a column, from 0: `A`, `Z`, `AA`.
pub(super) fn column_of(letters: &str) -> Option<u32> {
    let step = |number: u32, letter: char| {
        let value = u32::from(letter.to_ascii_uppercase()).checked_sub(64).filter(|value| (1..=26).contains(value))?;
        number.checked_mul(26)?.checked_add(value)
    };
    letters.chars().try_fold(0u32, step)?.checked_sub(1)
}

/// The letters of a column.
pub(super) fn letters_of(column: u32) -> String {
    let mut out = String::new();
    let mut left = column + 1;
    while left > 0 {
        let place = (left - 1) % 26;
        out.insert(0, char::from(b'A' + u8::try_from(place).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    out
}

/// A place such as `B12`: the column from 0, the row from 1.
pub(super) fn place_of(reference: &str) -> Option<(u32, i64)> {
    let bare = reference.replace('$', "");
    let digits = bare.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = bare.split_at(digits);
    Some((column_of(letters)?, row.parse().ok()?))
}

/// The rows of a range such as `B2:C9` or of one place.
pub(super) fn rows_of(range: &str) -> Option<(i64, i64)> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    Some((place_of(first)?.1, place_of(last)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_format_says_what_a_number_is() {
        for (code, what) in [
            ("General", Shown::Number),
            ("#,##0.00\\ \"days\"", Shown::Number),
            ("[Red]0.00", Shown::Number),
            ("[h]:mm", Shown::Number),
            ("dd/mm/yyyy", Shown::Day),
            ("[$-40C]d\\ mmmm\\ yyyy;@", Shown::Day),
            ("mmm\\-yy", Shown::Day),
            ("h:mm", Shown::Time),
            ("mm:ss", Shown::Time),
            ("yyyy\\-mm\\-dd\\ hh:mm:ss", Shown::Moment),
        ] {
            assert_eq!(shown(164, Some(code)), what, "{code}");
        }
        assert_eq!((shown(0, None), shown(14, None), shown(22, None)), (Shown::Number, Shown::Day, Shown::Moment));
    }

    #[test]
    fn a_stored_number_reads_as_it_is_and_a_date_as_iso() {
        let read = |stored: &str, shown| text_of(stored, shown, false).unwrap();
        for (stored, text) in [
            ("12", "12"),
            ("10.1", "10.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("3.3612345678E10", "33612345678"),
            ("-0.5", "-0.5"),
        ] {
            assert_eq!(read(stored, Shown::Number), text);
        }
        assert_eq!(read("43890", Shown::Day), "2020-02-29");
        assert_eq!(read("43890.5", Shown::Moment), "2020-02-29T12:00:00");
        assert_eq!(read("43890.5", Shown::Day), "2020-02-29T12:00:00", "nothing that is stored is left out");
        assert_eq!(read("0.75", Shown::Time), "18:00:00");
        assert_eq!(read("59", Shown::Day), "59", "before the day that never was");
        assert_eq!(text_of("42428", Shown::Day, true).as_deref(), Some("2020-02-29"));
        assert_eq!(text_of("many", Shown::Number, false), None);
        assert_eq!(serial("2020-02-29", false).as_deref(), Some("43890"));
        assert_eq!(serial("2020-02-29T12:00:00", true).as_deref(), Some("42428.5"));
        assert_eq!((serial("1900-01-05", false), serial("soon", false)), (None, None));
    }

    #[test]
    fn places_are_read_and_written() {
        assert_eq!((place_of("B12"), place_of("$AA$1")), (Some((1, 12)), Some((26, 1))));
        assert_eq!((place_of("12"), place_of("B")), (None, None));
        assert_eq!(rows_of("A2:C9"), Some((2, 9)));
        for column in [0, 25, 26, 701, 702, 16_383] {
            assert_eq!(column_of(&letters_of(column)), Some(column));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_escaped_and_read_back(text in "(\\PC|[\r\n\t\u{1}_]|_x000D_|_x){0,12}") {
            prop_assert_eq!(unescaped(&escaped(&text)), text);
        }
    }
}
