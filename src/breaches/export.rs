//! The register as a file: what the authority may ask for (Art. 33(5)).

use super::{Breach, Decision, Outcome, standing_of};
use crate::spreadsheet::harmless;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One line an entry.
    Csv,
    /// Everything, for a program.
    Json,
}

/// The word names no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a form of export; the forms are csv and json")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        match text {
            "csv" => Ok(Format::Csv),
            "json" => Ok(Format::Json),
            _ => Err(UnknownFormat),
        }
    }
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
        }
    }
}

/// The columns, in order; the names are the same in both forms.
const COLUMNS: [&str; 29] = [
    "reference",
    "state",
    "origin",
    "title",
    "aware",
    "due",
    "term",
    "facts",
    "nature",
    "persons",
    "categories",
    "people",
    "records",
    "effects",
    "consequences",
    "remedy",
    "measures",
    "authority",
    "authority_told",
    "authority_late",
    "authority_reasons",
    "authority_by",
    "people_told",
    "people_told_at",
    "people_article",
    "people_reasons",
    "people_by",
    "closed",
    "no_breach_because",
];

/// The entries with their decisions, in the given order. `names` are those of colleagues by id, `labels` those of categories.
pub fn export(
    entries: &[(Breach, Vec<Decision>)],
    names: &BTreeMap<String, String>,
    labels: &BTreeMap<String, String>,
    format: Format,
    now: Timestamp,
) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Json => {
            let all: Vec<Value> =
                entries.iter().map(|(breach, chosen)| object(breach, chosen, names, labels, now)).collect();
            Ok(serde_json::to_vec_pretty(&json!({ "breaches": all, "made": now }))?)
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(COLUMNS)?;
            for (breach, chosen) in entries {
                csv.write_record(line(breach, chosen, names, labels, now).iter().map(|text| harmless(text)))?;
            }
            Ok(csv.into_inner().map_err(|error| anyhow::anyhow!(error.to_string()))?)
        }
    }
}

fn name<'n>(names: &'n BTreeMap<String, String>, id: &'n str) -> &'n str {
    names.get(id).map_or(id, String::as_str)
}

fn categories(breach: &Breach, labels: &BTreeMap<String, String>) -> Vec<String> {
    breach.account.categories.iter().map(|id| labels.get(id).unwrap_or(id).clone()).collect()
}

/// One line: of each kind of decision the last one.
fn line(
    breach: &Breach,
    chosen: &[Decision],
    names: &BTreeMap<String, String>,
    labels: &BTreeMap<String, String>,
    now: Timestamp,
) -> [String; 29] {
    let moment = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let last = |about: &str| chosen.iter().rev().find(|one| one.outcome.about() == about);
    let (authority, people) = (last("authority"), last("people"));
    let word = |one: Option<&Decision>| one.map(|one| one.outcome.as_str().to_owned()).unwrap_or_default();
    let by = |one: Option<&Decision>| one.map(|one| name(names, one.by.as_str()).to_owned()).unwrap_or_default();
    let first = chosen.iter().filter(|one| one.outcome.about() == "authority").filter_map(|one| one.told).min();
    let late = chosen.iter().find(|one| one.late);
    let reasons = match late {
        Some(late) => late.delay.clone(),
        None => authority.map(|one| one.reasons.clone()).unwrap_or_default(),
    };
    let article = people.map(|one| match one.outcome {
        Outcome::People(outcome) => outcome.article(),
        Outcome::Authority(_) => "",
    });
    let account = &breach.account;
    [
        breach.reference.clone(),
        breach.state.as_str().to_owned(),
        breach.origin.as_str().to_owned(),
        account.title.clone(),
        breach.aware.to_string(),
        breach.due.to_string(),
        standing_of(breach, chosen, now).as_str().to_owned(),
        account.facts.clone(),
        account.natures.iter().map(|nature| nature.as_str()).collect::<Vec<_>>().join(", "),
        account.persons.clone(),
        categories(breach, labels).join(", "),
        number(breach.people),
        number(breach.records),
        account.effects.clone(),
        account.consequences.clone(),
        account.remedy.clone(),
        account.measures.clone(),
        word(authority),
        moment(first),
        if late.is_some() { "yes" } else { "no" }.to_owned(),
        reasons,
        by(authority),
        word(people),
        moment(people.and_then(|one| one.told)),
        article.unwrap_or_default().to_owned(),
        people.map(|one| one.reasons.clone()).unwrap_or_default(),
        by(people),
        moment(breach.closed_at),
        account.dismissal.clone(),
    ]
}

/// One entry with every decision.
fn object(
    breach: &Breach,
    chosen: &[Decision],
    names: &BTreeMap<String, String>,
    labels: &BTreeMap<String, String>,
    now: Timestamp,
) -> Value {
    let account = &breach.account;
    let decision = |one: &Decision| {
        json!({
            "about": one.outcome.about(),
            "outcome": one.outcome.as_str(),
            "told": one.told,
            "late": one.late,
            "reasons": one.reasons,
            "reasons_for_delay": one.delay,
            "by": name(names, one.by.as_str()),
            "at": one.at,
        })
    };
    json!({
        "reference": breach.reference,
        "state": breach.state.as_str(),
        "origin": breach.origin.as_str(),
        "title": account.title,
        "aware": breach.aware,
        "due": breach.due,
        "term": standing_of(breach, chosen, now).as_str(),
        "facts": account.facts,
        "nature": account.natures,
        "persons": account.persons,
        "categories": categories(breach, labels),
        "people": breach.people,
        "records": breach.records,
        "effects": account.effects,
        "consequences": account.consequences,
        "remedy": account.remedy,
        "measures": account.measures,
        "decisions": chosen.iter().map(decision).collect::<Vec<_>>(),
        "opened": breach.opened_at,
        "opened_by": breach.opened_by.as_ref().map(|id| name(names, id.as_str())),
        "closed": breach.closed_at,
        "closed_by": breach.closed_by.as_ref().map(|id| name(names, id.as_str())),
        "no_breach_because": account.dismissal,
    })
}
