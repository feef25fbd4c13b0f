//! Every change to a request, guarded.

use super::{Request, RequestRow, extension_place, message_place, subject_place};
use crate::db::schema::requests::{
    request_events as happenings, request_items as items_table, request_messages as letters,
    request_numbers as numbers, requests,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::requests::clock;
use crate::requests::{
    Arrival, Author, ExtensionGround, Ground, Happened, ItemState, New, Right, Rules, Status, Subject,
};
use crate::secrets::{Keys, Random};
use diesel::Connection;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

/// The next reference of the year: numbers are given one after the other and never again.
fn next_reference(tx: &mut Db, year: i16) -> Result<String, Error> {
    let year = i32::from(year);
    // A first request of a year may race another one; the loser's insert fails alone, inside its own savepoint.
    let made = tx.transaction(|tx| {
        diesel::insert_into(numbers::table).values((numbers::year.eq(year), numbers::last.eq(0_i64))).execute(tx)
    });
    match made.map_err(Error::from) {
        Ok(_) | Err(Error::Unique) => {}
        Err(error) => return Err(error),
    }
    let next = diesel::update(numbers::table.find(year)).set(numbers::last.eq(numbers::last + 1));
    let number: i64 = next.returning(numbers::last).get_result(tx)?;
    Ok(format!("R-{year}-{number:04}"))
}

pub(crate) fn insert(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    rules: &Rules,
    new: &New,
    arrival: &Arrival,
) -> Result<Request, Error> {
    let deadline = rules.deadline(arrival.at);
    let target = clock::internal_target(&deadline, rules.target_days);
    let request = Request {
        id: Id::at(now, random),
        reference: next_reference(tx, deadline.received.year())?,
        person: new.person.clone(),
        lang: new.lang,
        status: Status::Received,
        received_at: arrival.at,
        due_on: deadline.first.due,
        target_on: target,
        owner: None,
        version: 1,
        changed_at: now,
        closed_at: None,
        channel: arrival.channel,
        extended: None,
        snoozed_until: None,
        written_at: None,
    };
    let row = (
        (
            requests::id.eq(&request.id),
            requests::reference.eq(&request.reference),
            requests::person.eq(&request.person),
        ),
        (requests::lang.eq(request.lang.as_str()), requests::status.eq(request.status.as_str())),
        (requests::received_at.eq(Time::from(arrival.at)), requests::changed_at.eq(Time::from(now))),
        (requests::channel.eq(arrival.channel.as_str()), requests::logged_by.eq(arrival.by())),
        (requests::due_on.eq(request.due_on.to_string()), requests::target_on.eq(request.target_on.to_string())),
        requests::version.eq(request.version),
    );
    diesel::insert_into(requests::table).values(row).execute(tx)?;
    Ok(request)
}

#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(crate) fn add_item(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Id,
    right: Right,
    topic: Option<&str>,
    subject: Option<&Subject>,
) -> Result<(), Error> {
    let id = Id::at(now, random);
    let sealed = subject.map(|subject| seal_subject(keys, random, &id, subject));
    let row = (
        (items_table::id.eq(&id), items_table::request.eq(request), items_table::right_asked.eq(right.as_str())),
        (items_table::topic.eq(topic), items_table::subject.eq(sealed)),
        items_table::state.eq(ItemState::Open.as_str()),
    );
    diesel::insert_into(items_table::table).values(row).execute(tx)?;
    Ok(())
}

fn seal_subject(keys: &Keys, random: &Random, item: &Id, subject: &Subject) -> String {
    // Texts and lists of texts always serialise.
    let plain = serde_json::to_vec(subject).unwrap_or_default();
    keys.seal(random, &subject_place(item), &plain)
}

/// The person's open request about the same right and topic.
pub(crate) fn open_twin(tx: &mut Db, person: &Id, right: Right, topic: Option<&str>) -> Result<Option<Request>, Error> {
    let mut found = requests::table
        .inner_join(items_table::table.on(items_table::request.eq(requests::id)))
        .filter(requests::person.eq(person))
        .filter(requests::closed_at.is_null())
        .filter(items_table::right_asked.eq(right.as_str()))
        .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]))
        .into_boxed();
    found = match topic {
        Some(topic) => found.filter(items_table::topic.eq(topic.to_owned())),
        None => found.filter(items_table::topic.is_null()),
    };
    let row = found.order(requests::received_at.asc()).select(RequestRow::as_select()).first(tx).optional()?;
    row.map(Request::try_from).transpose()
}

pub(crate) fn replace_subject(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    request: &Id,
    right: Right,
    topic: &str,
    subject: &Subject,
) -> Result<(), Error> {
    let open = items_table::table
        .filter(items_table::request.eq(request))
        .filter(items_table::right_asked.eq(right.as_str()))
        .filter(items_table::topic.eq(topic));
    let ids: Vec<Id> = open.select(items_table::id).load(tx)?;
    for id in ids {
        let sealed = seal_subject(keys, random, &id, subject);
        // A refusal proposed for the old wish says nothing about the new one.
        diesel::update(items_table::table.find(&id))
            .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]))
            .set((items_table::subject.eq(sealed), items_table::state.eq(ItemState::Open.as_str())))
            .execute(tx)?;
    }
    Ok(())
}

/// Notes what an item is about, in the place of what was noted before; fails if it is decided.
pub(crate) fn set_subject(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    item: &Id,
    subject: &Subject,
) -> Result<(), Error> {
    let open = items_table::table.find(item).filter(items_table::state.eq(ItemState::Open.as_str()));
    let sealed = seal_subject(keys, random, item, subject);
    exactly_one(diesel::update(open).set(items_table::subject.eq(sealed)).execute(tx)?)
}

#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(crate) fn add_message(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Id,
    author: Author,
    colleague: Option<&Id>,
    text: &str,
) -> Result<(), Error> {
    let id = Id::at(now, random);
    let body = keys.seal(random, &message_place(&id), text.as_bytes());
    let row = (
        (letters::id.eq(&id), letters::request.eq(request), letters::at.eq(Time::from(now))),
        (letters::author.eq(author.as_str()), letters::colleague.eq(colleague), letters::body.eq(body)),
    );
    diesel::insert_into(letters::table).values(row).execute(tx)?;
    Ok(())
}

pub(crate) fn add_event(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Id,
    what: Happened,
    colleague: Option<&Id>,
) -> Result<(), Error> {
    let row = (
        (happenings::id.eq(Id::at(now, random)), happenings::request.eq(request), happenings::at.eq(Time::from(now))),
        (happenings::kind.eq(what.as_str()), happenings::colleague.eq(colleague)),
        happenings::public.eq(what.is_public()),
    );
    diesel::insert_into(happenings::table).values(row).execute(tx)?;
    Ok(())
}

/// Counts a change without changing the status; fails if somebody changed the request since it was read.
pub(crate) fn touch(tx: &mut Db, now: Timestamp, request: &Request) -> Result<(), Error> {
    put_status(tx, now, request, request.status)
}

/// Changes the status of a request as it was read, and tells who listens; fails if it is over or somebody changed it since.
pub(crate) fn set_status(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Request,
    status: Status,
) -> Result<(), Error> {
    put_status(tx, now, request, status)?;
    request.tell_status(tx, now, random, status)
}

fn put_status(tx: &mut Db, now: Timestamp, request: &Request, status: Status) -> Result<(), Error> {
    let closed = status.is_over().then_some(Time::from(now));
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::closed_at.is_null());
    let change = (
        requests::status.eq(status.as_str()),
        requests::version.eq(request.version + 1),
        requests::changed_at.eq(Time::from(now)),
        requests::closed_at.eq(closed),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// The person wrote on a request that is over. When they first did so since the last answer stays.
pub(in crate::requests) fn note_written(tx: &mut Db, now: Timestamp, request: &Request) -> Result<(), Error> {
    let over = requests::table.find(&request.id).filter(requests::closed_at.is_not_null());
    let change = (
        requests::written_at.eq(Time::from(request.written_at.unwrap_or(now))),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(over.filter(requests::version.eq(request.version))).set(change).execute(tx)?)
}

/// What the person wrote after the end was answered, or needs no answer; fails if it was already, or somebody changed the
/// request since it was read.
pub(crate) fn settle_written(tx: &mut Db, now: Timestamp, request: &Request) -> Result<(), Error> {
    let same = requests::table.find(&request.id).filter(requests::version.eq(request.version));
    let change = (
        requests::written_at.eq(None::<Time>),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same.filter(requests::written_at.is_not_null())).set(change).execute(tx)?)
}

/// A refused request, as it was read, goes on; fails if it does already or somebody changed it since.
pub(crate) fn reopen(tx: &mut Db, now: Timestamp, request: &Request) -> Result<(), Error> {
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::status.eq(Status::Refused.as_str()));
    let change = (
        (requests::status.eq(Status::InProgress.as_str()), requests::closed_at.eq(None::<Time>)),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// What was refused on this ground is undecided again.
pub(crate) fn reopen_items(tx: &mut Db, request: &Id, ground: Ground) -> Result<(), Error> {
    let refused = items_table::table
        .filter(items_table::request.eq(request))
        .filter(items_table::state.eq(ItemState::Refused.as_str()))
        .filter(items_table::ground.eq(ground.as_str()));
    let change = (
        (items_table::state.eq(ItemState::Open.as_str()), items_table::ground.eq(None::<String>)),
        (items_table::reason.eq(None::<String>), items_table::proposed_by.eq(None::<Id>)),
        (items_table::decided_by.eq(None::<Id>), items_table::decided_at.eq(None::<Time>)),
    );
    diesel::update(refused).set(change).execute(tx)?;
    Ok(())
}

/// Gives a request, as it was read, to another person; fails if it is over or somebody changed it since.
pub(crate) fn give_to(tx: &mut Db, now: Timestamp, request: &Request, person: &Id) -> Result<(), Error> {
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::closed_at.is_null());
    let change = (
        requests::person.eq(person),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// Notes the day to work towards, after a question was answered. The caller changed the request in the same transaction.
pub(crate) fn set_due(tx: &mut Db, request: &Id, due: Date) -> Result<(), Error> {
    let same = requests::table.find(request);
    exactly_one(diesel::update(same).set(requests::due_on.eq(due.to_string())).execute(tx)?)
}

/// Extends the term of a request as it was read, once; fails if it is over, was extended, or somebody changed it since.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(crate) fn extend(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
    due: Date,
    ground: ExtensionGround,
    reason: &str,
) -> Result<(), Error> {
    let same = requests::table
        .filter(requests::id.eq(&request.id))
        .filter(requests::version.eq(request.version))
        .filter(requests::extended_at.is_null())
        .filter(requests::closed_at.is_null());
    let sealed = keys.seal(random, &extension_place(&request.id), reason.as_bytes());
    let change = (
        (requests::due_on.eq(due.to_string()), requests::extended_at.eq(Time::from(now))),
        (requests::extension_ground.eq(ground.as_str()), requests::extension_reason.eq(sealed)),
        (requests::version.eq(request.version + 1), requests::changed_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

pub(crate) fn cancel_items(tx: &mut Db, now: Timestamp, request: &Id) -> Result<(), Error> {
    let open = items_table::table
        .filter(items_table::request.eq(request))
        .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]));
    let change = (items_table::state.eq(ItemState::Cancelled.as_str()), items_table::decided_at.eq(Time::from(now)));
    diesel::update(open).set(change).execute(tx)?;
    Ok(())
}

/// Whether a request asks for a right.
pub(crate) fn asks(db: &mut Db, request: &Id, right: Right) -> Result<bool, Error> {
    let items =
        items_table::table.filter(items_table::request.eq(request)).filter(items_table::right_asked.eq(right.as_str()));
    Ok(items.count().get_result::<i64>(db)? > 0)
}

/// Grants the open items of a right; how many items of the request are still open.
pub(crate) fn grant_items(tx: &mut Db, now: Timestamp, request: &Id, right: Right) -> Result<i64, Error> {
    let open = || {
        items_table::table
            .filter(items_table::request.eq(request))
            .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]))
    };
    let change = (items_table::state.eq(ItemState::Granted.as_str()), items_table::decided_at.eq(Time::from(now)));
    diesel::update(open().filter(items_table::right_asked.eq(right.as_str()))).set(change).execute(tx)?;
    Ok(open().count().get_result(tx)?)
}
