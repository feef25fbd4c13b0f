//! A system of the company that answers over HTTP as a source. What it must answer is in `docs/http-source.md`.
//!
//! - [`Outside`]: what calls need: the client, the time, what is known of the last calls;
//! - [`Remote`]: one such source: describe, find, read, list, correct, erase, verify.

mod circuit;
mod values;

use super::describe::Schema;
use super::identifier::Identifiers;
use super::residue::Residue;
use super::sql::{Cell, RowKey, SqlError};
use crate::clock::Clock;
use crate::config::Secret;
use crate::outgoing::{Answer, Call, Outgoing, OutgoingError, sign};
use crate::secrets::hex;
use circuit::Circuit;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;
pub(super) use values::RemoteRow;

/// What calling other systems needs. Clones share what is known of the last calls.
#[derive(Clone)]
pub struct Outside {
    outgoing: Outgoing,
    clock: Clock,
    circuit: Arc<Mutex<Circuit>>,
}

impl Outside {
    /// For one source.
    pub fn new(outgoing: &Outgoing, clock: &Clock) -> Self {
        Self { outgoing: outgoing.clone(), clock: clock.clone(), circuit: Arc::default() }
    }
}

/// Where an HTTP source is, and the key that signs calls to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpPlace {
    /// The address below which its verbs are, without a slash at the end.
    pub url: Url,
    /// The key both sides know.
    pub key: Secret,
}

/// One HTTP source.
pub(super) struct Remote {
    outside: Outside,
    place: HttpPlace,
    /// What it says about its tables.
    pub(super) schema: Schema,
}

/// What an erasure does to one row.
pub(super) struct RemoteStep {
    pub(super) table: String,
    pub(super) key: RowKey,
    /// New values by column; `None` for a row that goes.
    pub(super) set: Option<BTreeMap<String, Cell>>,
}

impl Remote {
    /// Asks it for its tables.
    pub(super) fn open(place: &HttpPlace, outside: &Outside) -> Result<Self, SqlError> {
        let mut remote = Self { outside: outside.clone(), place: place.clone(), schema: Schema::default() };
        let described = remote.call("describe", &json!({}), false)?;
        remote.schema = values::schema(&described)?;
        Ok(remote)
    }

    /// Every row of a person, by table.
    pub(super) fn find(&self, person: &Identifiers) -> Result<BTreeMap<String, Vec<RemoteRow>>, SqlError> {
        let answer = self.call("find", &json!({ "identifiers": identifiers(person) }), false)?;
        let tables = answer.get("rows").and_then(Value::as_object).ok_or_else(|| unfit("find"))?;
        let mut found = BTreeMap::new();
        for (table, rows) in tables {
            found.insert(table.clone(), self.rows(table, rows)?);
        }
        Ok(found)
    }

    /// The rows of these keys that are still there.
    pub(super) fn read(&self, table: &str, keys: &[&RowKey]) -> Result<Vec<RemoteRow>, SqlError> {
        let keys: Vec<Value> = keys.iter().map(|key| self.key(table, key)).collect();
        let answer = self.call("read", &json!({ "table": table, "keys": keys }), false)?;
        self.rows(table, answer.get("rows").ok_or_else(|| unfit("read"))?)
    }

    /// At most `limit` rows in the order of the key, after the given key.
    pub(super) fn list(&self, table: &str, after: Option<&RowKey>, limit: usize) -> Result<Vec<RemoteRow>, SqlError> {
        let after = after.map(|key| self.key(table, key));
        let answer = self.call("list", &json!({ "table": table, "after": after, "limit": limit }), false)?;
        self.rows(table, answer.get("rows").ok_or_else(|| unfit("list"))?)
    }

    /// Changes one value while it is still the old one. Whether it was.
    pub(super) fn correct(
        &self,
        table: &str,
        key: &RowKey,
        column: &str,
        old: &Cell,
        new: &Cell,
    ) -> Result<bool, SqlError> {
        let value = |cell: &Cell| values::write(&self.schema, table, column, cell);
        let body = json!({
            "table": table, "key": self.key(table, key), "column": column, "old": value(old), "new": value(new),
        });
        let answer = self.call("correct", &body, true)?;
        match answer.get("result").and_then(Value::as_str) {
            Some("changed") => Ok(true),
            Some("stale" | "gone") => Ok(false),
            Some("refused") => Err(SqlError::Refused("the value".to_owned())),
            Some("read-only") => Err(SqlError::Forbidden("the value".to_owned())),
            _ => Err(unfit("correct")),
        }
    }

    /// Carries out all steps or none. Steps that are done already change nothing.
    pub(super) fn erase(&self, steps: &[RemoteStep]) -> Result<(), SqlError> {
        let step = |step: &RemoteStep| {
            let key = self.key(&step.table, &step.key);
            match &step.set {
                None => json!({ "table": step.table, "key": key, "delete": true }),
                Some(set) => {
                    let write = |(column, cell)| {
                        (String::clone(column), values::write(&self.schema, &step.table, column, cell))
                    };
                    let set: serde_json::Map<String, Value> = set.iter().map(write).collect();
                    json!({ "table": step.table, "key": key, "set": set })
                }
            }
        };
        let steps: Vec<Value> = steps.iter().map(step).collect();
        let count = steps.len();
        let answer = self.call("erase", &json!({ "steps": steps }), true)?;
        let done = answer.get("done").and_then(Value::as_u64).and_then(|done| usize::try_from(done).ok());
        if done == Some(count) { Ok(()) } else { Err(unfit("erase")) }
    }

    /// Where the person is still written, as it says itself.
    pub(super) fn verify(&self, person: &Identifiers) -> Result<Vec<Residue>, SqlError> {
        let answer = self.call("verify", &json!({ "identifiers": identifiers(person) }), false)?;
        let places = answer.get("places").and_then(Value::as_array).ok_or_else(|| unfit("verify"))?;
        let text = |place: &Value, name: &str| place.get(name).and_then(Value::as_str).map(str::to_owned);
        let residue = |place: &Value| {
            let rows = place.get("rows").and_then(Value::as_u64).and_then(|rows| usize::try_from(rows).ok())?;
            Some(Residue { table: text(place, "table")?, column: text(place, "column")?, rows, declared: true })
        };
        places.iter().map(residue).collect::<Option<_>>().ok_or_else(|| unfit("verify"))
    }

    fn rows(&self, table: &str, rows: &Value) -> Result<Vec<RemoteRow>, SqlError> {
        values::rows(&self.schema, table, rows).ok_or_else(|| unfit("rows"))
    }

    fn key(&self, table: &str, key: &RowKey) -> Value {
        let columns = self.schema.table(table).map(|table| table.primary_key.as_slice()).unwrap_or_default();
        columns.iter().zip(&key.0).map(|(column, cell)| values::write(&self.schema, table, column, cell)).collect()
    }

    /// Calls one verb. A call that changes something carries a key by which the other side knows it again.
    fn call(&self, verb: &str, body: &Value, changes: bool) -> Result<Value, SqlError> {
        let now = self.outside.clock.now();
        let circuit = || self.outside.circuit.lock().unwrap_or_else(PoisonError::into_inner);
        if !circuit().may_call(now) {
            return Err(SqlError::Down("it failed again and again, and is asked again in a while".to_owned()));
        }
        // A URL without a path is written with a slash at its end.
        let base = self.place.url.as_str().trim_end_matches('/');
        let url: Url = format!("{base}/{verb}").parse().map_err(|_| SqlError::Failed("the address".to_owned()))?;
        let body = body.to_string().into_bytes();
        let signed = sign(&self.place.key, now, "POST", url.path(), &body);
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
            (crate::outgoing::signature::DATE, signed.date),
            (crate::outgoing::signature::SIGNATURE, signed.signature),
        ];
        if changes {
            headers.push(("idempotency-key", hex(&Sha256::digest(&body))));
        }
        let answer = self.outside.outgoing.call_and_wait(Call { method: "POST", url, headers, body });
        let is_up = matches!(&answer, Ok(answer) if answer.status < 500);
        circuit().note(self.outside.clock.now(), is_up);
        judged(verb, answer)
    }
}

fn judged(verb: &str, answer: Result<Answer, OutgoingError>) -> Result<Value, SqlError> {
    let answer = answer.map_err(|error| match error {
        OutgoingError::NoConnection | OutgoingError::NoAnswer => SqlError::Down(error.to_string()),
        OutgoingError::Refused(_) | OutgoingError::TooLong | OutgoingError::Malformed => {
            SqlError::Failed(error.to_string())
        }
    })?;
    let code = format!("{verb}: {}", answer.status);
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|_| unfit(verb)),
        401 | 403 => Err(SqlError::Forbidden(code)),
        409 | 422 => Err(SqlError::Refused(code)),
        423 | 429 | 503 => Err(SqlError::Busy(code)),
        507 => Err(SqlError::Full(code)),
        500.. => Err(SqlError::Down(code)),
        _ => Err(SqlError::Failed(code)),
    }
}

fn identifiers(person: &Identifiers) -> Value {
    json!({ "email": person.iter().collect::<Vec<_>>() })
}

fn unfit(verb: &str) -> SqlError {
    SqlError::Failed(format!("{verb}: the answer is not the one of docs/http-source.md"))
}
