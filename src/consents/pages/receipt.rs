//! The receipt of a consent: to read, and in two forms to take along.

use crate::consents::receipt::{About, Status, Step, described_by, how, kantara, life, linked};
use crate::consents::{Event, store};
use crate::db::Error;
use crate::people::Address;
use crate::portal::Portal;
use crate::record::Record;
use crate::record::store::{self as versions, Version};
use crate::web::{Customer, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me/choices/{activity}/receipt", Who::Customer, page),
        Route::get("/{lang}/me/choices/{activity}/receipt.json", Who::Customer, by_kantara),
        Route::get("/{lang}/me/choices/{activity}/receipt.jsonld", Who::Customer, by_iso),
    ]
}

/// What a person said, and the versions of the record there were meanwhile.
struct Known {
    said: Vec<Event>,
    approved: Vec<Version>,
    address: Address,
    now: Arc<Record>,
}

impl Known {
    async fn of(portal: &Portal, customer: &Customer) -> Result<Self, PageError> {
        let person = portal.person(&customer.person).await?;
        let fingerprint = person.fingerprint.clone();
        let read = portal
            .db
            .read(move |db| Ok::<_, Error>((store::history(db, &fingerprint)?, versions::approved_so_far(db)?)));
        let (said, approved) = read.await?;
        Ok(Self { said, approved, address: person.address(&portal.keys)?, now: portal.record.now() })
    }

    /// The version that held at a moment and knew the activity; else what holds today.
    fn record(&self, portal: &Portal, activity: &str, at: Timestamp) -> Arc<Record> {
        let languages = &portal.settings.portal.languages;
        let then = as_of(&self.approved, at)
            .and_then(|version| Record::parse(std::path::Path::new("record.toml"), &version.content, languages).0);
        then.filter(|record| record.activity(activity).is_some()).map_or_else(|| Arc::clone(&self.now), Arc::new)
    }

    fn about<'r>(&'r self, portal: &'r Portal, record: &'r Record, id: &str) -> Result<About<'r>, PageError> {
        Ok(About {
            record,
            activity: record.activity(id).ok_or(PageError::NotFound)?,
            person: self.address.as_str(),
            base: &portal.settings.portal.base_url,
            terms: self.now.activity(id),
        })
    }

    fn life(&self, id: &str, now: Timestamp) -> Vec<Step> {
        life(&self.said, id, self.now.activity(id), now)
    }
}

/// Of the consent to an activity that holds.
async fn by_kantara(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let known = Known::of(&portal, &customer).await?;
    let steps = known.life(&id, visit.now());
    let event = holding(&steps).ok_or(PageError::NotFound)?;
    let record = known.record(&portal, &id, event.at);
    let about = known.about(&portal, &record, &id)?;
    let text =
        serde_json::to_string_pretty(&kantara(event, &about)).map_err(|error| PageError::Internal(error.into()))?;
    Ok(visit.download(&format!("consent-{id}.json"), "application/json; charset=utf-8", text))
}

/// Everything that became of a consent, and the record that describes it.
async fn whole(
    visit: &Visit,
    portal: &Portal,
    customer: &Customer,
    id: &str,
) -> Result<(Known, Vec<Step>, Arc<Record>), PageError> {
    let known = Known::of(portal, customer).await?;
    let steps = known.life(id, visit.now());
    let described = described_by(&steps).ok_or(PageError::NotFound)?;
    let record = known.record(portal, id, described.event.at);
    Ok((known, steps, record))
}

/// Of everything that became of a consent.
async fn by_iso(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let (known, steps, record) = whole(&visit, &portal, &customer, &id).await?;
    let about = known.about(&portal, &record, &id)?;
    let receipt = linked(&steps, &about, visit.now()).ok_or(PageError::NotFound)?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|error| PageError::Internal(error.into()))?;
    Ok(visit.download(&format!("consent-{id}.jsonld"), "application/ld+json", text))
}

/// The same, to read and to print.
async fn page(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let (known, steps, record) = whole(&visit, &portal, &customer, &id).await?;
    let about = known.about(&portal, &record, &id)?;
    let (lang, path) = (visit.lang(), format!("/{}/me/choices/{id}/receipt", visit.lang()));
    visit.page(
        "consents/receipt.html",
        json!({
            "section": "choices",
            "name": about.activity.name.get(lang),
            "made": words::moment(lang, visit.now(), portal.zone()),
            "steps": steps.iter().rev().map(|step| shown(&visit, &portal, &about, step)).collect::<Vec<_>>(),
            "about": explained(&visit, &about),
            "iso": format!("{path}.jsonld"),
            "kantara": holding(&steps).map(|_| format!("{path}.json")),
        }),
    )
}

fn shown(visit: &Visit, portal: &Portal, about: &About<'_>, step: &Step) -> Value {
    let (lang, event) = (visit.lang(), &step.event);
    let until = step.status.holds().then(|| about.ends_at(step.at)).flatten();
    let until = until.map(|until| words::date_of(lang, until, portal.zone()));
    json!({
        "what": visit.say(&format!("consent-receipt-{}", step.status.as_str()), &[]),
        "when": words::moment(lang, step.at, portal.zone()),
        "how": how(step, lang),
        "parent": event.actor == "parent",
        "until": until,
        "lang": event.lang,
        "words": event.words,
        "version": event.version.to_string(),
        "hash": event.hash,
        "id": step.written.then(|| event.id.as_str()),
    })
}

/// What it is about, as the record said on that day.
fn explained(visit: &Visit, about: &About<'_>) -> Vec<Value> {
    let (lang, record, activity) = (visit.lang(), about.record, about.activity);
    let controller = &record.controller;
    let who = [controller.name.as_str(), controller.address.as_str(), controller.email.as_str()].join(", ");
    let joint = record.joint_controllers.iter().map(|one| format!("{}, {}", one.name, one.email));
    let labels = activity.categories.iter().filter_map(|id| record.category(id)).map(|one| one.label.get(lang));
    let names = activity.recipients.iter().filter_map(|id| record.recipient(id)).map(|one| one.name.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    let nobody = || visit.say("notice-nobody", &[("company", &controller.name)]);
    let rule = activity.retention.as_deref().and_then(|id| record.retention(id));
    let until = rule.map_or_else(|| visit.say("notice-no-end", &[]), |rule| rule.label.get(lang).to_owned());
    let rights = activity.rights().into_iter().map(|one| visit.say(&format!("notice-right-{}", one.as_str()), &[]));
    let rows = [
        ("consent-receipt-purpose", activity.purpose.get(lang).to_owned()),
        ("consent-receipt-data", labels.collect::<Vec<_>>().join(", ")),
        ("consent-receipt-controller", std::iter::once(who).chain(joint).collect::<Vec<_>>().join("; ")),
        ("consent-receipt-recipients", if names.is_empty() { nobody() } else { names }),
        ("notice-until", until),
        ("notice-rights-row", rights.collect::<Vec<_>>().join(". ")),
        ("consent-receipt-person", about.person.to_owned()),
    ];
    rows.into_iter().map(|(key, value)| json!({ "label": visit.say(key, &[]), "value": value })).collect()
}

/// The consent that holds, if one does: not taken back, and not too old.
fn holding(steps: &[Step]) -> Option<&Event> {
    let decided = steps.iter().rev().find(|step| step.status != Status::Requested);
    decided.filter(|step| step.status.holds()).map(|step| &step.event)
}

/// The version that held at a moment; the first one for what is older than it.
fn as_of(approved: &[Version], at: Timestamp) -> Option<&Version> {
    let held = approved.iter().rev().find(|version| version.approved_at.is_some_and(|since| since <= at));
    held.or_else(|| approved.first())
}
