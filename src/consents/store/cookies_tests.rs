use super::cookies::*;
use crate::consents::EventKind;
use crate::consents::cookies::{Act, Told};
use crate::db::testing::each_database;
use crate::db::{Database, Db, Error, Id};
use crate::lang::Lang;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

const SITE: &str = "https://www.example.com";

fn now() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

fn told(number: i32, act: Act) -> Told {
    let ago = SignedDuration::ZERO;
    Told { number, ago, banner: "0123456789abcdef".into(), lang: Lang::En, act, agreed: Vec::new() }
}

fn say(database: &Database, subject: &str, told: &Told, yes: bool) -> bool {
    let answers = [Answer { activity: "audience", words: "Counting?", yes }];
    let random = Random::system();
    database.write_now(|tx| keep(tx, now(), &random, (subject, SITE), told, &answers)).unwrap()
}

fn person(database: &Database, name: &str) -> Id {
    let random = Random::system();
    let keys = crate::secrets::Keys::for_tests();
    let address = crate::people::Address::parse(&format!("{name}@example.com")).unwrap();
    database.write_now(|tx| crate::people::ensure(tx, now(), &random, &keys, &address, Lang::En)).unwrap().id
}

#[test]
fn a_browser_says_yes_then_no_and_each_is_written_once_in_the_order_it_was_said() {
    each_database(|database| {
        let me = person(&database, "a");
        assert!(say(&database, "s1", &told(1, Act::All), true));
        assert!(!say(&database, "s1", &told(1, Act::All), true), "told again");
        assert!(!say(&database, "s1", &told(1, Act::None), false), "a number is said once");
        // A clock that went back: still later than what was said before.
        let back = Told { ago: SignedDuration::from_hours(5), ..told(2, Act::None) };
        assert!(say(&database, "s1", &back, false));
        assert!(say(&database, "s2", &told(1, Act::None), false));
        for subject in ["s1", "s2"] {
            assert_eq!(database.write_now(|tx| tie(tx, now(), subject, &me)).unwrap(), Tied::Yes);
        }
        let mine = database.read_now(|db| browsers(db, &me)).unwrap();
        let of = |subject: &str| mine.iter().find(|one| one.subject == subject).unwrap();
        assert_eq!((of("s1").act, of("s1").answers[0].kind), (Act::None, EventKind::Withdrawn));
        assert_eq!((of("s2").act, of("s2").answers[0].kind), (Act::None, EventKind::Refused));
        assert_eq!(of("s1").answers[0].at, now() + SignedDuration::from_micros(1));
        assert_eq!((of("s1").answers[0].words.as_str(), of("s1").answers[0].version), ("Counting?", 1));
        assert_eq!(of("s1").site, SITE);
    });
}

#[test]
fn of_one_decision_told_by_many_pages_at_once_one_is_written() {
    each_database(|database| {
        let kept: usize = std::thread::scope(|scope| {
            let once = || usize::from(say(&database, "s1", &told(1, Act::All), true));
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(once)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(kept, 1);
    });
}

#[test]
fn a_browser_is_one_persons_and_ties_go_with_the_person_while_decisions_stay() {
    each_database(|database| {
        let (a, b) = (person(&database, "a"), person(&database, "b"));
        let tie = |subject: &str, who: &Id| database.write_now(|tx| tie(tx, now(), subject, who)).unwrap();
        assert_eq!(tie("s1", &a), Tied::Unknown, "no decision of it is known");
        say(&database, "s1", &told(1, Act::All), true);
        assert_eq!((tie("s1", &a), tie("s1", &a), tie("s1", &b)), (Tied::Yes, Tied::Yes, Tied::Unknown));
        assert!(!database.write_now(|tx| untie(tx, "s1", &b)).unwrap(), "not theirs");
        for number in 0..MOST {
            let subject = format!("n{number}");
            say(&database, &subject, &told(1, Act::All), true);
            assert_eq!(tie(&subject, &a), if number < MOST - 1 { Tied::Yes } else { Tied::TooMany });
        }
        let gone = |tx: &mut Db| {
            let sql = diesel::sql_query(format!("DELETE FROM persons WHERE id = '{a}'"));
            Ok::<_, Error>(sql.execute(tx)?)
        };
        assert_eq!(database.write_now(gone).unwrap(), 1);
        assert!(database.read_now(|db| browsers(db, &a)).unwrap().is_empty());
        assert_eq!(tie("s1", &b), Tied::Yes, "the decisions are still there");
        assert!(database.write_now(|tx| untie(tx, "s1", &b)).unwrap());
    });
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_a_decision() {
    each_database(|database| {
        say(&database, "s1", &told(1, Act::All), true);
        for sql in ["UPDATE cookie_choices SET act = 'none'", "DELETE FROM cookie_choices"] {
            let tried = database.write_now(|tx| Ok::<_, Error>(diesel::sql_query(sql).execute(tx)?));
            assert!(tried.is_err(), "{sql} went through");
        }
    });
}
