//! What a webhook is told. `docs/recipients.md` is the description for whoever receives it.

use super::store::Turn;
use crate::record::Record;
use serde_json::json;

/// The body: of what, about whom, which categories of the record. Never a value that was corrected or erased.
pub(super) fn body(record: &Record, turn: &Turn) -> Vec<u8> {
    let category = |id: &String| json!({ "id": id, "label": record.category(id).map(|category| &category.label) });
    let body = json!({
        "version": 1,
        "id": turn.id,
        "kind": turn.kind.as_str(),
        "reference": turn.cause,
        "person": { "email": turn.address },
        "categories": turn.categories.iter().map(category).collect::<Vec<_>>(),
        "happened_at": turn.made_at.to_string(),
        "due_on": turn.due_on.to_string(),
    });
    body.to_string().into_bytes()
}
