use super::super::tree::{self, Frontier};
use super::super::{Actor, Event, READ, append, forget, prove, seen_by, sign};
use super::*;
use crate::db::testing::each_database;
use crate::db::{Database, Id};
use crate::secrets::hex;
use crate::secrets::{Keys, Random};
use diesel::RunQueryDsl;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

const LOG: &str = "privacy.example.com/audit";

fn start() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

fn log(database: &Database, events: i64, person: Option<&Id>) -> Vec<i64> {
    let random = Random::system();
    let one = |number: i64| {
        let event = Event {
            actor: Actor::System,
            action: "test.done",
            object: Some(format!("object-{number}")),
            person: person.cloned(),
            detail: json!({ "number": number }),
        };
        let at = start() + SignedDuration::from_secs(number);
        database.write_now(|tx| append(tx, at, &random, &event)).unwrap()
    };
    (0..events).map(one).collect()
}

fn sign_now(database: &Database) -> Option<String> {
    database.write_now(|tx| sign(tx, start(), &Keys::for_tests(), LOG)).unwrap()
}

fn check(database: &Database) -> Report {
    let key = Keys::for_tests().audit().verifying_key();
    database.read_now(|db| verify(db, &key)).unwrap()
}

fn tamper(database: &Database, sql: &str) {
    let rows = database.write_now(|tx| Ok::<_, Error>(diesel::sql_query(sql).execute(tx)?)).unwrap();
    assert!(rows > 0, "the tampering did not happen");
}

#[test]
fn a_log_that_nobody_touched_holds() {
    each_database(|database| {
        assert!(check(&database).holds());
        assert_eq!(sign_now(&database), None);
        assert_eq!(log(&database, 5, None), [0, 1, 2, 3, 4]);
        assert!(sign_now(&database).is_some());
        assert_eq!(sign_now(&database), None);
        log(&database, 3, None);
        let report = check(&database);
        assert_eq!(report.faults, []);
        assert_eq!((report.size, report.checkpoints, report.unsigned, report.forgotten), (8, 1, 3, 0));
    });
}

#[test]
fn a_changed_a_removed_and_a_swapped_row_are_found() {
    for (sql, fault) in [
        ("UPDATE audit_events SET action = 'test.undone' WHERE idx = 2", Fault::Changed { idx: 2 }),
        ("UPDATE audit_events SET at = at + 1 WHERE idx = 2", Fault::Changed { idx: 2 }),
        ("UPDATE audit_events SET detail = '{}' WHERE idx = 2", Fault::Changed { idx: 2 }),
        ("UPDATE audit_events SET person = 'x' WHERE idx = 2", Fault::Changed { idx: 2 }),
        ("DELETE FROM audit_events WHERE idx = 2", Fault::Missing { idx: 2 }),
        ("DELETE FROM audit_events WHERE idx = 5", Fault::Rewritten { size: 6 }),
        ("UPDATE audit_head SET size = 5, frontier = ''", Fault::Head),
        ("DELETE FROM audit_events", Fault::Rewritten { size: 6 }),
        ("UPDATE audit_checkpoints SET root = 'x'", Fault::Signature { size: 6 }),
        ("UPDATE audit_checkpoints SET note = 'x'", Fault::Signature { size: 6 }),
        ("UPDATE audit_events SET idx = -1 WHERE idx = 1; ", Fault::Missing { idx: 1 }),
    ] {
        each_database(|database| {
            log(&database, 6, None);
            sign_now(&database);
            tamper(&database, sql);
            let report = check(&database);
            assert!(report.faults.contains(&fault), "{sql}: {report:?}");
        });
    }
    each_database(|database| {
        log(&database, 6, None);
        sign_now(&database);
        for sql in ["UPDATE audit_events SET idx = 99 WHERE idx = 1", "UPDATE audit_events SET idx = 1 WHERE idx = 4"] {
            tamper(&database, sql);
        }
        tamper(&database, "UPDATE audit_events SET idx = 4 WHERE idx = 99");
        let report = check(&database);
        assert!(
            report.faults.contains(&Fault::Changed { idx: 1 }) && report.faults.contains(&Fault::Changed { idx: 4 })
        );
        assert!(report.faults.contains(&Fault::Rewritten { size: 6 }));
    });
}

#[test]
fn a_row_rewritten_with_a_fitting_leaf_and_head_still_contradicts_what_was_signed() {
    each_database(|database| {
        log(&database, 4, None);
        sign_now(&database);
        let rows = database.read_now(|db| page(db, 0)).unwrap();
        let mut forged = rows[1].clone();
        forged.action = "test.forged".into();
        let leaf = tree::leaf(&forged.data().unwrap());
        tamper(
            &database,
            &format!("UPDATE audit_events SET action = 'test.forged', leaf = '{}' WHERE idx = 1", hex(&leaf)),
        );
        let leaves = rows.iter().map(|row| if row.idx == 1 { leaf } else { tree::from_hex(&row.leaf).unwrap() });
        let frontier: Frontier = leaves.collect();
        tamper(&database, &format!("UPDATE audit_head SET frontier = '{}'", frontier.to_text()));
        assert_eq!(check(&database).faults, [Fault::Rewritten { size: 4 }]);
    });
}

#[test]
fn forgetting_a_person_empties_their_events_and_the_log_still_holds() {
    each_database(|database| {
        let random = Random::system();
        let (gone, stays) = (Id::at(start(), &random), Id::at(start(), &random));
        let first = log(&database, 3, Some(&gone))[0];
        log(&database, 2, Some(&stays));
        sign_now(&database);
        let before = database.read_now(|db| page(db, 0)).unwrap();
        assert_eq!(database.write_now(|tx| forget(tx, &gone)).unwrap(), 3);
        let report = check(&database);
        assert_eq!((report.faults, report.forgotten), (vec![], 3));
        let after = database.read_now(|db| page(db, 0)).unwrap();
        assert!(after.iter().all(|row| row.person.as_ref() != Some(&gone)));
        assert_eq!(after[4].person.as_ref(), Some(&stays));
        // Who kept the record and salt can still prove that it was logged.
        let proof = database.read_now(|db| prove(db, first)).unwrap().unwrap();
        let leaf = tree::leaf(&before[0].data().unwrap());
        assert!(proof.verify(&leaf, LOG, &Keys::for_tests().audit().verifying_key()).is_some());
    });
}

#[test]
fn every_event_is_proven_by_the_first_checkpoint_after_it() {
    each_database(|database| {
        log(&database, 7, None);
        assert_eq!(database.read_now(|db| prove(db, 3)).unwrap(), None);
        sign_now(&database);
        log(&database, 6, None);
        sign_now(&database);
        let key = Keys::for_tests().audit().verifying_key();
        for row in database.read_now(|db| page(db, 0)).unwrap() {
            let proof = database.read_now(|db| prove(db, row.idx)).unwrap().unwrap();
            let leaf = tree::leaf(&row.data().unwrap());
            let said = proof.verify(&leaf, LOG, &key).unwrap();
            assert_eq!(said.size, if row.idx < 7 { 7 } else { 13 });
        }
        assert_eq!(database.read_now(|db| prove(db, 13)).unwrap(), None);
    });
}

#[test]
fn many_at_once_append_one_after_the_other() {
    each_database(|database| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| log(&database, 15, None));
            }
        });
        let report = check(&database);
        assert_eq!((report.size, report.faults), (60, vec![]));
    });
}

#[test]
fn the_person_is_told_who_read_their_data_and_nothing_else() {
    each_database(|database| {
        let random = Random::system();
        let (person, other, colleague) = (Id::at(start(), &random), Id::at(start(), &random), Id::at(start(), &random));
        log(&database, 2, Some(&person));
        for about in [&person, &other] {
            let event = Event {
                actor: Actor::Colleague(colleague.clone()),
                action: READ,
                object: Some("R-2026-0001".into()),
                person: Some(about.clone()),
                detail: json!({ "role": "support" }),
            };
            database.write_now(|tx| append(tx, start(), &random, &event)).unwrap();
        }
        let seen = database.read_now(|db| seen_by(db, &person, 10)).unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].object.as_deref(), Some("R-2026-0001"));
        assert_eq!(seen[0].detail["role"], "support");
        assert!(!format!("{:?}", seen[0]).contains(colleague.as_str()));
    });
}
