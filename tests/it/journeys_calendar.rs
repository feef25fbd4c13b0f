//! The calendar of the mailings: when campaigns write, and where one stands in the way of another.

use crate::harness::House;
use crate::visitor::Visitor;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::roles::Role;
use jiff::SignedDuration;

fn begin(planner: &Visitor, name: &str, schedule: &[(&str, &str)]) -> String {
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", name)]).expect(303).location().unwrap().to_owned();
    let form = planner.get(&format!("{made}/schedule")).expect(200).form("/schedule");
    planner.submit(form, schedule).expect(200);
    made
}

fn press(visitor: &Visitor, page: &str, act: &str) {
    let form = visitor.get(page).expect(200).form(act);
    visitor.submit(form, &[]).expect(200);
}

fn read_customers(house: &House, planner: &Visitor) {
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
}

#[test]
fn a_campaign_begins_on_its_first_day_and_asks_whom_the_file_names_then() {
    for fresh in fresh_databases() {
        let house = &House::open(fresh, |_| {});
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        read_customers(house, &planner);
        // It is ten o'clock on Tuesday, 10 March.
        let campaign = begin(&planner, "Yearly check", &[("starts_on", "12/03/2026")]);
        planner.get(&campaign).expect(200).shows("Not before 12 March 2026");
        press(&planner, &campaign, "/submission");
        press(&dpo, &campaign, "/approval");
        house.work();
        planner.get(&campaign).expect(200).shows("The campaign begins on 12 March 2026").shows("decided on that day");
        let asked = || house.mails().iter().filter(|mail| mail.text.contains("/c/")).count();
        assert_eq!(asked(), 0, "sent before its first day");
        assert!(house.query("SELECT id FROM refresh_recipients").is_empty(), "chosen before its first day");
        let before: i64 = house.query("SELECT count(*) FROM persons")[0][0].parse().unwrap();
        for _ in 0..48 {
            house.pass(SignedDuration::from_hours(1));
        }
        let planner = house.colleague(Role::Marketing);
        assert!(asked() >= 20, "{} of {before}", asked());
        assert!(!planner.get(&campaign).expect(200).body().contains("The campaign begins on"));
    }
}

#[test]
fn a_first_day_that_is_none_is_said_at_its_field() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let planner = house.colleague(Role::Marketing);
    let campaign = begin(&planner, "Yearly check", &[]);
    let form = || planner.get(&format!("{campaign}/schedule")).expect(200).form("/schedule");
    for (first, last, said) in [
        ("09/03/2026", "", "Choose today or a day ahead"),
        ("soon", "", "Enter a date"),
        ("20/03/2026", "19/03/2026", "not before the first"),
    ] {
        let page = planner.submit(form(), &[("starts_on", first), ("ends_on", last)]).expect(422);
        assert_eq!(page.body().matches("class=\"field__error\"").count(), 1, "{first} {last}");
        page.shows(said);
    }
    planner.submit(form(), &[("starts_on", "20/03/2026"), ("ends_on", "20/03/2026")]).expect(200);
}

#[test]
fn the_calendar_shows_days_holidays_and_what_stands_in_the_way() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let planner = house.colleague(Role::Marketing);
    let empty = planner.get("/marketing/calendar").expect(200);
    let empty =
        empty.shows("Nothing leaves in this month").shows("March 2026").shows("April 2026").shows("February 2026");
    assert!(!empty.body().contains("in each other"), "there is nobody to be in the way of");
    read_customers(house, &planner);
    begin(&planner, "Spring check", &[("starts_on", "07/04/2026")]);
    let april = planner.get("/marketing/calendar?month=2026-04").expect(200);
    let april = april.shows("Easter Monday").shows("Spring check").shows("details check").shows("reminders");
    assert!(!april.body().contains("in each other"));
    house.clock.advance(SignedDuration::from_mins(1));
    begin(&planner, "Second check", &[("starts_on", "07/04/2026")]);
    house.clock.advance(SignedDuration::from_mins(1));
    begin(&planner, "Autumn check", &[("starts_on", "01/10/2026")]);
    let all = planner.get("/marketing/calendar?month=2026-04").expect(200);
    all.shows("“Second check” and “Spring check” both write on 7 April 2026")
        .shows("“Autumn check” comes less than 12 months after “Spring check”")
        .shows("some until 7 April 2027");
    for wrong in ["2026-13", "2030-01", "x"] {
        planner.get(&format!("/marketing/calendar?month={wrong}")).expect(404);
    }
    planner.get("/marketing/calendar?month=2027-03").expect(200);
    house.colleague(Role::Support).get("/marketing/calendar").expect(403);
    let late = house.query("SELECT name FROM refresh_campaigns WHERE state <> 'draft'");
    assert!(late.is_empty(), "looking changes nothing");
}

#[test]
fn a_pace_that_does_not_reach_everybody_is_said_before_anybody_is_written_to() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let planner = house.colleague(Role::Marketing);
    read_customers(house, &planner);
    let campaign = begin(&planner, "Yearly check", &[("starts_on", "12/03/2026"), ("ends_on", "12/03/2026")]);
    let page = planner.get(&format!("{campaign}/message")).expect(200);
    planner.submit(page.form("/message"), &[("per_hour", "1")]).expect(200);
    planner.get("/marketing/calendar").expect(200).shows("“Yearly check” does not reach everybody before its last day");
}
