//! Redactions of documents, in the portal's database.

use super::{Body, Draft, Stage};
use crate::db::schema::redaction::document_redactions as redactions;
use crate::db::{Db, Error, Id, exactly_one};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;

type Row = (Id, Id, String, String, Option<Id>, Option<Id>, i64);

const COLUMNS: (
    redactions::document,
    redactions::request,
    redactions::body,
    redactions::state,
    redactions::result,
    redactions::proven_by,
    redactions::version,
) = (
    redactions::document,
    redactions::request,
    redactions::body,
    redactions::state,
    redactions::result,
    redactions::proven_by,
    redactions::version,
);

fn place(document: &Id) -> String {
    format!("document-redaction:{document}")
}

fn sealed(random: &Random, keys: &Keys, document: &Id, body: &Body) -> Result<String, Error> {
    keys.seal_json(random, &place(document), body).map_err(|_| Error::Unreadable("the redaction of a document"))
}

fn opened(keys: &Keys, row: Row) -> Result<Draft, Error> {
    let (document, request, body, state, result, proven_by, version) = row;
    let unreadable = || Error::Unreadable("the redaction of a document");
    let body = keys.open_json(&place(&document), &body).map_err(|_| unreadable())?;
    let stage = state.parse().map_err(|_| unreadable())?;
    Ok(Draft { document, request, stage, body, result, proven_by, version })
}

/// Begins the redaction of a document of a request. `false` if it was begun before.
pub fn begin(tx: &mut Db, random: &Random, keys: &Keys, request: &Id, document: &Id) -> Result<bool, Error> {
    let row = (
        (redactions::document.eq(document), redactions::request.eq(request), redactions::version.eq(0_i64)),
        redactions::body.eq(sealed(random, keys, document, &Body::default())?),
        redactions::state.eq(Stage::Open.as_str()),
    );
    if one(tx, keys, request, document)?.is_some() {
        return Ok(false);
    }
    Ok(diesel::insert_into(redactions::table).values(row).execute(tx)? == 1)
}

/// The redactions of a request.
pub fn of(db: &mut Db, keys: &Keys, request: &Id) -> Result<Vec<Draft>, Error> {
    let rows: Vec<Row> = redactions::table.filter(redactions::request.eq(request)).select(COLUMNS).load(db)?;
    rows.into_iter().map(|row| opened(keys, row)).collect()
}

/// The redaction of a document of a request.
pub fn one(db: &mut Db, keys: &Keys, request: &Id, document: &Id) -> Result<Option<Draft>, Error> {
    let row = redactions::table.find(document).filter(redactions::request.eq(request)).select(COLUMNS);
    row.first::<Row>(db).optional()?.map(|row| opened(keys, row)).transpose()
}

/// Saves a redaction. [`Error::Lost`] if somebody else changed it meanwhile.
pub fn save(tx: &mut Db, random: &Random, keys: &Keys, draft: &Draft) -> Result<(), Error> {
    let row = redactions::table.find(&draft.document).filter(redactions::version.eq(draft.version));
    let changed = (
        redactions::body.eq(sealed(random, keys, &draft.document, &draft.body)?),
        redactions::state.eq(draft.stage.as_str()),
        redactions::result.eq(draft.result.as_ref()),
        redactions::proven_by.eq(draft.proven_by.as_ref()),
        redactions::version.eq(draft.version + 1),
    );
    exactly_one(diesel::update(row).set(changed).execute(tx)?)
}
