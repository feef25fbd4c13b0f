//! The inputs of a form of the record.

use super::Sheet;
use crate::dpo::editing::USED_BY;
use crate::lang::Lang;
use crate::record::edit::Draft;
use crate::record::form::{Field, Kind, Part, UNITS, Values, one, unit_of};
use crate::web::{FieldError, Visit};
use crate::words;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The most that a line takes, in characters.
const LINE: usize = 300;

/// The most that a text takes.
const TEXT: usize = 2_000;

/// Choices that say something when nothing is written, with the word for it.
const DEFAULTS: &[(&str, &str)] = &[("from", "event"), ("phase", "active")];

/// The inputs under their headings, in the order of the part.
pub(super) fn sections(sheet: &Sheet<'_>, values: &Values, errors: &[FieldError]) -> Value {
    let mut sections: Vec<(&str, Vec<Value>)> = Vec::new();
    for field in sheet.part.fields() {
        if sections.last().is_none_or(|(section, _)| *section != field.section) {
            sections.push((field.section, Vec::new()));
        }
        if let Some((_, fields)) = sections.last_mut() {
            fields.extend(inputs(sheet, field, values, errors));
        }
    }
    if let (Part::Category, Some((_, fields))) = (sheet.part, sections.last_mut()) {
        fields.push(users(sheet, values, errors));
    }
    let shown = |(section, fields): &(&str, Vec<Value>)| {
        let title = (!section.is_empty()).then(|| sheet.visit.say(&format!("part-section-{section}"), &[]));
        json!({ "title": title, "fields": fields })
    };
    json!(sections.iter().map(shown).collect::<Vec<_>>())
}

/// The label of the input of this name, with its language where it has one.
pub(super) fn label(sheet: &Sheet<'_>, name: &str) -> Option<String> {
    if name == USED_BY {
        return Some(sheet.visit.say("part-used-by", &[]));
    }
    let languages = sheet.place().languages;
    let field = sheet.part.fields().iter().find(|field| field.names(languages).iter().any(|own| own == name))?;
    let lang = languages.iter().find(|lang| name.ends_with(&format!("_{lang}")) && name != field.key);
    Some(match lang {
        Some(lang) => in_language(sheet, &named(sheet.visit, field.key), *lang),
        None => named(sheet.visit, field.key),
    })
}

fn named(visit: &Visit, key: &str) -> String {
    visit.say(&format!("record-field-{}", key.replace('_', "-")), &[])
}

fn in_language(sheet: &Sheet<'_>, label: &str, lang: Lang) -> String {
    format!("{label} ({})", sheet.visit.say(&format!("language-{lang}"), &[]))
}

fn error_of<'e>(errors: &'e [FieldError], name: &str) -> &'e str {
    errors.iter().find(|error| error.field == name).map_or("", |error| error.text.as_str())
}

/// A hint, where the field has one.
fn hint(visit: &Visit, part: Part, key: &str) -> Option<String> {
    let word = key.replace('_', "-");
    let own = format!("part-hint-{}-{word}", part.as_str().replace('_', "-"));
    let found = |key: &str| words::message(visit.lang(), key, &words::Args::new());
    found(&own).or_else(|| found(&format!("part-hint-{word}")))
}

fn inputs(sheet: &Sheet<'_>, field: &Field, values: &Values, errors: &[FieldError]) -> Vec<Value> {
    let (visit, key) = (sheet.visit, field.key);
    let label = named(visit, key);
    let hint = hint(visit, sheet.part, key).unwrap_or_default();
    let input = |kind: &str, more: Value| {
        let mut shown = json!({
            "input": kind,
            "name": key,
            "label": label,
            "hint": hint,
            "required": field.required,
            "value": one(values, key),
            "error": error_of(errors, key),
            "most": LINE,
        });
        if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
            shown.extend(more);
        }
        shown
    };
    let select =
        |options: Vec<Value>| input("select", json!({ "options": with_none(visit, key, field.required, options) }));
    let option = |value: &str, label: String| json!({ "value": value, "label": label });
    match field.kind {
        Kind::Id if sheet.id.is_some() => Vec::new(),
        Kind::Id | Kind::Line => vec![input("line", Value::Null)],
        Kind::Email => vec![input("email", Value::Null)],
        Kind::Web => vec![input("web", Value::Null)],
        Kind::Day => vec![input("date", json!({ "value": typed_day(one(values, key)) }))],
        Kind::Country => {
            vec![select(words::countries(visit.lang()).into_iter().map(|(code, name)| option(code, name)).collect())]
        }
        Kind::Choice(all) => {
            let named = |word: &&str| {
                // These words people read elsewhere too.
                let own = if matches!(key, "nature" | "sensitive" | "role") { "" } else { "part-" };
                option(word, visit.say(&format!("{own}{key}-{word}"), &[]))
            };
            vec![select(all().iter().map(named).collect())]
        }
        Kind::One(part) => vec![select(entries(sheet, part))],
        Kind::Many(part) => {
            let empty = Vec::new();
            let chosen = values.get(key).unwrap_or(&empty);
            let all = entries(sheet, part);
            vec![input("checkboxes", json!({ "options": all, "values": chosen }))]
        }
        Kind::Event => vec![select(events(sheet, one(values, key)))],
        Kind::Flag => vec![input("checkbox", json!({ "checked": !one(values, key).is_empty() }))],
        Kind::Length => {
            let units = UNITS.iter().map(|(unit, _)| option(unit, visit.say(&format!("part-unit-{unit}"), &[])));
            // A length of mixed units has none.
            let whole = one(values, &unit_of(key)).is_empty() && !one(values, key).is_empty();
            let none = whole.then(|| option("", visit.say("part-unit-none", &[])));
            let unit = match one(values, &unit_of(key)) {
                "" if !whole => "years",
                unit => unit,
            };
            let more = json!({
                "unit_name": unit_of(key),
                "unit_label": visit.say("part-unit", &[("field", &label)]),
                "unit": unit,
                "units": none.into_iter().chain(units).collect::<Vec<_>>(),
            });
            vec![input("length", more)]
        }
        Kind::Text => texts(sheet, key, &label, &hint, field.required, values, errors),
        Kind::Texts(most) => {
            let filled = (1..=most).filter(|at| {
                let names = sheet.place().languages.iter().map(|lang| format!("{key}_{at}_{lang}"));
                names.into_iter().any(|name| !one(values, &name).is_empty())
            });
            // One more than there are, so that another save asks for the next.
            let shown = (filled.max().unwrap_or(0) + 1).min(most);
            (1..=shown)
                .flat_map(|at| {
                    let label = format!("{label} {at}");
                    texts(sheet, &format!("{key}_{at}"), &label, &hint, false, values, errors)
                })
                .collect()
        }
    }
}

/// An input for each language.
fn texts(
    sheet: &Sheet<'_>,
    key: &str,
    label: &str,
    hint: &str,
    required: bool,
    values: &Values,
    errors: &[FieldError],
) -> Vec<Value> {
    let text = |lang: &Lang| {
        let name = format!("{key}_{lang}");
        json!({
            "input": if matches!(key, "name" | "label" | "persons" | "origin" | "departments") { "line" } else { "text" },
            "name": name,
            "label": in_language(sheet, label, *lang),
            "hint": hint,
            "required": required,
            "value": one(values, &name),
            "error": error_of(errors, &name),
            "most": TEXT,
        })
    };
    sheet.place().languages.iter().map(text).collect()
}

/// An empty choice first where nothing need be chosen, or nothing is yet.
fn with_none(visit: &Visit, key: &str, required: bool, mut options: Vec<Value>) -> Vec<Value> {
    let default = DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, word)| *word);
    options.retain(|option| default.is_none() || option.get("value").and_then(Value::as_str) != default);
    let words = match (default, required) {
        (Some(word), _) => format!("part-{key}-{word}"),
        (None, true) => "part-choose".to_owned(),
        (None, false) => "part-none".to_owned(),
    };
    let mut all = vec![json!({ "value": "", "label": visit.say(&words, &[]) })];
    all.append(&mut options);
    all
}

fn typed_day(iso: &str) -> String {
    words::typed_day(iso).map_or_else(|| iso.to_owned(), |day| day.strftime("%d/%m/%Y").to_string())
}

/// What a field may refer to.
fn entries(sheet: &Sheet<'_>, part: Part) -> Vec<Value> {
    let draft: &Draft = sheet.draft;
    let one = |id: String| {
        let values = draft.values(part, &id, sheet.place().languages).unwrap_or_default();
        json!({ "value": id, "label": super::called(sheet.visit, &values, &id) })
    };
    draft.ids(part).into_iter().map(one).collect()
}

/// The activities that may use a category.
fn users(sheet: &Sheet<'_>, values: &Values, errors: &[FieldError]) -> Value {
    json!({
        "input": "checkboxes",
        "name": USED_BY,
        "label": sheet.visit.say("part-used-by", &[]),
        "hint": sheet.visit.say("part-used-by-hint", &[]),
        "required": true,
        "options": entries(sheet, Part::Activity),
        "values": values.get(USED_BY).cloned().unwrap_or_default(),
        "error": error_of(errors, USED_BY),
    })
}

/// The events that the sources know and the rules of the draft name, with where they are known.
fn events(sheet: &Sheet<'_>, chosen: &str) -> Vec<Value> {
    let lang = sheet.visit.lang();
    let known = |event: &str| {
        let tables = sheet.portal.sources.all_declarations().flat_map(|declaration| &declaration.tables);
        let tables = tables.filter(|table| table.events.contains_key(event));
        tables.map(|table| table.label.get(lang).to_owned()).collect::<BTreeSet<_>>()
    };
    let tables = sheet.portal.sources.all_declarations().flat_map(|declaration| &declaration.tables);
    let mut events: BTreeSet<String> = tables.flat_map(|table| table.events.keys().cloned()).collect();
    for id in sheet.draft.ids(Part::Retention) {
        let values = sheet.draft.values(Part::Retention, &id, sheet.place().languages).unwrap_or_default();
        events.insert(one(&values, "starts").to_owned());
    }
    events.insert(chosen.to_owned());
    events.remove("");
    let shown = |event: String| {
        let places: Vec<String> = known(&event).into_iter().collect();
        let label = match places.is_empty() {
            true => event.replace('_', " "),
            false => format!("{} ({})", event.replace('_', " "), places.join(", ")),
        };
        json!({ "value": event, "label": label })
    };
    events.into_iter().map(shown).collect()
}
