//! Signing the head of the log regularly, so that what was logged cannot be rewritten unnoticed.

use super::store::sign;
use crate::clock::Clock;
use crate::db::Database;
use crate::jobs::{Handler, Schedule};
use crate::secrets::Keys;
use jiff::SignedDuration;
use std::sync::Arc;

/// The job that signs.
const SIGN: &str = "audit.sign";

/// What signing needs.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The time.
    pub clock: Clock,
    /// The database with the log.
    pub db: Database,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The name of the log.
    pub origin: String,
}

/// The name of the log of the portal at this host.
pub fn origin(host: &str) -> String {
    format!("{host}/audit")
}

/// The handler; `signer` takes what it needs from the parts that jobs receive.
pub fn jobs<P: Send + 'static>(signer: fn(&P) -> Signer) -> Vec<Handler<P>> {
    vec![Handler::new(SIGN, move |parts: P, _| {
        let Signer { clock, db, keys, origin } = signer(&parts);
        async move {
            db.write(move |tx| sign(tx, clock.now(), &keys, &origin)).await?;
            Ok(())
        }
    })]
}

/// When the head is signed.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(SIGN, SignedDuration::from_hours(1))]
}
