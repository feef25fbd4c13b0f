//! Mails that people write to the company: read from a real mailbox once, kept whole, and made by a colleague what they are.

use crate::dovecot::{Dovecot, PASSWORD, USER, is_missing};
use crate::harness::{CAMILLE, House};
use crate::program::Installation;
use crate::visitor::{Page, Visitor};
use habeas::config::{Inbox, OnceTaken, Secret, Tls};
use habeas::db::testing::{Fresh, portal_databases};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::process::Output;

/// A letter of Camille's with a paper and a picture of nothing, and a script in its subject and its words.
fn letter(subject: &str, text: &str) -> String {
    format!(
        "Received: from mx by mx; Thu, 5 Mar 2026 10:00:00 +0000\r\nFrom: Camille Aubry <{CAMILLE}>\r\nTo: <{USER}>\r\n\
         Subject: {subject}\r\nMessage-ID: <{}@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=part\r\n\r\n\
         --part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --part\r\nContent-Type: text/plain; name=proof.txt\r\nContent-Disposition: attachment; filename=proof.txt\r\n\r\nOrder 4711\r\n\
         --part--\r\n",
        subject.len(),
    )
}

fn plain(from: &str, subject: &str, more: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: <{USER}>\r\nSubject: {subject}\r\n{more}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}

fn settings(dovecot: &Dovecot, once_taken: OnceTaken) -> Inbox {
    Inbox {
        host: "127.0.0.1".to_owned(),
        port: dovecot.port,
        tls: Tls::None,
        user: USER.to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        folder: "INBOX".to_owned(),
        once_taken,
    }
}

/// A portal over each database that reads a mailbox of its own.
fn each_portal(once_taken: OnceTaken, test: impl Fn(&House, &Dovecot)) {
    if is_missing() {
        return;
    }
    for fresh in portal_databases() {
        let dovecot = Dovecot::start();
        let house = House::open(fresh, |config| config.inbox = Some(settings(&dovecot, once_taken)));
        test(&house, &dovecot);
    }
}

/// Lets the mailbox be read again.
fn read_again(house: &House) {
    house.pass(SignedDuration::from_mins(3));
}

fn count(house: &House, state: &str) -> String {
    house.query(&format!("SELECT count(*) FROM inbox_mails WHERE state = '{state}'"))[0][0].clone()
}

/// Opens the first mail of a list: `waiting` or `aside`.
fn open_first(colleague: &Visitor, list: &str) -> Page {
    let page = colleague.open("/staff/inbox").expect(200);
    let body = page.body();
    let at = body.find(&format!("id=\"{list}-caption\"")).unwrap_or_else(|| panic!("no list {list}:\n{}", page.text()));
    let first = body[at..].find("/staff/inbox/").map(|found| at + found).unwrap();
    let action = body[first..].split('"').next().unwrap().to_owned();
    colleague.submit(page.form(&action), &[]).expect(200)
}

#[test]
fn a_mail_becomes_a_request_that_counts_from_its_arrival_and_nothing_is_taken_twice() {
    each_portal(OnceTaken::Seen, |house, dovecot| {
        let words = "Bonjour,\r\n\r\nje souhaite une copie de mes données.\r\n<script>alert(1)</script>";
        dovecot.deliver("1", "2026-03-05T10:00:00Z", &letter("Droit d’accès <b>", words));
        dovecot.deliver("2", "2025-12-01T10:00:00Z", &plain("old@example.com", "Delete me", "", "Long ago"));
        dovecot.deliver_read(
            "3",
            "2026-03-06T10:00:00Z",
            &plain("done@example.com", "Delete me", "", "Read by a person"),
        );
        let away = plain("away@example.com", "Out of office", "Auto-Submitted: auto-replied\r\n", "I am away.");
        dovecot.deliver("4", "2026-03-07T10:00:00Z", &away);
        house.work();
        assert_eq!(
            (count(house, "waiting"), count(house, "automatic")),
            ("1".to_owned(), "1".to_owned()),
            "{}",
            dovecot.log()
        );
        let read = [("1", true), ("2", false), ("3", true), ("4", true)].map(|(name, read)| (name.to_owned(), read));
        assert_eq!(dovecot.lying(), read, "what was taken is marked as read");

        let support = house.colleague(Role::Support);
        let home = support.open("/staff").expect(200).shows("One mail waits in the inbox");
        assert!(home.links().contains(&"/staff/inbox".to_owned()));
        let list = support.open("/staff/inbox").expect(200).shows("See my data").shows("A program wrote it by itself");
        assert!(!list.body().contains(CAMILLE), "the list names nobody");

        let mail = open_first(&support, "waiting").shows("copie de mes données").shows("<script>alert(1)</script>");
        assert!(!mail.body().contains("<script>alert"), "what people write is never markup");
        assert!(mail.text().contains(CAMILLE) && mail.text().contains("proof.txt"));
        let file = support.submit(mail.forms().into_iter().find(|form| form.action.contains("/files/")).unwrap(), &[]);
        assert_eq!(file.body(), "Order 4711");

        let ask = mail.form("/request");
        assert_eq!(
            (ask.value("email"), ask.value("rights"), ask.value("lang")),
            (Some(CAMILLE), Some("access"), Some("fr"))
        );
        let stale = mail.form("/request");
        let mut broken = mail.form("/request");
        broken.fill("email", "nobody");
        support.submit(broken, &[]).expect(422).shows("copie de mes données");
        let case = support.submit(ask, &[]).expect(200).shows("R-2026-0001").shows("7 April 2026");
        case.shows("<script>alert(1)</script>").shows("proof.txt");
        support.submit(stale, &[]).expect(200).shows("Somebody said first what this mail is.");
        house.work();
        house.mail_to(CAMILLE);
        let asked = house.query("SELECT channel, received_at FROM requests");
        assert_eq!(asked, [["email".to_owned(), "1772704800000000".to_owned()]]);
        let left = house
            .query("SELECT count(*) FROM inbox_mails WHERE state = 'request' AND content IS NULL AND sender IS NULL");
        assert_eq!(left, [["1"]], "what it said is in the case alone");
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests/R-2026-0001").expect(200).shows("copie de mes données").shows("proof.txt");
        let seen = house.query("SELECT count(*) FROM audit_events WHERE action = 'person.read' AND object IS NULL");
        assert_eq!(seen, [["2"]], "the look at the mail and the look at its file");

        read_again(house);
        dovecot.deliver("5", "2026-03-10T09:00:00Z", &plain("new@example.com", "Hello", "", "A new mail"));
        read_again(house);
        assert_eq!(count(house, "waiting"), "1");
        dovecot.number_anew();
        read_again(house);
        let all = house.query("SELECT count(*) FROM inbox_mails");
        assert_eq!(all, [["4"]], "those of this month, each once, with the one that was read elsewhere");
    });
}

#[test]
fn a_mail_is_added_to_the_case_of_its_sender_and_answers_what_was_asked_before_it() {
    each_portal(OnceTaken::Deleted, |house, dovecot| {
        dovecot.deliver("1", "2026-03-10T08:00:00Z", &letter("Question", "Please delete what you hold about me."));
        house.work();
        assert_eq!(dovecot.lying(), [], "what is here whole may leave the mailbox");
        let support = house.colleague(Role::Support);
        let mail = open_first(&support, "waiting");
        let case = support.submit(mail.form("/request"), &[]).expect(200);
        let asked = support.submit(case.form("/messages"), &[("kind", "question"), ("message", "Which address?")]);
        asked.expect(200);
        assert_eq!(house.query("SELECT status FROM requests"), [["waiting"]]);

        house.pass(SignedDuration::from_hours(48));
        let before = plain(CAMILLE, "Re: R-2026-0001", "", "Sent before the question.");
        dovecot.deliver("2", "2026-03-10T08:30:00Z", &before);
        let answer = plain(CAMILLE, "Re: R-2026-0001", "", "The old one.");
        dovecot.deliver("3", "2026-03-11T08:00:00Z", &answer);
        dovecot.deliver("4", "2026-03-11T09:00:00Z", &plain("else@example.com", "R-2026-0001", "", "I am Camille."));
        read_again(house);

        let support = house.colleague(Role::Support);
        let first = open_first(&support, "waiting").shows("Sent before the question.");
        assert_eq!(first.form("/case").value("reference"), Some("R-2026-0001"));
        support
            .submit(first.form("/case"), &[("reference", "R-2026-0099")])
            .expect(422)
            .shows("No case has this reference");
        support.submit(first.form("/case"), &[]).expect(200).shows("The mail is in R-2026-0001 now.");
        assert_eq!(house.query("SELECT status FROM requests"), [["waiting"]], "it answers nothing");
        let second = open_first(&support, "waiting").shows("The old one.");
        support.submit(second.form("/case"), &[]).expect(200).shows("The mail is in R-2026-0001 now.");
        let answered = house.query("SELECT answered_at FROM request_questions");
        assert_eq!(answered, [["1773216000000000"]], "when it arrived, not when somebody read it");
        assert_eq!(house.query("SELECT status FROM requests"), [["in-progress"]]);
        let third = open_first(&support, "waiting").shows("I am Camille.");
        support.submit(third.form("/case"), &[]).expect(422).shows("does not come from the address");
        assert_eq!(count(house, "added"), "2");
    });
}

#[test]
fn what_is_no_request_is_kept_a_month_and_can_be_one_after_all() {
    each_portal(OnceTaken::Deleted, |house, dovecot| {
        let long = format!("Please erase my data.\r\n{}", "All of it, from every list. ".repeat(200));
        dovecot.deliver("1", "2026-03-09T08:00:00Z", &letter("Spam", "Buy now"));
        dovecot.deliver("2", "2026-03-09T09:00:00Z", &plain(CAMILLE, "Deletion", "", &long));
        let picture = "MIME-Version: 1.0\r\nContent-Disposition: attachment; filename=run.exe\r\n";
        let program = format!(
            "From: x@example.com\r\nSubject: A program\r\n{picture}Content-Type: application/octet-stream\r\n\r\nMZ\u{1}\u{2}\r\n"
        );
        dovecot.deliver("3", "2026-03-09T10:00:00Z", &program);
        house.work();
        assert_eq!(dovecot.lying(), [("3".to_owned(), true)], "what is not here whole stays there");
        let support = house.colleague(Role::Support);
        let spam = open_first(&support, "waiting").shows("Buy now");
        support.submit(spam.form("/aside"), &[]).expect(200).shows("Put aside");
        let long = open_first(&support, "waiting").shows("mail.txt");
        support.submit(long.form("/aside"), &[]).expect(200);
        open_first(&support, "waiting").shows("Not all of this mail is here").shows("run.exe");
        assert_eq!((count(house, "waiting"), count(house, "aside")), ("1".to_owned(), "2".to_owned()));

        let again = open_first(&support, "aside").shows("from every list");
        assert!(again.forms().iter().all(|form| !form.action.ends_with("/aside")), "it is aside already");
        assert_eq!(again.form("/request").value("rights"), Some("erase"));
        support.submit(again.form("/request"), &[]).expect(200).shows("mail.txt").shows("Please erase my data.");

        house.pass(SignedDuration::from_hours(24 * 8));
        let tasks = house.query("SELECT kind FROM staff_tasks WHERE kind LIKE 'inbox.%'");
        assert_eq!(tasks, [["inbox.waiting"]], "a week is too long for a mail that may be a request");
        let digests =
            house.mails().into_iter().filter(|mail| mail.text.contains("One mail in the inbox has not been read."));
        assert!(digests.count() > 0);
        house.pass(SignedDuration::from_hours(24 * 24));
        let rows = house.query("SELECT count(*) FROM inbox_mails WHERE state = 'aside' AND content IS NOT NULL");
        assert_eq!(rows, [["0"]], "after a month it is gone");
        assert_eq!(
            house.query("SELECT count(*) FROM attachments WHERE owner_kind = 'mail'"),
            [["0"]],
            "with its files"
        );
    });
}

#[test]
fn a_mailbox_that_cannot_be_read_is_told_and_loses_nothing() {
    each_portal(OnceTaken::Seen, |house, dovecot| {
        house.work();
        dovecot.halt();
        read_again(house);
        let support = house.colleague(Role::Support);
        support
            .open("/staff/inbox")
            .expect(200)
            .shows("The mailbox cannot be read since 10 March 2026")
            .shows("Nobody answers");
        assert!(house.query("SELECT 1 FROM staff_tasks").is_empty(), "a server may be started anew");
        for _ in 0..3 {
            house.pass(SignedDuration::from_hours(1));
        }
        assert_eq!(house.query("SELECT kind FROM staff_tasks WHERE settled_at IS NULL"), [["inbox.unread"]], "once");
        dovecot.deliver("1", "2026-03-10T11:00:00Z", &plain(CAMILLE, "Hello", "", "While nobody read"));
        dovecot.go();
        read_again(house);
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(count(house, "waiting"), "1");
        assert!(
            house.query("SELECT kind FROM staff_tasks WHERE settled_at IS NULL").is_empty(),
            "it is over by itself"
        );
        let page = support.open("/staff/inbox").expect(200);
        assert!(!page.text().contains("cannot be read"), "{}", page.text());
    });
}

/// `habeas check` with the mailbox set so; what it found.
fn checked(dovecot: &Dovecot, settings: &[(&str, &str)]) -> Output {
    let mut installation = Installation::new(Fresh::sqlite());
    installation.set("INBOX__USER", USER);
    installation.set("INBOX__PASSWORD", PASSWORD);
    installation.set("INBOX__HOST", "localhost");
    installation.set("INBOX__PORT", &dovecot.tls_port.to_string());
    for (setting, value) in settings {
        installation.set(setting, value);
    }
    installation.environment("SSL_CERT_FILE", dovecot.authority().to_str().unwrap());
    installation.output(&["check"], "")
}

#[test]
fn check_signs_in_to_the_mailbox_over_tls_and_names_what_is_wrong() {
    if is_missing() {
        return;
    }
    let dovecot = Dovecot::start();
    let starttls = dovecot.port.to_string();
    let said = |settings: &[(&str, &str)]| {
        let output = checked(&dovecot, settings);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    for fine in [&[][..], &[("INBOX__PORT", starttls.as_str()), ("INBOX__TLS", "starttls")]] {
        let said = said(fine);
        assert!(!said.contains("inbox"), "{said}");
    }
    let nobody = dovecot_port_without_anybody();
    for (wrong, field) in [
        (&[("INBOX__PASSWORD", "no")][..], "inbox.password"),
        (&[("INBOX__FOLDER", "Elsewhere")], "inbox.folder"),
        (&[("INBOX__HOST", "127.0.0.1")], "inbox.tls"),
        (&[("INBOX__PORT", starttls.as_str())], "inbox.tls"),
        (&[("INBOX__PORT", nobody.as_str())], "inbox.host"),
        (&[("INBOX__TLS", "none"), ("INBOX__HOST", "imap.example.com")], "INBOX__TLS"),
    ] {
        let said = said(wrong);
        assert!(said.contains(field), "{wrong:?} gave:\n{said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
}

fn dovecot_port_without_anybody() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}
