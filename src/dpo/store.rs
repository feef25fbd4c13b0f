//! What the data protection officer was sent, in the portal's database.

use crate::db::schema::audit::audit_mails;
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

/// Takes the day for whoever mails the head of the log, which has so many leaves. `false` if it is taken.
pub(super) fn begin_day(tx: &mut Db, now: Timestamp, day: Date, size: u64) -> Result<bool, Error> {
    let taken = tx.transaction(|tx| {
        let values = (
            audit_mails::day.eq(day.to_string()),
            audit_mails::size.eq(i64::try_from(size).unwrap_or(i64::MAX)),
            audit_mails::queued_at.eq(Time::from(now)),
        );
        diesel::insert_into(audit_mails::table).values(values).execute(tx).map_err(Error::from)
    });
    match taken {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}
