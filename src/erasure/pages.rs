//! C8: what deleting means, the check, and how far it is.

mod closed;
mod receipt;

pub use closed::closed;

use super::run::{self, Tools};
use super::{Erasure, State, Step, StepState, ask, jobs, present, review, store};
use crate::archive;
use crate::consents::decide;
use crate::db::{Db, Id};
use crate::people::Person;
use crate::portal::Portal;
use crate::requests;
use crate::sources::declaration::Declaration;
use crate::sources::plan::SourcePlan;
use crate::sources::{Identifiers, Plan, Scope};
use crate::web::{Banner, Choices, Customer, FieldError, Form, Nothing, PageError, Route, Visit, Who, many};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The routes of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me/delete", Who::Customer, start),
        Route::get("/{lang}/me/delete/check", Who::FreshCustomer, check),
        Route::post("/{lang}/me/delete", Who::FreshCustomer, confirm),
        Route::post("/{lang}/me/delete/cancellation", Who::Customer, cancel),
        Route::get("/receipt/{token}", Who::Anyone, receipt::page).limited(120),
        Route::get("/receipt/{token}/habeas-receipt.tlog-proof", Who::Anyone, receipt::file).limited(120),
    ]
}

async fn open_of(portal: &Portal, customer: &Customer) -> Result<Option<Erasure>, PageError> {
    let (keys, id) = (Arc::clone(&portal.keys), customer.person.clone());
    Ok(portal.db.read(move |db| store::open_for(db, &keys, &id)).await?)
}

async fn open_access(portal: &Portal, person: &Id) -> Result<Option<String>, PageError> {
    let id = person.clone();
    Ok(portal.db.read(move |db| requests::open_access(db, &id)).await?)
}

/// What a wish means, and what of it can be done now.
async fn plan_now(portal: &Portal, person: &Person, wish: &Scope) -> Result<(Plan, Scope), PageError> {
    let who = Identifiers::new([&person.address(&portal.keys)?]);
    Ok(portal.sources.plan_now(&who, &portal.record.now(), portal.today(), wish).await)
}

/// The categories that sources can hold at all.
fn held(portal: &Portal) -> BTreeSet<String> {
    let tables = portal.sources.declarations().flat_map(|declaration| &declaration.tables);
    tables.flat_map(|table| table.facts()).map(|(_, held)| held.category.clone()).collect()
}

/// The manual sources that a scope is about, as one text: what is there nobody knows before a colleague looked.
fn by_hand(portal: &Portal, visit: &Visit, scope: &Scope) -> String {
    let record = portal.record.now();
    let about =
        |source: &&Declaration| SourcePlan::by_hand(source, &record, scope).is_some_and(|plan| !plan.steps.is_empty());
    let labels = portal.sources.by_hand().filter(about).map(|source| source.label.get(visit.lang()));
    labels.collect::<Vec<_>>().join(", ")
}

fn columns(portal: &Portal, visit: &Visit, plan: &Plan) -> present::Columns {
    let held = held(portal);
    // Of what a paper archive may hold nobody says that nothing is there.
    let tables = portal.sources.by_hand().flat_map(|declaration| &declaration.tables);
    let unknown: BTreeSet<&str> =
        tables.flat_map(|table| table.facts()).map(|(_, held)| held.category.as_str()).collect();
    let held = held.iter().map(String::as_str).filter(|category| !unknown.contains(category));
    present::columns(visit.lang(), &portal.record, plan, held, |source| portal.sources.called(source, visit.lang()))
}

async fn start(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    if let Some(erasure) = open_of(&portal, &customer).await? {
        return progress(&visit, &portal, &erasure).await;
    }
    let person = portal.person(&customer.person).await?;
    let (plan, scope) = plan_now(&portal, &person, &Scope::Everything).await?;
    let last = last_part(&portal, &person.id).await?;
    let archived = portal.db.read(move |db| archive::holds(db, &person.fingerprint)).await?;
    let down: Vec<String> = plan.unreachable.iter().map(|source| portal.sources.called(source, visit.lang())).collect();
    let choice = |word: &str| {
        let (label, hint) = (format!("erasure-scope-{word}"), format!("erasure-scope-{word}-hint"));
        json!({ "value": word, "label": visit.say(&label, &[]), "hint": visit.say(&hint, &[]) })
    };
    visit.page(
        "erasure/delete.html",
        json!({
            "section": "me",
            "is_empty": plan.is_empty() && !portal.sources.has_by_hand(),
            "by_hand": by_hand(&portal, &visit, &scope),
            "archived": archived,
            "columns": columns(&portal, &visit, &plan),
            "down": down.join(", "),
            "scopes": [choice("everything"), choice("part"), choice("marketing")],
            "gone": last.map(|chosen| present::names(visit.lang(), &portal.record, &chosen)),
        }),
    )
}

/// The categories of a part that is gone since a short while.
async fn last_part(portal: &Portal, person: &Id) -> Result<Option<BTreeSet<String>>, PageError> {
    let (keys, id) = (Arc::clone(&portal.keys), person.clone());
    let last = portal.db.read(move |db| store::last_part(db, &keys, &id)).await?;
    Ok(last.and_then(|erasure| erasure.scope.categories().cloned()))
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    scope: String,
    #[serde(default, deserialize_with = "many")]
    categories: Vec<String>,
    /// Whether categories were asked for: then none is a mistake.
    #[serde(default)]
    chosen: String,
}

/// What a form asks for. Categories that no source can hold are no choice that a page offers.
fn scope_of(portal: &Portal, scope: &str, categories: &[String]) -> Result<Scope, PageError> {
    let chosen: BTreeSet<String> = categories.iter().cloned().collect();
    match scope {
        "everything" => Ok(Scope::Everything),
        "part" if !chosen.is_empty() && chosen.is_subset(&held(portal)) => Ok(Scope::Categories(chosen)),
        _ => Err(PageError::Invalid),
    }
}

async fn check(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Choices(choice): Choices<Choice>,
) -> Result<HttpResponse, PageError> {
    if choice.scope == "marketing" {
        return Ok(visit.redirect(&format!("/{}/me/choices", visit.lang())));
    }
    if let Some(erasure) = open_of(&portal, &customer).await? {
        return progress(&visit, &portal, &erasure).await;
    }
    let person = portal.person(&customer.person).await?;
    if choice.scope == "part" && choice.categories.is_empty() {
        return pick(&visit, &portal, &person, !choice.chosen.is_empty()).await;
    }
    let scope = match choice.scope.as_str() {
        "" => Scope::Everything,
        word => scope_of(&portal, word, &choice.categories)?,
    };
    let (plan, scope) = plan_now(&portal, &person, &scope).await?;
    if plan.is_empty() && scope.is_everything() && !portal.sources.has_by_hand() {
        return Ok(visit.redirect(&format!("/{}/me/delete", visit.lang())));
    }
    let by_hand = by_hand(&portal, &visit, &scope);
    let columns = columns(&portal, &visit, &plan);
    let (reason, button) = match scope {
        Scope::Everything => ("erasure-reason", "erasure-confirm"),
        Scope::Unneeded => ("erasure-reason", "erasure-unneeded-confirm"),
        Scope::Categories(_) => ("erasure-part-reason", "erasure-part-confirm"),
    };
    let context = json!({
        "access": open_access(&portal, &customer.person).await?,
        "section": "me",
        "columns": columns,
        "part": scope.categories(),
        "reason_label": reason,
        "confirm_label": button,
        "running": (scope == Scope::Unneeded).then(|| words::day(visit.lang(), review::next(&portal))),
        "nothing_goes": scope.categories().is_some() && columns.goes.is_empty() && plan.unreachable.is_empty() && by_hand.is_empty(),
        "by_hand": by_hand,
        "days": portal.settings.erasure.grace_days,
        "backup_days": portal.settings.erasure.backup_days,
    });
    visit.page("erasure/check.html", context)
}

/// C8 between its two pages: which categories. `is_missing` is whether none was ticked.
async fn pick(visit: &Visit, portal: &Portal, person: &Person, is_missing: bool) -> Result<HttpResponse, PageError> {
    let (plan, _) = plan_now(portal, person, &Scope::Categories(held(portal))).await?;
    let (lang, record) = (visit.lang(), portal.record.now());
    let (offers, others) = present::offers(lang, &record, &plan, |source| portal.sources.called(source, visit.lang()));
    let down: Vec<String> = plan.unreachable.iter().map(|source| portal.sources.called(source, visit.lang())).collect();
    let errors: Vec<FieldError> =
        is_missing.then(|| FieldError::new("categories", visit.say("erasure-part-missing", &[]))).into_iter().collect();
    let status = if is_missing { 422 } else { 200 };
    visit.page_with_status(
        status,
        "erasure/part.html",
        json!({ "section": "me", "offers": offers, "others": others, "down": down.join(", "), "errors": errors }),
    )
}

#[derive(Deserialize)]
struct Sent {
    /// Said again on the check page: nothing is deleted by a form that does not say what.
    #[serde(default)]
    scope: String,
    #[serde(default, deserialize_with = "many")]
    categories: Vec<String>,
    #[serde(default)]
    reason: String,
}

/// A second click, or a second tab, gives the first answer: a person has at most one erasure that is not over.
async fn confirm(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Sent { scope, categories, reason }): Form<Sent>,
) -> Result<HttpResponse, PageError> {
    let scope = scope_of(&portal, &scope, &categories)?;
    let person = portal.person(&customer.person).await?;
    let (plan, scope) = plan_now(&portal, &person, &scope).await?;
    if !plan.is_empty() || portal.sources.has_by_hand() {
        let (parts, lang) = (portal.get_ref().clone(), visit.lang());
        // While something is under way the account is not frozen; marketing needs nothing of it.
        let held = match scope {
            Scope::Unneeded => Some(decide::held(&portal, &person).await?),
            Scope::Everything | Scope::Categories(_) => None,
        };
        let wish = ask::Wish { scope, plan, reason };
        let work = move |tx: &mut Db| {
            if let Some(held) = &held {
                decide::stop_marketing(tx, &parts, &person, lang, held)?;
            }
            ask::ask(tx, &parts, &person, lang, &wish)
        };
        portal.db.write(work).await?;
    }
    Ok(visit.redirect(&format!("/{}/me/delete", visit.lang())))
}

async fn cancel(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let taken_back = match open_of(&portal, &customer).await? {
        None => true,
        Some(erasure) => {
            let parts = portal.get_ref().clone();
            portal.db.write(move |tx| ask::take_back(tx, &parts, &erasure)).await?
        }
    };
    Ok(match taken_back {
        true => visit.redirect_with(&format!("/{}/me", visit.lang()), &Banner::success("erasure-cancelled", &[])),
        false => {
            visit.redirect_with(&format!("/{}/me/delete", visit.lang()), &Banner::warning("erasure-too-late", &[]))
        }
    })
}

async fn progress(visit: &Visit, portal: &Portal, erasure: &Erasure) -> Result<HttpResponse, PageError> {
    let tools: Tools = jobs::tools(portal);
    let steps = run::steps(&tools, &erasure.id).await?;
    let request = erasure.request.clone().and_then(|id| id.parse().ok());
    let request = match request {
        Some(id) => portal.db.read(move |db| requests::by_id(db, &id)).await?,
        None => None,
    };
    let access = match (&erasure.person, erasure.state) {
        (Some(person), State::Scheduled) => open_access(portal, person).await?,
        _ => None,
    };
    let is_part = erasure.scope.categories().is_some();
    let (state, heading) = match erasure.state {
        State::Erased if erasure.waits() => ("waits", "erasure-waits-title"),
        State::Scheduled if is_part => ("scheduled", "erasure-part-scheduled-title"),
        State::Scheduled => ("scheduled", "erasure-scheduled-title"),
        State::Erased => ("erased", "erasure-erased-title"),
        _ if is_part => ("running", "erasure-part-running-title"),
        _ => ("running", "erasure-running-title"),
    };
    let told: Vec<Value> = erasure
        .outcome
        .iter()
        .flat_map(|outcome| {
            let told = present::told(visit.lang(), &portal.record, outcome);
            told.into_iter().map(|told| json!({ "label": told.source, "value": told.done }))
        })
        .collect();
    let lines: Vec<_> = erasure.outcome.iter().flat_map(|outcome| outcome.lines().cloned()).collect();
    let kept = present::columns_of_kept(visit.lang(), &portal.record, &lines);
    let shown = match (&erasure.plan, erasure.state) {
        (Some(plan), State::Scheduled) => columns(portal, visit, plan),
        _ => present::Columns { stays: kept, ..present::Columns::default() },
    };
    visit.page(
        "erasure/progress.html",
        json!({
            "section": "me",
            "state": state,
            "part": is_part,
            "heading": visit.say(heading, &[]),
            "reference": request.map(|request| request.reference),
            "starts": words::date_of(visit.lang(), erasure.starts_at, portal.zone()),
            "access": access,
            "is_due": erasure.starts_at <= portal.clock.now(),
            "steps": steps.iter().map(|step| shown_step(portal, visit, step)).collect::<Vec<_>>(),
            "told": told,
            "review_on": erasure.review_on.map(|day| words::day(visit.lang(), day)),
            "unneeded": erasure.scope == Scope::Unneeded,
            "columns": shown,
        }),
    )
}

fn shown_step(portal: &Portal, visit: &Visit, step: &Step) -> Value {
    let by_hand = step.plan.as_ref().is_some_and(|plan| plan.by_hand);
    let (state, hint) = match (step.state, &step.problem) {
        (StepState::Done, _) if by_hand => ("done", "erasure-step-signed"),
        (_, None) if by_hand => ("current", "erasure-step-by-hand"),
        (StepState::Done, _) => ("done", "erasure-step-done"),
        (_, Some(_)) => ("current", "erasure-step-problem"),
        (_, None) => ("todo", "erasure-step-waiting"),
    };
    json!({ "label": portal.sources.called(&step.source, visit.lang()), "state": state, "hint": visit.say(hint, &[]) })
}

impl From<run::Stuck> for PageError {
    fn from(stuck: run::Stuck) -> Self {
        match stuck {
            run::Stuck::Database(error) => error.into(),
            other => PageError::Internal(other.into()),
        }
    }
}
