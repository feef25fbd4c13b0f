use super::sign_in::code_mac;
use super::*;
use crate::config::Config;
use crate::db::testing::each_database;
use crate::db::{Database, Id};
use crate::lang::Lang;
use crate::people::Address;
use crate::secrets::{Keys, Random, Token};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;

fn now() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

fn rules() -> Rules {
    let least = "[portal]\nname = \"X\"\n[mail]\nfrom = \"x@example.com\"\n";
    let (config, _) = Config::parse(Path::new("habeas.toml"), least, &Default::default());
    config.unwrap().identity.into()
}

fn question(address: &str, earlier: Option<Token>) -> Asked {
    Asked {
        address: Address::parse(address).unwrap(),
        lang: Lang::Fr,
        device: "Firefox, Linux".into(),
        place: "192.0.2.1".into(),
        next_page: String::new(),
        earlier,
    }
}

fn asked_at(database: &Database, at: Timestamp, asked: Asked) -> Result<Token, TooOften> {
    database.write_now(|tx| ask(tx, at, &Random::system(), &Keys::for_tests(), &rules(), &asked)).unwrap()
}

/// Asks, and arms the sign-in with the code 482915 and a link, as the job does.
fn armed(database: &Database) -> (SignIn, Token, Token) {
    let cookie = asked_at(database, now(), question("a@example.fr", None)).unwrap();
    let link = Token::mint(&Random::system());
    let id = database.read_now(|db| by_cookie(db, &cookie.hash())).unwrap().unwrap().id;
    let code = code_mac(&Keys::for_tests(), &id, "482915");
    database.write_now(|tx| store::arm(tx, &id, code, &link.hash())).unwrap();
    (database.read_now(|db| by_cookie(db, &cookie.hash())).unwrap().unwrap(), cookie, link)
}

fn try_it(database: &Database, at: Timestamp, id: &Id, code: &str) -> bool {
    database.write_now(|tx| try_code(tx, at, &Keys::for_tests(), &rules(), id, code)).unwrap()
}

fn redeem_it(database: &Database, at: Timestamp, id: &Id) -> Option<Redeemed> {
    let work = |tx: &mut crate::db::Db| redeem(tx, at, &Random::system(), &Keys::for_tests(), id, "Firefox, Linux");
    database.write_now(work).unwrap()
}

#[test]
fn a_code_works_for_ten_minutes_and_not_a_second_longer() {
    each_database(|database| {
        let (sign_in, ..) = armed(&database);
        let nearly = now() + SignedDuration::from_secs(599);
        let over = now() + SignedDuration::from_secs(600);
        assert!(try_it(&database, nearly, &sign_in.id, "482915"));
        assert!(!try_it(&database, over, &sign_in.id, "482915"));
        assert!(redeem_it(&database, over, &sign_in.id).is_none());
        assert!(redeem_it(&database, nearly, &sign_in.id).is_some());
    });
}

#[test]
fn after_five_codes_even_the_right_one_is_refused() {
    each_database(|database| {
        let (sign_in, ..) = armed(&database);
        for _ in 0..5 {
            assert!(!try_it(&database, now(), &sign_in.id, "000000"));
        }
        assert!(!try_it(&database, now(), &sign_in.id, "482915"));
        let dead = database.read_now(|db| store::by_id(db, &sign_in.id)).unwrap().unwrap();
        assert!(!dead.is_open(now(), &rules()));
    });
}

#[test]
fn fifty_redemptions_at_once_make_one_session() {
    each_database(|database| {
        let (sign_in, ..) = armed(&database);
        let made = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| {
                    if let Some(redeemed) = redeem_it(&database, now(), &sign_in.id) {
                        made.lock().unwrap().push(redeemed.person.id);
                    }
                });
            }
        });
        let made = made.into_inner().unwrap();
        assert_eq!(made.len(), 1);
        assert_eq!(database.read_now(|db| sessions_of(db, &made[0])).unwrap().len(), 1);
    });
}

#[test]
fn a_link_is_known_by_its_hash_and_bound_to_the_browser_that_asked() {
    each_database(|database| {
        let (_, cookie, link) = armed(&database);
        let found = database.read_now(|db| by_link(db, &link.hash())).unwrap().unwrap();
        assert!(found.is_of_browser(Some(&cookie)));
        assert!(!found.is_of_browser(Some(&link)));
        assert!(!found.is_of_browser(None));
        assert!(database.read_now(|db| by_link(db, &cookie.hash())).unwrap().is_none());
        assert!(database.write_now(|tx| refuse(tx, &found.id)).unwrap());
        assert!(redeem_it(&database, now(), &found.id).is_none());
    });
}

#[test]
fn asking_again_replaces_the_own_question_and_leaves_those_of_other_browsers() {
    each_database(|database| {
        let (_, cookie, _) = armed(&database);
        let soon = now() + SignedDuration::from_secs(10);
        let later = now() + SignedDuration::from_secs(40);
        let early = asked_at(&database, soon, question("a@example.fr", Some(cookie.clone())));
        assert_eq!(early.err(), Some(TooOften { until: now() + SignedDuration::from_secs(30) }));
        asked_at(&database, later, question("a@example.fr", None)).unwrap();
        let mine = |token: &Token| database.read_now(|db| by_cookie(db, &token.hash())).unwrap().unwrap().state;
        assert_eq!(mine(&cookie), State::Open);
        asked_at(&database, later, question("a@example.fr", Some(cookie.clone()))).unwrap();
        assert_eq!(mine(&cookie), State::Replaced);
    });
}

#[test]
fn an_address_gets_six_mails_an_hour_known_or_not() {
    each_database(|database| {
        for n in 0..6 {
            asked_at(&database, now() + SignedDuration::from_secs(n), question("a@example.fr", None)).unwrap();
        }
        let refused = asked_at(&database, now() + SignedDuration::from_mins(1), question("A@Example.FR", None));
        assert_eq!(refused.err(), Some(TooOften { until: now() + SignedDuration::from_hours(1) }));
        asked_at(&database, now() + SignedDuration::from_mins(1), question("b@example.fr", None)).unwrap();
    });
}

#[test]
fn a_session_ends_by_idleness_by_age_and_by_hand() {
    each_database(|database| {
        let (sign_in, ..) = armed(&database);
        let token = redeem_it(&database, now(), &sign_in.id).unwrap().token;
        let at = |minutes: i64| now() + SignedDuration::from_mins(minutes);
        let find = |at| database.read_now(|db| find_session(db, &rules(), &token.hash(), at)).unwrap();
        let session = find(at(29)).unwrap();
        assert!(session.stale);
        assert!(find(at(30)).is_none());
        let mut last = 0;
        while last + 29 < 8 * 60 {
            last += 29;
            database.write_now(|tx| touch_session(tx, &session.session, at(last))).unwrap();
        }
        assert!(find(at(8 * 60 - 1)).is_some());
        assert!(find(at(8 * 60)).is_none());
        let stranger = Id::at(now(), &Random::system());
        assert!(!database.write_now(|tx| end_session(tx, &stranger, &session.session, at(1))).unwrap());
        assert!(database.write_now(|tx| end_session(tx, &session.person, &session.session, at(1))).unwrap());
        assert!(find(at(2)).is_none());
    });
}

#[test]
fn nothing_readable_about_the_person_or_the_secrets_is_stored() {
    let fresh = crate::db::testing::Fresh::sqlite();
    let database = fresh.database();
    let (_, cookie, link) = armed(&database);
    database.truncate_log_now().unwrap();
    let crate::config::DatabaseUrl::Sqlite(path) = fresh.url() else { panic!("not a file") };
    let bytes = std::fs::read(path).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("Firefox, Linux"), "the control must be found");
    for secret in [cookie.expose(), link.expose(), "482915", "a@example.fr", "192.0.2.1"] {
        assert!(!holds(secret), "{secret} is readable in the file");
    }
}
