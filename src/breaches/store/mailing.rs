//! Letters to the people of a breach: what they say, how far they are, to whom they left.

use crate::breaches::{By, Letters, Skipped, Stand};
use crate::db::schema::breaches::{breach_letters as letters, breach_mailings as mailings, breaches};
use crate::db::schema::mail::outbox;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;

/// A mailing, opened.
#[derive(Clone)]
pub struct Mailing {
    /// How it stands.
    pub state: Stand,
    /// The letter in each language.
    pub letters: Letters,
    /// Counts its changes.
    pub step: i64,
    /// How far the list of people is, as JSON.
    pub(in crate::breaches) place: Option<String>,
    /// The colleague who asked for it to leave.
    pub asked_by: Option<Id>,
    /// The second colleague.
    pub approved_by: Option<Id>,
    /// When they agreed.
    pub approved_at: Option<Timestamp>,
    /// When the last letter was put into the outbox.
    pub finished_at: Option<Timestamp>,
}

fn letters_place(breach: &Id) -> String {
    format!("breach-letters:{breach}")
}

fn at_place(breach: &Id) -> String {
    format!("breach-mailing:{breach}")
}

fn unreadable() -> Error {
    Error::Unreadable("a letter to the people of a breach")
}

/// The mailing of a breach.
pub fn mailing_of(db: &mut Db, keys: &Keys, breach: &Id) -> Result<Option<Mailing>, Error> {
    type Row = (String, String, i64, Option<String>, Option<Id>, Option<Id>, Option<Time>, Option<Time>);
    let row = mailings::table.find(breach).select((
        mailings::state,
        mailings::letters,
        mailings::step,
        mailings::place,
        mailings::asked_by,
        mailings::approved_by,
        mailings::approved_at,
        mailings::finished_at,
    ));
    let row: Option<Row> = row.first(db).optional()?;
    let Some((state, sealed, step, place, asked_by, approved_by, approved_at, finished_at)) = row else {
        return Ok(None);
    };
    let plain = keys.open(&letters_place(breach), &sealed).map_err(|_| unreadable())?;
    let place = place.map(|sealed| keys.open_text(&at_place(breach), &sealed).map_err(|_| unreadable()));
    Ok(Some(Mailing {
        state: state.parse().map_err(|_| unreadable())?,
        letters: serde_json::from_slice(&plain).map_err(|_| unreadable())?,
        step,
        place: place.transpose()?,
        asked_by,
        approved_by,
        approved_at: approved_at.map(Time::timestamp),
        finished_at: finished_at.map(Time::timestamp),
    }))
}

/// Writes the letter, while it is a draft; [`Error::Lost`] if it is not, or somebody wrote it meanwhile.
pub fn write_letters(tx: &mut Db, by: By<'_>, breach: &Id, step: Option<i64>, words: &Letters) -> Result<(), Error> {
    let plain = serde_json::to_vec(words).map_err(|_| unreadable())?;
    let sealed = mailings::letters.eq(by.keys.seal(by.random, &letters_place(breach), &plain));
    let Some(step) = step else {
        let row =
            (mailings::breach.eq(breach), mailings::state.eq(Stand::Draft.as_str()), sealed, mailings::step.eq(1_i64));
        return match tx
            .transaction(|tx| diesel::insert_into(mailings::table).values(row).execute(tx).map_err(Error::from))
        {
            Err(Error::Unique) => Err(Error::Lost),
            other => other.map(drop),
        };
    };
    let row = mailings::table.find(breach).filter(mailings::step.eq(step));
    let row = row.filter(mailings::state.eq(Stand::Draft.as_str()));
    exactly_one(diesel::update(row).set((sealed, mailings::step.eq(step.saturating_add(1)))).execute(tx)?)
}

/// Puts a mailing from one state into another; [`Error::Lost`] if somebody was first.
pub fn stand(tx: &mut Db, by: By<'_>, breach: &Id, mailing: &Mailing, to: Stand) -> Result<(), Error> {
    let row = mailings::table.find(breach).filter(mailings::step.eq(mailing.step));
    let row = row.filter(mailings::state.eq(mailing.state.as_str()));
    let (now, next) = (Some(Time::from(by.now)), mailings::step.eq(mailing.step.saturating_add(1)));
    let state = (mailings::state.eq(to.as_str()), next);
    let changed = match to {
        Stand::Asked => {
            let asked = (mailings::asked_by.eq(by.colleague), mailings::asked_at.eq(now));
            diesel::update(row).set((state, asked)).execute(tx)?
        }
        Stand::Sending => {
            let approved = (mailings::approved_by.eq(by.colleague), mailings::approved_at.eq(now));
            diesel::update(row).set((state, approved)).execute(tx)?
        }
        Stand::Draft => {
            let nobody = (mailings::asked_by.eq(None::<Id>), mailings::asked_at.eq(None::<Time>));
            diesel::update(row).set((state, nobody)).execute(tx)?
        }
        Stand::Done => diesel::update(row).set((state, mailings::finished_at.eq(now))).execute(tx)?,
    };
    exactly_one(changed)
}

/// Notes that a batch left and where the list goes on; [`Error::Lost`] if another process sent the same batch.
pub fn advance(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    breach: &Id,
    mailing: &Mailing,
    place: &str,
) -> Result<(), Error> {
    let row = mailings::table.find(breach).filter(mailings::step.eq(mailing.step));
    let row = row.filter(mailings::state.eq(Stand::Sending.as_str()));
    let set = (
        mailings::place.eq(keys.seal(random, &at_place(breach), place.as_bytes())),
        mailings::step.eq(mailing.step.saturating_add(1)),
    );
    exactly_one(diesel::update(row).set(set).execute(tx)?)
}

/// Takes a mailbox for whoever writes to it, or notes why nobody does; `false` if it was taken before.
pub fn take(
    tx: &mut Db,
    now: Timestamp,
    breach: &Id,
    fingerprint: &str,
    skipped: Option<Skipped>,
) -> Result<bool, Error> {
    let row = (
        letters::breach.eq(breach),
        letters::fingerprint.eq(fingerprint),
        letters::skipped.eq(skipped.map(Skipped::as_str)),
        letters::at.eq(Time::from(now)),
    );
    let taken = tx.transaction(|tx| diesel::insert_into(letters::table).values(row).execute(tx).map_err(Error::from));
    match taken {
        Ok(_) => Ok(true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Notes the mail that left for a mailbox.
pub fn note_mail(tx: &mut Db, breach: &Id, fingerprint: &str, mail: &Id) -> Result<(), Error> {
    let row = letters::table.find((breach, fingerprint));
    exactly_one(diesel::update(row).set(letters::mail.eq(mail)).execute(tx)?)
}

/// How many letters there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Put into the outbox.
    pub mailed: i64,
    /// Of those, refused or given up.
    pub failed: i64,
    /// Why others got none, and how many.
    pub skipped: Vec<(Skipped, i64)>,
}

/// Counts the letters of a breach.
pub fn tally(db: &mut Db, breach: &Id) -> Result<Tally, Error> {
    let all = || letters::table.filter(letters::breach.eq(breach));
    let mailed = all().filter(letters::mail.is_not_null()).count().get_result(db)?;
    let gone = outbox::table.filter(outbox::state.eq("failed")).select(outbox::id.nullable());
    let failed = all().filter(letters::mail.eq_any(gone)).count().get_result(db)?;
    let mut skipped = Vec::new();
    for why in Skipped::ALL {
        let count: i64 = all().filter(letters::skipped.eq(why.as_str())).count().get_result(db)?;
        if count > 0 {
            skipped.push((*why, count));
        }
    }
    Ok(Tally { mailed, failed, skipped })
}

/// The references of the breaches whose letter waits for a second person who is not this one.
pub fn waiting(db: &mut Db, colleague: &Id) -> Result<Vec<String>, Error> {
    let asked = mailings::table.filter(mailings::state.eq(Stand::Asked.as_str()));
    let asked = asked.filter(mailings::asked_by.ne(colleague)).select(mailings::breach);
    let rows = breaches::table.filter(breaches::id.eq_any(asked)).order(breaches::reference);
    Ok(rows.select(breaches::reference).load(db)?)
}
