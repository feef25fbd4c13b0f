//! The receipt of a consent, held against the published schema of the Kantara Initiative.

use crate::harness::{CAMILLE, each_house};
use crate::record_exports::approve;
use serde_json::Value;
use std::fs;

/// Paths, types and whether they must be there, of `CR_v1_1/kantara-consent-receipt-v1_1-schema.json` in
/// github.com/KantaraInitiative/consent-receipt-v-next (3b4e81b): every constraint of it but the choice over third parties,
/// which [`check_receipt`] holds.
const KANTARA: &[(&str, &str, bool)] = &[
    ("version", "string", true),
    ("jurisdiction", "string", true),
    ("consentTimestamp", "integer", true),
    ("collectionMethod", "string", true),
    ("consentReceiptID", "string", true),
    ("publicKey", "string", false),
    ("language", "string", false),
    ("piiPrincipalId", "string", true),
    ("piiControllers", "array", true),
    ("piiControllers.piiController", "string", true),
    ("piiControllers.onBehalf", "boolean", false),
    ("piiControllers.contact", "string", true),
    ("piiControllers.address", "object", true),
    ("piiControllers.email", "string", true),
    ("piiControllers.phone", "string", true),
    ("piiControllers.piiControllerUrl", "string", false),
    ("policyUrl", "string", true),
    ("services", "array", true),
    ("services.service", "string", true),
    ("services.purposes", "array", true),
    ("services.purposes.purpose", "string", false),
    ("services.purposes.consentType", "string", true),
    ("services.purposes.purposeCategory", "array", true),
    ("services.purposes.piiCategory", "array", true),
    ("services.purposes.primaryPurpose", "boolean", false),
    ("services.purposes.termination", "string", true),
    ("services.purposes.thirdPartyDisclosure", "boolean", true),
    ("services.purposes.thirdPartyName", "string", false),
    ("sensitive", "boolean", true),
    ("spiCat", "array", true),
];

/// Texts that the specification itself (1.1.0, sections 4.3 to 4.5) wants to say something.
const FULL: &[&str] = &[
    "jurisdiction",
    "consentReceiptID",
    "piiPrincipalId",
    "policyUrl",
    "collectionMethod",
    "services.service",
    "services.purposes.consentType",
    "services.purposes.termination",
];

/// What is at a path in every object of the lists on the way.
fn at<'v>(value: &'v Value, path: &str) -> Vec<Option<&'v Value>> {
    let Some((first, rest)) = path.split_once('.') else { return vec![value.get(path)] };
    let list = value.get(first).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().flat_map(|one| at(one, rest)).collect()
}

/// What the schema and the specification have against a receipt.
fn check_receipt(receipt: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, kind, required) in KANTARA {
        for value in at(receipt, path) {
            let fits = match (value, *kind) {
                (None, _) => !required,
                (Some(value), "string") => value.is_string(),
                (Some(value), "boolean") => value.is_boolean(),
                (Some(value), "integer") => value.as_i64().is_some_and(|number| number >= 0),
                (Some(value), "object") => value.is_object(),
                (Some(value), _) => value.is_array(),
            };
            if !fits {
                wrong.push(format!("{path} is no {kind}: {value:?}"));
            }
        }
    }
    for path in ["services.purposes.purposeCategory", "services.purposes.piiCategory", "spiCat"] {
        let lists = at(receipt, path).into_iter().flatten().filter_map(Value::as_array);
        wrong.extend(lists.flatten().filter(|one| !one.is_string()).map(|one| format!("{path} holds {one}")));
    }
    for path in FULL {
        let empty = at(receipt, path).into_iter().flatten().filter(|value| value.as_str() == Some(""));
        wrong.extend(empty.map(|_| format!("{path} says nothing")));
    }
    wrong.extend((receipt["version"] != "KI-CR-v1.1.0").then(|| "another version".to_owned()));
    let purposes = at(receipt, "services.purposes").into_iter().flatten().filter_map(Value::as_array).flatten();
    for purpose in purposes {
        let named = purpose["thirdPartyName"].as_str().is_some_and(|name| !name.is_empty());
        if purpose["thirdPartyDisclosure"] == true && !named {
            wrong.push("a third party without a name".to_owned());
        }
    }
    let kinds = receipt["spiCat"].as_array().map_or(0, Vec::len);
    wrong.extend((receipt["sensitive"] == true && kinds == 0).then(|| "sensitive, and nothing says what".to_owned()));
    wrong
}

/// Takes away what is at a path, wherever it is.
fn without(value: &mut Value, path: &str) {
    match path.split_once('.') {
        None => drop(value.as_object_mut().map(|map| map.remove(path))),
        Some((first, rest)) => {
            value[first].as_array_mut().into_iter().flatten().for_each(|one| without(one, rest));
        }
    }
}

#[test]
fn the_receipt_of_a_consent_fits_the_schema_of_kantara_and_says_what_the_record_said_on_that_day() {
    each_house(|house| {
        for lang in ["en", "fr"] {
            let visitor = house.sign_in(CAMILLE, lang);
            let receipt = format!("/{lang}/me/choices/newsletter/receipt.json");
            let choices = visitor.open(&format!("/{lang}/me/choices")).expect(200);
            // Nothing was said here yet: what the shop holds is no consent that the ledger could attest.
            visitor.get(&receipt).expect(if lang == "en" { 404 } else { 200 });
            let stopped = visitor.submit(choices.form("/choices/newsletter/stop"), &[]).expect(200);
            visitor.get(&receipt).expect(404);
            let page = visitor.submit(stopped.form("/choices/newsletter/start"), &[]).expect(200);
            let link = page.links().into_iter().find(|link| link.ends_with("receipt.json")).unwrap();
            assert_eq!(link, receipt);
            let file = visitor.get(&link).expect(200);
            assert!(file.headers["content-disposition"].to_str().unwrap().contains("consent-newsletter.json"));
            let value: Value = serde_json::from_slice(&file.bytes).unwrap();
            assert_eq!(check_receipt(&value), Vec::<String>::new(), "{value:#}");
            assert_eq!((&value["piiPrincipalId"], &value["language"]), (&CAMILLE.into(), &lang.into()));
            assert_eq!(value["consentTimestamp"], house.clock.now().as_second());
            let record = house.app.portal().record.now();
            let activity = record.activity("newsletter").unwrap();
            let wording = activity.consent_wording.as_ref().unwrap().get(lang.parse().unwrap());
            let purpose = &value["services"][0]["purposes"][0];
            assert_eq!((&purpose["purpose"], &purpose["consentType"]), (&wording.into(), &"EXPLICIT".into()));
            assert_eq!(purpose["thirdPartyName"], "Hébergement Mont-Ventoux SAS, Pigeon Post Inc.");
            let id = house.query("SELECT id FROM consent_events ORDER BY happened_at DESC, id DESC LIMIT 1");
            assert_eq!(value["consentReceiptID"], id[0][0]);
            // The check is one: without any part that must be there, or with another type, it finds something.
            for (path, _, required) in KANTARA {
                let mut less = value.clone();
                without(&mut less, path);
                let optional = !required && *path != "services.purposes.thirdPartyName";
                assert_eq!(check_receipt(&less).is_empty(), optional, "{path}");
            }
            if lang == "fr" {
                // Another record later does not change what was agreed to.
                house.clock.advance(jiff::SignedDuration::from_secs(60));
                approve(
                    house,
                    &fs::read_to_string("config/demo/record.toml").unwrap().replace("Pigeon Post Inc.", "Courier Ltd"),
                );
                let later = house.sign_in(CAMILLE, lang).get(&receipt).expect(200);
                assert!(later.body().contains("Pigeon Post Inc.") && !later.body().contains("Courier Ltd"));
            }
            house.clock.advance(jiff::SignedDuration::from_secs(90));
        }
    });
}
