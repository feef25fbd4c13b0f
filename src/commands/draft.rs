//! `habeas sources draft NAME`: a first source file, guessed from a live database.

use crate::config::{Config, Secret, environment, unreadable, variable};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::sources::declaration::SourceUrl;
use crate::sources::{self, SqlError};
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
    let text =
        fs::read_to_string(config_path).map_err(|error| DraftError::Settings(unreadable(config_path, &error)))?;
    let (config, found) = Config::parse(config_path, &text, &environment());
    let Some(config) = config else {
        let first = found.into_iter().find(Diagnostic::is_error);
        let empty = || Document::parse(config_path, &text).finish().into_iter().next();
        let fallback = Diagnostic::error(config_path, None, "", "cannot be used".into(), "Run `habeas check`.".into());
        return Err(DraftError::Settings(first.or_else(empty).unwrap_or(fallback)));
    };
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
    } else {
        let file = PathBuf::from(given.strip_prefix("sqlite:").unwrap_or(&given));
        let absolute = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        (SourceUrl::Sqlite(absolute.clone()), "sqlite", absolute.display().to_string())
    };
    let schema = sources::describe(&url)?;
    let draft = sources::draft(&schema, kind, &written, name, &config.portal.languages);
    let failed = |error| DraftError::Write { path: path.clone(), error };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
    file.write_all(draft.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(path)
}
