//! Building statements over tables whose names come from declarations: identifiers are quoted, values are bound.

use super::catalog::Shape;
use super::cell::{Cell, RowKey};

/// Which SQL is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB and MySQL.
    MySql,
}

/// A statement and the values bound to it, in order.
#[derive(Debug)]
pub struct Statement {
    dialect: Dialect,
    pub(super) text: String,
    pub(super) values: Vec<Cell>,
}

impl Statement {
    /// Begins with some words of SQL.
    pub fn new(dialect: Dialect, words: &str) -> Self {
        Self { dialect, text: words.to_owned(), values: Vec::new() }
    }

    /// The SQL.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bound values, in order.
    pub fn values(&self) -> &[Cell] {
        &self.values
    }

    /// Adds words of SQL. Never a name or a value from outside.
    pub fn push(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    /// Adds a quoted name.
    pub fn name(&mut self, name: &str) -> &mut Self {
        let mark = if self.dialect == Dialect::MySql { '`' } else { '"' };
        self.text.push(mark);
        for letter in name.chars() {
            if letter == mark {
                self.text.push(mark);
            }
            self.text.push(letter);
        }
        self.text.push(mark);
        self
    }

    /// Adds the quoted name of a table; `schema.table` in PostgreSQL names both.
    pub fn table(&mut self, table: &str) -> &mut Self {
        match (self.dialect, table.split_once('.')) {
            (Dialect::Postgres, Some((schema, name))) => self.name(schema).push(".").name(name),
            _ => self.name(table),
        }
    }

    /// Adds a column as it is read: as text in PostgreSQL, as it is elsewhere.
    pub fn read(&mut self, column: &str) -> &mut Self {
        match self.dialect {
            Dialect::Postgres => self.push("CAST(").name(column).push(" AS text)"),
            Dialect::Sqlite | Dialect::MySql => self.name(column),
        }
    }

    /// Adds columns as they are read, with commas between.
    pub fn read_all<'c>(&mut self, columns: impl IntoIterator<Item = &'c str>) -> &mut Self {
        for (index, column) in columns.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.read(column);
        }
        self
    }

    /// Binds a value as the type of a column.
    pub fn value(&mut self, shape: &Shape, column: &str, value: Cell) -> &mut Self {
        if self.dialect == Dialect::MySql {
            return self.mysql_value(shape.kind(column), value);
        }
        self.values.push(value);
        let place = self.values.len();
        match self.dialect {
            Dialect::Sqlite | Dialect::MySql => self.push(&format!("?{place}")),
            Dialect::Postgres => {
                let kind = shape.kind(column).to_owned();
                self.push(&format!("CAST(${place}::text AS {kind})"))
            }
        }
    }

    /// Binds a text as text.
    pub fn text_value(&mut self, value: &str) -> &mut Self {
        self.values.push(Cell::Text(value.to_owned()));
        let place = self.values.len();
        match self.dialect {
            Dialect::Sqlite => self.push(&format!("?{place}")),
            Dialect::Postgres => self.push(&format!("${place}::text")),
            Dialect::MySql => self.push("?"),
        }
    }

    /// Binds texts as a list, in PostgreSQL.
    pub fn texts_value<'t>(&mut self, values: impl IntoIterator<Item = &'t String>) -> &mut Self {
        let quoted = values.into_iter().map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
        let list = format!("{{{}}}", quoted.collect::<Vec<_>>().join(","));
        self.push("CAST(").text_value(&list).push(" AS text[])")
    }

    /// Adds "the column is this value", where no value equals no value.
    pub fn same(&mut self, shape: &Shape, column: &str, value: Cell) -> &mut Self {
        match self.dialect {
            Dialect::MySql => self.mysql_equal(shape.kind(column), column, " <=> ", value),
            Dialect::Sqlite => {
                self.values.push(value);
                let place = self.values.len();
                self.name(column).push(&format!(" IS ?{place}"))
            }
            Dialect::Postgres => {
                self.values.push(value);
                let place = self.values.len();
                self.read(column).push(&format!(" IS NOT DISTINCT FROM ${place}::text"))
            }
        }
    }

    /// Adds "the column is one of these values".
    pub fn one_of<'v>(&mut self, shape: &Shape, column: &str, values: impl IntoIterator<Item = &'v Cell>) -> &mut Self {
        if self.dialect == Dialect::MySql {
            return self.mysql_one_of(shape, column, values.into_iter().cloned().collect());
        }
        self.name(column).push(" IN (");
        for (index, value) in padded(values.into_iter().collect()).into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.value(shape, column, value.clone());
        }
        self.push(")")
    }

    /// Adds the condition that a row comes after this one in the order of the key.
    pub fn beyond(&mut self, shape: &Shape, key: &[String], row: &RowKey) -> &mut Self {
        self.push("(");
        for (place, column) in key.iter().enumerate() {
            self.push(if place > 0 { ", " } else { "" }).name(column);
        }
        self.push(") > (");
        for (place, (column, value)) in key.iter().zip(&row.0).enumerate() {
            self.push(if place > 0 { ", " } else { "" }).value(shape, column, value.clone());
        }
        self.push(")")
    }

    /// Adds the order of the key, each column with its table: or PostgreSQL takes the column for the text that is read
    /// of it, and 10 comes before 2.
    pub fn in_order(&mut self, table: &str, key: &[String]) -> &mut Self {
        self.push(" ORDER BY ");
        for (place, column) in key.iter().enumerate() {
            self.push(if place > 0 { ", " } else { "" }).table(table).push(".").name(column);
        }
        self
    }

    /// Adds "the row is one of these".
    pub fn rows<'k>(
        &mut self,
        shape: &Shape,
        columns: &[String],
        keys: impl IntoIterator<Item = &'k RowKey>,
    ) -> &mut Self {
        if let [column] = columns {
            return self.one_of(shape, column, keys.into_iter().filter_map(|key| key.0.first()));
        }
        self.push("(");
        for (index, key) in padded(keys.into_iter().collect()).into_iter().enumerate() {
            self.push(if index > 0 { " OR (" } else { "(" });
            for (place, (column, value)) in columns.iter().zip(&key.0).enumerate() {
                if place > 0 {
                    self.push(" AND ");
                }
                if self.dialect == Dialect::MySql {
                    self.mysql_equal(shape.kind(column), column, " = ", value.clone());
                } else {
                    self.name(column).push(" = ").value(shape, column, value.clone());
                }
            }
            self.push(")");
        }
        self.push(")")
    }
}

/// A list whose last entry is repeated until its length is a power of two: statements over lists of every length become a few,
/// which databases plan once.
fn padded<T: Copy>(mut list: Vec<T>) -> Vec<T> {
    if let Some(last) = list.last().copied() {
        list.resize(list.len().next_power_of_two(), last);
    }
    list
}
