//! Deleting some kinds of data: chosen on a page, done after the grace, told; the person and the rest stay.

use crate::harness::{CAMILLE, House, each_house, wait};
use crate::journeys_erasure::grace;
use crate::visitor::{Page, Visitor};
use habeas::commands;
use habeas::roles::Role;
use jiff::SignedDuration;

/// From the page with the scopes to the one with the kinds.
fn kinds(visitor: &Visitor) -> Page {
    let first = visitor.open("/en/me/delete").expect(200);
    visitor.submit(first.form("/delete/check"), &[("scope", "part")]).expect(200)
}

/// From the page with the kinds to the button that deletes; the page that follows.
fn ask(visitor: &Visitor, categories: &[&str]) -> Page {
    let chosen: Vec<(&str, &str)> = categories.iter().map(|&id| ("categories", id)).collect();
    let check = visitor.submit(kinds(visitor).form("/delete/check"), &chosen).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200)
}

fn of_camille(house: &House, query: &str) -> String {
    house.in_shop(&format!(
        "SELECT {query} WHERE customer_id = (SELECT id FROM customers WHERE lower(trim(email)) = '{CAMILLE}')"
    ))
}

#[test]
fn what_was_ticked_goes_after_the_grace_and_the_person_stays_with_the_rest() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.shop_rows();
        let tickets = of_camille(house, "count(*) FROM tickets");
        assert_ne!(tickets, "0", "Camille has written to the shop");

        let check = visitor
            .submit(kinds(&visitor).form("/delete/check"), &[("categories", "support"), ("categories", "loyalty")])
            .expect(200)
            .shows("This goes")
            .shows("Delete what I ticked");
        assert!(!check.text().contains("Invoices"), "nothing is said about the rest: {}", check.text());
        let scheduled = visitor.submit(check.form("/me/delete"), &[("reason", "No longer needed")]).expect(200);
        let scheduled = scheduled.shows("What you ticked will be deleted").shows("The rest stays as it is");
        assert!(!visitor.open("/en/me").expect(200).text().contains("Your data will be deleted"));
        house.work();
        let announced = house.mail_to(CAMILLE);
        assert!(announced.text.contains("We will begin to delete what you ticked"), "{}", announced.text);
        assert_eq!(house.shop_rows(), before, "nothing happens before the grace is over");
        let row = house.query("SELECT reference, person FROM requests").remove(0);
        let (reference, person) = (row[0].clone(), row[1].clone());
        let desk = house.colleague(Role::Support);
        let queue = desk.open("/staff/queue").expect(200);
        assert!(!queue.text().contains(&reference), "nobody has to work on what carries itself out");
        assert!(scheduled.text().contains(&reference));
        visitor.open(&format!("/en/me/requests/{reference}")).expect(200).shows("Only: ").shows("No longer needed");

        house.pass(grace());
        assert_eq!(of_camille(house, "count(*) FROM tickets"), "0");
        let after = house.shop_rows();
        let changed = before.iter().filter(|(table, rows)| after[*table] != **rows).map(|(table, _)| table.as_str());
        assert_eq!(changed.collect::<Vec<_>>(), ["shop.customers", "shop.ticket_messages", "shop.tickets"]);
        let customers = |rows: &std::collections::BTreeMap<String, Vec<Vec<String>>>| rows["shop.customers"].clone();
        let touched = customers(&before).into_iter().zip(customers(&after)).filter(|(old, new)| old != new);
        let touched: Vec<_> = touched.collect();
        assert_eq!(touched.len(), 1, "one row, hers");
        let columns = touched[0].0.iter().zip(&touched[0].1).filter(|(old, new)| old != new);
        let emptied: Vec<bool> = columns.map(|(_, new)| new.is_empty()).collect();
        assert_eq!(emptied, [true], "and of it what she likes best; the level must have a value: {touched:?}");

        let receipt = house.mail_to(CAMILLE);
        assert!(receipt.text.contains("The rest stays as it was"), "{}", receipt.text);
        assert!(!receipt.text.contains("our last message"), "{}", receipt.text);
        let link = receipt.text.split_whitespace().find(|word| word.contains("/receipt/")).unwrap();
        let page = house.visitor().open(&link[link.find("/receipt/").unwrap()..]).expect(200);
        page.shows("Asked for: only").shows("Deleted");

        // She is still known, signs in, and may ask for more.
        let again = house.sign_in(CAMILLE, "en");
        again.open("/en/me").expect(200).shows("Orders");
        again.open("/en/me/delete").expect(200).shows("What you ticked is deleted");
        assert!(!kinds(&again).text().contains("Support"), "what is gone is not offered again");
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(house.query("SELECT state, person FROM erasures"), [["forgotten".to_owned(), String::new()]]);
        assert_eq!(house.query(&format!("SELECT id FROM persons WHERE id = '{person}'")), [[person]]);
        assert!(house.query("SELECT * FROM erased_people").is_empty(), "nobody is to stay away");
        let request = "SELECT status FROM requests";
        assert_eq!(house.query(request), [["closed".to_owned()]]);
        wait(commands::erasures_replay(house.app.portal(), None, false)).unwrap();
        assert_eq!(house.shop_rows(), after, "a part is not applied again to somebody who stays");
    });
}

#[test]
fn it_can_be_taken_back_and_asked_for_once() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.shop_rows();
        let check = visitor.submit(kinds(&visitor).form("/delete/check"), &[("categories", "support")]).expect(200);
        let form = check.form("/me/delete");
        visitor.submit(form.clone(), &[]).expect(200);
        let scheduled = visitor.submit(form, &[]).expect(200);
        assert_eq!(house.query("SELECT count(*) FROM erasures"), [["1".to_owned()]]);
        visitor.submit(scheduled.form("/delete/cancellation"), &[]);
        house.pass(grace());
        assert_eq!(house.shop_rows(), before);
        assert_eq!(house.query("SELECT state FROM erasures"), [["cancelled".to_owned()]]);
    });
}

#[test]
fn nothing_ticked_is_said_and_what_no_page_offers_is_refused() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let page = kinds(&visitor);
        visitor.send(page.form("/delete/check"), &[]).expect(422).shows("Tick at least one kind of data");
        visitor.get("/en/me/delete/check?scope=part&categories=nothing-of-the-kind").expect(400);
        visitor.get("/en/me/delete/check?scope=everyone").expect(400);
        let check = visitor.submit(page.form("/delete/check"), &[("categories", "support")]).expect(200);
        let mut form = check.form("/me/delete");
        form.fill("categories", "nothing-of-the-kind");
        visitor.send(form, &[]).expect(400);
        // What the law keeps is no choice; asked for by hand, the page says so and has no button.
        let kept = visitor.get("/en/me/delete/check?scope=part&categories=invoices").expect(200);
        assert!(kept.shows("Nothing can go on its own").forms().iter().all(|form| form.names().join("") != "reason"));
        assert!(house.query("SELECT id FROM erasures").is_empty());
    });
}

#[test]
fn whoever_is_erased_while_a_part_waits_goes_whole() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        ask(&visitor, &["support"]);
        let person = house.query("SELECT person FROM erasures").remove(0).remove(0);
        let erased = wait(commands::erase(house.app.portal(), CAMILLE)).unwrap();
        assert!(erased.outcome.is_verified());
        let left = format!("SELECT count(*) FROM customers WHERE lower(trim(email)) = '{CAMILLE}'");
        assert_eq!(house.in_shop(&left), "0");
        house.pass(SignedDuration::from_hours(1));
        assert!(house.query(&format!("SELECT id FROM persons WHERE id = '{person}'")).is_empty());
        assert_eq!(house.query("SELECT count(*) FROM erased_people"), [["1".to_owned()]]);
    });
}
