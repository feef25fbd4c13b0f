//! The receipt of a consent in the terms of ISO/IEC TS 27560:2023, as the Data Privacy Vocabulary writes them: JSON-LD by the
//! guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV" (W3C DPVCG, 2024-08-01) with the terms of
//! DPV 2.3. Pure.
//!
//! A receipt is the copy of one record; a record is one consent of one person with all that happened to it.

use super::{About, Status, Step};
use crate::consents::Mechanism;
use crate::lang::Lang;
use crate::record::{Contact, Keep, Recipient, RecipientRole, Right};
use crate::words::say;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The schemas of the guide.
const RECEIPT: &str = "https://w3id.org/dpv/schema/dpv-27560#receipt";
const RECORD: &str = "https://w3id.org/dpv/schema/dpv-27560#record";

/// The GDPR by its European Legislation Identifier.
const GDPR: &str = "http://data.europa.eu/eli/reg/2016/679/oj";

/// The person, within the file: a name that leads nowhere.
const PERSON: &str = "_:person";

/// The receipt of what became of a consent; nothing if nothing did. Texts are in the language of the step that
/// [`described_by`] names; two receipts of the same ledger differ in the time they were made alone.
pub fn linked(steps: &[Step], about: &About<'_>, now: Timestamp) -> Option<Value> {
    let (first, last, described) = (steps.first()?, steps.last()?, super::described_by(steps)?);
    let file = File { about, lang: described.event.lang };
    let id = file.step_id(last);
    Some(json!({
        "@context": context(),
        "@id": format!("{}/#receipt-{id}", about.base),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": RECEIPT,
        "dct:identifier": id,
        "dpv:hasIdentifier": id,
        "dct:created": now.to_string(),
        "dct:language": file.lang,
        "dct:publisher": { "@id": file.controller() },
        "schema:recipient": { "@id": PERSON },
        "dpv:hasRecordOfActivity": file.record(steps, first.event.id.as_str(), described),
    }))
}

fn context() -> Value {
    json!({
        "dpv": "https://w3id.org/dpv#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "dct": "http://purl.org/dc/terms/",
        "schema": "https://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dct:conformsTo": { "@type": "@id" },
        "dct:created": { "@type": "xsd:dateTime" },
        "dpv:isExercisedAt": { "@type": "@id" },
        "dpv:isIndicatedAtTime": { "@type": "xsd:dateTime" },
        "schema:url": { "@type": "@id" },
    })
}

/// What every part of the file needs.
struct File<'a> {
    about: &'a About<'a>,
    lang: Lang,
}

impl File<'_> {
    fn controller(&self) -> String {
        format!("{}/#controller", self.about.base)
    }

    fn recipient(&self, one: &Recipient) -> String {
        format!("{}/#recipient-{}", self.about.base, one.id)
    }

    fn joint(&self, place: usize) -> String {
        format!("{}/#joint-controller-{}", self.about.base, place + 1)
    }

    fn text(&self, words: &str) -> Value {
        json!({ "@language": self.lang, "@value": words })
    }

    fn say(&self, key: &str) -> Value {
        self.text(&say(self.lang, key, &[]))
    }

    /// An age that no job has written down has no entry of its own.
    fn step_id(&self, step: &Step) -> String {
        let id = step.event.id.as_str();
        if step.written { id.to_owned() } else { format!("{id}-{}", step.status.as_str()) }
    }

    fn notice_id(&self, step: &Step) -> String {
        let event = &step.event;
        format!("{}/#notice-{}-{}-{}", self.about.base, event.activity, event.lang, event.version)
    }

    fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        let (record, activity) = (self.about.record, self.about.activity);
        activity.recipients.iter().filter_map(|id| record.recipient(id))
    }

    fn record(&self, steps: &[Step], id: &str, described: &Step) -> Value {
        let About { record, base, person, .. } = self.about;
        let controllers = (0..record.joint_controllers.len()).map(|place| self.joint(place));
        let controllers: Vec<Value> =
            std::iter::once(self.controller()).chain(controllers).map(|id| json!({ "@id": id })).collect();
        let mut notices: Vec<Value> = Vec::new();
        for step in steps {
            let notice = self.notice(step);
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        notices.push(json!({
            "@type": "dpv:PrivacyNotice",
            "dct:language": self.lang,
            "schema:url": format!("{base}/{}/privacy", self.lang),
        }));
        json!({
            "@id": format!("{base}/#consent-{id}"),
            "@type": "dpv:ConsentRecord",
            "dct:conformsTo": RECORD,
            "dct:identifier": id,
            "dpv:hasIdentifier": id,
            "dpv:hasDataSubject": { "@id": PERSON, "@type": "dpv:DataSubject", "dct:identifier": person },
            "dpv:hasDataController": controllers,
            "dpv:hasJurisdiction": record.controller.country,
            "dpv:hasApplicableLaw": { "@id": GDPR },
            "dpv:hasLegalBasis": { "@id": "eu-gdpr:A6-1-a" },
            "dpv:hasProcess": self.process(),
            "dpv:hasConsentControl": {
                "@type": "dpv:WithdrawConsent",
                "dpv:isExercisedAt": self.withdrawal(described),
            },
            "dpv:hasRight": self.rights(described),
            "dpv:hasNotice": notices,
            "dpv:hasConsentStatus": steps.iter().map(|step| self.status(step)).collect::<Vec<_>>(),
            "dpv:hasEntity": self.entities(),
        })
    }

    fn withdrawal(&self, step: &Step) -> String {
        format!("{}/{}{}", self.about.base, self.lang, step.event.withdrawal)
    }

    /// The words that were shown, with what proves that they are those.
    fn notice(&self, step: &Step) -> Value {
        let event = &step.event;
        json!({
            "@id": self.notice_id(step),
            "@type": "dpv:ConsentNotice",
            "dct:language": event.lang,
            "schema:version": event.version,
            "schema:text": { "@language": event.lang, "@value": event.words },
            "schema:sha256": event.hash,
        })
    }

    fn process(&self) -> Value {
        let About { record, activity, base, .. } = self.about;
        let lang = self.lang;
        let purpose = if activity.marketing { "dpv:DirectMarketing" } else { "dpv:Purpose" };
        let categories = activity.categories.iter().filter_map(|id| record.category(id)).map(|category| {
            let special = category.sensitive.is_some();
            let kind = if special { "dpv:SpecialCategoryPersonalData" } else { "dpv:PersonalData" };
            json!({ "@type": kind, "dpv:hasName": self.text(category.label.get(lang)) })
        });
        let receivers = self.recipients().map(|one| self.recipient(one));
        let receivers = std::iter::once(self.controller()).chain(receivers).map(|id| json!({ "@id": id }));
        json!({
            "@id": format!("{base}/#activity-{}", activity.id),
            "@type": "dpv:Process",
            "dpv:hasIdentifier": activity.id,
            "dpv:hasName": self.text(activity.name.get(lang)),
            "dpv:hasPurpose": { "@type": purpose, "dpv:hasName": self.text(activity.purpose.get(lang)) },
            "dpv:hasPersonalData": categories.collect::<Vec<_>>(),
            "dpv:hasDataSource": { "@type": "dpv:DataSource", "dpv:hasName": self.text(activity.origin.get(lang)) },
            "dpv:hasRecipient": receivers.collect::<Vec<_>>(),
            "dpv:hasStorageCondition": [self.places(), self.storage()],
        })
    }

    /// Where the data are: with who decides and who receives them.
    fn places(&self) -> Value {
        let mut countries = vec![self.about.record.controller.country.as_str()];
        for one in self.recipients() {
            if !countries.contains(&one.country.as_str()) {
                countries.push(&one.country);
            }
        }
        json!({ "@type": "dpv:StorageLocation", "dpv:hasLocation": countries })
    }

    fn storage(&self) -> Value {
        let rule = self.about.activity.retention.as_deref().and_then(|id| self.about.record.retention(id));
        let Some(rule) = rule else {
            let none = json!({ "@type": "dpv:UntilEventDuration", "rdf:value": self.say("notice-no-end") });
            return json!({ "@type": "dpv:StorageDuration", "dpv:hasDuration": none });
        };
        let duration = match &rule.keep {
            Keep::For(period) => json!({ "@type": "dpv:TemporalDuration", "rdf:value": period.to_string() }),
            Keep::While(criteria) => {
                json!({ "@type": "dpv:UntilEventDuration", "rdf:value": self.text(criteria.get(self.lang)) })
            }
        };
        let name = self.text(rule.label.get(self.lang));
        json!({ "@type": "dpv:StorageDuration", "dpv:hasDuration": duration, "dpv:hasName": name })
    }

    fn rights(&self, described: &Step) -> Vec<Value> {
        let one = |right: Right| {
            // What needs no reason is done at once, where consents are withdrawn.
            let here = matches!(right, Right::Withdraw | Right::Object);
            let form = || format!("{}/{}/me/requests/new?right={}", self.about.base, self.lang, right.as_str());
            json!({
                "@type": right.term(),
                "dct:title": self.say(&format!("notice-right-{}", right.as_str())),
                "dpv:isExercisedAt": if here { self.withdrawal(described) } else { form() },
            })
        };
        self.about.activity.rights().into_iter().map(one).collect()
    }

    fn status(&self, step: &Step) -> Value {
        let event = &step.event;
        let mut status = json!({
            "@type": types(step),
            "dct:identifier": self.step_id(step),
            "dpv:isIndicatedAtTime": step.at.to_string(),
            "dpv:isIndicatedBy": self.by(step),
            "dpv:hasIndicationMethod": self.text(&super::how(step, self.lang)),
            "dpv:hasDuration": self.duration(step),
            "dpv:hasNotice": { "@id": self.notice_id(step) },
        });
        if let (Some(status), true) = (status.as_object_mut(), step.written) {
            status.insert("dct:source".to_owned(), event.form.as_str().into());
            status.extend(event.proof.as_deref().map(|proof| ("dct:provenance".to_owned(), proof.into())));
        }
        status
    }

    fn by(&self, step: &Step) -> Value {
        match (step.status, step.event.actor.as_str()) {
            (Status::Requested | Status::Expired, _) => json!({ "@id": self.controller() }),
            // Art. 8; in France both agree (LIL 45): the child asked first.
            (_, "parent") => json!([{ "@id": PERSON }, { "@type": "dpv:ParentOfDataSubject" }]),
            _ => json!({ "@id": PERSON }),
        }
    }

    /// For how long a step counts: a consent until its age or until it is taken back, anything else until the next word.
    fn duration(&self, step: &Step) -> Value {
        let until = step.status.holds().then(|| self.about.ends_at(step.at)).flatten();
        if let Some(until) = until {
            return json!({ "@type": "dpv:UntilTimeDuration", "rdf:value": until.to_string() });
        }
        let event = if step.status.holds() { "consent-receipt-until-withdrawn" } else { "consent-receipt-until-next" };
        json!({ "@type": "dpv:UntilEventDuration", "rdf:value": self.say(event) })
    }

    fn entities(&self) -> Vec<Value> {
        let About { record, .. } = self.about;
        let controller = &record.controller;
        let office = record.dpo.as_ref();
        let mut contact = contact(
            office.map_or(controller.name.as_str(), |dpo| dpo.name.as_str()),
            office.map_or(controller.email.as_str(), |dpo| dpo.email.as_str()),
        );
        phone(&mut contact, office.and_then(|dpo| dpo.phone.as_deref()).or(controller.phone.as_deref()));
        let mut first = json!({
            "@id": self.controller(),
            "@type": "dpv:DataController",
            "dpv:hasIdentifier": self.controller(),
            "dpv:hasName": controller.name,
            "schema:address": {
                "@type": "schema:PostalAddress",
                "schema:streetAddress": controller.address,
                "schema:addressCountry": controller.country,
            },
            "schema:contactPoint": contact,
        });
        if let (Some(first), Some(website)) = (first.as_object_mut(), &controller.website) {
            first.insert("schema:url".to_owned(), website.as_str().into());
        }
        let authority = json!({
            "@id": format!("{}/#authority", self.about.base),
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasIdentifier": format!("{}/#authority", self.about.base),
            "dpv:hasName": record.authority.name,
            "schema:address": {
                "@type": "schema:PostalAddress",
                "schema:streetAddress": record.authority.address.as_deref().unwrap_or_default(),
            },
            "schema:contactPoint": { "@type": "schema:ContactPoint", "schema:url": record.authority.website },
        });
        let joint = record.joint_controllers.iter().enumerate().map(|(place, one)| self.joint_controller(place, one));
        let receivers = self.recipients().map(|one| self.receiver(one));
        std::iter::once(first).chain(joint).chain(receivers).chain(std::iter::once(authority)).collect()
    }

    fn joint_controller(&self, place: usize, one: &Contact) -> Value {
        let mut contact = contact(&one.name, &one.email);
        phone(&mut contact, one.phone.as_deref());
        json!({
            "@id": self.joint(place),
            "@type": "dpv:DataController",
            "dpv:hasIdentifier": self.joint(place),
            "dpv:hasName": one.name,
            "schema:address": {
                "@type": "schema:PostalAddress",
                "schema:streetAddress": one.address.as_deref().unwrap_or_default(),
            },
            "schema:contactPoint": contact,
        })
    }

    /// The record knows of a recipient where it processes data, and perhaps where to write to it; who decides answers for it
    /// in any case (Art. 26(3), Art. 28).
    fn receiver(&self, one: &Recipient) -> Value {
        let class = match one.role {
            RecipientRole::Processor => "dpv:DataProcessor",
            RecipientRole::Controller => "dpv:DataController",
            RecipientRole::Authority => "dpv:Authority",
        };
        let controller = &self.about.record.controller;
        let contact = match &one.contact {
            Some(own) => json!({ "@type": "schema:ContactPoint", "schema:name": one.name, "dpv:hasContact": own }),
            None => contact(&controller.name, &controller.email),
        };
        let mut value = json!({
            "@id": self.recipient(one),
            "@type": class,
            "dpv:hasIdentifier": self.recipient(one),
            "dpv:hasName": one.name,
            "dpv:hasPurpose": { "@type": "dpv:Purpose", "dpv:hasName": self.text(one.purpose.get(self.lang)) },
            "schema:address": { "@type": "schema:PostalAddress", "schema:addressCountry": one.country },
            "schema:contactPoint": contact,
        });
        if let (Some(value), Some(safeguard)) = (value.as_object_mut(), &one.safeguard) {
            let measure = json!({ "@type": "dpv:SafeguardForDataTransfer", "dpv:hasName": safeguard });
            value.insert("dpv:hasOrganisationalMeasure".to_owned(), measure);
        }
        value
    }
}

fn contact(name: &str, email: &str) -> Value {
    json!({ "@type": "schema:ContactPoint", "schema:name": name, "schema:email": email })
}

fn phone(contact: &mut Value, phone: Option<&str>) {
    if let (Some(contact), Some(phone)) = (contact.as_object_mut(), phone) {
        contact.insert("schema:telephone".to_owned(), phone.into());
    }
}

/// The state, and for what was given the type of consent: explicit where the act said this and nothing else, expressed
/// where it was part of a form or a talk, and no more than consent where nobody knows how it came about.
fn types(step: &Step) -> Vec<&'static str> {
    let state = match step.status {
        Status::Requested => "dpv:ConsentRequested",
        Status::Given => "dpv:ConsentGiven",
        Status::Renewed => "dpv:RenewedConsentGiven",
        Status::Refused => "dpv:ConsentRefused",
        Status::Withdrawn => "dpv:ConsentWithdrawn",
        Status::Expired => "dpv:ConsentExpired",
    };
    let kind = match step.event.mechanism {
        Mechanism::Button | Mechanism::DoubleOptIn => "dpv:ExplicitlyExpressedConsent",
        Mechanism::Tick | Mechanism::Paper | Mechanism::Voice => "dpv:ExpressedConsent",
        Mechanism::Gpc | Mechanism::Time | Mechanism::Unknown => "dpv:Consent",
    };
    if step.status.holds() { vec![state, kind] } else { vec![state] }
}
