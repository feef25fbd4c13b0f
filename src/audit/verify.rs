//! Checking the whole log again, from the rows up.

use super::store::{head_of, page, signed};
use super::walk::Walk;
use crate::db::{Db, Error};
use ed25519_dalek::VerifyingKey;
use serde::Serialize;

/// What a check of the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many events there are.
    pub size: u64,
    /// The root over them in hexadecimal.
    pub root: String,
    /// How many signed heads agree with the events.
    pub checkpoints: u64,
    /// How many events no signed head covers yet.
    pub unsigned: u64,
    /// How many events were emptied because their person was forgotten; their leaves still count.
    pub forgotten: u64,
    /// What is wrong; empty when the log is whole.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether the log is whole.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// One thing that is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Fault {
    /// The record at this place is not what its leaf was made from.
    Changed {
        /// The place in the tree.
        idx: i64,
    },
    /// There is no event at this place, or a second one.
    Missing {
        /// The place in the tree.
        idx: i64,
    },
    /// The kept edge of the tree is not that of the events.
    Head,
    /// A head of this size was not signed with the portal's key, or says something else than its row.
    Signature {
        /// Leaves of the signed tree.
        size: i64,
    },
    /// A line of an exported log is not as it was written.
    Unreadable {
        /// The line, counted from 1.
        line: usize,
    },
    /// The events up to a signed head are not those that were signed: something was changed, swapped or cut off.
    Rewritten {
        /// Leaves of the signed tree.
        size: i64,
    },
}

/// Recomputes the log: every record against its leaf, every signed head against the leaves, the kept edge against all.
pub fn verify(db: &mut Db, key: &VerifyingKey) -> Result<Report, Error> {
    let mut walk = Walk::new(key, signed(db)?);
    while let Some(next) = walk.next() {
        let rows = page(db, next)?;
        if rows.is_empty() {
            break;
        }
        rows.iter().for_each(|row| walk.event(row));
    }
    let (size, kept) = head_of(db)?;
    Ok(walk.finish(size, kept.as_ref()))
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
