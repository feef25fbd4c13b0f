//! How words are spelled in the bytes of a file. Pure.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text of a string in a PDF: UTF-16 or UTF-8 after a byte order mark, Latin-1 without one.
pub(super) fn text(bytes: &[u8]) -> String {
    let pairs = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| Some(read(pair.try_into().ok()?)));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => pairs(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => pairs(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Words with fewer letters stand in any bytes by chance: they are looked for in texts only.
const LONG: usize = 8;

/// Looks for long words in bytes, in every way in which files spell them: UTF-8, Latin-1, UTF-16 of both orders, and each
/// of these in hexadecimal; with and without accents, whatever the case.
pub(super) struct Spellings {
    search: Option<AhoCorasick>,
    of: Vec<usize>,
}

impl Spellings {
    /// For these words, named by their place in the list.
    pub fn new(words: &[&str]) -> Self {
        let (mut patterns, mut of) = (Vec::new(), Vec::new());
        for (word, text) in words.iter().enumerate().filter(|(_, text)| is_long(text)) {
            for spelling in spellings(text) {
                patterns.push(spelling);
                of.push(word);
            }
        }
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
        let search = builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns).ok();
        Self { search: search.filter(|_| !of.is_empty()), of }
    }

    /// The words that stand in bytes.
    pub fn standing_in(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let Some(search) = &self.search else { return BTreeSet::new() };
        let found = search.find_overlapping_iter(bytes);
        found.filter_map(|found| self.of.get(found.pattern().as_usize()).copied()).collect()
    }
}

fn is_long(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphanumeric()).count() >= LONG
}

fn spellings(words: &str) -> BTreeSet<Vec<u8>> {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare: String = plain.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let cases = [&plain, &bare].into_iter().flat_map(|text| [text.clone(), text.to_lowercase(), text.to_uppercase()]);
    let forms = cases.flat_map(|text| [text.nfc().collect::<String>(), text.nfd().collect()]);
    let mut out = BTreeSet::new();
    for text in forms.collect::<BTreeSet<String>>() {
        let units = || text.encode_utf16();
        let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let ways = [
            Some(text.as_bytes().to_vec()),
            latin,
            Some(units().flat_map(u16::to_be_bytes).collect()),
            Some(units().flat_map(u16::to_le_bytes).collect()),
        ];
        for way in ways.into_iter().flatten() {
            out.insert(crate::secrets::hex(&way).into_bytes());
            out.insert(way);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_found_however_they_are_spelled_and_short_ones_are_left_to_texts() {
        let search = Spellings::new(&["Éloïse Martin", "Eve"]);
        let hexed = crate::secrets::hex("éloïse martin".as_bytes());
        let wide: Vec<u8> = "ELOISE MARTIN".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let narrow: Vec<u8> = "Éloïse Martin".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin = b"x\xc9lo\xefse Martin";
        for bytes in [
            &b"..eloise martin.."[..],
            "E\u{301}loi\u{308}se Martin".as_bytes(),
            latin,
            &wide,
            &narrow,
            hexed.as_bytes(),
        ] {
            assert_eq!(search.standing_in(bytes), BTreeSet::from([0]), "{bytes:?}");
        }
        assert!(search.standing_in(b"eloise dupont eve").is_empty());
        assert!(Spellings::new(&["Eve"]).standing_in(b"Eve").is_empty());
        assert_eq!(text(b"\xfe\xff\x00\xc9\x20\xac"), "É€");
        assert_eq!(text(b"\xc9t\xe9"), "Été");
    }
}
