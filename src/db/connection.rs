#![allow(missing_docs, reason = "the derived types have none")]

use diesel::{PgConnection, SqliteConnection};

/// One connection, to either database. Queries are written once against this type.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// Embedded.
    Sqlite(SqliteConnection),
    /// A server.
    Postgres(PgConnection),
}
