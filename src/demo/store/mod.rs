//! Writes the shop and its newsletter tool into two SQLite files, as their own software would have.

mod newsletter;
mod shop;

use self::newsletter::Signups;
use self::shop::Rows;
use super::customer::Customer;
use jiff::civil::{Date, DateTime};
use rusqlite::Connection;
use std::path::Path;

/// Customers written in one transaction.
const BATCH: u32 = 10_000;

/// One account in this many is a second account of the customer before.
const DOUBLES: u32 = 211;

/// Writes `people` customers (and a tenth as many newsletter readers who never bought) into two new files. Memory does
/// not grow with the number of people. The files must not exist.
pub(super) fn write(shop: &Path, newsletter: &Path, people: u32, seed: u64, today: Date) -> rusqlite::Result<()> {
    let mut shop_file = fresh(shop, shop::TABLES)?;
    let mut letters_file = fresh(newsletter, newsletter::TABLES)?;
    shop::write_staff_and_products(&shop_file)?;
    newsletter::write_mailings(&letters_file, today)?;
    let mut counters = Counters::default();
    let mut number = 1;
    while number <= people {
        let last = people.min(number.saturating_add(BATCH - 1));
        let (tx, letters) = (shop_file.transaction()?, letters_file.transaction()?);
        let mut rows = Rows::prepare(&tx)?;
        let mut signups = Signups::prepare(&letters)?;
        for number in number..=last {
            let customer = customer(seed, number, today);
            rows.write(&customer, &mut counters, today)?;
            if let Some(since) = customer.reads_since {
                let name = (customer.first_name.as_str(), customer.language);
                signups.write(&customer.email, name, since, &mut counters, seed, today)?;
            }
        }
        drop((rows, signups));
        tx.commit()?;
        letters.commit()?;
        number = last + 1;
    }
    newsletter::write_readers(&mut letters_file, people / 10, &mut counters, seed, today)?;
    finish(shop_file, shop::INDEXES)?;
    finish(letters_file, newsletter::INDEXES)
}

/// A customer, or the second account of the one before.
fn customer(seed: u64, number: u32, today: Date) -> Customer {
    let doubled = number > 20 && number % DOUBLES == 9;
    if doubled {
        return Customer::invent(seed, number - 1, today).again(number);
    }
    Customer::invent(seed, number, today)
}

/// A new file for one fast load: nothing is lost by a crash, because a half-made folder is never used.
fn fresh(path: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let file = Connection::open(path)?;
    file.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
    file.execute_batch(tables)?;
    Ok(file)
}

fn finish(file: Connection, indexes: &str) -> rusqlite::Result<()> {
    file.execute_batch(indexes)?;
    file.execute_batch("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; ANALYZE;")?;
    file.close().map_err(|(_, error)| error)
}

/// `2026-03-01 10:20:30`, as SQLite itself writes times.
fn stored(at: DateTime) -> String {
    format!("{} {}", at.date(), at.time())
}

/// The ids of rows that have no number of their own.
#[derive(Default)]
struct Counters {
    order: i64,
    invoice: i64,
    ticket: i64,
    signup: i64,
}

impl Counters {
    fn next(counter: &mut i64) -> i64 {
        *counter += 1;
        *counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::fs;
    use tempfile::TempDir;

    const TODAY: Date = date(2026, 11, 24);

    fn made(people: u32, seed: u64) -> (TempDir, Connection, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let (shop, newsletter) = (dir.path().join("shop.sqlite"), dir.path().join("newsletter.sqlite"));
        write(&shop, &newsletter, people, seed, TODAY).unwrap();
        let open = |path| Connection::open(path).unwrap();
        let (shop, newsletter) = (open(shop), open(newsletter));
        (dir, shop, newsletter)
    }

    fn count(file: &Connection, sql: &str) -> i64 {
        file.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_shop_holds_what_shops_hold() {
        let (_dir, shop, newsletter) = made(2_000, 1);
        for file in [&shop, &newsletter] {
            assert_eq!(count(file, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
        }
        assert_eq!(count(&shop, "SELECT count(*) FROM customers"), 2_000);
        let former = "SELECT count(*) FROM customers WHERE last_order_at < '2023-11-24'";
        assert!((80..200).contains(&count(&shop, former)));
        let shared = "SELECT count(*) FROM (SELECT 1 FROM customer_addresses GROUP BY address_id HAVING count(*) > 1)";
        assert!((150..190).contains(&count(&shop, shared)));
        for some in [
            "SELECT count(*) FROM customers WHERE email <> lower(email)",
            "SELECT count(*) FROM customers WHERE last_order_at IS NULL",
            "SELECT count(*) FROM orders WHERE status = 'refunded' AND refunded_at IS NOT NULL",
            "SELECT count(*) FROM orders WHERE gift_message LIKE '%\"%'",
            "SELECT count(*) FROM invoices WHERE kind = 'credit' AND total < 0",
            "SELECT count(*) FROM customer_emails",
            "SELECT count(*) FROM tickets WHERE status = 'open'",
            "SELECT count(*) FROM sign_ins",
            "SELECT count(*) FROM (SELECT 1 FROM customers GROUP BY lower(email) HAVING count(*) > 1)",
        ] {
            assert!(count(&shop, some) > 3, "{some}");
        }
        assert_eq!(count(&shop, "SELECT count(*) FROM invoices WHERE net + vat <> total"), 0);
        assert_eq!(count(&shop, "SELECT count(*) FROM orders WHERE ordered_at > '2026-11-24'"), 0);
        assert!(count(&newsletter, "SELECT count(*) FROM newsletter_signups WHERE subscribed = 0") > 20);
        assert!(count(&newsletter, "SELECT count(*) FROM deliveries WHERE outcome = 'bounced'") > 20);
    }

    #[test]
    fn every_address_is_reserved_for_examples() {
        let (_dir, shop, newsletter) = made(500, 2);
        let foreign = |table: &str| {
            format!(
                "SELECT count(*) FROM {table} WHERE NOT (lower(email) LIKE '%.example' OR lower(email) LIKE
                 '%@example.com' OR lower(email) LIKE '%@example.org' OR lower(email) LIKE '%@example.net')"
            )
        };
        for table in ["customers", "customer_emails", "employees"] {
            assert_eq!(count(&shop, &foreign(table)), 0, "{table}");
        }
        assert_eq!(count(&newsletter, &foreign("newsletter_signups")), 0);
    }

    #[test]
    fn the_same_seed_makes_the_same_shop_and_another_makes_another() {
        let dump = |(dir, ..): (TempDir, Connection, Connection)| fs::read(dir.path().join("shop.sqlite")).unwrap();
        let one = dump(made(300, 5));
        assert!(one == dump(made(300, 5)));
        assert!(one != dump(made(300, 6)));
    }

    #[test]
    fn the_personas_are_there_whatever_the_seed() {
        for seed in [1, 99] {
            let (_dir, shop, newsletter) = made(12, seed);
            for persona in crate::demo::personas() {
                let held = |file: &Connection, table: &str| {
                    let sql = format!("SELECT count(*) FROM {table} WHERE email = '{}'", persona.email);
                    count(file, &sql)
                };
                let bought = persona.id != "newsletter-only";
                assert_eq!(held(&shop, "customers"), i64::from(bought), "{}", persona.id);
                assert!(bought || held(&newsletter, "newsletter_signups") == 1);
            }
            assert_eq!(count(&shop, "SELECT count(*) FROM customer_addresses WHERE address_id = 2"), 2);
            let camille = "SELECT count(*) FROM tickets WHERE customer_id = 1";
            assert_eq!(count(&shop, camille), 2);
            let former = "SELECT count(*) FROM customers WHERE id = 4 AND last_contact_at < '2023-11-01'";
            assert_eq!(count(&shop, former), 1);
        }
    }
}
