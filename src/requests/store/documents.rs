use crate::db::schema::requests::request_documents as table;
use crate::db::{Db, Error, Id, Time};
use diesel::Connection;
use diesel::prelude::*;
use jiff::Timestamp;

/// That a document was asked for to show who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When what was sent was deleted.
    pub deleted_at: Option<Timestamp>,
}

/// Notes that a document is asked for, or is asked for again after the first was deleted.
pub(crate) fn ask_document(tx: &mut Db, now: Timestamp, request: &Id, by: &Id) -> Result<(), Error> {
    let row = (table::request.eq(request), table::asked_by.eq(by), table::asked_at.eq(Time::from(now)));
    let first = tx.transaction(|tx| diesel::insert_into(table::table).values(row).execute(tx).map_err(Error::from));
    match first {
        Err(Error::Unique) => {
            let again =
                (table::asked_by.eq(by), table::asked_at.eq(Time::from(now)), table::deleted_at.eq(None::<Time>));
            diesel::update(table::table.find(request)).set(again).execute(tx)?;
            Ok(())
        }
        other => other.map(drop),
    }
}

/// Whether a document was asked for.
pub fn document(db: &mut Db, request: &Id) -> Result<Option<Document>, Error> {
    let row = table::table.find(request).select((table::asked_at, table::deleted_at));
    let row: Option<(Time, Option<Time>)> = row.first(db).optional()?;
    Ok(row.map(|(asked, deleted)| Document { asked_at: asked.timestamp(), deleted_at: deleted.map(Time::timestamp) }))
}

/// What was sent is gone. `false` if none was asked for, or it was gone before.
pub(crate) fn document_deleted(tx: &mut Db, now: Timestamp, request: &Id) -> Result<bool, Error> {
    let open = table::table.find(request).filter(table::deleted_at.is_null());
    Ok(diesel::update(open).set(table::deleted_at.eq(Time::from(now))).execute(tx)? == 1)
}

/// The requests whose document was asked for before this moment and is not deleted.
pub(crate) fn documents_before(db: &mut Db, before: Timestamp) -> Result<Vec<Id>, Error> {
    let old = table::table.filter(table::deleted_at.is_null()).filter(table::asked_at.lt(Time::from(before)));
    Ok(old.order(table::request.asc()).select(table::request).load(db)?)
}
