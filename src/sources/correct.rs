//! Writing one value back: a guarded statement that changes a value only while it is what the person saw.

use super::declaration::{ColumnKind, Consent, Edit};
use super::find::Found;
use super::live::Session;
use super::read::presented;
use super::sql::{Cell, Dialect, RowKey, SqlError};
use std::collections::BTreeSet;

/// What became of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The value was changed.
    Changed,
    /// The value was no longer the one that was shown; nothing was changed.
    Stale {
        /// What it is now, in the form it is shown.
        current: Option<String>,
    },
    /// The row is no longer there.
    Gone,
    /// The column is locked, declared for nobody to change, or the database refuses changes.
    ReadOnly,
    /// The database does not accept this value there: its type, its length or one of its rules.
    Refused,
    /// Another value sent with it could not be written, so this one was left as it was.
    Held,
}

/// One value to change, of several that belong together.
#[derive(Clone)]
pub struct ValueChange {
    /// The table.
    pub table: String,
    /// The row.
    pub key: RowKey,
    /// The column.
    pub column: String,
    /// What was shown; none when empty.
    pub old: Option<String>,
    /// What it should be; none when empty.
    pub new: Option<String>,
}

/// Why a transaction of edits is undone.
enum Stop {
    Sql(SqlError),
    Unchanged,
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Self {
        Stop::Sql(error)
    }
}

impl Session<'_> {
    /// Changes one value from what was shown to what it should be, in one statement whose condition holds the old
    /// value. `None` is "no value". Whether the person may change the column themselves is not decided here, but a
    /// locked one is never written. The caller has made sure that the row is the person's.
    pub fn correct(
        &mut self,
        table: &str,
        key: &RowKey,
        column: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Result<Correction, SqlError> {
        let table = self.table(table)?;
        let Some(held) = table.column(column).and_then(|column| column.held()) else { return Ok(Correction::ReadOnly) };
        if matches!(held.edit, Edit::Locked(_)) || held.staff.is_some() || table.key.iter().any(|name| name == column) {
            return Ok(Correction::ReadOnly);
        }
        let kind = held.kind.clone();
        let Some(current) = self.cell(&table.name, key, column)? else { return Ok(Correction::Gone) };
        let shown_now = presented(&kind, &current);
        if shown_now.as_deref() != old {
            return Ok(Correction::Stale { current: shown_now });
        }
        let new = self.written(&kind, &table.name, column, &current, new);
        match self.replace(&table.name, key, column, &current, new) {
            Ok(1..) => Ok(Correction::Changed),
            Ok(0) => match self.cell(&table.name, key, column)? {
                None => Ok(Correction::Gone),
                Some(cell) => Ok(Correction::Stale { current: presented(&kind, &cell) }),
            },
            Err(SqlError::Refused(_)) => Ok(Correction::Refused),
            Err(SqlError::Forbidden(_)) => Ok(Correction::ReadOnly),
            Err(error) => Err(error),
        }
    }

    /// [`Session::correct`] for several values in one transaction: all of them are changed, or none. The answers are in
    /// the order of the edits.
    pub fn correct_all(&mut self, edits: &[ValueChange]) -> Result<Vec<Correction>, SqlError> {
        let (declaration, catalog) = (self.declaration, std::sync::Arc::clone(&self.catalog));
        let mut answers = Vec::with_capacity(edits.len());
        let done = self.connection.transaction(|connection| {
            let mut session = Session { declaration, catalog, connection };
            for edit in edits {
                let (old, new) = (edit.old.as_deref(), edit.new.as_deref());
                let answer = session.correct(&edit.table, &edit.key, &edit.column, old, new)?;
                let goes_on = answer == Correction::Changed;
                answers.push(answer);
                if !goes_on {
                    return Err(Stop::Unchanged);
                }
            }
            Ok(())
        });
        match done {
            Ok(()) => {}
            Err(Stop::Unchanged) => {
                let written = answers.iter_mut().filter(|answer| **answer == Correction::Changed);
                written.for_each(|answer| *answer = Correction::Held);
                answers.resize(edits.len(), Correction::Held);
            }
            // A rule that the database looks at when the transaction ends.
            Err(Stop::Sql(SqlError::Refused(_))) => answers = vec![Correction::Refused; edits.len()],
            Err(Stop::Sql(error)) => return Err(error),
        }
        Ok(answers)
    }

    /// Writes a consent in every row of the person: given or withdrawn. The number of rows that changed; rows that
    /// already say so are left alone.
    pub fn set_consent(&mut self, consent: &Consent, found: &Found, granted: bool) -> Result<usize, SqlError> {
        let table = self.table(&consent.table)?;
        let text = if granted { &consent.granted } else { &consent.withdrawn };
        let mut changed = 0;
        for (key, _) in found.rows(&table.name) {
            let Some(current) = self.cell(&table.name, key, &consent.column)? else { continue };
            if current.text().as_deref() == Some(text) {
                continue;
            }
            let new = self.typed(&table.name, &consent.column, &current, text.clone());
            changed += self.replace(&table.name, key, &consent.column, &current, new)?;
        }
        Ok(changed)
    }

    /// How the rows of a person answer about a consent: `None` without a row, else whether any row says yes.
    pub fn consent(&mut self, consent: &Consent, found: &Found) -> Result<Option<bool>, SqlError> {
        let mut answer = None;
        for (key, _) in found.rows(&consent.table) {
            if let Some(cell) = self.cell(&consent.table, key, &consent.column)? {
                let yes = cell.text().as_deref() == Some(&consent.granted);
                answer = Some(answer.unwrap_or(false) || yes);
            }
        }
        Ok(answer)
    }

    /// The declared columns in which something must stand, by table.
    pub fn required(&self) -> BTreeSet<(String, String)> {
        let tables = self.declaration.tables.iter();
        let all = tables.flat_map(|table| table.columns.iter().map(move |column| (&table.name, &column.name)));
        let required = all.filter(|(table, column)| self.catalog.shape(table).is_required(column));
        required.map(|(table, column)| (table.clone(), column.clone())).collect()
    }

    /// What a column of a row holds now, in the form it is shown: `None` without the row, `Some(None)` without a value.
    pub fn current(&mut self, table: &str, key: &RowKey, column: &str) -> Result<Option<Option<String>>, SqlError> {
        let declared = self.table(table)?.column(column).and_then(|column| column.held());
        let kind = declared.map_or(ColumnKind::Text, |held| held.kind.clone());
        Ok(self.cell(table, key, column)?.map(|cell| presented(&kind, &cell)))
    }

    fn cell(&mut self, table: &str, key: &RowKey, column: &str) -> Result<Option<Cell>, SqlError> {
        let table = self.table(table)?;
        let shape = self.catalog.shape(&table.name);
        self.connection.fetch_rows(&table.name, &table.key, &[key])?;
        let mut select = self.connection.statement("SELECT ");
        select.read(column).push(" FROM ").table(&table.name).push(" WHERE ").rows(&shape, &table.key, [key]);
        Ok(self.connection.query(&select)?.into_iter().next().and_then(|row| row.into_iter().next()))
    }

    fn replace(
        &mut self,
        table: &str,
        key: &RowKey,
        column: &str,
        current: &Cell,
        new: Cell,
    ) -> Result<usize, SqlError> {
        let table = self.table(table)?;
        let shape = self.catalog.shape(&table.name);
        let mut update = self.connection.statement("UPDATE ");
        update.table(&table.name).push(" SET ").name(column).push(" = ").value(&shape, column, new);
        update.push(" WHERE ").rows(&shape, &table.key, [key]).push(" AND ").same(&shape, column, current.clone());
        self.connection.execute(&update)
    }

    /// A new text as the column holds it.
    fn written(&self, kind: &ColumnKind, table: &str, column: &str, current: &Cell, new: Option<&str>) -> Cell {
        let Some(text) = new else { return Cell::Null };
        let text = match (kind, text, self.connection.dialect()) {
            (ColumnKind::Boolean, "true", Dialect::Sqlite | Dialect::MySql) => "1",
            (ColumnKind::Boolean, "false", Dialect::Sqlite | Dialect::MySql) => "0",
            _ => text,
        };
        self.typed(table, column, current, text.to_owned())
    }

    /// A text in the storage class that SQLite's column type or the present value asks for.
    fn typed(&self, table: &str, column: &str, current: &Cell, text: String) -> Cell {
        let kind = self.catalog.shape(table).kind(column).to_ascii_lowercase();
        let number = ["int", "bool", "num", "dec", "real", "floa", "doub"].iter().any(|word| kind.contains(word))
            || matches!(current, Cell::Integer(_) | Cell::Real(_));
        match (self.connection.dialect(), number, text.parse::<i64>()) {
            (Dialect::Sqlite, true, Ok(whole)) => Cell::Integer(whole),
            (Dialect::Sqlite, true, Err(_)) if text.parse::<f64>().is_ok() => Cell::Real(text),
            _ => Cell::Text(text),
        }
    }
}
