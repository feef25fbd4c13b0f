use crate::bounces::{Cause, Kind};
use crate::consents::Permit;
use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people::{self, Person};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::bounce::Way;
use crate::refresh::campaign::{Pause, State, too_many_bounces, too_many_complaints};
use crate::refresh::hours::Own;
use crate::refresh::providers::OTHER;
use crate::refresh::schedule::{Policy, at_hour};
use crate::refresh::store::campaigns::{Campaign, leave_out, one, pause, turn};
use crate::refresh::store::candidates::{self, Known};
use crate::refresh::store::hours;
use crate::refresh::store::lanes;
use crate::refresh::store::pace;
use crate::refresh::store::places::{self, Place};
use crate::refresh::store::reminders::{self, First};
use crate::refresh::store::reports::{self, Sign};
use crate::refresh::store::standings;
use crate::secrets::{Random, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Into how many parts the recipients of a campaign are dealt, so that several processes share it without waiting for
/// each other: each part is sent by one job.
pub(crate) const PARTS: i32 = 4;

/// How often a mail is tried that the server asks to bring later.
const TRIES: i32 = 6;

/// What to do next for a part of a campaign.
#[derive(Debug)]
pub(crate) enum Next {
    /// These mails are ours to hand over; they are `sending` now. None: look again, somebody was left out.
    Send(Vec<Turn>),
    /// The hour is full (of all, or of each provider that mails are left to), the day of the warm-up is, it is night or a holiday,
    /// or every mail left must wait, until then.
    Wait(Timestamp),
    /// Nothing of this part is left, or the campaign does not send (any more).
    Nothing,
}

/// A mail to hand over.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub id: Id,
    pub campaign: Id,
    pub part: i32,
    pub period: i32,
    pub person: Person,
    pub lang: Lang,
    /// It is the reminder of a mail that was not answered.
    pub is_reminder: bool,
    /// After how many days its reader is reminded, if they are.
    pub remind_after_days: Option<i32>,
    /// Which of the tokens that were offered is its own.
    pub token: usize,
    /// How often the server asked to bring it later.
    pub tries: usize,
    /// The proof that its reader permits the marketing it links to; always there in family P, and never in family S.
    pub permit: Option<Permit>,
    /// The large mail provider that its reader has; empty: none of them.
    pub provider: String,
    /// The lane in which its reminder waits, in a campaign that has lanes.
    pub lane: Option<String>,
    /// Where it counts, besides the hour of all.
    pub place: Place,
}

/// The secrets of one mail, as hashes.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub answer: TokenHash,
    pub stop: TokenHash,
}

/// One run of the job that sends one part.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    pub campaign: Id,
    pub part: i32,
    /// Tells this run from those before it.
    pub run: String,
    /// Of all campaigns together, in an hour.
    pub per_hour: i32,
    /// Whether its mails are counted by provider, as some campaign limits them.
    pub counts_providers: bool,
}

/// Parks what an earlier run of this part left as `sending`: nobody knows whether it left, so it is never sent again
/// by itself. Returns how many.
pub(crate) fn park(tx: &mut Db, now: Timestamp, hand: &Hand) -> Result<usize, Error> {
    pace::tidy(tx, now)?;
    if hand.counts_providers {
        places::tidy(tx, now)?;
    }
    let left = recipients::table
        .filter(recipients::campaign.eq(&hand.campaign))
        .filter(recipients::state.eq("sending"))
        .filter(recipients::part.eq(hand.part))
        .filter(recipients::run.ne(&hand.run));
    Ok(diesel::update(left).set(recipients::state.eq("unknown")).execute(tx)?)
}

/// Parks what a run that ends has left in hand: a mail whose task broke down.
pub(crate) fn drop_hand(tx: &mut Db, hand: &Hand) -> Result<usize, Error> {
    let left = recipients::table
        .filter(recipients::campaign.eq(&hand.campaign))
        .filter(recipients::state.eq("sending"))
        .filter(recipients::part.eq(hand.part))
        .filter(recipients::run.eq(&hand.run));
    Ok(diesel::update(left).set(recipients::state.eq("unknown")).execute(tx)?)
}

/// Takes the next recipients in hand, one for each pair of tokens at most. Whether each may still be asked is looked
/// up in the very transaction that marks them `sending`: a "stop" committed before it counts. So is whether anything may
/// leave at this hour, by the clock and calendar of each who has their own.
pub(crate) fn take(
    tx: &mut Db,
    now: Timestamp,
    hand: &Hand,
    policy: &Policy,
    tokens: &[Tokens],
) -> Result<Next, Error> {
    let campaign = one(tx, &hand.campaign)?;
    if campaign.state != State::Sending {
        return Ok(Next::Nothing);
    }
    if campaign.schedule.is_over(now, &policy.zone) {
        cut(tx, hand)?;
        return Ok(Next::Nothing);
    }
    let end = campaign.schedule.end(&policy.zone).unwrap_or(Timestamp::MAX);
    let wait = |at: Timestamp| Ok(Next::Wait(at.min(end)));
    let planned = recipients::table
        .filter(recipients::campaign.eq(&hand.campaign))
        .filter(recipients::state.eq("planned"))
        .filter(recipients::part.eq(hand.part));
    let most = i64::try_from(tokens.len()).unwrap_or(1);
    if campaign.own_hours && !hours::are_sorted(tx, now, hand, (&campaign, policy), most)? {
        return Ok(Next::Send(Vec::new()));
    }
    let in_lanes = match campaign.schedule.per_provider_hour {
        Some(limit) => lanes::next(tx, now, hand, limit, tokens.len())?,
        None => None,
    };
    let next = planned.limit(most).select(ready_columns());
    let due = recipients::not_before.assume_not_null().le(Time::from(now));
    let mut ready: Vec<Ready> = match in_lanes {
        Some(lanes::Next::Ready(ready)) => ready,
        Some(lanes::Next::Until(at)) => return wait(at),
        None if campaign.own_hours => next.filter(due).order((recipients::not_before, recipients::id)).load(tx)?,
        None => next.filter(recipients::not_before.is_null().or(due)).order(recipients::id).load(tx)?,
    };
    if ready.is_empty() {
        let soonest: Option<Option<Time>> =
            planned.order(recipients::not_before).select(recipients::not_before).first(tx).optional()?;
        return soonest.flatten().map_or(Ok(Next::Nothing), |at| wait(at.timestamp()));
    }
    let closed = if campaign.own_hours { None } else { hours::opens(&Own::default(), now, &campaign, policy) };
    if let Some(opens) = closed {
        return wait(opens);
    }
    match pace::room(tx, now, hand.per_hour)? {
        Ok(room) => ready.truncate(usize::try_from(room).unwrap_or(usize::MAX)),
        Err(later) => return wait(later),
    }
    let today = now.to_zoned_datetime(policy.zone.clone()).date();
    let share = places::share(tx, &campaign, today)?;
    if let Some(share) = share {
        if share.left == 0 {
            // At midnight the window is looked at again.
            return wait(at_hour(today, 24, &policy.zone));
        }
        ready.truncate(usize::try_from(share.left).unwrap_or(usize::MAX));
    }
    let horizon = campaign.horizon(policy, now);
    let day = share.map(|_| today);
    hand_out(tx, (now, policy, &horizon), hand, &campaign, ready, (tokens, day)).map(Next::Send)
}

/// A recipient whose turn has come: id, person, language, tries, period, round.
pub(super) type Ready = (Id, Option<Id>, String, i32, i32, i32);

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn ready_columns() -> _ {
    (recipients::id, recipients::person, recipients::lang, recipients::tries, recipients::period, recipients::round)
}

/// Marks those who may still be asked as `sending`, and the others as left out.
fn hand_out(
    tx: &mut Db,
    (now, policy, horizon): (Timestamp, &Policy, &Horizon),
    hand: &Hand,
    campaign: &Campaign,
    ready: Vec<Ready>,
    (tokens, day): (&[Tokens], Option<Date>),
) -> Result<Vec<Turn>, Error> {
    let ids: Vec<Id> = ready.iter().filter_map(|row| row.1.clone()).collect();
    let reminds = ready.iter().any(|row| row.5 == reminders::REMINDER);
    let firsts = if reminds { reminders::firsts(tx, &hand.campaign, &ids)? } else { HashMap::new() };
    let known: HashMap<Id, Known> =
        candidates::of(tx, &ids, horizon)?.into_iter().map(|known| (known.person.clone(), known)).collect();
    let mut persons: HashMap<Id, Person> =
        people::by_ids(tx, &ids)?.into_iter().map(|person| (person.id.clone(), person)).collect();
    let mut turns = Vec::new();
    let mut left_out: BTreeMap<Exclusion, i64> = BTreeMap::new();
    let counts_providers = hand.counts_providers || campaign.schedule.per_provider_hour.is_some();
    for ((id, person, lang, tries, period, round), (token, hashes)) in ready.into_iter().zip(tokens.iter().enumerate())
    {
        let row =
            recipients::table.find(&id).filter(recipients::state.eq("planned")).filter(recipients::part.eq(hand.part));
        let known = person.as_ref().and_then(|person| known.get(person));
        let is_reminder = round == reminders::REMINDER;
        let excluded = known.map_or(Some(Exclusion::Erasing), |known| known.candidate.excluded(horizon));
        let may = if is_reminder {
            let first: Option<&First> = person.clone().and_then(|person| firsts.get(&(person, period)));
            first.zip(known).is_some_and(|(first, known)| first.may_be_reminded(now, &known.candidate, horizon))
        } else {
            excluded.is_none()
        };
        let person = person.and_then(|person| persons.remove(&person)).filter(|_| may);
        // One that is not `planned` any more was taken by another run of this part, after a resumption.
        let Some(person) = person else {
            let skipped = diesel::update(row).set(recipients::state.eq("skipped")).execute(tx)?;
            // Who is not reminded was asked all the same.
            let counts = if is_reminder { 0 } else { i64::try_from(skipped).unwrap_or(0) };
            *left_out.entry(excluded.unwrap_or(Exclusion::Erasing)).or_default() += counts;
            continue;
        };
        // Who came to live elsewhere since the planning has their own night, too; the campaign learns it here.
        let own = known.map(|known| &known.own).filter(|own| campaign.own_hours || !own.is_company());
        if let Some(opens) = own.and_then(|own| hours::opens(own, now, campaign, policy)) {
            hours::put_off(tx, std::slice::from_ref(&id), opens)?;
            hours::note(tx, campaign, true)?;
            continue;
        }
        let rows = diesel::update(row)
            .set((
                recipients::state.eq("sending"),
                recipients::run.eq(Some(&hand.run)),
                recipients::answer_token.eq(Some(hashes.answer.as_str())),
                recipients::stop_token.eq(Some(hashes.stop.as_str())),
                recipients::tried_at.eq(Some(Time::from(now))),
            ))
            .execute(tx)?;
        if rows != 1 {
            continue;
        }
        let lang = lang.parse().unwrap_or(Lang::En);
        let provider = known.map_or(OTHER, |known| known.provider.as_str());
        turns.push(Turn {
            id,
            campaign: hand.campaign.clone(),
            part: hand.part,
            period,
            person,
            lang,
            is_reminder,
            remind_after_days: campaign.schedule.remind_after_days.filter(|_| !is_reminder),
            token,
            tries: usize::try_from(tries).unwrap_or(0),
            permit: known.and_then(|known| known.permit.clone()),
            provider: provider.to_owned(),
            lane: lanes::of(&campaign.schedule, provider).map(str::to_owned),
            place: Place::new(now, Some(provider).filter(|_| counts_providers), day),
        });
    }
    let asked: Vec<&str> = turns.iter().map(|turn: &Turn| turn.person.fingerprint.as_str()).collect();
    let stopped = standings::mark_asked(tx, &asked, now)?;
    // Who said "stop" between the look at them and here: where writers do not wait for each other, both can be.
    for turn in turns.extract_if(.., |turn| stopped.contains(&turn.person.fingerprint)) {
        let nothing = (recipients::answer_token.eq(None::<String>), recipients::stop_token.eq(None::<String>));
        let skipped = (recipients::state.eq("skipped"), recipients::tried_at.eq(None::<Time>), nothing);
        diesel::update(recipients::table.find(&turn.id)).set(skipped).execute(tx)?;
        standings::unask(tx, &turn.person)?;
        *left_out.entry(Exclusion::Stopped).or_default() += i64::from(!turn.is_reminder);
    }
    for (reason, count) in left_out {
        leave_out(tx, &hand.campaign, reason, count)?;
    }
    pace::charge(tx, now, hand.part, i64::try_from(turns.len()).unwrap_or(0))?;
    places::take(tx, &turns)?;
    Ok(turns)
}

/// The last day is over: what is left of this part never leaves.
fn cut(tx: &mut Db, hand: &Hand) -> Result<(), Error> {
    let left = recipients::table
        .filter(recipients::campaign.eq(&hand.campaign))
        .filter(recipients::state.eq("planned"))
        .filter(recipients::part.eq(hand.part));
    diesel::update(left).set(recipients::state.eq("skipped")).execute(tx)?;
    Ok(())
}

/// Ends the campaign if nothing of any part is left. Its own transaction, so that of two parts that end together one
/// sees the other's last outcome. One that goes on ends with its last day only.
pub(crate) fn finish(tx: &mut Db, now: Timestamp, policy: &Policy, campaign: &Id) -> Result<bool, Error> {
    let schedule = one(tx, campaign)?.schedule;
    if schedule.every_months.is_some() && !schedule.is_over(now, &policy.zone) {
        return Ok(false);
    }
    let left: Option<Id> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::state.eq_any(["planned", "sending"]))
        .select(recipients::id)
        .first(tx)
        .optional()?;
    if left.is_some() {
        return Ok(false);
    }
    match turn(tx, now, campaign, State::Sending, State::Done) {
        Ok(()) => Ok(true),
        Err(Error::Lost) => Ok(false),
        Err(error) => Err(error),
    }
}

/// How a mail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The mail server took it.
    Sent,
    /// It did not leave, for a reason that is not its own: it can be tried again at once.
    Back,
    /// The mail server asked to bring it later; after too many times it is given up.
    Later { code: Option<u16>, at: Timestamp, counts: bool },
    /// The mail server refused it for good.
    /// With why, if that is known to be about the recipient or about us.
    Failed { code: Option<u16>, cause: Option<Cause> },
    /// Nobody can tell.
    Unknown,
}

/// Notes how mails ended. One that was parked meanwhile is settled too: now it is known. One that a colleague settled
/// meanwhile, or that was noted before, stays as it is. Who got a first mail is reminded later, if the campaign reminds.
pub(crate) fn settle(tx: &mut Db, now: Timestamp, random: &Random, ended: &[(Turn, Outcome)]) -> Result<(), Error> {
    let ours = || recipients::table.filter(recipients::state.eq_any(["sending", "unknown"]));
    for (outcome, state) in [(Outcome::Sent, "sent"), (Outcome::Unknown, "unknown")] {
        let together = |(turn, end): &&(Turn, Outcome)| {
            *end == outcome && (outcome != Outcome::Sent || turn.remind_after_days.is_none())
        };
        let ids: Vec<&Id> = ended.iter().filter(together).map(|(turn, _)| &turn.id).collect();
        if !ids.is_empty() {
            let rows = ours().filter(recipients::id.eq_any(ids));
            diesel::update(rows).set(recipients::state.eq(state)).execute(tx)?;
        }
    }
    for (turn, outcome) in ended {
        let row = ours().filter(recipients::id.eq(&turn.id));
        match *outcome {
            Outcome::Sent => {
                if let Some(days) = turn.remind_after_days
                    && diesel::update(row).set(recipients::state.eq("sent")).execute(tx)? == 1
                {
                    reminders::plan(tx, now, random, turn, days)?;
                }
            }
            Outcome::Unknown => {}
            Outcome::Failed { code, cause } => {
                let set = (recipients::state.eq("failed"), recipients::code.eq(code.map(i32::from)));
                let noted = diesel::update(row).set(set).execute(tx)?;
                if let Some(cause) = cause.filter(|_| noted == 1) {
                    refused(tx, now, &turn.id, cause)?;
                }
            }
            Outcome::Back => put_back(tx, now, turn, 0, None, None)?,
            Outcome::Later { code, at, counts } => put_back(tx, now, turn, i32::from(counts), code, Some(at))?,
        }
    }
    Ok(())
}

/// The mail server itself said what it thinks of a mail.
fn refused(tx: &mut Db, now: Timestamp, mail: &Id, cause: Cause) -> Result<(), Error> {
    let kind = if cause.ends_address() { Kind::Hard } else { Kind::Soft };
    let sign = Sign { mail, kind, cause, status: None, way: Way::Server, name: Way::Server.as_str() };
    reports::note(tx, now, &sign).map(drop)
}

/// It was not asked, so neither the hour nor the person counts it.
fn put_back(
    tx: &mut Db,
    now: Timestamp,
    turn: &Turn,
    tries: i32,
    code: Option<u16>,
    not_before: Option<Timestamp>,
) -> Result<(), Error> {
    let row = || recipients::table.find(&turn.id).filter(recipients::state.eq_any(["sending", "unknown"]));
    let found: Option<(i32, i32)> = row().select((recipients::part, recipients::tries)).first(tx).optional()?;
    let Some((part, tried)) = found else { return Ok(()) };
    let tried = tried.saturating_add(tries);
    let state = if tried >= TRIES { "failed" } else { "planned" };
    let set = (
        recipients::state.eq(state),
        recipients::code.eq(code.map(i32::from)),
        recipients::tries.eq(tried),
        recipients::not_before.eq(not_before.map(Time::from)),
        recipients::tried_at.eq(None::<Time>),
        recipients::run.eq(None::<String>),
    );
    exactly_one(diesel::update(row()).set(set).execute(tx)?)?;
    if state == "failed" {
        refused(tx, now, &turn.id, Cause::of(None, code, ""))?;
    }
    pace::charge(tx, now, part, -1)?;
    places::give_back(tx, turn)?;
    standings::unask(tx, &turn.person)
}

/// How many were refused for good, and how many were tried.
pub(crate) fn bounces(db: &mut Db, campaign: &Id) -> Result<(i64, i64), Error> {
    let of = |states: &'static [&'static str]| {
        recipients::table.filter(recipients::campaign.eq(campaign)).filter(recipients::state.eq_any(states)).count()
    };
    Ok((of(&["failed"]).get_result(db)?, of(&["failed", "sent", "unknown"]).get_result(db)?))
}

/// Pauses a campaign by itself if too many of its mails came back or were called unwanted. Why, if that was done now.
pub(crate) fn pause_if_needed(tx: &mut Db, now: Timestamp, campaign: &Id) -> Result<Option<Pause>, Error> {
    let (failed, tried) = bounces(tx, campaign)?;
    let why = if too_many_bounces(failed, tried) {
        Pause::Bounces
    } else if too_many_complaints(reports::complaints(tx, campaign)?, tried) {
        Pause::Complaints
    } else {
        return Ok(None);
    };
    Ok(pause(tx, now, campaign, why)?.then_some(why))
}

/// Settles what is parked, by a colleague's decision: all count as sent, or all are written off as failed. None is
/// sent again. Returns how many.
pub(crate) fn resolve(tx: &mut Db, campaign: &Id, as_sent: bool) -> Result<usize, Error> {
    let parked = recipients::table.filter(recipients::campaign.eq(campaign)).filter(recipients::state.eq("unknown"));
    let state = if as_sent { "sent" } else { "failed" };
    Ok(diesel::update(parked).set(recipients::state.eq(state)).execute(tx)?)
}
