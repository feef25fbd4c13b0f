//! How fresh the whole customer file is, in counts: now, and at the end of each month.

use crate::db::schema::refresh::refresh_freshness as months;
use crate::db::{Db, Error, Time, add_or_write};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use jiff::Timestamp;
use jiff::civil::Date;

/// People that the customer file names, by when they last said that their details are correct (Art. 5(1)(d)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct FileFreshness {
    /// All of them.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Those who did at the moment that is asked for, or after.
    #[diesel(sql_type = BigInt)]
    pub fresh: i64,
    /// Those who did before.
    #[diesel(sql_type = BigInt)]
    pub old: i64,
    /// Those who never did.
    #[diesel(sql_type = BigInt)]
    pub never: i64,
}

/// Counts everybody, with a confirmation from `since` on as a fresh one (`people::Measure::fresh_since`).
pub(crate) fn count(db: &mut Db, since: Timestamp) -> Result<FileFreshness, Error> {
    let statement = "SELECT COUNT(*) AS people,
            COUNT(CASE WHEN confirmed_at >= $1 THEN 1 END) AS fresh,
            COUNT(CASE WHEN confirmed_at < $1 THEN 1 END) AS old,
            COUNT(CASE WHEN confirmed_at IS NULL THEN 1 END) AS never
        FROM persons WHERE source IS NOT NULL";
    let counted = diesel::sql_query(statement).bind::<BigInt, _>(since.as_microsecond());
    Ok(counted.get_result(db)?)
}

/// The word of a month.
fn word(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// Keeps the counts as those of the month of a day; the last ones of a month stay.
pub(crate) fn keep(tx: &mut Db, now: Timestamp, today: Date, counted: &FileFreshness) -> Result<(), Error> {
    let month = word(today);
    let set = (
        (months::people.eq(counted.people), months::fresh.eq(counted.fresh)),
        (months::old.eq(counted.old), months::never.eq(counted.never)),
        months::counted_at.eq(Time::from(now)),
    );
    let add = |tx: &mut Db| diesel::update(months::table.find(&month)).set(set).execute(tx);
    let row = (months::month.eq(&month), set);
    add_or_write(tx, add, |tx| diesel::insert_into(months::table).values(row).execute(tx))
}

/// The months that were kept, oldest first: the first day of each, and its counts. Not those before the one of `since`.
pub(crate) fn kept(db: &mut Db, since: Date) -> Result<Vec<(Date, FileFreshness)>, Error> {
    let rows: Vec<(String, i64, i64, i64, i64)> = months::table
        .filter(months::month.ge(word(since)))
        .order(months::month)
        .select((months::month, months::people, months::fresh, months::old, months::never))
        .load(db)?;
    let read = |(month, people, fresh, old, never): (String, i64, i64, i64, i64)| {
        let first = format!("{month}-01").parse().map_err(|_| Error::Unreadable("a month"))?;
        Ok((first, FileFreshness { people, fresh, old, never }))
    };
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema::people::persons;
    use crate::refresh::store::tests::on_each;

    #[test]
    fn everybody_of_the_customer_file_is_fresh_old_or_never_confirmed_and_a_month_keeps_its_last_count() {
        on_each(|tx| {
            let [now, since, before] = ["2026-03-02T10:00:00Z", "2025-03-02T23:00:00Z", "2025-03-02T22:59:59Z"]
                .map(|moment| moment.parse::<Timestamp>().unwrap());
            assert_eq!(count(tx, since)?, FileFreshness::default());
            let (keys, random) = (crate::secrets::Keys::for_tests(), crate::secrets::Random::system());
            for (name, at) in
                [("a", None), ("b", Some(before)), ("c", Some(since)), ("d", Some(now)), ("stranger", None)]
            {
                let address = crate::people::Address::parse(&format!("{name}@example.fr")).unwrap();
                let person = crate::people::ensure(tx, now, &random, &keys, &address, crate::lang::Lang::Fr)?;
                let set = (
                    persons::confirmed_at.eq(at.map(Time::from)),
                    persons::source.eq((name != "stranger").then_some("shop")),
                );
                diesel::update(persons::table.find(&person.id)).set(set).execute(tx)?;
            }
            let counted = count(tx, since)?;
            assert_eq!(counted, FileFreshness { people: 4, fresh: 2, old: 1, never: 1 });
            let day = |text: &str| text.parse::<Date>().unwrap();
            keep(tx, now, day("2026-01-31"), &FileFreshness { people: 9, ..counted })?;
            keep(tx, now, day("2026-03-02"), &FileFreshness { people: 5, ..counted })?;
            keep(tx, now, day("2026-03-31"), &counted)?;
            assert_eq!(kept(tx, day("2026-02-15"))?, [(day("2026-03-01"), counted)]);
            assert_eq!(kept(tx, day("2026-01-01"))?.len(), 2);
            Ok(())
        });
    }
}
