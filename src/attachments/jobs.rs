//! Files that never arrived whole, and those of forms that were never sent, are removed.

use super::store;
use crate::jobs::{Failure, Handler, Schedule};
use crate::portal::Portal;
use jiff::SignedDuration;

const TIDY: &str = "attachments.tidy";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(TIDY, tidy)]
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(TIDY, SignedDuration::from_hours(6))]
}

async fn tidy(portal: Portal, _: serde_json::Value) -> Result<(), Failure> {
    let now = portal.clock.now();
    let before = |hours: i64| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(now);
    let (arriving, drafts) = (before(1), before(24));
    portal.db.write(move |tx| store::tidy(tx, arriving, drafts)).await?;
    Ok(())
}
