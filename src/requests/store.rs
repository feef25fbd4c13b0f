use super::clock;
use super::{Author, Happened, ItemState, New, Right, Rules, Status, Subject};
use crate::db::schema::requests::{
    request_events as happenings, request_items as items_table, request_messages as letters,
    request_numbers as numbers, requests,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::secrets::{Keys, Random};
use diesel::Connection;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: Id,
    /// What people quote, such as `R-2026-0001`.
    pub reference: String,
    /// Whose it is.
    pub person: Id,
    /// The language to answer in.
    pub lang: Lang,
    /// How it stands.
    pub status: Status,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The law's last day.
    pub due_on: Date,
    /// The company's own last day.
    pub target_on: Date,
    /// The colleague who took it.
    pub owner: Option<Id>,
    /// Counts its changes.
    pub version: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = requests)]
pub(crate) struct RequestRow {
    id: Id,
    reference: String,
    person: Id,
    lang: String,
    status: String,
    received_at: Time,
    due_on: String,
    target_on: String,
    owner: Option<Id>,
    version: i64,
    changed_at: Time,
    closed_at: Option<Time>,
}

impl TryFrom<RequestRow> for Request {
    type Error = Error;

    fn try_from(row: RequestRow) -> Result<Self, Error> {
        Ok(Request {
            id: row.id,
            reference: row.reference,
            person: row.person,
            lang: row.lang.parse().map_err(|_| Error::Unreadable("the language of a request"))?,
            status: row.status.parse().map_err(|_| Error::Unreadable("the status of a request"))?,
            received_at: row.received_at.timestamp(),
            due_on: row.due_on.parse().map_err(|_| Error::Unreadable("the due date of a request"))?,
            target_on: row.target_on.parse().map_err(|_| Error::Unreadable("the target of a request"))?,
            owner: row.owner,
            version: row.version,
            changed_at: row.changed_at.timestamp(),
            closed_at: row.closed_at.map(Time::timestamp),
        })
    }
}

/// One right asked for in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: Id,
    /// The right.
    pub right: Right,
    /// What it is about, opened.
    pub subject: Option<Subject>,
    /// How it stands.
    pub state: ItemState,
    /// The ground of a refusal, a word of [`super::Ground`].
    pub ground: Option<String>,
    /// The facts of a refusal, opened.
    pub reason: Option<String>,
    /// Who proposed a refusal.
    pub proposed_by: Option<Id>,
    /// Who decided.
    pub decided_by: Option<Id>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = items_table)]
struct ItemRow {
    id: Id,
    right_asked: String,
    subject: Option<String>,
    state: String,
    ground: Option<String>,
    reason: Option<String>,
    proposed_by: Option<Id>,
    decided_by: Option<Id>,
    decided_at: Option<Time>,
}

/// Something written on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: Author,
    /// By which colleague.
    pub colleague: Option<Id>,
    /// The words, opened.
    pub text: String,
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
    /// Which colleague did it.
    pub colleague: Option<Id>,
}

fn message_place(id: &Id) -> String {
    format!("request-message:{id}")
}

fn subject_place(item: &Id) -> String {
    format!("request-subject:{item}")
}

pub(crate) fn reason_place(item: &Id) -> String {
    format!("request-reason:{item}")
}

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

pub(super) fn insert(tx: &mut Db, now: Timestamp, random: &Random, rules: &Rules, new: &New) -> Result<Request, Error> {
    let deadline = rules.deadline(now);
    let target = clock::internal_target(&deadline, rules.target_days);
    let request = Request {
        id: Id::at(now, random),
        reference: next_reference(tx, deadline.received.year())?,
        person: new.person.clone(),
        lang: new.lang,
        status: Status::Received,
        received_at: now,
        due_on: deadline.first.due,
        target_on: target,
        owner: None,
        version: 1,
        changed_at: now,
        closed_at: None,
    };
    let row = (
        (
            requests::id.eq(&request.id),
            requests::reference.eq(&request.reference),
            requests::person.eq(&request.person),
        ),
        (requests::lang.eq(request.lang.as_str()), requests::status.eq(request.status.as_str())),
        (requests::received_at.eq(Time::from(now)), requests::changed_at.eq(Time::from(now))),
        (requests::due_on.eq(request.due_on.to_string()), requests::target_on.eq(request.target_on.to_string())),
        requests::version.eq(request.version),
    );
    diesel::insert_into(requests::table).values(row).execute(tx)?;
    Ok(request)
}

#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(super) fn add_item(
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
pub(super) fn open_twin(tx: &mut Db, person: &Id, right: Right, topic: Option<&str>) -> Result<Option<Request>, Error> {
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

pub(super) fn replace_subject(
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
    set_status(tx, now, request, request.status)
}

/// Changes the status of a request as it was read; fails if it is over or somebody changed it since.
pub(crate) fn set_status(tx: &mut Db, now: Timestamp, request: &Request, status: Status) -> Result<(), Error> {
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

pub(super) fn cancel_items(tx: &mut Db, now: Timestamp, request: &Id) -> Result<(), Error> {
    let open = items_table::table
        .filter(items_table::request.eq(request))
        .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]));
    let change = (items_table::state.eq(ItemState::Cancelled.as_str()), items_table::decided_at.eq(Time::from(now)));
    diesel::update(open).set(change).execute(tx)?;
    Ok(())
}

/// Whether a request asks for a right.
pub(super) fn asks(db: &mut Db, request: &Id, right: Right) -> Result<bool, Error> {
    let items =
        items_table::table.filter(items_table::request.eq(request)).filter(items_table::right_asked.eq(right.as_str()));
    Ok(items.count().get_result::<i64>(db)? > 0)
}

/// Grants the open items of a right; how many items of the request are still open.
pub(super) fn grant_items(tx: &mut Db, now: Timestamp, request: &Id, right: Right) -> Result<i64, Error> {
    let open = || {
        items_table::table
            .filter(items_table::request.eq(request))
            .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]))
    };
    let change = (items_table::state.eq(ItemState::Granted.as_str()), items_table::decided_at.eq(Time::from(now)));
    diesel::update(open().filter(items_table::right_asked.eq(right.as_str()))).set(change).execute(tx)?;
    Ok(open().count().get_result(tx)?)
}

/// A person's requests, newest first.
pub fn of_person(db: &mut Db, person: &Id) -> Result<Vec<Request>, Error> {
    let mine = requests::table.filter(requests::person.eq(person));
    let newest = mine.order((requests::received_at.desc(), requests::id.desc()));
    newest.select(RequestRow::as_select()).load(db)?.into_iter().map(Request::try_from).collect()
}

/// The request with this reference.
pub fn by_reference(db: &mut Db, reference: &str) -> Result<Option<Request>, Error> {
    let row = requests::table.filter(requests::reference.eq(reference)).select(RequestRow::as_select());
    row.first(db).optional()?.map(Request::try_from).transpose()
}

/// The request with this id.
pub fn by_id(db: &mut Db, id: &Id) -> Result<Option<Request>, Error> {
    let row = requests::table.find(id).select(RequestRow::as_select()).first(db).optional()?;
    row.map(Request::try_from).transpose()
}

/// The items of a request, in the order they were asked.
pub fn items(db: &mut Db, keys: &Keys, request: &Id) -> Result<Vec<Item>, Error> {
    let rows = items_table::table.filter(items_table::request.eq(request)).order(items_table::id.asc());
    rows.select(ItemRow::as_select()).load(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

fn opened(keys: &Keys, row: ItemRow) -> Result<Item, Error> {
    let unreadable = |_| Error::Unreadable("an item of a request");
    let subject = row.subject.map(|sealed| keys.open(&subject_place(&row.id), &sealed)).transpose();
    let subject = subject.map_err(|_| Error::Unreadable("the subject of a request"))?;
    let subject = subject.map(|plain| serde_json::from_slice(&plain)).transpose();
    let reason = row.reason.map(|sealed| keys.open_text(&reason_place(&row.id), &sealed)).transpose();
    Ok(Item {
        right: row.right_asked.parse().map_err(unreadable)?,
        subject: subject.map_err(|_| Error::Unreadable("the subject of a request"))?,
        state: row.state.parse().map_err(unreadable)?,
        ground: row.ground,
        reason: reason.map_err(|_| Error::Unreadable("the reason of a refusal"))?,
        proposed_by: row.proposed_by,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(Time::timestamp),
        id: row.id,
    })
}

/// What was written on a request, oldest first; internal notes too when asked for.
pub fn messages(db: &mut Db, keys: &Keys, request: &Id, with_notes: bool) -> Result<Vec<Message>, Error> {
    let mut rows = letters::table.filter(letters::request.eq(request)).into_boxed();
    if !with_notes {
        rows = rows.filter(letters::author.ne(Author::Note.as_str()));
    }
    let columns = (letters::id, letters::at, letters::author, letters::colleague, letters::body);
    let rows: Vec<(Id, Time, String, Option<Id>, String)> =
        rows.order((letters::at.asc(), letters::id.asc())).select(columns).load(db)?;
    let read = |(id, at, author, colleague, body): (Id, Time, String, Option<Id>, String)| {
        let text = keys.open_text(&message_place(&id), &body).map_err(|_| Error::Unreadable("a message"))?;
        let author = author.parse().map_err(|_| Error::Unreadable("the author of a message"))?;
        Ok(Message { at: at.timestamp(), author, colleague, text })
    };
    rows.into_iter().map(read).collect()
}

/// What happened to a request, newest first; internal steps too when asked for.
pub fn events(db: &mut Db, request: &Id, internal: bool) -> Result<Vec<Event>, Error> {
    let mut rows = happenings::table.filter(happenings::request.eq(request)).into_boxed();
    if !internal {
        rows = rows.filter(happenings::public.eq(true));
    }
    let columns = (happenings::at, happenings::kind, happenings::colleague);
    let rows: Vec<(Time, String, Option<Id>)> =
        rows.order((happenings::at.desc(), happenings::id.desc())).select(columns).load(db)?;
    let read = |(at, kind, colleague): (Time, String, Option<Id>)| {
        let what = kind.parse().map_err(|_| Error::Unreadable("an event of a request"))?;
        Ok(Event { at: at.timestamp(), what, colleague })
    };
    rows.into_iter().map(read).collect()
}
