//! Whose data a breach is about: counted in a source, or typed. Looking counts; a button keeps the numbers.

use super::account::refused;
use super::{acting, found, href};
use crate::breaches::{self, Affected, Breach, Refused};
use crate::db::Error;
use crate::people::Address;
use crate::portal::Portal;
use crate::sources::Reached;
use crate::sources::declaration::Declaration;
use crate::web::{Banner, Choices, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The most addresses that can be typed.
const MOST: usize = 500;

/// What is looked for, in the address or in the form that keeps it.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    version: String,
    #[serde(default)]
    source: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    categories: Vec<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: String,
    #[serde(default)]
    addresses: String,
}

/// What is looked for, once it makes sense.
#[derive(Clone)]
struct Read {
    source: String,
    categories: Vec<String>,
    days: (Option<Date>, Option<Date>),
}

/// The categories that a source maps, by id.
fn mapped(declaration: &Declaration) -> BTreeSet<&str> {
    declaration.tables.iter().flat_map(|table| table.facts()).map(|(_, held)| held.category.as_str()).collect()
}

fn read(portal: &Portal, visit: &Visit, sought: &Sought) -> Result<Read, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, visit.say(key, &[])));
    let declaration = portal.sources.declarations().find(|one| one.name == sought.source);
    let held = declaration.map(mapped).unwrap_or_default();
    if declaration.is_none() {
        wrong("source", "error-choice");
    }
    let categories: Vec<String> = sought.categories.iter().filter(|id| held.contains(id.as_str())).cloned().collect();
    if categories.is_empty() {
        wrong("categories", "breach-affected-none-of-source");
    }
    let mut on = |field: &str, text: &str| {
        let read = words::typed_day(text);
        if read.is_none() && !text.trim().is_empty() {
            wrong(field, "error-date");
        }
        read
    };
    let days = (on("from", &sought.from), on("to", &sought.to));
    if let (Some(from), Some(to)) = days
        && from > to
    {
        wrong("to", "breach-affected-order");
    }
    if errors.is_empty() { Ok(Read { source: sought.source.clone(), categories, days }) } else { Err(errors) }
}

fn shown(portal: &Portal, visit: &Visit, breach: &Breach, sought: &Sought, typed: &str) -> Value {
    let lang = visit.lang();
    let record = portal.record.now();
    let sources = portal.sources.declarations().map(|one| json!({ "value": one.name, "label": one.label.get(lang) }));
    let all: BTreeSet<&str> = portal.sources.declarations().flat_map(mapped).collect();
    let categories = record.categories.iter().filter(|one| all.contains(one.id.as_str()));
    let categories = categories.map(|one| json!({ "value": one.id, "label": one.label.get(lang) }));
    let kept = match &breach.affected {
        Some(Affected::Reach { source, .. }) => {
            let label = portal.sources.declarations().find(|one| one.name == *source);
            let label = label.map_or(source.clone(), |one| one.label.get(lang).to_owned());
            let at = breach.counted_at.map(|at| words::moment(lang, at, portal.zone())).unwrap_or_default();
            Some(visit.say("breach-affected-kept-source", &[("source", &label), ("at", &at)]))
        }
        Some(Affected::Listed { .. }) => Some(visit.say("breach-affected-kept-listed", &[])),
        None => breach.person.as_ref().map(|_| visit.say("breach-affected-kept-person", &[])),
    };
    json!({
        "reference": breach.reference,
        "back": href(&breach.reference),
        "action": format!("{}/affected", href(&breach.reference)),
        "version": breach.version.to_string(),
        "sources": sources.collect::<Vec<_>>(),
        "categories": categories.collect::<Vec<_>>(),
        "by_hand": portal.sources.by_hand_named(lang),
        "kept": kept,
        "people": breach.people,
        "sought": { "source": sought.source, "categories": sought.categories, "from": sought.from, "to": sought.to },
        "typed": { "addresses": typed },
        "most": MOST,
        "found": Value::Null,
    })
}

fn with(mut whole: Value, key: &str, value: Value) -> Value {
    if let Some(whole) = whole.as_object_mut() {
        whole.insert(key.to_owned(), value);
    }
    whole
}

fn numbers(reached: Reached) -> Value {
    json!({
        "people": reached.people.to_string(),
        "records": reached.records.to_string(),
        "unaddressed": i64::try_from(reached.unaddressed).unwrap_or(i64::MAX),
    })
}

pub(super) async fn page(
    portal: Data<Portal>,
    visit: Visit,
    path: Path<String>,
    sought: Choices<Sought>,
) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    if !breach.state.is_running() {
        return Ok(visit.redirect(&href(&breach.reference)));
    }
    let sought = sought.0;
    let whole = shown(&portal, &visit, &breach, &sought, "");
    if sought.source.is_empty() {
        return visit.page("breaches/affected.html", whole);
    }
    let read = match read(&portal, &visit, &sought) {
        Ok(read) => read,
        Err(errors) => return visit.page_with_errors("breaches/affected.html", whole, &errors),
    };
    let counted = breaches::count(&portal, &read.source, &read.categories, read.days).await;
    let result = match counted.transpose() {
        Ok(Some(reached)) => numbers(reached),
        Ok(None) | Err(_) => json!({ "failed": true }),
    };
    visit.page("breaches/affected.html", with(whole, "found", result))
}

/// Counts again, and keeps what was counted.
pub(super) async fn keep(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Sought>,
) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    let sought = form.0;
    let read = match read(&portal, &visit, &sought) {
        Ok(read) => read,
        Err(errors) => {
            let whole = shown(&portal, &visit, &breach, &sought, "");
            return visit.page_with_errors("breaches/affected.html", whole, &errors);
        }
    };
    let counted = breaches::count(&portal, &read.source, &read.categories, read.days).await;
    let Ok(Some(reached)) = counted.transpose() else {
        let whole = shown(&portal, &visit, &breach, &sought, "");
        return visit.page("breaches/affected.html", with(whole, "found", json!({ "failed": true })));
    };
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let people = whole(reached.people.saturating_add(reached.unaddressed));
    let (from, to) = read.days;
    let affected = Affected::Reach { source: read.source, categories: read.categories, from, to };
    save(portal, visit, colleague, breach, sought.version, affected, (people, Some(whole(reached.records)))).await
}

/// Keeps addresses that somebody typed.
pub(super) async fn list(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    let typed = form.0;
    let lines = typed.addresses.lines().map(str::trim).filter(|line| !line.is_empty());
    let read: Vec<Result<Address, usize>> =
        lines.enumerate().map(|(place, line)| Address::parse(line).map_err(|_| place.saturating_add(1))).collect();
    let wrong = read.iter().find_map(|one| one.as_ref().err().copied());
    let say = |key: &str, number: usize| visit.say(key, &[("number", &number.to_string())]);
    let fault = match wrong {
        Some(line) => Some(say("breach-affected-line-wrong", line)),
        None if read.len() > MOST => Some(say("breach-affected-too-many", MOST)),
        None if read.is_empty() => Some(visit.say("error-required", &[])),
        None => None,
    };
    if let Some(fault) = fault {
        let whole = shown(&portal, &visit, &breach, &Sought::default(), &typed.addresses);
        return visit.page_with_errors("breaches/affected.html", whole, &[FieldError::new("addresses", fault)]);
    }
    // The same mailbox, spelled twice, is one person.
    let mut known = BTreeSet::new();
    let addresses: Vec<String> = read
        .into_iter()
        .flatten()
        .filter(|address| known.insert(address.normalised().to_owned()))
        .map(|address| address.as_str().to_owned())
        .collect();
    let people = i64::try_from(addresses.len()).unwrap_or(i64::MAX);
    save(portal, visit, colleague, breach, typed.version, Affected::Listed { addresses }, (people, None)).await
}

async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    breach: Breach,
    version: String,
    affected: Affected,
    numbers: (i64, Option<i64>),
) -> Result<HttpResponse, PageError> {
    let back = href(&breach.reference);
    if breach.version.to_string() != version {
        return Ok(visit.redirect_with(&back, &Banner::warning("breach-moved", &[])));
    }
    let kept =
        acting(&portal, &visit, &colleague, move |tx, by| breaches::affects(tx, by, &breach, &affected, numbers));
    let banner = match kept.await {
        Ok(()) => Banner::success("breach-affected-kept", &[]),
        Err(Refused::Database(Error::Lost) | Refused::Over) => Banner::warning("breach-moved", &[]),
        Err(other) => return Err(refused(other)),
    };
    Ok(visit.redirect_with(&back, &banner))
}
