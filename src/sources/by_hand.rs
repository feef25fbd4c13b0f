//! Manual sources: what a colleague does in an erasure, as a plan like any other, and what they found, as rows like any
//! others. The portal opens nothing here.

use super::declaration::{ColumnErase, Declaration, Table, TableErase};
use super::plan::{Action, Change, Effect, Outcome, SourcePlan, Step, Until};
use super::read::{ReadValue, Row, value_of};
use super::scope::Scope;
use super::sql::{Cell, RowKey};
use crate::record::Record;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a colleague did with the entries of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// How many entries of the person there were.
    pub entries: usize,
    /// Until when they are kept, where they are.
    pub until: Option<Date>,
}

/// An entry that a colleague found: the columns of a table with their values in the form of their kind.
pub type FoundEntry = BTreeMap<String, String>;

impl SourcePlan {
    /// What erasing a person means in a manual source, before anybody looked: a step for each table, without rows. Of a part,
    /// only the tables that hold something of it. `None` if the source is not a manual one.
    pub fn by_hand(declaration: &Declaration, record: &Record, scope: &Scope) -> Option<Self> {
        declaration.by_hand()?;
        let steps = declaration.tables.iter().filter_map(|table| step(table, record, scope)).collect();
        let (source, label) = (declaration.name.clone(), declaration.label.clone());
        Some(Self { source, label, steps, by_hand: true })
    }

    /// The plan with what a colleague did: tables of which there was nothing are left out.
    pub fn signed(mut self, done: &BTreeMap<String, Done>) -> Self {
        self.steps.retain_mut(|step| {
            let Done { entries, until } = done.get(&step.table).copied().unwrap_or_default();
            // Entries have no key: they are counted.
            step.keys = (1..=entries).map(numbered).collect();
            step.effects.iter_mut().for_each(|effect| effect.rows = entries);
            if let Some(kept) = &mut step.until {
                kept.date = until;
            }
            entries > 0
        });
        self
    }
}

fn numbered(entry: usize) -> RowKey {
    RowKey(vec![Cell::Integer(i64::try_from(entry).unwrap_or(i64::MAX))])
}

fn step(table: &Table, record: &Record, scope: &Scope) -> Option<Step> {
    // Nobody looks twice: a colleague is asked when everything goes.
    if *scope == Scope::Unneeded {
        return None;
    }
    let chosen = |category: &String| scope.categories().is_none_or(|chosen| chosen.contains(category));
    let held: BTreeSet<&String> = table.facts().map(|(_, held)| &held.category).collect();
    if !held.iter().any(|category| chosen(category)) {
        return None;
    }
    let whole = held.iter().all(|category| chosen(category));
    let action = match &table.erase {
        TableErase::Delete if whole => Action::Delete,
        TableErase::Keep(_) => Action::Keep,
        TableErase::Delete | TableErase::Strip | TableErase::Archive(_) => Action::Strip,
    };
    let ground = table.ground();
    let rule = ground.and_then(|ground| record.retention(&ground.retention));
    let until = ground.map(|ground| Until {
        date: None,
        rule: ground.retention.clone(),
        law: rule.and_then(|rule| rule.law.clone()),
    });
    let mut changes = Vec::new();
    let mut outcomes: BTreeSet<(String, Outcome)> = BTreeSet::new();
    for (column, held) in table.facts().filter(|(_, held)| chosen(&held.category)) {
        let to = match &column.erase {
            ColumnErase::Replace(text) => Some(text.clone()),
            _ => None,
        };
        // Of a table that is deleted as a whole everything goes, also where only a part of it was asked for.
        let stays = table.erase == TableErase::Strip && column.erase == ColumnErase::Keep;
        let outcome = match action {
            Action::Keep => Outcome::Kept,
            Action::Strip if stays => Outcome::Kept,
            _ => Outcome::Erased,
        };
        if action == Action::Strip && outcome == Outcome::Erased {
            changes.push(Change { column: column.name.clone(), to });
        }
        outcomes.insert((held.category.clone(), outcome));
    }
    let effect = |(category, outcome)| Effect { category, outcome, rows: 0 };
    Some(Step {
        table: table.name.clone(),
        label: table.label.clone(),
        action,
        until,
        ground: ground.map(|ground| ground.reason.clone()),
        copies: Vec::new(),
        changes,
        effects: outcomes.into_iter().map(effect).collect(),
        keys: Vec::new(),
    })
}

/// What a colleague found in a manual source, as the rows of any other source are. A table or column that is not declared any
/// more cannot be named, and is left out.
pub fn rows_by_hand(declaration: &Declaration, found: &BTreeMap<String, Vec<FoundEntry>>) -> Vec<Row> {
    let mut rows = Vec::new();
    for table in &declaration.tables {
        for (index, entry) in found.get(&table.name).into_iter().flatten().enumerate() {
            let values = table.facts().map(|(column, _)| ReadValue {
                column: column.name.clone(),
                content: value_of(column, entry.get(&column.name).map(String::as_str)),
            });
            rows.push(Row {
                table: table.name.clone(),
                key: numbered(index + 1),
                shared: false,
                values: values.collect(),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::path::Path;

    const PAPER: &str = r#"name = "paper"
kind = "manual"
label = { en = "Paper archive", fr = "Archives papier" }
responsible = "support"
[[table]]
name = "folders"
label = { en = "Folders", fr = "Dossiers" }
erase = "delete"
reason = { en = "On paper.", fr = "Sur papier." }
[table.columns]
title = { category = "contact", label = { en = "Title", fr = "Titre" } }
complaint = { category = "support", label = { en = "Complaint", fr = "Plainte" } }
[[table]]
name = "vouchers"
label = { en = "Vouchers", fr = "Pièces" }
erase = "keep"
retention = "invoices-10y"
ground = { en = "Accounts are kept.", fr = "La comptabilité est conservée." }
reason = { en = "On paper.", fr = "Sur papier." }
[table.columns]
day = { category = "invoices", label = { en = "Day", fr = "Jour" }, kind = "date" }
"#;

    fn plan(scope: &Scope) -> SourcePlan {
        let record = include_str!("../../config/starter/record.toml");
        let record = Record::parse(Path::new("record.toml"), record, Lang::ALL).0.unwrap();
        let (paper, found) = Declaration::parse(Path::new("paper.toml"), PAPER, Lang::ALL, &|_| None);
        SourcePlan::by_hand(&paper.unwrap_or_else(|| panic!("{found:?}")), &record, scope).unwrap()
    }

    #[test]
    fn a_plan_by_hand_has_no_rows_until_a_colleague_says_how_many_there_were() {
        let plan = plan(&Scope::Everything);
        assert!(plan.by_hand && plan.rows() == 0);
        let until = Some("2034-12-31".parse().unwrap());
        let done = BTreeMap::from([
            ("folders".to_owned(), Done { entries: 2, until: None }),
            ("vouchers".to_owned(), Done { entries: 1, until }),
        ]);
        let lines = plan.clone().signed(&done).lines();
        let of = |category: &str| lines.iter().find(|line| line.category == category).unwrap();
        assert_eq!((of("contact").outcome, of("contact").rows), (Outcome::Erased, 2));
        assert_eq!((of("invoices").outcome, of("invoices").until.as_ref().unwrap().date), (Outcome::Kept, until));
        assert_eq!(plan.signed(&BTreeMap::new()).lines(), [], "nothing was found");
    }

    #[test]
    fn a_part_asks_only_for_the_fields_of_its_categories() {
        let plan = plan(&Scope::Categories(BTreeSet::from(["support".to_owned()])));
        assert_eq!(plan.steps.len(), 1);
        assert_eq!(plan.steps[0].action, Action::Strip);
        let columns: Vec<_> = plan.steps[0].changes.iter().map(|change| change.column.as_str()).collect();
        assert_eq!(columns, ["complaint"]);
    }
}
