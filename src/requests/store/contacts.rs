use super::Request;
use crate::db::schema::requests::request_contacts as table;
use crate::db::{Db, Error, Id, exactly_one};
use crate::requests::Contact;
use crate::secrets::{Keys, Random};
use diesel::prelude::*;

fn place(request: &Id) -> String {
    format!("request-contact:{request}")
}

/// Keeps how the person of a request is reached, sealed, and the mark of their code.
pub(crate) fn keep_contact(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    request: &Request,
    mark: &str,
    contact: &Contact,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(contact).map_err(|_| Error::Unreadable("a contact"))?;
    let body = keys.seal(random, &place(&request.id), &plain);
    let row = (table::request.eq(&request.id), table::code.eq(mark), table::body.eq(body));
    diesel::insert_into(table::table).values(row).execute(tx)?;
    Ok(())
}

/// Replaces what is kept of them; their code stays.
pub(crate) fn change_contact(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    request: &Id,
    contact: &Contact,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(contact).map_err(|_| Error::Unreadable("a contact"))?;
    let body = table::body.eq(keys.seal(random, &place(request), &plain));
    exactly_one(diesel::update(table::table.find(request)).set(body).execute(tx)?)
}

/// The mark of the code that follows a request.
pub(crate) fn code_mark(db: &mut Db, request: &Id) -> Result<Option<String>, Error> {
    Ok(table::table.find(request).select(table::code).first(db).optional()?)
}

/// How the person of a request is reached, if they asked without signing in.
pub fn contact(db: &mut Db, keys: &Keys, request: &Id) -> Result<Option<Contact>, Error> {
    let sealed: Option<String> = table::table.find(request).select(table::body).first(db).optional()?;
    let plain = sealed.map(|sealed| keys.open(&place(request), &sealed)).transpose();
    let plain = plain.map_err(|_| Error::Unreadable("a contact"))?;
    let read = plain.map(|plain| serde_json::from_slice(&plain)).transpose();
    read.map_err(|_| Error::Unreadable("a contact"))
}
