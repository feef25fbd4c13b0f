//! Rows whose event lies far enough back: found inside the database, in batches in the order of their key, so that a
//! million rows need no more memory than a hundred.

use super::declaration::Table;
use super::live::Session;
use super::plan::day_at;
use super::sql::{Cell, Dialect, RowKey, SqlError, Statement};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// Rows with their event on or before a day.
#[derive(Clone, Copy, Debug)]
pub struct Aged<'a> {
    /// The declared table.
    pub table: &'a Table,
    /// The column with the date of the event.
    pub event: &'a str,
    /// The last day of the event, in the controller's time zone.
    pub last: Date,
    /// The controller's time zone: to which day an instant belongs.
    pub zone: &'a TimeZone,
}

/// One of them.
#[derive(Clone, PartialEq)]
pub struct AgedRow {
    /// Its key.
    pub key: RowKey,
    /// What the asked columns hold, in their order.
    pub values: Vec<Option<String>>,
    /// The day of the event.
    pub day: Date,
}

impl std::fmt::Debug for AgedRow {
    /// Keys and values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AgedRow").field("day", &self.day).finish_non_exhaustive()
    }
}

/// Some of them, and the key after which the next ones come; no key at the end.
pub type AgedBatch = (Vec<AgedRow>, Option<RowKey>);

impl Session<'_> {
    /// At most `limit` of the rows in the order of the key, after the given one, with what `columns` hold.
    pub fn aged(
        &mut self,
        aged: &Aged<'_>,
        columns: &[&str],
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<AgedBatch, SqlError> {
        self.aged_where(aged, columns, after, limit, |_| {})
    }

    /// The same of rows to which more applies: `also` adds " AND …".
    pub(super) fn aged_where(
        &mut self,
        aged: &Aged<'_>,
        columns: &[&str],
        after: Option<&RowKey>,
        limit: usize,
        also: impl FnOnce(&mut Statement),
    ) -> Result<AgedBatch, SqlError> {
        let table = aged.table;
        let shape = self.catalog.shape(&table.name);
        self.connection.fetch_list(&table.name, &table.key, after, limit)?;
        let mut select = self.connection.statement("SELECT ");
        let wanted = table.key.iter().map(String::as_str).chain([aged.event]).chain(columns.iter().copied());
        select.read_all(wanted).push(" FROM ").table(&table.name).push(" WHERE ");
        if self.connection.is_remote() {
            // Only what was fetched is here: its last row must be seen, aged or not, to go on after it.
            select.push("1 = 1");
        } else {
            self.is_aged(&mut select, aged)?;
        }
        also(&mut select);
        if let Some(after) = after {
            select.push(" AND ").beyond(&shape, &table.key, after);
        }
        select.in_order(&table.name, &table.key).push(&format!(" LIMIT {limit}"));
        let rows = self.connection.query(&select)?;
        let mut end = None;
        let mut found = Vec::with_capacity(rows.len());
        for mut row in rows {
            let mut rest = row.split_off(table.key.len().min(row.len())).into_iter();
            let day = rest.next().and_then(|cell: Cell| cell.text()).and_then(|text| day_at(&text, aged.zone));
            let key = RowKey(row);
            end = Some(key.clone());
            // The database compared; what we read ourselves must agree, or the row is left alone.
            if let Some(day) = day.filter(|day| *day <= aged.last) {
                found.push(AgedRow { key, values: rest.map(|cell| cell.text()).collect(), day });
            }
        }
        Ok((found, end))
    }

    /// How many there are, as the database compares.
    pub fn count_aged(&mut self, aged: &Aged<'_>) -> Result<u64, SqlError> {
        self.count_where(aged, |_| {})
    }

    pub(super) fn count_where(&mut self, aged: &Aged<'_>, also: impl FnOnce(&mut Statement)) -> Result<u64, SqlError> {
        if self.connection.is_remote() {
            return Err(SqlError::Failed("rows cannot be counted where they are".to_owned()));
        }
        let mut select = self.count_of();
        select.table(&aged.table.name).push(" WHERE ");
        self.is_aged(&mut select, aged)?;
        also(&mut select);
        self.counted(&select)
    }

    /// "the event was on or before the last day", whatever type the column has; a value that is no date is never.
    pub(super) fn is_aged(&self, statement: &mut Statement, aged: &Aged<'_>) -> Result<(), SqlError> {
        let next = aged.last.saturating_add(1.day());
        let instant = aged.zone.to_timestamp(next.to_datetime(Time::midnight()));
        let instant = instant.map_err(|_| SqlError::Failed("a day out of range".to_owned()))?;
        let (column, seconds) = (aged.event, instant.as_second());
        let number = |statement: &mut Statement| {
            statement.push("(abs(").name(column).push(") > 99999999 AND (CASE WHEN abs(").name(column);
            statement.push(") > 100000000000 THEN ").name(column).push(" / 1000 ELSE ").name(column);
            statement.push(&format!(" END) < {seconds})"));
        };
        let (next, instant) = (next.to_string(), instant.strftime("%Y-%m-%d %H:%M:%S").to_string());
        let shape = self.catalog.shape(&aged.table.name);
        let kind = shape.kind(column).to_ascii_lowercase();
        let no_dates = || Err(SqlError::Failed(format!("`{column}` holds no dates")));
        match self.connection.dialect() {
            // A time with its zone is compared as written, a day too generously: our own reading decides.
            Dialect::Sqlite => {
                statement.push("(CASE typeof(").name(column).push(") WHEN 'text' THEN ").name(column);
                statement.push(" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND ").name(column);
                statement.push(" < ").text_value(&next).push(" WHEN 'integer' THEN ");
                number(statement);
                statement.push(" ELSE 0 END)");
            }
            Dialect::Postgres => match kind.as_str() {
                "date" | "timestamp without time zone" => {
                    statement.push("(").name(column).push(" < ").value(&shape, column, Cell::Text(next)).push(")");
                }
                "timestamp with time zone" => {
                    let instant = Cell::Text(format!("{instant}+00"));
                    statement.push("(").name(column).push(" < ").value(&shape, column, instant).push(")");
                }
                "smallint" | "integer" | "bigint" => number(statement),
                text if text.starts_with("text") || text.starts_with("char") => {
                    statement.push("(").name(column).push(" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' AND ").name(column);
                    statement.push(" < ").text_value(&next).push(")");
                }
                _ => return no_dates(),
            },
            Dialect::MySql => match kind.split(['(', ' ']).next().unwrap_or_default() {
                // A zero date says nothing.
                day @ ("date" | "datetime" | "timestamp") => {
                    let end = if day == "timestamp" { instant } else { next };
                    statement.push("(").name(column).push(" > '1000-01-01' AND ").name(column);
                    statement.push(" < ").text_value(&end).push(")");
                }
                "int" | "bigint" => number(statement),
                "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => {
                    statement.push("(").name(column).push(" REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}' AND ").name(column);
                    statement.push(" < ").text_value(&next).push(")");
                }
                _ => return no_dates(),
            },
        }
        Ok(())
    }
}
