//! My choices through HTTP: withdrawn in two clicks, in force in the source, proven by the ledger, taken back.

use crate::harness::{CAMILLE, House, each_house};

const SMS: &str = "SELECT sms_offers FROM customers WHERE lower(email) = 'camille.aubry@example.com'";

/// Whether the newsletter tool says yes for Camille.
fn newsletter(house: &House) -> String {
    let file = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
    let query = "SELECT subscribed FROM newsletter_signups WHERE lower(email) = 'camille.aubry@example.com'";
    crate::harness::sqlite_rows(&file, query)[0][0].clone()
}

fn ledger(house: &House) -> Vec<(String, String)> {
    let rows = house.query("SELECT activity, event FROM consent_events ORDER BY happened_at, id");
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

#[test]
fn scenarios_44_and_45_one_consent_is_withdrawn_as_easily_as_it_is_given_and_the_others_stay() {
    each_house(|house| {
        for lang in ["fr", "en"] {
            let visitor = house.sign_in(CAMILLE, lang);
            assert_eq!(newsletter(house), "1");
            let page = visitor.open(&format!("/{lang}/me/choices")).expect(200);
            let agreed = if lang == "fr" { "Vous avez accepté" } else { "You agreed" };
            let page = page.shows(agreed);
            let done = visitor.submit(page.form("/choices/newsletter/stop"), &[]).expect(200);
            house.work();
            assert_eq!(newsletter(house), "0", "the source follows");
            assert_eq!(house.in_shop(SMS), "1", "what they agreed to besides is not touched");
            let mail = house.mail_to(CAMILLE);
            assert!(mail.subject.contains(if lang == "fr" { "arrêt" } else { "stopped" }), "{}", mail.subject);
            let words = house.query("SELECT w.words FROM consent_events e JOIN consent_words w ON w.hash = e.words ORDER BY e.happened_at DESC LIMIT 1");
            assert!(!words[0][0].is_empty(), "the words shown are kept");
            let back = visitor.submit(done.form("/choices/newsletter/start"), &[]).expect(200);
            house.work();
            assert_eq!(newsletter(house), "1");
            drop(back);
            house.clock.advance(jiff::SignedDuration::from_secs(90));
        }
        let newsletter = |event: &str| ("newsletter".to_owned(), event.to_owned());
        let twice = ["withdrawn", "given", "withdrawn", "given"].map(newsletter);
        assert_eq!(ledger(house), twice, "the ledger only grows");
    });
}

#[test]
fn all_marketing_stops_by_one_click_from_the_first_page_and_comes_back_as_it_was() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let home = visitor.open("/en/me").expect(200);
        let stopped = visitor.submit(home.form("/me/choices/stop"), &[]).expect(200).shows("All marketing is stopped");
        house.work();
        assert_eq!((newsletter(house), house.in_shop(SMS)), ("0".into(), "0".into()));
        let suppressed = house.query("SELECT activity FROM suppressions ORDER BY activity");
        assert!(suppressed.len() >= 3 && suppressed[0][0] == "*", "{suppressed:?}");
        // A second click changes nothing.
        let before = ledger(house);
        visitor.submit(home.form("/me/choices/stop"), &[]).expect(200);
        assert_eq!(ledger(house), before);
        visitor.submit(stopped.form("/me/choices/restart"), &[]).expect(200).shows("Started again");
        house.work();
        assert_eq!((newsletter(house), house.in_shop(SMS)), ("1".into(), "1".into()));
        assert!(house.query("SELECT activity FROM suppressions").is_empty());
    });
}

#[test]
fn what_nobody_agreed_to_is_not_agreed_to_by_taking_a_stop_back() {
    each_house(|house| {
        house.shop().execute("UPDATE customers SET sms_offers = 0", []).unwrap();
        let visitor = house.sign_in(CAMILLE, "en");
        let home = visitor.open("/en/me").expect(200);
        let stopped = visitor.submit(home.form("/me/choices/stop"), &[]).expect(200);
        visitor.submit(stopped.form("/me/choices/restart"), &[]).expect(200);
        house.work();
        assert_eq!(house.in_shop(SMS), "0");
        assert!(ledger(house).iter().all(|(activity, _)| activity != "sms-offers"), "{:?}", ledger(house));
    });
}

#[test]
fn an_activity_that_gives_no_choice_has_no_button_and_no_address() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open("/en/me/choices").expect(200);
        assert!(!page.forms().iter().any(|form| form.action.contains("accounting")));
        let mut form = page.form("/choices/newsletter/stop");
        form.action = "/en/me/choices/accounting/stop".into();
        assert_eq!(visitor.send(form, &[]).status, 404);
        assert!(ledger(house).is_empty());
    });
}
