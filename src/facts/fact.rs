//! From the rows of a person to facts: each value with everything the law wants said about it. Pure.
//!
//! Pages and packages show the same facts, so that what a person downloads is what they saw.

use super::shown;
use crate::lang::Lang;
use crate::record::{Basis, Card, End, Keep, RecipientRole, Record};
use crate::sources::declaration::{Column, ColumnKind, Declaration, Edit, Held, Table};
use crate::sources::{Events, Found, Identifiers, Row, Value, event_of};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// What one source holds about a person.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The name of the source.
    pub source: String,
    /// The rows with their values, by table in the order declared.
    pub rows: Vec<Row>,
    /// How the rows were found.
    pub found: Found,
    /// By what they were looked for.
    pub person: Identifiers,
    /// The columns that must hold something, by table.
    pub required: BTreeSet<(String, String)>,
}

/// One value held about a person, in one language. Never printed: values are personal data.
#[derive(Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The name of the source.
    pub source: String,
    /// What people call the source.
    pub source_label: String,
    /// The table.
    pub table: String,
    /// What people call the table.
    pub table_label: String,
    /// The column.
    pub column: String,
    /// The key of the row, as `RowKey` prints it.
    pub row: String,
    /// Whether another person has the row too.
    pub shared: bool,
    /// The category of the record.
    pub category: String,
    /// What people call the category.
    pub category_label: String,
    /// The card of "my data" that shows it.
    pub card: Card,
    /// What people call the value.
    pub label: String,
    /// The value in the form of its kind: days `2026-03-01`, `true`, `12.50`. Absent if nothing is held, or if it names
    /// a colleague, of whom only the role is shown.
    pub value: Option<String>,
    /// The value as a person reads it; empty if nothing is held.
    pub text: String,
    /// What it is used for, an entry for each activity.
    pub why: Vec<Why>,
    /// Who receives it, by name.
    pub recipients: Vec<Receiver>,
    /// Until when it is kept.
    pub until: Until,
    /// What the person can do about it.
    pub edit: Editing,
    /// Whether the source accepts that nothing stands there.
    #[serde(skip)]
    pub optional: bool,
    /// Whether the law protects it further (Arts 9 and 10): pages hide it until the person asks.
    #[serde(skip)]
    pub sensitive: bool,
}

/// One use of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The activity of the record.
    pub activity: String,
    /// What people call it.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// The legal basis.
    pub basis: Basis,
    /// The law, where the basis is one.
    pub law: Option<String>,
    /// The interest, where the basis is one.
    pub interest: Option<String>,
    /// Where the value comes from.
    pub origin: String,
}

/// Who receives a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// Its id in the record.
    pub id: String,
    /// The name of the company or body.
    pub name: String,
    /// In what capacity.
    pub role: RecipientRole,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
}

/// Until when a value is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Until {
    /// Up to and including a day.
    Day {
        /// The day the time began.
        #[serde(skip)]
        from: Option<Date>,
        /// The last day.
        day: Date,
        /// The rule in words.
        rule: String,
        /// The law that asks for it.
        law: Option<String>,
    },
    /// The clock has not started.
    NotStarted {
        /// The rule in words.
        rule: String,
    },
    /// By criteria.
    While {
        /// The criteria in words.
        rule: String,
    },
    /// No rule applies; `check` warned about it.
    Unknown,
}

/// What the person can do about a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Editing {
    /// Change it at once.
    Own,
    /// Change it with the address one signs in with, which it is: the new mailbox is proven first.
    Address,
    /// Ask for a change, which a colleague decides.
    Review,
    /// Nothing through the portal.
    Locked {
        /// Why.
        reason: String,
    },
}

impl Fact {
    /// Whether anything is held.
    pub fn is_held(&self) -> bool {
        !self.text.is_empty()
    }
}

/// The facts in everything that was found, in the order of the sources, their tables and rows. What is empty is a fact
/// only where the person may fill it in.
pub fn assemble<'d>(
    record: &Record,
    declarations: impl Iterator<Item = &'d Declaration> + Clone,
    holdings: &[Holding],
    lang: Lang,
    today: Date,
) -> Vec<Fact> {
    let last = last_events(declarations.clone(), holdings);
    let mut facts = Vec::new();
    for holding in holdings {
        let Some(declaration) = declarations.clone().find(|known| known.name == holding.source) else { continue };
        for row in &holding.rows {
            let Some(table) = declaration.table(&row.table) else { continue };
            let one = Assembly { record, declaration, holding, table, row, last: &last, lang, today };
            facts.extend(one.facts());
        }
    }
    facts
}

/// When each event last happened, over all sources.
pub fn last_events<'d>(declarations: impl Iterator<Item = &'d Declaration>, holdings: &[Holding]) -> Events {
    let mut last = Events::new();
    for declaration in declarations {
        for holding in holdings.iter().filter(|holding| holding.source == declaration.name) {
            for (name, day) in crate::sources::events(declaration, &holding.found) {
                last.entry(name).and_modify(|known| *known = day.max(*known)).or_insert(day);
            }
        }
    }
    last
}

/// One row on its way to facts.
pub(super) struct Assembly<'a> {
    pub record: &'a Record,
    pub declaration: &'a Declaration,
    pub holding: &'a Holding,
    pub table: &'a Table,
    pub row: &'a Row,
    pub last: &'a Events,
    pub lang: Lang,
    pub today: Date,
}

impl Assembly<'_> {
    pub fn facts(&self) -> Vec<Fact> {
        let values = self.row.values.iter();
        values.filter_map(|value| self.fact(self.table.column(&value.column)?, &value.content)).collect()
    }

    fn fact(&self, column: &Column, content: &Value) -> Option<Fact> {
        let (held, lang) = (column.held()?, self.lang);
        let value = content.text().filter(|text| !text.is_empty()).map(str::to_owned);
        let text = match content {
            Value::Absent => String::new(),
            Value::Held(text) => shown::text(&held.kind, text, lang),
            Value::Colleague(words) => words.get(lang).to_owned(),
        };
        let edit = self.editing(held, value.as_deref());
        if text.is_empty() && edit != Editing::Own {
            return None;
        }
        let category = self.record.category(&held.category)?;
        Some(Fact {
            source: self.declaration.name.clone(),
            source_label: self.declaration.label.get(lang).to_owned(),
            table: self.table.name.clone(),
            table_label: self.table.label.get(lang).to_owned(),
            column: column.name.clone(),
            row: self.row.key.to_string(),
            shared: self.row.shared,
            category: category.id.clone(),
            category_label: category.label.get(lang).to_owned(),
            card: category.card,
            label: held.label.get(lang).to_owned(),
            value,
            text,
            why: self.why(&category.id),
            recipients: self.recipients(&category.id),
            until: self.until(held),
            edit,
            sensitive: category.sensitive.is_some(),
            optional: !self.holding.required.contains(&(self.table.name.clone(), column.name.clone())),
        })
    }

    /// What may be changed here. A row that another person has too is not one person's to change at once.
    fn editing(&self, held: &Held, value: Option<&str>) -> Editing {
        match &held.edit {
            Edit::Own if !self.row.shared && held.kind == ColumnKind::Email && self.is_own_address(value) => {
                Editing::Address
            }
            // Whoever could rewrite the address a row is found by could take it, or lose it.
            Edit::Own if self.row.shared || held.kind == ColumnKind::Email => Editing::Review,
            Edit::Own => Editing::Own,
            Edit::Review => Editing::Review,
            Edit::Locked(reason) => Editing::Locked { reason: reason.get(self.lang).to_owned() },
        }
    }

    fn is_own_address(&self, value: Option<&str>) -> bool {
        value.is_some_and(|text| self.holding.person.is(text))
    }

    fn why(&self, category: &str) -> Vec<Why> {
        let lang = self.lang;
        let why = |activity: &crate::record::Activity| Why {
            activity: activity.id.clone(),
            name: activity.name.get(lang).to_owned(),
            purpose: activity.purpose.get(lang).to_owned(),
            basis: activity.basis,
            law: activity.law.clone(),
            interest: activity.interest.as_ref().map(|words| words.get(lang).to_owned()),
            origin: activity.origin.get(lang).to_owned(),
        };
        self.record.activities_of(category).map(why).collect()
    }

    fn recipients(&self, category: &str) -> Vec<Receiver> {
        let receiver = |recipient: &crate::record::Recipient| Receiver {
            id: recipient.id.clone(),
            name: recipient.name.clone(),
            role: recipient.role,
            country: recipient.country.clone(),
        };
        self.record.recipients_of(category).map(receiver).collect()
    }

    fn until(&self, held: &Held) -> Until {
        let ground = self.table.ground().map(|ground| ground.retention.as_str());
        let declared = held.retention.as_deref().or(self.table.retention.as_deref()).or(ground);
        let event =
            |name: &str| event_of(self.declaration, &self.holding.found, self.last, self.table, &self.row.key, name);
        let words = |rule: &crate::record::Retention| rule.label.get(self.lang).to_owned();
        match self.record.end_of_fact(&held.category, declared, event) {
            None => Until::Unknown,
            // A day that is past means that the purge is due; the fact is still there today.
            Some(End::On(day, rule)) => {
                let from = match &rule.keep {
                    Keep::For(period) => Some(period.before(day)),
                    Keep::While(_) => None,
                };
                Until::Day { from, day: day.max(self.today), rule: words(rule), law: rule.law.clone() }
            }
            Some(End::NotStarted(rule)) => Until::NotStarted { rule: words(rule) },
            Some(End::While(rule)) => match &rule.keep {
                Keep::While(criteria) => Until::While { rule: criteria.get(self.lang).to_owned() },
                Keep::For(_) => Until::While { rule: words(rule) },
            },
        }
    }
}
