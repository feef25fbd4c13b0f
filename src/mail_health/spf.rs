//! SPF (RFC 7208): who may send for a domain. The record is read whole, so that what it costs is known and not only what it says
//! of one address.

use super::dns::{Dns, Silent};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::Pin;

/// The most terms that may ask the DNS (RFC 7208, 4.6.4).
pub(super) const MOST: usize = 10;
/// After so many the walk ends: it is too much anyway, and the DNS is not ours to flood.
const ENOUGH: usize = 25;

/// What is said of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Mechanism {
    All,
    Include(String),
    /// With how many bits of an address count, of the two kinds.
    A(Option<String>, u8, u8),
    Mx(Option<String>, u8, u8),
    Ptr,
    Ip(IpAddr, u8),
    Exists(String),
}

/// A record as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    terms: Vec<(Says, Mechanism)>,
    redirect: Option<String>,
}

/// Whether a text is an SPF record, well written or not.
pub(super) fn is_record(text: &str) -> bool {
    let version = text.split(' ').next().unwrap_or_default();
    version.eq_ignore_ascii_case("v=spf1")
}

impl Record {
    /// Reads a record; the term that is none otherwise.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut record = Self { terms: Vec::new(), redirect: None };
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            let wrong = || term.to_owned();
            if let Some((name, value)) = modifier(term) {
                if name.eq_ignore_ascii_case("redirect") {
                    if record.redirect.is_some() || value.is_empty() {
                        return Err(wrong());
                    }
                    record.redirect = Some(value.to_owned());
                }
                continue;
            }
            let (says, rest) = match term.split_at_checked(1) {
                Some(("+", rest)) => (Says::Pass, rest),
                Some(("-", rest)) => (Says::Fail, rest),
                Some(("~", rest)) => (Says::SoftFail, rest),
                Some(("?", rest)) => (Says::Neutral, rest),
                _ => (Says::Pass, term),
            };
            record.terms.push((says, mechanism(rest).ok_or_else(wrong)?));
        }
        Ok(record)
    }

    /// What is said of everybody else, in the end.
    pub(super) fn rest(&self) -> Option<Says> {
        self.terms.iter().find(|(_, mechanism)| *mechanism == Mechanism::All).map(|(says, _)| *says)
    }
}

/// A term with an `=` before any `:` or `/` (RFC 7208, 4.6.1): an unknown one is left to others.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let named = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    (named && name.starts_with(|c: char| c.is_ascii_alphabetic())).then_some((name, value))
}

fn mechanism(term: &str) -> Option<Mechanism> {
    let end = term.find([':', '/']).unwrap_or(term.len());
    let (name, rest) = term.split_at_checked(end)?;
    let value = rest.strip_prefix(':');
    let host = || {
        // A network stands behind the name, which may hold a slash itself only in a macro.
        let text = value.unwrap_or(rest);
        let cut = if value.is_some() { text.find('/').unwrap_or(text.len()) } else { 0 };
        let (domain, bits) = text.split_at_checked(cut)?;
        let (four, six) = lengths(bits)?;
        let domain = value.is_some().then(|| domain.to_owned());
        (domain.as_deref() != Some("")).then_some((domain, four, six))
    };
    Some(match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(value.filter(|text| !text.is_empty())?.to_owned()),
        "exists" => Mechanism::Exists(value.filter(|text| !text.is_empty())?.to_owned()),
        "ptr" if rest.is_empty() || value.is_some_and(|text| !text.is_empty()) => Mechanism::Ptr,
        "a" => host().map(|(domain, four, six)| Mechanism::A(domain, four, six))?,
        "mx" => host().map(|(domain, four, six)| Mechanism::Mx(domain, four, six))?,
        kind @ ("ip4" | "ip6") => {
            let text = value?;
            let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
            let (ip, whole) = match kind {
                "ip4" => (IpAddr::V4(address.parse::<Ipv4Addr>().ok()?), 32),
                _ => (IpAddr::V6(address.parse::<Ipv6Addr>().ok()?), 128),
            };
            let bits = bits.map_or(Some(whole), |bits| bits.parse::<u8>().ok())?;
            (bits <= whole).then_some(Mechanism::Ip(ip, bits))?
        }
        _ => return None,
    })
}

/// `/24`, `//64`, `/24//64` or nothing.
fn lengths(text: &str) -> Option<(u8, u8)> {
    let (four, six) = text.split_once("//").map_or((text, None), |(four, six)| (four, Some(six)));
    let four = match four {
        "" => 32,
        four => four.strip_prefix('/')?.parse::<u8>().ok()?,
    };
    let six = six.map_or(Some(128), |six| six.parse::<u8>().ok())?;
    (four <= 32 && six <= 128).then_some((four, six))
}

/// Why a record does not say what its owner means, the domain first that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A record that is referred to does not exist.
    Missing(String),
    /// There are several of it.
    Several(String),
    /// A term of it is none.
    Broken(String, String),
    /// It refers to itself, straight or by others.
    Circle(String),
}

/// What the whole of a record says and costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Walk {
    /// Terms that ask the DNS.
    pub(super) lookups: usize,
    /// What the records at the top ask, each with what it costs.
    pub(super) costs: Vec<(String, usize)>,
    /// Every domain whose record counts.
    pub(super) included: Vec<String>,
    /// What is wrong, the first first.
    pub(super) troubles: Vec<Trouble>,
    /// What is said of each address, if anything is.
    pub(super) said: Vec<Option<Says>>,
}

/// Walks through the record of `domain`, which is the only one there.
pub(super) async fn walk(dns: &Dns, domain: &str, record: &Record, ips: &[IpAddr]) -> Result<Walk, Silent> {
    let mut walk = Walk::default();
    let mut path = vec![domain.to_ascii_lowercase()];
    walk.said = step(dns, &mut walk, &mut path, record, ips).await?;
    Ok(walk)
}

type Step<'s> = Pin<Box<dyn Future<Output = Result<Vec<Option<Says>>, Silent>> + Send + 's>>;

fn step<'s>(
    dns: &'s Dns,
    walk: &'s mut Walk,
    path: &'s mut Vec<String>,
    record: &'s Record,
    ips: &'s [IpAddr],
) -> Step<'s> {
    Box::pin(async move {
        let domain = path.last().cloned().unwrap_or_default();
        let mut said = vec![None; ips.len()];
        for (says, mechanism) in &record.terms {
            if walk.lookups > ENOUGH {
                break;
            }
            let before = walk.lookups;
            let matches = matches(dns, walk, path, &domain, mechanism, ips).await?;
            if let (1, Mechanism::Include(target)) = (path.len(), mechanism) {
                walk.costs.push((target.clone(), walk.lookups.saturating_sub(before)));
            }
            for (said, hit) in said.iter_mut().zip(matches) {
                if said.is_none() && hit {
                    *said = Some(*says);
                }
            }
        }
        let Some(target) = record.redirect.as_ref().filter(|_| record.rest().is_none()) else { return Ok(said) };
        walk.lookups = walk.lookups.saturating_add(1);
        let target = expand(target, &domain, path, ips.first().copied());
        let rest = follow(dns, walk, path, &target, ips).await?;
        Ok(said.into_iter().zip(rest).map(|(said, rest)| said.or(rest)).collect())
    })
}

/// What the record of another domain says.
async fn follow(
    dns: &Dns,
    walk: &mut Walk,
    path: &mut Vec<String>,
    target: &str,
    ips: &[IpAddr],
) -> Result<Vec<Option<Says>>, Silent> {
    let (target, nothing) = (target.to_ascii_lowercase(), vec![None; ips.len()]);
    if path.contains(&target) {
        walk.troubles.push(Trouble::Circle(target));
        return Ok(nothing);
    }
    let mut records: Vec<String> = dns.txt(&target).await?.into_iter().filter(|text| is_record(text)).collect();
    let Some(text) = records.pop() else {
        walk.troubles.push(Trouble::Missing(target));
        return Ok(nothing);
    };
    if !records.is_empty() {
        walk.troubles.push(Trouble::Several(target));
        return Ok(nothing);
    }
    match Record::parse(&text) {
        Ok(record) => {
            walk.included.push(target.clone());
            path.push(target);
            let said = step(dns, walk, path, &record, ips).await;
            path.pop();
            said
        }
        Err(term) => {
            walk.troubles.push(Trouble::Broken(target, term));
            Ok(nothing)
        }
    }
}

async fn matches(
    dns: &Dns,
    walk: &mut Walk,
    path: &mut Vec<String>,
    domain: &str,
    mechanism: &Mechanism,
    ips: &[IpAddr],
) -> Result<Vec<bool>, Silent> {
    let asks = !matches!(mechanism, Mechanism::All | Mechanism::Ip(..));
    walk.lookups = walk.lookups.saturating_add(usize::from(asks));
    let first = ips.first().copied();
    let within = |found: &[(IpAddr, u8, u8)]| {
        let one = |ip: &IpAddr| found.iter().any(|(of, four, six)| covers(*of, *four, *six, *ip));
        ips.iter().map(one).collect::<Vec<_>>()
    };
    Ok(match mechanism {
        Mechanism::All => vec![true; ips.len()],
        Mechanism::Ip(ip, bits) => within(&[(*ip, *bits, *bits)]),
        Mechanism::Include(target) => {
            let target = expand(target, domain, path, first);
            let said = follow(dns, walk, path, &target, ips).await?;
            said.into_iter().map(|said| said == Some(Says::Pass)).collect()
        }
        Mechanism::A(target, four, six) => {
            let target = expand(target.as_deref().unwrap_or(domain), domain, path, first);
            let found = dns.addresses(&target).await?;
            within(&found.into_iter().map(|ip| (ip, *four, *six)).collect::<Vec<_>>())
        }
        Mechanism::Mx(target, four, six) => {
            let target = expand(target.as_deref().unwrap_or(domain), domain, path, first);
            let mut found = Vec::new();
            for server in dns.mx(&target).await?.iter().take(MOST) {
                found.extend(dns.addresses(server).await?.into_iter().map(|ip| (ip, *four, *six)));
            }
            within(&found)
        }
        Mechanism::Exists(target) => {
            let mut hits = Vec::new();
            for ip in ips {
                let found = dns.addresses(&expand(target, domain, path, Some(*ip))).await?;
                hits.push(found.iter().any(IpAddr::is_ipv4));
            }
            hits
        }
        // Not to be used (5.5): it costs, and says nothing that we rely on.
        Mechanism::Ptr => vec![false; ips.len()],
    })
}

/// Whether the first bits of both are the same; of another kind, never.
fn covers(network: IpAddr, four: u8, six: u8, ip: IpAddr) -> bool {
    match (network, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(four.into())).unwrap_or(0);
            network.to_bits() & mask == ip.to_bits() & mask
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(six.into())).unwrap_or(0);
            network.to_bits() & mask == ip.to_bits() & mask
        }
        _ => false,
    }
}

/// Fills the macros of a name in (RFC 7208, 7): the sender is the postmaster of the domain that is looked at.
fn expand(spec: &str, domain: &str, path: &[String], ip: Option<IpAddr>) -> String {
    if !spec.contains('%') {
        return spec.trim_end_matches('.').to_owned();
    }
    let sender = path.first().map_or(domain, String::as_str);
    let (mut out, mut rest) = (String::new(), spec);
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        rest = match after.split_at_checked(1) {
            Some(("%", tail)) => {
                out.push('%');
                tail
            }
            Some(("_", tail)) => {
                out.push(' ');
                tail
            }
            Some(("-", tail)) => {
                out.push_str("%20");
                tail
            }
            Some(("{", tail)) => match tail.split_once('}') {
                Some((inner, tail)) => {
                    out.push_str(&value(inner, sender, domain, ip));
                    tail
                }
                None => tail,
            },
            _ => after,
        };
    }
    out.push_str(rest);
    out
}

/// One macro: a letter, how many parts from the right, `r` to turn them round, and what parts them.
fn value(inner: &str, sender: &str, domain: &str, ip: Option<IpAddr>) -> String {
    let mut letters = inner.chars();
    let text = match letters.next().map(|letter| letter.to_ascii_lowercase()) {
        Some('s') => format!("postmaster@{sender}"),
        Some('l') => "postmaster".to_owned(),
        Some('o' | 'h') => sender.to_owned(),
        Some('d') => domain.to_owned(),
        Some('i') => ip.map(nibbles).unwrap_or_default(),
        Some('v') => if ip.is_some_and(|ip| ip.is_ipv6()) { "ip6" } else { "in-addr" }.to_owned(),
        Some('p') => "unknown".to_owned(),
        _ => String::new(),
    };
    let options = letters.as_str();
    let digits: String = options.chars().take_while(char::is_ascii_digit).collect();
    let after = options.trim_start_matches(|c: char| c.is_ascii_digit());
    let turned = after.starts_with(['r', 'R']);
    let marks: Vec<char> = after.trim_start_matches(['r', 'R']).chars().collect();
    let marks = if marks.is_empty() { vec!['.'] } else { marks };
    let mut parts: Vec<&str> = text.split(|c| marks.contains(&c)).collect();
    if turned {
        parts.reverse();
    }
    let keep = digits.parse().unwrap_or(parts.len());
    parts.drain(..parts.len().saturating_sub(keep));
    parts.join(".")
}

fn nibbles(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("{:032x}", ip.to_bits()).chars().map(String::from).collect::<Vec<_>>().join("."),
    }
}

#[cfg(test)]
#[path = "spf_tests.rs"]
mod tests;
