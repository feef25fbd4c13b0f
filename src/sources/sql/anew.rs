//! Writing tables anew. What a database deletes or changes stays readable in its files until their pages are written again;
//! SQLite overwrites it at once (`secure_delete`), PostgreSQL and MariaDB do when a table is rebuilt.

use super::{Cell, Connection, Dialect, SqlError, Statement};
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

/// One statement, and the table that it writes anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The table; none for what is done once after all tables.
    pub table: Option<String>,
    /// What is run, by itself and outside any transaction.
    pub statement: String,
}

/// The file in which a table (or each of its partitions) lies; empty for what has none of its own, such as a view.
const POSTGRES_FILES: &str = "SELECT string_agg(pg_catalog.pg_relation_filenode(c.oid)::text, ',' ORDER BY c.oid) \
     FROM pg_catalog.pg_class c WHERE c.relkind = 'r' AND (c.oid = pg_catalog.to_regclass(";

/// What else in a PostgreSQL server keeps old rows, as settings of it.
const POSTGRES_KEEPS: &str = "SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('wal_recycle', 'archive_mode') \
     UNION ALL SELECT 'slots', count(*)::text FROM pg_catalog.pg_replication_slots";

/// The number that the next transaction to write gets, and whether one with a lower number still runs.
const NEXT_WRITER: &str = "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text";
const OLDER_WRITERS: (&str, &str) =
    ("SELECT 'one' WHERE pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()) < ", "::xid8");

/// The other transactions that run in this database, each by a name that no later one gets, and whether one of them still
/// does.
const READERS: &str = "SELECT pg_catalog.array_agg(l.virtualtransaction)::text FROM pg_catalog.pg_locks l \
     JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'virtualxid' \
     AND a.datname = pg_catalog.current_database() AND l.pid <> pg_catalog.pg_backend_pid()";
const EARLIER_READERS: (&str, &str) = (
    "SELECT 'one' FROM pg_catalog.pg_locks WHERE locktype = 'virtualxid' \
     AND virtualtransaction = ANY (NULLIF(",
    ", '')::text[])",
);

/// How often, and how long apart, it is looked for transactions that run already: half a minute together.
const LOOKS: u32 = 1_500;
const BREATH: Duration = Duration::from_millis(20);

const MYSQL_KEEPS: &str = "SELECT 'log_bin', CAST(@@log_bin AS CHAR) UNION ALL \
     SELECT 'file_per_table', CAST(@@innodb_file_per_table AS CHAR)";

impl Connection {
    /// What writes these tables anew, those that have files of their own; nothing in SQLite.
    pub fn rebuilds(&mut self, tables: &BTreeSet<String>) -> Result<Vec<Rebuild>, SqlError> {
        let of = self.dialect();
        let words = match of {
            Dialect::Sqlite => return Ok(Vec::new()),
            // The statistics hold common values of each column: made anew from what is there now.
            Dialect::Postgres => "VACUUM (FULL, ANALYZE) ",
            Dialect::MySql => "OPTIMIZE TABLE ",
        };
        let mut found = Vec::new();
        for table in tables {
            if self.files(table)?.is_some() {
                let statement = Statement::new(of, words).table(table).text().to_owned();
                found.push(Rebuild { table: Some(table.clone()), statement });
            }
        }
        if of == Dialect::Postgres && !found.is_empty() {
            // What the statistics said before, then the log: a new segment, and no old one is needed any more.
            let last = ["VACUUM FULL pg_catalog.pg_statistic", "SELECT pg_catalog.pg_switch_wal()", "CHECKPOINT"];
            found.extend(last.map(|statement| Rebuild { table: None, statement: statement.to_owned() }));
        }
        Ok(found)
    }

    /// Runs one. It waits ten seconds for whoever uses the table, and however long the rebuilding takes.
    pub fn rebuild(&mut self, rebuild: &Rebuild) -> Result<(), SqlError> {
        if self.dialect() == Dialect::MySql {
            return self.optimise(&rebuild.statement);
        }
        let before = rebuild.table.as_deref().map(|table| self.files(table)).transpose()?;
        self.outlast_readers()?;
        self.batch(&rebuild.statement)?;
        // Who does not own a table is only warned.
        match rebuild.table.as_deref().map(|table| self.files(table)).transpose()? {
            after if after.is_some() && after == before => Err(SqlError::Forbidden("not the owner".to_owned())),
            _ => Ok(()),
        }
    }

    /// Lets each rebuild take its time: tables are large.
    pub fn take_time(&mut self) -> Result<(), SqlError> {
        if self.dialect() == Dialect::Postgres { self.batch("SET statement_timeout = 0") } else { Ok(()) }
    }

    /// Waits until no transaction can see what was deleted before now: VACUUM FULL carries over the rows that one might still
    /// read. Snapshots reach back to the oldest writer of the whole server, so those end first, in any database; then whoever
    /// began reading in this one meanwhile. Fails with [`SqlError::Busy`] after thirty seconds of either.
    fn outlast_readers(&mut self) -> Result<(), SqlError> {
        self.outlast(NEXT_WRITER, OLDER_WRITERS)?;
        self.outlast(READERS, EARLIER_READERS)
    }

    /// Waits while a question has an answer, which is given what another one says now.
    fn outlast(&mut self, now: &str, (remaining, end): (&str, &str)) -> Result<(), SqlError> {
        let now = self.first_text(&self.statement(now))?.unwrap_or_default();
        let mut asked = self.statement(remaining);
        asked.text_value(&now).push(end);
        for _ in 0..LOOKS {
            if self.first_text(&asked)?.is_none() {
                return Ok(());
            }
            thread::sleep(BREATH);
        }
        Err(SqlError::Busy("a transaction that began before may still read what was erased".to_owned()))
    }

    fn first_text(&mut self, asked: &Statement) -> Result<Option<String>, SqlError> {
        Ok(self.query(asked)?.first().and_then(|row| row.first()).and_then(Cell::text))
    }

    /// What else keeps old rows there, and what to do about it.
    pub fn keeps_old_rows(&mut self) -> Result<Vec<&'static str>, SqlError> {
        let asked = match self.dialect() {
            Dialect::Sqlite => return Ok(Vec::new()),
            Dialect::Postgres => POSTGRES_KEEPS,
            Dialect::MySql => MYSQL_KEEPS,
        };
        let text = |cell: Option<&Cell>| cell.and_then(Cell::text).unwrap_or_default();
        let rows = self.query(&self.statement(asked))?;
        let advice = rows.iter().map(|row| (text(row.first()), text(row.get(1))));
        Ok(advice.filter_map(|(name, setting)| advice_on(&name, &setting)).collect())
    }

    fn files(&mut self, table: &str) -> Result<Option<String>, SqlError> {
        let of = self.dialect();
        let asked = match of {
            Dialect::Sqlite => return Ok(None),
            Dialect::Postgres => {
                let quoted = Statement::new(of, "").table(table).text().to_owned();
                let mut asked = self.statement(POSTGRES_FILES);
                asked.text_value(&quoted).push(") OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(");
                asked.push("pg_catalog.to_regclass(").text_value(&quoted).push(")) WHERE isleaf))");
                asked
            }
            Dialect::MySql => {
                let mut asked = self.statement("SELECT table_name FROM information_schema.tables WHERE ");
                asked.push("table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name = ");
                asked.text_value(table);
                asked
            }
        };
        self.first_text(&asked)
    }

    /// It answers in rows, also when it fails.
    fn optimise(&mut self, statement: &str) -> Result<(), SqlError> {
        let answers = self.query(&self.statement(statement))?;
        let says_error = |row: &Vec<Cell>| row.get(2).and_then(Cell::text).is_some_and(|kind| kind == "Error");
        if answers.iter().any(says_error) { Err(SqlError::Failed("OPTIMIZE TABLE".to_owned())) } else { Ok(()) }
    }
}

fn advice_on(name: &str, setting: &str) -> Option<&'static str> {
    match (name, setting) {
        ("wal_recycle", "on") => Some(
            "old segments of its log are kept, with what is in them, to be used again: ALTER SYSTEM SET wal_recycle = off; \
             SELECT pg_reload_conf();",
        ),
        ("archive_mode", "on" | "always") => {
            Some("its log is archived: let archived segments expire within `erasure.backup_days`")
        }
        ("slots", count) if count != "0" => {
            Some("a replication slot keeps segments of its log until its reader has them: pg_replication_slots")
        }
        ("log_bin", "1") => Some(
            "its binary log holds old rows: let it expire (`binlog_expire_logs_seconds`) within `erasure.backup_days`",
        ),
        ("file_per_table", "0") => {
            Some("all tables share one file, whose pages are not overwritten: set innodb_file_per_table, then rebuild")
        }
        _ => None,
    }
}
