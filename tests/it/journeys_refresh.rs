//! Asking people whether their details are right: from the customer file to the answer, through real mails and pages.

use crate::harness::{CAMILLE, House, each_house};
use habeas::db::{Db, Error, Id};
use habeas::refresh::campaign::Act;
use habeas::refresh::{self, By};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Takes the shop's list of people in, and sends a campaign to everyone due.
pub fn ask_everyone(house: &House) -> Id {
    let portal = house.app.portal();
    house.nobody_ordered_of_late();
    let (author, approver) = (Id::new(&house.clock, &house.random), Id::new(&house.clock, &house.random));
    let by = |colleague| By { colleague, now: house.clock.now(), random: &house.random };
    portal.db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by(&author))).unwrap();
    house.work();
    let approved = |tx: &mut Db| {
        let id = refresh::create(tx, &by(&author), "Yearly check", 600)?;
        refresh::act(tx, &by(&author), &id, Act::Submit).unwrap();
        refresh::act(tx, &by(&approver), &id, Act::Approve).unwrap();
        Ok::<_, Error>(id)
    };
    let id = portal.db.write_now(approved).unwrap();
    house.work();
    id
}

/// The addresses of the pages in the mail to somebody: answer and stop.
pub fn pages(house: &House, address: &str) -> (String, String) {
    (house.link(address, "/c/"), house.link(address, "/u/"))
}

/// Somebody who was asked.
pub fn somebody(house: &House) -> String {
    house.mails().first().expect("nobody was asked").to.clone()
}

/// What an answer could change.
fn everything(house: &House) -> Vec<Vec<Vec<String>>> {
    [
        "SELECT id, state, answer, answered_at FROM refresh_recipients ORDER BY id",
        "SELECT id, confirmed_at FROM persons ORDER BY id",
        "SELECT fingerprint, stopped_at, disowned_at FROM refresh_standings ORDER BY fingerprint",
        "SELECT COUNT(*) FROM audit_events",
    ]
    .map(|query| house.query(query))
    .to_vec()
}

fn confirmed(house: &House) -> usize {
    house.query("SELECT id FROM persons WHERE confirmed_at IS NOT NULL").len()
}

#[test]
fn everyone_due_is_asked_once_in_their_language_and_can_stop_with_one_click() {
    each_house(|house| {
        let id = ask_everyone(house);
        let figures = house.app.portal().db.read_now(|db| refresh::figures(db, &id)).unwrap();
        let mails = house.mails();
        assert!(mails.len() >= 20, "{} mails", mails.len());
        assert_eq!(figures.state("sent"), mails.len() as i64, "{figures:?}");
        let mut to: BTreeMap<String, u32> = BTreeMap::new();
        mails.iter().for_each(|mail| *to.entry(mail.to.to_lowercase()).or_default() += 1);
        assert!(to.values().all(|count| *count == 1), "somebody was asked twice");
        for mail in &mails {
            let raw = String::from_utf8(mail.raw.clone()).unwrap();
            assert!(raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
            assert!(raw.contains(&format!("\r\nList-Unsubscribe: <{}/u/", house.url)));
            let french = raw.contains("\r\nContent-Language: fr\r\n");
            assert_eq!(mail.text.starts_with("Bonjour"), french);
        }
        // A second campaign finds nobody due: they were all asked a moment ago.
        ask_everyone(house);
        assert_eq!(house.mails().len(), mails.len());
    });
}

#[test]
fn a_scanner_that_looks_at_every_link_changes_nothing() {
    each_house(|house| {
        ask_everyone(house);
        let before = everything(house);
        for mail in house.mails().iter().take(5) {
            let (answer, stop) = pages(house, &mail.to);
            for link in [answer, stop] {
                let scanner = house.visitor();
                let page = scanner.get(&link).expect(200);
                assert!(!page.body().contains('@') || !page.body().contains(&mail.to), "the page shows the address");
                scanner.head(&link);
            }
        }
        assert_eq!(everything(house), before);
    });
}

#[test]
fn all_correct_takes_one_press_and_counts_once() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, _) = pages(house, &somebody(house));
        let visitor = house.visitor();
        let page = visitor.get(&answer).expect(200);
        let form = page.form(&answer);
        let done = visitor.submit(form, &[("answer", "correct")]).expect(200);
        assert_eq!(confirmed(house), 1);
        assert!(done.forms().iter().all(|form| !form.fields().iter().any(|(_, value)| value == "correct")));
        house.clock.advance(SignedDuration::from_hours(1));
        let again = visitor.submit(page.form(&answer), &[("answer", "not-me")]).expect(200);
        assert_eq!(again.text(), done.text(), "the second answer changes nothing");
        assert_eq!(house.query("SELECT fingerprint FROM refresh_standings WHERE disowned_at IS NOT NULL").len(), 0);
    });
}

#[test]
fn an_answer_without_the_form_token_is_refused() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, _) = pages(house, &somebody(house));
        let before = everything(house);
        let fields = [("answer".to_owned(), "correct".to_owned())];
        house.visitor().post(&answer, &fields).expect(403);
        assert_eq!(everything(house), before);
    });
}

#[test]
fn something_changed_leads_to_the_sign_in_and_confirms_nothing() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, _) = pages(house, &somebody(house));
        let visitor = house.visitor();
        let form = visitor.get(&answer).expect(200).form(&answer);
        let next = visitor.send(form, &[("answer", "changed")]).expect(303);
        assert!(next.location().unwrap().contains("/sign-in?next="), "{:?}", next.location());
        visitor.follow(next).expect(200);
        assert_eq!(confirmed(house), 0);
    });
}

#[test]
fn not_me_freezes_the_address_and_calls_a_colleague() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, _) = pages(house, &somebody(house));
        let visitor = house.visitor();
        let form = visitor.get(&answer).expect(200).form(&answer);
        visitor.submit(form, &[("answer", "not-me")]).expect(200);
        assert_eq!(house.query("SELECT fingerprint FROM refresh_standings WHERE disowned_at IS NOT NULL").len(), 1);
        let tasks = house.app.portal().db.read_now(habeas::staff::tasks::open).unwrap();
        assert_eq!(tasks.len(), 1);
        // A year and a half later, on a Tuesday too, the others are due again; this address is not asked.
        house.clock.advance(SignedDuration::from_hours(24 * 546));
        let asked = |house: &House| house.mails().iter().filter(|mail| mail.to != "dpo@maison-lavande.example").count();
        let before = asked(house);
        ask_everyone(house);
        assert_eq!(asked(house), 2 * before - 1);
    });
}

#[test]
fn a_mail_program_stops_the_mails_without_cookie_or_token_and_a_person_takes_it_back() {
    each_house(|house| {
        ask_everyone(house);
        let (_, stop) = pages(house, &somebody(house));
        let fields = [("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
        let program = house.visitor();
        let heard = program.post(&stop, &fields).expect(200);
        assert_eq!(heard.body(), "");
        assert!(program.cookies().is_empty(), "no cookie is asked for or set");
        program.post(&stop, &fields).expect(200);
        let stopped = || house.query("SELECT fingerprint FROM refresh_standings WHERE stopped_at IS NOT NULL").len();
        assert_eq!(stopped(), 1);
        let person = house.visitor();
        let page = person.get(&stop).expect(200);
        person.submit(page.form("/undo"), &[]).expect(200);
        assert_eq!(stopped(), 0);
        let page = person.get(&stop).expect(200);
        person.submit(page.form(&stop), &[]).expect(200);
        assert_eq!(stopped(), 1);
        house.clock.advance(SignedDuration::from_hours(24 * 31));
        assert!(person.get(&stop).expect(200).forms().iter().all(|form| !form.action.ends_with("/undo")));
    });
}

#[test]
fn an_old_link_still_says_where_to_go_and_a_wrong_one_says_nothing() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, stop) = pages(house, &somebody(house));
        house.clock.advance(SignedDuration::from_hours(24 * 61));
        let visitor = house.visitor();
        let page = visitor.get(&answer).expect(200);
        assert!(page.links().iter().any(|link| link.ends_with("/sign-in")));
        assert!(page.forms().iter().all(|form| form.action != answer));
        visitor.get(&stop).expect(200);
        let token = answer.trim_start_matches("/c/");
        visitor.get(&format!("/u/{token}")).expect(404);
        visitor.get("/c/nonsense").expect(404);
        visitor.get(&format!("/c/{}", "0".repeat(43))).expect(404);
    });
}

#[test]
fn scenario_51_a_link_mailed_to_an_address_that_the_person_left_opens_nothing() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, stop) = pages(house, CAMILLE);
        let visitor = house.visitor();
        let form = visitor.get(&answer).expect(200).form(&answer);
        let camille = house.sign_in(CAMILLE, "en");
        let new = "camille.martin@example.org";
        let code = crate::journeys_address::ask(&camille, new);
        house.work();
        camille.submit(code.form("/code"), &[("code", &house.code(new))]).expect(200).shows("Your address is changed");
        let before = everything(house);
        let gone = visitor.get(&answer);
        assert!(gone.status >= 400, "whoever reads the old mailbox may be somebody else: {}", gone.status);
        assert!(visitor.submit(form, &[("answer", "correct")]).status >= 400);
        assert_eq!(everything(house), before);
        visitor.get(&stop).expect(200);
    });
}
