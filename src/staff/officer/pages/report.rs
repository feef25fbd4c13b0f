//! Reporting: whichever colleague notices that something went wrong says so here, and the officer's term begins to run.

use super::account::{moment, typed_moment};
use crate::breaches::{self, Account, By, LONGEST, Nature, New, Origin};
use crate::db::Db;
use crate::portal::Portal;
use crate::requests;
use crate::roles::Permission;
use crate::web::{Banner, Choices, Colleague, FieldError, Form, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};

/// The case that the report is about, from the page of it.
#[derive(Deserialize)]
pub(super) struct About {
    #[serde(default)]
    case: String,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    facts: String,
}

/// What a colleague can report.
const KINDS: [Origin; 2] = [Origin::Misdirected, Origin::Reported];

fn context(visit: &Visit, colleague: &Colleague, typed: &Typed) -> Value {
    let kinds = KINDS.iter().map(|kind| {
        let say = |end: &str| visit.say(&format!("breach-report-{kind}{end}"), &[]);
        json!({ "value": kind.as_str(), "label": say(""), "hint": say("-hint") })
    });
    json!({
        "kinds": kinds.collect::<Vec<_>>(),
        "cases": colleague.may(Permission::Requests),
        "longest": LONGEST,
        "typed": {
            "kind": typed.kind, "case": typed.case, "day": typed.day, "time": typed.time, "facts": typed.facts,
        },
    })
}

pub(super) async fn page(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    about: Choices<About>,
) -> Result<HttpResponse, PageError> {
    let (day, time) = typed_moment(&portal, visit.now());
    let kind = if about.0.case.is_empty() { String::new() } else { Origin::Misdirected.as_str().to_owned() };
    let typed = Typed { kind, case: about.0.case, day, time, ..Typed::default() };
    visit.page("breaches/report.html", context(&visit, &colleague, &typed))
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let mut errors = Vec::new();
    let origin = typed.kind.parse::<Origin>().ok().filter(|kind| KINDS.contains(kind));
    if origin.is_none() {
        errors.push(FieldError::new("kind", visit.say("error-choice", &[])));
    }
    let aware = moment(&portal, &visit, &typed.day, &typed.time).map_err(|error| errors.push(error)).ok();
    errors.extend(visit.text_fault(&typed.facts, true, LONGEST).map(|fault| FieldError::new("facts", fault)));
    let case = match typed.case.trim() {
        "" => None,
        // Whether there is such a case is told to those who work with cases.
        _ if !colleague.may(Permission::Requests) => None,
        reference => {
            let reference = reference.to_ascii_uppercase();
            let case = portal.db.read(move |db| requests::by_reference(db, &reference)).await?;
            if case.is_none() {
                errors.push(FieldError::new("case", visit.say("breach-report-no-case", &[])));
            }
            case
        }
    };
    let (Some(origin), Some(aware), true) = (origin, aware, errors.is_empty()) else {
        return visit.page_with_errors("breaches/report.html", context(&visit, &colleague, &typed), &errors);
    };
    let title = match &case {
        Some(case) => visit.say("breach-report-title-case", &[("case", &case.reference)]),
        None => visit.say(&format!("breach-report-title-{origin}"), &[]),
    };
    let misdirected = origin == Origin::Misdirected;
    let account = Account {
        title,
        facts: typed.facts.trim().to_owned(),
        natures: if misdirected { vec![Nature::Confidentiality] } else { Vec::new() },
        ..Account::default()
    };
    let person = case.map(|case| case.person);
    let people = person.as_ref().map(|_| 1);
    let new = New { origin, cause: None, aware, account, people, person };
    let (parts, now) = (portal.clone(), visit.now());
    portal.db.write(move |tx: &mut Db| breaches::open(tx, By::of(&parts, now, Some(&colleague.id)), new)).await?;
    Ok(visit.redirect_with("/staff", &Banner::success("breach-reported", &[])))
}
