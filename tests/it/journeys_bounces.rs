//! Bounces and complaints, from the mail that comes back to the pages: colleagues see counts, the officer masked addresses, the
//! person a notice; nothing of it is left after an erasure.

use crate::harness::{CAMILLE, House, each_house};
use crate::program::Installation;
use crate::programs::program;
use crate::visitor::{Page, Visitor};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use habeas::api::Scope;
use habeas::commands::{Brought, mail_report};
use habeas::db::testing::{Fresh, portal_databases};
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

const BOUNCE: &str = include_str!("../reports/postfix-unknown.eml");
const COMPLAINT: &str = include_str!("../reports/complaint.eml");
const LATE: &str = include_str!("../reports/postfix-delayed.eml");
const AWAY: &str = include_str!("../reports/out-of-office.eml");

/// A house whose campaign has left, with the address of its page.
fn sent(house: &House) -> (String, Visitor, Visitor) {
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    house.nobody_ordered_of_late();
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", "Yearly check")]).expect(303);
    let campaign = made.location().unwrap().to_owned();
    for (colleague, act) in [(&planner, "/submission"), (&dpo, "/approval")] {
        let page = colleague.get(&campaign).expect(200);
        colleague.submit(page.form(act), &[]).expect(200);
    }
    house.work();
    (campaign, planner, dpo)
}

/// The trace of the campaign mail to somebody.
fn trace(house: &House, address: &str) -> String {
    let mails = house.mails();
    let mail = mails.iter().find(|mail| mail.to.eq_ignore_ascii_case(address) && mail.text.contains("/c/"));
    mail.expect("a campaign mail").id.clone()
}

fn bring(house: &House, message: &str, trace: &str) -> Brought {
    mail_report(house.app.portal(), message.replace("TRACE", trace).as_bytes()).unwrap()
}

fn post(house: &House, token: &str, path: &str, kind: &str, body: String) -> Page {
    house.visitor().post_raw(path, kind, body.into_bytes(), &[("Authorization", token)])
}

fn tally(page: &Page) -> [i64; 4] {
    let told: Value = serde_json::from_slice(&page.bytes).unwrap();
    ["noted", "known", "foreign", "ignored"].map(|name| told[name].as_i64().unwrap())
}

#[test]
fn a_mail_that_comes_back_ends_the_address_until_its_owner_says_that_it_works() {
    each_house(|house| {
        let (campaign, planner, dpo) = sent(house);
        planner.get("/marketing/bounces").expect(200).shows("Every address works so far");
        let trace = trace(house, CAMILLE);
        assert!(trace.len() == 48 && !trace.contains("camille"));
        assert_eq!(bring(house, AWAY, &trace), Brought::AutoReply);
        assert_eq!(bring(house, BOUNCE, &"ab".repeat(24)), Brought::Foreign);
        planner.get("/marketing/bounces").expect(200).shows("Every address works so far");
        assert_eq!(bring(house, BOUNCE, &trace), Brought::Noted { kind: "hard", cause: "unknown" });
        assert_eq!(bring(house, BOUNCE, &trace), Brought::Known);

        planner.get(&format!("{campaign}/results")).expect(200).shows("Nobody has this mailbox");
        let csv = planner.get(&format!("{campaign}/results.csv")).expect(200);
        assert!(csv.body().contains("not_arrived,unknown,<10"), "{}", csv.body());
        assert_eq!(planner.get("/marketing/bounces").expect(200).body().matches("aria-current=\"true\"").count(), 1);
        let counts = planner.get("/marketing/bounces").expect(200).shows("Nobody has this mailbox").shows("< 10");
        assert!(!counts.body().contains("c…@e"), "marketing sees no single address");
        let one_by_one = dpo.get("/marketing/bounces").expect(200).shows("c…@e….com").shows("The mail came back later");
        assert!(!one_by_one.body().contains(CAMILLE));
        let page = planner.get(&format!("{campaign}/audience")).expect(200);
        let form = page.forms().into_iter().find(|form| form.fields().iter().any(|(name, _)| name == "email")).unwrap();
        planner.send(form, &[("email", CAMILLE)]).expect(200).shows("Address does not work");

        let camille = house.sign_in(CAMILLE, "en");
        let home = camille.open("/en/me").expect(200).shows("come back").shows("Nobody has this mailbox");
        let home = home.shows("Mails came back since");
        let works = camille.submit(home.form("/me/mailbox"), &[]).expect(200);
        assert!(!works.body().contains("come back"), "the notice is gone");
        planner.get("/marketing/bounces").expect(200).shows("Every address works so far");
        assert_eq!(house.query("SELECT fingerprint FROM refresh_reports WHERE fingerprint IS NOT NULL").len(), 0);

        // The same mail, late three times: then it does not work again; this time the officer decides.
        for day in 0..3 {
            house.pass(SignedDuration::from_hours(25));
            let late = LATE.replace("7C1", &format!("7C{day}"));
            assert_eq!(bring(house, &late, &trace), Brought::Noted { kind: "delayed", cause: "unreachable" });
        }
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.get("/marketing/bounces").expect(200).shows("The mail server cannot be reached");
        dpo.submit(page.form("/release"), &[])
            .expect(200)
            .shows("written to again")
            .shows("Every address works so far");
    });
}

#[test]
fn programs_bring_reports_with_their_token_and_relays_with_a_password() {
    each_house(|house| {
        let (campaign, planner, _) = sent(house);
        let trace = trace(house, CAMILLE);
        let token = program(house, &[Scope::ReportsWrite]);
        let basic = BASE64_STANDARD.encode(format!("relay:{}", token.strip_prefix("Bearer ").unwrap()));
        let basic = format!("Basic {basic}");
        let mail = |token: &str, text: &str| {
            post(house, token, "/api/v1/mail/reports", "message/rfc822", text.replace("TRACE", &trace))
        };
        mail("Basic cmVsYXk6aGFiZWFzX25v", COMPLAINT).expect(401);
        mail(&program(house, &[Scope::ConsentsWrite]), COMPLAINT).expect(403);
        assert_eq!(tally(&mail(&token, AWAY).expect(200)), [0, 0, 0, 1]);
        assert_eq!(tally(&mail(&token, COMPLAINT).expect(200)), [1, 0, 0, 0]);
        assert_eq!(tally(&mail(&basic, COMPLAINT).expect(200)), [0, 1, 0, 0]);
        let long = format!("{}{}", COMPLAINT, "x".repeat(200_000));
        assert_eq!(tally(&mail(&token, &long).expect(200)), [0, 1, 0, 0], "a whole mail with its copy fits");
        mail(&token, &"x".repeat((4 << 20) + 1)).expect(422);
        planner.get("/marketing/bounces").expect(200).shows("Called a mail unwanted");
        planner.get(&format!("{campaign}/results")).expect(200).shows("Called unwanted");
        assert_eq!(house.query("SELECT fingerprint FROM refresh_standings WHERE stopped_at IS NOT NULL").len(), 1);
        let data = house.sign_in(CAMILLE, "en").open("/en/me").expect(200);
        data.shows("You called our mail unwanted");

        let events = json!([
            { "event": "bounce", "hard_bounce": false, "error": "quota exceeded", "CustomID": trace, "time": 1 },
            { "event": "bounce", "hard_bounce": true, "error": "user unknown", "CustomID": "0".repeat(48), "time": 2 },
            { "event": "open", "CustomID": trace, "time": 3 },
        ]);
        let relay = |relay: &str, body: &Value| {
            post(house, &basic, &format!("/api/v1/mail/reports/{relay}"), "application/json", body.to_string())
        };
        assert_eq!(tally(&relay("mailjet", &events).expect(200)), [1, 0, 1, 1]);
        assert_eq!(tally(&relay("mailjet", &events).expect(200)), [0, 1, 1, 1]);
        let brevo =
            json!({ "event": "soft_bounce", "reason": "mailbox full", "X-Mailin-custom": trace, "ts_event": 4 });
        assert_eq!(tally(&relay("brevo", &brevo).expect(200)), [1, 0, 0, 0]);
        let postmark = json!({ "RecordType": "Bounce", "Type": "Transient", "ID": 5, "Metadata": { "trace": trace } });
        assert_eq!(tally(&relay("postmark", &postmark).expect(200)), [1, 0, 0, 0]);
        post(house, &basic, "/api/v1/mail/reports/brevo", "application/json", "no".into()).expect(422);
        let bounced = house.query("SELECT bounced_why, bounced_by FROM refresh_standings WHERE bounced_at IS NOT NULL");
        assert_eq!(bounced, [["unreachable", "relay"]], "three soft signs");
    });
}

#[test]
fn what_came_back_is_in_the_package_and_in_nothing_after_an_erasure() {
    for fresh in portal_databases() {
        let house = &House::open(fresh, |_| {});
        sent(house);
        let trace = trace(house, CAMILLE);
        bring(house, BOUNCE, &trace);
        let print = house.query("SELECT fingerprint FROM refresh_reports")[0][0].clone();
        assert_eq!(print.len(), 64);
        let told = habeas::app::block_on(async {
            let address = habeas::people::Address::parse(CAMILLE).unwrap();
            habeas::access::collect(house.app.portal(), &address, habeas::lang::Lang::Fr).await.unwrap()
        });
        let fact = told.facts.iter().find(|fact| fact.source == "portal-mailings").expect("the package tells of it");
        assert!(fact.text.contains("Personne n’a cette boîte"), "{}", fact.text);

        let visitor = house.sign_in(CAMILLE, "en");
        let first = visitor.open("/en/me/delete").expect(200);
        let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
        visitor.submit(check.form("/me/delete"), &[]).expect(200);
        house.pass(SignedDuration::from_hours(24 * 3 + 1));
        house.pass(SignedDuration::from_hours(2));
        for table in ["refresh_reports", "refresh_standings", "refresh_recipients"] {
            let rows = house.everything()[&format!("portal.{table}")].clone();
            assert!(!rows.iter().flatten().any(|value| value.contains(&print)), "{table} knows the address");
        }
        assert_eq!(house.query("SELECT cause FROM refresh_reports"), [["unknown"]], "the figures stay");
    }
}

#[test]
fn a_mail_server_pipes_a_bounce_into_the_command() {
    let installation = Installation::new(Fresh::sqlite());
    let piped = |words: &[&str], typed: &str| {
        let ended = installation.output(words, typed);
        (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
    };
    let noted = |words: &str| (Some(0), format!("-: {words}\n"));
    assert_eq!(piped(&["mail", "report", "-"], AWAY), noted("an automatic answer, no bounce"));
    let foreign = BOUNCE.replace("TRACE", &"0".repeat(48));
    assert_eq!(piped(&["mail", "report", "-"], &foreign), noted("about no mail of this portal; nothing was changed"));
    assert_eq!(piped(&["mail", "report", "/nowhere.eml"], "").0, Some(75), "a mail server tries again");
}
