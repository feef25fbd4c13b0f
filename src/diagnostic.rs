//! A mistake in a file that a person wrote: where it is, what is wrong, how to cure it.

use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// Whether the portal can start in spite of the mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The portal refuses to start.
    Error,
    /// The portal starts; a person should look.
    Warning,
}

/// One mistake. `Display` prints `file:line: error: field: message` and the cure on a second line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Whether the portal can start.
    pub severity: Severity,
    /// The file to open; `environment` for a variable.
    pub file: PathBuf,
    /// The line to go to, counted from 1; absent when no line is to blame.
    pub line: Option<usize>,
    /// The dotted path of the field, for example `portal.base_url`; empty for the whole file.
    pub field: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it, in one sentence.
    pub cure: String,
}

impl Diagnostic {
    /// A mistake that keeps the portal from starting.
    pub fn error(file: &Path, line: Option<usize>, field: &str, message: String, cure: String) -> Self {
        Self { severity: Severity::Error, file: file.to_path_buf(), line, field: field.to_owned(), message, cure }
    }

    /// A mistake that the portal can live with.
    pub fn warning(file: &Path, line: Option<usize>, field: &str, message: String, cure: String) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, line, field, message, cure) }
    }

    /// Whether this one keeps the portal from starting.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        f.write_str(match self.severity {
            Severity::Error => " error:",
            Severity::Warning => " warning:",
        })?;
        if !self.field.is_empty() {
            write!(f, " {}:", self.field)?;
        }
        write!(f, " {}\n  cure: {}", self.message, self.cure)
    }
}

/// Whether any of `found` keeps the portal from starting.
pub fn any_error(found: &[Diagnostic]) -> bool {
    found.iter().any(Diagnostic::is_error)
}

/// The candidate that `word` was probably meant to be: at most a third of its letters differ (two for short words).
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (word.chars().count() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters to insert, remove, replace or swap with their neighbour to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut last = None;
    for (i, letter) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let at = |cells: &[usize], k: usize| cells.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&row, j + 1) + 1).min(at(&next, j) + 1).min(at(&row, j) + usize::from(letter != *other));
            let swapped = j > 0 && last == Some(*other) && to.get(j - 1) == Some(&letter);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_prints_its_place_then_its_cure() {
        let mistake = Diagnostic::error(
            Path::new("habeas.toml"),
            Some(3),
            "portal.name",
            "is empty".into(),
            "Write the name customers know you by.".into(),
        );
        assert_eq!(
            mistake.to_string(),
            "habeas.toml:3: error: portal.name: is empty\n  cure: Write the name customers know you by."
        );
        let nowhere = Diagnostic::warning(Path::new("environment"), None, "", "odd".into(), "look".into());
        assert_eq!(nowhere.to_string(), "environment: warning: odd\n  cure: look");
    }

    #[test]
    fn a_slip_of_the_finger_finds_the_word_that_was_meant() {
        let known = ["base_url", "listen", "languages", "default_language"];
        assert_eq!(nearest("base_ulr", known), Some("base_url"));
        assert_eq!(nearest("langage", known), Some("languages"));
        assert_eq!(nearest("password", known), None);
        assert_eq!(nearest("xy", ["id"]), None);
    }

    #[test]
    fn two_swapped_letters_count_as_one_slip() {
        assert_eq!(distance("ulr", "url"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
