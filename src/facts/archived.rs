//! What lies in the archive of a person, as facts: it belongs to "my data" and to the package (C-154/21).

use super::fact::{Assembly, Editing, Fact, Holding, Until};
use crate::archive::{self, Archived};
use crate::db::Error;
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::record::{Keep, Record};
use crate::sources::{Events, Found, Identifiers, ReadValue, Row, Value, value_of};
use crate::words::say;
use std::collections::BTreeSet;

/// The name under which archived facts stand beside those of the sources.
const ARCHIVE: &str = "portal-archive";

/// Everything in the archive under this address, in one language. A table or column that is not declared any more cannot be
/// named, and is left out.
pub async fn archived(portal: &Portal, address: &Address, lang: Lang) -> Result<Vec<Fact>, Error> {
    let (keys, print) = (portal.keys.clone(), address.fingerprint(&portal.keys));
    let copies = portal.db.read(move |db| archive::of_person(db, &keys, &print)).await?;
    Ok(copies_as_facts(portal, &copies, lang))
}

/// Copies of the archive as facts, in one language.
pub fn copies_as_facts(portal: &Portal, copies: &[Archived], lang: Lang) -> Vec<Fact> {
    let record = portal.record.now();
    copies.iter().flat_map(|copy| facts_of(portal, &record, copy, lang)).collect()
}

fn facts_of(portal: &Portal, record: &Record, copy: &Archived, lang: Lang) -> Vec<Fact> {
    let Some(source) = portal.sources.get(&copy.source) else { return Vec::new() };
    let declaration = source.declaration();
    let Some(table) = declaration.table(&copy.table) else { return Vec::new() };
    let values = copy.values.iter().filter_map(|(name, text)| {
        let content = value_of(table.column(name)?, text.as_deref());
        (content != Value::Absent).then(|| ReadValue { column: name.clone(), content })
    });
    let row = Row { table: table.name.clone(), key: copy.key.clone(), shared: false, values: values.collect() };
    let holding = Holding {
        source: declaration.name.clone(),
        rows: Vec::new(),
        found: Found::default(),
        person: Identifiers::new([]),
        required: BTreeSet::new(),
    };
    let last = Events::new();
    let one =
        Assembly { record, declaration, holding: &holding, table, row: &row, last: &last, lang, today: portal.today() };
    let until = until(portal, record, copy, lang);
    let locked = |fact: Fact| Fact {
        source: ARCHIVE.to_owned(),
        source_label: say(lang, "facts-archive", &[("source", &fact.source_label)]),
        table_label: say(lang, "facts-archived", &[("table", &fact.table_label)]),
        until: until.clone(),
        edit: Editing::Locked { reason: say(lang, "facts-archived-reason", &[]) },
        optional: false,
        ..fact
    };
    one.facts().into_iter().filter(Fact::is_held).map(locked).collect()
}

/// Until the last day that stands on the copy; by the words of its rule where there is none.
fn until(portal: &Portal, record: &Record, copy: &Archived, lang: Lang) -> Until {
    let rule = copy.rule.as_deref().and_then(|id| record.retention(id));
    let words = rule.map(|rule| rule.label.get(lang).to_owned()).unwrap_or_default();
    let law = rule.and_then(|rule| rule.law.clone());
    match (copy.ends_on, rule.map(|rule| &rule.keep)) {
        (Some(day), _) => {
            let from = copy.stored_at.to_zoned_datetime(portal.zone().clone()).date();
            Until::Day { from: Some(from), day, rule: words, law }
        }
        (None, Some(Keep::While(criteria))) => Until::While { rule: criteria.get(lang).to_owned() },
        (None, Some(Keep::For(_))) => Until::NotStarted { rule: words },
        (None, None) => Until::Unknown,
    }
}
