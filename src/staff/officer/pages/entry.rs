//! One entry: what is written, what was decided, what is left to do.

use super::{found, href, term};
use crate::audit;
use crate::breaches::{self, Breach, Decision, Outcome, Part, State};
use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::staff;
use crate::web::{FieldError, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn kind(state: State) -> &'static str {
    match state {
        State::Draft => "warning",
        State::Open => "info",
        State::Closed => "success",
        State::Dismissed => "",
    }
}

pub(super) async fn page(
    portal: Data<Portal>,
    visit: Visit,
    reference: Path<String>,
) -> Result<HttpResponse, PageError> {
    let context = context(&portal, &visit, &reference, "").await?;
    visit.page("breaches/entry.html", context)
}

/// The page again, with mistakes in the form that dismisses.
pub(super) async fn again(
    portal: &Portal,
    visit: &Visit,
    reference: &str,
    reasons: &str,
    errors: &[FieldError],
) -> Result<HttpResponse, PageError> {
    visit.page_with_errors("breaches/entry.html", context(portal, visit, reference, reasons).await?, errors)
}

async fn context(portal: &Portal, visit: &Visit, reference: &str, reasons: &str) -> Result<Value, PageError> {
    let (breach, decisions) = found(portal, reference).await?;
    let object = breach.reference.clone();
    let read = portal.db.read(move |db| {
        let names: BTreeMap<Id, String> = staff::list(db)?.into_iter().map(|one| (one.id, one.name)).collect();
        Ok::<_, Error>((audit::events_of_object(db, &object, 200)?, names))
    });
    let (log, names) = read.await?;
    let (lang, zone) = (visit.lang(), portal.zone());
    let moment = |at: Timestamp| words::moment(lang, at, zone);
    let name = |id: Option<&Id>| id.map(|id| names.get(id).map_or(id.as_str(), String::as_str).to_owned());
    let logged = |entry: &audit::Logged| {
        let by = match entry.actor.as_deref().and_then(audit::Actor::parse) {
            Some(audit::Actor::Colleague(id)) => name(Some(&id)),
            _ => None,
        };
        json!({
            "at": moment(entry.at.timestamp()),
            "what": visit.say(&format!("breach-log-{}", entry.action.rsplit('.').next().unwrap_or_default()), &[]),
            "by": by.unwrap_or_else(|| visit.say("breach-by-portal", &[])),
        })
    };
    Ok(json!({
        "breach": shown(portal, visit, &breach, &decisions, name(breach.opened_by.as_ref())),
        "rows": rows(portal, visit, &breach),
        "decisions": decisions.iter().rev().map(|one| decision(visit, one, &moment, name(Some(&one.by)))).collect::<Vec<_>>(),
        "tasks": tasks(visit, &breach, &decisions),
        "closes": breach.state == State::Open && breaches::missing(&breach, &decisions).is_empty(),
        "draft": breach.state == State::Draft,
        "running": breach.state.is_running(),
        "dismissal": breach.account.dismissal,
        "closed": breach.closed_at.map(moment),
        "closed_by": name(breach.closed_by.as_ref()),
        "log": log.iter().map(logged).collect::<Vec<_>>(),
        "typed": { "reasons": reasons },
        "longest": breaches::LONGEST,
    }))
}

fn shown(portal: &Portal, visit: &Visit, breach: &Breach, decisions: &[Decision], by: Option<String>) -> Value {
    let moment = |at| words::moment(visit.lang(), at, portal.zone());
    json!({
        "reference": breach.reference,
        "href": href(&breach.reference),
        "title": breach.account.title,
        "version": breach.version,
        "state": visit.say(&format!("breach-state-{}", breach.state), &[]),
        "kind": kind(breach.state),
        "origin": visit.say(&format!("breach-origin-{}", breach.origin), &[]),
        "aware": moment(breach.aware),
        "due": moment(breach.due),
        "opened": moment(breach.opened_at),
        "by": by.unwrap_or_else(|| visit.say("breach-by-portal", &[])),
        "term": term::shown(visit, portal, breach.due, breaches::standing_of(breach, decisions, visit.now())),
    })
}

/// What is written, as rows of label and text.
fn rows(portal: &Portal, visit: &Visit, breach: &Breach) -> Vec<Value> {
    let account = &breach.account;
    let record = portal.record.now();
    let label = |id: &String| {
        let known = record.categories.iter().find(|one| one.id == *id);
        known.map_or(id.clone(), |one| one.label.get(visit.lang()).to_owned())
    };
    let natures: Vec<String> =
        account.natures.iter().map(|nature| visit.say(&format!("breach-nature-{nature}"), &[])).collect();
    let categories: Vec<String> = account.categories.iter().map(label).collect();
    let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    [
        ("facts", account.facts.clone()),
        ("natures", natures.join(", ")),
        ("persons", account.persons.clone()),
        ("people", number(breach.people)),
        ("categories", categories.join(", ")),
        ("records", number(breach.records)),
        ("effects", account.effects.clone()),
        ("consequences", account.consequences.clone()),
        ("remedy", account.remedy.clone()),
        ("measures", account.measures.clone()),
    ]
    .into_iter()
    .map(|(field, text)| json!({ "label": visit.say(&format!("breach-field-{field}"), &[]), "text": text }))
    .collect()
}

fn decision(visit: &Visit, one: &Decision, moment: &impl Fn(Timestamp) -> String, by: Option<String>) -> Value {
    let (about, article) = match one.outcome {
        Outcome::Authority(_) => ("authority", "33".to_owned()),
        Outcome::People(outcome) => ("people", outcome.article().to_owned()),
    };
    json!({
        "title": visit.say(&format!("breach-{about}-{}", one.outcome.as_str()), &[]),
        "article": visit.say("breach-article", &[("article", &article)]),
        "told": one.told.map(moment),
        "late": one.late,
        "reasons": one.reasons,
        "delay": one.delay,
        "at": moment(one.at),
        "by": by,
    })
}

/// What is left to do, in order.
fn tasks(visit: &Visit, breach: &Breach, decisions: &[Decision]) -> Vec<Value> {
    if breach.state != State::Open {
        return Vec::new();
    }
    let missing = breaches::missing(breach, decisions);
    let written: Vec<Part> =
        missing.iter().copied().filter(|part| !matches!(part, Part::Authority | Part::People)).collect();
    let hint: Vec<String> = written.iter().map(|part| visit.say(&format!("breach-part-{part}"), &[])).collect();
    let base = href(&breach.reference);
    let task = |key: &str, end: &str, done: bool, hint: Option<String>| {
        json!({
            "label": visit.say(&format!("breach-task-{key}"), &[]),
            "href": format!("{base}/{end}"),
            "status": visit.say(if done { "staff-task-done" } else { "staff-task-now" }, &[]),
            "kind": if done { "success" } else { "warning" },
            "hint": hint,
        })
    };
    let lacks = (!hint.is_empty()).then(|| visit.say("breach-lacks", &[("parts", &hint.join(", "))]));
    vec![
        task("account", "account", written.is_empty(), lacks),
        task("affected", "affected", breach.people.is_some(), None),
        task("authority", "authority", !missing.contains(&Part::Authority), None),
        task("people", "people", !missing.contains(&Part::People), None),
    ]
}
