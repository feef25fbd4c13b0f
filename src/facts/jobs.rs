//! After a crash in the middle of a correction: look whether it was written, and finish its history.

use super::correct::{self, SETTLE, Sent};
use super::store::{self, State};
use crate::db::Id;
use crate::jobs::{Failure, Handler};
use crate::people;
use crate::portal::Portal;
use crate::sources::{RowKey, Source};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(SETTLE, settle)]
}

#[derive(Deserialize)]
struct Payload {
    correction: Id,
}

async fn settle(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { correction: id } =
        serde_json::from_value(payload).map_err(|error| Failure::GiveUp(anyhow::Error::from(error)))?;
    let (keys, known) = (Arc::clone(&portal.keys), id.clone());
    let one = portal.db.read(move |db| store::by_id(db, &keys, &known)).await?;
    let Some(one) = one.filter(|one| one.state == State::Acting) else { return Ok(()) };
    let Ok(key) = one.changed.row.parse::<RowKey>() else { return Ok(()) };
    let (table, column) = (one.changed.table.clone(), one.changed.column.clone());
    let look = move |source: &Source| source.session(|session| session.current(&table, &key, &column));
    let now_there = match portal.sources.run(&one.source, look).await {
        None => None,
        Some(answer) => answer?,
    };
    let now = portal.clock.now();
    if now_there != Some(one.changed.after.clone()) {
        portal.db.write(move |tx| store::settle(tx, now, &id, State::Acting, State::Failed)).await?;
        return Ok(());
    }
    let person = one.person.clone();
    let Some(person) = portal.db.read(move |db| people::by_id(db, &person)).await? else {
        return Ok(());
    };
    let declared = portal.sources.get(&one.source).map(|source| source.declaration().clone());
    let label = declared.as_ref().and_then(|declaration| {
        let column = declaration.table(&one.changed.table)?.column(&one.changed.column)?;
        Some(column.held()?.label.get(person.lang).to_owned())
    });
    let sent =
        Sent { category: one.category, source: one.source, label: label.unwrap_or_default(), changed: one.changed };
    let (parts, batch) = (portal.clone(), one.batch);
    let conclude = move |tx: &mut crate::db::Db| correct::conclude(tx, &parts, &person, &batch, &[(id, sent)]);
    portal.db.write(conclude).await?;
    Ok(())
}
