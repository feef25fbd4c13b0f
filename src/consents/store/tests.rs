use super::*;
use crate::db::testing::each_database;
use crate::people;

fn entry<'e>(activity: &'e str, kind: EventKind) -> Entry<'e> {
    Entry { fingerprint: "f1", activity, kind, words: "I agree.", lang: Lang::En, said: Said::CHOICES }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn what_is_said_twice_is_written_once_and_takes_effect_at_once() {
    each_database(|database| {
        let random = Random::system();
        let now = at("2026-03-01T10:00:00Z");
        let say = |kind| database.write_now(|tx| record(tx, now, &random, &entry("newsletter", kind))).unwrap();
        let stopped = || database.read_now(|db| is_suppressed(db, "f1", "newsletter")).unwrap();
        assert!(!stopped());
        assert!(say(EventKind::Withdrawn) && stopped());
        assert!(!say(EventKind::Withdrawn), "a second click says nothing new");
        assert!(say(EventKind::Given) && !stopped());
        assert!(!say(EventKind::Given));
        let other = database.read_now(|db| is_suppressed(db, "f2", "newsletter")).unwrap();
        assert!(!other, "nobody else is concerned");
        let said: Vec<_> = database.read_now(|db| history(db, "f1")).unwrap();
        assert_eq!(said.len(), 2, "the ledger keeps both");
        let last = database.read_now(|db| latest(db, "f1", "newsletter")).unwrap().unwrap();
        assert_eq!(
            (last.kind, last.words.as_str(), last.version, last.at),
            (EventKind::Given, "I agree.", 1, now + SignedDuration::from_micros(1))
        );
        assert_eq!(last.hash, sha256_hex(b"I agree."));
    });
}

#[test]
fn of_many_withdrawals_at_once_one_is_written() {
    each_database(|database| {
        let now = at("2026-03-01T10:00:00Z");
        let said: usize = std::thread::scope(|scope| {
            let withdraw = || {
                let random = Random::system();
                let entry = entry("newsletter", EventKind::Withdrawn);
                usize::from(database.write_now(|tx| record(tx, now, &random, &entry)).unwrap())
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(withdraw)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(said, 1);
        assert_eq!(database.read_now(|db| history(db, "f1")).unwrap().len(), 1);
    });
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_what_the_ledger_says() {
    each_database(|database| {
        let now = at("2026-03-01T10:00:00Z");
        database.write_now(|tx| record(tx, now, &Random::system(), &entry("newsletter", EventKind::Given))).unwrap();
        for sql in [
            "UPDATE consent_events SET event = 'refused'",
            "DELETE FROM consent_events",
            "UPDATE consent_words SET words = 'I agree to everything.'",
            "DELETE FROM consent_words",
        ] {
            let tried = database.write_now(|tx| Ok::<_, Error>(diesel::sql_query(sql).execute(tx)?));
            assert!(tried.is_err(), "{sql} went through");
        }
        let last = database.read_now(|db| latest(db, "f1", "newsletter")).unwrap().unwrap();
        assert_eq!((last.kind, last.words.as_str()), (EventKind::Given, "I agree."));
    });
}

#[test]
fn a_person_taken_out_leaves_rows_that_name_nobody_and_an_address_changed_takes_its_part_along() {
    each_database(|database| {
        let (now, random) = (at("2026-03-01T10:00:00Z"), Random::system());
        database.write_now(|tx| record(tx, now, &random, &entry("newsletter", EventKind::Given))).unwrap();
        let said = |who: &str| database.read_now(|db| history(db, who)).unwrap().len();
        assert!(database.write_now(|tx| follow(tx, "f1", "f9")).unwrap());
        assert_eq!((said("f1"), said("f9")), (0, 1));
        assert!(database.write_now(|tx| unlink(tx, "f9")).unwrap());
        assert_eq!(said("f9"), 0);
        let rows: i64 = database.read_now(|db| Ok::<_, Error>(ledger::table.count().get_result(db)?)).unwrap();
        assert_eq!(rows, 1, "the row itself stays");
    });
}

#[test]
fn what_an_erased_person_chose_names_them_for_its_time_and_no_longer() {
    each_database(|database| {
        let random = Random::system();
        let given = entry("newsletter", EventKind::Given);
        let erased = [("f1", "2020-06-01"), ("f2", "2021-06-01"), ("f3", "2020-06-01"), ("f4", "2020-06-01")];
        for who in ["f1", "f2", "f3", "f4", "f5"] {
            let entry = Entry { fingerprint: who, ..given };
            database.write_now(|tx| record(tx, at("2020-01-01T10:00:00Z"), &random, &entry)).unwrap();
        }
        for (who, day) in erased {
            let day = at(&format!("{day}T10:00:00Z"));
            database.write_now(|tx| people::mark_erased(tx, who, day)).unwrap();
        }
        // One said something later, one came back.
        let late = Entry { fingerprint: "f3", ..entry("newsletter", EventKind::Withdrawn) };
        database.write_now(|tx| record(tx, at("2021-01-01T10:00:00Z"), &random, &late)).unwrap();
        database.write_now(|tx| people::come_back(tx, "f4", at("2020-07-01T10:00:00Z"))).unwrap();
        let rows = || database.read_now(|db| Ok::<_, Error>(ledger::table.count().get_result::<i64>(db)?)).unwrap();
        let (before, said) = (rows(), |who: &str| database.read_now(|db| history(db, who)).unwrap().len());
        let forget = |day: &str| database.write_now(|tx| forget(tx, at(day))).unwrap();
        assert_eq!(forget("2020-06-01T10:00:00Z"), 0, "not on the day itself");
        assert_eq!(forget("2020-06-02T00:00:00Z"), 1);
        assert_eq!(["f1", "f2", "f3", "f4", "f5"].map(said), [0, 1, 2, 1, 1]);
        assert_eq!(rows(), before, "the rows themselves stay");
        assert!(database.read_now(|db| is_suppressed(db, "f3", "newsletter")).unwrap());
        assert_eq!(forget("2021-01-02T00:00:00Z"), 1, "five years after the last word");
        assert!(database.read_now(|db| is_suppressed(db, "f3", "newsletter")).unwrap(), "not to be contacted, still");
    });
}

#[test]
fn the_words_of_any_past_day_are_there_with_their_number() {
    each_database(|database| {
        let random = Random::system();
        let days = ["2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z", "2026-05-01T10:00:00Z"];
        for (day, words) in days.iter().zip(["One.", "Two.", "One."]) {
            let entry = Entry { words, ..entry("newsletter", EventKind::Given) };
            assert!(database.write_now(|tx| record(tx, at(day), &random, &entry)).unwrap(), "{day}");
        }
        let on = |day: &str| database.read_now(|db| shown_on(db, "newsletter", Lang::En, at(day))).unwrap();
        assert_eq!(on("2026-02-01T00:00:00Z"), None);
        assert_eq!(on("2026-03-15T00:00:00Z"), Some((1, "One.".into())));
        assert_eq!(on("2026-04-15T00:00:00Z"), Some((2, "Two.".into())));
        let said = database.read_now(|db| history(db, "f1")).unwrap();
        assert_eq!(said.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2, 1], "newest first");
    });
}

#[test]
fn a_decision_of_the_past_counts_only_where_nothing_newer_is_known_and_once() {
    each_database(|database| {
        let (now, random) = (at("2026-03-01T10:00:00Z"), Random::system());
        let past = |day: &str, kind| {
            let entry = entry("newsletter", kind);
            database.write_now(|tx| record_past(tx, now, &random, &[(at(day), entry)])).unwrap() == 1
        };
        let stopped = || database.read_now(|db| is_suppressed(db, "f1", "newsletter")).unwrap();
        assert!(past("2024-05-01T10:00:00Z", EventKind::Withdrawn) && stopped());
        assert!(past("2023-05-01T10:00:00Z", EventKind::Given) && stopped(), "older than the withdrawal");
        assert!(!past("2023-05-01T10:00:00Z", EventKind::Given), "read twice");
        assert!(past("2025-05-01T10:00:00Z", EventKind::Given) && !stopped());
        let kinds: Vec<_> = database.read_now(|db| history(db, "f1")).unwrap().iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [EventKind::Given, EventKind::Withdrawn, EventKind::Given]);
    });
}

/// Decisions of eight people about three activities, in no order, some of them twice.
fn shuffled(seed: u64) -> Vec<(String, &'static str, EventKind, Timestamp)> {
    let random = Random::seeded(seed);
    let kinds =
        [EventKind::Given, EventKind::Refused, EventKind::Withdrawn, EventKind::Objected, EventKind::ObjectionEnded];
    let one = |_| {
        let [who, what, kind, day] = random.bytes::<4>();
        let day = at("2024-01-01T00:00:00Z") + SignedDuration::from_hours(24 * i64::from(day));
        let activity = ["newsletter", "surveys", "*"][usize::from(what) % 3];
        (format!("f{}", who % 8), activity, kinds[usize::from(kind) % kinds.len()], day)
    };
    (0..200).map(one).collect()
}

#[test]
fn many_decisions_of_the_past_at_once_say_what_they_say_one_by_one_in_any_order() {
    for seed in 0..3 {
        let decisions = shuffled(seed);
        let mut outcomes = Vec::new();
        for together in [200, 60, 1] {
            each_database(|database| {
                let (now, random) = (at("2026-03-01T10:00:00Z"), Random::seeded(9));
                let known = Entry { fingerprint: "f1", ..entry("newsletter", EventKind::Withdrawn) };
                database.write_now(|tx| record(tx, at("2024-06-01T10:00:00Z"), &random, &known)).unwrap();
                let entry = |(who, activity, kind, at): &'_ (String, &'static str, EventKind, Timestamp)| {
                    let (fingerprint, at) = (Box::leak(who.clone().into_boxed_str()), *at);
                    (at, Entry { fingerprint, ..entry(activity, *kind) })
                };
                let entries: Vec<_> = decisions.iter().map(entry).collect();
                let mut added = 0;
                for some in entries.chunks(together) {
                    added += database.write_now(|tx| record_past(tx, now, &random, some)).unwrap();
                }
                let again = database.write_now(|tx| record_past(tx, now, &random, &entries)).unwrap();
                assert_eq!(again, 0, "read twice");
                let rows: i64 = database.read_now(|db| Ok::<_, Error>(ledger::table.count().get_result(db)?)).unwrap();
                assert_eq!(rows, i64::try_from(added).unwrap() + 1);
                let stopped = suppressions::table.select((suppressions::fingerprint, suppressions::activity));
                let mut stopped: Vec<(String, String)> =
                    database.read_now(|db| Ok::<_, Error>(stopped.load(db)?)).unwrap();
                stopped.sort();
                assert!(stopped.len() > 2 && stopped.len() < 22, "{stopped:?}");
                outcomes.push((added, stopped));
            });
        }
        assert!(outcomes.windows(2).all(|two| two[0] == two[1]), "{seed}: {outcomes:?}");
    }
}

#[test]
fn of_the_same_file_read_by_many_at_once_each_decision_is_added_once() {
    each_database(|database| {
        let now = at("2026-03-01T10:00:00Z");
        let people: Vec<String> = (0..100).map(|number| format!("p{number}")).collect();
        let read = || {
            let random = Random::system();
            let kind = |number: usize| if number.is_multiple_of(2) { EventKind::Given } else { EventKind::Withdrawn };
            let entry = |(number, fingerprint): (usize, &'_ String)| {
                let fingerprint = Box::leak(fingerprint.clone().into_boxed_str());
                (at("2025-01-01T10:00:00Z"), Entry { fingerprint, ..entry("newsletter", kind(number)) })
            };
            let entries: Vec<_> = people.iter().enumerate().map(entry).collect();
            database.write_now(|tx| record_past(tx, now, &random, &entries)).unwrap()
        };
        let added: u64 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(read)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        let rows: i64 = database.read_now(|db| Ok::<_, Error>(ledger::table.count().get_result(db)?)).unwrap();
        let stops: i64 = database.read_now(|db| Ok::<_, Error>(suppressions::table.count().get_result(db)?)).unwrap();
        assert_eq!((added, rows, stops), (100, 100, 50));
    });
}

#[test]
fn consents_that_grew_old_are_found_unless_something_was_said_since() {
    each_database(|database| {
        let random = Random::system();
        let say = |who: &str, day: &str, kind| {
            let entry = Entry { fingerprint: who, ..entry("newsletter", kind) };
            database.write_now(|tx| record(tx, at(day), &random, &entry)).unwrap();
        };
        say("old", "2025-01-01T10:00:00Z", EventKind::Given);
        say("gone", "2025-01-01T10:00:00Z", EventKind::Given);
        say("gone", "2025-02-01T10:00:00Z", EventKind::Withdrawn);
        say("renewed", "2025-01-01T10:00:00Z", EventKind::Given);
        say("renewed", "2025-12-01T10:00:00Z", EventKind::Given);
        say("asked", "2025-02-01T10:00:00Z", EventKind::Given);
        say("asked", "2025-12-01T10:00:00Z", EventKind::Asked);
        let found = database.read_now(|db| given_before(db, "newsletter", at("2025-09-01T00:00:00Z"), 10)).unwrap();
        assert_eq!(found, ["old", "asked"], "a question decides nothing");
    });
}

#[test]
fn a_question_is_answered_once_and_not_after_its_time() {
    each_database(|database| {
        let (now, random) = (at("2026-03-01T10:00:00Z"), Random::system());
        let question = Ask {
            fingerprint: "f1".into(),
            activity: "newsletter".into(),
            of: AskedOf::Parent,
            words: "I agree.".into(),
            lang: Lang::En,
            form: "signup".into(),
            origin: None,
            expires_at: now + SignedDuration::from_hours(1),
        };
        let token = database.write_now(|tx| ask(tx, &random, &question)).unwrap();
        let open = |at| database.read_now(|db| asked(db, &token.hash(), at)).unwrap();
        assert_eq!(open(now).unwrap().of, AskedOf::Parent);
        assert!(open(now + SignedDuration::from_hours(1)).is_none());
        database.write_now(|tx| settle(tx, &token.hash(), now)).unwrap();
        assert!(open(now).is_none());
        assert!(matches!(database.write_now(|tx| settle(tx, &token.hash(), now)), Err(Error::Lost)));
    });
}
