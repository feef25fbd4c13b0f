use crate::db::schema::people::confirmations;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::people::{Confirmation, How};
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The person said that a category of their data is correct; their last word counts.
pub fn confirm_category(tx: &mut Db, person: &Id, category: &str, how: How, now: Timestamp) -> Result<(), Error> {
    let row = || confirmations::table.find((person, category));
    let set = || (confirmations::confirmed_at.eq(Time::from(now)), confirmations::how.eq(how.as_str()));
    if diesel::update(row()).set(set()).execute(tx)? == 1 {
        return Ok(());
    }
    let new = (confirmations::person.eq(person), confirmations::category.eq(category), set());
    let inserted =
        tx.transaction(|tx| diesel::insert_into(confirmations::table).values(new).execute(tx).map_err(Error::from));
    match inserted {
        // Said in two windows at once.
        Err(Error::Unique) => exactly_one(diesel::update(row()).set(set()).execute(tx)?),
        other => other.map(drop),
    }
}

/// What a person confirmed, by category.
pub fn confirmations(db: &mut Db, person: &Id) -> Result<BTreeMap<String, Confirmation>, Error> {
    let rows: Vec<(String, Time, String)> = confirmations::table
        .filter(confirmations::person.eq(person))
        .select((confirmations::category, confirmations::confirmed_at, confirmations::how))
        .load(db)?;
    rows.into_iter()
        .map(|(category, at, how)| {
            let how = How::parse(&how).ok_or(Error::Unreadable("how something was confirmed"))?;
            Ok((category, Confirmation { at: at.timestamp(), how }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::lang::Lang;
    use crate::people::{self, Address};
    use crate::secrets::{Keys, Random};
    use jiff::SignedDuration;

    #[test]
    fn the_last_word_on_each_category_counts_and_goes_with_the_person() {
        each_database(|database| {
            let test = |tx: &mut Db| {
                let (random, keys) = (Random::system(), Keys::for_tests());
                let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
                let address = |name: &str| Address::parse(&format!("{name}@example.fr")).unwrap();
                let person = people::ensure(tx, now, &random, &keys, &address("elise"), Lang::Fr)?.id;
                let other = people::ensure(tx, now, &random, &keys, &address("anna"), Lang::Fr)?.id;
                assert!(confirmations(tx, &person)?.is_empty());
                let later = now + SignedDuration::from_hours(1);
                confirm_category(tx, &person, "contact", How::Answer, now)?;
                confirm_category(tx, &person, "orders", How::Answer, now)?;
                confirm_category(tx, &person, "contact", How::Correction, later)?;
                confirm_category(tx, &other, "contact", How::Page, now)?;
                let known = confirmations(tx, &person)?;
                let told: Vec<(&str, Timestamp, How)> =
                    known.iter().map(|(category, one)| (category.as_str(), one.at, one.how)).collect();
                assert_eq!(told, [("contact", later, How::Correction), ("orders", now, How::Answer)]);
                let moved = address("elise.new");
                people::move_to(tx, &random, &keys, &person, &moved)?;
                assert_eq!(confirmations(tx, &person)?, known, "they stay with who said it");
                people::forget(tx, &person)?;
                assert!(confirmations(tx, &person)?.is_empty());
                assert_eq!(confirmations(tx, &other)?.len(), 1);
                Ok::<_, Error>(())
            };
            database.write_now(test).unwrap();
        });
    }
}
