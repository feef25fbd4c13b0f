//! Reads every section, and the rules between settings.

use super::layers::{Group, Layers};
use super::{
    Attachments, Config, Cookies, Database, DatabaseUrl, Dkim, Erasure, Identity, Jobs, Logs, Mail, MailTransport,
    Outgoing, Places, Portal, Refresh, Requests, Secret, Smtp, Staff, Tls, inbox, oidc,
};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::lang::Lang;
use crate::requests::clock::{Holidays, Regime};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use url::{Host, Url};

pub(super) fn read(
    file: &Document<'_>,
    defaults: &Document<'_>,
    environment: &BTreeMap<String, String>,
) -> (Option<Config>, Vec<Diagnostic>) {
    let folder = file.file().parent().map(Path::to_path_buf).unwrap_or_default();
    let layers = Layers::new(file, defaults, environment);
    let portal = read_portal(layers.group("portal"), &folder);
    let database = read_database(layers.group("database"), &folder);
    let mail = read_mail(layers.group("mail"), &folder);
    let identity = read_identity(layers.group("identity"));
    let erasure = read_erasure(layers.group("erasure"), &folder);
    let requests = read_requests(layers.group("requests"));
    let inbox = inbox::read(layers.group("inbox"), &folder);
    let attachments = read_attachments(layers.group("attachments"));
    let refresh = read_refresh(layers.group("refresh"));
    let cookies = read_cookies(layers.group("cookies"));
    let staff = read_staff(layers.group("staff"));
    let oidc = oidc::read(layers.group("oidc"), &folder);
    let logs = read_logs(layers.group("logs"));
    let jobs = read_jobs(layers.group("jobs"));
    let outgoing = read_outgoing(layers.group("outgoing"));
    let mistakes = layers.close();
    let config = (|| {
        Some(Config {
            portal: portal?,
            database: database?,
            mail: mail?,
            identity: identity?,
            erasure: erasure?,
            requests: requests?,
            inbox: inbox?,
            attachments: attachments?,
            refresh: refresh?,
            cookies: cookies?,
            staff: staff?,
            oidc: oidc?,
            logs: logs?,
            jobs: jobs?,
            outgoing: outgoing?,
        })
    })();
    (config, mistakes)
}

pub(super) fn read_places(
    file: &Document<'_>,
    defaults: &Document<'_>,
    environment: &BTreeMap<String, String>,
) -> (Option<Places>, Vec<Diagnostic>) {
    let folder = file.file().parent().map(Path::to_path_buf).unwrap_or_default();
    let layers = Layers::new(file, defaults, environment);
    let portal = read_portal(layers.group("portal"), &folder);
    let outgoing = read_outgoing(layers.group("outgoing"));
    let places = portal.zip(outgoing).map(|(portal, outgoing)| Places { portal, outgoing });
    (places, layers.mistakes())
}

fn read_portal(group: Group<'_, '_>, folder: &Path) -> Option<Portal> {
    let name = group.required("name", "Write the name customers know you by: `name = \"Example Ltd\"`.");
    let origin = read_origin(&group);
    let listen = group.parse("listen", "Write an address and a port: `127.0.0.1:8080`.");
    let languages: Option<Vec<Lang>> = group.list("languages", "Write `fr`, `en` or both.");
    let default_language = group.parse("default_language", "Write `fr` or `en`.");
    if languages.as_ref().is_some_and(Vec::is_empty) {
        group.error("languages", "no language is left", "Write `languages = [\"fr\", \"en\"]`, or one of them.");
    }
    if let (Some(offered), Some(default)) = (&languages, &default_language)
        && !offered.is_empty()
        && !offered.contains(default)
    {
        let cure = "Choose one of `languages`, or add it there.";
        group.error("default_language", format!("`{default}` is not offered"), cure);
    }
    let time_zone = group.string("time_zone").and_then(|name| {
        let zone = TimeZone::get(&name).ok();
        if zone.is_none() {
            let cure = "Write a name such as `Europe/Paris` or `UTC`.";
            group.error("time_zone", format!("`{name}` is not a time zone"), cure);
        }
        zone
    });
    let trusted_proxies = group.list("trusted_proxies", "Write addresses or networks, such as `10.0.0.0/8`.");
    let (keys_dir, sources_dir) = (group.path("keys_dir", folder), group.path("sources_dir", folder));
    let record = group.path("record", folder);
    group.close();
    let (base_url, host, secure) = origin?;
    Some(Portal {
        name: name?,
        base_url,
        host,
        secure,
        listen: listen?,
        languages: languages?,
        default_language: default_language?,
        time_zone: time_zone?,
        trusted_proxies: trusted_proxies?,
        keys_dir: keys_dir?,
        sources_dir: sources_dir?,
        record: record?,
    })
}

/// The origin, the host a request must name, and whether it is https.
fn read_origin(group: &Group<'_, '_>) -> Option<(String, String, bool)> {
    let example = "Write it like `https://privacy.example.com`.";
    let text = group.string("base_url")?;
    let refuse = |message: String, cure: &str| {
        group.error("base_url", message, cure);
        None
    };
    let Ok(url) = Url::parse(&text) else {
        return refuse(format!("`{text}` is not a web address"), example);
    };
    let Some(host) = url.host() else {
        return refuse("names no host".to_owned(), example);
    };
    let on_this_machine = match &host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    let secure = match url.scheme() {
        "https" => true,
        "http" if on_this_machine => false,
        "http" => {
            let cure = "Use https: http would show every sign-in code to the network. http is for this machine only.";
            return refuse("is http on a public name".to_owned(), cure);
        }
        _ => return refuse("is not https".to_owned(), example),
    };
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return refuse(
            "holds more than a host and a port".to_owned(),
            "Remove the path; the portal lives at the root.",
        );
    }
    let host = url.port().map_or(host.to_string(), |port| format!("{host}:{port}"));
    Some((url.origin().ascii_serialization(), host, secure))
}

fn read_database(group: Group<'_, '_>, folder: &Path) -> Option<Database> {
    let url = group.secret("url", folder).and_then(|url| {
        let parsed = match url.expose().split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Some(DatabaseUrl::Sqlite(folder.join(path)))
            }
            Some(("postgres" | "postgresql", _)) if is_postgres(url.expose()) => {
                Some(DatabaseUrl::Postgres(url.clone()))
            }
            _ => None,
        };
        if parsed.is_none() {
            let cure = "Write `sqlite:habeas.sqlite` or `postgres://user:password@host/name`.";
            group.error("url", "is not the address of a SQLite or PostgreSQL database", cure);
        }
        parsed
    });
    let pool_size = group.number("pool_size", 1..=100);
    group.close();
    Some(Database { url: url?, pool_size: pool_size? })
}

/// Whether the address has the parts every PostgreSQL address has. Several hosts with commas are left to the client.
fn is_postgres(address: &str) -> bool {
    address.split_once("://").is_some_and(|(_, rest)| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let named = host.rsplit('@').next().unwrap_or_default();
        !named.is_empty() || rest.contains("host=")
    })
}

fn read_mail(group: Group<'_, '_>, folder: &Path) -> Option<Mail> {
    let kind = group.choice("transport", &[("smtp", Way::Smtp), ("folder", Way::Folder), ("memory", Way::Memory)]);
    let from_cure = "Write who mails come from: `from = \"Example Ltd <privacy@example.com>\"`.";
    let from = group.required("from", from_cure);
    check_mailbox(&group, "from", from.as_deref());
    let reply_to = group.string("reply_to");
    check_mailbox(&group, "reply_to", reply_to.as_deref());
    let per_hour = group.number("per_hour", 1..=1_000_000);
    let transport = match kind {
        Some(Way::Smtp) => read_smtp(&group, folder).map(MailTransport::Smtp),
        Some(Way::Folder) => group.path("folder", folder).map(MailTransport::Folder),
        Some(Way::Memory) => Some(MailTransport::Memory),
        None => None,
    };
    let dkim = match (group.string("dkim_selector"), group.secret("dkim_key", folder)) {
        (Some(selector), Some(key)) => Some(Dkim { selector, key }),
        (Some(_), None) => {
            group.error("dkim_key", "is missing for `dkim_selector`", "Write it, or `dkim_key_file`.");
            None
        }
        (None, Some(_)) => {
            group.error("dkim_selector", "is missing for the DKIM key", "Name the key as in the DNS, or remove it.");
            None
        }
        (None, None) => None,
    };
    for key in ["host", "port", "tls", "user", "password", "password_file", "folder"] {
        group.silence(key);
    }
    let (bounce_address, trace_header) = (read_bounce_address(&group), read_trace_header(&group));
    let resolver = read_resolver(&group);
    group.close();
    let (transport, from, per_hour) = (transport?, from?, per_hour?);
    Some(Mail { transport, from, reply_to, per_hour, dkim, bounce_address, trace_header, resolver })
}

/// The address of a DNS server, with its port if that is not 53; nothing for the system's.
fn read_resolver(group: &Group<'_, '_>) -> Option<SocketAddr> {
    let text = group.string("resolver")?;
    let address = text.parse().ok().or_else(|| Some(SocketAddr::new(text.parse::<IpAddr>().ok()?, 53)));
    if address.is_none() {
        let cure =
            "Write the address of a DNS server, `9.9.9.9` or `127.0.0.1:5353`; without one the system's is asked.";
        group.error("resolver", format!("`{text}` is not an address"), cure);
    }
    address
}

/// An address that leaves room for a plus and the trace of a mail before its @ (RFC 5321, 4.5.3.1.1: 64 letters).
fn read_bounce_address(group: &Group<'_, '_>) -> Option<String> {
    let address = group.string("bounce_address")?;
    let fits = address.split_once('@').is_some_and(|(local, domain)| {
        let plain =
            |text: &str, more: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(char::from(b)));
        (1..=15).contains(&local.len()) && plain(local, "-._") && domain.contains('.') && plain(domain, "-.")
    });
    if !fits {
        let cure = "Write an address with at most 15 letters before the @, such as `bounces@example.com`; mails come back to \
                    `bounces+…@example.com`.";
        group.error("bounce_address", format!("`{address}` cannot be extended to an address for each mail"), cure);
    }
    fits.then_some(address)
}

fn read_trace_header(group: &Group<'_, '_>) -> Option<String> {
    let name = group.string("trace_header")?;
    let fits = name.len() > 2
        && name.len() <= 60
        && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !fits {
        let cure = "Write the header that your relay gives back in its events: `X-Mailin-custom` (Brevo), `X-MJ-CustomID` \
                    (Mailjet), `X-PM-Metadata-trace` (Postmark).";
        group.error("trace_header", format!("`{name}` is not the name of such a header"), cure);
    }
    fits.then_some(name)
}

#[derive(Clone, Copy)]
enum Way {
    Smtp,
    Folder,
    Memory,
}

fn read_smtp(group: &Group<'_, '_>, folder: &Path) -> Option<Smtp> {
    let host = group.required("host", "Name the mail server: `host = \"smtp.example.com\"`.");
    let port = group.number("port", 1..=65_535).and_then(|port| u16::try_from(port).ok());
    let cure = "Write `tls = \"starttls\"` (port 587) or `tls = \"required\"` (port 465).";
    let tls = read_tls(group, host.as_deref(), cure);
    let credentials = read_account(group, folder);
    Some(Smtp { host: host?, port: port?, tls: tls?, credentials })
}

/// How a connection to a mail server is protected; in the clear on this machine only.
pub(super) fn read_tls(group: &Group<'_, '_>, host: Option<&str>, cure: &str) -> Option<Tls> {
    let tls = group.choice("tls", &[("required", Tls::Required), ("starttls", Tls::StartTls), ("none", Tls::None)]);
    if let (Some(host), Some(Tls::None)) = (host, tls) {
        let on_this_machine =
            host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if !on_this_machine {
            group.error("tls", format!("mails would go to or from {host} readable by anyone on the way"), cure);
        }
    }
    tls
}

/// The account at a server and its password, both or neither.
pub(super) fn read_account(group: &Group<'_, '_>, folder: &Path) -> Option<(String, Secret)> {
    let user = group.string("user");
    let password: Option<Secret> = group.secret("password", folder);
    match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (Some(_), None) => {
            group.error("password", "is missing for the account named by `user`", "Write it, or `password_file`.");
            None
        }
        (None, Some(_)) => {
            group.error("user", "is missing for the password", "Name the account, or remove the password.");
            None
        }
        (None, None) => None,
    }
}

/// `Name <address>` or an address alone; the mail part checks the rest when it builds the first mail.
fn check_mailbox(group: &Group<'_, '_>, key: &str, mailbox: Option<&str>) {
    let Some(mailbox) = mailbox else { return };
    let address = match mailbox.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => mailbox,
    };
    let plausible = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !address.contains([' ', '<', '>', ',']) && !domain.contains('@')
    });
    if !plausible {
        let cure = "Write `privacy@example.com` or `Example Ltd <privacy@example.com>`.";
        group.error(key, format!("`{mailbox}` is not an e-mail address"), cure);
    }
}

fn read_identity(group: Group<'_, '_>) -> Option<Identity> {
    let code_minutes = group.number("code_minutes", 1..=10);
    let code_tries = group.number("code_tries", 1..=10);
    let resend_seconds = group.number("resend_seconds", 10..=600);
    let session_idle_minutes = group.number("session_idle_minutes", 5..=60);
    let session_hours = group.number("session_hours", 1..=24);
    let fresh_minutes = group.number("fresh_minutes", 1..=10);
    let address_per_hour = group.number("address_per_hour", 1..=100);
    let ip_per_hour = group.number("ip_per_hour", 1..=100_000);
    let code_in_subject = group.boolean("code_in_subject");
    group.close();
    Some(Identity {
        code_minutes: code_minutes?,
        code_tries: code_tries?,
        resend_seconds: resend_seconds?,
        session_idle_minutes: session_idle_minutes?,
        session_hours: session_hours?,
        fresh_minutes: fresh_minutes?,
        address_per_hour: address_per_hour?,
        ip_per_hour: ip_per_hour?,
        code_in_subject: code_in_subject?,
    })
}

fn read_erasure(group: Group<'_, '_>, folder: &Path) -> Option<Erasure> {
    let grace_days = group.number("grace_days", 0..=7);
    let searched_rows = group.number("searched_rows", 0..=1_000_000_000);
    let backup_days = group.number("backup_days", 0..=3_650);
    let review_days = group.number("review_days", 1..=365);
    let ledger = group.path("ledger", folder);
    group.close();
    let (grace_days, searched_rows) = (grace_days?, searched_rows?);
    Some(Erasure { grace_days, searched_rows, backup_days: backup_days?, review_days: review_days?, ledger: ledger? })
}

fn read_requests(group: Group<'_, '_>) -> Option<Requests> {
    let regimes: Vec<_> = Regime::names().filter_map(|name| Some((name, Regime::named(name).ok()?))).collect();
    let calendars: Vec<_> = Holidays::names().filter_map(|name| Some((name, name.parse::<Holidays>().ok()?))).collect();
    let regime = group.choice("regime", &regimes);
    let holidays = group.choice("holidays", &calendars);
    let internal_target_days = group.number("internal_target_days", 1..=28);
    group.close();
    Some(Requests { regime: regime?, holidays: holidays?, internal_target_days: internal_target_days? })
}

fn read_attachments(group: Group<'_, '_>) -> Option<Attachments> {
    let max_megabytes = group.number("max_megabytes", 1..=50);
    let max_files = group.number("max_files", 1..=50);
    group.close();
    Some(Attachments { max_megabytes: max_megabytes?, max_files: max_files? })
}

fn read_refresh(group: Group<'_, '_>) -> Option<Refresh> {
    let confirm_after_months = group.number("confirm_after_months", 6..=60);
    let ask_after_months = group.number("ask_after_months", 6..=60);
    let per_hour = group.number("per_hour", 1..=10_000_000);
    let cure = "Write a number with at most two decimals and the currency: `4.50 EUR`.";
    let bad_address_cost = group.parse("bad_address_cost", cure);
    group.close();
    let (confirm_after_months, ask_after_months) = (confirm_after_months?, ask_after_months?);
    Some(Refresh { confirm_after_months, ask_after_months, per_hour: per_hour?, bad_address_cost })
}

fn read_cookies(group: Group<'_, '_>) -> Option<Cookies> {
    let cure = "Write the origin of each site, without a path: `https://www.example.com`.";
    let sites = group.list("sites", cure);
    group.close();
    Some(Cookies { sites: sites? })
}

fn read_staff(group: Group<'_, '_>) -> Option<Staff> {
    let session_idle_minutes = group.number("session_idle_minutes", 5..=60);
    let session_hours = group.number("session_hours", 1..=24);
    let password_min = group.number("password_min", 8..=64);
    let two_person_refusal = group.boolean("two_person_refusal");
    let review_months = group.number("review_months", 0..=24);
    group.close();
    Some(Staff {
        session_idle_minutes: session_idle_minutes?,
        session_hours: session_hours?,
        password_min: password_min?,
        two_person_refusal: two_person_refusal?,
        review_months: review_months?,
    })
}

fn read_logs(group: Group<'_, '_>) -> Option<Logs> {
    let json = group.choice("format", &[("text", false), ("json", true)]);
    let levels = ["error", "warn", "info", "debug", "trace"].map(|level| (level, level));
    let level = group.choice("level", &levels);
    group.close();
    Some(Logs { json: json?, level: level?.to_owned() })
}

fn read_jobs(group: Group<'_, '_>) -> Option<Jobs> {
    let workers = group.number("workers", 1..=64);
    group.close();
    Some(Jobs { workers: workers? })
}

fn read_outgoing(group: Group<'_, '_>) -> Option<Outgoing> {
    let cure = "Write hosts, addresses or networks: `crm.internal`, `127.0.0.1`, `10.0.0.0/8`.";
    let (allow, only) = (group.list("allow", cure), group.list("only", cure));
    let timeout_seconds = group.number("timeout_seconds", 1..=120);
    group.close();
    Some(Outgoing { allow: allow?, only: only?, timeout_seconds: timeout_seconds?, variable: super::variable })
}
