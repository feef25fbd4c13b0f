//! What was read a moment ago and was not changed since by this process: for figures that every page shows and that are counted
//! over thousands of rows.

use jiff::{SignedDuration, Timestamp};
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// For how long what another process changed may not be seen.
const FRESH: SignedDuration = SignedDuration::from_secs(1);

struct Kept {
    changes: u64,
    at: Timestamp,
    value: Arc<dyn Any + Send + Sync>,
}

/// Values by name, and whose turn it is to read each; the names are few.
#[derive(Default)]
pub(super) struct Recall {
    values: Mutex<BTreeMap<String, Kept>>,
    turns: Mutex<BTreeMap<String, Arc<Turn>>>,
}

/// Held by the one who reads while others wait for what is read.
type Turn = tokio::sync::Mutex<()>;

impl Recall {
    /// What is kept under this name, if it is as fresh as the moment `now` and the number of changes ask for.
    pub fn find<T: Any + Send + Sync>(&self, name: &str, changes: u64, now: Timestamp) -> Option<Arc<T>> {
        let all = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get(name).filter(|kept| kept.changes == changes)?;
        // Who waited for it may have asked a little before; a clock that was set back is another matter.
        if now.duration_since(kept.at).abs() >= FRESH {
            return None;
        }
        Arc::clone(&kept.value).downcast().ok()
    }

    /// Keeps a value that was read after so many changes.
    pub fn keep<T: Any + Send + Sync>(&self, name: String, changes: u64, at: Timestamp, value: &Arc<T>) {
        let value: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(value);
        self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Kept { changes, at, value });
    }

    /// The turn to read what is kept under this name.
    pub fn turn(&self, name: &str) -> Arc<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(name.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::db::{Database, Db, Error};
    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;
    use diesel::sql_types::BigInt;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[derive(diesel::QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }

    fn counted(db: &mut Db) -> Result<i64, Error> {
        let row: Counted = diesel::sql_query("SELECT COUNT(*) AS number FROM figures").get_result(db)?;
        Ok(row.number)
    }

    #[test]
    fn a_figure_is_read_again_once_something_changed_or_a_second_went_by() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        each_database(|database| {
            let start: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
            let count = |database: &Database, at: Timestamp| {
                *runtime.block_on(database.recall("figures", at, counted)).unwrap()
            };
            let run = |database: &Database, statement: &str| {
                database.write_now(|tx| Ok::<_, Error>(tx.batch_execute(statement)?)).unwrap();
            };
            let note = |database: &Database| run(database, "INSERT INTO figures VALUES (1)");
            run(&database, "CREATE TABLE figures (figure BIGINT NOT NULL)");
            // Another process has its own connections, and its commits are not counted here.
            let other = database.apart();
            assert_eq!(count(&database, start), 0);
            note(&database);
            assert_eq!(count(&database, start), 1, "what this process commits is seen at once");
            note(&other);
            assert_eq!(count(&database, start), 1);
            assert_eq!(count(&database, start + FRESH), 2, "what another one commits is seen a second later");
            note(&other);
            assert_eq!(count(&database, start), 3, "a clock that steps back keeps nothing fresh");
            let times = Arc::new(AtomicUsize::new(0));
            let slowly = || {
                let times = Arc::clone(&times);
                database.recall("slow", start, move |_: &mut Db| {
                    std::thread::sleep(Duration::from_millis(20));
                    Ok::<_, Error>(times.fetch_add(1, Ordering::SeqCst))
                })
            };
            let (one, other) = runtime.block_on(async { tokio::join!(slowly(), slowly()) });
            assert_eq!((*one.unwrap(), *other.unwrap()), (0, 0), "what two ask for at once is read once");
            let failed = database.recall("refused", start, |_: &mut Db| Err::<i64, _>(Error::NotFound));
            assert!(runtime.block_on(failed).is_err());
            assert_eq!(*runtime.block_on(database.recall("refused", start, |_| Ok::<_, Error>(7))).unwrap(), 7);
        });
    }
}
