//! Work in the background, decided together with its cause: a job is a row written in the transaction that needs it.
//!
//! - [`enqueue`]: asks for a job, in a transaction; [`wake`]: brings one that waits forward;
//! - [`Handler`]: what a kind of job does; its body runs with no lock held and may run twice; the [`Last`] that it writes shares
//!   a transaction with its end;
//! - [`Worker`]: claims jobs by lease, runs them, retries with back-off, gives up visibly;
//! - lanes: sign-in mails never wait behind a campaign.
//!
//! Payloads hold ids only, never personal data or secrets.

mod handler;
mod store;
mod worker;

pub use handler::{Failure, Handler, Last, Schedule};
pub use store::{Counts, counts, enqueue, wake};
pub use worker::{GaveUp, Worker};

use crate::db::Call;
use jiff::Timestamp;
use serde_json::Value;

/// Queues that do not wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Mails a person is waiting for.
    SignIn,
    /// Everything else.
    Default,
    /// Mailings.
    Campaign,
}

impl Lane {
    /// Every lane, the most urgent first.
    pub const ALL: [Lane; 3] = [Lane::SignIn, Lane::Default, Lane::Campaign];

    /// Whom a new job in it calls.
    fn call(self) -> Call {
        match self {
            Lane::SignIn => Call::Urgent,
            Lane::Default => Call::Usual,
            Lane::Campaign => Call::Bulk,
        }
    }

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Lane::SignIn => "signin",
            Lane::Default => "default",
            Lane::Campaign => "campaign",
        }
    }
}

/// A job to ask for.
#[derive(Clone, Debug)]
pub struct Job {
    kind: &'static str,
    lane: Lane,
    payload: Value,
    run_at: Option<Timestamp>,
    key: Option<String>,
    max_attempts: i32,
}

impl Job {
    /// A job of a kind some [`Handler`] is registered for, to run at once, up to ten times (about a day).
    pub fn new(kind: &'static str, lane: Lane, payload: Value) -> Self {
        Self { kind, lane, payload, run_at: None, key: None, max_attempts: 10 }
    }

    /// Not before `moment`.
    pub fn at(self, moment: Timestamp) -> Self {
        Self { run_at: Some(moment), ..self }
    }

    /// Asked for again while it waits, it stays one job. The key holds no personal data.
    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// How often it may be begun before it is given up.
    pub fn attempts(self, max: i32) -> Self {
        Self { max_attempts: max, ..self }
    }
}
