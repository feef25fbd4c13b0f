//! The directory of the customer file becomes persons of the portal: their address, language and dates, no values.

use super::hours::{self, Own};
use super::mailbox::is_generic;
use super::providers;
use super::store::standings::{self, Import, Seen};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::requests::clock::Holidays;
use crate::secrets::{Keys, Random};
use crate::sources::{Entry, RowKey};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Entries taken at once.
pub(super) const BATCH: usize = 500;

/// Opens the place at which an interrupted pass goes on.
pub(super) fn place(keys: &Keys, source: &str, import: &Import) -> Result<Option<RowKey>, Error> {
    let unreadable = Error::Unreadable("the place of an import");
    let Some(sealed) = &import.place else { return Ok(None) };
    let Ok(plain) = keys.open(&context(source), sealed) else { return Err(unreadable) };
    serde_json::from_slice(&plain).map(Some).map_err(|_| unreadable)
}

fn context(source: &str) -> String {
    format!("refresh-import:{source}")
}

/// What every batch of an import needs to know.
pub(super) struct Desk<'a> {
    pub now: Timestamp,
    pub random: &'a Random,
    pub keys: &'a Keys,
    pub zone: &'a TimeZone,
    pub holidays: Holidays,
    pub default_lang: Lang,
}

/// Takes a batch in: persons, their standings, the new place, all or nothing.
pub(super) fn take(tx: &mut Db, desk: &Desk<'_>, source: &str, import: &Import, batch: &[Entry]) -> Result<(), Error> {
    let Some(last) = batch.last() else {
        return standings::finish_import(tx, desk.now, source, import.pass_at);
    };
    let (mut seen, mut odd) = (0i64, 0i64);
    for entry in batch {
        let Some(address) = entry.address.as_deref().and_then(|text| Address::parse(text).ok()) else {
            odd += 1;
            continue;
        };
        // Whoever was erased and comes back by a restored or synchronised file is stopped here.
        if people::is_erased(tx, &address.fingerprint(desk.keys))? {
            odd += 1;
            continue;
        }
        seen += 1;
        let lang = entry.language.as_deref().and_then(language).unwrap_or(desk.default_lang);
        let person = people::ensure(tx, desk.now, desk.random, desk.keys, &address, lang)?;
        let at = |day: Option<Date>| {
            day.and_then(|day| day.to_zoned_datetime(desk.zone.clone()).ok()).map(|noon| noon.timestamp())
        };
        people::relate(tx, &person.id, at(entry.relation), at(entry.last_contact))?;
        let seen = Seen {
            generic: is_generic(address.normalised()),
            staff: standings::is_colleague(tx, address.normalised())?,
            provider: providers::of(address.domain()),
            adult_at: at(entry.born.and_then(fifteenth_birthday)).filter(|at| *at > desk.now),
            segment: entry.segment.as_deref().and_then(hours::segment),
            own: Own::told(entry.zone.as_deref(), entry.country.as_deref(), (desk.zone, desk.holidays)),
            // The hour is not kept: the day counts as a whole.
            checked_at: at(entry.checked.and_then(|day| day.tomorrow().ok())),
        };
        standings::see(tx, &person.fingerprint, source, seen, import.pass_at)?;
    }
    let plain = serde_json::to_vec(&last.key).map_err(|_| Error::Unreadable("the key of a row"))?;
    let sealed = desk.keys.seal(desk.random, &context(source), &plain);
    standings::advance_import(tx, source, import, &sealed, seen, odd)
}

/// From this day on somebody answers for their own data to a service like this one (France: fifteen years).
fn fifteenth_birthday(born: Date) -> Option<Date> {
    born.checked_add(15.years()).ok()
}

/// "fr", "FR", "fr-FR", "en_GB".
fn language(text: &str) -> Option<Lang> {
    text.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_as_systems_write_them() {
        assert_eq!(["fr", "FR-fr", " en_GB "].map(language), [Some(Lang::Fr), Some(Lang::Fr), Some(Lang::En)]);
        assert_eq!(language("de"), None);
    }

    #[test]
    fn a_child_of_a_leap_day_turns_fifteen_on_the_last_of_february() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(fifteenth_birthday(day("2012-02-29")), Some(day("2027-02-28")));
        assert_eq!(fifteenth_birthday(day("2011-06-01")), Some(day("2026-06-01")));
    }
}
