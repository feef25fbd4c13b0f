//! From the rows of a person to the plan of a source: the pure rules.

use super::declaration::{ColumnErase, ColumnKind, Declaration, Table, TableErase};
use super::find::{Found, FoundRow};
use super::plan::{Action, Change, Effect, Outcome, SourcePlan, Step, Until, day_of};
use super::scope::Scope;
use super::sql::{Catalog, ForeignKey, RowKey, Shape};
use crate::record::{Record, Text};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// When an event last happened over all rows of the person, in every source.
pub type Events = BTreeMap<String, Date>;

/// The last date of each declared event in the rows found in one source.
pub fn events(declaration: &Declaration, found: &Found) -> Events {
    let mut last = Events::new();
    for table in &declaration.tables {
        for (name, column) in &table.events {
            for (_, row) in found.rows(&table.name) {
                if let Some(day) = day(row, column) {
                    last.entry(name.clone()).and_modify(|known| *known = day.max(*known)).or_insert(day);
                }
            }
        }
    }
    last
}

/// Adds the events of another source: of each the latest counts.
pub(super) fn join(last: &mut Events, other: Events) {
    for (event, day) in other {
        last.entry(event).and_modify(|known| *known = day.max(*known)).or_insert(day);
    }
}

/// When an event happened for a row: in its own table, in the rows it leads to, or else last over all of them.
pub fn event_of(
    declaration: &Declaration,
    found: &Found,
    last: &Events,
    table: &Table,
    key: &RowKey,
    name: &str,
) -> Option<Date> {
    near_event(declaration, found, table, key, name, 4).or_else(|| last.get(name).copied())
}

fn near_event(
    declaration: &Declaration,
    found: &Found,
    table: &Table,
    key: &RowKey,
    name: &str,
    depth: usize,
) -> Option<Date> {
    let row = found.row(&table.name, key)?;
    if let Some(day) = table.events.get(name).and_then(|column| day(row, column)) {
        return Some(day);
    }
    let nearer = depth.checked_sub(1)?;
    table.person.iter().find_map(|way| {
        let super::declaration::Way::Link { column, of, at } = way else { return None };
        let owner = declaration.table(of)?;
        let value = row.cells.get(column)?.text()?;
        let same = |row: &FoundRow| row.cells.get(at).and_then(super::sql::Cell::text).as_ref() == Some(&value);
        let mut owners = found.rows(of).filter(|(_, row)| same(row));
        owners.find_map(|(key, _)| near_event(declaration, found, owner, key, name, nearer))
    })
}

fn day(row: &FoundRow, column: &str) -> Option<Date> {
    day_of(&row.cells.get(column)?.text()?)
}

/// What a plan is drawn from.
pub struct Drawing<'d> {
    /// What is declared.
    pub declaration: &'d Declaration,
    /// What the database says about its tables.
    pub catalog: &'d Catalog,
    /// The rows of the person.
    pub found: &'d Found,
    /// The record.
    pub record: &'d Record,
    /// When events last happened, over all sources.
    pub events: &'d Events,
    /// The day of the plan, in the controller's time zone.
    pub today: Date,
    /// What is to go.
    pub scope: &'d Scope,
}

/// What happens to one row, before rows are gathered into steps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fate {
    /// What happens to it.
    pub action: Action,
    /// Until when it is kept.
    pub until: Option<Until>,
    /// The columns that get another value.
    pub changes: Vec<Change>,
    /// Whether something under way needs it.
    pub needed: bool,
}

impl Fate {
    /// This happens to it, and nothing else.
    pub(super) fn only(action: Action) -> Self {
        Self { action, until: None, changes: Vec::new(), needed: false }
    }
}

/// What happens to each row, by table and key.
pub type Fates = BTreeMap<String, BTreeMap<RowKey, Fate>>;

impl Drawing<'_> {
    /// What happens to each row, as declared; rows that are pointed to may yet have to stay.
    pub fn fates(&self) -> Fates {
        match self.scope {
            Scope::Everything => {}
            Scope::Unneeded => return self.fates_of_unneeded(),
            Scope::Categories(chosen) => return self.fates_of_part(chosen),
        }
        let mut fates = Fates::new();
        for table in &self.declaration.tables {
            let own = self.found.rows(&table.name).map(|(key, row)| (key.clone(), self.fate(table, key, row)));
            let own: BTreeMap<_, _> = own.collect();
            if !own.is_empty() {
                fates.insert(table.name.clone(), own);
            }
        }
        fates
    }

    /// What happens to a row when everything goes.
    pub(super) fn fate(&self, table: &Table, key: &RowKey, row: &FoundRow) -> Fate {
        if row.shared {
            return Fate { changes: self.unlinking(table, row), ..Fate::only(Action::Unlink) };
        }
        let until = table.ground().and_then(|ground| {
            let rule = self.record.retention(&ground.retention)?;
            Some(rule.end(self.event(table, key, &rule.starts)))
        });
        let over = until.is_some_and(|end| end.is_over(self.today));
        let until = until.map(Until::of);
        match (&table.erase, over) {
            (TableErase::Delete, _) | (TableErase::Keep(_), true) => Fate::only(Action::Delete),
            (TableErase::Strip, _) => Fate { until: self.column_archive(table, key), ..self.stripped(table) },
            (TableErase::Archive(_), true) => self.stripped(table),
            (TableErase::Archive(_), false) => Fate { action: Action::Archive, until, ..self.stripped(table) },
            (TableErase::Keep(_), false) => Fate { until, ..Fate::only(Action::Keep) },
        }
    }

    /// Until when the columns of a stripped row that go into the archive are kept there: the latest end of them.
    fn column_archive(&self, table: &Table, key: &RowKey) -> Option<Until> {
        let archived = table.facts().filter(|(column, _)| column.erase == ColumnErase::Archive);
        let ends = archived.filter_map(|(_, held)| {
            let rule = held.retention.as_deref().or(table.retention.as_deref());
            self.record.end_of_fact(&held.category, rule, |name| self.event(table, key, name))
        });
        ends.filter(|end| !end.is_over(self.today)).map(Until::of).max()
    }

    fn event(&self, table: &Table, key: &RowKey, name: &str) -> Option<Date> {
        event_of(self.declaration, self.found, self.events, table, key, name)
    }

    /// A row that others point to, and so stays, without what is to go.
    pub fn staying(&self, table: &Table) -> Fate {
        match self.scope {
            Scope::Everything => self.stripped(table),
            Scope::Unneeded => self.needed_of(table),
            Scope::Categories(chosen) => {
                Fate { changes: self.changes_of_part(table, chosen), ..Fate::only(Action::Strip) }
            }
        }
    }

    /// A row that stays without what is declared to go.
    pub(super) fn stripped(&self, table: &Table) -> Fate {
        Fate { changes: stripping(self.declaration, self.catalog, table), ..Fate::only(Action::Strip) }
    }

    /// The columns of a shared row that make it this person's, made to lead nowhere. Columns that must have a value
    /// and have no declared replacement stay.
    fn unlinking(&self, table: &Table, row: &FoundRow) -> Vec<Change> {
        let shape = self.catalog.shape(&table.name);
        let mut changes: Vec<Change> = Vec::new();
        for name in row.own_ways.iter().filter(|name| !table.key.contains(name)) {
            match table.column(name).map(|column| &column.erase) {
                Some(ColumnErase::Replace(text)) => {
                    changes.push(Change { column: name.clone(), to: Some(text.clone()) });
                }
                _ if !shape.is_required(name) => changes.push(Change { column: name.clone(), to: None }),
                _ if table.identifiers().any(|column| column == name) => {
                    changes.push(Change { column: name.clone(), to: filler(&shape, name, Some(&ColumnKind::Email)) });
                }
                _ => {}
            }
        }
        changes.sort();
        changes.dedup();
        changes
    }

    /// Rows with the same fate become one step; steps are ordered so that rows that point come before those they
    /// point to.
    pub fn plan(&self, fates: &Fates) -> SourcePlan {
        let mut steps = Vec::new();
        let reason = self.why_needed();
        for table in order(self.declaration, self.catalog) {
            let mut groups: BTreeMap<&Fate, Vec<RowKey>> = BTreeMap::new();
            for (key, fate) in fates.get(&table.name).into_iter().flatten() {
                groups.entry(fate).or_default().push(key.clone());
            }
            let steps_of = groups.into_iter().map(|(fate, keys)| step(table, fate, keys, self.scope, reason.as_ref()));
            let says = |step: &Step| self.scope.is_everything() || !step.effects.is_empty() || step.changes_something();
            steps.extend(steps_of.filter(says));
        }
        SourcePlan {
            source: self.declaration.name.clone(),
            label: self.declaration.label.clone(),
            steps,
            by_hand: false,
        }
    }
}

fn step(table: &Table, fate: &Fate, keys: Vec<RowKey>, scope: &Scope, needed: Option<&Text>) -> Step {
    let ground = match fate.needed {
        true => needed,
        false => fate.until.as_ref().and_then(|_| table.ground()).map(|ground| &ground.reason),
    };
    let ground = ground.cloned();
    let copied = |erase: &ColumnErase| match fate.action {
        Action::Archive => true,
        Action::Strip => *erase == ColumnErase::Archive && fate.until.is_some(),
        _ => false,
    };
    let copies = table.facts().filter(|(column, _)| copied(&column.erase)).map(|(column, _)| column.name.clone());
    let copies: Vec<String> = copies.collect();
    Step {
        table: table.name.clone(),
        label: table.label.clone(),
        action: fate.action,
        until: fate.until.clone(),
        ground,
        effects: effects(table, fate, &copies, keys.len(), scope),
        copies,
        changes: fate.changes.clone(),
        keys,
    }
}

/// What a fate means for each category of the table. A category of which anything is archived or kept says so. Of a part,
/// only what was chosen is spoken of, and what goes along with it.
fn effects(table: &Table, fate: &Fate, copies: &[String], rows: usize, scope: &Scope) -> Vec<Effect> {
    let mut found: BTreeMap<&str, BTreeSet<Outcome>> = BTreeMap::new();
    let spoken_of = |category: &String| {
        fate.action == Action::Delete || scope.categories().is_none_or(|chosen| chosen.contains(category))
    };
    let stays = match scope {
        Scope::Everything => Outcome::Kept,
        Scope::Unneeded if !fate.needed => Outcome::Kept,
        Scope::Unneeded | Scope::Categories(_) => Outcome::Needed,
    };
    let facts = table.facts().filter(|(_, held)| held.staff.is_none() && spoken_of(&held.category));
    for (column, held) in facts {
        let changed = fate.changes.iter().any(|change| change.column == column.name);
        let outcome = match fate.action {
            Action::Delete => Outcome::Erased,
            Action::Keep if fate.until.is_some() => Outcome::Kept,
            Action::Keep => stays,
            Action::Unlink => Outcome::Shared,
            Action::Strip | Action::Archive if copies.contains(&column.name) => Outcome::Archived,
            Action::Strip | Action::Archive if changed => Outcome::Erased,
            Action::Strip | Action::Archive => stays,
        };
        found.entry(&held.category).or_default().insert(outcome);
    }
    let effect = |(category, outcomes): (&str, BTreeSet<Outcome>)| {
        let each = outcomes.into_iter().map(move |outcome| Effect { category: category.to_owned(), outcome, rows });
        each.collect::<Vec<_>>()
    };
    found.into_iter().flat_map(effect).collect()
}

/// What stripping changes in a row of a table.
pub(super) fn stripping(declaration: &Declaration, catalog: &Catalog, table: &Table) -> Vec<Change> {
    let shape = catalog.shape(&table.name);
    let mut changes: Vec<Change> = Vec::new();
    for column in table.columns.iter().filter(|column| !table.key.contains(&column.name)) {
        // A link that leads on to rows of the person, such as an address, is what the row must not keep.
        let leads_on = leads_on(declaration, table, &column.name) && !shape.is_required(&column.name);
        let to = match &column.erase {
            ColumnErase::Keep if leads_on => None,
            ColumnErase::Keep => continue,
            ColumnErase::Replace(text) => Some(text.clone()),
            ColumnErase::Clear | ColumnErase::Archive => {
                filler(&shape, &column.name, column.held().map(|held| &held.kind))
            }
        };
        changes.push(Change { column: column.name.clone(), to });
    }
    changes.sort();
    changes
}

/// Whether rows of other tables belong to the person because this column says so.
fn leads_on(declaration: &Declaration, table: &Table, name: &str) -> bool {
    led_by(declaration, table, name).next().is_some()
}

/// The tables whose rows belong to the person because this column says so.
pub(super) fn led_by<'d>(
    declaration: &'d Declaration,
    table: &'d Table,
    name: &'d str,
) -> impl Iterator<Item = &'d Table> {
    let led = move |way: &super::declaration::Way| match way {
        super::declaration::Way::Link { of, at, .. } => *of == table.name && at == name,
        super::declaration::Way::Identifier { .. } | super::declaration::Way::Elsewhere { .. } => false,
    };
    declaration.tables.iter().filter(move |other| other.person.iter().any(led))
}

/// What takes the place of a value that must be there; nothing where nothing may be.
fn filler(shape: &Shape, column: &str, kind: Option<&ColumnKind>) -> Option<String> {
    if !shape.is_required(column) {
        return None;
    }
    let text = match kind {
        Some(ColumnKind::Email) => "erased-{key}@erased.invalid",
        Some(ColumnKind::Date) => "1970-01-01",
        Some(ColumnKind::DateTime) => "1970-01-01 00:00:00",
        Some(ColumnKind::Integer | ColumnKind::Decimal | ColumnKind::Money { .. } | ColumnKind::Boolean) => "0",
        Some(ColumnKind::Json) => "{}",
        Some(ColumnKind::Choice(words)) => {
            return Some(words.first().map_or_else(String::new, |(code, _)| code.clone()));
        }
        Some(ColumnKind::Binary) => "",
        _ => "erased",
    };
    Some(text.to_owned())
}

/// The tables, those that point before those they point to. A circle is opened where a link can be cleared before
/// anything is deleted; otherwise, the order is that of the declaration.
fn order<'d>(declaration: &'d Declaration, catalog: &Catalog) -> Vec<&'d Table> {
    let mut waiting: Vec<&Table> = declaration.tables.iter().collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    let can_be_cleared = |key: &ForeignKey| {
        let (shape, table) = (catalog.shape(&key.child), declaration.table(&key.child));
        let fixed =
            |column: &String| shape.is_required(column) || table.is_some_and(|table| table.key.contains(column));
        !key.columns.iter().all(fixed)
    };
    while !waiting.is_empty() {
        let is_free = |table: &Table, hard_only: bool| {
            let mut pointing = catalog.foreign_keys.iter().filter(|key| key.parent == table.name);
            !pointing.any(|key| {
                let counts = key.child != table.name && !(hard_only && can_be_cleared(key));
                counts && waiting.iter().any(|other| other.name == key.child)
            })
        };
        let next = waiting.iter().position(|table| is_free(table, false));
        let next = next.or_else(|| waiting.iter().position(|table| is_free(table, true))).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}
