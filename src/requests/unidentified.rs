//! A request that ends because nobody said who asks: before the date, by a person, with its reasons and remedies; and it goes
//! on as soon as the answer comes (Arts. 11(2), 12(2), 12(4), 12(6); law.md CLK-9).

use super::clock::About;
use super::{Author, Channel, Ground, Happened, Item, ItemState, Request, Rules, Status, contact, questions, store};
use crate::audit::Actor;
use crate::db::{Db, Error, Id};
use crate::secrets::{Keys, Random};
use crate::webhooks::Event;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long somebody has to answer the question who they are; in the meantime they are reminded once.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// So near its date the notice cannot wait any longer.
const NEAR_DAYS: i32 = 5;

/// Whether a request may be ended because nobody said who asks: a question about it was asked and waits for its answer long
/// enough, or the date is too near to wait on. Whoever asked after signing in has said who they are (law.md, rule 2).
pub fn may_end_unidentified(db: &mut Db, keys: &Keys, request: &Request, now: Timestamp) -> Result<bool, Error> {
    let known = contact(db, keys, &request.id)?.is_some_and(|contact| contact.checked.is_some());
    if known || request.channel == Channel::Portal || request.status.is_over() {
        return Ok(false);
    }
    let days_left = (request.due_on - now.to_zoned_datetime(TimeZone::UTC).date()).get_days();
    let waits = |at: Timestamp| now.duration_since(at) >= PATIENCE || days_left <= NEAR_DAYS;
    let open = open_question(db, &request.id)?;
    Ok(open.is_some_and(waits))
}

/// When the question who asks was first put that has no answer yet.
pub fn open_question(db: &mut Db, request: &Id) -> Result<Option<Timestamp>, Error> {
    let asked = questions(db, request)?;
    Ok(asked.iter().find(|one| one.about == About::Identity && one.answered_at.is_none()).map(|one| one.at))
}

/// Whether a request ended because nobody said who asks: it can go on.
pub fn ended_unidentified(request: &Request, items: &[Item]) -> bool {
    let ground = Some(Ground::Unidentified.as_str());
    let so = |item: &Item| item.state == ItemState::Refused && item.ground.as_deref() == ground;
    request.status == Status::Refused && items.iter().any(so)
}

/// The answer came after all, from the person or noted by a colleague: what was left undone is open again, and both dates
/// count with the pause. [`Error::Lost`] if the request did not end so, or goes on already.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub fn reopen(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    request: &Request,
    text: &str,
    by: Option<&Id>,
) -> Result<(), Error> {
    reopen_at(tx, now, now, random, keys, rules, request, text, by)
}

/// The same for an answer that reached the company earlier.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(super) fn reopen_at(
    tx: &mut Db,
    now: Timestamp,
    at: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    request: &Request,
    text: &str,
    by: Option<&Id>,
) -> Result<(), Error> {
    let items = store::items(tx, keys, &request.id)?;
    if !ended_unidentified(request, &items) {
        return Err(Error::Lost);
    }
    store::reopen(tx, now, request)?;
    store::reopen_items(tx, &request.id, Ground::Unidentified)?;
    store::add_message(tx, at, random, keys, &request.id, Author::Person, by, text)?;
    store::add_event(tx, now, random, &request.id, Happened::Reopened, by)?;
    if store::answered(tx, at, &request.id)? == 0 {
        store::answered(tx, now, &request.id)?;
    }
    let deadline = rules.deadline_of(tx, request)?;
    let due = deadline.breach_after(request.extended.is_some());
    store::set_due(tx, &request.id, due)?;
    request.tell_as(tx, now, random, Event::Changed, Status::InProgress, due)?;
    request.tell_as(tx, now, random, Event::Message, Status::InProgress, due)?;
    let actor = by.map_or_else(|| Actor::Person(request.person.clone()), |by| Actor::Colleague(by.clone()));
    super::log(tx, now, random, actor, "requests.reopened", request)
}
