//! A SQLite file as a source.

use super::cell::unhex;
use super::{Cell, SqlError, Statement};
use rusqlite::hooks::Action;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ToSql, params_from_iter};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(super) struct Sqlite {
    connection: rusqlite::Connection,
    /// Where the file is and which one it was; `None` in memory.
    file: Option<(PathBuf, FileIdentity)>,
}

/// What tells a file from another one that takes its name.
#[cfg(unix)]
type FileIdentity = (u64, u64);
#[cfg(not(unix))]
type FileIdentity = ();

#[cfg(unix)]
fn identity(path: &Path) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Where a file that is open cannot lose its name.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FileIdentity> {
    path.exists().then_some(())
}

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

impl Sqlite {
    /// Opens an existing file; never makes one.
    pub(super) fn open(path: &Path) -> Result<Self, SqlError> {
        let identity = identity(path).ok_or_else(down)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(|_| down())?;
        connection.busy_timeout(PATIENCE).map_err(failure)?;
        // Measured: without secure_delete most erased values are still readable in the file.
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;").map_err(failure)?;
        // A file that is no database is noticed here and not at the first use.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(failure)?;
        Ok(Self { connection, file: Some((path.to_owned(), identity)) })
    }

    /// Asked before a kept connection is used again. A file that was moved away or put in its place, as from a backup, is another
    /// database: what is kept open would read and change the old one, which nobody sees any more.
    pub(super) fn is_alive(&self) -> bool {
        self.file.as_ref().is_none_or(|(path, known)| identity(path).as_ref() == Some(known))
    }

    /// An empty one in memory, which notes the rows that change: their table and number.
    pub(super) fn in_memory(touched: &Arc<Mutex<BTreeSet<(String, i64)>>>) -> Result<Self, SqlError> {
        let connection = rusqlite::Connection::open_in_memory().map_err(failure)?;
        let settings = "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";
        connection.execute_batch(settings).map_err(failure)?;
        let touched = Arc::clone(touched);
        connection.update_hook(Some(move |_: Action, _: &str, table: &str, number: i64| {
            touched.lock().unwrap_or_else(PoisonError::into_inner).insert((table.to_owned(), number));
        }));
        Ok(Self { connection, file: None })
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        let mut found = Vec::new();
        self.each(statement, &mut |row| found.push(row))?;
        Ok(found)
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        let mut prepared = self.connection.prepare_cached(statement.text()).map_err(failure)?;
        let width = prepared.column_count();
        let mut rows = prepared.query(params_from_iter(statement.values())).map_err(failure)?;
        while let Some(next) = rows.next().map_err(failure)? {
            let cells = (0..width).map(|place| next.get_ref(place).map(cell));
            row(cells.collect::<Result<_, _>>().map_err(failure)?);
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        let mut prepared = self.connection.prepare_cached(statement.text()).map_err(failure)?;
        prepared.execute(params_from_iter(statement.values())).map_err(failure)
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.connection.execute_batch(sql).map_err(failure)
    }

    /// Empties the write-ahead log, which otherwise keeps the pages from before an erasure. Another reader may hold
    /// it; then the log is emptied at its next checkpoint.
    pub(super) fn settle(&mut self) -> Result<(), SqlError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failure)
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Owned(Value::Null),
            Cell::Integer(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Cell::Real(text) => ToSqlOutput::Owned(text.parse().map_or(Value::Null, Value::Real)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Bytes(hex) => ToSqlOutput::Owned(Value::Blob(unhex(hex))),
        })
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(format!("{number:?}")),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => Cell::bytes(bytes),
        },
        ValueRef::Blob(bytes) => Cell::bytes(bytes),
    }
}

fn down() -> SqlError {
    SqlError::Down("cannot be opened".to_owned())
}

fn failure(error: rusqlite::Error) -> SqlError {
    let Some(code) = error.sqlite_error_code() else { return SqlError::Failed("query".to_owned()) };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => SqlError::Busy(format!("{code:?}")),
        ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::TooBig => {
            SqlError::Refused(format!("{code:?}"))
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
            SqlError::Forbidden(format!("{code:?}"))
        }
        ErrorCode::CannotOpen | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt => {
            SqlError::Down(format!("{code:?}"))
        }
        ErrorCode::DiskFull | ErrorCode::OutOfMemory => SqlError::Full(format!("{code:?}")),
        other => SqlError::Failed(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_says_so_and_what_took_the_name_of_another_file_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("shop.sqlite"), folder.path().join("copy.sqlite"));
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE texts (text BLOB)").unwrap();
        let mut open = Sqlite::open(&path).unwrap();
        open.connection.query_row("PRAGMA max_page_count = 3", [], |_| Ok(())).unwrap();
        let more = open.batch("INSERT INTO texts VALUES (zeroblob(100000))");
        assert_eq!(more, Err(SqlError::Full("DiskFull".to_owned())));
        assert!(open.is_alive());
        std::fs::copy(&path, &copy).unwrap();
        std::fs::rename(&copy, &path).unwrap();
        assert!(!open.is_alive(), "a restored file is another one");
        assert!(Sqlite::open(&path).unwrap().is_alive());
        std::fs::remove_file(&path).unwrap();
        assert!(!open.is_alive() && Sqlite::open(&path).is_err());
    }
}
