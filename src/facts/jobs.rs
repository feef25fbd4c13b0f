//! After a crash in the middle of corrections, or of taking them back: look what is in the source, and finish their
//! history.

use super::correct::{self, Manner, SETTLE, Sent};
use super::store::{self, Correction, State};
use crate::db::{Db, Id};
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
    batch: Id,
}

async fn settle(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { batch } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let (keys, known) = (Arc::clone(&portal.keys), batch.clone());
    let mut open = portal.db.read(move |db| store::of_batch(db, &keys, &known)).await?;
    open.retain(|one| one.state == State::Acting || one.undoing_at.is_some());
    let Some(first) = open.first() else { return Ok(()) };
    let manner = if first.undo_until > first.made_at { Manner::Told } else { Manner::Part };
    let whose = first.person.clone();
    let Some(person) = portal.db.read(move |db| people::by_id(db, &whose)).await? else { return Ok(()) };
    let (mut written, mut failed, mut undoing) = (Vec::new(), Vec::new(), Vec::new());
    for one in open {
        let now_there = there(&portal, &one).await?;
        let is = |value: &Option<String>| now_there.as_ref() == Some(value);
        if one.state == State::Done {
            undoing.push((one.id.clone(), is(&one.changed.before)));
        } else if is(&one.changed.after) {
            let label = label(&portal, &one, person.lang).unwrap_or_default();
            let sent = Sent { category: one.category, source: one.source, label, changed: one.changed };
            written.push((one.id, sent));
        } else {
            failed.push(one.id);
        }
    }
    let parts = portal.clone();
    let outcome = move |tx: &mut Db| {
        let now = parts.clock.now();
        for id in &failed {
            store::settle(tx, now, id, State::Acting, State::Failed)?;
        }
        for (id, undone) in &undoing {
            correct::end_undo(tx, &parts, &person, id, *undone)?;
        }
        correct::conclude(tx, &parts, &person, &batch, &written, manner)
    };
    portal.db.write(outcome).await?;
    Ok(())
}

/// What the source holds now; none without the source or the row.
async fn there(portal: &Portal, one: &Correction) -> Result<Option<Option<String>>, Failure> {
    let Ok(key) = one.changed.row.parse::<RowKey>() else { return Ok(None) };
    let (table, column) = (one.changed.table.clone(), one.changed.column.clone());
    let look = move |source: &Source| source.session(|session| session.current(&table, &key, &column));
    Ok(portal.sources.run(&one.source, look).await.transpose()?.flatten())
}

fn label(portal: &Portal, one: &Correction, lang: crate::lang::Lang) -> Option<String> {
    let source = portal.sources.get(&one.source)?;
    let column = source.declaration().table(&one.changed.table)?.column(&one.changed.column)?;
    Some(column.held()?.label.get(lang).to_owned())
}
