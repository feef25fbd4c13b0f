//! What a webhook is told: taken by one run at a time, tried again, given up, sent again.

use super::super::{Event, KEPT, Standing, jobs, place};
use crate::audit::{self, Actor};
use crate::db::schema::requests::request_items as items;
use crate::db::schema::webhooks::{webhook_deliveries as deliveries_table, webhooks};
use crate::db::{Db, Error, Id, Time};
use crate::outgoing::delivery::{MOST_ATTEMPTS, Problem, pause};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;

const WAITING: &str = "waiting";
const DELIVERED: &str = "delivered";
const FAILED: &str = "failed";

/// Writes one delivery down.
pub(in super::super) fn insert(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    webhook: &Id,
    event: &Id,
    kind: Event,
    standing: Standing<'_>,
) -> Result<(), Error> {
    let row = (
        (deliveries_table::id.eq(Id::at(now, random)), deliveries_table::webhook.eq(webhook)),
        (deliveries_table::event.eq(event), deliveries_table::kind.eq(kind.as_str())),
        (deliveries_table::request.eq(standing.id), deliveries_table::reference.eq(standing.reference)),
        (deliveries_table::status.eq(standing.status), deliveries_table::due_on.eq(standing.due_on.to_string())),
        (deliveries_table::happened_at.eq(Time::from(now)), deliveries_table::state.eq(WAITING)),
        deliveries_table::attempts.eq(0),
    );
    diesel::insert_into(deliveries_table::table).values(row).execute(tx)?;
    Ok(())
}

/// A delivery that this run may make now.
pub(in super::super) struct Turn {
    pub event: Id,
    pub kind: String,
    pub happened_at: Timestamp,
    pub request: Id,
    pub reference: String,
    pub kinds: Vec<String>,
    pub status: String,
    pub due_on: String,
    pub url: String,
    /// The secret, and for a day the one before it.
    pub secrets: Vec<String>,
    id: Id,
    webhook: Id,
    attempts: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries_table)]
struct Row {
    id: Id,
    event: Id,
    kind: String,
    request: Id,
    reference: String,
    status: String,
    due_on: String,
    happened_at: Time,
    attempts: i32,
}

/// Waits to be told and may be tried now.
#[diesel::dsl::auto_type(no_type_alias)]
fn ready(now: Time) -> _ {
    let time = deliveries_table::next_at.le(now).assume_not_null();
    deliveries_table::state.eq("waiting").and(deliveries_table::next_at.is_null().or(time))
}

/// Takes the next delivery of a webhook, the oldest first: the try is counted, and nobody else tries before `until`.
pub(in super::super) fn next(
    tx: &mut Db,
    keys: &Keys,
    now: Timestamp,
    until: Timestamp,
    webhook: &Id,
) -> Result<Option<Turn>, Error> {
    let rows = deliveries_table::table
        .filter(deliveries_table::webhook.eq(webhook))
        .filter(ready(Time::from(now)))
        .order((deliveries_table::happened_at, deliveries_table::id))
        .limit(4)
        .select(Row::as_select());
    let rows: Vec<Row> = rows.load(tx)?;
    for row in rows {
        let taken = diesel::update(deliveries_table::table.find(&row.id))
            .filter(deliveries_table::attempts.eq(row.attempts))
            .filter(ready(Time::from(now)))
            .set((
                deliveries_table::attempts.eq(row.attempts.saturating_add(1)),
                deliveries_table::next_at.eq(Time::from(until)),
            ))
            .execute(tx)?;
        if taken == 1 {
            return turn(tx, keys, now, webhook, row).map(Some);
        }
    }
    Ok(None)
}

fn turn(tx: &mut Db, keys: &Keys, now: Timestamp, webhook: &Id, row: Row) -> Result<Turn, Error> {
    let there = webhooks::table.find(webhook);
    let (url, secret, old, until): (String, String, Option<String>, Option<Time>) =
        there.select((webhooks::url, webhooks::secret, webhooks::old_secret, webhooks::old_until)).first(tx)?;
    let old = old.filter(|_| until.is_some_and(|until| now < until.timestamp()));
    let open = |sealed: &String| keys.open_text(&place(webhook), sealed);
    let secrets: Result<Vec<String>, _> = std::iter::once(&secret).chain(&old).map(open).collect();
    let asked = items::table.filter(items::request.eq(&row.request)).order(items::right_asked);
    Ok(Turn {
        kinds: asked.select(items::right_asked).distinct().load(tx)?,
        secrets: secrets.map_err(|_| Error::Unreadable("the secret of a webhook"))?,
        url,
        event: row.event,
        kind: row.kind,
        happened_at: row.happened_at.timestamp(),
        request: row.request,
        reference: row.reference,
        status: row.status,
        due_on: row.due_on,
        id: row.id,
        webhook: webhook.clone(),
        attempts: row.attempts.saturating_add(1),
    })
}

/// The row of a turn while it is still this run's.
#[diesel::dsl::auto_type(no_type_alias)]
fn held<'t>(id: &'t Id, attempts: i32) -> _ {
    let row = deliveries_table::table.filter(deliveries_table::id.eq(id));
    row.filter(deliveries_table::state.eq("waiting")).filter(deliveries_table::attempts.eq(attempts))
}

/// The webhook took it. Changes nothing if somebody was first.
pub(in super::super) fn delivered(tx: &mut Db, now: Timestamp, turn: &Turn) -> Result<(), Error> {
    let done = (
        (deliveries_table::state.eq(DELIVERED), deliveries_table::settled_at.eq(Time::from(now))),
        (deliveries_table::next_at.eq(None::<Time>), deliveries_table::problem.eq(None::<String>)),
    );
    diesel::update(held(&turn.id, turn.attempts)).set(done).execute(tx)?;
    Ok(())
}

/// Something stood in the way: it is tried again later, or given up after the last try. What stands in the way of everything
/// that a webhook is told holds the rest back as long, which is not counted as a try.
pub(in super::super) fn stands_in_the_way(
    tx: &mut Db,
    now: Timestamp,
    turn: &Turn,
    problem: Problem,
) -> Result<(), Error> {
    let next = now.saturating_add(pause(turn.attempts)).unwrap_or(now);
    let row = held(&turn.id, turn.attempts);
    if turn.attempts >= MOST_ATTEMPTS {
        let over = (
            (deliveries_table::state.eq(FAILED), deliveries_table::settled_at.eq(Time::from(now))),
            (deliveries_table::next_at.eq(None::<Time>), deliveries_table::problem.eq(problem.to_string())),
        );
        diesel::update(row).set(over).execute(tx)?;
    } else {
        let later = (deliveries_table::next_at.eq(Time::from(next)), deliveries_table::problem.eq(problem.to_string()));
        diesel::update(row).set(later).execute(tx)?;
    }
    if problem.is_of_all() {
        let others = deliveries_table::table
            .filter(deliveries_table::webhook.eq(&turn.webhook))
            .filter(deliveries_table::id.ne(&turn.id))
            .filter(ready(Time::from(now)));
        diesel::update(others).set(deliveries_table::next_at.eq(Time::from(next))).execute(tx)?;
    }
    Ok(())
}

/// When the next of what waits for a webhook may be tried; `None` if nothing waits.
pub(in super::super) fn soonest(db: &mut Db, now: Timestamp, webhook: &Id) -> Result<Option<Timestamp>, Error> {
    let waits = deliveries_table::table
        .filter(deliveries_table::webhook.eq(webhook))
        .filter(deliveries_table::state.eq(WAITING));
    let times: Vec<Option<Time>> =
        waits.select(deliveries_table::next_at).distinct().order(deliveries_table::next_at).limit(1_000).load(db)?;
    Ok(times.into_iter().map(|time| time.map_or(now, Time::timestamp)).min())
}

/// The webhooks for which something waits that may be tried now.
pub(in super::super) fn due(db: &mut Db, now: Timestamp) -> Result<Vec<Id>, Error> {
    let rows = deliveries_table::table.filter(ready(Time::from(now))).select(deliveries_table::webhook).distinct();
    Ok(rows.load(db)?)
}

/// Forgets what was delivered or given up a month ago.
pub(in super::super) fn tidy(tx: &mut Db, now: Timestamp) -> Result<(), Error> {
    let before = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    let over = deliveries_table::table.filter(deliveries_table::settled_at.lt(Time::from(before)));
    diesel::delete(over.filter(deliveries_table::state.ne(WAITING))).execute(tx)?;
    Ok(())
}

/// A delivery as a page lists it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = deliveries_table)]
pub struct Delivery {
    /// Its id.
    pub id: Id,
    /// The id of the event.
    pub event: Id,
    /// The word of the event.
    pub kind: String,
    /// The reference of the request.
    pub reference: String,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// When it happened.
    pub happened_at: Time,
    /// How often it was tried.
    pub attempts: i32,
    /// Not to be tried before.
    pub next_at: Option<Time>,
    /// What stood in the way the last time.
    pub problem: Option<String>,
    /// When it was delivered or given up.
    pub settled_at: Option<Time>,
}

/// The last deliveries of a webhook, the newest first.
pub fn deliveries(db: &mut Db, webhook: &Id, most: i64) -> Result<Vec<Delivery>, Error> {
    let theirs = deliveries_table::table.filter(deliveries_table::webhook.eq(webhook));
    let newest = theirs.order((deliveries_table::happened_at.desc(), deliveries_table::id.desc())).limit(most);
    Ok(newest.select(Delivery::as_select()).load(db)?)
}

/// Sends a delivery again, now, whether it was made, failed, or waits for its next try. False if there is none.
pub fn again(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    by: &Id,
    webhook: &Id,
    delivery: &Id,
) -> Result<bool, Error> {
    let one = deliveries_table::table.find(delivery).filter(deliveries_table::webhook.eq(webhook));
    // A call that is under way is left to end.
    let free = deliveries_table::next_at
        .is_null()
        .or(deliveries_table::problem.is_not_null())
        .or(deliveries_table::state.ne(WAITING));
    let anew = (
        (deliveries_table::state.eq(WAITING), deliveries_table::attempts.eq(0)),
        (deliveries_table::next_at.eq(None::<Time>), deliveries_table::problem.eq(None::<String>)),
        deliveries_table::settled_at.eq(None::<Time>),
    );
    if diesel::update(one.filter(free)).set(anew).execute(tx)? == 0 {
        return Ok(false);
    }
    jobs::enqueue_tell(tx, now, random, webhook, now)?;
    let event = audit::Event {
        actor: Actor::Colleague(by.clone()),
        action: "webhooks.sent-again",
        object: Some(webhook.to_string()),
        person: None,
        detail: json!({ "delivery": delivery }),
    };
    audit::append(tx, now, random, &event)?;
    Ok(true)
}
