//! The values that settings hold.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use url::{Host, Url};
use zeroize::Zeroizing;

/// A text that is never printed or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Shows the text to who must use it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Where the portal's own database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, opened or made.
    Sqlite(PathBuf),
    /// A PostgreSQL server, with its password in the URL.
    Postgres(Secret),
}

/// The way mails leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTransport {
    /// Through a mail server.
    Smtp(Smtp),
    /// Each mail becomes a file in this folder.
    Folder(PathBuf),
    /// Kept in memory; for the demo and tests.
    Memory,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smtp {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// The account, if the server asks for one.
    pub credentials: Option<(String, Secret)>,
}

/// The key that signs mails (DKIM, RFC 6376).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dkim {
    /// The name of the key in the DNS: `<selector>._domainkey.<domain of the sender>`.
    pub selector: String,
    /// The private key: RSA in PEM (PKCS#1), or Ed25519 as 32 bytes in base64.
    pub key: Secret,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte.
    Required,
    /// TLS after STARTTLS, refused if the server does not offer it.
    StartTls,
    /// No protection: this machine only.
    None,
}

/// An IP address, or a network in CIDR form such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

/// The text is not an address or a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an IP address or network")]
pub struct NetworkError;

impl Network {
    /// Whether `ip` is in the network. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let bits = |ip: IpAddr| match ip.to_canonical() {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, true),
            IpAddr::V6(v6) => (v6.to_bits(), false),
        };
        let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
        let ((ours, our_family), (theirs, their_family)) = (bits(self.address), bits(ip));
        our_family == their_family && ours & mask == theirs & mask
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().map_err(|_| NetworkError)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(whole);
        if prefix > whole { Err(NetworkError) } else { Ok(Self { address, prefix }) }
    }
}

/// The origin of a site, `https://www.example.com`, as a browser names it in the header Origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(String);

/// The text is not the origin of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebOriginError {
    /// It is no web address, or more than a host and a port.
    #[error("not an origin: a scheme, a host and at most a port")]
    Form,
    /// It is not https, and not on this machine.
    #[error("not https")]
    Insecure,
}

impl WebOrigin {
    /// As a browser writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebOrigin {
    type Err = WebOriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| WebOriginError::Form)?;
        let on_this_machine = match url.host().ok_or(WebOriginError::Form)? {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        match url.scheme() {
            "https" | "http" if !bare => Err(WebOriginError::Form),
            "https" => Ok(Self(url.origin().ascii_serialization())),
            "http" if on_this_machine => Ok(Self(url.origin().ascii_serialization())),
            "http" => Err(WebOriginError::Insecure),
            _ => Err(WebOriginError::Form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_its_own_addresses_and_no_other() {
        let private = network("10.0.0.0/8");
        assert!(private.contains("10.200.3.4".parse().unwrap()));
        assert!(private.contains("::ffff:10.0.0.1".parse().unwrap()));
        assert!(!private.contains("11.0.0.1".parse().unwrap()));
        assert!(!private.contains("a00::1".parse().unwrap()));
        assert!(network("192.0.2.7").contains("192.0.2.7".parse().unwrap()));
        assert!(!network("192.0.2.7").contains("192.0.2.8".parse().unwrap()));
        assert!(network("0.0.0.0/0").contains("8.8.8.8".parse().unwrap()));
        assert!(!network("0.0.0.0/0").contains("2001:db8::1".parse().unwrap()));
        assert!(network("2001:db8::/32").contains("2001:db8:1::1".parse().unwrap()));
    }

    #[test]
    fn what_is_not_a_network_is_refused() {
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "proxy.example", "::1/129", "10.0.0.0/x"] {
            assert_eq!(wrong.parse::<Network>(), Err(NetworkError), "{wrong}");
        }
    }

    #[test]
    fn a_site_is_named_as_a_browser_names_it() {
        let site = |text: &str| text.parse::<WebOrigin>().map(|origin| origin.as_str().to_owned());
        assert_eq!(site("https://Www.Example.com/").unwrap(), "https://www.example.com");
        assert_eq!(site("https://example.com:8443").unwrap(), "https://example.com:8443");
        assert_eq!(site("http://127.0.0.1:9000").unwrap(), "http://127.0.0.1:9000");
        assert_eq!(site("http://www.example.com"), Err(WebOriginError::Insecure));
        for wrong in ["www.example.com", "https://example.com/shop", "https://a@example.com", "*", "null", "file:///x"]
        {
            assert_eq!(site(wrong), Err(WebOriginError::Form), "{wrong}");
        }
    }

    #[test]
    fn a_secret_never_prints_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "[secret]");
    }
}
