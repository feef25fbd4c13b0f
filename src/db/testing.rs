//! Fresh databases for tests: each store test runs on both.

use super::{Database, Db, Error};
use crate::config::{DatabaseUrl, Secret};
use crate::secrets::{Random, hex};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::path::PathBuf;

/// The variable with the address of a PostgreSQL server on which databases can be made.
const SERVER: &str = "HABEAS_TEST_POSTGRES";

/// Runs `test` on a fresh, migrated SQLite database and on a fresh, migrated PostgreSQL one. Without a server the run
/// fails, unless a person chose `HABEAS_TEST_SQLITE_ONLY=1`.
pub fn each_database(mut test: impl FnMut(Database)) {
    for fresh in fresh_databases() {
        test(fresh.database());
    }
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
        let Some(server) = variable(SERVER) else {
            let chosen = variable("HABEAS_TEST_SQLITE_ONLY").is_some_and(|value| value == "1");
            assert!(
                chosen,
                "{SERVER} is not set: run `scripts/test`, which starts a server, or choose `--sqlite-only`"
            );
            return None;
        };
        let name = format!("habeas_test_{}", unique());
        admin(&server, &format!("CREATE DATABASE {name}"));
        Some(Self { place: Place::Postgres { server, name } })
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
    let done = PgConnection::establish(server)
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
