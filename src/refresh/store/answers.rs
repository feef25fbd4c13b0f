use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::people;
use crate::refresh::campaign::Answer;
use crate::refresh::store::standings::{self, Mark, oldest};
use crate::secrets::TokenHash;
use diesel::prelude::*;
use jiff::Timestamp;

/// How many days an answer page can be used.
pub(super) const DAYS: i64 = 60;
/// How many days a "stop" can be taken back on its page.
const UNDO_DAYS: i64 = 30;

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
    /// A "stop" can still be taken back.
    pub can_undo: bool,
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
    type Row = (Id, Id, Option<Id>, i32, String, Option<String>, Option<Time>, Option<Time>);
    let query = recipients::table
        .select((
            recipients::id,
            recipients::campaign,
            recipients::person,
            recipients::period,
            recipients::lang,
            recipients::answer,
            recipients::answered_at,
            recipients::tried_at,
        ))
        .into_boxed();
    let query = match link {
        Link::Answer => query.filter(recipients::answer_token.eq(token.as_str())),
        Link::Stop => query.filter(recipients::stop_token.eq(token.as_str())),
    };
    let row: Option<Row> = query.first(db).optional()?;
    let Some((id, campaign, person, period, lang, answer, answered_at, tried_at)) = row else { return Ok(None) };
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
        can_undo: false,
    };
    let held = if answer.is_some() { Some((asked.id.clone(), answer, answered_at)) } else { holder(db, &asked)? };
    if let Some((_, answer, answered_at)) = held {
        asked.answer = answer.as_deref().and_then(Answer::parse);
        asked.answered_at = answered_at.map(Time::timestamp);
        asked.can_undo = answered_at.is_some_and(|at| at >= oldest(now, UNDO_DAYS));
    }
    Ok(Some(asked))
}

/// A mail with its answer and when that was given.
type Held = (Id, Option<String>, Option<Time>);

/// Of a first mail and its reminder, the one that was answered.
fn holder(db: &mut Db, asked: &Asked) -> Result<Option<Held>, Error> {
    let answered = recipients::table.filter(recipients::answer.is_not_null()).select((
        recipients::id,
        recipients::answer,
        recipients::answered_at,
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
/// is always heard, also after another answer. `confirmed at` is set here and nowhere else in a mailing. Who answered is not reminded.
pub(crate) fn answer(tx: &mut Db, now: Timestamp, asked: &Asked, answer: Answer) -> Result<bool, Error> {
    let held = holder(tx, asked)?.map(|(id, _, _)| id);
    if answer != Answer::Stop && held.as_ref().is_some_and(|id| *id != asked.id) {
        return Ok(false);
    }
    let row = recipients::table.find(held.as_ref().unwrap_or(&asked.id));
    let set = (recipients::answer.eq(Some(answer.as_str())), recipients::answered_at.eq(Some(Time::from(now))));
    let rows = match answer {
        Answer::Stop => {
            let other = recipients::answer.is_null().or(recipients::answer.ne(Answer::Stop.as_str()));
            diesel::update(row.filter(other)).set(set).execute(tx)?
        }
        _ => diesel::update(row.filter(recipients::answer.is_null())).set(set).execute(tx)?,
    };
    if rows != 1 {
        return Ok(false);
    }
    let Some(person) = asked.person.as_ref() else { return Ok(true) };
    let reminder = recipients::table
        .filter(recipients::campaign.eq(&asked.campaign))
        .filter(recipients::person.eq(person))
        .filter(recipients::period.eq(asked.period))
        .filter(recipients::state.eq("planned"));
    diesel::update(reminder).set(recipients::state.eq("skipped")).execute(tx)?;
    let Some(person) = people::by_id(tx, person)? else { return Ok(true) };
    match answer {
        Answer::Correct => people::confirm(tx, &person.id, now)?,
        Answer::Changed => {}
        Answer::NotMe => standings::mark(tx, &person.fingerprint, Mark::Disowned, now)?,
        Answer::Stop => standings::mark(tx, &person.fingerprint, Mark::Stopped, now)?,
    }
    Ok(true)
}

/// Takes a "stop" back: `false` if there is none, or it is too old.
pub(crate) fn undo_stop(tx: &mut Db, now: Timestamp, asked: &Asked) -> Result<bool, Error> {
    let held = holder(tx, asked)?.map(|(id, _, _)| id);
    let row = recipients::table
        .find(held.as_ref().unwrap_or(&asked.id))
        .filter(recipients::answer.eq(Answer::Stop.as_str()))
        .filter(recipients::answered_at.ge(oldest(now, UNDO_DAYS)));
    let nothing = (recipients::answer.eq(None::<String>), recipients::answered_at.eq(None::<Time>));
    if diesel::update(row).set(nothing).execute(tx)? != 1 {
        return Ok(false);
    }
    if let Some(person) = asked.person.as_ref()
        && let Some(person) = people::by_id(tx, person)?
    {
        standings::unstop(tx, &person.fingerprint)?;
    }
    Ok(true)
}
