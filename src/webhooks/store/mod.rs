//! Webhooks and what they are told, in the portal's database.

mod telling;

pub use telling::{Delivery, again, deliveries};
pub(super) use telling::{Turn, delivered, due, insert, next, soonest, stands_in_the_way, tidy};

use super::{Event, OVERLAP, place};
use crate::audit::{self, Actor};
use crate::db::schema::webhooks::{webhook_deliveries as deliveries_table, webhooks};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Random, Token};
use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

/// A webhook, without its secrets.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct Webhook {
    /// Its id.
    pub id: Id,
    /// What the company calls the system.
    pub name: String,
    /// The address that is called.
    pub url: String,
    /// The events it listens to, separated by spaces.
    pub events: String,
    /// Until when the secret before the newest signs too.
    pub old_until: Option<Time>,
    /// Since when.
    pub created_at: Time,
}

/// A webhook to make.
#[derive(Clone, Debug)]
pub struct New {
    /// What the company calls the system, one line.
    pub name: String,
    /// The address; the caller has asked `Outgoing::may_reach`.
    pub url: String,
    /// What it listens to; not empty.
    pub events: Vec<Event>,
}

/// Makes a webhook; the secret is shown once and kept sealed.
pub fn add(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    by: &Id,
    new: &New,
) -> Result<(Id, Token), Error> {
    let (id, secret) = (Id::at(now, random), Token::mint(random));
    let events: Vec<&str> = new.events.iter().map(|event| event.as_str()).collect();
    let row = (
        (webhooks::id.eq(&id), webhooks::name.eq(&new.name), webhooks::url.eq(&new.url)),
        (webhooks::events.eq(events.join(" ")), webhooks::created_at.eq(Time::from(now))),
        webhooks::secret.eq(keys.seal(random, &place(&id), secret.expose().as_bytes())),
    );
    diesel::insert_into(webhooks::table).values(row).execute(tx)?;
    log(tx, now, random, by, &id, "webhooks.added", json!({ "events": events }))?;
    Ok((id, secret))
}

/// Makes a new secret. The one before it signs beside it for a day; one before that signs no more.
pub fn rotate(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, by: &Id, id: &Id) -> Result<Token, Error> {
    let secret = Token::mint(random);
    let there = || webhooks::table.find(id).filter(webhooks::removed_at.is_null());
    let known: String = there().select(webhooks::secret).first(tx)?;
    let until = now.saturating_add(OVERLAP).unwrap_or(now);
    let change = (
        webhooks::secret.eq(keys.seal(random, &place(id), secret.expose().as_bytes())),
        (webhooks::old_secret.eq(known), webhooks::old_until.eq(Time::from(until))),
    );
    exactly_one(diesel::update(there()).set(change).execute(tx)?)?;
    log(tx, now, random, by, id, "webhooks.secret-changed", json!({}))?;
    Ok(secret)
}

/// Takes a webhook away: nothing is told any more, and what waited is forgotten with its secrets.
pub fn remove(tx: &mut Db, now: Timestamp, random: &Random, by: &Id, id: &Id) -> Result<(), Error> {
    let there = webhooks::table.find(id).filter(webhooks::removed_at.is_null());
    let change = (
        webhooks::removed_at.eq(Time::from(now)),
        (webhooks::secret.eq(""), webhooks::old_secret.eq(None::<String>), webhooks::old_until.eq(None::<Time>)),
    );
    exactly_one(diesel::update(there).set(change).execute(tx)?)?;
    diesel::delete(deliveries_table::table.filter(deliveries_table::webhook.eq(id))).execute(tx)?;
    log(tx, now, random, by, id, "webhooks.removed", json!({}))
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    by: &Id,
    id: &Id,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let actor = Actor::Colleague(by.clone());
    let event = audit::Event { actor, action, object: Some(id.to_string()), person: None, detail };
    audit::append(tx, now, random, &event).map(drop)
}

/// Every webhook, the newest first.
pub fn list(db: &mut Db) -> Result<Vec<Webhook>, Error> {
    let there = webhooks::table.filter(webhooks::removed_at.is_null());
    Ok(there.order(webhooks::id.desc()).select(Webhook::as_select()).load(db)?)
}

/// The webhook of this id.
pub fn by_id(db: &mut Db, id: &Id) -> Result<Option<Webhook>, Error> {
    let there = webhooks::table.find(id).filter(webhooks::removed_at.is_null());
    Ok(there.select(Webhook::as_select()).first(db).optional()?)
}

/// The webhooks that listen to an event.
pub(super) fn listening(db: &mut Db, event: Event) -> Result<Vec<Id>, Error> {
    let there = webhooks::table.filter(webhooks::removed_at.is_null());
    let all: Vec<(Id, String)> = there.order(webhooks::id).select((webhooks::id, webhooks::events)).load(db)?;
    Ok(all.into_iter().filter(|(_, events)| Event::list(events).contains(&event)).map(|(id, _)| id).collect())
}

/// How many deliveries each webhook has by their state.
pub fn counts(db: &mut Db) -> Result<BTreeMap<(Id, String), i64>, Error> {
    let rows = deliveries_table::table.group_by((deliveries_table::webhook, deliveries_table::state)).select((
        deliveries_table::webhook,
        deliveries_table::state,
        count_star(),
    ));
    let rows: Vec<(Id, String, i64)> = rows.load(db)?;
    Ok(rows.into_iter().map(|(webhook, state, count)| ((webhook, state), count)).collect())
}
