//! A campaign of family P: chosen on its form, sent to who permits its marketing and to nobody else; and every way to send it to
//! somebody else, tried.

use crate::harness::{House, each_house};
use crate::journeys_audience::{begin, look};
use crate::programs::{ask, program, tell};
use crate::source_tree::{code, texts};
use crate::visitor::Visitor;
use habeas::api::Scope;
use habeas::commands::{Brought, mail_report};
use habeas::people::Address;
use habeas::roles::Role;
use habeas::web::Who;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

fn press(visitor: &Visitor, page: &str, act: &str) {
    let form = visitor.get(page).expect(200).form(act);
    visitor.submit(form, &[]).expect(200);
}

fn decide(house: &House, token: &str, address: &str, decision: &str) {
    let body = json!({ "purpose": "newsletter", "address": address, "decision": decision, "lang": "en",
                       "mechanism": "tick", "form": "signup" });
    tell(house, token, "/api/v1/consents", &body).expect(200);
}

/// People of the customer file who would be asked by a service message.
fn due(house: &House) -> Vec<String> {
    let officer = house.colleague(Role::Dpo);
    let campaign = begin(house, &officer);
    let rows = crate::harness::sqlite_rows(&house.shop(), "SELECT email FROM customers ORDER BY id");
    let would = |email: &String| look(&officer, &campaign, email).expect(200).body().contains("would be asked");
    rows.into_iter().map(|mut row| row.remove(0)).filter(would).take(8).collect()
}

/// A campaign of family P on the newsletter, approved; its address.
fn approved(house: &House, planner: &Visitor, dpo: &Visitor, per_hour: &str) -> String {
    let campaign = begin(house, planner);
    let message = planner.get(&format!("{campaign}/message")).expect(200);
    planner.submit(message.form("/message"), &[("family", "newsletter"), ("per_hour", per_hour)]).expect(200);
    press(planner, &campaign, "/submission");
    press(dpo, &campaign, "/approval");
    campaign
}

fn asked(house: &House) -> BTreeSet<String> {
    house.mails().iter().filter(|mail| mail.text.contains("/c/")).map(|mail| mail.to.to_lowercase()).collect()
}

fn set<'a>(addresses: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    addresses.into_iter().map(|address| address.to_lowercase()).collect()
}

#[test]
fn family_p_is_chosen_on_the_form_explained_and_goes_only_to_who_permits_it() {
    each_house(|house| {
        let people = due(house);
        let token = program(house, &[Scope::ConsentsWrite]);
        for (address, decisions) in people.iter().zip([
            &["given"][..],
            &["given"],
            &["withdrawn", "given"],
            &["given", "withdrawn"],
            &["refused"],
            &["given", "objected"],
        ]) {
            for decision in decisions {
                decide(house, &token, address, decision);
                house.clock.advance(SignedDuration::from_secs(1));
            }
        }
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let message = format!("{campaign}/message");
        let page =
            planner.get(&message).expect(200).shows("Everybody due: a service message").shows("Only who may be sent");
        let family = |fields: Vec<(String, String)>| fields.into_iter().find(|(name, _)| name == "family").unwrap().1;
        assert_eq!(family(page.form("/message").fields()), "-", "a service message unless another is chosen");
        // What the form does not offer is refused when it is sent all the same.
        for other in ["customers", "accounting", "data-refresh", "audience", "*", "", "permitted", "nothing"] {
            let mut fields = page.form("/message").fields();
            fields.retain(|(name, _)| name != "family");
            fields.push(("family".to_owned(), other.to_owned()));
            planner.post(&message, &fields).expect(422).shows("Choose who may get it");
        }
        assert!(house.query("SELECT id FROM refresh_campaigns WHERE permission_activity IS NOT NULL").is_empty());
        // A word of advertising stops a service message, and is only told of here.
        let offer = [("intro_fr", "Profitez de nos soldes."), ("intro_en", "Look at our sale.")];
        planner.send(page.form("/message"), &offer).expect(422);
        let mut chosen = vec![("family", "newsletter")];
        chosen.extend(offer);
        let saved = planner.submit(page.form("/message"), &chosen).expect(200);
        saved.shows("Allowed in this message, and better left out").shows("Choose what you receive");
        let preview = planner.get(&format!("{campaign}/preview/en/first-html")).expect(200);
        assert!(preview.body().contains("/en/me/choices"));
        let audience = planner.get(&format!("{campaign}/audience")).expect(200);
        audience.shows("No permission").shows("took it back");
        planner.get(&campaign).expect(200).shows("only to those who agreed to");
        // Back to a service message, it may not say that.
        planner.send(page.form("/message"), &[chosen[1], chosen[2], ("family", "-")]).expect(422);
        planner.submit(page.form("/message"), &[("family", "newsletter")]).expect(200);

        press(&planner, &campaign, "/submission");
        press(&dpo, &campaign, "/approval");
        house.work();
        assert_eq!(asked(house), set(&people[..3]));
        let choices = format!("{}/", house.url);
        for mail in house.mails().iter().filter(|mail| mail.text.contains("/c/")) {
            assert!(mail.text.contains("/me/choices") && mail.text.contains(&choices), "{}", mail.text);
            let raw = String::from_utf8(mail.raw.clone()).unwrap();
            assert!(raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        }
        let figures: BTreeMap<String, i64> = house
            .query("SELECT reason, people FROM refresh_exclusions")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].parse().unwrap()))
            .collect();
        let everybody: i64 = house.query("SELECT COUNT(*) FROM persons")[0][0].parse().unwrap();
        assert_eq!(figures.values().sum::<i64>() + 3, everybody, "{figures:?}");
        assert!(figures["unpermitted"] > 5, "{figures:?}");
    });
}

#[test]
fn a_permission_taken_back_between_the_plan_and_the_turn_stops_the_mail() {
    each_house(|house| {
        let people = due(house);
        let token = program(house, &[Scope::ConsentsWrite]);
        people.iter().for_each(|address| decide(house, &token, address, "given"));
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        approved(house, &planner, &dpo, "2");
        house.work();
        assert_eq!(asked(house).len(), 2, "the hour holds two");
        let waiting: Vec<&String> = people.iter().filter(|one| !asked(house).contains(&one.to_lowercase())).collect();
        decide(house, &token, waiting[0], "withdrawn");
        let visitor = house.sign_in(waiting[1], "en");
        let choices = visitor.open("/en/me/choices").expect(200);
        visitor.submit(choices.form("/me/choices/stop"), &[]).expect(200);
        house.query("UPDATE refresh_campaigns SET per_hour = 1000");
        for _ in 0..3 {
            house.pass(SignedDuration::from_mins(61));
        }
        let mut expected = set(&people);
        expected.remove(&waiting[0].to_lowercase());
        expected.remove(&waiting[1].to_lowercase());
        assert_eq!(asked(house), expected);
        assert_eq!(house.query("SELECT COUNT(*) FROM refresh_recipients WHERE state = 'skipped'"), [["2"]]);
    });
}

#[test]
fn who_calls_such_a_mail_spam_objects_to_marketing_too() {
    each_house(|house| {
        let people = due(house);
        let token = program(house, &[Scope::ConsentsWrite]);
        people.iter().take(2).for_each(|address| decide(house, &token, address, "given"));
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        approved(house, &planner, &dpo, "600");
        house.work();
        let mail = house.mails().into_iter().find(|mail| mail.to.eq_ignore_ascii_case(&people[0])).unwrap();
        let raw = String::from_utf8(mail.raw).unwrap();
        let report = format!(
            "From: <complaints@mx.example.net>\r\nTo: <donnees@maison-lavande.example>\r\nSubject: Complaint\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nAbuse.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n\
             Feedback-Type: abuse\r\nUser-Agent: X/1\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{raw}\r\n--b--\r\n"
        );
        let noted = mail_report(house.app.portal(), report.as_bytes()).unwrap();
        assert!(matches!(noted, Brought::Noted { kind: "complaint", .. }), "{noted:?}");
        assert!(stops(house, &people[0]) && said(house, &people[0])["*"] == "objected");
        assert!(!said(house, &people[1]).contains_key("*"));
    });
}

/// What the ledger says last of each marketing of a person, and of all of it.
fn said(house: &House, address: &str) -> BTreeMap<String, String> {
    let print = Address::parse(address).unwrap().fingerprint(&house.app.portal().keys);
    let sql = format!(
        "SELECT e.activity, e.event FROM consent_events e JOIN consent_subjects s ON s.subject = e.subject \
         WHERE s.fingerprint = '{print}' ORDER BY e.happened_at, e.id"
    );
    house.query(&sql).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

fn stops(house: &House, address: &str) -> bool {
    let print = Address::parse(address).unwrap().fingerprint(&house.app.portal().keys);
    let sql = format!("SELECT 1 FROM refresh_standings WHERE fingerprint = '{print}' AND stopped_at IS NOT NULL");
    !house.query(&sql).is_empty()
}

#[test]
fn a_stop_of_family_p_asks_what_to_stop_and_one_click_stops_both() {
    each_house(|house| {
        let people = due(house);
        let token = program(house, &[Scope::ConsentsWrite]);
        people.iter().for_each(|address| decide(house, &token, address, "given"));
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        approved(house, &planner, &dpo, "600");
        house.work();
        let page = |address: &str| house.link(address, "/u/");
        let [one_click, both, checks, marketing, answers, looks, ..] = people.as_slice() else { panic!("{people:?}") };
        let form = |address: &str| {
            let here = page(address);
            let form = house.visitor().get(&here).expect(200).form(&here);
            let asks: Vec<String> =
                form.controls.iter().filter(|one| one.name == "what").map(|one| one.value.clone()).collect();
            assert_eq!(asks, ["both", "checks", "marketing"]);
            form
        };

        // Looking changes nothing; the mail program posts without a cookie and without a choice.
        house.visitor().get(&page(looks)).expect(200);
        let click = [("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
        house.visitor().post(&page(one_click), &click).expect(200);
        house.visitor().submit(form(both), &[]).expect(200);
        house.visitor().submit(form(checks), &[("what", "checks")]).expect(200);
        house.visitor().submit(form(marketing), &[("what", "marketing")]).expect(200);
        for (address, ends_checks, ends_marketing) in [
            (one_click, true, true),
            (both, true, true),
            (checks, true, false),
            (marketing, false, true),
            (looks, false, false),
        ] {
            let said = said(house, address);
            assert_eq!(stops(house, address), ends_checks, "{said:?}");
            let last = |activity: &str| said.get(activity).map(String::as_str);
            let expected = if ends_marketing { (Some("objected"), Some("withdrawn")) } else { (None, Some("given")) };
            assert_eq!((last("*"), last("newsletter")), expected);
        }
        // The button of the answer page speaks of the checks, and then offers the rest.
        let answer = house.link(answers, "/c/");
        let visitor = house.visitor();
        let open = visitor.get(&answer).expect(200);
        let stopped = visitor.submit(open.form(&answer), &[("answer", "stop")]).expect(200);
        assert!(stops(house, answers) && !said(house, answers).contains_key("*"));
        visitor.submit(stopped.form(&answer), &[]).expect(200);
        assert_eq!(said(house, answers)["*"], "objected");
        let words =
            house.query("SELECT answer, stopped FROM refresh_recipients WHERE stopped IS NOT NULL ORDER BY stopped");
        assert_eq!(words, [["stop", "both"], ["stop", "both"], ["stop", "both"], ["stop", "marketing"]]);

        // Taking it back takes back the checks; to agree to marketing again is done on the page of choices.
        let visitor = house.visitor();
        let done = visitor.get(&page(both)).expect(200);
        let left = visitor.submit(done.form("/undo"), &[]).expect(200);
        let still = ["You may still be asked", "Nous pouvons encore vous demander"];
        assert!(still.iter().any(|words| left.text().contains(words)), "{}", left.text());
        assert!(!stops(house, both) && said(house, both)["*"] == "objected");
        let done = house.visitor().get(&page(marketing)).expect(200);
        assert!(done.forms().iter().all(|form| !form.action.ends_with("/undo")));
    });
}

#[test]
fn programs_have_no_way_to_a_campaign() {
    let routes = habeas::routes::all();
    for route in routes.iter().filter(|route| route.path.contains("/marketing") || route.path.contains("campaign")) {
        assert!(!matches!(route.who, Who::Program(_)), "{} is open to programs", route.path);
    }
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let every: Vec<Scope> = Scope::ALL.iter().map(|(_, scope)| *scope).collect();
    let token = program(house, &every);
    let planner = house.colleague(Role::Marketing);
    let campaign = begin(house, &planner);
    for path in ["/api/v1/campaigns", "/api/v1/marketing/campaigns", "/api/v1/refresh/campaigns"] {
        ask(house, &token, path).expect(404);
        tell(house, &token, path, &json!({ "family": "permitted", "permission": "newsletter" })).expect(404);
    }
    // Nor does a token open a colleague's pages.
    let page = tell(house, &token, &format!("{campaign}/message"), &json!({ "family": "newsletter" }));
    assert!(page.status >= 300, "{}", page.status);
    assert!(house.query("SELECT id FROM refresh_campaigns WHERE permission_activity IS NOT NULL").is_empty());
}

#[test]
fn the_proof_of_a_permission_is_made_in_one_place() {
    let sources = texts("src", ".rs");
    let made: Vec<&str> = sources
        .iter()
        .filter(|(_, text)| code(text).contains("Permit {") && !code(text).contains("enum Permit "))
        .map(|(file, _)| file.as_str())
        .collect();
    assert_eq!(made, ["src/consents/permit.rs", "src/consents/store/permits.rs"], "the first only says what it proves");
    let proves = |text: &str| code(text).contains("Permitted for ");
    let proofs: Vec<&str> = sources
        .iter()
        .filter(|(file, text)| proves(text) && !file.ends_with("mail/check.rs"))
        .map(|(file, _)| file.as_str())
        .collect();
    assert_eq!(proofs, ["src/consents/permit.rs"], "a mail of family P is made of the ledger's proof alone");
    // And with it in one place: where the mails of a campaign are handed over.
    let calls = |text: &str| code(text).contains("Check::permitted(");
    let letters: Vec<&str> = sources
        .iter()
        .filter(|(file, text)| calls(text) && !file.ends_with("mail/check.rs"))
        .map(|(file, _)| file.as_str())
        .collect();
    assert_eq!(letters, ["src/refresh/send.rs"]);
}
