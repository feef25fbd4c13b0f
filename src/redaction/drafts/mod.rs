//! Redactions of documents on their way: marks that can be taken back, a copy with its proof, the second person, and the
//! copy in the person's hands.

mod store;

pub use store::{begin, of, one, save};

use super::Reason;
use super::document::Mark;
use crate::db::Id;
use crate::requests::word::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a redaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Marks are made and taken back.
    Open,
    /// A copy is made and proven; a second person looks at it.
    Proven,
    /// The copy may be given.
    Released,
    /// The person has it.
    Given,
}

words!(Stage { Open = "open", Proven = "proven", Released = "released", Given = "given" });

/// The redaction of a document.
#[derive(Clone)]
pub struct Draft {
    /// The document: a file of the case.
    pub document: Id,
    /// The request of the case.
    pub request: Id,
    /// How far it is.
    pub stage: Stage,
    /// What is hidden, and what the proof found.
    pub body: Body,
    /// The copy.
    pub result: Option<Id>,
    /// The colleague who made it.
    pub proven_by: Option<Id>,
    /// Counts changes: one that somebody else changed meanwhile is not saved.
    pub version: i64,
}

/// What is sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Body {
    /// What is hidden.
    pub marks: Vec<Mark>,
    /// What the proof of the copy found.
    pub proven: Option<Proven>,
}

impl Body {
    /// Why passages are hidden, each reason once.
    pub fn reasons(&self) -> BTreeSet<Reason> {
        self.marks.iter().map(Mark::reason).collect()
    }
}

/// Why passages are hidden in the documents of these that the person was given.
pub fn given(drafts: &[Draft]) -> BTreeSet<Reason> {
    drafts.iter().filter(|draft| draft.stage == Stage::Given).flat_map(|draft| draft.body.reasons()).collect()
}

/// What was looked at to prove that nothing is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// Words and passages.
    pub words: usize,
    /// Parts of the file in which they were looked for.
    pub parts: usize,
    /// Boxes of one colour.
    pub boxes: usize,
    /// Pages of the document.
    pub pages: usize,
}
