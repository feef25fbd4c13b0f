use super::*;
use crate::config::{self, Secret, Smtp};

const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const PUBLIC: &str = "v=DKIM1; k=ed25519; p=iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=";

fn portal() -> Portal {
    let text =
        "[portal]\nname = \"Shop\"\nbase_url = \"https://privacy.example.com\"\n[mail]\nfrom = \"a@example.com\"\n";
    let (config, found) = config::Config::parse("habeas.toml".as_ref(), text, &BTreeMap::new());
    config.unwrap_or_else(|| panic!("{found:?}")).portal
}

fn settings(host: &str) -> config::Mail {
    let server = Smtp { host: host.to_owned(), port: 587, tls: Tls::StartTls, credentials: None };
    config::Mail {
        transport: MailTransport::Smtp(server),
        from: "Shop <privacy@Example.com>".to_owned(),
        reply_to: None,
        per_hour: 1,
        dkim: Some(Dkim { selector: "habeas".to_owned(), key: Secret::new(KEY.to_owned()) }),
        bounce_address: None,
        trace_header: None,
        resolver: None,
    }
}

/// The finding of one check about a zone.
async fn found(zone: &[(&str, &'static str, &str)], settings: &config::Mail, check: Check, about: &str) -> Finding {
    let subject = Subject::of(settings, &portal()).unwrap();
    let looked = checks::one(&subject, &Dns::written(zone), check, about).await;
    let finding = looked.unwrap().remove(0);
    said(&finding);
    finding
}

/// Holds when a finding has words in every language, with every value filled in.
fn said(finding: &Finding) {
    for lang in Lang::ALL {
        let words = finding.words(*lang);
        assert!(!words.starts_with("mail-health-") && !words.contains('{'), "{finding:?}: {words}");
    }
}

fn told(finding: &Finding) -> (Verdict, &str, Option<String>) {
    (finding.verdict, finding.reason.as_str(), finding.record.as_ref().map(DnsRecord::line))
}

#[test]
fn every_domain_that_mails_come_from_and_go_back_to_is_looked_at_once() {
    let mail = config::Mail {
        reply_to: Some("Team <team@example.org>".to_owned()),
        bounce_address: Some("bounces@mail.example.com".to_owned()),
        ..settings("smtp.example.com")
    };
    let subject = Subject::of(&mail, &portal()).unwrap();
    let all = checks::all(&subject);
    let of = |check| all.iter().filter(|(one, _)| *one == check).map(|(_, about)| about.as_str()).collect::<Vec<_>>();
    assert_eq!(of(Check::Spf), ["example.com", "mail.example.com"]);
    assert_eq!(of(Check::Mx), ["example.com", "mail.example.com", "example.org"]);
    assert_eq!(of(Check::Tls), ["smtp.example.com"]);
    let kept = config::Mail { transport: MailTransport::Memory, ..mail };
    let subject = Subject::of(&kept, &portal()).unwrap();
    assert!(checks::all(&subject).iter().all(|(check, _)| !matches!(check, Check::Tls | Check::Ptr)));
}

#[tokio::test]
async fn what_is_wrong_with_an_spf_record_comes_with_the_line_that_mends_it() {
    let server: &[(&str, &'static str, &str)] = &[("smtp.example.com", "A", "192.0.2.25")];
    let cases: &[(&[&str], Verdict, &str, Option<&str>)] = &[
        (&[], Verdict::Wrong, "none", Some("v=spf1 a:smtp.example.com ~all")),
        (&["verification=1"], Verdict::Wrong, "none", Some("v=spf1 a:smtp.example.com ~all")),
        (
            &["v=spf1 mx -all", "v=spf1 mx include:shop.example ~all"],
            Verdict::Wrong,
            "several",
            Some("v=spf1 mx include:shop.example -all"),
        ),
        (&["v=spf1 ipv4:192.0.2.25 mx -all"], Verdict::Wrong, "broken", Some("v=spf1 mx -all")),
        (&["v=spf1 include:none.example mx -all"], Verdict::Wrong, "missing", Some("v=spf1 mx -all")),
        (
            &["v=spf1 include:example.com a:smtp.example.com -all"],
            Verdict::Wrong,
            "circle",
            Some("v=spf1 a:smtp.example.com -all"),
        ),
        (&["v=spf1 +all"], Verdict::Wrong, "everybody", Some("v=spf1 ~all")),
        (&["v=spf1 mx -all"], Verdict::Wrong, "forbidden", Some("v=spf1 mx a:smtp.example.com -all")),
        (
            &["v=spf1 redirect=other.example"],
            Verdict::Wrong,
            "forbidden",
            Some("v=spf1 a:smtp.example.com redirect=other.example"),
        ),
        (&["v=spf1 ip4:192.0.2.0/24 -all"], Verdict::Good, "allowed", None),
        (&["v=spf1 redirect=_spf.example.com"], Verdict::Good, "allowed", None),
    ];
    for (texts, verdict, reason, line) in cases {
        let mut zone = server.to_vec();
        zone.extend([
            ("other.example", "TXT", "v=spf1 -all"),
            ("_spf.example.com", "TXT", "v=spf1 a:smtp.example.com -all"),
        ]);
        zone.push(("shop.example", "TXT", "v=spf1 -all"));
        zone.extend(texts.iter().map(|text| ("example.com", "TXT", *text)));
        let one = found(&zone, &settings("smtp.example.com"), Check::Spf, "example.com").await;
        let line = line.map(|value| format!("example.com. TXT \"{value}\""));
        assert_eq!(told(&one), (*verdict, *reason, line), "{texts:?}");
    }
    let many: Vec<String> = (0..11).map(|n| format!("a:a{n}.example")).collect();
    let zone = [("example.com", "TXT", &*format!("v=spf1 {} -all", many.join(" ")))];
    let one = found(&zone, &settings("smtp.example.com"), Check::Spf, "example.com").await;
    assert_eq!((one.reason.as_str(), one.with["count"].as_str()), ("lookups", "11"));
}

#[tokio::test]
async fn a_known_service_is_allowed_by_its_include_and_what_is_inside_cannot_be_seen() {
    let zone = [
        ("example.com", "TXT", "v=spf1 include:spf.brevo.com ~all"),
        ("spf.brevo.com", "TXT", "v=spf1 ip4:198.51.100.0/24 ~all"),
    ];
    let brevo = settings("smtp-relay.brevo.com");
    assert_eq!(found(&zone, &brevo, Check::Spf, "example.com").await.reason, "allowed");
    let one = found(&[("example.com", "TXT", "v=spf1 mx ~all")], &brevo, Check::Spf, "example.com").await;
    assert_eq!(told(&one).2.unwrap(), "example.com. TXT \"v=spf1 mx include:spf.brevo.com ~all\"");
    let inside = settings("10.0.0.25");
    let one = found(&[("example.com", "TXT", "v=spf1 mx ~all")], &inside, Check::Spf, "example.com").await;
    assert_eq!(told(&one), (Verdict::Left, "inside", None));
    // A broken record of a service inside another one is not ours to mend.
    let zone = [
        ("example.com", "TXT", "v=spf1 include:spf.brevo.com ~all"),
        ("spf.brevo.com", "TXT", "v=spf1 include:none.example ~all"),
    ];
    assert_eq!(told(&found(&zone, &brevo, Check::Spf, "example.com").await), (Verdict::Wrong, "missing", None));
    // On this machine: others see the portal's own address.
    let zone = [("example.com", "TXT", "v=spf1 ip4:203.0.113.1 -all"), ("privacy.example.com", "A", "203.0.113.1")];
    assert_eq!(found(&zone, &settings("localhost"), Check::Spf, "example.com").await.reason, "allowed");
}

#[tokio::test]
async fn the_key_in_the_dns_is_held_against_the_one_that_signs() {
    let name = "habeas._domainkey.example.com";
    let cases: &[(&[&str], Verdict, &str, bool)] = &[
        (&[], Verdict::Wrong, "none", true),
        (&["some other text"], Verdict::Wrong, "none", true),
        (&[PUBLIC], Verdict::Advice, "ed25519", false),
        (&[PUBLIC, PUBLIC], Verdict::Wrong, "several", true),
        (&["v=DKIM1; k=ed25519; p="], Verdict::Wrong, "revoked", true),
        (&["v=DKIM1; k=ed25519; p=AQEB"], Verdict::Wrong, "other", true),
        (&["v=DKIM1; k=ed25519"], Verdict::Wrong, "unreadable", true),
        (
            &["v=DKIM1; k=ed25519; t=y; p=iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w="],
            Verdict::Advice,
            "testing",
            true,
        ),
    ];
    for (texts, verdict, reason, line) in cases {
        let zone: Vec<_> = texts.iter().map(|text| (name, "TXT", *text)).collect();
        let one = found(&zone, &settings("smtp.example.com"), Check::Dkim, "example.com").await;
        let line = line.then(|| format!("{name}. TXT \"{PUBLIC}\""));
        assert_eq!(told(&one), (*verdict, *reason, line), "{texts:?}");
    }
    let unsigned = config::Mail { dkim: None, ..settings("smtp.example.com") };
    assert_eq!(told(&found(&[], &unsigned, Check::Dkim, "example.com").await), (Verdict::Left, "unsigned", None));
}

#[tokio::test]
async fn a_dmarc_record_is_looked_for_at_the_domain_and_above_it() {
    let own = "_dmarc.example.com";
    let reports = "rua=mailto:privacy@Example.com";
    let cases: &[(&[&str], Verdict, &str, Option<&str>)] = &[
        (&[], Verdict::Wrong, "none", Some("v=DMARC1; p=none; rua=mailto:privacy@Example.com")),
        (&["v=DMARC1; p=non"], Verdict::Wrong, "broken", Some("v=DMARC1; p=none; rua=mailto:privacy@Example.com")),
        (&["v=DMARC1; p=none", "v=DMARC1; p=reject"], Verdict::Wrong, "several", Some("v=DMARC1; p=none")),
        (
            &["v=DMARC1; p=reject"],
            Verdict::Advice,
            "unreported",
            Some("v=DMARC1; p=reject; rua=mailto:privacy@Example.com"),
        ),
        (
            &["v=DMARC1; p=none; rua=mailto:a@b.example"],
            Verdict::Advice,
            "watching",
            Some("v=DMARC1; p=quarantine; rua=mailto:a@b.example"),
        ),
        (&["v=DMARC1; p=reject; rua=mailto:a@b.example"], Verdict::Good, "set", None),
    ];
    for (texts, verdict, reason, line) in cases {
        let zone: Vec<_> = texts.iter().map(|text| (own, "TXT", *text)).collect();
        let one = found(&zone, &settings("smtp.example.com"), Check::Dmarc, "example.com").await;
        assert_eq!(told(&one), (*verdict, *reason, line.map(|value| format!("{own}. TXT \"{value}\""))), "{texts:?}");
    }
    let below = config::Mail { from: "a@news.example.com".to_owned(), ..settings("smtp.example.com") };
    let text = format!("v=DMARC1; p=reject; sp=quarantine; {reports}");
    let one = found(&[(own, "TXT", &*text)], &below, Check::Dmarc, "news.example.com").await;
    assert_eq!(
        (one.reason.as_str(), one.with["policy"].as_str(), one.with["name"].as_str()),
        ("set", "quarantine", own)
    );
}

#[tokio::test]
async fn answers_need_a_server_and_the_servers_address_a_name_that_leads_back() {
    let mail = settings("smtp.example.com");
    let mx =
        async |zone: &[(&str, &'static str, &str)]| told_owned(&found(zone, &mail, Check::Mx, "example.com").await);
    assert_eq!(mx(&[]).await, (Verdict::Wrong, "none".into(), Some("example.com. MX 10 mail.example.com.".into())));
    assert_eq!(mx(&[("example.com", "A", "192.0.2.1")]).await.1, "address");
    assert_eq!(mx(&[("example.com", "MX", "0 .")]).await.1, "refused");
    assert_eq!(mx(&[("example.com", "MX", "10 in.example.com")]).await.1, "lost");
    let good = [
        ("example.com", "MX", "10 gone.example.com"),
        ("example.com", "MX", "20 in.example.com"),
        ("in.example.com", "AAAA", "2001:db8::1"),
    ];
    assert_eq!(mx(&good).await, (Verdict::Good, "there".into(), None));

    let ptr = async |zone: &[(&str, &'static str, &str)]| {
        told_owned(&found(zone, &mail, Check::Ptr, "smtp.example.com").await)
    };
    let server = ("smtp.example.com", "A", "192.0.2.25");
    let back = ("25.2.0.192.in-addr.arpa", "PTR", "out.example.com");
    assert_eq!(ptr(&[("smtp.example.com", "A", "10.1.2.3")]).await.1, "inside");
    let line = Some("25.2.0.192.in-addr.arpa. PTR smtp.example.com.".to_owned());
    assert_eq!(ptr(&[server]).await, (Verdict::Wrong, "none".into(), line));
    let line = Some("out.example.com. A 192.0.2.25".to_owned());
    assert_eq!(ptr(&[server, back]).await, (Verdict::Wrong, "one-way".into(), line));
    assert_eq!(
        ptr(&[server, back, ("out.example.com", "A", "192.0.2.25")]).await,
        (Verdict::Good, "confirmed".into(), None)
    );
}

fn told_owned(finding: &Finding) -> (Verdict, String, Option<String>) {
    let (verdict, reason, line) = told(finding);
    (verdict, reason.to_owned(), line)
}

#[tokio::test]
async fn a_dns_that_is_silent_says_nothing_of_anybody() {
    let subject = Subject::of(&settings("smtp.example.com"), &portal()).unwrap();
    let dns =
        Dns::written(&[("example.com", "TXT", "?"), ("smtp.example.com", "A", "?"), ("smtp.example.com", "AAAA", "?")]);
    assert_eq!(checks::one(&subject, &dns, Check::Spf, "example.com").await, Err(dns::Silent));
    assert_eq!(checks::one(&subject, &dns, Check::Ptr, "smtp.example.com").await, Err(dns::Silent));
}

#[test]
fn a_long_text_is_parted_as_a_zone_file_wants_it() {
    let record = DnsRecord::new("a.example", "TXT", "x".repeat(300));
    assert_eq!(record.line(), format!("a.example. TXT \"{}\" \"{}\"", "x".repeat(255), "x".repeat(45)));
    assert_eq!(DnsRecord::new("a.example", "TXT", "say \"x\"").line(), "a.example. TXT \"say \\\"x\\\"\"");
}

#[test]
fn no_words_are_left_over_for_reasons_that_nothing_has() {
    let source = [include_str!("checks.rs"), include_str!("server.rs"), include_str!("mod.rs")].concat();
    let words = include_str!("../../locales/en/mail-health.ftl");
    let mut seen = 0;
    for check in Check::ALL {
        let beginning = format!("mail-health-{}-", check.as_str());
        for reason in words.lines().filter_map(|line| line.strip_prefix(&beginning)?.split(' ').next()) {
            assert!(source.contains(&format!("\"{reason}\"")), "{beginning}{reason}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn whatever_the_connection_is_has_words() {
    let reasons = ["protected", "plain", "unreachable", "strange", "not-offered", "untrusted", "too-old", "silent"]
        .map(str::to_owned);
    for reason in reasons {
        said(
            &Finding::new(Check::Tls, "smtp.example.com", Verdict::Wrong, &reason)
                .with("port", 25)
                .with("version", "x"),
        );
    }
    for check in Check::ALL {
        said(&Finding::new(check, "example.com", Verdict::Silent, "silent").with("port", 25));
    }
}
