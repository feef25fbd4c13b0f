//! What a customer file rarely needs to hold: what Arts 9 and 10 protect, the French number of registration, and what is off unless
//! somebody says why it is needed (CON-11; Court of Justice, C-394/23, 9 January 2025: a title is nobody's duty).

use super::super::describe::Family;
use crate::record::Sensitive;
use serde::{Deserialize, Serialize};

/// What a column seems to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Health (Art. 9).
    Health,
    /// Religious or philosophical beliefs (Art. 9).
    Beliefs,
    /// Political opinions (Art. 9).
    Opinions,
    /// Trade union membership (Art. 9).
    Union,
    /// Racial or ethnic origin (Art. 9).
    Origin,
    /// Sex life or orientation (Art. 9).
    SexLife,
    /// Genetic data (Art. 9).
    Genetic,
    /// Biometric data that identify (Art. 9).
    Biometric,
    /// Convictions and offences (Art. 10).
    Convictions,
    /// The French number of registration (Art. 87; decree 2019-341).
    Nir,
    /// Birth date or place.
    Birth,
    /// Gender.
    Gender,
    /// How somebody is addressed. Nobody may be made to say it.
    Civility,
    /// Nationality.
    Nationality,
    /// Family situation.
    Family,
    /// Telephone number. Nobody may be made to give it where an address is enough.
    Phone,
}

impl Subject {
    /// Every one with its word, in the order in which a name is tried.
    pub const ALL: [(Subject, &'static str); 16] = [
        (Subject::Nir, "nir"),
        (Subject::Health, "health"),
        (Subject::Beliefs, "beliefs"),
        (Subject::Opinions, "opinions"),
        (Subject::Union, "union"),
        (Subject::Origin, "origin"),
        (Subject::SexLife, "sex-life"),
        (Subject::Genetic, "genetic"),
        (Subject::Biometric, "biometric"),
        (Subject::Convictions, "convictions"),
        (Subject::Birth, "birth"),
        (Subject::Nationality, "nationality"),
        (Subject::Family, "family"),
        (Subject::Civility, "civility"),
        (Subject::Gender, "gender"),
        (Subject::Phone, "phone"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Subject::ALL.iter().find(|(subject, _)| *subject == self).map_or("", |(_, word)| word)
    }

    /// Whether the law forbids it but for the exceptions it names.
    pub fn is_protected(self) -> bool {
        use Subject::{Birth, Civility, Family, Gender, Nationality, Phone};
        !matches!(self, Birth | Civility | Family | Gender | Nationality | Phone)
    }

    /// Whether holding it at all is doubted; a title and a telephone number only where nobody may leave them out.
    pub fn is_rarely_needed(self) -> bool {
        !matches!(self, Subject::Civility | Subject::Phone)
    }

    /// Whether a type can hold it.
    pub(super) fn can_be(self, family: Family) -> bool {
        match self {
            Subject::Birth => !matches!(family, Family::Bytes | Family::Boolean),
            Subject::Phone => matches!(family, Family::Text | Family::Other),
            Subject::Civility | Subject::Nir => {
                !matches!(family, Family::Bytes | Family::Boolean | Family::Day | Family::Moment | Family::Json)
            }
            _ => !matches!(family, Family::Day | Family::Moment),
        }
    }

    /// Words of names, without separators, as [`super::super::guess`] finds them.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Subject::Nir => &[
                "nir",
                "insee",
                "ssn",
                "socialsecurity",
                "securitesociale",
                "numsecu",
                "nosecu",
                "secu",
                "numeross",
                "nss",
            ],
            Subject::Health => &[
                "health",
                "sante",
                "medical",
                "medicale",
                "allergy",
                "allergie",
                "allergies",
                "disease",
                "illness",
                "maladie",
                "handicap",
                "handicape",
                "disability",
                "disabled",
                "pregnant",
                "pregnancy",
                "grossesse",
                "diagnosis",
                "diagnostic",
                "bloodgroup",
                "bloodtype",
                "groupesanguin",
                "medication",
                "dietary",
            ],
            Subject::Beliefs => {
                &["religion", "religious", "religieux", "confession", "culte", "faith", "beliefs", "croyance"]
            }
            Subject::Opinions => &["political", "politics", "politique", "politicalparty", "partipolitique"],
            Subject::Union => &["tradeunion", "unionmember", "unionmembership", "syndicat", "syndique", "syndical"],
            Subject::Origin => {
                &["ethnicity", "ethnic", "ethnie", "ethnique", "racial", "raciale", "skincolour", "skincolor"]
            }
            Subject::SexLife => &["sexualorientation", "orientationsexuelle", "sexlife", "sexuality", "sexualite"],
            Subject::Genetic => &["genetic", "genetique", "genome", "dna", "adn"],
            Subject::Biometric => {
                &["biometric", "biometrique", "biometrics", "faceprint", "voiceprint", "empreintedigitale"]
            }
            Subject::Convictions => {
                &["criminal", "criminalrecord", "casierjudiciaire", "conviction", "offence", "infraction"]
            }
            Subject::Birth => &[
                "birth",
                "birthdate",
                "birthday",
                "dob",
                "naissance",
                "datenaissance",
                "birthplace",
                "dateofbirth",
                "anniversaire",
            ],
            Subject::Nationality => &["nationality", "nationalite", "citizenship"],
            Subject::Family => &[
                "maritalstatus",
                "marital",
                "spouse",
                "conjoint",
                "situationfamiliale",
                "situationmatrimoniale",
                "familysituation",
                "etatmatrimonial",
                "numberofchildren",
                "nbenfants",
                "nombreenfants",
            ],
            Subject::Civility => {
                &["civility", "civilite", "salutation", "honorific", "titre", "title", "courtesytitle"]
            }
            Subject::Gender => &["gender", "sex", "sexe", "genre"],
            Subject::Phone => &["phone", "phonenumber", "telephone", "tel", "mobile", "portable", "gsm"],
        }
    }

    /// What people write who write about it: as it stands behind a space, in small letters; a space at its end closes the word.
    pub(super) fn writings(self) -> &'static [&'static str] {
        match self {
            Subject::Health => &[
                "allerg",
                "asthma",
                "asthme",
                "diabet",
                "diabèt",
                "cancer ",
                "chemotherap",
                "chimioth",
                "epilep",
                "épilep",
                "pregnan",
                "suis enceinte",
                "est enceinte",
                "grossesse",
                "handicap",
                "wheelchair",
                "fauteuil roulant",
                "dépressi",
                "maladie",
                "malade ",
                "illness",
                "disease",
                "hospitali",
                "hiv ",
                "vih ",
                "séropositi",
                "visually impaired",
                "malvoyan",
                "medication",
                "médicament",
                "medicament",
                "insulin",
            ],
            Subject::Beliefs => &[
                "muslim",
                "musulman",
                "jewish",
                "juif ",
                "juive ",
                "catholi",
                "protestan",
                "chrétien",
                "buddhis",
                "bouddhis",
                "hindou",
                "halal",
                "kosher",
                "casher",
                "ramadan",
                "shabbat",
                "sabbath",
                "jehovah",
                "jéhovah",
                "atheis",
                "athée ",
            ],
            Subject::Opinions => {
                &["political part", "parti politique", "votes for", "extrême droite", "extrême gauche"]
            }
            Subject::Union => {
                &["trade union", "syndicat", "syndiqué", "syndical", "union member", "union rep", "cgt ", "cfdt "]
            }
            Subject::SexLife => &["homosex", "lesbian", "lesbien", "bisex", "transgend", "transgenre", "gay "],
            Subject::Convictions => {
                &["criminal record", "casier judiciaire", "convicted", "condamné pour", "in prison", "en prison"]
            }
            _ => &[],
        }
    }
}

impl From<Sensitive> for Subject {
    fn from(kind: Sensitive) -> Self {
        match kind {
            Sensitive::Origin => Subject::Origin,
            Sensitive::Opinions => Subject::Opinions,
            Sensitive::Beliefs => Subject::Beliefs,
            Sensitive::Union => Subject::Union,
            Sensitive::Genetic => Subject::Genetic,
            Sensitive::Biometric => Subject::Biometric,
            Sensitive::Health => Subject::Health,
            Sensitive::SexLife => Subject::SexLife,
            Sensitive::Convictions => Subject::Convictions,
            Sensitive::Nir => Subject::Nir,
        }
    }
}
