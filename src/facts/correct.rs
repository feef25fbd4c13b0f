//! A correction from the form to the source: intent, act, outcome. Values that changed meanwhile are left alone.

use super::store::{self, Changed, New, State};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::jobs::{Job, Lane, enqueue};
use crate::mail::{self, Mail};
use crate::people::Person;
use crate::portal::Portal;
use crate::sources::{Correction, RowKey, SourceError};
use jiff::SignedDuration;
use serde_json::json;

/// The job that looks what became of a correction after a crash.
pub(super) const SETTLE: &str = "facts.settle";

/// A correction that a person sent.
#[derive(Clone)]
pub struct Sent {
    /// The category of the record.
    pub category: String,
    /// The name of the source.
    pub source: String,
    /// What the person calls the value.
    pub label: String,
    /// What is to be changed.
    pub changed: Changed,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was written.
    Written,
    /// Something else was written meanwhile: what is there now.
    Stale(Option<String>),
    /// The row is gone.
    Gone,
    /// The source does not accept the value.
    Refused,
    /// The source does not answer. It may have been written; a job looks later.
    Unknown,
}

/// Writes corrections into their sources and tells the old channel. The answers are in the order sent.
pub async fn correct(portal: &Portal, person: &Person, sent: &[Sent]) -> Result<(Id, Vec<Became>), Error> {
    let batch = Id::at(portal.clock.now(), &portal.random);
    let mut answers = Vec::with_capacity(sent.len());
    let mut written = Vec::new();
    for one in sent {
        let id = begin(portal, person, &batch, one).await?;
        let became = write(portal, one, one.changed.before.clone(), one.changed.after.clone()).await;
        match became {
            Became::Unknown => {}
            Became::Written => written.push((id, one.clone())),
            _ => {
                let now = portal.clock.now();
                portal.db.write(move |tx| store::settle(tx, now, &id, State::Acting, State::Failed)).await?;
            }
        }
        answers.push(became);
    }
    if !written.is_empty() {
        let (parts, person, batch) = (portal.clone(), person.clone(), batch.clone());
        portal.db.write(move |tx| conclude(tx, &parts, &person, &batch, &written)).await?;
    }
    Ok((batch, answers))
}

async fn begin(portal: &Portal, person: &Person, batch: &Id, one: &Sent) -> Result<Id, Error> {
    let (parts, batch, person, one) = (portal.clone(), batch.clone(), person.id.clone(), one.clone());
    let intent = move |tx: &mut Db| {
        let now = parts.clock.now();
        let new =
            New { batch: &batch, person: &person, category: &one.category, source: &one.source, changed: &one.changed };
        let id = store::begin(tx, now, &parts.random, &parts.keys, &new)?;
        let later = now.saturating_add(SignedDuration::from_mins(2)).unwrap_or(now);
        enqueue(tx, now, &parts.random, Job::new(SETTLE, Lane::Default, json!({ "correction": id })).at(later))?;
        Ok::<_, Error>(id)
    };
    portal.db.write(intent).await
}

/// One guarded statement in the source.
pub(super) async fn write(portal: &Portal, one: &Sent, old: Option<String>, new: Option<String>) -> Became {
    let Ok(key) = one.changed.row.parse::<RowKey>() else { return Became::Gone };
    let (table, column) = (one.changed.table.clone(), one.changed.column.clone());
    let act = move |source: &crate::sources::Source| -> Result<Correction, SourceError> {
        source.session(|session| session.correct(&table, &key, &column, old.as_deref(), new.as_deref()))
    };
    match portal.sources.run(&one.source, act).await {
        None => Became::Gone,
        Some(Err(_)) => Became::Unknown,
        Some(Ok(Correction::Changed)) => Became::Written,
        Some(Ok(Correction::Stale { current })) => Became::Stale(current),
        Some(Ok(Correction::Gone)) => Became::Gone,
        Some(Ok(Correction::ReadOnly | Correction::Refused)) => Became::Refused,
    }
}

/// The history, the log and the mail to the old channel, in one transaction.
pub(super) fn conclude(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    batch: &Id,
    written: &[(Id, Sent)],
) -> Result<(), Error> {
    let now = portal.clock.now();
    let mut changes = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for (id, one) in written {
        if !store::settle(tx, now, id, State::Acting, State::Done)? {
            continue;
        }
        changes.push(mail::Change { label: one.label.clone(), masked: String::new() });
        for recipient in portal.record.recipients_of(&one.category) {
            if !told.contains(&recipient.name) {
                told.push(recipient.name.clone());
            }
        }
        let fields = json!({ "source": one.source, "table": one.changed.table, "column": one.changed.column });
        log(tx, portal, person, "facts.corrected", id, fields)?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let lang = person.lang;
    let page = written.first().map(|(_, one)| format!("/{lang}/me/data/{}", one.category)).unwrap_or_default();
    let letter = Mail::CorrectionDone { changes, at: now, told, undo: Some(format!("{page}#{batch}")), link: page };
    mail::queue(tx, now, &portal.random, &portal.keys, &person.address(&portal.keys)?, lang, &letter)?;
    Ok(())
}

pub(super) fn log(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    action: &'static str,
    id: &Id,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let event = audit::Event {
        actor: Actor::Person(person.id.clone()),
        action,
        object: Some(id.to_string()),
        person: Some(person.id.clone()),
        detail,
    };
    audit::append(tx, portal.clock.now(), &portal.random, &event).map(drop)
}

/// What became of taking corrections back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Every value is as it was.
    All,
    /// Some or all were changed by somebody meanwhile, and are left alone.
    NotAll,
    /// The 72 hours are over, or there is nothing to take back.
    TooLate,
}

/// Takes back the corrections sent together, while the values are still the ones that were sent.
pub async fn undo(portal: &Portal, person: &Person, batch: &Id) -> Result<Undone, Error> {
    let (keys, known) = (std::sync::Arc::clone(&portal.keys), batch.clone());
    let all = portal.db.read(move |db| store::of_batch(db, &keys, &known)).await?;
    let now = portal.clock.now();
    let mine =
        all.into_iter().filter(|one| one.person == person.id && one.state == State::Done && now <= one.undo_until);
    let mine: Vec<store::Correction> = mine.collect();
    if mine.is_empty() {
        return Ok(Undone::TooLate);
    }
    let mut outcome = Undone::All;
    for one in mine {
        let label = String::new();
        let sent = Sent { category: one.category, source: one.source, label, changed: one.changed };
        let (old, new) = (sent.changed.after.clone(), sent.changed.before.clone());
        if write(portal, &sent, old, new).await != Became::Written {
            outcome = Undone::NotAll;
            continue;
        }
        let (parts, person, id) = (portal.clone(), person.clone(), one.id);
        portal
            .db
            .write(move |tx| {
                if store::settle(tx, parts.clock.now(), &id, State::Done, State::Undone)? {
                    log(tx, &parts, &person, "facts.undone", &id, json!({}))?;
                }
                Ok::<_, Error>(())
            })
            .await?;
    }
    Ok(outcome)
}
