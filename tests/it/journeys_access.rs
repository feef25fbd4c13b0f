//! Downloading everything: asked, prepared, announced, fetched, gone.

use crate::harness::{CAMILLE, House, each_house};
use jiff::SignedDuration;
use std::io::{Cursor, Read};

const OTHER: &str = "/en/me/download";

fn packages(house: &House) -> usize {
    let folder = house.folder.join("packages");
    std::fs::read_dir(folder).map_or(0, |entries| entries.count())
}

fn file(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn scenario_9_a_package_is_prepared_at_once_without_any_document_fetched_and_gone_after_seven_days() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open(OTHER).expect(200);
        assert!(!page.body().contains("type=\"file\""), "who is signed in shows no document");
        let waiting = visitor.submit(page.form("/me/download"), &[]).expect(200);
        assert!(waiting.text().contains("preparing"), "{}", waiting.text());
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("/en/me/download"));
        let ready = visitor.open(OTHER).expect(200);
        let id = house.query("SELECT id FROM packages").remove(0).remove(0);
        let form = ready.form(&format!("/download/{id}"));
        let fetched = visitor.send(form.clone(), &[]).expect(200);
        let data: serde_json::Value = serde_json::from_str(&file(&fetched.bytes, "data.json")).unwrap();
        assert!(data["facts"].as_array().is_some_and(|facts| facts.len() > 5), "{data}");
        assert!(file(&fetched.bytes, "index.html").contains("Camille"));
        assert_eq!(packages(house), 1);

        let stranger = house.visitor();
        stranger.set_cookie("form", "x");
        assert_ne!(stranger.send(form.clone(), &[]).status, 200, "nobody else fetches it");

        house.pass(SignedDuration::from_hours(24 * 7 + 2));
        assert_eq!(packages(house), 0, "the file is gone");
        let again = house.sign_in(CAMILLE, "en");
        assert!(again.open(OTHER).expect(200).text().contains("Your file has expired"));
        assert_ne!(again.send(form, &[]).status, 200);
        assert_eq!(house.query("SELECT state FROM packages"), [["expired".to_owned()]]);
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);
    });
}

#[test]
fn scenario_23_the_same_copy_a_week_later_is_prepared_again_free_of_charge() {
    each_house(|house| {
        for turn in 1..=2 {
            let visitor = house.sign_in(CAMILLE, "en");
            let page = visitor.open(OTHER).expect(200);
            visitor.submit(page.form("/me/download"), &[]).expect(200);
            house.work();
            let id = house.query("SELECT id FROM packages WHERE state = 'ready'").remove(0).remove(0);
            let ready = visitor.open(OTHER).expect(200);
            let words = ready.text().to_lowercase();
            assert!(!["fee", "price", "€", "charge"].iter().any(|word| words.split(' ').any(|one| one == *word)));
            let fetched = visitor.send(ready.form(&format!("/download/{id}")), &[]).expect(200);
            assert!(file(&fetched.bytes, "index.html").contains("Camille"), "turn {turn}");
            house.pass(SignedDuration::from_hours(24 * 8));
        }
        assert_eq!(house.query("SELECT id FROM requests WHERE status = 'refused'"), Vec::<Vec<String>>::new());
    });
}

#[test]
fn asking_twice_prepares_one() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        let form = visitor.open("/fr/me/download").expect(200).form("/me/download");
        visitor.submit(form.clone(), &[]).expect(200);
        visitor.submit(form, &[]).expect(200);
        assert_eq!(house.query("SELECT id FROM packages").len(), 1);
        house.work();
    });
}

#[test]
fn another_customer_gets_nothing_by_knowing_the_address_of_a_package() {
    each_house(|house| {
        let owner = house.sign_in(CAMILLE, "en");
        owner.submit(owner.open(OTHER).form("/me/download"), &[]).expect(200);
        house.work();
        let id = house.query("SELECT id FROM packages").remove(0).remove(0);
        let address = house.in_shop("SELECT email FROM customers WHERE email LIKE '%@%' ORDER BY id DESC LIMIT 1");
        let other = house.sign_in(address.trim(), "en");
        let mut form = other.open(OTHER).expect(200).form("/me/download");
        form.action = format!("/en/me/download/{id}");
        assert_eq!(other.send(form, &[]).status, 404);
    });
}
