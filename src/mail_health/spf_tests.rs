use super::*;

fn parsed(text: &str) -> Record {
    Record::parse(text).unwrap()
}

async fn walked(zone: &[(&str, &'static str, &str)], ips: &[&str]) -> Walk {
    let dns = Dns::written(zone);
    let texts = dns.txt("example.com").await.unwrap();
    let ips: Vec<IpAddr> = ips.iter().map(|ip| ip.parse().unwrap()).collect();
    walk(&dns, "example.com", &parsed(&texts[0]), &ips).await.unwrap()
}

#[test]
fn a_record_is_read_as_it_is_written() {
    assert!(is_record("v=spf1") && is_record("V=SPF1 -all") && !is_record("v=spf10 -all") && !is_record("spf1"));
    let record =
        parsed("v=spf1 a mx/24 +a:mail.example.com/28//64 ip4:192.0.2.0/24 ip6:2001:db8::/32  ?exists:%{i}.x ~all");
    assert_eq!(record.terms.len(), 7);
    assert_eq!(record.rest(), Some(Says::SoftFail));
    assert_eq!(record.terms[2].1, Mechanism::A(Some("mail.example.com".to_owned()), 28, 64));
    assert_eq!(record.terms[1].1, Mechanism::Mx(None, 24, 128));
    assert_eq!(parsed("v=spf1 redirect=_spf.example.com exp=why.example.com").redirect.unwrap(), "_spf.example.com");
    for (text, term) in [
        ("v=spf1 incldue:example.com -all", "incldue:example.com"),
        ("v=spf1 ip4:192.0.2.300 -all", "ip4:192.0.2.300"),
        ("v=spf1 ip4:192.0.2.0/33", "ip4:192.0.2.0/33"),
        ("v=spf1 include: -all", "include:"),
        ("v=spf1 a: -all", "a:"),
        ("v=spf1 all:example.com", "all:example.com"),
        ("v=spf1 redirect=a.example redirect=b.example", "redirect=b.example"),
        ("v=spf1 192.0.2.1 -all", "192.0.2.1"),
    ] {
        assert_eq!(Record::parse(text).unwrap_err(), term, "{text}");
    }
}

#[tokio::test]
async fn an_address_is_allowed_by_what_first_fits_it() {
    let zone = [
        ("example.com", "TXT", "v=spf1 ip4:192.0.2.0/24 include:relay.example a:mail.example.com mx -all"),
        ("example.com", "MX", "10 in.example.com"),
        ("relay.example", "TXT", "v=spf1 ip6:2001:db8::/32 -ip4:198.51.100.7 ip4:198.51.100.0/24 ~all"),
        ("mail.example.com", "A", "203.0.113.5"),
    ];
    // The servers of MX stand as `10 name` in an answer; a written one holds the form that `mx` reads.
    let walk =
        walked(&zone, &["192.0.2.9", "2001:db8::9", "198.51.100.7", "198.51.100.8", "203.0.113.5", "203.0.113.6"])
            .await;
    let (pass, fail) = (Some(Says::Pass), Some(Says::Fail));
    assert_eq!(walk.said, [pass, pass, fail, pass, pass, fail]);
    assert_eq!((walk.lookups, walk.troubles.len()), (3, 0));
    assert_eq!(walk.costs, [("relay.example".to_owned(), 1)]);
    let open = walked(&[("example.com", "TXT", "v=spf1 a")], &["192.0.2.9"]).await;
    assert_eq!(open.said, [None]);
}

#[tokio::test]
async fn a_redirect_counts_where_nothing_else_is_said() {
    let zone = [
        ("example.com", "TXT", "v=spf1 redirect=other.example"),
        ("other.example", "TXT", "v=spf1 ip4:192.0.2.1 ~all"),
    ];
    let walk = walked(&zone, &["192.0.2.1", "192.0.2.2"]).await;
    assert_eq!(walk.said, [Some(Says::Pass), Some(Says::SoftFail)]);
    assert_eq!((walk.lookups, walk.included), (1, vec!["other.example".to_owned()]));
    let zone = [("example.com", "TXT", "v=spf1 -all redirect=none.example")];
    assert_eq!(walked(&zone, &["192.0.2.1"]).await.troubles, [], "it is not looked at behind `all`");
}

#[tokio::test]
async fn records_that_include_each_other_end_and_are_named() {
    let zone = [
        ("example.com", "TXT", "v=spf1 include:a.example -all"),
        ("a.example", "TXT", "v=spf1 include:b.example ~all"),
        ("b.example", "TXT", "v=spf1 include:A.example include:example.com ~all"),
    ];
    let walk = walked(&zone, &["192.0.2.1"]).await;
    assert_eq!(walk.troubles, [Trouble::Circle("a.example".to_owned()), Trouble::Circle("example.com".to_owned())]);
    assert_eq!(walk.said, [Some(Says::Fail)]);
}

#[tokio::test]
async fn look_ups_are_counted_over_everything_and_end_somewhere() {
    let chain: Vec<(String, String)> =
        (0..60).map(|n| (format!("n{n}.example"), format!("v=spf1 a include:n{}.example ~all", n + 1))).collect();
    let mut zone = vec![("example.com", "TXT", "v=spf1 include:n0.example -all")];
    zone.extend(chain.iter().map(|(name, text)| (name.as_str(), "TXT", text.as_str())));
    let walk = walked(&zone, &["192.0.2.1"]).await;
    assert!(walk.lookups > MOST && walk.lookups <= ENOUGH + 2, "{}", walk.lookups);
    let exact = "v=spf1 a mx a:a.example a:b.example a:c.example a:d.example a:e.example a:f.example a:g.example a:h.example -all";
    assert_eq!(walked(&[("example.com", "TXT", exact)], &[]).await.lookups, MOST, "ten are allowed");
}

#[tokio::test]
async fn what_an_include_lacks_is_told_with_its_name() {
    let zone = [
        (
            "example.com",
            "TXT",
            "v=spf1 include:none.example include:two.example include:odd.example ip4:192.0.2.1 -all",
        ),
        ("two.example", "TXT", "v=spf1 ip4:192.0.2.1 -all"),
        ("two.example", "TXT", "v=spf1 -all"),
        ("two.example", "TXT", "something else"),
        ("odd.example", "TXT", "v=spf1 ipv4:192.0.2.1"),
    ];
    let walk = walked(&zone, &["192.0.2.1"]).await;
    let odd = Trouble::Broken("odd.example".to_owned(), "ipv4:192.0.2.1".to_owned());
    assert_eq!(
        walk.troubles,
        [Trouble::Missing("none.example".to_owned()), Trouble::Several("two.example".to_owned()), odd]
    );
    let silent = Dns::written(&[("slow.example", "TXT", "?")]);
    let record = parsed("v=spf1 include:slow.example -all");
    assert_eq!(walk_of(&silent, &record).await, Err(Silent));
}

async fn walk_of(dns: &Dns, record: &Record) -> Result<Walk, Silent> {
    walk(dns, "example.com", record, &[]).await
}

#[test]
fn macros_are_those_of_the_standard() {
    // The examples of RFC 7208, 7.4, for the sender that we are.
    let path = ["email.example.com".to_owned()];
    let of = |spec: &str, ip: &str| expand(spec, "email.example.com", &path, Some(ip.parse().unwrap()));
    for (spec, expected) in [
        ("%{o}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "postmaster"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("a%%b%_c%-", "a%b c%20"),
    ] {
        assert_eq!(of(spec, "192.0.2.3"), expected, "{spec}");
    }
    let six = of("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01");
    assert_eq!(six, "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
    assert_eq!(expand("%{", "d", &path, None), "", "a broken one ends");
}

#[tokio::test]
async fn an_exists_with_macros_asks_for_each_address() {
    let zone = [
        ("example.com", "TXT", "v=spf1 exists:%{ir}.list.%{d} -all"),
        ("1.2.0.192.list.example.com", "A", "127.0.0.2"),
    ];
    assert_eq!(walked(&zone, &["192.0.2.1", "192.0.2.2"]).await.said, [Some(Says::Pass), Some(Says::Fail)]);
}
