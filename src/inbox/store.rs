//! The mails that wait and what became of them, and how far the mailbox was read.

use super::{ASIDE_DAYS, Problem, State, owner};
use crate::attachments::{self, Owner};
use crate::db::schema::inbox::{inbox_mailboxes as mailboxes, inbox_mails as mails};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Random};
use diesel::Connection;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long it is known what became of a mail; the mark keeps it from being taken again.
const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 400);

/// What a mail says, as it is sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The address it says it is from, as written there; empty if it names none.
    pub sender: String,
    /// The name beside it.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The words.
    pub text: String,
    /// Why not all of it is here.
    pub left: Vec<Left>,
    /// The files that are not taken, each with the word of the reason (`attachments::Refusal`).
    pub refused: Vec<(String, String)>,
}

/// Why not all of a mail is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// The mail is too large: only its beginning was fetched.
    Large,
    /// The text is too long: only its beginning is kept.
    Long,
    /// Nothing of it can be read.
    Unreadable,
}

impl Left {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Left::Large => "large",
            Left::Long => "long",
            Left::Unreadable => "unreadable",
        }
    }
}

impl Content {
    /// Whether all of the mail is here, so that it may leave the mailbox.
    pub fn is_whole(&self) -> bool {
        self.left.is_empty() && self.refused.is_empty()
    }
}

/// A mail with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: Id,
    /// When it reached the company.
    pub arrived_at: Timestamp,
    /// What became of it.
    pub state: State,
    /// What it says; nothing once it became something, or its time is over.
    pub content: Option<Content>,
    /// The request it became or was added to.
    pub request: Option<Id>,
}

/// How many wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub waiting: u64,
    /// When the oldest of them arrived.
    pub oldest: Option<Timestamp>,
}

/// Why a mailbox cannot be read, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Why.
    pub problem: Problem,
    /// Since when.
    pub since: Timestamp,
}

/// A mail to keep.
pub(super) struct New {
    pub id: Id,
    pub mark: String,
    pub arrived_at: Timestamp,
    pub sender: Option<String>,
    pub content: Content,
    pub state: State,
}

fn place(id: &Id) -> String {
    format!("inbox:{id}")
}

/// Whether a mail that was taken before was kept whole; nothing if it was not taken.
pub(super) fn known(db: &mut Db, mark: &str) -> Result<Option<bool>, Error> {
    Ok(mails::table.filter(mails::mark.eq(mark)).select(mails::whole).first(db).optional()?)
}

/// Keeps a mail with the files that were taken in for it as a draft. `false` if another process was first.
pub(super) fn add(tx: &mut Db, random: &Random, keys: &Keys, new: &New) -> Result<bool, Error> {
    // Texts and lists of texts always serialise.
    let plain = serde_json::to_vec(&new.content).unwrap_or_default();
    let by_itself = (new.state == State::Automatic).then_some(Time::from(new.arrived_at));
    let row = (
        (mails::id.eq(&new.id), mails::mark.eq(&new.mark), mails::arrived_at.eq(Time::from(new.arrived_at))),
        (mails::sender.eq(new.sender.as_deref()), mails::content.eq(keys.seal(random, &place(&new.id), &plain))),
        (mails::state.eq(new.state.as_str()), mails::settled_at.eq(by_itself), mails::whole.eq(new.content.is_whole())),
    );
    // The loser of a race fails alone, inside its own savepoint.
    let added = tx.transaction(|tx| diesel::insert_into(mails::table).values(row).execute(tx)).map_err(Error::from);
    match added {
        Ok(_) => attachments::hand_over(tx, &Owner::draft(new.id.clone()), &owner(&new.id)).map(|_| true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

type Row = (Id, Time, String, Option<String>, Option<Id>);

const COLUMNS: (mails::id, mails::arrived_at, mails::state, mails::content, mails::request) =
    (mails::id, mails::arrived_at, mails::state, mails::content, mails::request);

fn opened(keys: &Keys, (id, at, state, content, request): Row) -> Result<Mail, Error> {
    let state = State::parse(&state).ok_or(Error::Unreadable("the state of a mail"))?;
    let unreadable = || Error::Unreadable("a mail");
    let content = content.map(|sealed| keys.open(&place(&id), &sealed)).transpose().map_err(|_| unreadable())?;
    let content = content.map(|plain| serde_json::from_slice(&plain)).transpose().map_err(|_| unreadable())?;
    Ok(Mail { id, arrived_at: at.timestamp(), state, content, request })
}

/// The mails that wait, the oldest first, at most so many.
pub fn waiting(db: &mut Db, keys: &Keys, most: i64) -> Result<Vec<Mail>, Error> {
    let rows = mails::table.filter(mails::state.eq(State::Waiting.as_str()));
    let in_turn = rows.order((mails::arrived_at.asc(), mails::id.asc())).limit(most);
    let rows: Vec<Row> = in_turn.select(COLUMNS).load(db)?;
    rows.into_iter().map(|row| opened(keys, row)).collect()
}

/// What was taken for no request and is still there, the newest first, at most so many.
pub fn aside(db: &mut Db, keys: &Keys, most: i64) -> Result<Vec<Mail>, Error> {
    let words = [State::Aside, State::Automatic].map(State::as_str);
    let rows = mails::table.filter(mails::state.eq_any(words)).filter(mails::content.is_not_null());
    let newest = rows.order((mails::arrived_at.desc(), mails::id.desc())).limit(most);
    let rows: Vec<Row> = newest.select(COLUMNS).load(db)?;
    rows.into_iter().map(|row| opened(keys, row)).collect()
}

/// How many mails wait.
pub fn count(db: &mut Db) -> Result<Counted, Error> {
    let waiting = mails::table.filter(mails::state.eq(State::Waiting.as_str()));
    let count: i64 = waiting.count().get_result(db)?;
    let oldest: Option<Time> = waiting.select(diesel::dsl::min(mails::arrived_at)).first(db)?;
    Ok(Counted { waiting: u64::try_from(count).unwrap_or(0), oldest: oldest.map(Time::timestamp) })
}

/// The mails that arrived before then and still wait, at most so many.
pub fn waiting_since(db: &mut Db, before: Timestamp, most: i64) -> Result<Vec<Id>, Error> {
    let rows = mails::table
        .filter(mails::state.eq(State::Waiting.as_str()))
        .filter(mails::arrived_at.lt(Time::from(before)))
        .order((mails::arrived_at.asc(), mails::id.asc()));
    Ok(rows.limit(most).select(mails::id).load(db)?)
}

/// The mail of this id.
pub fn one(db: &mut Db, keys: &Keys, id: &Id) -> Result<Option<Mail>, Error> {
    let row: Option<Row> = mails::table.find(id).select(COLUMNS).first(db).optional()?;
    row.map(|row| opened(keys, row)).transpose()
}

/// A colleague says what a mail is. What it says goes where it belongs, so it is kept here only if it is no request.
/// [`Error::Lost`] if somebody else was first, or it is gone.
pub fn settle(tx: &mut Db, now: Timestamp, id: &Id, to: State, request: Option<&Id>, by: &Id) -> Result<(), Error> {
    let open: Vec<&str> =
        State::ALL.iter().filter(|state| state.is_open() && **state != to).map(|one| one.as_str()).collect();
    let same = mails::table.find(id).filter(mails::state.eq_any(open)).filter(mails::content.is_not_null());
    let said = (
        (mails::state.eq(to.as_str()), mails::request.eq(request)),
        (mails::settled_by.eq(by), mails::settled_at.eq(Time::from(now))),
    );
    exactly_one(diesel::update(same).set(said).execute(tx)?)?;
    if !to.is_open() {
        let empty = (mails::content.eq(None::<String>), mails::sender.eq(None::<String>));
        diesel::update(mails::table.find(id)).set(empty).execute(tx)?;
    }
    Ok(())
}

/// Removes the content of mails with its files.
fn empty(tx: &mut Db, ids: &[Id]) -> Result<(), Error> {
    for id in ids {
        attachments::forget(tx, &owner(id))?;
        let nothing = (mails::content.eq(None::<String>), mails::sender.eq(None::<String>));
        diesel::update(mails::table.find(id)).set(nothing).execute(tx)?;
    }
    Ok(())
}

/// Removes what a person wrote that was no request, once they are erased. What still waits is a request that nobody has read.
pub fn forget_of(tx: &mut Db, sender: &str) -> Result<(), Error> {
    let theirs = mails::table.filter(mails::sender.eq(sender)).filter(mails::state.ne(State::Waiting.as_str()));
    let ids: Vec<Id> = theirs.select(mails::id).load(tx)?;
    empty(tx, &ids)
}

/// Removes what was no request after its days, and after a year what is known of a mail at all. How many lost their content.
pub fn forget_old(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    let before = |time: SignedDuration| Time::from(now.saturating_sub(time).unwrap_or(Timestamp::MIN));
    let words = [State::Aside, State::Automatic].map(State::as_str);
    let over = mails::table
        .filter(mails::state.eq_any(words))
        .filter(mails::content.is_not_null())
        .filter(mails::settled_at.lt(before(SignedDuration::from_hours(24 * ASIDE_DAYS))));
    let ids: Vec<Id> = over.select(mails::id).limit(500).load(tx)?;
    empty(tx, &ids)?;
    let old = mails::table.filter(mails::content.is_null()).filter(mails::settled_at.lt(before(KNOWN)));
    diesel::delete(old).execute(tx)?;
    Ok(ids.len())
}

/// How far a mailbox was read.
pub(super) struct Reached {
    /// UIDVALIDITY.
    pub validity: u32,
    /// The last mail; none before the first reading has ended.
    pub last: Option<u32>,
}

pub(super) fn reached(db: &mut Db, mailbox: &str) -> Result<Option<Reached>, Error> {
    let row: Option<(i64, Option<i64>)> =
        mailboxes::table.find(mailbox).select((mailboxes::validity, mailboxes::last_uid)).first(db).optional()?;
    let number = |wide: i64| u32::try_from(wide).unwrap_or(0);
    Ok(row.map(|(validity, last)| Reached { validity: number(validity), last: last.map(number) }))
}

/// Notes how far a mailbox was read.
pub(super) fn reach(tx: &mut Db, now: Timestamp, mailbox: &str, to: &Reached) -> Result<(), Error> {
    let values = || {
        (
            (mailboxes::validity.eq(i64::from(to.validity)), mailboxes::last_uid.eq(to.last.map(i64::from))),
            (mailboxes::read_at.eq(Time::from(now)), mailboxes::problem.eq(None::<String>)),
            mailboxes::problem_since.eq(None::<Time>),
        )
    };
    if diesel::update(mailboxes::table.find(mailbox)).set(values()).execute(tx)? == 0 {
        diesel::insert_into(mailboxes::table).values((mailboxes::mailbox.eq(mailbox), values())).execute(tx)?;
    }
    Ok(())
}

/// Notes why a mailbox could not be read. Since when stays.
pub(super) fn note(tx: &mut Db, now: Timestamp, mailbox: &str, problem: Problem) -> Result<(), Error> {
    let known: Option<Option<Time>> =
        mailboxes::table.find(mailbox).select(mailboxes::problem_since).first(tx).optional()?;
    let since = known.flatten().unwrap_or(Time::from(now));
    let values = (mailboxes::problem.eq(problem.as_str()), mailboxes::problem_since.eq(since));
    if diesel::update(mailboxes::table.find(mailbox)).set(values).execute(tx)? == 0 {
        let never =
            (mailboxes::mailbox.eq(mailbox), mailboxes::validity.eq(0_i64), mailboxes::read_at.eq(Time::from(now)));
        diesel::insert_into(mailboxes::table).values((never, values)).execute(tx)?;
    }
    Ok(())
}

/// Why a mailbox cannot be read, if it cannot.
pub fn trouble(db: &mut Db, mailbox: &str) -> Result<Option<Trouble>, Error> {
    let row: Option<(Option<String>, Option<Time>)> =
        mailboxes::table.find(mailbox).select((mailboxes::problem, mailboxes::problem_since)).first(db).optional()?;
    let Some((Some(word), Some(since))) = row else { return Ok(None) };
    Ok(Problem::parse(&word).map(|problem| Trouble { problem, since: since.timestamp() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Database;
    use crate::db::testing::each_database;

    fn now() -> Timestamp {
        "2026-03-10T09:00:00Z".parse().unwrap()
    }

    /// Keeps a mail of this sender; its id.
    fn kept(database: &Database, mark: &str, sender: &str) -> Id {
        let (random, keys) = (Random::system(), Keys::for_tests());
        let (id, content) = (Id::at(now(), &random), Content { text: "Erase me".to_owned(), ..Content::default() });
        let (mark, sender) = (mark.to_owned(), Some(sender.to_owned()));
        let new = New { id: id.clone(), mark, arrived_at: now(), sender, content, state: State::Waiting };
        assert!(database.write_now(|tx| add(tx, &random, &keys, &new)).unwrap());
        let again = New { id: Id::at(now(), &random), ..new };
        assert!(!database.write_now(|tx| add(tx, &random, &keys, &again)).unwrap(), "of two at once one is kept");
        id
    }

    #[test]
    fn a_mail_is_kept_once_settled_once_and_goes_with_an_erased_sender_unless_nobody_read_it() {
        each_database(|database| {
            let (keys, by) = (Keys::for_tests(), Id::at(now(), &Random::system()));
            let (aside, waiting, other) =
                (kept(&database, "a", "ana"), kept(&database, "b", "ana"), kept(&database, "c", "bob"));
            let settle = |id: &Id, to: State| database.write_now(|tx| settle(tx, now(), id, to, None, &by));
            settle(&aside, State::Aside).unwrap();
            settle(&other, State::Aside).unwrap();
            assert!(matches!(settle(&aside, State::Aside), Err(Error::Lost)));
            let text = |id: &Id| {
                let mail = database.read_now(|db| one(db, &keys, id)).unwrap().unwrap();
                mail.content.map(|content| content.text)
            };
            assert_eq!(text(&aside).as_deref(), Some("Erase me"));
            database.write_now(|tx| forget_of(tx, "ana")).unwrap();
            assert_eq!((text(&aside), text(&waiting).is_some(), text(&other).is_some()), (None, true, true));
            assert!(
                matches!(settle(&aside, State::Request), Err(Error::Lost)),
                "there is nothing to make a request of"
            );
            settle(&other, State::Request).unwrap();
            assert_eq!(text(&other), None, "what became a request is in the request alone");
            assert_eq!(database.read_now(count).unwrap(), Counted { waiting: 1, oldest: Some(now()) });
            let later = now() + SignedDuration::from_hours(24 * 401);
            database.write_now(|tx| forget_old(tx, later)).unwrap();
            assert_eq!(database.read_now(|db| known(db, "a")).unwrap(), None, "after a year nothing is known of it");
            assert_eq!(database.read_now(|db| known(db, "b")).unwrap(), Some(true), "what waits stays");
        });
    }
}
