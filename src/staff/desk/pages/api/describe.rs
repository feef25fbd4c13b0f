//! The words of the description that several routes share.

use crate::lang::Lang;
use crate::requests::{Channel, ItemState, LONGEST, Right, Status};
use serde_json::{Map, Value, json};

/// The rights that a program may bring; those after a death are asked for on a page of their own.
pub fn kinds() -> Value {
    let kinds = Right::ALL.iter().filter(|right| !right.is_after_death());
    json!({ "enum": kinds.map(|right| right.as_str()).collect::<Vec<_>>() })
}

/// Every right there is.
pub fn every_kind() -> Value {
    json!({ "enum": Right::ALL.iter().map(|right| right.as_str()).collect::<Vec<_>>() })
}

pub fn statuses() -> Value {
    json!({ "enum": Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>() })
}

pub fn channels() -> Value {
    json!({ "enum": Channel::LOGGED.iter().map(|channel| channel.as_str()).collect::<Vec<_>>() })
}

pub fn langs() -> Value {
    json!({ "enum": Lang::ALL.iter().map(|lang| lang.as_str()).collect::<Vec<_>>() })
}

pub fn moment(words: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": words })
}

pub fn day(words: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": words })
}

/// What a person reads.
pub fn text(words: &str, least: usize) -> Value {
    json!({ "type": "string", "minLength": least, "maxLength": LONGEST, "description": words })
}

fn fields() -> Map<String, Value> {
    let every_channel: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    let fields = [
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("reference", json!({ "type": "string", "description": "What people quote: R-2026-0001." })),
        ("status", statuses()),
        ("kinds", json!({ "type": "array", "items": every_kind() })),
        ("channel", json!({ "enum": every_channel })),
        ("lang", langs()),
        ("received_at", moment("When it reached the company.")),
        ("due_on", day("The law's last day.")),
        ("extended", json!({ "type": "boolean" })),
        ("taken", json!({ "type": "boolean", "description": "Whether a colleague has it." })),
        ("changed_at", moment("When it last changed.")),
        ("closed_at", json!({ "type": ["string", "null"], "format": "date-time" })),
    ];
    fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn object(fields: Map<String, Value>) -> Value {
    let names: Vec<&String> = fields.keys().collect();
    json!({ "type": "object", "required": names, "properties": fields })
}

/// A request as a list shows it.
pub fn request() -> Value {
    object(fields())
}

/// A request by itself.
pub fn whole() -> Value {
    let mut fields = fields();
    let item = json!({
        "type": "object",
        "required": ["kind", "state", "ground"],
        "properties": {
            "kind": every_kind(),
            "state": { "enum": ItemState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>() },
            "ground": { "type": ["string", "null"], "description": "Of a refusal." },
        },
    });
    fields.insert("items".to_owned(), json!({ "type": "array", "items": item }));
    object(fields)
}

/// The part of the address that names the request.
pub fn id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}
