use crate::db::schema::refresh::{refresh_campaigns as campaigns, refresh_recipients as recipients};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::people::{self, Person};
use crate::refresh::campaign::{Answer, Stop};
use crate::refresh::store::standings::{self, Mark, oldest};
use crate::secrets::TokenHash;
use diesel::prelude::*;
use jiff::Timestamp;

/// How many days an answer page can be used.
pub(crate) const DAYS: i64 = people::ANSWER_DAYS;
/// How many days a "stop" can be taken back on its page.
pub(crate) const UNDO_DAYS: i64 = 30;

/// A mail that somebody holds the link of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its id.
    pub id: Id,
    /// The campaign.
    pub campaign: Id,
    /// The person; absent once erased.
    pub person: Option<Id>,
    /// Which time the campaign asked them: its first mail and its reminder are of one period, and have one answer.
    pub period: i32,
    /// The language of the mail.
    pub lang: Lang,
    /// When it was handed over.
    pub asked_at: Option<Timestamp>,
    /// The answer, if there is one.
    pub answer: Option<Answer>,
    /// When it was given.
    pub answered_at: Option<Timestamp>,
    /// The mail is too old to be answered.
    pub expired: bool,
    /// What a "stop" stopped.
    pub stop: Option<Stop>,
    /// The stop of the checks can still be taken back.
    pub can_undo: bool,
    /// It is of family P: its "stop" asks what to stop.
    pub permitted: bool,
}

/// Which link of the mail the token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The answer page, `/c/…`.
    Answer,
    /// The stop page, `/u/…`.
    Stop,
}

/// The links of the answer pages in everything that was mailed to a person open nothing any more.
pub(crate) fn close(tx: &mut Db, person: &Id) -> Result<(), Error> {
    let theirs = recipients::table.filter(recipients::person.eq(person)).filter(recipients::answer_token.is_not_null());
    diesel::update(theirs).set(recipients::answer_token.eq(None::<String>)).execute(tx)?;
    Ok(())
}

/// The mail that this token was minted for.
pub(crate) fn asked(db: &mut Db, now: Timestamp, link: Link, token: &TokenHash) -> Result<Option<Asked>, Error> {
    type Row = (Id, Id, Option<Id>, i32, String, Option<String>, Option<Time>, Option<Time>, Option<String>, bool);
    let query = recipients::table
        .inner_join(campaigns::table.on(campaigns::id.eq(recipients::campaign)))
        .select((
            recipients::id,
            recipients::campaign,
            recipients::person,
            recipients::period,
            recipients::lang,
            recipients::answer,
            recipients::answered_at,
            recipients::tried_at,
            recipients::stopped,
            campaigns::permission_activity.is_not_null(),
        ))
        .into_boxed();
    let query = match link {
        Link::Answer => query.filter(recipients::answer_token.eq(token.as_str())),
        Link::Stop => query.filter(recipients::stop_token.eq(token.as_str())),
    };
    let row: Option<Row> = query.first(db).optional()?;
    let Some((id, campaign, person, period, lang, answer, answered_at, tried_at, stopped, permitted)) = row else {
        return Ok(None);
    };
    let lang = lang.parse().unwrap_or(Lang::En);
    let expired = tried_at.is_none_or(|at| at < oldest(now, DAYS));
    let mut asked = Asked {
        id,
        campaign,
        person,
        period,
        lang,
        asked_at: tried_at.map(Time::timestamp),
        answer: None,
        answered_at: None,
        expired,
        stop: None,
        can_undo: false,
        permitted,
    };
    let own = answer.is_some();
    let held = if own { Some((asked.id.clone(), answer, answered_at, stopped)) } else { holder(db, &asked)? };
    if let Some((_, answer, answered_at, stopped)) = held {
        asked.answer = answer.as_deref().and_then(Answer::parse);
        asked.answered_at = answered_at.map(Time::timestamp);
        asked.stop = stop_of(asked.answer, stopped.as_deref());
        let ends_checks = asked.stop.is_none_or(Stop::ends_checks);
        asked.can_undo = ends_checks && answered_at.is_some_and(|at| at >= oldest(now, UNDO_DAYS));
    }
    Ok(Some(asked))
}

fn stop_of(answer: Option<Answer>, stopped: Option<&str>) -> Option<Stop> {
    (answer == Some(Answer::Stop)).then(|| stopped.and_then(Stop::parse).unwrap_or(Stop::Checks))
}

/// A mail with its answer, when that was given, and what it stopped.
type Held = (Id, Option<String>, Option<Time>, Option<String>);

/// Of a first mail and its reminder, the one that was answered.
fn holder(db: &mut Db, asked: &Asked) -> Result<Option<Held>, Error> {
    let answered = recipients::table.filter(recipients::answer.is_not_null()).select((
        recipients::id,
        recipients::answer,
        recipients::answered_at,
        recipients::stopped,
    ));
    let held: QueryResult<Held> = match &asked.person {
        Some(person) => answered
            .filter(recipients::campaign.eq(&asked.campaign))
            .filter(recipients::person.eq(person))
            .filter(recipients::period.eq(asked.period))
            .first(db),
        None => answered.filter(recipients::id.eq(&asked.id)).first(db),
    };
    Ok(held.optional()?)
}

/// Writes an answer down: `false` if the mail, or the other of a first mail and its reminder, was answered before. "Stop"
/// is always heard, also after another answer, and is one of the checks here. `confirmed at` is set here and nowhere else in a mailing.
/// Who answered is not reminded.
pub(crate) fn answer(tx: &mut Db, now: Timestamp, asked: &Asked, answer: Answer) -> Result<bool, Error> {
    if answer == Answer::Stop {
        return stop(tx, now, asked, Stop::Checks);
    }
    if holder(tx, asked)?.is_some_and(|held| held.0 != asked.id) {
        return Ok(false);
    }
    let row = recipients::table.find(&asked.id).filter(recipients::answer.is_null());
    let set = (recipients::answer.eq(Some(answer.as_str())), recipients::answered_at.eq(Some(Time::from(now))));
    if diesel::update(row).set(set).execute(tx)? != 1 {
        return Ok(false);
    }
    let Some(person) = answered(tx, asked)? else { return Ok(true) };
    match answer {
        Answer::Correct => people::confirm(tx, &person.id, now)?,
        Answer::NotMe => standings::mark(tx, &person.fingerprint, Mark::Disowned, now)?,
        Answer::Changed | Answer::Stop => {}
    }
    Ok(true)
}

/// Hears a "stop", beside what was stopped before; `false` if that was it already. It keeps the day on which it was first said.
pub(crate) fn stop(tx: &mut Db, now: Timestamp, asked: &Asked, what: Stop) -> Result<bool, Error> {
    let held = holder(tx, asked)?;
    let (before, since) = held.as_ref().map_or((None, None), |(_, answer, at, stopped)| {
        (stop_of(answer.as_deref().and_then(Answer::parse), stopped.as_deref()), *at)
    });
    let all = what.and(before);
    if before == Some(all) {
        return Ok(false);
    }
    let row = recipients::table.find(held.as_ref().map_or(&asked.id, |held| &held.0));
    let set = (
        recipients::answer.eq(Some(Answer::Stop.as_str())),
        recipients::answered_at.eq(Some(since.filter(|_| before.is_some()).unwrap_or(Time::from(now)))),
        recipients::stopped.eq((all != Stop::Checks).then_some(all.as_str())),
    );
    let other = recipients::answer.is_null().or(recipients::answer.ne(Answer::Stop.as_str()));
    let rows = match before {
        None => diesel::update(row.filter(other)).set(set).execute(tx)?,
        Some(_) => diesel::update(row).set(set).execute(tx)?,
    };
    if rows != 1 {
        return Ok(false);
    }
    if let Some(person) = answered(tx, asked)?
        && all.ends_checks()
    {
        standings::mark(tx, &person.fingerprint, Mark::Stopped, now)?;
    }
    Ok(true)
}

/// Who answered is not reminded; the person, while there is one.
fn answered(tx: &mut Db, asked: &Asked) -> Result<Option<Person>, Error> {
    let Some(person) = asked.person.as_ref() else { return Ok(None) };
    let reminder = recipients::table
        .filter(recipients::campaign.eq(&asked.campaign))
        .filter(recipients::person.eq(person))
        .filter(recipients::period.eq(asked.period))
        .filter(recipients::state.eq("planned"));
    diesel::update(reminder).set(recipients::state.eq("skipped")).execute(tx)?;
    people::by_id(tx, person)
}

/// Takes a stop of the checks back: `false` if there is none, or it is too old. A stop of marketing stays: to agree to that again is
/// an act of somebody who signed in, on the page of their choices.
pub(crate) fn undo_stop(tx: &mut Db, now: Timestamp, asked: &Asked) -> Result<bool, Error> {
    let Some((id, answer, at, stopped)) = holder(tx, asked)? else { return Ok(false) };
    let stop = stop_of(answer.as_deref().and_then(Answer::parse), stopped.as_deref());
    let row = recipients::table
        .find(id)
        .filter(recipients::answer.eq(Answer::Stop.as_str()))
        .filter(recipients::answered_at.ge(oldest(now, UNDO_DAYS)));
    let left = match stop {
        Some(Stop::Checks) => None,
        Some(Stop::Both) => Some(Stop::Marketing),
        Some(Stop::Marketing) | None => return Ok(false),
    };
    let set = (
        recipients::answer.eq(left.map(|_| Answer::Stop.as_str())),
        recipients::answered_at.eq(at.filter(|_| left.is_some())),
        recipients::stopped.eq(left.map(Stop::as_str)),
    );
    if diesel::update(row).set(set).execute(tx)? != 1 {
        return Ok(false);
    }
    if let Some(person) = asked.person.as_ref()
        && let Some(person) = people::by_id(tx, person)?
    {
        standings::unstop(tx, &person.fingerprint)?;
    }
    Ok(true)
}
