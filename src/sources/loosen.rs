//! Before rows are deleted that point to each other in a circle: databases that check each foreign key at once (MySQL)
//! need the links cleared first.

use super::execute::present;
use super::find::{CHUNK, Found};
use super::live::Session;
use super::plan::{Action, Step};
use super::sql::{ForeignKey, OnDelete, RowKey, SqlError};
use std::sync::Arc;

impl Session<'_> {
    /// Lets rows that will be deleted point to nothing, where what they point to is deleted before or with them. Does
    /// nothing where the database waits for the end of the transaction. A link that must have a value stays; then the
    /// database refuses, and nothing is changed.
    pub(super) fn loosen(&mut self, steps: &[Step], found: &Found) -> Result<(), SqlError> {
        if self.connection.defers() {
            return Ok(());
        }
        let catalog = Arc::clone(&self.catalog);
        for link in catalog.foreign_keys.iter().filter(|link| link.on_delete == OnDelete::Refuse) {
            let shape = catalog.shape(&link.child);
            let free: Vec<&str> = link.columns.iter().map(String::as_str).filter(|c| !shape.is_required(c)).collect();
            if let (false, Some(step)) = (free.is_empty(), circular(steps, link)) {
                let table = self.table(&link.child)?;
                let keys = present(step, found, table);
                for chunk in keys.chunks(CHUNK) {
                    self.point_nowhere(link, &free, chunk)?;
                }
            }
        }
        Ok(())
    }

    fn point_nowhere(&mut self, link: &ForeignKey, columns: &[&str], keys: &[&RowKey]) -> Result<(), SqlError> {
        let table = self.table(&link.child)?;
        let columns: Vec<&&str> = columns.iter().filter(|name| !table.key.iter().any(|key| key == **name)).collect();
        if columns.is_empty() {
            return Ok(());
        }
        let shape = self.catalog.shape(&table.name);
        let mut update = self.connection.statement("UPDATE ");
        update.table(&table.name).push(" SET ");
        for (place, column) in columns.into_iter().enumerate() {
            update.push(if place > 0 { ", " } else { "" }).name(column).push(" = NULL");
        }
        update.push(" WHERE ").rows(&shape, &table.key, keys.iter().copied());
        self.connection.execute(&update).map(|_| ())
    }
}

/// The step that deletes rows which point to rows that are deleted before or with them.
fn circular<'s>(steps: &'s [Step], link: &ForeignKey) -> Option<&'s Step> {
    let deletes = |table: &str| steps.iter().position(|step| step.table == table && step.action == Action::Delete);
    let (child, parent) = (deletes(&link.child)?, deletes(&link.parent)?);
    (parent <= child).then(|| steps.get(child)).flatten()
}
