use crate::db::schema::requests::request_questions as table;
use crate::db::{Db, Error, Id, Time};
use crate::requests::clock::About;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;

/// A question to the person that may stop the clock; its words are a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it was asked.
    pub at: Timestamp,
    /// When the person answered.
    pub answered_at: Option<Timestamp>,
    /// What it is about.
    pub about: About,
}

/// Notes that the person was asked something.
pub(crate) fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Id,
    about: About,
    colleague: &Id,
) -> Result<(), Error> {
    let row = (
        (table::id.eq(Id::at(now, random)), table::request.eq(request), table::about.eq(about.as_str())),
        (table::asked_at.eq(Time::from(now)), table::asked_by.eq(colleague)),
    );
    diesel::insert_into(table::table).values(row).execute(tx)?;
    Ok(())
}

/// The person wrote then: every open question that was asked before is answered. How many there were.
pub(crate) fn answered(tx: &mut Db, at: Timestamp, request: &Id) -> Result<usize, Error> {
    let open = table::table
        .filter(table::request.eq(request))
        .filter(table::answered_at.is_null())
        .filter(table::asked_at.le(Time::from(at)));
    Ok(diesel::update(open).set(table::answered_at.eq(Time::from(at))).execute(tx)?)
}

/// The questions of a request, oldest first.
pub fn questions(db: &mut Db, request: &Id) -> Result<Vec<Asked>, Error> {
    let of = table::table.filter(table::request.eq(request)).order((table::asked_at.asc(), table::id.asc()));
    let rows: Vec<(Time, Option<Time>, String)> =
        of.select((table::asked_at, table::answered_at, table::about)).load(db)?;
    let read = |(at, answered, about): (Time, Option<Time>, String)| {
        let about = About::parse(&about).ok_or(Error::Unreadable("what a question is about"))?;
        Ok(Asked { at: at.timestamp(), answered_at: answered.map(Time::timestamp), about })
    };
    rows.into_iter().map(read).collect()
}
