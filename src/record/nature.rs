//! What kind of data a category holds, as the CNIL's model of a record asks.

use super::{Card, Category};
use serde::{Deserialize, Serialize};

/// The groups of data of the CNIL's model (spreadsheet of 25 July 2019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Civil status, identity, identification, pictures.
    Identity,
    /// Habits of life, family situation.
    PersonalLife,
    /// Income, financial and tax situation.
    Economic,
    /// IP address, logs.
    Connection,
    /// Movements, GPS, GSM.
    Location,
    /// Cookies, traces, navigation.
    Internet,
    /// Anything else.
    Other,
}

impl Nature {
    /// Every group with the word used in files, in the order of the model.
    pub const ALL: &'static [(&'static str, Nature)] = &[
        ("identity", Nature::Identity),
        ("personal-life", Nature::PersonalLife),
        ("economic", Nature::Economic),
        ("connection", Nature::Connection),
        ("location", Nature::Location),
        ("internet", Nature::Internet),
        ("other", Nature::Other),
    ];
}

/// Data that the law protects further: Art. 9, Art. 10, and the French number of registration (NIR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitive {
    /// Racial or ethnic origin.
    Origin,
    /// Political opinions.
    Opinions,
    /// Religious or philosophical beliefs.
    Beliefs,
    /// Trade union membership.
    Union,
    /// Genetic data.
    Genetic,
    /// Biometric data that identify.
    Biometric,
    /// Health.
    Health,
    /// Sex life or orientation.
    SexLife,
    /// Convictions and offences.
    Convictions,
    /// The number of registration in the national directory.
    Nir,
}

impl Sensitive {
    /// Every kind with the word used in files, in the order of the model.
    pub const ALL: &'static [(&'static str, Sensitive)] = &[
        ("origin", Sensitive::Origin),
        ("opinions", Sensitive::Opinions),
        ("beliefs", Sensitive::Beliefs),
        ("union", Sensitive::Union),
        ("genetic", Sensitive::Genetic),
        ("biometric", Sensitive::Biometric),
        ("health", Sensitive::Health),
        ("sex-life", Sensitive::SexLife),
        ("convictions", Sensitive::Convictions),
        ("nir", Sensitive::Nir),
    ];
}

impl Category {
    /// Its group in the CNIL's model: as written, or else as its card suggests.
    pub fn group(&self) -> Nature {
        self.nature.unwrap_or(match self.card {
            Card::Identity => Nature::Identity,
            Card::Payments => Nature::Economic,
            Card::Usage => Nature::Connection,
            Card::Preferences => Nature::PersonalLife,
            Card::Orders | Card::Support | Card::Inferred | Card::Other => Nature::Other,
        })
    }
}
