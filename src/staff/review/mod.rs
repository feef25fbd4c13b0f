//! Access review: whether each account is still needed, asked of an administrator every so many months. An account that nobody
//! decided on within that time raises a task, which closes itself when the last one is decided on.

pub mod pages;
mod store;

use super::{Account, disable, list, tasks};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Schedule};
use crate::portal::Portal;
use crate::secrets::Random;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

/// The job that looks whether a review is due, and the kind of the task that it raises.
const REVIEW: &str = "staff.access-review";

/// What the task is about: all accounts.
const OBJECT: &str = "accounts";

/// An account as the review shows it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The account.
    pub account: Account,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last entered.
    pub entered_at: Option<Timestamp>,
    /// How many passkeys it has.
    pub passkeys: usize,
    /// When somebody last decided on it.
    pub decided_at: Option<Timestamp>,
    /// Whether a decision is due.
    pub is_due: bool,
}

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is noted.
    Done,
    /// Nobody closes their own account.
    Own,
    /// It was closed before.
    Closed,
}

/// Every account, those first that wait for a decision; `months` between two decisions, 0 for never.
pub fn reviewed(db: &mut Db, now: Timestamp, months: u32) -> Result<Vec<Reviewed>, Error> {
    let (times, decided, passkeys) = (store::times(db)?, store::decided(db)?, store::passkeys(db)?);
    let latest = now.to_zoned_datetime(TimeZone::UTC).checked_sub(i64::from(months).months());
    let latest = latest.map_err(|_| Error::Unreadable("the months between two reviews"))?.timestamp();
    let of = |account: Account| {
        let (opened_at, entered_at) = times.get(&account.id).copied().unwrap_or((now, None));
        let decided_at = decided.get(&account.id).copied();
        let is_due = months > 0 && account.disabled_at.is_none() && decided_at.unwrap_or(opened_at) <= latest;
        let passkeys = passkeys.get(&account.id).copied().unwrap_or_default();
        Reviewed { account, opened_at, entered_at, passkeys, decided_at, is_due }
    };
    let mut all: Vec<Reviewed> = list(db)?.into_iter().map(of).collect();
    all.sort_by_key(|one| !one.is_due);
    Ok(all)
}

/// An administrator says that an account is still needed, or closes it.
pub fn decide(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    months: u32,
    (by, account): (&Id, &Id),
    needed: bool,
) -> Result<Decided, Error> {
    let found = super::account(tx, account)?.ok_or(Error::NotFound)?;
    if found.disabled_at.is_some() {
        return Ok(Decided::Closed);
    }
    if !needed && by == account {
        return Ok(Decided::Own);
    }
    if !needed {
        disable(tx, now, account)?;
    }
    store::decide(tx, now, random, account, if needed { "needed" } else { "closed" }, by)?;
    let action = if needed { "staff.still-needed" } else { "staff.disabled" };
    let actor = Actor::Colleague(by.clone());
    let event = audit::Event { actor, action, object: Some(account.to_string()), person: None, detail: json!({}) };
    audit::append(tx, now, random, &event)?;
    if !reviewed(tx, now, months)?.iter().any(|one| one.is_due) {
        tasks::close(tx, now, random, REVIEW, OBJECT)?;
    }
    Ok(Decided::Done)
}

/// The jobs.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(REVIEW, look)]
}

/// When it is looked whether a review is due.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(REVIEW, SignedDuration::from_hours(24))]
}

/// Raises the task once, however often it is looked.
async fn look(portal: Portal, _: Value) -> Result<(), Failure> {
    let (now, random, months) = (portal.clock.now(), portal.random.clone(), portal.settings.staff.review_months);
    let raised = portal.db.write(move |tx| {
        let due = reviewed(tx, now, months)?.iter().filter(|one| one.is_due).count();
        if due > 0 && !tasks::is_open(tx, REVIEW, OBJECT)? {
            let why = format!("{due} accounts wait for a decision on whether they are still needed: /admin/access");
            tasks::note(tx, now, &random, REVIEW, OBJECT, &why)?;
        }
        Ok::<_, Error>(())
    });
    Ok(raised.await?)
}
