//! Manual sources: places that only a colleague can look into. A copy waits for them, an erasure is not done before they sign.

use crate::harness::{CAMILLE, House};
use crate::journeys_desk::{claim, colleague};
use crate::journeys_erasure::{ask as ask_to_go, grace};
use crate::visitor::{Page, Visitor};
use habeas::db::testing::portal_databases;
use habeas::roles::Role;
use jiff::SignedDuration;
use std::fs;
use std::io::{Cursor, Read};

const DAY: SignedDuration = SignedDuration::from_hours(24);

const PAPER: &str = r#"name = "paper"
kind = "manual"
label = { en = "Paper archive", fr = "Archives papier" }
responsible = "support"
due_days = 10

[[table]]
name = "folders"
label = { en = "Folders", fr = "Dossiers" }
reason = { en = "It is on paper.", fr = "Il est sur papier." }
erase = "delete"
[table.columns]
title = { category = "support", label = { en = "Title of the folder", fr = "Titre du dossier" } }
opened = { category = "support", label = { en = "Opened", fr = "Ouvert" }, kind = "date" }

[[table]]
name = "vouchers"
label = { en = "Vouchers", fr = "Pièces" }
reason = { en = "It is on paper.", fr = "Il est sur papier." }
erase = "keep"
retention = "invoices-10y"
ground = { en = "Accounts are kept.", fr = "La comptabilité est conservée." }
[table.columns]
day = { category = "invoices", label = { en = "Day", fr = "Jour" }, kind = "date" }
"#;

/// Runs a test in a house with a paper archive, on each database.
fn each_house(test: impl Fn(&House)) {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| {
            fs::write(config.portal.sources_dir.join("paper.toml"), PAPER).unwrap();
        });
        test(&house);
    }
}

fn file(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn ask_for_copy(house: &House) -> Visitor {
    let visitor = house.sign_in(CAMILLE, "en");
    visitor.submit(visitor.open("/en/me/download").expect(200).form("/me/download"), &[]).expect(200);
    house.work();
    visitor
}

fn states(house: &House, table: &str) -> Vec<String> {
    house.query(&format!("SELECT state FROM {table} ORDER BY id")).concat()
}

/// The page of the only task.
fn open_task(colleague: &Visitor) -> Page {
    colleague.submit(colleague.open("/staff/manual").expect(200).form("/reading"), &[]).expect(200)
}

const SIGNED: [(&str, &str); 2] = [("note", "Shelf 4, boxes A to D."), ("signed", "yes")];

fn signed<'v>(values: &[(&'v str, &'v str)]) -> Vec<(&'v str, &'v str)> {
    values.iter().copied().chain(SIGNED).collect()
}

#[test]
fn a_copy_waits_until_a_colleague_has_signed_what_they_found_on_paper() {
    each_house(|house| {
        let camille = ask_for_copy(house);
        let page =
            camille.open("/en/me/download").expect(200).shows("by hand").shows("Paper archive: by 20 March 2026");
        assert!(!page.text().contains("a minute at most"), "{}", page.text());
        assert_eq!(states(house, "packages"), ["preparing"]);
        // Again while it waits: the same package and the same task.
        let again = camille.open("/en/me/download").expect(200);
        assert!(again.forms().iter().all(|form| !form.action.ends_with("/me/download")), "nothing to ask twice");

        colleague(house, Role::Marketing).get("/staff/manual").expect(403);
        let lea = colleague(house, Role::Support);
        let list = lea.open("/staff/manual").expect(200).shows("Paper archive");
        assert!(!list.body().contains(CAMILLE), "the list names nobody");
        let reference = house.query("SELECT reference FROM requests").concat().remove(0);
        lea.open(&format!("/staff/cases/{reference}")).expect(200).shows("Waits for a colleague, due 20 March 2026");
        let task = open_task(&lea).shows(CAMILLE).shows("camille aubry").shows("Title of the folder");

        let form = task.form("/answer");
        lea.submit(form.clone(), &[("nothing", "yes"), ("note", "Shelf 4.")]).expect(422).shows("Sign with your name");
        lea.submit(form.clone(), &SIGNED).expect(422).shows("Write down what was there");
        let wrong = signed(&[("value-0-0-0", "Complaint of the lost parcel"), ("value-0-0-1", "soon")]);
        lea.submit(form.clone(), &wrong).expect(422);
        let more = lea.submit(form, &[("more", "yes")]).expect(200).shows("Entry 4");
        let rows = [
            ("value-0-0-0", "Complaint of the lost parcel"),
            ("value-0-0-1", "2019-05-04"),
            ("value-0-3-0", "Letter with a lock of hair"),
            ("value-1-0-0", "2021-02-03"),
        ];
        lea.submit(more.form("/answer"), &signed(&rows)).expect(200).shows("Signed.");
        house.work();

        let id = house.query("SELECT id FROM packages WHERE state = 'ready'").remove(0).remove(0);
        let ready = camille.open("/en/me/download").expect(200).shows("Your file is ready");
        let bytes = camille.send(ready.form(&format!("/download/{id}")), &[]).expect(200).bytes;
        let data: serde_json::Value = serde_json::from_str(&file(&bytes, "data.json")).unwrap();
        let facts = data["facts"].as_array().unwrap();
        let paper: Vec<_> = facts.iter().filter(|fact| fact["source"] == "paper").collect();
        assert_eq!(paper.len(), 4, "{paper:?}");
        let hair = paper.iter().find(|fact| fact["value"] == "Letter with a lock of hair").unwrap();
        assert!(hair["why"][0]["basis"].is_string() && hair["category"] == "support", "{hair}");
        assert_eq!(data["missing_sources"], serde_json::json!([]));
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);

        let seen = house.query("SELECT count(*) FROM audit_events WHERE action = 'person.read'").concat();
        assert_eq!(seen, ["1"], "the person can see that somebody looked");
        let sealed = "SELECT count(*) FROM manual_tasks WHERE answer IS NOT NULL";
        assert_eq!(house.query(sealed).concat(), ["1"]);
        house.pass(DAY * 8);
        assert_eq!(house.query(sealed).concat(), ["0"], "what was found is forgotten with the package");
    });
}

#[test]
fn nobody_answers_each_reminder_leaves_once_and_the_copy_is_not_called_complete_before_somebody_signs() {
    each_house(|house| {
        colleague(house, Role::Support);
        colleague(house, Role::Dpo);
        ask_for_copy(house);
        let told = |address: &str| {
            let mails = house.mails().into_iter().filter(|mail| mail.to.starts_with(address));
            let mut subjects: Vec<String> =
                mails.map(|mail| mail.subject).filter(|subject| subject.contains("by hand")).collect();
            subjects.reverse();
            subjects
        };
        for _ in 0..9 {
            house.pass(DAY);
        }
        assert_eq!(states(house, "packages"), ["preparing"]);
        for _ in 0..3 {
            house.pass(DAY);
        }
        // Another process of the portal starts and looks at the same day.
        crate::harness::wait(house.app.worker().run_until_idle()).unwrap();
        let to_lea = told("support");
        assert_eq!(to_lea.len(), 3, "{to_lea:?}");
        assert!(
            to_lea[0].starts_with("To look up") && to_lea[1].starts_with("Still") && to_lea[2].starts_with("Due today")
        );
        let to_max = told("dpo");
        assert!(to_max.len() == 1 && to_max[0].starts_with("Late"), "{to_max:?}");
        assert!(house.mails().iter().filter(|mail| mail.subject.contains("by hand")).all(|mail| {
            !mail.text.contains(CAMILLE) && !mail.text.contains("Camille") && mail.text.contains("/staff/manual")
        }));

        // The copy left without it, and says so; the request stays open.
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/download").expect(200).shows("Your file is not complete yet").shows("Paper archive");
        assert!(house.query("SELECT status FROM requests").concat()[0] != "closed");

        let max = colleague(house, Role::Dpo);
        let form = open_task(&max).form("/answer");
        max.submit(form.clone(), &signed(&[("nothing", "yes")])).expect(200).shows("Signed.");
        max.submit(form, &signed(&[("nothing", "yes")])).expect(200).shows("Somebody was first");
        house.work();
        assert_eq!(states(house, "packages"), ["ready", "ready"]);
        let page = camille.open("/en/me/download").expect(200).shows("Your file is ready");
        assert!(!page.text().contains("not complete"), "{}", page.text());
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);
        assert_eq!(told("support").len(), 3, "nothing follows");
    });
}

#[test]
fn an_erasure_is_not_done_before_a_colleague_has_looked_twice_and_signed() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/delete").expect(200).shows("Paper archive");
        ask_to_go(&camille, "en");
        house.pass(grace());
        assert_eq!(states(house, "erasures"), ["running"], "the shop is done, the paper is not");
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/delete").expect(200).shows("A colleague looks there by hand");
        // The sweep comes by, and another process starts: nobody is asked twice.
        house.pass(DAY);
        assert_eq!(states(house, "manual_tasks"), ["open"]);

        let lea = colleague(house, Role::Support);
        let task = open_task(&lea).shows(CAMILLE).shows("Destroy these").shows("Accounts are kept.");
        let form = task.form("/answer");
        let counted = signed(&[("entries-0", "2"), ("entries-1", "1"), ("until-1", "2034-12-31")]);
        lea.submit(form.clone(), &counted).expect(422).shows("Look again");
        let mut all = counted.clone();
        all.push(("again", "yes"));
        let endless: Vec<_> = all.iter().copied().filter(|(name, _)| *name != "until-1").collect();
        lea.submit(form.clone(), &endless).expect(422).shows("Write the last day");
        lea.submit(form, &all).expect(200).shows("Signed.");
        // Killed between the signature and the work that follows: whoever starts again goes on.
        assert_eq!(states(house, "erasures"), ["running"]);
        house.work();
        assert_eq!(states(house, "erasures"), ["erased"]);

        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("By hand, signed by a colleague"), "{}", mail.text);
        let receipt = house.visitor().get(&house.link(CAMILLE, "/receipt/")).expect(200);
        let receipt = receipt.shows("Paper archive").shows("a colleague looked again and signed on");
        receipt.shows("31 December 2034");
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(states(house, "erasures"), ["forgotten"]);
        let left = "SELECT count(*) FROM manual_tasks WHERE person IS NOT NULL OR brief IS NOT NULL OR answer IS NOT NULL \
                    OR note IS NOT NULL";
        assert_eq!(house.query(left).concat(), ["0"]);
    });
}

#[test]
fn what_is_wrong_on_paper_is_a_task_for_whoever_looks_there_and_the_case_waits_for_the_signature() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let chosen = camille.open("/en/me/requests/new?right=other").expect(200);
        let wish = [("message", "The letter in your folder calls me Camilla.")];
        let checked = camille.submit(chosen.form("/new"), &wish).expect(200);
        camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        house.work();
        let reference = house.query("SELECT reference FROM requests").concat().remove(0);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &reference).shows("Put right by hand");
        let case = lea.submit(case.form("/gathering/paper"), &[]).expect(200).shows("Waits for a colleague");
        lea.submit(case.form("/approval"), &[]).expect(200);
        let close = lea.open(&format!("/staff/cases/{reference}")).form("/closure");
        lea.submit(close, &[("answer", "Done.")]).expect(422).shows("not complete yet");
        let task = open_task(&lea).shows("calls me Camilla");
        lea.submit(task.form("/answer"), &SIGNED).expect(200).shows("Signed.");
        house.work();
        let case = lea.open(&format!("/staff/cases/{reference}")).expect(200).shows("Put right, signed");
        lea.submit(case.form("/closure"), &[("answer", "Done.")]).expect(200);
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);
    });
}

#[test]
fn the_command_line_erases_the_rest_and_says_who_still_has_to_look() {
    each_house(|house| {
        let erased = crate::harness::wait(habeas::commands::erase(house.app.portal(), CAMILLE)).unwrap();
        assert!(!erased.verified);
        assert!(erased.to_string().contains("source `paper` waits for a colleague"), "{erased}");
        let lea = colleague(house, Role::Support);
        let form = open_task(&lea).form("/answer");
        lea.submit(form, &signed(&[("nothing", "yes"), ("again", "yes")])).expect(200).shows("Signed.");
        house.work();
        assert_eq!(states(house, "erasures"), ["forgotten"]);
        assert_eq!(states(house, "manual_tasks"), ["none"]);
    });
}

#[test]
fn a_manual_source_declared_wrongly_is_told_with_line_and_cure() {
    let wrong = PAPER
        .replace("responsible = \"support\"", "responsible = \"marketing\"\nurl = \"shelf.sqlite\"")
        .replace("due_days = 10", "due_days = 90")
        .replace("erase = \"delete\"", "erase = \"archive\"\nkey = [\"title\"]")
        .replace("title = { category = \"support\",", "title = { category = \"support\", edit = \"self\",");
    let file = std::path::Path::new("paper.toml");
    let (declaration, found) =
        habeas::sources::declaration::Declaration::parse(file, &wrong, habeas::lang::Lang::ALL, &|_| None);
    assert!(declaration.is_none());
    let at = |field: &str| {
        let one = found.iter().find(|one| one.field == field).unwrap_or_else(|| panic!("{field}: {found:?}"));
        assert!(!one.cure.is_empty());
        one.line
    };
    assert_eq!((at("responsible"), at("url"), at("due_days")), (Some(4), Some(5), Some(6)));
    assert_eq!((at("table[0].erase"), at("table[0].key")), (Some(12), Some(13)));
    assert_eq!(at("table[0].columns.title.edit"), Some(15));
}
