use crate::db::schema::mail::outbox;
use crate::db::{Db, Error, Id, Time, exactly_one};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// A mail to put into the outbox.
pub(super) struct New<'a> {
    pub id: &'a Id,
    pub mail: &'static str,
    pub urgency: &'static str,
    pub lang: &'static str,
    pub sealed: String,
}

/// Puts a mail into the outbox, `planned`.
pub(super) fn plan(tx: &mut Db, now: Timestamp, new: New<'_>) -> Result<(), Error> {
    let rows = diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(new.id),
            outbox::mail.eq(new.mail),
            outbox::urgency.eq(new.urgency),
            outbox::lang.eq(new.lang),
            outbox::sealed.eq(Some(new.sealed)),
            outbox::state.eq("planned"),
            outbox::attempts.eq(0),
            outbox::created_at.eq(Time::from(now)),
            outbox::changed_at.eq(Time::from(now)),
        ))
        .execute(tx)?;
    exactly_one(rows)
}

/// A mail that this process may send now.
#[derive(Queryable, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub urgency: String,
    pub lang: String,
    pub sealed: Option<String>,
}

/// What [`begin`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// The mail is ours to send; it is `sending` now.
    Ours(Turn),
    /// It was sent, given up or parked before: nothing to do.
    Over,
    /// It was `sending` when a process died, and is of those never sent twice: it is `unknown` now.
    Parked,
}

/// Marks the mail as `sending`: the intent is on disk before the act. A mail found `sending` was left behind by a
/// process that died: it is begun again, unless it is of a campaign.
pub(super) fn begin(tx: &mut Db, now: Timestamp, id: &Id) -> Result<Begun, Error> {
    let row: Option<(String, String)> =
        outbox::table.find(id).select((outbox::state, outbox::urgency)).first(tx).optional()?;
    let Some((state, urgency)) = row else { return Ok(Begun::Over) };
    let next = match (state.as_str(), urgency.as_str()) {
        ("sending", "campaign") => {
            end(tx, now, id, "unknown", None)?;
            return Ok(Begun::Parked);
        }
        ("planned" | "sending", _) => "sending",
        _ => return Ok(Begun::Over),
    };
    let rows = diesel::update(outbox::table.find(id).filter(outbox::state.eq(&state)))
        .set((
            outbox::state.eq(next),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::changed_at.eq(Time::from(now)),
        ))
        .execute(tx)?;
    exactly_one(rows)?;
    let turn = outbox::table.find(id).select((outbox::urgency, outbox::lang, outbox::sealed)).first(tx)?;
    Ok(Begun::Ours(turn))
}

/// Puts a mail that was `sending` back: it did not leave.
pub(super) fn put_back(tx: &mut Db, now: Timestamp, id: &Id, code: Option<u16>) -> Result<(), Error> {
    let rows = diesel::update(outbox::table.find(id).filter(outbox::state.eq("sending")))
        .set((
            outbox::state.eq("planned"),
            outbox::code.eq(code.map(i32::from)),
            outbox::changed_at.eq(Time::from(now)),
        ))
        .execute(tx)?;
    exactly_one(rows)
}

/// Ends a mail that was `sending` as `sent`, `failed` or `unknown`, and erases what it said and to whom.
pub(super) fn end(tx: &mut Db, now: Timestamp, id: &Id, state: &str, code: Option<u16>) -> Result<(), Error> {
    let rows = diesel::update(outbox::table.find(id).filter(outbox::state.eq("sending")))
        .set((
            outbox::state.eq(state),
            outbox::sealed.eq(None::<String>),
            outbox::code.eq(code.map(i32::from)),
            outbox::changed_at.eq(Time::from(now)),
        ))
        .execute(tx)?;
    exactly_one(rows)
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It has not left yet.
    Waits,
    /// It left at this moment, or nobody can tell that it did not.
    Left(Timestamp),
    /// It was refused or could not leave in time, or is not known any more.
    Failed,
}

/// What became of a mail of the outbox.
pub fn departure(db: &mut Db, id: &Id) -> Result<Departure, Error> {
    let row = outbox::table.find(id).select((outbox::state, outbox::changed_at));
    let row: Option<(String, Time)> = row.first(db).optional()?;
    Ok(match row.as_ref().map(|(state, at)| (state.as_str(), at)) {
        Some(("planned" | "sending", _)) => Departure::Waits,
        Some(("sent" | "unknown", at)) => Departure::Left(at.timestamp()),
        _ => Departure::Failed,
    })
}

/// The mails of one urgency that wait, and those that did not leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Mails that have not left yet.
    pub waiting: i64,
    /// Since when the oldest of them waits.
    pub since: Option<Timestamp>,
    /// Mails given up since the moment that was asked for.
    pub failed: i64,
    /// When the oldest of these was.
    pub failed_since: Option<Timestamp>,
    /// Mails since then of which nobody can tell whether they left.
    pub unknown: i64,
}

/// What waits in the outbox for sign-ins, or else of what is owed by law or to the reader; and what failed since then.
pub fn waiting(db: &mut Db, sign_ins: bool, then: Timestamp) -> Result<Waiting, Error> {
    let urgency = if sign_ins { "signin" } else { "statutory" };
    let of = |states: &[&'static str]| {
        outbox::table.filter(outbox::urgency.eq(urgency)).filter(outbox::state.eq_any(states.to_vec()))
    };
    let (open, failed, unknown) = (["planned", "sending"], ["failed"], ["unknown"]);
    let recent = outbox::changed_at.ge(Time::from(then));
    let since: Option<Time> = of(&open).select(diesel::dsl::min(outbox::created_at)).first(db)?;
    let failed_since: Option<Time> =
        of(&failed).filter(recent).select(diesel::dsl::min(outbox::changed_at)).first(db)?;
    Ok(Waiting {
        waiting: of(&open).count().get_result(db)?,
        since: since.map(Time::timestamp),
        failed: of(&failed).filter(recent).count().get_result(db)?,
        failed_since: failed_since.map(Time::timestamp),
        unknown: of(&unknown).filter(recent).count().get_result(db)?,
    })
}

/// When the next mail may leave if at most `per_hour` do: `None` if at once. Sign-in mails are counted, too, though
/// they do not wait.
pub(super) fn room(db: &mut Db, now: Timestamp, per_hour: u32) -> Result<Option<Timestamp>, Error> {
    let since = Time::from(now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN));
    let recent = outbox::table.filter(outbox::state.eq("sent")).filter(outbox::changed_at.gt(since));
    let blocking: Option<Time> = recent
        .order(outbox::changed_at.desc())
        .select(outbox::changed_at)
        .offset(i64::from(per_hour.max(1)) - 1)
        .first(db)
        .optional()?;
    Ok(blocking.map(|at| at.timestamp().checked_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX)))
}

/// Whether the mail waits for room in the hour: all do but sign-in mails.
pub(super) fn waits(db: &mut Db, id: &Id) -> Result<bool, Error> {
    let urgency: Option<String> = outbox::table.find(id).select(outbox::urgency).first(db).optional()?;
    Ok(urgency.is_some_and(|urgency| urgency != "signin"))
}

/// Gives up what could not leave in a week, and forgets what ended long ago. Returns how many rows changed.
pub(super) fn tidy(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    let before = |days: i64| {
        Time::from(now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Timestamp::MIN))
    };
    let stuck = diesel::update(outbox::table)
        .filter(outbox::state.eq("planned"))
        .filter(outbox::created_at.lt(before(7)))
        .set((outbox::state.eq("failed"), outbox::sealed.eq(None::<String>), outbox::changed_at.eq(Time::from(now))))
        .execute(tx)?;
    let old = diesel::delete(outbox::table)
        .filter(outbox::state.ne_all(["planned", "sending"]))
        .filter(outbox::changed_at.lt(before(90)))
        .execute(tx)?;
    Ok(stuck.saturating_add(old))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
