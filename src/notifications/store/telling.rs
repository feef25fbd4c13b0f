//! Notifications that the portal tells by itself: tries, what stood in the way, the link that confirms.

use super::super::{Kind, Problem, State, jobs, opened};
use crate::audit::{self, Actor};
use crate::db::schema::notifications::notifications;
use crate::db::{Db, Error, Id, Time};
use crate::outgoing::delivery::{MOST_ATTEMPTS, pause};
use crate::secrets::{Keys, Random, TokenHash};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;

/// A notification that this run may tell now.
#[derive(Clone)]
pub(in super::super) struct Turn {
    pub id: Id,
    pub kind: Kind,
    pub cause: String,
    pub categories: Vec<String>,
    /// By what the recipient knows the person.
    pub address: String,
    pub made_at: Timestamp,
    pub due_on: Date,
    /// The mail that tells it, once there is one.
    pub mail: Option<Id>,
    recipient: String,
    attempts: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct Row {
    id: Id,
    kind: String,
    cause: String,
    recipient: String,
    categories: String,
    subject: Option<String>,
    made_at: Time,
    due_on: String,
    attempts: i32,
    mail: Option<Id>,
}

impl Row {
    fn turn(self, keys: &Keys) -> Result<Turn, Error> {
        let unreadable = || Error::Unreadable("a notification");
        Ok(Turn {
            kind: self.kind.parse().map_err(|_| unreadable())?,
            address: opened(keys, &self.id, &self.subject.ok_or_else(unreadable)?)?,
            categories: serde_json::from_str(&self.categories).map_err(|_| unreadable())?,
            made_at: self.made_at.timestamp(),
            due_on: self.due_on.parse().map_err(|_| unreadable())?,
            attempts: self.attempts.saturating_add(1),
            id: self.id,
            cause: self.cause,
            recipient: self.recipient,
            mail: self.mail,
        })
    }
}

/// Waits to be told and may be tried now.
#[diesel::dsl::auto_type(no_type_alias)]
fn ready(now: Time) -> _ {
    let time = notifications::next_at.le(now).assume_not_null();
    notifications::state.eq("to-send").and(notifications::next_at.is_null().or(time))
}

/// Takes the next notification of a recipient, the oldest first: the try is counted, and nobody else tries before `until`.
pub(in super::super) fn next(
    tx: &mut Db,
    keys: &Keys,
    now: Timestamp,
    until: Timestamp,
    recipient: &str,
) -> Result<Option<Turn>, Error> {
    let rows = notifications::table
        .filter(notifications::recipient.eq(recipient))
        .filter(ready(Time::from(now)))
        .order((notifications::made_at, notifications::id))
        .limit(4)
        .select(Row::as_select());
    let rows: Vec<Row> = rows.load(tx)?;
    for row in rows {
        let taken = diesel::update(notifications::table.find(row.id.clone()))
            .filter(notifications::attempts.eq(row.attempts))
            .filter(ready(Time::from(now)))
            .set((
                notifications::attempts.eq(row.attempts.saturating_add(1)),
                notifications::next_at.eq(Time::from(until)),
            ))
            .execute(tx)?;
        if taken == 1 {
            return row.turn(keys).map(Some);
        }
    }
    Ok(None)
}

/// The row of a turn while it is still this run's.
#[diesel::dsl::auto_type(no_type_alias)]
fn held<'t>(id: &'t Id, attempts: i32) -> _ {
    let row = notifications::table.filter(notifications::id.eq(id));
    row.filter(notifications::state.eq("to-send")).filter(notifications::attempts.eq(attempts))
}

/// The recipient was told: it has answered that it is done, or the mail has left. Changes nothing if somebody was first.
pub(in super::super) fn told(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    turn: &Turn,
    state: State,
) -> Result<(), Error> {
    let sent = (
        notifications::state.eq(state.as_str()),
        notifications::sent_at.eq(Time::from(now)),
        notifications::next_at.eq(None::<Time>),
        notifications::problem.eq(None::<String>),
    );
    let row = held(&turn.id, turn.attempts);
    let changed = if state.is_over() {
        let over = (notifications::settled_at.eq(Time::from(now)), notifications::subject.eq(None::<String>));
        diesel::update(row).set((sent, over)).execute(tx)?
    } else {
        diesel::update(row).set(sent).execute(tx)?
    };
    if changed == 1 { log(tx, now, random, Actor::System, &turn.recipient, (state, 1)) } else { Ok(()) }
}

/// A mail that tells it is in the outbox; it is looked at again at `next`.
pub(in super::super) fn mailed(
    tx: &mut Db,
    turn: &Turn,
    mail: &Id,
    token: &TokenHash,
    next: Timestamp,
) -> Result<(), Error> {
    let change = (
        notifications::mail.eq(mail),
        notifications::token.eq(token.as_str()),
        notifications::next_at.eq(Time::from(next)),
    );
    crate::db::exactly_one(diesel::update(held(&turn.id, turn.attempts)).set(change).execute(tx)?)
}

/// The mail has not left yet: looking was no try.
pub(in super::super) fn wait(tx: &mut Db, turn: &Turn, next: Timestamp) -> Result<(), Error> {
    let change = (notifications::attempts.eq(1), notifications::next_at.eq(Time::from(next)));
    diesel::update(held(&turn.id, turn.attempts)).set(change).execute(tx)?;
    Ok(())
}

/// Something stood in the way: it is tried again later, or given up after the last try. What stands in the way of all of a
/// recipient's counts as a try of each.
pub(in super::super) fn stands_in_the_way(
    tx: &mut Db,
    now: Timestamp,
    turn: &Turn,
    problem: Problem,
) -> Result<(), Error> {
    let next = now.saturating_add(pause(turn.attempts)).unwrap_or(now);
    if turn.attempts >= MOST_ATTEMPTS {
        fail(tx, turn, problem)?;
    } else {
        let later = (notifications::next_at.eq(Time::from(next)), notifications::problem.eq(problem.to_string()));
        diesel::update(held(&turn.id, turn.attempts)).set(later).execute(tx)?;
    }
    if problem.is_of_all() { hold_back(tx, now, next, turn, problem) } else { Ok(()) }
}

/// Whatever else waits for this recipient now is tried no sooner than `next`.
fn hold_back(tx: &mut Db, now: Timestamp, next: Timestamp, turn: &Turn, problem: Problem) -> Result<(), Error> {
    let others = notifications::table
        .filter(notifications::recipient.eq(turn.recipient.as_str()))
        .filter(notifications::id.ne(&turn.id));
    let counted = (
        notifications::attempts.eq(notifications::attempts + 1),
        notifications::next_at.eq(Time::from(next)),
        notifications::problem.eq(problem.to_string()),
    );
    diesel::update(others.filter(ready(Time::from(now)))).set(counted).execute(tx)?;
    let spent = notifications::state.eq("to-send").and(notifications::attempts.ge(MOST_ATTEMPTS));
    let others = notifications::table
        .filter(notifications::recipient.eq(turn.recipient.as_str()))
        .filter(notifications::id.ne(&turn.id));
    let over = (notifications::state.eq(State::Failed.as_str()), notifications::next_at.eq(None::<Time>));
    diesel::update(others.filter(spent)).set(over).execute(tx)?;
    Ok(())
}

/// The portal cannot tell it: a colleague must.
pub(in super::super) fn fail(tx: &mut Db, turn: &Turn, problem: Problem) -> Result<(), Error> {
    let failed = (
        notifications::state.eq(State::Failed.as_str()),
        notifications::next_at.eq(None::<Time>),
        notifications::problem.eq(problem.to_string()),
    );
    diesel::update(held(&turn.id, turn.attempts)).set(failed).execute(tx)?;
    Ok(())
}

/// When the next of what waits for a recipient may be tried; `None` if nothing waits.
pub(in super::super) fn soonest(db: &mut Db, now: Timestamp, recipient: &str) -> Result<Option<Timestamp>, Error> {
    let waits = notifications::table
        .filter(notifications::recipient.eq(recipient))
        .filter(notifications::state.eq(State::ToSend.as_str()));
    let times: Vec<Option<Time>> =
        waits.select(notifications::next_at).distinct().order(notifications::next_at).limit(1_000).load(db)?;
    Ok(times.into_iter().map(|time| time.map_or(now, Time::timestamp)).min())
}

/// The recipients for whom something waits that may be tried now.
pub(in super::super) fn due(db: &mut Db, now: Timestamp) -> Result<Vec<String>, Error> {
    let rows = notifications::table.filter(ready(Time::from(now))).select(notifications::recipient).distinct();
    Ok(rows.load(db)?)
}

/// What stands in the way of telling a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The last problem.
    pub problem: Problem,
    /// How often what waits longest was tried.
    pub attempts: i32,
    /// When it is tried again; `None` once the portal gave up.
    pub next_at: Option<Timestamp>,
}

/// What stands in the way, by recipient.
pub(super) fn trouble(db: &mut Db) -> Result<BTreeMap<String, Trouble>, Error> {
    let states = notifications::state.eq_any([State::ToSend, State::Failed].map(State::as_str));
    let rows = notifications::table
        .filter(states)
        .filter(notifications::problem.is_not_null())
        .group_by((notifications::recipient, notifications::problem))
        .select((
            notifications::recipient,
            notifications::problem,
            max(notifications::attempts),
            min(notifications::next_at),
            max(notifications::made_at),
        ))
        .order((max(notifications::made_at), notifications::recipient));
    type Found = (String, Option<String>, Option<i32>, Option<Time>, Option<Time>);
    let rows: Vec<Found> = rows.load(db)?;
    let mut found = BTreeMap::new();
    for (recipient, problem, attempts, next, _) in rows {
        let problem = problem.unwrap_or_default().parse().map_err(|_| Error::Unreadable("a notification"))?;
        let next_at = next.map(Time::timestamp);
        found.insert(recipient, Trouble { problem, attempts: attempts.unwrap_or_default(), next_at });
    }
    Ok(found)
}

/// The recipients whom the portal could not tell by itself, each with how many notifications and the first of them.
pub fn failed(db: &mut Db) -> Result<Vec<(String, i64, Id)>, Error> {
    let rows = notifications::table
        .filter(notifications::state.eq(State::Failed.as_str()))
        .group_by(notifications::recipient)
        .select((notifications::recipient, count_star(), min(notifications::id)));
    let rows: Vec<(String, i64, Option<Id>)> = rows.load(db)?;
    Ok(rows.into_iter().filter_map(|(recipient, count, first)| Some((recipient, count, first?))).collect())
}

/// A colleague put right what stood in the way: what failed, and what waits for its next try, is tried now. How many.
pub fn try_again(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    colleague: &Id,
    recipient: &str,
) -> Result<usize, Error> {
    let all = notifications::table
        .filter(notifications::recipient.eq(recipient))
        .filter(notifications::problem.is_not_null())
        .filter(notifications::state.eq_any([State::ToSend, State::Failed].map(State::as_str)));
    let anew = (
        notifications::state.eq(State::ToSend.as_str()),
        notifications::attempts.eq(0),
        notifications::next_at.eq(None::<Time>),
        (notifications::mail.eq(None::<Id>), notifications::token.eq(None::<String>)),
    );
    let count = diesel::update(all).set(anew).execute(tx)?;
    if count > 0 {
        jobs::enqueue_now(tx, now, random, recipient)?;
        let event = audit::Event {
            actor: Actor::Colleague(colleague.clone()),
            action: "notifications.tried-again",
            object: Some(recipient.to_owned()),
            person: None,
            detail: json!({ "count": count }),
        };
        audit::append(tx, now, random, &event)?;
    }
    Ok(count)
}

/// The notification behind the link of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Linked {
    pub id: Id,
    pub kind: Kind,
    pub recipient: String,
    pub categories: Vec<String>,
    pub made_at: Timestamp,
    pub due_on: Date,
    pub state: State,
    /// When it was over.
    pub settled_at: Option<Timestamp>,
}

/// The notification of a link.
pub(in super::super) fn linked(db: &mut Db, token: &TokenHash) -> Result<Option<Linked>, Error> {
    type Found = (Id, String, String, String, Time, String, String, Option<Time>);
    let found: Option<Found> = notifications::table
        .filter(notifications::token.eq(token.as_str()))
        .select((
            notifications::id,
            notifications::kind,
            notifications::recipient,
            notifications::categories,
            notifications::made_at,
            notifications::due_on,
            notifications::state,
            notifications::settled_at,
        ))
        .first(db)
        .optional()?;
    let read = |(id, kind, recipient, categories, made_at, due_on, state, settled): Found| {
        let unreadable = || Error::Unreadable("a notification");
        Ok(Linked {
            id,
            recipient,
            kind: kind.parse().map_err(|_| unreadable())?,
            categories: serde_json::from_str(&categories).map_err(|_| unreadable())?,
            made_at: made_at.timestamp(),
            due_on: due_on.parse().map_err(|_| unreadable())?,
            state: state.parse().map_err(|_| unreadable())?,
            settled_at: settled.map(Time::timestamp),
        })
    };
    found.map(read).transpose()
}

/// The recipient says that it is done. `false` if it is over already.
pub(in super::super) fn confirm(tx: &mut Db, now: Timestamp, random: &Random, linked: &Linked) -> Result<bool, Error> {
    let open = notifications::state.eq_any([State::ToSend, State::Sent, State::Failed].map(State::as_str));
    let done = (
        notifications::state.eq(State::Confirmed.as_str()),
        notifications::settled_at.eq(Time::from(now)),
        notifications::next_at.eq(None::<Time>),
        (notifications::subject.eq(None::<String>), notifications::problem.eq(None::<String>)),
    );
    let changed = diesel::update(notifications::table.find(&linked.id).filter(open)).set(done).execute(tx)?;
    if changed == 1 {
        log(tx, now, random, Actor::System, &linked.recipient, (State::Confirmed, 1))?;
    }
    Ok(changed == 1)
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    recipient: &str,
    (state, count): (State, usize),
) -> Result<(), Error> {
    let event = audit::Event {
        actor,
        action: "notifications.settled",
        object: Some(recipient.to_owned()),
        person: None,
        detail: json!({ "state": state.as_str(), "count": count }),
    };
    audit::append(tx, now, random, &event).map(drop)
}
