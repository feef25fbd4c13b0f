//! What the directory of the customer file can say of people: groups to choose by, hours of their own, details given with an order.

use crate::harness::{CAMILLE, House, each_house, sqlite_rows};
use crate::journeys_audience::{begin, look};
use habeas::config::Config;
use habeas::db::testing::portal_databases;
use habeas::roles::Role;
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// Lets the directory of the shop declare more.
fn also_declares(config: &Config, lines: &str) {
    let file = config.portal.sources_dir.join("shop.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let more = text.replacen("segment = \"loyalty_tier\"", &format!("{lines}\nsegment = \"loyalty_tier\""), 1);
    assert_ne!(more, text);
    std::fs::write(&file, more).unwrap();
}

fn golden(house: &House) -> BTreeSet<String> {
    let rows = sqlite_rows(&house.shop(), "SELECT lower(email) FROM customers WHERE loyalty_tier = 'gold'");
    rows.into_iter().flatten().collect()
}

/// To whom a check was sent.
fn asked(house: &House) -> BTreeSet<String> {
    let checks = house.mails().into_iter().filter(|mail| mail.text.contains("/c/"));
    checks.map(|mail| mail.to.to_lowercase()).collect()
}

#[test]
fn a_campaign_is_about_those_of_one_group_of_the_customer_file() {
    each_house(|house| {
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let audience = format!("{campaign}/audience");
        let page = planner.get(&audience).expect(200).shows("Group in the customer file");
        for group in ["bronze", "silver", "gold"] {
            assert!(page.body().contains(&format!("<option value=\"{group}\">{group}</option>")), "{group}");
        }
        let mut forged = page.form("/rules").fields();
        forged.iter_mut().filter(|(name, _)| name == "segment").for_each(|(_, value)| *value = "platinum".to_owned());
        let refused = planner.post(&format!("{campaign}/rules"), &forged).expect(422);
        assert!(refused.body().contains("href=\"#segment\""), "the mistake leads to its field");
        planner.get(&audience).expect(200).shows("Everybody in the customer file");

        planner.send(page.form("/rules"), &[("segment", "gold")]).expect(303);
        let page = planner.get(&audience).expect(200).shows("Group in the customer file: gold");
        assert!(page.body().contains("<option value=\"gold\" selected>"), "the form shows what holds");
        planner.get(&campaign).expect(200).shows("Group in the customer file: gold");

        // A saved segment is something else, and keeps the rule.
        planner.send(page.form("/segments"), &[("name", "The best")]).expect(303);
        planner.get(&audience).expect(200).shows("The best").shows("Saved segments");

        planner.submit(planner.get(&campaign).expect(200).form("/submission"), &[]).expect(200);
        let page = officer.get(&campaign).expect(200).shows("Group in the customer file: gold");
        officer.submit(page.form("/approval"), &[]).expect(200);
        house.work();
        let asked = asked(house);
        assert!(!asked.is_empty() && asked.is_subset(&golden(house)), "{} mails", asked.len());
    });
}

#[test]
fn a_group_that_nobody_is_in_any_more_stays_the_rule_and_one_that_was_never_named_is_no_choice() {
    each_house(|house| {
        let planner = house.colleague(Role::Marketing);
        let campaign = begin(house, &planner);
        let audience = format!("{campaign}/audience");
        planner.send(planner.get(&audience).expect(200).form("/rules"), &[("segment", "gold")]).expect(303);
        house.shop().execute("UPDATE customers SET loyalty_tier = '  '", []).unwrap();
        begin(house, &planner);
        let page = planner.get(&audience).expect(200).shows("Group in the customer file: gold");
        assert!(page.body().contains("<option value=\"gold\" selected>"));
        page.shows("Without the rule “Group in the customer file: gold”");
        let other = begin(house, &planner);
        let page = planner.get(&format!("{other}/audience")).expect(200);
        assert!(!page.body().contains("Group in the customer file"), "there is nothing to choose");
    });
}

#[test]
fn who_ordered_a_few_days_ago_is_left_out_and_told_why() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| also_declares(config, "checked = \"last_order\""));
        let planner = house.colleague(Role::Marketing);
        let campaign = begin(&house, &planner);
        look(&planner, &campaign, CAMILLE)
            .expect(200)
            .shows("Details given with an order")
            .shows("in the last 30 days, as with an order to be delivered");
        house.nobody_ordered_of_late();
        let again = begin(&house, &planner);
        look(&planner, &again, CAMILLE).expect(200).shows("would be asked");
    }
}

#[test]
fn whose_hours_they_are_is_said_before_approval_and_the_companys_night_holds_up_nobody_elsewhere() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| {
            also_declares(config, "zone = \"favourite_range\"\ncountry = \"favourite_range\"");
        });
        let planner = house.colleague(Role::Marketing);
        house.shop().execute("UPDATE customers SET favourite_range = NULL", []).unwrap();
        let set = "UPDATE customers SET favourite_range = 'Pacific/Auckland' WHERE lower(email) = lower(?1)";
        house.shop().execute(set, [CAMILLE]).unwrap();
        let campaign = begin(&house, &planner);
        let words = "the hours and public holidays are those of each recipient";
        planner.get(&campaign).expect(200).shows(words);
        planner.get(&format!("{campaign}/schedule")).expect(200).shows(words);
        planner.submit(planner.get(&campaign).expect(200).form("/submission"), &[]).expect(200);
        // Ten in the evening in Paris is the next morning in Auckland.
        house.pass(SignedDuration::from_hours(12));
        let (planner, officer) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        officer.submit(officer.get(&campaign).expect(200).shows(words).form("/approval"), &[]).expect(200);
        house.work();
        assert_eq!(asked(&house), BTreeSet::from([CAMILLE.to_lowercase()]), "{}", house.database);
        let page = planner.get(&campaign).expect(200).shows("Sending waits until");
        page.shows("Whoever is left is outside their own hours");
        house.pass(SignedDuration::from_hours(12));
        assert!(asked(&house).len() > 10, "{}", house.database);
    }
}
