//! What a pass over the directory keeps of what it says besides the address.

use super::standings;
use super::tests::{candidate, now, on_each};
use crate::db::schema::people::persons;
use crate::db::schema::refresh::refresh_standings;
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::import::{Desk, take};
use crate::secrets::{Keys, Random};
use crate::sources::{Cell, Entry, RowKey};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn entry(name: &str, [segment, zone, country]: [&str; 3], checked: Option<&str>) -> Entry {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Entry {
        key: RowKey(vec![Cell::Text(name.to_owned())]),
        address: Some(format!("{name}@example.com")),
        language: None,
        relation: None,
        last_contact: None,
        born: None,
        segment: text(segment),
        zone: text(zone),
        country: text(country),
        checked: checked.map(|day| day.parse().unwrap()),
    }
}

/// A whole pass over some entries.
fn pass(tx: &mut Db, at: Timestamp, entries: &[Entry]) -> Result<(), Error> {
    let (random, keys) = (Random::seeded(9), Keys::for_tests());
    let (zone, holidays) = (TimeZone::get("Europe/Paris").unwrap(), "FR".parse().unwrap());
    let desk = Desk { now: at, random: &random, keys: &keys, zone: &zone, holidays, default_lang: Lang::En };
    let begun = standings::begin_import(tx, at, "shop", None)?;
    take(tx, &desk, "shop", &begun, entries)?;
    let last = standings::import(tx, "shop")?.unwrap();
    take(tx, &desk, "shop", &last, &[])
}

type Kept = (Option<String>, Option<String>, Option<String>, Option<i64>);

fn print(name: &str) -> String {
    Address::parse(&format!("{name}@example.com")).unwrap().fingerprint(&Keys::for_tests())
}

fn kept(tx: &mut Db, name: &str) -> Result<Kept, Error> {
    use refresh_standings::dsl::{country, segment, zone};
    let person = persons::table.filter(persons::fingerprint.eq(print(name)));
    let checked_at = person.select(persons::checked_at).first(tx).optional()?.flatten();
    let said: (Option<String>, Option<String>, Option<String>) =
        refresh_standings::table.find(print(name)).select((segment, zone, country)).first(tx)?;
    Ok((said.0, said.1, said.2, checked_at))
}

fn words(kept: &Kept) -> [&str; 3] {
    [&kept.0, &kept.1, &kept.2].map(|text| text.as_deref().unwrap_or("-"))
}

#[test]
fn a_pass_keeps_the_group_and_the_hours_that_are_not_the_companys_and_the_next_one_what_it_says_then() {
    on_each(|tx| {
        let long = "x".repeat(61);
        let entries = [
            entry("ana", [" Pro ", "America/Toronto", "ca-qc"], None),
            entry("bea", ["club", "Europe/Paris", "FR"], None),
            entry("cleo", [&long, "Mars/Olympus", "Atlantis"], None),
            entry("dora", ["", "", "DE"], Some("2026-03-01")),
        ];
        pass(tx, now(), &entries)?;
        assert_eq!(words(&kept(tx, "ana")?), ["Pro", "America/Toronto", "CA-QC"]);
        assert_eq!(words(&kept(tx, "bea")?), ["club", "-", "-"], "what is the company's is not kept");
        assert_eq!(words(&kept(tx, "cleo")?), ["-", "-", "-"]);
        let dora = kept(tx, "dora")?;
        let midnight: Timestamp = "2026-03-01T23:00:00Z".parse().unwrap();
        assert_eq!((words(&dora), dora.3), (["-", "-", "DE"], Some(midnight.as_microsecond())));

        // She moved, and no order is known of her any more.
        let again = [entry("ana", ["", "Pacific/Auckland", ""], None), entry("dora", ["", "", ""], None)];
        pass(tx, super::tests::later(60), &again)?;
        assert_eq!(words(&kept(tx, "ana")?), ["-", "Pacific/Auckland", "-"]);
        assert_eq!(kept(tx, "dora")?, (None, None, None, None));
        Ok(())
    });
}

#[test]
fn who_gave_the_details_with_an_order_is_left_out_through_the_thirtieth_day_after_it() {
    on_each(|tx| {
        pass(tx, now(), &[entry("ana", [""; 3], Some("2026-03-01")), entry("bea", [""; 3], None)])?;
        let person =
            |tx: &mut Db, name: &str| Ok::<_, Error>(crate::people::by_fingerprint(tx, &print(name))?.unwrap().id);
        let (ana, bea) = (person(tx, "ana")?, person(tx, "bea")?);
        let excluded = |tx: &mut Db, id: &crate::db::Id, at: &str| {
            let horizon = Horizon::at(at.parse().unwrap(), 12, 12);
            Ok::<_, Error>(candidate(tx, id)?.excluded(&horizon))
        };
        // The clocks go forward on 29 March: thirty days are thirty times twenty-four hours.
        assert_eq!(excluded(tx, &ana, "2026-03-31T22:00:00Z")?, Some(Exclusion::Ordered));
        assert_eq!(excluded(tx, &ana, "2026-03-31T23:00:00Z")?, None);
        assert_eq!(excluded(tx, &bea, "2026-03-12T22:00:00Z")?, None);
        Ok(())
    });
}

#[test]
fn what_the_file_said_goes_with_its_owner_and_is_forgotten_with_them() {
    on_each(|tx| {
        let entries = [entry("ana", ["Pro", "America/Toronto", "CA-QC"], Some("2026-03-01"))];
        pass(tx, now(), &entries)?;
        let before = kept(tx, "ana")?;
        let ana = people::by_fingerprint(tx, &print("ana"))?.unwrap().id;
        let anna = Address::parse("anna@example.com").unwrap();
        people::move_to(tx, &Random::seeded(9), &Keys::for_tests(), &ana, &anna)?;
        standings::carry(tx, &print("ana"), &print("anna"))?;
        assert_eq!(kept(tx, "anna")?, before);
        standings::mark(tx, &print("anna"), standings::Mark::Stopped, now())?;
        standings::forget(tx, &print("anna"))?;
        people::forget(tx, &ana)?;
        assert!(standings::is_stopped(tx, &print("anna"))?);
        assert_eq!(kept(tx, "anna")?, (None, None, None, None), "the stop outlives them, and nothing else does");
        Ok(())
    });
}
