//! Recipients whom the portal tells by itself (Art. 19): by webhook and by mail, once each, with retries, over crashes, and what
//! happens when nobody answers for good.

use crate::harness::{CAMILLE, House};
use crate::journeys_desk::colleague;
use crate::journeys_recipients::{correct_phone, erase};
use crate::webhook_sink::{Called, Sink};
use habeas::db::testing::{Fresh, portal_databases};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::fs;

const KEY: &str = "a key that both sides know, and nobody else";

/// A house whose carrier is told so.
fn open(fresh: Fresh, told: &str) -> House {
    House::open(fresh, |config| {
        let contact = "contact = \"dpo@colis-du-sud.example\"\n";
        let record = fs::read_to_string(&config.portal.record).unwrap();
        assert!(record.contains(contact));
        fs::write(&config.portal.record, record.replace(contact, &format!("{contact}told = {told}\n"))).unwrap();
        config.outgoing.allow.push("127.0.0.1".parse().unwrap());
        config.outgoing.variable = |name| (name == "CARRIER_KEY").then(|| KEY.to_owned());
    })
}

fn each_hooked(answers: &[u16], test: impl Fn(&House, &Sink)) {
    for fresh in portal_databases() {
        let sink = Sink::open(answers);
        let house = open(fresh, &format!("{{ webhook = \"{}\", key = \"${{CARRIER_KEY}}\" }}", sink.url));
        test(&house, &sink);
    }
}

fn carrier(house: &House) -> Vec<Vec<String>> {
    house.query("SELECT kind, state FROM notifications WHERE recipient = 'carrier' ORDER BY made_at, kind")
}

/// The signature as docs/recipients.md describes it, by another library than the portal's.
fn signature(call: &Called) -> String {
    let hash = openssl::hash::hash(openssl::hash::MessageDigest::sha256(), call.body.as_bytes()).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let signed = format!("v1\nPOST\n/hooks/habeas?site=1\n{}\n{}", call.header("habeas-date"), hex(&hash));
    let key = openssl::pkey::PKey::hmac(KEY.as_bytes()).unwrap();
    let mut signer = openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), &key).unwrap();
    signer.update(signed.as_bytes()).unwrap();
    format!("v1={}", hex(&signer.sign_to_vec().unwrap()))
}

#[test]
fn a_webhook_is_told_once_of_each_cause_with_retries_signed_and_without_the_data() {
    each_hooked(&[503, 302, 204], |house, sink| {
        correct_phone(house, "+33 6 98 76 54 32");
        assert_eq!(sink.calls().len(), 1);
        assert_eq!(carrier(house), [["rectification", "to-send"]]);
        let lea = colleague(house, Role::Support);
        let page = lea.open("/staff/recipients").expect(200).shows("Told by webhook at 127.0.0.1");
        page.shows("The last call was answered with 503").shows("Next try: 10 March 2026");
        house.pass(SignedDuration::from_secs(59));
        assert_eq!(sink.calls().len(), 1, "not before its time");
        house.pass(SignedDuration::from_secs(2));
        assert_eq!(sink.calls().len(), 2, "a redirect is not followed and is no yes");
        house.pass(SignedDuration::from_mins(2));
        assert_eq!(carrier(house), [["rectification", "confirmed"]]);
        house.pass(SignedDuration::from_hours(3));
        let calls = sink.calls();
        assert_eq!((calls.len(), sink.told().len()), (3, 1), "tried three times, told once");
        for call in &calls {
            assert!(call.head.starts_with("POST /hooks/habeas?site=1 HTTP/1.1"), "{}", call.head);
            assert_eq!(call.header("habeas-signature"), signature(call));
            let body = call.json();
            assert_eq!(body["id"], call.header("idempotency-key"));
            assert_eq!((&body["kind"], &body["person"]["email"]), (&"rectification".into(), &CAMILLE.into()));
            assert_eq!(body["categories"][0]["id"], "contact");
            assert_eq!((&body["due_on"], body["categories"].as_array().unwrap().len()), (&"2026-03-13".into(), 1));
            assert!(!call.body.contains("98 76 54"), "never the data");
        }
        let sealed = "SELECT subject, problem FROM notifications WHERE recipient = 'carrier'";
        assert_eq!(house.query(sealed), [["", ""]], "whom it was about is forgotten");
        let log = "SELECT actor, detail FROM audit_events WHERE action = 'notifications.settled'";
        let log = house.query(log).concat();
        assert!(log[0] == "system" && log[1].contains("confirmed") && log.len() == 2, "{log:?}");

        erase(house);
        house.visitor().get(&house.link(CAMILLE, "/receipt/")).expect(200).shows("done there (13 March 2026)");
        assert_eq!(sink.told().len(), 2);
        let erased = sink.calls().pop().unwrap().json();
        let categories: Vec<_> = erased["categories"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert!(
            categories.contains(&&"orders".into()) && !categories.contains(&&"newsletter".into()),
            "{categories:?}"
        );
    });
}

#[test]
fn a_worker_that_dies_between_the_call_and_its_outcome_tells_again_under_the_same_id() {
    each_hooked(&[0], |house, sink| {
        correct_phone_unworked(house);
        // The worker is gone the moment the call has arrived: its task is dropped with its runtime.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let worker = house.app.worker();
        let task = runtime.spawn(async move { worker.run_until_idle().await });
        while sink.calls().is_empty() {
            assert!(!task.is_finished(), "it ended without a call");
            std::thread::yield_now();
        }
        runtime.shutdown_background();
        assert_eq!(carrier(house), [["rectification", "to-send"]]);
        sink.answer(&[200]);
        house.pass(SignedDuration::from_mins(6));
        assert_eq!(carrier(house), [["rectification", "confirmed"]]);
        assert_eq!((sink.calls().len(), sink.told().len()), (2, 1));
    });
}

fn correct_phone_unworked(house: &House) {
    let visitor = house.sign_in(CAMILLE, "en");
    let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
    visitor.submit(form, &[("new-phone", "+33 6 98 76 54 32")]).expect(200);
}

#[test]
fn who_never_answers_is_left_to_a_colleague_after_twelve_tries_and_can_be_tried_again() {
    each_hooked(&[503], |house, sink| {
        correct_phone(house, "+33 6 98 76 54 32");
        for _ in 0..14 {
            house.pass(SignedDuration::from_mins(361));
        }
        assert_eq!((sink.calls().len(), sink.told().len()), (12, 1));
        assert_eq!(carrier(house), [["rectification", "failed"]]);
        let tasks = "SELECT object, why FROM staff_tasks WHERE kind = 'notifications.failed'";
        let tasks = house.query(tasks).concat();
        assert!(tasks.len() == 2 && tasks[0] == "carrier" && tasks[1].contains("/staff/recipients"), "{tasks:?}");

        let lea = colleague(house, Role::Support);
        let page = lea.open("/staff/recipients").expect(200).shows("1 could not be told");
        let page = page.shows("Ask them to look at what their webhook answers");
        let list = lea.submit(page.form("/carrier/list"), &[]).expect(200).shows(CAMILLE);
        sink.answer(&[200]);
        lea.submit(page.form("/carrier/attempts"), &[]).expect(200).shows("Colis du Sud SARL is being told again");
        house.work();
        assert_eq!(carrier(house), [["rectification", "confirmed"]]);
        assert_eq!((sink.calls().len(), sink.told().len()), (13, 1));
        let told = list.forms().into_iter().find(|form| form.value("state") == Some("sent")).unwrap();
        lea.submit(told, &[]).expect(200).shows("Somebody was first");
        lea.submit(page.form("/carrier/attempts"), &[]).expect(200).shows("Somebody was first");

        // One that is refused holds up nobody else; a colleague tells what failed from the list.
        sink.answer(&[422, 200]);
        correct_phone(house, "+33 6 11 22 33 44");
        erase(house);
        let states = carrier(house);
        assert!(states.contains(&vec!["erasure".to_owned(), "confirmed".to_owned()]), "{states:?}");
    });
}

#[test]
fn without_its_key_nothing_is_called_and_the_page_says_what_to_do() {
    for fresh in portal_databases() {
        let sink = Sink::open(&[200]);
        let house = open(fresh, &format!("{{ webhook = \"{}\", key = \"${{OTHER_KEY}}\" }}", sink.url));
        correct_phone(&house, "+33 6 98 76 54 32");
        assert!(sink.calls().is_empty());
        let page = colleague(&house, Role::Support).open("/staff/recipients").expect(200);
        page.shows("The key that signs the calls is not set here").shows("habeas check names the variable");
    }
}

#[test]
fn a_recipient_told_by_mail_confirms_by_a_button_behind_the_link_and_opening_it_changes_nothing() {
    for fresh in portal_databases() {
        let house = open(fresh, "{ mail = \"dpo@colis-du-sud.example\", language = \"fr\" }");
        erase(&house);
        let mail = house.mail_to("dpo@colis-du-sud.example");
        assert_eq!(mail.subject, "Des données reçues de nous ont été supprimées");
        assert!(mail.text.contains(CAMILLE) && mail.text.contains("Commandes"), "{}", mail.text);
        assert!(!mail.text.contains("Lettre d’information"), "they never received it: {}", mail.text);
        house.pass(SignedDuration::from_mins(2));
        assert_eq!(carrier(&house), [["erasure", "sent"]]);
        let sent = house.mails().iter().filter(|mail| mail.to == "dpo@colis-du-sud.example").count();
        assert_eq!(sent, 1, "one mail for one notification");

        let link = house.link("dpo@colis-du-sud.example", "/l/notification/");
        let before = house.everything();
        let stranger = house.visitor();
        let page =
            stranger.open(&link).expect(200).shows("Est-ce fait chez vous aussi").shows("a supprimé des données");
        assert!(!page.text().contains(CAMILLE), "the page names nobody");
        assert_eq!(house.everything(), before, "opening it changes nothing");
        let form = page.form(&link);
        stranger.submit(form.clone(), &[]).expect(200).shows("Vous avez confirmé le 13 mars 2026");
        assert_eq!(carrier(&house), [["erasure", "confirmed"]]);
        let confirmed = house.everything();
        stranger.submit(form, &[]).expect(200).shows("Vous avez confirmé le 13 mars 2026");
        assert_eq!(house.everything(), confirmed, "saying it again changes nothing");
        assert_eq!(house.query("SELECT subject FROM notifications WHERE recipient = 'carrier'"), [[""]]);
        stranger.get("/l/notification/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").expect(410);
        house.visitor().get(&house.link(CAMILLE, "/receipt/")).expect(200).shows("done there");
    }
}
