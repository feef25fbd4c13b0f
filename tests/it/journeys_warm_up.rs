//! How fast a campaign goes, through the colleagues' screens: the mails to each provider and the warm-up, chosen, told before the
//! approval and kept to.

use crate::harness::{House, each_house};
use crate::visitor::Visitor;
use habeas::db::testing::Fresh;
use habeas::roles::Role;
use jiff::SignedDuration;

fn begin(house: &House, planner: &Visitor) -> String {
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
    let list = planner.get("/marketing").expect(200);
    planner.send(list.form("/marketing"), &[("name", "Vérification 2026")]).expect(303).location().unwrap().to_owned()
}

fn press(visitor: &Visitor, page: &str, act: &str) {
    let form = visitor.get(page).expect(200).form(act);
    visitor.submit(form, &[]).expect(200);
}

#[test]
fn the_two_limits_are_chosen_on_the_form_and_a_mistake_is_told_at_its_field() {
    let house = &House::open(Fresh::sqlite(), |config| config.refresh.per_hour = 2000);
    let planner = house.colleague(Role::Marketing);
    let campaign = begin(house, &planner);
    let page = format!("{campaign}/schedule");
    let form = || planner.get(&page).expect(200).form("/schedule");
    for (name, value) in [
        ("per_provider", "0"),
        ("per_provider", "2001"),
        ("per_provider", "many"),
        ("warm_up", "49"),
        ("warm_up", "100001"),
        ("warm_up", "-50"),
    ] {
        let wrong = planner.send(form(), &[(name, value)]).expect(422);
        assert_eq!(wrong.body().matches("class=\"field__error\"").count(), 1, "{name} {value}");
        assert!(wrong.body().contains(&format!("value=\"{value}\"")), "what was typed is kept");
    }
    let both = planner.send(form(), &[("per_provider", "0"), ("warm_up", "1"), ("remind", "22")]).expect(422);
    assert_eq!(both.body().matches("class=\"field__error\"").count(), 3, "each mistake at once");
    assert!(both.body().contains("Write a number from 1 to 2\u{202f}000, or leave it empty"));
    let none = planner.submit(form(), &[]).expect(200);
    assert!(!none.body().contains("Warm-up") && !none.body().contains("large mail provider"));
    let saved = planner.submit(form(), &[("per_provider", "7"), ("warm_up", " 50 ")]).expect(200);
    saved
        .shows("To each large mail provider, at most 7 mails in an hour.")
        .shows("Warm-up: at most 50 mails on the first day, and twice as many on each further one.")
        .shows("Sending days until all recipients there are now");
    planner
        .get(&page)
        .expect(200)
        .shows("Warm-up plan")
        .shows("Day 1")
        .shows("The limit to each mail provider may make them more.");
    // They are taken away again.
    let empty = planner.submit(form(), &[("per_provider", ""), ("warm_up", "")]).expect(200);
    assert!(!empty.body().contains("Warm-up") && !planner.get(&page).expect(200).body().contains("Warm-up plan"));
}

#[test]
fn a_warm_up_is_read_before_the_approval_and_says_why_nothing_more_leaves_today() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = begin(house, &planner);
    let schedule = planner.get(&format!("{campaign}/schedule")).expect(200);
    planner.submit(schedule.form("/schedule"), &[("warm_up", "50"), ("remind", "")]).expect(200);
    press(&planner, &campaign, "/submission");
    dpo.get(&campaign).expect(200).shows("Warm-up: at most 50 mails on the first day");
    // The shop of this test has fewer customers than the least first day.
    house.query("UPDATE refresh_campaigns SET warm_up_from = 5");
    press(&dpo, &campaign, "/approval");
    house.work();
    let asked = || house.mails().iter().filter(|mail| mail.text.contains("/c/")).count();
    assert_eq!(asked(), 5, "the first day holds five");
    // It is a Tuesday.
    planner
        .get(&campaign)
        .expect(200)
        .shows("Warm-up, sending day 1: at most 5 mails today, 0 of them left.")
        .shows("Sending waits until 11 March 2026 at 09:00")
        .shows("All 5 mails that the warm-up allows today have left.");
    planner.get(&format!("{campaign}/schedule")).expect(200).shows("is fixed").shows("Warm-up plan");
    house.pass(SignedDuration::from_hours(24));
    assert_eq!(asked(), 15, "the second day holds twice as many");
}

#[test]
fn the_reading_of_the_directory_notes_the_provider_of_an_address_and_fills_in_a_missing_one() {
    each_house(|house| {
        let shop = house.shop();
        for (place, address) in ["a.b@Gmail.com", "c.d@hotmail.fr"].into_iter().enumerate() {
            let row = format!(
                "UPDATE customers SET email = ?1 WHERE id = (SELECT id FROM customers ORDER BY id DESC LIMIT 1 OFFSET {place})"
            );
            assert_eq!(shop.execute(&row, [address]).unwrap(), 1);
        }
        drop(shop);
        let planner = house.colleague(Role::Marketing);
        begin(house, &planner);
        let known = || house.query("SELECT provider FROM refresh_standings WHERE provider <> '' ORDER BY provider");
        assert_eq!(known(), [["google"], ["microsoft"]]);
        house.query("UPDATE refresh_standings SET provider = ''");
        planner.submit(planner.get("/marketing").expect(200).form("/marketing/import"), &[]).expect(200);
        house.work();
        assert_eq!(known(), [["google"], ["microsoft"]]);
    });
}
