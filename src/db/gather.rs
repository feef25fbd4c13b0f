//! Questions that many ask at one moment, answered together: a reading that serves sixteen callers costs little more than one that
//! serves one, and none of them waits for a thread of its own.

use super::{Database, Db, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Questions that one reading answers at most.
const MOST: usize = 64;

type Answer<Q, A> = dyn Fn(&mut Db, &[Q]) -> Result<Vec<A>, Error> + Send + Sync;

/// Answers questions of one kind. Each is answered by a reading that begins after it was asked, so that whatever was committed before
/// is in its answer. Clones share it.
pub struct Gather<Q, A>(Arc<Shared<Q, A>>);

struct Shared<Q, A> {
    database: Database,
    answer: Box<Answer<Q, A>>,
    turn: Mutex<Turn<Q, A>>,
}

struct Turn<Q, A> {
    waiting: Vec<Asked<Q, A>>,
    /// One at a time: two would share the questions, and each cost as much as one that has them all.
    reading: bool,
}

type Asked<Q, A> = (Q, Caller<A>);
type Caller<A> = oneshot::Sender<Result<A, Error>>;

impl<Q, A> Clone for Gather<Q, A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q: Send + 'static, A: Send + 'static> Gather<Q, A> {
    /// `answer` gives as many answers as there are questions, in their order. It reads without a snapshot: each statement sees what is
    /// committed at its own moment.
    pub fn new(
        database: Database,
        answer: impl Fn(&mut Db, &[Q]) -> Result<Vec<A>, Error> + Send + Sync + 'static,
    ) -> Self {
        let turn = Mutex::new(Turn { waiting: Vec::new(), reading: false });
        Self(Arc::new(Shared { database, answer: Box::new(answer), turn }))
    }

    /// Asks. If the reading fails, everybody whom it was to serve is told the same error.
    pub async fn ask(&self, question: Q) -> Result<A, Error> {
        let (tell, told) = oneshot::channel();
        let begins = {
            let mut turn = self.0.turn();
            turn.waiting.push((question, tell));
            !std::mem::replace(&mut turn.reading, true)
        };
        if begins {
            let shared = Arc::clone(&self.0);
            // Nobody waits for it: whoever asked may be gone before those who asked meanwhile are answered.
            drop(tokio::task::spawn_blocking(move || shared.read()));
        }
        told.await.unwrap_or(Err(Error::Panicked))
    }
}

impl<Q, A> Shared<Q, A> {
    fn turn(&self) -> MutexGuard<'_, Turn<Q, A>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads until nobody waits.
    fn read(&self) {
        while let Some((questions, callers)) = self.next() {
            // Whoever asks next is served after a panic too.
            let read = || self.database.glance_now(&|db: &mut Db| (self.answer)(db, &questions));
            match catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Error::Panicked)) {
                Ok(answers) => {
                    debug_assert_eq!(answers.len(), callers.len(), "an answer to each question");
                    for (caller, answer) in callers.into_iter().zip(answers) {
                        // Who went away meanwhile needs no answer.
                        let _ = caller.send(Ok(answer));
                    }
                }
                Err(error) => {
                    for caller in callers {
                        let _ = caller.send(Err(error.clone()));
                    }
                }
            }
        }
    }

    /// Those who waited longest. `None` if nobody waits: then this reading is over.
    fn next(&self) -> Option<(Vec<Q>, Vec<Caller<A>>)> {
        let mut turn = self.turn();
        if turn.waiting.is_empty() {
            turn.reading = false;
            return None;
        }
        let most = turn.waiting.len().min(MOST);
        Some(turn.waiting.drain(..most).unzip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use diesel::connection::SimpleConnection;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap().block_on(work)
    }

    #[test]
    fn each_of_many_gets_its_own_answer_by_fewer_readings() {
        each_database(|database| {
            let readings = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&readings);
            let doubles = Gather::new(database.clone(), move |db: &mut Db, numbers: &[usize]| {
                counted.fetch_add(1, Ordering::Relaxed);
                db.batch_execute("SELECT 1")?;
                std::thread::sleep(std::time::Duration::from_millis(5));
                Ok(numbers.iter().map(|number| number * 2).collect())
            });
            let answers = run(async {
                let asked: Vec<_> = (0..200)
                    .map(|number| {
                        let doubles = doubles.clone();
                        tokio::spawn(async move { doubles.ask(number).await })
                    })
                    .collect();
                let mut answers = Vec::new();
                for one in asked {
                    answers.push(one.await.unwrap().unwrap());
                }
                answers
            });
            assert_eq!(answers, (0..200).map(|number| number * 2).collect::<Vec<_>>());
            assert!(readings.load(Ordering::Relaxed) < 100, "{readings:?} readings for 200 questions");
            assert!(doubles.0.turn().waiting.is_empty());
        });
    }

    #[test]
    fn an_error_and_a_panic_reach_whoever_asked_and_the_next_is_served() {
        each_database(|database| {
            let checks = Gather::new(database.clone(), |_: &mut Db, words: &[&str]| {
                words
                    .iter()
                    .map(|word| match *word {
                        "lost" => Err(Error::Lost),
                        "panic" => panic!("as asked"),
                        word => Ok(word.len()),
                    })
                    .collect()
            });
            run(async {
                assert!(matches!(checks.ask("lost").await, Err(Error::Lost)));
                assert!(matches!(checks.ask("panic").await, Err(Error::Panicked)));
                assert_eq!(checks.ask("four").await.unwrap(), 4);
            });
        });
    }

    #[test]
    fn what_was_committed_before_a_question_is_in_its_answer() {
        use diesel::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        each_database(|database| {
            let counts = Gather::new(database.clone(), |db: &mut Db, asked: &[()]| {
                let row: Count = diesel::sql_query("SELECT COUNT(*) AS n FROM jobs").get_result(db)?;
                Ok(vec![row.n; asked.len()])
            });
            run(async {
                for number in 1..=50 {
                    let row = format!(
                        "INSERT INTO jobs (id, kind, lane, payload, run_at, attempts, max_attempts, state, created_at) \
                         VALUES ('{number}', 'k', 'default', '{{}}', 0, 0, 1, 'waiting', 0)"
                    );
                    let (other, racer) = (counts.clone(), counts.clone());
                    let running = tokio::spawn(async move { other.ask(()).await });
                    database.write(move |tx| Ok::<_, Error>(tx.batch_execute(&row)?)).await.unwrap();
                    assert_eq!(racer.ask(()).await.unwrap(), number);
                    running.await.unwrap().unwrap();
                }
            });
        });
    }
}
