//! The requests that a program asks for, in the order of their changes.

use super::queue::SHOWN;
use super::{Row, lines};
use crate::db::schema::requests::{request_items as items, requests};
use crate::db::{Db, Error, Id, Time};
use crate::requests::store::RequestRow;
use crate::requests::{Right, Status};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use jiff::civil::Date;

/// Which requests.
#[derive(Clone, Debug)]
pub struct Sieve {
    /// That stand so.
    pub status: Option<Status>,
    /// That ask for this right.
    pub right: Option<Right>,
    /// Whose last day is before this one.
    pub due_before: Option<Date>,
    /// That changed then or later.
    pub changed_since: Option<Timestamp>,
    /// Behind the one that changed then and has this id.
    pub after: Option<(Timestamp, Id)>,
    /// At most so many.
    pub most: i64,
}

/// The requests, open or over, the longest unchanged first. Who leaves is not among them, as at the desk.
pub fn sieve(db: &mut Db, sieve: &Sieve) -> Result<Vec<Row>, Error> {
    let mut rows = requests::table.filter(sql::<Bool>(SHOWN)).into_boxed();
    if let Some(status) = sieve.status {
        rows = rows.filter(requests::status.eq(status.as_str()));
    }
    if let Some(right) = sieve.right {
        let asks = items::table.filter(items::request.eq(requests::id)).filter(items::right_asked.eq(right.as_str()));
        rows = rows.filter(exists(asks));
    }
    if let Some(day) = sieve.due_before {
        rows = rows.filter(requests::due_on.lt(day.to_string()));
    }
    if let Some(at) = sieve.changed_since {
        rows = rows.filter(requests::changed_at.ge(Time::from(at)));
    }
    if let Some((at, id)) = &sieve.after {
        let same = requests::changed_at.eq(Time::from(*at)).and(requests::id.gt(id));
        rows = rows.filter(requests::changed_at.gt(Time::from(*at)).or(same));
    }
    let page = rows.order((requests::changed_at.asc(), requests::id.asc())).limit(sieve.most);
    let rows: Vec<RequestRow> = page.select(RequestRow::as_select()).load(db)?;
    lines(db, rows)
}
