//! The receipt of a consent in the terms of ISO/IEC TS 27560, held against the ledger, the guide of the vocabulary and the page
//! that tells the same.

use crate::harness::{CAMILLE, House, each_house};
use crate::programs::{program, tell};
use crate::record_exports::{approve, names, vocabulary};
use crate::visitor::Visitor;
use habeas::api::Scope;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What the guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV" (W3C DPVCG, 2024-08-01) says must be
/// present, by path; `*` is each of a list. Left out are fields of entities that it wants of everybody but the person.
const REQUIRED: &[&str] = &[
    "@id",
    "@type",
    "dct:conformsTo",
    "dct:identifier",
    "dpv:hasIdentifier",
    "dct:created",
    "R",
    "R.@type",
    "R.dct:conformsTo",
    "R.dct:identifier",
    "R.dpv:hasIdentifier",
    "R.dpv:hasDataSubject.dct:identifier",
    "R.dpv:hasDataController.*.@id",
    "R.dpv:hasJurisdiction",
    "R.dpv:hasLegalBasis.@id",
    "R.dpv:hasNotice.*.dct:language",
    "R.dpv:hasProcess.@type",
    "R.dpv:hasProcess.dpv:hasPurpose.@type",
    "R.dpv:hasProcess.dpv:hasPersonalData.*.@type",
    "R.dpv:hasProcess.dpv:hasRecipient.*.@id",
    "R.dpv:hasProcess.dpv:hasStorageCondition.*.@type",
    "R.dpv:hasConsentControl.@type",
    "R.dpv:hasConsentControl.dpv:isExercisedAt",
    "R.dpv:hasRight.*.@type",
    "R.dpv:hasRight.*.dpv:isExercisedAt",
    "R.dpv:hasConsentStatus.*.@type",
    "R.dpv:hasConsentStatus.*.dpv:isIndicatedAtTime",
    "R.dpv:hasConsentStatus.*.dpv:isIndicatedBy",
    "R.dpv:hasConsentStatus.*.dpv:hasDuration.@type",
    "R.dpv:hasConsentStatus.*.dpv:hasDuration.rdf:value",
    "R.dpv:hasEntity.*.@type",
    "R.dpv:hasEntity.*.dpv:hasName",
    "R.dpv:hasEntity.*.dpv:hasIdentifier",
    "R.dpv:hasEntity.*.schema:contactPoint.@type",
    "R.dpv:hasEntity.*.schema:address.@type",
];

/// Terms of other vocabularies that the guide's examples use, or that schema.org 29 has: version, text and sha256 of a work.
const OTHERS: &[&str] = &[
    "dct:conformsTo",
    "dct:created",
    "dct:identifier",
    "dct:language",
    "dct:provenance",
    "dct:publisher",
    "dct:source",
    "dct:title",
    "rdf:value",
    "schema:ContactPoint",
    "schema:PostalAddress",
    "schema:address",
    "schema:addressCountry",
    "schema:contactPoint",
    "schema:email",
    "schema:name",
    "schema:recipient",
    "schema:sha256",
    "schema:streetAddress",
    "schema:telephone",
    "schema:text",
    "schema:url",
    "schema:version",
];

/// Follows a path; what is there at each of its ends.
fn at<'v>(value: &'v Value, path: &str) -> Vec<Option<&'v Value>> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    if first == "*" {
        let list = value.as_array().filter(|list| !list.is_empty());
        return list.map_or(vec![None], |list| {
            list.iter().flat_map(|one| rest.map_or(vec![Some(one)], |rest| at(one, rest))).collect()
        });
    }
    match (value.get(if first == "R" { "dpv:hasRecordOfActivity" } else { first }), rest) {
        (None, _) => vec![None],
        (Some(inner), Some(rest)) => at(inner, rest),
        (inner, None) => vec![inner],
    }
}

/// The required paths at which a receipt says nothing.
fn missing(receipt: &Value) -> Vec<&'static str> {
    let empty =
        |found: &Option<&Value>| found.is_none_or(|value| value.is_null() || *value == "" || *value == json!([]));
    REQUIRED.iter().copied().filter(|path| at(receipt, path).iter().any(empty)).collect()
}

/// Takes what is at a path away, in the first of a list.
fn without(value: &mut Value, path: &str) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let first = if first == "R" { "dpv:hasRecordOfActivity" } else { first };
    match (first, rest) {
        ("*", Some(rest)) => without(&mut value[0], rest),
        (first, Some(rest)) => without(&mut value[first], rest),
        (first, None) => drop(value.as_object_mut().unwrap().remove(first)),
    }
}

fn receipt(visitor: &Visitor, lang: &str) -> Value {
    let file = visitor.get(&format!("/{lang}/me/choices/newsletter/receipt.jsonld")).expect(200);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("consent-newsletter.jsonld"));
    serde_json::from_slice(&file.bytes).unwrap()
}

fn statuses(receipt: &Value) -> Vec<Value> {
    receipt["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"].as_array().unwrap().clone()
}

/// The receipt tells every entry of the ledger about the newsletter, in its order, and nothing else: who fails this sees
/// what differs.
fn agrees(house: &House, receipt: &Value) {
    let sql = "SELECT e.id, e.event, e.happened_at, w.words, w.hash, w.version, e.lang, e.form FROM consent_events e \
               JOIN consent_words w ON w.activity = e.activity AND w.lang = e.lang AND w.hash = e.words \
               WHERE e.activity = 'newsletter' AND e.event <> 'objection-ended' ORDER BY e.happened_at, e.id";
    let ledger = house.query(sql);
    let record = &receipt["dpv:hasRecordOfActivity"];
    let notices: BTreeMap<&str, &Value> = record["dpv:hasNotice"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|notice| Some((notice["@id"].as_str()?, notice)))
        .collect();
    let told: Vec<Vec<String>> = statuses(receipt)
        .iter()
        .filter(|status| status.get("dct:source").is_some())
        .map(|status| {
            let kind = status["@type"][0].as_str().unwrap();
            let event =
                ["Requested", "Given", "Refused", "Withdrawn", "Expired"].iter().find(|word| kind.contains(**word));
            let event = event.unwrap().to_lowercase().replace("requested", "asked");
            let time: Timestamp = status["dpv:isIndicatedAtTime"].as_str().unwrap().parse().unwrap();
            let notice = notices[status["dpv:hasNotice"]["@id"].as_str().unwrap()];
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(notice["schema:text"]["@language"], notice["dct:language"]);
            vec![
                text(&status["dct:identifier"]),
                event,
                time.as_microsecond().to_string(),
                text(&notice["schema:text"]["@value"]),
                text(&notice["schema:sha256"]),
                text(&notice["schema:version"]),
                text(&notice["dct:language"]),
                text(&status["dct:source"]),
            ]
        })
        .collect();
    assert_eq!(told, ledger);
    assert_eq!(record["dct:identifier"], ledger[0][0].as_str());
}

/// Every name in it is of a vocabulary, or leads to something of this file.
fn names_are_known(house: &House, receipt: &Value) {
    let mut used = BTreeSet::new();
    names(receipt, &mut used);
    let known = vocabulary();
    let own = |name: &str| {
        name.starts_with(&format!("{}/#", house.url))
            || ["_:person", "http://data.europa.eu/eli/reg/2016/679/oj"].contains(&name)
    };
    let unknown: Vec<_> =
        used.iter().filter(|name| !known.contains(*name) && !OTHERS.contains(&name.as_str()) && !own(name)).collect();
    assert!(unknown.is_empty(), "no terms: {unknown:?}");
    let spaces: BTreeSet<&str> = used.iter().filter_map(|name| name.split_once(':')).map(|(space, _)| space).collect();
    for space in spaces.into_iter().filter(|space| !space.starts_with("http") && *space != "_") {
        assert!(receipt["@context"][space].is_string(), "{space} is no prefix of the file");
    }
    // Whoever is pointed at is described.
    let record = &receipt["dpv:hasRecordOfActivity"];
    let described: BTreeSet<&str> =
        record["dpv:hasEntity"].as_array().unwrap().iter().map(|one| one["@id"].as_str().unwrap()).collect();
    let lists = [&record["dpv:hasDataController"], &record["dpv:hasProcess"]["dpv:hasRecipient"]];
    for one in lists.iter().flat_map(|list| list.as_array().unwrap()) {
        assert!(described.contains(one["@id"].as_str().unwrap()), "{one} is nobody");
    }
}

/// The newest status without its prefix.
fn newest(receipt: &Value) -> String {
    let kind = statuses(receipt).last().unwrap()["@type"][0].as_str().unwrap().to_owned();
    kind.replace("dpv:", "")
}

#[test]
fn the_receipt_tells_the_whole_life_of_a_consent_as_the_ledger_has_it() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsWrite]);
        let visitor = house.sign_in(CAMILLE, "en");
        visitor.get("/en/me/choices/newsletter/receipt.jsonld").expect(404);
        visitor.get("/en/me/choices/newsletter/receipt").expect(404);
        let body = json!({ "purpose": "newsletter", "address": CAMILLE, "decision": "refused", "lang": "fr",
                           "mechanism": "tick", "form": "signup" });
        tell(house, &token, "/api/v1/consents", &body).expect(200);
        let click = |path: &str| {
            house.clock.advance(SignedDuration::from_mins(5));
            let visitor = house.sign_in(CAMILLE, "en");
            let page = visitor.open("/en/me/choices").expect(200);
            visitor.submit(page.form(&format!("/choices/newsletter/{path}")), &[]).expect(200);
            let told = receipt(&visitor, "en");
            agrees(house, &told);
            assert_eq!(missing(&told), Vec::<&str>::new(), "{told:#}");
            names_are_known(house, &told);
            (visitor, told)
        };
        let refused = receipt(&visitor, "en");
        agrees(house, &refused);
        assert_eq!(newest(&refused), "ConsentRefused");
        assert_eq!(refused["dct:language"], "fr", "the language it was said in");
        visitor.open("/en/me/choices/newsletter/receipt").expect(200).shows("You refused");
        let (_, given) = click("start");
        assert_eq!(newest(&given), "ConsentGiven");
        let said = statuses(&given).pop().unwrap();
        assert_eq!(said["@type"][1], "dpv:ExplicitlyExpressedConsent");
        assert_eq!(said["dpv:isIndicatedBy"]["@id"], "_:person");
        assert_eq!(said["dpv:hasDuration"]["@type"], "dpv:UntilEventDuration");
        assert_eq!(given["dpv:hasRecordOfActivity"]["dpv:hasDataSubject"]["dct:identifier"], CAMILLE);
        // The test of what must be there is one: whatever is taken away, it finds it.
        for path in REQUIRED {
            let mut less = given.clone();
            without(&mut less, path);
            assert!(missing(&less).contains(path), "{path}");
        }
        let (_, withdrawn) = click("stop");
        assert_eq!(newest(&withdrawn), "ConsentWithdrawn");
        let (_, again) = click("start");
        assert_eq!(newest(&again), "ConsentGiven", "after a withdrawal it is a new one");
        // Other words, with an age: who agrees to them renews, and the old words stay those that were shown before.
        let record = fs::read_to_string("config/demo/record.toml").unwrap();
        let record = record.replacen("basis = \"consent\"", "basis = \"consent\"\nconsent_max_age = \"P6M\"", 1);
        let record = record
            .replacen("by e-mail, once a month.", "by e-mail, once a week.", 1)
            .replace("Pigeon Post Inc.", "Courier Ltd");
        house.clock.advance(SignedDuration::from_mins(1));
        approve(house, &record);
        let old = receipt(&house.sign_in(CAMILLE, "en"), "en");
        let entities = |told: &Value| told["dpv:hasRecordOfActivity"]["dpv:hasEntity"].to_string();
        assert!(entities(&old).contains("Pigeon Post Inc."), "the record of the day of the consent");
        let (_, renewed) = click("start");
        assert_eq!(newest(&renewed), "RenewedConsentGiven");
        assert!(entities(&renewed).contains("Courier Ltd") && !entities(&renewed).contains("Pigeon"));
        let duration = &statuses(&renewed).pop().unwrap()["dpv:hasDuration"];
        assert_eq!(duration["@type"], "dpv:UntilTimeDuration");
        let end: Timestamp = duration["rdf:value"].as_str().unwrap().parse().unwrap();
        // The age comes; before any job writes it down it has ended, and the entry that follows says the same.
        house.clock.advance(end.duration_since(house.clock.now()) + SignedDuration::from_mins(1));
        let visitor = house.sign_in(CAMILLE, "en");
        let over = receipt(&visitor, "en");
        agrees(house, &over);
        assert_eq!(newest(&over), "ConsentExpired");
        assert_eq!(statuses(&over).len(), statuses(&renewed).len() + 1);
        visitor.get("/en/me/choices/newsletter/receipt.json").expect(404);
        house.work();
        let written = receipt(&visitor, "en");
        agrees(house, &written);
        assert_eq!((newest(&written), statuses(&written).len()), ("ConsentExpired".into(), statuses(&over).len()));
        let (_, last) = click("start");
        assert_eq!(newest(&last), "RenewedConsentGiven");
        let kinds: Vec<String> =
            statuses(&last).iter().map(|one| one["@type"][0].as_str().unwrap().replace("dpv:", "")).collect();
        let life = [
            "ConsentRefused",
            "ConsentGiven",
            "ConsentWithdrawn",
            "ConsentGiven",
            "RenewedConsentGiven",
            "ConsentExpired",
            "RenewedConsentGiven",
        ];
        assert_eq!(kinds, life);
        // Made twice of the same ledger it differs in the time alone.
        house.clock.advance(SignedDuration::from_mins(1));
        let (mut one, mut two) = (last, receipt(&house.sign_in(CAMILLE, "en"), "en"));
        assert_ne!(one["dct:created"], two["dct:created"]);
        (one["dct:created"], two["dct:created"]) = (Value::Null, Value::Null);
        assert_eq!(one, two);
    });
}

#[test]
fn the_page_tells_the_same_and_every_form_of_it_is_one_link_away_in_each_language() {
    each_house(|house| {
        for (lang, agreed, stopped) in [
            ("en", "You agreed", "You took your agreement back"),
            ("fr", "Vous avez accepté", "Vous avez retiré votre accord"),
        ] {
            let visitor = house.sign_in(CAMILLE, lang);
            let choices = visitor.open(&format!("/{lang}/me/choices")).expect(200);
            visitor.submit(choices.form("/choices/newsletter/stop"), &[]).expect(200);
            let choices = visitor.open(&format!("/{lang}/me/choices")).expect(200);
            let choices = visitor.submit(choices.form("/choices/newsletter/start"), &[]).expect(200);
            let path = format!("/{lang}/me/choices/newsletter/receipt");
            let of_newsletter = |links: Vec<String>| -> BTreeSet<String> {
                links.into_iter().filter(|link| link.starts_with(&path)).collect()
            };
            let all: BTreeSet<String> = ["", ".json", ".jsonld"].iter().map(|end| format!("{path}{end}")).collect();
            assert_eq!(of_newsletter(choices.links()), all);
            let page = visitor.open(&path).expect(200).shows(agreed).shows(stopped).shows(CAMILLE);
            let files = of_newsletter(page.links());
            assert_eq!(files, all, "itself, and the two files");
            for file in files {
                visitor.get(&file).expect(200);
            }
            // Each entry of the ledger stands on the page by its number, its words and their hash.
            for row in house.query("SELECT id, words FROM consent_events WHERE activity = 'newsletter'") {
                assert!(page.body().contains(&row[0]) && page.body().contains(&row[1]), "{row:?}");
            }
            let record = house.app.portal().record.now();
            let activity = record.activity("newsletter").unwrap();
            for id in &activity.recipients {
                assert!(page.body().contains(&record.recipient(id).unwrap().name), "{id}");
            }
            // What was taken back has no receipt of a consent that holds, and keeps the other two.
            visitor.submit(choices.form("/choices/newsletter/stop"), &[]).expect(200);
            let choices = visitor.open(&format!("/{lang}/me/choices")).expect(200);
            let left: BTreeSet<String> = all.into_iter().filter(|link| !link.ends_with(".json")).collect();
            assert_eq!(of_newsletter(choices.links()), left);
            visitor.submit(choices.form("/choices/newsletter/start"), &[]).expect(200);
            house.clock.advance(SignedDuration::from_mins(3));
        }
        // Nobody else's: another person has said nothing.
        house.sign_in("fiona.osullivan@example.com", "en").get("/en/me/choices/newsletter/receipt").expect(404);
    });
}

#[test]
fn a_consent_that_a_parent_joined_says_so() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsWrite]);
        let parent = "parent.of.camille@example.com";
        let body = json!({ "purpose": "newsletter", "address": CAMILLE, "decision": "given", "lang": "en", "age": 14,
                           "mechanism": "tick", "form": "signup", "parent": parent });
        tell(house, &token, "/api/v1/consents", &body).expect(202);
        let visitor = house.sign_in(CAMILLE, "en");
        let asked = receipt(&visitor, "en");
        agrees(house, &asked);
        assert_eq!(newest(&asked), "ConsentRequested");
        assert!(statuses(&asked)[0]["dpv:isIndicatedBy"]["@id"].as_str().unwrap().ends_with("/#controller"));
        house.work();
        let link = house.link(parent, "/l/consent/");
        let reader = house.visitor();
        reader.submit(reader.open(&link).expect(200).form(&link), &[("answer", "yes")]).expect(200);
        let given = receipt(&visitor, "en");
        agrees(house, &given);
        names_are_known(house, &given);
        assert_eq!(newest(&given), "ConsentGiven");
        let by = &statuses(&given)[1]["dpv:isIndicatedBy"];
        assert_eq!((&by[0]["@id"], &by[1]["@type"]), (&json!("_:person"), &json!("dpv:ParentOfDataSubject")));
        assert!(!given.to_string().contains(parent), "the address of the parent is nobody else's to hand out");
        visitor.open("/en/me/choices/newsletter/receipt").expect(200).shows("Somebody responsible for you agreed too");
    });
}
