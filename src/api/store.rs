use super::{Program, Scope};
use crate::audit::{self, Actor};
use crate::db::schema::api::api_tokens as tokens;
use crate::db::{Db, Error, Id, Time};
use crate::secrets::{Random, Token, TokenHash};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// How exactly the last use is noted.
const NOTED: SignedDuration = SignedDuration::from_hours(1);

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What the company calls the program, one line.
    pub name: String,
    /// What it may do; not empty.
    pub scopes: Vec<Scope>,
    /// How many days it lives.
    pub days: u32,
    /// Who makes it.
    pub by: Actor,
}

/// A token, without its secret.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tokens)]
pub struct TokenRow {
    /// Its id.
    pub id: Id,
    /// What the company calls the program.
    pub name: String,
    /// The scopes, separated by spaces.
    pub scopes: String,
    /// Since when.
    pub created_at: Time,
    /// Until when.
    pub expires_at: Time,
    /// The last hour in which it was used.
    pub used_at: Option<Time>,
    /// Since when it opens nothing.
    pub revoked_at: Option<Time>,
}

impl TokenRow {
    /// Whether it opens anything.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at.timestamp()
    }
}

/// Makes a token; the secret is shown once and never again.
pub fn add(tx: &mut Db, now: Timestamp, random: &Random, new: &NewToken) -> Result<(Id, Token), Error> {
    let (id, token) = (Id::at(now, random), Token::mint(random));
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let life = SignedDuration::from_hours(24 * i64::from(new.days));
    let expires = now.checked_add(life).unwrap_or(Timestamp::MAX);
    let hash = token.hash();
    let row = (
        (tokens::id.eq(&id), tokens::name.eq(&new.name), tokens::hash.eq(hash.as_str())),
        (tokens::scopes.eq(scopes.join(" ")), tokens::created_at.eq(Time::from(now))),
        tokens::expires_at.eq(Time::from(expires)),
    );
    diesel::insert_into(tokens::table).values(row).execute(tx)?;
    log(tx, now, random, &id, new.by.clone(), "api.token-added", json!({ "scopes": scopes, "days": new.days }))?;
    Ok((id, token))
}

/// Every token, the newest first.
pub fn list(db: &mut Db) -> Result<Vec<TokenRow>, Error> {
    Ok(tokens::table.order(tokens::id.desc()).select(TokenRow::as_select()).load(db)?)
}

/// A token opens nothing any more. `false` if it did not already.
pub fn revoke(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, by: Actor) -> Result<bool, Error> {
    let open = tokens::table.find(id).filter(tokens::revoked_at.is_null());
    if diesel::update(open).set(tokens::revoked_at.eq(Time::from(now))).execute(tx)? == 0 {
        return Ok(false);
    }
    log(tx, now, random, id, by, "api.token-revoked", json!({}))?;
    Ok(true)
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    id: &Id,
    actor: Actor,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let event = audit::Event { actor, action, object: Some(id.to_string()), person: None, detail };
    audit::append(tx, now, random, &event).map(drop)
}

/// The program of a token; `None` for one that is unknown, revoked or over.
pub fn find(db: &mut Db, hash: &TokenHash, now: Timestamp) -> Result<Option<Program>, Error> {
    let row = tokens::table.filter(tokens::hash.eq(hash.as_str())).select(TokenRow::as_select());
    let Some(row) = row.first(db).optional()?.filter(|row: &TokenRow| row.is_alive(now)) else { return Ok(None) };
    let stale = row.used_at.is_none_or(|used| now.duration_since(used.timestamp()) >= NOTED);
    Ok(Some(Program { id: row.id, name: row.name, scopes: Scope::list(&row.scopes), stale }))
}

/// Notes that a token was used.
pub fn touch(tx: &mut Db, id: &Id, now: Timestamp) -> Result<(), Error> {
    diesel::update(tokens::table.find(id)).set(tokens::used_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;

    #[test]
    fn a_token_opens_until_it_is_revoked_or_over_and_is_kept_as_a_hash() {
        each_database(|database| {
            let (random, now): (_, Timestamp) = (Random::system(), "2026-03-01T10:00:00Z".parse().unwrap());
            let new = NewToken { name: "Shop".into(), scopes: vec![Scope::ConsentsRead], days: 30, by: Actor::Command };
            let (id, token) = database.write_now(|tx| add(tx, now, &random, &new)).unwrap();
            let found = |at| database.read_now(|db| find(db, &token.hash(), at)).unwrap();
            let program = found(now).unwrap();
            assert!(program.may(Scope::ConsentsRead) && program.stale);
            database.write_now(|tx| touch(tx, &id, now)).unwrap();
            assert!(!found(now).unwrap().stale);
            assert!(found(now + NOTED).unwrap().stale);
            assert!(found(now + SignedDuration::from_hours(30 * 24)).is_none(), "over");
            let revoke = || database.write_now(|tx| revoke(tx, now, &random, &id, Actor::Command)).unwrap();
            assert!(revoke() && !revoke());
            assert!(found(now).is_none());
            let rows = database.read_now(list).unwrap();
            assert_eq!(rows.len(), 1);
            assert!(!format!("{rows:?}").contains(token.expose()));
            assert!(database.read_now(|db| find(db, &Token::mint(&random).hash(), now)).unwrap().is_none());
        });
    }
}
