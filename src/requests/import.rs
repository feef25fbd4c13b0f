//! Old cases, brought along from another system in a file: those that go on, with the date that the law gave them, and those that
//! are over, for the figures. Nobody is written to.

use super::clock::day_of;
use super::word::words;
use super::{Arrival, Author, Channel, Happened, ItemState, LONGEST, New, Request, Right, Rules, Status, store};
use crate::audit::Actor;
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::secrets::{Keys, Purpose, Random, hex};
use crate::spreadsheet;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::io::Read;

/// How an old case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked was done.
    Done,
    /// It was refused, in part or in full.
    Refused,
    /// The person took it back.
    Withdrawn,
}

words!(Outcome { Done = "done", Refused = "refused", Withdrawn = "withdrawn" });

/// A case as the file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its number in the system it comes from.
    pub id: String,
    /// The address of the person.
    pub email: String,
    /// The rights, between spaces.
    pub rights: String,
    /// When it reached the company: a day, or RFC 3339.
    pub received: String,
    /// The language of the person.
    #[serde(default)]
    pub lang: String,
    /// Their words.
    #[serde(default)]
    pub message: String,
    /// When it ended; empty if it goes on.
    #[serde(default)]
    pub closed: String,
    /// How it ended: done, refused, withdrawn; empty if it goes on.
    #[serde(default)]
    pub outcome: String,
}

/// An old case, understood.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its number in the system it comes from.
    pub number: String,
    /// Whose it is.
    pub address: Address,
    /// What was asked; at least one, none twice.
    pub rights: Vec<Right>,
    /// When it reached the company.
    pub received: Timestamp,
    /// The language of the person.
    pub lang: Lang,
    /// Their words; may be empty.
    pub message: String,
    /// When and how it ended; nothing if it goes on.
    pub ended: Option<(Timestamp, Outcome)>,
}

/// What keeps a line from being read; names the field and never quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a line of the columns.
    #[error("not a line of the columns id, email, rights, received, lang, message, closed, outcome")]
    Shape,
    /// The number.
    #[error("id: the number of the case in the system it comes from, 200 characters at most")]
    Number,
    /// The address.
    #[error("email: not an e-mail address")]
    Address,
    /// Somebody who moved to another address.
    #[error("email: they left this address for another one; write that one")]
    Moved,
    /// The rights.
    #[error(
        "rights: one or more of access, rectify, erase, restrict, portability, object, marketing, withdraw, review, complaint, other, between spaces"
    )]
    Rights,
    /// The day of its arrival.
    #[error("received: a day such as 2026-03-05 or a time such as 2026-03-05T10:00:00Z, not in the future")]
    Received,
    /// The language.
    #[error("lang: en or fr")]
    Lang,
    /// The words.
    #[error("message: 4,000 characters at most")]
    Message,
    /// The day of its end.
    #[error("closed: a day or a time, not before received and not in the future")]
    Closed,
    /// How it ended.
    #[error("outcome: done, refused or withdrawn for a case that has closed, else nothing")]
    Outcome,
}

/// The lines of a CSV file with a header, each with its number in the file, from 2.
pub fn of_csv(file: impl Read) -> impl Iterator<Item = (u64, Result<Line, Fault>)> {
    spreadsheet::lines(file).map(|(number, line)| (number, line.map_err(|_| Fault::Shape)))
}

/// A day, as its beginning there, or a moment.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let of_day = || zone.to_timestamp(text.parse::<Date>().ok()?.at(0, 0, 0, 0)).ok();
    let moment = text.parse::<Timestamp>().ok().or_else(of_day)?;
    Timestamp::from_microsecond(moment.as_microsecond()).ok()
}

/// What a line says.
pub fn read(line: &Line, now: Timestamp, default: Lang, zone: &TimeZone) -> Result<Past, Fault> {
    if line.id.is_empty() || line.id.chars().count() > 200 {
        return Err(Fault::Number);
    }
    let address = Address::parse(&line.email).map_err(|_| Fault::Address)?;
    let mut rights = Vec::new();
    for word in line.rights.split_whitespace() {
        let right = word.parse::<Right>().ok().filter(|right| !right.is_after_death()).ok_or(Fault::Rights)?;
        if !rights.contains(&right) {
            rights.push(right);
        }
    }
    if rights.is_empty() {
        return Err(Fault::Rights);
    }
    let received = moment(&line.received, zone).filter(|at| *at <= now).ok_or(Fault::Received)?;
    let lang = if line.lang.is_empty() { default } else { line.lang.parse().map_err(|_| Fault::Lang)? };
    if line.message.chars().count() > LONGEST {
        return Err(Fault::Message);
    }
    let ended = match (line.closed.as_str(), line.outcome.as_str()) {
        ("", "") => None,
        ("", _) | (_, "") => return Err(Fault::Outcome),
        (closed, outcome) => {
            // A day without an hour may be the day of its arrival.
            let at = moment(closed, zone).filter(|at| *at <= now).ok_or(Fault::Closed)?;
            let same_day = day_of(at, zone) == day_of(received, zone);
            if at < received && !same_day {
                return Err(Fault::Closed);
            }
            Some((at.max(received), outcome.parse().map_err(|_| Fault::Outcome)?))
        }
    };
    Ok(Past { number: line.id.clone(), address, rights, received, lang, message: line.message.clone(), ended })
}

/// Takes an old case in. Nothing if it was brought along before, or its person has an open request about the same right: it is
/// here already.
pub fn take_in(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    past: &Past,
) -> Result<Option<Request>, Error> {
    let mark = hex(&keys.mac(Purpose::Once, format!("requests.import {}", past.number).as_bytes()));
    let Some((first, _)) = past.rights.split_first() else { return Ok(None) };
    if store::is_imported(tx, &mark)? {
        return Ok(None);
    }
    let person = people::ensure(tx, now, random, keys, &past.address, past.lang)?;
    if past.ended.is_none() && store::open_twin(tx, &person.id, *first, None)?.is_some() {
        return Ok(None);
    }
    let arrival = Arrival { at: past.received, channel: Channel::Import, logged_by: Some(Actor::Command) };
    let new = New { person: person.id, right: *first, lang: past.lang, subject: None, message: past.message.clone() };
    let request = store::insert(tx, now, random, rules, &new, &arrival)?;
    for right in &past.rights {
        store::add_item(tx, now, random, keys, &request.id, *right, None, None)?;
    }
    if !past.message.is_empty() {
        store::add_message(tx, past.received, random, keys, &request.id, Author::Person, None, &past.message)?;
    }
    store::add_event(tx, past.received, random, &request.id, Happened::Received, None)?;
    if let Some((at, outcome)) = past.ended {
        let (status, state) = match outcome {
            Outcome::Done => (Status::Closed, ItemState::Granted),
            Outcome::Refused => (Status::Refused, ItemState::Refused),
            Outcome::Withdrawn => (Status::Closed, ItemState::Cancelled),
        };
        store::end_imported(tx, &request.id, at, status, state)?;
        store::add_event(tx, at, random, &request.id, Happened::Closed, None)?;
    }
    store::note_imported(tx, &mark, &request.id)?;
    super::log(tx, now, random, Actor::Command, "requests.imported", &request)?;
    Ok(Some(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-03-05T10:00:00Z";

    fn all(text: &str) -> Vec<(u64, Result<Past, Fault>)> {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let one = |line: Result<Line, Fault>| read(&line?, NOW.parse().unwrap(), Lang::Fr, &zone);
        of_csv(text.as_bytes()).map(|(number, line)| (number, one(line))).collect()
    }

    #[test]
    fn a_case_that_goes_on_and_one_that_is_over_are_read() {
        let text = "id,email,rights,received,lang,message,closed,outcome\n\
                    Z-17,a@example.com,access erase access,2026-02-20,en,\"All, of it\",,\n\
                    Z-18,b@example.com,restrict,2025-12-01T09:30:00+01:00,,,2025-12-01,refused\n";
        let lines = all(text);
        let first = lines[0].1.clone().unwrap();
        assert_eq!((first.rights.as_slice(), first.lang), (&[Right::Access, Right::Erase][..], Lang::En));
        assert_eq!((first.received.to_string().as_str(), first.ended), ("2026-02-19T23:00:00Z", None));
        let second = lines[1].1.clone().unwrap();
        assert_eq!(second.ended, Some((second.received, Outcome::Refused)), "never before it arrived");
    }

    #[test]
    fn every_mistake_is_named_by_its_field_and_its_line() {
        let wrong = [
            (",a@example.com,access,2026-03-01,,", Fault::Number),
            ("1,nobody,access,2026-03-01,,", Fault::Address),
            ("1,a@example.com,,2026-03-01,,", Fault::Rights),
            ("1,a@example.com,access all,2026-03-01,,", Fault::Rights),
            ("1,a@example.com,closure,2026-03-01,,", Fault::Rights),
            ("1,a@example.com,access,yesterday,,", Fault::Received),
            ("1,a@example.com,access,2026-03-06,,", Fault::Received),
            ("1,a@example.com,access,2026-03-01,2026-02-28,done", Fault::Closed),
            ("1,a@example.com,access,2026-03-01,2026-04-01,done", Fault::Closed),
            ("1,a@example.com,access,2026-03-01,2026-03-02,", Fault::Outcome),
            ("1,a@example.com,access,2026-03-01,2026-03-02,lost", Fault::Outcome),
            ("1,a@example.com,access,2026-03-01,,done", Fault::Outcome),
            ("1,a@example.com", Fault::Shape),
        ];
        for (line, fault) in wrong {
            let found = all(&format!("id,email,rights,received,closed,outcome\n{line}\n"));
            assert_eq!((found[0].0, found[0].1.clone().unwrap_err()), (2, fault), "{line}");
        }
    }
}
