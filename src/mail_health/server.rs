//! The mail server: the addresses that mails come from as far as this portal can see, their names, and the connection.

use super::dns::{Dns, Silent, reverse};
use super::tls::{self, Line};
use super::{Check, DnsRecord, Finding, Subject, Verdict};
use std::net::{IpAddr, SocketAddr};

/// The most addresses that are looked at.
const MOST: usize = 4;

/// The addresses of the mail server. If it is on this machine, others see the addresses of the portal's name.
pub(super) async fn addresses(subject: &Subject, dns: &Dns) -> Result<Vec<IpAddr>, Silent> {
    let Some(server) = &subject.server else { return Ok(Vec::new()) };
    let mut found = of_name(dns, &server.host).await?;
    if found.iter().all(IpAddr::is_loopback)
        && let Some(host) = &subject.host
    {
        let seen: Vec<IpAddr> = dns.addresses(host).await?.into_iter().filter(|ip| !ip.is_loopback()).collect();
        if !seen.is_empty() {
            found = seen;
        }
    }
    found.truncate(MOST);
    Ok(found)
}

async fn of_name(dns: &Dns, host: &str) -> Result<Vec<IpAddr>, Silent> {
    if let Ok(ip) = host.parse() {
        return Ok(vec![ip]);
    }
    if host == "localhost" {
        return Ok(vec![IpAddr::from([127, 0, 0, 1])]);
    }
    let found = dns.addresses(host).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    // A name that only this machine or its network knows.
    let known = tokio::net::lookup_host((host, 0)).await;
    Ok(known.into_iter().flatten().map(|address| address.ip()).collect())
}

/// Whether an address is of a private network: what goes on from there cannot be seen from here.
pub(super) fn is_inside(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private() || ip.is_link_local() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// The term of an SPF record that allows an address.
pub(super) fn term(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => format!("ip4:{ip}"),
        IpAddr::V6(ip) => format!("ip6:{ip}"),
    }
}

/// Whether each address has a name that leads back to it: many receivers refuse mails from one that has none.
pub(super) async fn names(subject: &Subject, dns: &Dns) -> Result<Vec<Finding>, Silent> {
    let Some(server) = &subject.server else { return Ok(Vec::new()) };
    let found = addresses(subject, dns).await?;
    if found.is_empty() {
        return Ok(vec![Finding::new(Check::Ptr, &server.host, Verdict::Wrong, "no-address")]);
    }
    let mut all = Vec::new();
    for ip in found {
        let about = ip.to_string();
        if is_inside(ip) {
            all.push(Finding::new(Check::Ptr, &about, Verdict::Left, "inside"));
            continue;
        }
        all.push(name(subject, dns, ip, &server.host).await?);
    }
    Ok(all)
}

async fn name(subject: &Subject, dns: &Dns, ip: IpAddr, server: &str) -> Result<Finding, Silent> {
    let about = ip.to_string();
    let names = dns.names(ip).await?;
    let Some(first) = names.first() else {
        let is_name = |host: &&str| host.contains('.') && host.parse::<IpAddr>().is_err();
        let wanted = [Some(server), subject.host.as_deref()].into_iter().flatten().find(is_name);
        let wanted = wanted.map_or_else(|| format!("mail.{}", subject.domain), str::to_owned);
        let record = DnsRecord::new(&reverse(ip), "PTR", wanted);
        return Ok(Finding::new(Check::Ptr, &about, Verdict::Wrong, "none").mended_by(record));
    };
    for name in &names {
        if dns.addresses(name).await?.contains(&ip) {
            return Ok(Finding::new(Check::Ptr, &about, Verdict::Good, "confirmed").with("name", name));
        }
    }
    let kind = if ip.is_ipv4() { "A" } else { "AAAA" };
    let record = DnsRecord::new(first, kind, about.clone());
    Ok(Finding::new(Check::Ptr, &about, Verdict::Wrong, "one-way").with("name", first).mended_by(record))
}

/// The connection.
pub(super) async fn tls(subject: &Subject, dns: &Dns) -> Finding {
    let found = |verdict, reason: &str| {
        let (host, port) = subject.server.as_ref().map_or(("", 0), |server| (server.host.as_str(), server.port));
        Finding::new(Check::Tls, host, verdict, reason).with("port", port)
    };
    let Some(server) = &subject.server else { return found(Verdict::Left, "plain") };
    let addresses = match of_name(dns, &server.host).await {
        Ok(addresses) => addresses,
        Err(Silent) => return found(Verdict::Silent, "silent"),
    };
    let addresses: Vec<SocketAddr> =
        addresses.into_iter().take(MOST).map(|ip| SocketAddr::new(ip, server.port)).collect();
    match tls::look(&server.host, server.tls, &addresses).await {
        Line::Protected(version) => found(Verdict::Good, "protected").with("version", version),
        Line::Plain => found(Verdict::Left, "plain"),
        Line::Unreachable => found(Verdict::Wrong, "unreachable"),
        Line::Strange => found(Verdict::Wrong, "strange"),
        Line::NotOffered => found(Verdict::Wrong, "not-offered"),
        Line::Untrusted => found(Verdict::Wrong, "untrusted"),
        Line::TooOld => found(Verdict::Wrong, "too-old"),
    }
}
