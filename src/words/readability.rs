//! How easily a text is read: Flesch's formula (1948) for English, Kandel and Moles' (1958) for French. Both say a number that
//! is 100 for what a child reads and 0 for what hardly anybody does; 60 is plain language.
//!
//! Syllables are counted by rule, from letters: a letter scores within a few points of what a person would count.

use crate::lang::Lang;
use std::iter::Peekable;
use std::str::Chars;

/// How easily a text is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The score.
    pub ease: f64,
    /// How many words it has; addresses, links and numbers are none.
    pub words: usize,
    /// How many sentences. An entry of a list and a title are one each.
    pub sentences: usize,
    /// The words of its longest sentence.
    pub longest: usize,
}

/// The fewest words of which a score says anything.
pub const FEWEST: usize = 40;

impl Reading {
    /// Reads a text: an empty line ends a paragraph, a line that begins with a dash is an entry of a list, and lines that were
    /// broken to fit are one. `None` if there are too few words ([`FEWEST`]) to say.
    pub fn of(lang: Lang, text: &str) -> Option<Self> {
        let (mut words, mut sentences, mut longest, mut syllables) = (0_usize, 0_usize, 0_usize, 0_usize);
        for sentence in blocks(text).iter().flat_map(|block| self::sentences(block)) {
            let spoken: Vec<usize> = sentence.split_whitespace().filter_map(|word| spoken(lang, word)).collect();
            if !spoken.is_empty() {
                words += spoken.len();
                syllables += spoken.iter().sum::<usize>();
                sentences += 1;
                longest = longest.max(spoken.len());
            }
        }
        if words < FEWEST {
            return None;
        }
        let (long, heavy) = (ratio(words, sentences), ratio(syllables, words));
        let ease = match lang {
            Lang::En => 206.835 - 1.015 * long - 84.6 * heavy,
            Lang::Fr => 207.0 - 1.015 * long - 73.6 * heavy,
        };
        Some(Self { ease, words, sentences, longest })
    }

    /// The words of a sentence, on average.
    pub fn average(&self) -> f64 {
        ratio(self.words, self.sentences)
    }
}

fn ratio(of: usize, to: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(of) / number(to)
}

/// Paragraphs, titles and entries of lists, each as one line.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines().map(str::trim) {
        let is_new = line.is_empty() || line.starts_with(['-', '–', '•', '*', '=']);
        if is_new {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(' ');
            block.push_str(line);
        }
    }
    blocks
}

/// A sentence ends with its mark where a capital follows or nothing does, so that "Art. 15" ends none.
fn sentences(block: &str) -> Vec<&str> {
    let (mut found, mut from) = (Vec::new(), 0);
    for (at, letter) in block.char_indices() {
        let is_end = matches!(letter, '.' | '!' | '?' | '…')
            && block.get(at + letter.len_utf8()..).is_some_and(|rest| {
                let next = rest.trim_start();
                next.is_empty() || (rest.len() > next.len() && next.starts_with(|c: char| c.is_uppercase() || c == '«'))
            });
        if is_end {
            let end = at + letter.len_utf8();
            found.push(block.get(from..end).unwrap_or_default());
            from = end;
        }
    }
    found.push(block.get(from..).unwrap_or_default());
    found
}

/// The syllables of a word; `None` for what is not read as one: a link, an address, a number, a mark.
fn spoken(lang: Lang, word: &str) -> Option<usize> {
    let is_coded = word.contains(['@', '/', '_']) || word.chars().any(|c| c.is_ascii_digit());
    let word: String = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    (!is_coded && !word.is_empty()).then(|| syllables(lang, &word))
}

fn syllables(lang: Lang, word: &str) -> usize {
    let groups = groups(lang, word.chars().peekable());
    let mute = match lang {
        // "made", "makes", "signed", but "table", "houses", "added".
        Lang::En => {
            let stem = word.strip_suffix("es").or_else(|| word.strip_suffix("ed")).or_else(|| word.strip_suffix('e'));
            let ends = |stem: &str, with: &[char]| stem.ends_with(with);
            stem.is_some_and(|stem| {
                let is_heard = ends(stem, &['l'])
                    && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
                    && stem.len() > 2
                    && !matches!(stem.chars().rev().nth(1), Some('a' | 'e' | 'i' | 'o' | 'u' | 'l'));
                let hisses = word.ends_with("es") && ends(stem, &['s', 'z', 'x', 'c', 'g', 'h']);
                let stops = word.ends_with("ed") && ends(stem, &['t', 'd']);
                !is_heard && !hisses && !stops && !ends(stem, &['a', 'e', 'i', 'o', 'u', 'y'])
            })
        }
        // "adresse", "données" but "vous demandez".
        Lang::Fr => {
            let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('e'));
            stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with(is_vowel))
        }
    };
    (groups - usize::from(mute && groups > 1)).max(1)
}

/// How many times vowels begin in it.
fn groups(lang: Lang, mut letters: Peekable<Chars<'_>>) -> usize {
    let (mut count, mut before) = (0, None);
    while let Some(letter) = letters.next() {
        // In French "qu" and "gu" are consonants before another vowel.
        let is_glide = letter == 'u'
            && matches!(before, Some('q' | 'g'))
            && lang == Lang::Fr
            && letters.peek().is_some_and(|next| is_vowel(*next));
        let is_consonant = !is_vowel(letter) || is_glide || (letter == 'y' && before.is_none());
        if !is_consonant && !before.is_some_and(is_vowel) {
            count += 1;
        }
        before = Some(if is_glide { 'q' } else { letter });
    }
    count
}

fn is_vowel(letter: char) -> bool {
    "aeiouyàâäéèêëîïôöùûüÿœæ".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        let en = [
            ("made", 1),
            ("table", 2),
            ("houses", 2),
            ("added", 2),
            ("signed", 1),
            ("delivery", 4),
            ("data", 2),
            ("the", 1),
        ];
        let fr =
            [("adresse", 2), ("données", 2), ("vous", 1), ("qualité", 3), ("demande", 2), ("le", 1), ("fidélité", 4)];
        for (lang, words) in [(Lang::En, &en[..]), (Lang::Fr, &fr[..])] {
            for (word, expected) in words {
                assert_eq!(syllables(lang, word), *expected, "{word}");
            }
        }
    }

    #[test]
    fn sentences_end_with_capitals_entries_and_empty_lines() {
        let text = "Under Art. 15 you asked us.\nWe answer here. Is it\nclear? Yes!\n\n- one entry\n- another one\n\nhttps://example.com/a/b";
        let count: Vec<usize> = blocks(text)
            .iter()
            .flat_map(|block| sentences(block).into_iter().map(|one| one.split_whitespace().count()))
            .filter(|n| *n > 0)
            .collect();
        assert_eq!(count, [6, 3, 3, 1, 3, 3, 1]);
        assert_eq!(Reading::of(Lang::En, text), None, "too little to say");
    }

    #[test]
    fn plain_words_are_easier_than_those_of_a_statute() {
        let plain = "We have your name and your address. We need them to send you what you buy. You can ask us to change \
                     them or to take them out. It costs you nothing, and you will hear from us in a month. If we say no, \
                     you can ask the data office to look at it.";
        let heavy = "Notwithstanding the aforementioned derogation, the controller's substantiated determination regarding \
                     the proportionality of supplementary identification documentation remains subordinate to \
                     jurisdictional interpretation, consideration of contractual obligations, and administrative \
                     reconsideration procedures established by supervisory authorities internationally recognised, without prejudice to \
                     remedies otherwise available.";
        let (plain, heavy) = (Reading::of(Lang::En, plain).unwrap(), Reading::of(Lang::En, heavy).unwrap());
        assert!(plain.ease > 80.0 && heavy.ease < 10.0, "{plain:?} {heavy:?}");
        assert_eq!((plain.sentences, plain.longest), (5, 14));
        let fr = "Nous avons votre nom et votre adresse. Ils servent à vous livrer. Vous pouvez nous demander de les \
                  changer ou de les effacer. Cela ne vous coûte rien, et nous vous répondons en un mois. Si nous disons \
                  non, vous pouvez écrire à la CNIL.";
        assert!(Reading::of(Lang::Fr, fr).unwrap().ease > 80.0);
    }
}
