//! The signed head of the audit log, mailed each morning: once a day, and good for telling a log that was rewritten.

use crate::harness::{CAMILLE, each_house};
use habeas::audit::note;
use habeas::commands::{self, Offline};
use habeas::dpo::checkpoint;
use jiff::SignedDuration;
use std::fs;

const OFFICER: &str = "dpo@maison-lavande.example";

#[test]
fn the_head_is_mailed_once_a_day_by_however_many_processes_and_holds_the_log_to_what_it_was() {
    each_house(|house| {
        house.work();
        house.sign_in(CAMILLE, "en");
        // Several processes, each in the middle of its own transaction, and each started again.
        house.pass(SignedDuration::from_hours(1));
        let portal = house.app.portal();
        let won: Vec<bool> = std::thread::scope(|scope| {
            let ask = || portal.db.write_now(|tx| checkpoint::send(tx, portal)).unwrap();
            let asked: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(won, [false; 4], "the job was first");
        house.pass(SignedDuration::from_hours(3));
        let mails = house.mailed_heads();
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, OFFICER));
        assert!(mails[0].subject.contains("10 mars 2026"), "{}", mails[0].subject);

        // The next morning, from six on in Paris; nobody's schedule comes first, four ask at one moment.
        house.clock.advance(SignedDuration::from_hours(15));
        let early = portal.db.write_now(|tx| checkpoint::send(tx, portal)).unwrap();
        assert!(!early, "at five o'clock nobody is written to");
        house.clock.advance(SignedDuration::from_mins(61));
        let won = std::thread::scope(|scope| {
            let ask = || portal.db.write_now(|tx| checkpoint::send(tx, portal)).unwrap();
            let asked: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            asked.into_iter().filter_map(|one| one.join().unwrap().then_some(())).count()
        });
        assert_eq!(won, 1, "one of four");
        house.work();
        let mails = house.mailed_heads();
        assert_eq!(mails.len(), 2);

        // The mail as it was read holds the exported log, by the program and by OpenSSL.
        house.sign_in(CAMILLE, "en");
        let (log, kept) = (house.folder.join("log.jsonl"), house.folder.join("head.txt"));
        commands::audit_export(&portal.db, &portal.keys, &portal.settings.portal.host, &log).unwrap();
        fs::write(&kept, &mails[0].text).unwrap();
        let key =
            note::verifier(&format!("{}/audit", portal.settings.portal.host), &portal.keys.audit().verifying_key());
        let faults = || match commands::audit_verify_file(&log, Some(&key), std::slice::from_ref(&kept)).unwrap() {
            Offline::Log(checked) => checked.report.faults,
            Offline::Receipt(_) => panic!("a log"),
        };
        assert_eq!(faults(), []);
        signed_as_openssl_sees_it(&mails[0].text, &fs::read_to_string(house.folder.join("log.jsonl.pem")).unwrap());

        // Another day's word for the same number of events, as if the log had been written anew since.
        let text = fs::read_to_string(&kept).unwrap();
        let root = text.lines().find(|line| line.len() == 44 && line.ends_with('=')).unwrap();
        let other = if root.starts_with('A') { "B" } else { "A" };
        fs::write(&kept, text.replace(root, &format!("{other}{}", &root[1..]))).unwrap();
        assert_eq!(faults().len(), 1);
    });
}

fn signed_as_openssl_sees_it(mail: &str, pem: &str) {
    let lines: Vec<&str> = mail.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("— ")).unwrap();
    let signed = format!("{}\n", lines[at - 4..at - 1].join("\n"));
    let encoded = lines[at].rsplit(' ').next().unwrap();
    let signature = openssl::base64::decode_block(encoded).unwrap();
    let key = openssl::pkey::PKey::public_key_from_pem(pem.as_bytes()).unwrap();
    let mut verifier = openssl::sign::Verifier::new_without_digest(&key).unwrap();
    assert!(verifier.verify_oneshot(&signature[4..68], signed.as_bytes()).unwrap());
}
