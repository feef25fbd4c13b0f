//! The other side of the record: what the company processes for other controllers, as their processor (Art. 30(2)).

use super::Text;
use super::parse::{Known, TEXT, read_email, read_id, references, required_string};
use crate::document::Section;
use jiff::civil::Date;
use serde::Serialize;

/// The categories of processing carried out on behalf of one controller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OnBehalf {
    /// Its id.
    pub id: String,
    /// The controller on whose behalf the company acts (Art. 30(2)(a)).
    pub name: String,
    /// Where to write to it.
    pub email: String,
    /// Its postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its representative in the Union (Art. 27), with how to reach them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representative: Option<String>,
    /// Its data protection officer, with how to reach them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpo: Option<String>,
    /// What is done for it (Art. 30(2)(b)).
    pub processing: Text,
    /// Ids of the further processors (Art. 28(4)); each says in which country it works and what protects data there
    /// (Art. 30(2)(c)).
    pub recipients: Vec<String>,
    /// Ids of the security measures (Art. 30(2)(d)).
    pub security: Vec<String>,
    /// Where the contract is (Art. 28(3)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// When it is to be looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Date>,
}

/// Reads an `[[on_behalf]]`.
pub(super) fn read(section: Section<'_>, known: &Known<'_>) -> Option<OnBehalf> {
    let id = read_id(&section);
    let name = required_string(&section, "name", "Write the legal name of the controller you work for.");
    let email = read_email(&section, "Write where that controller can be reached.");
    let processing = section.required("processing", TEXT).and_then(|value| value.text());
    let recipients = references(&section, "recipients", "recipient", known.recipients);
    let security = references(&section, "security", "security", known.security);
    if security.is_empty() && section.raw_list_is_empty("security") {
        let cure = "List the measures that protect it (Art. 30(2)(d)).";
        section.warning("security", "no security measure is named", cure);
    }
    let (address, phone) = (section.string("address"), section.string("phone"));
    let (representative, dpo) = (section.string("representative"), section.string("dpo"));
    let contract = section.string("contract");
    if !section.keys().contains(&"contract") {
        let cure = "Say where it is, for example `contract = \"Shared drive, contracts/2026-014.pdf\"`.";
        section.warning("contract", "no contract is named, and Art. 28(3) asks for one", cure);
    }
    let review = section.value("review").and_then(|value| value.parse("Write a day: `review = \"2027-03-31\"`."));
    section.close();
    Some(OnBehalf {
        id: id?,
        name: name?,
        email: email?,
        address,
        phone,
        representative,
        dpo,
        processing: processing?,
        recipients,
        security,
        contract,
        review,
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Diagnostic, any_error};
    use crate::lang::Lang;
    use crate::record::Record;
    use std::path::Path;

    const TEXT: &str = include_str!("../../config/demo/record.toml");

    fn parse(more: &str) -> (Option<Record>, Vec<Diagnostic>) {
        Record::parse(Path::new("record.toml"), &format!("{TEXT}\n{more}"), Lang::ALL)
    }

    #[test]
    fn what_is_done_for_another_controller_is_read() {
        let (record, found) = parse(
            "[[on_behalf]]\nid = \"potter\"\nname = \"Atelier Sel\"\nemail = \"a@sel.example\"\ndpo = \"Ida Kern\"\n\
             processing = { en = \"We send its parcels\", fr = \"Nous expédions ses colis\" }\n\
             recipients = [\"texts\"]\nsecurity = [\"encryption\"]\ncontract = \"drive\"\nreview = \"2027-03-31\"",
        );
        let record = record.unwrap_or_else(|| panic!("{found:?}"));
        let one = &record.on_behalf[0];
        assert_eq!((one.name.as_str(), one.dpo.as_deref()), ("Atelier Sel", Some("Ida Kern")));
        assert_eq!(
            (one.recipients.as_slice(), one.processing.get(Lang::Fr)),
            (&["texts".to_owned()][..], "Nous expédions ses colis")
        );
        assert!(!found.iter().any(|one| one.field.starts_with("on_behalf")), "{found:?}");
    }

    #[test]
    fn what_the_law_asks_for_is_asked_for_and_names_resolve() {
        let (record, found) =
            parse("[[on_behalf]]\nid = \"potter\"\nemail = \"nobody\"\nrecipients = [\"textz\"]\nfax = \"1\"");
        assert!(record.is_none() && any_error(&found));
        let fields: Vec<&str> = found.iter().map(|one| one.field.as_str()).collect();
        for end in ["name", "email", "processing", "recipients[0]", "fax"] {
            assert!(fields.contains(&format!("on_behalf[0].{end}").as_str()), "{end} of {fields:?}");
        }
        let warned = found.iter().filter(|one| !one.is_error() && one.field.starts_with("on_behalf"));
        let warned: Vec<_> = warned.map(|one| one.field.as_str()).collect();
        assert_eq!(warned, ["on_behalf[0].security", "on_behalf[0].contract"]);
    }
}
