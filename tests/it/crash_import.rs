//! The directory of the customer file, taken in by `habeas work`, which is killed again and again in the middle of its batches:
//! everybody the file names is known, once, and nobody counts as gone.

use crate::harness::rows_of;
use crate::program::Installation;
use habeas::app::App;
use habeas::clock::Clock;
use habeas::config::DatabaseUrl;
use habeas::db::testing::fresh_databases;
use habeas::secrets::Random;
use std::time::Duration;

/// How many people the file names and how often the worker is killed: `HABEAS_TEST_DIRECTORY="100000 9"` for a long run. A job
/// that was begun ten times waits for the next day.
#[expect(clippy::disallowed_methods, reason = "the size of a long run is no setting of the portal")]
fn size() -> (usize, usize) {
    let Ok(text) = std::env::var("HABEAS_TEST_DIRECTORY") else { return (4_000, 6) };
    let (people, kills) = text.split_once(' ').unwrap();
    (people.parse().unwrap(), kills.parse().unwrap())
}

#[test]
fn a_directory_taken_in_by_a_worker_that_is_killed_loses_nobody_and_doubles_nobody() {
    let (people, most) = size();
    for fresh in fresh_databases() {
        let installation = Installation::demo(20, fresh);
        let shop = DatabaseUrl::Sqlite(installation.folder.join("shop.sqlite"));
        rows_of(
            &shop,
            &format!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}) \
                 INSERT INTO customers (id, number, email, last_name, created_at, last_contact_at) \
                 SELECT 1000000 + i, 'N' || i, 'p' || i || '@example.net', 'Person', '2025-01-01 08:00:00', \
                 '2026-01-01 08:00:00' FROM n"
            ),
        );
        let one = |sql: &str| -> usize { rows_of(&shop, sql)[0][0].parse().unwrap() };
        let rows = one("SELECT count(*) FROM customers");
        let named = one("SELECT count(DISTINCT lower(email)) FROM customers");
        let twice = one("SELECT count(*) FROM (SELECT 1 FROM customers GROUP BY lower(email) HAVING count(*) > 1)");
        assert!(rows >= people);

        drop(App::open(installation.config(), Clock::system(), Random::system(), false).unwrap());
        installation.query("UPDATE job_schedules SET next_at = 1 WHERE kind = 'refresh.import'");
        let seen = || {
            let state = installation
                .query("SELECT seen + odd, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END FROM refresh_imports");
            state.first().map_or((0, false), |row| (row[0].parse::<usize>().unwrap(), row[1] == "1"))
        };
        let random = Random::seeded(11);
        let (mut kills, mut next) = (0, 1);
        let mut working = installation.start(&["work"]);
        while seen() != (rows, true) {
            assert!(!working.has_ended(), "it ended by itself");
            std::thread::sleep(Duration::from_millis(20));
            let (taken, over) = seen();
            if kills < most && !over && taken >= next {
                // Somewhere in the batch after it.
                std::thread::sleep(Duration::from_millis(random.below(200)));
                working.kill();
                installation.let_leases_end();
                kills += 1;
                working = installation.start(&["work"]);
                next = taken + 1;
            }
        }
        working.kill();
        assert!(kills >= most.min(4), "only {kills} kills: nothing was proven");

        let pass = "seen_at = (SELECT last_pass_at FROM refresh_imports)";
        assert_eq!(installation.count(&format!("SELECT count(*) FROM persons WHERE {pass}")), named, "nobody is lost");
        assert_eq!(installation.count("SELECT count(*) FROM refresh_standings"), named, "and nobody counts as gone");
        let known = "SELECT count(*) FROM persons p JOIN refresh_standings s ON s.fingerprint = p.fingerprint";
        assert_eq!(installation.count(known), named, "each is one person");
        // A batch that was taken twice would have seen each of its addresses twice.
        assert_eq!(
            installation.count("SELECT count(*) FROM refresh_standings WHERE duplicate"),
            twice,
            "after {kills} kills"
        );
    }
}
