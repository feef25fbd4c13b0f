//! Who writes: what every mail's head and foot say.

use crate::lang::Lang;
use crate::record::Record;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Who writes, and from where. Values of the settings and the record.
#[derive(Clone, Debug, Serialize)]
pub struct Letterhead {
    /// The name customers know.
    pub name: String,
    /// The legal name of the controller.
    pub controller: String,
    /// Its postal address, one line.
    pub address: String,
    /// Where to write about data.
    pub email: String,
    /// The data protection officer, if there is one.
    pub dpo: Option<Officer>,
    /// The name of the supervisory authority.
    pub authority: String,
    /// The company's colour.
    pub colours: Colours,
    /// The origin before every path, without a slash at the end.
    #[serde(skip)]
    pub base_url: String,
    /// The zone times are written in.
    #[serde(skip)]
    pub zone: TimeZone,
}

/// The company's colour in mails, as `#0b5a63`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Colours {
    /// Of links and buttons.
    pub accent: String,
    /// Of the words on a button.
    pub ink: String,
    /// Of links where the reader's mail program shows dark pages.
    pub dark: String,
}

impl Default for Colours {
    fn default() -> Self {
        Self { accent: "#0b5a63".to_owned(), ink: "#ffffff".to_owned(), dark: "#6ccfd4".to_owned() }
    }
}

/// A data protection officer.
#[derive(Clone, Debug, Serialize)]
pub struct Officer {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

impl Letterhead {
    /// The letterhead of the company in `record`, known to customers as `name`, at `base_url`.
    pub fn new(name: &str, base_url: &str, zone: &TimeZone, record: &Record) -> Self {
        Self {
            name: name.to_owned(),
            controller: record.controller.name.clone(),
            address: record.controller.address.clone(),
            email: record.controller.email.clone(),
            dpo: record.dpo.as_ref().map(|dpo| Officer { name: dpo.name.clone(), email: dpo.email.clone() }),
            authority: record.authority.name.clone(),
            colours: Colours::default(),
            base_url: base_url.to_owned(),
            zone: zone.clone(),
        }
    }

    /// A company that does not exist, for tests and previews.
    pub fn sample() -> Self {
        Self {
            name: "Maison Lavande".to_owned(),
            controller: "Maison Lavande SAS".to_owned(),
            address: "12 rue des Oliviers, 84000 Avignon".to_owned(),
            email: "donnees@maison-lavande.example".to_owned(),
            dpo: Some(Officer { name: "Inès Fabre".to_owned(), email: "dpo@maison-lavande.example".to_owned() }),
            authority: "CNIL".to_owned(),
            colours: Colours::default(),
            base_url: "https://donnees.maison-lavande.example".to_owned(),
            zone: TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC),
        }
    }

    /// The same in these colours.
    pub fn in_colours(self, colours: Colours) -> Self {
        Self { colours, ..self }
    }

    /// The address of a path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// The privacy notice's path.
    pub fn notice(lang: Lang) -> String {
        format!("/{lang}/privacy")
    }
}
