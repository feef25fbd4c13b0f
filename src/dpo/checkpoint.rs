//! The signed head of the audit log, mailed each morning to the data protection officer: whoever keeps such a mail notices if the
//! log was rewritten since, also by the one who runs the portal (`docs/verify.md`).

use super::store;
use crate::audit;
use crate::db::{Db, Error};
use crate::jobs::{Failure, Handler, Schedule};
use crate::mail::{self, Mail};
use crate::people::Address;
use crate::portal::Portal;
use jiff::SignedDuration;
use serde_json::Value;

/// The job that mails the head of the day.
const MAIL: &str = "dpo.checkpoint";

/// The hour, where the controller is, from which the mail of the day leaves.
const MORNING: i8 = 6;

/// The jobs.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(MAIL, run)]
}

/// When it is looked whether the mail of the day has left.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(MAIL, SignedDuration::from_hours(1))]
}

async fn run(portal: Portal, _: Value) -> Result<(), Failure> {
    let parts = portal.clone();
    portal.db.write(move |tx| send(tx, &parts)).await?;
    Ok(())
}

/// Signs the head and puts the mail of the day into the outbox; once a day, however many processes ask and however often they
/// are started. `false` if it was before, before the morning, or where nobody can be written to.
pub fn send(tx: &mut Db, portal: &Portal) -> Result<bool, Error> {
    let now = portal.clock.now();
    let there = now.to_zoned_datetime(portal.zone().clone());
    let record = portal.record.now();
    let to = record.dpo.as_ref().map_or(&record.controller.email, |dpo| &dpo.email);
    let Ok(to) = Address::parse(to) else { return Ok(false) };
    if there.hour() < MORNING {
        return Ok(false);
    }
    let (size, _) = audit::size_and_root(tx)?;
    let day = there.date();
    if size == 0 || !store::begin_day(tx, now, day, size)? {
        return Ok(false);
    }
    audit::sign(tx, now, &portal.keys, &audit::origin(&portal.settings.portal.host))?;
    let Some(note) = audit::newest_note(tx)? else { return Ok(false) };
    let letter = Mail::AuditHead { day, size, note };
    mail::queue(tx, now, &portal.random, &portal.keys, &to, portal.settings.portal.default_language, &letter)?;
    Ok(true)
}
