//! `habeas check`: every mistake in settings, keys, record and sources, with file, line and cure.

use crate::config::{Config, DatabaseUrl, environment, unreadable};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::record::Record;
use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
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
    let record = check_record(&config, &place, &mut found);
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
            let hosts = servers(url.expose());
            if hosts.is_empty() || hosts.iter().any(|(host, port)| answers(host, *port)) {
                return None;
            }
            let named: Vec<_> = hosts.iter().map(|(host, port)| format!("{host}:{port}")).collect();
            let message = format!("no database answers at {}", named.join(", "));
            error(message, "Start the server, or correct the host and port; a firewall may be in between.")
        }
    }
}

/// The hosts and ports of a PostgreSQL address; none if it goes through a socket file, which cannot be asked this way.
fn servers(address: &str) -> Vec<(String, u16)> {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    let server = |text: &str| {
        let port_at = text.rfind(':').filter(|at| !text.get(*at..).is_some_and(|tail| tail.contains(']')));
        let (host, port) = port_at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
        let port = port.trim_start_matches(':').parse().unwrap_or(5432);
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

/// Sources are told apart by their name, and what they refer to is in the record.
fn check_sources(config: &Config, place: &Place<'_>, record: Option<&Record>, found: &mut Vec<Diagnostic>) {
    let folder = &config.portal.sources_dir;
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    let files = source_files(folder);
    if files.is_empty() {
        let message = format!("there is no source file (*.toml) in `{}`", folder.display());
        let cure = "Write a first one with `habeas sources draft NAME`.";
        let mistake = place.error("portal", "sources_dir", message, cure);
        found.push(Diagnostic { severity: crate::diagnostic::Severity::Warning, ..mistake });
    }
    for file in files {
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                found.push(unreadable(&file, &error));
                continue;
            }
        };
        let document = Document::parse(&file, &text).in_languages(&config.portal.languages);
        let root = document.root();
        if let Some(name) = root.raw("name") {
            if let Some(other) = names.get(name) {
                let message = format!("the source `{name}` is already declared in `{}`", other.display());
                root.error("name", message, "Give each source a name of its own, or remove one of the two files.");
            }
            names.entry(name.to_owned()).or_insert_with(|| file.clone());
        }
        found.extend(document.finish());
        if let Some(record) = record {
            found.extend(record.check_source(&file, &text));
        }
    }
}

/// The source files, in the order of their names.
fn source_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "toml")).collect();
    files.sort();
    files
}
