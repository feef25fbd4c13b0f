//! Which addresses may be called. A name is judged by every address it leads to, at the moment of the connection, so
//! that a name that leads elsewhere a second later (DNS rebinding) gains nothing.

use crate::config::Network;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A place that may be called although it is not on the public internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A host by its name, in small letters.
    Host(String),
    /// An address or a network.
    Network(Network),
}

/// The text is neither an address, a network nor the name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a host, an IP address or a network")]
pub struct AllowedError;

impl FromStr for Allowed {
    type Err = AllowedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.' || letter == '_';
        let is_name = !text.is_empty() && text.chars().all(plain) && text.chars().any(|l| l.is_ascii_alphabetic());
        if is_name { Ok(Self::Host(text.to_ascii_lowercase())) } else { Err(AllowedError) }
    }
}

/// Which addresses may be called.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    allowed: Vec<Allowed>,
    only: Vec<Allowed>,
}

/// Why an address may not be called. Names no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The URL is not `https`, and the host is not among those allowed without.
    Plain,
    /// The URL is no web address, or holds a user or a password.
    NoAddress,
    /// It leads into this machine or a private network, and the settings do not allow it.
    Inside,
    /// The settings name the only places that may be called, and it is none of them.
    Unnamed,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Plain => "is not https, and the host is not in `outgoing.allow`",
            Refusal::NoAddress => "is not a web address",
            Refusal::Inside => "leads into this machine or a private network, and is not in `outgoing.allow`",
            Refusal::Unnamed => "is not in `outgoing.only`",
        })
    }
}

impl std::error::Error for Refusal {}

impl Reach {
    /// `allowed`: inner places that may be called, also without TLS. `only`: if not empty, the only places that may be
    /// called at all, beside the allowed ones.
    pub fn new(allowed: Vec<Allowed>, only: Vec<Allowed>) -> Self {
        Self { allowed, only }
    }

    /// Judges a URL before anything is looked up.
    pub fn judge_url(&self, url: &url::Url) -> Result<(), Refusal> {
        let host = url.host().ok_or(Refusal::NoAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::NoAddress);
        }
        let (name, ip) = match host {
            url::Host::Domain(name) => (name.to_ascii_lowercase(), None),
            url::Host::Ipv4(ip) => (ip.to_string(), Some(IpAddr::V4(ip))),
            url::Host::Ipv6(ip) => (ip.to_string(), Some(IpAddr::V6(ip))),
        };
        match url.scheme() {
            "https" => {}
            "http" if names(&self.allowed, &name, ip) => {}
            "http" => return Err(Refusal::Plain),
            _ => return Err(Refusal::NoAddress),
        }
        match ip {
            Some(ip) => self.judge(&name, ip),
            None => Ok(()),
        }
    }

    /// Judges an address that a host's name leads to.
    pub fn judge(&self, name: &str, ip: IpAddr) -> Result<(), Refusal> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if names(&self.allowed, &name, Some(ip)) {
            Ok(())
        } else if !self.only.is_empty() && !names(&self.only, &name, Some(ip)) {
            Err(Refusal::Unnamed)
        } else if is_public(ip) {
            Ok(())
        } else {
            Err(Refusal::Inside)
        }
    }
}

fn names(places: &[Allowed], name: &str, ip: Option<IpAddr>) -> bool {
    places.iter().any(|place| match place {
        Allowed::Host(host) => host == name,
        Allowed::Network(network) => ip.is_some_and(|ip| network.contains(ip)),
    })
}

/// Whether an address is one of the public internet: none of the special ones of RFC 6890, nor an IPv6 form that
/// hides such an IPv4 one (mapped, NAT64 RFC 6052, 6to4 RFC 3056, Teredo RFC 4380).
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmark = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || protocols
        || relay
        || benchmark)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let inner = |high: u16, low: u16| Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low));
    if a == 0x64 && b == 0xff9b {
        return [c, d, e, f] == [0; 4] && is_public_v4(inner(g, h));
    }
    if a == 0x2002 {
        return is_public_v4(inner(b, c));
    }
    // Global unicast is 2000::/3; in it, documentation and the block of protocols (Teredo among them) are not.
    let global = (a & 0xe000) == 0x2000;
    let documentation = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    let protocols = a == 0x2001 && b < 0x200;
    global && !documentation && !protocols
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(allowed: &[&str], only: &[&str]) -> Reach {
        let read = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        Reach::new(read(allowed), read(only))
    }

    fn url(reach: &Reach, text: &str) -> Result<(), Refusal> {
        reach.judge_url(&text.parse().unwrap())
    }

    #[test]
    fn every_way_to_write_an_inner_address_is_refused() {
        let closed = reach(&[], &[]);
        for inside in [
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
            assert_eq!(closed.judge("inside.example", inside.parse().unwrap()), Err(Refusal::Inside), "{inside}");
        }
        for public in ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "64:ff9b::808:808"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for odd in ["https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://[::ffff:7f00:1]/"] {
            assert_eq!(url(&closed, odd), Err(Refusal::Inside), "{odd}");
        }
    }

    #[test]
    fn only_https_without_a_password_leaves_the_house() {
        let closed = reach(&[], &[]);
        assert_eq!(url(&closed, "https://crm.example/api"), Ok(()));
        assert_eq!(url(&closed, "http://crm.example/api"), Err(Refusal::Plain));
        for wrong in ["ftp://crm.example/", "file:///etc/passwd", "https://user:pass@crm.example/", "data:,x"] {
            assert_eq!(url(&closed, wrong), Err(Refusal::NoAddress), "{wrong}");
        }
    }

    #[test]
    fn what_the_settings_allow_may_be_called_and_nothing_beside_it() {
        let open = reach(&["127.0.0.1", "10.2.0.0/16", "crm.internal"], &[]);
        assert_eq!(url(&open, "http://127.0.0.1:9000/"), Ok(()));
        assert_eq!(url(&open, "http://127.0.0.2:9000/"), Err(Refusal::Plain));
        assert_eq!(open.judge("any.example", "10.2.3.4".parse().unwrap()), Ok(()));
        assert_eq!(open.judge("any.example", "10.3.3.4".parse().unwrap()), Err(Refusal::Inside));
        assert_eq!(open.judge("CRM.internal.", "192.168.7.7".parse().unwrap()), Ok(()));
        assert_eq!(open.judge("evil-crm.internal", "192.168.7.7".parse().unwrap()), Err(Refusal::Inside));
        let named = reach(&["127.0.0.1"], &["api.example"]);
        assert_eq!(named.judge("api.example", "8.8.8.8".parse().unwrap()), Ok(()));
        assert_eq!(named.judge("api.example", "10.0.0.1".parse().unwrap()), Err(Refusal::Inside));
        assert_eq!(named.judge("other.example", "8.8.8.8".parse().unwrap()), Err(Refusal::Unnamed));
        assert_eq!("no host!".parse::<Allowed>(), Err(AllowedError));
    }
}
