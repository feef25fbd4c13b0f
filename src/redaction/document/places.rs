//! Finding words on pages. Pure.
//!
//! Letters and digits are compared and nothing else: a name is found across lines, hyphenated or with its letters spaced
//! out, a number however it is grouped. Words are hidden whole: `durand@example.com` goes where `Durand` is looked for.

use super::{Page, Place, Word};
use crate::redaction::find::folded;

/// Words found on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The page, counted from 0.
    pub page: usize,
    /// The first of its words, counted from 0 on the page.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// What stands before.
    pub before: String,
    /// What was found, as it stands there.
    pub text: String,
    /// What stands after.
    pub after: String,
    /// Whether it can be seen on the page.
    pub seen: bool,
}

/// So many words around a match help to judge it.
const AROUND: usize = 6;

/// A letter or digit of a page.
struct Letter {
    folded: char,
    word: usize,
    /// Whether a word begins with it, or ends.
    begins: bool,
    ends: bool,
}

/// Every place of words in a document, in order and apart, [`super::MARKS`] at most. A part of a longer word is none.
pub fn find(pages: &[Page], words: &str) -> Vec<Match> {
    let wanted = letters(std::iter::once(words));
    let wanted: Vec<char> = wanted.iter().map(|letter| letter.folded).collect();
    let found = pages.iter().enumerate().flat_map(|(number, page)| on_page(number, page, &wanted));
    if wanted.is_empty() { Vec::new() } else { found.take(super::MARKS).collect() }
}

fn letters<'w>(words: impl Iterator<Item = &'w str>) -> Vec<Letter> {
    let mut all = Vec::new();
    for (word, text) in words.enumerate() {
        let raw = folded(text);
        let is_letter =
            |at: Option<usize>| at.and_then(|at| raw.get(at)).is_some_and(|one| one.folded.is_alphanumeric());
        for (at, letter) in raw.iter().enumerate().filter(|(_, letter)| letter.folded.is_alphanumeric()) {
            let (begins, ends) = (!is_letter(at.checked_sub(1)), !is_letter(at.checked_add(1)));
            all.push(Letter { folded: letter.folded, word, begins, ends });
        }
    }
    all
}

fn on_page(number: usize, page: &Page, wanted: &[char]) -> Vec<Match> {
    let all = letters(page.words.iter().map(|word| word.text.as_str()));
    let (mut found, mut at) = (Vec::new(), 0_usize);
    while let Some(part) = all.get(at..at.saturating_add(wanted.len())).filter(|_| !wanted.is_empty()) {
        let same = part.iter().map(|letter| letter.folded).eq(wanted.iter().copied());
        match (part.first(), part.last()) {
            (Some(first), Some(last)) if same && first.begins && last.ends => {
                found.push(matched(number, page, first.word, last.word));
                // A word is hidden whole, so that what else it has of the words needs no mark.
                at += all.iter().skip(at).take_while(|letter| letter.word <= last.word).count().max(wanted.len());
            }
            _ => at += 1,
        }
    }
    found
}

/// The words of a page from one to another, with what stands around.
pub(super) fn matched(page: usize, on: &Page, first: usize, last: usize) -> Match {
    let text = |from: usize, to: usize| {
        let words = on.words.get(from..to.min(on.words.len())).unwrap_or_default();
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let seen = on.words.get(first..=last).unwrap_or_default().iter().any(|word| word.seen);
    Match {
        page,
        first,
        last,
        before: text(first.saturating_sub(AROUND), first),
        text: text(first, last + 1),
        after: text(last + 1, last + 1 + AROUND),
        seen,
    }
}

impl Match {
    /// A name for it among the matches of its document.
    pub fn name(&self) -> String {
        format!("{}.{}.{}", self.page, self.first, self.last)
    }

    /// Where it stands, one area a line.
    pub fn place(&self, pages: &[Page]) -> Place {
        let words = pages.get(self.page).and_then(|page| page.words.get(self.first..=self.last)).unwrap_or_default();
        let lines = words.chunk_by(|one, next| one.line == next.line);
        let area = |line: &[Word]| line.iter().map(|word| word.area).reduce(|one, next| one.with(next));
        Place { page: self.page, areas: lines.filter_map(area).collect() }
    }
}
