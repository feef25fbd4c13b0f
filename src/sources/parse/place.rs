//! Where the database of a source is: its kind and its url.

use super::manual;
use crate::config::Secret;
use crate::document::{Section, Value};
use crate::outgoing::signature::LEAST_KEY;
use crate::sources::declaration::{SourceKind, SourceUrl};
use crate::sources::http::HttpPlace;
use std::path::Path;

/// Reads `kind`, `url` and, of an HTTP source, `key`; of a manual source who looks there.
pub(super) fn read(root: &Section<'_>, file: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Option<SourceUrl> {
    let kind = root.required(
        "kind",
        "Write `kind = \"sqlite\"`, `\"postgres\"`, `\"mysql\"`, `\"files\"`, `\"http\"` or `\"manual\"`.",
    );
    let kind = kind.and_then(|value| value.choice(SourceKind::ALL));
    if kind == Some(SourceKind::Manual) {
        return manual::read(root).map(SourceUrl::Manual);
    }
    let url =
        root.required("url", "Say where the database is: a path, `postgres://…`, `mysql://…` or `${VARIABLE}`.")?;
    let text = fill_in(&url, &url.string()?, variable)?;
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let is_address = begins(&["postgres://", "postgresql://"]);
    let is_mysql = begins(&["mysql://", "mariadb://"]);
    let is_web = begins(&["https://", "http://"]);
    match kind? {
        SourceKind::Sqlite if is_address || is_mysql => {
            let kind = if is_mysql { "mysql" } else { "postgres" };
            url.error("is the address of a server", format!("Write the path of the file, or `kind = \"{kind}\"`."));
            None
        }
        SourceKind::Sqlite => {
            let path = text.strip_prefix("sqlite:").unwrap_or(&text);
            let folder = file.parent().unwrap_or(Path::new(""));
            Some(SourceUrl::Sqlite(folder.join(path)))
        }
        SourceKind::Postgres if !is_address => {
            url.error(
                "is not the address of a PostgreSQL server",
                "Write `postgres://user:password@host/database`, or a variable that holds it.",
            );
            None
        }
        SourceKind::Files if is_address || is_mysql || is_web => {
            url.error("is not a folder", "Write the path of the folder with the CSV files.");
            None
        }
        SourceKind::Manual => None,
        SourceKind::Files => Some(SourceUrl::Files(file.parent().unwrap_or(Path::new("")).join(text))),
        SourceKind::Http => {
            let key =
                root.required("key", "Name the variable with the key that signs calls: `key = \"${SHOP_KEY}\"`.")?;
            let secret = fill_in(&key, &key.string()?, variable)?;
            if secret.len() < LEAST_KEY {
                key.error(
                    "is too short to protect anything",
                    "Take 32 random letters or more: `openssl rand -hex 32`.",
                );
                return None;
            }
            let place = text.trim_end_matches('/').parse::<url::Url>().ok().filter(|_| is_web);
            let place = place.filter(|url| url.query().is_none() && url.fragment().is_none());
            if place.is_none() {
                url.error("is not a web address", "Write it like `https://crm.example.com/habeas`.");
            }
            Some(SourceUrl::Http(HttpPlace { url: place?, key: Secret::new(secret) }))
        }
        SourceKind::MySql if !is_mysql => {
            url.error(
                "is not the address of a MariaDB or MySQL server",
                "Write `mysql://user:password@host/database`, or a variable that holds it.",
            );
            None
        }
        SourceKind::MySql => Some(SourceUrl::MySql(Secret::new(text))),
        SourceKind::Postgres => Some(SourceUrl::Postgres(Secret::new(text))),
    }
}

/// Puts the values of the environment in the place of each `${NAME}`.
fn fill_in(value: &Value<'_>, text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            value.error("has `${` without `}`", "Write a variable as `${NAME}`.");
            return None;
        };
        let Some(found) = variable(name).filter(|found| !found.trim().is_empty()) else {
            let cure = format!("Set {name} for the program: `export {name}=…`, or in its service file.");
            value.error(format!("the variable {name} is not set"), cure);
            return None;
        };
        filled.push_str(before);
        filled.push_str(found.trim());
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}
