//! The description of the API (OpenAPI 3.1), made of what the routes say of themselves.

use super::Scope;
use crate::web::{Route, Who};
use serde_json::{Map, Value, json};

/// The description, ready to serve.
#[derive(Clone, Debug)]
pub struct Document(Value);

impl Document {
    /// Of these routes: those that say what they take and answer.
    pub fn of(routes: &[Route]) -> Self {
        let mut paths: Map<String, Value> = Map::new();
        for route in routes {
            let Some(operation) = &route.operation else { continue };
            let mut operation = operation.clone();
            if let Some(own) = operation.as_object_mut() {
                let has_body = own.contains_key("requestBody");
                let answers = own.entry("responses").or_insert_with(|| json!({}));
                if let (Some(answers), Who::Program(scope)) = (answers.as_object_mut(), route.who) {
                    for (status, words) in [
                        ("401", "No token, or one that opens nothing."),
                        ("403", "The token has not the scope."),
                        ("429", "Too often; the header Retry-After says when."),
                    ] {
                        answers.entry(status).or_insert_with(|| problem(words));
                    }
                    if has_body {
                        for (status, words) in [
                            ("400", "A broken body."),
                            ("413", "More than 64 KB."),
                            ("415", "Not application/json."),
                            ("422", "What to mend."),
                        ] {
                            answers.entry(status).or_insert_with(|| problem(words));
                        }
                    }
                    own.insert("security".to_owned(), json!([{ "token": [scope.as_str()] }]));
                    own.insert("x-scope".to_owned(), json!(scope.as_str()));
                }
            }
            let path = paths.entry(route.path).or_insert_with(|| json!({}));
            if let Some(path) = path.as_object_mut() {
                path.insert(route.method.as_str().to_ascii_lowercase(), operation);
            }
        }
        let scopes: Vec<&str> = Scope::ALL.iter().map(|(word, _)| *word).collect();
        Self(json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Habeas",
                "version": "1",
                "description": "What programs of the company ask and tell the portal. Addresses stand in bodies only.",
            },
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": format!("A token made under /admin/tokens; also as the password of HTTP Basic. Scopes: {}.", scopes.join(", ")),
                    },
                },
                "schemas": {
                    "Problem": {
                        "type": "object",
                        "required": ["type", "title", "status"],
                        "properties": {
                            "type": { "type": "string" },
                            "title": { "type": "string" },
                            "status": { "type": "integer" },
                            "detail": { "type": "string" },
                            "reference": { "type": "string", "description": "Of this answer, for questions to who runs the portal." },
                            "missing": { "type": "array", "items": { "type": "string" }, "description": "What stands in the way." },
                        },
                    },
                },
            },
        }))
    }

    /// As JSON.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

/// An answer that is a problem (RFC 9457).
pub fn problem(words: &str) -> Value {
    json!({
        "description": words,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// An answer that is JSON of this schema.
pub fn answer(words: &str, schema: Value) -> Value {
    json!({ "description": words, "content": { "application/json": { "schema": schema } } })
}

/// The header that makes an act one, however often it is asked for.
pub fn once() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": true,
        "description": "One for each act, 1 to 255 visible ASCII characters, such as a UUID. The same key with the same body is answered as the first time, for two days at least; with another body it is refused (422), and while the first is being worked on, too (409).",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
    })
}

/// A body that is JSON of this schema.
pub fn body(schema: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}
