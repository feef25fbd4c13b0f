//! The record as linked data: JSON-LD in the terms of the Data Privacy Vocabulary (W3C DPVCG, version 2.3) and its extension
//! for the GDPR.

use super::Edition;
use crate::record::{Activity, Basis, Contact, Keep, OnBehalf, Protection, Recipient, RecipientRole, Record, Text};
use serde_json::{Map, Value, json};

/// The whole record. Ids are relative to `base`, the address of the portal.
pub fn linked(record: &Record, edition: &Edition, base: &str) -> Value {
    let controller = &record.controller;
    let mut who = json!({
        "@id": format!("{base}/#controller"),
        "@type": "dpv:DataController",
        "dpv:hasName": controller.name,
        "dpv:hasAddress": controller.address,
        "dpv:hasContact": controller.email,
        "dpv:hasCountry": controller.country,
    });
    if let Some(who) = who.as_object_mut() {
        let contact =
            |kind: &str, one: &Contact| json!({ "@type": kind, "dpv:hasName": one.name, "dpv:hasContact": one.email });
        who.extend(
            record
                .dpo
                .iter()
                .map(|one| ("dpv:hasDataProtectionOfficer".to_owned(), contact("dpv:DataProtectionOfficer", one))),
        );
        who.extend(
            record
                .representative
                .iter()
                .map(|one| ("dpv:hasRepresentative".to_owned(), contact("dpv:Representative", one))),
        );
        if !record.joint_controllers.is_empty() {
            let joint = record.joint_controllers.iter().map(|one| contact("dpv:DataController", one));
            let group =
                json!({ "@type": "dpv:JointDataControllers", "dpv:hasDataController": joint.collect::<Vec<_>>() });
            who.insert("dpv:hasJointDataControllers".to_owned(), group);
        }
        let authority = json!({
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": record.authority.name,
            "dpv:hasContact": record.authority.website,
        });
        who.insert("dpv:hasAuthority".to_owned(), authority);
        who.insert(
            "dpv:hasPersonalDataProcess".to_owned(),
            record
                .activities
                .iter()
                .map(|activity| process(record, edition, activity, base))
                .chain(record.on_behalf.iter().map(|one| process_on_behalf(record, edition, one, base)))
                .collect(),
        );
    }
    let mut whole = json!({
        "@context": { "dpv": "https://w3id.org/dpv#", "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#" },
    });
    if let (Some(whole), Value::Object(who)) = (whole.as_object_mut(), who) {
        whole.extend(who);
    }
    whole
}

fn texts(text: &Text) -> Value {
    let by_lang = serde_json::to_value(text).unwrap_or_default();
    let one = |(lang, value): (&String, &Value)| json!({ "@language": lang, "@value": value });
    by_lang.as_object().into_iter().flatten().map(one).collect()
}

fn process(record: &Record, edition: &Edition, activity: &Activity, base: &str) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    put("@id", json!(format!("{base}/#activity-{}", activity.id)));
    put("@type", json!("dpv:PersonalDataProcess"));
    put("dpv:hasIdentifier", json!(format!("{}/{}", edition.number, activity.id)));
    put("dpv:hasName", texts(&activity.name));
    let kind = if activity.marketing { "dpv:DirectMarketing" } else { "dpv:Purpose" };
    put("dpv:hasPurpose", json!({ "@type": kind, "dpv:hasName": texts(&activity.purpose) }));
    put("dpv:hasLegalBasis", json!({ "@id": basis(activity.basis) }));
    let rights = activity.rights().into_iter().map(|one| json!({ "@id": one.term() }));
    put("dpv:hasRight", rights.collect());
    let categories = activity.categories.iter().filter_map(|id| record.category(id)).map(|category| {
        let kind = if category.sensitive.is_some() { "dpv:SpecialCategoryPersonalData" } else { "dpv:PersonalData" };
        json!({ "@type": kind, "dpv:hasName": texts(&category.label) })
    });
    put("dpv:hasPersonalData", categories.collect());
    put("dpv:hasDataSubject", json!({ "@type": "dpv:DataSubject", "dpv:hasName": texts(&activity.persons) }));
    put("dpv:hasDataSource", json!({ "@type": "dpv:DataSource", "dpv:hasName": texts(&activity.origin) }));
    for role in [RecipientRole::Processor, RecipientRole::Controller, RecipientRole::Authority] {
        let of_role = activity.recipients.iter().filter_map(|id| record.recipient(id)).filter(|one| one.role == role);
        let list: Vec<Value> = of_role.map(recipient).collect();
        if !list.is_empty() {
            put(property(role), list.into());
        }
    }
    if let Some(rule) = activity.retention.as_deref().and_then(|id| record.retention(id)) {
        let mut condition = json!({ "@type": "dpv:StorageCondition", "dpv:hasName": texts(&rule.label) });
        if let (Keep::For(period), Some(condition)) = (&rule.keep, condition.as_object_mut()) {
            condition.insert("dpv:hasDuration".to_owned(), json!(period.to_string()));
        }
        put("dpv:hasStorageCondition", condition);
    }
    measures(record, &activity.security, put);
    Value::Object(out)
}

/// What is processed for another controller: that one decides, the company and whom it employs further are processors.
fn process_on_behalf(record: &Record, edition: &Edition, one: &OnBehalf, base: &str) -> Value {
    let mut controller = Map::new();
    let mut put = |key: &str, value: Value| drop(controller.insert(key.to_owned(), value));
    put("@type", json!("dpv:DataController"));
    put("dpv:hasName", json!(one.name));
    put("dpv:hasContact", json!(one.email));
    for (key, class, value) in [
        ("dpv:hasAddress", None, &one.address),
        ("dpv:hasRepresentative", Some("dpv:Representative"), &one.representative),
        ("dpv:hasDataProtectionOfficer", Some("dpv:DataProtectionOfficer"), &one.dpo),
    ] {
        match (value, class) {
            (Some(name), Some(class)) => put(key, json!({ "@type": class, "dpv:hasName": name })),
            (Some(text), None) => put(key, json!(text)),
            (None, _) => {}
        }
    }
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    put("@id", json!(format!("{base}/#on-behalf-{}", one.id)));
    put("@type", json!("dpv:PersonalDataProcess"));
    put("dpv:hasIdentifier", json!(format!("{}/on-behalf/{}", edition.number, one.id)));
    put("dpv:hasDataController", Value::Object(controller));
    put("dpv:hasProcessing", json!({ "@type": "dpv:Processing", "dpv:hasName": texts(&one.processing) }));
    let own = json!({ "@id": format!("{base}/#controller"), "@type": "dpv:DataProcessor" });
    let further = one.recipients.iter().filter_map(|id| record.recipient(id)).map(|further| {
        let mut value = recipient(further);
        if let Some(value) = value.as_object_mut() {
            value.insert("@type".to_owned(), json!("dpv:DataSubProcessor"));
        }
        value
    });
    put("dpv:hasDataProcessor", std::iter::once(own).chain(further).collect());
    measures(record, &one.security, put);
    Value::Object(out)
}

fn measures(record: &Record, ids: &[String], mut put: impl FnMut(&str, Value)) {
    for (property, class, organisational) in [
        ("dpv:hasTechnicalMeasure", "dpv:TechnicalMeasure", false),
        ("dpv:hasOrganisationalMeasure", "dpv:OrganisationalMeasure", true),
    ] {
        let known = ids.iter().filter_map(|id| record.security_measure(id));
        let kind = known.filter(|measure| measure.organisational == organisational);
        let list: Vec<Value> =
            kind.map(|measure| json!({ "@type": class, "dpv:hasName": texts(&measure.label) })).collect();
        if !list.is_empty() {
            put(property, list.into());
        }
    }
}

fn property(role: RecipientRole) -> &'static str {
    match role {
        RecipientRole::Processor => "dpv:hasDataProcessor",
        RecipientRole::Controller => "dpv:hasRecipientDataController",
        // An authority is no third party in the vocabulary.
        RecipientRole::Authority => "dpv:hasRecipient",
    }
}

fn recipient(one: &Recipient) -> Value {
    let class = match one.role {
        RecipientRole::Processor => "dpv:DataProcessor",
        RecipientRole::Controller => "dpv:DataController",
        RecipientRole::Authority => "dpv:Authority",
    };
    let mut value = json!({
        "@type": class,
        "dpv:hasName": one.name,
        "dpv:hasPurpose": { "@type": "dpv:Purpose", "dpv:hasName": texts(&one.purpose) },
    });
    if let Some(value) = value.as_object_mut() {
        let abroad = Protection::of(&one.country) != Protection::Gdpr;
        let country = if abroad { "dpv:hasThirdCountry" } else { "dpv:hasCountry" };
        value.insert(country.to_owned(), json!(one.country));
        if let Some(safeguard) = &one.safeguard {
            let measure = json!({ "@type": "dpv:SafeguardForDataTransfer", "dpv:hasName": safeguard });
            value.insert("dpv:hasOrganisationalMeasure".to_owned(), measure);
        }
    }
    value
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "eu-gdpr:A6-1-a",
        Basis::Contract => "eu-gdpr:A6-1-b",
        Basis::LegalObligation => "eu-gdpr:A6-1-c",
        Basis::VitalInterest => "eu-gdpr:A6-1-d",
        Basis::PublicTask => "eu-gdpr:A6-1-e",
        Basis::LegitimateInterest => "eu-gdpr:A6-1-f",
    }
}
