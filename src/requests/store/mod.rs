//! Requests as they are kept: reads here, changes in [`write`], questions to the person in [`questions`].

mod contacts;
mod documents;
mod ended;
mod imports;
mod questions;
mod write;

pub use contacts::contact;
pub(crate) use contacts::{change_contact, code_mark, keep_contact};
pub use documents::{Document, document};
pub(crate) use documents::{ask_document, document_deleted, documents_before};
pub use ended::{closed_before, forget, forget_contacts};
pub(super) use imports::{end_imported, is_imported, note_imported};
pub use questions::{Asked, questions};
pub(crate) use questions::{answered, ask};
pub(crate) use write::{
    add_event, add_item, add_message, asks, extend, give_to, set_due, set_status, set_subject, settle_written, touch,
};
pub(super) use write::{
    cancel_items, grant_items, insert, note_written, open_twin, reopen, reopen_items, replace_subject,
};

use super::{Author, Channel, ExtensionGround, Happened, ItemState, Right, Status, Subject};
use crate::db::schema::requests::{
    request_events as happenings, request_items as items_table, request_messages as letters, requests,
};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::secrets::Keys;
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
    /// How it came in.
    pub channel: Channel,
    /// When the term was extended, and on which ground.
    pub extended: Option<(Timestamp, ExtensionGround)>,
    /// Until when it is put aside at the desk.
    pub snoozed_until: Option<Date>,
    /// When the person wrote after the end and nobody has answered yet.
    pub written_at: Option<Timestamp>,
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
    channel: String,
    extended_at: Option<Time>,
    extension_ground: Option<String>,
    snoozed_until: Option<String>,
    written_at: Option<Time>,
}

impl TryFrom<RequestRow> for Request {
    type Error = Error;

    fn try_from(row: RequestRow) -> Result<Self, Error> {
        let ground = row.extension_ground.map(|word| word.parse()).transpose();
        let ground = ground.map_err(|_| Error::Unreadable("the ground of an extension"))?;
        let snoozed = row.snoozed_until.map(|day| day.parse()).transpose();
        Ok(Request {
            channel: row.channel.parse().map_err(|_| Error::Unreadable("the channel of a request"))?,
            extended: row.extended_at.map(Time::timestamp).zip(ground),
            snoozed_until: snoozed.map_err(|_| Error::Unreadable("the snooze of a request"))?,
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
            written_at: row.written_at.map(Time::timestamp),
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
    /// By which colleague, or by the program of which token.
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
    /// Which colleague did it, or the program of which token.
    pub colleague: Option<Id>,
}

pub(super) fn message_place(id: &Id) -> String {
    format!("request-message:{id}")
}

pub(super) fn subject_place(item: &Id) -> String {
    format!("request-subject:{item}")
}

pub(crate) fn reason_place(item: &Id) -> String {
    format!("request-reason:{item}")
}

fn extension_place(request: &Id) -> String {
    format!("request-extension:{request}")
}

/// A person's requests, newest first.
pub fn of_person(db: &mut Db, person: &Id) -> Result<Vec<Request>, Error> {
    let mine = requests::table.filter(requests::person.eq(person));
    let newest = mine.order((requests::received_at.desc(), requests::id.desc()));
    newest.select(RequestRow::as_select()).load(db)?.into_iter().map(Request::try_from).collect()
}

/// The people with a request that is not over.
pub fn open_people(db: &mut Db) -> Result<Vec<Id>, Error> {
    let open = requests::table.filter(requests::status.ne_all([Status::Closed.as_str(), Status::Refused.as_str()]));
    Ok(open.select(requests::person).distinct().load(db)?)
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

/// The words with which a term was extended, opened.
pub fn extension_reason(db: &mut Db, keys: &Keys, request: &Id) -> Result<Option<String>, Error> {
    let sealed: Option<Option<String>> =
        requests::table.find(request).select(requests::extension_reason).first(db).optional()?;
    let opened = sealed.flatten().map(|sealed| keys.open_text(&extension_place(request), &sealed)).transpose();
    opened.map_err(|_| Error::Unreadable("the reason of an extension"))
}

/// The rights that the person asked for in another request since then, decided or not.
pub fn recently_asked(db: &mut Db, request: &Request, since: Timestamp) -> Result<Vec<Right>, Error> {
    let others = requests::table
        .inner_join(items_table::table.on(items_table::request.eq(requests::id)))
        .filter(requests::person.eq(&request.person))
        .filter(requests::id.ne(&request.id))
        .filter(requests::received_at.ge(Time::from(since)))
        .filter(requests::received_at.le(Time::from(request.received_at)));
    let words: Vec<String> = others.select(items_table::right_asked).distinct().load(db)?;
    let rights = words.iter().map(|word| word.parse()).collect::<Result<_, _>>();
    rights.map_err(|_| Error::Unreadable("an item of a request"))
}

/// The reference of the access request whose answer a person waits for, the oldest first: nothing of theirs is erased
/// before it (Art. 15 and 17; law.md ERA-6).
pub fn open_access(db: &mut Db, person: &Id) -> Result<Option<String>, Error> {
    let open = requests::table
        .inner_join(items_table::table.on(items_table::request.eq(requests::id)))
        .filter(requests::person.eq(person))
        .filter(requests::closed_at.is_null())
        .filter(items_table::right_asked.eq(Right::Access.as_str()))
        .filter(items_table::state.eq_any([ItemState::Open.as_str(), ItemState::Proposed.as_str()]))
        .order((requests::received_at, requests::id));
    Ok(open.select(requests::reference).first(db).optional()?)
}

/// The rights that a request asks for, in the order of the list of rights: several are asked for in one moment.
pub(crate) fn rights(db: &mut Db, request: &Id) -> Result<Vec<Right>, Error> {
    let asked = items_table::table.filter(items_table::request.eq(request));
    let words: Vec<String> = asked.select(items_table::right_asked).load(db)?;
    let rights = words.iter().map(|word| word.parse().map_err(|_| Error::Unreadable("an item of a request")));
    let mut rights = rights.collect::<Result<Vec<Right>, Error>>()?;
    rights.sort_unstable();
    Ok(rights)
}

/// The items of a request, in the order of the list of rights.
pub fn items(db: &mut Db, keys: &Keys, request: &Id) -> Result<Vec<Item>, Error> {
    let rows = items_table::table.filter(items_table::request.eq(request)).order(items_table::id.asc());
    let rows: Vec<ItemRow> = rows.select(ItemRow::as_select()).load(db)?;
    let mut items = rows.into_iter().map(|row| opened(keys, row)).collect::<Result<Vec<_>, Error>>()?;
    items.sort_by_key(|item| item.right);
    Ok(items)
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
