//! What colleagues marked as somebody else's is hidden in the facts of a person, for their pages and packages alike.

use super::{Editing, Fact};
use crate::lang::Lang;
use crate::redaction::{Mark, Reason, place};
use crate::words::say;
use std::collections::BTreeMap;

/// Hides the marked words, and says how often for which reason.
pub fn conceal(facts: &mut [Fact], marks: &[Mark], lang: Lang) -> BTreeMap<Reason, usize> {
    let mut hidden = BTreeMap::new();
    if marks.is_empty() {
        return hidden;
    }
    for fact in facts {
        let place = fact.place();
        for mark in marks {
            let Some(times) = mark.hide(lang, &place, &mut fact.text, fact.value.as_mut()) else { continue };
            if times > 0 {
                *hidden.entry(mark.reason).or_default() += times;
            }
            // A form would write what stands in the place of the words into the source.
            fact.edit = Editing::Locked { reason: say(lang, "redaction-locked", &[]) };
        }
    }
    hidden
}

impl Fact {
    /// The name of its place for a redaction.
    pub fn place(&self) -> String {
        place(&self.source, &self.table, &self.row, &self.column)
    }
}
