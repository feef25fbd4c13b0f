//! What anyone may read without signing in: the start page, the privacy notice, help, accessibility, legal information.
//!
//! All of it is derived from the record of processing: [`company`] names who answers, [`privacy`] is the notice of
//! Arts 13 and 14.

pub mod pages;

use crate::consents::cookies::Banner;
use crate::lang::Lang;
use crate::record::{Activity, Record};
use crate::words;
use serde_json::{Value, json};

/// Who answers for the data, for every page of words.
pub fn company(record: &Record) -> Value {
    json!({ "company": record.controller, "dpo": record.dpo, "authority": record.authority })
}

/// Legal information: beside [`company`], who hosts the service, in one line, if the record names a recipient `host`.
pub fn legal(record: &Record, lang: Lang) -> Value {
    let host = record.recipient("host").map(|host| format!("{}, {}", host.name, words::country(lang, &host.country)));
    with(company(record), json!({ "host": host }))
}

/// The accessibility statement. No audit is in the settings yet, so the page says what the law wants said then.
pub fn accessibility(record: &Record) -> Value {
    with(company(record), json!({ "audit": null }))
}

/// The privacy notice in one language, countries by name.
pub fn privacy(record: &Record, lang: Lang) -> Value {
    let mut notice = json!(record.notice(lang));
    let name = |receiver: &mut Value| {
        if let Some(code) = receiver.get("country").and_then(Value::as_str) {
            let name = words::country(lang, code);
            receiver.as_object_mut().map(|receiver| receiver.insert("country".to_owned(), json!(name)));
        }
    };
    if let Some(recipients) = notice.get_mut("recipients").and_then(Value::as_array_mut) {
        recipients.iter_mut().for_each(name);
    }
    let automated = record.activities.iter().any(|activity| activity.automated.is_some());
    with(company(record), json!({ "record": notice, "automated": automated, "cookies": cookies(record, lang) }))
}

/// What the company's own site keeps in the browsers of visitors, activity by activity.
fn cookies(record: &Record, lang: Lang) -> Vec<Value> {
    let banner = Banner::of(record, Lang::ALL);
    let of = |asked: bool| {
        let line = move |one: &Activity| json!({ "name": one.name.get(lang), "lines": banner.told(one, lang), "asked": asked });
        record.cookie_activities(asked).map(line).collect::<Vec<_>>()
    };
    [of(true), of(false)].concat()
}

/// Two objects as one.
fn with(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            one.extend(other);
            Value::Object(one)
        }
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn record() -> Record {
        let text = include_str!("../../config/demo/record.toml");
        Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap()
    }

    #[test]
    fn the_notice_names_every_recipient_with_a_country_people_know() {
        let notice = privacy(&record(), Lang::Fr);
        let recipients = notice["record"]["recipients"].as_array().unwrap();
        assert_eq!(recipients.len(), 11);
        let pigeon = recipients.iter().find(|one| one["name"] == "Pigeon Post Inc.").unwrap();
        assert_eq!((&pigeon["country"], &pigeon["protection"]), (&json!("États-Unis"), &json!("safeguardneeded")));
        assert!(recipients.iter().all(|one| one["country"].as_str().unwrap().len() > 2));
    }

    #[test]
    fn a_country_without_a_name_is_shown_by_its_code() {
        let text = include_str!("../../config/demo/record.toml").replace("country = \"US\"", "country = \"XX\"");
        let record = Record::parse(Path::new("record.toml"), &text, Lang::ALL).0.unwrap();
        let notice = privacy(&record, Lang::En);
        let recipients = notice["record"]["recipients"].as_array().unwrap();
        let pigeon = recipients.iter().find(|one| one["name"] == "Pigeon Post Inc.").unwrap();
        assert_eq!(pigeon["country"], "XX");
    }

    #[test]
    fn every_cookie_of_the_record_is_told_with_whether_it_needs_an_agreement() {
        let notice = privacy(&record(), Lang::En);
        let told =
            |at: usize| (notice["cookies"][at]["asked"].as_bool(), notice["cookies"][at]["lines"][0].to_string());
        assert_eq!(notice["cookies"].as_array().unwrap().len(), 3);
        assert!(told(0).0 == Some(true) && told(0).1.contains("_ruche*") && told(0).1.contains("Ruche Mesure SAS"));
        assert!(told(2).0 == Some(false) && told(2).1.contains("basket"));
    }

    #[test]
    fn the_host_is_named_in_the_legal_information() {
        assert_eq!(legal(&record(), Lang::En)["host"], "Hébergement Mont-Ventoux SAS, France");
    }
}
