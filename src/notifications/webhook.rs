//! What a webhook is told. `docs/recipients.md` is the description for whoever receives it.

use super::store::Turn;
use crate::config::Secret;
use crate::outgoing::signature::{DATE, SIGNATURE};
use crate::outgoing::{Call, sign};
use crate::record::Record;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

/// The most that a webhook may answer, in bytes. Nothing of it is kept.
pub(super) const MOST_ANSWERED: usize = 64 << 10;

/// The body: of what, about whom, which categories of the record. Never a value that was corrected or erased.
fn body(record: &Record, turn: &Turn) -> Value {
    let category = |id: &String| json!({ "id": id, "label": record.category(id).map(|category| &category.label) });
    json!({
        "version": 1,
        "id": turn.id,
        "kind": turn.kind.as_str(),
        "reference": turn.cause,
        "person": { "email": turn.address },
        "categories": turn.categories.iter().map(category).collect::<Vec<_>>(),
        "happened_at": turn.made_at.to_string(),
        "due_on": turn.due_on.to_string(),
    })
}

/// The signed call. It has the id of the notification, the same at each try, so that the receiver can drop repeats.
pub(super) fn call(record: &Record, turn: &Turn, url: &Url, key: &Secret, now: Timestamp) -> Call {
    let body = body(record, turn).to_string().into_bytes();
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let signed = sign(key, now, "POST", &path, &body);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("idempotency-key", turn.id.to_string()),
        (DATE, signed.date),
        (SIGNATURE, signed.signature),
    ];
    Call { method: "POST", url: url.clone(), headers, body }
}
