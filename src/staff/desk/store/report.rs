use super::queue::SHOWN;
use crate::db::schema::requests::{request_items as items, requests};
use crate::db::{Db, Error, Id, Time};
use crate::requests::{ItemState, Status};
use crate::staff::desk::report::{Answer, Open, When};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;

type Asked = (String, Option<String>, String, Option<Id>, Option<Time>);
type Dates = (Time, String, Option<Time>);

/// The items answered since then. What a colleague decided is answered when the answer leaves, with the closing of the
/// request; what was carried out by itself is answered when it was done.
pub(in crate::staff::desk) fn answered(db: &mut Db, when: &When<'_>, since: Timestamp) -> Result<Vec<Answer>, Error> {
    let since = Time::from(since);
    let decided = [ItemState::Granted.as_str(), ItemState::Refused.as_str()];
    let rows = items::table
        .inner_join(requests::table.on(requests::id.eq(items::request)))
        .filter(items::state.eq_any(decided))
        .filter(requests::closed_at.ge(since).or(items::decided_at.ge(since)))
        .order(items::id.asc())
        .select((
            (items::right_asked, items::ground, items::state, items::decided_by, items::decided_at),
            (requests::received_at, requests::due_on, requests::closed_at),
        ));
    let rows: Vec<(Asked, Dates)> = rows.load(db)?;
    let mut answers = Vec::new();
    for ((right, ground, state, by, decided_at), (received_at, due_on, closed_at)) in rows {
        let at = if by.is_some() { closed_at } else { decided_at.or(closed_at) };
        let Some(at) = at.map(Time::timestamp).filter(|at| *at >= since.timestamp()) else { continue };
        let unreadable = |_| Error::Unreadable("an item of a request");
        let refused = state == ItemState::Refused.as_str();
        answers.push(Answer {
            right: right.parse().map_err(unreadable)?,
            refused: ground.filter(|_| refused).map(|word| word.parse()).transpose().map_err(unreadable)?,
            received: when.day(received_at.timestamp()),
            due: due_on.parse().map_err(|_| Error::Unreadable("the due date of a request"))?,
            answered: when.day(at),
        });
    }
    Ok(answers)
}

/// The grounds of the extensions since then.
pub(in crate::staff::desk) fn extensions(db: &mut Db, since: Timestamp) -> Result<Vec<String>, Error> {
    let extended = requests::table.filter(requests::extended_at.ge(Time::from(since)));
    let grounds: Vec<Option<String>> = extended.select(requests::extension_ground).load(db)?;
    Ok(grounds.into_iter().flatten().collect())
}

/// The requests that wait for an answer, the next due first; not those that [`SHOWN`] leaves out.
pub(in crate::staff::desk) fn open(db: &mut Db, when: &When<'_>) -> Result<Vec<Open>, Error> {
    let rows = requests::table
        .filter(requests::closed_at.is_null())
        .filter(requests::status.ne(Status::Ready.as_str()))
        .filter(sql::<Bool>(SHOWN))
        .order((requests::due_on.asc(), requests::received_at.asc()));
    let rows: Vec<(Time, String)> = rows.select((requests::received_at, requests::due_on)).load(db)?;
    let read = |(received_at, due_on): (Time, String)| {
        let due = due_on.parse().map_err(|_| Error::Unreadable("the due date of a request"))?;
        Ok(Open { received: when.day(received_at.timestamp()), due })
    };
    rows.into_iter().map(read).collect()
}
