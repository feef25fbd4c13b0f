//! The receipt of a consent: what became of it ([`life`]), for a program of the person as JSON-LD in the terms of ISO/IEC TS
//! 27560 ([`linked`]) or, while it holds, as JSON by the Consent Receipt Specification 1.1.0 of the Kantara Initiative. Pure.

mod life;
mod linked;

pub use life::{Status, Step, life};
pub use linked::linked;

use super::{Event, standing};
use crate::lang::Lang;
use crate::record::{Activity, Contact, Record};
use crate::words::say;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The version of the specification, as it wants it written.
const VERSION: &str = "KI-CR-v1.1.0";

/// The only kind of consent that the ledger knows: somebody did something to give it.
const EXPLICIT: &str = "EXPLICIT";

/// The category of the specification for advertising.
const MARKETING: &str = "6 - Marketing";

/// What the receipt of one consent needs beside the entry of the ledger.
pub struct About<'r> {
    /// The record as it was on the day of the consent.
    pub record: &'r Record,
    /// Its activity.
    pub activity: &'r Activity,
    /// The address the person is known by.
    pub person: &'r str,
    /// The address of the portal.
    pub base: &'r str,
    /// The activity as it is now, if there still is one: it says at what age a consent ends.
    pub terms: Option<&'r Activity>,
}

impl About<'_> {
    /// When a consent given at `given` ends by itself.
    pub fn ends_at(&self, given: Timestamp) -> Option<Timestamp> {
        self.terms.and_then(|terms| standing::end(terms, given))
    }
}

/// The step whose words and record describe a consent: the last one that gave it; where none did, the last of all.
pub fn described_by(steps: &[Step]) -> Option<&Step> {
    steps.iter().rev().find(|step| step.status.holds()).or(steps.last())
}

/// How a step was said, and where.
pub fn how(step: &Step, lang: Lang) -> String {
    if step.status == Status::Expired {
        return say(lang, "own-data-mechanism-time", &[]);
    }
    manner(&step.event, lang)
}

fn manner(event: &Event, lang: Lang) -> String {
    let how = say(lang, &format!("own-data-mechanism-{}", event.mechanism.as_str()), &[]);
    let place = say(lang, &format!("own-data-channel-{}", event.channel.as_str()), &[]);
    format!("{how}. {place}")
}

/// The receipt of a consent that was given. Texts are in the language it was given in; the time is in seconds since 1970.
///
/// The specification wants a telephone number of everyone responsible: where the record names none, it stays empty.
pub fn kantara(event: &Event, about: &About<'_>) -> Value {
    let (record, lang) = (about.record, event.lang);
    let sensitive = about.activity.categories.iter().filter_map(|id| record.category(id));
    let sensitive: Vec<&str> = sensitive.filter(|one| one.sensitive.is_some()).map(|one| one.label.get(lang)).collect();
    json!({
        "version": VERSION,
        "jurisdiction": record.controller.country,
        "consentTimestamp": event.at.as_second(),
        "collectionMethod": manner(event, lang),
        "consentReceiptID": event.id.to_string(),
        "language": lang,
        "piiPrincipalId": about.person,
        "piiControllers": controllers(record),
        "policyUrl": format!("{}/{lang}/privacy", about.base),
        "services": [{ "service": about.activity.name.get(lang), "purposes": [purpose(event, about)] }],
        "sensitive": !sensitive.is_empty(),
        "spiCat": sensitive,
    })
}

/// Whoever decides, with whom to write to about data protection.
fn controllers(record: &Record) -> Vec<Value> {
    let controller = &record.controller;
    let contact = record.dpo.as_ref().map_or(controller.name.as_str(), |dpo| dpo.name.as_str());
    let first = json!({
        "piiController": controller.name,
        "contact": contact,
        "address": { "streetAddress": controller.address, "addressCountry": controller.country },
        "email": controller.email,
        "phone": controller.phone.as_deref().unwrap_or_default(),
        "piiControllerUrl": controller.website.as_deref().unwrap_or_default(),
    });
    let joint = |one: &Contact| {
        json!({
            "piiController": one.name,
            "contact": one.name,
            "address": { "streetAddress": one.address.as_deref().unwrap_or_default() },
            "email": one.email,
            "phone": one.phone.as_deref().unwrap_or_default(),
        })
    };
    std::iter::once(first).chain(record.joint_controllers.iter().map(joint)).collect()
}

fn purpose(event: &Event, about: &About<'_>) -> Value {
    let (record, activity, lang) = (about.record, about.activity, event.lang);
    let labels = activity.categories.iter().filter_map(|id| record.category(id)).map(|one| one.label.get(lang));
    let names = activity.recipients.iter().filter_map(|id| record.recipient(id)).map(|one| one.name.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    let rule = activity.retention.as_deref().and_then(|id| record.retention(id));
    let until = rule.map_or_else(|| say(lang, "notice-no-end", &[]), |rule| rule.label.get(lang).to_owned());
    let link = format!("{}/{lang}/me/choices", about.base);
    let mut purpose = json!({
        "purpose": event.words,
        "purposeCategory": [if activity.marketing { MARKETING } else { activity.name.get(lang) }],
        "consentType": EXPLICIT,
        "piiCategory": labels.collect::<Vec<_>>(),
        "primaryPurpose": false,
        "termination": say(lang, "choices-receipt-ends", &[("until", &until), ("link", &link)]),
        "thirdPartyDisclosure": !names.is_empty(),
    });
    if let (Some(purpose), false) = (purpose.as_object_mut(), names.is_empty()) {
        purpose.insert("thirdPartyName".to_owned(), names.into());
    }
    purpose
}
