//! What a mail is made of: images, forms, attachments; and what it must have.

use super::fold::{Word, fold};
use super::html::Page;
use super::letter::{Letter, host};
use super::links::{allowed, pressed};
use super::lists::{self, Phrase, Required};
use super::rule::Rule;
use super::terms::stands;
use super::{Finding, Frame, Place, values};
use crate::lang::Lang;

/// Images, forms and other markup of the HTML part.
pub(super) fn markup(page: &Page, letter: &Letter, frame: &Frame, found: &mut Vec<Finding>) {
    let mut note = |rule: Rule, line: u32, words: &str| {
        let words = words.chars().take(60).collect();
        found.push(Finding { place: Place::Html, line, rule, words });
    };
    let allowed = allowed(letter, frame);
    let mut logos = 0;
    for image in &page.images {
        if image.hidden {
            note(Rule::Pixel, image.line, &image.src);
            continue;
        }
        logos += 1;
        let remote = host(&image.src).is_some_and(|host| !allowed.contains(&host));
        if logos > 1 || remote || image.src == "url()" {
            note(Rule::Image, image.line, &image.src);
        }
    }
    page.forms.iter().for_each(|(name, line)| note(Rule::Form, *line, name));
    page.others.iter().for_each(|(name, line)| note(Rule::Markup, *line, name));
    if let Some(line) = page.turned {
        note(Rule::Hidden, line, "direction");
    }
}

/// One of the lists of what is required.
type List = fn(&Required) -> &[Phrase];

/// What every mail must have: who writes, why, the links, an address, a text part, the reader's language.
pub(super) fn required(letter: &Letter, frame: &Frame, found: &mut Vec<Finding>) {
    let mut lack = |rule: Rule, words: &str| found.push(Finding::whole(rule, words));
    letter.extras.iter().for_each(|name| lack(Rule::Attachment, name));
    if letter.whole && letter.text.is_none() {
        lack(Rule::TextPart, "");
    }
    let text = letter.text.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = letter.page.as_ref().map(|page| page.text.to_string()).unwrap_or_default();
    let both = format!("{text}\n{page}");
    if let Some((name, address)) = &letter.from
        && (name.trim().is_empty() || address.is_empty() || !values::names(&both, name))
    {
        lack(Rule::Sender, name);
    }
    let contacts = values::mailboxes(&both);
    if contacts.is_empty() {
        lack(Rule::Contact, "");
    }
    // What a button says is no sentence that explains it.
    let labels = [Place::Text, Place::Html].into_iter().flat_map(|place| pressed(letter, place));
    let labelled: Vec<String> = labels.flat_map(|(label, _)| fold(&label).words()).collect();
    let mut sentences = letter.text.as_ref().map(|text| fold(&text.without_links()).sentences()).unwrap_or_default();
    sentences.extend(fold(&page).sentences());
    sentences.retain(|sentence| !sentence.iter().all(|word| labelled.contains(&word.letters)));
    let any = |list: List, words: &[Word]| lists::all().iter().any(|language| stands(words, list(&language.required)));
    let says_why = sentences.iter().any(|sentence| {
        any(|required| &required.purpose_acts, sentence) && any(|required| &required.purpose_things, sentence)
    });
    if !says_why {
        lack(Rule::Purpose, "");
    }
    // Each part must do without the other.
    for (place, there) in [(Place::Text, letter.text.is_some()), (Place::Html, letter.page.is_some())] {
        if !there {
            continue;
        }
        let labels: Vec<Vec<Word>> = pressed(letter, place).iter().map(|(label, _)| fold(label).plain()).collect();
        let needs: [(Rule, List); 3] = [
            (Rule::Portal, |required| &required.portal),
            (Rule::Stop, |required| &required.stop),
            (Rule::Privacy, |required| &required.privacy),
        ];
        for (rule, list) in needs {
            if !labels.iter().any(|words| any(list, words)) {
                found.push(Finding { place, line: 0, rule, words: String::new() });
            }
        }
    }
    language(letter, frame, &both, found);
}

/// Whether the words are those of the language the mail must be in.
fn language(letter: &Letter, frame: &Frame, text: &str, found: &mut Vec<Finding>) {
    let Some(expected) = frame.lang.or(letter.lang) else { return };
    let words = fold(text).plain();
    let is_common = |phrases: &[Phrase], word: &Word| {
        phrases.iter().any(|phrase| phrase.0.first().is_some_and(|part| part.matches(&word.letters)))
    };
    let of = |lang: &str| {
        let list = lists::all().iter().find(|list| list.language == lang);
        list.map_or(0, |list| words.iter().filter(|word| is_common(&list.common, word)).count())
    };
    let mine = of(expected.as_str());
    let other =
        lists::all().iter().filter(|list| list.language != expected.as_str()).max_by_key(|list| of(&list.language));
    if let Some(other) = other.filter(|other| of(&other.language) > mine) {
        found.push(Finding::whole(Rule::Language, &other.language));
    }
    let said = letter.page.as_ref().and_then(|page| page.lang.as_deref());
    let said =
        said.and_then(|code| code.split('-').next()).filter(|code| !code.eq_ignore_ascii_case(expected.as_str()));
    if let Some(code) = said {
        found.push(Finding { place: Place::Html, line: 1, rule: Rule::Language, words: code.to_owned() });
    }
    if letter.lang.is_some_and(|lang: Lang| lang != expected) {
        found.push(Finding::whole(Rule::Language, "Content-Language"));
    }
}
