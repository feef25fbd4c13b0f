//! How the sources of a case stand, as they are kept.

use crate::db::schema::requests::request_sources as sources;
use crate::db::{Db, Error, Id, Time};
use crate::staff::desk::gather::{Answer, Standing};
use diesel::prelude::*;
use jiff::Timestamp;

/// How each source that was asked for the copy of a request stands, by name.
pub(in crate::staff::desk) fn of(db: &mut Db, request: &Id) -> Result<Vec<Standing>, Error> {
    let columns = (sources::source, sources::state, sources::entries, sources::asked_at);
    let rows = sources::table.filter(sources::request.eq(request)).order(sources::source).select(columns);
    let read = |(source, state, entries, at): (String, String, i64, Time)| {
        Ok(Standing {
            source,
            answer: state.parse().map_err(|_| Error::Unreadable("how a source stands"))?,
            entries: u64::try_from(entries).unwrap_or(0),
            at: at.timestamp(),
        })
    };
    rows.load::<(String, String, i64, Time)>(db)?.into_iter().map(read).collect()
}

/// Keeps what sources said. That one is silent does not undo an answer that still serves.
pub(in crate::staff::desk) fn note(tx: &mut Db, now: Timestamp, request: &Id, said: &[Standing]) -> Result<(), Error> {
    let known = of(tx, request)?;
    for one in said {
        let before = known.iter().find(|before| before.source == one.source);
        if one.answer == Answer::Silent && before.is_some_and(|before| before.serves(now)) {
            continue;
        }
        diesel::delete(sources::table.find((request.as_str(), one.source.as_str()))).execute(tx)?;
        let row = (
            (sources::request.eq(request), sources::source.eq(&one.source), sources::state.eq(one.answer.as_str())),
            sources::entries.eq(i64::try_from(one.entries).unwrap_or(i64::MAX)),
            sources::asked_at.eq(Time::from(one.at)),
        );
        diesel::insert_into(sources::table).values(row).execute(tx)?;
    }
    Ok(())
}
