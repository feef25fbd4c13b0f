//! What is given after a death: to an heir, what settling the estate needs; to whom directives name, what those say
//! (law.md 1.12). Chosen by category of the record; anything else is refused here, whatever a form sends.

use super::{Act, Refused, approve};
use crate::db::{Db, Error};
use crate::directives;
use crate::record::Record;
use crate::requests::{self, Item, Request, Right, Subject};
use std::collections::BTreeSet;

/// What may be sent for an item, and how it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Served {
    /// A colleague picks among these categories.
    Picked(Vec<String>),
    /// Exactly these: the person decided.
    Decided(Vec<String>),
}

/// What may be sent for an item; `None` for a right that sends nothing.
pub fn may_send(
    db: &mut Db,
    keys: &crate::secrets::Keys,
    record: &Record,
    request: &Request,
    item: &Item,
) -> Result<Option<Served>, Error> {
    Ok(match item.right {
        Right::Estate => {
            let needed = record.categories.iter().filter(|category| category.estate);
            Some(Served::Picked(needed.map(|category| category.id.clone()).collect()))
        }
        Right::Directives => {
            let wish = directives::of(db, keys, &request.person)?.map(|found| found.wish);
            Some(Served::Decided(wish.map(|wish| wish.categories).unwrap_or_default()))
        }
        _ => None,
    })
}

/// Agrees to what an heir or the person named asks, and notes which categories they can download once the request is
/// answered.
pub fn allow(
    tx: &mut Db,
    act: Act<'_>,
    record: &Record,
    request: &Request,
    item: &Item,
    picked: &[String],
) -> Result<(), Refused> {
    let categories = match may_send(tx, act.keys, record, request, item)?.ok_or(Refused::Beyond)? {
        Served::Decided(all) => all,
        Served::Picked(needed) => {
            if !picked.iter().all(|id| needed.contains(id)) {
                return Err(Refused::Beyond);
            }
            let picked: BTreeSet<&String> = picked.iter().collect();
            needed.into_iter().filter(|id| picked.contains(id)).collect()
        }
    };
    requests::store::set_subject(tx, act.random, act.keys, &item.id, &Subject::Categories(categories))?;
    approve(tx, act, request, item, false)
}
