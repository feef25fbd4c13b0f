//! Asks a database which look-ups its indexes serve.

use super::{Cell, Connection, Dialect, SqlError, Statement};
use std::collections::BTreeSet;

/// Tables and the first column of each of their whole indexes.
const SQLITE: &str = "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_index_list(t.name) i \
     JOIN pragma_index_info(i.name) c WHERE t.schema = 'main' AND i.partial = 0 AND c.seqno = 0 AND c.name IS NOT NULL \
     UNION SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
     WHERE t.schema = 'main' AND c.pk = 1";

const POSTGRES: &str = "SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname \
     ELSE n.nspname || '.' || c.relname END::text, a.attname::text FROM pg_catalog.pg_index i \
     JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] \
     WHERE i.indpred IS NULL AND i.indisvalid";

const MYSQL: &str = "SELECT table_name, column_name FROM information_schema.statistics \
     WHERE table_schema = DATABASE() AND seq_in_index = 1 AND column_name IS NOT NULL";

impl Connection {
    /// The columns that an index begins with, each with its table.
    pub fn leading_columns(&mut self) -> Result<BTreeSet<(String, String)>, SqlError> {
        let of = match self.dialect() {
            Dialect::Sqlite => SQLITE,
            Dialect::Postgres => POSTGRES,
            Dialect::MySql => MYSQL,
        };
        let text = |row: &[Cell], place: usize| row.get(place).and_then(Cell::text).unwrap_or_default();
        let rows = self.query(&self.statement(of))?;
        Ok(rows.iter().map(|row| (text(row, 0), text(row, 1))).collect())
    }

    /// Whether an index serves a condition on the rows of a table, by what the database plans: rows are looked up, not
    /// read one after the other.
    pub fn is_served(
        &mut self,
        table: &str,
        condition: impl FnOnce(&mut Statement, Dialect),
    ) -> Result<bool, SqlError> {
        let of = self.dialect();
        let mut plan = self.statement(match of {
            Dialect::Sqlite => "EXPLAIN QUERY PLAN SELECT 1 FROM ",
            Dialect::Postgres => "EXPLAIN SELECT 1 FROM ",
            // It trims and folds as collations like, so every row is looked at: no index would help.
            Dialect::MySql => return Ok(true),
        });
        plan.table(table).push(" WHERE ");
        condition(&mut plan, of);
        let lines = match of {
            Dialect::Sqlite | Dialect::MySql => self.query(&plan)?,
            // A small table is read whole although there is an index: what counts is whether one could be used.
            Dialect::Postgres => {
                self.batch("BEGIN; SET LOCAL enable_seqscan = off")?;
                let lines = self.query(&plan);
                self.batch("ROLLBACK")?;
                lines?
            }
        };
        let says = |word: &str| lines.iter().flatten().filter_map(Cell::text).any(|line| line.contains(word));
        Ok(match of {
            Dialect::Sqlite => says("SEARCH") && !says("SCAN"),
            Dialect::Postgres => says("Index Cond"),
            Dialect::MySql => true,
        })
    }

    /// Whether a table holds so many rows or more.
    pub fn holds(&mut self, table: &str, rows: usize) -> Result<bool, SqlError> {
        let mut count = self.statement(match self.dialect() {
            Dialect::MySql => "SELECT CAST(count(*) AS char) FROM (SELECT 1 FROM ",
            Dialect::Sqlite | Dialect::Postgres => "SELECT CAST(count(*) AS text) FROM (SELECT 1 FROM ",
        });
        count.table(table).push(&format!(" LIMIT {rows}) few"));
        let counted = self.query(&count)?;
        let text = counted.first().and_then(|row| row.first()).and_then(Cell::text).unwrap_or_default();
        Ok(text.parse().is_ok_and(|counted: usize| counted >= rows))
    }
}
