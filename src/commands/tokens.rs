//! `habeas tokens …`: tokens of programs.

use crate::api::{self, NewToken, PREFIX, Scope, TokenRow};
use crate::audit::Actor;
use crate::db::{Error, Id};
use crate::portal::Portal;
use jiff::Timestamp;
use serde::Serialize;

/// A token just made.
#[derive(Clone, Debug, Serialize)]
pub struct MadeToken {
    /// Its id, to revoke it.
    pub id: Id,
    /// The token itself, this once.
    pub token: String,
}

/// A token in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ListedToken {
    /// Its id.
    pub id: Id,
    /// The program.
    pub name: String,
    /// What it may do, separated by spaces.
    pub scopes: String,
    /// Until when.
    pub until: Timestamp,
    /// The last hour in which it was used.
    pub used: Option<Timestamp>,
    /// Whether it opens anything.
    pub alive: bool,
}

/// Makes a token.
pub fn token_add(portal: &Portal, name: &str, scopes: Vec<Scope>, days: u32) -> Result<MadeToken, Error> {
    let new = NewToken { name: name.to_owned(), scopes, days, by: Actor::Command };
    let now = portal.clock.now();
    let (id, token) = portal.db.write_now(|tx| api::add(tx, now, &portal.random, &new))?;
    Ok(MadeToken { id, token: format!("{PREFIX}{}", token.expose()) })
}

/// Every token, the newest first.
pub fn token_list(portal: &Portal) -> Result<Vec<ListedToken>, Error> {
    let now = portal.clock.now();
    let listed = |row: TokenRow| ListedToken {
        alive: row.is_alive(now),
        id: row.id,
        name: row.name,
        scopes: row.scopes,
        until: row.expires_at.timestamp(),
        used: row.used_at.map(Into::into),
    };
    Ok(portal.db.read_now(api::list)?.into_iter().map(listed).collect())
}

/// Revokes a token. False if there is none that opens anything.
pub fn token_revoke(portal: &Portal, id: &Id) -> Result<bool, Error> {
    let now = portal.clock.now();
    portal.db.write_now(|tx| api::revoke(tx, now, &portal.random, id, Actor::Command))
}
