//! What a source file (`sources/<name>.toml`) says, as types.
//!
//! Names of tables and columns are written as the database spells them. A [`Declaration`] that was read has passed the
//! checks that need no database: every reference inside the file resolves, archive and keep have their ground.

use super::http::HttpPlace;
use crate::config::Secret;
use crate::people::Address;
use crate::record::Text;
use crate::roles::Role;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One source: a database and how the rows of its tables belong to people, or a place that a colleague looks into.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The file it was read from.
    pub file: PathBuf,
    /// Its name, `[a-z0-9-]+`, the same on pages, in receipts and in file names of packages.
    pub name: String,
    /// Where the database is.
    pub url: SourceUrl,
    /// The line of `url` in the file; of `kind` in a manual source.
    pub url_line: usize,
    /// What people read.
    pub label: Text,
    /// Where the list of people for refresh mailings comes from; at most one source of the portal has it.
    pub directory: Option<Directory>,
    /// Consents that the database holds as columns.
    pub consents: Vec<Consent>,
    /// The tables that hold personal data.
    pub tables: Vec<Table>,
    /// The tables that hold none, each with the reason.
    pub ignored: Vec<IgnoredTable>,
}

/// The kinds of databases, by the word used in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
    /// A MariaDB or MySQL server.
    MySql,
    /// CSV files and Excel workbooks in a folder.
    Files,
    /// A system that answers over HTTP.
    Http,
    /// A place that only a colleague can look into.
    Manual,
}

/// Where the database of a source is. Never printed with its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceUrl {
    /// A SQLite file; relative paths were resolved against the folder of the source file.
    Sqlite(PathBuf),
    /// A PostgreSQL URL, `postgres://…`.
    Postgres(Secret),
    /// A MariaDB or MySQL URL, `mysql://…`.
    MySql(Secret),
    /// A folder of CSV files and Excel workbooks; relative paths were resolved against the folder of the source file.
    Files(PathBuf),
    /// An HTTP source.
    Http(HttpPlace),
    /// Nothing that the portal could open: a colleague looks there.
    Manual(ByHand),
}

/// Who looks into a manual source, and in how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// Who is told of each task.
    pub responsible: Responsible,
    /// In how many days a task is to be done.
    pub due_days: u32,
}

/// Who is told of the tasks of a manual source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// Every colleague who has this role.
    Role(Role),
    /// The colleague who signs in with this address.
    Colleague(Address),
}

/// The list of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// A declared table.
    pub table: String,
    /// The column of that table that holds the address; one of the table's identifiers.
    pub email: String,
    /// The column that holds `en` or `fr`.
    pub language: Option<String>,
    /// The event of the table that is the last date of the relation.
    pub relation: Option<String>,
    /// The event of the table that is the last contact from the person.
    pub last_contact: Option<String>,
    /// The column that holds the date of birth: who is under fifteen is not asked.
    pub born: Option<String>,
    /// The column that says which of the company's groups of customers they belong to, in its own words.
    pub segment: Option<String>,
    /// The column that holds their time zone, an IANA name such as `Europe/Paris`: nobody is written to in their night.
    pub zone: Option<String>,
    /// The column that holds the country whose public holidays they have, such as `FR`, or a region, such as `DE-BY`.
    pub country: Option<String>,
    /// The event of the table at which they themselves last gave or confirmed these details: they are not asked soon after.
    pub checked: Option<String>,
    /// The line it begins on.
    pub line: usize,
}

/// A consent held as a column of the person's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The activity of the record, whose basis is consent.
    pub activity: String,
    /// A declared table.
    pub table: String,
    /// The column of that table.
    pub column: String,
    /// The value, in text form, that means yes.
    pub granted: String,
    /// The value, in text form, that is written on withdrawal.
    pub withdrawn: String,
    /// The column that holds when it was given.
    pub at: Option<String>,
    /// The line it begins on.
    pub line: usize,
}

/// A table that holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredTable {
    /// Its name.
    pub table: String,
    /// Why.
    pub reason: String,
    /// The line it is named on.
    pub line: usize,
}

/// A table that holds personal data.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name; `schema.table` for a PostgreSQL table outside the search path.
    pub name: String,
    /// The columns that name one row; empty only in a manual source.
    pub key: Vec<String>,
    /// What people read.
    pub label: Text,
    /// The ways a row belongs to a person: it does if any of them leads there. Empty only
    /// in a manual source.
    pub person: Vec<Way>,
    /// The column that tells apart the people who share one address, such as their customer number. It is a fact, and
    /// nobody changes it themselves.
    pub member: Option<String>,
    /// Whether a row may belong to several persons. Such a row is never deleted while another person has it.
    pub shared: bool,
    /// The column that holds the date of each event of the record's retention rules.
    pub events: BTreeMap<String, String>,
    /// The retention rule of the record for its rows, instead of the activities' rules.
    pub retention: Option<String>,
    /// How a row says that something is under way, such as an order that is not delivered.
    pub running: Option<Running>,
    /// What erasure does with the rows of a person.
    pub erase: TableErase,
    /// Its columns, in the order written.
    pub columns: Vec<Column>,
    /// The line it is named on.
    pub line: usize,
}

/// A way a row belongs to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// This column of the table holds an e-mail address of the person: compared trimmed, NFC, case-insensitive.
    Identifier {
        /// The column that holds the address.
        column: String,
    },
    /// This column equals a column of a row, in another declared table, that belongs to the person. Chains are
    /// allowed, and so are circles: a search visits each row once.
    Link {
        /// The column of this table.
        column: String,
        /// The other table.
        of: String,
        /// The column of the other table.
        at: String,
    },
    /// This column equals a column of a row that belongs to the person in another source, such as their customer number
    /// there. Numbers are compared as texts, letter by letter.
    Elsewhere {
        /// The column of this table.
        column: String,
        /// The other source.
        source: String,
        /// A declared table of that source.
        of: String,
        /// The column of that table.
        at: String,
    },
}

/// What erasure does with the rows of a person in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableErase {
    /// The rows are deleted.
    Delete,
    /// The rows stay; each column follows its own [`ColumnErase`].
    Strip,
    /// The declared values are copied, sealed, into the portal's archive until the end of the rule, then the row is
    /// stripped.
    Archive(Ground),
    /// The rows stay as they are until the end of the rule.
    Keep(Ground),
}

/// How a row says that something is not over yet. What it needs is still necessary (Art. 17(1)(a)): it is not erased before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The column that says it.
    pub column: String,
    /// Its values while it is not over.
    pub values: Vec<String>,
    /// Why it is still needed, as the person reads it.
    pub reason: Text,
}

/// Why something outlives an erasure, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The retention rule of the record that ends it.
    pub retention: String,
    /// The reason, as the person reads it.
    pub reason: Text,
}

/// One column of a declared table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: Content,
    /// What erasure does with its value where the row stays.
    pub erase: ColumnErase,
    /// The line it is declared on.
    pub line: usize,
}

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing about a person that could be shown; with the reason.
    Ignored(String),
    /// A fact about the person.
    Fact(Held),
}

/// What is said about a column that holds a fact.
#[derive(Clone, Debug)]
pub struct Held {
    /// The category of the record.
    pub category: String,
    /// What people read.
    pub label: Text,
    /// How the value is written and read.
    pub kind: ColumnKind,
    /// Who may change it.
    pub edit: Edit,
    /// The retention rule of the record, instead of the table's and the activities'.
    pub retention: Option<String>,
    /// Present where the value names a colleague: the words shown instead of it, for example their role.
    pub staff: Option<Text>,
}

/// How the values of a column are written and read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Plain text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// An amount.
    Money {
        /// ISO 4217 code, for example `EUR`.
        currency: String,
        /// Whether the column counts minor units (cents).
        minor: bool,
    },
    /// Yes or no.
    Boolean,
    /// One of some codes, each with the words people read, in the order written.
    Choice(Vec<(String, Text)>),
    /// An ISO 3166-1 alpha-2 code, or the name of a country.
    Country,
    /// An ISO 639-1 code.
    Language,
    /// A web address.
    Url,
    /// A JSON document.
    Json,
    /// Bytes.
    Binary,
}

/// Who may change a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The person, at once.
    Own,
    /// The person asks, a colleague decides.
    Review,
    /// Nobody through the portal; with the reason.
    Locked(Text),
}

/// What erasure does with the value of a column where the row stays (strip and archive).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnErase {
    /// It becomes NULL.
    Clear,
    /// It becomes this text, in which `{key}` stands for the key of the row.
    Replace(String),
    /// It stays.
    Keep,
    /// It is copied, sealed, into the archive, then becomes NULL. In an archived table every fact is copied anyway.
    Archive,
}

impl SourceUrl {
    /// The kind of database it leads to.
    pub fn kind(&self) -> SourceKind {
        match self {
            SourceUrl::Sqlite(_) => SourceKind::Sqlite,
            SourceUrl::Postgres(_) => SourceKind::Postgres,
            SourceUrl::MySql(_) => SourceKind::MySql,
            SourceUrl::Files(_) => SourceKind::Files,
            SourceUrl::Http(_) => SourceKind::Http,
            SourceUrl::Manual(_) => SourceKind::Manual,
        }
    }
}

impl SourceKind {
    /// Every kind with the word used in files.
    pub const ALL: &'static [(&'static str, SourceKind)] = &[
        ("sqlite", SourceKind::Sqlite),
        ("postgres", SourceKind::Postgres),
        ("mysql", SourceKind::MySql),
        ("mariadb", SourceKind::MySql),
        ("files", SourceKind::Files),
        ("http", SourceKind::Http),
        ("manual", SourceKind::Manual),
    ];
}

impl Declaration {
    /// Who looks there, if it is a manual source.
    pub fn by_hand(&self) -> Option<&ByHand> {
        match &self.url {
            SourceUrl::Manual(by_hand) => Some(by_hand),
            _ => None,
        }
    }

    /// Every text of it that people read, with its place: the source, the table, or the column as `table.column`.
    pub fn texts(&self) -> Vec<(String, &Text)> {
        let mut all = vec![(self.name.clone(), &self.label)];
        for table in &self.tables {
            all.push((table.name.clone(), &table.label));
            all.extend(table.ground().map(|ground| (table.name.clone(), &ground.reason)));
            for column in &table.columns {
                let Content::Fact(held) = &column.content else { continue };
                let choices = match &held.kind {
                    ColumnKind::Choice(choices) => choices.as_slice(),
                    _ => &[],
                };
                let locked = match &held.edit {
                    Edit::Locked(reason) => Some(reason),
                    _ => None,
                };
                let texts = [&held.label].into_iter().chain(choices.iter().map(|(_, words)| words));
                let texts = texts.chain(locked).chain(&held.staff);
                all.extend(texts.map(|text| (format!("{}.{}", table.name, column.name), text)));
            }
        }
        all
    }

    /// The declared table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Table {
    /// The declared column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that hold facts, with what is said about each.
    pub fn facts(&self) -> impl Iterator<Item = (&Column, &Held)> {
        self.columns.iter().filter_map(|column| Some((column, column.held()?)))
    }

    /// The columns that hold an address of the person.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        self.person.iter().filter_map(|way| match way {
            Way::Identifier { column } => Some(column.as_str()),
            Way::Link { .. } | Way::Elsewhere { .. } => None,
        })
    }

    /// The ground on which its rows outlive an erasure.
    pub fn ground(&self) -> Option<&Ground> {
        match &self.erase {
            TableErase::Archive(ground) | TableErase::Keep(ground) => Some(ground),
            TableErase::Delete | TableErase::Strip => None,
        }
    }
}

impl Column {
    /// What is said about the column, if it holds a fact.
    pub fn held(&self) -> Option<&Held> {
        match &self.content {
            Content::Fact(held) => Some(held),
            Content::Ignored(_) => None,
        }
    }
}

impl Way {
    /// The column of the table that leads to the person.
    pub fn column(&self) -> &str {
        match self {
            Way::Identifier { column } | Way::Link { column, .. } | Way::Elsewhere { column, .. } => column,
        }
    }
}
