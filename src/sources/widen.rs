//! The same person in several sources: found by address in one, by the number that one knows them by in the next.

use super::declaration::Way;
use super::draw::{Events, events, join};
use super::find::Found;
use super::identifier::{Identifiers, Number};
use super::live::{Session, Sources};
use super::running;
use super::scope::Scope;
use super::sql::{RowKey, SqlError};
use super::traces::Traces;
use std::collections::{BTreeMap, BTreeSet};

/// A person as every source knows them.
#[derive(Clone)]
pub struct Known {
    /// The addresses, and the numbers found by them.
    pub person: Identifiers,
    /// What the person can be recognised by when their rows are gone; only [`Sources::recognise`] fills it.
    pub traces: Traces,
    /// When events last happened in their rows, over all sources; only [`Sources::recognise`] fills it.
    pub events: Events,
    /// Their rows by the name of the source; only [`Sources::recognise`] fills it.
    pub found: BTreeMap<String, Found>,
    /// Whether something of theirs is under way in a source; only [`Sources::recognise`] fills it.
    pub running: bool,
    /// The names of the sources that did not answer.
    pub silent: Vec<String>,
}

impl Known {
    /// What of a wish for everything can be done now: what something under way needs comes later.
    pub fn scope_now(&self, wish: &Scope) -> Scope {
        match wish {
            Scope::Categories(chosen) => Scope::Categories(chosen.clone()),
            Scope::Everything | Scope::Unneeded if self.running => Scope::Unneeded,
            Scope::Everything | Scope::Unneeded => Scope::Everything,
        }
    }

    fn of(person: &Identifiers) -> Self {
        let (person, traces) = (person.clone(), Traces::of(person));
        Self { person, traces, events: Events::new(), found: BTreeMap::new(), running: false, silent: Vec::new() }
    }
}

/// How far numbers lead from source to source.
const HOPS: usize = 4;

impl Sources {
    /// The person with the numbers that declared columns of other sources hold of them. Without such a declaration no
    /// source is asked.
    pub async fn widen(&self, person: &Identifiers) -> Known {
        let mut known = Known::of(person);
        let wanted = self.numbers_wanted();
        for _ in 0..HOPS {
            if wanted.is_empty() {
                break;
            }
            let (who, places) = (known.person.clone(), wanted.clone());
            let answers = self.run_each(move |source| {
                let here = places.iter().any(|(name, _, _)| name == source.name());
                if !here {
                    return Ok(BTreeSet::new());
                }
                source.session(|session| {
                    let found = session.find(&who)?;
                    session.numbers(&found, &places)
                })
            });
            let before = known.person.numbers().len();
            known.silent.clear();
            for (name, answer) in answers.await {
                match answer {
                    Ok(numbers) => known.person = known.person.with_numbers(numbers),
                    Err(_) => known.silent.push(name),
                }
            }
            if known.person.numbers().len() == before {
                break;
            }
        }
        known
    }

    /// [`Sources::widen`], and the person's rows with what they say: what the person can be recognised by when they are
    /// gone, when events last happened. Over the sources that answer.
    pub async fn recognise(&self, person: &Identifiers) -> Known {
        let mut known = self.widen(person).await;
        let who = known.person.clone();
        let answers = self.run_each(move |source| {
            source.session(|session| {
                let (found, traces) = session.find_with_traces(&who)?;
                let running = running::anything(session.declaration, &found);
                Ok((traces, events(session.declaration, &found), running, found))
            })
        });
        for (name, answer) in answers.await {
            match answer {
                Ok((traces, events, running, found)) => {
                    known.running |= running;
                    known.traces.add(traces);
                    join(&mut known.events, events);
                    known.found.insert(name, found);
                }
                Err(_) if known.silent.contains(&name) => {}
                Err(_) => known.silent.push(name),
            }
        }
        known
    }

    /// The columns of which other sources hold the values: source, table, column.
    fn numbers_wanted(&self) -> BTreeSet<(String, String, String)> {
        let ways = self.declarations().flat_map(|declaration| &declaration.tables).flat_map(|table| &table.person);
        ways.filter_map(|way| match way {
            Way::Elsewhere { source, of, at, .. } => Some((source.clone(), of.clone(), at.clone())),
            Way::Identifier { .. } | Way::Link { .. } => None,
        })
        .collect()
    }
}

impl Session<'_> {
    /// The values of the wanted columns in the rows that are the person's alone.
    fn numbers(
        &mut self,
        found: &Found,
        wanted: &BTreeSet<(String, String, String)>,
    ) -> Result<BTreeSet<Number>, SqlError> {
        let mut numbers = BTreeSet::new();
        for (source, table, column) in wanted.iter().filter(|(source, _, _)| *source == self.declaration.name) {
            let declared = self.table(table)?;
            let own: Vec<&RowKey> = found.rows(table).filter(|(_, row)| !row.shared).map(|(key, _)| key).collect();
            if own.is_empty() {
                continue;
            }
            for (_, cells) in self.cells(declared, &[column.as_str()], &own)? {
                let value = cells.first().filter(|cell| !cell.is_blank()).and_then(super::sql::Cell::text);
                numbers.extend(value.map(|value| Number {
                    source: source.clone(),
                    table: table.clone(),
                    column: column.clone(),
                    value: value.trim().to_owned(),
                }));
            }
        }
        Ok(numbers)
    }
}
