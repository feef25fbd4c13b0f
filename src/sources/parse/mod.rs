//! Reads a source file and finds every mistake in it that can be found without its database.

mod column;
mod manual;
mod place;
mod table;
#[cfg(test)]
mod tests;

use super::declaration::{Consent, Declaration, Directory, IgnoredTable, Way};
use crate::diagnostic::{Diagnostic, any_error, nearest};
use crate::document::{Document, Section, Value, list_of};
use crate::lang::Lang;
use std::collections::BTreeMap;
use std::path::Path;

/// What to write where a text per language is missing.
const TEXT: &str = "Write it in each language: `{ en = \"…\", fr = \"…\" }`.";

impl Declaration {
    /// Reads the content of a source file. `languages` are the ones the portal offers; `variable` is the environment,
    /// from which each `${NAME}` of the `url` is taken (`config::variable`). The declaration is absent when a mistake
    /// would keep the portal from starting; warnings come with it.
    pub fn parse(
        file: &Path,
        text: &str,
        languages: &[Lang],
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> (Option<Declaration>, Vec<Diagnostic>) {
        let document = Document::parse(file, text).in_languages(languages);
        let declaration = read(&document, variable);
        let found = document.finish();
        (declaration.filter(|_| !any_error(&found)), found)
    }
}

fn read(document: &Document<'_>, variable: &dyn Fn(&str) -> Option<String>) -> Option<Declaration> {
    let root = document.root();
    let name = read_name(&root);
    let url = place::read(&root, document.file(), variable);
    let by_hand = manual::is_manual(&root);
    let label = root.required("label", TEXT).and_then(|value| value.text());
    let known = Known::gather(&root);
    let tables = table::read_all(&root, &known, by_hand);
    if by_hand {
        manual::refuse_lists(&root);
    } else if !known.tables.is_empty() && tables.len() == known.tables.len() {
        table::check_paths(&root, &tables);
    }
    let directory = root.section("directory").and_then(|section| read_directory(section, &known, &root));
    let consents = root.sections("consent").into_iter().filter_map(|section| read_consent(section, &known)).collect();
    let ignored = root.sections("ignore").into_iter().filter_map(|section| read_ignored(section, &known)).collect();
    root.close();
    Some(Declaration {
        file: document.file().to_path_buf(),
        name: name?,
        url: url?,
        url_line: root_line(document, if by_hand { "kind" } else { "url" }),
        label: label?,
        directory,
        consents,
        tables,
        ignored,
    })
}

fn root_line(document: &Document<'_>, key: &str) -> usize {
    document.root().line_of(key).unwrap_or(1)
}

/// The tables and columns that references may name. Taken from what is written, so that one mistake in a table does
/// not make every reference to it look wrong too.
struct Known<'d> {
    tables: BTreeMap<&'d str, Vec<&'d str>>,
}

impl<'d> Known<'d> {
    fn gather(root: &Section<'d>) -> Self {
        let mut tables = BTreeMap::new();
        for table in root.raw_sections("table") {
            let columns = table.raw_section("columns").map(|columns| columns.keys()).unwrap_or_default();
            if let Some(name) = table.raw("name") {
                tables.insert(name, columns);
            }
        }
        Self { tables }
    }

    /// Reads the name of a declared table; another one is a mistake.
    fn table(&self, section: &Section<'d>, key: &str, cure: &str) -> Option<String> {
        let value = section.required(key, cure)?;
        let name = value.string()?;
        let add = || format!("Declare it in a `[[table]]` with `name = \"{name}\"`.");
        resolve(&value, &name, "table", self.tables.keys().copied(), &add())
    }

    /// Reads the name of a declared column of `table`; another one is a mistake.
    fn column(&self, value: &Value<'_>, table: &str) -> Option<String> {
        let name = value.string()?;
        let add = format!("Declare it among the columns of `{table}`.");
        match self.tables.get(table) {
            Some(columns) => resolve(value, &name, &format!("column of `{table}`"), columns.iter().copied(), &add),
            None => Some(name),
        }
    }
}

/// `name` if it is one of `known`, else a mistake.
fn resolve<'k>(
    value: &Value<'_>,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    add: &str,
) -> Option<String> {
    if known.clone().any(|other| other == name) {
        return Some(name.to_owned());
    }
    let cure = match nearest(name, known.clone()) {
        Some(meant) => format!("Did you mean `{meant}`? Otherwise: {add}"),
        None if known.clone().next().is_none() => add.to_owned(),
        None => format!("{add} Declared are {}.", list_of(known)),
    };
    value.error(format!("`{name}` is not a declared {what}"), cure);
    None
}

fn read_name(root: &Section<'_>) -> Option<String> {
    let value = root.required("name", "Give the source a short name, for example `name = \"shop\"`.")?;
    let name = value.string()?;
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if !name.chars().all(plain) {
        value.error(format!("`{name}` is not a plain name"), "Use small letters, digits and hyphens only.");
        return None;
    }
    Some(name)
}

fn read_directory(section: Section<'_>, known: &Known<'_>, root: &Section<'_>) -> Option<Directory> {
    let table = known.table(&section, "table", "Name the table that lists people.");
    let email = section.required("email", "Name the column that holds the address.");
    let email = email.zip(table.as_ref()).and_then(|(value, table)| {
        let column = known.column(&value, table)?;
        let is_identifier = table::raw_identifiers(root, table).contains(&column.as_str());
        if !is_identifier {
            let cure = format!("Add `{{ identifier = \"{column}\" }}` to the `person` of `{table}`.");
            value.error(format!("`{column}` does not identify the people of `{table}`"), cure);
        }
        is_identifier.then_some(column)
    });
    let column = |key: &str| known.column(&section.value(key)?, table.as_deref()?);
    let (language, born) = (column("language"), column("born"));
    let (segment, zone, country) = (column("segment"), column("zone"), column("country"));
    let event = |key: &str| {
        let value = section.value(key)?;
        let event = value.string()?;
        let table = table.as_deref()?;
        let events = table::raw_events(root, table);
        let add = format!("Add it to the `events` of `{table}`.");
        resolve(&value, &event, &format!("event of `{table}`"), events.iter().copied(), &add)
    };
    let (relation, last_contact, checked) = (event("relation"), event("last_contact"), event("checked"));
    let line = section.line().unwrap_or(1);
    section.close();
    Some(Directory {
        table: table?,
        email: email?,
        language,
        relation,
        last_contact,
        born,
        segment,
        zone,
        country,
        checked,
        line,
    })
}

fn read_consent(section: Section<'_>, known: &Known<'_>) -> Option<Consent> {
    let text = |key: &str, cure: &str| section.required(key, cure)?.string();
    let activity = text("activity", "Name the activity of the record that the person agrees to.");
    let table = known.table(&section, "table", "Name the table that holds the consent.");
    let column = section.required("column", "Name the column that holds yes or no.");
    let column = column.zip(table.as_ref()).and_then(|(value, table)| known.column(&value, table));
    let granted = text("granted", "Write the value that means yes, for example `granted = \"1\"`.");
    let withdrawn = text("withdrawn", "Write the value that means no, for example `withdrawn = \"0\"`.");
    if granted.is_some() && granted == withdrawn {
        section.error("withdrawn", "is the same as `granted`", "Write the value that means no.");
    }
    let at = section.value("at").zip(table.as_ref()).and_then(|(value, table)| known.column(&value, table));
    let line = section.line().unwrap_or(1);
    section.close();
    Some(Consent {
        activity: activity?,
        table: table?,
        column: column?,
        granted: granted?,
        withdrawn: withdrawn?,
        at,
        line,
    })
}

fn read_ignored(section: Section<'_>, known: &Known<'_>) -> Option<IgnoredTable> {
    let table = section.required("table", "Name the table that holds no personal data.").and_then(|value| {
        let name = value.string()?;
        if known.tables.contains_key(name.as_str()) {
            value.error(format!("`{name}` is declared and ignored"), "Keep one of the two.");
        }
        Some(name)
    });
    let reason = section.required("reason", "Say why it holds no personal data.").and_then(|value| value.string());
    let line = section.line_of("table").unwrap_or(1);
    section.close();
    Some(IgnoredTable { table: table?, reason: reason?, line })
}

/// The ways of a table, for the messages of [`table::check_paths`].
fn leads_to<'w>(ways: &'w [Way], reached: &[&str]) -> Option<&'w Way> {
    ways.iter().find(|way| match way {
        // Whether the other source leads to a person is said where all the files are read.
        Way::Identifier { .. } | Way::Elsewhere { .. } => true,
        Way::Link { of, .. } => reached.contains(&of.as_str()),
    })
}
