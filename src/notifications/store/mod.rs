//! Notifications, in the portal's database.

mod telling;

pub(super) use telling::{
    Linked, Turn, confirm, due, fail, linked, mailed, next, soonest, stands_in_the_way, told, wait,
};
pub use telling::{Trouble, failed, try_again};

use super::{CONFIRM, Kind, State, opened, place, why_place};
use crate::audit::{self, Actor};
use crate::db::schema::notifications::notifications;
use crate::db::{Db, Error, Id, Time};
use crate::people::Address;
use crate::secrets::{Keys, Random};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The most entries of one list.
const MOST: i64 = 500;

/// A notification to write down.
pub(super) struct New<'n> {
    pub kind: Kind,
    /// The id of the correction, erasure or restriction.
    pub cause: &'n str,
    /// The id of the recipient in the record.
    pub recipient: &'n str,
    pub categories: &'n BTreeSet<&'n str>,
    /// By what the recipient knows the person.
    pub address: &'n Address,
    pub due: Date,
}

/// Writes one down; again for the same cause changes nothing.
pub(super) fn insert(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: New<'_>) -> Result<(), Error> {
    let id = Id::at(now, random);
    let subject = keys.seal(random, &place(&id), new.address.as_str().as_bytes());
    let categories = json!(new.categories).to_string();
    let written = tx.transaction(|tx| {
        let values = (
            (notifications::id.eq(&id), notifications::kind.eq(new.kind.as_str())),
            (notifications::cause.eq(new.cause), notifications::recipient.eq(new.recipient)),
            (notifications::categories.eq(categories), notifications::subject.eq(subject)),
            (notifications::state.eq(State::ToSend.as_str()), notifications::made_at.eq(Time::from(now))),
            notifications::due_on.eq(new.due.to_string()),
        );
        diesel::insert_into(notifications::table).values(values).execute(tx).map_err(Error::from)
    });
    match written {
        Ok(_) | Err(Error::Unique) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What one recipient waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// How many are to be told, by kind.
    pub to_send: BTreeMap<Kind, i64>,
    /// The first last day of those.
    pub due_on: Option<Date>,
    /// How many were told and did not confirm.
    pub sent: i64,
    /// How many the portal could not tell by itself.
    pub failed: i64,
    /// What stood in the way of the last try, while it does.
    pub trouble: Option<Trouble>,
}

/// What every recipient waits for, by its id in the record.
pub fn open(db: &mut Db) -> Result<BTreeMap<String, Open>, Error> {
    let states = notifications::state.eq_any([State::ToSend, State::Sent, State::Failed].map(State::as_str));
    let rows: Vec<(String, String, String, i64, Option<String>)> = notifications::table
        .filter(states)
        .group_by((notifications::recipient, notifications::kind, notifications::state))
        .select((
            notifications::recipient,
            notifications::kind,
            notifications::state,
            count_star(),
            min(notifications::due_on),
        ))
        .load(db)?;
    let mut found: BTreeMap<String, Open> = BTreeMap::new();
    for (recipient, kind, state, count, due) in rows {
        let one = found.entry(recipient).or_default();
        if state == State::Sent.as_str() {
            one.sent += count;
            continue;
        }
        if state == State::Failed.as_str() {
            one.failed += count;
        } else {
            one.to_send.insert(kind.parse().map_err(|_| Error::Unreadable("a notification"))?, count);
        }
        let due = due.and_then(|day| day.parse().ok());
        one.due_on = [one.due_on, due].into_iter().flatten().min();
    }
    for (recipient, trouble) in telling::trouble(db)? {
        found.entry(recipient).or_default().trouble = Some(trouble);
    }
    Ok(found)
}

/// The recipients whom nobody told in time, each with the first day that passed.
pub fn overdue(db: &mut Db, today: Date) -> Result<Vec<(String, Date)>, Error> {
    let late = |(recipient, open): (String, Open)| Some((recipient, open.due_on.filter(|due| *due < today)?));
    Ok(open(db)?.into_iter().filter_map(late).collect())
}

/// One line of the list of a recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// Of what.
    pub kind: Kind,
    /// By what the recipient knows the person.
    pub address: String,
    /// The categories of the record.
    pub categories: Vec<String>,
    /// When it happened.
    pub made_at: Timestamp,
}

/// Which notifications of a recipient are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting<'w> {
    /// Those that a colleague tells, up to and including this one: what was noted after the list was taken stays.
    Listed(Listed, &'w Id),
    /// Those that were told.
    Sent,
}

/// What the list of a recipient is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Everything: a colleague tells this recipient.
    All,
    /// What the portal could not tell by itself.
    Failed,
}

impl Listed {
    fn states(self) -> Vec<&'static str> {
        match self {
            Listed::All => vec![State::ToSend.as_str(), State::Failed.as_str()],
            Listed::Failed => vec![State::Failed.as_str()],
        }
    }
}

/// What a colleague is to tell a recipient, the oldest first, [`MOST`] at most.
pub fn entries(db: &mut Db, keys: &Keys, recipient: &str, listed: Listed) -> Result<Vec<Entry>, Error> {
    let rows = notifications::table
        .filter(notifications::recipient.eq(recipient))
        .filter(notifications::state.eq_any(listed.states()))
        .order(notifications::id)
        .limit(MOST)
        .select((
            notifications::id,
            notifications::kind,
            notifications::subject,
            notifications::categories,
            notifications::made_at,
        ));
    let rows: Vec<(Id, String, Option<String>, String, Time)> = rows.load(db)?;
    let read = |(id, kind, subject, categories, made_at): (Id, String, Option<String>, String, Time)| {
        let unreadable = || Error::Unreadable("a notification");
        Ok(Entry {
            kind: kind.parse().map_err(|_| unreadable())?,
            address: opened(keys, &id, &subject.ok_or_else(unreadable)?)?,
            categories: serde_json::from_str(&categories).map_err(|_| unreadable())?,
            made_at: made_at.timestamp(),
            id,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A colleague says what became of the notifications of a recipient; `why` is the reason of one that is not told. How many.
pub fn settle(
    tx: &mut Db,
    now: Timestamp,
    (random, keys): (&Random, &Keys),
    colleague: &Id,
    recipient: &str,
    which: Waiting<'_>,
    (state, why): (State, &str),
) -> Result<usize, Error> {
    let from = match which {
        Waiting::Listed(listed, _) => listed.states(),
        Waiting::Sent => vec![State::Sent.as_str()],
    };
    let mut meant = notifications::table
        .filter(notifications::recipient.eq(recipient))
        .filter(notifications::state.eq_any(from.clone()))
        .select(notifications::id)
        .into_boxed();
    if let Waiting::Listed(_, last) = which {
        meant = meant.filter(notifications::id.le(last));
    }
    let ids: Vec<Id> = meant.load(tx)?;
    let mut settled = 0;
    for id in &ids {
        let row = notifications::table.find(id).filter(notifications::state.eq_any(from.clone()));
        let by = (notifications::state.eq(state.as_str()), notifications::settled_by.eq(colleague));
        settled += if state.is_over() {
            let why = (!why.is_empty()).then(|| keys.seal(random, &why_place(id), why.as_bytes()));
            let over = (
                notifications::subject.eq(None::<String>),
                notifications::why.eq(why),
                notifications::settled_at.eq(Time::from(now)),
            );
            diesel::update(row).set((by, over)).execute(tx)?
        } else {
            diesel::update(row).set((by, notifications::sent_at.eq(Time::from(now)))).execute(tx)?
        };
    }
    if settled > 0 {
        let event = audit::Event {
            actor: Actor::Colleague(colleague.clone()),
            action: "notifications.settled",
            object: Some(recipient.to_owned()),
            person: None,
            detail: json!({ "state": state.as_str(), "count": settled }),
        };
        audit::append(tx, now, random, &event)?;
    }
    Ok(settled)
}

/// What became of a notification, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The id of the recipient in the record.
    pub recipient: String,
    /// How far it is.
    pub state: State,
    /// When the recipient was told, or it was decided that they are not.
    pub at: Option<Timestamp>,
}

/// What became of the notifications of a cause, by recipient.
pub fn of_cause(db: &mut Db, kind: Kind, cause: &str) -> Result<Vec<Standing>, Error> {
    let rows = notifications::table
        .filter(notifications::kind.eq(kind.as_str()))
        .filter(notifications::cause.eq(cause))
        .order(notifications::recipient)
        .select((notifications::recipient, notifications::state, notifications::sent_at, notifications::settled_at));
    let rows: Vec<(String, String, Option<Time>, Option<Time>)> = rows.load(db)?;
    let read = |(recipient, state, sent, settled): (String, String, Option<Time>, Option<Time>)| {
        let state = state.parse().map_err(|_| Error::Unreadable("a notification"))?;
        Ok(Standing { recipient, state, at: sent.or(settled).map(Time::timestamp) })
    };
    rows.into_iter().map(read).collect()
}

/// Who hears of a cause, each with the categories that they received; not who could not or need not be told.
pub(super) fn told_of(db: &mut Db, kind: Kind, cause: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
    let not = [State::Impossible, State::Disproportionate].map(State::as_str);
    let rows = notifications::table
        .filter(notifications::kind.eq(kind.as_str()))
        .filter(notifications::cause.eq(cause))
        .filter(notifications::state.ne_all(not))
        .order(notifications::recipient);
    let rows: Vec<(String, String)> = rows.select((notifications::recipient, notifications::categories)).load(db)?;
    let read = |(recipient, categories): (String, String)| {
        Ok((recipient, serde_json::from_str(&categories).map_err(|_| Error::Unreadable("a notification"))?))
    };
    rows.into_iter().map(read).collect()
}

/// Forgets whom a notification was about when the recipient was told long enough ago. How many.
pub fn tidy(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    let before = now.saturating_sub(CONFIRM).unwrap_or(now);
    let told = notifications::table
        .filter(notifications::state.eq(State::Sent.as_str()))
        .filter(notifications::sent_at.lt(Time::from(before)))
        .filter(notifications::subject.is_not_null());
    Ok(diesel::update(told).set(notifications::subject.eq(None::<String>)).execute(tx)?)
}
