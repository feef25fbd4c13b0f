//! The rules of every campaign, to be read: with the values that the portal goes by.

use crate::harness::House;
use habeas::db::testing::Fresh;
use habeas::roles::Role;

#[test]
fn the_rules_of_every_campaign_are_read_with_the_values_that_hold_and_where_they_are_set() {
    let house = &House::open(Fresh::sqlite(), |config| {
        config.refresh.ask_after_months = 17;
        config.refresh.confirm_after_months = 19;
        config.refresh.per_hour = 4321;
        config.requests.holidays = "DE-BY".parse().unwrap();
    });
    let planner = house.colleague(Role::Marketing);
    let links = planner.get("/marketing").expect(200).links();
    assert!(links.iter().any(|link| link == "/marketing/policy"), "no way leads there: {links:?}");
    let page = planner.get("/marketing/policy").expect(200);
    assert!(page.forms().iter().all(|form| !form.action.starts_with("/marketing")), "nothing is changed here");
    page.shows("At most one details check in 17 months")
        .shows("refresh.ask_after_months")
        .shows("6 months, whatever the settings and a campaign say")
        .shows("19 months after somebody confirmed")
        .shows("14 to 21 days after the mail")
        .shows("in the 30 days after an order")
        .shows("Never before 7:00 or after 21:00; unless chosen otherwise from 9:00 to 18:00")
        .shows("calendar DE-BY")
        .shows("Europe/Paris")
        .shows("At most 4 321, all campaigns together")
        .shows("From 50 to 100 000 mails on the first day")
        .shows("once one mail in 50 was refused for good, from 50 mails on")
        .shows("once one reader in 1 000 called its mail unwanted")
        .shows("after 3 that may pass within 14 days")
        .shows("has 300 characters at most")
        .shows("never the author: Marketing, Data protection officer")
        .shows("Known for 13 months")
        .shows("5 years after its end")
        .shows("60 days. Looking at it changes nothing");
    house.colleague(Role::Dpo).get("/marketing/policy").expect(200);
    house.colleague(Role::Support).get("/marketing/policy").expect(403);
}

#[test]
fn a_setting_below_the_floor_is_shown_as_the_floor_that_holds() {
    let house = &House::open(Fresh::sqlite(), |config| config.refresh.ask_after_months = 1);
    let planner = house.colleague(Role::Marketing);
    planner.get("/marketing/policy").expect(200).shows("At most one details check in 6 months");
}

#[test]
fn every_setting_that_the_page_names_exists() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let page = house.colleague(Role::Marketing).get("/marketing/policy").expect(200);
    let settings: toml::Table = include_str!("../../config/default.toml").parse().unwrap();
    let text = page.text();
    let mut named = 0;
    for name in text.split("Set in habeas.toml: ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
        let (part, key) = name.split_once('.').unwrap();
        assert!(settings[part].as_table().unwrap().contains_key(key), "{name}");
        named += 1;
    }
    assert!(named >= 5, "only {named} settings");
}
