//! Whom a campaign goes to, and why somebody is left out: through the customer file, the colleagues' screens and the mails.

use crate::harness::{House, each_house};
use crate::programs::{ask, program, tell};
use crate::visitor::{Page, Visitor};
use habeas::api::Scope;
use habeas::roles::Role;
use serde_json::{Value, json};

/// A campaign on the customer file as it is now; its address.
pub fn begin(house: &House, planner: &Visitor) -> String {
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
    let list = planner.get("/marketing").expect(200);
    planner.send(list.form("/marketing"), &[("name", "Yearly check")]).expect(303).location().unwrap().to_owned()
}

pub fn look(visitor: &Visitor, campaign: &str, email: &str) -> Page {
    let page = visitor.get(&format!("{campaign}/audience")).expect(200);
    visitor.send(page.form("/audience"), &[("email", email)])
}

fn addresses(house: &House) -> Vec<String> {
    let shop = house.shop();
    let mut rows = shop.prepare("SELECT email FROM customers ORDER BY id").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Addresses of the file that would be asked.
fn due(officer: &Visitor, campaign: &str, addresses: &[String]) -> Vec<String> {
    let asked = |email: &&String| look(officer, campaign, email).expect(200).body().contains("would be asked");
    addresses.iter().filter(asked).take(2).cloned().collect()
}

#[test]
fn the_customer_file_tells_children_colleagues_shared_mailboxes_and_double_entries() {
    each_house(|house| {
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let [child, double] = due(&officer, &campaign, &addresses(house)).try_into().unwrap();
        let mine = house.query("SELECT email FROM colleagues WHERE role = 'dpo'").remove(0).remove(0);
        let shop = house.shop();
        let set = |what: &str, id: i64, value: &str| {
            let changed = shop.execute(&format!("UPDATE customers SET {what} = ?1 WHERE id = ?2"), (value, id));
            assert_eq!(changed.unwrap(), 1);
        };
        let count: i64 = shop.query_row("SELECT max(id) FROM customers", [], |row| row.get(0)).unwrap();
        shop.execute("UPDATE customers SET birth_date = '2015-06-01' WHERE email = ?1", [&child]).unwrap();
        set("email", count, &mine);
        set("email", count - 1, "info@boutique.example");
        set("email", count - 2, &double.to_uppercase());
        let again = begin(house, &planner);
        for (email, reason) in [
            (child.as_str(), "Under fifteen"),
            (&mine, "Colleague"),
            ("info@boutique.example", "Shared or test mailbox"),
            (&double, "Several entries"),
            ("nobody@boutique.example", "Not in the customer file"),
        ] {
            look(&officer, &again, email).expect(200).shows(reason);
        }
    });
}

#[test]
fn who_plans_mailings_learns_no_private_reason_and_cannot_give_one() {
    each_house(|house| {
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let [died, other] = due(&officer, &campaign, &addresses(house)).try_into().unwrap();

        let page = look(&officer, &campaign, &died).expect(200);
        let choose = officer.send(page.form("/exclusions"), &[]).expect(422);
        choose.shows("Choose a reason");
        let page = look(&officer, &campaign, &died).expect(200);
        let page = officer.send(page.form("/exclusions"), &[("reason", "deceased")]).expect(200);
        let page = page.shows("Deceased");
        assert!(!page.body().contains("would be asked"));

        let seen = look(&planner, &campaign, &died).expect(200).shows("the data protection officer sees");
        let told = seen.body().split("id=\"address\"").nth(1).unwrap();
        assert!(!told.contains("Deceased") && !told.contains("/exclusions"), "{told}");
        let csrf = seen.form("/audience").fields().into_iter().find(|(name, _)| name == "csrf").unwrap();
        let forged = [csrf, ("email".to_owned(), other.clone()), ("reason".to_owned(), "held".to_owned())];
        for act in ["exclusions", "inclusions"] {
            planner.post(&format!("{campaign}/{act}"), &forged).expect(403);
        }
        look(&planner, &campaign, &other).expect(200).shows("would be asked");
        look(&planner, &campaign, "no address").expect(422);

        // It holds when mails leave, and until it is taken back.
        planner.submit(planner.get(&campaign).expect(200).form("/submission"), &[]).expect(200);
        officer.submit(officer.get(&campaign).expect(200).form("/approval"), &[]).expect(200);
        house.work();
        let asked = |email: &str| house.mails().iter().any(|mail| mail.to.eq_ignore_ascii_case(email));
        assert!(!asked(&died), "who died was asked");
        assert!(asked(&other));
        let page = look(&officer, &campaign, &died).expect(200);
        officer.send(page.form("/inclusions"), &[]).expect(200).shows("would be asked");

        let acts = house.query("SELECT action FROM audit_events WHERE action LIKE 'refresh.%' ORDER BY idx").concat();
        let count = |action: &str| acts.iter().filter(|act| *act == action).count();
        assert_eq!((count("refresh.barred"), count("refresh.unbarred")), (1, 1));
        assert!(count("refresh.looked_up") >= 6);
        let log = house.everything().remove("portal.audit_events").unwrap().concat().concat().to_lowercase();
        assert!(!log.contains(&died.to_lowercase()), "the log names an address");
    });
}

fn digits(page: &Page) -> String {
    page.body().split("class=\"lead\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
}

#[test]
fn a_campaign_is_about_those_alone_whom_its_rules_choose_and_the_next_one_finds_them_again() {
    each_house(|house| {
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let audience = format!("{campaign}/audience");
        let page = planner.get(&audience).expect(200).shows("Everybody in the customer file");
        let everybody = digits(&page);
        assert!(!page.body().contains("Save these rules as a segment"), "there are none to save");

        // Mistakes stand at their fields, and nothing is saved.
        let wrong =
            [("related", "within"), ("related_months", "a year"), ("confirmed", "before"), ("confirmed_months", "0")];
        let refused = planner.send(page.form("/rules"), &wrong).expect(422);
        assert_eq!(
            refused.body().matches("Write a whole number of months from 1 to 240").count(),
            4,
            "at the top and at the field"
        );
        assert!(refused.body().contains("value=\"a year\""), "what was typed is kept");
        planner.get(&audience).expect(200).shows("Everybody in the customer file");

        let french = [("lang", "fr"), ("related", "within"), ("related_months", "24")];
        planner.send(page.form("/rules"), &french).expect(303);
        let page = planner.get(&audience).expect(200);
        let page = page
            .shows("Language: French · Last order or dealing in the last 24 months")
            .shows("Not chosen by the rules");
        assert_ne!(digits(&page), everybody);
        planner.get(&campaign).expect(200).shows("Language: French · Last order or dealing in the last 24 months");

        // Under a name, each name once.
        planner.send(page.form("/segments"), &[("name", " ")]).expect(422).shows("Name of the segment");
        planner.send(page.form("/segments"), &[("name", "French of late")]).expect(303);
        let page = planner.get(&audience).expect(200).shows("French of late").shows("In use here");
        planner
            .send(page.form("/segments"), &[("name", "French of late")])
            .expect(422)
            .shows("Another segment has this name");

        // Ten of them: no address can be read, and who looked is noted.
        let sampled = planner.send(page.form("/sample"), &[]).expect(200);
        let list = sampled.body().split("id=\"sample\"").nth(1).unwrap().split("<form").next().unwrap().to_owned();
        let shown: Vec<&str> = list.split("<bdi>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(shown.len(), 10, "{list}");
        assert!(shown.iter().all(|address| address.contains("…@")), "{shown:?}");
        let known = addresses(house);
        assert!(!known.iter().any(|address| list.contains(address.as_str())), "{list}");

        // Somebody whom they do not choose.
        let english = house
            .shop()
            .query_row("SELECT email FROM customers WHERE language = 'en' LIMIT 1", [], |row| row.get::<_, String>(0));
        look(&planner, &campaign, &english.unwrap()).expect(200).shows("do not choose this person");

        // Rules that leave nobody say which of them does.
        let page = planner.get(&audience).expect(200);
        planner.send(page.form("/rules"), &[("contacted", "before"), ("contacted_months", "240")]).expect(303);
        planner.get(&audience).expect(200).shows("Without the rule “Last contact more than 240 months ago”");

        // The next campaign finds the rules, keeps them when their name goes, and fixes them when it is handed over.
        let next = begin(house, &planner);
        let page = planner.get(&format!("{next}/audience")).expect(200).shows("Everybody in the customer file");
        planner.submit(page.form("/segment"), &[]).expect(200).shows("In use here");
        let page = planner.get(&format!("{next}/audience")).expect(200);
        planner.submit(page.form("/removal"), &[]).expect(200).shows("No segment yet");
        planner.submit(planner.get(&next).expect(200).form("/submission"), &[]).expect(200);
        let fixed = planner.get(&format!("{next}/audience")).expect(200).shows("while the campaign is a draft");
        assert!(!fixed.body().contains(&format!("{next}/rules")));
        officer.submit(officer.get(&next).expect(200).shows("Language: French").form("/approval"), &[]).expect(200);
        house.work();
        let asked: Vec<String> = house.mails().into_iter().map(|mail| mail.to.to_lowercase()).collect();
        let english = house.shop();
        let mut english = english.prepare("SELECT lower(email) FROM customers WHERE language = 'en'").unwrap();
        let english: Vec<String> = english.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(!asked.is_empty() && !asked.iter().any(|address| english.contains(address)), "{} mails", asked.len());

        let acts = house.query("SELECT action FROM audit_events WHERE action LIKE 'refresh.%' ORDER BY idx").concat();
        let count = |action: &str| acts.iter().filter(|act| *act == action).count();
        let noted = ["refresh.chosen", "refresh.segment_kept", "refresh.segment_removed", "refresh.sampled"].map(count);
        assert_eq!(noted, [3, 1, 1, 1]);
    });
}

#[test]
fn scenario_59_who_died_is_left_out_of_every_mailing_and_every_other_system_hears_no() {
    each_house(|house| {
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let died = due(&officer, &campaign, &addresses(house)).remove(0);
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        let given = json!({ "purpose": "newsletter", "address": died, "decision": "given", "lang": "en",
                            "mechanism": "tick", "form": "signup" });
        tell(house, &token, "/api/v1/consents", &given).expect(200);
        let may = || {
            let body = json!({ "purpose": "newsletter", "address": died });
            let answer: Value =
                serde_json::from_slice(&tell(house, &token, "/api/v1/consents/check", &body).expect(200).bytes)
                    .unwrap();
            let path =
                format!("/api/v1/consents?purpose=newsletter&fingerprint={}", answer["fingerprint"].as_str().unwrap());
            let by_fingerprint: Value = serde_json::from_slice(&ask(house, &token, &path).expect(200).bytes).unwrap();
            assert_eq!(by_fingerprint, answer);
            answer["may"].as_bool().unwrap()
        };
        assert!(may());
        let page = look(&officer, &campaign, &died).expect(200);
        officer.send(page.form("/exclusions"), &[("reason", "deceased")]).expect(200).shows("Deceased");
        assert!(!may(), "the newsletter goes to nobody who died");
        let page = look(&officer, &campaign, &died).expect(200);
        officer.send(page.form("/inclusions"), &[]).expect(200);
        assert!(may(), "it was a mistake");
    });
}

#[test]
fn the_counts_of_the_page_are_those_of_everybody_known() {
    each_house(|house| {
        let planner = house.colleague(Role::Marketing);
        let campaign = begin(house, &planner);
        let db = &house.app.portal().db;
        let horizon = habeas::refresh::audience::Horizon::at(house.clock.now(), 12, 12);
        let audience = db.read_now(|db| habeas::refresh::audience(db, &horizon)).unwrap();
        let persons: i64 = house.query("SELECT count(*) FROM persons")[0][0].parse().unwrap();
        assert_eq!(audience.total() + audience.excluded.iter().sum::<i64>(), persons);
        let page = planner.get(&format!("{campaign}/audience")).expect(200);
        let few = audience.excluded.iter().filter(|count| (1..10).contains(*count)).count();
        let row = |text: &str| page.body().matches(&format!("<td class=\"num\">{text}</td>")).count();
        assert_eq!(row("&lt; 10") + row("< 10"), few, "each small count is hidden");
        assert!((1..10).all(|small| row(&small.to_string()) == 0), "a small count is told");
    });
}
