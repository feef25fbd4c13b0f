use super::Frame;
use super::fold::{Folded, Word};
use super::lists::{self, Phrase};
use super::rule::Rule;

/// Where a phrase stands in words: the places of its first and past its last word.
fn places<'a>(words: &'a [Word], phrase: &'a Phrase) -> impl Iterator<Item = (usize, usize)> + 'a {
    let length = phrase.0.len().max(1);
    words.windows(length).filter_map(move |window| {
        let all = !phrase.0.is_empty() && phrase.0.iter().zip(window).all(|(part, word)| part.matches(&word.letters));
        let (first, last) = (window.first()?, window.last()?);
        all.then_some((first.from, last.to))
    })
}

/// Whether a phrase stands somewhere in the words.
pub(super) fn stands(words: &[Word], phrases: &[Phrase]) -> bool {
    phrases.iter().any(|phrase| places(words, phrase).next().is_some())
}

/// Finds forbidden words in every reading of a text. The words of every language are looked for.
pub(super) fn find(text: &Folded, frame: &Frame, note: &mut impl FnMut(Rule, usize, usize)) {
    let plain = text.plain();
    let names: Vec<Phrase> = frame.names.iter().map(|name| Phrase::parse(name)).collect();
    let products: Vec<Phrase> = frame.products.iter().map(|name| Phrase::parse(name)).collect();
    let exceptions = lists::all().iter().flat_map(|words| &words.exceptions).chain(&names);
    let fine: Vec<(usize, usize)> = exceptions.flat_map(|phrase| places(&plain, phrase)).collect();
    let mut seen: Vec<(Rule, usize, usize)> = Vec::new();
    let mut say = |rule: Rule, from: usize, to: usize| {
        let overlaps = |start: usize, end: usize| from < end && start < to;
        let known = seen.iter().any(|(r, start, end)| *r == rule && overlaps(*start, *end));
        if !known && !fine.iter().any(|(start, end)| *start <= from && to <= *end) {
            seen.push((rule, from, to));
            note(rule, from, to);
        }
    };
    let (spaced, readings) = (text.spaced(), [plain.clone(), text.joined(), text.bordered(), text.disguised()]);
    let terms = || lists::all().iter().flat_map(|words| words.terms());
    for words in &readings {
        for (rule, phrase) in terms().chain(products.iter().map(|phrase| (Rule::Product, phrase))) {
            places(words, phrase).for_each(|(from, to)| say(rule, from, to));
        }
    }
    // In `u n e o f f r e` nobody can tell where a word begins.
    for run in &spaced {
        for (rule, phrase) in terms() {
            if let [part] = phrase.0.as_slice()
                && part.letters.len() >= 4
                && run.letters.contains(&part.letters)
            {
                say(rule, run.from, run.to);
            }
        }
    }
}

/// Threats to an account, by sentence. One that names a day passes: whether it is true, who approves must know.
pub(super) fn threats(text: &Folded, note: &mut impl FnMut(Rule, usize, usize)) {
    for sentence in text.sentences() {
        for words in lists::all() {
            let threat = &words.threat;
            let dated = words_dated(&sentence, &threat.months);
            let threatens = [&threat.things, &threat.acts, &threat.marks].iter().all(|list| stands(&sentence, list));
            if let (true, false, Some(first), Some(last)) = (threatens, dated, sentence.first(), sentence.last()) {
                note(Rule::Threat, first.from, last.to);
            }
        }
    }
}

/// "12 mars", "12th of March", "March 12": a number beside a month, at most one word between.
fn words_dated(sentence: &[Word], months: &[Phrase]) -> bool {
    let begins_with_digit = |word: &Word| word.letters.starts_with(|c: char| c.is_ascii_digit());
    let near = |at: usize| sentence.iter().skip(at.saturating_sub(2)).take(4).any(begins_with_digit);
    sentence.iter().enumerate().any(|(at, word)| {
        let month = months.iter().any(|phrase| phrase.0.first().is_some_and(|part| part.matches(&word.letters)));
        month && near(at)
    })
}
