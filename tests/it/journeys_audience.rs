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
