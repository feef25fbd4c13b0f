//! A3: the data map of a version: fields, purposes, recipients, ends; what is missing stands first.

use super::version::{read, version_at};
use crate::dpo::map::{Field, Gap, Part, parts, unknown_consents};
use crate::portal::Portal;
use crate::record::Record;
use crate::record::version::State;
use crate::roles::Permission;
use crate::sources::check_against;
use crate::sources::declaration::Declaration;
use crate::web::{Colleague, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

/// Of the approved version.
pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let record = portal.record.now();
    visit.page("record/map.html", context(&portal, &visit, Some(&record), None, None))
}

/// Of any version: what a draft would say, and would not.
pub(super) async fn of_version(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
) -> Result<HttpResponse, PageError> {
    let version = version_at(&portal, &id).await?;
    let (record, _) = read(&portal, &version.content);
    let href = format!("/admin/record/versions/{}", version.id);
    let writes = version.state == State::Draft && colleague.may(Permission::RecordWriting);
    let mend = writes.then(|| format!("{href}/parts"));
    let of = json!({ "number": version.number, "href": href, "parts": mend });
    visit.page("record/map.html", context(&portal, &visit, record.as_ref(), Some(of), mend.as_deref()))
}

/// `record` is absent where the version cannot be read as it stands.
fn context(
    portal: &Portal,
    visit: &Visit,
    record: Option<&Record>,
    version: Option<Value>,
    mend: Option<&str>,
) -> Value {
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
    let gaps = [Gap::Category, Gap::Purpose, Gap::Rule, Gap::End].into_iter();
    let mut gaps: Vec<Value> = gaps.filter_map(|gap| of_gap(visit, record, &fields, gap, mend)).collect();
    gaps.extend(of_consents(visit, record, &all, mend));
    // What a gap says already is not said twice.
    let others = all.iter().flat_map(|(declaration, _)| {
        let unknown = unknown_consents(record, declaration);
        let told = move |field: &str| {
            let named = declaration.consents.iter().enumerate();
            named
                .filter(|(_, one)| unknown.contains(&one.activity))
                .any(|(at, _)| field == format!("consent[{at}].activity"))
        };
        check_against(declaration, record).into_iter().filter(move |found| !told(&found.field))
    });
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

/// A gap with what lacks it, each with the form that mends it. `mend` is the address of the draft's parts for who may write it.
fn of_gap(visit: &Visit, record: &Record, fields: &[(&Part, &Field)], gap: Gap, mend: Option<&str>) -> Option<Value> {
    let with: Vec<_> = fields.iter().filter(|(_, field)| field.gaps.contains(&gap)).collect();
    let mut items: Vec<(String, Option<String>, Vec<String>)> = Vec::new();
    for (part, field) in &with {
        let place = format!("{}.{}", part.table, field.column);
        let (name, form) = match gap {
            Gap::Category => (field.category_id.clone(), format!("category?new={}&back=map", field.category_id)),
            Gap::Purpose => (field.category.clone(), format!("category?of={}&back=map", field.category_id)),
            Gap::Rule => {
                let rule = field.rule.clone().unwrap_or_default();
                (rule.clone(), format!("retention?new={rule}&back=map"))
            }
            Gap::End => {
                let activity = record.activities_of(&field.category_id).next();
                let id = activity.map(|activity| activity.id.as_str()).unwrap_or_default();
                (field.category.clone(), format!("activity?of={id}&back=map"))
            }
        };
        let href = mend.map(|parts| format!("{parts}/{form}"));
        match items.iter_mut().find(|(other, _, _)| *other == name) {
            Some((_, _, places)) => places.push(place),
            None => items.push((name, href, vec![place])),
        }
    }
    let key = format!("map-gap-{}-count", gap.as_str());
    let title = words::count(visit.lang(), &key, "count", i64::try_from(with.len()).unwrap_or(i64::MAX));
    shown_gap(title, &items)
}

/// The consents that sources name and the record has no activity for.
fn of_consents(visit: &Visit, record: &Record, all: &[(&Declaration, Vec<Part>)], mend: Option<&str>) -> Option<Value> {
    let mut items: Vec<(String, Option<String>, Vec<String>)> = Vec::new();
    for (declaration, _) in all {
        for id in unknown_consents(record, declaration) {
            let href = mend.map(|parts| format!("{parts}/activity?new={id}&basis=consent&back=map"));
            items.push((id, href, vec![declaration.name.clone()]));
        }
    }
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    shown_gap(words::count(visit.lang(), "map-gap-consent-count", "count", count), &items)
}

fn shown_gap(title: String, items: &[(String, Option<String>, Vec<String>)]) -> Option<Value> {
    let item = |(name, href, places): &(String, Option<String>, Vec<String>)| json!({ "name": name, "href": href, "places": places });
    (!items.is_empty()).then(|| json!({ "title": title, "items": items.iter().map(item).collect::<Vec<_>>() }))
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
