use super::store::{self, Claim, End};
use super::{Failure, Handler, Lane, Last, Schedule};
use crate::clock::Clock;
use crate::db::{Database, Db, Error, Id};
use crate::secrets::Random;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tracing::Instrument;

/// How long a claim lasts without renewal: how long a job of a dead worker waits.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// Sign-in mails that leave at once: each waits for a mail server and for its turns to write.
const SIGN_INS: u32 = 4;
/// How often other processes' jobs are looked for; this process's own are noticed at once.
const POLL: Duration = Duration::from_millis(1000);

/// What a worker asks for when it looks for its next job.
#[derive(Clone)]
struct Claiming {
    lane: Lane,
    kinds: Vec<&'static str>,
    now: Timestamp,
    random: Random,
}

impl Claiming {
    fn would_find(&self, db: &mut Db) -> Result<bool, Error> {
        store::any_due(db, self.now, self.lane, &self.kinds)
    }

    fn claim(&self, tx: &mut Db) -> Result<Option<Claim>, Error> {
        store::claim(tx, self.now, &self.random, self.lane, &self.kinds, LEASE)
    }
}

type GaveUpHook<P> = dyn Fn(P, GaveUp) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

/// A job that was given up and needs a person.
#[derive(Clone, Debug)]
pub struct GaveUp {
    /// Id of the job, which stays in the table.
    pub id: Id,
    /// What it was to do.
    pub kind: String,
    /// Its ids.
    pub payload: serde_json::Value,
    /// Why, without personal data.
    pub error: String,
}

/// Runs jobs until it is told to stop.
pub struct Worker<P> {
    parts: P,
    database: Database,
    clock: Clock,
    random: Random,
    handlers: BTreeMap<&'static str, Handler<P>>,
    schedules: Vec<Schedule>,
    gave_up: Option<Arc<GaveUpHook<P>>>,
}

impl<P: Clone + Send + Sync + 'static> Worker<P> {
    /// A worker that hands `parts` to each job.
    pub fn new(parts: P, database: Database, clock: Clock, random: Random) -> Self {
        let (handlers, schedules) = (BTreeMap::new(), Vec::new());
        Self { parts, database, clock, random, handlers, schedules, gave_up: None }
    }

    /// Also runs these kinds.
    pub fn handling(mut self, handlers: impl IntoIterator<Item = Handler<P>>) -> Self {
        self.handlers.extend(handlers.into_iter().map(|handler| (handler.kind, handler)));
        self
    }

    /// Also repeats these.
    pub fn repeating(mut self, schedules: impl IntoIterator<Item = Schedule>) -> Self {
        self.schedules.extend(schedules);
        self
    }

    /// Calls `hook` when a job is given up, to raise a task for a person.
    pub fn giving_up<R: Future<Output = ()> + Send + 'static>(
        mut self,
        hook: impl Fn(P, GaveUp) -> R + Send + Sync + 'static,
    ) -> Self {
        self.gave_up = Some(Arc::new(move |parts, job| Box::pin(hook(parts, job))));
        self
    }

    /// Runs until `stop` turns true; jobs begun are finished first. `workers` jobs of the default lane run at once,
    /// [`SIGN_INS`] mails for a sign-in leave at once, and one campaign is sent.
    pub async fn run(self, workers: u32, stop: watch::Receiver<bool>) {
        let worker = Arc::new(self);
        let mut loops = tokio::task::JoinSet::new();
        for lane in Lane::ALL {
            let count = match lane {
                Lane::SignIn => SIGN_INS,
                Lane::Default => workers.max(1),
                Lane::Campaign => 1,
            };
            for _ in 0..count {
                loops.spawn(Arc::clone(&worker).serve(lane, stop.clone()));
            }
        }
        loops.spawn(Arc::clone(&worker).tick(stop));
        while loops.join_next().await.is_some() {}
    }

    /// Runs everything that is due, one job after the other, until nothing is; jobs for later stay. Returns how many
    /// were run.
    pub async fn run_until_idle(&self) -> Result<usize, Error> {
        let mut count = 0;
        self.enqueue_due().await?;
        loop {
            let mut idle = true;
            for lane in Lane::ALL {
                let mut next = self.claim(lane).await?;
                while let Some(claim) = next {
                    next = match self.run_one(claim, || Some(lane)).await {
                        Some(next) => Some(next),
                        None => self.claim(lane).await?,
                    };
                    count += 1;
                    idle = false;
                }
            }
            if idle {
                return Ok(count);
            }
        }
    }

    async fn serve(self: Arc<Self>, lane: Lane, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let called = self.database.called(lane.call());
            match self.claim(lane).await {
                Ok(Some(claim)) => {
                    let mut next = Some(claim);
                    while let Some(claim) = next {
                        next = self.run_one(claim, || (!*stop.borrow()).then_some(lane)).await;
                    }
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, lane = lane.as_str(), "no job can be claimed"),
            }
            tokio::select! {
                () = called => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn tick(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.enqueue_due().await {
                tracing::warn!(%error, "schedules cannot be looked at");
            }
            tokio::select! {
                () = tokio::time::sleep(POLL.saturating_mul(2)) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn enqueue_due(&self) -> Result<(), Error> {
        let (now, random, schedules) = (self.clock.now(), self.random.clone(), self.schedules.clone());
        self.database.write(move |tx| store::enqueue_due(tx, now, &random, &schedules)).await
    }

    async fn claim(&self, lane: Lane) -> Result<Option<Claim>, Error> {
        let claiming = self.claiming(lane);
        // Looking first keeps an idle worker from taking SQLite's only writing turn.
        let looking = claiming.clone();
        if !self.database.read(move |db| looking.would_find(db)).await? {
            return Ok(None);
        }
        self.database.write(move |tx| claiming.claim(tx)).await
    }

    fn claiming(&self, lane: Lane) -> Claiming {
        let kinds = self.handlers.keys().copied().collect();
        Claiming { lane, kinds, now: self.clock.now(), random: self.random.clone() }
    }

    /// Runs a job and writes down what became of it; in the same transaction the next of the lane is claimed that `goes_on` names
    /// then.
    async fn run_one(&self, claim: Claim, goes_on: impl Fn() -> Option<Lane>) -> Option<Claim> {
        let handler = self.handlers.get(claim.kind.as_str()).cloned()?;
        let span = tracing::info_span!("job", id = %claim.id, kind = %claim.kind, attempt = claim.attempt);
        async {
            let outcome = if claim.attempt > claim.max_attempts {
                Err(Failure::GiveUp(anyhow::anyhow!("its worker died too often")))
            } else {
                self.run_body(&handler, &claim).await
            };
            let settled = self.settle(&claim, outcome, goes_on()).await;
            settled.unwrap_or_else(|error| {
                tracing::warn!(%error, "the outcome of a job cannot be written; it will run again");
                None
            })
        }
        .instrument(span)
        .await
    }

    /// Runs the body in a task of its own, so that a panic ends only the job, and renews the claim meanwhile.
    async fn run_body(&self, handler: &Handler<P>, claim: &Claim) -> Result<Last, Failure> {
        let body = (handler.body)(self.parts.clone(), claim.payload.clone());
        let mut task = tokio::spawn(body.in_current_span());
        loop {
            tokio::select! {
                joined = &mut task => {
                    return joined.unwrap_or_else(|_| Err(Failure::Retry(anyhow::anyhow!("the job panicked"))));
                }
                () = tokio::time::sleep(RENEW_EVERY) => {
                    let until = self.clock.now().saturating_add(LEASE).unwrap_or(Timestamp::MAX);
                    let renewed = claim.clone();
                    if let Err(error) = self.database.write(move |tx| store::renew(tx, &renewed, until)).await {
                        tracing::warn!(%error, "the claim on a job cannot be renewed");
                    }
                }
            }
        }
    }

    async fn settle(
        &self,
        claim: &Claim,
        outcome: Result<Last, Failure>,
        lane: Option<Lane>,
    ) -> Result<Option<Claim>, Error> {
        let failure = match outcome {
            Ok(last) => match self.write_end(claim, last, End::Done, lane).await {
                Ok(next) => return Ok(next),
                Err(error) => Failure::Retry(error.into()),
            },
            Err(failure) => failure,
        };
        let mut given_up = None;
        let end = match failure {
            Failure::RetryAt(at) => End::Again { at, error: "put off".to_owned(), counted: false },
            Failure::Retry(error) if claim.attempt < claim.max_attempts => {
                let error = said(&error);
                tracing::warn!(%error, "a job failed and will be tried again");
                let at = self.clock.now().saturating_add(self.back_off(claim.attempt)).unwrap_or(Timestamp::MAX);
                End::Again { at, error, counted: true }
            }
            Failure::Retry(error) | Failure::GiveUp(error) => {
                let error = said(&error);
                tracing::error!(%error, "a job was given up");
                given_up = Some(error.clone());
                End::GivenUp { error }
            }
        };
        let next = self.write_end(claim, Last::nothing(), end, lane).await?;
        if let (Some(error), Some(hook)) = (given_up, &self.gave_up) {
            let (id, kind, payload) = (claim.id.clone(), claim.kind.clone(), claim.payload.clone());
            hook(self.parts.clone(), GaveUp { id, kind, payload, error }).await;
        }
        Ok(next)
    }

    /// Writes what a job has left to write and what became of it, and claims the next of the lane.
    async fn write_end(&self, claim: &Claim, last: Last, end: End, lane: Option<Lane>) -> Result<Option<Claim>, Error> {
        let (claim, claiming) = (claim.clone(), lane.map(|lane| self.claiming(lane)));
        let written = move |tx: &mut Db| {
            last.apply(tx)?;
            store::settle(tx, &claim, &end)?;
            claiming.map_or(Ok(None), |claiming| claiming.claim(tx))
        };
        self.database.write(written).await
    }

    /// 5 s, 20 s, 45 s, … up to an hour, and up to half as much again by chance, so that retries do not come in waves.
    fn back_off(&self, attempt: i32) -> SignedDuration {
        let attempt = i64::from(attempt.max(1));
        let seconds = attempt.saturating_mul(attempt).saturating_mul(5).min(3_600);
        let chance = self.random.below(u64::try_from(seconds.saturating_mul(500)).unwrap_or(0));
        SignedDuration::from_secs(seconds) + SignedDuration::from_millis(i64::try_from(chance).unwrap_or(0))
    }
}

/// The causes in one line; the errors of this program hold no personal data.
fn said(error: &anyhow::Error) -> String {
    let mut text = format!("{error:#}");
    text.truncate(text.char_indices().nth(500).map_or(text.len(), |(at, _)| at));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::jobs::{Counts, Job, counts, enqueue};
    use serde_json::json;
    use std::sync::Mutex;

    type Seen = Arc<Mutex<Vec<i64>>>;

    fn worker(database: &Database, clock: &Clock, seen: &Seen) -> Worker<Seen> {
        let run = |seen: Seen, payload: serde_json::Value| async move {
            let n = payload["n"].as_i64().unwrap_or(0);
            seen.lock().unwrap().push(n);
            match n {
                0 => panic!("on purpose"),
                1 => Err(Failure::Retry(anyhow::anyhow!("not yet"))),
                2 => Err(Failure::GiveUp(anyhow::anyhow!("never"))),
                _ => Ok(()),
            }
        };
        let raised = |seen: Seen, job: GaveUp| async move {
            assert!(!job.error.is_empty());
            seen.lock().unwrap().push(-1);
        };
        Worker::new(Arc::clone(seen), database.clone(), clock.clone(), Random::system())
            .handling([Handler::new("n", run)])
            .giving_up(raised)
    }

    #[test]
    fn jobs_end_are_tried_again_or_given_up_visibly() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        each_database(|database| {
            let clock = Clock::fixed("2026-03-01T10:00:00Z".parse().unwrap());
            let seen = Seen::default();
            let worker = worker(&database, &clock, &seen);
            let ask = |n: i64| {
                let job = Job::new("n", Lane::Default, json!({"n": n})).attempts(2);
                database.write_now(|tx| enqueue(tx, clock.now(), &Random::system(), job)).unwrap();
            };
            [3, 2, 1, 0].into_iter().for_each(ask);
            assert_eq!(runtime.block_on(worker.run_until_idle()).unwrap(), 4);
            let mut first: Vec<i64> = seen.lock().unwrap().clone();
            first.sort_unstable();
            assert_eq!(first, [-1, 0, 1, 2, 3]);
            clock.advance(SignedDuration::from_hours(2));
            assert_eq!(runtime.block_on(worker.run_until_idle()).unwrap(), 2);
            assert_eq!(database.read_now(counts).unwrap(), Counts { waiting: 0, running: 0, failed: 3 });
            assert_eq!(seen.lock().unwrap().iter().filter(|n| **n == -1).count(), 3);
        });
    }

    #[test]
    fn what_a_job_writes_last_is_there_with_its_end_or_not_at_all() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        each_database(|database| {
            let clock = Clock::fixed("2026-03-01T10:00:00Z".parse().unwrap());
            let now = clock.now();
            let seen = Seen::default();
            let end = move |seen: Seen, _| async move {
                let is_first = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(-2);
                    seen.len() == 1
                };
                Ok(Last::write(move |tx| {
                    enqueue(tx, now, &Random::system(), Job::new("n", Lane::Default, json!({"n": 3})))?;
                    if is_first { Err(Error::Unreadable("on purpose")) } else { Ok(()) }
                }))
            };
            let worker = worker(&database, &clock, &seen).handling([Handler::ending("last", end)]);
            let job = Job::new("last", Lane::Default, json!({})).attempts(2);
            database.write_now(|tx| enqueue(tx, clock.now(), &Random::system(), job)).unwrap();
            runtime.block_on(worker.run_until_idle()).unwrap();
            assert_eq!(*seen.lock().unwrap(), [-2], "what it wrote is undone");
            assert_eq!(database.read_now(counts).unwrap(), Counts { waiting: 1, running: 0, failed: 0 });
            clock.advance(SignedDuration::from_hours(2));
            runtime.block_on(worker.run_until_idle()).unwrap();
            assert_eq!(*seen.lock().unwrap(), [-2, -2, 3], "tried again, and what it wrote is done once");
            assert_eq!(database.read_now(counts).unwrap(), Counts { waiting: 0, running: 0, failed: 0 });
        });
    }

    #[test]
    fn a_running_worker_notices_a_new_job_and_stops_when_told() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        each_database(|database| {
            let clock = Clock::system();
            let seen = Seen::default();
            let worker = worker(&database, &clock, &seen);
            let (tell, stop) = watch::channel(false);
            runtime.block_on(async {
                let running = tokio::spawn(worker.run(2, stop));
                let job = Job::new("n", Lane::SignIn, json!({"n": 7}));
                let now = clock.now();
                database.write(move |tx| enqueue(tx, now, &Random::system(), job)).await.unwrap();
                while seen.lock().unwrap().is_empty() {
                    tokio::task::yield_now().await;
                }
                tell.send(true).unwrap();
                running.await.unwrap();
            });
            assert_eq!(*seen.lock().unwrap(), [7]);
        });
    }

    #[test]
    fn a_worker_told_to_stop_ends_its_job_and_begins_no_other() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        each_database(|database| {
            let (clock, seen) = (Clock::system(), Seen::default());
            let (tell, stop) = watch::channel(false);
            let tell = Arc::new(tell);
            let run = move |seen: Seen, payload: serde_json::Value| {
                let tell = Arc::clone(&tell);
                async move {
                    seen.lock().unwrap().push(payload["n"].as_i64().unwrap());
                    tell.send(true).unwrap();
                    Ok(())
                }
            };
            let worker = Worker::new(Arc::clone(&seen), database.clone(), clock.clone(), Random::system());
            for n in [1, 2] {
                let job = Job::new("n", Lane::Default, json!({ "n": n })).at(clock.now());
                database.write_now(|tx| enqueue(tx, clock.now(), &Random::system(), job)).unwrap();
            }
            runtime.block_on(worker.handling([Handler::new("n", run)]).run(1, stop));
            assert_eq!(*seen.lock().unwrap(), [1]);
            assert_eq!(database.read_now(counts).unwrap(), Counts { waiting: 1, running: 0, failed: 0 });
        });
    }
}
