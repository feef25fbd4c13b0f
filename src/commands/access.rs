//! `habeas access EMAIL --out FILE.zip`: the package a customer gets.

use super::whose::{WhoseError, whose};
use crate::access::{collect, package};
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::web::View;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accessed {
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many values are held.
    pub facts: usize,
    /// The names of the sources that did not answer.
    pub missing: Vec<String>,
}

impl std::fmt::Display for Accessed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} values, {} bytes: {}", self.facts, self.bytes, self.file.display())?;
        for source in &self.missing {
            write!(f, "\nsource `{source}` does not answer: what it holds is not in the file")?;
        }
        Ok(())
    }
}

/// Why no package was written.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The address means nobody.
    #[error(transparent)]
    Whose(#[from] WhoseError),
    /// The file.
    #[error("`{}` cannot be written: {error}", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system answered.
        error: std::io::Error,
    },
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] crate::db::Error),
    /// The package.
    #[error(transparent)]
    Package(#[from] package::PackageError),
    /// A template is wrong: our mistake.
    #[error("the program is damaged: {0}")]
    Templates(String),
}

/// Writes everything held under this address into `out`, readable by its owner only. An existing file is replaced.
pub async fn access(portal: &Portal, email: &str, lang: Lang, out: &Path) -> Result<Accessed, AccessError> {
    access_of(portal, &whose(portal, email, None).await?, lang, out).await
}

/// The same for a person that [`super::whose`] found.
pub async fn access_of(portal: &Portal, address: &Address, lang: Lang, out: &Path) -> Result<Accessed, AccessError> {
    let contents = collect(portal, address, lang).await?;
    let view = View::new().map_err(|error| AccessError::Templates(error.to_string()))?;
    let failed = |error| AccessError::File { file: out.to_path_buf(), error };
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = package::write(options.open(out).map_err(failed)?, &contents, &view)?;
    written.sync_all().map_err(failed)?;
    let bytes = written.metadata().map_err(failed)?.len();
    let facts = contents.facts.iter().filter(|fact| fact.is_held()).count();
    Ok(Accessed { file: out.to_path_buf(), bytes, facts, missing: contents.missing })
}
