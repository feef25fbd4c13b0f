//! What the page inside a package says: what `templates/access/package.html` is made with.

use super::Contents;
use super::own::Table;
use super::package::{bases, by_category, files, notice, receiver_place, until};
use super::paper::nothing;
use crate::facts::{Fact, Receiver, Until, Why};
use crate::lang::Lang;
use crate::words;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::rc::Rc;

/// The context of the offline page.
#[derive(Serialize)]
pub(super) struct Page<'c> {
    lang: Lang,
    controller: &'c Value,
    date: String,
    count: usize,
    cards: Vec<Card<'c>>,
    own: &'c [Table],
    nothing: String,
    information: Value,
    missing: String,
    hidden: String,
    files: Vec<String>,
}

/// What is held of one category.
#[derive(Serialize)]
struct Card<'c> {
    label: &'c str,
    facts: Vec<Shown<'c>>,
}

/// A fact as the offline page shows it.
#[derive(Serialize)]
struct Shown<'c> {
    label: &'c str,
    value: &'c str,
    table: &'c str,
    why: Said,
    basis: Said,
    source: &'c str,
    recipients: Said,
    until: Said,
}

impl<'c> Page<'c> {
    pub fn of(contents: &'c Contents) -> Self {
        let lang = contents.lang;
        let mut words = Words::default();
        let cards = by_category(&contents.facts).into_iter().map(|(label, facts)| Card {
            label,
            facts: facts.into_iter().map(|fact| words.shown(lang, fact)).collect(),
        });
        Self {
            lang,
            controller: &contents.controller,
            date: words::day(lang, contents.at.to_zoned_datetime(TimeZone::UTC).date()),
            count: contents.facts.iter().filter(|fact| fact.is_held()).count(),
            cards: cards.collect(),
            own: &contents.own,
            nothing: words::say(lang, nothing(contents), &[]),
            information: placed(lang, contents.information.clone()),
            missing: contents.missing.join(", "),
            hidden: notice(contents),
            files: files(contents),
        }
    }
}

/// Words that several facts share.
#[derive(Clone)]
struct Said(Rc<str>);

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What was said of the fact before: what is the same is not put into words again.
#[derive(Default)]
struct Words<'c> {
    why: Option<(&'c [Why], (Said, Said))>,
    recipients: Option<(&'c [Receiver], Said)>,
    until: Option<(&'c Until, Said)>,
}

impl<'c> Words<'c> {
    fn shown(&mut self, lang: Lang, fact: &'c Fact) -> Shown<'c> {
        let (why, basis) = same(&mut self.why, fact.why.as_slice(), || {
            let purposes = fact.why.iter().map(|why| why.purpose.as_str()).collect::<Vec<_>>().join(" ");
            (purposes.into(), bases(lang, fact).into())
        });
        let recipients = same(&mut self.recipients, fact.recipients.as_slice(), || {
            fact.recipients.iter().map(|recipient| recipient.name.as_str()).collect::<Vec<_>>().join(", ").into()
        });
        let until = same(&mut self.until, &fact.until, || until(lang, &fact.until).into());
        let (label, value, table, source) = (&fact.label, &fact.text, &fact.table_label, &fact.source_label);
        Shown { label, value, table, why, basis, source, recipients, until }
    }
}

/// What was said before, if it was said of the same; else what is said now.
fn same<'c, K: PartialEq + ?Sized, V: Clone>(before: &mut Option<(&'c K, V)>, of: &'c K, say: impl FnOnce() -> V) -> V {
    match before {
        Some((known, said)) if *known == of => said.clone(),
        _ => before.insert((of, say())).1.clone(),
    }
}

/// The information with the place of every recipient in words: the country by name, and what protects data there.
fn placed(lang: Lang, mut information: Value) -> Value {
    let place = |receivers: Option<&mut Value>| {
        for one in receivers.and_then(Value::as_array_mut).into_iter().flatten() {
            let words = receiver_place(lang, one);
            if let Some(one) = one.as_object_mut() {
                one.insert("place".to_owned(), words.into());
            }
        }
    };
    place(information.get_mut("transfers"));
    for one in information.get_mut("processings").and_then(Value::as_array_mut).into_iter().flatten() {
        place(one.get_mut("recipients"));
    }
    information
}
