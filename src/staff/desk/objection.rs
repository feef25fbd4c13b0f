//! Upholding an objection on grounds of the person's own situation (Art. 21(1)). Since the request arrived nothing is done
//! for what it is about; upheld, that stays so for good. Refusing it takes compelling grounds and both sides of the
//! balance: see [`super::refuse`].

use super::{Act, Refused, approve};
use crate::consents;
use crate::db::Db;
use crate::people;
use crate::portal::Portal;
use crate::requests::{Item, Request, Subject};
use crate::restriction;

/// Agrees to an objection: what it is about stops for this person, everywhere and for good. Who is in no file has nothing
/// that could stop.
pub fn uphold(tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request, item: &Item) -> Result<(), Refused> {
    approve(tx, act, request, item, false)?;
    let Some(person) = people::by_id(tx, &request.person)? else { return Ok(()) };
    let named = match &item.subject {
        Some(Subject::Named(id)) => Some(id.as_str()),
        _ => None,
    };
    let record = portal.record.now();
    for activity in restriction::objected(&record, named) {
        consents::uphold(tx, portal, &person, request, activity)?;
    }
    Ok(())
}
