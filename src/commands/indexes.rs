//! `habeas sources indexes NAME`: the statements that make the indexes a large source lacks.

use super::settings::settings;
use crate::config::variable;
use crate::diagnostic::Diagnostic;
use crate::sources::{self, Folder, SqlError};
use std::path::Path;

/// Why no statements can be given.
#[derive(Debug, thiserror::Error)]
pub enum IndexesError {
    /// The settings or the source file cannot be read.
    #[error("{0}")]
    Settings(Diagnostic),
    /// No source file has this name.
    #[error("no source is called `{0}`: {1}")]
    Unknown(String, String),
    /// The database does not answer.
    #[error("the database {0}: correct the URL, or start the server")]
    Database(#[from] SqlError),
}

/// The statements, each to be run by itself as the owner of the tables; none if nothing lacks.
pub fn indexes(config_path: &Path, name: &str) -> Result<Vec<String>, IndexesError> {
    let config = settings(config_path).map_err(IndexesError::Settings)?;
    let folder = Folder::read(&config.portal.sources_dir, &config.portal.languages, None, &variable);
    let Some(declaration) = folder.declarations.iter().find(|declaration| declaration.name == name) else {
        if let Some(mistake) = folder.found.into_iter().find(Diagnostic::is_error) {
            return Err(IndexesError::Settings(mistake));
        }
        let names: Vec<&str> = folder.declarations.iter().map(|declaration| declaration.name.as_str()).collect();
        let known =
            if names.is_empty() { "there is none".to_owned() } else { format!("there is {}", names.join(", ")) };
        return Err(IndexesError::Unknown(name.to_owned(), known));
    };
    Ok(sources::index_statements(declaration)?)
}
