use super::*;
use crate::db::Id;
use crate::secrets::{Keys, Random};
use proptest::prelude::*;

/// A message of `tests/reports`, about the mail with this trace. Written here in the shape of each system.
macro_rules! sample {
    ($name:literal) => {
        (concat!($name), include_str!(concat!("../../tests/reports/", $name, ".eml")))
    };
}

const SAMPLES: [(&str, &str); 18] = [
    sample!("postfix-unknown"),
    sample!("postfix-delayed"),
    sample!("exim-text"),
    sample!("exchange-unknown"),
    sample!("outlook-policy"),
    sample!("gmail-full"),
    sample!("yahoo-unknown"),
    sample!("sendmail-unknown"),
    sample!("qmail-unknown"),
    sample!("ses-closed"),
    sample!("orange-unknown"),
    sample!("free-blocked"),
    sample!("world-unknown"),
    sample!("delivered"),
    sample!("complaint"),
    sample!("not-spam"),
    sample!("out-of-office"),
    sample!("read-receipt"),
];

fn mail() -> Id {
    Id::at("2026-03-10T09:00:00Z".parse().unwrap(), &Random::seeded(3))
}

fn sample(name: &str) -> String {
    let text = SAMPLES.iter().find(|(known, _)| *known == name).unwrap().1;
    text.replace("TRACE", &trace::of(&Keys::for_tests(), &mail()))
}

fn report(name: &str) -> Report {
    match read(sample(name).as_bytes()) {
        Said::Report(report) => report,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn reports_of_thirteen_mail_systems_are_understood() {
    let keys = Keys::for_tests();
    for (name, kind, cause, status, recipient) in [
        ("postfix-unknown", Kind::Hard, Cause::Unknown, "5.1.1", "j.martin@shop.example"),
        ("postfix-delayed", Kind::Delayed, Cause::Unreachable, "4.4.1", "j.martin@shop.example"),
        ("exim-text", Kind::Hard, Cause::Domain, "", "anna.weber@kunde.example"),
        ("exchange-unknown", Kind::Hard, Cause::Unknown, "5.1.10", "paul.roux@firma.example"),
        ("outlook-policy", Kind::Soft, Cause::Policy, "5.7.515", "ma@outlook.example"),
        ("gmail-full", Kind::Soft, Cause::Full, "5.2.2", "lea@gmail.example"),
        ("yahoo-unknown", Kind::Hard, Cause::Unknown, "", "louis.petit@yahoo.example"),
        ("sendmail-unknown", Kind::Hard, Cause::Unknown, "5.1.1", "k.dubois@uni.example"),
        ("qmail-unknown", Kind::Hard, Cause::Unknown, "5.1.1", "claire@vieux.example"),
        ("ses-closed", Kind::Hard, Cause::Closed, "5.2.1", "marc@mail.example"),
        ("orange-unknown", Kind::Hard, Cause::Unknown, "5.1.1", "huguette@orange.example"),
        ("free-blocked", Kind::Soft, Cause::Blocked, "5.0.0", "yves@free.example"),
        ("world-unknown", Kind::Hard, Cause::Unknown, "5.1.1", "josé@postë.example"),
        ("delivered", Kind::Delivered, Cause::Other, "2.0.0", "ines@mx.example"),
        ("complaint", Kind::Complaint, Cause::Other, "", "zoe@webmail.example"),
    ] {
        let report = report(name);
        let told = report.status.map(|status| status.to_string()).unwrap_or_default();
        assert_eq!((report.kind, report.cause, told.as_str()), (kind, cause, status), "{name}");
        assert_eq!(report.recipient.as_deref(), Some(recipient), "{name}");
        let id = report.message_id.as_deref().and_then(|id| trace::open(&keys, id.split('@').next()?));
        assert_eq!(id, Some(mail()), "{name}: the Message-ID of the mail");
        assert_eq!(report.traces.iter().find_map(|one| trace::open(&keys, one)), Some(mail()), "{name}");
        assert!(!format!("{report:?}").contains('@'), "{name}: a report printed names nobody");
    }
}

#[test]
fn an_automatic_answer_a_receipt_and_a_letter_are_no_bounces() {
    assert_eq!(read(sample("out-of-office").as_bytes()), Said::AutoReply);
    for other in ["read-receipt", "not-spam"] {
        assert_eq!(read(sample(other).as_bytes()), Said::Nothing, "{other}");
    }
    let letter = include_str!("../../tests/reports/answer.eml");
    assert_eq!(read(letter.as_bytes()), Said::Nothing);
    // Somebody out of office whose program writes without a sender, as RFC 3834 asks: still nothing of a bounce's form.
    let polite = "Return-Path: <>\nFrom: a@b.example\nAuto-Submitted: auto-replied\n\nI am away.\n";
    assert!(!matches!(read(polite.as_bytes()), Said::Report(_)));
}

#[test]
fn the_same_report_has_the_same_name_however_it_was_brought() {
    let once = report("postfix-unknown");
    let again = format!("Received: by another.example; today\r\n{}", sample("postfix-unknown").replace('\n', "\r\n"));
    let Said::Report(again) = read(again.as_bytes()) else { panic!("not read again") };
    assert_eq!(once, again);
    assert_ne!(once.own_id, report("postfix-delayed").own_id);
    assert_eq!(report("qmail-unknown").own_id.len(), 64, "without a Message-ID its content names it");
}

#[test]
fn hostile_reports_are_bounded() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
    assert_eq!(read(deep.as_bytes()), Said::Nothing);
    let shout = "Content-Type: MESSAGE/RFC822\n\n".repeat(20_000);
    assert_eq!(read(shout.as_bytes()), Said::Nothing);
    let many = "Content-Type: multipart/report; boundary=b\n\n".to_owned()
        + &"--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(20_000);
    assert_eq!(read(many.as_bytes()), Said::Nothing);
    let long = sample("postfix-unknown") + &"x".repeat(30_000_000);
    assert!(matches!(read(long.as_bytes()), Said::Report(_)));
    let fields = "From: mailer-daemon@x\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n".to_owned()
        + &"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n".repeat(100_000);
    assert!(matches!(read(fields.as_bytes()), Said::Report(_)));
    let hex = format!("From: mailer-daemon@x\n\n{} 550 5.1.1\n", format!("{}\n", "a".repeat(48)).repeat(100));
    let Said::Report(traced) = read(hex.as_bytes()) else { panic!("not read") };
    assert!(traced.traces.len() <= trace::MOST);
    assert_eq!(read(b""), Said::Nothing);
}

/// A multipart of which a part lies outside itself: the parser stops at it.
#[test]
fn a_report_that_the_parser_cannot_stand_is_none() {
    let mut bytes = SAMPLES[3].1.as_bytes().to_vec();
    let piece = bytes[1217..(1217 + 201).min(bytes.len())].to_vec();
    let to = 1262.min(bytes.len());
    bytes.splice(to..(to + 201).min(bytes.len()), piece);
    assert!(matches!(read(&bytes), Said::Nothing));
}

proptest! {
    /// Samples with pieces cut out, doubled, or put elsewhere.
    #[test]
    fn a_broken_report_is_read_or_not_and_nothing_else(which in 0usize..SAMPLES.len(), from in 0usize..3_000, len in 0usize..400, to in 0usize..3_000, junk in "\\PC{0,40}") {
        let mut bytes = SAMPLES[which].1.as_bytes().to_vec();
        let (from, to) = (from.min(bytes.len()), to.min(bytes.len()));
        let piece = bytes[from..(from + len).min(bytes.len())].to_vec();
        bytes.splice(to..(to + len).min(bytes.len()), piece.into_iter().chain(junk.into_bytes()));
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_are_read_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
    }
}
