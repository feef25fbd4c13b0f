use super::object_of;
use crate::audit::{self, Actor};
use crate::db::schema::staff::staff_tasks as tasks;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::jobs::GaveUp;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;

/// An open task.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct Task {
    /// Its id.
    pub id: Id,
    /// The kind of the job that was given up.
    pub kind: String,
    /// What it is about: an id or reference.
    pub object: Option<String>,
    /// Why, without personal data.
    pub why: String,
    /// Since when.
    pub at: Time,
}

/// Raises a task for a job that was given up; once, however often it is told.
pub fn raise(tx: &mut Db, now: Timestamp, random: &Random, job: &GaveUp) -> Result<(), Error> {
    let known: i64 = tasks::table.filter(tasks::job.eq(&job.id)).count().get_result(tx)?;
    if known > 0 {
        return Ok(());
    }
    let row = (
        (tasks::id.eq(Id::at(now, random)), tasks::kind.eq(&job.kind), tasks::job.eq(&job.id)),
        (tasks::object.eq(object_of(job)), tasks::why.eq(&job.error), tasks::at.eq(Time::from(now))),
    );
    diesel::insert_into(tasks::table).values(row).execute(tx)?;
    Ok(())
}

/// Notes something that a person must look at and no job raised. `why` names nobody.
pub fn note(tx: &mut Db, now: Timestamp, random: &Random, kind: &str, object: &str, why: &str) -> Result<(), Error> {
    let row = (
        (tasks::id.eq(Id::at(now, random)), tasks::kind.eq(kind), tasks::object.eq(object)),
        (tasks::why.eq(why), tasks::at.eq(Time::from(now))),
    );
    diesel::insert_into(tasks::table).values(row).execute(tx)?;
    Ok(())
}

/// The open tasks, oldest first, at most a hundred.
pub fn open(db: &mut Db) -> Result<Vec<Task>, Error> {
    let open = tasks::table.filter(tasks::settled_at.is_null()).order((tasks::at.asc(), tasks::id.asc()));
    Ok(open.limit(100).select(Task::as_select()).load(db)?)
}

/// The open tasks of this kind, oldest first.
pub fn open_of(db: &mut Db, kind: &str) -> Result<Vec<Task>, Error> {
    let open = tasks::table.filter(tasks::settled_at.is_null().and(tasks::kind.eq(kind)));
    Ok(open.order((tasks::at.asc(), tasks::id.asc())).select(Task::as_select()).load(db)?)
}

/// Whether a task of this kind about `object` is open.
pub fn is_open(db: &mut Db, kind: &str, object: &str) -> Result<bool, Error> {
    let open = tasks::table.filter(tasks::kind.eq(kind).and(tasks::object.eq(object)).and(tasks::settled_at.is_null()));
    let count: i64 = open.count().get_result(db)?;
    Ok(count > 0)
}

/// How many tasks are open.
pub fn count(db: &mut Db) -> Result<i64, Error> {
    Ok(tasks::table.filter(tasks::settled_at.is_null()).count().get_result(db)?)
}

/// A colleague looked and settled it. Fails with [`Error::Lost`] if somebody did already.
pub fn settle(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, colleague: &Id) -> Result<(), Error> {
    let open = tasks::table.find(id).filter(tasks::settled_at.is_null());
    let change = (tasks::settled_at.eq(Time::from(now)), tasks::settled_by.eq(colleague));
    exactly_one(diesel::update(open).set(change).execute(tx)?)?;
    log(tx, now, random, Actor::Colleague(colleague.clone()), id)
}

/// The portal saw by itself that what the open tasks of this kind about `object` are about is over, and settles them.
pub fn close(tx: &mut Db, now: Timestamp, random: &Random, kind: &str, object: &str) -> Result<(), Error> {
    let open = tasks::table.filter(tasks::kind.eq(kind).and(tasks::object.eq(object)).and(tasks::settled_at.is_null()));
    let over: Vec<Id> = open.select(tasks::id).load(tx)?;
    for id in over {
        let still = tasks::table.find(&id).filter(tasks::settled_at.is_null());
        let settled = diesel::update(still).set(tasks::settled_at.eq(Time::from(now))).execute(tx)?;
        // A colleague may have been faster.
        if settled == 1 {
            log(tx, now, random, Actor::System, &id)?;
        }
    }
    Ok(())
}

fn log(tx: &mut Db, now: Timestamp, random: &Random, actor: Actor, task: &Id) -> Result<(), Error> {
    let (object, detail) = (Some(task.to_string()), json!({}));
    let event = audit::Event { actor, action: "tasks.settled", object, person: None, detail };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;

    #[test]
    fn a_given_up_job_is_one_task_until_one_colleague_settles_it() {
        each_database(|database| {
            let (now, random): (Timestamp, _) = ("2026-03-05T10:00:00Z".parse().unwrap(), Random::system());
            let (id, colleague) = (Id::at(now, &random), Id::at(now, &random));
            let job = GaveUp { id, kind: "mail.send".into(), payload: json!({ "mail": "m-1" }), error: "no".into() };
            for _ in 0..2 {
                database.write_now(|tx| raise(tx, now, &random, &job)).unwrap();
            }
            let all = database.read_now(open).unwrap();
            assert_eq!((all.len(), all[0].object.as_deref(), all[0].why.as_str()), (1, Some("m-1"), "no"));
            assert_eq!(database.read_now(count).unwrap(), 1);
            database.write_now(|tx| settle(tx, now, &random, &all[0].id, &colleague)).unwrap();
            assert_eq!((database.read_now(open).unwrap().len(), database.read_now(count).unwrap()), (0, 0));
            let again = database.write_now(|tx| settle(tx, now, &random, &all[0].id, &colleague));
            assert!(matches!(again, Err(Error::Lost)));
        });
    }
}
