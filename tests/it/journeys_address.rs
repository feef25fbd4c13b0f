//! Another sign-in address: proven at the new mailbox, written into every source, told to the old mailbox, taken back.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::{Page, Visitor};
use habeas::db::testing::portal_databases;
use jiff::SignedDuration;

const NEW: &str = "camille.martin@example.org";
const SHOP: &str = "SELECT count(*) FROM customers WHERE email = ";

fn at_shop(house: &House, address: &str) -> String {
    house.in_shop(&format!("{SHOP}'{address}'"))
}

fn at_newsletter(house: &House, address: &str) -> i64 {
    let file = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
    let sql = "SELECT count(*) FROM newsletter_signups WHERE lower(email) = ?1";
    file.query_row(sql, [address], |row| row.get(0)).unwrap()
}

/// Asks for a change to this address; the page to type the code on.
pub fn ask(visitor: &Visitor, address: &str) -> Page {
    let page = visitor.open("/en/me/address").expect(200);
    visitor.submit(page.form("/me/address"), &[("email", address)]).expect(200).shows("Type the code")
}

#[test]
fn scenarios_50_and_51_the_new_mailbox_is_proven_the_old_one_opens_nothing_and_takes_it_back() {
    each_house(|house| {
        let (visitor, other) = (house.sign_in(CAMILLE, "en"), house.sign_in(CAMILLE, "en"));
        // What was said and packed before: no text messages, and a download that is ready.
        let choices = visitor.open("/en/me/choices").expect(200);
        let stop = choices.forms().into_iter().find(|form| form.action.contains("sms-offers")).unwrap();
        visitor.submit(stop, &[]).expect(200);
        let page = visitor.open("/en/me/download").expect(200);
        visitor.submit(page.form("/download"), &[]).expect(200);
        house.work();
        let theirs = at_newsletter(house, CAMILLE);
        let facts = visitor.open("/en/me").expect(200).shows("You sign in with it");
        assert!(facts.links().iter().any(|link| link == "/en/me/address"));
        let code = ask(&visitor, NEW);
        house.work();
        assert!(house.mails().iter().all(|mail| mail.to != NEW || !mail.subject.contains("changed")));
        let wrong = visitor.submit(code.form("/code"), &[("code", "000000")]).expect(422).shows("4");
        assert_eq!(at_shop(house, NEW), "0", "nothing changes before the code");
        let done = visitor.submit(wrong.form("/code"), &[("code", &house.code(NEW))]).expect(200);
        done.shows("Your address is changed").shows(NEW);
        assert_eq!((at_shop(house, NEW), at_newsletter(house, NEW)), ("1".to_owned(), theirs));
        house.work();
        visitor.open("/en/me").expect(200).shows("Camille").shows(NEW);
        assert!(other.get("/en/me").location().is_some_and(|to| to.contains("sign-in")), "other devices are out");
        assert!(house.query("SELECT id FROM packages").is_empty(), "what was packed is gone");
        let stopped = "SELECT DISTINCT fingerprint FROM suppressions WHERE activity = 'sms-offers'";
        assert_eq!(house.query(stopped).len(), 2, "what was stopped is stopped at both addresses");
        // The old mailbox is told, and opens nothing.
        let notice = house.mail_to(CAMILLE);
        assert_eq!(notice.subject, "Your sign-in address was changed");
        let stranger = house.visitor();
        let asked = stranger.open("/en/sign-in").expect(200);
        stranger.submit(asked.form("/sign-in"), &[("email", CAMILLE)]).expect(200);
        house.work();
        assert!(house.mail_to(CAMILLE).subject.contains("no data"), "{}", house.mail_to(CAMILLE).subject);
        // Looking changes nothing; the button does.
        let link = crate::harness::addresses_in(&notice.text).into_iter().find(|url| url.contains("/c/address/"));
        let link = link.unwrap().strip_prefix(&house.url).unwrap().to_owned();
        let before = house.everything();
        stranger.head(&link);
        let page = stranger.get(&link).expect(200).shows("Keep your old address");
        assert!(!page.body().contains('@'), "nothing personal stands on the page");
        assert_eq!(crate::harness::changes(&before, &house.everything()), Vec::<String>::new());
        // Whoever changed it once more cannot keep the old mailbox from coming back.
        house.clock.advance(SignedDuration::from_secs(5));
        let code = ask(&visitor, "third@example.org");
        house.work();
        visitor.submit(code.form("/code"), &[("code", &house.code("third@example.org"))]).expect(200);
        let page = stranger.submit(page.form(&link), &[]).expect(200).shows("You have your address back");
        drop(page);
        house.work();
        assert_eq!((at_shop(house, CAMILLE), at_shop(house, "third@example.org")), ("1".to_owned(), "0".to_owned()));
        assert_eq!(at_newsletter(house, CAMILLE), theirs);
        assert!(visitor.get("/en/me").location().is_some_and(|to| to.contains("sign-in")), "everybody is out");
        stranger.get(&link).expect(410);
        house.sign_in(CAMILLE, "en").open("/en/me").expect(200).shows("Camille");
    });
}

#[test]
fn an_address_of_somebody_else_is_told_only_to_who_holds_its_mailbox() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let query = "SELECT email FROM customers WHERE lower(email) <> 'camille.aubry@example.com' AND email NOT LIKE '% %' \
                     AND id NOT IN (SELECT customer_id FROM customer_emails) ORDER BY id LIMIT 1";
        let taken = house.in_shop(query);
        let before = house.everything();
        let page = ask(&visitor, &taken);
        let free = ask(&visitor, "nobody.knows@example.org");
        let plain = |page: &Page| page.text().replace(&taken, "…").replace("nobody.knows@example.org", "…");
        assert_eq!(plain(&page), plain(&free), "both look the same");
        let code = ask(&visitor, &taken);
        house.work();
        let answer = visitor.submit(code.form("/code"), &[("code", &house.code(&taken))]).expect(422);
        answer.shows("already belongs to another data page");
        assert!(house.everything()["shop.customers"] == before["shop.customers"]);
        // The same address in another spelling is no change.
        let page = visitor.open("/en/me/address").expect(200);
        let spelled = CAMILLE.to_uppercase();
        visitor.submit(page.form("/me/address"), &[("email", &spelled)]).expect(422).shows("sign in with already");
    });
}

#[test]
fn too_many_wishes_in_an_hour_are_stopped_whoever_is_asked_about() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| config.identity.address_per_hour = 6);
        let visitor = house.sign_in(CAMILLE, "en");
        let statuses: Vec<u16> = (0..8)
            .map(|number| {
                let page = visitor.open("/en/me/address").expect(200);
                visitor.submit(page.form("/me/address"), &[("email", &format!("again{number}@example.org"))]).status
            })
            .collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 429, 429]);
    }
}

#[test]
fn a_change_cut_off_by_a_crash_is_finished_and_a_source_that_refuses_leaves_all_as_it_was() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        // The newsletter is written first; then the shop says no, so the newsletter goes back.
        house
            .shop()
            .execute_batch("CREATE TRIGGER no BEFORE UPDATE OF email ON customers BEGIN SELECT RAISE(ABORT, 'no'); END")
            .unwrap();
        let theirs = at_newsletter(house, CAMILLE);
        let code = ask_in_french(&visitor, NEW);
        house.work();
        let page = visitor.submit(code.form("/code"), &[("code", &house.code(NEW))]).expect(200);
        page.shows("n’a pas accepté cette adresse");
        assert_eq!((at_newsletter(house, CAMILLE), at_newsletter(house, NEW)), (theirs, 0));
        house.shop().execute_batch("DROP TRIGGER no").unwrap();
        // Begun and cut off: the job goes on.
        ask_in_french(&visitor, NEW);
        house.work();
        let id = house.query("SELECT id FROM address_changes WHERE state = 'asked'")[0][0].clone();
        let portal = house.app.portal();
        let now = portal.clock.now();
        let begun = portal.db.write_now(|tx| {
            use habeas::jobs::{Job, Lane, enqueue};
            let job = Job::new("identity.address-finish", Lane::Default, serde_json::json!({ "change": id }));
            enqueue(tx, now, &portal.random, job)
        });
        begun.unwrap();
        house.query("UPDATE address_changes SET state = 'acting' WHERE state = 'asked'");
        house.work();
        assert_eq!((at_shop(house, NEW), at_newsletter(house, NEW)), ("1".to_owned(), theirs));
        assert_eq!(house.mail_to(CAMILLE).subject, "Votre adresse de connexion a changé");
        house.pass(SignedDuration::from_hours(73));
        let link = house.link(CAMILLE, "/c/address/");
        house.visitor().get(&link).expect(410);
    });
}

fn ask_in_french(visitor: &Visitor, address: &str) -> Page {
    let page = visitor.open("/fr/me/address").expect(200);
    visitor.submit(page.form("/me/address"), &[("email", address)]).expect(200)
}
