//! What the DNS says, by the resolver of the system or of the settings. An answer that there is nothing is an answer; none in
//! time, or a server that fails, is [`Silent`].

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How long a server may take for one answer, and how often it is asked again.
const ANSWER: Duration = Duration::from_millis(1_500);
const AGAIN: usize = 1;
/// The most records of an answer that are looked at.
const MOST: usize = 50;

/// Nobody answered in time, or the server said that it cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silent;

/// Whom to ask.
pub(super) struct Dns(Way);

enum Way {
    Asked(Box<TokioResolver>),
    /// What a test wrote down.
    #[cfg(test)]
    Written(std::collections::BTreeMap<(String, &'static str), Option<Vec<String>>>),
}

impl Dns {
    /// Asks this server, or those of the system. What it hears is remembered as long as this value lives, so a new one hears what
    /// changed meanwhile.
    pub(super) fn new(server: Option<SocketAddr>) -> Result<Self, Silent> {
        let built = match server {
            Some(server) => {
                let connection = |mut way: ConnectionConfig| {
                    way.port = server.port();
                    way
                };
                let ways = vec![connection(ConnectionConfig::udp()), connection(ConnectionConfig::tcp())];
                let named = NameServerConfig::new(server.ip(), true, ways);
                let config = ResolverConfig::from_name_servers(vec![named]);
                let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
                patient(builder.options_mut());
                builder.build()
            }
            None => TokioResolver::builder_tokio().and_then(|mut builder| {
                patient(builder.options_mut());
                builder.build()
            }),
        };
        Ok(Self(Way::Asked(Box::new(built.map_err(|_| Silent)?))))
    }

    /// The texts of a name, the parts of each put together (RFC 7208, 3.3).
    pub(super) async fn txt(&self, name: &str) -> Result<Vec<String>, Silent> {
        let text = |data: &RData| match data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        };
        self.ask(name, RecordType::TXT, text).await
    }

    /// The addresses of a name, of both kinds.
    pub(super) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Silent> {
        let four = |data: &RData| match data {
            RData::A(a) => Some(a.0.to_string()),
            _ => None,
        };
        let six = |data: &RData| match data {
            RData::AAAA(a) => Some(a.0.to_string()),
            _ => None,
        };
        let (a, aaaa) = tokio::join!(self.ask(name, RecordType::A, four), self.ask(name, RecordType::AAAA, six));
        // One of the two is enough to go on with.
        let found = match (a, aaaa) {
            (Err(_), Err(_)) => return Err(Silent),
            (Err(_), Ok(none)) | (Ok(none), Err(_)) if none.is_empty() => return Err(Silent),
            (a, aaaa) => a.into_iter().chain(aaaa).flatten(),
        };
        Ok(found.filter_map(|text| text.parse().ok()).collect())
    }

    /// The mail servers of a domain with their preferences, the first ones first; a lone `.` says that it takes no mail (RFC 7505).
    pub(super) async fn mx(&self, name: &str) -> Result<Vec<String>, Silent> {
        let server = |data: &RData| match data {
            RData::MX(mx) => Some(format!("{:05} {}", mx.preference, bare(&mx.exchange))),
            _ => None,
        };
        let found: BTreeSet<String> = self.ask(name, RecordType::MX, server).await?.into_iter().collect();
        Ok(found.iter().filter_map(|line| line.split_once(' ')).map(|(_, server)| server.to_owned()).collect())
    }

    /// The names of an address.
    pub(super) async fn names(&self, ip: IpAddr) -> Result<Vec<String>, Silent> {
        let name = |data: &RData| match data {
            RData::PTR(ptr) => Some(bare(&ptr.0)),
            _ => None,
        };
        self.ask(&reverse(ip), RecordType::PTR, name).await
    }

    async fn ask(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<String>,
    ) -> Result<Vec<String>, Silent> {
        match &self.0 {
            Way::Asked(resolver) => {
                // Whole, with its last dot: else the system's own domains are tried behind it.
                let Ok(name) = Name::from_ascii(format!("{}.", name.trim_end_matches('.'))) else {
                    return Ok(Vec::new());
                };
                match resolver.lookup(name, kind).await {
                    Ok(found) => Ok(found.answers().iter().filter_map(|one| read(&one.data)).take(MOST).collect()),
                    Err(error) if error.is_no_records_found() => Ok(Vec::new()),
                    Err(_) => Err(Silent),
                }
            }
            #[cfg(test)]
            Way::Written(zone) => {
                let kind =
                    ["TXT", "A", "AAAA", "MX", "PTR"].into_iter().find(|word| kind.to_string() == *word).unwrap();
                let written = zone.get(&(name.trim_end_matches('.').to_ascii_lowercase(), kind));
                written.cloned().unwrap_or(Some(Vec::new())).ok_or(Silent)
            }
        }
    }

    /// A DNS that says what a test wrote: name, kind, value; the value `?` is silence.
    #[cfg(test)]
    pub(super) fn written(lines: &[(&str, &'static str, &str)]) -> Self {
        let mut zone = std::collections::BTreeMap::new();
        for (name, kind, value) in lines {
            let entry = zone.entry(((*name).to_owned(), *kind)).or_insert_with(|| Some(Vec::new()));
            match *value {
                "?" => *entry = None,
                value => entry.as_mut().unwrap().push(value.to_owned()),
            }
        }
        Self(Way::Written(zone))
    }
}

fn patient(options: &mut ResolverOpts) {
    options.timeout = ANSWER;
    options.attempts = AGAIN;
    // What others see of the sender is in the DNS, not in a file of this machine.
    options.use_hosts_file = ResolveHosts::Never;
}

/// A name in small letters without its last dot; `.` for the root.
fn bare(name: &Name) -> String {
    let text = name.to_ascii().to_ascii_lowercase();
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        text => text.to_owned(),
    }
}

/// The name under which an address has its name (RFC 1035, 3.5; RFC 3596, 2.5).
pub(super) fn reverse(ip: IpAddr) -> String {
    Name::from(ip).to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_turned_round() {
        assert_eq!(reverse("192.0.2.25".parse().unwrap()), "25.2.0.192.in-addr.arpa");
        let six = reverse("2001:db8::25".parse().unwrap());
        assert!(six.starts_with("5.2.0.0.0.0.") && six.ends_with("8.b.d.0.1.0.0.2.ip6.arpa"), "{six}");
    }
}
