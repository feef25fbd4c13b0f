//! Carrying out the end of rows that have an end of their own: deleted once nothing points to them any more, or stripped
//! of whom they belong to.

use super::aged::Aged;
use super::declaration::Table;
use super::draw::stripping;
use super::live::Session;
use super::plan::Change;
use super::sql::{Cell, Dialect, OnDelete, RowKey, Shape, SqlError, Statement};
use std::collections::BTreeSet;

/// What happens to rows at their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They go.
    Delete,
    /// They stay without what is declared to go.
    Strip,
}

impl Session<'_> {
    /// Ends at most `limit` of the rows after the given key, in one transaction. Rows in `spared`, and to be deleted
    /// rows that others point to, stay. How many were ended, and the key after which it goes on; none at the end.
    pub fn expire(
        &mut self,
        aged: &Aged<'_>,
        ending: Ending,
        spared: &BTreeSet<RowKey>,
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<(usize, Option<RowKey>), SqlError> {
        let changes = self.changes(aged.table, ending);
        let shape = self.catalog.shape(&aged.table.name);
        let still = |select: &mut Statement| differ(select, &shape, ending, &changes);
        let (rows, end) = self.aged_where(aged, &[], after, limit, still)?;
        let keys: Vec<&RowKey> = rows.iter().map(|row| &row.key).filter(|key| !spared.contains(key)).collect();
        if keys.is_empty() {
            return Ok((0, end));
        }
        let (declaration, catalog) = (self.declaration, std::sync::Arc::clone(&self.catalog));
        let ended = self.connection.transaction(|connection| {
            let mut session = Session { declaration, catalog, connection };
            match ending {
                Ending::Delete => session.delete_aged(aged, &keys),
                Ending::Strip => session.change(aged.table, &changes, &keys),
            }
        })?;
        self.connection.settle()?;
        Ok((ended, end))
    }

    /// How many rows are at their end.
    pub fn count_expired(&mut self, aged: &Aged<'_>, ending: Ending) -> Result<u64, SqlError> {
        let changes = self.changes(aged.table, ending);
        let shape = self.catalog.shape(&aged.table.name);
        self.count_where(aged, |select| differ(select, &shape, ending, &changes))
    }

    fn changes(&self, table: &Table, ending: Ending) -> Vec<Change> {
        match ending {
            Ending::Delete => Vec::new(),
            Ending::Strip => stripping(self.declaration, &self.catalog, table),
        }
    }

    fn delete_aged(&mut self, aged: &Aged<'_>, keys: &[&RowKey]) -> Result<usize, SqlError> {
        let (table, shape) = (aged.table, self.catalog.shape(&aged.table.name));
        // MySQL refuses to look at the table from which it deletes, so what is free is asked, and locked, before.
        let mut free = self.connection.statement("SELECT ");
        free.read_all(table.key.iter().map(String::as_str)).push(" FROM ").table(&table.name).push(" WHERE ");
        free.rows(&shape, &table.key, keys.iter().copied()).push(" AND ");
        self.is_aged(&mut free, aged)?;
        self.points_nowhere(&mut free, table);
        if self.connection.dialect() != Dialect::Sqlite {
            free.push(" FOR UPDATE");
        }
        let free: Vec<RowKey> = self.connection.query(&free)?.into_iter().map(RowKey).collect();
        if free.is_empty() {
            return Ok(0);
        }
        let mut delete = self.connection.statement("DELETE FROM ");
        delete.table(&table.name).push(" WHERE ").rows(&shape, &table.key, &free);
        self.connection.execute(&delete)
    }

    /// "and no row of another table points to this one".
    fn points_nowhere(&self, statement: &mut Statement, table: &Table) {
        let keys = self.catalog.foreign_keys.iter();
        for link in keys.filter(|link| link.parent == table.name && link.on_delete != OnDelete::Detach) {
            statement.push(" AND NOT EXISTS (SELECT 1 FROM ").table(&link.child).push(" child WHERE ");
            for (place, (column, at)) in link.columns.iter().zip(&link.at).enumerate() {
                statement.push(if place > 0 { " AND " } else { "" });
                statement.push("child.").name(column).push(" = ").table(&table.name).push(".").name(at);
            }
            statement.push(")");
        }
    }
}

/// "and it still holds something that goes". A replacement made from the key is not compared, unless there is nothing
/// else: then the row is looked at again and changed no more.
fn differ(statement: &mut Statement, shape: &Shape, ending: Ending, changes: &[Change]) {
    if ending == Ending::Delete {
        return;
    }
    let keyed = |change: &&Change| change.to.as_ref().is_some_and(|to| to.contains("{key}"));
    let only_keyed = changes.iter().all(|change| keyed(&change));
    statement.push(" AND (1 = 0");
    for change in changes.iter().filter(|change| only_keyed || !keyed(change)) {
        match &change.to {
            Some(to) if !only_keyed => {
                statement.push(" OR NOT (").same(shape, &change.column, Cell::Text(to.clone())).push(")")
            }
            _ => statement.push(" OR ").name(&change.column).push(" IS NOT NULL"),
        };
    }
    statement.push(")");
}
