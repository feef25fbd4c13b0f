//! What `record.toml` says, as types.

use super::{ConsentTerms, Cookie, Nature, OnBehalf, Period, Sensitive, Told};
use crate::lang::Lang;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words in each language. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(BTreeMap<Lang, String>);

impl Text {
    /// The words per language; `None` if there is no language at all.
    pub fn new(words: BTreeMap<Lang, String>) -> Option<Self> {
        (!words.is_empty()).then_some(Self(words))
    }

    /// The same words in every language, for what needs no translation.
    pub fn same(words: &str) -> Self {
        Self(Lang::ALL.iter().map(|lang| (*lang, words.to_owned())).collect())
    }

    /// Whether it is said in this very language.
    pub fn has(&self, lang: Lang) -> bool {
        self.0.contains_key(&lang)
    }

    /// The words in `lang`, or else in English, or else in any language there is.
    pub fn get(&self, lang: Lang) -> &str {
        let words = self.0.get(&lang).or_else(|| self.0.get(&Lang::En)).or_else(|| self.0.values().next());
        words.map_or("", String::as_str)
    }
}

/// The whole record of processing. Ids are unique within each list, and every reference resolves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Who decides why and how data are processed.
    pub controller: Controller,
    /// Who decides together with the controller (Art. 26).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub joint_controllers: Vec<Contact>,
    /// Who represents a controller from outside the Union (Art. 27).
    pub representative: Option<Contact>,
    /// The data protection officer, if there is one (Art. 37).
    pub dpo: Option<Contact>,
    /// Where a person can complain (Art. 77).
    pub authority: Authority,
    /// The categories of data.
    pub categories: Vec<Category>,
    /// Who receives data, by name.
    pub recipients: Vec<Recipient>,
    /// How data are protected (Art. 32).
    pub security: Vec<SecurityMeasure>,
    /// Until when data are kept.
    pub retentions: Vec<Retention>,
    /// What data are processed for.
    pub activities: Vec<Activity>,
    /// What the company's own site keeps on the devices of visitors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<Cookie>,
    /// What the company does for other controllers (Art. 30(2)).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_behalf: Vec<OnBehalf>,
}

impl Record {
    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// The recipient with this id.
    pub fn recipient(&self, id: &str) -> Option<&Recipient> {
        self.recipients.iter().find(|recipient| recipient.id == id)
    }

    /// The security measure with this id.
    pub fn security_measure(&self, id: &str) -> Option<&SecurityMeasure> {
        self.security.iter().find(|measure| measure.id == id)
    }

    /// The retention rule with this id.
    pub fn retention(&self, id: &str) -> Option<&Retention> {
        self.retentions.iter().find(|rule| rule.id == id)
    }

    /// The activity with this id.
    pub fn activity(&self, id: &str) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.id == id)
    }

    /// The activities that use a category: the purposes of every fact in it.
    pub fn activities_of<'r>(&'r self, category: &'r str) -> impl Iterator<Item = &'r Activity> {
        self.activities.iter().filter(move |activity| activity.categories.iter().any(|id| id == category))
    }

    /// Everyone who receives a category, by name, in the order of the record, each once.
    pub fn recipients_of<'r>(&'r self, category: &'r str) -> impl Iterator<Item = &'r Recipient> {
        self.recipients.iter().filter(move |recipient| {
            self.activities_of(category).any(|activity| activity.recipients.contains(&recipient.id))
        })
    }
}

/// Who decides why and how data are processed (Art. 4(7)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Controller {
    /// Legal name.
    pub name: String,
    /// Postal address, one line.
    pub address: String,
    /// Where to write about data protection.
    pub email: String,
    /// ISO 3166-1 alpha-2 code of the country of establishment.
    pub country: String,
    /// Address of the public site.
    pub website: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A named person or office one can write to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The supervisory authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Name, for example CNIL.
    pub name: String,
    /// Where to complain online.
    pub website: String,
    /// Where to complain by post.
    pub address: Option<String>,
}

/// A category of data, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// What columns refer to.
    pub id: String,
    /// What people read.
    pub label: Text,
    /// The card of "my data" it is shown on.
    pub card: Card,
    /// Its group in the CNIL's model; see [`Category::group`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// What makes it sensitive (Arts 9 and 10).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<Sensitive>,
    /// Whether settling an estate needs it: an heir may have it (French Data Protection Act, Art. 85), and nothing else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub estate: bool,
}

/// The cards of "my data".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Card {
    /// Who the person is and how to reach them.
    Identity,
    /// What they ordered.
    Orders,
    /// What they paid.
    Payments,
    /// What they asked.
    Support,
    /// What they chose.
    Preferences,
    /// What they did, as logged.
    Usage,
    /// What was concluded about them.
    Inferred,
    /// The rest.
    Other,
}

impl Card {
    /// Every card with the word used in files, in the order shown.
    pub const ALL: &'static [(&'static str, Card)] = &[
        ("identity", Card::Identity),
        ("orders", Card::Orders),
        ("payments", Card::Payments),
        ("support", Card::Support),
        ("preferences", Card::Preferences),
        ("usage", Card::Usage),
        ("inferred", Card::Inferred),
        ("other", Card::Other),
    ];
}

/// Someone who receives data (Art. 4(9)); processors are recipients too. Always named (CJEU C-154/21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// What activities refer to.
    pub id: String,
    /// The name of the company or body.
    pub name: String,
    /// In what capacity it receives data.
    pub role: RecipientRole,
    /// What for.
    pub purpose: Text,
    /// ISO 3166-1 alpha-2 code of where it processes data.
    pub country: String,
    /// What protects data outside the Union where no adequacy decision does (Art. 46).
    pub safeguard: Option<String>,
    /// Where to write to it, for instance to pass a correction on (Art. 19).
    pub contact: Option<String>,
    /// Where the contract (Art. 28) or the documents of the safeguard are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// How it hears of a correction, an erasure or a restriction (Art. 19).
    #[serde(skip_serializing_if = "Told::is_by_hand")]
    pub told: Told,
}

/// In what capacity a recipient receives data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecipientRole {
    /// On the controller's instructions (Art. 28).
    Processor,
    /// For its own purposes.
    Controller,
    /// As a public authority.
    Authority,
}

impl RecipientRole {
    /// Every role with the word used in files.
    pub const ALL: &'static [(&'static str, RecipientRole)] = &[
        ("processor", RecipientRole::Processor),
        ("controller", RecipientRole::Controller),
        ("authority", RecipientRole::Authority),
    ];

    /// The word used in files, templates and catalogues.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, role)| *role == self).map_or("", |(word, _)| word)
    }
}

/// One way data are protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SecurityMeasure {
    /// What activities refer to.
    pub id: String,
    /// What people read.
    pub label: Text,
    /// Whether it is a rule people keep, and not a technical measure.
    pub organisational: bool,
}

/// Until when data are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// What activities, tables and columns refer to.
    pub id: String,
    /// What people read.
    pub label: Text,
    /// The event that starts the clock, by the name sources declare, for example `last_order`.
    pub starts: String,
    /// From the event itself, or from the end of its year.
    pub from: StartsFrom,
    /// How long, or by what criteria.
    pub keep: Keep,
    /// The law that asks for it, for example `C. com. L123-22`.
    pub law: Option<String>,
    /// In the active base or in the archive.
    pub phase: Phase,
    /// Whether the person is told before it ends, or asked once when it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// What a person is told about the end of a retention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Notice {
    /// A warning, so long before the end.
    Before(Period),
    /// One question at the end whether they wish to go on, with so long to answer (CNIL 2021-131: prospects).
    After(Period),
}

/// Where the clock of a retention rule starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartsFrom {
    /// The day of the event.
    #[default]
    Event,
    /// The last day of the year of the event: accounting years that end on 31 December.
    EndOfYear,
}

impl StartsFrom {
    /// Every start with the word used in files.
    pub const ALL: &'static [(&'static str, StartsFrom)] =
        &[("event", StartsFrom::Event), ("end-of-year", StartsFrom::EndOfYear)];
}

/// How long data are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// For a length of time.
    For(Period),
    /// By criteria, where no length can be given (Art. 13(2)(a) allows it).
    While(Text),
}

/// The phases of the life of data (CNIL).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// In daily use.
    #[default]
    Active,
    /// Set aside, for few people and stated reasons.
    Archive,
}

impl Phase {
    /// Every phase with the word used in files.
    pub const ALL: &'static [(&'static str, Phase)] = &[("active", Phase::Active), ("archive", Phase::Archive)];
}

/// What data are processed for, and everything the law wants said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// What consents refer to.
    pub id: String,
    /// What people read.
    pub name: Text,
    /// Why data are used.
    pub purpose: Text,
    /// The legal basis (Art. 6(1)).
    pub basis: Basis,
    /// The interest pursued; present exactly when the basis is legitimate interest (Art. 13(1)(d)).
    pub interest: Option<Text>,
    /// The law that obliges; present exactly when the basis is a legal obligation.
    pub law: Option<String>,
    /// Ids of the categories used.
    pub categories: Vec<String>,
    /// Whose data: customers, prospects.
    pub persons: Text,
    /// Ids of who receives the data; empty if nobody outside the company does.
    pub recipients: Vec<String>,
    /// Id of the retention rule; absent if none is declared (a warning).
    pub retention: Option<String>,
    /// Ids of the security measures.
    pub security: Vec<String>,
    /// Where the data come from.
    pub origin: Text,
    /// Whether it is direct marketing, which one can always object to (Art. 21(2)).
    pub marketing: bool,
    /// The words a person agrees to; present exactly when the basis is consent.
    pub consent_wording: Option<Text>,
    /// The terms of the consent.
    pub terms: ConsentTerms,
    /// Whether data must be given and what follows if not (Art. 13(2)(e)).
    pub mandatory: Option<Text>,
    /// The logic and effects of automated decisions (Art. 22); absent if there are none.
    pub automated: Option<Text>,
    /// What the purpose is made of, at most five.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_purposes: Vec<Text>,
    /// The services inside the company that use the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departments: Option<Text>,
    /// Whether an impact assessment (Art. 35) was made or why it is not needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Text>,
    /// Who answers for it inside the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The software it runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// When it is to be looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Date>,
}

impl Activity {
    /// The words a person agrees or objects to.
    pub fn wording(&self) -> &Text {
        self.consent_wording.as_ref().unwrap_or(&self.purpose)
    }
}

/// The legal bases of Art. 6(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// (b) A contract with the person, or steps towards one.
    Contract,
    /// (a) The person agreed.
    Consent,
    /// (c) A law obliges the controller.
    LegalObligation,
    /// (f) An interest that the person's rights do not outweigh.
    LegitimateInterest,
    /// (d) Somebody's life.
    VitalInterest,
    /// (e) A task in the public interest.
    PublicTask,
}

impl Basis {
    /// Every basis with the word used in files.
    pub const ALL: &'static [(&'static str, Basis)] = &[
        ("contract", Basis::Contract),
        ("consent", Basis::Consent),
        ("legal-obligation", Basis::LegalObligation),
        ("legitimate-interest", Basis::LegitimateInterest),
        ("vital-interest", Basis::VitalInterest),
        ("public-task", Basis::PublicTask),
    ];

    /// The word used in files, templates and catalogues.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, basis)| *basis == self).map_or("", |(word, _)| word)
    }
}
