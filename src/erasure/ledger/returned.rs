//! People who must stay erased and whom a source holds again.

use super::replay::ReplayError;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::sources::declaration::{SourceUrl, Table, TableErase};
use crate::sources::plan::Step;
use crate::sources::{Identifiers, RowKey, Session, Source, SqlError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows read at a time.
const BATCH: usize = 1_000;

/// What searching the sources found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The people, by source.
    pub found: BTreeMap<String, Vec<Address>>,
    /// Sources that list nobody, so that they cannot be searched by fingerprint: systems behind HTTP, and manual sources.
    pub unsearched: Vec<String>,
}

/// The names of the sources to search: all, or the one named.
pub(crate) fn sources_of(portal: &Portal, only: Option<&str>) -> Result<Vec<String>, ReplayError> {
    let names: Vec<String> = portal.sources.all_declarations().map(|source| source.name.clone()).collect();
    match only {
        None => Ok(names),
        Some(only) if names.iter().any(|name| name == only) => Ok(vec![only.to_owned()]),
        Some(only) => Err(ReplayError::NoSource(only.to_owned(), names.join(", "))),
    }
}

/// The people who must stay erased and whom a source holds again, by source; every row that names its owner is read. In the
/// source named, or in all.
pub async fn returned(portal: &Portal, only: Option<&str>) -> Result<Returned, ReplayError> {
    let mut all = Returned::default();
    let erased: Arc<BTreeSet<String>> = Arc::new(portal.db.read(people::erased).await?);
    for name in sources_of(portal, only)? {
        let is_http = |source: &Arc<Source>| matches!(source.declaration().url, SourceUrl::Http(_));
        if portal.sources.get(&name).is_none_or(is_http) {
            all.unsearched.push(name);
            continue;
        }
        let (erased, keys) = (Arc::clone(&erased), Arc::clone(&portal.keys));
        let is_erased = move |address: &Address| erased.contains(&address.fingerprint(&keys));
        let read = portal.sources.run(&name, move |source| source.session(|session| owners(session, &is_erased)));
        let mut back = Vec::new();
        for address in read.await.unwrap_or_else(|| Ok(Vec::new()))? {
            if is_anything_left(portal, &name, &address).await {
                back.push(address);
            }
        }
        if !back.is_empty() {
            all.found.insert(name, back);
        }
    }
    Ok(all)
}

/// Whether an erasure would change anything there: an invoice that the law keeps as it is names its owner still.
async fn is_anything_left(portal: &Portal, source: &str, address: &Address) -> bool {
    let who = Identifiers::new([address]);
    let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
    let is_unknown = plan.unreachable.iter().any(|down| down == source);
    is_unknown || plan.source(source).is_some_and(|plan| plan.steps.iter().any(Step::changes_something))
}

/// Who is written as the owner of a row, of whom `wanted` says yes; each once.
fn owners(session: &mut Session<'_>, wanted: &impl Fn(&Address) -> bool) -> Result<Vec<Address>, SqlError> {
    let mut found: BTreeMap<String, Address> = BTreeMap::new();
    let kept = |table: &&Table| matches!(table.erase, TableErase::Keep(_));
    for table in session.declaration.tables.iter().filter(|table| !kept(table) && table.identifiers().next().is_some())
    {
        let mut after: Option<RowKey> = None;
        loop {
            let rows = session.owners(&table.name, after.as_ref(), BATCH)?;
            let Some((last, _)) = rows.last() else { break };
            after = Some(last.clone());
            let owners = rows.iter().flat_map(|(_, owners)| owners).filter_map(|text| Address::parse(text).ok());
            for address in owners.filter(|address| wanted(address)) {
                found.insert(address.normalised().to_owned(), address);
            }
        }
    }
    Ok(found.into_values().collect())
}
