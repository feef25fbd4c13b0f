//! Decisions, reminders and checklists as they are kept; the queue is in [`queue`], what reports count in [`report`].

pub(super) mod gathered;
pub(super) mod queue;
pub(super) mod report;
mod sieve;

pub use sieve::{Sieve, sieve};

use crate::db::schema::identity::address_changes as moves;
use crate::db::schema::requests::{
    desk_reminders as reminders, request_checks as checks, request_items as items, request_questions as questions,
    requests,
};
use crate::db::schema::staff::colleagues;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::requests::store::RequestRow;
use crate::requests::{AccessPart, Answered, ItemState, Request, Right, Status};
use diesel::Connection;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A line of the queue.
#[derive(Clone, Debug)]
pub struct Row {
    /// The request.
    pub request: Request,
    /// The rights it asks for.
    pub rights: Vec<Right>,
    /// The name of the colleague who took it.
    pub owner: Option<String>,
}

/// The rows with their rights and the names of their owners.
fn lines(db: &mut Db, rows: Vec<RequestRow>) -> Result<Vec<Row>, Error> {
    let open: Vec<Request> = rows.into_iter().map(Request::try_from).collect::<Result<_, _>>()?;
    let names: BTreeMap<Id, String> =
        colleagues::table.select((colleagues::id, colleagues::name)).load::<(Id, String)>(db)?.into_iter().collect();
    let mut rights: BTreeMap<Id, Vec<Right>> = BTreeMap::new();
    for chunk in open.chunks(400) {
        let ids = chunk.iter().map(|request| request.id.as_str());
        let asked = items::table.filter(items::request.eq_any(ids)).order(items::id.asc());
        for (request, right) in asked.select((items::request, items::right_asked)).load::<(Id, String)>(db)? {
            let right = right.parse().map_err(|_| Error::Unreadable("an item of a request"))?;
            rights.entry(request).or_default().push(right);
        }
    }
    let row = |request: Request| Row {
        rights: rights.remove(&request.id).unwrap_or_default(),
        owner: request.owner.as_ref().and_then(|id| names.get(id).cloned()),
        request,
    };
    Ok(open.into_iter().map(row).collect())
}

/// Gives a request, as it was read, to a colleague: an open one, or one on which the person wrote after its end.
pub(in crate::staff::desk) fn set_owner(
    tx: &mut Db,
    now: Timestamp,
    request: &Request,
    owner: &Id,
    status: Status,
) -> Result<(), Error> {
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::closed_at.is_null().or(requests::written_at.is_not_null()));
    let change = (
        (requests::owner.eq(owner), requests::status.eq(status.as_str())),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// Takes an item from one state to another; fails with [`Error::Lost`] if it is not in the first.
pub(in crate::staff::desk) fn decide(
    tx: &mut Db,
    now: Timestamp,
    item: &Id,
    from: ItemState,
    to: ItemState,
    by: Option<&Id>,
) -> Result<(), Error> {
    let same = items::table.find(item).filter(items::state.eq(from.as_str()));
    let change =
        (items::state.eq(to.as_str()), items::decided_by.eq(by), items::decided_at.eq(by.map(|_| Time::from(now))));
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// Keeps ground, facts and proposer of a refusal; it counts at once or waits for a second person.
pub(in crate::staff::desk) fn propose(
    tx: &mut Db,
    now: Timestamp,
    item: &Id,
    by: &Id,
    ground: &str,
    reason: &str,
    at_once: bool,
) -> Result<(), Error> {
    let state = if at_once { ItemState::Refused } else { ItemState::Proposed };
    let open = items::table.find(item).filter(items::state.eq(ItemState::Open.as_str()));
    let change = (
        (items::state.eq(state.as_str()), items::ground.eq(ground), items::reason.eq(reason)),
        (items::proposed_by.eq(by), items::decided_by.eq(at_once.then_some(by))),
        items::decided_at.eq(at_once.then_some(Time::from(now))),
    );
    exactly_one(diesel::update(open).set(change).execute(tx)?)
}

/// The open requests due by this day, the next due first, whoever has them.
pub(in crate::staff::desk) fn due_until(db: &mut Db, last: Date) -> Result<Vec<Row>, Error> {
    let open = requests::table.filter(requests::closed_at.is_null()).filter(requests::due_on.le(last.to_string()));
    let by_turn = open.order((requests::due_on.asc(), requests::received_at.asc(), requests::reference.asc()));
    let rows: Vec<RequestRow> = by_turn.select(RequestRow::as_select()).load(db)?;
    lines(db, rows)
}

/// Whether this is the first time that `kind` happens to `subject`: a key that is written once and never again.
pub(in crate::staff::desk) fn once(tx: &mut Db, now: Timestamp, kind: &str, subject: &str) -> Result<bool, Error> {
    // A second one fails alone, inside its own savepoint.
    let written = tx.transaction(|tx| {
        let row = (reminders::kind.eq(kind), reminders::subject.eq(subject), reminders::at.eq(Time::from(now)));
        diesel::insert_into(reminders::table).values(row).execute(tx)
    });
    match written.map_err(Error::from) {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The questions of open requests that were asked before then and have no answer, with their requests.
pub(in crate::staff::desk) fn open_questions(db: &mut Db, before: Timestamp) -> Result<Vec<(Id, Id)>, Error> {
    let open = questions::table
        .inner_join(requests::table.on(requests::id.eq(questions::request)))
        .filter(requests::closed_at.is_null())
        .filter(questions::answered_at.is_null())
        .filter(questions::asked_at.le(Time::from(before)));
    Ok(open.order(questions::id.asc()).select((questions::id, questions::request)).load(db)?)
}

/// Puts a request, as it was read, aside until a day.
pub(in crate::staff::desk) fn snooze(tx: &mut Db, now: Timestamp, request: &Request, until: Date) -> Result<(), Error> {
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::closed_at.is_null());
    let change = (
        requests::snoozed_until.eq(until.to_string()),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// Whether an address, by its fingerprint, was left for another one.
pub(in crate::staff::desk) fn has_moved(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let left = moves::table.filter(moves::former_fingerprint.eq(fingerprint)).filter(moves::state.eq("done"));
    Ok(left.count().get_result::<i64>(db)? > 0)
}

/// What is ticked on the checklist of an item.
pub(in crate::staff::desk) fn checked(db: &mut Db, item: &Id) -> Result<BTreeMap<AccessPart, Answered>, Error> {
    let rows: Vec<(String, String)> =
        checks::table.filter(checks::item.eq(item)).select((checks::part, checks::answered)).load(db)?;
    let read = |(part, answered): (String, String)| {
        let wrong = |_| Error::Unreadable("a checklist");
        Ok((part.parse().map_err(wrong)?, answered.parse().map_err(wrong)?))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what was ticked.
pub(in crate::staff::desk) fn check(
    tx: &mut Db,
    now: Timestamp,
    item: &Id,
    by: &Id,
    parts: &BTreeMap<AccessPart, Answered>,
) -> Result<(), Error> {
    for (part, answered) in parts {
        diesel::delete(checks::table.find((item.as_str(), part.as_str()))).execute(tx)?;
        let row = (
            (checks::item.eq(item), checks::part.eq(part.as_str()), checks::answered.eq(answered.as_str())),
            (checks::colleague.eq(by), checks::at.eq(Time::from(now))),
        );
        diesel::insert_into(checks::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// Forgets what was sent before this moment: by then the cases are over.
pub fn forget_reminders(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    Ok(diesel::delete(reminders::table.filter(reminders::at.lt(Time::from(before)))).execute(tx)?)
}
