//! What an erasure did: the plan that ran, and what looking again found. Counts only; it outlives the person's data.

use super::{Step, StepState};
use crate::lang::Lang;
use crate::record::Text;
use crate::sources::Verification;
use crate::sources::plan::{Line, SourcePlan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an erasure did, by source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The sources that held something, or did not answer yet, by name.
    pub sources: Vec<SourceOutcome>,
}

/// What an erasure did in one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceOutcome {
    /// The name of the source.
    pub source: String,
    /// What people read.
    pub label: Text,
    /// What became of each category.
    pub lines: Vec<Line>,
    /// When it was looked at again; absent while it is not done.
    pub verified_at: Option<Timestamp>,
    /// What looking again found.
    pub seen: Verification,
    /// Whether a colleague does it by hand; then they looked again, and signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

impl Outcome {
    /// The outcome of some steps. Sources that held nothing are left out, but for manual ones.
    pub fn of(steps: &[Step], label: impl Fn(&str) -> Option<Text>) -> Self {
        let told = |step: &Step| {
            let plan = step.plan.as_ref();
            let empty = plan.is_some_and(|plan| plan.steps.is_empty());
            let seen = step.seen.clone().unwrap_or_default();
            // That nothing was in a manual source was signed: that is told, too.
            let by_hand = plan.is_some_and(|plan| plan.by_hand);
            if step.state == StepState::Done && empty && seen.is_clean() && !by_hand {
                return None;
            }
            let words = plan.map(|plan| plan.label.clone()).or_else(|| label(&step.source));
            Some(SourceOutcome {
                source: step.source.clone(),
                label: words.unwrap_or_else(|| Text::same(&step.source)),
                lines: plan.map(SourcePlan::lines).unwrap_or_default(),
                verified_at: step.done_at,
                seen,
                by_hand,
            })
        };
        Self { sources: steps.iter().filter_map(told).collect() }
    }

    /// Whether every source is done and nothing of the person was found on looking again.
    pub fn is_verified(&self) -> bool {
        self.sources.iter().all(|source| source.verified_at.is_some() && source.seen.is_clean())
    }

    /// The sources that are not done, or in which something was left.
    pub fn open(&self) -> impl Iterator<Item = &SourceOutcome> {
        self.sources.iter().filter(|source| source.verified_at.is_none() || !source.seen.is_clean())
    }

    /// The lines of every source.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sources.iter().flat_map(|source| &source.lines)
    }

    /// The names of the sources, in a language.
    pub fn labels(&self, lang: Lang) -> Vec<&str> {
        self.sources.iter().map(|source| source.label.get(lang)).collect()
    }
}
