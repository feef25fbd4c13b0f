//! Writing down a request that reached the company elsewhere: what a colleague types at the desk, and what a program brings.
//! Its clock began when it arrived (law.md INT-2).

use super::{Act, Refused, claim, may_take, store};
use crate::db::{Db, Id};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::requests::{self, Arrival, Channel, Contact, LONGEST, New, Opened, Right, Rules, mails};
use jiff::{SignedDuration, Timestamp};

/// What arrived longer ago is a slip of the pen: no file of a request is kept so long.
const OLDEST: SignedDuration = SignedDuration::from_hours(24 * 365 * 10);

/// Whose request it is.
#[derive(Clone, Debug)]
pub enum Whose {
    /// The person of this address.
    Person(Address),
    /// A company that asks for somebody who works for it, as it is named and reached.
    Company(String),
}

/// A request that reached the company elsewhere.
#[derive(Clone, Debug)]
pub struct Intake {
    /// When it arrived.
    pub at: Timestamp,
    /// How.
    pub channel: Channel,
    /// Whose it is.
    pub whose: Whose,
    /// The rights it asks for, none twice.
    pub rights: Vec<Right>,
    /// The language to answer in.
    pub lang: Lang,
    /// The person's own words; may be empty.
    pub message: String,
}

/// What about an intake cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It is said to have arrived later than now.
    Future,
    /// It is said to have arrived more than ten years ago.
    Ancient,
    /// Not a way in which a request reaches the company elsewhere.
    Channel,
    /// No right, or one that is asked for on a page of its own, after a death.
    Rights,
    /// The words are too long.
    Message,
}

impl Intake {
    /// What cannot be, in the order of the fields; empty if it can be written down.
    pub fn mistakes(&self, now: Timestamp) -> Vec<Mistake> {
        let wrong = [
            (self.at > now, Mistake::Future),
            (now.duration_since(self.at) > OLDEST, Mistake::Ancient),
            (!Channel::LOGGED.contains(&self.channel), Mistake::Channel),
            (self.rights.is_empty() || self.rights.iter().any(|right| right.is_after_death()), Mistake::Rights),
            (self.message.chars().count() > LONGEST, Mistake::Message),
        ];
        wrong.into_iter().filter_map(|(is, mistake)| is.then_some(mistake)).collect()
    }
}

/// Writes the request down with its true time and confirms it to the person. A colleague who does it has taken it; what a
/// program brings waits in the queue.
pub fn intake(tx: &mut Db, act: Act<'_>, rules: &Rules, intake: Intake) -> Result<Opened, Refused> {
    let (now, random, keys) = (act.now, act.random, act.keys);
    let Some((first, also)) = intake.rights.split_first() else { return Err(Refused::NoGround) };
    let arrival = Arrival { at: intake.at, channel: intake.channel, logged_by: Some(act.actor()) };
    let new = |person| New { person, right: *first, lang: intake.lang, subject: None, message: intake.message.clone() };
    let opened = match &intake.whose {
        Whose::Person(address) => {
            not_moved(tx, &address.fingerprint(keys))?;
            let person = people::ensure(tx, now, random, keys, address, intake.lang)?;
            requests::arrived(tx, now, random, keys, rules, new(person.id), &arrival)?
        }
        Whose::Company(company) => {
            let (contact, new) = (Contact::employer(company), new(Id::at(now, random)));
            requests::arrived_outside(tx, now, random, keys, rules, new, &contact, &arrival)?.0
        }
    };
    for right in also {
        requests::add_right(tx, now, random, keys, &opened.request, *right)?;
    }
    if !opened.is_reminder {
        if act.by.role.is_some() && may_take(tx, act.by, &opened.request)? {
            claim(tx, act, &opened.request)?;
        }
        mails::confirm(tx, now, random, keys, &opened.request)?;
    }
    Ok(opened)
}

/// What somebody left behind opens nothing any more: nobody is written down for it.
fn not_moved(db: &mut Db, print: &str) -> Result<(), Refused> {
    let left = people::by_fingerprint(db, print)?.is_none() && store::has_moved(db, print)?;
    if left { Err(Refused::Moved) } else { Ok(()) }
}
