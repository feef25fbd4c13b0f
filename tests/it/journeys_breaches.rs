//! The register of breaches: a package to the wrong person, an answer "this is not me", and what the officer does with them.

use crate::harness::{CAMILLE, House, each_house, sqlite_rows};
use crate::journeys_desk::colleague;
use crate::journeys_refresh::{ask_everyone, pages, somebody};
use crate::journeys_restriction::ask;
use crate::visitor::{Page, Visitor};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::collections::BTreeMap;

const OFFICER: &str = "dpo@maison-lavande.example";

/// What the officer was mailed, newest first.
fn told(house: &House) -> Vec<String> {
    house.mails().into_iter().filter(|mail| mail.to == OFFICER).map(|mail| mail.subject).collect()
}

fn submit(visitor: &Visitor, from: &str, action: &str, values: &[(&str, &str)]) -> Page {
    let form = visitor.open(from).expect(200).form(action);
    visitor.submit(form, values)
}

#[test]
fn scenario_76_a_package_to_the_wrong_person_is_a_draft_whose_72_hours_run_to_a_decision_and_an_export() {
    each_house(|house| {
        let reference = ask(house, &house.sign_in(CAMILLE, "en"));
        let lea = colleague(house, Role::Support);
        lea.get("/staff/breaches").expect(403);
        let report = lea
            .open(&format!("/staff/cases/{reference}"))
            .expect(200)
            .links()
            .into_iter()
            .find(|href| href.starts_with("/staff/incident"))
            .unwrap();
        let form = lea.open(&report).expect(200).form("/incident");
        assert_eq!((form.value("kind"), form.value("case")), (Some("misdirected"), Some(reference.as_str())));
        lea.submit(form.clone(), &[]).expect(422).shows("Fill in this field");
        lea.submit(form.clone(), &[("case", "R-1999-0001"), ("facts", "x")]).expect(422).shows("no request with this");
        lea.submit(form.clone(), &[("day", "11/03/2026"), ("facts", "x")]).expect(422).shows("has not come yet");
        let facts = "The package left for another customer, who wrote back.";
        lea.submit(form, &[("facts", facts)]).expect(200).shows("officer is told, and the term runs");
        house.work();
        assert_eq!(told(house), ["B-2026-0001\u{a0}: violation possible signalée"]);

        // Noticed at 10:00 in Paris on a Tuesday: until 10:00 on Friday.
        let odile = colleague(house, Role::Dpo);
        odile.open("/staff").expect(200).shows("Breaches whose term runs").shows("72 h 00 min left");
        let entry = "/staff/breaches/B-2026-0001";
        odile.open(entry).expect(200).shows("13 March 2026 at 10:00").shows(facts).shows("Is this a breach?");
        let person = house.query("SELECT person, people FROM breaches");
        assert_eq!(person, house.query("SELECT person, 1 FROM requests"), "the person is known by the case");
        let sealed = house.query("SELECT sealed FROM breaches").concat();
        assert!(!sealed[0].contains("package"));

        // Reminders: once with a day left, once with hours left.
        house.pass(SignedDuration::from_hours(47));
        assert_eq!(told(house).len(), 1);
        house.pass(SignedDuration::from_hours(1));
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(told(house)[0], "B-2026-0001\u{a0}: un jour pour avertir l’autorité");
        assert_eq!(told(house).len(), 2);
        house.pass(SignedDuration::from_hours(18));
        assert_eq!((told(house).len(), told(house)[0].contains("quelques heures")), (3, true));
        let odile = colleague(house, Role::Dpo);
        odile.open("/staff").expect(200).shows("5 h 00 min left");

        submit(&odile, entry, "/confirmation", &[]).expect(200).shows("The entry is open");
        odile.open(entry).expect(200).shows("Missing: which people, which data");
        let written = [
            ("people", "1"),
            ("records", "about 3"),
            ("persons", "One customer who asked for their data"),
            ("natures", "confidentiality"),
            ("categories", "contact"),
            ("effects", "Another customer read it."),
            ("consequences", "Unwanted contact."),
            ("remedy", "The other customer deleted it and confirmed."),
            ("measures", "The address is checked by a second person."),
        ];
        let account = format!("{entry}/account");
        let wrong = submit(&odile, &account, "/account", &written).expect(422).shows("Write a number");
        odile.submit(wrong.form("/account"), &[("records", "40")]).expect(200).shows("Written down");

        // The authority: a first notice in time, the rest later, in phases.
        let authority = format!("{entry}/authority");
        submit(&odile, &authority, "/authority", &[]).expect(422).shows("Choose one of the answers");
        let mute = [("outcome", "not-told")];
        submit(&odile, &authority, "/authority", &mute).expect(422).shows("Write the reasons");
        let early = [("outcome", "first"), ("day", "09/03/2026")];
        submit(&odile, &authority, "/authority", &early).expect(422).shows("before anybody was aware");
        submit(&odile, &authority, "/authority", &[("outcome", "first")]).expect(200).shows("Authority told in time");
        house.pass(SignedDuration::from_hours(20));
        assert_eq!(told(house).len(), 3, "the term was answered");
        let odile = colleague(house, Role::Dpo);
        submit(&odile, &authority, "/authority", &[("outcome", "complete")]).expect(200);
        let people = format!("{entry}/people");
        submit(&odile, &people, "/people", &[("outcome", "averted")]).expect(422).shows("Write the reasons");
        let averted = [("outcome", "averted"), ("reasons", "The reader deleted everything and wrote so.")];
        submit(&odile, &people, "/people", &averted).expect(200).shows("Article 34(3)(b) GDPR");
        let page = submit(&odile, entry, "/closure", &[]).expect(200).shows("The entry is closed");
        let said = page.shows("Authority told in time").shows("Léa Martin").shows("decision").text();
        assert!(!said.contains("after the end of the term"));
        odile.open(&account).expect(200).shows("Closed");

        let csv = odile.get("/staff/breaches/export/register.csv").expect(200);
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("breaches.csv"));
        assert!(csv.body().contains("B-2026-0001,closed,misdirected") && csv.body().contains("34(3)(b)"));
        let json: serde_json::Value =
            serde_json::from_slice(&odile.get("/staff/breaches/export/register.json").expect(200).bytes).unwrap();
        assert_eq!(json["breaches"][0]["decisions"].as_array().unwrap().len(), 3);
        assert_eq!((&json["breaches"][0]["people"], &json["breaches"][0]["facts"]), (&1.into(), &facts.into()));
        odile.get("/staff/breaches/export/register.xml").expect(404);
        let log = house.query("SELECT action FROM audit_events WHERE object = 'B-2026-0001' ORDER BY idx").concat();
        let [opened, confirmed, written, closed] =
            ["opened", "confirmed", "written", "closed"].map(|word| format!("breaches.{word}"));
        let decided = "breaches.decided".to_owned();
        assert_eq!(log, [opened, confirmed, written, decided.clone(), decided.clone(), decided, closed]);
    });
}

#[test]
fn scenario_67_not_me_freezes_the_address_and_opens_one_draft_that_was_no_breach_or_is_late() {
    each_house(|house| {
        ask_everyone(house);
        let (answer, _) = pages(house, &somebody(house));
        let reader = house.visitor();
        let form = reader.get(&answer).expect(200).form(&answer);
        reader.submit(form.clone(), &[("answer", "not-me")]).expect(200);
        reader.submit(form, &[("answer", "not-me")]).expect(200);
        house.work();
        let frozen = house.query("SELECT fingerprint FROM refresh_standings WHERE disowned_at IS NOT NULL");
        assert_eq!((frozen.len(), told(house).len()), (1, 1));

        let odile = colleague(house, Role::Dpo);
        odile.open("/staff/breaches").expect(200).shows("72 h 00 min left").shows("To be looked at");
        let entry = "/staff/breaches/B-2026-0001";
        let page = odile.open(entry).expect(200).shows("An answer “this is not me” · The portal");
        let dismissal = page.form("/dismissal");
        odile.submit(dismissal, &[("reasons", " ")]).expect(422).shows("Fill in this field");

        // Nobody looked for three days: late, said once, and the reasons for the delay are asked for.
        house.pass(SignedDuration::from_hours(72));
        house.pass(SignedDuration::from_hours(1));
        house.pass(SignedDuration::from_hours(1));
        let late = told(house).iter().filter(|subject| subject.contains("dépassé")).count();
        assert_eq!(late, 1, "{:?}", told(house));
        let odile = colleague(house, Role::Dpo);
        odile.open("/staff").expect(200).shows("over since 2 h 00 min");
        submit(&odile, entry, "/confirmation", &[]).expect(200);
        let authority = format!("{entry}/authority");
        odile.open(&authority).expect(200).shows("The term ended on");
        submit(&odile, &authority, "/authority", &[("outcome", "complete")]).expect(422).shows("say why");
        let reasons = [("outcome", "complete"), ("delay", "Nobody read the mailbox over the holidays.")];
        let page = submit(&odile, &authority, "/authority", &reasons).expect(200).shows("Authority told late");
        page.shows("after the end of the term").shows("Nobody read the mailbox");

        // An entry of the officer's own, seen by two at once: nothing is written over.
        let new =
            submit(&odile, "/staff/breaches/new", "/breaches", &[("title", "Lost laptop"), ("facts", "On a train.")]);
        let new = new.expect(200).shows("B-2026-0002").path;
        let form = odile.open(&format!("{new}/account")).expect(200).form("/account");
        odile.submit(form.clone(), &[("effects", "None known.")]).expect(200).shows("Written down");
        let kept =
            odile.submit(form, &[("effects", "Another text.")]).expect(422).shows("changed this entry meanwhile");
        odile.submit(kept.form("/account"), &[]).expect(200).shows("Another text.");
    });
}

/// Customers who wrote to customer service, by address and language, as the shop itself counts them.
fn asked_support(house: &House) -> BTreeMap<String, String> {
    let query = "SELECT lower(trim(email)), language FROM customers
                 WHERE email IS NOT NULL AND id IN (SELECT customer_id FROM tickets)";
    let rows = sqlite_rows(&house.shop(), query);
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

#[test]
fn people_are_counted_where_their_data_lie_and_each_gets_one_letter_once_a_second_person_agrees() {
    each_house(|house| {
        let expected = asked_support(house);
        assert!(expected.len() > 3 && expected.len() < 60, "{}", expected.len());
        let before = house.shop_rows();
        let odile = colleague(house, Role::Dpo);
        let fields = [("title", "Tickets were public"), ("facts", "The help desk showed every ticket for an hour.")];
        let entry = submit(&odile, "/staff/breaches/new", "/breaches", &fields).expect(200).path;

        // Counting looks into the source and copies nothing.
        let affected = format!("{entry}/affected");
        let form = odile.open(&affected).expect(200).form("/affected");
        odile.submit(form.clone(), &[("source", "newsletter"), ("categories", "support")]).expect(422);
        let portal = house.everything();
        let found = odile.submit(form, &[("source", "shop"), ("categories", "support")]).expect(200);
        let found = found.shows(&format!("People with an address {}", expected.len()));
        assert_eq!(house.everything(), portal, "looking changes nothing");
        let kept = odile.submit(found.form("/affected/count"), &[]).expect(200).shows("kept with the entry");
        let records = house.in_shop("SELECT (SELECT count(*) FROM tickets) + (SELECT count(*) FROM ticket_messages)");
        kept.shows(&format!("About how many people {}", expected.len()))
            .shows(&format!("About how many records {records}"));
        assert_eq!(house.query("SELECT affected FROM breaches WHERE affected LIKE '%support%'").len(), 0, "sealed");

        // The draft for the authority, and the letter: written in both languages, previewed as it leaves.
        let notice = odile.open(&format!("{entry}/notice")).expect(200).shows("not yet known; to follow");
        notice.shows("every ticket for an hour").shows("Responsable du traitement").shows("Odile Fontanel");
        let letter = format!("{entry}/letter");
        let form = odile.open(&letter).expect(200).form("/letter");
        assert_eq!(form.value("happened-fr"), Some("The help desk showed every ticket for an hour."));
        odile.submit(form.clone(), &[]).expect(422).shows("Fill in this field");
        let texts = [
            ("happened-fr", "Le 9 mars, vos messages étaient visibles une heure."),
            ("consequences-fr", "Quelqu’un a pu les lire."),
            ("measures-fr", "L’accès est fermé."),
            ("happened-en", "On 9 March your messages were visible for an hour."),
            ("consequences-en", "Somebody may have read them."),
            ("measures-en", "The access is closed."),
            ("advice-en", "Be wary of calls about them."),
        ];
        let page = odile.submit(form, &texts).expect(200).shows("Maison Lavande").shows("visibles une heure");
        page.shows("visible for an hour").shows("Art. 34 GDPR").shows("Be wary of calls");
        let mailing = format!("{entry}/mailing");
        submit(&odile, &mailing, "/request", &[]).expect(200).shows("A second person must agree");
        assert!(odile.open(&mailing).expect(200).forms().iter().all(|form| !form.action.ends_with("/approval")));
        house.work();
        let letters = |house: &House| -> Vec<habeas::mail::Delivered> {
            let all = house.mails().into_iter();
            all.filter(|mail| mail.subject.contains("incident") && mail.to != OFFICER).collect()
        };
        assert_eq!(letters(house).len(), 0, "nobody agreed yet");

        // Whoever was erased meanwhile is not written to, nor is anybody twice.
        let erased = expected.keys().next().unwrap();
        let print = habeas::people::Address::parse(erased).unwrap().fingerprint(&house.app.portal().keys);
        let mark = |tx: &mut habeas::db::Db| habeas::people::mark_erased(tx, &print, house.clock.now());
        house.app.portal().db.write_now(mark).unwrap();
        colleague(house, Role::Support).get(&mailing).expect(403);
        let sylvie = colleague(house, Role::Admin);
        sylvie.open("/staff").expect(200).shows("Letters to people that wait for a second person");
        sylvie.get(&entry).expect(403);
        submit(&sylvie, &mailing, "/approval", &[]).expect(200).shows("The letter leaves now");
        house.work();
        let sent = letters(house);
        let mut to: Vec<String> = sent.iter().map(|mail| mail.to.to_lowercase()).collect();
        to.sort();
        let wanted: Vec<&String> = expected.keys().filter(|address| *address != erased).collect();
        assert_eq!(to.iter().collect::<Vec<_>>(), wanted, "each once, and nobody else");
        for mail in &sent {
            let french = mail.text.contains("vos messages étaient visibles une heure");
            assert_eq!(french, expected[&mail.to.to_lowercase()] == "fr", "{}", mail.subject);
            assert!(mail.text.contains("dpo@maison-lavande.example"));
        }
        let page = sylvie.open(&mailing).expect(200).shows(&format!("Letters put into the outbox {}", wanted.len()));
        page.shows("Not written to: erased 1").shows("Mailed");
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(letters(house).len(), sent.len());
        assert_eq!(house.shop_rows(), before);
        let log = house.query("SELECT action FROM audit_events WHERE object = 'B-2026-0001' ORDER BY idx").concat();
        let tail: Vec<&str> = log.iter().map(String::as_str).filter(|action| action.contains("mail")).collect();
        assert_eq!(tail, ["breaches.mailing-asked", "breaches.mailing-approved", "breaches.mailed"]);
    });
}
