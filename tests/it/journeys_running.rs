//! Deleting everything while an order is under way: what it needs stays, and goes by itself when it is over.

use crate::harness::{CAMILLE, House};
use crate::journeys_erasure::{ask, grace};
use habeas::db::testing::{Fresh, portal_databases};
use jiff::SignedDuration;
use std::fs;

/// A shop whose orders are under way while they are shipped; the newest one of Camille is.
fn shipping(fresh: Fresh) -> House {
    let house = House::open(fresh, |config| {
        let file = config.portal.sources_dir.join("shop.toml");
        let text = fs::read_to_string(&file).unwrap();
        let (before, orders) = text.split_once("name = \"orders\"").unwrap();
        let running = "[table.running]\ncolumn = \"status\"\nvalues = [\"shipped\"]\n\
                       reason = { en = \"An order is on its way to you.\", fr = \"Une commande est en route.\" }\n\
                       [table.columns]";
        let orders = orders.replacen("[table.columns]", running, 1);
        fs::write(&file, format!("{before}name = \"orders\"{orders}")).unwrap();
    });
    let shop = house.shop();
    let camille = customer(&house);
    shop.execute(&format!("UPDATE orders SET status = 'delivered' WHERE customer_id = {camille}"), []).unwrap();
    house
}

fn customer(house: &House) -> String {
    house.in_shop(&format!("SELECT id FROM customers WHERE lower(trim(email)) = '{CAMILLE}'"))
}

/// The number of the newest order, which is now in this state.
fn order(house: &House, camille: &str, status: &str) -> String {
    let newest = house.in_shop(&format!("SELECT max(id) FROM orders WHERE customer_id = {camille}"));
    house.shop().execute(&format!("UPDATE orders SET status = '{status}' WHERE id = {newest}"), []).unwrap();
    newest
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[test]
fn scenario_34_what_an_open_order_needs_stays_marketing_stops_and_the_rest_goes_by_itself_when_it_is_over() {
    for fresh in portal_databases() {
        let house = shipping(fresh);
        let camille = customer(&house);
        let newest = order(&house, &camille, "shipped");
        let whole = format!("SELECT * FROM orders WHERE id = {newest}");
        let lines = format!("SELECT count(*) FROM order_lines WHERE order_id = {newest}");
        let (before, lines_before) = (house.in_shop(&whole), house.in_shop(&lines));
        let address = house.in_shop(&format!("SELECT delivery_address_id FROM orders WHERE id = {newest}"));
        let street = format!("SELECT street FROM addresses WHERE id = {address}");
        let street_before = house.in_shop(&street);
        assert!(!street_before.is_empty(), "the parcel goes somewhere");

        let visitor = house.sign_in(CAMILLE, "en");
        let check =
            visitor.open("/en/me/delete/check?scope=everything").expect(200).shows("Something is still under way");
        check
            .shows("An order is on its way to you.")
            .shows("it is not over on")
            .shows("Delete what is no longer needed");
        let asked = ask(&visitor, "en").shows("The rest goes by itself");
        assert!(asked.text().contains("An order is on its way to you."), "{}", asked.text());
        let choices = visitor.open("/en/me/choices").expect(200);
        assert!(!choices.body().contains("/choices/newsletter/stop"), "marketing stopped at once: {}", choices.text());

        let person = house.query("SELECT person FROM erasures").remove(0).remove(0);
        house.pass(grace());
        assert_eq!(
            house.query("SELECT state, categories FROM erasures"),
            [["erased", "\"unneeded\""].map(str::to_owned)]
        );
        assert_eq!(house.in_shop(&whole), before, "the order on its way is as it was");
        assert_eq!(house.in_shop(&lines), lines_before);
        assert_eq!(house.in_shop(&street), street_before, "and so is where it goes");
        let file = house.in_shop(&format!("SELECT email || '/' || last_name FROM customers WHERE id = {camille}"));
        assert!(file.to_lowercase().starts_with(CAMILLE) && !file.ends_with('/'), "{file}");
        let unneeded = format!("SELECT count(birth_date) + count(favourite_range) FROM customers WHERE id = {camille}");
        assert_eq!(house.in_shop(&unneeded), "0", "what no contract needs is gone from the file");
        assert_eq!(
            house.in_shop(&format!("SELECT count(*) FROM orders WHERE customer_id = {camille}")),
            "1",
            "older ones lead nowhere"
        );
        let signed_in = format!("SELECT count(*) FROM sign_ins WHERE customer_id = {camille}");
        assert_eq!(house.in_shop(&signed_in), "0");
        let told = house.mail_to(CAMILLE).text;
        assert!(
            told.contains("What we no longer need was deleted") && told.contains("you need not ask again"),
            "{told}"
        );
        assert!(told.contains("An order is on its way to you."), "why: {told}");

        let receipt = house.link(CAMILLE, "/receipt/");
        // She is known, sees what stays, and is no erased person who came back.
        house.pass(SignedDuration::from_hours(2));
        let again = house.sign_in(CAMILLE, "en");
        again
            .open("/en/me/delete")
            .expect(200)
            .shows("The rest waits until it is no longer needed")
            .shows("Keep the rest");
        again.open("/en/me/data/orders").expect(200);
        let opened = house.query("SELECT object FROM audit_events WHERE action = 'erasure.erased'").len();
        assert_eq!(opened, 1);

        house.pass(days(31));
        let told = house.mail_to(CAMILLE);
        assert_eq!(told.subject, "The rest of your data is still needed");
        assert_eq!(house.in_shop(&whole), before);

        order(&house, &camille, "delivered");
        house.pass(days(1));
        house.pass(SignedDuration::from_hours(2));
        let over = ["forgotten", "", ""].map(str::to_owned);
        assert_eq!(house.query("SELECT state, person, subject FROM erasures"), [over.clone(), over]);
        assert_eq!(customer(&house), "", "the customer file is gone");
        assert_eq!(house.in_shop(&format!("SELECT count(*) FROM orders WHERE customer_id = {camille}")), "0");
        assert_eq!(house.in_shop(&street), "", "where the parcel went is gone");
        let last = house.mail_to(CAMILLE).text;
        assert!(last.contains("This is our last message"), "{last}");
        let second = house.link(CAMILLE, "/receipt/");
        assert_ne!(receipt, second);
        for link in [receipt, second] {
            house.visitor().get(&link).expect(200);
        }
        let known = house.query(&format!("SELECT id FROM persons WHERE id = '{person}'"));
        assert!(known.is_empty(), "the portal forgot her");
    }
}

#[test]
fn an_order_made_in_the_days_of_grace_counts_and_the_rest_can_be_kept() {
    for fresh in portal_databases() {
        let house = shipping(fresh);
        let camille = customer(&house);
        let visitor = house.sign_in(CAMILLE, "en");
        let check = visitor.open("/en/me/delete/check?scope=everything").expect(200);
        assert!(!check.text().contains("Something is still under way"));
        ask(&visitor, "en");
        order(&house, &camille, "shipped");
        house.pass(grace());
        assert_ne!(customer(&house), "", "the order that came meanwhile needs it");
        let reader = house.sign_in(CAMILLE, "en");
        let waits = reader.open("/en/me/delete").expect(200).shows("The rest waits");
        reader.submit(waits.form("/cancellation"), &[]).expect(200);
        assert_eq!(house.query("SELECT state FROM erasures"), [["cancelled".to_owned()]]);
        order(&house, &camille, "delivered");
        house.pass(days(40));
        assert_ne!(customer(&house), "", "she kept the rest");
        // And may ask again.
        ask(&house.sign_in(CAMILLE, "en"), "en");
        house.pass(grace());
        assert_eq!(customer(&house), "");
    }
}
