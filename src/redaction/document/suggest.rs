//! What on a page looks like somebody's: addresses, numbers, accounts, and words that are hidden elsewhere already. Pure.

use super::places::{Match, find, matched};
use super::{Page, Word};
use crate::requests::word::words;

/// What kind of thing it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suggestion {
    /// Words that are hidden from the person already.
    Known,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A bank account (ISO 13616).
    Account,
}

words!(Suggestion { Known = "known", Email = "email", Telephone = "telephone", Account = "account" });

/// The most that is suggested.
const MOST: usize = 100;

/// What might be hidden: each text once, with its places. `known` are words that are hidden elsewhere.
pub fn suggest(pages: &[Page], known: &[&str]) -> Vec<(Suggestion, String, Vec<Match>)> {
    let mut texts: Vec<(Suggestion, String)> =
        known.iter().map(|words| (Suggestion::Known, (*words).to_owned())).collect();
    for (number, page) in pages.iter().enumerate() {
        let line = |from: usize, to: usize| matched(number, page, from, to).text;
        texts.extend(
            page.words.iter().filter(|word| is_email(&word.text)).map(|word| (Suggestion::Email, trimmed(word))),
        );
        texts.extend(accounts(&page.words).map(|(from, to)| (Suggestion::Account, line(from, to))));
        texts.extend(telephones(&page.words).map(|(from, to)| (Suggestion::Telephone, line(from, to))));
    }
    let mut out: Vec<(Suggestion, String, Vec<Match>)> = Vec::new();
    for (kind, text) in texts {
        let places = find(pages, &text);
        let same = |(_, _, all): &(Suggestion, String, Vec<Match>)| *all == places;
        if !places.is_empty() && !out.iter().any(same) && out.len() < MOST {
            out.push((kind, text, places));
        }
    }
    out.sort_by_key(|(kind, ..)| *kind);
    out
}

fn trimmed(word: &Word) -> String {
    word.text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn is_email(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    text.split_once('@').is_some_and(|(local, domain)| {
        let host = domain.rsplit_once('.').is_some_and(|(name, top)| !name.is_empty() && top.chars().count() >= 2);
        !local.is_empty() && host && !domain.contains('@')
    })
}

/// Words from one to another of which the account numbers pass their check digits.
fn accounts(words: &[Word]) -> impl Iterator<Item = (usize, usize)> {
    (0..words.len()).filter_map(|from| {
        let mut text = String::new();
        let of_it = words.iter().enumerate().skip(from).take(10);
        let ends = of_it.map_while(|(at, word)| {
            text.extend(word.text.chars().filter(char::is_ascii_alphanumeric));
            (text.len() <= 34).then(|| is_account(&text).then_some(at))
        });
        ends.flatten().last().map(|to| (from, to))
    })
}

/// Whether these are an IBAN with its check digits (ISO 13616: modulo 97 is 1).
fn is_account(text: &str) -> bool {
    let Some((head, body)) = text.split_at_checked(4).filter(|_| (15..=34).contains(&text.len())) else { return false };
    let shaped =
        head.chars().take(2).all(|c| c.is_ascii_uppercase()) && head.chars().skip(2).all(|c| c.is_ascii_digit());
    let upper = body.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let digits = body.chars().chain(head.chars()).filter_map(|c| c.to_digit(36));
    let rest = digits.fold(0_u32, |rest, digit| (rest * if digit < 10 { 10 } else { 100 } + digit) % 97);
    shaped && upper && rest == 1
}

/// Words from one to another on a line that are a telephone number: 9 to 15 digits from 0 or +.
fn telephones(words: &[Word]) -> impl Iterator<Item = (usize, usize)> {
    let of_number = |word: &Word| {
        word.text.chars().any(|c| c.is_ascii_digit())
            && word.text.chars().all(|c| c.is_ascii_digit() || "+()./-,;".contains(c))
    };
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| of_number(word)) {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == at && words.get(*to).is_some_and(|before| before.line == word.line) => *to = at,
            _ => runs.push((at, at)),
        }
    }
    runs.into_iter().filter(|(from, to)| {
        let text: String = words.get(*from..=*to).unwrap_or_default().iter().map(|word| word.text.as_str()).collect();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let begins = text.trim_start_matches('(').starts_with(['0', '+']);
        begins && (9..=15).contains(&digits)
    })
}
