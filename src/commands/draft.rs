//! `habeas sources draft NAME`: a first source file, guessed from a live database.

use super::settings::settings;
use crate::clock::Clock;
use crate::config::{Config, Secret, variable};
use crate::diagnostic::Diagnostic;
use crate::sources::declaration::SourceUrl;
use crate::sources::{self, HttpPlace, Outside, SqlError};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The settings cannot be read.
    #[error("{0}")]
    Settings(Diagnostic),
    /// The name is not one of a source.
    #[error("`{0}` is not a plain name: use small letters, digits and hyphens only")]
    Name(String),
    /// Nothing says where the database is.
    #[error("nothing says where the database is: give its URL, or set {0}")]
    NoUrl(String),
    /// The key that signs calls is not known.
    #[error("nothing says which key signs the calls: set {0}")]
    NoKey(String),
    /// The database does not answer.
    #[error("the database {0}: correct the URL, or start the server")]
    Database(#[from] SqlError),
    /// The file is there already, and a draft never replaces what a person wrote.
    #[error("`{}` exists already; nothing was written", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("`{}` cannot be written: {error}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        error: io::Error,
    },
}

/// Describes the database at `url` (else at the variable `NAME_DATABASE_URL`) and writes `NAME.toml` into the folder of
/// source files. Never replaces a file. Returns where it was written.
pub fn draft(config_path: &Path, name: &str, url: Option<&str>) -> Result<PathBuf, DraftError> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(DraftError::Name(name.to_owned()));
    }
    let config = settings(config_path).map_err(DraftError::Settings)?;
    let folder = &config.portal.sources_dir;
    let path = folder.join(format!("{name}.toml"));
    if path.exists() {
        return Err(DraftError::Exists(path));
    }
    let from = format!("{}_DATABASE_URL", name.to_uppercase().replace('-', "_"));
    let given = url.map(str::to_owned).or_else(|| variable(&from)).ok_or_else(|| DraftError::NoUrl(from.clone()))?;
    // A password belongs into the environment, so the file names the variable.
    let (url, kind, written) = if given.starts_with("postgres://") || given.starts_with("postgresql://") {
        (SourceUrl::Postgres(Secret::new(given)), "postgres", format!("${{{from}}}"))
    } else if given.starts_with("mysql://") || given.starts_with("mariadb://") {
        (SourceUrl::MySql(Secret::new(given)), "mysql", format!("${{{from}}}"))
    } else if given.starts_with("https://") || given.starts_with("http://") {
        return draft_http(&config, name, &from, given, &path);
    } else if Path::new(&given).is_dir() {
        let absolute = fs::canonicalize(&given).unwrap_or_else(|_| PathBuf::from(&given));
        (SourceUrl::Files(absolute.clone()), "files", absolute.display().to_string())
    } else {
        let file = PathBuf::from(given.strip_prefix("sqlite:").unwrap_or(&given));
        let absolute = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        (SourceUrl::Sqlite(absolute.clone()), "sqlite", absolute.display().to_string())
    };
    let schema = sources::describe(&url)?;
    let draft = sources::draft(&schema, kind, &written, name, &config.portal.languages);
    write(folder, &path, &beside_others(folder, draft))?;
    Ok(path)
}

/// The same of an HTTP source, whose key is in the variable `NAME_KEY`.
fn draft_http(config: &Config, name: &str, from: &str, given: String, path: &Path) -> Result<PathBuf, DraftError> {
    let variable_of_key = format!("{}_KEY", from.trim_end_matches("_DATABASE_URL"));
    let key = variable(&variable_of_key).ok_or_else(|| DraftError::NoKey(variable_of_key.clone()))?;
    let down = |what: &str| DraftError::Database(SqlError::Down(what.to_owned()));
    let url = given.trim_end_matches('/').parse().map_err(|_| down("is not a web address"))?;
    let outgoing = crate::app::outgoing(&config.outgoing).map_err(|_| down("cannot be called"))?;
    let outside = Outside::new(&outgoing, &Clock::system());
    let place = SourceUrl::Http(HttpPlace { url, key: Secret::new(key) });
    let schema = sources::describe_over(&place, Some(&outside))?;
    let draft = sources::draft(&schema, "http", &given, name, &config.portal.languages);
    let named = format!("\nkey = \"${{{variable_of_key}}}\"\nlabel = ");
    let draft = beside_others(&config.portal.sources_dir, draft.replacen("\nlabel = ", &named, 1));
    write(&config.portal.sources_dir, path, &draft)?;
    Ok(path.to_path_buf())
}

/// The draft without its list of people, where another source has one: a portal has at most one.
fn beside_others(folder: &Path, draft: String) -> String {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut texts = files.filter_map(|file| fs::read_to_string(file).ok());
    if !texts.any(|text| text.lines().any(|line| line.trim_start().starts_with("[directory]"))) {
        return draft;
    }
    let mut inside = false;
    let mut kept = String::new();
    for line in draft.lines() {
        inside = line.starts_with("[directory]") || (inside && !line.is_empty());
        kept.push_str(if inside { "# " } else { "" });
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

fn write(folder: &Path, path: &Path, draft: &str) -> Result<(), DraftError> {
    let failed = |error| DraftError::Write { path: path.to_path_buf(), error };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(draft.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
