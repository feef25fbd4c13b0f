//! Taking out of the files of a database what was erased from its tables.

use super::declaration::{Declaration, SourceUrl};
use super::sql::{Catalog, Connection, ForeignKey, Rebuild, SqlError};
use crate::config::Secret;
use serde::Serialize;
use std::collections::BTreeSet;

/// A database whose tables can be written anew: of a source, or the portal's own.
pub struct Rewriting {
    connection: Connection,
    rebuilds: Vec<Rebuild>,
}

/// What came of writing tables anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rewritten {
    /// The tables that were.
    pub tables: Vec<String>,
    /// The statements that the database refused, and why.
    pub refused: Vec<(String, String)>,
}

impl Rewriting {
    /// The declared tables of a source, and those whose rows the database deletes or changes with theirs; none if its files
    /// hold nothing that was erased: SQLite overwrites at once, and what is no database has its own ways. Blocks.
    pub fn of_source(declaration: &Declaration) -> Result<Option<Self>, SqlError> {
        if !keeps(&declaration.url) {
            return Ok(None);
        }
        let tables = declaration.tables.iter().map(|table| table.name.clone()).collect();
        Self::new(&declaration.url, Some(tables)).map(Some)
    }

    /// Every table of the PostgreSQL database at this URL. Blocks.
    pub fn of_database(url: &Secret) -> Result<Self, SqlError> {
        Self::new(&SourceUrl::Postgres(url.clone()), None)
    }

    fn new(url: &SourceUrl, tables: Option<BTreeSet<String>>) -> Result<Self, SqlError> {
        let mut connection = Connection::open(url, None)?;
        let catalog = connection.catalog()?;
        let tables = match tables {
            Some(tables) => with_dependants(tables, &catalog),
            None => catalog.tables.into_keys().collect(),
        };
        let rebuilds = connection.rebuilds(&tables)?;
        connection.take_time()?;
        Ok(Self { connection, rebuilds })
    }

    /// The statements, each to be run by itself.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        self.rebuilds.iter().map(|rebuild| rebuild.statement.as_str())
    }

    /// What else in that server keeps old rows, and what to do about it. Blocks.
    pub fn advice(&mut self) -> Result<Vec<&'static str>, SqlError> {
        self.connection.keeps_old_rows()
    }

    /// Runs the statements. One that is refused does not keep the others. Blocks, for as long as the tables are large.
    pub fn run(mut self) -> Rewritten {
        let mut done = Rewritten::default();
        for rebuild in &self.rebuilds {
            match self.connection.rebuild(rebuild) {
                Ok(()) => done.tables.extend(rebuild.table.clone()),
                Err(error) => done.refused.push((rebuild.statement.clone(), error.to_string())),
            }
        }
        done
    }
}

/// With every table whose rows point to those of another one.
fn with_dependants(mut tables: BTreeSet<String>, catalog: &Catalog) -> BTreeSet<String> {
    loop {
        let points = |key: &&ForeignKey| tables.contains(&key.parent) && !tables.contains(&key.child);
        let more: Vec<String> = catalog.foreign_keys.iter().filter(points).map(|key| key.child.clone()).collect();
        if more.is_empty() {
            return tables;
        }
        tables.extend(more);
    }
}

/// Whether what was erased stays in the files of the database until its tables are written anew.
pub fn keeps(url: &SourceUrl) -> bool {
    matches!(url, SourceUrl::Postgres(_) | SourceUrl::MySql(_))
}
