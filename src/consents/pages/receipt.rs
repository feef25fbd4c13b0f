//! The receipt of a consent, to take along.

use crate::consents::receipt::{About, kantara};
use crate::consents::{Event, EventKind, store};
use crate::db::Error;
use crate::portal::Portal;
use crate::record::Record;
use crate::record::store::{self as versions, Version};
use crate::web::{Customer, PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/{lang}/me/choices/{activity}/receipt.json", Who::Customer, receipt)]
}

/// Of the last consent to an activity, where it was not withdrawn since.
async fn receipt(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (_, id) = path.into_inner();
    let person = portal.person(&customer.person).await?;
    let (fingerprint, of) = (person.fingerprint.clone(), id.clone());
    let read = portal.db.read(move |db| {
        let said = store::history(db, &fingerprint)?;
        Ok::<_, Error>((given(&said, &of).cloned(), versions::approved_so_far(db)?))
    });
    let (event, approved) = read.await?;
    let event = event.ok_or(PageError::NotFound)?;
    let languages = &portal.settings.portal.languages;
    let then = as_of(&approved, event.at)
        .and_then(|version| Record::parse(std::path::Path::new("record.toml"), &version.content, languages).0);
    let now = portal.record.now();
    // A version that knew the activity; else what holds today.
    let record = then.as_ref().filter(|record| record.activity(&id).is_some()).unwrap_or(&now);
    let activity = record.activity(&id).ok_or(PageError::NotFound)?;
    let address = person.address(&portal.keys)?;
    let base = &portal.settings.portal.base_url;
    let about = About { record, activity, person: address.as_str(), base };
    let text =
        serde_json::to_string_pretty(&kantara(&event, &about)).map_err(|error| PageError::Internal(error.into()))?;
    Ok(visit.download(&format!("consent-{id}.json"), "application/json; charset=utf-8", text))
}

/// The consent that holds: the newest entry about the activity, if it gives it.
pub(super) fn given<'e>(said: &'e [Event], activity: &str) -> Option<&'e Event> {
    let mut of = said.iter().filter(|event| event.activity == activity && event.kind != EventKind::Asked);
    of.next().filter(|event| event.kind == EventKind::Given)
}

/// The version that held at a moment; the first one for what is older than it.
fn as_of(approved: &[Version], at: Timestamp) -> Option<&Version> {
    let held = approved.iter().rev().find(|version| version.approved_at.is_some_and(|since| since <= at));
    held.or_else(|| approved.first())
}
