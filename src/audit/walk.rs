//! Walking through a log from its first event to its last, wherever the rows come from.

use super::note::Checkpoint;
use super::store::{Logged, Signed};
use super::tree::{self, Frontier};
use super::verify::{Fault, Report};
use crate::secrets::hex;
use ed25519_dalek::VerifyingKey;
use std::iter::Peekable;
use std::vec::IntoIter;

/// What has been walked so far.
pub(super) struct Walk<'k> {
    key: &'k VerifyingKey,
    heads: Peekable<IntoIter<Signed>>,
    frontier: Frontier,
    report: Report,
    broken: bool,
}

impl<'k> Walk<'k> {
    /// Begins before the first event; the signed heads are given smallest first.
    pub(super) fn new(key: &'k VerifyingKey, heads: Vec<Signed>) -> Self {
        let heads = heads.into_iter().peekable();
        Self { key, heads, frontier: Frontier::default(), report: Report::default(), broken: false }
    }

    /// The place of the next event; `None` when nothing after a gap can be proven.
    pub(super) fn next(&self) -> Option<i64> {
        (!self.broken).then(|| i64::try_from(self.frontier.size()).unwrap_or(i64::MAX))
    }

    /// Goes over one event: the record against its leaf, and the signed heads that end with it against the leaves.
    pub(super) fn event(&mut self, row: &Logged) {
        let Some(expected) = self.next() else { return };
        if row.idx != expected {
            self.report.faults.push(Fault::Missing { idx: expected });
            self.broken = true;
            return;
        }
        // One way of writing it: else a changed letter would go unnoticed.
        let leaf = tree::from_hex(&row.leaf).filter(|leaf| hex(leaf) == row.leaf);
        match row.data() {
            None if row.is_emptied() && leaf.is_some() => self.report.forgotten += 1,
            Some(data) if leaf == Some(tree::leaf(&data)) => {}
            None | Some(_) => self.report.faults.push(Fault::Changed { idx: row.idx }),
        }
        self.frontier.push(leaf.unwrap_or(tree::empty()));
        while let Some(head) = self.heads.next_if(|head| u64::try_from(head.size) == Ok(self.frontier.size())) {
            self.head(&head);
        }
    }

    fn head(&mut self, head: &Signed) {
        // The name stands in the signed text; a portal that moved to another host keeps its old heads.
        let origin = head.note.lines().next().unwrap_or_default();
        let opened = Checkpoint::open(&head.note, origin, self.key);
        let said = opened.filter(|said| said.size == self.frontier.size() && hex(&said.root) == head.root);
        match said {
            None => self.report.faults.push(Fault::Signature { size: head.size }),
            Some(said) if said.root != self.frontier.root() => {
                self.report.faults.push(Fault::Rewritten { size: head.size });
            }
            Some(said) => {
                self.report.checkpoints += 1;
                self.report.unsigned = said.size;
            }
        }
    }

    /// Ends: the kept size and edge against the events that were walked, and heads beyond them.
    pub(super) fn finish(mut self, size: u64, kept: Option<&Frontier>) -> Report {
        // What follows a gap proves nothing, and the signed heads beyond it are told as rewritten.
        self.report.faults.extend(self.heads.map(|head| Fault::Rewritten { size: head.size }));
        if self.broken || size != self.frontier.size() || kept != Some(&self.frontier) {
            self.report.faults.push(Fault::Head);
        }
        self.report.size = self.frontier.size();
        self.report.root = hex(&self.frontier.root());
        self.report.unsigned = self.report.size - self.report.unsigned;
        self.report
    }
}
