//! A company asks for the data of somebody who works for it. It cannot use their rights: the request is refused with its
//! ground and remedies, and the person is told that somebody asked and how to ask themselves (Arts. 4(1), 12(2); law.md SP-7).

use super::{Act, Refused};
use crate::db::{Db, Error};
use crate::mail::{self, Mail};
use crate::people::{self, Address};
use crate::requests::{self, Happened, Request};
use serde_json::json;

/// Whether a company asks for somebody who works for it.
pub(super) fn is_employer(db: &mut Db, act: Act<'_>, request: &Request) -> Result<bool, Error> {
    let contact = requests::contact(db, act.keys, &request.id)?;
    Ok(contact.is_some_and(|contact| contact.is_employer()))
}

/// Fails where a company asks for somebody who works for it: nothing is done for it, and nobody is confirmed to be it.
pub(super) fn is_their_own(db: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    if is_employer(db, act, request)? { Err(Refused::Employer) } else { Ok(()) }
}

/// Tells the person that a company asked and how to ask themselves; without an address, notes that they are not in the
/// files. The company learns neither.
pub fn inform(tx: &mut Db, act: Act<'_>, request: &Request, address: Option<&Address>) -> Result<(), Refused> {
    act.theirs(request)?;
    if !is_employer(tx, act, request)? {
        return Err(Refused::Employer);
    }
    requests::store::touch(tx, act.now, request)?;
    if let Some(address) = address {
        let person = people::by_fingerprint(tx, &address.fingerprint(act.keys))?;
        let lang = person.map_or(request.lang, |person| person.lang);
        let mail = Mail::CompanyAsked { at: request.received_at, link: format!("/{lang}/me") };
        mail::queue(tx, act.now, act.random, act.keys, address, lang, &mail)?;
    }
    act.happened(tx, request, Happened::Informed)?;
    Ok(act.log(tx, request, "requests.employee-informed", json!({ "mailed": address.is_some() }))?)
}

/// Whether the person was told, or is not in the files.
pub fn is_informed(db: &mut Db, request: &Request) -> Result<bool, Error> {
    Ok(requests::events(db, &request.id, true)?.iter().any(|event| event.what == Happened::Informed))
}

/// Fails while the person whose data a company asked for was not told.
pub(super) fn informed(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    if is_employer(tx, act, request)? && !is_informed(tx, request)? { Err(Refused::NotInformed) } else { Ok(()) }
}
