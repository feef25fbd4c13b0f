//! When each category was last confirmed, and how sure the details of somebody are: on the pages of the person and of the desk, in
//! the package, and for other systems that ask.

use crate::harness::{CAMILLE, House, each_house, wait};
use crate::journeys_desk::{claim, colleague};
use crate::journeys_refresh::{ask_everyone, pages, somebody};
use crate::programs::{ask, program, tell};
use habeas::access::collect;
use habeas::api::Scope;
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn is_category(link: &str) -> bool {
    link.strip_prefix("/fr/me/data/").is_some_and(|id| !id.contains(['/', '?']))
}

fn confirmed(house: &House) -> Vec<Vec<String>> {
    house.query("SELECT category, how FROM confirmations ORDER BY category")
}

#[test]
fn one_category_is_confirmed_by_its_button_or_a_correction_and_all_that_is_shown_by_one() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/data/contact").expect(200).shows("Never confirmed");
        let done = camille.submit(page.form("/contact/confirmation"), &[]).expect(200);
        done.shows("We noted that this is correct.").shows("Confirmed on 10 March 2026");
        assert_eq!(confirmed(house), [["contact", "page"]]);
        assert!(house.query("SELECT id FROM persons WHERE confirmed_at IS NOT NULL").is_empty(), "not everything");
        let logged = "SELECT object FROM audit_events WHERE action = 'facts.confirmed' ORDER BY idx";
        assert_eq!(house.query(logged), [["contact"]]);
        let mut nothing = page.form("/contact/confirmation");
        nothing.action = "/en/me/data/nothing/confirmation".to_owned();
        camille.submit(nothing, &[]).expect(404);

        // Whoever corrects a value has looked at it.
        house.pass(days(1));
        let camille = house.sign_in(CAMILLE, "en");
        let form = camille.open("/en/me/data/contact/edit").expect(200).form("/edit");
        camille.submit(form, &[("new-phone", "+33 6 98 76 54 32")]).expect(200).shows("Confirmed on 11 March 2026");
        assert_eq!(confirmed(house), [["contact", "correction"]]);

        let page = camille.open("/en/me").expect(200).shows("Confirmed on 11 March 2026").shows("Never confirmed");
        let done = camille.submit(page.form("/me/confirmation"), &[]).expect(200).shows("your details are correct");
        assert!(!done.text().contains("Never confirmed"), "{}", done.text());
        let all = confirmed(house);
        assert!(all.len() > 3 && all.iter().all(|row| row[1] == "page"), "{all:?}");
        assert_eq!(house.query("SELECT id FROM persons WHERE confirmed_at IS NOT NULL").len(), 1);
        // What nobody was shown, nobody confirmed.
        camille.submit(page.form("/me/confirmation"), &[("categories", "nothing such")]).expect(400);

        let contents = wait(collect(house.app.portal(), &Address::parse(CAMILLE).unwrap(), Lang::En)).unwrap();
        let table = contents.own.iter().find(|table| table.table == "confirmations").unwrap();
        assert_eq!(table.rows.len(), all.len() + 1);
        assert_eq!(table.rows[0].cells[1].text, "Everything");
        let how = table.rows.iter().find(|row| row.key == "contact").unwrap();
        assert_eq!((how.cells[2].value.as_str(), how.cells[2].text.as_str()), ("page", "A button of this portal"));

        house.pass(days(366));
        let camille = house.sign_in(CAMILLE, "fr");
        let page = camille.open("/fr/me").expect(200).shows("Vérifiez vos informations");
        page.shows("Confirmé le 11 mars 2026, il y a longtemps.");
        // Each by itself is as good as all at once.
        let links = camille.open("/fr/me").expect(200).links();
        let pages: BTreeSet<String> = links.into_iter().filter(|link| is_category(link)).collect();
        assert!(pages.len() > 3, "{pages:?}");
        for link in pages {
            let page = camille.open(&link).expect(200).shows("il y a longtemps");
            camille.submit(page.form("/confirmation"), &[]).expect(200).shows("Merci.");
        }
        assert!(!camille.open("/fr/me").expect(200).text().contains("Vérifiez vos informations"));
    });
}

#[test]
fn while_their_erasure_waits_nobody_confirms_a_category() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let form = camille.open("/en/me/data/contact").expect(200).form("/contact/confirmation");
        let later = house.clock.now().as_microsecond() + 86_400_000_000;
        house.query(&format!("UPDATE persons SET leaves_at = {later}"));
        camille.submit(form, &[]).expect(200).shows("about to be deleted");
        assert!(confirmed(house).is_empty());
        let page = camille.open("/en/me/data/contact").expect(200);
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/confirmation")));
    });
}

#[test]
fn an_answer_to_a_mail_confirms_each_kind_that_it_names_and_the_other_answers_none() {
    each_house(|house| {
        ask_everyone(house);
        let mails = house.mails();
        let visitor = house.visitor();
        for (mail, answer) in mails.iter().zip(["changed", "not-me", "stop"]) {
            let (link, _) = pages(house, &mail.to);
            let form = visitor.get(&link).expect(200).form(&link);
            visitor.send(form, &[("answer", answer)]).expect(303);
        }
        assert!(confirmed(house).is_empty());
        let (link, _) = pages(house, &mails[3].to);
        let page = visitor.get(&link).expect(200);
        visitor.submit(page.form(&link), &[("answer", "correct")]).expect(200);
        let kinds = &house.app.portal().record.categories;
        let all = confirmed(house);
        assert_eq!(all.len(), kinds.len());
        for category in kinds {
            assert!(all.contains(&vec![category.id.clone(), "answer".to_owned()]), "{}", category.id);
        }
    });
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// How sure the details of an address are, asked by address and then by fingerprint: both say the same.
fn sure(house: &House, token: &str, address: &str) -> Value {
    let by_address = tell(house, token, "/api/v1/freshness/check", &json!({ "address": address })).expect(200);
    let by_address = json_of(&by_address.bytes);
    let path = format!("/api/v1/freshness?fingerprint={}", by_address["fingerprint"].as_str().unwrap());
    assert_eq!(json_of(&ask(house, token, &path).expect(200).bytes), by_address);
    by_address
}

#[test]
fn a_program_asks_how_sure_the_details_of_somebody_are() {
    each_house(|house| {
        let token = program(house, &[Scope::FreshnessRead]);
        let nobody = sure(house, &token, "nobody@example.com");
        assert_eq!(
            nobody,
            json!({ "fingerprint": nobody["fingerprint"], "accuracy": "unknown", "confirmed_at": null, "categories": [],
                    "asked_at": null })
        );
        let camille = house.sign_in(CAMILLE, "en");
        let never = sure(house, &token, CAMILLE);
        assert_eq!((&never["accuracy"], &never["confirmed_at"]), (&json!("never"), &json!(null)));
        let kinds = house.app.portal().record.categories.len();
        assert_eq!(never["categories"].as_array().unwrap().len(), kinds);
        assert!(never["categories"].as_array().unwrap().iter().all(|one| one["confirmed_at"].is_null()));

        let path = format!("/api/v1/freshness?fingerprint={}", never["fingerprint"].as_str().unwrap());
        let tag = ask(house, &token, &path).expect(200).headers["etag"].to_str().unwrap().to_owned();
        let again = || {
            let headers = [("Authorization", token.as_str()), ("If-None-Match", tag.as_str())];
            house.visitor().get_with(&path, &headers)
        };
        assert_eq!((again().status, again().bytes.len()), (304, 0));
        let page = camille.open("/en/me").expect(200);
        camille.submit(page.form("/me/confirmation"), &[]).expect(200);
        again().expect(200);
        let fresh = sure(house, &token, CAMILLE);
        assert_eq!((&fresh["accuracy"], &fresh["confirmed_at"]), (&json!("confirmed"), &json!("2026-03-10T09:00:00Z")));
        let contact = fresh["categories"].as_array().unwrap().iter().find(|one| one["category"] == "contact").unwrap();
        assert_eq!(contact["confirmed_at"], "2026-03-10T09:00:00Z");
        house.pass(days(366));
        assert_eq!(sure(house, &token, CAMILLE)["accuracy"], "old");

        for body in [json!({}), json!({ "address": "camille" }), json!({ "address": CAMILLE, "purpose": "x" })] {
            let refused = tell(house, &token, "/api/v1/freshness/check", &body).expect(422);
            assert!(!refused.body().contains("camille"), "{}", refused.body());
        }
        ask(house, &token, "/api/v1/freshness?fingerprint=zz").expect(422);
        ask(house, &token, "/api/v1/freshness").expect(422);
        // Whose deletion waits is nobody's to ask about.
        let later = house.clock.now().as_microsecond() + 86_400_000_000;
        house.query(&format!("UPDATE persons SET leaves_at = {later}"));
        assert_eq!(sure(house, &token, CAMILLE)["accuracy"], "unknown");
    });
}

#[test]
fn who_does_not_answer_two_mails_a_year_apart_is_unconfirmed_for_programs_until_they_are_heard() {
    each_house(|house| {
        let token = program(house, &[Scope::FreshnessRead]);
        ask_everyone(house);
        let silent = somebody(house);
        let asked = sure(house, &token, &silent);
        assert_eq!((&asked["accuracy"], &asked["asked_at"]), (&json!("never"), &json!("2026-03-10T09:00:00Z")));
        // A year and a half later, on a Tuesday too; the night has taken the readers off the first mails.
        house.pass(days(22));
        house.pass(days(524));
        assert!(house.query("SELECT id FROM refresh_recipients WHERE person IS NOT NULL").is_empty());
        assert_eq!(sure(house, &token, &silent)["accuracy"], "never");
        ask_everyone(house);
        house.clock.advance(days(61));
        assert_eq!(sure(house, &token, &silent)["accuracy"], "unconfirmed");
        house.sign_in(&silent, "en");
        assert_eq!(sure(house, &token, &silent)["accuracy"], "never", "they were heard");
    });
}

#[test]
fn a_colleague_sees_when_each_category_was_confirmed_and_what_is_to_verify_masked() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/data/orders").expect(200);
        camille.submit(page.form("/orders/confirmation"), &[]).expect(200);
        let form = camille.open("/en/me/requests/new?right=other").expect(200).form("/new");
        let checked = camille.submit(form, &[("message", "Where is my parcel?")]).expect(200);
        camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        house.work();
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        let read = lea.submit(case.form("/reading"), &[]).expect(200).shows("Aubry");
        let read = read.shows("Confirmed by the person on 10 March 2026").shows("Never confirmed by the person");
        assert!(
            !read.text().contains("To verify") && read.forms().iter().all(|form| !form.action.ends_with("/reading"))
        );

        // Two silent cycles, after all that she said.
        let since = house.clock.now().as_microsecond() + 1_000_000;
        house.query(&format!("UPDATE persons SET silent_cycles = 2, silent_at = {since}"));
        let count = || house.query("SELECT idx FROM audit_events WHERE action = 'person.read'").len();
        let before = count();
        let masked = lea.submit(lea.open("/staff/cases/R-2026-0001").form("/reading"), &[]).expect(200);
        let masked = masked.shows("Nobody answered two checks in a row").shows("To verify");
        let phone = house.in_shop("SELECT phone FROM customers WHERE lower(email) = 'camille.aubry@example.com'");
        assert!(
            !["Aubry", CAMILLE, phone.as_str()].iter().any(|known| masked.body().contains(known)),
            "{}",
            masked.text()
        );
        let open = lea.submit(masked.form("/reading"), &[]).expect(200).shows("Aubry").shows(&phone);
        assert!(
            open.shows("Nobody answered two checks in a row")
                .forms()
                .iter()
                .all(|form| !form.action.ends_with("/reading"))
        );
        assert_eq!(count() - before, 2, "each reading is logged");
    });
}
