use super::queue::SHOWN;
use crate::db::schema::requests::{request_items as items, requests};
use crate::db::{Db, Error, Id, Time};
use crate::requests::{ItemState, Status};
use crate::staff::desk::report::{Answer, Case, Open, When};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;

type Decided = (String, Option<String>, String, Option<Id>, Option<Time>);
type Dates = (Time, String, Option<Time>);

/// When an item was answered, if it was decided. What a colleague decided is answered when the answer leaves, with the closing of
/// the request; what was carried out by itself is answered when it was done.
fn answered_at(by: Option<&Id>, decided_at: Option<Time>, closed_at: Option<Time>) -> Option<Timestamp> {
    let at = if by.is_some() { closed_at } else { decided_at.or(closed_at) };
    at.map(Time::timestamp)
}

/// The items answered since then.
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
    let rows: Vec<(Decided, Dates)> = rows.load(db)?;
    let mut answers = Vec::new();
    for ((right, ground, state, by, decided_at), (received_at, due_on, closed_at)) in rows {
        let at = answered_at(by.as_ref(), decided_at, closed_at);
        let Some(at) = at.filter(|at| *at >= since.timestamp()) else { continue };
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

/// The grounds of the extensions from one moment until another.
pub(in crate::staff::desk) fn extensions(db: &mut Db, from: Timestamp, until: Timestamp) -> Result<Vec<String>, Error> {
    let extended = requests::table
        .filter(requests::extended_at.ge(Time::from(from)))
        .filter(requests::extended_at.lt(Time::from(until)));
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

/// When the first request arrived.
pub(in crate::staff::desk) fn first_arrival(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let first: Option<Time> = requests::table.select(diesel::dsl::min(requests::received_at)).first(db)?;
    Ok(first.map(Time::timestamp))
}

/// Every right of the requests that arrived from one moment until another and were not closed before a third.
pub(in crate::staff::desk) fn cases(
    db: &mut Db,
    when: &When<'_>,
    (from, until): (Timestamp, Timestamp),
    closed_from: Timestamp,
) -> Result<Vec<Case>, Error> {
    type Row = ((String, String, Option<Time>), Decided, Dates);
    let rows = items::table
        .inner_join(requests::table.on(requests::id.eq(items::request)))
        .filter(requests::received_at.ge(Time::from(from)))
        .filter(requests::received_at.lt(Time::from(until)))
        .filter(requests::closed_at.is_null().or(requests::closed_at.ge(Time::from(closed_from))))
        .order((requests::received_at.asc(), items::id.asc()))
        .select((
            (requests::reference, requests::channel, requests::extended_at),
            (items::right_asked, items::ground, items::state, items::decided_by, items::decided_at),
            (requests::received_at, requests::due_on, requests::closed_at),
        ));
    let decided = [ItemState::Granted.as_str(), ItemState::Refused.as_str()];
    let one = |((reference, channel, extended_at), (right, ground, outcome, by, decided_at), dates): Row| {
        let (received_at, due_on, closed_at) = dates;
        let is_decided = decided.contains(&outcome.as_str());
        let answered = answered_at(by.as_ref(), decided_at, closed_at).filter(|_| is_decided);
        Ok(Case {
            reference,
            right: right.parse().map_err(|_| Error::Unreadable("an item of a request"))?,
            channel,
            received: when.day(received_at.timestamp()),
            due: due_on.parse().map_err(|_| Error::Unreadable("the due date of a request"))?,
            extended: extended_at.map(|at| when.day(at.timestamp())),
            ground: ground.filter(|_| outcome == ItemState::Refused.as_str()),
            outcome,
            answered: answered.map(|at| when.day(at)),
            closed: closed_at.map(|at| when.day(at.timestamp())),
        })
    };
    rows.load::<Row>(db)?.into_iter().map(one).collect()
}
