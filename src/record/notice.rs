//! What the law wants people told, as values taken from the record: pages, packages and exports render them.

use super::{
    Activity, Authority, Basis, Contact, Controller, Keep, Phase, Protection, RecipientRole, Record, Retention, Right,
    Text,
};
use crate::lang::Lang;
use serde::Serialize;

/// The privacy notice (Arts 13 and 14) in one language; also the summary of the register, one [`Processing`] each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice<'r> {
    /// Its language.
    pub lang: Lang,
    /// Who is responsible.
    pub controller: &'r Controller,
    /// Who decides together with them (Art. 26).
    pub joint_controllers: &'r [Contact],
    /// Who represents them in the Union.
    pub representative: Option<&'r Contact>,
    /// The data protection officer.
    pub dpo: Option<&'r Contact>,
    /// Where to complain.
    pub authority: &'r Authority,
    /// Each use of data.
    pub processings: Vec<Processing<'r>>,
    /// Everyone who receives data, by name, each once.
    pub recipients: Vec<Receiver<'r>>,
    /// Every right that some processing gives.
    pub rights: Vec<Right>,
}

/// One use of data in one language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Processing<'r> {
    /// Id of the activity.
    pub id: &'r str,
    /// Its name.
    pub name: &'r str,
    /// Why.
    pub purpose: &'r str,
    /// What the purpose is made of; empty if it is not divided.
    pub sub_purposes: Vec<&'r str>,
    /// On what basis.
    pub basis: Basis,
    /// The interest pursued, for a legitimate interest.
    pub interest: Option<&'r str>,
    /// The law, for a legal obligation.
    pub law: Option<&'r str>,
    /// Whose data.
    pub persons: &'r str,
    /// Which categories, by their labels.
    pub categories: Vec<&'r str>,
    /// Who receives them, by name.
    pub recipients: Vec<Receiver<'r>>,
    /// Until when.
    pub retention: Option<Kept<'r>>,
    /// How they are protected.
    pub security: Vec<&'r str>,
    /// Where they come from.
    pub origin: &'r str,
    /// The rights of a person over it.
    pub rights: Vec<Right>,
    /// Whether it is direct marketing.
    pub marketing: bool,
    /// Whether data must be given, and what follows if not.
    pub mandatory: Option<&'r str>,
    /// The logic and effects of automated decisions; absent means there are none.
    pub automated: Option<&'r str>,
}

/// Someone who receives data, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receiver<'r> {
    /// Name of the company or body.
    pub name: &'r str,
    /// In what capacity.
    pub role: RecipientRole,
    /// What for.
    pub purpose: &'r str,
    /// Country, ISO 3166-1 alpha-2.
    pub country: &'r str,
    /// How that country protects data; a transfer is anything but [`Protection::Gdpr`].
    pub protection: Protection,
    /// What protects the transfer.
    pub safeguard: Option<&'r str>,
    /// Where it can be written to.
    pub contact: Option<&'r str>,
}

/// Until when, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept<'r> {
    /// In words.
    pub label: &'r str,
    /// The length in ISO 8601, where there is one.
    pub duration: Option<String>,
    /// The criteria, where there is no length.
    pub criteria: Option<&'r str>,
    /// The law that asks for it.
    pub law: Option<&'r str>,
    /// In daily use or archived.
    pub phase: Phase,
}

/// The information of Art. 15(1)(a) to (h) and 15(2) about the categories held on one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccessInformation<'r> {
    /// (a) to (d), (g), (h): each processing that uses a category held on the person.
    pub processings: Vec<Processing<'r>>,
    /// (b) The categories held, by their labels.
    pub categories: Vec<&'r str>,
    /// (c) Who received or will receive data, by name (CJEU C-154/21).
    pub recipients: Vec<Receiver<'r>>,
    /// (e) The rights of the person.
    pub rights: Vec<Right>,
    /// (f) Where to complain.
    pub authority: &'r Authority,
    /// (h) Whether any of the processings decides by itself.
    pub automated_decisions: bool,
    /// (2) The recipients to whom data leave the Union, with what protects them.
    pub transfers: Vec<Receiver<'r>>,
}

impl Record {
    /// The privacy notice in `lang`.
    pub fn notice(&self, lang: Lang) -> Notice<'_> {
        Notice {
            lang,
            controller: &self.controller,
            joint_controllers: &self.joint_controllers,
            representative: self.representative.as_ref(),
            dpo: self.dpo.as_ref(),
            authority: &self.authority,
            processings: self.activities.iter().map(|activity| self.processing(activity, lang)).collect(),
            recipients: self.receivers(self.activities.iter(), lang),
            rights: rights_over(self.activities.iter()),
        }
    }

    /// The information of Art. 15(1) in `lang` for someone on whom these categories (by id) are held.
    pub fn access_information(&self, held: &[&str], lang: Lang) -> AccessInformation<'_> {
        let uses = |activity: &&Activity| activity.categories.iter().any(|id| held.contains(&id.as_str()));
        let activities: Vec<&Activity> = self.activities.iter().filter(uses).collect();
        let recipients = self.receivers(activities.iter().copied(), lang);
        let transfers = recipients.iter().filter(|receiver| receiver.protection != Protection::Gdpr).cloned().collect();
        let categories = self.categories.iter().filter(|category| held.contains(&category.id.as_str()));
        AccessInformation {
            processings: activities.iter().map(|activity| self.processing(activity, lang)).collect(),
            categories: categories.map(|category| category.label.get(lang)).collect(),
            recipients,
            rights: rights_over(activities.iter().copied()),
            authority: &self.authority,
            automated_decisions: activities.iter().any(|activity| activity.automated.is_some()),
            transfers,
        }
    }

    /// Everyone who receives data of these categories (by id), with the labels of those each receives.
    pub fn receivers_of<'r>(&'r self, held: &[&str], lang: Lang) -> Vec<(Receiver<'r>, Vec<&'r str>)> {
        let uses = |activity: &&Activity| activity.categories.iter().any(|id| held.contains(&id.as_str()));
        let receives = |recipient: &super::Recipient, category: &super::Category| {
            self.activities_of(&category.id).any(|activity| activity.recipients.contains(&recipient.id))
        };
        let with = |recipient: &'r super::Recipient| {
            let theirs = self.categories.iter().filter(|category| held.contains(&category.id.as_str()));
            let labels =
                theirs.filter(|category| receives(recipient, category)).map(|category| category.label.get(lang));
            (receiver(recipient, lang), labels.collect())
        };
        let known = self.activities.iter().filter(uses).flat_map(|activity| &activity.recipients);
        let known: std::collections::BTreeSet<&String> = known.collect();
        self.recipients.iter().filter(|recipient| known.contains(&recipient.id)).map(with).collect()
    }

    /// One activity in `lang`, with its references resolved.
    pub fn processing<'r>(&'r self, activity: &'r Activity, lang: Lang) -> Processing<'r> {
        let said = |text: &'r Option<Text>| text.as_ref().map(|text| text.get(lang));
        let categories = activity.categories.iter().filter_map(|id| self.category(id));
        let measures = activity.security.iter().filter_map(|id| self.security_measure(id));
        let rule = activity.retention.as_deref().and_then(|id| self.retention(id));
        Processing {
            id: &activity.id,
            name: activity.name.get(lang),
            purpose: activity.purpose.get(lang),
            sub_purposes: activity.sub_purposes.iter().map(|text| text.get(lang)).collect(),
            basis: activity.basis,
            interest: said(&activity.interest),
            law: activity.law.as_deref(),
            persons: activity.persons.get(lang),
            categories: categories.map(|category| category.label.get(lang)).collect(),
            recipients: self.receivers(std::iter::once(activity), lang),
            retention: rule.map(|rule| rule.kept(lang)),
            security: measures.map(|measure| measure.label.get(lang)).collect(),
            origin: activity.origin.get(lang),
            rights: activity.rights(),
            marketing: activity.marketing,
            mandatory: said(&activity.mandatory),
            automated: said(&activity.automated),
        }
    }

    /// Who receives data from these activities, each once, in the order of the record.
    fn receivers<'r>(
        &'r self,
        activities: impl Iterator<Item = &'r Activity> + Clone,
        lang: Lang,
    ) -> Vec<Receiver<'r>> {
        let receives = |id: &String| activities.clone().any(|activity| activity.recipients.contains(id));
        let recipients = self.recipients.iter().filter(|recipient| receives(&recipient.id));
        recipients.map(|recipient| receiver(recipient, lang)).collect()
    }
}

impl Retention {
    /// The rule in `lang`.
    pub fn kept(&self, lang: Lang) -> Kept<'_> {
        let (duration, criteria) = match &self.keep {
            Keep::For(period) => (Some(period.to_string()), None),
            Keep::While(criteria) => (None, Some(criteria.get(lang))),
        };
        Kept { label: self.label.get(lang), duration, criteria, law: self.law.as_deref(), phase: self.phase }
    }
}

fn receiver(recipient: &super::Recipient, lang: Lang) -> Receiver<'_> {
    Receiver {
        name: &recipient.name,
        role: recipient.role,
        purpose: recipient.purpose.get(lang),
        country: &recipient.country,
        protection: Protection::of(&recipient.country),
        safeguard: recipient.safeguard.as_deref(),
        contact: recipient.contact.as_deref(),
    }
}

/// The rights that any of the activities gives, in the order of [`Right::ALL`].
fn rights_over<'r>(activities: impl Iterator<Item = &'r Activity> + Clone) -> Vec<Right> {
    let given = |right: &Right| activities.clone().any(|activity| activity.gives(*right));
    Right::ALL.iter().copied().filter(given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::path::Path;

    fn starter() -> Record {
        let text = include_str!("../../config/starter/record.toml");
        let abroad = text.replace("country = \"FR\"\n# safeguard", "country = \"US\"\nsafeguard = \"Clauses\" #");
        Record::parse(Path::new("record.toml"), &abroad, Lang::ALL).0.unwrap()
    }

    #[test]
    fn the_notice_says_for_each_processing_why_on_what_basis_who_and_until_when() {
        let record = starter();
        for lang in Lang::ALL {
            let notice = record.notice(*lang);
            assert_eq!(notice.processings.len(), 12);
            for processing in &notice.processings {
                assert!(!processing.purpose.is_empty() && !processing.categories.is_empty(), "{}", processing.id);
                assert!(!processing.recipients.is_empty() && processing.retention.is_some(), "{}", processing.id);
                assert_eq!(processing.interest.is_some(), processing.basis == Basis::LegitimateInterest);
                assert_eq!(processing.law.is_some(), processing.basis == Basis::LegalObligation);
            }
        }
        assert_ne!(record.notice(Lang::Fr).processings[0].purpose, record.notice(Lang::En).processings[0].purpose);
    }

    #[test]
    fn the_access_answer_tells_only_of_what_is_held_and_names_transfers() {
        let record = starter();
        let told = record.access_information(&["invoices"], Lang::Fr);
        assert_eq!(told.categories, ["Factures et paiements"]);
        assert_eq!(told.processings.iter().map(|p| p.id).collect::<Vec<_>>(), ["accounting"]);
        assert_eq!(told.rights, [Right::Access, Right::Rectify, Right::Restrict]);
        assert_eq!(told.transfers.len(), 1);
        assert_eq!(told.transfers[0].safeguard, Some("Clauses"));
        assert!(!told.automated_decisions);
        assert!(record.access_information(&[], Lang::En).processings.is_empty());
    }

    #[test]
    fn a_fact_is_kept_until_the_latest_of_its_purposes_unless_its_column_says_otherwise() {
        let record = starter();
        let event = |name: &str| match name {
            "last_message" => Some(date(2026, 6, 1)),
            "last_order" => Some(date(2025, 6, 1)),
            _ => None,
        };
        let support = record.end_of_fact("support", None, event).unwrap();
        assert_eq!(support.date(), Some(date(2029, 6, 1)));
        let orders = record.end_of_fact("orders", Some("invoices-10y"), |_| Some(date(2026, 3, 1))).unwrap();
        assert_eq!(orders.date(), Some(date(2036, 12, 31)));
        let preferences = record.end_of_fact("preferences", None, event).unwrap();
        assert!(matches!(preferences, super::super::End::While(rule) if rule.id == "objection"));
        assert_eq!(record.end_of_fact("nothing", None, event), None);
    }

    #[test]
    fn marketing_can_always_be_objected_to() {
        let record = starter();
        let newsletter = record.activity("newsletter").unwrap();
        assert!(newsletter.gives(Right::Object) && newsletter.gives(Right::Withdraw));
        assert!(record.is_portable("contact") && !record.is_portable("invoices"));
    }
}
