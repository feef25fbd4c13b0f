//! Deleting everything: seen before, taken back in time, done after the grace, told, forgotten.

use crate::harness::{CAMILLE, House, each_house, wait};
use crate::visitor::Visitor;
use habeas::commands;
use habeas::db::testing::{Fresh, portal_databases};
use habeas::db::{Db, Id};
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::requests::{self, New, Right, Status};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::fs;

pub fn grace() -> SignedDuration {
    SignedDuration::from_hours(24 * 3 + 1)
}

/// From the page with the effects to the button that deletes; the page that follows.
pub fn ask(visitor: &Visitor, lang: &str) -> crate::visitor::Page {
    let first = visitor.open(&format!("/{lang}/me/delete")).expect(200);
    let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200)
}

fn customer_rows(house: &House) -> String {
    house.in_shop(&format!("SELECT count(*) FROM customers WHERE lower(trim(email)) = '{CAMILLE}'"))
}

#[test]
fn everything_goes_after_the_grace_except_what_the_page_said_and_the_last_mail_tells() {
    each_house(|house| {
        for_language(house, "fr");
    });
}

fn for_language(house: &House, lang: &str) {
    let visitor = house.sign_in(CAMILLE, lang);
    let scheduled = ask(&visitor, lang);
    let person = house.query("SELECT person FROM erasures").remove(0).remove(0);
    assert!(scheduled.text().contains("R-2026-"), "the reference is shown: {}", scheduled.text());
    house.work();
    let announced = house.mail_to(CAMILLE);
    assert!(announced.text.contains("/me/delete"), "the mail says where to take it back: {}", announced.text);
    assert_eq!(customer_rows(house), "1", "nothing happens before the grace is over");

    house.pass(grace());
    assert_eq!(customer_rows(house), "0");
    let receipt = house.mail_to(CAMILLE);
    assert_ne!(receipt.subject, announced.subject);
    assert!(receipt.text.contains("R-2026-"), "{}", receipt.text);
    let again = house.sign_in(CAMILLE, lang);
    let result = again.open(&format!("/{lang}/me/delete")).expect(200);
    assert!(result.text().contains("Boutique"), "each source says what was done: {}", result.text());

    house.pass(SignedDuration::from_hours(1));
    let known = house.query(&format!("SELECT id FROM persons WHERE id = '{person}'"));
    assert!(known.is_empty(), "the portal forgot the person, last of all");
    let left = house.query("SELECT state, person, subject, plan FROM erasures");
    assert_eq!(left, [["forgotten", "", "", ""].map(str::to_owned)]);
    let mut words = Vec::new();
    // Invoices stay until their last day, as the page said.
    for (table, rows) in house.everything().into_iter().filter(|(table, _)| table != "shop.invoices") {
        let named = rows.into_iter().filter(|row| row.iter().any(|value| value.to_lowercase().contains(CAMILLE)));
        words.extend(named.map(|row| format!("{table}: {row:?}")));
    }
    assert!(words.is_empty(), "the address is still written: {words:?}");
}

#[test]
fn scenario_32_of_somebody_who_never_ordered_only_the_request_and_the_fingerprint_of_the_objection_stay() {
    each_house(|house| {
        let insert = "INSERT INTO customers (number, email, first_name, last_name, created_at, last_contact_at) \
                      VALUES ('C-99901', 'nadia.perrotin@example.org', 'Nadia', 'Perrotin', '2026-01-02 10:00:00', '2026-02-02 10:00:00')";
        house.shop().execute(insert, []).unwrap();
        let visitor = house.sign_in("nadia.perrotin@example.org", "en");
        visitor.submit(visitor.open("/en/me/choices").form("/choices/stop"), &[]).expect(200);
        ask(&visitor, "en");
        house.pass(grace());
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(house.query("SELECT state FROM erasures"), [["forgotten".to_owned()]]);
        for (table, rows) in house.everything() {
            let named = rows.iter().filter(|row| row.iter().any(|value| value.to_lowercase().contains("perrotin")));
            assert_eq!(named.count(), 0, "{table} still names her");
        }
        assert_eq!(house.query("SELECT count(*) FROM requests")[0][0], "1", "that she asked");
        assert_ne!(house.query("SELECT count(*) FROM suppressions")[0][0], "0", "that she objected, by a fingerprint");
    });
}

#[test]
fn it_can_be_taken_back_until_it_begins() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.shop_rows();
        let scheduled = ask(&visitor, "en");
        visitor.submit(scheduled.form("/delete/cancellation"), &[]);
        house.pass(grace());
        assert_eq!(house.shop_rows(), before);
        assert_eq!(house.query("SELECT state FROM erasures"), [["cancelled".to_owned()]]);
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);
    });
}

#[test]
fn a_request_taken_back_takes_the_erasure_back() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.shop_rows();
        ask(&visitor, "en");
        let reference = house.query("SELECT reference FROM requests").remove(0).remove(0);
        let page = visitor.open(&format!("/en/me/requests/{reference}")).expect(200);
        visitor.submit(page.form("/cancellation"), &[]);
        house.pass(grace());
        assert_eq!(house.shop_rows(), before);
        assert_eq!(house.query("SELECT state FROM erasures"), [["cancelled".to_owned()]]);
    });
}

#[test]
fn a_source_that_fails_is_shown_and_done_when_it_is_back() {
    each_house(|house| {
        let newsletter = || rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
        let visitor = house.sign_in(CAMILLE, "en");
        ask(&visitor, "en");
        house.work();
        newsletter().execute_batch("ALTER TABLE newsletter_signups RENAME TO elsewhere").unwrap();
        house.clock.advance(grace());
        house.work_despite_trouble();
        assert_eq!(customer_rows(house), "0", "the other source did not wait");
        let again = house.sign_in_despite_trouble(CAMILLE, "en");
        let page = again.open("/en/me/delete").expect(200);
        assert!(page.text().contains("We try again until it is done"), "{}", page.text());
        newsletter().execute_batch("ALTER TABLE elsewhere RENAME TO newsletter_signups").unwrap();
        house.pass(SignedDuration::from_hours(3));
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(house.query("SELECT state FROM erasures"), [["forgotten".to_owned()]]);
    });
}

#[test]
fn a_double_click_asks_once() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let first = visitor.open("/en/me/delete").expect(200);
        let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
        let form = check.form("/me/delete");
        visitor.submit(form.clone(), &[]).expect(200);
        visitor.submit(form, &[]).expect(200);
        assert_eq!(house.query("SELECT id FROM erasures").len(), 1);
        assert_eq!(house.query("SELECT id FROM requests").len(), 1);
        house.work();
        let announced = house.mails().into_iter().filter(|mail| mail.text.contains("/me/delete")).count();
        assert_eq!(announced, 1);
    });
}

#[test]
fn deleting_asks_for_a_fresh_proof_and_looking_does_not() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        house.clock.advance(SignedDuration::from_mins(11));
        let first = visitor.get("/en/me/delete").expect(200);
        let sent = visitor.send(first.form("/delete/check"), &[]);
        assert_ne!(sent.status, 200, "the check page needs a fresh proof");
        assert!(house.query("SELECT id FROM erasures").is_empty());
    });
}

#[test]
fn looking_changes_nothing() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        let before = house.shop_rows();
        visitor.open("/fr/me/delete").expect(200);
        visitor.open("/fr/me/delete/check").expect(200);
        visitor.open("/fr/me/download").expect(200);
        assert_eq!(house.shop_rows(), before);
        assert!(house.query("SELECT id FROM erasures").is_empty() && house.query("SELECT id FROM packages").is_empty());
    });
}

#[test]
fn scenario_40_until_it_begins_everything_about_the_person_is_frozen_and_only_they_can_take_it_back() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let question = visitor.open("/en/me/requests/new?right=other").expect(200);
        let check = visitor.submit(question.form("/new"), &[("message", "Where is my parcel?"), ("step", "check")]);
        visitor.submit(check.form("/new"), &[("step", "send")]).expect(200);
        let reference = house.query("SELECT reference FROM requests")[0][0].clone();
        let colleague = house.colleague(Role::Support);
        let case = format!("/staff/cases/{reference}");
        colleague.open("/staff/queue").expect(200).shows(&reference);
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        let download = visitor.open("/en/me/download").expect(200).form("/download");
        let rows = house.shop_rows();

        ask(&visitor, "en");
        house.work();
        visitor.open("/en/me").expect(200).shows("Your data will be deleted on 13 March 2026");
        assert!(!colleague.open("/staff/queue").expect(200).text().contains(&reference), "hidden from the desk");
        colleague.get(&case).expect(404);
        for row in house.query("SELECT reference FROM requests") {
            colleague.get(&format!("/staff/cases/{}", row[0])).expect(404);
        }
        let refused = "Your data are about to be deleted";
        visitor.submit(form.clone(), &[("new-phone", "01 02 03 04 05")]).expect(200).shows(refused);
        visitor.submit(download.clone(), &[]).expect(200).shows(refused);
        visitor.open("/en/me/address").expect(200).shows(refused);
        assert_eq!(house.shop_rows(), rows);
        assert!(house.query("SELECT id FROM packages").is_empty());

        let page = visitor.open("/en/me/delete").expect(200);
        visitor.submit(page.form("/delete/cancellation"), &[]).expect(200);
        colleague.get(&case).expect(200);
        assert!(!visitor.open("/en/me").expect(200).text().contains("Your data will be deleted"));
        visitor.submit(form, &[("new-phone", "01 02 03 04 05")]).expect(200).shows("Saved.");
        visitor.submit(download, &[]).expect(200);
        house.work();
        // Taken back as a request, the account is free at once, too.
        ask(&visitor, "en");
        let asked = house.query("SELECT reference FROM requests ORDER BY reference DESC LIMIT 1")[0][0].clone();
        let page = visitor.open(&format!("/en/me/requests/{asked}")).expect(200);
        visitor.submit(page.form("/cancellation"), &[]).expect(200);
        colleague.get(&case).expect(200);
        house.pass(grace());
        assert_eq!(customer_rows(house), "1");
    });
}

#[test]
fn scenario_37_access_and_erasure_asked_on_one_day_are_answered_in_this_order() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let scheduled = ask(&visitor, "en");
        assert!(!scheduled.text().contains("copy of your data"), "{}", scheduled.text());
        let person: Id = house.query("SELECT person FROM erasures")[0][0].parse().unwrap();
        let portal = house.app.portal();
        // A letter asks for the same person; colleagues log it.
        let wish =
            New { person, right: Right::Access, lang: Lang::En, subject: None, message: "A copy, please.".to_owned() };
        let (random, keys, rules) = (&portal.random, &portal.keys, &portal.settings.requests);
        let opened = portal.db.write_now(|tx| requests::open(tx, house.clock.now(), random, keys, rules, wish));
        let access = opened.unwrap().request;
        let told = visitor.open("/en/me/delete").expect(200);
        told.shows(&format!("You asked us for a copy of your data ({}).", access.reference));

        house.pass(grace());
        assert_eq!(customer_rows(house), "1", "nothing goes before the answer");
        assert_eq!(house.query("SELECT state FROM erasures"), [["scheduled".to_owned()]]);
        let again = house.sign_in(CAMILLE, "en");
        again.open("/en/me/delete").expect(200).shows("The deletion then begins by itself");
        let refused = wait(commands::erase(portal, CAMILLE)).unwrap_err().to_string();
        assert!(refused.starts_with(&access.reference), "{refused}");
        assert_eq!(customer_rows(house), "1", "the command waits, too");

        let done =
            |tx: &mut Db| requests::finish(tx, house.clock.now(), random, &access, Right::Access, Status::Closed);
        portal.db.write_now(done).unwrap();
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(customer_rows(house), "0");
        let order = "SELECT right_asked FROM request_items WHERE decided_at IS NOT NULL ORDER BY decided_at";
        assert_eq!(house.query(order), [["access".to_owned()], ["erase".to_owned()]]);
    });
}

/// A shop that strips its invoices and leaves the names on them to the archive.
pub fn archiving(fresh: Fresh) -> House {
    House::open(fresh, |config| {
        let file = config.portal.sources_dir.join("shop.toml");
        let text = fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("name = \"invoices\"").unwrap();
        let (invoices, after) = rest.split_once("[[table]]").unwrap();
        let line = |line: &str| {
            let column = line.split(' ').next().unwrap();
            let how = match column {
                "erase" => return "erase = \"archive\"".to_owned(),
                "billing_email" => "erase = \"replace\", replace = \"erased-{key}@erased.invalid\"",
                "billing_name" | "billing_address" => "erase = \"replace\", replace = \"-\"",
                "number" | "kind" | "issued_on" | "net" | "vat" | "total" if line.contains("category") => {
                    "erase = \"keep\""
                }
                _ => return line.to_owned(),
            };
            line.replacen("{ category", &format!("{{ {how}, category"), 1)
        };
        let invoices: Vec<String> = invoices.lines().map(line).collect();
        fs::write(&file, format!("{before}name = \"invoices\"{}\n[[table]]{after}", invoices.join("\n"))).unwrap();
    })
}

#[test]
fn scenario_16_what_lies_in_the_archive_is_in_the_answer_to_an_access_request() {
    for fresh in portal_databases() {
        let house = archiving(fresh);
        let visitor = house.sign_in(CAMILLE, "en");
        let invoices = house.in_shop(&format!("SELECT count(*) FROM invoices WHERE billing_email = '{CAMILLE}'"));
        assert_ne!(invoices, "0", "the shop billed Camille");
        let before = visitor.open("/en/me").expect(200).text();
        assert!(!before.contains("in the archive"), "{before}");
        ask(&visitor, "en");
        house.pass(grace());
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(house.query("SELECT state FROM erasures"), [["forgotten".to_owned()]]);
        assert_eq!(house.in_shop("SELECT count(*) FROM invoices WHERE billing_name LIKE '%Aubry%'"), "0");

        let again = house.sign_in(CAMILLE, "en");
        let mine = again.open("/en/me").expect(200).shows("Invoices, in the archive").shows("Kept under lock");
        assert!(mine.text().contains("Camille Aubry"), "{}", mine.text());
        let nothing = again.open("/en/me/delete").expect(200).shows("There is nothing to delete");
        nothing.shows("lies in the archive that the law asks for");
        let package = wait(habeas::access::collect(house.app.portal(), &Address::parse(CAMILLE).unwrap(), Lang::En));
        let archived = package.unwrap().facts.into_iter().filter(|fact| fact.source == "portal-archive");
        let rows: BTreeSet<String> = archived.map(|fact| fact.row).collect();
        assert_eq!(rows.len().to_string(), invoices, "every archived invoice is in the package");

        let stranger = house.sign_in("marius.beranger@example.org", "en");
        let theirs = stranger.open("/en/me").expect(200).text();
        assert!(!theirs.contains("in the archive") && !theirs.contains("Aubry"), "nobody else sees it");
    }
}
