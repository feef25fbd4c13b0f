use super::store::{self, ActError, By};
use super::version::{Act, Origin, Refusal, State};
use crate::audit::Actor;
use crate::db::testing::each_database;
use crate::db::{Database, Error, Id};
use crate::secrets::Random;
use jiff::Timestamp;

fn now() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

/// An account, without the part of the house that keeps them: the record knows no colleague.
fn hire(database: &Database, random: &Random, email: &str) -> Actor {
    let id = Id::at(now(), random);
    let sql = format!(
        "INSERT INTO colleagues (id, email, name, role, lang, totp_step, created_at) \
         VALUES ('{id}', '{email}', 'A', 'dpo', 'fr', 0, 0)"
    );
    let added = database.write_now(|tx| Ok::<_, Error>(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx)?));
    assert_eq!(added.unwrap(), 1);
    Actor::Colleague(id)
}

#[test]
fn the_first_file_holds_and_a_changed_one_waits_for_review_once() {
    each_database(|database| {
        let random = Random::seeded(1);
        let take = |text: &str| database.write_now(|tx| store::take_file(tx, now(), &random, text, true)).unwrap();
        assert!(take("one").is_some());
        assert_eq!(take("one"), None);
        let second = take("two").unwrap();
        assert_eq!(take("two"), None);
        let version = database.read_now(|db| store::by_id(db, &second)).unwrap();
        assert_eq!((version.number, version.state, version.origin), (2, State::Review, Origin::File));
        assert_eq!(database.read_now(store::approved).unwrap().unwrap().content, "one");
        // Whoever sees it may approve what came from the file; then the file as it is says nothing new.
        let dpo = hire(&database, &random, "dpo@example.com");
        let by = By { actor: &dpo, now: now(), random: &random };
        database.write_now(|tx| store::act(tx, &by, &second, Act::Approve)).unwrap();
        assert_eq!(take("two"), None);
        assert_eq!(database.read_now(store::approved_id).unwrap(), Some(second));
        // Back to what it was before: that is a change again.
        assert!(take("one").is_some());
    });
}

#[test]
fn while_a_portal_is_set_up_a_changed_file_holds_at_once() {
    each_database(|database| {
        let random = Random::seeded(3);
        for text in ["one", "two"] {
            database.write_now(|tx| store::take_file(tx, now(), &random, text, false)).unwrap();
            assert_eq!(database.read_now(store::approved).unwrap().unwrap().content, text);
        }
        assert_eq!(database.read_now(store::all).unwrap()[1].state, State::Replaced);
    });
}

#[test]
fn the_author_does_not_approve_and_what_was_approved_never_changes() {
    each_database(|database| {
        let random = Random::seeded(2);
        database.write_now(|tx| store::take_file(tx, now(), &random, "one", true)).unwrap();
        let (ann, bob) = (hire(&database, &random, "ann@example.com"), hire(&database, &random, "bob@example.com"));
        let by = |actor| By { actor, now: now(), random: &random };
        let id = database.write_now(|tx| store::propose(tx, &by(&ann), "two")).unwrap();
        let act = |actor, what| database.write_now(|tx| store::act(tx, &by(actor), &id, what));
        database.write_now(|tx| store::write(tx, &by(&ann), &id, "two, better")).unwrap();
        act(&ann, Act::Submit).unwrap();
        assert!(matches!(act(&ann, Act::Approve), Err(ActError::Refused(Refusal::OwnVersion))));
        assert!(matches!(
            database.write_now(|tx| store::write(tx, &by(&ann), &id, "late")),
            Err(ActError::Refused(Refusal::State))
        ));
        assert_eq!(act(&bob, Act::Approve).unwrap(), State::Approved);
        assert!(matches!(act(&bob, Act::Remove), Err(ActError::Refused(Refusal::State))));
        let all = database.read_now(store::all).unwrap();
        let seen: Vec<_> = all.iter().map(|v| (v.number, v.state, v.content.as_str())).collect();
        assert_eq!(seen, [(2, State::Approved, "two, better"), (1, State::Replaced, "one")]);
        assert_eq!(all[0].hash, store::hash("two, better"));
        let forced = ["UPDATE record_versions SET content = 'x'", "DELETE FROM record_versions"];
        for sql in forced {
            let refused: Result<usize, Error> =
                database.write_now(|tx| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx)?));
            assert!(refused.is_err(), "{sql}");
        }
        let unknown: Id = "0198a000-0000-7000-8000-000000000000".parse().unwrap();
        assert!(matches!(database.read_now(|db| store::by_id(db, &unknown)), Err(Error::NotFound)));
    });
}
