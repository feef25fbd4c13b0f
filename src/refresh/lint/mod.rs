//! What a details check must not say. It is a service message: a word of advertising in it makes the whole mailing
//! canvassing (the cases behind law.md REFR-2), so a finding blocks the campaign and cannot be overridden.
//!
//! - [`Letter`]: a mail, or a part of one, as its reader meets it;
//! - [`lint`]: what is wrong with it, each a [`Finding`] with place, line, word and [`Rule`];
//! - [`better`]: what to do instead, in a language; [`report`]: all that was found, for programs;
//! - the words are in `config/lint/`, a file a language; readings of them (accents, look-alikes, words written apart)
//!   in `fold`.

mod fold;
mod html;
mod letter;
mod links;
mod lists;
mod parts;
mod rule;
mod terms;
mod text;
mod values;

pub use letter::Letter;
pub use rule::{Family, Rule};

use crate::lang::Lang;
use fold::fold;
use serde::Serialize;
use serde_json::{Value, json};
use text::Text;

/// The most characters of an introduction.
pub const INTRO_MAX: usize = 300;
/// The most characters of a subject (experience.md M3).
const SUBJECT_MAX: usize = 70;

/// Where in a mail something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the subject.
    Subject,
    /// In the text part.
    Text,
    /// In the HTML part.
    Html,
    /// In the mail as a whole.
    Mail,
}

impl Place {
    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Place::Subject => "subject",
            Place::Text => "text",
            Place::Html => "html",
            Place::Mail => "mail",
        }
    }
}

/// Something that a mail must not say, or lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// The line of that place, from 1: of the decoded text or HTML. 0 for the mail as a whole.
    pub line: u32,
    /// What it breaks.
    pub rule: Rule,
    /// The words it is about, as they are written; may be empty.
    pub words: String,
}

impl Finding {
    /// Something about the mail as a whole.
    fn whole(rule: Rule, words: &str) -> Self {
        Self { place: Place::Mail, line: 0, rule, words: words.to_owned() }
    }
}

/// What a mail is measured against.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Which kind of campaign mail it is.
    pub family: Family,
    /// The language it must be in, if that is known.
    pub lang: Option<Lang>,
    /// Hosts that may be linked, in small letters. Empty: the host of the stop address alone.
    pub hosts: Vec<String>,
    /// Mail addresses of the company that may stand in it, besides those of the sender's domain.
    pub contacts: Vec<String>,
    /// Names of the company and of kinds of data, which may hold a forbidden word.
    pub names: Vec<String>,
    /// Names of products and slogans, which must not stand in it.
    pub products: Vec<String>,
}

impl Frame {
    /// A frame that knows nothing of the company.
    pub fn new(family: Family) -> Self {
        let none = Vec::new;
        Self { family, lang: None, hosts: none(), contacts: none(), names: none(), products: none() }
    }
}

/// What is wrong with a mail, in order of place and line; empty if nothing.
pub fn lint(letter: &Letter, frame: &Frame) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(subject) = &letter.subject {
        said(Place::Subject, subject, frame, &mut found);
        let length = subject.to_string().chars().count();
        if length > SUBJECT_MAX {
            let words = format!("{length} > {SUBJECT_MAX}");
            found.push(Finding { place: Place::Subject, line: 1, rule: Rule::TooLong, words });
        }
    }
    if let Some(text) = &letter.text {
        said(Place::Text, text, frame, &mut found);
    }
    if let Some(page) = &letter.page {
        said(Place::Html, &page.text, frame, &mut found);
        page.asides.iter().for_each(|aside| said(Place::Html, aside, frame, &mut found));
        parts::markup(page, letter, frame, &mut found);
    }
    links::check(letter, frame, &mut found);
    values::addresses(letter, frame, &mut found);
    parts::required(letter, frame, &mut found);
    found.sort();
    found.dedup();
    found
}

/// What must not be said, wherever it stands.
fn said(place: Place, text: &Text, frame: &Frame, found: &mut Vec<Finding>) {
    let whole = text.without_links();
    let folded = fold(&whole);
    let mut note = |rule: Rule, from: usize, to: usize| {
        found.push(Finding { place, line: text.line(from), rule, words: text.shown(from, to) });
    };
    terms::find(&folded, frame, &mut note);
    terms::threats(&folded, &mut note);
    values::prices(&folded, &mut note);
    values::numbers(&whole, &folded, &mut note);
    values::shouting(&whole, &mut note);
    values::disguise(&whole, &mut note);
}

/// What is wrong with one introduction, which is text in a fixed mail; empty if nothing.
pub fn lint_intro(intro: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let frame = Frame::new(Family::Service);
    let text = Text::of(intro, 1);
    if intro.chars().count() > INTRO_MAX {
        let words = format!("{} > {INTRO_MAX}", intro.chars().count());
        found.push(Finding { place: Place::Text, line: 1, rule: Rule::TooLong, words });
    }
    said(Place::Text, &text, &frame, &mut found);
    for (rule, words, at) in values::markup_and_links(intro) {
        found.push(Finding { place: Place::Text, line: text.line(at), rule, words });
    }
    found.sort();
    found.dedup();
    found
}

/// What is wrong with a campaign's introductions, per language. Both may be empty; one alone may not.
pub fn lint_intros(intros: &[(Lang, &str)]) -> Vec<(Lang, Finding)> {
    let any = intros.iter().any(|(_, intro)| !intro.trim().is_empty());
    let mut found = Vec::new();
    for (lang, intro) in intros {
        if any && intro.trim().is_empty() {
            found.push((*lang, Finding { place: Place::Text, line: 1, rule: Rule::Missing, words: String::new() }));
        }
        found.extend(lint_intro(intro).into_iter().map(|finding| (*lang, finding)));
    }
    found
}

/// What to do instead, in a language.
pub fn better(lang: Lang, rule: Rule) -> &'static str {
    let words = lists::all().iter().find(|words| words.language == lang.as_str());
    words.map_or("", |words| words.better(rule))
}

/// What was found, for programs: as `habeas lint-mail --json` prints it.
pub fn report(found: &[Finding], family: Family, lang: Lang) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "place": finding.place,
            "line": finding.line,
            "rule": finding.rule,
            "words": finding.words,
            "blocks": finding.rule.blocks(family),
            "better": better(lang, finding.rule),
        })
    };
    let blocked = found.iter().any(|finding| finding.rule.blocks(family));
    json!({ "blocked": blocked, "findings": found.iter().map(finding).collect::<Vec<_>>() })
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
