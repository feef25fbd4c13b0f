use crate::db::schema::refresh::{refresh_campaigns as campaigns, refresh_recipients as recipients};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people::{self, Person};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::campaign::State;
use crate::refresh::store::campaigns::{Campaign, leave_out, turn};
use crate::refresh::store::standings::{self, Mark};
use crate::secrets::TokenHash;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// What to do next for a campaign.
#[derive(Debug)]
pub(crate) enum Next {
    /// This mail is ours to send; it is `sending` now.
    Send(Turn),
    /// This one was not sent after all: the person must not be asked any more.
    Skipped,
    /// The hour is full until then.
    Wait(Timestamp),
    /// Everybody was asked, or the campaign does not send (any more).
    Nothing,
}

/// A mail to send.
#[derive(Debug)]
pub(crate) struct Turn {
    pub id: Id,
    pub person: Person,
    pub lang: Lang,
}

/// The secrets of one mail, as hashes.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub answer: TokenHash,
    pub stop: TokenHash,
}

/// Parks what an earlier run of the job left as `sending`: nobody knows whether it left, so it is never sent again by
/// itself. Returns how many.
pub(crate) fn park(tx: &mut Db, campaign: &Id, run: &str) -> Result<usize, Error> {
    let left = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::state.eq("sending"))
        .filter(recipients::run.ne(run));
    Ok(diesel::update(left).set(recipients::state.eq("unknown")).execute(tx)?)
}

/// Takes the next recipient in hand. Whether they may still be asked is looked up in the same transaction that marks
/// them `sending`: a "stop" that came a moment ago counts.
pub(crate) fn next(
    tx: &mut Db,
    now: Timestamp,
    campaign: &Campaign,
    horizon: &Horizon,
    run: &str,
    tokens: &Tokens,
) -> Result<Next, Error> {
    let state: String = campaigns::table.find(&campaign.id).select(campaigns::state).first(tx)?;
    if state != State::Sending.as_str() {
        return Ok(Next::Nothing);
    }
    if let Some(later) = full_until(tx, now, campaign.per_hour)? {
        return Ok(Next::Wait(later));
    }
    let first: Option<(Id, Option<Id>, String)> = recipients::table
        .filter(recipients::campaign.eq(&campaign.id))
        .filter(recipients::state.eq("planned"))
        .order(recipients::id)
        .select((recipients::id, recipients::person, recipients::lang))
        .first(tx)
        .optional()?;
    let Some((id, person, lang)) = first else {
        let busy: i64 = recipients::table
            .filter(recipients::campaign.eq(&campaign.id))
            .filter(recipients::state.eq("sending"))
            .count()
            .get_result(tx)?;
        if busy == 0 {
            turn(tx, now, &campaign.id, State::Sending, State::Done)?;
        }
        return Ok(Next::Nothing);
    };
    let planned = recipients::table.find(&id).filter(recipients::state.eq("planned"));
    let known = match &person {
        Some(person) => standings::candidate(tx, person)?,
        None => None,
    };
    let excluded = known.as_ref().map_or(Some(Exclusion::Erasing), |known| known.candidate.excluded(horizon));
    let person = match (excluded, &person) {
        (None, Some(person)) => people::by_id(tx, person)?,
        _ => None,
    };
    let Some(person) = person else {
        exactly_one(diesel::update(planned).set(recipients::state.eq("skipped")).execute(tx)?)?;
        leave_out(tx, &campaign.id, excluded.unwrap_or(Exclusion::Erasing), 1)?;
        return Ok(Next::Skipped);
    };
    let rows = diesel::update(planned)
        .set((
            recipients::state.eq("sending"),
            recipients::run.eq(Some(run)),
            recipients::answer_token.eq(Some(tokens.answer.as_str())),
            recipients::stop_token.eq(Some(tokens.stop.as_str())),
            recipients::tried_at.eq(Some(Time::from(now))),
        ))
        .execute(tx)?;
    exactly_one(rows)?;
    standings::mark(tx, &person.fingerprint, Mark::Asked, now)?;
    Ok(Next::Send(Turn { id, person, lang: lang.parse().unwrap_or(Lang::En) }))
}

/// When the next mail may leave if the hour is full. All campaigns share the hour.
fn full_until(db: &mut Db, now: Timestamp, per_hour: i32) -> Result<Option<Timestamp>, Error> {
    let hour = SignedDuration::from_hours(1);
    let since = Time::from(now.checked_sub(hour).unwrap_or(Timestamp::MIN));
    let blocking: Option<Option<Time>> = recipients::table
        .filter(recipients::tried_at.gt(since))
        .order(recipients::tried_at.desc())
        .select(recipients::tried_at)
        .offset(i64::from(per_hour.max(1)) - 1)
        .first(db)
        .optional()?;
    Ok(blocking.flatten().map(|at| at.timestamp().checked_add(hour).unwrap_or(Timestamp::MAX)))
}

/// How a mail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The mail server took it.
    Sent,
    /// It did not leave and can be tried again.
    Back,
    /// The mail server refused it for good.
    Failed { code: Option<u16>, bounced: bool },
    /// Nobody can tell.
    Unknown,
}

/// Notes how a mail ended. One that was parked meanwhile is settled too: now it is known.
pub(crate) fn settle(tx: &mut Db, now: Timestamp, turn: &Turn, outcome: Outcome) -> Result<(), Error> {
    let (state, code) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Back => ("planned", None),
        Outcome::Failed { code, .. } => ("failed", code),
        Outcome::Unknown => ("unknown", None),
    };
    let ours = recipients::table.find(&turn.id).filter(recipients::state.eq_any(["sending", "unknown"]));
    let rows = diesel::update(ours)
        .set((recipients::state.eq(state), recipients::code.eq(code.map(i32::from))))
        .execute(tx)?;
    exactly_one(rows)?;
    if let Outcome::Back = outcome {
        // It was not asked, so neither the hour nor the person counts it.
        let nothing = (recipients::tried_at.eq(None::<Time>), recipients::run.eq(None::<String>));
        diesel::update(recipients::table.find(&turn.id)).set(nothing).execute(tx)?;
        standings::unask(tx, &turn.person.fingerprint)?;
    }
    if let Outcome::Failed { bounced: true, .. } = outcome {
        standings::mark(tx, &turn.person.fingerprint, Mark::Bounced, now)?;
    }
    Ok(())
}

/// How many were refused for good, and how many were tried.
pub(crate) fn bounces(db: &mut Db, campaign: &Id) -> Result<(i64, i64), Error> {
    let of = |states: &'static [&'static str]| {
        recipients::table.filter(recipients::campaign.eq(campaign)).filter(recipients::state.eq_any(states)).count()
    };
    Ok((of(&["failed"]).get_result(db)?, of(&["failed", "sent", "unknown"]).get_result(db)?))
}

/// Settles what is parked, by a colleague's decision: all count as sent, or all are written off as failed. None is
/// sent again. Returns how many.
pub(crate) fn resolve(tx: &mut Db, campaign: &Id, as_sent: bool) -> Result<usize, Error> {
    let parked = recipients::table.filter(recipients::campaign.eq(campaign)).filter(recipients::state.eq("unknown"));
    let state = if as_sent { "sent" } else { "failed" };
    Ok(diesel::update(parked).set(recipients::state.eq(state)).execute(tx)?)
}
