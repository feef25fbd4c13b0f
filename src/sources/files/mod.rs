//! Files in a folder as a source: each CSV file is a table, named as the file without `.csv`; each sheet of an Excel workbook
//! is one, named `workbook/sheet`.
//!
//! A file is read whole, and written anew beside itself and then renamed, so that nobody ever sees half of it. Rows of
//! CSV that do not change keep their bytes. Files that changed since they were read are never overwritten: the portal reads them
//! again and tries again.

mod encoding;
mod table;
mod xlsx;

use super::sql::{Cell, SqlError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use table::CsvTable;
use xlsx::Book;
pub(super) use xlsx::Occasion;

/// The largest CSV file that is read, in bytes.
const MOST: u64 = 256 << 20;

/// The largest workbook, in bytes.
const MOST_OF_BOOK: u64 = 32 << 20;

/// One table of the folder.
pub(super) enum FileTable {
    /// A CSV file.
    Csv(CsvTable),
    /// A sheet of a workbook.
    Sheet(xlsx::Sheet),
}

impl FileTable {
    /// What declarations call it.
    pub(super) fn name(&self) -> &str {
        match self {
            FileTable::Csv(table) => &table.name,
            FileTable::Sheet(sheet) => &sheet.name,
        }
    }

    /// The names of its columns.
    pub(super) fn columns(&self) -> &[String] {
        match self {
            FileTable::Csv(table) => &table.columns,
            FileTable::Sheet(sheet) => &sheet.columns,
        }
    }

    /// The rows with their numbers.
    pub(super) fn rows(&self) -> Vec<(i64, Vec<Cell>)> {
        match self {
            FileTable::Csv(table) => table.rows().collect(),
            FileTable::Sheet(sheet) => sheet.rows.iter().map(|(number, cells)| (*number, cells.clone())).collect(),
        }
    }

    /// Fails where something is computed in one of these columns, by which people are found.
    pub(super) fn needs_values(&self, columns: &BTreeSet<String>) -> Result<(), SqlError> {
        match self {
            FileTable::Csv(_) => Ok(()),
            FileTable::Sheet(sheet) => sheet.needs_values(columns),
        }
    }

    /// The first column in which every row has a value of its own: probably the key.
    pub(super) fn first_unique(&self) -> Option<&String> {
        let mut seen: Vec<Option<BTreeSet<Cell>>> = vec![Some(BTreeSet::new()); self.columns().len()];
        for (_, cells) in self.rows() {
            for (values, cell) in seen.iter_mut().zip(cells) {
                let is_new = cell != Cell::Null && values.as_mut().is_some_and(|values| values.insert(cell));
                *values = values.take().filter(|_| is_new);
            }
        }
        self.columns().iter().zip(seen).find(|(_, values)| values.is_some()).map(|(column, _)| column)
    }
}

/// The files of a folder, in memory.
pub(super) struct Files {
    folder: PathBuf,
    stamps: BTreeMap<PathBuf, Stamp>,
    /// Whether a workbook was written whose formulas have no result any more: it is read again for the next question.
    is_stale: bool,
    /// In the order of their files.
    pub(super) tables: Vec<FileTable>,
}

/// What tells whether a file was written since.
type Stamp = (u64, Option<SystemTime>);

/// New values of some rows by number; `None` for a row that goes.
pub(super) type Rewritten = BTreeMap<i64, Option<Vec<Cell>>>;

/// A file whose new content stands beside it, with the tables it then holds.
struct Beside {
    path: PathBuf,
    beside: PathBuf,
    tables: Vec<FileTable>,
}

impl Files {
    /// Reads every CSV file and workbook of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, SqlError> {
        let stamps = stamps(folder)?;
        let mut tables = Vec::new();
        for (path, (size, _)) in &stamps {
            let (name, file) = (stem(path), file_name(path));
            let most = if is_book(path) { MOST_OF_BOOK } else { MOST };
            if *size > most {
                return Err(SqlError::Failed(format!("`{file}` is too large: put it into a database")));
            }
            let bytes = fs::read(path).map_err(|error| down(&name, &error))?;
            if is_book(path) {
                tables.extend(Book::read(&name, &bytes)?.sheets.into_iter().map(FileTable::Sheet));
            } else {
                tables.push(FileTable::Csv(CsvTable::parse(&name, &bytes)?));
            }
        }
        Ok(Self { folder: folder.to_path_buf(), stamps, is_stale: false, tables })
    }

    /// Whether what is here is still what a reading would give.
    pub(super) fn are_unchanged(&self) -> bool {
        !self.is_stale && self.are_unwritten()
    }

    /// Whether no file was written, added or removed since.
    fn are_unwritten(&self) -> bool {
        stamps(&self.folder).is_ok_and(|now| now == self.stamps)
    }

    /// Writes the changed rows of some tables: every new file whole beside the old one, then each is renamed.
    pub(super) fn write(&mut self, changes: &BTreeMap<String, Rewritten>, occasion: Occasion) -> Result<(), SqlError> {
        if changes.is_empty() {
            return Ok(());
        }
        if !self.are_unwritten() {
            return Err(SqlError::Busy("a file was written meanwhile".to_owned()));
        }
        let mut written: Vec<Beside> = Vec::new();
        for (path, of_file) in self.by_file(changes) {
            let put = self.put_beside(&path, &of_file, occasion);
            match put {
                Ok(beside) => written.push(beside),
                Err(error) => {
                    written.iter().for_each(|one| drop(fs::remove_file(&one.beside)));
                    return Err(error);
                }
            }
        }
        for one in written {
            fs::rename(&one.beside, &one.path).map_err(|error| unwritable(&file_name(&one.path), &error))?;
            for next in one.tables {
                self.is_stale |= matches!(&next, FileTable::Sheet(sheet) if sheet.has_formulas());
                if let Some(table) = self.tables.iter_mut().find(|table| table.name() == next.name()) {
                    *table = next;
                }
            }
        }
        // The names are on the disk when the folder is.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| unwritable("folder", &error))?;
        self.stamps = stamps(&self.folder)?;
        Ok(())
    }

    /// The changes, by the file that holds the table.
    fn by_file(&self, changes: &BTreeMap<String, Rewritten>) -> BTreeMap<PathBuf, BTreeMap<String, Rewritten>> {
        let mut files: BTreeMap<PathBuf, BTreeMap<String, Rewritten>> = BTreeMap::new();
        for (name, rows) in changes {
            let file = match self.tables.iter().find(|table| table.name() == name) {
                None => continue,
                Some(FileTable::Csv(table)) => (table.name.as_str(), false),
                Some(FileTable::Sheet(sheet)) => (sheet.book(), true),
            };
            let path = self.stamps.keys().find(|path| (stem(path).as_str(), is_book(path)) == file);
            let Some(path) = path else { continue };
            files.entry(path.clone()).or_default().insert(name.clone(), rows.clone());
        }
        files
    }

    fn put_beside(
        &self,
        path: &Path,
        changes: &BTreeMap<String, Rewritten>,
        occasion: Occasion,
    ) -> Result<Beside, SqlError> {
        let (content, tables) = if is_book(path) {
            if is_open_elsewhere(path) {
                return Err(SqlError::Busy(format!("`{}` is open in an office program", file_name(path))));
            }
            let bytes = fs::read(path).map_err(|error| down(&file_name(path), &error))?;
            let (content, next) = Book::read(&stem(path), &bytes)?.rewritten(changes, occasion)?;
            (content, next.sheets.into_iter().map(FileTable::Sheet).collect())
        } else {
            let mut next = None;
            for (name, rows) in changes {
                let table = self.tables.iter().find_map(|table| match table {
                    FileTable::Csv(table) if table.name == *name => Some(table),
                    _ => None,
                });
                next = table.map(|table| table.rewritten(rows)).transpose()?;
            }
            let (content, next) = next.ok_or_else(|| SqlError::Failed("the file is gone".to_owned()))?;
            (content, vec![FileTable::Csv(next)])
        };
        let beside = path.with_file_name(format!(".{}.new", file_name(path)));
        put(path, &beside, &content).map_err(|error| {
            drop(fs::remove_file(&beside));
            unwritable(&file_name(path), &error)
        })?;
        Ok(Beside { path: path.to_path_buf(), beside, tables })
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
}

fn is_book(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsx"))
}

/// Whether an office program has the workbook open: what it saves would bring back what was taken away.
fn is_open_elsewhere(path: &Path) -> bool {
    let name = file_name(path);
    [format!("~${name}"), format!(".~lock.{name}#")].iter().any(|lock| path.with_file_name(lock).exists())
}

fn put(path: &Path, beside: &Path, content: &[u8]) -> std::io::Result<()> {
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
        let kind = path.extension().map(|kind| kind.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        // `~$` begins the file that says that a workbook is open.
        if [".", "~$"].iter().any(|beginning| file_name(&path).starts_with(beginning)) {
            continue;
        }
        if matches!(kind.as_str(), "xls" | "xlsm" | "xlsb" | "xltm") {
            let file = file_name(&path);
            return Err(SqlError::Failed(format!("`{file}` is old or may hold macros: save it as an .xlsx workbook")));
        }
        if matches!(kind.as_str(), "csv" | "xlsx") {
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
        kind @ (std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) => {
            SqlError::Full(format!("{what}: {kind}"))
        }
        kind => SqlError::Busy(format!("{what}: {kind}")),
    }
}
