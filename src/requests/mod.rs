//! Requests: what a person asked for, when it arrived, when the answer is due, what was said and decided.
//!
//! [`open`] takes a request in: it gets a reference and a due date, the person's words are sealed, and the same right
//! asked again while the first is open becomes a reminder of it. What a right takes to carry out is not known here.
//! Colleagues' side is `staff::desk`.

mod arrival;
mod authority;
mod checklist;
pub mod clock;
mod document;
mod estate;
mod extension;
pub mod import;
mod ladder;
mod letter;
pub mod mails;
mod outside;
pub mod pages;
mod right;
pub(crate) mod store;
mod told;
mod unidentified;
pub(crate) mod word;

pub use arrival::{Arrival, Channel};
pub use authority::{Authority, authorities};
pub use checklist::{AccessPart, Answered};
pub use document::{Document, delete_documents, delete_old_documents};
pub use estate::{Allowed, FETCH, Proof, allowed};
pub use extension::{CannotExtend, ExtensionGround, may_extend};
pub use ladder::{Checked, Rung};
pub use letter::{House, letter, samples};
pub use outside::{Contact, Whom, arrived as arrived_outside, ask as ask_outside, follow, written};
pub use right::{Author, Correction, Ground, Happened, ItemState, Right, Status, Subject};
pub use store::recently_asked;
pub use store::{
    Asked, Event, Item, Message, Request, by_id, by_reference, events, extension_reason, items, messages, of_person,
    open_access, open_people, questions,
};
pub use store::{closed_before, forget, forget_contacts};
pub use store::{contact, document};
pub use unidentified::{ended_unidentified, may_end_unidentified, open_question, reopen};
pub use word::UnknownWord;

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::secrets::{Keys, Purpose, Random, hex};
use crate::webhooks;
use clock::{Deadline, Holidays, Question, Regime};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// The most characters a person may write at once.
pub const LONGEST: usize = 4_000;

/// How the dates of requests are computed.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The law that counts.
    pub regime: &'static Regime,
    /// Where days begin and end.
    pub zone: TimeZone,
    /// Which days are public holidays.
    pub holidays: Holidays,
    /// In how many days the company means to answer.
    pub target_days: u32,
}

impl Rules {
    /// From the settings `portal.time_zone`, `requests.regime`, `requests.holidays` and `requests.internal_target_days`.
    pub fn new(zone: &TimeZone, regime: &'static Regime, holidays: Holidays, target_days: u32) -> Rules {
        Rules { regime, zone: zone.clone(), holidays, target_days }
    }

    /// The deadline of a request that arrived at this moment.
    pub fn deadline(&self, received: Timestamp) -> Deadline {
        self.deadline_with(received, &[])
    }

    /// The same, with the questions asked since.
    pub fn deadline_with(&self, received: Timestamp, questions: &[Question]) -> Deadline {
        clock::count(self.regime, self.holidays, clock::day_of(received, &self.zone), questions)
    }

    /// The deadline of a request with every question asked about it.
    pub fn deadline_of(&self, db: &mut Db, request: &Request) -> Result<Deadline, Error> {
        let day = |at: Timestamp| clock::day_of(at, &self.zone);
        let asked = store::questions(db, &request.id)?;
        let asked = asked.into_iter().map(|one| Question {
            asked: day(one.at),
            answered: one.answered_at.map(day),
            about: one.about,
        });
        Ok(self.deadline_with(request.received_at, &asked.collect::<Vec<_>>()))
    }
}

/// A request to take in.
#[derive(Clone, Debug)]
pub struct New {
    /// Whose it is.
    pub person: Id,
    /// The right.
    pub right: Right,
    /// The language to answer in.
    pub lang: Lang,
    /// What it is about, if it can be named.
    pub subject: Option<Subject>,
    /// The person's own words; may be empty.
    pub message: String,
}

/// What became of a request that was taken in.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The request, or the open one it reminds of.
    pub request: Request,
    /// Whether it was asked before and is still open.
    pub is_reminder: bool,
}

/// Takes a request in that the person makes just now. The mail that confirms it is the caller's to queue, unless it is a
/// reminder.
pub fn open(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    new: New,
) -> Result<Opened, Error> {
    arrived(tx, now, random, keys, rules, new, &Arrival::now(now))
}

/// Takes a request in that arrived at another time or in another way: the time of its arrival counts.
pub fn arrived(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    new: New,
    arrival: &Arrival,
) -> Result<Opened, Error> {
    let topic = match &new.subject {
        Some(Subject::Correction(correction)) => Some(correction.topic()),
        Some(Subject::Named(name)) => Some(name.clone()),
        // Chosen at the desk, long after the request arrived.
        Some(Subject::Categories(_)) => None,
        // Two different questions are two requests; the same one sent twice is one.
        None if new.right.is_question() => {
            let said = format!("{} {}", new.person, new.message);
            Some(hex(&keys.mac(Purpose::Limit, said.as_bytes())))
        }
        None => None,
    };
    let actor = arrival.logged_by.clone().unwrap_or_else(|| Actor::Person(new.person.clone()));
    let by = arrival.by();
    let is_own = new.right.is_question() && new.subject.is_none();
    let same = if is_own { None } else { store::open_twin(tx, &new.person, new.right, topic.as_deref())? };
    if let Some(request) = same {
        // What is wanted may have changed since: the newest wish is the one to decide.
        if let (Some(subject), Some(topic)) = (&new.subject, &topic) {
            store::replace_subject(tx, random, keys, &request.id, new.right, topic, subject)?;
        }
        // A form sent twice says nothing new.
        let said = store::messages(tx, keys, &request.id, false)?;
        if said.iter().any(|message| message.text == new.message) {
            return Ok(Opened { request, is_reminder: true });
        }
        if !new.message.is_empty() {
            store::add_message(tx, now, random, keys, &request.id, Author::Person, None, &new.message)?;
        }
        store::add_event(tx, now, random, &request.id, Happened::Reminded, by)?;
        store::touch(tx, now, &request)?;
        if !new.message.is_empty() {
            request.tell(tx, now, random, webhooks::Event::Message)?;
        }
        log(tx, now, random, actor, "requests.reminded", &request)?;
        return Ok(Opened { request, is_reminder: true });
    }
    let request = store::insert(tx, now, random, rules, &new, arrival)?;
    store::add_item(tx, now, random, keys, &request.id, new.right, topic.as_deref(), new.subject.as_ref())?;
    if !new.message.is_empty() {
        store::add_message(tx, now, random, keys, &request.id, Author::Person, None, &new.message)?;
    }
    store::add_event(tx, now, random, &request.id, Happened::Received, by)?;
    request.tell(tx, now, random, webhooks::Event::Created)?;
    log(tx, now, random, actor, "requests.received", &request)?;
    Ok(Opened { request, is_reminder: false })
}

/// Adds a right to a request that was just taken in, unless the person's open request is about it already.
pub fn add_right(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
    right: Right,
) -> Result<(), Error> {
    if store::open_twin(tx, &request.person, right, None)?.is_some() {
        return Ok(());
    }
    store::add_item(tx, now, random, keys, &request.id, right, None, None)
}

/// The person writes on a request, as it stands by now: an answer to what they were asked, or more to it. One that ended because
/// nobody said who asks goes on by it: `true`. `at` is when their words reached the company, which may be earlier than now.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub fn heard(
    tx: &mut Db,
    now: Timestamp,
    at: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    request: &Request,
    text: &str,
) -> Result<bool, Error> {
    // What they write must not be lost because a colleague was faster.
    let request = &store::by_id(tx, &request.id)?.ok_or(Error::NotFound)?;
    let items = store::items(tx, keys, &request.id)?;
    if ended_unidentified(request, &items) {
        unidentified::reopen_at(tx, now, at, random, keys, rules, request, text, None)?;
        return Ok(true);
    }
    reply(tx, now, at, random, keys, rules, request, text)?;
    Ok(false)
}

/// That answers what they were asked, and a request that waited for them goes on. One that is over stays as it was decided, and
/// the desk learns that they wrote.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
fn reply(
    tx: &mut Db,
    now: Timestamp,
    at: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    request: &Request,
    text: &str,
) -> Result<(), Error> {
    // A form sent twice says nothing new.
    let newest = store::messages(tx, keys, &request.id, false)?.pop();
    if newest.is_some_and(|message| message.author == Author::Person && message.text == text) {
        return Ok(());
    }
    store::add_message(tx, at, random, keys, &request.id, Author::Person, None, text)?;
    store::add_event(tx, at, random, &request.id, Happened::PersonWrote, None)?;
    if request.status.is_over() {
        store::note_written(tx, now, request)?;
        request.tell(tx, now, random, webhooks::Event::Message)?;
        return log(tx, now, random, Actor::Person(request.person.clone()), "requests.person-wrote", request);
    }
    // Words that came before a question do not answer it.
    let answered = store::answered(tx, at, &request.id)?;
    let is_open = store::questions(tx, &request.id)?.iter().any(|question| question.answered_at.is_none());
    let goes_on = request.status == Status::Waiting && !is_open;
    let status = if goes_on { Status::InProgress } else { request.status };
    store::set_status(tx, now, random, request, status)?;
    request.tell_as(tx, now, random, webhooks::Event::Message, status, request.due_on)?;
    if answered > 0 {
        // Where the law itself stops the clock, the day to work towards moves with the answer.
        let deadline = rules.deadline_of(tx, request)?;
        let due = deadline.due(request.extended.is_some());
        store::set_due(tx, &request.id, due)?;
        request.tell_due(tx, now, random, status, due)?;
    }
    log(tx, now, random, Actor::Person(request.person.clone()), "requests.person-wrote", request)
}

/// The person takes a request back: its undecided items are cancelled and it is closed.
pub fn cancel(tx: &mut Db, now: Timestamp, random: &Random, request: &Request) -> Result<(), Error> {
    store::set_status(tx, now, random, request, Status::Closed)?;
    delete_documents(tx, now, random, Actor::Person(request.person.clone()), request)?;
    crate::attachments::forget_at_desk(tx, &request.id)?;
    if store::asks(tx, &request.id, Right::Erase)? {
        crate::people::thaw(tx, &request.person)?;
    }
    store::cancel_items(tx, now, &request.id)?;
    store::add_event(tx, now, random, &request.id, Happened::Cancelled, None)?;
    log(tx, now, random, Actor::Person(request.person.clone()), "requests.cancelled", request)
}

/// A right was carried out without a colleague (a package): [`answer`] and [`log_finished`].
pub fn finish(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Request,
    right: Right,
    status: Status,
) -> Result<(), Error> {
    answer(tx, now, random, request, right, status)?;
    log_finished(tx, now, random, request)
}

/// A right was carried out without a colleague (an erasure, a package): its item is granted and, when nothing else is
/// open, the request gets this status. [`log_finished`] follows.
pub fn answer(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Request,
    right: Right,
    status: Status,
) -> Result<(), Error> {
    let open_left = store::grant_items(tx, now, &request.id, right)?;
    let happened = if status.is_over() { Happened::Closed } else { Happened::Ready };
    if open_left == 0 {
        store::set_status(tx, now, random, request, status)?;
        store::add_event(tx, now, random, &request.id, happened, None)?;
    }
    Ok(())
}

/// Notes in the audit log that a right was carried out.
pub fn log_finished(tx: &mut Db, now: Timestamp, random: &Random, request: &Request) -> Result<(), Error> {
    log(tx, now, random, Actor::System, "requests.finished", request)
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    action: &'static str,
    request: &Request,
) -> Result<(), Error> {
    let event = audit::Event {
        actor,
        action,
        object: Some(request.reference.clone()),
        person: Some(request.person.clone()),
        detail: json!({}),
    };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
#[path = "requests_tests.rs"]
mod tests;
