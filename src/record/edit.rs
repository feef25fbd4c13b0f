//! What was typed in a form, put into the file that the record is: the rest of the file, comments and order included, stays as it
//! is written. Pure.

use super::form::{Field, Kind, Part, Values, length, number_and_unit, one, unit_of};
use crate::lang::Lang;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// Why a change cannot be put into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is no TOML, or its parts are not the tables they should be.
    #[error("the record cannot be read as it stands")]
    Unread,
    /// There is none with this id.
    #[error("there is none with this id")]
    NotFound,
    /// There is one with this id already.
    #[error("this id is taken")]
    Taken,
}

/// A record as a file, to be changed.
#[derive(Clone, Debug)]
pub struct Draft {
    document: DocumentMut,
}

impl Draft {
    /// Reads a content.
    pub fn read(content: &str) -> Result<Self, EditError> {
        content.parse().map(|document| Self { document }).map_err(|_| EditError::Unread)
    }

    /// The content as it is now.
    pub fn content(&self) -> String {
        self.document.to_string()
    }

    /// The ids of a part, or the places of what has none, in the order of the file; one empty id for a part that is there once.
    pub fn ids(&self, part: Part) -> Vec<String> {
        if !part.is_list() {
            return self.document.get(part.as_str()).map(|_| String::new()).into_iter().collect();
        }
        let tables = self.tables(part).into_iter();
        if !part.has_ids() {
            return (1..=tables.len()).map(|place| place.to_string()).collect();
        }
        tables.map(|table| table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned()).collect()
    }

    /// The place of an id in its list, which is also its place in the messages of the parser.
    pub fn place(&self, part: Part, id: &str) -> Option<usize> {
        self.ids(part).iter().position(|other| other == id)
    }

    /// What the form of a part shows. `languages` are those of the portal.
    pub fn values(&self, part: Part, id: &str, languages: &[Lang]) -> Result<Values, EditError> {
        let table = match part.is_list() {
            true => self.place(part, id).and_then(|place| self.tables(part).into_iter().nth(place)),
            false => self.document.get(part.as_str()).and_then(Item::as_table_like),
        };
        let table = table.ok_or(EditError::NotFound)?;
        let mut values = Values::new();
        for field in part.fields() {
            show(table, field, languages, &mut values);
        }
        values.retain(|_, all| all.iter().any(|value| !value.is_empty()));
        Ok(values)
    }

    /// Adds one at the end of a list; the id, where it has one, is among the values.
    pub fn add(&mut self, part: Part, values: &Values, languages: &[Lang]) -> Result<(), EditError> {
        if part.has_ids() && self.place(part, one(values, "id")).is_some() {
            return Err(EditError::Taken);
        }
        let list = self.document.entry(part.as_str()).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        match list {
            Item::ArrayOfTables(tables) => {
                let mut table = Table::new();
                table.decor_mut().set_prefix("\n");
                fill(&mut table, part, values, languages);
                tables.push(table);
            }
            Item::Value(Value::Array(tables)) => {
                let mut table = InlineTable::new();
                fill(&mut table, part, values, languages);
                tables.push(table);
            }
            _ => return Err(EditError::Unread),
        }
        Ok(())
    }

    /// Changes one; of what has no list, the only one, which is made if there is none. Keys that have no field stay, and so does
    /// the id.
    pub fn change(&mut self, part: Part, id: &str, values: &Values, languages: &[Lang]) -> Result<(), EditError> {
        if part.is_list() {
            let place = self.place(part, id).ok_or(EditError::NotFound)?;
            let table = self.table_mut(part, place).ok_or(EditError::NotFound)?;
            fill(table, part, values, languages);
            return Ok(());
        }
        let made = || {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        };
        let item = self.document.entry(part.as_str()).or_insert_with(made);
        fill(item.as_table_like_mut().ok_or(EditError::Unread)?, part, values, languages);
        Ok(())
    }

    /// Removes one, with the comments above it.
    pub fn remove(&mut self, part: Part, id: &str) -> Result<(), EditError> {
        if !part.is_list() {
            return self.document.remove(part.as_str()).map(drop).ok_or(EditError::NotFound);
        }
        let place = self.place(part, id).ok_or(EditError::NotFound)?;
        match self.document.get_mut(part.as_str()) {
            Some(Item::ArrayOfTables(tables)) => {
                tables.remove(place);
            }
            Some(Item::Value(Value::Array(tables))) => {
                tables.remove(place);
            }
            _ => return Err(EditError::Unread),
        }
        Ok(())
    }

    /// The ids of the activities that use a category.
    pub fn users(&self, category: &str) -> Vec<String> {
        let uses = |table: &&dyn TableLike| strings(table.get("categories")).iter().any(|id| id == category);
        let id = |table: &dyn TableLike| table.get("id").and_then(Item::as_str).map(str::to_owned);
        self.tables(Part::Activity).into_iter().filter(uses).filter_map(id).collect()
    }

    /// Makes these activities use a category, and no other one.
    pub fn use_in(&mut self, category: &str, activities: &[String]) {
        for (place, id) in self.ids(Part::Activity).into_iter().enumerate() {
            let Some(table) = self.table_mut(Part::Activity, place) else { continue };
            let mut used = strings(table.get("categories"));
            let (uses, wanted) = (used.iter().any(|one| one == category), activities.contains(&id));
            if uses == wanted {
                continue;
            }
            match wanted {
                true => used.push(category.to_owned()),
                false => used.retain(|one| one != category),
            }
            put_list(table, "categories", &used);
        }
    }

    fn tables(&self, part: Part) -> Vec<&dyn TableLike> {
        match self.document.get(part.as_str()) {
            Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
            Some(Item::Value(Value::Array(tables))) => {
                tables.iter().filter_map(Value::as_inline_table).map(|table| table as &dyn TableLike).collect()
            }
            _ => Vec::new(),
        }
    }

    fn table_mut(&mut self, part: Part, place: usize) -> Option<&mut dyn TableLike> {
        match self.document.get_mut(part.as_str())? {
            Item::ArrayOfTables(tables) => tables.get_mut(place).map(|table| table as &mut dyn TableLike),
            Item::Value(Value::Array(tables)) => {
                tables.get_mut(place)?.as_inline_table_mut().map(|table| table as &mut dyn TableLike)
            }
            _ => None,
        }
    }
}

fn strings(item: Option<&Item>) -> Vec<String> {
    let items = item.and_then(Item::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The values of a field as its inputs show them.
fn show(table: &dyn TableLike, field: &Field, languages: &[Lang], values: &mut Values) {
    let item = table.get(field.key);
    let line = || item.and_then(Item::as_str).unwrap_or_default().to_owned();
    let mut set = |name: String, all: Vec<String>| drop(values.insert(name, all));
    match field.kind {
        Kind::Text => show_text(field.key, item.and_then(Item::as_table_like), languages, &mut set),
        Kind::Texts(_) => {
            let texts = item.and_then(Item::as_array).into_iter().flatten().filter_map(Value::as_inline_table);
            for (at, text) in texts.enumerate() {
                show_text(&format!("{}_{}", field.key, at + 1), Some(text), languages, &mut set);
            }
        }
        Kind::Many(_) => set(field.key.to_owned(), strings(item)),
        Kind::Flag => {
            let yes = item.and_then(Item::as_bool) == Some(true);
            set(field.key.to_owned(), yes.then(|| "yes".to_owned()).into_iter().collect());
        }
        Kind::Length => {
            let (number, unit) = number_and_unit(&line());
            set(field.key.to_owned(), vec![number]);
            set(unit_of(field.key), vec![unit.to_owned()]);
        }
        _ => set(field.key.to_owned(), vec![line()]),
    }
}

fn show_text(key: &str, text: Option<&dyn TableLike>, languages: &[Lang], set: &mut impl FnMut(String, Vec<String>)) {
    for lang in languages {
        let words = text.and_then(|text| text.get(lang.as_str())).and_then(Item::as_str).unwrap_or_default();
        set(format!("{key}_{lang}"), vec![words.to_owned()]);
    }
}

/// Writes every field of the part; what is empty is taken out.
fn fill(table: &mut dyn TableLike, part: Part, values: &Values, languages: &[Lang]) {
    for field in part.fields() {
        let typed = one(values, field.key);
        let line = (!typed.is_empty()).then(|| typed.to_owned());
        match field.kind {
            Kind::Id if table.contains_key(field.key) => {}
            Kind::Text => put_text(table, field.key, values, languages),
            Kind::Texts(most) => put_texts(table, field.key, most, values, languages),
            Kind::Many(_) => put_list(table, field.key, values.get(field.key).map_or(&[], Vec::as_slice)),
            // What is not written is false.
            Kind::Flag => put(table, field.key, (!typed.is_empty()).then(|| true.into())),
            Kind::Length => put_line(table, field.key, length(values, field.key)),
            _ => put_line(table, field.key, line),
        }
    }
}

/// Writes a value where it is not written yet, in the place and with the comment of the one before; `None` takes it out.
fn put(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    let Some(mut value) = value else {
        table.remove(key);
        return;
    };
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => drop(table.insert(key, Item::Value(value))),
    }
}

fn put_line(table: &mut dyn TableLike, key: &str, line: Option<String>) {
    let written = table.get(key).and_then(Item::as_str).map(str::trim);
    if written != line.as_deref() {
        put(table, key, line.map(Value::from));
    }
}

/// What stays keeps its place in the list; what is new comes after it.
fn put_list(table: &mut dyn TableLike, key: &str, ids: &[String]) {
    let written = strings(table.get(key));
    let new = ids.iter().filter(|id| !written.contains(id));
    let all: Vec<&str> = written.iter().filter(|id| ids.contains(id)).chain(new).map(String::as_str).collect();
    if !table.contains_key(key) || written != all {
        put(table, key, Some(Value::Array(all.into_iter().collect::<Array>())));
    }
}

/// Languages that the portal does not offer stay as they are written.
fn put_text(table: &mut dyn TableLike, key: &str, values: &Values, languages: &[Lang]) {
    if !table.contains_key(key) {
        table.insert(key, Item::Value(Value::InlineTable(InlineTable::new())));
    }
    let Some(text) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
    for lang in languages {
        let words = one(values, &format!("{key}_{lang}"));
        put_line(text, lang.as_str(), (!words.is_empty()).then(|| words.to_owned()));
    }
    if text.is_empty() {
        table.remove(key);
    }
}

fn put_texts(table: &mut dyn TableLike, key: &str, most: usize, values: &Values, languages: &[Lang]) {
    let mut texts = Array::new();
    for at in 1..=most {
        let mut text = InlineTable::new();
        for lang in languages {
            let words = one(values, &format!("{key}_{at}_{lang}"));
            if !words.is_empty() {
                text.insert(lang.as_str(), words.into());
            }
        }
        if !text.is_empty() {
            texts.push(text);
        }
    }
    let words = |texts: &Array| -> Vec<Vec<(String, String)>> {
        let text = |value: &Value| -> Vec<(String, String)> {
            let pairs = value.as_inline_table().into_iter().flatten();
            pairs.map(|(lang, words)| (lang.to_owned(), words.as_str().unwrap_or_default().to_owned())).collect()
        };
        texts.iter().map(text).collect()
    };
    let written = table.get(key).and_then(Item::as_array).map(words).unwrap_or_default();
    if words(&texts) != written {
        put(table, key, (!texts.is_empty()).then_some(Value::Array(texts)));
    }
}

#[cfg(test)]
mod tests;
