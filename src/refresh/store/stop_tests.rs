//! A "stop" of the very moment in which a mail is taken in hand.

use super::results::figures;
use super::sending::Next;
use super::tests::{now, people, sending, take};
use crate::config::DatabaseUrl;
use crate::db::testing::portal_databases;
use std::time::Duration;

#[test]
fn a_stop_that_is_committed_while_a_mail_is_taken_in_hand_is_heard() {
    for fresh in portal_databases() {
        // SQLite lets one writer in at a time.
        let DatabaseUrl::Postgres(url) = fresh.url() else { continue };
        let connect = || postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
        let db = fresh.database();
        let prepared = db.write_now(|tx| {
            people(tx, 1)?;
            sending(tx, 1_000)
        });
        let campaign = prepared.unwrap();
        let (mut other, mut watch) = (connect(), connect());
        let mut stop = other.transaction().unwrap();
        stop.execute("UPDATE refresh_standings SET stopped_at = 1", &[]).unwrap();
        std::thread::scope(|scope| {
            let taking = scope.spawn(|| db.write_now(|tx| take(tx, now(), &campaign, "one", 1)));
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while watch.query_one(waiting, &[]).unwrap().get::<_, i64>(0) == 0 {
                assert!(!taking.is_finished(), "it does not wait for who says stop");
                std::thread::sleep(Duration::from_millis(5));
            }
            stop.commit().unwrap();
            let next = taking.join().unwrap().unwrap();
            assert!(matches!(&next, Next::Send(turns) if turns.is_empty()), "{next:?}");
        });
        let figures = db.read_now(|db| figures(db, &campaign.id)).unwrap();
        assert_eq!((figures.state("skipped"), figures.state("sending")), (1, 0), "{figures:?}");
        let stopped = figures.excluded.iter().find(|(reason, _)| reason.as_str() == "stopped");
        assert_eq!(stopped.map(|(_, people)| *people), Some(1), "{figures:?}");
        let asked = watch.query_one("SELECT count(asked_at) FROM refresh_standings", &[]).unwrap();
        assert_eq!(asked.get::<_, i64>(0), 0, "who got nothing was not asked");
    }
}
