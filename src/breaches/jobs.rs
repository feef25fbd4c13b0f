//! Reminders to the officer before the term ends, once each.

use super::mailing;
use super::store::{self, undecided};
use super::term::Stage;
use crate::db::{Db, Error};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::mail::{self, Mail};
use crate::people::Address;
use crate::portal::Portal;
use crate::secrets::Random;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const REMIND: &str = "breaches.remind";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(REMIND, run), Handler::new(mailing::MAIL, mailing::run)]
}

/// When it is looked whether a term ends soon.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(REMIND, SignedDuration::from_mins(15))]
}

/// Looks at once: an entry was opened, or its term moved.
pub(super) fn ask(tx: &mut Db, now: Timestamp, random: &Random) -> Result<(), Error> {
    enqueue(tx, now, random, Job::new(REMIND, Lane::Default, json!({})).key(format!("{REMIND}:now"))).map(drop)
}

async fn run(portal: Portal, _: Value) -> Result<(), Failure> {
    let parts = portal.clone();
    portal.db.write(move |tx| remind(tx, &parts)).await?;
    Ok(())
}

/// Puts the reminders whose time has come into the outbox, the latest of each entry alone; how many. None where the record names
/// nobody who can be written to: then the start page of the officer says it alone.
fn remind(tx: &mut Db, portal: &Portal) -> Result<usize, Error> {
    let record = portal.record.now();
    let to = record.dpo.as_ref().map_or(&record.controller.email, |dpo| &dpo.email);
    let Ok(to) = Address::parse(to) else { return Ok(0) };
    let now = portal.clock.now();
    let mut sent = 0;
    for due in undecided(tx)? {
        let Some(stage) = Stage::reached(due.due, due.by_officer, now) else { continue };
        if !store::remind(tx, now, &due.id, stage)? {
            continue;
        }
        let letter = Mail::BreachDue {
            stage: stage.as_str().to_owned(),
            link: format!("/staff/breaches/{}", due.reference),
            reference: due.reference,
            due: due.due,
        };
        mail::queue(tx, now, &portal.random, &portal.keys, &to, portal.settings.portal.default_language, &letter)?;
        sent += 1;
    }
    Ok(sent)
}
