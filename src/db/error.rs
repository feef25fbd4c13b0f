use super::Db;
use diesel::Connection;
use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// What can go wrong in a unit of work. Never holds a value of a row: database messages quote them, so only their kind
/// and the names of tables and constraints are kept.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key exists already.
    #[error("a row with this key exists already")]
    Unique,
    /// A reference to a row that does not exist, or that others still refer to.
    #[error("a reference between rows would break")]
    Reference,
    /// The row looked for does not exist.
    #[error("there is no such row")]
    NotFound,
    /// A guarded change did not apply: somebody else changed the row first.
    #[error("somebody else changed the row first")]
    Lost,
    /// The database does not answer, or no connection became free in time.
    #[error("the database cannot be reached")]
    Unreachable,
    /// The unit of work panicked; it was undone.
    #[error("a unit of work panicked")]
    Panicked,
    /// A stored value cannot be read: sealed with other keys, or not of its type.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(&'static str),
    /// Anything else.
    #[error("the database refused: {0}")]
    Refused(String),
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match error {
            Diesel::NotFound => Error::NotFound,
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::Unique,
            Diesel::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Error::Reference,
            Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => Error::Unreachable,
            Diesel::DatabaseError(kind, information) => {
                let words = information.message().split([':', '"', '\'']).next().unwrap_or_default().trim();
                let place = information.constraint_name().or(information.table_name()).unwrap_or_default();
                Error::Refused(format!("{kind:?} {words} {place}").trim().to_owned())
            }
            Diesel::DeserializationError(_) => Error::Unreadable("a column is not of its type"),
            Diesel::RollbackErrorOnCommit { commit_error, .. } => (*commit_error).into(),
            other => Error::Refused(kind_of(&other).to_owned()),
        }
    }
}

fn kind_of(error: &Diesel) -> &'static str {
    match error {
        Diesel::InvalidCString(_) => "a text holds a zero byte",
        Diesel::QueryBuilderError(_) => "a query cannot be built",
        Diesel::SerializationError(_) => "a value cannot be written",
        Diesel::RollbackTransaction => "the transaction was undone",
        Diesel::AlreadyInTransaction => "a transaction was open already",
        Diesel::NotInTransaction => "no transaction was open",
        Diesel::BrokenTransactionManager => "the connection broke in a transaction",
        _ => "an error without a name",
    }
}

/// Turns the row count of a guarded change into an outcome: anything but one row means somebody else was first.
pub fn exactly_one(rows: usize) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::Lost) }
}

/// Adds to a row that counts, or writes it; another writer may write the first at the same moment.
pub fn add_or_write(
    tx: &mut Db,
    add: impl Fn(&mut Db) -> diesel::QueryResult<usize>,
    write: impl FnOnce(&mut Db) -> diesel::QueryResult<usize>,
) -> Result<(), Error> {
    if add(tx)? == 1 {
        return Ok(());
    }
    match tx.transaction(|tx| write(tx).map_err(Error::from)) {
        Ok(_) => Ok(()),
        Err(Error::Unique) => exactly_one(add(tx)?),
        Err(error) => Err(error),
    }
}
