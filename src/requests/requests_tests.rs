use super::*;
use crate::db::Database;
use crate::db::testing::each_database;

fn now() -> Timestamp {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

fn rules() -> Rules {
    Rules::new(&TimeZone::get("Europe/Paris").unwrap(), clock::Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10)
}

fn person() -> Id {
    Id::at(now(), &Random::system())
}

fn ask(database: &Database, person: &Id, right: Right, subject: Option<Subject>, message: &str) -> Opened {
    let new = New { person: person.clone(), right, lang: Lang::Fr, subject, message: message.into() };
    let (random, keys) = (Random::system(), Keys::for_tests());
    database.write_now(|tx| open(tx, now(), &random, &keys, &rules(), new.clone())).unwrap()
}

fn correction(wanted: &str) -> Subject {
    Subject::Correction(Correction {
        source: "shop".into(),
        table: "customers".into(),
        key: r#"[{"integer":12}]"#.into(),
        column: "birth".into(),
        label: "Date de naissance".into(),
        before: Some("1980-01-01".into()),
        wanted: Some(wanted.into()),
    })
}

#[test]
fn a_request_gets_a_reference_and_its_due_date_and_its_words_are_sealed() {
    each_database(|database| {
        let (ana, keys) = (person(), Keys::for_tests());
        let first = ask(&database, &ana, Right::Other, None, "Où est ma commande ?");
        assert!(!first.is_reminder);
        assert_eq!(first.request.reference, "R-2026-0001");
        assert_eq!(first.request.due_on.to_string(), "2026-04-07");
        assert_eq!(first.request.target_on.to_string(), "2026-03-15");
        assert_eq!(ask(&database, &ana, Right::Other, None, "Encore").request.reference, "R-2026-0002");
        let id = first.request.id.clone();
        let read = database.read_now(|db| messages(db, &keys, &id, false)).unwrap();
        assert_eq!((read[0].author, read[0].text.as_str()), (Author::Person, "Où est ma commande ?"));
        let kept = database.read_now(|db| by_reference(db, "R-2026-0001")).unwrap();
        assert_eq!(kept.as_ref(), Some(&first.request));
        assert_eq!(database.read_now(|db| of_person(db, &ana)).unwrap().len(), 2);
        assert_eq!(database.read_now(|db| of_person(db, &person())).unwrap(), []);
    });
}

#[test]
fn the_same_right_asked_again_is_a_reminder_and_the_newest_wish_counts() {
    each_database(|database| {
        let (ana, bob, keys) = (person(), person(), Keys::for_tests());
        let first = ask(&database, &ana, Right::Rectify, Some(correction("1981-02-03")), "");
        let again = ask(&database, &ana, Right::Rectify, Some(correction("1982-02-03")), "Merci");
        assert!(again.is_reminder);
        assert_eq!(again.request.id, first.request.id);
        let items = database.read_now(|db| items(db, &keys, &first.request.id)).unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].subject, Some(correction("1982-02-03")));
        let happened = database.read_now(|db| events(db, &first.request.id, false)).unwrap();
        assert_eq!(happened.iter().map(|event| event.what).collect::<Vec<_>>().len(), 2);
        assert!(!ask(&database, &bob, Right::Rectify, Some(correction("1981-02-03")), "").is_reminder);
        assert!(!ask(&database, &ana, Right::Restrict, None, "").is_reminder);
        assert!(ask(&database, &ana, Right::Restrict, None, "").is_reminder);
        assert!(!ask(&database, &ana, Right::Restrict, Some(Subject::Named("invoices".into())), "").is_reminder);
    });
}

#[test]
fn a_reply_takes_a_waiting_request_on_also_from_an_old_view_and_once() {
    each_database(|database| {
        let (random, keys) = (Random::system(), Keys::for_tests());
        let request = ask(&database, &person(), Right::Object, None, "Non merci").request;
        database.write_now(|tx| store::set_status(tx, now(), &random, &request, Status::Waiting)).unwrap();
        let later = now() + jiff::SignedDuration::from_mins(1);
        for _ in 0..2 {
            database.write_now(|tx| heard(tx, later, later, &random, &keys, &rules(), &request, "Voici")).unwrap();
        }
        let after = database.read_now(|db| by_id(db, &request.id)).unwrap().unwrap();
        assert_eq!(after.status, Status::InProgress);
        assert_eq!(database.read_now(|db| messages(db, &keys, &request.id, false)).unwrap().len(), 2);
    });
}

#[test]
fn a_cancelled_request_is_over_and_does_not_come_back() {
    each_database(|database| {
        let (random, keys, ana) = (Random::system(), Keys::for_tests(), person());
        let request = ask(&database, &ana, Right::Object, None, "Non merci").request;
        database.write_now(|tx| cancel(tx, now(), &random, &request)).unwrap();
        let over = database.read_now(|db| by_id(db, &request.id)).unwrap().unwrap();
        assert!(over.status.is_over() && over.closed_at.is_some());
        let items = database.read_now(|db| items(db, &keys, &request.id)).unwrap();
        assert_eq!(items[0].state, ItemState::Cancelled);
        database.write_now(|tx| heard(tx, now(), now(), &random, &keys, &rules(), &over, "Et ?")).unwrap();
        let answered = database.read_now(|db| by_id(db, &request.id)).unwrap().unwrap();
        assert!(answered.status.is_over() && answered.written_at == Some(now()), "the desk learns of it");
        assert!(!ask(&database, &ana, Right::Object, None, "De nouveau").is_reminder);
    });
}

#[test]
fn a_finished_right_closes_the_request_and_is_logged() {
    each_database(|database| {
        let random = Random::system();
        let request = ask(&database, &person(), Right::Erase, None, "").request;
        database.write_now(|tx| finish(tx, now(), &random, &request, Right::Erase, Status::Closed)).unwrap();
        let over = database.read_now(|db| by_id(db, &request.id)).unwrap().unwrap();
        assert_eq!(over.status, Status::Closed);
        let log = database.read_now(|db| audit::events_of_object(db, &request.reference, 10)).unwrap();
        let actions: Vec<_> = log.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(actions, ["requests.received", "requests.finished"]);
    });
}

#[test]
fn forty_requests_at_once_all_get_different_references() {
    each_database(|database| {
        let references: Vec<String> = std::thread::scope(|scope| {
            let one = || (0..10).map(|_| ask(&database, &person(), Right::Other, None, "").request.reference);
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(move || one().collect::<Vec<_>>())).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let different: std::collections::BTreeSet<_> = references.iter().collect();
        assert_eq!((references.len(), different.len()), (40, 40));
    });
}
