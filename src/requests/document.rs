//! The last rung: a document that shows who asks. It is asked for with a reason, shown to the colleague who asked, and
//! deleted with the check; what stays is that it was checked (law.md ID-4).

use super::{Request, store};
use crate::attachments::{self, Owner};
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::secrets::Random;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub use store::Document;

/// The longest that a document waits for its check.
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Deletes what was sent to show who asks, if anything was. How many files.
pub fn delete_documents(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    request: &Request,
) -> Result<usize, Error> {
    let gone = attachments::forget(tx, &Owner::proof(request.id.clone()))?;
    if store::document_deleted(tx, now, &request.id)? {
        let event = audit::Event {
            actor,
            action: "requests.document-deleted",
            object: Some(request.reference.clone()),
            person: Some(request.person.clone()),
            detail: json!({ "files": gone }),
        };
        audit::append(tx, now, random, &event)?;
    }
    Ok(gone)
}

/// Deletes the documents that nobody checked in time. How many requests.
pub fn delete_old_documents(tx: &mut Db, now: Timestamp, random: &Random) -> Result<usize, Error> {
    let before = now.saturating_sub(LONGEST).unwrap_or(now);
    let old = store::documents_before(tx, before)?;
    for id in &old {
        if let Some(request) = store::by_id(tx, id)? {
            delete_documents(tx, now, random, Actor::System, &request)?;
        }
    }
    Ok(old.len())
}
