//! Which tables have an index of the marks of their texts, and the statements that make one.

use super::{Catalog, Cell, Connection, Dialect, SqlError, Statement};
use crate::sources::marks;
use std::collections::BTreeMap;

/// The tables with a whole index over the function of this text, each with the expression that is indexed.
const MARKED: &str = "SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname \
     ELSE n.nspname || '.' || c.relname END::text, pg_catalog.pg_get_indexdef(i.indexrelid, 1, true)::text \
     FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid \
     AND d.refclassid = 'pg_catalog.pg_proc'::regclass JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid \
     WHERE p.proname = 'habeas_marks' AND p.prosrc = $1::text AND i.indpred IS NULL AND i.indisvalid AND i.indnatts = 1";

impl Connection {
    /// Whether a PostgreSQL database has what the function of marks is written with: letters in UTF-8, `normalize` (version 13).
    pub fn can_mark(&mut self) -> Result<bool, SqlError> {
        let asked = self.statement(
            "SELECT (current_setting('server_encoding') = 'UTF8' AND current_setting('server_version_num')::int >= 130000)::text",
        );
        let said = self.query(&asked)?;
        Ok(said.first().and_then(|row| row.first()).and_then(Cell::text).as_deref() == Some("true"))
    }

    /// Until the end of the transaction, or until it is allowed again, tables are not read where an index answers, by one process and
    /// without compiling. For the marks of many people PostgreSQL would compute those of every row and compare each with each:
    /// measured, 500 people in 220,000 rows took two minutes so. And as it expects thousands of rows where there is none, it would
    /// start others to help and compile the statement: in 22,000,000 rows a third of a second for each search instead of a
    /// few milliseconds.
    pub fn only_by_index(&mut self, only: bool) -> Result<(), SqlError> {
        let [scans, helpers, compiles] = if only { ["off", "0", "off"] } else { ["DEFAULT"; 3] };
        self.batch(&format!(
            "SET LOCAL enable_seqscan TO {scans}; SET LOCAL max_parallel_workers_per_gather TO {helpers}; SET LOCAL jit TO {compiles}"
        ))
    }

    /// The tables of which an index holds the marks of every text, with the indexed expression. Asked anew for each search, as
    /// indexes come and go while the portal runs.
    pub fn marked(&mut self, catalog: &Catalog) -> Result<BTreeMap<String, String>, SqlError> {
        if self.dialect() != Dialect::Postgres {
            return Ok(BTreeMap::new());
        }
        let mut select = self.statement(MARKED);
        select.values.push(Cell::Text(marks::body().to_owned()));
        let mut marked = BTreeMap::new();
        for row in self.query(&select)? {
            let text = |place: usize| row.get(place).and_then(Cell::text).unwrap_or_default();
            let (table, indexed) = (text(0), text(1));
            let wanted = expression(&catalog.shape(&table).texts().collect::<Vec<_>>());
            if bare(&indexed) == bare(&wanted) {
                marked.insert(table, indexed);
            }
        }
        Ok(marked)
    }
}

/// What an index of marks is over: all texts of a row, each on a line of its own.
fn expression(columns: &[&str]) -> String {
    let mut words = Statement::new(Dialect::Postgres, "habeas_marks(");
    for (place, column) in columns.iter().enumerate() {
        words.push(if place > 0 { " || chr(10) || " } else { "" });
        words.push("coalesce(").name(column).push("::text, '')");
    }
    words.push(")");
    words.text().to_owned()
}

/// An expression without what PostgreSQL adds or leaves out when it writes one down.
fn bare(expression: &str) -> String {
    let plain = expression.replace("::text", "").replace("COALESCE", "coalesce");
    plain.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '(' | ')' | '"')).collect()
}

/// The statement that makes an index of marks; `None` for a table without texts, or with a list of texts in one column, which
/// PostgreSQL cannot write down twice in the same way.
pub fn marking(catalog: &Catalog, table: &str) -> Option<String> {
    let shape = catalog.shape(table);
    let columns: Vec<&str> = shape.texts().collect();
    if columns.is_empty() || columns.iter().any(|column| shape.kind(column).ends_with("[]")) {
        return None;
    }
    let name = table.rsplit('.').next().unwrap_or(table);
    let mut create = Statement::new(Dialect::Postgres, "CREATE INDEX CONCURRENTLY ");
    create.name(&format!("{name}_marks_habeas")).push(" ON ").table(table).push(" USING gin (");
    create.push(&expression(&columns)).push(");");
    Some(create.text().to_owned())
}
