//! Mail health (A9): whether mails of the portal arrive. What the DNS says of the sender and of the mail server, whether the way
//! there is protected, what waits in the queue, and what mail domains take.
//!
//! - [`Subject`]: what is looked at, out of the settings;
//! - [`look`]: every check at once, within [`PATIENCE`]: [`spf`], [`dkim`], [`dmarc`], the servers that take answers, the names of
//!   addresses, and [`tls`]; what did not answer in time says so;
//! - [`Finding`]: what one check found, the line for the DNS that mends it, its words in `locales/*/mail-health.ftl`;
//! - [`store`]: the last look, which every process shows; [`queue`]: what waits, and what mail domains take;
//! - [`pages`], and `habeas doctor mail`: the same, to read and to mend.
//!
//! Nothing here is about a person: no address but the sender's own, no domain behind which only a few people stand.

mod checks;
mod dkim;
mod dmarc;
mod dns;
pub mod pages;
mod queue;
mod relay;
mod server;
mod spf;
mod store;
mod tags;
mod tls;

pub use queue::{Lane, Queue, queue};

use crate::config::{Dkim, Mail, MailTransport, Portal, Tls};
use crate::lang::Lang;
use crate::people::Address;
use crate::words::{self, Args};
use dns::Dns;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long everything together may take.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Who may send for the domain (RFC 7208).
    Spf,
    /// The key of the signature (RFC 6376).
    Dkim,
    /// What becomes of mails that neither proves (RFC 7489).
    Dmarc,
    /// Where answers and returned mails arrive (RFC 5321, 5.1).
    Mx,
    /// The name of the address that mails come from (RFC 1912, 2.1).
    Ptr,
    /// The connection to the mail server (RFC 3207, RFC 8314).
    Tls,
}

impl Check {
    /// Every check, in the order of the page.
    pub const ALL: [Check; 6] = [Check::Spf, Check::Dkim, Check::Dmarc, Check::Mx, Check::Ptr, Check::Tls];

    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Check::Spf => "spf",
            Check::Dkim => "dkim",
            Check::Dmarc => "dmarc",
            Check::Mx => "mx",
            Check::Ptr => "ptr",
            Check::Tls => "tls",
        }
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All well.
    Good,
    /// It works, and could be better.
    Advice,
    /// Something to mend.
    Wrong,
    /// Nobody answered in time.
    Silent,
    /// Not looked at, because there is nothing that could be.
    Left,
}

impl Verdict {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::Advice => "advice",
            Verdict::Wrong => "wrong",
            Verdict::Silent => "silent",
            Verdict::Left => "left",
        }
    }
}

/// A record to put into the DNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsRecord {
    /// Its name.
    pub name: String,
    /// `TXT`, `MX`, `A`, `AAAA` or `PTR`.
    pub kind: String,
    /// Its value, without quotes.
    pub value: String,
}

/// The most characters of one text of a TXT record (RFC 1035, 3.3.14).
const TEXT: usize = 255;

impl DnsRecord {
    fn new(name: &str, kind: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), kind: kind.to_owned(), value: value.into() }
    }

    /// The line as a zone file takes it: name, type, value.
    pub fn line(&self) -> String {
        let value = match self.kind.as_str() {
            "TXT" => {
                let letters: Vec<char> = self.value.chars().collect();
                let quoted = |part: &[char]| format!("\"{}\"", part.iter().collect::<String>().replace('"', "\\\""));
                letters.chunks(TEXT).map(quoted).collect::<Vec<_>>().join(" ")
            }
            "MX" | "PTR" => format!("{}.", self.value.trim_end_matches('.')),
            _ => self.value.clone(),
        };
        format!("{}. {} {value}", self.name, self.kind)
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which check.
    pub check: Check,
    /// The domain, address or server that it is about.
    pub about: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Why: the end of a message key.
    pub reason: String,
    /// The values in its words.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// The record that mends it.
    pub record: Option<DnsRecord>,
}

impl Finding {
    fn new(check: Check, about: &str, verdict: Verdict, reason: &str) -> Self {
        let (with, about) = (BTreeMap::new(), about.to_owned());
        Self { check, about, verdict, reason: reason.to_owned(), with, record: None }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.with.insert(name.to_owned(), value.to_string());
        self
    }

    fn mended_by(self, record: DnsRecord) -> Self {
        Self { record: Some(record), ..self }
    }

    /// What stands there and why it matters, in one or two sentences.
    pub fn words(&self, lang: Lang) -> String {
        let key = format!("mail-health-{}-{}", self.check.as_str(), self.reason);
        let mut args: Args<'_> = Args::new();
        let about = ("about".to_owned(), self.about.clone());
        for (name, value) in self.with.clone().into_iter().chain([about]) {
            args.insert(Cow::Owned(name), value.into());
        }
        words::message(lang, &key, &args).unwrap_or(key)
    }
}

/// What is looked at, out of the settings.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The sender's address and its domain.
    sender: String,
    domain: String,
    /// The domains that answers and returned mails go to, the sender's among them.
    returns: Vec<String>,
    /// The domains that servers are told mails come from (RFC 5321, reverse-path).
    origins: Vec<String>,
    dkim: Option<Dkim>,
    server: Option<Server>,
    /// The name of the portal, if it has one.
    host: Option<String>,
    resolver: Option<SocketAddr>,
}

/// The mail server.
#[derive(Clone, Debug)]
struct Server {
    host: String,
    port: u16,
    tls: Tls,
}

impl Subject {
    /// Of these settings; nothing where the sender is no address.
    pub fn of(mail: &Mail, portal: &Portal) -> Option<Self> {
        let sender = address_in(&mail.from)?;
        let domain = sender.domain().to_owned();
        let bounces = mail.bounce_address.as_deref().and_then(address_in).map(|address| address.domain().to_owned());
        let answers = mail.reply_to.as_deref().and_then(address_in).map(|address| address.domain().to_owned());
        let several = |more: Vec<Option<String>>| {
            let mut all = vec![domain.clone()];
            for one in more.into_iter().flatten() {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
            all
        };
        let server = match &mail.transport {
            MailTransport::Smtp(smtp) => {
                Some(Server { host: smtp.host.to_ascii_lowercase(), port: smtp.port, tls: smtp.tls })
            }
            MailTransport::Folder(_) | MailTransport::Memory => None,
        };
        let host = url::Url::parse(&portal.base_url).ok().and_then(|url| match url.host() {
            Some(url::Host::Domain(name)) if name.contains('.') => Some(name.to_owned()),
            _ => None,
        });
        Some(Self {
            sender: sender.as_str().to_owned(),
            returns: several(vec![bounces.clone(), answers]),
            origins: several(vec![bounces]),
            domain,
            dkim: mail.dkim.clone(),
            server,
            host,
            resolver: mail.resolver,
        })
    }
}

/// The address in `Name <address>`, or an address alone.
fn address_in(mailbox: &str) -> Option<Address> {
    let address = mailbox.rsplit_once('<').map_or(mailbox, |(_, rest)| rest.trim_end().trim_end_matches('>'));
    Address::parse(address).ok()
}

/// What a look found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By check, in the order of the page.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings stand so.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }
}

/// Looks at everything at once. What did not answer within `patience` is said to be silent.
pub async fn look(subject: &Subject, patience: Duration) -> Report {
    let deadline = tokio::time::Instant::now() + patience;
    let subject = Arc::new(subject.clone());
    let dns = Dns::new(subject.resolver).ok().map(Arc::new);
    let mut looking = JoinSet::new();
    for (check, about) in checks::all(&subject) {
        let (subject, dns) = (Arc::clone(&subject), dns.clone());
        looking.spawn(async move {
            let found = match dns {
                Some(dns) => {
                    let looked = tokio::time::timeout_at(deadline, checks::one(&subject, &dns, check, &about)).await;
                    looked.ok().and_then(Result::ok)
                }
                None => None,
            };
            found.unwrap_or_else(|| vec![Finding::new(check, &about, Verdict::Silent, "silent")])
        });
    }
    let mut findings = Vec::new();
    while let Some(found) = looking.join_next().await {
        findings.extend(found.unwrap_or_default());
    }
    // The sender's own domain first; the others as they are named.
    findings.sort_by(|one: &Finding, other: &Finding| {
        let key = |finding: &Finding| (finding.check, finding.about != subject.domain, finding.about.clone());
        key(one).cmp(&key(other))
    });
    Report { findings }
}

#[cfg(test)]
#[path = "mail_health_tests.rs"]
mod tests;
