//! Who may know whom (architecture.md section 2), read off the paths that the source files name.

use crate::source_tree::{paths, texts};
use std::collections::{BTreeMap, BTreeSet};

/// Outside crates and the places that may name them: a folder (`db/`), a file (`routes.rs`), or a file of any folder (`*/store.rs`).
const CRATES: &[(&str, &[&str])] = &[
    ("async_imap", &["inbox/"]),
    ("diesel", &["db/", "*/store.rs", "*/store/"]),
    ("diesel_migrations", &["db/"]),
    // demo/store.rs writes the fictional shop's own files, as the shop's software would.
    ("rusqlite", &["sources/sql/", "demo/store.rs", "demo/store/"]),
    ("postgres", &["sources/sql/"]),
    ("postgres_openssl", &["sources/sql/"]),
    ("actix_web", &["*/pages.rs", "*/pages/", "web/", "routes.rs", "app.rs", "error.rs"]),
    ("actix_multipart", &["web/"]),
    ("hickory_resolver", &["mail_health/dns.rs"]),
    ("lettre", &["mail/"]),
    // What reads files from outside stays where each is read in a thread of its own.
    ("hayro", &["redaction/document/"]),
    ("image", &["brand/logo.rs", "redaction/document/"]),
    ("mysql", &["sources/sql/"]),
    ("reqwest", &["outgoing/"]),
    ("tera", &["web/view.rs", "mail/"]),
    ("webauthn_rs", &["staff/passkey/"]),
];

/// Folders that carry the house and know no capability.
const MACHINERY: &[&str] = &["db", "jobs", "mail", "bounces", "outgoing", "web", "audit"];

/// Folders of the product's own words.
const CAPABILITIES: &[&str] = &[
    "brand",
    "people",
    "attachments",
    "identity",
    "inbox",
    "mail_health",
    "facts",
    "requests",
    "access",
    "archive",
    "breaches",
    "erasure",
    "consents",
    "directives",
    "redaction",
    "refresh",
    "restriction",
    "notifications",
    "manual",
    "retention",
    "staff",
    "demo",
    "dpo",
    "webhooks",
];

/// The plain values of `config` that a part may receive; what reads or holds all the settings is not among them.
const SETTING_VALUES: &[&str] = &[
    "DatabaseUrl",
    "MailTransport",
    "Network",
    "Secret",
    "Smtp",
    "Tls",
    "Portal",
    "Database",
    "Dkim",
    "Mail",
    "Identity",
    "Erasure",
    "Attachments",
    "Inbox",
    "OnceTaken",
    "Requests",
    "Refresh",
    "Cookies",
    "WebOrigin",
    "Staff",
    "Oidc",
    "Jobs",
    "Logs",
    "Outgoing",
];

/// The files at the root that join the parts, and the command line: they may know anything.
const JOINERS: &[&str] = &["app", "routes", "portal", "commands", "line", "main", "lib"];

fn allowed(file: &str, places: &[&str]) -> bool {
    let file = file.strip_prefix("src/").unwrap();
    places.iter().any(|place| match place.strip_prefix("*/") {
        Some(folder) if folder.ends_with('/') => file.contains(&format!("/{folder}")),
        Some(name) => file.ends_with(&format!("/{name}")),
        None if place.ends_with('/') => file.starts_with(place),
        None => file == *place,
    })
}

/// The first folder (or root file) a file belongs to: `src/db/pool.rs` and `src/db.rs` are both of `db`.
fn part(file: &str) -> &str {
    let file = file.strip_prefix("src/").unwrap();
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// What a file of the house says that it must not, one sentence each.
fn breaches(file: &str, text: &str) -> Vec<String> {
    let paths = paths(file, text);
    let here = part(file);
    let name = file.rsplit('/').next().unwrap();
    let knows = |part: &str| {
        let whole = format!("crate::{part}");
        paths.iter().find(|p| **p == whole || p.starts_with(&format!("{whole}::")))
    };
    let mut wrong = Vec::new();
    for (outside, places) in CRATES {
        let named = paths.iter().find(|p| p.split("::").next() == Some(outside));
        if let Some(path) = named.filter(|_| !allowed(file, places)) {
            wrong.push(format!("{file} names {path}; {outside} belongs to {}", places.join(", ")));
        }
    }
    if !JOINERS.contains(&here) && !["config", "demo"].contains(&here) {
        // `use crate::config;` shows in the code as `config::…`.
        let named = |path: &'_ String| {
            path.strip_prefix("crate::").unwrap_or(path).strip_prefix("config::").map(str::to_string)
        };
        let settings = paths.iter().filter_map(named).find(|rest| {
            let name = rest.split("::").next().unwrap();
            !SETTING_VALUES.contains(&name)
        });
        if let Some(rest) = settings {
            wrong.push(format!("{file} names config::{rest}: settings are read in app.rs; parts receive values"));
        }
    }
    let mut forbid = |part: &str, why: &str| {
        if let Some(path) = knows(part) {
            wrong.push(format!("{file} names {path}: {why}"));
        }
    };
    if MACHINERY.contains(&here) {
        // A mail goes to an address; what an address is, is said once, in `people`.
        for capability in CAPABILITIES.iter().filter(|capability| (here, **capability) != ("mail", "people")) {
            forbid(capability, "machinery knows no capability");
        }
    }
    if name == "store.rs" || file.contains("/store/") {
        for part in ["mail", "sources", "web"] {
            forbid(part, "a store never calls pages, mail or sources");
        }
        forbid(&format!("{here}::pages"), "a store never calls pages, mail or sources");
    }
    if ["sources", "record"].contains(&here) {
        // An address is what people are looked for by; how two are compared is said once, in `people`.
        for part in CAPABILITIES.iter().filter(|part| here == "record" || **part != "people") {
            forbid(part, "sources and record know no request and no capability");
        }
    }
    if here == "requests" {
        for part in ["access", "erasure", "facts", "consents"] {
            forbid(part, "requests knows no right's execution");
        }
    }
    if !JOINERS.contains(&here) && !["erasure", "retention"].contains(&here) {
        forbid("erasure", "nobody knows erasure but app, routes and retention");
    }
    if !JOINERS.contains(&here) {
        for part in ["app", "routes", "commands"] {
            forbid(part, "knowledge goes down only");
        }
    }
    wrong
}

#[test]
fn every_source_file_knows_only_what_it_may() {
    let sources = texts("src", ".rs").into_iter().filter(|(file, _)| !file.ends_with("_tests.rs"));
    let wrong: Vec<String> = sources.flat_map(|(file, text)| breaches(&file, &text)).collect();
    assert!(wrong.is_empty(), "{} breaches:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_capabilities_form_no_circle() {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in texts("src", ".rs") {
        let here = part(&file).to_string();
        if JOINERS.contains(&here.as_str()) {
            continue;
        }
        for path in paths(&file, &text) {
            if let Some(there) = path.strip_prefix("crate::").map(|p| p.split("::").next().unwrap().to_string())
                && there != here
                && (CAPABILITIES.contains(&there.as_str()) || ["sources", "record"].contains(&there.as_str()))
            {
                graph.entry(here.clone()).or_default().insert(there);
            }
        }
    }
    if let Some(circle) = circle(&graph) {
        panic!("a circle: {}", circle.join(" → "));
    }
}

/// A walk that comes back to where it began, if there is one.
fn circle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn from(at: &str, walked: &mut Vec<String>, graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
        if let Some(start) = walked.iter().position(|w| w == at) {
            return Some(walked[start..].iter().cloned().chain([at.to_string()]).collect());
        }
        walked.push(at.to_string());
        let found = graph.get(at).into_iter().flatten().find_map(|next| from(next, walked, graph));
        walked.pop();
        found
    }
    graph.keys().find_map(|start| from(start, &mut Vec::new(), graph))
}

#[test]
fn a_planted_breach_is_named() {
    for (file, text, expected) in [
        ("src/facts/facts.rs", "use diesel::prelude::*;", "diesel belongs to"),
        ("src/facts/mod.rs", "fn f() { rusqlite::Connection::open(p); }", "rusqlite belongs to"),
        ("src/facts/rule.rs", "use actix_web::HttpResponse;", "actix_web belongs to"),
        ("src/facts/jobs.rs", "use lettre::Message;", "lettre belongs to"),
        ("src/web/form.rs", "use tera::Tera;", "tera belongs to"),
        ("src/web/gate.rs", "use crate::staff::store;", "machinery knows no capability"),
        ("src/web/gate.rs", "use crate::identity::Session;", "machinery knows no capability"),
        ("src/jobs/worker.rs", "use crate::{db, people::Person};", "machinery knows no capability"),
        ("src/facts/store.rs", "use crate::mail;", "a store never calls"),
        ("src/facts/store.rs", "use super::pages::routes;", "a store never calls"),
        ("src/sources/plan.rs", "use crate::requests::Request;", "sources and record"),
        ("src/requests/mod.rs", "use crate::erasure;", "requests knows no right's execution"),
        ("src/facts/pages.rs", "use crate::erasure::plan;", "nobody knows erasure"),
        ("src/facts/pages.rs", "use crate::config::Config;", "settings are read in app.rs"),
        ("src/facts/pages.rs", "use crate::config; fn f() { config::Config::load(p); }", "settings are read in app.rs"),
        ("src/facts/pages.rs", "use crate::app::build;", "knowledge goes down only"),
    ] {
        let wrong = breaches(file, text).join("\n");
        assert!(wrong.contains(expected), "{file} with `{text}` gave: {wrong}");
    }
    assert_eq!(breaches("src/facts/store.rs", "use crate::db::Db;\nuse diesel::prelude::*;"), Vec::<String>::new());
    let graph = BTreeMap::from([
        ("a".to_string(), BTreeSet::from(["b".to_string()])),
        ("b".to_string(), BTreeSet::from(["a".to_string()])),
    ]);
    assert_eq!(circle(&graph).unwrap(), ["a", "b", "a"]);
}

#[test]
fn no_file_is_too_long_to_read_in_one_sitting() {
    let long: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| texts(folder, ".rs"))
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(file, lines)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split these: {}", long.join(", "));
}
