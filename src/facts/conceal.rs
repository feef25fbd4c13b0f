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
            let instead = say(lang, &format!("redaction-mark-{}", mark.reason), &[]);
            let of_text = mark.hidden.conceal(&place, &fact.text, &instead);
            let of_value = fact.value.as_deref().and_then(|value| mark.hidden.conceal(&place, value, &instead));
            let count = of_text.as_ref().map_or(0, |(_, count)| *count);
            if count > 0 {
                *hidden.entry(mark.reason).or_default() += count;
            }
            if of_text.is_some() || of_value.is_some() {
                // A form would write what stands in the place of the words into the source.
                fact.edit = Editing::Locked { reason: say(lang, "redaction-locked", &[]) };
            }
            if let Some((text, _)) = of_text {
                fact.text = text;
            }
            if let Some((value, _)) = of_value {
                fact.value = Some(value);
            }
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
