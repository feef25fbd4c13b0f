//! A correction from the form to the source: intent, act, outcome. Values that changed meanwhile are left alone; what is
//! sent together is written together, in one transaction for each source.

use super::store::{self, Changed, New, State, UNDO};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::jobs::{Job, Lane, enqueue};
use crate::mail::{self, Mail};
use crate::notifications;
use crate::people::{self, How, Person};
use crate::portal::Portal;
use crate::sources::{Correction, RowKey, SourceError, ValueChange};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The job that looks what became of corrections after a crash.
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
    /// Another value of the same source, sent with it, could not be written; this one was left as it was.
    Held,
    /// The source does not answer. It may have been written; a job looks later.
    Unknown,
}

/// Who hears of a correction, and whether it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The old channel is told, and the person can take it back for 72 hours.
    Told,
    /// It is part of something bigger that tells the person and can be taken back as a whole.
    Part,
}

/// Writes corrections into their sources and tells the old channel. The answers are in the order sent.
pub async fn correct(
    portal: &Portal,
    person: &Person,
    sent: &[Sent],
    manner: Manner,
) -> Result<(Id, Vec<Became>), Error> {
    let batch = Id::at(portal.clock.now(), &portal.random);
    let ids = begin(portal, person, &batch, sent, manner).await?;
    let answers = write(portal, sent, Way::There).await;
    let (mut written, mut failed) = (Vec::new(), Vec::new());
    for ((id, one), became) in ids.into_iter().zip(sent).zip(&answers) {
        match became {
            Became::Unknown => {}
            Became::Written => written.push((id, one.clone())),
            _ => failed.push(id),
        }
    }
    let (parts, person, known) = (portal.clone(), person.clone(), batch.clone());
    let outcome = move |tx: &mut Db| {
        let now = parts.clock.now();
        for id in &failed {
            store::settle(tx, now, id, State::Acting, State::Failed)?;
        }
        conclude(tx, &parts, &person, &known, &written, manner)
    };
    portal.db.write(outcome).await?;
    Ok((batch, answers))
}

/// All intents and the job that looks after them, in one transaction.
async fn begin(portal: &Portal, person: &Person, batch: &Id, sent: &[Sent], manner: Manner) -> Result<Vec<Id>, Error> {
    let (parts, batch, person, sent) = (portal.clone(), batch.clone(), person.id.clone(), sent.to_vec());
    let intent = move |tx: &mut Db| {
        let now = parts.clock.now();
        let undo = if manner == Manner::Told { UNDO } else { SignedDuration::ZERO };
        let mut ids = Vec::with_capacity(sent.len());
        for one in &sent {
            let (category, source, changed) = (&one.category, &one.source, &one.changed);
            let new = New { batch: &batch, person: &person, category, source, changed, undo };
            ids.push(store::begin(tx, now, &parts.random, &parts.keys, &new)?);
        }
        look_later(tx, &parts, now, &batch)?;
        Ok::<_, Error>(ids)
    };
    portal.db.write(intent).await
}

fn look_later(tx: &mut Db, portal: &Portal, now: Timestamp, batch: &Id) -> Result<(), Error> {
    let later = now.saturating_add(SignedDuration::from_mins(2)).unwrap_or(now);
    let look = Job::new(SETTLE, Lane::Default, json!({ "batch": batch })).at(later);
    enqueue(tx, now, &portal.random, look).map(drop)
}

/// From before to after, or back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    There,
    Back,
}

fn edit(one: &Sent, way: Way) -> Option<ValueChange> {
    let key = one.changed.row.parse::<RowKey>().ok()?;
    let (before, after) = (one.changed.before.clone(), one.changed.after.clone());
    let (old, new) = if way == Way::There { (before, after) } else { (after, before) };
    Some(ValueChange { table: one.changed.table.clone(), key, column: one.changed.column.clone(), old, new })
}

/// Guarded statements, those of one source in one transaction. The answers are in the order sent.
async fn write(portal: &Portal, sent: &[Sent], way: Way) -> Vec<Became> {
    let mut answers = vec![Became::Gone; sent.len()];
    let mut sources: Vec<&str> = sent.iter().map(|one| one.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    for source in sources {
        let here = sent.iter().enumerate().filter(|(_, one)| one.source == source);
        let edits: Vec<(usize, ValueChange)> = here.filter_map(|(place, one)| Some((place, edit(one, way)?))).collect();
        let (places, edits): (Vec<usize>, Vec<ValueChange>) = edits.into_iter().unzip();
        for (place, became) in places.iter().zip(write_in(portal, source, edits).await) {
            if let Some(answer) = answers.get_mut(*place) {
                *answer = became;
            }
        }
    }
    answers
}

async fn write_in(portal: &Portal, source: &str, edits: Vec<ValueChange>) -> Vec<Became> {
    let count = edits.len();
    let act = move |source: &crate::sources::Source| -> Result<Vec<Correction>, SourceError> {
        source.session(|session| session.correct_all(&edits))
    };
    match portal.sources.run(source, act).await {
        None => vec![Became::Gone; count],
        Some(Err(_)) => vec![Became::Unknown; count],
        Some(Ok(answers)) => answers.into_iter().map(became).collect(),
    }
}

fn became(answer: Correction) -> Became {
    match answer {
        Correction::Changed => Became::Written,
        Correction::Stale { current } => Became::Stale(current),
        Correction::Gone => Became::Gone,
        Correction::ReadOnly | Correction::Refused => Became::Refused,
        Correction::Held => Became::Held,
    }
}

/// The history, the log and the mail to the old channel, in one transaction.
pub(super) fn conclude(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    batch: &Id,
    written: &[(Id, Sent)],
    manner: Manner,
) -> Result<(), Error> {
    let now = portal.clock.now();
    let mut changes = Vec::new();
    let mut categories = BTreeSet::new();
    for (id, one) in written {
        if !store::settle(tx, now, id, State::Acting, State::Done)? {
            continue;
        }
        store::credit(tx, now, id, &one.source, &one.category, &one.changed.field())?;
        changes.push(mail::Change { label: one.label.clone(), masked: String::new() });
        categories.insert(one.category.clone());
        let fields = json!({ "source": one.source, "table": one.changed.table, "column": one.changed.column });
        log(tx, portal, person, "facts.corrected", id, fields)?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let address = person.address(&portal.keys)?;
    let kind = notifications::Kind::Rectification;
    let cause = notifications::Cause { kind, id: batch.as_str(), address: &address, categories: &categories };
    let told = notifications::note(tx, portal, &cause)?;
    if manner == Manner::Part {
        return Ok(());
    }
    // Whoever puts something right has looked at it: their own word (Art. 5(1)(d)).
    for category in &categories {
        people::confirm_category(tx, &person.id, category, How::Correction, now)?;
    }
    let lang = person.lang;
    let page = written.first().map(|(_, one)| format!("/{lang}/me/data/{}", one.category)).unwrap_or_default();
    let letter = Mail::CorrectionDone { changes, at: now, told, undo: Some(format!("{page}#{batch}")), link: page };
    mail::queue(tx, now, &portal.random, &portal.keys, &address, lang, &letter)?;
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

/// Takes back the corrections sent together, while the values are still the ones that were sent. The intent is written
/// down first: after a crash a job looks which of them were taken back.
pub async fn undo(portal: &Portal, person: &Person, batch: &Id) -> Result<Undone, Error> {
    let (keys, known, whose) = (Arc::clone(&portal.keys), batch.clone(), person.id.clone());
    let parts = portal.clone();
    let intent = move |tx: &mut Db| {
        let now = parts.clock.now();
        let mut mine = store::of_batch(tx, &keys, &known)?;
        mine.retain(|one| one.person == whose && one.state == State::Done && now <= one.undo_until);
        let mut begun = Vec::with_capacity(mine.len());
        for one in mine {
            if store::begin_undo(tx, now, &one.id)? {
                begun.push(one);
            }
        }
        if !begun.is_empty() {
            look_later(tx, &parts, now, &known)?;
        }
        Ok::<_, Error>(begun)
    };
    let begun = portal.db.write(intent).await?;
    if begun.is_empty() {
        return Ok(Undone::TooLate);
    }
    let sent = |one: &store::Correction| {
        let (category, source, changed) = (one.category.clone(), one.source.clone(), one.changed.clone());
        Sent { category, source, label: String::new(), changed }
    };
    let sent: Vec<Sent> = begun.iter().map(sent).collect();
    let mut answers = write(portal, &sent, Way::Back).await;
    // One that cannot go back must not keep the others from it.
    for (one, answer) in sent.iter().zip(&mut answers).filter(|(_, answer)| **answer == Became::Held) {
        *answer = write(portal, std::slice::from_ref(one), Way::Back).await.pop().unwrap_or(Became::Gone);
    }
    let all = answers.iter().all(|answer| *answer == Became::Written);
    let (parts, person) = (portal.clone(), person.clone());
    let outcome = move |tx: &mut Db| {
        begun.iter().zip(&answers).try_for_each(|(one, answer)| match answer {
            Became::Unknown => Ok(()),
            Became::Written => end_undo(tx, &parts, &person, &one.id, true),
            _ => end_undo(tx, &parts, &person, &one.id, false),
        })
    };
    portal.db.write(outcome).await?;
    Ok(if all { Undone::All } else { Undone::NotAll })
}

/// A correction that was being taken back is, or is not.
pub(super) fn end_undo(tx: &mut Db, portal: &Portal, person: &Person, id: &Id, undone: bool) -> Result<(), Error> {
    if store::end_undo(tx, portal.clock.now(), id, undone)? && undone {
        store::uncredit(tx, &portal.keys, id)?;
        log(tx, portal, person, "facts.undone", id, json!({}))?;
    }
    Ok(())
}
