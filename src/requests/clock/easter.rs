//! Easter Sunday, of the Western and of the Eastern churches.

use jiff::ToSpan;
use jiff::civil::Date;

/// Easter Sunday of the Gregorian calendar, by the rule of the golden number, the century and the epact.
pub(super) fn western(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century) = (year % 19, year / 100);
    let solar = century - century / 4;
    let lunar = (century + 8) / 25;
    let lunar = (century - lunar + 1) / 3;
    let epact = (19 * golden + solar - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    date(year, epact + weekday - 7 * late + 114)
}

/// Easter Sunday of the Julian calendar, as a day of ours.
pub(super) fn eastern(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let moon = (19 * (year % 19) + 15) % 30;
    let weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let behind = year / 100 - year / 400 - 2;
    date(year, moon + weekday + 114)?.checked_add(behind.days()).ok()
}

/// The day whose number counts 31 days in every month.
fn date(year: i32, number: i32) -> Option<Date> {
    let (month, day) = (i8::try_from(number / 31).ok()?, i8::try_from(number % 31 + 1).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}
