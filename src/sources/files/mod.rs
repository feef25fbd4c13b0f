//! CSV files in a folder as a source: each file is a table, named as the file without `.csv`.
//!
//! A file is read whole, and written anew beside itself and then renamed, so that nobody ever sees half of it. Rows that
//! do not change keep their bytes. Files that changed since they were read are never overwritten: the portal reads them
//! again and tries again.

mod encoding;
mod table;

use super::sql::{Cell, SqlError};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
pub(super) use table::FileTable;

/// The largest file that is read, in bytes.
const MOST: u64 = 256 << 20;

/// The files of a folder, in memory.
pub(super) struct Files {
    folder: PathBuf,
    stamps: BTreeMap<PathBuf, Stamp>,
    /// In the order of their names.
    pub(super) tables: Vec<FileTable>,
}

/// What tells whether a file was written since.
type Stamp = (u64, Option<SystemTime>);

/// New values of some rows by number; `None` for a row that goes.
pub(super) type Rewritten = BTreeMap<i64, Option<Vec<Cell>>>;

impl Files {
    /// Reads every `*.csv` of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, SqlError> {
        let stamps = stamps(folder)?;
        let mut tables = Vec::new();
        for (path, (size, _)) in &stamps {
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            if *size > MOST {
                return Err(SqlError::Failed(format!("`{name}.csv` is too large")));
            }
            let bytes = fs::read(path).map_err(|error| down(&name, &error))?;
            tables.push(FileTable::parse(&name, &bytes)?);
        }
        Ok(Self { folder: folder.to_path_buf(), stamps, tables })
    }

    /// Whether no file was written, added or removed since.
    pub(super) fn are_unchanged(&self) -> bool {
        stamps(&self.folder).is_ok_and(|now| now == self.stamps)
    }

    /// Writes the changed rows of some tables: every new file whole beside the old one, then each is renamed.
    pub(super) fn write(&mut self, changes: &BTreeMap<String, Rewritten>) -> Result<(), SqlError> {
        if changes.is_empty() {
            return Ok(());
        }
        if !self.are_unchanged() {
            return Err(SqlError::Busy("a file was written meanwhile".to_owned()));
        }
        let mut written = Vec::new();
        for (name, rows) in changes {
            let Some(table) = self.tables.iter().find(|table| table.name == *name) else { continue };
            let (content, next) = table.rewritten(rows)?;
            let path = self.folder.join(format!("{name}.csv"));
            let beside = self.folder.join(format!(".{name}.csv.new"));
            let put = put_beside(&path, &beside, &content);
            written.push((path, beside, next));
            if let Err(error) = put {
                written.iter().for_each(|(_, beside, _)| drop(fs::remove_file(beside)));
                return Err(unwritable(name, &error));
            }
        }
        for (path, beside, next) in written {
            fs::rename(&beside, &path).map_err(|error| unwritable(&next.name, &error))?;
            if let Some(table) = self.tables.iter_mut().find(|table| table.name == next.name) {
                *table = next;
            }
        }
        // The names are on the disk when the folder is.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| unwritable("folder", &error))?;
        self.stamps = stamps(&self.folder)?;
        Ok(())
    }
}

fn put_beside(path: &Path, beside: &Path, content: &[u8]) -> std::io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    let mut file = File::create(beside)?;
    file.set_permissions(permissions)?;
    file.write_all(content)?;
    file.sync_all()
}

fn stamps(folder: &Path) -> Result<BTreeMap<PathBuf, Stamp>, SqlError> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|error| down("folder", &error))? {
        let path = entry.map_err(|error| down("folder", &error))?.path();
        let is_csv = path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("csv"));
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_csv && !is_hidden {
            let about = fs::metadata(&path).map_err(|error| down("a file", &error))?;
            found.insert(path, (about.len(), about.modified().ok()));
        }
    }
    Ok(found)
}

fn down(what: &str, error: &std::io::Error) -> SqlError {
    SqlError::Down(format!("{what}: {}", error.kind()))
}

fn unwritable(what: &str, error: &std::io::Error) -> SqlError {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            SqlError::Forbidden(format!("{what}: {}", error.kind()))
        }
        kind => SqlError::Busy(format!("{what}: {kind}")),
    }
}
