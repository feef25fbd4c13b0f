//! The shop of these tests, in a database of its own.

use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::record::Record;
use habeas::sources::declaration::Declaration;
use habeas::sources::plan::SourcePlan;
use habeas::sources::{
    Copy, ExecuteError, Executed, Found, Identifiers, Scope, Session, Source, Sources, SqlError, events,
};
use jiff::civil::date;
use std::path::Path;
use std::sync::Arc;

pub struct Shop {
    pub sources: Sources,
    pub record: Arc<Record>,
    url: DatabaseUrl,
    _database: Fresh,
}

/// Runs a test on a fresh shop in each kind of database.
pub fn each_shop(test: impl Fn(&Shop)) {
    for database in fresh_databases() {
        test(&Shop::open(database, "shop"));
    }
}

pub fn record() -> Arc<Record> {
    let text = include_str!("../../../config/starter/record.toml");
    let (record, found) = Record::parse(Path::new("record.toml"), text, Lang::ALL);
    Arc::new(record.unwrap_or_else(|| panic!("{found:#?}")))
}

/// The file that declares a shop of this name, its address left open.
fn named(name: &str) -> String {
    include_str!("shop.toml").replace("name = \"shop\"", &format!("name = \"{name}\""))
}

/// The same text with the kind and the address of this database.
fn at(url: &DatabaseUrl, text: &str) -> String {
    let (kind, place) = match url {
        DatabaseUrl::Sqlite(path) => ("sqlite", path.display().to_string()),
        DatabaseUrl::Postgres(url) => ("postgres", url.expose().to_owned()),
    };
    text.replace("KIND", kind).replace("URL", &place)
}

fn declare(url: &DatabaseUrl, text: &str) -> Declaration {
    let (declaration, found) = Declaration::parse(Path::new("shop.toml"), &at(url, text), Lang::ALL, &|_| None);
    declaration.unwrap_or_else(|| panic!("{found:#?}"))
}

fn batch(url: &DatabaseUrl, sql: &str) {
    match url {
        DatabaseUrl::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        DatabaseUrl::Postgres(url) => {
            postgres::Client::connect(url.expose(), postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}

pub fn person(addresses: &[&str]) -> Identifiers {
    let addresses: Vec<Address> = addresses.iter().map(|address| Address::parse(address).unwrap()).collect();
    Identifiers::new(&addresses)
}

impl Shop {
    /// A shop of this name in an empty database.
    pub fn open(database: Fresh, name: &str) -> Self {
        Self::declared_otherwise(database, name, |text| text)
    }

    /// The same with another declaration.
    pub fn declared_otherwise(database: Fresh, name: &str, change: impl Fn(String) -> String) -> Self {
        let url = database.url();
        batch(&url, include_str!("shop.sql"));
        let declaration = declare(&url, &change(named(name)));
        Shop { sources: Sources::open(vec![declaration]), record: record(), url, _database: database }
    }

    /// A source of its own: its tables and rows, and what is declared about them.
    pub fn of(database: Fresh, sql: &str, declared: &str) -> Self {
        let url = database.url();
        batch(&url, sql);
        let declaration = declare(&url, declared);
        Shop { sources: Sources::open(vec![declaration]), record: record(), url, _database: database }
    }

    /// Closes the ring of the traps: the last table points back to the first.
    pub fn close_ring(&self) {
        match &self.url {
            // SQLite cannot add a foreign key to a table.
            DatabaseUrl::Sqlite(_) => self.sql(
                "PRAGMA foreign_keys = OFF; ALTER TABLE ring_a RENAME TO old; CREATE TABLE new_a (id INTEGER PRIMARY KEY, \
                 person INTEGER REFERENCES people (id), next INTEGER REFERENCES ring_d (id)); \
                 INSERT INTO new_a SELECT * FROM old; PRAGMA legacy_alter_table = ON; DROP TABLE old; \
                 ALTER TABLE new_a RENAME TO ring_a; DROP TABLE ring_b; CREATE TABLE ring_b (id INTEGER PRIMARY KEY, \
                 a INTEGER NOT NULL REFERENCES ring_a (id)); INSERT INTO ring_b VALUES (1, 1), (2, 2); \
                 UPDATE ring_a SET next = id",
            ),
            DatabaseUrl::Postgres(_) => self.sql(
                "ALTER TABLE ring_a ADD FOREIGN KEY (next) REFERENCES ring_d (id); UPDATE ring_a SET next = id",
            ),
        }
    }

    /// What the person can be recognised by.
    pub fn traces(&self, who: &Identifiers) -> habeas::sources::Traces {
        self.with(|session| Ok(session.find_with_traces(who)?.1))
    }

    /// The file that declares it under this name, without the list of people: one source has that.
    pub fn file(&self, name: &str) -> String {
        let text = at(&self.url, &named(name));
        let (start, rest) = text.split_once("[directory]").unwrap();
        format!("{start}{}", &rest[rest.find("[[consent]]").unwrap()..])
    }

    pub fn declaration(&self) -> Declaration {
        self.sources.declarations().next().unwrap().clone()
    }

    pub fn source(&self) -> &Source {
        self.sources.iter().next().unwrap()
    }

    pub fn sql(&self, sql: &str) {
        batch(&self.url, sql);
    }

    /// Ends what the server keeps open for the program; `None` where there is no server.
    pub fn cut(&self) -> Option<String> {
        let ours = "application_name = 'habeas' AND datname = current_database()";
        let cut = format!("SELECT pg_terminate_backend(pid, 5000) AS x FROM pg_stat_activity WHERE {ours}");
        matches!(self.url, DatabaseUrl::Postgres(_)).then(|| self.ask(&cut))
    }

    /// The first column of each row as text, joined by commas; `-` for no value.
    pub fn ask(&self, sql: &str) -> String {
        let values: Vec<Option<String>> = match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(&format!("SELECT CAST(x AS TEXT) FROM ({sql}) q")).unwrap();
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
                let rows = client.query(&format!("SELECT CAST(x AS TEXT) FROM ({sql}) q"), &[]).unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        };
        values.into_iter().map(|value| value.unwrap_or("-".into())).collect::<Vec<_>>().join(",")
    }

    pub fn with<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> T {
        self.source().session(body).unwrap()
    }

    pub fn find(&self, who: &Identifiers) -> Found {
        self.with(|session| session.find(who))
    }

    pub fn plan(&self, who: &Identifiers) -> SourcePlan {
        let day = date(2026, 11, 24);
        self.with(|session| {
            let events = events(session.declaration, &session.find(who)?);
            session.plan(who, &self.record, &events, day)
        })
    }

    /// The plan of an erasure of these categories only.
    pub fn plan_part(&self, who: &Identifiers, categories: &[&str]) -> SourcePlan {
        let scope = Scope::Categories(categories.iter().map(|&id| id.to_owned()).collect());
        self.with(|session| {
            let events = events(session.declaration, &session.find(who)?);
            session.plan_scope(who, &self.record, &events, date(2026, 11, 24), &scope)
        })
    }

    pub fn execute(&self, who: &Identifiers, plan: &SourcePlan) -> (Executed, Vec<Copy>) {
        let mut copies = Vec::new();
        let done = self.with(|session| {
            Ok(session.execute(who, plan, |made| {
                copies.extend_from_slice(made);
                Ok(())
            }))
        });
        (done.unwrap(), copies)
    }

    pub fn execute_failing(&self, who: &Identifiers, plan: &SourcePlan) -> ExecuteError {
        self.with(|session| Ok(session.execute(who, plan, |_| Err("full".into())))).unwrap_err()
    }
}
