use super::super::{Actor, Event as Told, append, forget, sign};
use super::*;
use crate::db::testing::each_database;
use crate::secrets::{Keys, Random};
use jiff::Timestamp;
use serde_json::json;

const LOG: &str = "privacy.example.com/audit";

/// A log of 24 events about 4 people, of whom all were forgotten, signed three times.
fn exported(database: &Database) -> Vec<u8> {
    written(database, 3)
}

/// The same events with other salts, as somebody with the key would write them anew.
fn written(database: &Database, seed: u64) -> Vec<u8> {
    let (random, keys) = (Random::seeded(seed), Keys::for_tests());
    let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
    let people: Vec<Id> = (0..4).map(|_| Id::at(now, &random)).collect();
    for number in 0..24usize {
        database
            .write_now(|tx| {
                let person = (number % 3 > 0).then(|| people[number % 4].clone());
                let actor = person.clone().map_or(Actor::System, Actor::Person);
                let event = Told { actor, action: "test.done", object: None, person, detail: json!({ "n": number }) };
                append(tx, now, &random, &event)?;
                if number % 8 == 7 { sign(tx, now, &keys, LOG).map(drop) } else { Ok(()) }
            })
            .unwrap();
    }
    let forgotten: usize = people.iter().map(|one| database.write_now(|tx| forget(tx, one)).unwrap()).sum();
    assert_eq!(forgotten, 16);
    let mut file = Vec::new();
    assert_eq!(export(database, &keys.audit().verifying_key(), LOG, &mut file).unwrap(), 24);
    file
}

fn holds(file: &[u8]) -> bool {
    verify_export(file, None, &[]).unwrap().report.holds()
}

#[test]
fn an_exported_log_holds_without_the_database_after_everybody_is_forgotten() {
    each_database(|database| {
        let file = exported(&database);
        let checked = verify_export(&*file, None, &[]).unwrap();
        assert_eq!(checked.report.faults, []);
        let Report { size, checkpoints, unsigned, forgotten, .. } = checked.report;
        assert_eq!((size, checkpoints, unsigned, forgotten), (24, 3, 0, 16));
        assert!(!checked.key_was_given);
        let key = verifier(LOG, &Keys::for_tests().audit().verifying_key());
        assert!(verify_export(&*file, Some(&key), &[]).unwrap().report.holds());
        let foreign = verifier(LOG, &ed25519_dalek::SigningKey::from_bytes(&[9; 32]).verifying_key());
        assert!(!verify_export(&*file, Some(&foreign), &[]).unwrap().report.holds(), "signed by somebody else");
        assert!(matches!(verify_export(&*file, Some("no key"), &[]), Err(ExportError::Key)));
    });
}

#[test]
fn ten_thousand_random_changes_are_all_found() {
    let fresh = crate::db::testing::Fresh::sqlite();
    let file = exported(&fresh.database());
    let random = Random::seeded(11);
    let below = |bound: usize| usize::try_from(random.below(bound as u64)).unwrap();
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let mut unnoticed = Vec::new();
    for round in 0..10_000 {
        let mut changed: Vec<Vec<u8>> = lines.iter().map(|line| line.to_vec()).collect();
        let (one, other) = (below(lines.len()), below(lines.len()));
        let at = below(lines[one].len());
        let what = below(8);
        match what {
            0 => changed[one][at] ^= 1 << below(8),
            1 => drop(changed[one].remove(at)),
            2 => changed[one].insert(at, b"0a\" ,}\n"[below(7)]),
            3 => drop(changed.remove(one)),
            4 => changed.swap(one, other),
            5 => changed.insert(other, lines[one].to_vec()),
            6 => changed.truncate(one),
            _ => {
                // A digit for another, wherever one stands: places, times, hashes, signatures.
                let digits: Vec<usize> =
                    (0..lines[one].len()).filter(|place| lines[one][*place].is_ascii_hexdigit()).collect();
                changed[one][digits[below(digits.len())]] = b"0123456789abcdef"[below(16)];
            }
        }
        let changed = changed.concat();
        if changed != file && holds(&changed) {
            unnoticed.push((round, what, one));
        }
    }
    assert_eq!(unnoticed, []);
}

#[test]
fn a_record_that_is_emptied_by_hand_is_not_taken_for_a_forgotten_one() {
    each_database(|database| {
        exported(&database);
        let key = Keys::for_tests().audit().verifying_key();
        let check = || database.read_now(|db| super::super::verify(db, &key)).unwrap();
        assert!(check().holds());
        for sql in [
            "UPDATE audit_events SET salt = NULL WHERE idx = 0",
            "UPDATE audit_events SET action = 'test.undone' WHERE idx = 1",
            "UPDATE audit_events SET at = 5 WHERE idx = 2",
        ] {
            database.write_now(|tx| Ok::<_, Error>(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx)?)).unwrap();
        }
        let faults = check().faults;
        assert_eq!(faults, [0, 1, 2].map(|idx| Fault::Changed { idx }));
    });
}

#[test]
fn a_log_that_is_written_anew_with_the_right_key_is_told_by_a_head_that_was_kept() {
    let fresh = [crate::db::testing::Fresh::sqlite(), crate::db::testing::Fresh::sqlite()];
    let (first, second) = (fresh[0].database(), fresh[1].database());
    let (file, rewritten) = (written(&first, 3), written(&second, 4));
    let note = first.read_now(|db| Ok::<_, Error>(super::super::store::signed(db)?.remove(1).note)).unwrap();
    let check =
        |file: &[u8], head: &str| verify_export(file, None, &[KeptHead::read(head).unwrap()]).unwrap().report.faults;
    assert_eq!(check(&file, &note), []);
    let quoted: String = format!("Hello,\n\n{note}\nBye\n").lines().map(|line| format!("> {line}  \r\n")).collect();
    assert_eq!(check(&file, &quoted), [], "as a mail program gives it back");
    let broken = note.replace(&format!("— {LOG} "), &format!("— {LOG}\n"));
    assert_eq!(check(&file, &broken), [], "a mail program broke the line");
    assert!(holds(&rewritten), "whole by itself: nobody else could tell");
    assert_eq!(check(&rewritten, &note), [Fault::Rewritten { size: 16 }]);
    let cut: Vec<u8> = file.split_inclusive(|byte| *byte == b'\n').take(10).flatten().copied().collect();
    assert!(check(&cut, &note).contains(&Fault::Rewritten { size: 16 }), "cut off");
    assert_eq!(
        check(&file, &note.replacen("16", "15", 1)),
        [Fault::Signature { size: 15 }],
        "a head that nobody signed"
    );
    assert!(matches!(KeptHead::read("no head"), Err(ExportError::NoHead)));
}
