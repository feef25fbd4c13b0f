//! Figures and values: prices, telephone and customer numbers, addresses, capitals, what hides.

use super::fold::{BORDER, Folded, Word, fold};
use super::letter::Letter;
use super::lists;
use super::rule::Rule;
use super::terms::stands;
use super::text::Text;
use super::{Finding, Frame, Place};

const SIGNS: [char; 6] = ['€', '$', '£', '¥', '%', '‰'];
const MONEY: [&str; 9] = ["euro", "euros", "eur", "usd", "gbp", "dollar", "dollars", "chf", "percent"];

/// A figure beside a currency or a percent sign. "Capital de 10 000 €" names the company (Code de commerce R123-238).
pub(super) fn prices(text: &Folded, note: &mut impl FnMut(Rule, usize, usize)) {
    let words = text.plain();
    let figure = |word: &Word| word.letters.starts_with(|c: char| c.is_ascii_digit());
    for sign_at in text.signs(&SIGNS) {
        let before = words.iter().rev().find(|word| word.to <= sign_at);
        let after = words.iter().find(|word| word.from > sign_at);
        let near = |word: &&Word| figure(word) && (word.from.abs_diff(sign_at) <= 3 || word.to.abs_diff(sign_at) <= 2);
        let Some(word) = before.filter(near).or(after.filter(near)) else { continue };
        if !names_capital(&words, word) {
            note(Rule::Price, word.from.min(sign_at), word.to.max(sign_at + 1));
        }
    }
    for (number, word) in words.iter().enumerate() {
        let previous = number.checked_sub(1).and_then(|before| words.get(before));
        let cent = word.letters == "cent" && previous.is_some_and(|w| matches!(w.letters.as_str(), "per" | "pour"));
        let amount = if cent { number.checked_sub(2).and_then(|before| words.get(before)) } else { previous };
        let glued = figure(word) && MONEY.iter().any(|money| word.letters.ends_with(money));
        let apart = (cent || MONEY.contains(&word.letters.as_str())) && amount.is_some_and(figure);
        let first = if glued { Some(word) } else { amount.filter(|_| apart) };
        if let Some(first) = first.filter(|first| !names_capital(&words, first)) {
            note(Rule::Price, first.from, word.to);
        }
    }
}

fn names_capital(words: &[Word], amount: &Word) -> bool {
    let at = words.iter().position(|word| word == amount).unwrap_or(0);
    words.iter().skip(at.saturating_sub(5)).take(at.min(5)).any(|word| word.letters == "capital")
}

/// Telephone numbers that are not beside the company's, and long numbers: of a customer, an account, a card.
pub(super) fn numbers(whole: &str, text: &Folded, note: &mut impl FnMut(Rule, usize, usize)) {
    let chars: Vec<char> = whole.chars().collect();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let starts = c.is_ascii_digit() || (*c == '+' && chars.get(at + 1).is_some_and(char::is_ascii_digit));
        let inside = at
            .checked_sub(1)
            .and_then(|before| chars.get(before))
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '=' | '-' | '_' | '.'));
        if !starts || inside {
            at += 1;
            continue;
        }
        let (mut end, mut digits) = (at, 0);
        while let Some(c) = chars.get(end) {
            let next = chars.get(end + 1);
            match c {
                '+' if end == at => {}
                c if c.is_ascii_digit() => digits += 1,
                ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' if next.is_some_and(char::is_ascii_digit) => {}
                _ => break,
            }
            end += 1;
        }
        let followed = chars.get(end).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        // A year, a day, a post code have five digits at most in one piece, a date eight with its signs.
        let date = chars.get(at..end).is_some_and(is_date);
        if digits >= 7 && !followed && !date && !company(text, at) {
            note(Rule::Personal, at, end);
        }
        at = end.max(at + 1);
    }
}

/// `2026-03-12`, `12.03.2026`.
fn is_date(text: &[char]) -> bool {
    let groups: Vec<usize> = text.split(|c| matches!(c, '-' | '.')).map(<[char]>::len).collect();
    matches!(groups.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
}

/// Whether the sentence of a number speaks of the company: its telephone, its entry in a register.
fn company(text: &Folded, at: usize) -> bool {
    let sentence = text.sentences().into_iter().find(|sentence| sentence.last().is_some_and(|last| last.to > at));
    let sentence = sentence.unwrap_or_default();
    let beside = lists::all().iter().any(|words| stands(&sentence, &words.contact.beside));
    let registers = ["rcs", "siren", "siret", "tva", "vat", "capital", "company", "registered", "ape", "naf"];
    beside || sentence.iter().any(|word| registers.contains(&word.letters.as_str()))
}

/// Capitals and exclamation marks.
pub(super) fn shouting(whole: &str, note: &mut impl FnMut(Rule, usize, usize)) {
    let mut run: Vec<(char, usize)> = Vec::new();
    let mut shouted = 0;
    for (at, c) in whole.chars().chain([' ']).enumerate() {
        if !c.is_whitespace() && c != BORDER {
            run.push((c, at));
            continue;
        }
        let letters: Vec<char> = run.iter().map(|(c, _)| *c).filter(|c| c.is_alphabetic()).collect();
        let capitals = letters.len() >= 4 && letters.iter().all(|c| c.is_uppercase());
        let known = run.iter().any(|(c, _)| c.is_ascii_digit());
        let marks = run.windows(2).any(|pair| matches!(pair, [('!', _), ('!', _)]));
        if let (Some((_, from)), Some((_, to))) = (run.first(), run.last())
            && ((capitals && !known && !NAMES.contains(&letters.iter().collect::<String>().as_str())) || marks)
        {
            shouted += 1;
            // One is enough to say so.
            if shouted == 1 {
                note(Rule::Shouting, *from, to + 1);
            }
        }
        run.clear();
    }
}

/// Short names that are written in capitals.
const NAMES: [&str; 10] = ["CNIL", "RGPD", "GDPR", "SARL", "EURL", "SASU", "GMBH", "SCOP", "SIRET", "SIREN"];

/// Characters that turn the direction of reading: what is seen is not what is written.
pub(super) fn disguise(whole: &str, note: &mut impl FnMut(Rule, usize, usize)) {
    let turned = whole.chars().position(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    if let Some(at) = turned {
        note(Rule::Hidden, at, at + 1);
    }
    // `{{ customer.phone }}`, `%%phone%%`, `*|PHONE|*`, `[[phone]]`: a value would be filled in.
    for open in ["{{", "{%", "${", "*|", "[[", "<%"] {
        if let Some(at) = whole.find(open) {
            let from = whole.get(..at).map_or(0, |before| before.chars().count());
            note(Rule::Markup, from, from + 12);
        }
    }
    let boxes = whole.chars().position(|c| matches!(c, '☐' | '☑' | '☒' | '✅' | '✓' | '✔'));
    if let Some(at) = boxes {
        note(Rule::Form, at, at + 1);
    }
    for typed in ["[ ]", "[x]", "[X]"] {
        if let Some(at) = whole.find(typed) {
            let from = whole.get(..at).map_or(0, |before| before.chars().count());
            note(Rule::Form, from, from + 3);
        }
    }
}

/// Words that hold an `@` and a dot after it, without what surrounds them.
pub(super) fn mailboxes(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, BORDER | '<' | '>' | '(' | ')' | ',' | ';' | '"' | ':'))
    {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some((local, domain)) = bare.rsplit_once('@')
            && !local.is_empty()
            && domain.contains('.')
        {
            found.push((bare.to_lowercase(), at));
        }
        at += word.chars().count() + 1;
    }
    found
}

/// Mail addresses that are not the company's, masked ones too, and the reader's own name.
pub(super) fn addresses(letter: &Letter, frame: &Frame, found: &mut Vec<Finding>) {
    let domain =
        letter.from.as_ref().and_then(|(_, from)| from.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase());
    let ours = |mailbox: &str| {
        let end = mailbox.rsplit_once('@').map_or("", |(_, end)| end);
        let known = frame.contacts.iter().any(|contact| contact.eq_ignore_ascii_case(mailbox));
        let to_reader = letter.to.iter().any(|to| to.eq_ignore_ascii_case(mailbox));
        let unknown = frame.contacts.is_empty() && domain.is_none();
        !to_reader && (known || unknown || domain.as_deref().is_some_and(|domain| end == domain))
    };
    let mut look = |place: Place, text: &Text| {
        let whole = text.to_string();
        for (mailbox, at) in mailboxes(&whole) {
            let masked = mailbox.contains(['*', '•', '…']);
            if masked || !ours(&mailbox) {
                // Where it stands, not what it says: a report must not spread it.
                let words = mailbox.rsplit_once('@').map_or(String::new(), |(_, end)| format!("…@{end}"));
                found.push(Finding { place, line: text.line(at), rule: Rule::Personal, words });
            }
        }
    };
    let page = letter.page.as_ref().map(|page| &page.text);
    for (place, text) in [(Place::Subject, &letter.subject), (Place::Text, &letter.text), (Place::Html, &page.cloned())]
    {
        if let Some(text) = text {
            look(place, text);
        }
    }
}

/// Markup and addresses in a text that must hold neither: (rule, word, index of its first character).
pub(super) fn markup_and_links(text: &str) -> Vec<(Rule, String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let dotted = bare.rsplit_once('.').is_some_and(|(before, end)| {
            before.chars().any(char::is_alphabetic)
                && (2..=12).contains(&end.len())
                && end.chars().all(char::is_alphabetic)
        });
        if word.contains("://") || word.contains('@') || bare.starts_with("www.") || dotted {
            found.push((Rule::Link, word.to_owned(), at));
        } else if word.contains(['<', '>', '{', '}']) {
            found.push((Rule::Markup, word.to_owned(), at));
        }
        at += word.chars().count() + 1;
    }
    found
}

/// Whether the sender's name stands in a text.
pub(super) fn names(text: &str, name: &str) -> bool {
    let (words, name) = (fold(text).words(), fold(name).words());
    !name.is_empty() && words.windows(name.len()).any(|window| window == name.as_slice())
}
