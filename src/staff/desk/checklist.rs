//! The checklist of an access request: it cannot be closed while a part is open.

use super::{Act, Refused, store};
use crate::db::{Db, Error, Id};
use crate::requests::{AccessPart, Answered, Item, ItemState, Request, Right};
use serde_json::json;
use std::collections::BTreeMap;

/// What is ticked on the checklist of an item.
pub fn checked(db: &mut Db, item: &Id) -> Result<BTreeMap<AccessPart, Answered>, Error> {
    store::checked(db, item)
}

/// Keeps what a colleague ticked; a part ticked before is ticked anew.
pub fn check(
    tx: &mut Db,
    act: Act<'_>,
    request: &Request,
    item: &Item,
    parts: &BTreeMap<AccessPart, Answered>,
) -> Result<(), Refused> {
    act.theirs(request)?;
    crate::requests::store::touch(tx, act.now, request)?;
    store::check(tx, act.now, &item.id, act.by.id, parts)?;
    Ok(act.log(tx, request, "requests.checked", json!({ "parts": parts.len() }))?)
}

/// Fails while an access request that colleagues answer misses a part (scenario 15). One that a package answered is whole
/// by itself and has no colleague.
pub(super) fn complete(tx: &mut Db, items: &[Item]) -> Result<(), Refused> {
    let by_hand =
        |item: &&Item| item.right == Right::Access && item.state == ItemState::Granted && item.decided_by.is_some();
    for item in items.iter().filter(by_hand) {
        if store::checked(tx, &item.id)?.len() < AccessPart::ALL.len() {
            return Err(Refused::Incomplete);
        }
    }
    Ok(())
}
