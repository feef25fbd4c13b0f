//! `habeas check`: every mistake in settings, keys, record and sources, with file, line and cure.

use crate::clock::Clock;
use crate::config::{Config, DatabaseUrl, environment, unreadable, variable};
use crate::db::Database;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::inbox::{self, Problem};
use crate::record::{Record, check_webhooks, store};
use crate::sources::declaration::{Declaration, SourceUrl};
use crate::sources::{self, Folder, Outside, SqlError};
use std::fs;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

/// How long a database server may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Every mistake found, in the order a person cures them: settings, keys, database, record, sources.
pub fn check(config_path: &Path) -> Vec<Diagnostic> {
    let text = match fs::read_to_string(config_path) {
        Ok(text) => text,
        Err(error) => return vec![unreadable(config_path, &error)],
    };
    let (config, mut found) = Config::parse(config_path, &text, &environment());
    let Some(config) = config else { return found };
    let place = Place { file: config_path, text: &text };
    found.extend(check_keys(&config, &place));
    found.extend(check_database(&config, &place));
    found.extend(check_inbox(&config, &place));
    let record = check_record(&config, &place, &mut found);
    let reachable = !found.iter().any(|mistake| mistake.field == "database.url");
    found.extend(reachable.then(|| check_version(&config)).flatten());
    check_sources(&config, &place, record.as_ref(), &mut found);
    found
}

/// The settings file, to point at the line of a setting that turned out wrong later.
struct Place<'p> {
    file: &'p Path,
    text: &'p str,
}

impl Place<'_> {
    fn error(&self, section: &str, key: &str, message: String, cure: &str) -> Diagnostic {
        let document = Document::parse(self.file, self.text);
        let line = document.root().section(section).and_then(|section| section.line_of(key));
        Diagnostic::error(self.file, line, &format!("{section}.{key}"), message, cure.to_owned())
    }
}

fn check_keys(config: &Config, place: &Place<'_>) -> Option<Diagnostic> {
    let folder = &config.portal.keys_dir;
    let holds_any = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    let message = || format!("there are no keys in `{}`", folder.display());
    (!holds_any)
        .then(|| place.error("portal", "keys_dir", message(), "Make them with `habeas init DIR` and copy them here."))
}

fn check_database(config: &Config, place: &Place<'_>) -> Option<Diagnostic> {
    let error = |message, cure| Some(place.error("database", "url", message, cure));
    match &config.database.url {
        DatabaseUrl::Sqlite(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if folder.is_dir() {
                return None;
            }
            error(format!("there is no folder `{}`", folder.display()), "Make the folder, or correct the path.")
        }
        DatabaseUrl::Postgres(url) => {
            let hosts = servers(url.expose(), 5432);
            if hosts.is_empty() || hosts.iter().any(|(host, port)| answers(host, *port)) {
                return None;
            }
            let named: Vec<_> = hosts.iter().map(|(host, port)| format!("{host}:{port}")).collect();
            let message = format!("no database answers at {}", named.join(", "));
            error(message, "Start the server, or correct the host and port; a firewall may be in between.")
        }
    }
}

/// Whether the mailbox of the inbox can be read, by reading it.
fn check_inbox(config: &Config, place: &Place<'_>) -> Option<Diagnostic> {
    let settings = config.inbox.as_ref()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let problem = runtime.block_on(inbox::look(settings)).err()?;
    let (key, cure) = match problem {
        Problem::Unreachable => ("host", "Start the server, or correct host and port; a firewall may be in between."),
        Problem::Unprotected => (
            "tls",
            "Write the name that stands in the server's certificate, and the way of TLS that it offers on this port.",
        ),
        Problem::Refused => {
            ("password", "Correct `user` and `password`; some providers want a password made for one program.")
        }
        Problem::NoFolder => ("folder", "Write a folder that is there: `folder = \"INBOX\"`."),
        Problem::Broken => ("host", "Look at the log of the mail server, and at host, port and tls."),
    };
    Some(place.error("inbox", key, format!("the mailbox cannot be read: {problem}"), cure))
}

/// The hosts and ports of the address of a server, with the usual port; none if it goes through a socket file, which cannot be asked this way.
fn servers(address: &str, usual: u16) -> Vec<(String, u16)> {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    let server = |text: &str| {
        let port_at = text.rfind(':').filter(|at| !text.get(*at..).is_some_and(|tail| tail.contains(']')));
        let (host, port) = port_at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
        let port = port.trim_start_matches(':').parse().unwrap_or(usual);
        (host.trim_matches(['[', ']']).to_owned(), port)
    };
    hosts.split(',').filter(|text| !text.is_empty() && !text.starts_with('%')).map(server).collect()
}

fn answers(host: &str, port: u16) -> bool {
    let addresses = (host, port).to_socket_addrs().into_iter().flatten();
    addresses.into_iter().any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
}

fn check_record(config: &Config, place: &Place<'_>, found: &mut Vec<Diagnostic>) -> Option<Record> {
    let path = &config.portal.record;
    match fs::read_to_string(path) {
        Ok(text) => {
            let (record, mistakes) = Record::parse(path, &text, &config.portal.languages);
            found.extend(mistakes);
            if let Ok(outgoing) = crate::app::outgoing(&config.outgoing) {
                found.extend(check_webhooks(path, &text, |url| outgoing.may_reach(url), variable));
            }
            record
        }
        Err(error) => {
            let message = format!("`{}` cannot be read: {error}", path.display());
            found.push(place.error(
                "portal",
                "record",
                message,
                "Check the path, or make a first one with `habeas init DIR`.",
            ));
            None
        }
    }
}

/// The file of the record against the version that holds, where there is one already.
fn check_version(config: &Config) -> Option<Diagnostic> {
    if let DatabaseUrl::Sqlite(path) = &config.database.url
        && !path.exists()
    {
        return None;
    }
    let file = &config.portal.record;
    let text = fs::read_to_string(file).ok()?;
    let database = Database::open(&config.database.url, 1).ok()?;
    // A database without the table is one that no portal was started on.
    let approved = database.read_now(store::approved).ok()??;
    if approved.hash == store::hash(&text) {
        return None;
    }
    let message = format!("differs from version {}, which is approved and holds", approved.number);
    let cure = "Approve the change in the browser or with `habeas record approve`, or take the approved version with \
                `habeas record export`.";
    let mistake = Diagnostic::error(file, None, "", message, cure.to_owned());
    Some(Diagnostic { severity: Severity::Warning, ..mistake })
}

/// The source files against each other, the record and the live databases.
fn check_sources(config: &Config, place: &Place<'_>, record: Option<&Record>, found: &mut Vec<Diagnostic>) {
    let folder = &config.portal.sources_dir;
    let mut read = Folder::read(folder, &config.portal.languages, record, &variable);
    if read.files == 0 {
        let message = format!("there is no source file (*.toml) in `{}`", folder.display());
        let cure = "Write a first one with `habeas sources draft NAME`.";
        let mistake = place.error("portal", "sources_dir", message, cure);
        found.push(Diagnostic { severity: Severity::Warning, ..mistake });
    }
    found.append(&mut read.found);
    let outgoing = crate::app::outgoing(&config.outgoing).ok();
    for declaration in read.comparable() {
        let outside = outgoing.as_ref().map(|outgoing| Outside::new(outgoing, &Clock::system()));
        match sources::describe_over(&declaration.url, outside.as_ref()) {
            Ok(schema) => {
                found.extend(sources::check(declaration, &schema));
                match sources::unindexed(declaration, &schema) {
                    Ok(slow) => found.extend(slow),
                    Err(error) => found.push(unreachable_source(declaration, &error)),
                }
            }
            Err(error) => found.push(unreachable_source(declaration, &error)),
        }
    }
}

pub(super) fn unreachable_source(declaration: &Declaration, error: &SqlError) -> Diagnostic {
    let (what, cure) = match &declaration.url {
        SourceUrl::Sqlite(path) if !path.exists() => {
            (format!("there is no file `{}`", path.display()), "Correct the path; it is relative to this file.")
        }
        SourceUrl::Sqlite(path) => (
            format!("`{}` {error}", path.display()),
            "Check that it is a SQLite file which the portal may read and write.",
        ),
        SourceUrl::Files(path) => (
            format!("the files in `{}` cannot be used: {error}", path.display()),
            "Correct the path, which is relative to this file, or the file that is named.",
        ),
        SourceUrl::Http(place) => (
            format!("`{}` {error}", place.url.host_str().unwrap_or_default()),
            "Correct the address and the key; inner hosts must be named in `outgoing.allow`; see docs/http-source.md.",
        ),
        SourceUrl::Manual(_) => (error.to_string(), "A colleague looks there by hand."),
        SourceUrl::Postgres(url) | SourceUrl::MySql(url) => {
            let port = if matches!(declaration.url, SourceUrl::MySql(_)) { 3306 } else { 5432 };
            let named: Vec<_> =
                servers(url.expose(), port).iter().map(|(host, port)| format!("{host}:{port}")).collect();
            let message = format!("the database at {} {error}", named.join(", "));
            (message, "Start the server, or correct host, port, user and password; a firewall may be in between.")
        }
    };
    Diagnostic::error(&declaration.file, Some(declaration.url_line), "url", what, cure.to_owned())
}
