//! Retention over years and through crashes: everything leaves on its day, nothing before, and the report adds up.

use crate::harness::{House, each_house, sqlite_rows};
use habeas::db::testing::fresh_databases;
use habeas::roles::Role;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;
use std::time::Duration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn switch_on(house: &House) {
    let dpo = house.colleague(Role::Dpo);
    dpo.submit(dpo.open("/admin/retention").expect(200).form("/switch"), &[]).expect(200);
}

fn letters(house: &House) -> rusqlite::Connection {
    rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap()
}

fn day(text: &str) -> Date {
    text[..10].parse().unwrap()
}

/// What should happen to the rows of one table, counted by this test from the dates alone.
struct Expected {
    table: &'static str,
    newsletter: bool,
    /// The last day of each row, by its key.
    ends: BTreeMap<String, Date>,
    /// Whose each row is, by its key: a customer's number, or an address in small letters.
    owners: BTreeMap<String, String>,
}

impl Expected {
    fn of(house: &House, table: &'static str, sql: &str, months: i32) -> Self {
        let newsletter = ["newsletter_signups", "deliveries"].contains(&table);
        let rows = if newsletter { sqlite_rows(&letters(house), sql) } else { sqlite_rows(&house.shop(), sql) };
        let end = |row: &Vec<String>| (row[0].clone(), day(&row[1]).checked_add(months.months()).unwrap());
        let ends = rows.iter().filter(|row| !row[1].is_empty()).map(end).collect();
        let owner = |row: &Vec<String>| row.get(2).map(|owner| (row[0].clone(), owner.clone()));
        Self { table, newsletter, ends, owners: rows.iter().filter_map(owner).collect() }
    }

    /// The keys that are there.
    fn there(&self, house: &House, sql: &str) -> Vec<String> {
        let rows = if self.newsletter { sqlite_rows(&letters(house), sql) } else { sqlite_rows(&house.shop(), sql) };
        rows.into_iter().map(|row| row[0].clone()).collect()
    }
}

#[test]
fn over_three_years_of_the_demo_shop_everything_leaves_on_its_day_nothing_before_and_the_report_adds_up() {
    // One database: what differs between them is tried elsewhere, and three years are many nights.
    let fresh = fresh_databases().into_iter().next().unwrap();
    let house = House::open(fresh, |_| {});
    // A customer leaves three years after the last contact anywhere.
    let newest = "SELECT c.id, max(c.last_contact_at) FROM customers c GROUP BY c.id";
    let mut people = Expected::of(&house, "customers", newest, 36);
    let news = "SELECT email, last_contact_at FROM newsletter_signups";
    let addresses =
        "SELECT id, lower(email) FROM customers UNION SELECT customer_id, lower(email) FROM customer_emails";
    let addresses = sqlite_rows(&house.shop(), addresses);
    for row in sqlite_rows(&letters(&house), news) {
        let owners = addresses.iter().filter(|address| address[1] == row[0].to_lowercase());
        for owner in owners.filter(|_| !row[1].is_empty()) {
            let end = day(&row[1]).checked_add(36.months()).unwrap();
            people.ends.entry(owner[0].clone()).and_modify(|known| *known = end.max(*known)).or_insert(end);
        }
    }
    assert!(people.ends.len() >= 60, "{}", people.ends.len());
    let rows = [
        Expected::of(&house, "sign_ins", "SELECT id, signed_in_at, customer_id FROM sign_ins", 6),
        Expected::of(
            &house,
            "deliveries",
            "SELECT d.id, d.sent_at, lower(s.email) FROM deliveries d JOIN newsletter_signups s ON s.id = d.signup_id",
            13,
        ),
    ];
    assert!(rows.iter().all(|table| table.ends.len() > 20), "the demo has rows to purge");
    let orders = Expected::of(&house, "orders", "SELECT id, ordered_at FROM orders", 36);
    let count = |house: &House| house.shop_rows().values().map(Vec::len).sum::<usize>();
    let before = count(&house);
    switch_on(&house);
    let start = house.app.portal().today();
    let mut purged_on: BTreeMap<String, Date> = BTreeMap::new();
    // A month in one night, then two days one by one: whatever the day, exactly what is over has left.
    let mut steps = [26, 1, 1].into_iter().cycle();
    while house.app.portal().today() < start.checked_add(37.months()).unwrap() {
        house.pass(SignedDuration::from_hours(24 * steps.next().unwrap()));
        let today = house.app.portal().today();
        let mut there = people.there(&house, "SELECT id FROM customers");
        let mut stay: Vec<String> =
            people.ends.iter().filter(|(_, end)| today <= **end).map(|(id, _)| id.clone()).collect();
        for id in people.ends.keys().filter(|id| !stay.contains(id)) {
            purged_on.entry(id.clone()).or_insert(today);
        }
        there.sort();
        stay.sort();
        assert_eq!(there, stay, "customers on {today}");
        for table in &rows {
            // Those of people who left went with them.
            let there = table.there(&house, &format!("SELECT id FROM {}", table.table));
            for (id, end) in &table.ends {
                assert!(today <= *end || !there.contains(id), "{} {id} of {end} is there on {today}", table.table);
            }
            let early = table.ends.iter().filter(|(id, end)| today <= **end && !there.contains(id));
            for (id, end) in early {
                let owner = &table.owners[id];
                let mine = addresses.iter().filter(|address| address[1] == *owner).map(|address| &address[0]);
                let left = mine.chain([owner]).any(|customer| purged_on.contains_key(customer));
                assert!(left, "{} {id} of {end} went before its day, on {today}", table.table);
            }
        }
        let tied = orders.there(&house, "SELECT id FROM orders WHERE customer_id IS NOT NULL");
        for (id, end) in &orders.ends {
            assert!(today <= *end || !tied.contains(id), "order {id} of {end} leads to a customer on {today}");
        }
    }
    assert!(people.there(&house, "SELECT id FROM customers").is_empty(), "after three years of silence");
    // The report: every row that left was deleted by a night or by one of its erasures.
    let number = |sql: &str| house.query(sql)[0][0].parse::<usize>().unwrap();
    let by_nights = number("SELECT coalesce(sum(gone), 0) FROM retention_rows WHERE place <> 'orders'");
    let by_erasures = number("SELECT coalesce(sum(deleted), 0) FROM erasure_steps");
    assert_eq!(before - count(&house), by_nights + by_erasures);
    let erased = number("SELECT count(*) FROM retention_cases WHERE stage = 'erasing'");
    assert_eq!(erased, number("SELECT count(*) FROM erasures WHERE state IN ('erased', 'forgotten')"));
    assert!(erased >= 60, "{erased}");
    assert_eq!(number("SELECT count(*) FROM retention_runs WHERE finished_at IS NULL OR problem IS NOT NULL"), 0);
    // What the law keeps is still there, to the day.
    let invoices = Expected::of(&house, "invoices", "SELECT id, issued_on FROM invoices", 0);
    assert!(!invoices.ends.is_empty());
}

#[test]
fn a_purge_that_is_killed_again_and_again_goes_on_where_it_was_and_counts_everything_once() {
    each_house(|house| {
        let shop = house.shop();
        let today = house.clock.now().to_string();
        shop.execute("UPDATE customers SET last_contact_at = ?1", [&today]).unwrap();
        letters(house).execute("UPDATE newsletter_signups SET last_contact_at = '2022-01-01'", []).unwrap();
        let silent = "(SELECT id FROM customers ORDER BY id LIMIT 25)";
        let sql = format!("UPDATE customers SET last_contact_at = '2023-01-01' WHERE id IN {silent}");
        assert_eq!(shop.execute(&sql, []).unwrap(), 25);
        switch_on(house);
        house.clock.advance(DAY);
        let count = || house.in_shop("SELECT count(*) FROM customers").parse::<usize>().unwrap();
        let all = count();
        let (mut killed, mut life) = (0, Duration::from_millis(40));
        loop {
            // A worker that ends in the middle of what it does; its claims run out.
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let worker = house.app.worker();
            let done = runtime.block_on(async { tokio::time::timeout(life, worker.run_until_idle()).await });
            runtime.shutdown_timeout(Duration::from_secs(20));
            if done.is_ok() {
                break;
            }
            (killed, life) = (killed + 1, life * 2);
            house.clock.advance(SignedDuration::from_mins(5));
        }
        // What a worker held when it ended is taken up when its claim has run out and its turn has come.
        for _ in 0..6 {
            house.clock.advance(SignedDuration::from_mins(30));
            house.work_despite_trouble();
        }
        assert!(killed > 0, "nothing was killed");
        assert_eq!(count(), all - 25);
        assert_eq!(house.query("SELECT count(*) FROM retention_cases WHERE stage = 'erasing'")[0][0], "25");
        assert_eq!(house.query("SELECT count(*) FROM erasures")[0][0], "25", "each once");
        assert_eq!(house.query("SELECT count(*) FROM erasures WHERE state = 'forgotten'")[0][0], "25");
        let night = house.query("SELECT looked, due FROM retention_runs WHERE finished_at IS NOT NULL");
        assert_eq!(night, [["25", "25"]], "{killed} workers were killed");
    });
}
