use super::super::Fact;
use super::super::present::{self, Rows, Sight};
use super::super::store::{self, Correction, State};
use super::home::undo_address;
use super::{change, confirm, down, known, shown};
use crate::audit::{self, Actor};
use crate::people;
use crate::portal::Portal;
use crate::web::{Customer, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most rows of a table on a page. A category with a longer one can be looked at by year.
const ROWS: usize = 50;

/// Which part of a long category is looked at.
#[derive(Default, Deserialize)]
pub struct Part {
    #[serde(default)]
    page: String,
    /// A year, of the first date in a row; all years if empty.
    #[serde(default)]
    year: String,
}

/// C4: one category, whole, with its history.
pub async fn page(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Query(part): Query<Part>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    view(&visit, &portal, &customer, &id, &part, Sight::Hidden).await
}

/// The same with what is sensitive in it, which is logged: what stands on a screen may be read by others.
pub async fn show(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let category = portal.record.category(&id).filter(|category| category.sensitive.is_some());
    let category = category.ok_or(PageError::NotFound)?.id.clone();
    let (parts, now, person) = (portal.clone(), visit.now(), customer.person.clone());
    let log = move |tx: &mut crate::db::Db| {
        let event = audit::Event {
            actor: Actor::Person(person.clone()),
            action: "facts.shown",
            object: Some(category),
            person: Some(person),
            detail: json!({}),
        };
        audit::append(tx, now, &parts.random, &event)
    };
    portal.db.write(log).await?;
    view(&visit, &portal, &customer, &id, &Part::default(), Sight::Open).await
}

async fn view(
    visit: &Visit,
    portal: &Data<Portal>,
    customer: &Customer,
    id: &str,
    part: &Part,
    sight: Sight,
) -> Result<HttpResponse, PageError> {
    let category = portal.record.category(id).ok_or(PageError::NotFound)?;
    let known = known(portal, visit, customer).await?;
    let (keys, person) = (Arc::clone(&portal.keys), known.person.id.clone());
    let read = portal.db.read(move |db| {
        Ok::<_, crate::db::Error>((store::of_person(db, &keys, &person)?, people::confirmations(db, &person)?))
    });
    let (history, confirmed) = read.await?;
    let lang = visit.lang();
    let mut tables = present::rows_of(known.facts.iter().filter(|fact| fact.category == id));
    let is_long = tables.iter().any(|table| table.rows.len() > ROWS);
    let years: BTreeSet<i16> =
        tables.iter().filter(|_| is_long).flat_map(|table| &table.rows).filter_map(|row| year(row)).collect();
    let chosen = part.year.parse::<i16>().ok().filter(|year| years.contains(year));
    if chosen.is_some() {
        tables.iter_mut().for_each(|table| table.rows.retain(|row| year(row) == chosen));
        tables.retain(|table| !table.rows.is_empty());
    }
    let longest = tables.iter().map(|table| table.rows.len()).max().unwrap_or(0);
    let pages = longest.div_ceil(ROWS).max(1);
    let page = part.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let one = |table: &Rows<'_>| {
        let total = table.rows.len();
        if total == 1 {
            let of_row = table.rows.first().into_iter().flatten();
            let facts = of_row.map(|fact| shown(portal, visit, fact, false, true, sight));
            return present::group(table.label, facts.collect());
        }
        let rows: Vec<_> = table.rows.iter().rev().skip((page - 1) * ROWS).take(ROWS).collect();
        let body = present::table(lang, &rows, sight, |fact| change(portal, visit, fact));
        json!({ "label": table.label, "table": body, "total": total, "show": format!("/{lang}/me/data/{id}/shown") })
    };
    let parts: Vec<Value> = tables.iter().map(one).collect();
    let is_hidden = category.sensitive.is_some() && sight == Sight::Hidden;
    let events: Vec<Value> =
        history.iter().filter(|one| one.category == id).map(|one| event(visit, portal, one, is_hidden)).collect();
    let year = chosen.map(|year| year.to_string()).unwrap_or_default();
    visit.page(
        "facts/category.html",
        json!({
            "section": "me",
            "title": category.label.get(lang),
            "parts": parts,
            "confirmed": confirm::told(visit, portal, confirmed.get(id)),
            // Until their erasure begins nothing of theirs is changed.
            "can_confirm": known.person.leaves_at.is_none(),
            "history": events,
            "page": page,
            "pages": pages,
            "year": year,
            "years": choices(visit, &years),
            "own": format!("/{lang}/me/data/{id}"),
            "href": format!("/{lang}/me/data/{id}?year={year}&page="),
            "down": down(portal, visit, &known.holdings),
        }),
    )
}

/// The year of the first date in a row.
fn year(row: &[&Fact]) -> Option<i16> {
    let day = |fact: &&Fact| fact.value.as_deref()?.get(..10)?.parse::<Date>().ok();
    row.iter().find_map(day).map(Date::year)
}

/// The years to choose from, newest first; none where all rows are of one.
fn choices(visit: &Visit, years: &BTreeSet<i16>) -> Vec<Value> {
    if years.len() < 2 {
        return Vec::new();
    }
    let option = |value: String, label: String| json!({ "value": value, "label": label });
    let every = option(String::new(), visit.say("facts-years-all", &[]));
    let each = years.iter().rev().map(|year| option(year.to_string(), year.to_string()));
    std::iter::once(every).chain(each).collect()
}

/// What became of a correction, with the old value while the person is here.
fn event(visit: &Visit, portal: &Portal, one: &Correction, is_hidden: bool) -> Value {
    let lang = visit.lang();
    let declared = portal.sources.get(&one.source);
    let label = declared.and_then(|source| {
        let column = source.declaration().table(&one.changed.table)?.column(&one.changed.column)?;
        Some(column.held()?.label.get(lang).to_owned())
    });
    let label = label.unwrap_or_else(|| one.changed.column.clone());
    let nothing = visit.say("fact-empty", &[]);
    let before = one.changed.before.clone().unwrap_or_else(|| nothing.clone());
    let after = one.changed.after.clone().unwrap_or(nothing);
    let key = match one.state {
        State::Acting => "facts-history-acting",
        State::Done => "facts-history-done",
        State::Failed => "facts-history-failed",
        State::Undone => "facts-history-undone",
    };
    let text = match is_hidden {
        true => visit.say("fact-hidden", &[]),
        false => visit.say("facts-history-values", &[("before", &before), ("after", &after)]),
    };
    let open = one.state == State::Done && portal.clock.now() <= one.undo_until;
    json!({
        "id": one.batch.to_string(),
        "title": visit.say(key, &[("label", &label)]),
        "text": text,
        "at": words::moment(lang, one.made_at, portal.zone()),
        "datetime": one.made_at.to_string(),
        "undo": open.then(|| undo_address(visit, &one.batch)),
        "until": words::moment(lang, one.undo_until, portal.zone()),
    })
}
