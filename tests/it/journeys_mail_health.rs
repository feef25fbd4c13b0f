//! Mail health: each thing once wrong and once right, on the page and by the command, with a DNS and mail servers of our own.

use crate::dns_server::Names;
use crate::harness::{House, changes, each_house, wait};
use crate::program::Installation;
use crate::smtp_sink::{Manner, Sink};
use crate::tls_server::{Offer, TlsServer};
use crate::visitor::Page;
use habeas::config::{Config, Dkim, MailTransport, Secret, Smtp, Tls};
use habeas::db::testing::{fresh_databases, portal_databases};
use habeas::lang::Lang;
use habeas::mail::{self, Mail};
use habeas::mail_health::{Verdict, look};
use habeas::people::Address;
use habeas::roles::Role;
use openssl::rsa::Rsa;
use serde_json::Value;
use std::sync::OnceLock;
use std::time::Duration;

const DOMAIN: &str = "maison-lavande.example";
const RELAY: &str = "relay.maison-lavande.example";

/// A signing key, made once, and what belongs into the DNS for it.
fn key() -> &'static (String, String) {
    static KEY: OnceLock<(String, String)> = OnceLock::new();
    KEY.get_or_init(|| {
        use base64::Engine;
        let key = Rsa::generate(2048).unwrap();
        let public = base64::engine::general_purpose::STANDARD.encode(key.public_key_to_der().unwrap());
        let pem = String::from_utf8(key.private_key_to_pem().unwrap()).unwrap();
        (pem, format!("v=DKIM1; k=rsa; p={public}"))
    })
}

/// Puts everything into the DNS that a sender needs.
fn put_right(names: &Names) {
    names.set(DOMAIN, "TXT", &["something else", &format!("v=spf1 a:{RELAY} ip4:127.0.0.1 -all")]);
    names.set(&format!("habeas._domainkey.{DOMAIN}"), "TXT", &[&key().1]);
    names.set(&format!("_dmarc.{DOMAIN}"), "TXT", &["v=DMARC1; p=reject; rua=mailto:dmarc@maison-lavande.example"]);
    names.set(DOMAIN, "MX", &["10 in.maison-lavande.example"]);
    names.set("in.maison-lavande.example", "A", &["192.0.2.10"]);
    names.set(RELAY, "A", &["127.0.0.1", "192.0.2.25"]);
    names.set("25.2.0.192.in-addr.arpa", "PTR", &[RELAY]);
}

fn through(config: &mut Config, names: &Names, host: &str, port: u16, tls: Tls) {
    let key = Secret::new(key().0.clone());
    config.mail.transport = MailTransport::Smtp(Smtp { host: host.to_owned(), port, tls, credentials: None });
    config.mail.from = format!("Maison Lavande <donnees@{DOMAIN}>");
    config.mail.reply_to = None;
    config.mail.dkim = Some(Dkim { selector: "habeas".to_owned(), key });
    config.mail.resolver = Some(names.address);
}

/// What the page says of a check: from each of its headings to the next.
fn about(page: &Page, title: &str) -> String {
    const TITLES: [&str; 7] =
        ["SPF: who", "DKIM: the", "DMARC: what", "MX: where", "PTR: the", "TLS: the", "Look again"];
    let text = page.text();
    let parts: Vec<&str> = text.split(title).skip(1).collect();
    assert!(!parts.is_empty(), "no {title} in:\n{text}");
    let cut = |part: &&str| {
        let end = TITLES.iter().filter_map(|next| part.find(next)).min().unwrap_or(part.len());
        part[..end].to_owned()
    };
    parts.iter().map(cut).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn says(page: &Page, title: &str, words: &[&str]) {
    let said = about(page, title);
    assert!(words.iter().all(|one| said.contains(one)), "{title} should say {words:?}:\n{said}");
}

#[test]
fn each_thing_is_told_wrong_with_the_line_that_mends_it_and_right_once_it_is_mended() {
    for fresh in portal_databases() {
        let (names, server) = (Names::start(), TlsServer::start(RELAY, Offer::Nothing));
        names.set(RELAY, "A", &["127.0.0.1", "192.0.2.25"]);
        let house = House::open(fresh, |config| through(config, &names, RELAY, server.port, Tls::StartTls));
        let admin = house.colleague(Role::Admin);
        let before = house.everything();
        let page =
            admin.open("/admin/mail").expect(200).shows("Nobody has looked yet").shows("No mail left in the last");
        page.shows(&format!("Maison Lavande <donnees@{DOMAIN}>"));
        assert_eq!(names.questions(), 0, "opening the page asks nobody");
        let changed = changes(&before, &house.everything());
        let changed: Vec<_> = changed.iter().filter(|one| !one.contains("session")).collect();
        assert!(changed.is_empty(), "{changed:?}");

        let page = admin.submit(admin.open("/admin/mail").form("/look"), &[]).expect(200);
        let page = page.shows("The DNS and the mail server were asked just now").shows("6 things to mend.");
        let spf = format!("{DOMAIN}. TXT \"v=spf1 a:{RELAY} ~all\"");
        says(&page, "SPF: who may send", &["To mend", "has no SPF record", &spf]);
        let line = format!("habeas._domainkey.{DOMAIN}. TXT \"v=DKIM1; k=rsa; p=");
        says(&page, "DKIM: the signature", &["To mend", "There is no key at", &line]);
        let line = format!("_dmarc.{DOMAIN}. TXT \"v=DMARC1; p=none; rua=mailto:donnees@{DOMAIN}\"");
        says(&page, "DMARC: what becomes", &["To mend", "no DMARC record", &line]);
        says(
            &page,
            "MX: where answers",
            &["To mend", "no server that takes mails", &format!("{DOMAIN}. MX 10 mail.{DOMAIN}.")],
        );
        says(&page, "PTR: the name", &["To mend", "has no name", &format!("25.2.0.192.in-addr.arpa. PTR {RELAY}.")]);
        says(&page, "TLS: the way", &["To mend", "does not offer STARTTLS"]);
        assert!(page.body().contains(&format!("<pre class=\"snippet\">{}</pre>", spf.replace('"', "&quot;"))));

        // Another process of the portal shows the same; nothing is asked for it.
        let asked = names.questions();
        house.colleague(Role::Dpo).open("/admin/mail").expect(200).shows("6 things to mend.");
        assert_eq!(names.questions(), asked);

        put_right(&names);
        let page = admin.submit(admin.open("/admin/mail").form("/look"), &[]).expect(200).shows("One thing to mend.");
        for (title, words) in [
            ("SPF: who may send", format!("{DOMAIN} lets {RELAY} send (1 of 10 look-ups)")),
            ("DKIM: the signature", "is the one that the portal signs with".to_owned()),
            ("DMARC: what becomes", "says what becomes of forgeries (reject)".to_owned()),
            ("MX: where answers", format!("arrive at in.{DOMAIN}")),
            ("PTR: the name", format!("192.0.2.25 has the name {RELAY}, which leads back to it")),
        ] {
            says(&page, title, &["All well", &words]);
        }

        names.set(&format!("habeas._domainkey.{DOMAIN}"), "TXT", &["v=DKIM1; k=rsa; p="]);
        names.set(DOMAIN, "TXT", &["v=spf1 mx -all", "v=spf1 a -all"]);
        names.set(&format!("_dmarc.{DOMAIN}"), "TXT", &["v=DMARC1; p=none; rua=mailto:a@b.example"]);
        names.set(DOMAIN, "MX", &["0 ."]);
        names.set("25.2.0.192.in-addr.arpa", "PTR", &["elsewhere.example"]);
        house.query("UPDATE colleagues SET lang = 'fr'");
        let page = admin.submit(admin.open("/admin/mail").form("/look"), &[]).expect(200).shows("5 points à corriger.");
        for words in [
            "a 2 enregistrements SPF : dès qu’il y en a plus d’un",
            "a été retirée : chaque signature échoue",
            "ne fait qu’observer (p=none)",
            "dit ne prendre aucun message",
            "a pour nom elsewhere.example, qui ne ramène pas à elle",
            "elsewhere.example. A 192.0.2.25",
            "ne propose pas STARTTLS",
            "Fonctionne, à améliorer",
        ] {
            assert!(page.text().replace('\u{a0}', " ").contains(words), "{words}:\n{}", page.text());
        }
        for role in [Role::Support, Role::Marketing, Role::Archivist] {
            house.colleague(role).get("/admin/mail").expect(403);
        }
    }
}

#[test]
fn a_domain_that_never_answers_holds_nothing_and_says_so() {
    each_house_with(
        |config, names| through(config, names, "127.0.0.1", 9, Tls::None),
        |house, names| {
            put_right(names);
            names.be_silent_about(&format!("_dmarc.{DOMAIN}"));
            let admin = house.colleague(Role::Admin);
            let page = admin.submit(admin.open("/admin/mail").form("/look"), &[]).expect(200);
            says(&page, "DMARC: what becomes", &["No answer", "did not answer in time"]);
            says(&page, "SPF: who may send", &["All well"]);
            names.be_deaf();
            // A moment is enough to give up: nothing waits for more than it was given.
            let settings = house.app.portal().settings.clone();
            let subject = habeas::mail_health::Subject::of(&settings.mail, &settings.portal).unwrap();
            let report = wait(look(&subject, Duration::from_millis(50)));
            let silent = report.count(Verdict::Silent);
            assert_eq!((report.findings.len(), silent), (6, 4), "{report:?}");
            let page = admin.submit(admin.open("/admin/mail").form("/look"), &[]).expect(200);
            says(&page, "SPF: who may send", &["No answer"]);
            page.shows("Look again");
        },
    );
}

/// The same as `each_house` with a DNS of its own.
fn each_house_with(change: impl Fn(&mut Config, &Names), test: impl Fn(&House, &Names)) {
    for fresh in portal_databases() {
        let names = Names::start();
        let house = House::open(fresh, |config| change(config, &names));
        test(&house, &names);
    }
}

#[test]
fn a_test_mail_goes_to_who_asks_and_to_nobody_else() {
    each_house(|house| {
        let admin = house.colleague(Role::Admin);
        let other = house.colleague(Role::Dpo);
        house.work();
        let before = house.mails().len();
        let page = admin.submit(admin.open("/admin/mail").form("/test"), &[]).expect(200);
        let page = page.shows("The test mail is on its way");
        house.work();
        let again = page.links().into_iter().find(|link| link.contains("?test=")).unwrap();
        admin.open(&again).expect(200).shows("The mail server took the test mail");
        let mails = house.mails();
        assert_eq!(mails.len(), before + 1);
        assert_eq!(mails[0].subject, "Test mail from Maison Lavande");
        let address = house.query("SELECT email FROM colleagues WHERE role = 'admin' ORDER BY id DESC LIMIT 1");
        assert_eq!(mails[0].to, address[0][0]);
        for odd in ["?test=nonsense", "?test=0198a000-0000-7000-8000-000000000000"] {
            admin.get(&format!("/admin/mail{odd}")).expect(200);
        }
        // Whatever else is sent along goes nowhere.
        let mut fields = other.open("/admin/mail").form("/test").fields();
        fields.push(("to".to_owned(), "somebody@example.org".to_owned()));
        other.post("/admin/mail/test", &fields);
        house.work();
        assert!(house.mails().iter().all(|mail| mail.to != "somebody@example.org"));
    });
}

#[test]
fn lanes_and_domains_are_told_without_naming_anybody() {
    each_house(|house| {
        let portal = house.app.portal().clone();
        let put = |to: &str| {
            let (now, to) = (house.clock.now(), Address::parse(to).unwrap());
            let mail = Mail::Test { at: now };
            let queue = |tx: &mut _| mail::queue(tx, now, &portal.random, &portal.keys, &to, Lang::En, &mail);
            portal.db.write_now(queue).unwrap();
        };
        for n in 0..40 {
            put(&format!("person{n}@large.example"));
        }
        put("somebody@their-own-name.example");
        house.work();
        put("late@large.example");
        house.clock.advance(jiff::SignedDuration::from_mins(11));
        let admin = house.colleague(Role::Admin);
        let page = admin.open("/admin/mail").expect(200);
        page.shows("large.example 40 0 0 no").shows("2 other domains 2 0 0 no").shows("Too long");
        let page = admin.open("/admin/mail");
        assert!(!page.body().contains("their-own-name"), "the domain of one person says who it is");
        let kept = house.query("SELECT * FROM mail_domains").concat().join(" ");
        assert!(!kept.contains("their-own-name") && !kept.contains("large.example"), "{kept}");
        house.work();
        assert!(!admin.open("/admin/mail").expect(200).text().contains("Too long"));
    });
}

/// Runs `habeas doctor mail --json` with more words: how it ended, and what it printed.
fn doctor(installation: &Installation, words: &[&str]) -> (i32, Value, String) {
    let ended = installation.output(&[&["doctor", "mail"], words].concat(), "");
    let printed = String::from_utf8(ended.stdout).unwrap();
    let code = ended.status.code().unwrap();
    (code, serde_json::from_str(&printed).unwrap_or(Value::Null), printed)
}

fn reason<'v>(told: &'v Value, check: &str) -> (&'v str, &'v str) {
    let findings = told["findings"].as_array().unwrap_or_else(|| panic!("{told}"));
    let one = findings.iter().find(|one| one["check"] == check).unwrap();
    (one["verdict"].as_str().unwrap(), one["reason"].as_str().unwrap())
}

/// An installation that sends through this server, as the program reads its settings.
fn installed(fresh: habeas::db::testing::Fresh, names: &Names, host: &str, port: u16, tls: &str) -> Installation {
    let mut installation = Installation::new(fresh);
    std::fs::write(installation.folder.join("dkim.pem"), &key().0).unwrap();
    for (setting, value) in [
        ("MAIL__TRANSPORT", "smtp"),
        ("MAIL__FROM", &format!("Maison Lavande <donnees@{DOMAIN}>")),
        ("MAIL__HOST", host),
        ("MAIL__PORT", &port.to_string()),
        ("MAIL__TLS", tls),
        ("MAIL__DKIM_SELECTOR", "habeas"),
        ("MAIL__DKIM_KEY_FILE", "dkim.pem"),
        ("MAIL__RESOLVER", &names.address.to_string()),
    ] {
        installation.set(setting, value);
    }
    installation
}

#[test]
fn the_command_ends_with_0_1_or_2_and_sends_a_test_where_it_is_told_to() {
    for fresh in fresh_databases() {
        let (names, sink) = (Names::start(), Sink::start(|| Manner::Take));
        let installation = installed(fresh, &names, "127.0.0.1", sink.port, "none");
        put_right(&names);
        let (code, told, printed) = doctor(&installation, &["--json"]);
        assert_eq!(code, 2, "the portal was never started: {printed}");
        assert_eq!((told["queue"].is_null(), reason(&told, "spf")), (true, ("good", "allowed")), "{printed}");
        installation.run(&["migrate"], "");

        let (code, told, printed) = doctor(&installation, &["--json"]);
        assert_eq!(code, 0, "{printed}");
        for (check, expected) in [
            ("spf", ("good", "allowed")),
            ("dkim", ("good", "same")),
            ("dmarc", ("good", "set")),
            ("mx", ("good", "there")),
            ("ptr", ("good", "confirmed")),
            ("tls", ("left", "plain")),
        ] {
            assert_eq!(reason(&told, check), expected, "{printed}");
        }
        assert_eq!(told["queue"]["lanes"].as_array().unwrap().len(), 3);
        assert_eq!(sink.taken().len(), 0, "nothing is sent unasked");
        let (code, told, _) = doctor(&installation, &["--json", "--to", "me@example.org"]);
        let taken = sink.taken();
        assert_eq!((code, told["test"].as_str(), taken.len()), (0, Some("taken"), 1));
        assert_eq!(taken[0].to, "me@example.org");
        assert!(taken[0].raw.contains("DKIM-Signature"));

        names.set(DOMAIN, "TXT", &["v=spf1 mx -all"]);
        let (code, _, printed) = doctor(&installation, &[]);
        assert_eq!(code, 1, "{printed}");
        let line = format!("{DOMAIN}. TXT \"v=spf1 mx ip4:127.0.0.1 -all\"");
        assert!(printed.contains("does not let 127.0.0.1 send") && printed.contains(&line), "{printed}");
        assert!(printed.contains("Sign-in mails: Wait 0"), "{printed}");
        let (_, _, printed) = doctor(&installation, &["--lang", "fr"]);
        assert!(printed.contains("ne permet pas à 127.0.0.1 d’envoyer") && printed.contains(&line), "{printed}");
        put_right(&names);
        names.be_deaf();
        assert_eq!(doctor(&installation, &[]).0, 2, "nobody answers");
        let (code, ..) = doctor(&installation, &["--to", "no address"]);
        assert_eq!(code, 2);
    }
}

#[test]
fn settings_that_are_wrong_are_told_by_the_command_and_by_check() {
    let fresh = fresh_databases().remove(0);
    let names = Names::start();
    let mut installation = installed(fresh, &names, "127.0.0.1", 25, "none");
    installation.set("MAIL__RESOLVER", "dns.example");
    for words in [&["doctor", "mail"][..], &["check"]] {
        let ended = installation.output(words, "");
        let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(if words[0] == "check" { 1 } else { 2 }), "{said}");
        assert!(said.contains("HABEAS_MAIL__RESOLVER") && said.contains("Write the address of a DNS server"), "{said}");
    }
    installation.set("MAIL__RESOLVER", "127.0.0.1");
    assert_eq!(installation.config().mail.resolver, Some("127.0.0.1:53".parse().unwrap()));
}

#[test]
fn the_way_to_the_mail_server_is_tried_as_a_mail_would_go() {
    let fresh = fresh_databases().remove(0);
    let names = Names::start();
    put_right(&names);
    names.set("other.maison-lavande.example", "A", &["127.0.0.1"]);
    let mut installation = installed(fresh, &names, RELAY, 25, "starttls");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let servers: Vec<(Offer, TlsServer)> = [Offer::StartTls, Offer::Nothing, Offer::FromTheStart]
        .into_iter()
        .map(|offer| (offer, TlsServer::start(RELAY, offer)))
        .collect();
    let port = |offer: Offer| servers.iter().find(|(one, _)| *one == offer).unwrap().1.port;
    let trusted = installation.folder.join("trusted.pem");
    let all: Vec<u8> = servers.iter().flat_map(|(_, server)| server.certificate.clone()).collect();
    std::fs::write(&trusted, all).unwrap();
    let trusted = trusted.to_str().unwrap().to_owned();
    let nothing = installation.folder.join("nothing.pem");
    std::fs::write(&nothing, &servers[2].1.certificate).unwrap();
    let nothing = nothing.to_str().unwrap().to_owned();
    for (host, port, tls, certificates, expected) in [
        (RELAY, port(Offer::StartTls), "starttls", &trusted, ("good", "protected")),
        (RELAY, port(Offer::FromTheStart), "required", &trusted, ("good", "protected")),
        (RELAY, port(Offer::StartTls), "starttls", &nothing, ("wrong", "untrusted")),
        ("other.maison-lavande.example", port(Offer::StartTls), "starttls", &trusted, ("wrong", "untrusted")),
        (RELAY, port(Offer::Nothing), "starttls", &trusted, ("wrong", "not-offered")),
        (RELAY, port(Offer::StartTls), "required", &trusted, ("wrong", "strange")),
        (RELAY, free, "starttls", &trusted, ("wrong", "unreachable")),
    ] {
        for (setting, value) in [("MAIL__HOST", host), ("MAIL__PORT", &port.to_string()), ("MAIL__TLS", tls)] {
            installation.set(setting, value);
        }
        installation.environment("SSL_CERT_FILE", certificates);
        let (_, told, printed) = doctor(&installation, &["--json"]);
        assert_eq!(reason(&told, "tls"), expected, "{host}:{port} {tls}: {printed}");
    }
}
