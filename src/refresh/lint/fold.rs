//! Letters as they are heard: without accents, capitals, invisible characters or foreign look-alikes, each with its
//! place in the text it came from. Several readings of them, because a word can be written apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands between blocks of a page (cells, paragraphs): a line end to a reader, nothing to who splits a word in two.
pub(super) const BORDER: char = '\u{1f}';

/// Folded characters with the index of the character each came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded(Vec<(char, usize)>);

/// A word of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its folded letters.
    pub letters: String,
    /// The characters of the text it spans: from this one …
    pub from: usize,
    /// … to before this one.
    pub to: usize,
}

/// Characters that nobody sees: soft hyphen, zero-width ones, joiners, variation selectors, tags.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Cyrillic and Greek letters, and a few Latin ones, that look like plain ones.
fn look_alike(c: char) -> char {
    match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' | 'ƈ' => 'c',
        'ԁ' | 'ɗ' => 'd',
        'е' | 'ε' | 'ҽ' => 'e',
        'ƒ' => 'f',
        'ɡ' | 'ց' => 'g',
        'һ' | 'н' => 'h',
        'і' | 'ι' | 'ı' | 'ɩ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ł' => 'l',
        'м' => 'm',
        'ո' | 'η' | 'п' => 'n',
        'о' | 'ο' | 'օ' | 'σ' | 'ø' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' | 'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ᴢ' => 'z',
        other => other,
    }
}

/// Folds a text.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if is_invisible(c) {
            continue;
        }
        if c.is_ascii() {
            folded.push((c.to_ascii_lowercase(), at));
            continue;
        }
        for part in std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)) {
            for small in part.to_lowercase().filter(|small| !is_combining_mark(*small)) {
                match small {
                    'œ' => folded.extend([('o', at), ('e', at)]),
                    'æ' => folded.extend([('a', at), ('e', at)]),
                    'ß' => folded.extend([('s', at), ('s', at)]),
                    other => folded.push((look_alike(other), at)),
                }
            }
        }
    }
    Folded(folded)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// What may stand inside a word that is written apart.
fn splits(c: char) -> bool {
    is_dash(c) || matches!(c, '.' | '_' | '*' | '·' | '•' | '|' | '~' | '+' | '\'' | '’' | '‘' | '`' | '/' | '\\' | '^')
}

/// How characters between two letters are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Plain,
    Joined,
    Bordered,
}

impl Reading {
    /// Whether what stands between two letters is nothing in this reading.
    fn joins(self, between: &[char]) -> bool {
        let hyphenated = {
            let rest: Vec<char> = between.iter().copied().filter(|c| !matches!(c, ' ' | '\t' | '\r')).collect();
            matches!(rest.as_slice(), [dash, '\n'] if is_dash(*dash))
        };
        match self {
            Reading::Plain => hyphenated,
            Reading::Joined => hyphenated || (between.len() <= 3 && between.iter().all(|c| splits(*c))),
            Reading::Bordered => between.contains(&BORDER) && between.iter().all(|c| *c == BORDER || c.is_whitespace()),
        }
    }
}

impl Folded {
    fn read(&self, reading: Reading) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut between: Vec<char> = Vec::new();
        let mut open = false;
        for (c, at) in &self.0 {
            if !c.is_alphanumeric() {
                between.push(*c);
                open = false;
                continue;
            }
            match words.last_mut().filter(|_| open || (!between.is_empty() && reading.joins(&between))) {
                Some(word) => {
                    word.letters.push(*c);
                    word.to = at + 1;
                }
                None => words.push(Word { letters: c.to_string(), from: *at, to: at + 1 }),
            }
            between.clear();
            open = true;
        }
        words
    }

    /// Words as they are read; one that is hyphenated at a line end is whole.
    pub(super) fn plain(&self) -> Vec<Word> {
        self.read(Reading::Plain)
    }

    /// The words of each sentence: up to a full stop, an exclamation or question mark, a border, an empty line.
    pub(super) fn sentences(&self) -> Vec<Vec<Word>> {
        let mut ends: Vec<usize> = Vec::new();
        let mut before = ' ';
        for (place, (c, at)) in self.0.iter().enumerate() {
            let next = self.0.get(place + 1).map_or(' ', |(c, _)| *c);
            let stop = matches!(c, '.' | '!' | '?' | '…') && (next.is_whitespace() || next == BORDER);
            if stop || *c == BORDER || (*c == '\n' && before == '\n') {
                ends.push(*at);
            }
            if !matches!(c, ' ' | '\r' | '\t') {
                before = *c;
            }
        }
        let mut ends = ends.into_iter().peekable();
        let mut sentences = vec![Vec::new()];
        for word in self.plain() {
            let mut ended = false;
            while ends.next_if(|end| *end < word.from).is_some() {
                ended = true;
            }
            if ended {
                sentences.push(Vec::new());
            }
            if let Some(sentence) = sentences.last_mut() {
                sentence.push(word);
            }
        }
        sentences
    }

    /// Where these signs stand.
    pub(super) fn signs(&self, signs: &[char]) -> Vec<usize> {
        self.0.iter().filter(|(c, _)| signs.contains(c)).map(|(_, at)| *at).collect()
    }

    /// The folded letters of the words.
    pub(super) fn words(&self) -> Vec<String> {
        self.plain().into_iter().map(|word| word.letters).collect()
    }

    /// `pro-mo`, `p.r.o.m.o` and `of'fre` as one word.
    pub(super) fn joined(&self) -> Vec<Word> {
        self.read(Reading::Joined)
    }

    /// A word cut by the border of a cell or paragraph as one.
    pub(super) fn bordered(&self) -> Vec<Word> {
        if self.0.iter().any(|(c, _)| *c == BORDER) { self.read(Reading::Bordered) } else { Vec::new() }
    }

    /// Letters written apart, `o f f r e`, each run as one word.
    pub(super) fn spaced(&self) -> Vec<Word> {
        let mut runs: Vec<Word> = Vec::new();
        let mut run: Vec<Word> = Vec::new();
        let mut end = |run: &mut Vec<Word>| {
            if let [first, _, .., last] = run.as_slice()
                && run.len() >= 4
            {
                let letters = run.iter().map(|word| word.letters.as_str()).collect();
                runs.push(Word { letters, from: first.from, to: last.to });
            }
            run.clear();
        };
        for word in self.plain() {
            if word.letters.chars().count() == 1 {
                run.push(word);
            } else {
                end(&mut run);
            }
        }
        end(&mut run);
        runs
    }

    /// Words with digits and signs in place of letters (`0ffre`, `pr1x`, `€xclusif`), as they are meant.
    pub(super) fn disguised(&self) -> Vec<Word> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '$' | '@' | '€' | '£' | '!' | '|');
        let mut tokens: Vec<Vec<(char, usize)>> = vec![Vec::new()];
        for pair in &self.0 {
            match tokens.last_mut() {
                Some(token) if is_part(pair.0) => token.push(*pair),
                Some(token) if token.is_empty() => {}
                _ => tokens.push(Vec::new()),
            }
        }
        let mut words = Vec::new();
        for token in tokens {
            let letters = token.iter().filter(|(c, _)| c.is_alphabetic()).count();
            let (Some((_, from)), Some((_, to))) = (token.first(), token.last()) else { continue };
            if letters < 2 || letters == token.len() {
                continue;
            }
            for one in ['i', 'l'] {
                let meant = token.iter().map(|(c, _)| match c {
                    '0' => 'o',
                    '1' | '!' | '|' => one,
                    '3' | '€' => 'e',
                    '4' | '@' => 'a',
                    '5' | '$' => 's',
                    '7' => 't',
                    '9' => 'g',
                    '£' => 'l',
                    other => *other,
                });
                words.push(Word { letters: meant.collect(), from: *from, to: to + 1 });
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(words: Vec<Word>) -> Vec<String> {
        words.into_iter().map(|word| word.letters).collect()
    }

    #[test]
    fn letters_are_folded_whatever_hides_them() {
        for hidden in
            ["OFFRE", "öffré", "of\u{ad}fre", "o\u{200b}ffre", "оffrе", "ｏｆｆｒｅ", "𝐨𝐟𝐟𝐫𝐞", "oﬀre", "o\u{301}ffre"]
        {
            assert_eq!(fold(hidden).words(), ["offre"], "{hidden}");
        }
        assert_eq!(fold("l’Œuvre").words(), ["l", "oeuvre"]);
    }

    #[test]
    fn words_written_apart_are_read_together() {
        assert_eq!(fold("ré-\n  duction").words(), ["reduction"]);
        assert_eq!(letters(fold("une pro-mo et p.r.o.m.o").joined()), ["une", "promo", "et", "promo"]);
        assert_eq!(letters(fold("une o f f r e ici").spaced()), ["offre"]);
        assert_eq!(letters(fold("0ffre du 12 mars 2026").disguised()), ["offre", "offre"]);
        assert_eq!(letters(fold("of\u{1f}\n\u{1f}fre").bordered()), ["offre"]);
        assert_eq!(fold("of\u{1f}fre").words(), ["of", "fre"]);
    }
}
