//! Carrying out the plan of a source: one transaction, of which running it again changes nothing.

use super::declaration::Table;
use super::find::{CHUNK, Found};
use super::identifier::Identifiers;
use super::live::Session;
use super::plan::{Action, Change, SourcePlan, Step, Until};
use super::sql::{Cell, RowKey, SqlError, Statement};
use std::collections::BTreeMap;

/// A copy of a row for the archive of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The row.
    pub key: RowKey,
    /// The copied columns with their values in text form.
    pub values: BTreeMap<String, Option<String>>,
    /// Until when the copy is kept.
    pub until: Option<Until>,
    /// Whether the row is already stripped: then a copy that exists is the true one and must not be replaced.
    pub late: bool,
}

/// The archive could not store a copy: nothing was changed in the source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// The database of the source.
    #[error(transparent)]
    Source(#[from] SqlError),
    /// The archive.
    #[error("the archive cannot store a copy: {0}")]
    Archive(String),
}

/// What an execution changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Executed {
    /// Rows deleted.
    pub deleted: usize,
    /// Rows stripped or unlinked.
    pub changed: usize,
    /// Copies handed to the archive.
    pub copied: usize,
}

impl Session<'_> {
    /// Runs the steps of a plan in one transaction. The person is looked for again inside it: only rows that are
    /// theirs now are touched, so that a key given to somebody else meanwhile harms nobody, and a plan that has run
    /// finds nothing more to do. The copies are stored by `archive`, all at once, before anything in the source changes.
    pub fn execute(
        &mut self,
        person: &Identifiers,
        plan: &SourcePlan,
        archive: impl FnOnce(&[Copy]) -> Result<(), String>,
    ) -> Result<Executed, ExecuteError> {
        let (declaration, catalog) = (self.declaration, std::sync::Arc::clone(&self.catalog));
        let executed = self.connection.transaction(|connection| {
            let mut session = Session { declaration, catalog, connection };
            let found = session.find(person)?;
            let mut copies = Vec::new();
            for step in &plan.steps {
                copies.extend(session.copies(plan, step, &found)?);
            }
            if !copies.is_empty() {
                archive(&copies).map_err(ExecuteError::Archive)?;
            }
            let mut done = Executed { copied: copies.len(), ..Executed::default() };
            let loosened = session.loosened(plan, &found).into_iter();
            let mut writes: Vec<(Option<Action>, Statement)> = loosened.map(|update| (None, update)).collect();
            for step in &plan.steps {
                let table = session.table(&step.table)?;
                let keys = present(step, &found, table);
                writes.extend(session.writes(step, table, &keys).into_iter().map(|write| (Some(step.action), write)));
            }
            let statements: Vec<&Statement> = writes.iter().map(|(_, statement)| statement).collect();
            let changed = session.connection.execute_all(&statements)?;
            for ((action, _), rows) in writes.iter().zip(changed) {
                match action {
                    Some(Action::Delete) => done.deleted += rows,
                    Some(Action::Strip | Action::Archive | Action::Unlink | Action::Keep) => done.changed += rows,
                    None => {}
                }
            }
            Ok::<_, ExecuteError>(done)
        })?;
        self.connection.settle()?;
        Ok(executed)
    }

    fn copies(&mut self, plan: &SourcePlan, step: &Step, found: &Found) -> Result<Vec<Copy>, SqlError> {
        if step.copies.is_empty() {
            return Ok(Vec::new());
        }
        let table = self.table(&step.table)?;
        let keys = present(step, found, table);
        let mut columns: Vec<&str> = step.copies.iter().map(String::as_str).collect();
        columns.extend(step.changes.iter().map(|change| change.column.as_str()));
        let copy = |(key, cells): (RowKey, Vec<Cell>)| {
            let late = step.changes.iter().zip(cells.iter().skip(step.copies.len())).all(|(change, cell)| {
                cell.text() == change.to.as_ref().map(|text| text.replace("{key}", &key.plain()))
            });
            let values = step.copies.iter().cloned().zip(cells.iter().map(Cell::text)).collect();
            Copy {
                source: plan.source.clone(),
                table: step.table.clone(),
                key,
                values,
                until: step.until.clone(),
                late: late && !step.changes.is_empty(),
            }
        };
        Ok(self.cells(table, &columns, &keys)?.into_iter().map(copy).collect())
    }

    /// Rows that point to one another in a circle, or within their own table, first let go of each other where they
    /// can: not every foreign key waits for the end of the transaction.
    fn loosened(&self, plan: &SourcePlan, found: &Found) -> Vec<Statement> {
        let mut writes = Vec::new();
        let catalog = std::sync::Arc::clone(&self.catalog);
        for link in &catalog.foreign_keys {
            let deletes = |step: &Step| step.table == link.parent && step.action == Action::Delete;
            let Some(gone) = plan.steps.iter().position(deletes) else { continue };
            let Some(table) = self.declaration.table(&link.child) else { continue };
            let shape = catalog.shape(&link.child);
            for (place, step) in plan.steps.iter().enumerate().filter(|(_, step)| step.table == link.child) {
                let is_own = link.child == link.parent && step.action == Action::Delete;
                let can_go = |column: &&String| !shape.is_required(column) && !table.key.contains(column);
                let goes = |column: &&String| {
                    let cleared = step.changes.iter().any(|change| change.column == **column && change.to.is_none());
                    can_go(column) && (step.action == Action::Delete || cleared)
                };
                let columns: Vec<&String> = link.columns.iter().filter(goes).collect();
                if columns.is_empty() || (place < gone && !is_own) {
                    continue;
                }
                for chunk in present(step, found, table).chunks(CHUNK) {
                    let mut update = self.connection.statement("UPDATE ");
                    update.table(&link.child).push(" SET ");
                    for (place, column) in columns.iter().enumerate() {
                        update.push(if place > 0 { ", " } else { "" }).name(column).push(" = NULL");
                    }
                    update.push(" WHERE ").rows(&shape, &table.key, chunk.iter().copied());
                    writes.push(update);
                }
            }
        }
        writes
    }

    fn writes(&self, step: &Step, table: &Table, keys: &[&RowKey]) -> Vec<Statement> {
        match step.action {
            Action::Delete => keys.chunks(CHUNK).map(|chunk| self.delete(table, chunk)).collect(),
            Action::Keep => Vec::new(),
            Action::Strip | Action::Archive | Action::Unlink => self.updates(table, &step.changes, keys),
        }
    }

    fn delete(&self, table: &Table, keys: &[&RowKey]) -> Statement {
        let mut delete = self.connection.statement("DELETE FROM ");
        delete.table(&table.name).push(" WHERE ");
        delete.rows(&self.catalog.shape(&table.name), &table.key, keys.iter().copied());
        delete
    }

    /// Gives columns their new values. Rows that have them already are not counted.
    pub(super) fn change(&mut self, table: &Table, changes: &[Change], keys: &[&RowKey]) -> Result<usize, SqlError> {
        let writes = self.updates(table, changes, keys);
        let changed = self.connection.execute_all(&writes.iter().collect::<Vec<_>>())?;
        Ok(changed.into_iter().sum())
    }

    fn updates(&self, table: &Table, changes: &[Change], keys: &[&RowKey]) -> Vec<Statement> {
        let shape = self.catalog.shape(&table.name);
        let change = |key: &&RowKey| {
            let new = |change: &Change| {
                let text = change.to.as_ref().map(|text| text.replace("{key}", &key.plain()));
                text.map_or(Cell::Null, Cell::Text)
            };
            let mut update = self.connection.statement("UPDATE ");
            update.table(&table.name).push(" SET ");
            for (place, change) in changes.iter().enumerate() {
                update.push(if place > 0 { ", " } else { "" }).name(&change.column).push(" = ");
                update.value(&shape, &change.column, new(change));
            }
            update.push(" WHERE ").rows(&shape, &table.key, [*key]).push(" AND NOT (");
            for (place, change) in changes.iter().enumerate() {
                update.push(if place > 0 { " AND " } else { "" }).same(&shape, &change.column, new(change));
            }
            update.push(")");
            update
        };
        let keys = keys.iter().filter(|_| !changes.is_empty());
        keys.map(change).collect()
    }
}

/// The rows of a step that are the person's now. A row that came to be shared since the plan was made is left to a
/// new plan, unless the step only unlinks.
pub(super) fn present<'s>(step: &'s Step, found: &Found, table: &Table) -> Vec<&'s RowKey> {
    let theirs =
        |key: &&RowKey| found.row(&table.name, key).is_some_and(|row| !row.shared || step.action == Action::Unlink);
    step.keys.iter().filter(theirs).collect()
}
