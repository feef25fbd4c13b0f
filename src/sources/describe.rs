//! The live schema of a source: what its database says about tables, columns, keys and links. Views count as tables.

use super::declaration::SourceUrl;
use super::http::Outside;
use super::sql::{Connection, OnDelete, SqlError};

/// The tables of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// In the order of their names.
    pub tables: Vec<LiveTable>,
}

/// A table or a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The name declarations use: `schema.table` for a PostgreSQL table outside the search path.
    pub name: String,
    /// Whether it is a view.
    pub view: bool,
    /// Whether rows can be written: a table, or a simple view of PostgreSQL or MySQL.
    pub writable: bool,
    /// Whether changes can be undone until they are committed; tables of MyISAM and the like cannot.
    pub transactional: bool,
    /// In the order of the table.
    pub columns: Vec<LiveColumn>,
    /// The columns of the primary key, in order; empty without one.
    pub primary_key: Vec<String>,
    /// The sets of columns that no two rows share, the primary key among them.
    pub unique: Vec<Vec<String>>,
    /// What its rows point to.
    pub links: Vec<LiveLink>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// Its type as the database writes it, for example `character varying(40)`.
    pub kind: String,
    /// What that type holds.
    pub family: Family,
    /// Whether it may be without a value.
    pub nullable: bool,
    /// Whether the database computes it, so that nothing can be written to it.
    pub generated: bool,
}

/// What a type holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Letters.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with decimals.
    Decimal,
    /// Days.
    Day,
    /// Days with times.
    Moment,
    /// Yes or no.
    Boolean,
    /// Bytes.
    Bytes,
    /// JSON.
    Json,
    /// Anything else, or anything at all.
    Other,
}

/// Columns of a table that point to a row of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveLink {
    /// The columns of this table.
    pub columns: Vec<String>,
    /// The table pointed to.
    pub of: String,
    /// The columns pointed to, in the same order.
    pub at: Vec<String>,
    /// What happens to this row when the other is deleted.
    pub on_delete: OnDelete,
}

/// Asks the database of a source. Blocks.
pub fn describe(url: &SourceUrl) -> Result<Schema, SqlError> {
    describe_over(url, None)
}

/// The same, with what calling an HTTP source needs.
pub fn describe_over(url: &SourceUrl, outside: Option<&Outside>) -> Result<Schema, SqlError> {
    Connection::open(url, outside)?.describe()
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&LiveTable> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl LiveTable {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether these columns tell every row from the others.
    pub fn tells_apart(&self, columns: &[String]) -> bool {
        self.unique.iter().any(|set| !set.is_empty() && set.iter().all(|column| columns.contains(column)))
    }

    /// Whether this column alone may not hold the same value twice.
    pub fn is_unique(&self, column: &str) -> bool {
        self.unique.iter().any(|set| set.len() == 1 && set.first().is_some_and(|only| only == column))
    }
}

impl LiveColumn {
    /// The most letters it holds, where its type says so: `varchar(40)` is 40.
    pub fn width(&self) -> Option<usize> {
        let inside = self.kind.split_once('(')?.1.split_once(')')?.0;
        if self.family == Family::Text { inside.trim().parse().ok() } else { None }
    }
}

impl Family {
    /// The family of a MySQL type, as `information_schema` writes it: `int(11) unsigned`, `enum('a','b')`.
    pub fn of_mysql(kind: &str) -> Self {
        let kind = kind.to_ascii_lowercase();
        let base = kind.split(['(', ' ']).next().unwrap_or_default();
        match base {
            "tinyint" | "bit" if kind.contains("(1)") => Family::Boolean,
            "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "bit" | "year" => Family::Whole,
            "decimal" | "numeric" | "float" | "double" => Family::Decimal,
            "date" => Family::Day,
            "datetime" | "timestamp" => Family::Moment,
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" => Family::Text,
            "json" => Family::Json,
            "tinyblob" | "blob" | "mediumblob" | "longblob" | "binary" | "varbinary" => Family::Bytes,
            _ => Family::Other,
        }
    }

    /// The family of a SQLite type, which is any words: by the rules of SQLite's own affinities, finer.
    pub fn of_sqlite(kind: &str) -> Self {
        let kind = kind.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
        if kind.trim().is_empty() {
            Family::Other
        } else if has(&["bool"]) {
            Family::Boolean
        } else if has(&["json"]) {
            Family::Json
        } else if has(&["datetime", "timestamp"]) {
            Family::Moment
        } else if has(&["date"]) {
            Family::Day
        } else if has(&["int"]) {
            Family::Whole
        } else if has(&["char", "clob", "text", "string", "uuid"]) {
            Family::Text
        } else if has(&["blob", "binary"]) {
            Family::Bytes
        } else if has(&["real", "floa", "doub", "num", "dec", "money"]) {
            Family::Decimal
        } else {
            Family::Other
        }
    }

    /// The family of a PostgreSQL type, as `format_type` writes it.
    pub fn of_postgres(kind: &str) -> Self {
        let bare = kind.split('(').next().unwrap_or_default().trim();
        if kind.ends_with("[]") {
            return Family::Other;
        }
        match bare {
            "text" | "character varying" | "character" | "citext" | "name" | "bpchar" => Family::Text,
            "smallint" | "integer" | "bigint" | "oid" => Family::Whole,
            "numeric" | "real" | "double precision" | "money" => Family::Decimal,
            "date" => Family::Day,
            _ if kind.starts_with("timestamp") => Family::Moment,
            "boolean" => Family::Boolean,
            "bytea" => Family::Bytes,
            "json" | "jsonb" => Family::Json,
            _ => Family::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_says_what_it_holds() {
        for (kind, family) in [
            ("NVARCHAR(160)", Family::Text),
            ("INTEGER", Family::Whole),
            ("NUMERIC(10,2)", Family::Decimal),
            ("DATETIME", Family::Moment),
            ("date", Family::Day),
            ("BLOB", Family::Bytes),
            ("", Family::Other),
            ("BOOLEAN", Family::Boolean),
        ] {
            assert_eq!(Family::of_sqlite(kind), family, "{kind}");
        }
        for (kind, family) in [
            ("character varying(40)", Family::Text),
            ("numeric(10,2)", Family::Decimal),
            ("timestamp(3) with time zone", Family::Moment),
            ("integer[]", Family::Other),
            ("uuid", Family::Other),
        ] {
            assert_eq!(Family::of_postgres(kind), family, "{kind}");
        }
        for (kind, family) in [
            ("tinyint(1)", Family::Boolean),
            ("tinyint(4)", Family::Whole),
            ("bigint(20) unsigned", Family::Whole),
            ("enum('a','b(1)')", Family::Text),
            ("decimal(10,2)", Family::Decimal),
            ("varbinary(16)", Family::Bytes),
            ("time(6)", Family::Other),
            ("year(4)", Family::Whole),
        ] {
            assert_eq!(Family::of_mysql(kind), family, "{kind}");
        }
    }

    #[test]
    fn a_width_belongs_to_letters_only() {
        let column = |kind: &str| LiveColumn {
            name: "c".into(),
            kind: kind.into(),
            family: Family::of_postgres(kind),
            nullable: true,
            generated: false,
        };
        assert_eq!(column("character varying(40)").width(), Some(40));
        assert_eq!(column("numeric(10,2)").width(), None);
        assert_eq!(column("text").width(), None);
    }
}
