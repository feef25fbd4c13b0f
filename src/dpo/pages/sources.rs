//! A5: the sources: whether each answers, when it was last held against its declaration, how much of it is explained.

use super::super::drift::{self, Kept};
use super::super::store::{self, StateRow};
use crate::portal::Portal;
use crate::sources::Kind;
use crate::sources::declaration::{Declaration, SourceKind};
use crate::web::{Banner, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

/// The kinds of differences as the page groups them, each group with its message.
const GROUPS: [(&str, &[Kind]); 4] = [
    ("sources-new", &[Kind::NewTable, Kind::NewColumn]),
    ("sources-gone", &[Kind::GoneTable, Kind::GoneColumn]),
    ("sources-type", &[Kind::ChangedType]),
    ("sources-rule", &[Kind::Rule]),
];

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let known = portal.db.read(store::states).await?;
    let one = |declaration: &Declaration| {
        let row = known.iter().find(|row| row.source == declaration.name);
        shown(&portal, &visit, declaration, row)
    };
    let by_hand = portal.sources.by_hand().map(|declaration| shown_by_hand(&visit, declaration));
    let sources: Vec<Value> = portal.sources.declarations().map(one).chain(by_hand).collect();
    visit.page("record/sources.html", json!({ "sources": sources }))
}

/// Compares all of them now: whoever explained a new column need not wait for the night.
pub(super) async fn compare(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    drift::compare_all(&portal).await?;
    Ok(visit.redirect_with("/admin/sources", &Banner::success("sources-compared", &[])))
}

fn shown(portal: &Portal, visit: &Visit, declaration: &Declaration, row: Option<&StateRow>) -> Value {
    let found = row.map(drift::kept).unwrap_or_default();
    let compared = row.and_then(|row| row.compared_at);
    let trouble = row.and_then(|row| row.trouble.as_deref());
    let (state, tag) = match (trouble, compared) {
        (Some(_), _) => ("sources-troubled", "danger"),
        (None, None) => ("sources-never", ""),
        (None, Some(_)) if found.is_empty() => ("sources-fits", "success"),
        (None, Some(_)) => ("sources-differs", "danger"),
    };
    let moment = |at: crate::db::Time| words::moment(visit.lang(), at.timestamp(), portal.zone());
    json!({
        "name": declaration.name,
        "label": declaration.label.get(visit.lang()),
        "kind": visit.say(kind_key(declaration.url.kind()), &[]),
        "file": file(declaration),
        "state": visit.say(state, &[]),
        "tag": tag,
        "trouble": trouble.map(|word| visit.say(&format!("sources-trouble-{word}"), &[])),
        "detail": row.and_then(|row| row.detail.as_deref()),
        "asked": row.map(|row| moment(row.asked_at)),
        "compared": compared.map(moment),
        "coverage": row.filter(|_| compared.is_some()).map(coverage),
        "groups": groups(visit, &found),
        "lines": found.iter().map(|kept| json!({ "message": kept.message, "cure": kept.cure })).collect::<Vec<_>>(),
    })
}

/// A source of which no program sees a table.
fn shown_by_hand(visit: &Visit, declaration: &Declaration) -> Value {
    json!({
        "name": declaration.name,
        "label": declaration.label.get(visit.lang()),
        "kind": visit.say(kind_key(SourceKind::Manual), &[]),
        "file": file(declaration),
        "state": visit.say("sources-by-hand", &[]),
        "tag": "",
        "by_hand": true,
        "groups": [],
        "lines": [],
    })
}

fn file(declaration: &Declaration) -> Option<String> {
    declaration.file.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The share as it was counted when the source was compared; `None` as percent where it has no column.
fn coverage(row: &StateRow) -> Value {
    let coverage = drift::counted(row);
    let tag = if coverage.is_whole() { "success" } else { "danger" };
    json!({ "percent": coverage.percent(), "explained": coverage.explained, "columns": coverage.columns, "tag": tag })
}

fn groups(visit: &Visit, found: &[Kept]) -> Vec<Value> {
    let one = |(key, kinds): &(&str, &[Kind])| {
        let about = |kept: &&Kept| kinds.contains(&kept.difference.kind);
        let mut places: Vec<String> = found.iter().filter(about).map(|kept| kept.difference.place()).collect();
        places.dedup();
        (!places.is_empty()).then(|| json!({ "title": visit.say(key, &[]), "places": places }))
    };
    GROUPS.iter().filter_map(one).collect()
}

fn kind_key(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Sqlite => "sources-kind-sqlite",
        SourceKind::Postgres => "sources-kind-postgres",
        SourceKind::MySql => "sources-kind-mysql",
        SourceKind::Files => "sources-kind-files",
        SourceKind::Http => "sources-kind-http",
        SourceKind::Manual => "sources-kind-manual",
    }
}
