//! A campaign through the colleagues' screens: written, checked, approved by another, sent, read in counts.

use crate::harness::{House, each_house};
use crate::visitor::Visitor;
use habeas::roles::Role;
use std::collections::BTreeSet;

/// Reads the customer file and begins a campaign; its address.
fn begin(house: &House, planner: &Visitor) -> String {
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", "Vérification 2026")]).expect(303);
    made.location().unwrap().to_owned()
}

fn press(visitor: &Visitor, page: &str, act: &str) {
    let form = visitor.get(page).expect(200).form(act);
    visitor.submit(form, &[]).expect(200);
}

fn offers(visitor: &Visitor, page: &str, act: &str) -> bool {
    visitor.get(page).expect(200).forms().iter().any(|form| form.action.ends_with(act))
}

#[test]
fn a_campaign_is_written_approved_by_another_sent_and_read_in_counts() {
    each_house(|house| {
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = begin(house, &planner);
        let schedule = planner.get(&format!("{campaign}/schedule")).expect(200);
        planner.submit(schedule.form("/schedule"), &[("remind", "")]).expect(200).shows("No reminder.");
        press(&planner, &campaign, "/submission");
        assert!(!offers(&planner, &campaign, "/approval"), "the author is offered the approval");
        let form = dpo.get(&campaign).expect(200).form("/approval");
        // The author sends the other's form with their own token: the rule holds, not the missing button.
        let own = planner.get(&campaign).expect(200).form("/draft");
        let csrf = own.fields().into_iter().find(|(name, _)| name == "csrf").unwrap();
        planner.post(&format!("{campaign}/approval"), &[csrf]).expect(303);
        house.work();
        assert!(house.mails().iter().all(|mail| !mail.text.contains("/c/")), "sent without approval");
        dpo.submit(form, &[]).expect(200);
        house.work();
        let asked: Vec<_> = house.mails().into_iter().filter(|mail| mail.text.contains("/c/")).collect();
        assert!(asked.len() >= 20);
        let addresses: BTreeSet<String> = asked.iter().map(|mail| mail.to.to_lowercase()).collect();
        assert_eq!(addresses.len(), asked.len());
        for page in ["", "/audience", "/message", "/results"] {
            let page = planner.get(&format!("{campaign}{page}")).expect(200);
            for address in &addresses {
                assert!(!page.body().to_lowercase().contains(address), "{} names a person", page.path);
            }
        }
        planner.get(&format!("{campaign}/results")).expect(200).shows(&asked.len().to_string());
        let csv = planner.get(&format!("{campaign}/results.csv")).expect(200);
        assert!(csv.body().contains(&format!("mails,sent,{}", asked.len())), "{}", csv.body());
        assert!(!offers(&planner, &campaign, "/stop"), "an ended campaign can be stopped");
    });
}

#[test]
fn advertising_keeps_a_campaign_from_being_written_or_sent() {
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let planner = house.colleague(Role::Marketing);
    let campaign = begin(house, &planner);
    let message = format!("{campaign}/message");
    let page = planner.get(&message).expect(200);
    let offer = [("intro_fr", "Profitez de nos soldes"), ("intro_en", "Look at https://shop.example.com")];
    let refused = planner.send(page.form("/message"), &offer).expect(422);
    assert!(refused.body().contains("Profitez de nos soldes"), "what was typed is kept");
    planner.send(page.form("/message"), &[("per_hour", "0")]).expect(422);
    let fine = [("intro_fr", "Nous avons changé de système."), ("intro_en", "We changed our system.")];
    planner.submit(page.form("/message"), &fine).expect(200).shows("Nous avons changé de système.");
    let preview = planner.get(&format!("{campaign}/preview/fr/first-html")).expect(200);
    assert!(preview.body().contains("Nous avons changé de système."));
    let policy = preview.headers.get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
    planner.get(&format!("{campaign}/preview/de/first-html")).expect(404);
}

#[test]
fn the_reminder_is_read_before_the_campaign_is_approved() {
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = begin(house, &planner);
    let message = format!("{campaign}/message");
    let fine = [("intro_fr", "Nous avons changé de système."), ("intro_en", "We changed our system.")];
    planner.submit(planner.get(&message).expect(200).form("/message"), &fine).expect(200);
    press(&planner, &campaign, "/submission");
    dpo.get(&campaign).expect(200).shows("After 21 days: “Reminder: 15 seconds to check”");
    let seen =
        dpo.get(&message).expect(200).shows("Rappel : 15 secondes pour vérifier").shows("This is the only reminder.");
    assert_eq!(seen.body().matches("We changed our system.").count(), 2, "the introduction is in both mails");
    let mail = dpo.get(&format!("{campaign}/preview/en/reminder-html")).expect(200);
    assert!(mail.body().contains("This is the only reminder."));
    // A campaign that reminds nobody shows no reminder.
    press(&planner, &campaign, "/draft");
    let schedule = planner.get(&format!("{campaign}/schedule")).expect(200);
    planner.submit(schedule.form("/schedule"), &[("remind", "")]).expect(200);
    dpo.get(&message).expect(200).shows("No reminder.");
    assert!(!dpo.get(&message).expect(200).body().contains("This is the only reminder."));
}

#[test]
fn a_test_goes_to_the_colleague_who_asks_and_to_nobody_else() {
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let planner = house.colleague(Role::Marketing);
    let campaign = begin(house, &planner);
    let before = house.mails().len();
    let page = planner.get(&format!("{campaign}/message")).expect(200);
    let tests: Vec<_> = page.forms().into_iter().filter(|form| form.action.ends_with("/test")).collect();
    assert_eq!(tests.len(), 4, "each mail in each language");
    for form in [&tests[0], &tests[2]] {
        planner.submit(form.clone(), &[]).expect(200);
    }
    house.work();
    let mails = house.mails();
    assert_eq!(mails.len(), before + 2);
    let reminders = mails.iter().filter(|mail| mail.subject.starts_with("Rappel"));
    assert_eq!(reminders.count(), 1, "the first mail and the reminder");
    let people = house.query("SELECT id FROM refresh_recipients");
    assert!(people.is_empty());
}

#[test]
fn a_campaign_pauses_goes_on_and_stops_by_hand() {
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = begin(house, &planner);
    let page = planner.get(&format!("{campaign}/message")).expect(200);
    planner.submit(page.form("/message"), &[("per_hour", "5")]).expect(200);
    press(&planner, &campaign, "/submission");
    press(&dpo, &campaign, "/approval");
    house.work();
    let asked = || house.mails().iter().filter(|mail| mail.text.contains("/c/")).count();
    assert_eq!(asked(), 5, "the hour holds five");
    press(&planner, &campaign, "/pause");
    wait(house, &planner, 70);
    assert_eq!(asked(), 5, "a paused campaign sends");
    press(&planner, &campaign, "/resumption");
    house.work();
    assert_eq!(asked(), 10, "the next hour holds five more");
    press(&planner, &campaign, "/stop");
    wait(house, &planner, 70);
    assert_eq!(asked(), 10, "a stopped campaign sends");
}

#[test]
fn a_campaign_waits_for_the_hours_that_were_chosen_and_says_until_when() {
    let house = &House::open(habeas::db::testing::Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = begin(house, &planner);
    let form = || planner.get(&format!("{campaign}/schedule")).expect(200).form("/schedule");
    for (name, value) in [
        ("rhythm", "often"),
        ("from_hour", "3"),
        ("to_hour", "9"),
        ("days", "8"),
        ("remind", "22"),
        ("ends_on", "09/03/2026"),
        ("ends_on", "soon"),
    ] {
        let mut fields = form().fields();
        fields.retain(|(field, _)| field != name);
        fields.push((name.to_owned(), value.to_owned()));
        let page = planner.post(&format!("{campaign}/schedule"), &fields).expect(422);
        assert_eq!(page.body().matches("class=\"field__error\"").count(), 1, "{name} {value}");
    }
    // It is ten o'clock on a Tuesday.
    let page = planner.submit(form(), &[("from_hour", "14"), ("ends_on", "31/03/2026")]).expect(200);
    page.shows("Monday to Friday, from 14:00 to 18:00")
        .shows("One reminder after 21 days.")
        .shows("Last day: 31 March 2026");
    press(&planner, &campaign, "/submission");
    dpo.get(&campaign).expect(200).shows("from 14:00 to 18:00");
    press(&dpo, &campaign, "/approval");
    house.work();
    let asked = || house.mails().iter().filter(|mail| mail.text.contains("/c/")).count();
    assert_eq!(asked(), 0, "sent before the hour");
    planner.get(&campaign).expect(200).shows("Sending waits until 10 March 2026 at 14:00");
    wait(house, &planner, 240);
    assert!(asked() >= 20, "{}", asked());
    assert!(!planner.get(&campaign).expect(200).body().contains("Sending waits"));
    planner.get(&format!("{campaign}/schedule")).expect(200).shows("is fixed");
}

/// Lets minutes pass while the colleague stays at work, so that the session does not end.
fn wait(house: &House, colleague: &Visitor, minutes: i64) {
    for _ in 0..minutes / 10 {
        house.pass(jiff::SignedDuration::from_mins(10));
        colleague.get("/marketing").expect(200);
    }
}
