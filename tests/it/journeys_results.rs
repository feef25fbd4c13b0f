//! M7 through the screens: what came of a campaign and how fresh the customer file is, in words, figures and a file; never a person.

use crate::harness::{House, each_house};
use crate::journeys_refresh::{ask_everyone, pages};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// Answers a mail.
fn answer(house: &House, address: &str, answer: &str) {
    let (link, _) = pages(house, address);
    let visitor = house.visitor();
    let form = visitor.get(&link).expect(200).form(&link);
    visitor.send(form, &[("answer", answer)]).expect(303);
}

/// Somebody changes their telephone number; the page afterwards.
fn correct(house: &House, address: &str, phone: &str) -> String {
    let visitor = house.sign_in(address, "en");
    let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
    visitor.submit(form, &[("new-phone", phone)]).expect(200).body().to_owned()
}

#[test]
fn the_results_tell_days_providers_and_fields_and_name_nobody() {
    each_house(|house| {
        let shop = house.shop();
        shop.execute("UPDATE customers SET email = 'a.b@gmail.com' WHERE id = (SELECT MAX(id) FROM customers)", [])
            .unwrap();
        drop(shop);
        let campaign = format!("/marketing/campaigns/{}", ask_everyone(house));
        let planner = house.colleague(Role::Marketing);
        let empty = planner.get(&format!("{campaign}/results")).expect(200);
        let empty =
            empty.shows("Nobody whom this campaign asked has corrected a field yet.").shows("Wrong details found: 0");
        assert!(!empty.body().contains("Answers by"), "no answer, no days");
        let asked: Vec<String> = house.mails().iter().map(|mail| mail.to.to_lowercase()).collect();
        // Twelve find everything right, eleven of them on the first day; the next one says that something changed.
        for address in asked.iter().take(11) {
            answer(house, address, "correct");
        }
        house.clock.advance(SignedDuration::from_hours(48));
        let planner = house.colleague(Role::Marketing);
        for address in asked.iter().skip(11).take(1) {
            answer(house, address, "correct");
        }
        let changed = asked.get(12).expect("too few were asked");
        answer(house, changed, "changed");
        correct(house, changed, "+33 6 12 34 56 78");
        let page = planner.get(&format!("{campaign}/results")).expect(200);
        let page = page
            .shows("in 10 answered.")
            .shows("Fewer than 10 had something to correct.")
            .shows("Answers by day")
            .shows("10 March 2026")
            .shows("12 March 2026")
            .shows("Fields most corrected")
            .shows("Phone")
            .shows("Google")
            .shows("All others");
        let csv = planner.get(&format!("{campaign}/results.csv")).expect(200);
        for line in [
            "answers,correct,12",
            "answers_by_day,2026-03-10,11",
            "answers_by_day,2026-03-11,0",
            "answers_by_day,2026-03-12,<10",
            "corrections,shop.customers.phone,<10",
            "sent_by_provider,google,<10",
        ] {
            assert!(csv.body().lines().any(|known| known == line), "{line} is not in\n{}", csv.body());
        }
        for page in [&page, &csv] {
            let body = page.body().to_lowercase();
            assert!(asked.iter().all(|address| !body.contains(address.as_str())), "{} names a person", page.path);
        }
        // What is taken back is no correction.
        let visitor = house.sign_in(changed, "en");
        let form = visitor.open("/en/me/data/contact").expect(200).form("/undo");
        visitor.submit(form, &[]).expect(200);
        planner.get(&format!("{campaign}/results")).expect(200).shows("has corrected a field yet.");
    });
}

#[test]
fn a_correction_counts_for_the_campaign_that_led_to_it_and_stays_counted_when_the_person_goes() {
    each_house(|house| {
        ask_everyone(house);
        let asked: BTreeSet<String> = house.mails().iter().map(|mail| mail.to.to_lowercase()).collect();
        let [right, late, led] = [0, 1, 2].map(|place| asked.iter().nth(place).unwrap().as_str());
        let counted = || house.query("SELECT category, source, field, corrections FROM refresh_corrected");
        // Who found everything right corrects something on their own.
        answer(house, right, "correct");
        correct(house, right, "+33 6 11 11 11 11");
        assert_eq!(counted(), Vec::<Vec<String>>::new());
        answer(house, late, "changed");
        answer(house, led, "changed");
        correct(house, led, "+33 6 22 22 22 22");
        correct(house, led, "+33 6 33 33 33 33");
        house.clock.advance(SignedDuration::from_hours(24 * 31));
        correct(house, late, "+33 6 44 44 44 44");
        assert_eq!(counted(), [["contact", "shop", "customers.phone", "2"]]);
        let portal = house.app.portal();
        let print = habeas::people::Address::parse(led).unwrap().fingerprint(&portal.keys);
        let erased = portal.db.write_now(|tx: &mut habeas::db::Db| {
            let person = habeas::people::by_fingerprint(tx, &print)?.unwrap();
            habeas::refresh::forget(tx, &print)?;
            habeas::people::forget(tx, &person.id)
        });
        erased.unwrap();
        assert_eq!(counted(), [["contact", "shop", "customers.phone", "2"]]);
    });
}

#[test]
fn the_cost_of_wrong_details_is_told_from_ten_on_and_where_the_settings_give_one() {
    let prepare = |house: &House| {
        let campaign = format!("/marketing/campaigns/{}/results", ask_everyone(house));
        house.query("UPDATE refresh_recipients SET answer = 'changed', answered_at = tried_at WHERE id IN (SELECT id FROM refresh_recipients ORDER BY id LIMIT 12)");
        campaign
    };
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |config| {
        config.refresh.bad_address_cost = Some("4.50 EUR".parse().unwrap());
    });
    let campaign = prepare(house);
    let planner = house.colleague(Role::Marketing);
    planner.get(&campaign).expect(200).shows("12 wrong details were found. At 4.50 EUR each, that is 54.00 EUR");
    house.query("UPDATE refresh_recipients SET answer = NULL WHERE id IN (SELECT MIN(id) FROM refresh_recipients) OR answer = 'changed' AND id IN (SELECT id FROM refresh_recipients ORDER BY id LIMIT 3)");
    let few = planner.get(&campaign).expect(200);
    let few = few.shows("Wrong details found: < 10. What that saves is shown from 10 on.");
    assert!(!few.body().contains("EUR"));
    let silent = &House::open(habeas::db::testing::Fresh::sqlite(), |config| config.refresh.bad_address_cost = None);
    let campaign = prepare(silent);
    silent.colleague(Role::Marketing).get(&campaign).expect(200).shows("once the setting bad_address_cost");
}

#[test]
fn the_freshness_of_the_file_is_counted_each_night_and_shown_by_month() {
    each_house(|house| {
        let planner = house.colleague(Role::Marketing);
        planner
            .get("/marketing/results")
            .expect(200)
            .shows("The customer file has not been read yet")
            .shows("No campaign has written to anybody yet.");
        house.colleague(Role::Support).get("/marketing/results").expect(403);
        ask_everyone(house);
        let asked: Vec<String> = house.mails().iter().map(|mail| mail.to.to_lowercase()).collect();
        for address in asked.iter().take(12) {
            answer(house, address, "correct");
        }
        house.pass(SignedDuration::from_hours(24));
        let planner = house.colleague(Role::Marketing);
        let people: i64 = house.query("SELECT COUNT(*) FROM persons WHERE source IS NOT NULL")[0][0].parse().unwrap();
        let page = planner.get("/marketing/results").expect(200);
        page.shows(&format!(
            "{} % of {people} people have confirmed their details in the last 12 months.",
            1200 / people
        ))
        .shows("March 2026")
        .shows("Yearly check");
        // Thirteen months later the same people are no longer fresh, and March stays as it was.
        house.pass(SignedDuration::from_hours(24 * 396));
        let planner = house.colleague(Role::Marketing);
        let csv = planner.get("/marketing/results.csv").expect(200);
        let march = format!("2026-03,{people},12,0,{}", people - 12);
        assert!(csv.body().lines().any(|line| line == march), "{march} is not in\n{}", csv.body());
        let last = csv.body().lines().last().unwrap().to_owned();
        assert!(last.starts_with("2027-04,") && last.contains(",0,12,"), "{last}");
        let page = planner.get("/marketing/results").expect(200);
        let page = page.shows("April 2027").shows("0 % of");
        assert!(asked.iter().all(|address| !page.body().to_lowercase().contains(address.as_str())));
    });
}
