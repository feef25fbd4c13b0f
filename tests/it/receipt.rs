//! What is said before an erasure, what runs, what is written down, shown and attested afterwards is one and the same; and
//! the receipt is verified by others, after everybody is gone.

use crate::harness::{CAMILLE, House, each_house, wait};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use habeas::audit::{self, note};
use habeas::commands;
use habeas::erasure::receipt::Receipt;
use habeas::erasure::{Outcome, store};
use habeas::sources::plan::Line;
use jiff::SignedDuration;
use std::process::Command;

/// Camille deletes everything; the erasure is done and not yet forgotten.
fn erased(house: &House) -> Vec<Line> {
    let visitor = house.sign_in(CAMILLE, "en");
    let first = visitor.open("/en/me/delete").expect(200);
    let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
    visitor.submit(check.form("/me/delete"), &[]).expect(200);
    house.clock.advance(SignedDuration::from_hours(24 * 3 + 1));
    let planned = wait(commands::erase_plan(house.app.portal(), CAMILLE)).unwrap().lines;
    house.work();
    planned
}

fn details(house: &House, action: &str) -> Vec<serde_json::Value> {
    let rows = house.query(&format!("SELECT detail FROM audit_events WHERE action = '{action}' ORDER BY idx"));
    rows.iter().map(|row| serde_json::from_str(&row[0]).unwrap()).collect()
}

#[test]
fn what_is_said_before_is_what_runs_what_is_written_down_and_what_is_attested() {
    each_house(|house| {
        let planned = erased(house);
        assert!(planned.len() > 4, "{planned:?}");
        let keys = &house.app.portal().keys;
        let id = house.query("SELECT id FROM erasures").remove(0).remove(0).parse().unwrap();
        let steps = house.app.portal().db.read_now(|db| store::steps_of(db, keys, &id)).unwrap();
        let ran: Vec<Line> = steps.iter().flat_map(|step| step.plan.as_ref().unwrap().lines()).collect();
        assert_eq!(ran, planned, "the steps that ran are those of the plan");
        let mut logged: Vec<Line> = Vec::new();
        let mut done = details(house, "erasure.source-done");
        done.sort_by_key(|detail| detail["source"].to_string());
        for detail in &done {
            logged.extend(serde_json::from_value::<Vec<Line>>(detail["lines"].clone()).unwrap());
        }
        assert_eq!(logged, planned, "so is what was logged for each source");
        let outcome: Outcome = serde_json::from_str(&house.query("SELECT outcome FROM erasures")[0][0]).unwrap();
        assert_eq!(outcome.lines().cloned().collect::<Vec<_>>(), planned, "and the outcome");
        let receipt: Receipt = serde_json::from_value(details(house, "erasure.receipt").remove(0)).unwrap();
        assert_eq!(receipt.lines().cloned().collect::<Vec<_>>(), planned, "and the receipt");
        assert!(receipt.verified);

        // The page says each line, and nothing about Camille; opening it changes nothing.
        let link = house.link(CAMILLE, "/receipt/");
        let before = house.everything();
        let page = house.visitor().get(&link).expect(200);
        assert_eq!(house.everything(), before);
        assert_eq!(page.body().matches("<tr><th scope=\"row\">").count(), planned.len());
        for line in &planned {
            let label = house.app.portal().record.category(&line.category).unwrap().label.get(habeas::lang::Lang::En);
            assert!(page.text().contains(label), "{label} in {}", page.text());
        }
        assert!(!page.body().to_lowercase().contains("camille") && page.body().contains("R-2026-"));
        house.visitor().get("/receipt/7Qm4VYkq0Zk3o1d9XcB2hT5uWn8pLrEaSfGjKiMvOx0").expect(404);
        house.visitor().get("/receipt/short").expect(404);
    });
}

/// Splits a proof file into the text that is signed and the signature.
fn signed(file: &str) -> (String, Vec<u8>) {
    let note = file.split_once("\n\n").unwrap().1;
    let (body, signatures) = note.split_once("\n\n").unwrap();
    let encoded = signatures.lines().next().unwrap().rsplit_once(' ').unwrap().1;
    (format!("{body}\n"), BASE64.decode(encoded).unwrap().split_off(4))
}

#[test]
fn a_receipt_is_verified_by_openssl_and_a_foreign_library_after_everybody_is_erased() {
    each_house(|house| {
        erased(house);
        let link = house.link(CAMILLE, "/receipt/");
        // Others go too, and then the portal forgets everybody it knows.
        for other in ["fiona.osullivan@example.com", "ines.cordier@example.org"] {
            wait(commands::erase(house.app.portal(), other)).unwrap();
        }
        house.pass(SignedDuration::from_hours(1));
        for row in house.query("SELECT id FROM persons") {
            let person: habeas::db::Id = row[0].parse().unwrap();
            let forget = |tx: &mut habeas::db::Db| {
                habeas::people::forget(tx, &person)?;
                audit::forget(tx, &person)
            };
            house.app.portal().db.write_now(forget).unwrap();
        }
        assert_eq!(house.query("SELECT id FROM persons"), Vec::<Vec<String>>::new(), "everybody is gone");
        assert_eq!(house.query("SELECT idx FROM audit_events WHERE person IS NOT NULL"), Vec::<Vec<String>>::new());
        let file = house.visitor().get(&format!("{link}/habeas-receipt.tlog-proof")).expect(200);
        let text = file.body().to_owned();
        let key = house.app.portal().keys.audit().verifying_key();
        let verifier = note::verifier(&audit::origin(&house.app.portal().settings.portal.host), &key);
        assert!(audit::verify_proof(&text, &verifier).unwrap().is_some());
        let said = String::from_utf8(note::Proof::extra(&text).unwrap()).unwrap();
        assert!(said.contains("habeas-receipt-1") && !said.to_lowercase().contains("camille"), "{said}");

        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (body, signature) = signed(&text);
        std::fs::write(path("receipt"), &text).unwrap();
        std::fs::write(path("pem"), note::pem(&key)).unwrap();
        std::fs::write(path("sig"), signature).unwrap();
        let openssl = |body: &str| {
            std::fs::write(path("body"), body).unwrap();
            let mut command = Command::new("openssl");
            command.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(path("pem"));
            command.arg("-in").arg(path("body")).arg("-sigfile").arg(path("sig"));
            command.output().expect("openssl is installed: it verifies the receipt").status.success()
        };
        assert!(openssl(&body), "openssl agrees");
        assert!(!openssl(&body.replacen('\n', "\n1", 1)), "and would not with another size");

        let set = std::env::vars().find(|(name, value)| name == "HABEAS_TEST_PYMERKLE" && !value.is_empty());
        let Some((_, python)) = set else {
            eprintln!(
                "SKIPPED: the foreign library. Set HABEAS_TEST_PYMERKLE to a python with pymerkle, as scripts/test does."
            );
            return;
        };
        let foreign = |text: &str| {
            std::fs::write(path("receipt"), text).unwrap();
            Command::new(&python).arg("tests/foreign/merkle.py").arg(path("receipt")).output().unwrap()
        };
        let output = foreign(&text);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), said);
        let other = BASE64.encode(said.replacen("Erased", "Kept", 1).replacen("erased", "kept", 1));
        let forged = text.replacen(&BASE64.encode(&said), &other, 1);
        assert_ne!(forged, text);
        assert!(!foreign(&forged).status.success(), "it would not with another content");
    });
}

#[test]
fn the_log_is_exported_and_verified_offline_with_the_program() {
    let fresh = habeas::db::testing::Fresh::sqlite();
    let house = House::open(fresh, |_| {});
    erased(&house);
    house.pass(SignedDuration::from_hours(2));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.jsonl");
    let portal = house.app.portal();
    let size = commands::audit_export(&portal.db, &portal.keys, &portal.settings.portal.host, &file).unwrap();
    assert!(size > 4);
    let run = |file: &std::path::Path| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_habeas")).args(["audit", "verify", "--offline"]).arg(file).output();
        let output = output.unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (whole, said) = run(&file);
    assert!(whole && said.contains("named in the file itself"), "{said}");
    assert!(!std::fs::read_to_string(&file).unwrap().to_lowercase().contains("camille"));
    assert!(commands::audit_export(&portal.db, &portal.keys, "x", &file).is_err(), "no file is overwritten");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("erasure.receipt", "erasure.receiqt", 1)).unwrap();
    let (whole, said) = run(&file);
    assert!(!whole && said.contains("\"fault\":\"changed\""), "{said}");
}
