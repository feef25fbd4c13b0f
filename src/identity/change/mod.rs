//! Change of the address a person signs in with (law: storage and personal security of the account).
//!
//! 1. [`ask`] writes the wish down; a job mails a code to the new address, taken or not: nobody learns which;
//! 2. the code is typed in the session that asked ([`try_code`]): now the new mailbox is proven, too, and only now may
//!    the page say that the address belongs to somebody else;
//! 3. [`carry_out`] writes the address into every source where the person may change it, each in one guarded
//!    transaction, then moves the person, their choices and their standing, ends the other sessions, drops packages
//!    and open sign-ins of the old address, and tells the old mailbox, which can take it back for 72 hours;
//! 4. [`take_back`] does the same in the other direction, whatever the address is by then.
//!
//! Each is intent, act, outcome: a job finishes what a crash cut off.

mod store;

pub(in crate::identity) use store::tidy;
pub use store::{Change, State, by_id, by_revert, moved_from, newest};

use super::session;
use super::sign_in::{Rules, TooOften, full, new_code};
use crate::access;
use crate::audit::{self, Actor, Event};
use crate::consents;
use crate::db::{Db, Error, Id};
use crate::facts::correct::{Became, Manner, Sent, correct};
use crate::facts::store::Changed;
use crate::facts::{self, Editing, Fact};
use crate::jobs::{Failure, Handler, Job, Lane, enqueue};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::{self, Address, Person};
use crate::portal::Portal;
use crate::refresh;
use crate::secrets::{Keys, Random, Token};
use crate::sources::Identifiers;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long the old mailbox can take a change back.
const REVERT: SignedDuration = SignedDuration::from_hours(72);
const CODE: &str = "identity.address-code";
const FINISH: &str = "identity.address-finish";

/// The jobs.
pub(super) fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(CODE, send_code), Handler::new(FINISH, finish_job)]
}

/// Who wants to sign in with which address.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// Who.
    pub person: &'w Person,
    /// The address they want.
    pub address: &'w Address,
    /// The language of the mail that proves it.
    pub lang: Lang,
}

/// Writes a wish down, and the job that mails its code.
pub fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    wish: Wanted<'_>,
) -> Result<Result<Id, TooOften>, Error> {
    let Wanted { person, address: wanted, lang } = wish;
    let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let times = store::asked_since(tx, &person.id, &wanted.fingerprint(keys), hour_ago)?;
    if let Some(until) = full(&times, rules.per_address) {
        return Ok(Err(TooOften { until }));
    }
    let (former, ends_at) = (person.address(keys)?, now.saturating_add(rules.lifetime).unwrap_or(now));
    let new = store::New { person: &person.id, former: &former, wanted, lang, ends_at };
    let id = store::insert(tx, now, random, keys, &new)?;
    enqueue(tx, now, random, Job::new(CODE, Lane::SignIn, json!({ "change": id })).attempts(6))?;
    log(tx, now, random, &person.id, "identity.address-asked")?;
    Ok(Ok(id))
}

#[derive(Deserialize)]
struct Payload {
    change: Id,
}

fn read(payload: Value) -> Result<Id, Failure> {
    let Payload { change } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    Ok(change)
}

async fn send_code(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = read(payload)?;
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        let Portal { random, keys, .. } = &parts;
        let now = parts.clock.now();
        let Some(change) = store::by_id(tx, keys, &id)?.filter(|one| one.state == State::Asked && now < one.ends_at)
        else {
            return Ok::<_, Error>(());
        };
        let code = new_code(random);
        store::arm(tx, keys, &id, &code)?;
        let mail = Mail::AddressCode { code, until: change.ends_at };
        mail::queue(tx, now, random, keys, &change.wanted, change.lang, &mail).map(drop)
    };
    match portal.db.write(work).await {
        Ok(()) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Counts a try; `true` if the code is right. Call [`carry_out`] then.
pub fn try_code(
    tx: &mut Db,
    now: Timestamp,
    keys: &Keys,
    rules: &Rules,
    change: &Change,
    code: &str,
) -> Result<bool, Error> {
    store::try_code(tx, now, keys, rules.tries, &change.id, code)
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person signs in with the other address now.
    Changed,
    /// Somebody else is known under the address.
    Taken,
    /// A source does not answer, and nothing was begun.
    Down,
    /// A source stopped answering while it was written: a job goes on.
    Later,
    /// A source did not accept the address; everything is as it was.
    Refused,
    /// It was carried out or given up before.
    Over,
}

/// The address is proven: writes it everywhere. `own` is the session that stays open.
pub async fn carry_out(portal: &Portal, change: &Change, own: Option<&Id>) -> Result<Outcome, Error> {
    // An erasure that waits looks for the address under which it was asked.
    if portal.person(&change.person).await?.leaves_at.is_some() {
        return Ok(Outcome::Over);
    }
    match is_free(portal, &change.person, &change.wanted).await? {
        Outcome::Changed => {}
        // The code may be typed again once the source answers.
        other => return Ok(other),
    }
    if !begin(portal, change, State::Asked, State::Acting).await? {
        return Ok(Outcome::Over);
    }
    finish(portal, &change.id, own).await
}

/// The old mailbox says no: the person returns to the address before the change.
pub async fn take_back(portal: &Portal, change: &Change) -> Result<Outcome, Error> {
    match is_free(portal, &change.person, &change.former).await? {
        Outcome::Changed => {}
        other => return Ok(other),
    }
    // Pressed again while a source did not answer, it goes on.
    if change.state != State::Reverting && !begin(portal, change, State::Done, State::Reverting).await? {
        return Ok(Outcome::Over);
    }
    finish(portal, &change.id, None).await
}

/// The intent, and the job that finishes it after a crash.
async fn begin(portal: &Portal, change: &Change, from: State, to: State) -> Result<bool, Error> {
    let (parts, id) = (portal.clone(), change.id.clone());
    let work = move |tx: &mut Db| {
        if !store::turn(tx, &id, from, to)? {
            return Ok::<_, Error>(false);
        }
        let now = parts.clock.now();
        let later = now.saturating_add(SignedDuration::from_mins(2)).unwrap_or(now);
        enqueue(tx, now, &parts.random, Job::new(FINISH, Lane::Default, json!({ "change": id })).at(later))?;
        Ok(true)
    };
    portal.db.write(work).await
}

/// [`Outcome::Changed`] if nobody else is known under an address, neither here nor in a source.
async fn is_free(portal: &Portal, person: &Id, address: &Address) -> Result<Outcome, Error> {
    let fingerprint = address.fingerprint(&portal.keys);
    let known = portal.db.read(move |db| people::by_fingerprint(db, &fingerprint)).await?;
    if known.is_some_and(|known| known.id != *person) {
        return Ok(Outcome::Taken);
    }
    let (theirs, own) = (Identifiers::new([address]), portal.person(person).await?.address(&portal.keys)?);
    let mine = Identifiers::new([&own]);
    // Rows that are the person's already, such as those of a second address, are no one else's.
    let look = move |source: &crate::sources::Source| source.session(|session| session.holds_beyond(&theirs, &mine));
    let answers = portal.sources.run_each(look).await;
    if answers.iter().any(|(_, answer)| matches!(answer, Ok(true))) {
        return Ok(Outcome::Taken);
    }
    let down = answers.iter().any(|(_, answer)| answer.is_err());
    Ok(if down { Outcome::Down } else { Outcome::Changed })
}

async fn finish_job(portal: Portal, payload: Value) -> Result<(), Failure> {
    match finish(&portal, &read(payload)?, None).await? {
        Outcome::Later => Err(Failure::Retry(anyhow::anyhow!("a source does not answer"))),
        _ => Ok(()),
    }
}

/// Goes on with a change that has begun, from wherever it is.
async fn finish(portal: &Portal, id: &Id, own: Option<&Id>) -> Result<Outcome, Error> {
    let (keys, known) = (portal.keys.clone(), id.clone());
    let found = portal.db.read(move |db| store::by_id(db, &keys, &known)).await?;
    let Some(change) = found else { return Ok(Outcome::Over) };
    let forward = match change.state {
        State::Acting => true,
        State::Reverting => false,
        _ => return Ok(Outcome::Over),
    };
    let person = portal.person(&change.person).await?;
    let from = person.address(&portal.keys)?;
    let to = if forward { change.wanted.clone() } else { change.former.clone() };
    let written = write_sources(portal, &person, &from, &to).await?;
    let (parts, change, own, known) = (portal.clone(), change, own.cloned(), person.clone());
    let outcome = move |tx: &mut Db| match written {
        Outcome::Changed if forward => conclude(tx, &parts, &known, &change, &from, own.as_ref()),
        Outcome::Changed => conclude_return(tx, &parts, &known, &change, &from),
        Outcome::Refused => {
            let (now_is, again) =
                if forward { (State::Acting, State::Failed) } else { (State::Reverting, State::Done) };
            store::turn(tx, &change.id, now_is, again)?;
            Ok(Outcome::Refused)
        }
        other => Ok(other),
    };
    match portal.db.write(outcome).await {
        // Somebody else got the address in between: the sources go back.
        Err(Error::Unique) => give_up(portal, &person, id, forward).await,
        outcome => outcome,
    }
}

async fn give_up(portal: &Portal, person: &Person, id: &Id, forward: bool) -> Result<Outcome, Error> {
    let (keys, known) = (portal.keys.clone(), id.clone());
    if let Some(change) = portal.db.read(move |db| store::by_id(db, &keys, &known)).await? {
        let there = if forward { &change.wanted } else { &change.former };
        write_sources(portal, person, there, &person.address(&portal.keys)?).await?;
    }
    let (id, from) = (id.clone(), if forward { State::Acting } else { State::Reverting });
    let to = if forward { State::Failed } else { State::Done };
    portal.db.write(move |tx| store::turn(tx, &id, from, to)).await?;
    Ok(Outcome::Taken)
}

/// The places where an address stands that its owner may change: columns of addresses that hold exactly it.
pub fn places<'f>(facts: &'f [Fact], address: &Address) -> Vec<&'f Fact> {
    let is_it = |fact: &&Fact| {
        let value = fact.value.as_deref().and_then(|text| Address::parse(text).ok());
        fact.edit == Editing::Address && value.is_some_and(|value| value.normalised() == address.normalised())
    };
    facts.iter().filter(is_it).collect()
}

/// Writes an address wherever another one stands. What is written already is found, too, so that this can run again.
async fn write_sources(portal: &Portal, person: &Person, from: &Address, to: &Address) -> Result<Outcome, Error> {
    let holdings = facts::look(&portal.sources, &Identifiers::new([from, to])).await;
    if !holdings.down.is_empty() {
        return Ok(Outcome::Later);
    }
    let declarations = portal.sources.declarations();
    let all = facts::assemble(&portal.record, declarations, &holdings.held, person.lang, portal.today());
    let new = |fact: &&Fact| Sent {
        category: fact.category.clone(),
        source: fact.source.clone(),
        label: fact.label.clone(),
        changed: Changed {
            table: fact.table.clone(),
            row: fact.row.clone(),
            column: fact.column.clone(),
            before: fact.value.clone(),
            after: Some(to.as_str().to_owned()),
        },
    };
    let sent: Vec<Sent> = places(&all, from).iter().map(new).collect();
    if sent.is_empty() {
        return Ok(Outcome::Changed);
    }
    let (_, became) = correct(portal, person, &sent, Manner::Part).await?;
    if became.iter().all(|one| *one == Became::Written) {
        return Ok(Outcome::Changed);
    }
    if became.contains(&Became::Unknown) {
        return Ok(Outcome::Later);
    }
    // One source did not accept it: those that did go back.
    let back = sent.into_iter().zip(&became).filter(|(_, one)| **one == Became::Written).map(|(mut one, _)| {
        std::mem::swap(&mut one.changed.before, &mut one.changed.after);
        one
    });
    let back: Vec<Sent> = back.collect();
    if !back.is_empty() {
        correct(portal, person, &back, Manner::Part).await?;
    }
    Ok(Outcome::Refused)
}

fn conclude(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    change: &Change,
    from: &Address,
    own: Option<&Id>,
) -> Result<Outcome, Error> {
    let Portal { random, keys, .. } = portal;
    let now = portal.clock.now();
    let (token, until) = (Token::mint(random), now.saturating_add(REVERT).unwrap_or(now));
    if !store::done(tx, now, &change.id, &token.hash(), until)? {
        return Ok(Outcome::Over);
    }
    relocate(tx, portal, person, from, &change.wanted)?;
    match own {
        Some(own) => session::end_other_sessions(tx, &person.id, own, now)?,
        None => session::end_all_sessions(tx, &person.id, now)?,
    }
    let notice = Mail::AddressChanged { at: now, revert: format!("/c/address/{}", token.expose()), until };
    mail::queue(tx, now, random, keys, from, change.lang, &notice)?;
    log(tx, now, random, &person.id, "identity.address-changed")?;
    Ok(Outcome::Changed)
}

fn conclude_return(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    change: &Change,
    from: &Address,
) -> Result<Outcome, Error> {
    let now = portal.clock.now();
    if !store::turn(tx, &change.id, State::Reverting, State::Reverted)? {
        return Ok(Outcome::Over);
    }
    store::replace_later(tx, &person.id, &change.id)?;
    relocate(tx, portal, person, from, &change.former)?;
    session::end_all_sessions(tx, &person.id, now)?;
    log(tx, now, &portal.random, &person.id, "identity.address-returned")?;
    Ok(Outcome::Changed)
}

/// The person, their choices and their standing go to the other address; what was mailed or packed for the one they
/// leave opens nothing any more.
fn relocate(tx: &mut Db, portal: &Portal, person: &Person, from: &Address, to: &Address) -> Result<(), Error> {
    let Portal { random, keys, .. } = portal;
    let now = portal.clock.now();
    let (left, reached) = (from.fingerprint(keys), to.fingerprint(keys));
    people::move_to(tx, random, keys, &person.id, to)?;
    if left != reached {
        consents::carry(tx, now, random, &left, &reached)?;
        refresh::carry(tx, &left, &reached)?;
        refresh::close_answers(tx, &person.id)?;
        store::void_sign_ins(tx, &left)?;
    }
    access::store::forget(tx, &person.id)?;
    access::jobs::enqueue_tidy(tx, now, random)
}

fn log(tx: &mut Db, now: Timestamp, random: &Random, person: &Id, action: &'static str) -> Result<(), Error> {
    let (actor, person) = (Actor::Person(person.clone()), Some(person.clone()));
    audit::append(tx, now, random, &Event { actor, action, object: None, person, detail: json!({}) }).map(drop)
}
