//! Which rules can be carried out where. Pure.

use crate::record::{Record, Retention};
use crate::sources::Ending;
use crate::sources::declaration::{ColumnErase, Declaration, SourceKind, Table, TableErase};

/// A rule that ends the relation with a person: the rule of the directory.
#[derive(Clone, Debug)]
pub struct OfPeople<'a> {
    /// The source with the directory.
    pub source: &'a Declaration,
    /// Its table.
    pub table: &'a Table,
    /// The rule.
    pub rule: &'a Retention,
    /// The column with the date of the event that starts it.
    pub event: &'a str,
    /// The column with the address.
    pub address: &'a str,
    /// The column with the language, if there is one.
    pub language: Option<&'a str>,
}

/// A rule that ends single rows, whoever they belong to.
#[derive(Clone, Debug)]
pub struct OfRows<'a> {
    /// The source.
    pub source: &'a Declaration,
    /// The table.
    pub table: &'a Table,
    /// The rule.
    pub rule: &'a Retention,
    /// The column with the date of the event that starts it.
    pub event: &'a str,
    /// What happens to them.
    pub ending: Ending,
}

/// The rule that ends the relation, if the directory's table has one whose event it holds.
pub fn of_people<'a>(record: &'a Record, sources: impl Iterator<Item = &'a Declaration>) -> Option<OfPeople<'a>> {
    let (source, directory) = sources.filter_map(|source| Some((source, source.directory.as_ref()?))).next()?;
    let table = source.table(&directory.table)?;
    let rule = record.retention(table.retention.as_deref()?)?;
    let event = table.events.get(&rule.starts)?;
    let language = directory.language.as_deref();
    Some(OfPeople { source, table, rule, event, address: &directory.email, language })
}

/// The tables whose rows have an end of their own: a rule, the event that starts it in the table itself, no sharing
/// with others, and nothing that must be copied before it goes. Rows of all other tables go with the person; so do those
/// of HTTP sources, which only answer about a person.
pub fn of_rows<'a>(record: &'a Record, sources: impl Iterator<Item = &'a Declaration>) -> Vec<OfRows<'a>> {
    let mut found = Vec::new();
    for source in sources.filter(|source| source.url.kind() != SourceKind::Http) {
        for table in &source.tables {
            let directory = source.directory.as_ref().is_some_and(|directory| directory.table == table.name);
            let rule = table.retention.as_deref().and_then(|id| record.retention(id));
            let Some((rule, event)) = rule.and_then(|rule| Some((rule, table.events.get(&rule.starts)?))) else {
                continue;
            };
            let archived = || table.facts().any(|(column, _)| column.erase == ColumnErase::Archive);
            let ending = match &table.erase {
                TableErase::Delete => Some(Ending::Delete),
                // What the law keeps goes when that very time is over.
                TableErase::Keep(ground) if Some(&ground.retention) == table.retention.as_ref() => Some(Ending::Delete),
                TableErase::Strip if !archived() => Some(Ending::Strip),
                TableErase::Strip | TableErase::Keep(_) | TableErase::Archive(_) => None,
            };
            if let Some(ending) = ending.filter(|_| !table.shared && !directory) {
                found.push(OfRows { source, table, rule, event, ending });
            }
        }
    }
    found
}
