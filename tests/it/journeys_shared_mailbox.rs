//! Several people share a mailbox: whoever opens it says first who they are, and sees their own, never another's.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::colleague;
use crate::journeys_erasure::{ask as ask_to_delete, grace};
use crate::visitor::{Page, Visitor};
use actix_web::http::Method;
use habeas::roles::Role;
use habeas::web::Who;
use jiff::SignedDuration;
use std::io::{Cursor, Read};

const LOUISE: &str = "louise.beranger@example.org";
const FAMILY: &str = "family@example.org";

/// Camille and Louise both gave the shop the family's address; what the shop holds of each: number, last name, phone.
fn share(house: &House) -> [[String; 3]; 2] {
    [CAMILLE, LOUISE].map(|address| {
        let same = format!("FROM customers WHERE lower(email) = '{address}'");
        let added = format!(
            "INSERT INTO customer_emails (customer_id, email, use_for, added_at)
             SELECT id, '{FAMILY}', 'home', '2026-01-05 10:00:00' {same}"
        );
        assert_eq!(house.shop().execute(&added, ()).unwrap(), 1);
        ["number", "last_name", "phone"].map(|column| house.in_shop(&format!("SELECT {column} {same}")))
    })
}

/// What of a person stands on a page.
fn on<'p>(page: &str, person: &'p [String; 3]) -> Vec<&'p str> {
    person.iter().map(String::as_str).filter(|value| page.contains(value)).collect()
}

fn choose(visitor: &Visitor, number: &str) -> Page {
    visitor.submit(visitor.open("/en/me/who").expect(200).form("/me/who"), &[("number", number)])
}

/// A browser in which this one of the family is signed in.
fn as_member(house: &House, person: &[String; 3]) -> Visitor {
    let visitor = house.sign_in(FAMILY, "en");
    choose(&visitor, &person[0]).expect(200);
    visitor
}

fn packed(house: &House, visitor: &Visitor) -> (String, String) {
    visitor.submit(visitor.open("/en/me/download").expect(200).form("/me/download"), &[]).expect(200);
    house.work();
    let id = house.query("SELECT id FROM packages WHERE state = 'ready'").remove(0).remove(0);
    let path = format!("/en/me/download/{id}");
    let fetched = visitor.send(visitor.open("/en/me/download").expect(200).form(&path), &[]).expect(200);
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(&fetched.bytes)).unwrap();
    zip.by_name("data.json").unwrap().read_to_string(&mut text).unwrap();
    (path, text)
}

#[test]
fn scenario_49_who_shares_a_mailbox_says_who_they_are_and_sees_their_own_and_never_the_others() {
    each_house(|house| {
        let family = share(house);
        let [camille, louise] = &family;
        let first = house.sign_in(FAMILY, "en");
        let page = first.open("/en/me").expect(200).shows("Who are you?").shows("Customer number");
        assert!(family.iter().all(|one| on(page.body(), one).is_empty()), "the chooser reveals nothing");
        for route in habeas::routes::all() {
            if route.method == Method::GET && matches!(route.who, Who::Customer | Who::FreshCustomer) {
                let path = route.path.replace("{lang}", "en").replace(['{', '}'], "x");
                let leads = first.get(&path).location().unwrap_or_default().starts_with("/en/me/who");
                assert!(leads, "{path} opens before it is said who this is");
            }
        }
        choose(&first, " ").expect(422);
        choose(&first, "ML-0000000").expect(422).shows("Nobody who uses this mailbox has this");
        let before = first.copy();
        let spelled = format!(" {} ", camille[0].to_lowercase().replace('-', "- "));
        let own = choose(&first, &spelled).expect(200);
        assert_eq!((own.path.as_str(), on(own.body(), louise)), ("/en/me", vec![]));
        assert!(own.body().contains(&camille[1]) && own.body().contains("Customer number"), "{}", own.text());
        assert!(before.get("/en/me").location().unwrap().starts_with("/en/sign-in"), "the token before opens nothing");

        let second = as_member(house, louise);
        let own = second.open("/en/me/data/contact").expect(200);
        assert!(on(own.body(), camille).is_empty() && own.body().contains(&louise[2]), "{}", own.text());

        // Requests, files and choices of one are not there for the other.
        let form = first.open("/en/me/requests/new?right=other").expect(200).form("/new");
        let checked = first.submit(form, &[("message", "Where is my parcel?")]).expect(200);
        first.submit(checked.form("/new"), &[("step", "send")]).expect(200).shows("R-2026-0001");
        second.open("/en/me/requests/R-2026-0001").expect(404);
        assert!(!second.open("/en/me/requests").expect(200).body().contains("R-2026-0001"));
        let (path, package) = packed(house, &first);
        assert_eq!(on(&package, louise), Vec::<&str>::new());
        assert!(package.contains(&camille[0]), "{package}");
        let mut other = second.open("/en/me/download").expect(200).form("/me/download");
        other.action = path;
        second.send(other, &[]).expect(404);

        // A colleague writes down whose letter it is.
        let lea = colleague(house, Role::Support);
        let letter = [
            ("received", "05/03/2026"),
            ("channel", "post"),
            ("email", FAMILY),
            ("rights", "access"),
            ("message", "All of it."),
            ("lang", "en"),
        ];
        let page = lea.open("/staff/cases/new").expect(200);
        let asked = lea.submit(page.form("/staff/cases/new"), &letter).expect(422).shows("which of them it is");
        assert!(family.iter().all(|one| on(asked.body(), one).is_empty()));
        lea.submit(asked.form("/staff/cases/new"), &[("number", &camille[1])]).expect(422);
        let case = lea.submit(asked.form("/staff/cases/new"), &[("number", &louise[0])]).expect(200);
        let read = lea.submit(case.form("/reading"), &[]).expect(200);
        assert!(on(read.body(), camille).is_empty() && read.body().contains(&louise[0]), "{}", read.text());
    });
}

#[test]
fn one_of_those_who_share_a_mailbox_goes_and_nothing_of_the_other_does() {
    each_house(|house| {
        let [camille, louise] = &share(house);
        let rows = |number: &str| {
            let of = format!("(SELECT id FROM customers WHERE number = '{number}')");
            ["customer_emails", "orders", "tickets"]
                .map(|table| house.in_shop(&format!("SELECT count(*) FROM {table} WHERE customer_id = {of}")))
        };
        let before = rows(&louise[0]);
        let visitor = as_member(house, camille);
        ask_to_delete(&visitor, "en");
        house.pass(grace());
        assert_eq!(house.in_shop(&format!("SELECT count(*) FROM customers WHERE number = '{}'", camille[0])), "0");
        assert_eq!(rows(&louise[0]), before, "nothing of the other one went");
        let mail = house.mail_to(FAMILY);
        assert!(mail.text.contains("R-2026-0001"), "{}", mail.text);
        // A single person has the mailbox now: nothing is asked any more.
        let own = house.sign_in(FAMILY, "en").open("/en/me").expect(200);
        assert!(own.body().contains(&louise[1]) && on(own.body(), camille).is_empty(), "{}", own.text());
    });
}

#[test]
fn what_one_stops_is_stopped_for_the_mailbox_and_ten_wrong_answers_are_enough_for_a_day() {
    each_house(|house| {
        let [camille, louise] = &share(house);
        let first = as_member(house, camille);
        let choices = first.open("/en/me/choices").expect(200);
        first.submit(choices.form("/choices/stop"), &[]).expect(200);
        let stopped = house.query("SELECT fingerprint FROM suppressions WHERE activity = '*'");
        assert_eq!(stopped.len(), 2, "the person, and the mailbox that mails go to");
        let page = as_member(house, louise).open("/en/me/choices").expect(200);
        page.form("/choices/stop");

        let guessing = house.sign_in(FAMILY, "en");
        for _ in 0..10 {
            choose(&guessing, "ML-0000000").expect(422).shows("Nobody who uses this mailbox has this");
        }
        choose(&guessing, &louise[0]).expect(422).shows("too many wrong answers");
        house.pass(SignedDuration::from_hours(25));
        as_member(house, louise);
    });
}
