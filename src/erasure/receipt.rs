//! The receipt of an erasure: what was done in each source, in counts and categories, for ever provable. It is one event of
//! the audit log that is never forgotten, because it holds nothing about anybody.

use super::Outcome;
use super::values::Line;
use crate::record::Text;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The form of a receipt.
pub const FORMAT: &str = "habeas-receipt-1";

/// The action of the event that holds a receipt.
pub const ACTION: &str = "erasure.receipt";

/// What an erasure did, without the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// [`FORMAT`].
    pub format: String,
    /// Who erased.
    pub controller: String,
    /// The reference of the request, if a person asked.
    pub reference: Option<String>,
    /// The categories, where only a part was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<BTreeSet<String>>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When the last source was done.
    pub erased_at: Timestamp,
    /// By which day backups, logs and files of the databases do not hold it any more either; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_by: Option<Date>,
    /// Whether every source was looked at again and nothing was left.
    pub verified: bool,
    /// The sources that held something.
    pub sources: Vec<Part>,
}

/// What was done in one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What people read.
    pub label: Text,
    /// What became of each category: the lines of the plan that ran.
    pub lines: Vec<Line>,
    /// When it was looked at again.
    pub verified_at: Option<Timestamp>,
    /// In how many places something was still written then; a colleague looks at each.
    pub left: usize,
    /// Whether a colleague did it by hand, looked again and signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

impl Receipt {
    /// The receipt of an outcome.
    pub fn of(
        controller: &str,
        reference: Option<String>,
        asked_at: Timestamp,
        erased_at: Timestamp,
        outcome: &Outcome,
    ) -> Self {
        let part = |source: &super::SourceOutcome| Part {
            label: source.label.clone(),
            lines: source.lines.clone(),
            verified_at: source.verified_at,
            left: source.seen.residues.len() + source.seen.unplanned.len(),
            by_hand: source.by_hand,
        };
        Self {
            format: FORMAT.to_owned(),
            controller: controller.to_owned(),
            reference,
            only: None,
            asked_at,
            erased_at,
            gone_by: None,
            verified: outcome.is_verified(),
            sources: outcome.sources.iter().map(part).collect(),
        }
    }

    /// The lines of every source: the same as those of the plan that was shown, where nothing was written meanwhile.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sources.iter().flat_map(|part| &part.lines)
    }
}
