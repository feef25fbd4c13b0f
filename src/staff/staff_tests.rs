use super::*;
use crate::db::Database;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::roles::Role;

const SECRET: &[u8] = b"12345678901234567890";

fn now() -> Timestamp {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

fn lasting() -> Lasting {
    Lasting { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(10) }
}

fn home() -> &'static str {
    "192.0.2.1"
}

fn from_place(place: &str) -> Origin {
    Origin { place: place.into(), device: None }
}

fn address() -> Address {
    Address::parse("Lea@Example.com").unwrap()
}

fn opened(database: &Database) -> Id {
    let new = NewAccount { email: address(), name: "Léa".into(), role: Role::Support, lang: Lang::Fr };
    database.write_now(|tx| add(tx, now(), &Random::system(), &new)).unwrap()
}

fn enrolled(database: &Database) -> Id {
    let id = opened(database);
    let (random, keys) = (Random::system(), Keys::for_tests());
    database.write_now(|tx| enrol(tx, &random, &keys, &id, SECRET, 0)).unwrap();
    id
}

fn factor_at(database: &Database, id: &Id, from: &str, at: Timestamp, typed: &str) -> Factor {
    let (random, keys) = (Random::system(), Keys::for_tests());
    database.write_now(|tx| try_factor(tx, at, &random, &keys, id, from, typed)).unwrap()
}

#[test]
fn an_address_has_one_account_however_it_is_typed() {
    each_database(|database| {
        let id = opened(&database);
        let twin = NewAccount {
            email: Address::parse("LEA@example.com").unwrap(),
            name: "Other".into(),
            role: Role::Admin,
            lang: Lang::En,
        };
        let again = database.write_now(|tx| add(tx, now(), &Random::system(), &twin));
        assert!(matches!(again, Err(Error::Unique)));
        let (account, phc) = database.read_now(|db| by_address(db, &address())).unwrap().unwrap();
        assert_eq!((account.id, account.role, account.has_password, phc), (id, Role::Support, false, None));
    });
}

#[test]
fn an_invitation_sets_the_password_once_and_within_a_day() {
    each_database(|database| {
        let (id, random) = (opened(&database), Random::system());
        let old = database.write_now(|tx| invite(tx, now(), &random, &id)).unwrap();
        let token = database.write_now(|tx| invite(tx, now(), &random, &id)).unwrap();
        assert!(database.read_now(|db| invited(db, now(), &old.hash())).unwrap().is_none());
        let late = now() + INVITATION;
        assert!(database.read_now(|db| invited(db, late, &token.hash())).unwrap().is_none());
        assert!(database.read_now(|db| invited(db, now(), &token.hash())).unwrap().is_some());
        assert_eq!(database.write_now(|tx| accept(tx, now(), &token.hash(), "$phc")).unwrap(), id);
        let again = database.write_now(|tx| accept(tx, now(), &token.hash(), "$other"));
        assert!(matches!(again, Err(Error::Lost)));
        let (_, phc) = database.read_now(|db| by_address(db, &address())).unwrap().unwrap();
        assert_eq!(phc.as_deref(), Some("$phc"));
    });
}

#[test]
fn fifty_uses_of_one_code_make_one_session() {
    each_database(|database| {
        let id = enrolled(&database);
        let code = factor::code_at(SECRET, now()).unwrap();
        let proven = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for number in 0..50_u8 {
                let (database, id, code, proven) = (&database, &id, &code, &proven);
                scope.spawn(move || {
                    let from = format!("198.51.100.{number}");
                    if matches!(factor_at(database, id, &from, now(), code), Factor::Proven(_)) {
                        proven.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(proven.into_inner(), 1);
    });
}

#[test]
fn a_code_older_than_the_last_used_one_is_refused_and_the_next_one_works() {
    each_database(|database| {
        let id = enrolled(&database);
        let at = |seconds: i64| now() + SignedDuration::from_secs(seconds);
        let code = |seconds: i64| factor::code_at(SECRET, at(seconds)).unwrap();
        assert!(matches!(factor_at(&database, &id, home(), at(0), &code(0)), Factor::Proven(_)));
        assert!(matches!(factor_at(&database, &id, home(), at(0), &code(-30)), Factor::Wrong));
        assert!(matches!(factor_at(&database, &id, home(), at(20), &code(0)), Factor::Wrong));
        assert!(matches!(factor_at(&database, &id, home(), at(31), &code(31)), Factor::Proven(_)));
    });
}

#[test]
fn a_recovery_code_is_good_once_and_only_for_its_account() {
    each_database(|database| {
        let (id, random, keys) = (opened(&database), Random::system(), Keys::for_tests());
        let codes = database.write_now(|tx| enrol(tx, &random, &keys, &id, SECRET, 0)).unwrap();
        let twice = database.write_now(|tx| enrol(tx, &random, &keys, &id, SECRET, 0));
        assert!(matches!(twice, Err(Error::Lost)));
        let other = Id::at(now(), &random);
        assert!(matches!(factor_at(&database, &other, home(), now(), &codes[0]), Factor::Wrong));
        let typed = codes[0].to_uppercase();
        assert!(matches!(factor_at(&database, &id, home(), now(), &typed), Factor::Proven(_)));
        assert!(matches!(factor_at(&database, &id, home(), now(), &typed), Factor::Wrong));
        assert_eq!(database.read_now(|db| recovery_codes_left(db, &id)).unwrap(), 9);
    });
}

#[test]
fn guessing_stops_after_five_tries_and_the_owner_still_comes_in_from_elsewhere() {
    each_database(|database| {
        let id = enrolled(&database);
        let stranger = "203.0.113.9";
        for _ in 0..5 {
            assert!(matches!(factor_at(&database, &id, stranger, now(), "000000"), Factor::Wrong));
        }
        let right = factor::code_at(SECRET, now()).unwrap();
        assert!(matches!(factor_at(&database, &id, stranger, now(), &right), Factor::TooMany(_)));
        assert!(matches!(factor_at(&database, &id, home(), now(), &right), Factor::Proven(_)));
        let later = now() + WINDOW;
        let next = factor::code_at(SECRET, later).unwrap();
        assert!(matches!(factor_at(&database, &id, stranger, later, &next), Factor::Proven(_)));
    });
}

#[test]
fn wrong_passwords_are_counted_for_known_and_unknown_accounts_alike() {
    each_database(|database| {
        let (random, keys) = (Random::system(), Keys::for_tests());
        opened(&database);
        for typed in ["lea@example.com", "nobody@example.com"] {
            let address = Address::parse(typed).unwrap();
            let attempt = |from: &str| {
                database.write_now(|tx| try_password(tx, now(), &random, &keys, &address, &from_place(from))).unwrap()
            };
            let from = format!("203.0.113.{}", typed.len());
            for _ in 0..5 {
                assert!(matches!(attempt(&from), Allowed::Compare { .. }));
            }
            assert!(matches!(attempt(&from), Allowed::TooMany(_)));
            assert!(matches!(attempt(home()), Allowed::Compare { .. }));
        }
    });
}

#[test]
fn without_a_second_factor_the_session_is_for_enrolling_only() {
    each_database(|database| {
        let (id, random, keys) = (opened(&database), Random::system(), Keys::for_tests());
        let account = database.read_now(|db| account(db, &id)).unwrap().unwrap();
        let prove = |account: &Account| {
            database
                .write_now(|tx| {
                    password_proven(tx, now(), &random, &keys, account, &address(), &from_place(home()), Some("$newer"))
                })
                .unwrap()
        };
        let Next::Enrol(token) = prove(&account) else { panic!("a factor out of nowhere") };
        let read = |token: &Token| database.read_now(|db| session(db, now(), &token.hash(), lasting())).unwrap();
        assert!(!read(&token).unwrap().full_access);
        let finish = |typed: &str| {
            database.write_now(|tx| finish_enrolment(tx, now(), &random, &keys, &id, SECRET, typed)).unwrap()
        };
        assert!(finish("000000").is_none());
        let (full, codes) = finish(&factor::code_at(SECRET, now()).unwrap()).unwrap();
        assert_eq!(codes.len(), 10);
        assert!(read(&full).unwrap().full_access);
        assert!(read(&token).is_none());
        let account = read(&full).unwrap().account;
        assert!(matches!(prove(&account), Next::Factor));
    });
}

#[test]
fn a_session_ends_by_idleness_by_age_by_hand_and_with_its_account() {
    each_database(|database| {
        let (id, random) = (opened(&database), Random::system());
        let begin = || database.write_now(|tx| store::begin(tx, now(), &random, &id, true)).unwrap();
        let read = |token: &Token, minutes: i64| {
            let at = now() + SignedDuration::from_mins(minutes);
            database.read_now(|db| session(db, at, &token.hash(), lasting())).unwrap()
        };
        let token = begin();
        assert!(read(&token, 29).is_some() && read(&token, 30).is_none());
        for minutes in (20..600).step_by(20) {
            let at = now() + SignedDuration::from_mins(minutes);
            let current = read(&token, minutes).unwrap();
            assert!(is_stale(&current, at, lasting()));
            database.write_now(|tx| touch(tx, at, &current.id)).unwrap();
        }
        assert!(read(&token, 599).is_some() && read(&token, 600).is_none());
        let (one, two) = (begin(), begin());
        database.write_now(|tx| end(tx, &read(&one, 0).unwrap().id)).unwrap();
        assert!(read(&one, 0).is_none() && read(&two, 0).is_some());
        assert!(database.write_now(|tx| disable(tx, now(), &id)).unwrap());
        assert!(read(&two, 0).is_none());
        assert!(!database.write_now(|tx| disable(tx, now(), &id)).unwrap());
    });
}
