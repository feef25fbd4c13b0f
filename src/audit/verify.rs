//! Checking the whole log again, from the rows up.

use super::note::Checkpoint;
use super::store::{head_of, page, signed};
use super::tree::{self, Frontier};
use crate::db::{Db, Error};
use crate::secrets::hex;
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
    /// The events up to a signed head are not those that were signed: something was changed, swapped or cut off.
    Rewritten {
        /// Leaves of the signed tree.
        size: i64,
    },
}

/// Recomputes the log: every record against its leaf, every signed head against the leaves, the kept edge against all.
pub fn verify(db: &mut Db, key: &VerifyingKey) -> Result<Report, Error> {
    let mut report = Report::default();
    let (heads, mut frontier) = (signed(db)?, Frontier::default());
    let mut heads = heads.into_iter().peekable();
    loop {
        let next = i64::try_from(frontier.size()).unwrap_or(i64::MAX);
        let rows = page(db, next)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let expected = i64::try_from(frontier.size()).unwrap_or(i64::MAX);
            if row.idx != expected {
                report.faults.push(Fault::Missing { idx: expected });
                // What follows a gap proves nothing, and the signed heads beyond it are told as rewritten.
                report.faults.extend(heads.map(|head| Fault::Rewritten { size: head.size }));
                report.faults.push(Fault::Head);
                report.size = frontier.size();
                report.root = hex(&frontier.root());
                return Ok(report);
            }
            let leaf = tree::from_hex(&row.leaf);
            match row.data() {
                None => report.forgotten += 1,
                Some(data) if leaf == Some(tree::leaf(&data)) => {}
                Some(_) => report.faults.push(Fault::Changed { idx: row.idx }),
            }
            frontier.push(leaf.unwrap_or(tree::empty()));
            while let Some(head) = heads.next_if(|head| u64::try_from(head.size) == Ok(frontier.size())) {
                // The name stands in the signed text; a portal that moved to another host keeps its old heads.
                let origin = head.note.lines().next().unwrap_or_default();
                let opened = Checkpoint::open(&head.note, origin, key);
                let said = opened.filter(|said| said.size == frontier.size() && hex(&said.root) == head.root);
                match said {
                    None => report.faults.push(Fault::Signature { size: head.size }),
                    Some(said) if said.root != frontier.root() => {
                        report.faults.push(Fault::Rewritten { size: head.size });
                    }
                    Some(said) => {
                        report.checkpoints += 1;
                        report.unsigned = said.size;
                    }
                }
            }
        }
    }
    report.faults.extend(heads.map(|head| Fault::Rewritten { size: head.size }));
    let (size, kept) = head_of(db)?;
    if size != frontier.size() || kept.as_ref() != Some(&frontier) {
        report.faults.push(Fault::Head);
    }
    report.size = frontier.size();
    report.root = hex(&frontier.root());
    report.unsigned = report.size - report.unsigned;
    Ok(report)
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
