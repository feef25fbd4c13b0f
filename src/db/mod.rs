//! The only doors to SQL: [`Database::read`] and [`Database::write`].
//!
//! Each is one unit of work in one transaction on one blocking thread. The closures are synchronous, so nobody can send
//! a mail or ask a source while a transaction is open. One set of queries serves SQLite and PostgreSQL: [`Db`] is
//! either.

mod connection;
mod error;
mod gather;
mod listed;
mod open;
mod recall;
#[allow(missing_docs, reason = "each file says what its tables are")]
pub mod schema;
#[cfg(debug_assertions)]
pub mod testing;
mod types;

pub use connection::Db;
pub use error::{Error, add_or_write, exactly_one};
pub use gather::Gather;
pub use listed::{Listed, Piece};
pub use types::{Id, NotAnId, Time};

use crate::config::DatabaseUrl;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use jiff::Timestamp;
use open::Opener;
use parking_lot::Mutex;
use recall::Recall;
use std::any::Any;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// The portal's database: a pool of connections. Clones share it.
#[derive(Clone)]
pub struct Database {
    /// Connections to read, and in PostgreSQL to write.
    pool: r2d2::Pool<Opener>,
    /// SQLite has one writer at a time.
    writer: Option<Writer>,
    /// Tell the workers of this process that there may be work, each those of one [`Call`].
    called: Arc<[Notify; Call::ALL.len()]>,
    /// How often this process committed something.
    changes: Arc<AtomicU64>,
    recall: Arc<Recall>,
}

/// Which workers of this process are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Those of what a person waits for.
    Urgent,
    /// Those of most things.
    Usual,
    /// Those of what takes long.
    Bulk,
}

impl Call {
    const ALL: [Call; 3] = [Call::Urgent, Call::Usual, Call::Bulk];
}

thread_local! {
    /// Who is called by what this thread's transaction writes.
    static CALLS: Cell<[bool; Call::ALL.len()]> = const { Cell::new([false; Call::ALL.len()]) };
}

/// What this transaction writes is work for these workers: they look once it is committed. See [`Database::called`].
pub fn call(workers: Call) {
    let calls = CALLS.get();
    CALLS.set(std::array::from_fn(|at| at == workers as usize || calls.get(at).is_some_and(|called| *called)));
}

/// The connection that changes a SQLite file, and whose turn it is: waiting here is fair, waiting for its lock is not. Fair, too,
/// is only a lock that hands itself over: the one of the standard library goes to whoever is quick.
#[derive(Clone)]
struct Writer {
    turn: Arc<Mutex<()>>,
    pool: r2d2::Pool<Opener>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database(…)")
    }
}

/// How long to wait for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

impl Database {
    /// Opens the pool (1 to 100 connections) without touching the schema; see [`Database::migrate`].
    pub fn open(url: &DatabaseUrl, pool_size: u32) -> Result<Self, Error> {
        let is_sqlite = matches!(url, DatabaseUrl::Sqlite(_));
        let connections = |size: u32, writes: bool| {
            r2d2::Pool::builder()
                .max_size(size.max(1))
                .min_idle(Some(1))
                .connection_timeout(PATIENCE)
                // Else each page asks a server that is there whether it is there: `Database::begun` finds out for nothing.
                .test_on_check_out(false)
                .error_handler(Box::new(open::Silent))
                .build(Opener::new(url, writes))
                .map_err(|_| Error::Unreachable)
        };
        let writer = match is_sqlite {
            true => Some(Writer { turn: Arc::default(), pool: connections(1, true)? }),
            false => None,
        };
        let pool = connections(pool_size, !is_sqlite)?;
        Ok(Self { pool, writer, called: Arc::default(), changes: Arc::default(), recall: Arc::default() })
    }

    /// Whether what is deleted stays in its files until its tables are written anew: PostgreSQL. SQLite overwrites it at once.
    pub fn keeps_deleted(&self) -> bool {
        self.writer.is_none()
    }

    /// Brings the schema up to this version of the program. Several instances may do so at once. Returns the names of
    /// the migrations that were run.
    pub fn migrate(&self) -> Result<Vec<String>, Error> {
        open::migrate(&mut *self.writing()?)
    }

    /// Reads in one consistent snapshot. Nothing can be changed in it.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let database = self.clone();
        blocking(move || database.read_now(work)).await
    }

    /// Reads without a snapshot: each statement of `work` sees what is committed at its own moment, and a server is asked nothing
    /// but these statements. For one that stands alone; nothing is to be changed in it. Whoever finds a connection cut asks once more, as [`Database::begun`]
    /// does: nothing was changed.
    pub async fn glance<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let database = self.clone();
        blocking(move || database.glance_now(&work)).await
    }

    /// [`Database::glance`] on this thread.
    fn glance_now<T, E: From<Error>>(&self, work: &impl Fn(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let take = || self.pool.get().map_err(|_| Error::Unreachable);
        for _ in 0..self.pool.max_size() {
            let mut connection = take()?;
            match work(&mut connection) {
                Err(_) if connection.is_broken() => {}
                outcome => return outcome,
            }
        }
        work(&mut *take()?)
    }

    /// Reads, or gives what was read under this name a moment ago: nothing that this process committed is ever missing, what another
    /// one committed within the last second may be. Whoever uses a name reads the same under it each time; the names are few.
    pub async fn recall<T, E, F>(&self, name: impl Into<String>, now: Timestamp, work: F) -> Result<Arc<T>, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Any + Send + Sync,
        E: From<Error> + Send + 'static,
    {
        let name = name.into();
        let find = |changes| self.recall.find(&name, changes, now);
        if let Some(known) = find(self.changes.load(Ordering::Acquire)) {
            return Ok(known);
        }
        // What many ask for at one moment is read once.
        let turn = self.recall.turn(&name);
        let _reading = turn.lock().await;
        // Counted before the snapshot: what is committed meanwhile makes it old at once.
        let changes = self.changes.load(Ordering::Acquire);
        if let Some(known) = find(changes) {
            return Ok(known);
        }
        let value = Arc::new(self.read(work).await?);
        self.recall.keep(name, changes, now, &value);
        Ok(value)
    }

    /// Changes what `work` changes, all or nothing: everything is undone if it returns an error.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let database = self.clone();
        blocking(move || database.write_now(work)).await
    }

    /// [`Database::read`] on this thread, for commands and tests.
    pub fn read_now<T, E: From<Error>>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.begun(Mode::Read)?;
        let db = &mut *connection;
        let outcome = work(db);
        // A snapshot has nothing to keep, whatever the outcome.
        rollback(db)?;
        outcome
    }

    /// [`Database::write`] on this thread, for commands and tests.
    pub fn write_now<T, E: From<Error>>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let _turn = self.writer.as_ref().map(|writer| writer.turn.lock());
        let mut connection = self.begun(Mode::Write)?;
        let db = &mut *connection;
        CALLS.take();
        match work(db) {
            Ok(value) => {
                commit(db)?;
                self.changes.fetch_add(1, Ordering::AcqRel);
                for (workers, _) in self.called.iter().zip(CALLS.take()).filter(|(_, is_called)| *is_called) {
                    workers.notify_waiters();
                }
                Ok(value)
            }
            Err(error) => {
                rollback(db)?;
                Err(error)
            }
        }
    }

    /// Resolves when this process, after this, commits something for which [`call`] was said to these workers: how they learn of new
    /// jobs at once.
    pub fn called(&self, workers: Call) -> Notified<'_> {
        let [urgent, usual, bulk] = &*self.called;
        let called = match workers {
            Call::Urgent => urgent,
            Call::Usual => usual,
            Call::Bulk => bulk,
        };
        called.notified()
    }

    /// Whether the database answers, for the readiness address.
    pub async fn is_reachable(&self) -> bool {
        self.read(|db| db.batch_execute("SELECT 1").map_err(Error::from)).await.is_ok()
    }

    /// Moves what was deleted out of SQLite's log file, so that it is not readable any more; nothing on PostgreSQL.
    pub async fn truncate_log(&self) -> Result<(), Error> {
        let database = self.clone();
        blocking(move || database.truncate_log_now()).await
    }

    /// [`Database::truncate_log`] on this thread.
    pub fn truncate_log_now(&self) -> Result<(), Error> {
        let _turn = self.writer.as_ref().map(|writer| writer.turn.lock());
        match &mut *self.writing()? {
            Db::Sqlite(sqlite) => Ok(sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
            Db::Postgres(_) => Ok(()),
        }
    }

    fn writing(&self) -> Result<r2d2::PooledConnection<Opener>, Error> {
        let pool = self.writer.as_ref().map_or(&self.pool, |writer| &writer.pool);
        pool.get().map_err(|_| Error::Unreachable)
    }

    /// A connection with its transaction. One that lay in the pool may have been cut meanwhile (a server that started anew, a
    /// proxy that lost patience), which shows here, before anything was done: the next one is taken, at last a new one.
    fn begun(&self, mode: Mode) -> Result<r2d2::PooledConnection<Opener>, Error> {
        let take = || match mode {
            Mode::Read => self.pool.get().map_err(|_| Error::Unreachable),
            Mode::Write => self.writing(),
        };
        for _ in 0..self.pool.max_size() {
            let mut connection = take()?;
            match begin(&mut connection, mode) {
                Err(_) if connection.is_broken() => {}
                outcome => return outcome.map(|()| connection),
            }
        }
        let mut connection = take()?;
        begin(&mut connection, mode)?;
        Ok(connection)
    }
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Error::Panicked.into()))
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
}

/// SQLite: a deferred transaction that begins to read and later writes fails when another wrote in between, so a writer
/// takes its lock first. PostgreSQL: a reader sees one snapshot; a writer relies on guarded updates.
fn begin(db: &mut Db, mode: Mode) -> Result<(), Error> {
    match (db, mode) {
        (Db::Sqlite(sqlite), Mode::Read) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN")?,
        (Db::Sqlite(sqlite), Mode::Write) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?,
        (Db::Postgres(postgres), Mode::Read) => {
            let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            AnsiTransactionManager::begin_transaction_sql(postgres, sql)?;
        }
        (Db::Postgres(postgres), Mode::Write) => AnsiTransactionManager::begin_transaction_sql(postgres, "BEGIN")?,
    }
    Ok(())
}

fn commit(db: &mut Db) -> Result<(), Error> {
    Ok(match db {
        Db::Sqlite(sqlite) => AnsiTransactionManager::commit_transaction(sqlite),
        Db::Postgres(postgres) => AnsiTransactionManager::commit_transaction(postgres),
    }?)
}

fn rollback(db: &mut Db) -> Result<(), Error> {
    let outcome = match db {
        Db::Sqlite(sqlite) => AnsiTransactionManager::rollback_transaction(sqlite),
        Db::Postgres(postgres) => AnsiTransactionManager::rollback_transaction(postgres),
    };
    match outcome {
        // SQLite ends a transaction by itself after some errors.
        Ok(()) | Err(diesel::result::Error::NotInTransaction) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::RunQueryDsl;
    use diesel::sql_types::BigInt;

    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    fn count(db: &mut Db) -> i64 {
        diesel::sql_query("SELECT COUNT(*) AS n FROM jobs").get_result::<Count>(db).unwrap().n
    }

    const ROW: &str = "INSERT INTO jobs (id, kind, lane, payload, run_at, attempts, max_attempts, state, created_at) \
                       VALUES ('a', 'k', 'default', '{}', 0, 0, 1, 'waiting', 0)";

    #[test]
    fn a_write_is_all_or_nothing_and_a_read_changes_nothing() {
        testing::each_database(|database| {
            let failed: Result<(), Error> = database.write_now(|tx| {
                tx.batch_execute(ROW)?;
                Err(Error::Lost)
            });
            assert!(matches!(failed, Err(Error::Lost)));
            assert_eq!(database.read_now(|db| Ok::<_, Error>(count(db))).unwrap(), 0);
            let refused: Result<(), Error> = database.read_now(|db| Ok(db.batch_execute(ROW)?));
            assert!(refused.is_err());
            database.write_now(|tx| Ok::<_, Error>(tx.batch_execute(ROW)?)).unwrap();
            assert_eq!(database.read_now(|db| Ok::<_, Error>(count(db))).unwrap(), 1);
        });
    }

    #[test]
    fn a_second_row_of_the_same_key_is_told_as_such_and_its_values_are_not() {
        testing::each_database(|database| {
            database.write_now(|tx| Ok::<_, Error>(tx.batch_execute(ROW)?)).unwrap();
            let again = database.write_now(|tx| Ok::<_, Error>(tx.batch_execute(ROW)?));
            assert!(matches!(again, Err(Error::Unique)), "{again:?}");
        });
    }

    #[test]
    fn many_writers_at_once_all_get_their_turn() {
        testing::each_database(|database| {
            std::thread::scope(|scope| {
                for thread in 0..8 {
                    let database = database.clone();
                    scope.spawn(move || {
                        for n in 0..20 {
                            let row = ROW.replace("'a'", &format!("'{thread}-{n}'"));
                            let work = |tx: &mut Db| {
                                count(tx);
                                Ok::<_, Error>(tx.batch_execute(&row)?)
                            };
                            database.write_now(work).unwrap();
                        }
                    });
                }
            });
            assert_eq!(database.read_now(|db| Ok::<_, Error>(count(db))).unwrap(), 160);
        });
    }

    #[derive(diesel::QueryableByName)]
    struct Backend {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        pid: i32,
    }

    #[test]
    fn connections_that_the_server_cut_are_replaced_unseen() {
        let Some(fresh) = testing::Fresh::postgres() else { return };
        let (database, other) = (fresh.database(), fresh.database());
        // Each holds a connection of its own until all have one.
        let together = std::sync::Barrier::new(4);
        let one = |db: &mut Db| {
            let pid = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result::<Backend>(db)?.pid;
            together.wait();
            Ok::<_, Error>(pid)
        };
        let pids = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| database.read_now(one).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        let cut = |tx: &mut Db| {
            for pid in &pids {
                tx.batch_execute(&format!("SELECT pg_terminate_backend({pid}, 5000)"))?;
            }
            Ok::<_, Error>(())
        };
        other.write_now(cut).unwrap();
        database.write_now(|tx| Ok::<_, Error>(tx.batch_execute(ROW)?)).unwrap();
        for _ in 0..4 {
            assert_eq!(database.read_now(|db| Ok::<_, Error>(count(db))).unwrap(), 1);
        }
    }

    #[test]
    fn workers_are_called_by_what_is_work_once_it_is_committed() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        testing::each_database(|database| {
            let is_called = |write: &dyn Fn() -> Result<(), Error>| {
                let (called, others) = (database.called(Call::Usual), database.called(Call::Urgent));
                let _ = write();
                runtime.block_on(async {
                    assert!(tokio::time::timeout(Duration::ZERO, others).await.is_err(), "it is not for them");
                    tokio::time::timeout(Duration::ZERO, called).await.is_ok()
                })
            };
            let work = |tx: &mut Db| {
                call(Call::Usual);
                Ok::<_, Error>(tx.batch_execute(ROW)?)
            };
            assert!(!is_called(&|| database.write_now(|tx| work(tx).and(Err(Error::Lost)))), "it was undone");
            assert!(!is_called(&|| database.write_now(|tx| Ok(tx.batch_execute("DELETE FROM jobs")?))), "no work");
            assert!(is_called(&|| database.write_now(work)));
        });
    }

    #[test]
    fn migrating_again_does_nothing() {
        testing::each_database(|database| assert_eq!(database.migrate().unwrap(), Vec::<String>::new()));
    }
}
