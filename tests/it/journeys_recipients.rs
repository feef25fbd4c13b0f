//! Whoever received data hears that they were corrected or erased (Art. 19): noted with the cause, told from a list, confirmed.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague};
use crate::journeys_restriction::ask;
use habeas::roles::Role;
use jiff::SignedDuration;

/// Camille's phone number is this one from now on.
pub fn correct_phone(house: &House, phone: &str) {
    let visitor = house.sign_in(CAMILLE, "en");
    let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
    visitor.submit(form, &[("new-phone", phone)]).expect(200);
    house.work();
}

pub fn erase(house: &House) {
    let visitor = house.sign_in(CAMILLE, "en");
    let first = visitor.open("/en/me/delete").expect(200);
    let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200);
    house.pass(SignedDuration::from_hours(24 * 3 + 1));
}

/// The recipients with something to be told, and how many of them.
fn waiting(house: &House, kind: &str) -> Vec<String> {
    let query =
        format!("SELECT recipient FROM notifications WHERE kind = '{kind}' AND state = 'to-send' ORDER BY recipient");
    house.query(&query).concat()
}

#[test]
fn scenario_28_a_correction_is_noted_for_each_recipient_told_from_a_list_and_forgotten_once_confirmed() {
    each_house(|house| {
        correct_phone(house, "+33 6 98 76 54 32");
        let noted = waiting(house, "rectification");
        assert!(noted.contains(&"carrier".to_owned()), "{noted:?}");
        assert!(!noted.contains(&"host".to_owned()), "it works in the shop's own systems");
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("Nous le transmettons") && mail.text.contains("Colis du Sud"), "{}", mail.text);
        assert!(!mail.text.contains("Mont-Ventoux"), "{}", mail.text);

        let lea = colleague(house, Role::Support);
        let page = lea.open("/staff/recipients").expect(200).shows("Colis du Sud SARL").shows("1 correction");
        assert!(!page.text().contains(CAMILLE), "the page names nobody");
        let list = lea.submit(page.form("/carrier/list"), &[]).expect(200).shows(CAMILLE).shows("Corrected");
        let logged = "SELECT count(*) FROM audit_events WHERE action = 'notifications.listed'";
        assert_eq!(house.query(logged), [["1".to_owned()]]);
        let file = lea.send(list.forms().into_iter().find(|form| form.value("form") == Some("csv")).unwrap(), &[]);
        assert!(file.expect(200).body().contains(&format!("{CAMILLE},Corrected")));

        // What happens after the list was taken is not said to be told with it.
        house.clock.advance(SignedDuration::from_mins(5));
        correct_phone(house, "+33 6 11 22 33 44");
        let told = list.forms().into_iter().find(|form| form.value("state") == Some("sent")).unwrap();
        lea.submit(told.clone(), &[]).expect(200).shows("Colis du Sud SARL is told");
        let states = "SELECT state FROM notifications WHERE recipient = 'carrier' ORDER BY id";
        assert_eq!(house.query(states).concat(), ["sent", "to-send"]);
        lea.submit(told, &[]).expect(200).shows("Somebody was first");
        let page = lea.open("/staff/recipients").expect(200).shows("not confirmed yet");
        let confirm = page.forms().into_iter().find(|form| form.value("state") == Some("confirmed")).unwrap();
        lea.submit(confirm, &[]).expect(200).shows("We have forgotten whom it was about");
        let sealed = "SELECT count(*) FROM notifications WHERE recipient = 'carrier' AND subject IS NOT NULL";
        assert_eq!(house.query(sealed), [["1".to_owned()]], "only of what is still to be told");
    });
}

#[test]
fn an_erasure_is_noted_late_telling_is_a_task_and_the_receipt_says_who_was_told() {
    each_house(|house| {
        erase(house);
        let noted = waiting(house, "erasure");
        assert!(noted.contains(&"carrier".to_owned()) && noted.contains(&"printer".to_owned()), "{noted:?}");
        let link = house.link(CAMILLE, "/receipt/");
        house.visitor().get(&link).expect(200).shows("Colis du Sud SARL").shows("Not told yet");
        let tasks = || house.query("SELECT object FROM staff_tasks WHERE kind = 'notifications.late' ORDER BY object");
        assert!(tasks().is_empty());
        house.pass(SignedDuration::from_hours(24 * 6));
        assert_eq!(tasks().concat(), noted, "each is a task, once");
        house.pass(SignedDuration::from_hours(24));
        assert_eq!(tasks().len(), noted.len());

        let max = colleague(house, Role::Dpo);
        let list = max.submit(max.open("/staff/recipients").form("/printer/list"), &[]).expect(200).shows("Deleted");
        let told = |page: &crate::visitor::Page, last: bool| {
            let mut forms = page.forms().into_iter().filter(|form| form.action.ends_with("/printer/outcome"));
            if last { forms.next_back().unwrap() } else { forms.next().unwrap() }
        };
        max.submit(told(&list, true), &[("state", "impossible")]).expect(422).shows("They cannot be told");
        let why = [("state", "impossible"), ("why", "The company was wound up.")];
        max.submit(told(&list, true), &why).expect(200).shows("could not be told");
        house.visitor().get(&link).expect(200).shows("Could not be told");
        let rows = house.query("SELECT subject, why FROM notifications WHERE recipient = 'printer'");
        assert!(rows[0][0].is_empty() && !rows[0][1].is_empty() && !rows[0][1].contains("wound"), "{rows:?}");

        // Whom it was about is forgotten a month after the recipient was told, confirmed or not.
        let list = max.submit(max.open("/staff/recipients").form("/carrier/list"), &[]).expect(200);
        let sent = list.forms().into_iter().find(|form| form.value("state") == Some("sent")).unwrap();
        max.submit(sent, &[]).expect(200);
        let sealed = "SELECT count(*) FROM notifications WHERE recipient = 'carrier' AND subject IS NOT NULL";
        assert_eq!(house.query(sealed), [["1".to_owned()]]);
        house.pass(SignedDuration::from_hours(24 * 31));
        assert_eq!(house.query(sealed), [["0".to_owned()]]);
    });
}

#[test]
fn a_restriction_and_its_end_are_told_to_the_same_recipients_each_with_what_it_received() {
    each_house(|house| {
        let reference = ask(house, &house.sign_in(CAMILLE, "en"));
        let lea = colleague(house, Role::Support);
        lea.submit(claim(&lea, &reference).form("/approval"), &[("ground", "accuracy")]).expect(200);
        house.work();
        let of = |kind: &str| {
            let query =
                format!("SELECT recipient, categories FROM notifications WHERE kind = '{kind}' ORDER BY recipient");
            house.query(&query)
        };
        let told = of("restriction");
        let categories = |recipient: &str| told.iter().find(|row| row[0] == recipient).map(|row| row[1].as_str());
        assert_eq!(categories("printer"), Some("[\"address\"]"));
        assert_eq!(categories("accountant"), Some("[\"invoices\"]"));
        assert_eq!(categories("texts"), Some("[\"preferences\"]"));
        assert_eq!((categories("host"), categories("tax-office")), (None, None), "live, and an authority");

        let max = colleague(house, Role::Dpo);
        let list = max.submit(max.open("/staff/recipients").form("/printer/list"), &[]).expect(200).shows("Restricted");
        let not = list.forms().into_iter().rfind(|form| form.action.ends_with("/printer/outcome")).unwrap();
        max.submit(not, &[("state", "impossible"), ("why", "The company was wound up.")]).expect(200);
        let page = max.open("/staff/restrictions").expect(200);
        max.submit(page.form("/end"), &[("why", "The street is right.")]).expect(200);
        house.pass(SignedDuration::from_hours(24 * 6));
        assert!(of("lift").is_empty(), "not before it ends");
        house.pass(SignedDuration::from_hours(25));
        let but_for_printer: Vec<_> = told.iter().filter(|row| row[0] != "printer").cloned().collect();
        assert_eq!(of("lift"), but_for_printer);
        let page = colleague(house, Role::Support).open("/staff/recipients").expect(200);
        page.shows("1 restriction").shows("1 restriction lifted");
    });
}
