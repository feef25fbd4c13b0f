//! The ledger through its doors: programs that tell and ask, mailed questions, parents, words that change, imports.

use crate::harness::{CAMILLE, House, each_house};
use crate::programs::{ask, program, tell};
use habeas::api::Scope;
use habeas::commands::consents_import;
use habeas::config::Config;
use habeas::db::testing::portal_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Both databases, with the record of the demo changed: what is `old` there becomes `new`.
fn each_record(changes: &[(&str, &str)], test: impl Fn(&House)) {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config: &mut Config| {
            let mut text = std::fs::read_to_string(&config.portal.record).unwrap();
            for (old, new) in changes {
                assert!(text.contains(old), "{old}");
                text = text.replacen(old, new, 1);
            }
            std::fs::write(&config.portal.record, text).unwrap();
        });
        test(&house);
    }
}

fn decision(address: &str, decision: &str) -> Value {
    json!({ "purpose": "newsletter", "address": address, "decision": decision, "lang": "en", "mechanism": "tick",
            "form": "signup" })
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// How the address stands to the newsletter, asked by address and then by fingerprint: both say the same.
fn stands(house: &House, token: &str, address: &str) -> Value {
    let body = json!({ "purpose": "newsletter", "address": address });
    let by_address = json_of(&tell(house, token, "/api/v1/consents/check", &body).expect(200).bytes);
    let fingerprint = by_address["fingerprint"].as_str().unwrap();
    let path = format!("/api/v1/consents?purpose=newsletter&fingerprint={fingerprint}");
    assert_eq!(json_of(&ask(house, token, &path).expect(200).bytes), by_address);
    by_address
}

#[test]
fn a_program_tells_and_asks_and_a_withdrawal_is_in_force_for_it_at_once() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        let new = "new.reader@example.com";
        assert_eq!(stands(house, &token, new)["state"], "unknown");
        assert_eq!(stands(house, &token, new)["may"], false, "consent is needed and there is none");
        tell(house, &token, "/api/v1/consents", &decision(new, "refused")).expect(200);
        assert_eq!(stands(house, &token, new)["state"], "refused");
        tell(house, &token, "/api/v1/consents", &decision(new, "given")).expect(200);
        let given = stands(house, &token, new);
        assert_eq!(
            (&given["may"], &given["wording"], &given["wording_is_current"]),
            (&json!(true), &json!(1), &json!(true))
        );
        tell(house, &token, "/api/v1/consents", &decision(CAMILLE, "given")).expect(200);
        house.work();
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open("/en/me/choices").expect(200);
        visitor.submit(page.form("/choices/newsletter/stop"), &[]).expect(200);
        house.work();
        let withdrawn = stands(house, &token, CAMILLE);
        assert_eq!((&withdrawn["state"], &withdrawn["may"]), (&json!("withdrawn"), &json!(false)));
        // What did not change is not sent again.
        let path =
            format!("/api/v1/consents?purpose=newsletter&fingerprint={}", withdrawn["fingerprint"].as_str().unwrap());
        let tag = ask(house, &token, &path).expect(200).headers["etag"].to_str().unwrap().to_owned();
        let again =
            house.visitor().get_with(&path, &[("Authorization", token.as_str()), ("If-None-Match", tag.as_str())]);
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        let rows = house.query("SELECT actor, mechanism, form, channel FROM consent_events WHERE channel = 'program'");
        assert!(
            rows.iter().all(|row| row[0].starts_with("program:") && row[1..] == ["tick", "signup", "program"]),
            "{rows:?}"
        );
    });
}

#[test]
fn what_a_program_may_not_say_is_refused_and_writes_nothing() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsWrite]);
        let mut wrong = Vec::new();
        for (field, value) in [
            ("decision", "asked"),
            ("decision", "objection"),
            ("mechanism", "double-opt-in"),
            ("lang", "de"),
            ("form", "  "),
            ("form", "of camille@example.com"),
            ("address", "nobody"),
        ] {
            let mut body = decision(CAMILLE, "given");
            body[field] = json!(value);
            wrong.push((422, body));
        }
        let mut contract = decision(CAMILLE, "given");
        contract["purpose"] = json!("catalogue");
        wrong.push((422, contract));
        let mut nothing = decision(CAMILLE, "given");
        nothing["purpose"] = json!("nothing");
        wrong.push((404, nothing));
        for (status, body) in wrong {
            assert_eq!(tell(house, &token, "/api/v1/consents", &body).status, status, "{body}");
        }
        assert!(house.query("SELECT id FROM consent_events").is_empty());
    });
}

#[test]
fn scenario_56_a_consent_of_a_fourteen_year_old_is_not_valid_until_the_parent_joins() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        let (child, parent) = ("lea@example.com", "parent.of.lea@example.com");
        let mut body = decision(child, "given");
        body["age"] = json!(14);
        tell(house, &token, "/api/v1/consents", &body).expect(422);
        body["parent"] = json!(parent);
        let asked = json_of(&tell(house, &token, "/api/v1/consents", &body).expect(202).bytes);
        assert_eq!((&asked["state"], &asked["waits"]), (&json!("asked"), &json!("parent")));
        assert_eq!(stands(house, &token, child)["may"], false);
        house.work();
        let link = house.link(parent, "/l/consent/");
        let (reader, before) = (house.visitor(), house.everything());
        let page = reader.open(&link).expect(200).shows("A child you are responsible for");
        assert!(crate::harness::changes(&before, &house.everything()).is_empty(), "opening the link changes nothing");
        reader.submit(page.form(&link), &[("answer", "yes")]).expect(200).shows("in force");
        reader.get(&link).expect(410);
        assert_eq!(stands(house, &token, child)["state"], "given");
        let rows = house.query("SELECT event, actor FROM consent_events ORDER BY happened_at, id");
        assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["asked", "given"], "both are kept");
        assert_eq!(rows[1][1], "parent");
        // At fifteen one agrees alone.
        let mut older = decision("tom@example.com", "given");
        older["age"] = json!(15);
        tell(house, &token, "/api/v1/consents", &older).expect(200);
        assert_eq!(stands(house, &token, "tom@example.com")["may"], true);
    });
}

#[test]
fn a_double_opt_in_counts_once_the_mailbox_confirms_and_not_after_two_weeks() {
    let twice =
        [("basis = \"consent\"\nmarketing = true", "basis = \"consent\"\ndouble_opt_in = true\nmarketing = true")];
    each_record(&twice, |house| {
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        for (address, answer, state) in [("yes@example.com", "yes", "given"), ("no@example.com", "no", "refused")] {
            tell(house, &token, "/api/v1/consents", &decision(address, "given")).expect(202);
            house.work();
            assert_eq!(stands(house, &token, address)["state"], "asked");
            let link = house.link(address, "/l/consent/");
            let reader = house.visitor();
            let page = reader.open(&link).expect(200);
            reader.submit(page.form(&link), &[("answer", answer)]).expect(200);
            assert_eq!(stands(house, &token, address)["state"], state);
        }
        // Who signs up once more is asked, and what they decided before holds until they answer.
        tell(house, &token, "/api/v1/consents", &decision("yes@example.com", "given")).expect(202);
        let still = stands(house, &token, "yes@example.com");
        assert_eq!((&still["state"], &still["may"]), (&json!("given"), &json!(true)));
        tell(house, &token, "/api/v1/consents", &decision("no@example.com", "given")).expect(202);
        let still = stands(house, &token, "no@example.com");
        assert_eq!((&still["state"], &still["may"]), (&json!("refused"), &json!(false)));

        tell(house, &token, "/api/v1/consents", &decision("late@example.com", "given")).expect(202);
        house.work();
        let link = house.link("late@example.com", "/l/consent/");
        house.pass(SignedDuration::from_hours(14 * 24));
        house.visitor().get(&link).expect(410);
        assert_eq!(stands(house, &token, "late@example.com")["may"], false);
    });
}

#[test]
fn a_consent_ends_by_itself_at_its_age_and_the_source_follows() {
    let aging =
        [("basis = \"consent\"\nmarketing = true", "basis = \"consent\"\nconsent_max_age = \"P6M\"\nmarketing = true")];
    each_record(&aging, |house| {
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        drop(house.sign_in(CAMILLE, "en"));
        tell(house, &token, "/api/v1/consents", &decision(CAMILLE, "given")).expect(200);
        house.work();
        assert_eq!(stands(house, &token, CAMILLE)["until"], "2026-09-10T09:00:00Z");
        house.pass(SignedDuration::from_hours(183 * 24));
        assert_eq!(stands(house, &token, CAMILLE)["may"], true, "the last day but one");
        house.clock.advance(SignedDuration::from_hours(24));
        assert_eq!(stands(house, &token, CAMILLE)["state"], "expired", "before any job has run");
        house.work();
        let said = house.query("SELECT event, mechanism FROM consent_events WHERE event = 'expired'");
        assert_eq!(said, [["expired", "time"]]);
        let file = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
        let query = "SELECT subscribed FROM newsletter_signups WHERE lower(email) = 'camille.aubry@example.com'";
        assert_eq!(crate::harness::sqlite_rows(&file, query)[0][0], "0");
        let visitor = house.sign_in(CAMILLE, "en");
        visitor.open("/en/me/choices").expect(200).shows("because of its age");
    });
}

#[test]
fn only_those_who_agreed_to_other_words_are_asked_again_and_see_the_difference() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        // Somebody else agreed to the words of today: nothing is asked of them.
        let current = habeas::record::Record::parse(
            std::path::Path::new("record.toml"),
            include_str!("../../config/demo/record.toml"),
            habeas::lang::Lang::ALL,
        );
        let current =
            current.0.unwrap().activity("newsletter").unwrap().wording().get(habeas::lang::Lang::En).to_owned();
        let once = "SELECT email FROM customers GROUP BY lower(email) HAVING COUNT(*) = 1 ORDER BY min(id)";
        let mut others = crate::harness::sqlite_rows(&house.shop(), once).into_iter().map(|row| row[0].clone());
        let other = others.find(|email| !email.eq_ignore_ascii_case(CAMILLE)).unwrap();
        let mut same = decision(&other, "given");
        same["words"] = json!(current);
        tell(house, &token, "/api/v1/consents", &same).expect(200);
        let mut old = decision(CAMILLE, "given");
        old["words"] = json!("I would like to receive the newsletter of Maison Lavande by e-mail, once a year.");
        tell(house, &token, "/api/v1/consents", &old).expect(200);
        house.work();
        assert_eq!(stands(house, &token, CAMILLE)["wording_is_current"], false);
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open("/en/me/choices").expect(200).shows("The words have changed");
        assert!(page.body().contains("<del>year.</del>") && page.body().contains("<ins>month."), "the difference");
        house.clock.advance(SignedDuration::from_mins(2));
        let agreed = page.forms().into_iter().find(|form| form.action.ends_with("/newsletter/start")).unwrap();
        let after = visitor.submit(agreed, &[]).expect(200);
        assert!(!after.body().contains("The words have changed"), "asked once");
        assert_eq!(stands(house, &token, CAMILLE)["wording_is_current"], true);
        assert_eq!(stands(house, &token, CAMILLE)["wording"], stands(house, &token, &other)["wording"]);
        assert_eq!(stands(house, &token, &other)["wording_is_current"], true);
        let visitor = house.sign_in(&other, "en");
        let page = visitor.open("/en/me/choices").expect(200);
        assert!(!page.body().contains("The words have changed"), "who agreed to the words of today is asked nothing");
        let events = house.query("SELECT event FROM consent_events WHERE activity = 'newsletter' ORDER BY happened_at");
        assert_eq!(events, [["given"], ["given"], ["given"]], "one of the other, two of Camille's");
    });
}

#[test]
fn what_was_decided_before_the_portal_is_imported_once_with_its_proof_or_without() {
    each_house(|house| {
        let file = house.folder.join("crm.csv");
        let text = "address,purpose,decision,at,lang,words,mechanism,form,proof\n\
                    a@example.com,newsletter,given,2024-03-05T10:00:00Z,en,Yes please,tick,signup,crm:4711\n\
                    b@example.com,newsletter,given,2024-03-05T10:00:00Z,,,,,\n\
                    b@example.com,newsletter,withdrawn,2024-04-05T10:00:00Z,,,,,\n\
                    nobody,newsletter,given,2024-03-05T10:00:00Z,,,,,\n";
        std::fs::write(&file, text).unwrap();
        let portal = house.app.portal();
        let dry = consents_import(portal, &file, true).unwrap();
        assert_eq!((dry.read, dry.added, dry.refused), (3, 0, 1));
        assert!(house.query("SELECT id FROM consent_events").is_empty());
        let done = consents_import(portal, &file, false).unwrap();
        assert_eq!((done.read, done.added, done.known, done.without_proof), (3, 3, 0, 2));
        assert_eq!(done.faults, [(5, "address: not an e-mail address".to_owned())]);
        let again = consents_import(portal, &file, false).unwrap();
        assert_eq!((again.added, again.known), (0, 3));
        let token = program(house, &[Scope::ConsentsRead]);
        let (a, b) = (stands(house, &token, "a@example.com"), stands(house, &token, "b@example.com"));
        assert_eq!((&a["state"], &a["since"]), (&json!("given"), &json!("2024-03-05T10:00:00Z")));
        assert_eq!((&b["state"], &b["may"]), (&json!("withdrawn"), &json!(false)));
        let proofs = house.query("SELECT proof FROM consent_events ORDER BY happened_at, proof DESC");
        assert!(proofs.iter().any(|row| row[0] == "crm:4711") && proofs.iter().any(|row| row[0].is_empty()));
    });
}
