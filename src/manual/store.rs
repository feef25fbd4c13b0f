//! Tasks of manual sources, in the portal's database.

use super::{Answer, Brief, Kind, New, SIGNED, State};
use crate::audit::{self, Actor};
use crate::db::schema::manual::manual_tasks as tasks;
use crate::db::{Db, Error, Id, Time};
use crate::jobs::{Job, Lane, enqueue};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// A task without whom it is about.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// What for.
    pub kind: Kind,
    /// The name of the source.
    pub source: String,
    /// Whom it is about, if the portal knows them.
    pub person: Option<Id>,
    /// The id of what asked for it.
    pub cause: String,
    /// How far it is.
    pub state: State,
    /// The day it was opened.
    pub opened: Date,
    /// The day until which it is to be done.
    pub due: Date,
    /// How many reminders left.
    pub reminded: i32,
    /// When it was signed.
    pub signed_at: Option<Timestamp>,
}

/// A task with what is sealed in it.
#[derive(Clone, Debug)]
pub struct Task {
    /// What stands in lists.
    pub listed: Listed,
    /// Whom to look for; none once it is over.
    pub brief: Option<Brief>,
    /// What a colleague wrote down; none once it was forgotten.
    pub answer: Option<Answer>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct Row {
    id: Id,
    kind: String,
    source: String,
    person: Option<Id>,
    cause: String,
    state: String,
    opened_on: String,
    due_on: String,
    reminded: i32,
    signed_at: Option<Time>,
    brief: Option<String>,
    answer: Option<String>,
}

impl Row {
    fn listed(&self) -> Result<Listed, Error> {
        let day = |text: &str| text.parse().map_err(|_| Error::Unreadable("a day of a manual task"));
        Ok(Listed {
            id: self.id.clone(),
            kind: self.kind.parse().map_err(|_| Error::Unreadable("the kind of a manual task"))?,
            source: self.source.clone(),
            person: self.person.clone(),
            cause: self.cause.clone(),
            state: self.state.parse().map_err(|_| Error::Unreadable("the state of a manual task"))?,
            opened: day(&self.opened_on)?,
            due: day(&self.due_on)?,
            reminded: self.reminded,
            signed_at: self.signed_at.map(Time::timestamp),
        })
    }

    fn task(self, keys: &Keys) -> Result<Task, Error> {
        Ok(Task {
            listed: self.listed()?,
            brief: self.brief.as_deref().map(|text| opened(keys, "brief", &self.id, text)).transpose()?,
            answer: self.answer.as_deref().map(|text| opened(keys, "answer", &self.id, text)).transpose()?,
        })
    }
}

fn sealed(keys: &Keys, random: &Random, what: &str, id: &Id, value: &impl Serialize) -> Result<String, Error> {
    let sealed = keys.seal_json(random, &format!("manual.{what}:{id}"), value);
    sealed.map_err(|_| Error::Unreadable("a manual task cannot be written"))
}

fn opened<T: DeserializeOwned>(keys: &Keys, what: &str, id: &Id, text: &str) -> Result<T, Error> {
    keys.open_json(&format!("manual.{what}:{id}"), text).map_err(|_| Error::Unreadable("a manual task"))
}

/// Asks for a task. While one is open for the same person (of an erasure: for the same erasure) and source, that one is
/// returned with `false`.
pub fn open(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: &New<'_>) -> Result<(Id, bool), Error> {
    let id = Id::at(now, random);
    let whose = match (new.kind, new.person) {
        (Kind::Access, Some(person)) => person.as_str(),
        _ => new.cause,
    };
    let open_for = format!("{}:{whose}:{}", new.kind, new.source);
    let brief = sealed(keys, random, "brief", &id, new.brief)?;
    let written = tx.transaction(|tx| {
        let values = (
            (tasks::id.eq(&id), tasks::kind.eq(new.kind.as_str()), tasks::source.eq(new.source)),
            (tasks::person.eq(new.person), tasks::cause.eq(new.cause), tasks::open_for.eq(&open_for)),
            (tasks::brief.eq(brief), tasks::state.eq(State::Open.as_str()), tasks::opened_at.eq(Time::from(now))),
            (tasks::opened_on.eq(new.today.to_string()), tasks::due_on.eq(new.due.to_string())),
            tasks::reminded.eq(0),
        );
        Ok::<_, Error>(diesel::insert_into(tasks::table).values(values).execute(tx)?)
    });
    match written {
        Ok(_) => {}
        Err(Error::Unique) => {
            return Ok((tasks::table.filter(tasks::open_for.eq(open_for)).select(tasks::id).first(tx)?, false));
        }
        Err(error) => return Err(error),
    }
    log(tx, now, random, Actor::System, "manual.opened", &id, new.source)?;
    Ok((id, true))
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    action: &'static str,
    id: &Id,
    source: &str,
) -> Result<(), Error> {
    // About nobody, so that it stays when the person is forgotten.
    let event =
        audit::Event { actor, action, object: Some(id.to_string()), person: None, detail: json!({ "source": source }) };
    audit::append(tx, now, random, &event).map(drop)
}

/// The open tasks, the soonest due first.
pub fn open_tasks(db: &mut Db) -> Result<Vec<Listed>, Error> {
    let open = tasks::table.filter(tasks::state.eq(State::Open.as_str()));
    let rows: Vec<Row> = open.order((tasks::due_on, tasks::id)).select(Row::as_select()).load(db)?;
    rows.iter().map(Row::listed).collect()
}

/// The open tasks of a person of this kind, by source.
pub fn waiting(db: &mut Db, person: &Id, kind: Kind) -> Result<Vec<Listed>, Error> {
    let open = tasks::table.filter(tasks::person.eq(person)).filter(tasks::kind.eq(kind.as_str()));
    let open = open.filter(tasks::state.eq(State::Open.as_str())).order(tasks::source);
    let rows: Vec<Row> = open.select(Row::as_select()).load(db)?;
    rows.iter().map(Row::listed).collect()
}

/// The newest task of each source for the packages of a person.
pub fn newest_for_packages(db: &mut Db, person: &Id) -> Result<Vec<Listed>, Error> {
    let theirs = tasks::table.filter(tasks::person.eq(person)).filter(tasks::kind.eq(Kind::Access.as_str()));
    newest_of(theirs.order((tasks::source, tasks::id.desc())).select(Row::as_select()).load(db)?)
}

/// The newest task of each source to put something right for a request.
pub fn corrections_of(db: &mut Db, request: &str) -> Result<Vec<Listed>, Error> {
    let asked = tasks::table.filter(tasks::cause.eq(request)).filter(tasks::kind.eq(Kind::Correction.as_str()));
    newest_of(asked.order((tasks::source, tasks::id.desc())).select(Row::as_select()).load(db)?)
}

fn newest_of(rows: Vec<Row>) -> Result<Vec<Listed>, Error> {
    let mut newest: Vec<Listed> = rows.iter().map(Row::listed).collect::<Result<_, _>>()?;
    newest.dedup_by(|later, first| later.source == first.source);
    Ok(newest)
}

/// The task of this id.
pub(super) fn by_id(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Task>, Error> {
    let row: Option<Row> = tasks::table.find(id).select(Row::as_select()).first(db).optional()?;
    row.map(|row| row.task(keys)).transpose()
}

/// What a task is for, and the id of what asked for it.
pub fn owner_of(db: &mut Db, id: &Id) -> Result<Option<Listed>, Error> {
    let row: Option<Row> = tasks::table.find(id).select(Row::as_select()).first(db).optional()?;
    row.map(|row| row.listed()).transpose()
}

/// The newest task that this asked for in a source.
pub fn of_cause(db: &mut Db, keys: &Keys, cause: &str, source: &str) -> Result<Option<Task>, Error> {
    let rows = tasks::table.filter(tasks::cause.eq(cause)).filter(tasks::source.eq(source));
    let row: Option<Row> = rows.order(tasks::id.desc()).select(Row::as_select()).first(db).optional()?;
    row.map(|row| row.task(keys)).transpose()
}

/// What colleagues found of a person for packages, by source: the newest answer of each since a time.
pub fn answers(
    db: &mut Db,
    keys: &Keys,
    person: &Id,
    since: Timestamp,
) -> Result<Vec<(String, Timestamp, Answer)>, Error> {
    let rows = tasks::table.filter(tasks::person.eq(person)).filter(tasks::kind.eq(Kind::Access.as_str()));
    let rows = rows.filter(tasks::signed_at.ge(Time::from(since))).filter(tasks::answer.is_not_null());
    let rows: Vec<Row> =
        rows.order((tasks::source, tasks::signed_at.desc(), tasks::id.desc())).select(Row::as_select()).load(db)?;
    let mut found: Vec<(String, Timestamp, Answer)> = Vec::new();
    for row in rows {
        let task = row.task(keys)?;
        let known = found.last().is_some_and(|(source, ..)| *source == task.listed.source);
        if let (false, Some(at), Some(answer)) = (known, task.listed.signed_at, task.answer) {
            found.push((task.listed.source, at, answer));
        }
    }
    Ok(found)
}

/// A colleague signs, and whoever asked goes on. `false` if somebody signed before, or nobody needs it any more.
pub fn sign(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    (task, by): (&Listed, &Id),
    (answer, note): (&Answer, &str),
) -> Result<bool, Error> {
    // A correction has no entries: who signs it put something right.
    let state = if task.kind != Kind::Correction && answer.is_nothing() { State::Nothing } else { State::Found };
    let open = tasks::table.find(&task.id).filter(tasks::state.eq(State::Open.as_str()));
    let answer = sealed(keys, random, "answer", &task.id, answer)?;
    let note = keys.seal(random, &format!("manual.note:{}", task.id), note.as_bytes());
    let change = (
        (tasks::state.eq(state.as_str()), tasks::signed_at.eq(Time::from(now)), tasks::signed_by.eq(by)),
        (tasks::answer.eq(answer), tasks::note.eq(note)),
        (tasks::open_for.eq(None::<String>), tasks::brief.eq(None::<String>)),
    );
    if diesel::update(open).set(change).execute(tx)? == 0 {
        return Ok(false);
    }
    log(tx, now, random, Actor::Colleague(by.clone()), "manual.signed", &task.id, &task.source)?;
    let job = Job::new(SIGNED, Lane::Default, json!({ "task": task.id })).key(format!("{SIGNED}:{}", task.id));
    enqueue(tx, now, random, job)?;
    Ok(true)
}

pub(super) fn mark_reminded(tx: &mut Db, ids: &[Id], stage: i32) -> Result<usize, Error> {
    let late = tasks::table.filter(tasks::id.eq_any(ids)).filter(tasks::reminded.lt(stage));
    let open = late.filter(tasks::state.eq(State::Open.as_str()));
    Ok(diesel::update(open).set(tasks::reminded.eq(stage)).execute(tx)?)
}

/// Forgets what was found for packages before a time, but for the people whose package still waits, or another one will
/// follow because a task of theirs is still open.
pub fn forget_answers(tx: &mut Db, before: Timestamp, waiting: &[Id]) -> Result<usize, Error> {
    let open = tasks::table.filter(tasks::kind.eq(Kind::Access.as_str()));
    let open = open.filter(tasks::state.eq(State::Open.as_str())).filter(tasks::person.is_not_null());
    let open: Vec<Id> = open.select(tasks::person.assume_not_null()).load(tx)?;
    let waiting: Vec<&Id> = waiting.iter().chain(&open).collect();
    let old = tasks::table.filter(tasks::kind.eq(Kind::Access.as_str())).filter(tasks::answer.is_not_null());
    let old = old.filter(tasks::signed_at.lt(Time::from(before)));
    let old = old.filter(tasks::person.assume_not_null().ne_all(waiting));
    Ok(diesel::update(old).set(tasks::answer.eq(None::<String>)).execute(tx)?)
}

/// Nobody needs what was to be written down of a person any more: their packages are gone.
pub fn drop_for_person(tx: &mut Db, person: &Id) -> Result<(), Error> {
    let theirs = tasks::table.filter(tasks::person.eq(person)).filter(tasks::kind.eq(Kind::Access.as_str()));
    diesel::update(theirs.filter(tasks::state.eq(State::Open.as_str())))
        .set((
            tasks::state.eq(State::Dropped.as_str()),
            (tasks::open_for.eq(None::<String>), tasks::brief.eq(None::<String>)),
        ))
        .execute(tx)?;
    diesel::update(theirs).set(tasks::answer.eq(None::<String>)).execute(tx)?;
    Ok(())
}

/// Whoever asked for these tasks does not need them any more.
pub fn drop_of_cause(tx: &mut Db, cause: &str) -> Result<usize, Error> {
    let open = tasks::table.filter(tasks::cause.eq(cause)).filter(tasks::state.eq(State::Open.as_str()));
    let change = (
        tasks::state.eq(State::Dropped.as_str()),
        (tasks::open_for.eq(None::<String>), tasks::brief.eq(None::<String>)),
    );
    Ok(diesel::update(open).set(change).execute(tx)?)
}

/// Forgets whom the tasks of a cause were about, and the words of the colleagues. That they were signed stays.
pub fn forget_cause(tx: &mut Db, cause: &str) -> Result<(), Error> {
    let none = None::<String>;
    let change =
        ((tasks::person.eq(None::<Id>), tasks::brief.eq(&none)), (tasks::answer.eq(&none), tasks::note.eq(&none)));
    diesel::update(tasks::table.filter(tasks::cause.eq(cause))).set(change).execute(tx)?;
    Ok(())
}
