//! Asking for an erasure, taking it back, and forgetting whose it was: the changes that belong together, each in one
//! transaction. What comes in between is [`super::run`] and [`super::end`].

use super::values::{Plan, Scope};
use super::{Erasure, Subject, jobs, present, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::inbox;
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::manual;
use crate::people::{self, Address, Person};
use crate::portal::Portal;
use crate::refresh;
use crate::requests::{self, Request, Right};
use crate::words;
use jiff::SignedDuration;
use serde_json::json;

/// What became of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The erasure.
    pub erasure: Id,
    /// Whether this asked for it; else it was asked for before, and nothing changed.
    pub is_new: bool,
}

/// What a person wishes to have erased.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Everything, or some categories.
    pub scope: Scope,
    /// What they were shown.
    pub plan: Plan,
    /// Why, in their words; may be empty.
    pub reason: String,
}

impl Wish {
    /// What the request says: the categories of a part by their names, then the person's own words.
    fn message(&self, lang: Lang, portal: &Portal) -> String {
        let names = self.scope.categories().map(|chosen| present::names(lang, &portal.record, chosen));
        let only = names.map(|names| words::say(lang, "erasure-part-asked", &[("what", &names)]));
        let parts = only.into_iter().chain([self.reason.trim().to_owned()]).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n\n").chars().take(requests::LONGEST).collect()
    }
}

/// Writes down what the person asked for after seeing the plan: the request, the erasure, the mail that announces it,
/// the job that begins it. Asking again while one is not over gives that one. While a whole person waits to go, nothing
/// of theirs is used; of a part, the rest goes on.
pub fn ask(tx: &mut Db, portal: &Portal, person: &Person, lang: Lang, wish: &Wish) -> Result<Asked, Error> {
    let Wish { scope, plan, .. } = wish;
    let Portal { random, keys, settings, .. } = portal;
    let now = portal.clock.now();
    if let Some(open) = store::open_for(tx, keys, &person.id)? {
        return Ok(Asked { erasure: open.id, is_new: false });
    }
    let address = person.address(keys)?;
    let (person_id, message) = (person.id.clone(), wish.message(lang, portal));
    let asked = requests::New { person: person_id, right: Right::Erase, lang, subject: None, message };
    let request = requests::open(tx, now, random, keys, &settings.requests, asked)?.request;
    let starts_at = now.saturating_add(days(settings.erasure.grace_days)).unwrap_or(now);
    let subject = Subject::of(&address);
    let (person_id, request_id) = (Some(&person.id), Some(request.id.as_str()));
    let new = store::New { person: person_id, request: request_id, lang, starts_at, subject: &subject, scope, plan };
    let (erasure, is_new) = store::schedule(tx, now, random, keys, &new)?;
    if is_new {
        jobs::enqueue_begin(tx, now, random, &erasure, starts_at)?;
        if starts_at > now {
            if scope.is_everything() {
                people::freeze(tx, &person.id, starts_at)?;
            }
            let announced = Mail::DeletionScheduled {
                reference: request.reference.clone(),
                part: scope.categories().is_some(),
                starts: starts_at,
                goes: present::goes(lang, &portal.record, plan),
                stays: present::stays(lang, &portal.record, &plan.lines()),
                cancel: format!("/{lang}/me/delete"),
            };
            mail::queue(tx, now, random, keys, &address, lang, &announced)?;
        }
        log(tx, portal, Actor::Person(person.id.clone()), "erasure.asked", &erasure, Some(&person.id))?;
    }
    Ok(Asked { erasure, is_new })
}

/// Writes down an erasure that nobody asked for: the time of the relation is over. It begins at once.
pub fn purge(tx: &mut Db, portal: &Portal, person: &Person, address: &Address, plan: &Plan) -> Result<Id, Error> {
    let now = portal.clock.now();
    let subject = Subject::of(address);
    let new = store::New {
        person: Some(&person.id),
        request: None,
        lang: person.lang,
        starts_at: now,
        subject: &subject,
        scope: &Scope::Everything,
        plan,
    };
    store::widen(tx, &person.id)?;
    let (erasure, is_new) = store::schedule(tx, now, &portal.random, &portal.keys, &new)?;
    if is_new {
        jobs::enqueue_begin(tx, now, &portal.random, &erasure, now)?;
        log(tx, portal, Actor::System, "erasure.purged", &erasure, Some(&person.id))?;
    }
    Ok(erasure)
}

/// The days of grace as a length of time.
fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// Takes an erasure back, and the request with it. `false` if it has begun.
pub fn take_back(tx: &mut Db, portal: &Portal, erasure: &Erasure) -> Result<bool, Error> {
    if !store::cancel(tx, &erasure.id)? {
        return Ok(false);
    }
    if let Some(person) = &erasure.person {
        people::thaw(tx, person)?;
    }
    let now = portal.clock.now();
    if let Some(request) = request_of(tx, erasure)?
        && !request.status.is_over()
    {
        requests::cancel(tx, now, &portal.random, &request)?;
    }
    let actor = erasure.person.clone().map_or(Actor::System, Actor::Person);
    log(tx, portal, actor, "erasure.taken-back", &erasure.id, erasure.person.as_ref())?;
    Ok(true)
}

/// The portal forgets the person, last of all: their row with its sessions, what the erasure and the log say of them. After
/// a part, only the erasure forgets whose it was.
pub fn forget(tx: &mut Db, portal: &Portal, erasure: &Erasure) -> Result<(), Error> {
    if !store::forget(tx, portal.clock.now(), &erasure.id)? {
        return Ok(());
    }
    manual::forget_cause(tx, erasure.id.as_str())?;
    if let Some(person) = erasure.person.as_ref().filter(|_| erasure.scope.is_everything()) {
        if let Some(known) = people::by_id(tx, person)? {
            refresh::forget(tx, &known.fingerprint)?;
            // Mails come from a mailbox, whoever shares it.
            inbox::forget_of(tx, &known.address(&portal.keys)?.mailbox().fingerprint(&portal.keys))?;
        }
        people::forget(tx, person)?;
        audit::forget(tx, person)?;
    }
    log(tx, portal, Actor::System, "erasure.forgotten", &erasure.id, None)
}

/// The request behind an erasure.
pub(super) fn request_of(db: &mut Db, erasure: &Erasure) -> Result<Option<Request>, Error> {
    let id = erasure.request.as_ref().and_then(|id| id.parse().ok());
    id.map_or(Ok(None), |id: Id| requests::by_id(db, &id))
}

/// What was under way is over, and the rest begins.
pub(super) fn log_over(tx: &mut Db, portal: &Portal, waited: &Erasure, rest: &Id) -> Result<(), Error> {
    log(tx, portal, Actor::System, "erasure.rest-begun", rest, waited.person.as_ref())
}

pub(super) fn log(
    tx: &mut Db,
    portal: &Portal,
    actor: Actor,
    action: &'static str,
    erasure: &Id,
    person: Option<&Id>,
) -> Result<(), Error> {
    let event =
        audit::Event { actor, action, object: Some(erasure.to_string()), person: person.cloned(), detail: json!({}) };
    audit::append(tx, portal.clock.now(), &portal.random, &event).map(drop)
}
