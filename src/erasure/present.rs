//! The words of a plan and of an outcome, for pages and mails: what goes, what stays until when and why, and of what
//! there is nothing.

use super::Outcome;
use super::values::{Line, LineOutcome, Plan};
use crate::lang::Lang;
use crate::mail::{Kept, Outcome as Told};
use crate::record::Record;
use crate::words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One entry of a column of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The category.
    pub label: String,
    /// Where and how much, or until when and why.
    pub detail: String,
}

/// The three columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// What goes.
    pub goes: Vec<Entry>,
    /// What stays, why, until when.
    pub stays: Vec<Entry>,
    /// The categories of which nothing is held.
    pub nothing: Vec<Entry>,
}

/// The columns of a plan. `held` are the categories that sources can hold at all; `label` names a source.
pub fn columns<'h>(
    lang: Lang,
    record: &Record,
    plan: &Plan,
    held: impl IntoIterator<Item = &'h str>,
    label: impl Fn(&str) -> String,
) -> Columns {
    let lines = plan.lines();
    let named: BTreeSet<&str> = lines.iter().map(|line| line.category.as_str()).collect();
    let missing = |id: &&str| !named.contains(id);
    let nothing: BTreeSet<&str> = held.into_iter().filter(missing).collect();
    Columns {
        goes: gone(lang, record, &lines, &label),
        stays: columns_of_kept(lang, record, &lines),
        nothing: nothing
            .into_iter()
            .map(|id| Entry {
                label: category(lang, record, id),
                detail: words::say(lang, "erasure-nothing-held", &[]),
            })
            .collect(),
    }
}

fn entry(lang: Lang, kept: Kept) -> Entry {
    let detail = match kept.until {
        Some(until) => {
            let until = words::day(lang, until);
            words::say(lang, "erasure-kept-until", &[("until", &until), ("ground", &kept.ground)])
        }
        None => kept.ground,
    };
    Entry { label: kept.what, detail }
}

fn category(lang: Lang, record: &Record, id: &str) -> String {
    record.category(id).map_or_else(|| id.to_owned(), |category| category.label.get(lang).to_owned())
}

/// The names of some categories, as one text.
pub fn names<'c>(lang: Lang, record: &Record, ids: impl IntoIterator<Item = &'c String>) -> String {
    ids.into_iter().map(|id| category(lang, record, id)).collect::<Vec<_>>().join(", ")
}

/// Where something of each category goes, with how many records.
fn places(lang: Lang, lines: &[Line], label: &impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.outcome == LineOutcome::Erased) {
        let rows = words::count(lang, "erasure-rows", "count", i64::try_from(line.rows).unwrap_or(i64::MAX));
        places.entry(line.category.clone()).or_default().push(format!("{} ({rows})", label(&line.source)));
    }
    places.into_iter().map(|(id, places)| (id, places.join(", "))).collect()
}

fn gone(lang: Lang, record: &Record, lines: &[Line], label: &impl Fn(&str) -> String) -> Vec<Entry> {
    let entry = |(id, detail): (String, String)| Entry { label: category(lang, record, &id), detail };
    places(lang, lines, label).into_iter().map(entry).collect()
}

/// One category that can go without the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The id of the category.
    pub value: String,
    /// Its name.
    pub label: String,
    /// Where something of it goes.
    pub hint: String,
}

/// The categories of which something can go alone, and the others with the reason. `plan` is that of a part with every
/// category.
pub fn offers(lang: Lang, record: &Record, plan: &Plan, label: impl Fn(&str) -> String) -> (Vec<Offer>, Vec<Entry>) {
    let lines = plan.lines();
    let places = places(lang, &lines, &label);
    let others: Vec<Line> = lines.into_iter().filter(|line| !places.contains_key(&line.category)).collect();
    let offer = |(id, hint): (String, String)| Offer { label: category(lang, record, &id), value: id, hint };
    (places.into_iter().map(offer).collect(), columns_of_kept(lang, record, &others))
}

/// What stays, by category and ground: the latest day of each.
pub fn stays(lang: Lang, record: &Record, lines: &[Line]) -> Vec<Kept> {
    let mut kept: BTreeMap<(String, String), Kept> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.outcome != LineOutcome::Erased) {
        let law = line.until.as_ref().and_then(|until| until.law.as_deref());
        let ground = match (line.outcome, &line.ground, law) {
            (LineOutcome::Shared, _, _) => words::say(lang, "erasure-shared", &[]),
            (LineOutcome::Needed, None, _) => words::say(lang, "erasure-needed", &[]),
            (_, Some(ground), Some(law)) => {
                words::say(lang, "erasure-ground-law", &[("ground", ground.get(lang)), ("law", law)])
            }
            (_, Some(ground), None) => ground.get(lang).to_owned(),
            (LineOutcome::Kept, None, _) => words::say(lang, "erasure-unlinked", &[]),
            (_, None, Some(law)) => words::say(lang, "erasure-law", &[("law", law)]),
            (_, None, None) => words::say(lang, "erasure-archived", &[]),
        };
        let what = category(lang, record, &line.category);
        let until = line.until.as_ref().and_then(|until| until.date);
        let entry = kept.entry((line.category.clone(), ground.clone())).or_insert(Kept { what, ground, until });
        entry.until = entry.until.max(until);
    }
    kept.into_values().collect()
}

/// What was kept, as entries of a column.
pub fn columns_of_kept(lang: Lang, record: &Record, lines: &[Line]) -> Vec<Entry> {
    stays(lang, record, lines).into_iter().map(|kept| entry(lang, kept)).collect()
}

/// What goes, in a few words each, for the mail that announces it.
pub fn goes(lang: Lang, record: &Record, plan: &Plan) -> Vec<String> {
    let lines = plan.lines();
    let ids: BTreeSet<&str> =
        lines.iter().filter(|line| line.outcome == LineOutcome::Erased).map(|line| line.category.as_str()).collect();
    ids.into_iter().map(|id| category(lang, record, id)).collect()
}

/// What was done in each source, in words.
pub fn told(lang: Lang, record: &Record, outcome: &Outcome) -> Vec<Told> {
    let done = |source: &super::SourceOutcome| {
        let mut parts = Vec::new();
        for (what, key) in [
            (LineOutcome::Erased, "erasure-did-erase"),
            (LineOutcome::Archived, "erasure-did-archive"),
            (LineOutcome::Kept, "erasure-did-keep"),
            (LineOutcome::Shared, "erasure-did-share"),
            (LineOutcome::Needed, "erasure-did-need"),
        ] {
            let ids: BTreeSet<&str> =
                source.lines.iter().filter(|line| line.outcome == what).map(|line| line.category.as_str()).collect();
            if !ids.is_empty() {
                let names: Vec<String> = ids.into_iter().map(|id| category(lang, record, id)).collect();
                parts.push(words::say(lang, key, &[("what", &names.join(", "))]));
            }
        }
        if source.by_hand {
            if parts.is_empty() {
                parts.push(words::say(lang, "erasure-did-nothing", &[]));
            }
            parts.push(words::say(lang, "erasure-did-by-hand", &[]));
        }
        Told { source: source.label.get(lang).to_owned(), done: parts.join(" ") }
    };
    outcome.sources.iter().map(done).collect()
}

/// One row of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptRow {
    /// The category.
    pub what: String,
    /// What became of it.
    pub outcome: String,
    /// In how many rows.
    pub count: usize,
    /// Why it stays and until when; empty for what is gone.
    pub detail: String,
}

/// The rows of a receipt: one for each line of the plan that ran.
pub fn rows_of_receipt(lang: Lang, record: &Record, lines: &[Line]) -> Vec<ReceiptRow> {
    let row = |line: &Line| {
        let key = match line.outcome {
            LineOutcome::Erased => "receipt-erased",
            LineOutcome::Archived => "receipt-archived",
            LineOutcome::Kept => "receipt-kept",
            LineOutcome::Shared => "receipt-shared",
            LineOutcome::Needed => "receipt-needed",
        };
        let why = columns_of_kept(lang, record, std::slice::from_ref(line));
        ReceiptRow {
            what: category(lang, record, &line.category),
            outcome: words::say(lang, key, &[]),
            count: line.rows,
            detail: why.into_iter().next().map(|entry| entry.detail).unwrap_or_default(),
        }
    };
    lines.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, Text};
    use crate::sources::plan::Until;
    use std::path::Path;

    fn record() -> Record {
        let text = include_str!("../../config/starter/record.toml");
        Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap()
    }

    fn line(outcome: LineOutcome, category: &str, date: Option<&str>) -> Line {
        let until = date.map(|date| Until {
            date: Some(date.parse().unwrap()),
            rule: "invoices-10y".into(),
            law: Some("C. com. L123-22".into()),
        });
        let ground = until.as_ref().map(|_| Text::same("Accounting."));
        Line { source: "shop".into(), category: category.into(), outcome, rows: 2, until, ground }
    }

    #[test]
    fn what_is_kept_says_why_by_which_law_and_until_the_latest_day() {
        let lines = [
            line(LineOutcome::Archived, "invoices", Some("2034-12-31")),
            line(LineOutcome::Archived, "invoices", Some("2035-12-31")),
            line(LineOutcome::Erased, "contact", None),
        ];
        let kept = stays(Lang::En, &record(), &lines);
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].until, Some("2035-12-31".parse().unwrap()));
        assert!(kept[0].ground.contains("L123-22") && kept[0].ground.contains("Accounting."), "{}", kept[0].ground);
    }

    #[test]
    fn a_category_that_sources_can_hold_and_the_plan_does_not_name_is_in_the_third_column() {
        let plan = Plan::default();
        let columns = columns(Lang::Fr, &record(), &plan, ["contact", "contact"], str::to_owned);
        assert_eq!((columns.goes.len(), columns.stays.len(), columns.nothing.len()), (0, 0, 1));
    }
}
