//! Retention through the whole portal: what is over leaves on its day and nothing before, by the path of an erasure.

use crate::harness::{House, each_house};
use habeas::config::Config;
use habeas::consents::{self, ALL_MARKETING, Entry, EventKind, Said};
use habeas::db::testing::portal_databases;
use habeas::lang::Lang;
use habeas::requests;
use habeas::roles::Role;
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Three customers of the demo, by number.
const THREE: &str = "SELECT id, email FROM customers ORDER BY id LIMIT 3";

fn customers(house: &House) -> Vec<(String, String)> {
    let rows = crate::harness::sqlite_rows(&house.shop(), THREE);
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

/// Everybody was in touch today, but for some whose last contact lies far back, everywhere.
fn all_but_these_were_in_touch(house: &House, silent: &[&(String, String)], last: &str) {
    let shop = house.shop();
    let today = house.clock.now().to_string();
    shop.execute("UPDATE customers SET last_contact_at = ?1", [&today]).unwrap();
    let letters = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
    for (id, email) in silent {
        shop.execute("UPDATE customers SET last_contact_at = ?1 WHERE id = ?2", [last, id]).unwrap();
        let sql = "UPDATE newsletter_signups SET last_contact_at = ?1 WHERE lower(email) = lower(?2)";
        letters.execute(sql, [last, email]).unwrap();
    }
}

/// The first rule asks once whether the person wishes to stay.
fn recontact(config: &mut Config, answer_within: &str) {
    let text = std::fs::read_to_string(&config.portal.record).unwrap();
    let rule = "starts = \"last_contact\"\nduration = \"P3Y\"";
    assert!(text.contains(rule));
    let text = text.replacen(rule, &format!("{rule}\nrecontact = \"{answer_within}\""), 1);
    std::fs::write(&config.portal.record, text).unwrap();
}

fn switch_on(house: &House) {
    let dpo = house.colleague(Role::Dpo);
    let page = dpo.open("/admin/retention").expect(200).shows("Purging is off");
    dpo.submit(page.form("/switch"), &[]).expect(200).shows("Purging is on since");
}

fn is_there(house: &House, id: &str) -> bool {
    house.in_shop(&format!("SELECT count(*) FROM customers WHERE id = {id}")) == "1"
}

#[test]
fn scenario_33_a_customer_whose_time_is_over_is_erased_by_night_and_the_invoices_stay() {
    each_house(|house| {
        let all = customers(house);
        let (id, email) = &all[0];
        // The last day of three years is 2026-03-10, today.
        all_but_these_were_in_touch(house, &[&all[0]], "2023-03-10 08:00:00");
        let invoices = format!("SELECT count(*) FROM invoices WHERE lower(billing_email) = lower('{email}')");
        let kept = house.in_shop(&invoices);
        house.work();
        assert!(is_there(house, id), "nobody has switched purging on");
        switch_on(house);
        let before = house.in_shop("SELECT count(*) FROM customers");
        house.pass(DAY);
        assert!(!is_there(house, id), "the day after the last one");
        let after = house.in_shop("SELECT count(*) FROM customers");
        assert_eq!(before.parse::<i64>().unwrap() - 1, after.parse::<i64>().unwrap(), "nobody else went");
        assert_eq!(house.in_shop(&invoices), kept, "the law keeps the invoices");
        let proof = house.query("SELECT c.stage, e.state FROM retention_cases c JOIN erasures e ON e.id = c.erasure");
        assert_eq!(proof.len(), 1);
        assert_eq!(proof[0][0], "erasing");
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.open("/admin/retention").expect(200);
        let row = page.body().split("<tr>").find(|row| row.contains("11 March 2026")).unwrap().to_owned();
        assert!(row.contains(">1</td>") && row.contains("done"), "{row}");
        // The next night finds nothing more of them.
        house.pass(DAY);
        assert_eq!(house.query("SELECT person FROM retention_cases").len(), 1);
    });
}

#[test]
fn scenario_22_nobody_goes_before_their_day_on_hold_with_an_open_request_or_after_a_sign_in() {
    each_house(|house| {
        let all = customers(house);
        let (id, email) = &all[1];
        all_but_these_were_in_touch(house, &[&all[1]], "2023-03-12 08:00:00");
        switch_on(house);
        house.pass(DAY);
        assert!(is_there(house, id), "the last day is the 12th");
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.open("/admin/retention").expect(200);
        let wrong = dpo.submit(page.form("/holds"), &[("days", "0")]).expect(422);
        wrong.shows("Enter the address of a person").shows("Say why").shows("from 1 to 1100");
        let hold = [("email", email.as_str()), ("reason", "File 12/345"), ("days", "3")];
        dpo.submit(page.form("/holds"), &hold).expect(200).shows("File 12/345");
        house.pass(DAY);
        house.pass(DAY);
        assert!(is_there(house, id), "held");
        let held = house.query("SELECT held FROM retention_runs ORDER BY day DESC LIMIT 1");
        assert_eq!(held[0][0], "1");
        // Signing in is a contact: the clock begins again, here, whatever the shop still says.
        drop(house.sign_in(email, "en"));
        house.pass(DAY);
        house.pass(DAY);
        assert!(is_there(house, id), "they were in touch");
        assert!(house.query("SELECT person FROM retention_cases").is_empty());
    });
}

#[test]
fn scenario_69_a_silent_customer_is_asked_once_stays_with_one_click_and_leaves_in_silence() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config: &mut Config| recontact(config, "P1M"));
        let all = customers(&house);
        let (id, email) = &all[2];
        all_but_these_were_in_touch(&house, &[&all[2], &all[0]], "2023-03-10 08:00:00");
        switch_on(&house);
        house.pass(DAY);
        assert!(is_there(&house, id));
        let link = house.link(email, "/l/keep/");
        house.link(&all[0].1, "/l/keep/");
        let mails = house.mails().len();
        house.pass(DAY);
        assert_eq!(house.mails().len(), mails, "asked once");
        let (reader, before) = (house.visitor(), house.everything());
        let page = reader.open(&link).expect(200);
        assert!(crate::harness::changes(&before, &house.everything()).is_empty(), "opening the link changes nothing");
        reader.submit(page.form(&link), &[]).expect(200);
        reader.get(&link).expect(410);
        // The other one says nothing. They were asked on the 11th of March, so the 11th of April is their last day.
        for _ in 0..30 {
            house.pass(DAY);
        }
        assert!(is_there(&house, &all[0].0), "the last day to answer");
        house.pass(DAY);
        assert!(!is_there(&house, &all[0].0));
        assert!(is_there(&house, id), "one click is a contact");
        let keep = |mail: &&habeas::mail::Delivered| mail.text.contains("/l/keep/");
        assert_eq!(house.mails().iter().filter(keep).count(), 2, "each was asked once");
    }
}

#[test]
fn who_objected_to_marketing_is_not_asked_to_stay_and_leaves_on_the_day() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config: &mut Config| recontact(config, "P1M"));
        let all = customers(&house);
        let portal = house.app.portal();
        let (who, now) = (habeas::people::Address::parse(&all[2].1).unwrap(), house.clock.now());
        let fingerprint = who.fingerprint(&portal.keys);
        let entry = Entry {
            fingerprint: &fingerprint,
            activity: ALL_MARKETING,
            kind: EventKind::Objected,
            words: "No mails.",
            lang: Lang::En,
            said: Said::CHOICES,
        };
        portal.db.write_now(|tx| consents::record(tx, now, &house.random, &entry)).unwrap();
        all_but_these_were_in_touch(&house, &[&all[2]], "2023-03-10 08:00:00");
        switch_on(&house);
        house.pass(DAY);
        assert!(!is_there(&house, &all[2].0));
        assert!(!house.mails().iter().any(|mail| mail.text.contains("/l/keep/")));
    }
}

#[test]
fn scenario_59_who_died_is_not_asked_to_stay_and_leaves_on_the_day() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config: &mut Config| recontact(config, "P1M"));
        let all = customers(&house);
        all_but_these_were_in_touch(&house, &[&all[2]], "2023-03-10 08:00:00");
        let officer = house.colleague(Role::Dpo);
        let campaign = crate::journeys_audience::begin(&house, &house.colleague(Role::Marketing));
        let page = crate::journeys_audience::look(&officer, &campaign, &all[2].1).expect(200);
        officer.send(page.form("/exclusions"), &[("reason", "deceased")]).expect(200);
        switch_on(&house);
        house.pass(DAY);
        assert!(!is_there(&house, &all[2].0));
        assert!(!house.mails().iter().any(|mail| mail.to.eq_ignore_ascii_case(&all[2].1)), "no mail at all");
    }
}

#[test]
fn scenario_72_rows_with_an_end_of_their_own_leave_on_their_day_and_a_hold_on_the_rule_keeps_them() {
    each_house(|house| {
        let shop = house.shop();
        shop.execute("UPDATE customers SET last_contact_at = ?1", [house.clock.now().to_string()]).unwrap();
        shop.execute("UPDATE sign_ins SET signed_in_at = '2026-03-01 10:00:00'", []).unwrap();
        let three = "(SELECT id FROM sign_ins ORDER BY id LIMIT 3)";
        shop.execute(&format!("UPDATE sign_ins SET signed_in_at = '2025-09-12 10:00:00' WHERE id IN {three}"), [])
            .unwrap();
        let count = || house.in_shop("SELECT count(*) FROM sign_ins").parse::<i64>().unwrap();
        let all = count();
        assert!(all > 3);
        switch_on(house);
        house.pass(DAY);
        house.pass(DAY);
        assert_eq!(count(), all, "the last day of six months is 2026-03-12");
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.open("/admin/retention").expect(200);
        let hold = [("rule", "sign-ins-6m"), ("reason", "Police report"), ("days", "2")];
        dpo.submit(page.form("/holds"), &hold).expect(200);
        house.pass(DAY);
        assert_eq!(count(), all, "held");
        house.pass(DAY);
        house.pass(DAY);
        assert_eq!(count(), all - 3);
        let gone = house.query("SELECT gone, kept FROM retention_rows WHERE place = 'sign_ins'");
        assert_eq!(gone, [["3", "0"]]);
    });
}

#[test]
fn scenario_22_rows_of_who_waits_for_an_answer_or_is_on_hold_stay_and_nobody_elses() {
    each_house(|house| {
        let all = customers(house);
        let shop = house.shop();
        shop.execute("UPDATE customers SET last_contact_at = ?1", [house.clock.now().to_string()]).unwrap();
        shop.execute("UPDATE sign_ins SET signed_in_at = '2025-08-01 10:00:00'", []).unwrap();
        let of = |id: &str| {
            let sql = format!("SELECT count(*) FROM sign_ins WHERE customer_id = {id}");
            house.in_shop(&sql).parse::<i64>().unwrap()
        };
        for (id, _) in &all {
            let sql =
                "INSERT INTO sign_ins (customer_id, signed_in_at, ip_address) VALUES (?1, '2025-08-01', '192.0.2.1')";
            shop.execute(sql, [id]).unwrap();
        }
        let asking = house.sign_in(&all[0].1, "en");
        let chosen = asking.open("/en/me/requests/new?right=other").expect(200);
        let checked = asking.submit(chosen.form("/new"), &[("message", "Who signed in as me?")]).expect(200);
        let sent = asking.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.open("/admin/retention").expect(200);
        let hold = [("email", all[1].1.as_str()), ("reason", "Police report"), ("days", "10")];
        dpo.submit(page.form("/holds"), &hold).expect(200);
        let (asked, held) = (of(&all[0].0), of(&all[1].0));
        switch_on(house);
        house.pass(DAY);
        assert_eq!((of(&all[0].0), of(&all[1].0), of(&all[2].0)), (asked, held, 0));
        assert_eq!(house.in_shop("SELECT count(*) FROM sign_ins").parse::<i64>().unwrap(), asked + held);
        let kept = house.query("SELECT kept FROM retention_rows WHERE place = 'sign_ins'");
        assert_eq!(kept, [[(asked + held).to_string()]], "the report says what stayed");
        // The answer is there, the hold is lifted: both go.
        let again = house.sign_in(&all[0].1, "en");
        again.submit(again.open(&sent.path).expect(200).form("/cancellation"), &[]).expect(200);
        let dpo = house.colleague(Role::Dpo);
        dpo.submit(dpo.open("/admin/retention").expect(200).form("/lift"), &[]).expect(200);
        house.pass(DAY);
        assert_eq!(house.in_shop("SELECT count(*) FROM sign_ins"), "0");
    });
}

#[test]
fn who_may_only_be_kept_is_left_alone_by_every_night() {
    each_house(|house| {
        let all = customers(house);
        let shop = house.shop();
        // A table of the shop that nobody declared holds on to the customer.
        shop.execute_batch("CREATE TABLE claims (customer_id INTEGER NOT NULL REFERENCES customers (id))").unwrap();
        shop.execute("INSERT INTO claims VALUES (?1)", [&all[0].0]).unwrap();
        all_but_these_were_in_touch(house, &[&all[0]], "2023-03-01 08:00:00");
        switch_on(house);
        house.clock.advance(DAY);
        house.work_despite_trouble();
        assert!(is_there(house, &all[0].0), "the database keeps the row");
        let email = house.in_shop(&format!("SELECT email FROM customers WHERE id = {}", all[0].0));
        assert!(email.is_empty() || email.ends_with(".invalid"), "{email}");
        let erasures = || house.query("SELECT count(*) FROM erasures")[0][0].clone();
        assert_eq!(erasures(), "1");
        for _ in 0..3 {
            house.clock.advance(DAY);
            house.work_despite_trouble();
        }
        assert_eq!(erasures(), "1", "there is nobody there any more");
    });
}

#[test]
fn scenario_73_a_change_of_a_rule_is_counted_before_it_has_effect() {
    each_house(|house| {
        let shop = house.shop();
        shop.execute("UPDATE customers SET last_contact_at = ?1", [house.clock.now().to_string()]).unwrap();
        let one = "(SELECT min(id) FROM customers)";
        shop.execute(&format!("UPDATE customers SET last_contact_at = '2025-01-01 10:00:00' WHERE id = {one}"), [])
            .unwrap();
        let dpo = house.colleague(Role::Dpo);
        dpo.open("/admin/retention?rule=customer-3y&period=three").expect(422).shows("for example P3Y");
        let before = house.everything();
        let page = dpo.open("/admin/retention?rule=customer-3y&period=P1Y").expect(200).shows("With P1Y instead");
        let row = page.body().split("<tr>").find(|row| row.contains(">shop.customers</code></th>")).unwrap().to_owned();
        assert!(row.contains(">0</td>") && row.contains(">1</td>") && row.contains(">+1</td>"), "{row}");
        assert!(crate::harness::changes(&before, &house.everything()).is_empty(), "only counted");
        let support = house.colleague(Role::Support);
        support.get("/admin/retention").expect(403);
    });
}

#[test]
fn the_file_of_a_request_ends_five_years_after_it_was_closed_and_its_contact_after_two_months() {
    each_house(|house| {
        let visitor = house.visitor();
        let fields = [
            ("whom", "myself"),
            ("right", "access"),
            ("name", "Ana Ruiz"),
            ("reach", "1 rue Haute, Lyon"),
            ("message", "What do you hold about me?"),
        ];
        let asked = visitor.submit(visitor.open("/en/ask").form("/en/ask"), &fields).expect(200).shows("R-2026-0001");
        let code: String = asked.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
        let portal = house.app.portal();
        let request = portal.db.read_now(|db| requests::by_reference(db, "R-2026-0001")).unwrap().unwrap();
        portal.db.write_now(|tx| requests::cancel(tx, house.clock.now(), &portal.random, &request)).unwrap();
        let count = |table: &str| house.query(&format!("SELECT count(*) FROM {table}"))[0][0].clone();
        let follows = || {
            let key = visitor.open("/en/ask/request").expect(200);
            let pair = [("reference", "R-2026-0001"), ("code", code.as_str())];
            visitor.submit(key.form("/ask/request"), &pair).status
        };
        house.pass(DAY * 58);
        assert_eq!((follows(), count("request_contacts")), (200, "1".into()), "two months are not over");
        house.pass(DAY * 5);
        assert_eq!((follows(), count("request_contacts")), (422, "0".into()));
        assert_eq!(count("requests"), "1", "the file is a proof");
        house.pass(DAY * (365 * 5 + 1 - 3));
        assert_eq!(count("requests"), "1", "five years and two months are not over");
        house.pass(DAY * 5);
        let tables = ["requests", "request_items", "request_messages", "request_events", "request_contacts"];
        assert_eq!(tables.map(count), ["0", "0", "0", "0", "0"].map(str::to_owned));
    });
}
