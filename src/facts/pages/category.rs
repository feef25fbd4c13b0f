use super::super::present;
use super::super::store::{self, Correction, State};
use super::home::undo_address;
use super::{change, down, known, shown};
use crate::portal::Portal;
use crate::web::{Customer, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The most rows of a table on a page.
const ROWS: usize = 50;

#[derive(Deserialize)]
pub struct Paging {
    #[serde(default)]
    page: String,
}

/// C4: one category, whole, with its history.
pub async fn page(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let category = portal.record.category(&id).ok_or(PageError::NotFound)?;
    let known = known(&portal, &visit, &customer).await?;
    let (keys, person) = (Arc::clone(&portal.keys), known.person.id.clone());
    let history = portal.db.read(move |db| store::of_person(db, &keys, &person)).await?;
    let lang = visit.lang();
    let tables = present::rows_of(known.facts.iter().filter(|fact| fact.category == id));
    let longest = tables.iter().map(|table| table.rows.len()).max().unwrap_or(0);
    let pages = longest.div_ceil(ROWS).max(1);
    let page = paging.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let parts: Vec<Value> = tables
        .iter()
        .map(|table| {
            let total = table.rows.len();
            if total == 1 {
                let of_row = table.rows.first().into_iter().flatten();
                let facts = of_row.map(|fact| shown(&portal, &visit, fact, false, true));
                return present::group(table.label, facts.collect());
            }
            let rows: Vec<_> = table.rows.iter().rev().skip((page - 1) * ROWS).take(ROWS).collect();
            let body = present::table(lang, &rows, |fact| change(&portal, &visit, fact));
            json!({ "label": table.label, "table": body, "total": total })
        })
        .collect();
    let events: Vec<Value> =
        history.iter().filter(|one| one.category == id).map(|one| event(&visit, &portal, one)).collect();
    visit.page(
        "facts/category.html",
        json!({
            "section": "me",
            "title": category.label.get(lang),
            "parts": parts,
            "history": events,
            "page": page,
            "pages": pages,
            "href": format!("/{lang}/me/data/{id}?page="),
            "down": down(&portal, &visit, &known.holdings),
        }),
    )
}

/// What became of a correction, with the old value while the person is here.
fn event(visit: &Visit, portal: &Portal, one: &Correction) -> Value {
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
    let open = one.state == State::Done && portal.clock.now() <= one.undo_until;
    json!({
        "id": one.batch.to_string(),
        "title": visit.say(key, &[("label", &label)]),
        "text": visit.say("facts-history-values", &[("before", &before), ("after", &after)]),
        "at": words::moment(lang, one.made_at, portal.zone()),
        "datetime": one.made_at.to_string(),
        "undo": open.then(|| undo_address(visit, &one.batch)),
        "until": words::moment(lang, one.undo_until, portal.zone()),
    })
}
