//! After somebody's death: heirs with and without proof, and whom the person named.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague};
use crate::programs::{program, tell};
use crate::visitor::{Page, Visitor};
use habeas::api::Scope;
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// Somebody asks after the death of Camille; the code of the request.
fn ask(visitor: &Visitor, right: &str, name: &str) -> String {
    let mut form = visitor.open("/en/ask/deceased").expect(200).form("/ask/deceased");
    form.fill("right", right);
    let fields = [("name", name), ("about", "Camille Aubry"), ("address", CAMILLE), ("reach", "3 rue Basse, Lyon")];
    let asked = visitor.submit(form, &fields).expect(200);
    asked.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned()
}

fn follow(visitor: &Visitor, reference: &str, code: &str) -> Page {
    let key = visitor.open("/en/ask/request").expect(200);
    visitor.submit(key.form("/ask/request"), &[("reference", reference), ("code", code)]).expect(200)
}

/// The categories in a downloaded package, and everything readable in it.
fn opened(package: &Page) -> (BTreeSet<String>, String) {
    assert_eq!(package.headers["content-type"], "application/zip");
    let mut zip = zip::ZipArchive::new(Cursor::new(package.bytes.clone())).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if !name.ends_with(".pdf") && !name.ends_with(".css") {
            file.read_to_string(&mut all).unwrap();
        }
    }
    let mut data = String::new();
    zip.by_name("data.json").unwrap().read_to_string(&mut data).unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let facts = data["facts"].as_array().unwrap();
    (facts.iter().map(|fact| fact["category"].as_str().unwrap().to_owned()).collect(), all)
}

fn may_be_contacted(house: &House) -> bool {
    let token = program(house, &[Scope::ConsentsRead]);
    let body = json!({ "purpose": "customers", "address": CAMILLE });
    let page = tell(house, &token, "/api/v1/consents/check", &body).expect(200);
    serde_json::from_slice::<serde_json::Value>(&page.bytes).unwrap()["may"].as_bool().unwrap()
}

/// The names of the options of a form that carry this name.
fn options(page: &Page, action: &str, name: &str) -> BTreeSet<String> {
    let form = page.form(action);
    form.controls.iter().filter(|one| one.name == name).map(|one| one.value.clone()).collect()
}

fn set<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn scenario_57_an_heir_is_asked_for_a_deed_and_receives_what_settles_the_estate_and_nothing_more() {
    each_house(|house| {
        let heir = house.visitor();
        // Three things can be asked, and no form sends another.
        let form = heir.open("/en/ask/deceased").expect(200).shows("acte de notoriété").shows("livret de famille");
        let choices = options(&form, "/ask/deceased", "right");
        assert_eq!(choices, set(["estate", "closure", "directives"]));
        let forged = |path: &str, whom: &str, right: &str| {
            let mut fields: Vec<(String, String)> = heir.open(path).form(path).fields();
            fields.retain(|(name, _)| name == "csrf");
            let typed = [("whom", whom), ("right", right), ("name", "Paul"), ("about", "Camille"), ("reach", "Lyon")];
            fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
            heir.post(path, &fields).expect(422);
        };
        for right in ["access", "erase", "portability", "other"] {
            forged("/en/ask/deceased", "deceased", right);
        }
        forged("/en/ask", "deceased", "access");
        forged("/en/ask", "child", "estate");
        assert!(house.query("SELECT id FROM requests").is_empty());

        let code = ask(&heir, "estate", "Paul Aubry");
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("No directives are known under this address");
        assert!(may_be_contacted(house));
        assert_eq!(options(&case, "/estate", "categories"), set(["orders", "invoices"]), "of eleven in the record");
        let early = lea.submit(case.form("/estate"), &[("categories", "orders")]).expect(422);
        early.shows("Not before the proof");

        // Asked on the first day, in one click; both dates are shown.
        let asking = case.forms().into_iter().find(|form| form.value("kind") == Some("identity")).unwrap();
        lea.submit(asking, &[]).expect(200).shows("Waiting for you");
        house.pass(SignedDuration::from_hours(24 * 10));
        let asked = follow(&heir, "R-2026-0001", &code).shows("acte de notoriété").shows("livret de famille");
        heir.submit(asked.form("/ask/request"), &[("message", "I showed you the book in your shop.")]).expect(200);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        let case =
            case.shows("counting these 10 days, the answer is due by 20 April 2026; without them, by 10 April 2026");
        let because = ("because", "The book names Paul as the son; his identity card was seen.");
        let rung = lea.send(case.form("/identity"), &[("rung", "family-book"), because]).expect(303);
        assert_eq!(rung.location(), Some("/staff/cases/R-2026-0001"));
        assert!(!may_be_contacted(house), "from now on nobody writes to Camille");

        // Only what the estate needs can be chosen, whatever is sent.
        let case = lea.open("/staff/cases/R-2026-0001").expect(200).shows("The family record book");
        let mut fields = case.form("/estate").fields();
        fields.push(("categories".into(), "orders".into()));
        fields.push(("categories".into(), "support".into()));
        let path = case.form("/estate").action;
        lea.post(&path, &fields).expect(422).shows("Settling the estate does not need this");
        assert_eq!(house.query("SELECT state FROM request_items"), [["open"]]);
        let given = lea.submit(case.form("/estate"), &[("categories", "invoices")]).expect(200);
        let given = given.shows("What they can download Invoices");
        let download = |visitor: &Visitor| follow(visitor, "R-2026-0001", &code);
        assert!(!download(&heir).body().contains("/ask/package"), "not before the answer");
        lea.submit(given.form("/closure"), &[("answer", "Our condolences.")]).expect(200);
        house.work();
        assert!(house.mails().iter().all(|mail| mail.to != CAMILLE), "nobody writes to Camille");

        let ready = download(&heir).shows("Until 27 March 2026 you can download");
        let package = heir.submit(ready.form("/ask/package"), &[]).expect(200);
        let (categories, text) = opened(&package);
        assert_eq!(categories, set(["invoices"]), "and nothing else");
        let phone = house.in_shop("SELECT phone FROM customers WHERE email = 'camille.aubry@example.com'");
        let words = house.in_shop(
            "SELECT m.body FROM ticket_messages m JOIN tickets t ON t.id = m.ticket_id JOIN customers c \
             ON c.id = t.customer_id WHERE c.email = 'camille.aubry@example.com'",
        );
        assert!(!phone.is_empty() && !text.contains(&phone), "the phone is no part of an estate");
        assert!(!words.is_empty() && !text.contains(words.lines().next().unwrap()), "nor what Camille wrote");
        let wrong = [("code", "0000 0000 0000 0000")];
        heir.submit(ready.form("/ask/package"), &wrong).expect(422).shows("do not belong together");
        let left: Vec<_> = std::fs::read_dir(house.folder.join("packages")).into_iter().flatten().collect();
        assert!(left.is_empty(), "nothing of it is kept");
        house.pass(SignedDuration::from_hours(24 * 7));
        let form = ready.form("/ask/package");
        heir.submit(form, &[]).expect(410);
        download(&heir).shows("The seven days for the download are over");

        // Closing the account is the other thing; it sends nothing.
        let code = ask(&heir, "closure", "Paul Aubry");
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0002");
        lea.submit(case.form("/approval"), &[]).expect(422).shows("Not before the proof");
        let done = lea.submit(case.form("/identity"), &[("rung", "notoriety"), because]).expect(200);
        let done = lea.submit(done.form("/approval"), &[]).expect(200);
        lea.submit(done.form("/closure"), &[("answer", "The account is closed.")]).expect(200);
        let over = follow(&heir, "R-2026-0002", &code).shows("The account is closed.");
        assert!(!over.body().contains("/ask/package"));
    });
}

/// Camille decides what becomes of her data.
fn decide(camille: &Visitor, categories: &[&str]) -> Page {
    let page = camille.open("/en/me/after-death").expect(200);
    let mut form = page.form("/after-death");
    for category in categories {
        form.fill("categories", category);
    }
    let typed = [("name", "Éloïse Martin-Duval"), ("reach", "eloise@example.net"), ("words", "Close my account.")];
    camille.submit(form, &typed).expect(200)
}

#[test]
fn scenario_58_whom_the_directives_name_is_matched_and_receives_what_they_say() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let empty = camille.open("/en/me/after-death").expect(200).shows("You have said nothing yet");
        camille.submit(empty.form("/after-death"), &[("name", "Éloïse")]).expect(422).shows("Tick what this person");
        let decided = decide(&camille, &["support"]).shows("What you decided on 10 March 2026");
        let decided = decided.shows("Messages to customer service").shows("Close my account.");
        camille.submit(decided.form("/revocation"), &[]).expect(200).shows("It is taken back");
        assert!(house.query("SELECT person FROM directives").is_empty());
        decide(&camille, &["support"]);
        for rows in house.everything().values().flatten().flatten() {
            assert!(!rows.contains("Martin-Duval"), "sealed");
        }

        let because = ("because", "Her passport was seen.");
        let proof = [("rung", "directives"), because];
        // Whoever is not named learns nothing, and is not served by them.
        ask(&house.visitor(), "directives", "Éloïse Martin");
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("They do not name this person");
        assert!(!case.text().contains("Close my account") && !case.text().contains("Martin-Duval"));
        lea.submit(case.form("/identity"), &proof).expect(422).shows("No directives under this address name");
        let heir = lea.submit(case.form("/identity"), &[("rung", "notoriety"), because]).expect(200);
        lea.submit(heir.form("/estate"), &[]).expect(422).shows("Not before the proof");

        // Whoever is named is matched, however the name is written, and receives what was decided.
        let named = house.visitor();
        let code = ask(&named, "directives", "MARTIN DUVAL Eloise");
        let case = claim(&lea, "R-2026-0002").shows("The directives of 10 March 2026 name this person");
        let case = case.shows("Close my account.").shows("eloise@example.net");
        let known = lea.submit(case.form("/identity"), &proof).expect(200);
        assert!(!may_be_contacted(house));
        let mut forged = known.form("/estate").fields();
        forged.push(("categories".into(), "invoices".into()));
        lea.post(&known.form("/estate").action, &forged).expect(303);
        let given = lea.open("/staff/cases/R-2026-0002").expect(200);
        let given = given.shows("What they can download Messages to customer service");
        lea.submit(given.form("/closure"), &[("answer", "We closed the account as Camille wished.")]).expect(200);
        let ready = follow(&named, "R-2026-0002", &code).shows("as Camille wished");
        let package = named.submit(ready.form("/ask/package"), &[]).expect(200);
        assert_eq!(opened(&package).0, set(["support"]), "what Camille decided, whatever the form sent");
    });
}
