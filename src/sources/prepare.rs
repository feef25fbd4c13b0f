//! Making the plan of an erasure from live rows: who is looked for, what is found, which rows must stay because
//! others point to them.

use super::declaration::Declaration;
use super::draw::{Drawing, Events, Fates, events, join};
use super::find::{CHUNK, Found};
use super::identifier::Identifiers;
use super::live::{Session, Sources};
use super::plan::{Action, Plan, SourcePlan};
use super::scope::Scope;
use super::sql::{Cell, ForeignKey, OnDelete, RowKey, SqlError};
use super::widen::Known;
use crate::record::Record;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Sources {
    /// What erasing this person would do in every source, on this day (in the controller's time zone). Reads only.
    /// Sources that do not answer are named in the plan.
    pub async fn plan_erasure(&self, person: &Identifiers, record: &Arc<Record>, today: Date) -> Plan {
        self.plan_now(person, record, today, &Scope::Everything).await.0
    }

    /// The same for the whole person or a part of what is held, with what of the wish can be done now: while something is under
    /// way, what it needs stays.
    pub async fn plan_now(
        &self,
        person: &Identifiers,
        record: &Arc<Record>,
        today: Date,
        wish: &Scope,
    ) -> (Plan, Scope) {
        let known = self.recognise(person).await;
        let scope = known.scope_now(wish);
        let mut plan = self.plan_known(&known, record, today, &scope).await;
        plan.unreachable.extend(known.silent);
        plan.unreachable.sort();
        plan.unreachable.dedup();
        plan.sources.retain(|part| !plan.unreachable.contains(&part.source));
        (plan, scope)
    }

    /// When events last happened in the rows of a person, over the sources that answer; and the names of the others.
    pub async fn events(&self, person: &Identifiers) -> (Events, Vec<String>) {
        let wanted = person.clone();
        let answers = self
            .run_each(move |source| source.session(|session| Ok(events(session.declaration, &session.find(&wanted)?))));
        let mut last = Events::new();
        let mut silent = Vec::new();
        for (name, answer) in answers.await {
            let Ok(found) = answer else {
                silent.push(name);
                continue;
            };
            join(&mut last, found);
        }
        (last, silent)
    }

    /// The plan for a person whose rows were just found.
    pub async fn plan_known(&self, known: &Known, record: &Arc<Record>, today: Date, scope: &Scope) -> Plan {
        let (known, record, scope) = (known.clone(), Arc::clone(record), scope.clone());
        let answers = self.run_each(move |source| {
            source.session(|session| match known.found.get(&session.declaration.name) {
                // What is only a copy of the rows is brought again with each connection.
                Some(found) if !session.connection.is_remote() => {
                    session.plan_found(found, &record, &known.events, today, &scope)
                }
                _ => session.plan_scope(&known.person, &record, &known.events, today, &scope),
            })
        });
        let (mut plans, mut silent) = (Vec::new(), Vec::new());
        for (name, answer) in answers.await {
            match answer {
                Ok(plan) => plans.push(plan),
                Err(_) => silent.push(name),
            }
        }
        Plan::from_parts(plans, silent)
    }
}

impl Session<'_> {
    /// What erasing this person would do in this source. `events` holds when events last happened over all sources.
    pub fn plan(
        &mut self,
        person: &Identifiers,
        record: &Record,
        events: &Events,
        today: Date,
    ) -> Result<SourcePlan, SqlError> {
        self.plan_scope(person, record, events, today, &Scope::Everything)
    }

    /// The same for the whole person or a part of what is held.
    pub fn plan_scope(
        &mut self,
        person: &Identifiers,
        record: &Record,
        events: &Events,
        today: Date,
        scope: &Scope,
    ) -> Result<SourcePlan, SqlError> {
        let found = self.find(person)?;
        self.plan_found(&found, record, events, today, scope)
    }

    fn plan_found(
        &mut self,
        found: &Found,
        record: &Record,
        events: &Events,
        today: Date,
        scope: &Scope,
    ) -> Result<SourcePlan, SqlError> {
        let (declaration, catalog) = (self.declaration, Arc::clone(&self.catalog));
        let drawing = Drawing { declaration, catalog: &catalog, found, record, events, today, scope };
        let mut fates = drawing.fates();
        // A row that stays may point to one that was to go; that one then stays too, stripped, and so on.
        loop {
            let staying = self.pointed_to(found, &fates)?;
            if staying.is_empty() {
                break;
            }
            if *scope == Scope::Unneeded {
                let found_by = drawing.above(staying.iter().cloned().collect());
                for (name, key) in found_by {
                    let fate = fates.get_mut(&name).and_then(|rows| rows.get_mut(&key));
                    if let Some(fate) = fate.filter(|fate| is_deleted(Some(fate))) {
                        *fate = drawing.staying(self.table(&name)?);
                    }
                }
            }
            for (name, key) in staying {
                let staying = drawing.staying(self.table(&name)?);
                fates.entry(name).or_default().insert(key, staying);
            }
        }
        if !scope.is_everything() {
            self.leave_what_is_done(&mut fates)?;
        }
        Ok(drawing.plan(&fates))
    }

    /// Takes out of the fates what rows are already like. When everything goes that is not asked: the row cannot be seen
    /// any more. Of a part it can, and what is empty is not offered for deletion.
    fn leave_what_is_done(&mut self, fates: &mut Fates) -> Result<(), SqlError> {
        let declaration = self.declaration;
        for table in &declaration.tables {
            let Some(rows) = fates.get_mut(&table.name) else { continue };
            let columns: BTreeSet<String> =
                rows.values().flat_map(|fate| &fate.changes).map(|change| change.column.clone()).collect();
            if columns.is_empty() {
                continue;
            }
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let keys: Vec<RowKey> = rows.keys().cloned().collect();
            for (key, cells) in self.cells(table, &columns, &keys.iter().collect::<Vec<_>>())? {
                let Some(fate) = rows.get_mut(&key) else { continue };
                let now: BTreeMap<&str, &Cell> = columns.iter().copied().zip(&cells).collect();
                fate.changes.retain(|change| {
                    let wanted = change.to.as_ref().map(|text| text.replace("{key}", &key.plain()));
                    now.get(change.column.as_str()).is_none_or(|cell| cell.text() != wanted)
                });
                if fate.action == Action::Strip && fate.changes.is_empty() {
                    fate.action = Action::Keep;
                }
            }
        }
        Ok(())
    }

    /// The rows to be deleted that rows which stay point to.
    fn pointed_to(&mut self, found: &Found, fates: &Fates) -> Result<BTreeSet<(String, RowKey)>, SqlError> {
        let catalog = Arc::clone(&self.catalog);
        let mut staying = BTreeSet::new();
        let declaration = self.declaration;
        for link in catalog.foreign_keys.iter().filter(|link| holds(declaration, link)) {
            let Some(parent) = declaration.table(&link.parent) else { continue };
            let deleted = |key: &&RowKey| fates.get(&parent.name).is_some_and(|rows| is_deleted(rows.get(*key)));
            let keys: Vec<&RowKey> = found.rows(&parent.name).map(|(key, _)| key).filter(deleted).collect();
            if keys.is_empty() {
                continue;
            }
            let targets = if link.at == parent.key {
                keys.iter().map(|key| ((*key).clone(), key.0.clone())).collect()
            } else {
                let at: Vec<&str> = link.at.iter().map(String::as_str).collect();
                self.cells(parent, &at, &keys)?
            };
            let held = self.held_targets(link, &targets, fates)?;
            let held = targets.into_iter().filter(|(_, values)| held.contains(values));
            staying.extend(held.map(|(key, _)| (parent.name.clone(), key)));
        }
        Ok(staying)
    }

    /// Which of the parents' values rows that stay point to.
    fn held_targets(
        &mut self,
        link: &ForeignKey,
        targets: &[(RowKey, Vec<Cell>)],
        fates: &Fates,
    ) -> Result<BTreeSet<Vec<Cell>>, SqlError> {
        let child = self.declaration.table(&link.child);
        let key: &[String] = child.map(|table| table.key.as_slice()).unwrap_or_default();
        let shape = self.catalog.shape(&link.child);
        let values: Vec<RowKey> = targets.iter().map(|(_, values)| RowKey(values.clone())).collect();
        let mut held = BTreeSet::new();
        for chunk in values.chunks(CHUNK) {
            let mut select = self.connection.statement("SELECT ");
            select.read_all(link.columns.iter().chain(key).map(String::as_str)).push(" FROM ").table(&link.child);
            select.push(" WHERE ").rows(&shape, &link.columns, chunk);
            for mut row in self.connection.query(&select)? {
                let own = RowKey(row.split_off(link.columns.len().min(row.len())));
                let fate = fates.get(&link.child).and_then(|rows| rows.get(&own));
                let lets_go = fate.is_some_and(|fate| {
                    let cleared =
                        |change: &super::plan::Change| change.to.is_none() && link.columns.contains(&change.column);
                    fate.action == Action::Delete || fate.changes.iter().any(cleared)
                });
                if !lets_go || child.is_none() {
                    held.insert(row);
                }
            }
        }
        Ok(held)
    }
}

fn is_deleted(fate: Option<&super::draw::Fate>) -> bool {
    fate.is_some_and(|fate| fate.action == Action::Delete)
}

/// Whether a foreign key keeps its parent from being deleted, or would take declared rows along with it.
fn holds(declaration: &Declaration, link: &ForeignKey) -> bool {
    match link.on_delete {
        OnDelete::Refuse => true,
        OnDelete::Cascade => declaration.table(&link.child).is_some(),
        OnDelete::Detach => false,
    }
}
