//! M8: addresses that do not work, in counts by reason. The data protection officer also sees them one by one, masked, and
//! decides which are written to again.

use super::results::chart;
use crate::db::{Error, Id};
use crate::people::{self, Person};
use crate::portal::Portal;
use crate::refresh::{self, Bad, By};
use crate::refresh::{audience, series};
use crate::roles::Permission;
use crate::web::{Banner, Colleague, Customer, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most addresses shown one by one.
const MOST: i64 = 100;

fn cause(visit: &Visit, word: &str) -> String {
    visit.say(&format!("bounces-cause-{word}"), &[])
}

fn way(visit: &Visit, word: &str) -> String {
    visit.say(&format!("bounces-way-{word}"), &[])
}

fn row(portal: &Portal, visit: &Visit, persons: &BTreeMap<Id, Person>, bad: &Bad) -> Option<Value> {
    let day = |at| words::date_of(visit.lang(), at, portal.zone());
    let address = persons.get(&bad.person)?.address(&portal.keys).ok()?;
    Some(json!({
        "id": bad.person,
        "address": address.masked(),
        "cause": cause(visit, bad.cause.map_or("unsaid", |cause| cause.as_str())),
        "way": way(visit, bad.way.map_or("server", |way| way.as_str())),
        "since": day(bad.since),
        "review": bad.review_at.map(day),
        "due": bad.review_at.is_none_or(|at| at <= visit.now()),
    }))
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let (now, sees_all) = (visit.now(), colleague.may(Permission::Exclusions));
    let (overview, bad, persons) = portal
        .db
        .read(move |db| {
            let overview = refresh::bad_addresses(db, now)?;
            let bad = if sees_all { refresh::bad_list(db, MOST)? } else { Vec::new() };
            let ids: Vec<Id> = bad.iter().map(|one| one.person.clone()).collect();
            let persons = people::by_ids(db, &ids)?;
            Ok::<_, Error>((overview, bad, persons))
        })
        .await?;
    let total = overview.total();
    let percent = |count: i64| {
        if (1..10).contains(&count) { 1 } else { count.saturating_mul(100).checked_div(total).unwrap_or(0) }
    };
    let mut causes = overview.causes.clone();
    causes.sort_by_key(|(cause, count)| (-count, *cause));
    let causes: Vec<Value> = causes
        .iter()
        .map(|(known, count)| {
            let label = cause(&visit, known.map_or("unsaid", |cause| cause.as_str()));
            json!({ "label": label, "value": audience::shown(*count), "percent": percent(*count) })
        })
        .collect();
    let mut ways: BTreeMap<&str, i64> = BTreeMap::new();
    for (known, count) in &overview.ways {
        *ways.entry(known.map_or("server", |way| way.as_str())).or_default() += count;
    }
    let ways: Vec<Value> = ways
        .into_iter()
        .map(|(word, count)| json!({ "label": way(&visit, word), "value": audience::shown(count) }))
        .collect();
    let persons: BTreeMap<Id, Person> = persons.into_iter().map(|person| (person.id.clone(), person)).collect();
    let list: Vec<Value> = bad.iter().filter_map(|one| row(&portal, &visit, &persons, one)).collect();
    let left = total.saturating_sub(i64::try_from(list.len()).unwrap_or(0));
    visit.page(
        "refresh/bounces.html",
        json!({
            "total": audience::shown(total),
            "causes": causes,
            "ways": ways,
            "days": chart(&visit, "bounces-by-", &series::days(&overview.over_time, portal.zone())),
            "due": audience::shown(overview.due),
            "complained": audience::shown(overview.complained),
            "officer": sees_all,
            "list": list,
            "left": if sees_all && left > 0 { Some(left) } else { None },
        }),
    )
}

pub(super) async fn release(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    person: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let person: Id = person.parse().map_err(|_| PageError::NotFound)?;
    let (parts, now) = (portal.clone(), visit.now());
    let released = portal
        .db
        .write(move |tx| {
            let by = By { colleague: &colleague.id, now, random: &parts.random };
            refresh::release(tx, &by, &person)
        })
        .await?;
    let key = if released { "bounces-released" } else { "bounces-released-before" };
    Ok(visit.redirect_with("/marketing/bounces", &Banner::success(key, &[])))
}

/// The person says that the address they sign in with works again.
pub(super) async fn works(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now) = (portal.clone(), visit.now());
    portal.db.write(move |tx| refresh::works(tx, now, &parts.random, &customer.person)).await?;
    Ok(visit.redirect_with(&format!("/{}/me", visit.lang()), &Banner::success("bounces-person-noted", &[])))
}
