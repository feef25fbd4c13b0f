use super::{Job, Lane, Schedule};
use crate::db::schema::jobs::{job_schedules, jobs};
use crate::db::{Db, Error, Id, Time, call, exactly_one};
use crate::secrets::{Random, hex};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Writes a job in the caller's transaction. If one with the same key waits already, that one's id is returned.
pub fn enqueue(tx: &mut Db, now: Timestamp, random: &Random, job: Job) -> Result<Id, Error> {
    call(job.lane.call());
    let id = Id::at(now, random);
    let insert = |tx: &mut Db| {
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(&id),
                jobs::kind.eq(job.kind),
                jobs::lane.eq(job.lane.as_str()),
                jobs::payload.eq(job.payload.to_string()),
                jobs::unique_key.eq(job.key.as_deref()),
                jobs::run_at.eq(Time::from(job.run_at.unwrap_or(now))),
                jobs::attempts.eq(0),
                jobs::max_attempts.eq(job.max_attempts),
                jobs::state.eq("waiting"),
                jobs::created_at.eq(Time::from(now)),
            ))
            .execute(tx)
            .map_err(Error::from)
    };
    let Some(key) = &job.key else {
        insert(tx)?;
        return Ok(id);
    };
    match tx.transaction(insert) {
        Ok(_) => Ok(id),
        Err(Error::Unique) => Ok(jobs::table.filter(jobs::unique_key.eq(key)).select(jobs::id).first(tx)?),
        Err(error) => Err(error),
    }
}

/// Brings the waiting jobs of this kind and payload forward to now; `false` if there is none. What was put off has no key
/// any more, so that [`enqueue`] would add another.
pub fn wake(tx: &mut Db, now: Timestamp, kind: &str, payload: &Value) -> Result<bool, Error> {
    Lane::ALL.into_iter().for_each(|lane| call(lane.call()));
    let waiting = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::payload.eq(payload.to_string()))
        .filter(jobs::state.eq("waiting"));
    Ok(diesel::update(waiting).set(jobs::run_at.eq(Time::from(now))).execute(tx)? > 0)
}

/// A job in the hands of this worker until its lease ends.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub id: Id,
    pub kind: String,
    pub payload: Value,
    pub attempt: i32,
    pub max_attempts: i32,
    pub lease: String,
}

#[derive(Queryable)]
struct Candidate {
    id: Id,
    kind: String,
    payload: String,
    attempts: i32,
    max_attempts: i32,
    run_at: Time,
}

/// Why a job may be claimed.
#[derive(Clone, Copy)]
enum Claimable {
    /// Its time has come.
    Due,
    /// Its worker died.
    Orphaned,
}

/// Jobs of a lane in their turn; of these kinds, if they are named. Asks by what the index begins with, so that a long queue of
/// later jobs costs nothing.
fn in_turn(
    db: &mut Db,
    (now, why): (Time, Claimable),
    lane: Lane,
    kinds: Option<&[&str]>,
    limit: i64,
) -> Result<Vec<Candidate>, Error> {
    let columns = (jobs::id, jobs::kind, jobs::payload, jobs::attempts, jobs::max_attempts, jobs::run_at);
    let mut these = jobs::table.filter(jobs::lane.eq(lane.as_str())).select(columns).into_boxed();
    these = match why {
        Claimable::Due => these.filter(jobs::state.eq("waiting").and(jobs::run_at.le(now))),
        Claimable::Orphaned => {
            these.filter(jobs::state.eq("running").and(jobs::leased_until.lt(now).assume_not_null()))
        }
    };
    if let Some(kinds) = kinds {
        these = these.filter(jobs::kind.eq_any(kinds.to_vec()));
    }
    Ok(these.order((jobs::run_at, jobs::id)).limit(limit).load(db)?)
}

fn claimable(db: &mut Db, now: Time, lane: Lane, kinds: Option<&[&str]>, limit: i64) -> Result<Vec<Candidate>, Error> {
    let mut found = in_turn(db, (now, Claimable::Due), lane, kinds, limit)?;
    found.extend(in_turn(db, (now, Claimable::Orphaned), lane, kinds, limit)?);
    found.sort_by(|one, other| (one.run_at, &one.id).cmp(&(other.run_at, &other.id)));
    Ok(found)
}

/// The next jobs of these kinds, in their turn.
fn next(db: &mut Db, now: Timestamp, lane: Lane, kinds: &[&str], limit: i64) -> Result<Vec<Candidate>, Error> {
    let mut found = claimable(db, now.into(), lane, None, limit)?;
    let is_all = found.len() < usize::try_from(limit).unwrap_or(usize::MAX);
    found.retain(|candidate| kinds.contains(&candidate.kind.as_str()));
    if found.is_empty() && !is_all {
        // What only a newer program can do must not hide the rest.
        found = claimable(db, now.into(), lane, Some(kinds), limit)?;
    }
    Ok(found)
}

/// Whether [`claim`] would find something.
pub(super) fn any_due(db: &mut Db, now: Timestamp, lane: Lane, kinds: &[&str]) -> Result<bool, Error> {
    Ok(!next(db, now, lane, kinds, 1)?.is_empty())
}

/// How many jobs a worker looks at: others may be faster for the first ones.
const LOOKED_AT: i64 = 8;

/// Claims the next job of a lane among these kinds whose time has come, or whose worker died. The attempt counts from
/// here on, so that a job that kills its worker is given up too. The key is freed: what is asked for from now on is a
/// new job.
pub(super) fn claim(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    lane: Lane,
    kinds: &[&str],
    lease_for: SignedDuration,
) -> Result<Option<Claim>, Error> {
    let time = Time::from(now);
    let candidates = next(tx, now, lane, kinds, LOOKED_AT)?;
    for candidate in candidates {
        let lease = hex(&random.bytes::<16>());
        // `attempts` grows with each claim, so it tells whether another worker was first.
        let claimed = diesel::update(jobs::table.filter(jobs::id.eq(&candidate.id)))
            .filter(jobs::attempts.eq(candidate.attempts))
            .filter(jobs::state.ne("failed"))
            .filter(jobs::run_at.le(time))
            .set((
                jobs::state.eq("running"),
                jobs::attempts.eq(candidate.attempts.saturating_add(1)),
                jobs::lease.eq(&lease),
                jobs::leased_until.eq(Time::from(now.saturating_add(lease_for).unwrap_or(now))),
                jobs::unique_key.eq(None::<String>),
            ))
            .execute(tx)?;
        if claimed == 1 {
            return Ok(Some(Claim {
                id: candidate.id,
                kind: candidate.kind,
                payload: serde_json::from_str(&candidate.payload).unwrap_or(Value::Null),
                attempt: candidate.attempts.saturating_add(1),
                max_attempts: candidate.max_attempts,
                lease,
            }));
        }
    }
    Ok(None)
}

/// Extends a claim; [`Error::Lost`] if it is not this worker's any more.
pub(super) fn renew(tx: &mut Db, claim: &Claim, until: Timestamp) -> Result<(), Error> {
    exactly_one(
        diesel::update(jobs::table.filter(jobs::id.eq(&claim.id)).filter(jobs::lease.eq(&claim.lease)))
            .set(jobs::leased_until.eq(Time::from(until)))
            .execute(tx)?,
    )
}

/// What became of a job.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// It is done and disappears.
    Done,
    /// Back into the queue; `counted` says whether the attempt counts.
    Again { at: Timestamp, error: String, counted: bool },
    /// Out of the queue, visibly.
    GivenUp { error: String },
}

/// Writes down what became of a job; [`Error::Lost`] if it is not this worker's any more.
pub(super) fn settle(tx: &mut Db, claim: &Claim, end: &End) -> Result<(), Error> {
    let own = jobs::table.filter(jobs::id.eq(&claim.id)).filter(jobs::lease.eq(&claim.lease));
    let no_lease = jobs::leased_until.eq(None::<Time>);
    exactly_one(match end {
        End::Done => diesel::delete(own).execute(tx)?,
        End::Again { at, error, counted } => {
            let attempts = if *counted { claim.attempt } else { claim.attempt.saturating_sub(1) };
            let waits = (jobs::state.eq("waiting"), jobs::attempts.eq(attempts), jobs::run_at.eq(Time::from(*at)));
            diesel::update(own).set((waits, no_lease, jobs::last_error.eq(error))).execute(tx)?
        }
        End::GivenUp { error } => {
            let failed = (jobs::state.eq("failed"), no_lease, jobs::last_error.eq(error));
            diesel::update(own).set(failed).execute(tx)?
        }
    })
}

/// Enqueues the schedules that are due, each in exactly one process.
pub(super) fn enqueue_due(tx: &mut Db, now: Timestamp, random: &Random, schedules: &[Schedule]) -> Result<(), Error> {
    for schedule in schedules {
        let known: Option<Time> = job_schedules::table
            .filter(job_schedules::kind.eq(schedule.kind))
            .select(job_schedules::next_at)
            .first(tx)
            .optional()?;
        let next = Time::from(now.saturating_add(schedule.every).unwrap_or(now));
        let won = match known {
            Some(at) if at.timestamp() > now => false,
            Some(at) => {
                diesel::update(job_schedules::table.filter(job_schedules::kind.eq(schedule.kind)))
                    .filter(job_schedules::next_at.eq(at))
                    .set(job_schedules::next_at.eq(next))
                    .execute(tx)?
                    == 1
            }
            None => {
                let row = (job_schedules::kind.eq(schedule.kind), job_schedules::next_at.eq(next));
                let inserted = tx.transaction(|tx| {
                    diesel::insert_into(job_schedules::table).values(row).execute(tx).map_err(Error::from)
                });
                match inserted {
                    Ok(_) => true,
                    Err(Error::Unique) => false,
                    Err(error) => return Err(error),
                }
            }
        };
        if won {
            let job = Job::new(schedule.kind, Lane::Default, Value::Object(serde_json::Map::new()));
            enqueue(tx, now, random, job.key(format!("schedule:{}", schedule.kind)))?;
        }
    }
    Ok(())
}

/// How many jobs wait, run and were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting, including those for later.
    pub waiting: i64,
    /// In the hands of a worker.
    pub running: i64,
    /// Given up.
    pub failed: i64,
}

/// The state of the queue.
pub fn counts(db: &mut Db) -> Result<Counts, Error> {
    let mut of = |state: &str| jobs::table.filter(jobs::state.eq(state)).count().get_result::<i64>(db);
    Ok(Counts { waiting: of("waiting")?, running: of("running")?, failed: of("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Database;
    use crate::db::testing::each_database;
    use serde_json::json;

    const LEASE: SignedDuration = SignedDuration::from_secs(60);

    fn now() -> Timestamp {
        "2026-03-01T10:00:00Z".parse().unwrap()
    }

    fn done(tx: &mut Db, claim: &Claim) -> Result<(), Error> {
        settle(tx, claim, &End::Done)
    }

    fn put(database: &Database, job: Job) -> Id {
        database.write_now(|tx| enqueue(tx, now(), &Random::system(), job)).unwrap()
    }

    fn take(database: &Database, at: Timestamp) -> Option<Claim> {
        database.write_now(|tx| claim(tx, at, &Random::system(), Lane::Default, &["a", "b"], LEASE)).unwrap()
    }

    #[test]
    fn a_job_is_claimed_once_and_in_its_turn() {
        each_database(|database| {
            let later = now() + SignedDuration::from_secs(10);
            put(&database, Job::new("a", Lane::Default, json!({"n": 2})).at(later));
            put(&database, Job::new("b", Lane::Default, json!({"n": 1})));
            put(&database, Job::new("a", Lane::Campaign, json!({"n": 3})));
            put(&database, Job::new("unknown", Lane::Default, json!({})));
            let first = take(&database, now()).unwrap();
            assert_eq!((first.kind.as_str(), &first.payload, first.attempt), ("b", &json!({"n": 1}), 1));
            assert!(take(&database, now()).is_none());
            assert_eq!(take(&database, later).unwrap().payload, json!({"n": 2}));
            assert!(take(&database, later).is_none());
        });
    }

    #[test]
    fn a_key_keeps_a_waiting_job_one_and_is_free_once_it_runs() {
        each_database(|database| {
            let job = || Job::new("a", Lane::Default, json!({})).key("k");
            let first = put(&database, job());
            assert_eq!(put(&database, job()), first);
            let claim = take(&database, now()).unwrap();
            assert_ne!(put(&database, job()), first);
            database.write_now(|tx| done(tx, &claim)).unwrap();
            assert_eq!(database.read_now(counts).unwrap(), Counts { waiting: 1, running: 0, failed: 0 });
        });
    }

    #[test]
    fn a_job_whose_worker_died_goes_to_another_and_the_dead_one_can_report_nothing() {
        each_database(|database| {
            put(&database, Job::new("a", Lane::Default, json!({})));
            let dead = take(&database, now()).unwrap();
            let after = now() + LEASE + SignedDuration::from_secs(1);
            let heir = take(&database, after).unwrap();
            assert_eq!(heir.attempt, 2);
            assert!(matches!(database.write_now(|tx| done(tx, &dead)), Err(Error::Lost)));
            assert!(matches!(database.write_now(|tx| renew(tx, &dead, after)), Err(Error::Lost)));
            database.write_now(|tx| done(tx, &heir)).unwrap();
        });
    }

    #[test]
    fn four_workers_never_run_one_job_twice() {
        each_database(|database| {
            for n in 0..40 {
                put(&database, Job::new("a", Lane::Default, json!({"n": n})));
            }
            let taken = std::sync::Mutex::new(Vec::new());
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        // On PostgreSQL a lost race looks like an empty queue for one round.
                        let mut empty = 0;
                        while empty < 20 {
                            match take(&database, now()) {
                                Some(claim) => taken.lock().unwrap().push(claim.id),
                                None => empty += 1,
                            }
                        }
                    });
                }
            });
            let mut ids = taken.into_inner().unwrap();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 40);
            assert_eq!(database.read_now(counts).unwrap().running, 40);
        });
    }

    #[test]
    fn a_schedule_is_enqueued_once_for_each_turn() {
        each_database(|database| {
            let every = [Schedule::every("a", SignedDuration::from_hours(1))];
            let tick = |at| database.write_now(|tx| enqueue_due(tx, at, &Random::system(), &every)).unwrap();
            tick(now());
            tick(now());
            let claim = take(&database, now()).unwrap();
            database.write_now(|tx| done(tx, &claim)).unwrap();
            tick(now() + SignedDuration::from_mins(59));
            assert!(take(&database, now() + SignedDuration::from_mins(59)).is_none());
            tick(now() + SignedDuration::from_mins(61));
            assert!(take(&database, now() + SignedDuration::from_mins(61)).is_some());
        });
    }
}
