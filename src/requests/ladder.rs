//! How the identity of somebody who asks without signing in is checked: rung by rung, the least intrusive first, a document
//! last and only with a reason (Art. 12(6); law.md ID-1 to ID-4). What is kept is who checked, when, how and why; never a
//! copy of anything.

use super::word::words;
use crate::db::Id;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// They answered from the mailbox on file.
    Mailbox,
    /// They knew what only they know: a customer number, the month of the last order.
    Facts,
    /// They were called back at the number on file.
    CallBack,
    /// They showed a document, of which nothing is kept.
    Document,
}

words!(Rung { Mailbox = "mailbox", Facts = "facts", CallBack = "call-back", Document = "document" });

impl Rung {
    /// Whether it takes a reason: why a lower rung did not do.
    pub fn needs_reason(self) -> bool {
        self != Rung::Mailbox
    }
}

/// That identity was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// How: a word of [`Rung`] or, after a death, of [`Proof`](super::Proof).
    pub how: String,
    /// Why that rung: what was compared, or why there was a doubt.
    pub why: String,
    /// The colleague.
    pub by: Id,
    /// When.
    pub at: Timestamp,
}
