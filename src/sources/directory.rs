//! The list of people that a source holds, in batches, for refresh mailings and retention.

use super::declaration::Declaration;
use super::live::Session;
use super::sql::{Cell, RowKey, SqlError};
use jiff::civil::Date;

/// One entry of the list.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// The key of the row, from which the next batch goes on.
    pub key: RowKey,
    /// The address as it is written; may be no address at all. Absent where an erasure put one that leads nowhere
    /// (`.invalid`, RFC 2606) in its place.
    pub address: Option<String>,
    /// What the language column says.
    pub language: Option<String>,
    /// The last date of the relation.
    pub relation: Option<Date>,
    /// The last contact from the person.
    pub last_contact: Option<Date>,
    /// When they were born.
    pub born: Option<Date>,
    /// What the segment column says.
    pub segment: Option<String>,
    /// What the time zone column says.
    pub zone: Option<String>,
    /// What the country column says.
    pub country: Option<String>,
    /// When they last gave or confirmed these details.
    pub checked: Option<Date>,
}

impl std::fmt::Debug for Entry {
    /// Addresses are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The columns of a directory: address, language, relation, last contact, birth, segment, time zone, country, last check.
fn columns(declaration: &Declaration) -> Option<(&str, [Option<&str>; 9])> {
    let directory = declaration.directory.as_ref()?;
    let table = declaration.table(&directory.table)?;
    let event = |name: &Option<String>| name.as_ref().and_then(|name| table.events.get(name)).map(String::as_str);
    let wanted = [
        Some(directory.email.as_str()),
        directory.language.as_deref(),
        event(&directory.relation),
        event(&directory.last_contact),
        directory.born.as_deref(),
        directory.segment.as_deref(),
        directory.zone.as_deref(),
        directory.country.as_deref(),
        event(&directory.checked),
    ];
    Some((table.name.as_str(), wanted))
}

impl Session<'_> {
    /// At most `limit` rows of a table that names its owners by address, after the given key and in its order: the
    /// addresses that are written in each.
    pub fn owners(
        &mut self,
        name: &str,
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<Vec<(RowKey, Vec<String>)>, SqlError> {
        let table = self.table(name)?;
        let rows = self.batch(table, table.identifiers().map(Some), after, limit)?;
        let read = |mut row: Vec<Cell>| {
            let owners = row.split_off(table.key.len().min(row.len()));
            (RowKey(row), owners.iter().filter_map(Cell::text).collect())
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The key and some columns of at most `limit` rows after the given key.
    fn batch<'c>(
        &mut self,
        table: &'c super::declaration::Table,
        columns: impl Iterator<Item = Option<&'c str>>,
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<Vec<Vec<Cell>>, SqlError> {
        let shape = self.catalog.shape(&table.name);
        self.connection.fetch_list(&table.name, &table.key, after, limit)?;
        let mut select = self.connection.statement("SELECT ");
        select.read_all(table.key.iter().map(String::as_str).chain(columns.flatten()));
        select.push(" FROM ").table(&table.name);
        if let Some(after) = after {
            select.push(" WHERE ").beyond(&shape, &table.key, after);
        }
        select.in_order(&table.name, &table.key).push(&format!(" LIMIT {limit}"));
        self.connection.query(&select)
    }

    /// At most `limit` entries in the order of the key, after the given key. Empty at the end, or if the source
    /// declares no directory.
    pub fn directory(&mut self, after: Option<&RowKey>, limit: usize) -> Result<Vec<Entry>, SqlError> {
        let Some((name, wanted)) = columns(self.declaration) else { return Ok(Vec::new()) };
        let table = self.table(name)?;
        let rows = self.batch(table, wanted.into_iter(), after, limit)?;
        Ok(rows
            .into_iter()
            .map(|mut row| {
                let mut cells = row.split_off(table.key.len().min(row.len())).into_iter();
                let mut next =
                    |column: Option<&str>| column.and_then(|_| cells.next()).and_then(|cell: Cell| cell.text());
                let [address, language, relation, last_contact, born, segment, zone, country, checked] =
                    wanted.map(&mut next);
                let address = address.filter(|text| !text.trim_end().to_ascii_lowercase().ends_with(".invalid"));
                let day = |text: Option<String>| text.and_then(|text| super::plan::day_of(&text));
                let [relation, last_contact, born, checked] = [relation, last_contact, born, checked].map(day);
                let key = RowKey(row);
                Entry { key, address, language, relation, last_contact, born, segment, zone, country, checked }
            })
            .collect())
    }
}
