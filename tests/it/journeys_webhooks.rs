//! Systems of the company that hear what happens to requests: each happening once, signed, with retries, and nothing of anybody.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::visitor::{Page, Visitor};
use crate::webhook_sink::{Called, Sink};
use habeas::db::testing::portal_databases;
use habeas::roles::Role;
use jiff::SignedDuration;

/// A house whose administrator made a webhook for the sink; the page that shows its secret.
fn each_hooked(answers: &[u16], test: impl Fn(&House, &Sink, &Visitor, Page)) {
    for fresh in portal_databases() {
        let sink = Sink::open(answers);
        let house = House::open(fresh, |config| config.outgoing.allow.push("127.0.0.1".parse().unwrap()));
        let admin = colleague(&house, Role::Admin);
        let page = admin.open("/admin/webhooks").expect(200).shows("No system is told");
        let values = [("name", "Ticket system"), ("url", sink.url.as_str())];
        let made = admin.submit(page.form("/admin/webhooks"), &values).expect(200).shows("Here is the secret");
        test(&house, &sink, &admin, made);
    }
}

fn secret(page: &Page) -> String {
    page.body().split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned()
}

/// The signature as docs/api.md describes it, by another library than the portal's.
fn signature(secret: &str, call: &Called) -> String {
    let hash = openssl::hash::hash(openssl::hash::MessageDigest::sha256(), call.body.as_bytes()).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let signed = format!("v1\nPOST\n/hooks/habeas?site=1\n{}\n{}", call.header("habeas-date"), hex(&hash));
    let key = openssl::pkey::PKey::hmac(secret.as_bytes()).unwrap();
    let mut signer = openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), &key).unwrap();
    signer.update(signed.as_bytes()).unwrap();
    format!("v1={}", hex(&signer.sign_to_vec().unwrap()))
}

fn events(sink: &Sink) -> Vec<String> {
    sink.calls().iter().map(|call| call.json()["event"].as_str().unwrap().to_owned()).collect()
}

/// Camille asks something; its reference.
fn ask(house: &House, camille: &Visitor) -> String {
    let chosen = camille.open("/en/me/requests/new?right=other").expect(200);
    let checked = camille.submit(chosen.form("/new"), &[("message", "Where is my parcel?")]).expect(200);
    camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
    house.work();
    "R-2026-0001".to_owned()
}

#[test]
fn each_happening_is_one_signed_event_without_anything_of_the_person() {
    each_hooked(&[200], |house, sink, _, made| {
        let secret = secret(&made);
        let camille = house.sign_in(CAMILLE, "en");
        let reference = ask(house, &camille);
        assert_eq!(events(sink), ["request.created"]);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &reference);
        lea.submit(case.form("/messages"), &[("kind", "question"), ("message", "Which parcel?")]).expect(200);
        house.work();
        assert_eq!(events(sink)[1..], ["request.changed", "request.changed"], "taken, and waiting");
        let page = camille.open(&format!("/en/me/requests/{reference}")).expect(200);
        camille.submit(page.form("/messages"), &[("message", "The blue one.")]).expect(200);
        house.work();
        let mut after = events(sink)[3..].to_vec();
        after.sort();
        assert_eq!(after, ["request.changed", "request.message"]);
        // Three working days before the last day, and once.
        house.pass(SignedDuration::from_hours(24 * 28));
        house.pass(SignedDuration::from_hours(24));
        assert_eq!(events(sink)[5..], ["request.due_soon"]);
        let lea = second_colleague(house);
        let case = claim(&lea, &reference);
        let case = lea.submit(case.form("/approval"), &[]).expect(200);
        lea.submit(case.form("/closure"), &[("answer", "It is here.")]).expect(200);
        house.work();
        assert_eq!(events(sink)[6..], ["request.closed"]);

        let calls = sink.calls();
        assert_eq!(sink.told().len(), calls.len(), "each has an id of its own");
        for call in &calls {
            assert_eq!(call.header("habeas-signature"), signature(&secret, call));
            let body = call.json();
            assert_eq!(body["id"], call.header("idempotency-key"));
            assert_eq!(
                (&body["request"]["reference"], &body["request"]["kinds"][0]),
                (&reference.as_str().into(), &"other".into())
            );
            for word in ["camille", "parcel", "blue", "Martin"] {
                assert!(!call.body.to_lowercase().contains(word), "{}", call.body);
            }
        }
        let states: Vec<String> =
            calls.iter().map(|call| call.json()["request"]["status"].as_str().unwrap().to_owned()).collect();
        assert_eq!((states[0].as_str(), states[6].as_str()), ("received", "closed"));
        // Two that leave together arrive in any order.
        let mut taken: Vec<&str> = states[1..3].iter().map(String::as_str).collect();
        taken.sort_unstable();
        assert_eq!(taken, ["in-progress", "waiting"]);
        let kept = house.query("SELECT secret, url FROM webhooks");
        assert!(!kept[0][0].contains(&secret), "sealed");
    });
}

#[test]
fn what_fails_is_tried_again_given_up_shown_and_sent_again_under_the_same_id() {
    each_hooked(&[500], |house, sink, admin, _| {
        ask(house, &house.sign_in(CAMILLE, "en"));
        assert_eq!(sink.calls().len(), 1);
        let page = admin.open("/admin/webhooks").expect(200);
        let path = page.links().into_iter().find(|link| link.starts_with("/admin/webhooks/")).unwrap();
        let one = admin.open(&path).expect(200).shows("Waiting").shows("answered with 500").shows("The next try is at");
        one.shows("Tried once");
        house.pass(SignedDuration::from_secs(61));
        assert_eq!(sink.calls().len(), 2);
        for _ in 0..30 {
            house.pass(SignedDuration::from_hours(1));
        }
        assert_eq!((sink.calls().len(), sink.told().len()), (12, 1), "twelve tries of one event");
        let admin = &colleague(house, Role::Admin);
        let again = |page: &Page| page.forms().into_iter().find(|form| form.action.contains("/deliveries/")).unwrap();
        let one = admin.open(&path).expect(200).shows("Given up").shows("Tried 12 times");
        sink.answer(&[204]);
        admin.submit(again(&one), &[]).expect(200).shows("It is sent again");
        house.work();
        assert_eq!((sink.calls().len(), sink.told().len()), (13, 1), "the same event");
        let one = admin.open(&path).expect(200).shows("Delivered");
        // Once more, although it was delivered.
        admin.submit(again(&one), &[]).expect(200);
        house.work();
        assert_eq!((sink.calls().len(), sink.told().len()), (14, 1));
        house.pass(SignedDuration::from_hours(24 * 32));
        assert!(house.query("SELECT id FROM webhook_deliveries WHERE state = 'delivered'").is_empty(), "a month later");
    });
}

#[test]
fn two_secrets_sign_for_a_day_and_a_removed_webhook_hears_nothing() {
    each_hooked(&[200], |house, sink, admin, made| {
        let first = secret(&made);
        let turned = admin.submit(made.form("/secret"), &[]).expect(200).shows("Two secrets sign");
        let second = secret(&turned);
        assert_ne!(first, second);
        let camille = house.sign_in(CAMILLE, "en");
        ask(house, &camille);
        let call = sink.calls().pop().unwrap();
        let both = format!("{},{}", signature(&second, &call), signature(&first, &call));
        assert_eq!(call.header("habeas-signature"), both);
        house.pass(SignedDuration::from_hours(25));
        claim(&colleague(house, Role::Support), "R-2026-0001");
        house.work();
        let call = sink.calls().pop().unwrap();
        assert_eq!(call.header("habeas-signature"), signature(&second, &call), "the old one is over");
        let admin = colleague(house, Role::Admin);
        let page = admin.open("/admin/webhooks").expect(200);
        let path = page.links().into_iter().find(|link| link.starts_with("/admin/webhooks/")).unwrap();
        let one = admin.open(&path).expect(200);
        admin.submit(one.form("/removal"), &[]).expect(200).shows("The webhook is removed");
        admin.get(&path).expect(404);
        let before = sink.calls().len();
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        lea.submit(case.form("/messages"), &[("kind", "question"), ("message", "Which?")]).expect(200);
        house.work();
        assert_eq!(sink.calls().len(), before);
        assert_eq!(house.query("SELECT secret, old_secret FROM webhooks"), [["", ""]]);
    });
}

#[test]
fn an_address_inside_is_refused_and_so_is_a_webhook_that_hears_nothing() {
    each_house(|house| {
        let admin = colleague(house, Role::Admin);
        let page = admin.open("/admin/webhooks").expect(200);
        for (url, said) in [
            ("nothing", "Enter a web address"),
            ("http://tickets.example/hook", "may not be called from here"),
            ("https://127.0.0.1/hook", "may not be called from here"),
            ("https://169.254.169.254/latest", "may not be called from here"),
            ("https://user:word@tickets.example/", "may not be called from here"),
        ] {
            admin.submit(page.form("/admin/webhooks"), &[("name", "T"), ("url", url)]).expect(422).shows(said);
        }
        let csrf = page.form("/admin/webhooks").value("csrf").unwrap().to_owned();
        let nothing = [("csrf", csrf.as_str()), ("name", "T"), ("url", "https://tickets.example/")];
        let nothing = nothing.map(|(name, value)| (name.to_owned(), value.to_owned()));
        admin.post("/admin/webhooks", &nothing).expect(422).shows("Choose at least one event");
        assert!(house.query("SELECT id FROM webhooks").is_empty());
    });
}
