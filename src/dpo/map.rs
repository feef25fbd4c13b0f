//! The data map: every field of every source with what a version of the record says of it, and what it does not say. Pure.

use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::form::{Part as RecordPart, Values};
use crate::record::{Keep, Record, Retention};
use crate::sources::declaration::{Column, Content, Declaration, Held, Table};

/// What a version of the record does not say of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// It has no such category.
    Category,
    /// No activity uses the category: nothing says why the field is held.
    Purpose,
    /// It has no such rule of retention.
    Rule,
    /// Nothing says until when it is kept.
    End,
}

impl Gap {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Gap::Category => "category",
            Gap::Purpose => "purpose",
            Gap::Rule => "rule",
            Gap::End => "end",
        }
    }
}

/// A field that holds something of people, with what is said of it in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The column.
    pub column: String,
    /// What people read.
    pub label: String,
    /// Its category, or the id that the source names where there is none.
    pub category: String,
    /// The id of its category.
    pub category_id: String,
    /// The rule that the source names.
    pub rule: Option<String>,
    /// What it is used for, by the names of the activities.
    pub purposes: Vec<String>,
    /// Who receives it, by name.
    pub recipients: Vec<String>,
    /// Until when, in the words of the rule that decides.
    pub until: Option<String>,
    /// What is not said.
    pub gaps: Vec<Gap>,
}

/// The fields of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The table.
    pub table: String,
    /// What people read.
    pub label: String,
    /// Its fields, in the order of the source file.
    pub fields: Vec<Field>,
}

/// Every table of a source that holds something of people.
pub fn parts(record: &Record, declaration: &Declaration, lang: Lang) -> Vec<Part> {
    let part = |table: &Table| {
        let field = |column: &Column| match &column.content {
            Content::Ignored(_) => None,
            Content::Fact(held) => Some(field(record, table, column, held, lang)),
        };
        let fields: Vec<Field> = table.columns.iter().filter_map(field).collect();
        let label = table.label.get(lang).to_owned();
        (!fields.is_empty()).then(|| Part { table: table.name.clone(), label, fields })
    };
    declaration.tables.iter().filter_map(part).collect()
}

fn field(record: &Record, table: &Table, column: &Column, held: &Held, lang: Lang) -> Field {
    let category = record.category(&held.category);
    let activities: Vec<_> = record.activities_of(&held.category).collect();
    let declared = held.retention.as_deref().or(table.retention.as_deref());
    let end = record.end_of_fact(&held.category, declared, |_| None);
    let mut gaps = Vec::new();
    match (category.is_some(), activities.is_empty()) {
        (false, _) => gaps.push(Gap::Category),
        (true, true) => gaps.push(Gap::Purpose),
        (true, false) => {}
    }
    if declared.is_some_and(|id| record.retention(id).is_none()) {
        gaps.push(Gap::Rule);
    } else if end.is_none() && gaps.is_empty() {
        gaps.push(Gap::End);
    }
    Field {
        column: column.name.clone(),
        label: held.label.get(lang).to_owned(),
        category_id: held.category.clone(),
        rule: declared.map(str::to_owned),
        category: category.map_or_else(|| held.category.clone(), |category| category.label.get(lang).to_owned()),
        purposes: activities.iter().map(|activity| activity.name.get(lang).to_owned()).collect(),
        recipients: record.recipients_of(&held.category).map(|one| one.name.clone()).collect(),
        until: end.map(|end| kept(end.rule(), lang)),
        gaps,
    }
}

fn kept(rule: &Retention, lang: Lang) -> String {
    match &rule.keep {
        Keep::For(_) => rule.label.get(lang).to_owned(),
        Keep::While(criteria) => format!("{}. {}", rule.label.get(lang), criteria.get(lang)),
    }
}

/// The activities with consent that a source names and the record has not, each once.
pub fn unknown_consents(record: &Record, declaration: &Declaration) -> Vec<String> {
    let named = declaration.consents.iter().map(|consent| &consent.activity);
    let mut unknown: Vec<String> = named.filter(|id| record.activity(id).is_none()).cloned().collect();
    unknown.sort();
    unknown.dedup();
    unknown
}

fn facts(table: &Table) -> impl Iterator<Item = (&Column, &Held)> {
    table.columns.iter().filter_map(|column| match &column.content {
        Content::Ignored(_) => None,
        Content::Fact(held) => Some((column, held)),
    })
}

fn names_rule(table: &Table, held: &Held, rule: &str) -> bool {
    held.retention.as_deref().or(table.retention.as_deref()) == Some(rule)
}

/// Where the sources name an entry of the record, as `table.column`; a source with a consent by its own name.
pub fn places<'d>(declarations: impl Iterator<Item = &'d Declaration>, part: RecordPart, id: &str) -> Vec<String> {
    let mut all = Vec::new();
    for declaration in declarations {
        if part == RecordPart::Activity && declaration.consents.iter().any(|consent| consent.activity == id) {
            all.push(declaration.name.clone());
        }
        for table in &declaration.tables {
            let named = facts(table).filter(|(_, held)| match part {
                RecordPart::Category => held.category == id,
                RecordPart::Retention => names_rule(table, held, id),
                _ => false,
            });
            let before = all.len();
            all.extend(named.map(|(column, _)| format!("{}.{}", table.name, column.name)));
            let ground = table.ground().is_some_and(|ground| ground.retention == id);
            if part == RecordPart::Retention && ground && all.len() == before {
                all.push(table.name.clone());
            }
        }
    }
    all
}

/// What the form of a new entry begins with: the id that the sources name, and what follows from where they name it.
pub fn first_values(portal: &Portal, part: RecordPart, id: &str) -> Values {
    let mut values = Values::new();
    let mut set = |name: String, value: &str| drop(values.insert(name, vec![value.to_owned()]));
    set("id".to_owned(), id);
    let tables: Vec<&Table> = portal.sources.all_declarations().flat_map(|declaration| &declaration.tables).collect();
    match part {
        RecordPart::Category => {
            let held: Vec<&Held> = tables
                .iter()
                .flat_map(|table| facts(table))
                .map(|(_, held)| held)
                .filter(|held| held.category == id)
                .collect();
            // One field says what its category is; several want a name that a person finds.
            if let [only] = held.as_slice() {
                for lang in &portal.settings.portal.languages {
                    set(format!("label_{lang}"), only.label.get(*lang));
                }
            }
        }
        RecordPart::Retention => {
            let names = |table: &&&Table| {
                facts(table).any(|(_, held)| names_rule(table, held, id))
                    || table.ground().is_some_and(|ground| ground.retention == id)
            };
            let event = tables.iter().filter(names).find_map(|table| table.events.keys().next());
            if let Some(event) = event {
                set("starts".to_owned(), event);
            }
        }
        _ => {}
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const SHOP: &str = r#"
name = "shop"
kind = "sqlite"
url = "shop.sqlite"
label = { en = "Shop", fr = "Boutique" }
[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
size = { category = "measures", label = { en = "Size", fr = "Taille" }, edit = "self" }
since = { category = "account", label = { en = "Since", fr = "Depuis" }, edit = "self", retention = "for-ever" }
"#;

    /// The gaps of each field, with its end, as this record has it.
    fn gaps(record: &Record) -> Vec<(String, Vec<Gap>, Option<String>)> {
        let (declaration, found) = Declaration::parse(Path::new("shop.toml"), SHOP, Lang::ALL, &|_| None);
        let declaration = declaration.unwrap_or_else(|| panic!("{found:?}"));
        let parts = parts(record, &declaration, Lang::Fr);
        let all = parts.into_iter().flat_map(|part| part.fields);
        all.map(|field| (field.column, field.gaps, field.until)).collect()
    }

    #[test]
    fn each_field_says_what_the_record_does_not_say_of_it() {
        let text = include_str!("../../config/starter/record.toml");
        let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
        let seen = gaps(&record);
        assert_eq!((seen[0].0.as_str(), &seen[0].1), ("email", &vec![]), "what is left out is no field");
        assert_eq!(
            seen[0].2.as_deref(),
            Some("5 ans après l’incident"),
            "the longest of its purposes, as people read it"
        );
        assert_eq!((&seen[1].1, &seen[1].2), (&vec![Gap::Category], &None));
        assert_eq!(seen[2].1, [Gap::Rule]);
        let mut bare = record.clone();
        bare.activities.iter_mut().for_each(|activity| activity.retention = None);
        assert_eq!(gaps(&bare)[0].1, [Gap::End]);
        bare.activities.retain(|activity| !activity.categories.contains(&"contact".to_owned()));
        assert_eq!(gaps(&bare)[0].1, [Gap::Purpose], "who needs a purpose first is not asked for an end too");
    }
}
