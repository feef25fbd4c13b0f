//! The evidence of a campaign as one file: who may take it, what each file says, that nobody is named; and that it ends.

use crate::harness::{House, each_house, sqlite_rows};
use crate::visitor::Visitor;
use habeas::commands::mail_report;
use habeas::db::testing::Fresh;
use habeas::roles::Role;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const BOUNCE: &str = include_str!("../reports/postfix-unknown.eml");

fn press(visitor: &Visitor, page: &str, act: &str) {
    let form = visitor.get(page).expect(200).form(act);
    visitor.submit(form, &[]).expect(200);
}

/// A campaign without reminder, written but not approved; its address.
fn written(house: &House, planner: &Visitor) -> String {
    house.nobody_ordered_of_late();
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    house.work();
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", "Yearly check")]).expect(303);
    let campaign = made.location().unwrap().to_owned();
    let message = planner.get(&format!("{campaign}/message")).expect(200);
    let intros = [("intro_fr", "Nous avons changé de logiciel."), ("intro_en", "We changed our software.")];
    planner.submit(message.form("/message"), &intros).expect(200);
    let schedule = planner.get(&format!("{campaign}/schedule")).expect(200);
    planner.submit(schedule.form("/schedule"), &[("remind", "")]).expect(200);
    campaign
}

/// The same sent to everybody due.
fn sent(house: &House, planner: &Visitor, dpo: &Visitor) -> String {
    let campaign = written(house, planner);
    press(planner, &campaign, "/submission");
    press(dpo, &campaign, "/approval");
    house.work();
    campaign
}

/// The files of an archive, by name.
fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut file = |name: String| {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(&mut file).collect()
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, name: &str) -> &'f str {
    let found = files.get(name).unwrap_or_else(|| panic!("no {name} among {:?}", files.keys()));
    std::str::from_utf8(found).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the customer file calls its people: addresses and names.
fn people(house: &House) -> Vec<String> {
    let rows = sqlite_rows(&house.shop(), "SELECT email, first_name, last_name FROM customers WHERE first_name <> ''");
    let known = |row: Vec<String>| [row[0].to_lowercase(), format!("{} {}", row[1], row[2]).to_lowercase()];
    rows.into_iter().flat_map(known).collect()
}

#[test]
fn the_officer_takes_the_evidence_of_a_campaign_in_one_file_that_names_no_customer() {
    each_house(|house| {
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = sent(house, &planner, &dpo);
        // One mail comes back, one reader answers, one stops.
        let mails: Vec<_> = house.mails().into_iter().filter(|mail| mail.text.contains("/c/")).collect();
        assert!(mails.len() >= 20);
        mail_report(house.app.portal(), BOUNCE.replace("TRACE", &mails[0].id).as_bytes()).unwrap();
        let reader = house.visitor();
        let (answer, stop) = (house.link(&mails[1].to, "/c/"), house.link(&mails[2].to, "/u/"));
        reader.submit(reader.get(&answer).expect(200).form(&answer), &[("answer", "correct")]).expect(200);
        reader.submit(reader.get(&stop).expect(200).form(&stop), &[]).expect(200);
        house.pass(SignedDuration::from_hours(24));

        // The page of the campaign leads to it, for who may take it.
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let address = format!("{campaign}/evidence.zip");
        assert!(!planner.get(&campaign).expect(200).links().contains(&address), "marketing is offered it");
        planner.get(&address).expect(403);
        for role in [Role::Support, Role::Admin] {
            house.colleague(role).get(&address).expect(403);
        }
        assert!(dpo.get(&campaign).expect(200).links().contains(&address));
        let before = house.query("SELECT COUNT(*) FROM audit_events");
        let taken = dpo.get(&address).expect(200);
        assert_eq!(house.query("SELECT COUNT(*) FROM audit_events"), before, "looking changes nothing");
        let files = files(&taken.bytes);

        // Every file is told of by its sum, and most by a sentence.
        let sums = text(&files, "SHA256SUMS");
        for (name, bytes) in files.iter().filter(|(name, _)| *name != "SHA256SUMS") {
            assert!(sums.contains(&format!("{}  {name}\n", sha256(bytes))), "{name} in {sums}");
        }
        assert_eq!(sums.lines().count(), files.len() - 1);
        assert!(
            text(&files, "README.txt").contains("evidence.pdf") && text(&files, "README.txt").contains("13 months")
        );
        assert!(files["evidence.pdf"].starts_with(b"%PDF-"));

        // What it says: as it was approved, with its hashes and without a finding.
        for lang in ["en", "fr"] {
            let html = text(&files, &format!("message/{lang}-first.html"));
            let intro = text(&files, &format!("message/introduction-{lang}.txt"));
            assert!(html.contains(intro) && html.contains(&"0".repeat(43)), "{html}");
            let report: Value = serde_json::from_str(text(&files, &format!("message/{lang}-first.lint.json"))).unwrap();
            assert_eq!((&report["blocked"], report["findings"].as_array().unwrap().len()), (&Value::Bool(false), 0));
        }
        assert!(!files.contains_key("message/en-reminder.txt"), "it has no reminder");
        let sources = text(&files, "message/sources.sha256");
        for line in sources.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let bytes = files.get(name).cloned().unwrap_or_else(|| std::fs::read(name).unwrap());
            assert_eq!(sha256(&bytes), sum, "{name}");
        }

        // The figures, and a row for each of them.
        let json: Value = serde_json::from_str(text(&files, "campaign.json")).unwrap();
        let all = mails.len() as i64;
        assert_eq!(json["results"]["first"]["sent"], all - 1);
        assert_eq!(json["results"]["first"]["failed"], 1);
        assert_eq!(json["results"]["not_arrived"]["unknown"], 1);
        assert_eq!(json["results"]["answers"]["correct"], 1);
        assert_eq!(json["results"]["answers"]["stop"], 1);
        assert_eq!(json["message"]["kept_at_approval"], true);
        assert_eq!(json["message"]["sources_sha256"], sha256(sources.as_bytes()));
        assert_eq!(json["family"], "s");
        assert_eq!(json["record"]["activity"]["basis"], "legal-obligation");
        assert_eq!(json["record"]["version"]["number"], 1);
        let (author, approver) = (&json["campaign"]["author"], &json["campaign"]["approver"]);
        assert_eq!((author["name"].as_str(), approver["name"].as_str()), (Some("A marketing"), Some("A dpo")));
        let everybody: i64 = house.query("SELECT COUNT(*) FROM persons")[0][0].parse().unwrap();
        let reasons = json["audience"]["left_out_by_reason"].as_object().unwrap();
        assert_eq!(reasons.len(), 23, "every reason, also those that left nobody out");
        assert_eq!(reasons.values().map(|count| count.as_i64().unwrap()).sum::<i64>() + all, everybody);
        let rows = text(&files, "people.csv");
        assert_eq!(rows.lines().count(), 1 + mails.len());
        let of = |part: &str| rows.lines().filter(|row| row.contains(part)).count();
        assert_eq!(
            (of(",correct,"), of(",stop,"), of("hard unknown 5.1.1 by mail at 2026-03-10T")),
            (1, 1, 1),
            "{rows}"
        );

        // The log: what colleagues did, word for word as an export of the whole log has it; answers are counted only.
        let events = text(&files, "audit/events.jsonl");
        for action in
            ["refresh.created", "refresh.written", "refresh.scheduled", "refresh.submitted", "refresh.approved"]
        {
            assert!(events.contains(&format!("\"action\":\"{action}\"")), "{action} in {events}");
        }
        assert!(!events.contains("refresh.answered"));
        assert_eq!(json["audit"]["events_about_persons"]["refresh.answered"], 2);
        assert_eq!(json["audit"]["events"], events.lines().count());
        assert!(text(&files, "audit/checkpoint.txt").contains("/audit\n"));
        let (key, mut log) = (house.app.portal().keys.audit().verifying_key(), Vec::new());
        habeas::audit::export(&house.app.portal().db, &key, "x/audit", &mut log).unwrap();
        let log = String::from_utf8(log).unwrap();
        assert!(events.lines().all(|line| log.lines().any(|other| other == line)), "a line is not the log's");

        // Nobody is in it: no address, no name, no id of a person.
        let ids = house.query("SELECT id FROM persons").into_iter().flatten();
        let named: Vec<String> = people(house).into_iter().chain(ids).collect();
        for (name, bytes) in &files {
            let content = String::from_utf8_lossy(bytes).to_lowercase();
            for one in &named {
                assert!(!content.contains(one.as_str()), "{name} names {one}");
            }
        }
    });
}

#[test]
fn before_a_second_person_approved_it_there_is_nothing_to_prove_and_a_wrong_address_is_none() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = written(house, &planner);
    let address = format!("{campaign}/evidence.zip");
    assert!(!dpo.get(&campaign).expect(200).links().contains(&address));
    dpo.get(&address).expect(404);
    press(&planner, &campaign, "/submission");
    dpo.get(&address).expect(404);
    dpo.get("/marketing/campaigns/nothing/evidence.zip").expect(404);
    dpo.get("/marketing/campaigns/0198a000-0000-7000-8000-000000000000/evidence.zip").expect(404);
    house.visitor().get(&address).expect(303);
}

#[test]
fn what_it_says_is_that_of_the_approval_whatever_the_record_and_the_letterhead_say_later() {
    each_house(|house| {
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = sent(house, &planner, &dpo);
        let first = files(&dpo.get(&format!("{campaign}/evidence.zip")).expect(200).bytes);
        house.query("UPDATE refresh_campaigns SET intro_en = 'Something else' WHERE state = 'done'");
        let again = files(&dpo.get(&format!("{campaign}/evidence.zip")).expect(200).bytes);
        assert_eq!(first["message/en-first.txt"], again["message/en-first.txt"]);
        assert_eq!(first["message/sources.sha256"], again["message/sources.sha256"]);
        // One approved before that was kept is rendered as it would be today, and says so.
        house.query("DELETE FROM refresh_messages");
        let rendered = files(&dpo.get(&format!("{campaign}/evidence.zip")).expect(200).bytes);
        let json: Value = serde_json::from_str(text(&rendered, "campaign.json")).unwrap();
        assert_eq!(json["message"]["kept_at_approval"], false);
        assert!(text(&rendered, "message/en-first.txt").contains("Something else"));
    });
}

#[test]
fn five_years_after_its_end_nothing_is_left_of_a_campaign() {
    each_house(|house| {
        let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
        let campaign = sent(house, &planner, &dpo);
        let until = |moment: &str| {
            let there: Timestamp = moment.parse().unwrap();
            house.pass(there.duration_since(house.clock.now()));
            // What was put off for a moment by other work of that night.
            house.pass(SignedDuration::from_mins(5));
        };
        let left = |table: &str| house.query(&format!("SELECT COUNT(*) FROM {table}"))[0][0].clone();
        // It ended on 10 March 2026.
        until("2031-03-10T12:00:00Z");
        assert_eq!(left("refresh_campaigns"), "1");
        house.colleague(Role::Dpo).get(&format!("{campaign}/evidence.zip")).expect(200);
        until("2031-03-11T12:00:00Z");
        for table in ["refresh_campaigns", "refresh_recipients", "refresh_exclusions", "refresh_messages"] {
            assert_eq!(left(table), "0", "{table}");
        }
        let dpo = house.colleague(Role::Dpo);
        for page in ["", "/results", "/evidence.zip"] {
            dpo.get(&format!("{campaign}{page}")).expect(404);
        }
        dpo.get("/marketing").expect(200);
    });
}

#[test]
fn the_report_in_the_archive_is_what_the_command_says_of_the_same_mail() {
    let house = &House::open(Fresh::sqlite(), |_| {});
    let (planner, dpo) = (house.colleague(Role::Marketing), house.colleague(Role::Dpo));
    let campaign = sent(house, &planner, &dpo);
    let files = files(&dpo.get(&format!("{campaign}/evidence.zip")).expect(200).bytes);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mail.txt"), &files["message/fr-first.txt"]).unwrap();
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_habeas"))
        .current_dir(folder.path())
        .args(["lint-mail", "mail.txt", "--lang", "fr", "--json", "--portal"])
        .arg(house.url.trim_start_matches("http://"))
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&program.stdout).unwrap();
    let kept: Value = serde_json::from_str(text(&files, "message/fr-first.lint.json")).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&told), keys(&kept));
    assert!(kept["findings"].as_array().unwrap().is_empty(), "{kept}");
    // The command has no record: a kind of data that is called like advertising is one more finding.
    let record = include_str!("../../config/demo/record.toml");
    let found = told["findings"].as_array().unwrap();
    assert!(found.iter().all(|finding| record.contains(finding["words"].as_str().unwrap())), "{told}");
}
