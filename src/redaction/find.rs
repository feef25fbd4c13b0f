//! Finding words in a text. Pure.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A letter as it is compared, and the bytes of the text that it stands for.
pub(super) struct Letter {
    pub folded: char,
    pub bytes: Range<usize>,
}

/// Every occurrence of words in a text, as ranges of its bytes, in order and apart. Case, accents and the kind of white
/// space do not count; a word within another word is none.
pub fn find(text: &str, words: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = folded(words.trim()).into_iter().map(|letter| letter.folded).collect();
    let letters = folded(text);
    let mut found = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    let mut at: usize = 0;
    while let Some(part) = letters.get(at..at.saturating_add(wanted.len())) {
        let same = part.iter().map(|letter| letter.folded).eq(wanted.iter().copied());
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at.saturating_add(wanted.len()));
        if same && is_edge(before, wanted.first()) && is_edge(after, wanted.last()) {
            let (first, last) = (part.first(), part.last());
            found.extend(first.zip(last).map(|(first, last)| first.bytes.start..last.bytes.end));
            at = at.saturating_add(wanted.len());
        } else {
            at = at.saturating_add(1);
        }
    }
    found
}

/// Whether words stand in a text.
pub fn is_in(text: &str, words: &str) -> bool {
    !find(text, words).is_empty()
}

/// Whether a word ends here: nothing, or no letter or digit, beside its outer letter.
fn is_edge(beside: Option<&Letter>, outer: Option<&char>) -> bool {
    let in_word = beside.is_some_and(|letter| letter.folded.is_alphanumeric());
    !(in_word && outer.is_some_and(|letter| letter.is_alphanumeric()))
}

/// The letters of a text without case, accents and kinds of white space.
pub(super) fn folded(text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        let bytes = start..start.saturating_add(c.len_utf8());
        if c.is_whitespace() {
            match out.last_mut() {
                Some(last) if last.folded == ' ' => last.bytes.end = bytes.end,
                _ => out.push(Letter { folded: ' ', bytes }),
            }
            continue;
        }
        for part in std::iter::once(c).nfkd() {
            if is_combining_mark(part) {
                // An accent of its own goes with its letter.
                if let Some(last) = out.last_mut() {
                    last.bytes.end = last.bytes.end.max(bytes.end);
                }
                continue;
            }
            out.extend(part.to_lowercase().map(|folded| Letter { folded, bytes: bytes.clone() }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
        find(text, words).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_found_in_any_writing_and_only_whole() {
        let text = "M. DÜRAND, puis Durand\u{a0}Paul ; du\u{308}rand. Durandal, XDurand, Durand's, (durand)";
        assert_eq!(found(text, "Durand"), ["DÜRAND", "Durand", "du\u{308}rand", "Durand", "durand"]);
        assert_eq!(found("chez Éloïse\r\n  Martin", "eloise martin"), ["Éloïse\r\n  Martin"]);
        assert_eq!(found("tel. 06 12 34", "06 12 34"), ["06 12 34"]);
        assert_eq!(found("a+b=c", "+b="), ["+b="]);
        assert_eq!(found("ﬁn", "fin"), ["ﬁn"]);
        for (text, words) in [("Durand", ""), ("Durand", "  "), ("", "Durand"), ("06 12 345", "06 12 34")] {
            assert_eq!(found(text, words), Vec::<&str>::new(), "{text} {words}");
        }
    }

    proptest! {
        #[test]
        fn what_is_found_can_be_cut_out_and_is_not_there_any_more(
            parts in proptest::collection::vec("[a-zàé ,.!\n]{0,12}", 1..6),
            words in "[A-Za-zé]{3,8}( [A-Za-zé]{1,8})?",
        ) {
            let text = parts.join(&format!(" {words} "));
            let ranges = find(&text, &words);
            prop_assert!(ranges.len() >= parts.len() - 1);
            let (mut rest, mut from) = (String::new(), 0);
            for range in ranges {
                rest.push_str(&text[from..range.start]);
                rest.push_str("[#]");
                from = range.end;
            }
            rest.push_str(&text[from..]);
            prop_assert!(!is_in(&rest, &words), "{words:?} in {rest:?}");
        }
    }
}
