//! The databases of sources: connections, statements, what the database says about its own tables.
//!
//! The only place that knows the drivers. PostgreSQL values travel as text, cast from and to the type of their column;
//! SQLite values keep their storage class; MySQL values are read as text and bound by the type of their
//! column. Files and HTTP sources are asked through a copy in memory.

mod anew;
mod catalog;
mod cell;
mod describe;
mod exact;
mod indexes;
mod marked;
mod mirror;
mod mysql;
mod postgres;
mod sqlite;
mod statement;

pub use anew::Rebuild;
pub use catalog::{Catalog, ForeignKey, OnDelete, Shape};
pub(in crate::sources) use cell::unhex as bytes_of;
pub use cell::{Cell, RowKey};
pub use marked::marking;
pub use statement::{Dialect, Statement};

use super::declaration::{Declaration, SourceUrl};
use super::files::Files;
use super::http::{Outside, Remote};
use super::identifier::Identifiers;
use super::residue::Residue;
use mirror::Mirror;
use std::collections::BTreeSet;

/// How many statements are on their way at once at most.
pub const TOGETHER: usize = 32;

/// A statement that failed. Holds codes only: what databases answer may repeat personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// The database does not answer.
    #[error("does not answer ({0})")]
    Down(String),
    /// The database is busy with something else; it may work later.
    #[error("is busy ({0})")]
    Busy(String),
    /// There is no room left on its disk, in its memory or in a table; it may work later.
    #[error("has no room left ({0})")]
    Full(String),
    /// A rule of the database refuses: a foreign key, a unique index, a missing value.
    #[error("a rule of the database refuses ({0})")]
    Refused(String),
    /// The portal's account may not do this.
    #[error("the account is not allowed to ({0})")]
    Forbidden(String),
    /// Anything else: a missing table or column, a value of the wrong type.
    #[error("the statement fails ({0})")]
    Failed(String),
    /// More rows than the portal treats as one person's.
    #[error("more than {0} rows belong to one person")]
    TooMany(usize),
    /// Several people share the mailbox, and it was not said which of them is meant.
    #[error("knows several people by this address")]
    Shared,
}

/// A connection to the database of a source.
pub struct Connection(Driver);

enum Driver {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
    MySql(Box<mysql::MySql>),
    Mirror(Box<Mirror>),
}

impl Connection {
    /// Connects; foreign keys are enforced and erased content is overwritten.
    pub fn open(url: &SourceUrl, outside: Option<&Outside>) -> Result<Self, SqlError> {
        Self::open_as(url, None, outside)
    }

    /// The same for a declared source.
    pub fn open_declared(declaration: &Declaration, outside: Option<&Outside>) -> Result<Self, SqlError> {
        Self::open_as(&declaration.url, Some(declaration), outside)
    }

    fn open_as(
        url: &SourceUrl,
        declaration: Option<&Declaration>,
        outside: Option<&Outside>,
    ) -> Result<Self, SqlError> {
        Ok(Self(match url {
            SourceUrl::Sqlite(path) => Driver::Sqlite(sqlite::Sqlite::open(path)?),
            SourceUrl::Postgres(url) => Driver::Postgres(postgres::Postgres::open(url.expose())?),
            SourceUrl::MySql(url) => Driver::MySql(Box::new(mysql::MySql::open(url.expose())?)),
            SourceUrl::Files(folder) => Driver::Mirror(Box::new(Mirror::of_files(Files::read(folder)?, declaration)?)),
            SourceUrl::Http(place) => {
                let outside = outside.ok_or_else(|| SqlError::Down("nothing may be called from here".to_owned()))?;
                Driver::Mirror(Box::new(Mirror::of_remote(Remote::open(place, outside)?)?))
            }
            SourceUrl::Manual(_) => return Err(SqlError::Failed("only a colleague can look there".to_owned())),
        }))
    }

    /// The SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        match self.0 {
            Driver::Sqlite(_) | Driver::Mirror(_) => Dialect::Sqlite,
            Driver::Postgres(_) => Dialect::Postgres,
            Driver::MySql(_) => Dialect::MySql,
        }
    }

    /// Begins a statement.
    pub fn statement(&self, words: &str) -> Statement {
        Statement::new(self.dialect(), words)
    }

    /// The rows of a statement.
    pub fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.query(statement),
            Driver::Postgres(driver) => driver.query(statement),
            Driver::MySql(driver) => driver.query(statement),
            Driver::Mirror(driver) => driver.query(statement),
        }
    }

    /// The rows of each of these statements, none of which needs the answer of another: a server is asked [`TOGETHER`] of them at
    /// once.
    pub fn query_all(&mut self, statements: &[&Statement]) -> Result<Vec<Vec<Vec<Cell>>>, SqlError> {
        match &mut self.0 {
            Driver::Postgres(driver) => driver.query_all(statements),
            _ => statements.iter().map(|statement| self.query(statement)).collect(),
        }
    }

    /// Each row of a statement as it comes: not all are in memory at once.
    pub fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.each(statement, row),
            Driver::Postgres(driver) => driver.each(statement, row),
            Driver::MySql(driver) => driver.each(statement, row),
            Driver::Mirror(driver) => driver.each(statement, row),
        }
    }

    /// How many rows each of these statements changed; they are carried out in their order, [`TOGETHER`] of them on their way at once.
    pub fn execute_all(&mut self, statements: &[&Statement]) -> Result<Vec<usize>, SqlError> {
        match &mut self.0 {
            Driver::Postgres(driver) => driver.execute_all(statements),
            _ => statements.iter().map(|statement| self.execute(statement)).collect(),
        }
    }

    /// How many rows a statement changed.
    pub fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.execute(statement),
            Driver::Postgres(driver) => Ok(driver.execute_all(&[statement])?.into_iter().sum()),
            Driver::MySql(driver) => driver.execute(statement),
            Driver::Mirror(driver) => driver.execute(statement),
        }
    }

    /// Runs `body` in one transaction, which is undone if it fails. Foreign keys that can be deferred are.
    pub fn transaction<T, E: From<SqlError>>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.batch(match self.dialect() {
            Dialect::Sqlite => "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON",
            Dialect::Postgres => "BEGIN; SET CONSTRAINTS ALL DEFERRED",
            Dialect::MySql => "START TRANSACTION",
        })?;
        self.mark_transaction(true);
        let done = body(self).and_then(|done| self.hand_on().map(|()| done).map_err(E::from));
        self.mark_transaction(false);
        match done {
            Ok(done) => match self.batch("COMMIT") {
                Ok(()) => Ok(done),
                Err(error) => {
                    let _ = self.batch("ROLLBACK");
                    Err(error.into())
                }
            },
            Err(error) => {
                let _ = self.batch("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Runs `body` in a transaction in which the database refuses every change.
    pub fn read_only<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, SqlError>) -> Result<T, SqlError> {
        let (begin, end) = match self.dialect() {
            Dialect::Sqlite => ("PRAGMA query_only = ON; BEGIN", "ROLLBACK; PRAGMA query_only = OFF"),
            Dialect::Postgres => ("BEGIN READ ONLY", "ROLLBACK"),
            Dialect::MySql => ("START TRANSACTION READ ONLY", "ROLLBACK"),
        };
        self.batch(begin)?;
        let done = body(self);
        // A connection that cannot even end its transaction is not used again.
        let ended = self.batch(end);
        done.and_then(|done| ended.map(|()| done))
    }

    /// Whether the connection still works.
    pub fn is_alive(&mut self) -> bool {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.is_alive(),
            Driver::Postgres(driver) => driver.is_alive(),
            Driver::MySql(driver) => driver.is_alive(),
            Driver::Mirror(driver) => driver.is_alive(),
        }
    }

    /// After an erasure: makes sure that erased content is not left in a side file.
    pub fn settle(&mut self) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.settle(),
            Driver::Postgres(_) | Driver::MySql(_) | Driver::Mirror(_) => Ok(()),
        }
    }

    /// What the database says about its tables.
    pub fn catalog(&mut self) -> Result<Catalog, SqlError> {
        match self.dialect() {
            Dialect::Sqlite => catalog::of_sqlite(self),
            Dialect::Postgres => catalog::of_postgres(self),
            Dialect::MySql => catalog::of_mysql(self),
        }
    }

    fn mark_transaction(&mut self, begins: bool) {
        if let Driver::Mirror(mirror) = &mut self.0 {
            mirror.set_in_transaction(begins);
        }
    }

    /// What a transaction changed in a copy is handed to where it came from.
    fn hand_on(&mut self) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Mirror(mirror) => mirror.hand_on(),
            _ => Ok(()),
        }
    }

    /// Before a person is looked for: brings their rows, where they are not in a database.
    pub(in crate::sources) fn fetch(&mut self, person: &Identifiers) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Mirror(mirror) => mirror.fetch(person),
            _ => Ok(()),
        }
    }

    /// Before rows are read by key: brings those that are not here.
    pub(in crate::sources) fn fetch_rows(
        &mut self,
        table: &str,
        key: &[String],
        keys: &[&RowKey],
    ) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Mirror(mirror) => mirror.fetch_rows(table, key, keys),
            _ => Ok(()),
        }
    }

    /// Before the list of people is read: brings a batch of it.
    pub(in crate::sources) fn fetch_list(
        &mut self,
        table: &str,
        key: &[String],
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Mirror(mirror) => mirror.fetch_list(table, key, after, limit),
            _ => Ok(()),
        }
    }

    /// Whether rows are only here once they were fetched, so that nothing can be counted or compared where they are.
    pub fn is_remote(&self) -> bool {
        matches!(&self.0, Driver::Mirror(mirror) if mirror.is_remote())
    }

    /// The rows, by the texts of their key, of which a source without SQL says that others have them too.
    pub(in crate::sources) fn said_shared(&self, table: &str, key: &[String]) -> BTreeSet<Vec<Option<String>>> {
        match &self.0 {
            Driver::Mirror(mirror) => mirror.shared(table, key),
            _ => BTreeSet::new(),
        }
    }

    /// Where a source says itself that the person is still written; `None` where the portal looks.
    pub(in crate::sources) fn said_mentions(&self, person: &Identifiers) -> Result<Option<Vec<Residue>>, SqlError> {
        match &self.0 {
            Driver::Mirror(mirror) => mirror.mentions(person),
            _ => Ok(None),
        }
    }

    fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        match &mut self.0 {
            Driver::Sqlite(driver) => driver.batch(sql),
            Driver::Postgres(driver) => driver.batch(sql),
            Driver::MySql(driver) => driver.batch(sql),
            Driver::Mirror(driver) => driver.batch(sql),
        }
    }
}
