//! Facts as the templates want them: words in the reader's language. Pure.

use super::{Editing, Fact, Until};
use crate::lang::Lang;
use crate::record::{Card, Record};
use crate::words::{self, say};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most rows of a table on the first page; the page of the category shows them all.
pub const FIRST: usize = 5;

/// Whether sensitive values (Arts 9 and 10) stand on a page for everybody who looks over a shoulder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Hidden: the person has not asked.
    Hidden,
    /// Shown: the person asked for them, which is logged.
    Open,
}

impl Sight {
    /// Whether this value stays hidden.
    pub fn hides(self, fact: &Fact) -> bool {
        self == Self::Hidden && fact.sensitive && fact.is_held()
    }
}

/// Until when, in words; empty if nothing is known.
pub fn until(lang: Lang, until: &Until) -> String {
    match until {
        Until::Day { day, rule, law, .. } => {
            let day = words::day(lang, *day);
            let why = law.as_ref().map_or_else(|| rule.clone(), |law| format!("{rule}, {law}"));
            say(lang, "facts-until-day", &[("day", &day), ("why", &why)])
        }
        Until::NotStarted { rule } | Until::While { rule } => rule.clone(),
        Until::Unknown => String::new(),
    }
}

/// The last day alone; the rule where there is no day.
fn last_day(lang: Lang, end: &Until) -> String {
    match end {
        Until::Day { day, .. } => words::day(lang, *day),
        other => until(lang, other),
    }
}

/// Why the last days of a table are what they are, every rule once, with its law.
fn rules(rows: &[&Vec<&Fact>]) -> String {
    let mut told: Vec<String> = Vec::new();
    for fact in rows.iter().filter_map(|row| row.first()) {
        if let Until::Day { rule, law, .. } = &fact.until {
            let text = law.as_ref().map_or_else(|| rule.clone(), |law| format!("{rule} ({law})"));
            if !told.contains(&text) {
                told.push(text);
            }
        }
    }
    told.join(", ")
}

/// One fact for `ui.fact`; `actions` are links.
pub fn fact(lang: Lang, fact: &Fact, is_new: bool, sight: Sight, actions: &[(String, String)]) -> Value {
    let note = match &fact.edit {
        Editing::Locked { reason } => reason.clone(),
        Editing::Review => say(lang, "facts-review-note", &[]),
        Editing::Address => say(lang, "facts-address-note", &[]),
        Editing::Own => String::new(),
    };
    let shared = if fact.shared { say(lang, "facts-shared-note", &[]) } else { String::new() };
    let actions: Vec<Value> = actions.iter().map(|(href, label)| json!({ "href": href, "label": label })).collect();
    json!({
        "label": fact.label,
        "value": if sight.hides(fact) { "" } else { fact.text.as_str() },
        "is_hidden": sight.hides(fact),
        "why": why(lang, fact),
        "basis": basis(lang, fact),
        "source": fact.source_label,
        "recipients": recipients(lang, fact),
        "until": until(lang, &fact.until),
        "is_new": is_new,
        "note": (format!("{note} {shared}").trim()),
        "actions": actions,
    })
}

/// How much of the time a value is kept has passed, in percent; none where no day is known.
pub fn percent(until: &Until, today: Date) -> Option<i32> {
    let Until::Day { from: Some(from), day, .. } = until else { return None };
    let length = |to: Date| from.until(to).map_or(0, |span| span.get_days());
    let (passed, whole) = (length(today), length(*day));
    let percent = passed.saturating_mul(100).checked_div(whole).unwrap_or(100);
    Some(percent.clamp(0, 100))
}

/// The facts of one row for `facts.part`: what is true of all of them is told once, above them.
pub fn group(label: &str, mut facts: Vec<Value>) -> Value {
    const TOLD: [&str; 6] = ["why", "basis", "source", "recipients", "until", "percent"];
    let mut shared = serde_json::Map::new();
    let alone = facts.len() < 2;
    for key in TOLD.into_iter().filter(|_| !alone) {
        let Some(first) = facts.first().and_then(|fact| fact.get(key)).cloned() else { continue };
        if facts.iter().all(|fact| fact.get(key) == Some(&first)) {
            facts.iter_mut().filter_map(Value::as_object_mut).for_each(|fact| drop(fact.remove(key)));
            shared.insert(key.to_owned(), first);
        }
    }
    let shared = if shared.is_empty() { Value::Null } else { Value::Object(shared) };
    json!({ "label": label, "facts": facts, "shared": shared })
}

/// What stands between the parts of a list: French keeps its semicolon on the line.
fn between(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "; ",
        Lang::Fr => "\u{a0}; ",
    }
}

/// What for, every purpose once.
pub fn why(lang: Lang, fact: &Fact) -> String {
    let purposes: Vec<&str> = fact.why.iter().map(|why| why.purpose.as_str()).collect();
    let origin = fact.why.first().map(|why| why.origin.clone()).unwrap_or_default();
    say(lang, "facts-why", &[("purposes", &purposes.join(between(lang))), ("origin", &origin)])
}

/// On what basis, every one once, with its law or interest.
pub fn basis(lang: Lang, fact: &Fact) -> String {
    let mut told: Vec<String> = Vec::new();
    for why in &fact.why {
        let word = say(lang, &format!("basis-{}", why.basis.as_str()), &[]);
        let more = why.law.as_ref().or(why.interest.as_ref());
        let text = more.map_or_else(|| word.clone(), |more| format!("{word} ({more})"));
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told.join(between(lang))
}

/// Who gets it, by name.
pub fn recipients(lang: Lang, fact: &Fact) -> String {
    if fact.recipients.is_empty() {
        return say(lang, "fact-nobody", &[]);
    }
    fact.recipients.iter().map(|recipient| recipient.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The rows of one table in one category: their facts in order.
pub struct Rows<'f> {
    /// What people call the table.
    pub label: &'f str,
    /// Each row with its facts.
    pub rows: Vec<Vec<&'f Fact>>,
}

/// The facts of a category by table and row, in the order they come.
pub fn rows_of<'f>(facts: impl Iterator<Item = &'f Fact>) -> Vec<Rows<'f>> {
    let mut tables: Vec<((&str, &str), Rows<'f>)> = Vec::new();
    for fact in facts {
        let place = (fact.source.as_str(), fact.table.as_str());
        let at = tables.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
            tables.push((place, Rows { label: &fact.table_label, rows: Vec::new() }));
            tables.len() - 1
        });
        let Some((_, table)) = tables.get_mut(at) else { continue };
        match table.rows.last_mut().filter(|row| row.first().is_some_and(|first| first.row == fact.row)) {
            Some(row) => row.push(fact),
            None => table.rows.push(vec![fact]),
        }
    }
    tables.into_iter().map(|(_, table)| table).collect()
}

/// Rows as a table: the columns are all labels that occur.
pub fn table(lang: Lang, rows: &[&Vec<&Fact>], sight: Sight, change: impl Fn(&Fact) -> Option<String>) -> Value {
    let mut labels: Vec<&str> = Vec::new();
    for fact in rows.iter().flat_map(|row| row.iter()).filter(|fact| fact.is_held()) {
        if !labels.contains(&fact.label.as_str()) {
            labels.push(&fact.label);
        }
    }
    let hidden = say(lang, "fact-hidden", &[]);
    let line = |row: &&Vec<&Fact>| {
        let text = |fact: &&&Fact| if sight.hides(fact) { hidden.clone() } else { fact.text.clone() };
        let of = |label: &&str| row.iter().find(|fact| fact.label == *label).map_or(String::new(), |fact| text(&fact));
        let first = row.first();
        json!({
            "cells": labels.iter().map(of).collect::<Vec<_>>(),
            "until": first.map(|fact| last_day(lang, &fact.until)),
            "href": row.iter().find_map(|fact| change(fact)),
        })
    };
    let first = rows.iter().find_map(|row| row.first());
    let has_links = rows.iter().flat_map(|row| row.iter()).any(|fact| change(fact).is_some());
    json!({
        "labels": labels,
        "has_links": has_links,
        "has_hidden": rows.iter().flat_map(|row| row.iter()).any(|fact| sight.hides(fact)),
        "rows": rows.iter().map(line).collect::<Vec<_>>(),
        "why": first.map(|fact| why(lang, fact)),
        "basis": first.map(|fact| basis(lang, fact)),
        "source": first.map(|fact| fact.source_label.clone()),
        "recipients": first.map(|fact| recipients(lang, fact)),
        "rules": rules(rows),
        "reason": first.and_then(|fact| match &fact.edit {
            Editing::Locked { reason } => Some(reason.clone()),
            _ => None,
        }),
    })
}

/// The categories that hold something, in the order of the cards and of the record.
pub fn categories<'r>(record: &'r Record, facts: &[Fact]) -> Vec<(Card, &'r str)> {
    let held: BTreeMap<&str, ()> = facts.iter().map(|fact| (fact.category.as_str(), ())).collect();
    let present = record.categories.iter().filter(|category| held.contains_key(category.id.as_str()));
    let mut found: Vec<(Card, &str)> = present.map(|category| (category.card, category.id.as_str())).collect();
    found.sort_by_key(|(card, _)| *card);
    found
}

/// The icon of a card.
pub fn icon(card: Card) -> &'static str {
    match card {
        Card::Identity => "user",
        Card::Orders => "shopping-bag",
        Card::Payments => "credit-card",
        Card::Support => "life-buoy",
        Card::Preferences => "sliders-horizontal",
        Card::Usage => "activity",
        Card::Inferred => "sparkles",
        Card::Other => "folder",
    }
}
