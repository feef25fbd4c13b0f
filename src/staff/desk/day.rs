//! What the desk does by itself each day: the digest in the morning, a warning before a date and after it, one reminder of
//! a question. Each is written down under a key before it is sent, in the same transaction: restarts, two workers, or a
//! clock that goes back an hour change nothing.

use super::store::{self, Row};
use crate::db::{Db, Error};
use crate::inbox;
use crate::mail::{self, Due, Mail};
use crate::notifications;
use crate::people::Address;
use crate::requests::{self, Happened, Rules, mails};
use crate::roles::{Permission, Role};
use crate::secrets::{Keys, Random};
use crate::staff::{self, Account, tasks};
use crate::webhooks::Event;
use crate::words::say;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// The hour, where the controller is, from which the day's work is done.
const MORNING: i8 = 7;

/// How far the digest looks ahead.
const AHEAD_DAYS: i32 = 7;

/// The most lines of a digest.
const MOST_LINES: usize = 20;

/// How long a person has to answer before they are reminded once.
const QUESTION_DAYS: i32 = 7;

/// How near a date is when colleagues are warned.
const WARN_WORKING_DAYS: i32 = 3;

/// The kind of the task about a recipient whom nobody told in time.
const RECIPIENT: &str = "notifications.late";

/// The kind of the task about a recipient whom the portal could not tell by itself.
const UNTOLD: &str = "notifications.failed";

/// The kind of the task about a question who asks that nobody answered.
const UNIDENTIFIED: &str = "requests.unidentified";

/// How much was sent or raised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Digests, one a colleague and day.
    pub digests: usize,
    /// Warnings before and after a date.
    pub warnings: usize,
    /// Reminders of a question.
    pub reminders: usize,
}

/// Does what the day asks for and was not done yet. Call it as often as you like.
pub fn day(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, rules: &Rules) -> Result<Sent, Error> {
    let there = now.to_zoned_datetime(rules.zone.clone());
    let mut sent = Sent::default();
    if there.hour() < MORNING {
        return Ok(sent);
    }
    let today = there.date();
    let horizon = today.saturating_add(AHEAD_DAYS.days());
    let near = store::due_until(tx, horizon)?;
    for row in &near {
        sent.warnings += usize::from(warn(tx, now, random, rules, today, row)?);
        sent.warnings += usize::from(warn_unanswered(tx, now, random, keys, row)?);
    }
    if rules.holidays.works_on(today) {
        let mails = inbox::count(tx)?.waiting;
        for colleague in staff::list(tx)? {
            sent.digests += usize::from(digest(tx, now, random, keys, today, (&near, mails), &colleague)?);
        }
    }
    for (recipient, due) in notifications::overdue(tx, today)? {
        if store::once(tx, now, "recipient", &format!("{recipient} {due}"))? {
            let why =
                format!("nobody told this recipient by {due} what was corrected, erased or restricted (Article 19)");
            tasks::note(tx, now, random, RECIPIENT, &recipient, &why)?;
            sent.warnings += 1;
        }
    }
    for (recipient, count, first) in notifications::failed(tx)? {
        if store::once(tx, now, "untold", first.as_str())? {
            let why = format!(
                "the portal could not tell this recipient what happened ({count} times): /staff/recipients says what \
                 stands in the way and has the list to tell them by hand (Article 19)"
            );
            tasks::note(tx, now, random, UNTOLD, &recipient, &why)?;
            sent.warnings += 1;
        }
    }
    notifications::tidy(tx, now)?;
    requests::delete_old_documents(tx, now, random)?;
    let before = now.saturating_sub(jiff::SignedDuration::from_hours(24 * i64::from(QUESTION_DAYS))).unwrap_or(now);
    for (question, request) in store::open_questions(tx, before)? {
        if !store::once(tx, now, "question", question.as_str())? {
            continue;
        }
        if let Some(request) = requests::by_id(tx, &request)? {
            mails::tell_of_question(tx, now, random, keys, &request)?;
            sent.reminders += 1;
        }
    }
    Ok(sent)
}

/// Warns once when a date is near and once when it has passed; an extended date counts anew.
fn warn(tx: &mut Db, now: Timestamp, random: &Random, rules: &Rules, today: Date, row: &Row) -> Result<bool, Error> {
    let request = &row.request;
    let (kind, why) = if today > request.due_on {
        ("late", "the law's last day has passed without an answer")
    } else if rules.holidays.working_days(today, request.due_on) <= WARN_WORKING_DAYS {
        ("near", "the law's last day is three working days away or less")
    } else {
        return Ok(false);
    };
    if !store::once(tx, now, kind, &format!("{}/{}", request.id, request.due_on))? {
        return Ok(false);
    }
    requests::store::add_event(tx, now, random, &request.id, Happened::Warned, None)?;
    if kind == "near" {
        request.tell(tx, now, random, Event::DueSoon)?;
    }
    tasks::note(tx, now, random, &format!("requests.{kind}"), &request.reference, why)?;
    Ok(true)
}

/// Says once that nobody answered who asks and that the reasoned notice must leave before the date: nothing ends by itself
/// (law.md CLK-9, REF-2).
fn warn_unanswered(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, row: &Row) -> Result<bool, Error> {
    let request = &row.request;
    if !requests::may_end_unidentified(tx, keys, request, now)? {
        return Ok(false);
    }
    if !store::once(tx, now, "unidentified", &format!("{}/{}", request.id, request.due_on))? {
        return Ok(false);
    }
    let why = format!(
        "nobody answered who asks: send the notice with its reasons before {} (Articles 11(2) and 12(4)); the case can be \
         opened again",
        request.due_on
    );
    tasks::note(tx, now, random, UNIDENTIFIED, &request.reference, &why)?;
    Ok(true)
}

/// Mails a colleague what is due: their own and nobody's, and how many mails nobody has read; the data protection officer is told of
/// all.
fn digest(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    today: Date,
    (near, mails): (&[Row], u64),
    colleague: &Account,
) -> Result<bool, Error> {
    if colleague.disabled_at.is_some() || !colleague.role.may(Permission::Requests) {
        return Ok(false);
    }
    let all = colleague.role == Role::Dpo;
    let theirs = |row: &&Row| match &row.request.owner {
        Some(owner) => all || *owner == colleague.id,
        None => true,
    };
    let rows: Vec<&Row> = near.iter().filter(theirs).collect();
    let Ok(address) = Address::parse(&colleague.email) else { return Ok(false) };
    if (rows.is_empty() && mails == 0) || !store::once(tx, now, "digest", &format!("{}/{today}", colleague.id))? {
        return Ok(false);
    }
    let late = rows.iter().filter(|row| row.request.due_on < today).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let line = |row: &&Row| {
        let rights: Vec<String> =
            row.rights.iter().map(|right| say(colleague.lang, &format!("right-{right}"), &[])).collect();
        Due { reference: row.request.reference.clone(), what: rights.join(", "), due: row.request.due_on }
    };
    let mail = Mail::StaffDigest {
        soon: count(rows.len() - late),
        late: count(late),
        mails: u32::try_from(mails).unwrap_or(u32::MAX),
        rows: rows.iter().take(MOST_LINES).map(line).collect(),
        link: "/staff/queue".to_owned(),
    };
    mail::queue(tx, now, random, keys, &address, colleague.lang, &mail)?;
    Ok(true)
}

#[cfg(test)]
#[path = "day_tests.rs"]
mod tests;
