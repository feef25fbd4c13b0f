//! Manual sources: places that only a colleague can look into, such as a paper archive (`docs/decisions/0155-manual-sources.md`).
//!
//! A task asks a colleague to look there for one person. It is open until somebody signs it, by name: what was found, or that
//! nothing was. Nobody says "done" or "complete" while one is open.
//!
//! - [`open`]: asks for a task; while one is open for the same, it stays one;
//! - [`Answer`]: what a colleague wrote down; [`form`]: read from the fields of the page;
//! - [`sign`]: the colleague signs; the job [`SIGNED`] tells whoever asked, and runs again after a crash;
//! - [`Stage`]: when the colleagues are reminded, each time once;
//! - [`pages`]: the list of tasks and the page of one.

mod form;
pub mod pages;
mod remind;
mod store;

pub use remind::{Due, Stage, due_reminders, mark_reminded};
pub use store::{
    Listed, Task, answers, corrections_of, drop_for_person, drop_of_cause, forget_answers, forget_cause,
    newest_for_packages, of_cause, open, open_tasks, owner_of, sign, waiting,
};

use crate::requests::word::words;
use crate::sources::declaration::Declaration;
use crate::sources::plan::SourcePlan;
use crate::sources::{Done, FoundEntry};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The job that tells whoever asked for a task that it was signed. Its payload is `{"task": id}`.
pub const SIGNED: &str = "manual.signed";

/// What a task is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is held is written down, for a package.
    Access,
    /// What is held is erased, or kept where a law asks for it.
    Erasure,
    /// A value is put right.
    Correction,
}

words!(Kind { Access = "access", Erasure = "erasure", Correction = "correction" });

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nobody signed yet.
    Open,
    /// A colleague signed what they found, or did.
    Found,
    /// A colleague signed that nothing was there.
    Nothing,
    /// Nobody needs it any more.
    Dropped,
}

words!(State { Open = "open", Found = "found", Nothing = "none", Dropped = "dropped" });

/// Whom to look for, and what to do. Sealed until the task is over.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Their addresses, as they are kept.
    pub addresses: Vec<String>,
    /// Names, telephone numbers and customer numbers by which other sources know them.
    pub known_as: Vec<String>,
    /// What an erasure does there.
    pub plan: Option<SourcePlan>,
    /// What is to be put right, in words.
    pub wish: Option<String>,
}

impl std::fmt::Debug for Brief {
    /// Whom it is about is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Brief(…)")
    }
}

/// What a colleague wrote down. Sealed as long as something needs it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// For a package: the entries, by table.
    #[serde(default)]
    pub found: BTreeMap<String, Vec<FoundEntry>>,
    /// For an erasure: what was done, by table.
    #[serde(default)]
    pub done: BTreeMap<String, Done>,
}

impl Answer {
    /// Whether nothing was there.
    pub fn is_nothing(&self) -> bool {
        self.found.values().all(Vec::is_empty) && self.done.values().all(|done| done.entries == 0)
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(…)")
    }
}

/// A task to ask for.
pub struct New<'n> {
    /// What for.
    pub kind: Kind,
    /// The name of the source.
    pub source: &'n str,
    /// Whom it is about, if the portal knows them.
    pub person: Option<&'n crate::db::Id>,
    /// The id of what asks for it.
    pub cause: &'n str,
    /// Whom to look for, and what to do.
    pub brief: &'n Brief,
    /// The day.
    pub today: Date,
    /// Until when it is to be done.
    pub due: Date,
}

/// The day until which a task that is opened today is to be done. A source that is not declared any more has a week.
pub fn due_on(declaration: Option<&Declaration>, today: Date) -> Date {
    let days = declaration.and_then(Declaration::by_hand).map_or(7, |by_hand| by_hand.due_days);
    today.saturating_add(i64::from(days).days())
}

/// How long an answer serves packages: as long as one can be fetched.
pub fn serves_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(jiff::SignedDuration::from_hours(24 * 7)).unwrap_or(now)
}
