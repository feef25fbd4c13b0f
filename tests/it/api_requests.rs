//! Requests through the API: brought, followed, written on, closed, each as a colleague would and no further.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague};
use crate::programs::{ask, program, tell};
use crate::visitor::{Page, Visitor};
use habeas::api::Scope;
use habeas::requests::AccessPart;
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PATH: &str = "/api/v1/requests";

fn both(house: &House) -> String {
    program(house, &[Scope::RequestsRead, Scope::RequestsWrite])
}

/// An act of a program under a key.
fn act(house: &House, token: &str, key: &str, path: &str, body: &Value) -> Page {
    house.visitor().post_json(path, &body.to_string(), &[("Authorization", token), ("Idempotency-Key", key)])
}

fn read(page: Page) -> Value {
    serde_json::from_slice(&page.bytes).unwrap()
}

fn call(kinds: &[&str]) -> Value {
    json!({ "kinds": kinds, "received_at": "2026-03-05T08:30:00Z", "channel": "phone", "lang": "en", "address": CAMILLE,
            "message": "Where is my parcel?" })
}

#[test]
fn a_program_brings_a_request_writes_on_it_and_closes_what_a_colleague_decided() {
    each_house(|house| {
        let token = both(house);
        let made = read(act(house, &token, "k-1", PATH, &call(&["other", "access"])).expect(201));
        assert_eq!((&made["status"], &made["kinds"]), (&json!("received"), &json!(["access", "other"])));
        assert_eq!(made["due_on"], "2026-04-07", "the clock began when they called");
        house.work();
        let (reference, id) = (made["reference"].as_str().unwrap(), made["id"].as_str().unwrap());
        let confirmed = house.mail_to(CAMILLE);
        assert!(confirmed.text.contains(reference) && !confirmed.text.contains("parcel"), "{}", confirmed.text);

        // The desk sees it as any other, with the name of the program.
        let lea = colleague(house, Role::Support);
        lea.open("/staff/queue").expect(200).shows(reference);
        let case = claim(&lea, reference).shows("Where is my parcel?").shows("Shop");
        let one = format!("{PATH}/{id}");
        assert_eq!(read(ask(house, &token, &one).expect(200))["taken"], true);

        house.clock.advance(SignedDuration::from_mins(1));
        let text = json!({ "text": "It left on Monday." });
        act(house, &token, "k-2", &format!("{one}/messages"), &text).expect(201);
        house.work();
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains(reference) && !mail.text.contains("Monday"), "{}", mail.text);
        let letters = read(ask(house, &token, &format!("{one}/messages")).expect(200));
        let said: Vec<&Value> = letters["messages"].as_array().unwrap().iter().map(|one| &one["by"]).collect();
        assert_eq!(said, ["person", "company"]);

        // Nothing is closed that a colleague could not close.
        let answer = json!({ "text": "Everything is answered." });
        let refused = read(act(house, &token, "k-3", &format!("{one}/close"), &answer).expect(409));
        assert_eq!(refused["missing"], json!(["access: open", "other: open"]), "{refused}");
        assert!(refused["detail"].as_str().is_some_and(|words| !words.is_empty()));
        let mut case = case;
        for _ in 0..2 {
            case = lea
                .submit(lea.open(&format!("/staff/cases/{reference}")).expect(200).form("/approval"), &[])
                .expect(200);
        }
        let refused = read(act(house, &token, "k-4", &format!("{one}/close"), &answer).expect(409));
        assert!(refused["missing"].to_string().contains("checklist: purposes"), "{refused}");
        let mut list = case.form("/checklist");
        for part in AccessPart::ALL {
            list.fill(part.as_str(), "given");
        }
        lea.submit(list, &[]).expect(200);
        let closed = read(act(house, &token, "k-5", &format!("{one}/close"), &answer).expect(200));
        assert_eq!(closed["status"], "closed");
        assert_eq!(
            read(act(house, &token, "k-5", &format!("{one}/close"), &answer).expect(200)),
            closed,
            "the same call"
        );
        act(house, &token, "k-6", &format!("{one}/close"), &answer).expect(409);
        house.work();

        // The person reads it, and sees that a program looked.
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open(&format!("/en/me/requests/{reference}")).expect(200);
        page.shows("It left on Monday.").shows("Everything is answered.").shows("A program of the company looked at");
        let acts = house.query(&format!(
            "SELECT action FROM audit_events WHERE actor LIKE 'program:%' AND object = '{reference}' ORDER BY idx"
        ));
        let acts: Vec<String> = acts.concat();
        assert_eq!(
            acts,
            ["requests.received", "requests.staff-wrote", "person.read", "requests.closed"],
            "on {}",
            house.database
        );
        assert!(
            house.query("SELECT answer FROM api_answers WHERE answer LIKE '%parcel%' OR key LIKE 'k-%'").is_empty()
        );
    });
}

#[test]
fn the_same_call_is_one_request_and_another_body_under_its_key_is_refused() {
    each_house(|house| {
        let token = both(house);
        let first = read(act(house, &token, "k-1", PATH, &call(&["other"])).expect(201));
        assert_eq!(read(act(house, &token, "k-1", PATH, &call(&["other"])).expect(201)), first);
        act(house, &token, "k-1", PATH, &call(&["access"])).expect(422);
        // Another program has keys of its own; the same words of the same person are the same question.
        let reminded = read(act(house, &both(house), "k-1", PATH, &call(&["access"])).expect(201));
        let again = read(act(house, &token, "k-2", PATH, &call(&["access"])).expect(200));
        assert_eq!(again["reference"], reminded["reference"], "a reminder of the open one");

        let before = house.query("SELECT count(*) FROM requests");
        let (call, url) = (call(&["portability"]), house.url.clone());
        let seen: Vec<(u16, Value)> = std::thread::scope(|scope| {
            let one = || {
                let headers = [("Authorization", token.as_str()), ("Idempotency-Key", "race")];
                let page = Visitor::new(&url).post_json(PATH, &call.to_string(), &headers);
                (page.status, read(page)["reference"].clone())
            };
            let both: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
            both.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(seen.iter().all(|(status, _)| [201, 409].contains(status)), "{seen:?}");
        let made: BTreeSet<String> =
            seen.iter().filter(|(status, _)| *status == 201).map(|(_, reference)| reference.to_string()).collect();
        assert_eq!(made.len(), 1, "{seen:?}");
        let count = |rows: Vec<Vec<String>>| rows[0][0].parse::<i64>().unwrap();
        assert_eq!(count(house.query("SELECT count(*) FROM requests")), count(before) + 1);
        // The nightly job forgets what was answered, and not before two days.
        house.pass(SignedDuration::from_hours(40));
        assert!(count(house.query("SELECT count(*) FROM api_answers")) > 0);
        house.pass(SignedDuration::from_hours(48));
        assert_eq!(count(house.query("SELECT count(*) FROM api_answers")), 0);
    });
}

#[test]
fn a_list_is_read_part_by_part_narrowed_and_never_by_address() {
    each_house(|house| {
        let token = both(house);
        for (key, kind) in ["other", "portability", "review", "withdraw", "marketing"].iter().enumerate() {
            house.clock.advance(SignedDuration::from_mins(1));
            act(house, &token, &format!("k-{key}"), PATH, &call(&[kind])).expect(201);
        }
        let since = house.clock.now();
        let list = |query: &str| read(ask(house, &token, &format!("{PATH}?{query}")).expect(200));
        let (mut all, mut next) = (Vec::new(), String::new());
        loop {
            let part = list(&format!("limit=2{next}"));
            all.extend(part["requests"].as_array().unwrap().iter().map(|one| one["kinds"][0].clone()));
            let Some(cursor) = part["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(all, ["other", "portability", "review", "withdraw", "marketing"], "as they changed");
        assert!(!list("").to_string().contains("camille"));
        let count = |query: &str| list(query)["requests"].as_array().unwrap().len();
        assert_eq!((count("kind=review"), count("status=received"), count("status=closed")), (1, 5, 0));
        assert_eq!((count("due_before=2026-04-07"), count("due_before=2026-04-08")), (0, 5));
        assert_eq!(count(&format!("changed_since={since}")), 1);
        for wrong in
            ["email=camille", "status=open", "kind=x", "limit=0", "limit=1&limit=2", "cursor=1", "due_before=1"]
        {
            ask(house, &token, &format!("{PATH}?{wrong}")).expect(422);
        }
        // Who leaves is not shown, as at the desk.
        leaves(house);
        assert_eq!(count(""), 0);
    });
}

/// Camille asks for everything to be deleted; the days of grace run.
fn leaves(house: &House) {
    let visitor = house.sign_in(CAMILLE, "en");
    let first = visitor.open("/en/me/delete").expect(200);
    let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200);
}

#[test]
fn what_cannot_be_is_refused_with_its_name_and_writes_nothing() {
    each_house(|house| {
        let token = both(house);
        let detail =
            |page: Page, status: u16| read(page.expect(status))["detail"].as_str().unwrap_or_default().to_owned();
        for (field, value, said) in [
            ("kinds", json!([]), "kinds"),
            ("kinds", json!(["estate"]), "kinds"),
            ("kinds", json!(["none"]), "kinds"),
            ("received_at", json!("2026-03-10T09:00:01Z"), "received_at: later"),
            ("received_at", json!("2016-01-01T00:00:00Z"), "received_at: more than ten"),
            ("received_at", json!("yesterday"), "received_at"),
            ("channel", json!("portal"), "channel"),
            ("lang", json!("de"), "lang"),
            ("address", json!("camille"), "address"),
            ("message", json!("a\u{0}b"), "message: a control"),
            ("message", json!("x".repeat(4_001)), "message: more than 4000"),
            ("colour", json!("red"), "unknown field colour"),
        ] {
            let mut body = call(&["access"]);
            body[field] = value;
            let words = detail(act(house, &token, "k", PATH, &body), 422);
            assert!(words.contains(said), "{field}: {words}");
        }
        assert!(detail(tell(house, &token, PATH, &call(&["access"])), 400).contains("Idempotency-Key"));
        let headers = [("Authorization", token.as_str()), ("Idempotency-Key", "k")];
        let body = call(&["access"]).to_string();
        house.visitor().post_raw(PATH, "text/plain", body.into_bytes(), &headers).expect(415);
        let long = format!("{{\"lang\":\"{}\"}}", "x".repeat(70_000));
        house.visitor().post_raw(PATH, "application/json", long.into_bytes(), &headers).expect(413);
        for id in ["0198a000-0000-7000-8000-000000000000", "x"] {
            ask(house, &token, &format!("{PATH}/{id}")).expect(404);
            act(house, &token, "k", &format!("{PATH}/{id}/messages"), &json!({ "text": "a" })).expect(404);
        }
        assert!(
            house.query("SELECT id FROM requests").is_empty() && house.query("SELECT key FROM api_answers").is_empty()
        );
    });
}
