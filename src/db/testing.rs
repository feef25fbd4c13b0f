//! Fresh databases for tests: each store test runs on both.

use super::{Database, Db, Error, open};
use crate::config::{DatabaseUrl, Secret};
use crate::secrets::{Random, hex};
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};

/// The variable with the address of a PostgreSQL server on which databases can be made.
const SERVER: &str = "HABEAS_TEST_POSTGRES";

/// Runs `test` on a fresh, migrated SQLite database and on a fresh, migrated PostgreSQL one. Without a server the run
/// fails, unless a person chose `HABEAS_TEST_SQLITE_ONLY=1`.
pub fn each_database(mut test: impl FnMut(Database)) {
    for fresh in portal_databases() {
        test(fresh.database());
    }
}

/// A fresh database of each kind with the tables of the portal: copies of one that the first test made.
pub fn portal_databases() -> Vec<Fresh> {
    let mut all = vec![Fresh::sqlite().with_tables()];
    all.extend(server().map(|server| Fresh::copied(&server, &postgres_template(&server))));
    all
}

/// A fresh database of each kind; each is removed when its value is dropped.
pub fn fresh_databases() -> Vec<Fresh> {
    let mut all = vec![Fresh::sqlite()];
    all.extend(Fresh::postgres());
    all
}

/// A database that ends with the test.
pub struct Fresh {
    place: Place,
}

enum Place {
    Sqlite { dir: PathBuf },
    Postgres { server: String, name: String },
}

impl Fresh {
    /// An embedded one in a folder of its own.
    pub fn sqlite() -> Self {
        let dir = std::env::temp_dir().join(format!("habeas-test-{}", unique()));
        let made = std::fs::create_dir_all(&dir);
        assert!(made.is_ok(), "no temporary folder: {made:?}");
        Self { place: Place::Sqlite { dir } }
    }

    /// One on the test server; `None` when a person chose to go without.
    pub fn postgres() -> Option<Self> {
        server().map(|server| Self::copied(&server, "template1"))
    }

    fn copied(server: &str, template: &str) -> Self {
        let name = format!("habeas_test_{}", unique());
        admin(server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { place: Place::Postgres { server: server.to_owned(), name } }
    }

    /// The same file with the tables of the portal.
    fn with_tables(self) -> Self {
        if let Place::Sqlite { dir } = &self.place {
            let copied = std::fs::copy(sqlite_template(), dir.join("habeas.sqlite"));
            assert!(copied.is_ok(), "no copy of the migrated file: {copied:?}");
        }
        self
    }

    /// Where it is.
    pub fn url(&self) -> DatabaseUrl {
        match &self.place {
            Place::Sqlite { dir } => DatabaseUrl::Sqlite(dir.join("habeas.sqlite")),
            Place::Postgres { server, name } => DatabaseUrl::Postgres(Secret::new(named(server, name))),
        }
    }

    /// Opened and migrated.
    pub fn database(&self) -> Database {
        let opened = Database::open(&self.url(), 4).and_then(|database| database.migrate().map(|_| database));
        match opened {
            Ok(database) => database,
            Err(error) => unusable(&error),
        }
    }
}

#[expect(clippy::panic, reason = "a test cannot go on")]
fn unusable(error: &Error) -> ! {
    panic!("the test database cannot be used: {error}")
}

impl Drop for Fresh {
    fn drop(&mut self) {
        match &self.place {
            Place::Sqlite { dir } => drop(std::fs::remove_dir_all(dir)),
            Place::Postgres { server, name } => admin(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")),
        }
    }
}

fn server() -> Option<String> {
    let server = variable(SERVER);
    let chosen = variable("HABEAS_TEST_SQLITE_ONLY").is_some_and(|value| value == "1");
    assert!(
        chosen || server.is_some(),
        "{SERVER} is not set: run `scripts/test`, which starts a server, or choose `--sqlite-only`"
    );
    server
}

/// What tells one build of the tests from another: a template holds the migrations of one build.
fn build() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let stamp = program.and_then(|about| Ok((about.len(), about.modified()?)));
    let stamp = stamp.map(|(size, at)| (size, at.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos()));
    stamp.map_or_else(|_| unique(), |(size, at)| format!("{size:x}_{at:x}"))
}

/// A file or folder that the tests of one build share: `make` writes it at the path it gets, and whoever comes first moves
/// it to its place, whole.
pub fn made_once(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let place = std::env::temp_dir().join(format!("habeas-{name}-{}", build()));
    if !place.exists() {
        let making = std::env::temp_dir().join(format!("habeas-{name}-{}", unique()));
        make(&making);
        let moved = std::fs::rename(&making, &place);
        // Another test was faster: a folder is not moved onto one that is there.
        assert!(moved.is_ok() || place.exists(), "not made: {moved:?}");
    }
    place
}

/// A SQLite file with the tables of the portal.
fn sqlite_template() -> PathBuf {
    made_once("template", |making| {
        let fresh = Fresh::sqlite();
        drop(fresh.database());
        let DatabaseUrl::Sqlite(file) = fresh.url() else { return };
        let made = SqliteConnection::establish(&file.to_string_lossy()).map_err(|error| error.to_string()).and_then(
            |mut sqlite| {
                let vacuum = format!("VACUUM INTO '{}'", making.display());
                sqlite.batch_execute(&vacuum).map_err(|error| error.to_string())
            },
        );
        assert!(made.is_ok(), "no migrated file: {made:?}");
    })
}

/// A database with the tables of the portal on the test server. It gets its name when it is whole; who comes meanwhile
/// waits.
fn postgres_template(server: &str) -> String {
    let name = format!("habeas_template_{}", build());
    let made = open::postgres(server).map_err(|error| error.to_string()).and_then(|connection| {
        let mut db = Db::Postgres(connection);
        let mut run = |sql: &str| db.batch_execute(sql).map_err(|error| error.to_string());
        run("SELECT pg_advisory_lock(7141)")?;
        if run(&format!("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') THEN RAISE 'none'; END IF; END $$")).is_ok() {
            return Ok(());
        }
        let making = format!("{name}_making");
        run(&format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"))?;
        run(&format!("CREATE DATABASE {making}"))?;
        let url = DatabaseUrl::Postgres(Secret::new(named(server, &making)));
        let migrated = Database::open(&url, 1).and_then(|database| database.migrate().map(drop));
        migrated.map_err(|error| error.to_string())?;
        // A pool closes its connections after it was dropped.
        run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{making}'"))?;
        run(&format!("ALTER DATABASE {making} RENAME TO {name}"))
    });
    assert!(made.is_ok(), "no migrated database: {made:?}");
    name
}

/// The address with another database in its path.
fn named(server: &str, name: &str) -> String {
    url::Url::parse(server).map_or_else(
        |_| server.to_owned(),
        |mut url| {
            url.set_path(name);
            url.to_string()
        },
    )
}

fn admin(server: &str, sql: &str) {
    let done = open::postgres(server)
        .map_err(|error| error.to_string())
        .and_then(|connection| Db::Postgres(connection).batch_execute(sql).map_err(|error| error.to_string()));
    assert!(done.is_ok() || std::thread::panicking(), "the test server refused: {done:?}");
}

fn unique() -> String {
    hex(&Random::system().bytes::<8>())
}

#[expect(clippy::disallowed_methods, reason = "the test server is not a setting of the portal")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Database {
    /// The same database as another process sees it: over the same connections, but its commits are its own.
    pub fn apart(&self) -> Self {
        Self { changes: std::sync::Arc::default(), recall: std::sync::Arc::default(), ..self.clone() }
    }
}
