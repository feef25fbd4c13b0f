//! The audit log: who did what, append-only, as a Merkle tree with signed heads, so that an outsider can check it
//! without trusting us.
//!
//! An event is appended in the same transaction as the change it tells of ([`append`]). What goes into the tree is the
//! hash of the record together with a random salt: once record and salt are emptied ([`forget`]) the proofs still
//! hold and nobody can tell what the leaf said. A job signs the head regularly ([`sign`]); [`verify`] recomputes
//! everything. No names, addresses or values are written here: ids only.
//!
//! Take the lock late: [`append`] holds the log until the transaction ends, so call it after the slow statements.

mod export;
mod jobs;
pub mod note;
mod store;
pub mod tree;
mod verify;
mod walk;

pub use export::{Checked, ExportError, KeptHead, event_line, export, verify_export, verify_proof};
pub use jobs::{Signer, jobs, origin, schedules};
pub use store::{
    Logged, Seen, append, event_at, events_behind, events_naming, events_of_object, forget, latest, newest_note, prove,
    seen_by, sign, size_and_root,
};
pub use verify::{Fault, Report, verify};

use crate::db::Id;
use jiff::Timestamp;
use serde_json::Value;

/// The action of every event that says a colleague read a person's data; [`seen_by`] lists them to the person.
pub const READ: &str = "person.read";

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A customer.
    Person(Id),
    /// A colleague.
    Colleague(Id),
    /// A program of the company, by the id of its token.
    Program(Id),
    /// The portal by itself: a job, a schedule.
    System,
    /// Somebody with access to the command line.
    Command,
}

impl Actor {
    /// The text form: `person:ID`, `colleague:ID`, `program:ID`, `system` or `command`.
    pub fn to_text(&self) -> String {
        match self {
            Actor::Person(id) => format!("person:{id}"),
            Actor::Colleague(id) => format!("colleague:{id}"),
            Actor::Program(id) => format!("program:{id}"),
            Actor::System => "system".to_owned(),
            Actor::Command => "command".to_owned(),
        }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Actor> {
        match text.split_once(':') {
            Some(("person", id)) => id.parse().ok().map(Actor::Person),
            Some(("colleague", id)) => id.parse().ok().map(Actor::Colleague),
            Some(("program", id)) => id.parse().ok().map(Actor::Program),
            None if text == "system" => Some(Actor::System),
            None if text == "command" => Some(Actor::Command),
            _ => None,
        }
    }
}

/// What is to be logged.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who did it.
    pub actor: Actor,
    /// What was done, `capability.verb` in the past, for example `facts.corrected`.
    pub action: &'static str,
    /// Id or reference of what it was done to.
    pub object: Option<String>,
    /// The person it concerns.
    pub person: Option<Id>,
    /// More, without personal data: ids, counts, names of fields and sources.
    pub detail: Value,
}

/// The bytes whose hash is a leaf: a JSON list of the record's parts, easy to build again in any language.
fn leaf_data(idx: i64, at: Timestamp, parts: [Option<&str>; 6]) -> Vec<u8> {
    // A list of numbers and texts always serialises.
    serde_json::to_vec(&("habeas-audit-1", idx, at.as_microsecond(), parts)).unwrap_or_default()
}
