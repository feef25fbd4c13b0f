//! A3: the data map of a version: fields, purposes, recipients, ends; what is missing stands first.

use super::version::{read, version_at};
use crate::dpo::map::{Field, Gap, Part, parts};
use crate::portal::Portal;
use crate::record::Record;
use crate::sources::check_against;
use crate::sources::declaration::Declaration;
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

/// Of the approved version.
pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let record = portal.record.now();
    visit.page("record/map.html", context(&portal, &visit, Some(&record), None))
}

/// Of any version: what a draft would say, and would not.
pub(super) async fn of_version(
    portal: Data<Portal>,
    visit: Visit,
    id: Path<String>,
) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let (record, _) = read(&portal, &version.content);
    let href = format!("/admin/record/versions/{}", version.id);
    let of = json!({ "number": version.number, "href": href });
    visit.page("record/map.html", context(&portal, &visit, record.as_ref(), Some(of)))
}

/// `record` is absent where the version cannot be read as it stands.
fn context(portal: &Portal, visit: &Visit, record: Option<&Record>, version: Option<Value>) -> Value {
    let Some(record) = record else { return json!({ "version": version, "unread": true }) };
    let all: Vec<(&Declaration, Vec<Part>)> = portal
        .sources
        .all_declarations()
        .map(|declaration| (declaration, parts(record, declaration, visit.lang())))
        .collect();
    let fields: Vec<(&Part, &Field)> = all
        .iter()
        .flat_map(|(_, parts)| parts)
        .flat_map(|part| part.fields.iter().map(move |one| (part, one)))
        .collect();
    let with = |gap: Gap| {
        let places = fields.iter().filter(|(_, field)| field.gaps.contains(&gap));
        let places: Vec<String> = places.map(|(part, field)| format!("{}.{}", part.table, field.column)).collect();
        let key = format!("map-gap-{}-count", gap.as_str());
        let count = i64::try_from(places.len()).unwrap_or(i64::MAX);
        (!places.is_empty())
            .then(|| json!({ "title": words::count(visit.lang(), &key, "count", count), "places": places }))
    };
    let gaps = [Gap::Category, Gap::Purpose, Gap::Rule, Gap::End].into_iter().filter_map(with).collect::<Vec<_>>();
    let others = all.iter().flat_map(|(declaration, _)| check_against(declaration, record));
    json!({
        "version": version,
        "count": fields.len(),
        "gaps": gaps,
        "others": others.map(|found| format!("{}. {}", found.message, found.cure)).collect::<Vec<_>>(),
        "sources": all.iter().map(|(declaration, parts)| json!({
            "name": declaration.name,
            "label": declaration.label.get(visit.lang()),
            "parts": parts.iter().map(|part| shown(visit, part)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn shown(visit: &Visit, part: &Part) -> Value {
    let missing = |field: &Field, gap: Gap| {
        field.gaps.contains(&gap).then(|| visit.say(&format!("map-gap-{}", gap.as_str()), &[]))
    };
    let field = |field: &Field| {
        json!({
            "column": field.column,
            "label": field.label,
            "category": field.category,
            "no_category": missing(field, Gap::Category),
            "purposes": field.purposes,
            "no_purpose": missing(field, Gap::Purpose),
            "recipients": field.recipients.join(", "),
            "until": field.until,
            "no_end": missing(field, Gap::Rule).or_else(|| missing(field, Gap::End)),
        })
    };
    json!({
        "table": part.table,
        "label": part.label,
        "fields": part.fields.iter().map(field).collect::<Vec<_>>(),
    })
}
