//! Opening connections and bringing the schema up to date.

use super::{Db, Error};
use crate::config::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::{Connection, ConnectionResult, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// WAL so that readers and the writer do not wait for each other; FULL because at power loss NORMAL loses what was
/// acknowledged; secure_delete because what is erased must not stay readable in the file.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                       PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";

/// Any number; it only has to be the same in every instance.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(727274)";
const MIGRATION_UNLOCK: &str = "SELECT pg_advisory_unlock(727274)";

/// Makes connections of the configured kind.
pub(super) struct Opener {
    url: String,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Sqlite { writes: bool },
    Postgres,
}

/// What a portal reads is small and lies in memory or on a disk without arms. PostgreSQL's own guess of what a page out of order
/// costs is from times when it did not, and makes it read whole tables and sort them for fifty lines.
const SETTINGS: &str = "SET client_min_messages = warning; SET timezone = 'UTC'; SET random_page_cost = 1.1";

impl Opener {
    /// `writes` is whether its connections may change anything; in PostgreSQL each transaction says so itself.
    pub(super) fn new(url: &DatabaseUrl, writes: bool) -> Self {
        match url {
            DatabaseUrl::Sqlite(path) => Self { url: path.display().to_string(), kind: Kind::Sqlite { writes } },
            DatabaseUrl::Postgres(url) => Self { url: url.expose().to_owned(), kind: Kind::Postgres },
        }
    }
}

impl r2d2::ManageConnection for Opener {
    type Connection = Db;
    type Error = Error;

    fn connect(&self) -> Result<Db, Error> {
        if let Kind::Sqlite { writes } = self.kind {
            let mut connection = SqliteConnection::establish(&self.url).map_err(|_| Error::Unreachable)?;
            connection.batch_execute(PRAGMAS)?;
            if !writes {
                // Once for all: each change of it makes SQLite forget what it has prepared.
                connection.batch_execute("PRAGMA query_only = ON")?;
            }
            return Ok(Db::Sqlite(connection));
        }
        let mut connection = postgres(&self.url).map_err(|_| Error::Unreachable)?;
        connection.batch_execute(SETTINGS)?;
        Ok(Db::Postgres(connection))
    }

    fn is_valid(&self, connection: &mut Db) -> Result<(), Error> {
        Ok(connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, connection: &mut Db) -> bool {
        use diesel::r2d2::R2D2Connection;
        std::thread::panicking() || connection.is_broken()
    }
}

/// The one place in which libpq connects.
pub(super) fn postgres(url: &str) -> ConnectionResult<PgConnection> {
    // Else libpq is the first to use OpenSSL, which then frees what it has when the program ends, while threads of a pool may
    // still be connecting.
    openssl::init();
    PgConnection::establish(url)
}

/// The pool's own complaints could hold an address with a password.
#[derive(Debug)]
pub(super) struct Silent;

impl r2d2::HandleError<Error> for Silent {
    fn handle_error(&self, error: Error) {
        tracing::warn!(%error, "no connection to the database");
    }
}

pub(super) fn migrate(db: &mut Db) -> Result<Vec<String>, Error> {
    match db {
        Db::Sqlite(sqlite) => run(sqlite, SQLITE),
        Db::Postgres(postgres) => {
            postgres.batch_execute(MIGRATION_LOCK)?;
            let outcome = run(postgres, POSTGRES);
            postgres.batch_execute(MIGRATION_UNLOCK)?;
            outcome
        }
    }
}

fn run<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, Error> {
    let versions = connection.run_pending_migrations(migrations).map_err(|error| Error::Refused(error.to_string()))?;
    Ok(versions.iter().map(ToString::to_string).collect())
}
