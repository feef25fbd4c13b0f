//! The words of mails in a language: catalogue messages, days, moments, sizes.

use crate::lang::Lang;
pub(super) use crate::words::{Args, date_of, day, message};
use crate::words::{say, time_of};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment in words with its zone: "12 March 2026 at 14:22 (Europe/Paris)".
pub(super) fn moment(lang: Lang, at: Timestamp, zone: &TimeZone) -> String {
    let (date, time) = (date_of(lang, at, zone), time_of(at, zone));
    let name = zone.iana_name().unwrap_or("UTC");
    say(lang, "mail-moment", &[("day", &date), ("time", &time), ("zone", name)])
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
    say(lang, "mail-size", &[("amount", &amount), ("unit", unit)])
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
