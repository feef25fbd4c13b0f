//! What is done with an entry: confirmed, dismissed, decided about, closed.

use super::account::{moment, refused, typed_moment};
use super::{acting, entry, found, href};
use crate::breaches::{self, Authority, Breach, Decision, Fault, LONGEST, People, Refused, Said, State};
use crate::db::Error;
use crate::portal::Portal;
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// The version that was looked at.
#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    version: String,
}

#[derive(Deserialize)]
pub(super) struct Dismissal {
    #[serde(default)]
    version: String,
    #[serde(default)]
    reasons: String,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    version: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    delay: String,
}

/// Back to the entry, saying what came of it.
fn answer(visit: &Visit, reference: &str, done: Result<(), Refused>, key: &str) -> Result<HttpResponse, PageError> {
    let banner = match done {
        Ok(()) => Banner::success(key, &[]),
        Err(Refused::Database(Error::Lost) | Refused::Over | Refused::NotADraft) => {
            Banner::warning("breach-moved", &[])
        }
        Err(Refused::Missing(_)) => Banner::warning("breach-not-whole", &[]),
        Err(other) => return Err(refused(other)),
    };
    Ok(visit.redirect_with(&href(reference), &banner))
}

/// The entry, if it is as it was looked at.
async fn as_seen(portal: &Portal, reference: &str, version: &str) -> Result<(Breach, Vec<Decision>, bool), PageError> {
    let (breach, decisions) = found(portal, reference).await?;
    let same = breach.version.to_string() == version;
    Ok((breach, decisions, same))
}

fn moved(visit: &Visit, reference: &str) -> HttpResponse {
    visit.redirect_with(&href(reference), &Banner::warning("breach-moved", &[]))
}

pub(super) async fn confirm(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Seen>,
) -> Result<HttpResponse, PageError> {
    let (breach, _, same) = as_seen(&portal, &path, &form.0.version).await?;
    if !same {
        return Ok(moved(&visit, &path));
    }
    let done = acting(&portal, &visit, &colleague, move |tx, by| breaches::confirm(tx, by, &breach)).await;
    answer(&visit, &path, done, "breach-confirmed")
}

pub(super) async fn dismiss(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Dismissal>,
) -> Result<HttpResponse, PageError> {
    let (breach, _, same) = as_seen(&portal, &path, &form.0.version).await?;
    if !same {
        return Ok(moved(&visit, &path));
    }
    let reasons = form.0.reasons;
    if let Some(fault) = visit.text_fault(&reasons, true, LONGEST) {
        let errors = [FieldError::new("reasons", fault)];
        return entry::again(&portal, &visit, &path, &reasons, &errors).await;
    }
    let done = acting(&portal, &visit, &colleague, move |tx, by| breaches::dismiss(tx, by, &breach, &reasons)).await;
    answer(&visit, &path, done, "breach-dismissed")
}

pub(super) async fn close(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Seen>,
) -> Result<HttpResponse, PageError> {
    let (breach, _, same) = as_seen(&portal, &path, &form.0.version).await?;
    if !same {
        return Ok(moved(&visit, &path));
    }
    let done = acting(&portal, &visit, &colleague, move |tx, by| breaches::close(tx, by, &breach)).await;
    answer(&visit, &path, done, "breach-closed")
}

/// The form of a decision: `about` is `authority` or `people`.
fn form(portal: &Portal, visit: &Visit, breach: &Breach, decisions: &[Decision], about: &str, typed: &Choice) -> Value {
    let option = |word: &str, hint: bool| {
        let key = format!("breach-{about}-{word}");
        let hint = if hint { visit.say(&format!("{key}-hint"), &[]) } else { String::new() };
        json!({ "value": word, "label": visit.say(&key, &[]), "hint": hint })
    };
    let outcomes: Vec<Value> = match about {
        "authority" => Authority::ALL.iter().map(|one| option(one.as_str(), true)).collect(),
        _ => People::ALL.iter().map(|one| option(one.as_str(), true)).collect(),
    };
    let known = breaches::about(breach, decisions, visit.now());
    json!({
        "about": about,
        "reference": breach.reference,
        "action": format!("{}/{about}", href(&breach.reference)),
        "back": href(&breach.reference),
        "outcomes": outcomes,
        "due": words::moment(visit.lang(), breach.due, portal.zone()),
        "late": about == "authority" && known.first_told.is_none() && visit.now() > breach.due,
        "authority": portal.record.now().authority.name,
        "longest": LONGEST,
        "typed": {
            "version": breach.version, "outcome": typed.outcome, "day": typed.day, "time": typed.time,
            "reasons": typed.reasons, "delay": typed.delay,
        },
    })
}

async fn page(portal: &Portal, visit: &Visit, reference: &str, about: &str) -> Result<HttpResponse, PageError> {
    let (breach, decisions) = found(portal, reference).await?;
    if breach.state != State::Open {
        return Ok(visit.redirect(&href(&breach.reference)));
    }
    let (day, time) = typed_moment(portal, visit.now());
    let typed = Choice { day, time, ..Choice::default() };
    visit.page("breaches/decision.html", form(portal, visit, &breach, &decisions, about, &typed))
}

pub(super) async fn authority_page(
    portal: Data<Portal>,
    visit: Visit,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    page(&portal, &visit, &path, "authority").await
}

pub(super) async fn people_page(
    portal: Data<Portal>,
    visit: Visit,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    page(&portal, &visit, &path, "people").await
}

/// Which field of the form a fault belongs to.
fn field(fault: Fault) -> &'static str {
    match fault {
        Fault::NoMoment | Fault::Future | Fault::TooEarly => "day",
        Fault::NoReasons => "reasons",
        Fault::NoDelay => "delay",
        Fault::Complete => "outcome",
    }
}

/// What was chosen, once it makes sense.
struct Chosen<O> {
    outcome: O,
    told: Option<Timestamp>,
}

/// Reads an outcome and, where somebody was told, the moment of it.
fn read<O: std::str::FromStr>(
    portal: &Portal,
    visit: &Visit,
    typed: &Choice,
    tells: impl Fn(&O) -> bool,
) -> Result<Chosen<O>, Vec<FieldError>> {
    let mut errors = Vec::new();
    for (name, text) in [("reasons", &typed.reasons), ("delay", &typed.delay)] {
        errors.extend(visit.text_fault(text, false, LONGEST).map(|fault| FieldError::new(name, fault)));
    }
    let outcome = typed.outcome.parse::<O>().ok();
    if outcome.is_none() {
        errors.push(FieldError::new("outcome", visit.say("error-choice", &[])));
    }
    let told = match &outcome {
        Some(outcome) if tells(outcome) => {
            moment(portal, visit, &typed.day, &typed.time).map_err(|error| errors.push(error)).ok()
        }
        _ => None,
    };
    match outcome {
        Some(outcome) if errors.is_empty() => Ok(Chosen { outcome, told }),
        _ => Err(errors),
    }
}

/// Saves a decision, or shows the form again with what it lacks.
macro_rules! deciding {
    ($name:ident, $about:literal, $outcome:ty, $decide:path) => {
        pub(super) async fn $name(
            portal: Data<Portal>,
            visit: Visit,
            colleague: Colleague,
            path: Path<String>,
            sent: Form<Choice>,
        ) -> Result<HttpResponse, PageError> {
            let typed = sent.0;
            let (breach, decisions, same) = as_seen(&portal, &path, &typed.version).await?;
            if !same || breach.state != State::Open {
                return Ok(moved(&visit, &path));
            }
            let again = |errors: &[FieldError]| {
                let context = form(&portal, &visit, &breach, &decisions, $about, &typed);
                visit.page_with_errors("breaches/decision.html", context, errors)
            };
            let chosen = match read(&portal, &visit, &typed, |one: &$outcome| one.tells()) {
                Ok(chosen) => chosen,
                Err(errors) => return again(&errors),
            };
            let (entry, texts) = (breach.clone(), typed.clone());
            let done = acting(&portal, &visit, &colleague, move |tx, by| {
                let said = Said { told: chosen.told, reasons: &texts.reasons, delay: &texts.delay };
                $decide(tx, by, &entry, chosen.outcome, &said)
            });
            match done.await {
                Err(Refused::Faults(faults)) => {
                    let told = |fault: &Fault| {
                        FieldError::new(field(*fault), visit.say(&format!("breach-fault-{fault}"), &[]))
                    };
                    again(&faults.iter().map(told).collect::<Vec<_>>())
                }
                other => answer(&visit, &path, other, "breach-decided"),
            }
        }
    };
}

deciding!(authority, "authority", Authority, breaches::decide_authority);
deciding!(people, "people", People, breaches::decide_people);
