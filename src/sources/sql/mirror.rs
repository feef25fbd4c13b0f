//! A copy in memory of what a source without SQL holds, so that the portal asks every kind of source in one language and
//! plans, executes and verifies all of them by the same rules.
//!
//! Files are copied whole. Of an HTTP source only the rows of the person, and rows asked for by key, are here, and only
//! for as long as they are needed. What changes here is handed to the origin: at the end of the transaction, all or
//! nothing, or at once outside of one.

use super::catalog::Shape;
use super::sqlite::Sqlite;
use super::{Cell, Dialect, RowKey, SqlError, Statement};
use crate::sources::declaration::{Declaration, Way};
use crate::sources::describe::{Family, LiveColumn, LiveTable, Schema};
use crate::sources::files::{FileTable, Files, Occasion, Rewritten};
use crate::sources::http::{Remote, RemoteRow, RemoteStep};
use crate::sources::identifier::Identifiers;
use crate::sources::residue::Residue;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) struct Mirror {
    sqlite: Sqlite,
    origin: Origin,
    schema: Schema,
    /// The rows that were changed here since they were last handed on, by table and number.
    touched: Arc<Mutex<BTreeSet<(String, i64)>>>,
    /// Of an HTTP source: the rows that are here, as they came, and which of them another person has too.
    came: BTreeMap<(String, i64), RemoteRow>,
    next: i64,
    in_transaction: bool,
}

enum Origin {
    Files(Box<Files>),
    Remote(Box<Remote>),
}

impl Mirror {
    /// Copies the files. Where it is declared what tells rows apart, two rows that it does not are an error.
    pub(super) fn of_files(files: Files, declaration: Option<&Declaration>) -> Result<Self, SqlError> {
        let table = |file: &FileTable| {
            let key: Vec<String> = file.first_unique().into_iter().cloned().collect();
            let column = |name: &String| LiveColumn {
                name: name.clone(),
                kind: "text".to_owned(),
                family: Family::Other,
                nullable: true,
                generated: false,
            };
            LiveTable {
                name: file.name().to_owned(),
                view: false,
                writable: true,
                transactional: true,
                columns: file.columns().iter().map(column).collect(),
                primary_key: Vec::new(),
                unique: if key.is_empty() { Vec::new() } else { vec![key] },
                links: Vec::new(),
            }
        };
        let schema = Schema { tables: files.tables.iter().map(table).collect() };
        let mut mirror = Self::new(Origin::Files(Box::new(files)), schema)?;
        let Origin::Files(files) = &mirror.origin else { return Ok(mirror) };
        if let Some(declaration) = declaration {
            files.tables.iter().try_for_each(|file| file.needs_values(&found_by(declaration, file.name())))?;
        }
        let rows: Vec<_> = files.tables.iter().map(|file| (file.name().to_owned(), file.rows())).collect();
        mirror.sqlite.batch("BEGIN")?;
        for (name, rows) in rows {
            let columns = mirror.columns(&name);
            for (number, cells) in rows {
                mirror.insert(&name, number, &columns, cells)?;
            }
        }
        mirror.sqlite.batch("COMMIT")?;
        for table in declaration.into_iter().flat_map(|declaration| &declaration.tables) {
            mirror.tell_apart(table)?;
        }
        mirror.forget_touched();
        Ok(mirror)
    }

    /// Asks an HTTP source for its tables; rows come when they are asked for.
    pub(super) fn of_remote(remote: Remote) -> Result<Self, SqlError> {
        let schema = remote.schema.clone();
        Self::new(Origin::Remote(Box::new(remote)), schema)
    }

    fn new(origin: Origin, schema: Schema) -> Result<Self, SqlError> {
        let touched = Arc::default();
        let mut sqlite = Sqlite::in_memory(&touched)?;
        for table in &schema.tables {
            sqlite.execute(&created(table))?;
        }
        let (came, next, in_transaction) = (BTreeMap::new(), 1, false);
        Ok(Self { sqlite, origin, schema, touched, came, next, in_transaction })
    }

    /// What the origin says about its tables.
    pub(super) fn schema(&self) -> Schema {
        self.schema.clone()
    }

    /// Whether it can be used for another session: files must not have been written since. What is known of persons in
    /// an HTTP source is forgotten between two sessions.
    pub(super) fn is_alive(&mut self) -> bool {
        match &self.origin {
            Origin::Files(files) => files.are_unchanged(),
            Origin::Remote(_) => self.forget_rows().is_ok(),
        }
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        self.sqlite.query(statement)
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        self.sqlite.each(statement, row)
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        if self.in_transaction {
            return self.sqlite.execute(statement);
        }
        self.sqlite.batch("BEGIN")?;
        let changed = match self.sqlite.execute(statement) {
            Ok(changed) => self.hand_on_at_once().map(|was_old| if was_old { changed } else { 0 }),
            Err(error) => Err(error),
        };
        let is_done = matches!(changed, Ok(1..));
        self.sqlite.batch(if is_done { "COMMIT" } else { "ROLLBACK" })?;
        if !is_done {
            // What is here is not what is there: it is asked for again.
            self.forget_touched();
            self.forget_remote_rows()?;
        }
        changed
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.sqlite.batch(sql)
    }

    /// A transaction begins or ends: what changes is handed on at its end only.
    pub(super) fn set_in_transaction(&mut self, begins: bool) {
        self.in_transaction = begins;
        self.forget_touched();
    }

    /// Hands on what the transaction changed, all or nothing.
    pub(super) fn hand_on(&mut self) -> Result<(), SqlError> {
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        let mut now = BTreeMap::new();
        for (table, number) in touched {
            let row = self.row(&table, number)?;
            now.insert((table, number), row);
        }
        match &mut self.origin {
            Origin::Files(files) => {
                let mut changes: BTreeMap<String, Rewritten> = BTreeMap::new();
                for ((table, number), row) in now {
                    changes.entry(table).or_default().insert(number, row);
                }
                let occasion = if self.in_transaction { Occasion::Erasure } else { Occasion::Correction };
                files.write(&changes, occasion)
            }
            Origin::Remote(remote) => {
                let mut steps = Vec::new();
                for ((table, number), row) in now {
                    let Some(came) = self.came.get(&(table.clone(), number)) else { continue };
                    let Some(live) = self.schema.table(&table) else { continue };
                    let set = row.map(|row| changed_values(live, came, row));
                    if set.as_ref().is_none_or(|set| !set.is_empty()) {
                        steps.push(RemoteStep { key: key_of(live, came), table, set });
                    }
                }
                if steps.is_empty() { Ok(()) } else { remote.erase(&steps) }
            }
        }
    }

    /// Hands on what one statement outside a transaction changed. False if the origin no longer has the old value.
    fn hand_on_at_once(&mut self) -> Result<bool, SqlError> {
        let Origin::Remote(_) = &self.origin else { return self.hand_on().map(|()| true) };
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        for (table, number) in touched {
            let row = self.row(&table, number)?;
            let (Some(row), Origin::Remote(remote)) = (row, &self.origin) else {
                return Err(SqlError::Forbidden("rows go in an erasure only".to_owned()));
            };
            let Some(came) = self.came.get_mut(&(table.clone(), number)) else { continue };
            let Some(live) = self.schema.table(&table) else { continue };
            for (column, new) in changed_values(live, came, row) {
                let old = came.cells.get(&column).cloned().unwrap_or(Cell::Null);
                if !remote.correct(&table, &key_of(live, came), &column, &old, &new)? {
                    return Ok(false);
                }
                came.cells.insert(column, new);
            }
        }
        Ok(true)
    }

    /// Before a search: brings the rows of the person from an HTTP source.
    pub(super) fn fetch(&mut self, person: &Identifiers) -> Result<(), SqlError> {
        let Origin::Remote(remote) = &self.origin else { return Ok(()) };
        let found = remote.find(person)?;
        self.forget_rows()?;
        for (table, rows) in found {
            self.load(&table, rows)?;
        }
        Ok(())
    }

    /// Before rows are read by key: brings those that are not here yet.
    pub(super) fn fetch_rows(&mut self, table: &str, key: &[String], keys: &[&RowKey]) -> Result<(), SqlError> {
        let Origin::Remote(remote) = &self.origin else { return Ok(()) };
        let known = self.known(table, key);
        let missing: Vec<&RowKey> = keys.iter().copied().filter(|key| !known.contains(&texts(key))).collect();
        if missing.is_empty() || self.in_transaction {
            return Ok(());
        }
        let missing: Vec<RowKey> = missing.into_iter().map(|row| self.in_their_order(table, key, row)).collect();
        let rows = remote.read(table, &missing.iter().collect::<Vec<_>>())?;
        self.load(table, rows)
    }

    /// Before the list of people is read: brings one batch of it.
    pub(super) fn fetch_list(
        &mut self,
        table: &str,
        key: &[String],
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<(), SqlError> {
        let Origin::Remote(remote) = &self.origin else { return Ok(()) };
        let after = after.map(|after| self.in_their_order(table, key, after));
        let rows = remote.list(table, after.as_ref(), limit)?;
        self.forget_rows()?;
        self.load(table, rows)
    }

    /// Whether rows are fetched one request at a time.
    pub(super) fn is_remote(&self) -> bool {
        matches!(self.origin, Origin::Remote(_))
    }

    /// The keys of the rows of which the origin says that another person has them too.
    pub(super) fn shared(&self, table: &str, key: &[String]) -> BTreeSet<Vec<Option<String>>> {
        let rows = self.came.iter().filter(|((of, _), row)| of == table && row.shared);
        rows.map(|(_, row)| key.iter().map(|column| row.cells.get(column).and_then(Cell::text)).collect()).collect()
    }

    /// Where the origin itself finds the person written; `None` where everything is here to be looked at.
    pub(super) fn mentions(&self, person: &Identifiers) -> Result<Option<Vec<Residue>>, SqlError> {
        match &self.origin {
            Origin::Files(_) => Ok(None),
            Origin::Remote(remote) => remote.verify(person).map(Some),
        }
    }

    /// A key as the origin orders its columns.
    fn in_their_order(&self, table: &str, key: &[String], row: &RowKey) -> RowKey {
        let theirs = self.schema.table(table).map(|live| live.primary_key.as_slice()).unwrap_or_default();
        let cell = |name: &String| key.iter().position(|own| own == name).and_then(|place| row.0.get(place).cloned());
        RowKey(theirs.iter().map(|name| cell(name).unwrap_or(Cell::Null)).collect())
    }

    fn known(&self, table: &str, key: &[String]) -> BTreeSet<Vec<Option<String>>> {
        let rows = self.came.iter().filter(|((of, _), _)| of == table);
        rows.map(|(_, row)| key.iter().map(|column| row.cells.get(column).and_then(Cell::text)).collect()).collect()
    }

    fn load(&mut self, table: &str, rows: Vec<RemoteRow>) -> Result<(), SqlError> {
        let columns = self.columns(table);
        for row in rows {
            let number = self.next;
            self.next += 1;
            let cells = columns.iter().map(|column| row.cells.get(column).cloned().unwrap_or(Cell::Null)).collect();
            self.insert(table, number, &columns, cells)?;
            self.came.insert((table.to_owned(), number), row);
        }
        self.forget_touched();
        Ok(())
    }

    fn forget_remote_rows(&mut self) -> Result<(), SqlError> {
        match &self.origin {
            Origin::Files(_) => Ok(()),
            Origin::Remote(_) => self.forget_rows(),
        }
    }

    fn forget_rows(&mut self) -> Result<(), SqlError> {
        for table in &self.schema.tables {
            let mut delete = Statement::new(Dialect::Sqlite, "DELETE FROM ");
            delete.table(&table.name);
            self.sqlite.execute(&delete)?;
        }
        self.came.clear();
        self.forget_touched();
        Ok(())
    }

    fn forget_touched(&self) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn columns(&self, table: &str) -> Vec<String> {
        let columns = self.schema.table(table).map(|table| table.columns.as_slice()).unwrap_or_default();
        columns.iter().map(|column| column.name.clone()).collect()
    }

    fn insert(&mut self, table: &str, number: i64, columns: &[String], cells: Vec<Cell>) -> Result<(), SqlError> {
        let shape = Shape::default();
        let mut insert = Statement::new(Dialect::Sqlite, "INSERT INTO ");
        insert.table(table).push(" (").push(row_number(columns));
        for column in columns {
            insert.push(", ").name(column);
        }
        insert.push(") VALUES (").value(&shape, "", Cell::Integer(number));
        for cell in cells {
            insert.push(", ").value(&shape, "", cell);
        }
        insert.push(")");
        self.sqlite.execute(&insert).map(|_| ())
    }

    /// The row of a number as it is now.
    fn row(&mut self, table: &str, number: i64) -> Result<Option<Vec<Cell>>, SqlError> {
        let columns = self.columns(table);
        let mut select = Statement::new(Dialect::Sqlite, "SELECT ");
        select.read_all(columns.iter().map(String::as_str)).push(" FROM ").table(table);
        select.push(" WHERE ").push(row_number(&columns)).push(" = ");
        select.value(&Shape::default(), "", Cell::Integer(number));
        Ok(self.sqlite.query(&select)?.into_iter().next())
    }

    fn tell_apart(&mut self, table: &crate::sources::declaration::Table) -> Result<(), SqlError> {
        let columns = self.columns(&table.name);
        if !table.key.iter().all(|column| columns.contains(column)) {
            return Ok(());
        }
        let mut index = Statement::new(Dialect::Sqlite, "CREATE UNIQUE INDEX ");
        index.name(&format!("key of {}", table.name)).push(" ON ").table(&table.name).push(" (");
        for (place, column) in table.key.iter().enumerate() {
            index.push(if place > 0 { ", " } else { "" }).name(column);
        }
        index.push(")");
        let said = |_| SqlError::Failed(format!("two rows of `{}` have the same key", table.name));
        self.sqlite.execute(&index).map(|_| ()).map_err(said)
    }
}

/// The columns of a table by which its rows are known and people are found.
fn found_by(declaration: &Declaration, name: &str) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    if let Some(table) = declaration.table(name) {
        columns.extend(table.key.iter().chain(table.events.values()).chain(&table.member).cloned());
        columns.extend(table.person.iter().map(|way| way.column().to_owned()));
    }
    for way in declaration.tables.iter().flat_map(|table| &table.person) {
        if let Way::Link { of, at, .. } = way
            && of == name
        {
            columns.insert(at.clone());
        }
    }
    columns
}

fn texts(key: &RowKey) -> Vec<Option<String>> {
    key.0.iter().map(Cell::text).collect()
}

fn key_of(live: &LiveTable, came: &RemoteRow) -> RowKey {
    RowKey(live.primary_key.iter().map(|name| came.cells.get(name).cloned().unwrap_or(Cell::Null)).collect())
}

fn changed_values(live: &LiveTable, came: &RemoteRow, row: Vec<Cell>) -> BTreeMap<String, Cell> {
    let old = |name: &str| came.cells.get(name).and_then(Cell::text);
    let pairs = live.columns.iter().zip(row).filter(|(column, cell)| old(&column.name) != cell.text());
    pairs.map(|(column, cell)| (column.name.clone(), cell)).collect()
}

/// A name of SQLite's own row number that is no column of the table.
fn row_number(columns: &[String]) -> &'static str {
    let is_free = |name: &&&str| !columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    ["rowid", "_rowid_", "oid"].iter().find(is_free).copied().unwrap_or("rowid")
}

/// Whole numbers and truth as integers, everything else as it came: SQLite would round decimals.
fn created(table: &LiveTable) -> Statement {
    let mut create = Statement::new(Dialect::Sqlite, "CREATE TABLE ");
    create.table(&table.name).push(" (");
    for (place, column) in table.columns.iter().enumerate() {
        create.push(if place > 0 { ", " } else { "" }).name(&column.name);
        create.push(match column.family {
            Family::Whole | Family::Boolean => " INT",
            Family::Bytes => " BLOB",
            _ => " TEXT",
        });
        create.push(if column.nullable { "" } else { " NOT NULL" });
    }
    for link in &table.links {
        create.push(", FOREIGN KEY (");
        for (place, column) in link.columns.iter().enumerate() {
            create.push(if place > 0 { ", " } else { "" }).name(column);
        }
        create.push(") REFERENCES ").table(&link.of).push(" (");
        for (place, column) in link.at.iter().enumerate() {
            create.push(if place > 0 { ", " } else { "" }).name(column);
        }
        create.push(match link.on_delete {
            super::OnDelete::Refuse => ")",
            super::OnDelete::Cascade => ") ON DELETE CASCADE",
            super::OnDelete::Detach => ") ON DELETE SET NULL",
        });
    }
    create.push(")");
    create
}
