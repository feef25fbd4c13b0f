use super::{down, known};
use crate::portal::Portal;
use crate::record::Protection;
use crate::record::notice::Receiver;
use crate::web::{Customer, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// C6: who has what is held about the person, by name (CJEU C-154/21), as the record says it.
pub async fn page(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    let known = known(&portal, &visit, &customer).await?;
    let held: BTreeSet<&str> =
        known.facts.iter().filter(|fact| fact.is_held()).map(|fact| fact.category.as_str()).collect();
    let held: Vec<&str> = held.into_iter().collect();
    let record = portal.record.now();
    let (inside, outside): (Vec<_>, Vec<_>) = record
        .receivers_of(&held, visit.lang())
        .into_iter()
        .partition(|(receiver, _)| receiver.protection == Protection::Gdpr);
    let all = |some: &[(Receiver<'_>, Vec<&str>)]| some.iter().map(|one| shown(&visit, one)).collect::<Vec<_>>();
    visit.page(
        "facts/recipients.html",
        json!({
            "section": "me",
            "groups": [
                { "title": visit.say("facts-receivers-outside", &[]), "receivers": all(&outside) },
                { "title": visit.say("facts-receivers-inside", &[]), "receivers": all(&inside) },
            ],
            "company": record.controller.name,
            "down": down(&portal, &visit, &known.holdings),
            "date": words::day(visit.lang(), portal.today()),
        }),
    )
}

/// One recipient in rows of label and text.
fn shown(visit: &Visit, (receiver, categories): &(Receiver<'_>, Vec<&str>)) -> Value {
    let role = visit.say(&format!("role-{}", receiver.role.as_str()), &[]);
    let protection = match receiver.protection {
        Protection::Gdpr => None,
        Protection::Adequate => Some(visit.say("notice-outside-adequate", &[])),
        Protection::SafeguardNeeded => receiver.safeguard.map(str::to_owned),
    };
    let rows = [
        ("recipient-role", Some(role)),
        ("recipient-purpose", Some(receiver.purpose.to_owned())),
        ("facts-receivers-data", Some(categories.join(", "))),
        ("recipient-country", Some(words::country(visit.lang(), receiver.country))),
        ("facts-receivers-protection", protection),
        ("recipient-contact", receiver.contact.map(str::to_owned)),
    ];
    let row = |(key, value): (&str, Option<String>)| Some(json!({ "label": visit.say(key, &[]), "value": value? }));
    json!({ "name": receiver.name, "rows": rows.into_iter().filter_map(row).collect::<Vec<_>>() })
}
