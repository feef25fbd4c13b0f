//! Every answer of the API that any test sees is one that the description promises: its status, its media type, its shape.

use crate::visitor::Page;
use habeas::api::openapi::Document;
use serde_json::{Value, json};
use std::sync::OnceLock;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| Document::of(&habeas::routes::all()).value().clone())
}

/// The description of what was asked; `None` for an address or a method that no program may use.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let fits = |pattern: &str| {
        let (wanted, seen) = (pattern.split('/'), path.split('/'));
        wanted.clone().count() == seen.clone().count() && wanted.zip(seen).all(|(w, s)| w.starts_with('{') || w == s)
    };
    let paths = document()["paths"].as_object().unwrap();
    // An address that is written out comes before one with parts.
    let found = paths.get_key_value(path).or_else(|| paths.iter().find(|(pattern, _)| fits(pattern)));
    found.and_then(|(_, methods)| methods.get(method.to_ascii_lowercase()))
}

/// Fails if the API answered something that its description does not promise.
pub fn check(page: &Page) {
    if let Some(wrong) = wrong(page) {
        panic!("{} {} answered {}: {wrong}", page.method, page.path, page.status);
    }
}

fn wrong(page: &Page) -> Option<String> {
    let operation = operation(page.method, &page.path)?;
    let Some(promised) = operation["responses"].get(page.status.to_string()) else {
        return Some("the description has no such status".to_owned());
    };
    let kind = page.headers.get("content-type").map(|kind| kind.to_str().unwrap().split(';').next().unwrap().trim());
    match (promised.get("content"), kind) {
        (None, _) if page.bytes.is_empty() => None,
        (None, _) => Some("the description has no body here".to_owned()),
        (Some(content), Some(kind)) if content.get(kind).is_some() => {
            let seen: Value = serde_json::from_slice(&page.bytes).ok()?;
            differs(&content[kind]["schema"], &seen).map(|how| format!("{how} in {seen}"))
        }
        (Some(_), kind) => Some(format!("{kind:?} is not described")),
    }
}

/// How a value differs from a schema, as far as ours say anything.
fn differs(schema: &Value, seen: &Value) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return differs(&document()["components"]["schemas"][name], seen);
    }
    if schema.get("const").is_some_and(|only| only != seen) {
        return Some(format!("{seen} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(seen)) {
        return Some(format!("{seen} is none of {}", schema["enum"]));
    }
    let kind = match seen {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let meant = &schema["type"];
    if !(meant.is_null() || *meant == kind || meant.as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))) {
        return Some(format!("a {kind} is not {meant}"));
    }
    if let Some(items) = seen.as_array() {
        return items.iter().find_map(|item| differs(&schema["items"], item));
    }
    let fields = seen.as_object()?;
    let needed = schema["required"].as_array().into_iter().flatten();
    if let Some(name) = needed.map(|name| name.as_str().unwrap()).find(|name| !fields.contains_key(*name)) {
        return Some(format!("{name} is missing"));
    }
    let known = schema["properties"].as_object()?;
    let other = fields.iter().find(|(name, _)| !known.contains_key(*name)).map(|(name, _)| format!("{name} is new"));
    other.or_else(|| fields.iter().find_map(|(name, value)| differs(&known[name], value)))
}

#[test]
fn an_answer_that_is_not_described_is_noticed() {
    let page = |status, kind: &str, body: &str| {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("content-type", kind.parse().unwrap());
        Page { method: "GET", path: "/api/v1/requests?limit=1".into(), status, headers, bytes: body.into() }
    };
    let json = "application/json";
    assert_eq!(wrong(&page(200, json, r#"{"requests":[],"next":null}"#)), None);
    assert!(wrong(&page(202, json, "{}")).unwrap().contains("no such status"));
    assert!(wrong(&page(200, "text/html", "{}")).unwrap().contains("text/html"));
    assert!(wrong(&page(200, json, r#"{"requests":[]}"#)).unwrap().contains("next is missing"));
    assert!(wrong(&page(200, json, r#"{"requests":[],"next":1}"#)).unwrap().contains("integer"));
    assert!(wrong(&page(200, json, r#"{"requests":[],"next":null,"x":1}"#)).unwrap().contains("x is new"));
    assert!(wrong(&page(422, "application/problem+json", r#"{"type":"a","title":"b"}"#)).unwrap().contains("status"));
    assert!(operation("GET", "/api/v1/nothing").is_none() && operation("GET", "/api/v1/requests/x").is_some());
}
