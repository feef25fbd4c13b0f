//! Reads the tables of a source file.

use super::column::{self, Part};
use super::{Known, TEXT, leads_to, manual};
use crate::document::{Section, Value};
use crate::record::Text;
use crate::sources::declaration::{Column, Edit, Ground, Running, Table, TableErase, Way};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
enum Action {
    Delete,
    Strip,
    Archive,
    Keep,
}

/// Reads each `[[table]]`, and reports a name written twice; `by_hand` is whether the source is a manual one.
pub(super) fn read_all(root: &Section<'_>, known: &Known<'_>, by_hand: bool) -> Vec<Table> {
    let sections = root.sections("table");
    if sections.is_empty() {
        root.error("table", "no table is declared", "Declare each table that holds personal data in a `[[table]]`.");
    }
    let mut seen: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut tables = Vec::new();
    for section in sections {
        if let Some(name) = section.raw("name") {
            if let Some(line) = seen.get(name) {
                let before = line.map(|line| format!(" (line {line})")).unwrap_or_default();
                section.error("name", format!("`{name}` is declared twice{before}"), "Keep one of the two.");
            }
            seen.entry(name).or_insert_with(|| section.line_of("name"));
        }
        tables.extend(read(section, known, by_hand));
    }
    tables
}

fn read<'d>(section: Section<'d>, known: &Known<'d>, by_hand: bool) -> Option<Table> {
    let line = section.line_of("name").unwrap_or(1);
    let name = section.required("name", "Write the name of the table as the database spells it.");
    let name = name.and_then(|value| value.string());
    let own = name.as_deref().unwrap_or_default();
    let columns_of = |value: &Value<'_>| known.column(value, own);
    if by_hand {
        manual::refuse(&section);
    }
    let key = if by_hand { Some(Vec::new()) } else { read_key(&section, &columns_of) };
    let label = section.required("label", TEXT).and_then(|value| value.text());
    let reason = section.text("reason");
    let person = if by_hand { Some(Vec::new()) } else { read_ways(&section, known, own) };
    let shared = section.boolean("shared", false);
    let member = section.value("member").and_then(|value| Some((known.column(&value, own)?, value)));
    let events = section.section("events").map(|events| read_events(&events, &columns_of)).unwrap_or_default();
    let running = section.section("running").and_then(|running| read_running(running, &columns_of));
    let retention = section.string("retention");
    let erase = read_erase(&section, retention.as_deref());
    let columns = read_columns(&section, reason.as_ref());
    let member = member.and_then(|(name, value)| tells_apart(name, &value, columns.as_deref().unwrap_or_default()));
    section.close();
    Some(Table {
        name: name?,
        key: key?,
        label: label?,
        person: person?,
        member,
        shared,
        events,
        retention,
        running,
        erase: erase?,
        columns: columns?,
        line,
    })
}

fn read_key(section: &Section<'_>, columns_of: &dyn Fn(&Value<'_>) -> Option<String>) -> Option<Vec<String>> {
    let cure = "Name the columns that tell one row from another: `key = [\"id\"]`.";
    let value = section.required("key", cure)?;
    let columns = value.list()?.iter().map(columns_of).collect::<Option<Vec<_>>>()?;
    if columns.is_empty() {
        value.error("is empty", "Name the columns that tell one row from another.");
    }
    (!columns.is_empty()).then_some(columns)
}

/// The column by which people who share an address are told apart: they are asked for it by its label, and whoever could
/// change it could become somebody else.
fn tells_apart(name: String, value: &Value<'_>, columns: &[Column]) -> Option<String> {
    let Some(column) = columns.iter().find(|column| column.name == name) else { return Some(name) };
    match column.held() {
        None => {
            value.error(format!("`{name}` is ignored"), "People are asked for it: give it a category and a label.");
            None
        }
        Some(held) if held.edit == Edit::Own => {
            let cure = "Whoever changes it could become somebody else: leave `edit` out and give a `reason`.";
            value.error(format!("`{name}` can be changed by the person"), cure);
            None
        }
        Some(_) => Some(name),
    }
}

fn read_ways<'d>(section: &Section<'d>, known: &Known<'d>, own: &str) -> Option<Vec<Way>> {
    let cure = "Say how a row belongs to a person: `person = [{ identifier = \"email\" }]`, or a link to a table that \
                does: `[{ column = \"customer_id\", of = \"customers\", at = \"id\" }]`.";
    let value = section.required("person", cure)?;
    let items = value.list()?;
    if items.is_empty() {
        value.error("is empty", cure);
        return None;
    }
    items.iter().map(|item| read_way(item.section()?, known, own)).collect()
}

fn read_way<'d>(section: Section<'d>, known: &Known<'d>, own: &str) -> Option<Way> {
    if let Some(identifier) = section.value("identifier") {
        let column = known.column(&identifier, own);
        section.close();
        return Some(Way::Identifier { column: column? });
    }
    let column = section.required("column", "Write `identifier`, or `column`, `of` and `at`.");
    let column = column.and_then(|value| known.column(&value, own));
    if section.keys().contains(&"source") {
        let text = |key: &str, cure: &str| section.required(key, cure)?.string();
        let source = text("source", "Name the other source.");
        let of = text("of", "Name the table of the other source.");
        let at = text("at", "Name the column of that table that it equals.");
        section.close();
        return Some(Way::Elsewhere { column: column?, source: source?, of: of?, at: at? });
    }
    let of = known.table(&section, "of", "Name the table that the column points to.");
    let at = section.required("at", "Name the column of that table that it equals.");
    let at = at.zip(of.as_ref()).and_then(|(value, of)| known.column(&value, of));
    section.close();
    Some(Way::Link { column: column?, of: of?, at: at? })
}

fn read_events(events: &Section<'_>, columns_of: &dyn Fn(&Value<'_>) -> Option<String>) -> BTreeMap<String, String> {
    let names = events.keys();
    names.into_iter().filter_map(|name| Some((name.to_owned(), columns_of(&events.value(name)?)?))).collect()
}

fn read_running(running: Section<'_>, columns_of: &dyn Fn(&Value<'_>) -> Option<String>) -> Option<Running> {
    let column = running.required("column", "Name the column that says whether it is over, for example `status`.");
    let column = column.and_then(|value| columns_of(&value));
    let cure = "List the values of the column while it is not over: `values = [\"paid\", \"sent\"]`.";
    let value = running.required("values", cure)?;
    let values: Option<Vec<String>> = value.list()?.iter().map(Value::string).collect();
    if values.as_ref().is_some_and(Vec::is_empty) {
        value.error("is empty", cure);
    }
    let cure = "Tell the person why it is still needed: `reason = { en = \"…\", fr = \"…\" }`.";
    let reason = running.required("reason", cure).and_then(|value| value.text());
    running.close();
    Some(Running { column: column?, values: values.filter(|values| !values.is_empty())?, reason: reason? })
}

fn read_erase(section: &Section<'_>, retention: Option<&str>) -> Option<TableErase> {
    let words =
        &[("delete", Action::Delete), ("strip", Action::Strip), ("archive", Action::Archive), ("keep", Action::Keep)];
    let cure = "Say what erasure does with the rows: `erase = \"delete\"`, `\"strip\"`, `\"archive\"` or `\"keep\"`.";
    let action = section.required("erase", cure)?.choice(words)?;
    let ground = section.text("ground");
    let lasts = |word: &str| {
        if !section.keys().contains(&"retention") {
            let cure = "Name the retention rule of the record that ends it: `retention = \"…\"`.";
            section.error("retention", format!("is missing: `{word}` needs an end"), cure);
        }
        if !section.keys().contains(&"ground") {
            let cure = "Tell the person why: `ground = { en = \"…\", fr = \"…\" }`.";
            section.error("ground", format!("is missing: `{word}` needs a reason"), cure);
        }
        Some(Ground { retention: retention?.to_owned(), reason: ground.clone()? })
    };
    match action {
        Action::Delete => Some(TableErase::Delete),
        Action::Strip => Some(TableErase::Strip),
        Action::Archive => lasts("archive").map(TableErase::Archive),
        Action::Keep => lasts("keep").map(TableErase::Keep),
    }
}

fn read_columns(section: &Section<'_>, reason: Option<&Text>) -> Option<Vec<Column>> {
    let cure = "Declare every column of the table under `[table.columns]`.";
    let columns = section.required("columns", cure)?.section()?;
    let mut names = columns.keys();
    names.sort_by_key(|name| columns.line_of(name));
    if names.is_empty() {
        section.error("columns", "no column is declared", cure);
    }
    let key = section.raw_strings("key");
    let identifiers = raw_ways(section);
    let read = |name: &str| {
        let part = Part { key: key.contains(&name), identifier: identifiers.contains(&name), reason };
        column::read(name, columns.section(name)?, part)
    };
    let read: Vec<Option<Column>> = names.into_iter().map(read).collect();
    read.into_iter().collect()
}

/// The columns that identify the people of the table `name`, as written.
pub(super) fn raw_identifiers<'d>(root: &Section<'d>, name: &str) -> Vec<&'d str> {
    let tables = root.raw_sections("table");
    tables.iter().filter(|table| table.raw("name") == Some(name)).flat_map(raw_ways).collect()
}

/// The events of the table `name`, as written.
pub(super) fn raw_events<'d>(root: &Section<'d>, name: &str) -> Vec<&'d str> {
    let tables = root.raw_sections("table");
    let tables = tables.iter().filter(|table| table.raw("name") == Some(name));
    tables.filter_map(|table| table.raw_section("events")).flat_map(|events| events.keys()).collect()
}

fn raw_ways<'d>(table: &Section<'d>) -> Vec<&'d str> {
    table.raw_sections("person").iter().filter_map(|way| way.raw("identifier")).collect()
}

/// Every table must lead to a person; else its rows would never be found.
pub(super) fn check_paths(root: &Section<'_>, tables: &[Table]) {
    let mut reached: Vec<&str> = Vec::new();
    loop {
        let further =
            |table: &&Table| !reached.contains(&table.name.as_str()) && leads_to(&table.person, &reached).is_some();
        let found: Vec<&str> = tables.iter().filter(further).map(|table| table.name.as_str()).collect();
        if found.is_empty() {
            break;
        }
        reached.extend(found);
    }
    for section in root.raw_sections("table") {
        let Some(name) = section.raw("name") else { continue };
        if !reached.contains(&name) {
            let cure = "Give it, or a table it links to, an `identifier`: a column with the person's e-mail address.";
            section.error("person", format!("no way leads from `{name}` to a person"), cure);
        }
    }
}
