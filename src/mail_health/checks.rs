//! The checks of the DNS: what each asks, and what follows.

use super::dkim::{self, Public, Published};
use super::dmarc::{self, Policy};
use super::dns::{Dns, Silent};
use super::server;
use super::spf::{self, Says, Trouble, Walk};
use super::{Check, DnsRecord, Finding, Subject, Verdict, relay};

/// Bits of an RSA key below which nobody should rely on it (RFC 8301, 3.2), and below which it should be replaced.
const WEAK: u32 = 1_024;
const SHORT: u32 = 2_048;

/// What there is to look at: each check with what it is about.
pub(super) fn all(subject: &Subject) -> Vec<(Check, String)> {
    let server = subject.server.as_ref().map_or_else(String::new, |server| server.host.clone());
    let of =
        |check: Check, domains: &[String]| domains.iter().map(|domain| (check, domain.clone())).collect::<Vec<_>>();
    let mut all = of(Check::Spf, &subject.origins);
    all.push((Check::Dkim, subject.domain.clone()));
    all.push((Check::Dmarc, subject.domain.clone()));
    all.extend(of(Check::Mx, &subject.returns));
    if !server.is_empty() {
        all.extend([(Check::Ptr, server.clone()), (Check::Tls, server)]);
    }
    all
}

/// One check.
pub(super) async fn one(subject: &Subject, dns: &Dns, check: Check, about: &str) -> Result<Vec<Finding>, Silent> {
    match check {
        Check::Spf => spf(subject, dns, about).await.map(|one| vec![one]),
        Check::Dkim => dkim(subject, dns).await.map(|one| vec![one]),
        Check::Dmarc => dmarc(subject, dns).await.map(|one| vec![one]),
        Check::Mx => mx(dns, about).await.map(|one| vec![one]),
        Check::Ptr => server::names(subject, dns).await,
        Check::Tls => Ok(vec![server::tls(subject, dns).await]),
    }
}

/// What the mail server needs in an SPF record.
async fn needed(subject: &Subject, dns: &Dns) -> Result<String, Silent> {
    let Some(server) = &subject.server else { return Ok("mx".to_owned()) };
    if let Some(include) = relay::include(&server.host) {
        return Ok(format!("include:{include}"));
    }
    if server.host.parse::<std::net::IpAddr>().is_err() && server.host.contains('.') {
        return Ok(format!("a:{}", server.host));
    }
    let mut terms: Vec<String> = server::addresses(subject, dns).await?.iter().map(|ip| server::term(*ip)).collect();
    terms.sort();
    Ok(if terms.is_empty() { "mx".to_owned() } else { terms.join(" ") })
}

async fn spf(subject: &Subject, dns: &Dns, domain: &str) -> Result<Finding, Silent> {
    let records: Vec<String> = dns.txt(domain).await?.into_iter().filter(|text| spf::is_record(text)).collect();
    let needed = needed(subject, dns).await?;
    let wrong = |reason: &str, value: String| {
        Finding::new(Check::Spf, domain, Verdict::Wrong, reason).mended_by(DnsRecord::new(domain, "TXT", value))
    };
    let text = match records.as_slice() {
        [] => return Ok(wrong("none", format!("v=spf1 {needed} ~all"))),
        [text] => text,
        several => return Ok(wrong("several", merged(several)).with("count", several.len())),
    };
    let record = match spf::Record::parse(text) {
        Ok(record) => record,
        Err(term) => return Ok(wrong("broken", without(text, &term)).with("term", term)),
    };
    let ips = match &subject.server {
        Some(_) => server::addresses(subject, dns).await?,
        None => Vec::new(),
    };
    let walk = spf::walk(dns, domain, &record, &ips).await?;
    if walk.lookups > spf::MOST {
        let costs = walk.costs.iter().map(|(name, count)| format!("{name} ({count})")).collect::<Vec<_>>().join(", ");
        let lean = wrong("lookups", format!("v=spf1 {needed} ~all")).with("count", walk.lookups);
        return Ok(lean.with("costs", costs).with("most", spf::MOST));
    }
    if let Some(trouble) = walk.troubles.first() {
        let (reason, about, term) = match trouble {
            Trouble::Missing(about) => ("missing", about, ""),
            Trouble::Several(about) => ("twice", about, ""),
            Trouble::Broken(about, term) => ("odd", about, term.as_str()),
            Trouble::Circle(about) => ("circle", about, ""),
        };
        let mended = without_include(text, about);
        let mut found = wrong(reason, mended.clone()).with("include", about).with("term", term);
        // What stands in the record of somebody else is theirs to mend.
        found.record.take_if(|_| mended == assembled(&terms(text), end(text)));
        return Ok(found);
    }
    if record.rest() == Some(Says::Pass) {
        return Ok(wrong("everybody", without(text, "+all")));
    }
    let good = |reason: &str| {
        Finding::new(Check::Spf, domain, Verdict::Good, reason).with("count", walk.lookups).with("most", spf::MOST)
    };
    let Some(server) = &subject.server else { return Ok(good("written")) };
    if allows(&walk, &server.host) {
        return Ok(good("allowed").with("server", &server.host));
    }
    if ips.iter().all(|ip| server::is_inside(*ip)) && !ips.is_empty() {
        let left = Finding::new(Check::Spf, domain, Verdict::Left, "inside");
        return Ok(left.with("server", &server.host));
    }
    Ok(wrong("forbidden", allowing(text, &needed)).with("server", &server.host))
}

/// Whether a record lets the server send: one of its addresses passes, or the record of its own house is included.
fn allows(walk: &Walk, host: &str) -> bool {
    let known = relay::include(host);
    let by_name = |name: &String| known == Some(name.as_str()) || relay::same_house(name, host);
    walk.said.contains(&Some(Says::Pass)) || walk.included.iter().any(by_name)
}

/// The terms of a record, without what ends it.
fn terms(text: &str) -> Vec<&str> {
    let is_end = |term: &&str| term.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case("all");
    text.split(' ').skip(1).filter(|term| !term.is_empty() && !is_end(term)).collect()
}

/// How a record ends: as it did, unless it let everybody send.
fn end(text: &str) -> &str {
    let ends = |term: &&str| matches!(*term, "-all" | "~all" | "?all");
    text.split(' ').find(ends).unwrap_or("~all")
}

fn assembled(terms: &[&str], end: &str) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for term in terms {
        if !seen.contains(term) {
            seen.push(term);
        }
    }
    // What refers on stands last, and nothing ends a record that goes on elsewhere.
    let (further, own): (Vec<&str>, Vec<&str>) = seen.into_iter().partition(|term| term.starts_with("redirect="));
    let end = if further.is_empty() { end } else { "" };
    let parts = [vec!["v=spf1"], own, further, vec![end]].concat();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn merged(records: &[String]) -> String {
    let all: Vec<&str> = records.iter().flat_map(|text| terms(text)).collect();
    assembled(&all, records.first().map_or("~all", |text| end(text)))
}

fn without(text: &str, term: &str) -> String {
    let kept: Vec<&str> = terms(text).into_iter().filter(|one| *one != term).collect();
    assembled(&kept, end(text))
}

/// The record without the include of this domain, if it stands in it itself.
fn without_include(text: &str, about: &str) -> String {
    let names = |term: &&str| {
        let target = term.trim_start_matches(['+', '-', '~', '?']).split_once([':', '=']);
        !target.is_some_and(|(kind, name)| {
            ["include", "redirect"].contains(&kind.to_ascii_lowercase().as_str()) && name.eq_ignore_ascii_case(about)
        })
    };
    let kept: Vec<&str> = terms(text).into_iter().filter(names).collect();
    assembled(&kept, end(text))
}

fn allowing(text: &str, needed: &str) -> String {
    let mut all = terms(text);
    all.extend(needed.split(' '));
    assembled(&all, end(text))
}

async fn dkim(subject: &Subject, dns: &Dns) -> Result<Finding, Silent> {
    let domain = subject.domain.as_str();
    let found = |verdict, reason: &str| Finding::new(Check::Dkim, domain, verdict, reason);
    let Some(dkim) = &subject.dkim else { return Ok(found(Verdict::Left, "unsigned")) };
    let name = format!("{}._domainkey.{domain}", dkim.selector);
    let Some(ours) = Public::of(dkim.key.expose()) else { return Ok(found(Verdict::Wrong, "no-key")) };
    let wrong = |reason: &str| {
        let mended = found(Verdict::Wrong, reason).mended_by(DnsRecord::new(&name, "TXT", ours.record()));
        mended.with("name", &name)
    };
    let records: Vec<String> = dns.txt(&name).await?.into_iter().filter(|text| dkim::is_record(text)).collect();
    let text = match records.as_slice() {
        [] => return Ok(wrong("none")),
        [text] => text,
        several => return Ok(wrong("several").with("count", several.len())),
    };
    Ok(match dkim::compare(text, &ours) {
        Published::Other => wrong("other"),
        Published::Revoked => wrong("revoked"),
        Published::Unreadable => wrong("unreadable"),
        Published::Same | Published::Testing if ours.bits().is_some_and(|bits| bits < WEAK) => {
            found(Verdict::Wrong, "weak").with("bits", ours.bits().unwrap_or(0))
        }
        Published::Testing => Finding { verdict: Verdict::Advice, ..wrong("testing") },
        Published::Same => match ours.bits() {
            None => found(Verdict::Advice, "ed25519").with("name", &name),
            Some(bits) if bits < SHORT => found(Verdict::Advice, "short").with("bits", bits),
            Some(_) => found(Verdict::Good, "same").with("name", &name),
        },
    })
}

async fn dmarc(subject: &Subject, dns: &Dns) -> Result<Finding, Silent> {
    let domain = subject.domain.as_str();
    let own = format!("_dmarc.{domain}");
    for place in dmarc::places(domain) {
        let name = format!("_dmarc.{place}");
        let records: Vec<String> = dns.txt(&name).await?.into_iter().filter(|text| dmarc::is_record(text)).collect();
        let found = |verdict, reason: &str| Finding::new(Check::Dmarc, domain, verdict, reason).with("name", &name);
        let text = match records.as_slice() {
            [] => continue,
            [text] => text,
            [first, ..] => {
                let one = DnsRecord::new(&name, "TXT", first.as_str());
                return Ok(found(Verdict::Wrong, "several").with("count", records.len()).mended_by(one));
            }
        };
        let Some(record) = dmarc::Record::parse(text) else {
            let value = format!("v=DMARC1; p=none; rua=mailto:{}", subject.sender);
            return Ok(found(Verdict::Wrong, "broken").mended_by(DnsRecord::new(&name, "TXT", value)));
        };
        let policy = record.policy(place != domain);
        let changed = |policy, reports| DnsRecord::new(&name, "TXT", dmarc::changed(text, policy, reports));
        return Ok(match (policy, record.reports) {
            (_, false) => found(Verdict::Advice, "unreported").mended_by(changed(None, Some(subject.sender.as_str()))),
            (Policy::None, true) => {
                found(Verdict::Advice, "watching").mended_by(changed(Some(Policy::Quarantine), None))
            }
            (policy, true) => found(Verdict::Good, "set").with("policy", policy.as_str()),
        });
    }
    let value = format!("v=DMARC1; p=none; rua=mailto:{}", subject.sender);
    Ok(Finding::new(Check::Dmarc, domain, Verdict::Wrong, "none")
        .with("name", &own)
        .mended_by(DnsRecord::new(&own, "TXT", value)))
}

async fn mx(dns: &Dns, domain: &str) -> Result<Finding, Silent> {
    let servers = dns.mx(domain).await?;
    let found = |verdict, reason: &str| Finding::new(Check::Mx, domain, verdict, reason);
    let record = DnsRecord::new(domain, "MX", format!("10 mail.{domain}"));
    if servers.is_empty() {
        // Mails go to the address of the domain itself then (RFC 5321, 5.1).
        return Ok(match dns.addresses(domain).await?.is_empty() {
            true => found(Verdict::Wrong, "none").mended_by(record),
            false => found(Verdict::Advice, "address").mended_by(record),
        });
    }
    if servers.iter().all(|server| server == ".") {
        return Ok(found(Verdict::Wrong, "refused").mended_by(record));
    }
    for server in &servers {
        if !dns.addresses(server).await?.is_empty() {
            return Ok(found(Verdict::Good, "there").with("server", server));
        }
    }
    Ok(found(Verdict::Wrong, "lost").with("server", servers.join(", ")).mended_by(record))
}
