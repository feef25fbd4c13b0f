//! A night that purges everybody whose time is over, carried out by `habeas work`, which is killed again and again in the
//! middle of it: everybody due leaves, nobody else, each once, and the night's report adds up.

use crate::harness::{rows_of, sqlite_rows};
use crate::program::{Installation, pause};
use habeas::app::App;
use habeas::clock::Clock;
use habeas::config::DatabaseUrl;
use habeas::db::Id;
use habeas::db::testing::fresh_databases;
use habeas::retention::store::arm;
use habeas::secrets::Random;
use std::time::Duration;

/// How many people the shop has and how often the worker is killed: `HABEAS_TEST_PURGE="10090 40"` for a long run, in which the time
/// of 10,003 people is over: one night takes 10,000 and ends with the batch in which it has them.
#[expect(clippy::disallowed_methods, reason = "the size of a long run is no setting of the portal")]
fn size() -> (u32, usize) {
    let Ok(text) = std::env::var("HABEAS_TEST_PURGE") else { return (200, 8) };
    let (people, kills) = text.split_once(' ').unwrap();
    (people.parse().unwrap(), kills.parse().unwrap())
}

/// Who stays: they were in touch today.
const STAY: usize = 40;

#[test]
fn a_purge_killed_in_the_middle_of_its_batches_ends_everybody_due_once_and_nobody_else() {
    let (people, most) = size();
    for fresh in fresh_databases() {
        let mut installation = Installation::demo(people, fresh);
        installation.set("ERASURE__GRACE_DAYS", "0");
        let shop = DatabaseUrl::Sqlite(installation.folder.join("shop.sqlite"));
        let letters = rusqlite::Connection::open(installation.folder.join("newsletter.sqlite")).unwrap();
        let now = Clock::system().now().to_string();
        rows_of(&shop, "UPDATE customers SET last_contact_at = '2015-01-01 08:00:00'");
        let stays = format!("id IN (SELECT id FROM customers ORDER BY id DESC LIMIT {STAY})");
        rows_of(&shop, &format!("UPDATE customers SET last_contact_at = '{now}' WHERE {stays}"));
        sqlite_rows(&letters, "UPDATE newsletter_signups SET last_contact_at = '2015-01-01'");
        let customers = || rows_of(&shop, "SELECT id FROM customers ORDER BY id");
        // Of many customers some are the same person, written in another way.
        let stays = format!("lower(email) IN (SELECT lower(email) FROM customers WHERE {stays})");
        let (all, stay) = (customers(), rows_of(&shop, &format!("SELECT id FROM customers WHERE {stays} ORDER BY id")));
        let leaves = all.len() - stay.len();
        let due = rows_of(&shop, &format!("SELECT DISTINCT lower(email) FROM customers WHERE NOT ({stays})")).len();

        let app = App::open(installation.config(), Clock::system(), Random::system(), false).unwrap();
        let portal = app.portal();
        let (at, random) = (portal.clock.now(), &portal.random);
        let somebody = Id::new(&portal.clock, random);
        assert!(portal.db.write_now(|tx| arm(tx, at, random, &somebody, true)).unwrap());
        // The night begins now, whatever the hour.
        installation.query("UPDATE job_schedules SET next_at = 1 WHERE kind = 'retention.night'");

        let gone = || all.len() - customers().len();
        let cases = || installation.count("SELECT count(*) FROM retention_cases");
        let open = || installation.count("SELECT count(*) FROM erasures WHERE state NOT IN ('erased', 'forgotten')");
        let night_over =
            || installation.count("SELECT count(*) FROM retention_runs WHERE finished_at IS NOT NULL") == 1;
        let random = Random::seeded(7);
        let share = u64::try_from(due / most.max(1)).unwrap().max(2);
        let mut kills = 0;
        let mut working = installation.start(&["work"]);
        let mut next = gone() + cases() + usize::try_from(random.below(share)).unwrap() + 1;
        while !(night_over() && cases() == due && open() == 0 && gone() == leaves) {
            assert!(!working.has_ended(), "it ended by itself");
            // Looking is work too, and a long run has much to look at.
            std::thread::sleep(Duration::from_millis(40));
            if kills < most && gone() + cases() >= next {
                std::thread::sleep(Duration::from_millis(random.below(40)));
                working.kill();
                installation.let_leases_end();
                kills += 1;
                working = installation.start(&["work"]);
                next = gone() + cases() + usize::try_from(random.below(2 * share)).unwrap() + 1;
            }
        }
        // What follows an erasure, its mail and the forgetting, ends too.
        while installation.count("SELECT count(*) FROM erasures WHERE state <> 'forgotten'") > 0 {
            pause();
        }
        working.kill();
        assert!(kills >= most.min(5), "only {kills} kills: nothing was proven");

        assert_eq!(customers(), stay, "those who were in touch, and nobody else");
        assert_eq!(installation.count("SELECT count(*) FROM erasures"), due, "each once");
        assert_eq!(installation.count("SELECT count(*) FROM retention_cases WHERE stage = 'erasing'"), due);
        let night = installation.query("SELECT looked, due, problem FROM retention_runs");
        let number = due.to_string();
        assert_eq!(night, [[number.as_str(), number.as_str(), ""]], "the report, after {kills} kills");
        let twice = "SELECT count(*) FROM erasure_steps WHERE state <> 'done'";
        assert_eq!(installation.count(twice), 0, "nothing is half done");
    }
}
