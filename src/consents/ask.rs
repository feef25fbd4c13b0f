//! What counts only once somebody confirms it: the second step of a double opt-in, and the agreement of a parent for
//! somebody who is too young to agree alone (Art. 8).

use super::store::{self, Ask, AskedOf};
use super::{Channel, Entry, EventKind, Mechanism, Said, jobs};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::record::{Activity, age_of_consent};
use jiff::{SignedDuration, Timestamp};

/// How long an unanswered question can be answered.
const OPEN: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A consent that a program tells of.
#[derive(Clone, Debug)]
pub struct Told<'t> {
    /// Whose.
    pub address: &'t Address,
    /// To what.
    pub activity: &'t Activity,
    /// The language of the words.
    pub lang: Lang,
    /// The words shown.
    pub words: &'t str,
    /// By what act.
    pub mechanism: Mechanism,
    /// The form.
    pub form: &'t str,
    /// `program:ID`.
    pub actor: &'t str,
    /// How old the person is, if the form asked; never kept.
    pub age: Option<u8>,
    /// The address of a parent.
    pub parent: Option<&'t Address>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in force.
    InForce,
    /// A mail asks for what is missing; until then nothing is in force.
    Waits(AskedOf),
    /// The person is too young to agree alone and no parent was named; nothing was written.
    NeedsParent,
}

/// Writes down that consent was given on a form of the company, or asks for what is missing first.
pub fn give(tx: &mut Db, portal: &Portal, told: &Told<'_>) -> Result<Outcome, Error> {
    let limit = age_of_consent(&portal.record.controller.country);
    let of = match (told.age.is_some_and(|age| age < limit), told.activity.terms.double_opt_in) {
        (true, _) => AskedOf::Parent,
        (false, true) => AskedOf::Person,
        (false, false) => {
            put(tx, portal, told, EventKind::Given, told.mechanism)?;
            return Ok(Outcome::InForce);
        }
    };
    let reader = match (of, told.parent) {
        (AskedOf::Parent, None) => return Ok(Outcome::NeedsParent),
        (AskedOf::Parent, Some(parent)) => parent,
        (AskedOf::Person, _) => told.address,
    };
    let now = portal.clock.now();
    put(tx, portal, told, EventKind::Asked, told.mechanism)?;
    let ask = Ask {
        fingerprint: told.address.fingerprint(&portal.keys),
        activity: told.activity.id.clone(),
        of,
        words: told.words.to_owned(),
        lang: told.lang,
        form: told.form.to_owned(),
        origin: Some(told.actor.to_owned()),
        expires_at: now.checked_add(OPEN).unwrap_or(now),
    };
    let token = store::ask(tx, &portal.random, &ask)?;
    let question = Mail::ConsentQuestion {
        what: told.activity.name.get(told.lang).to_owned(),
        words: told.words.to_owned(),
        parent: of == AskedOf::Parent,
        until: ask.expires_at,
        link: format!("/l/consent/{}", token.expose()),
    };
    mail::queue(tx, now, &portal.random, &portal.keys, reader, told.lang, &question)?;
    Ok(Outcome::Waits(of))
}

/// Writes down any other decision that a program tells of. `false` if it was known.
pub fn tell(tx: &mut Db, portal: &Portal, told: &Told<'_>, kind: EventKind) -> Result<bool, Error> {
    put(tx, portal, told, kind, told.mechanism)
}

fn put(tx: &mut Db, portal: &Portal, told: &Told<'_>, kind: EventKind, mechanism: Mechanism) -> Result<bool, Error> {
    let fingerprint = told.address.fingerprint(&portal.keys);
    let said = Said { channel: Channel::Program, mechanism, form: told.form, actor: told.actor, ..Said::CHOICES };
    let entry = Entry {
        fingerprint: &fingerprint,
        activity: &told.activity.id,
        kind,
        words: told.words,
        lang: told.lang,
        said,
    };
    let added = store::record(tx, portal.clock.now(), &portal.random, &entry)?;
    if added && kind != EventKind::Asked {
        pass_on(tx, portal, &fingerprint, &told.activity.id)?;
    }
    Ok(added)
}

/// Lets the sources that hold the consent follow, if the portal knows the person.
fn pass_on(tx: &mut Db, portal: &Portal, fingerprint: &str, activity: &str) -> Result<(), Error> {
    match people::by_fingerprint(tx, fingerprint)? {
        Some(person) => jobs::enqueue_write(tx, portal.clock.now(), &portal.random, &person.id, activity),
        None => Ok(()),
    }
}

/// The answer to a question: yes puts the consent into force, no refuses it.
pub fn answer(tx: &mut Db, portal: &Portal, ask: &Ask, yes: bool, now: Timestamp) -> Result<(), Error> {
    let entry = Entry {
        fingerprint: &ask.fingerprint,
        activity: &ask.activity,
        kind: if yes { EventKind::Given } else { EventKind::Refused },
        words: &ask.words,
        lang: ask.lang,
        said: Said {
            channel: Channel::Mail,
            mechanism: Mechanism::DoubleOptIn,
            form: &ask.form,
            actor: ask.of.as_str(),
            origin: ask.origin.as_deref(),
            ..Said::CHOICES
        },
    };
    store::record(tx, now, &portal.random, &entry)?;
    pass_on(tx, portal, &ask.fingerprint, &ask.activity)
}
