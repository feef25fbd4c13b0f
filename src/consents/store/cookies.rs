//! Decisions of browsers, told by the cookie banner, and whose browsers they are. A browser carries a random name; what is
//! kept is its hash, which stands in the ledger where a person's made-up name would: nobody is named until they say so.

use super::super::cookies::{Act, Told};
use super::super::{Channel, Entry, EventKind, Said};
use super::{add_as, ledger, words_table};
use crate::db::schema::consents::{cookie_choices as choices, cookie_ties as ties};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// The form that the ledger names.
const FORM: &str = "cookie-banner";

/// The most browsers one person ties to themselves.
pub const MOST: i64 = 20;

/// What one purpose was answered.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The activity of the record.
    pub activity: &'a str,
    /// The words shown.
    pub words: &'a str,
    /// Yes or no.
    pub yes: bool,
}

/// Adds a decision of a browser to the ledger, with the answer to each purpose. `false`, and nothing is added, if it is
/// known: a browser tells until it hears that it was heard.
pub fn keep(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    (subject, site): (&str, &str),
    told: &Told,
    answers: &[Answer<'_>],
) -> Result<bool, Error> {
    let happened = now.saturating_sub(told.ago).unwrap_or(now);
    let inserted = tx.transaction(|tx| {
        let values = (
            (choices::subject.eq(subject), choices::number.eq(told.number), choices::site.eq(site)),
            (
                choices::banner.eq(&told.banner),
                choices::lang.eq(told.lang.as_str()),
                choices::act.eq(told.act.as_str()),
            ),
            (choices::happened_at.eq(Time::from(happened)), choices::written_at.eq(Time::from(now))),
        );
        diesel::insert_into(choices::table).values(values).execute(tx).map_err(Error::from)
    });
    match inserted {
        Ok(_) => {}
        Err(Error::Unique) => return Ok(false),
        Err(error) => return Err(error),
    }
    let proof = format!("banner {} no. {}", told.banner, told.number);
    for answer in answers {
        let last = latest(tx, subject, answer.activity)?;
        // The order of the ledger is the order of its times, whatever the clock of a browser says.
        let after = last.as_ref().and_then(|(_, at)| at.checked_add(SignedDuration::from_micros(1)).ok());
        let at = after.map_or(happened, |after| happened.max(after));
        let given = last.is_some_and(|(kind, _)| kind == EventKind::Given);
        let kind = match (answer.yes, given) {
            (true, _) => EventKind::Given,
            (false, true) => EventKind::Withdrawn,
            (false, false) => EventKind::Refused,
        };
        let said = Said {
            channel: Channel::Banner,
            mechanism: told.act.mechanism(),
            form: FORM,
            actor: "visitor",
            origin: Some(site),
            proof: Some(&proof),
            at: None,
        };
        let entry =
            Entry { fingerprint: "", activity: answer.activity, kind, words: answer.words, lang: told.lang, said };
        add_as(tx, (Id::at(at, random), at, now), subject, FORM, &entry)?;
    }
    Ok(true)
}

fn latest(db: &mut Db, subject: &str, activity: &str) -> Result<Option<(EventKind, Timestamp)>, Error> {
    let rows = ledger::table.filter(ledger::subject.eq(subject)).filter(ledger::activity.eq(activity));
    let newest =
        rows.order((ledger::happened_at.desc(), ledger::id.desc())).select((ledger::event, ledger::happened_at));
    let row: Option<(String, Time)> = newest.first(db).optional()?;
    row.map(|(kind, at)| {
        let kind = EventKind::parse(&kind).ok_or(Error::Unreadable("an event of the ledger"))?;
        Ok((kind, at.timestamp()))
    })
    .transpose()
}

/// What became of the wish to tie a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tied {
    /// It is this person's, now or since before.
    Yes,
    /// No decision of such a browser is known, or somebody else has tied it; the two look the same.
    Unknown,
    /// The person has tied [`MOST`] already.
    TooMany,
}

/// Writes down that a browser is this person's.
pub fn tie(tx: &mut Db, now: Timestamp, subject: &str, person: &Id) -> Result<Tied, Error> {
    let known: i64 = choices::table.filter(choices::subject.eq(subject)).count().get_result(tx)?;
    if known == 0 {
        return Ok(Tied::Unknown);
    }
    let owner: Option<Id> = ties::table.find(subject).select(ties::person).first(tx).optional()?;
    if let Some(owner) = owner {
        return Ok(if owner == *person { Tied::Yes } else { Tied::Unknown });
    }
    let mine: i64 = ties::table.filter(ties::person.eq(person)).count().get_result(tx)?;
    if mine >= MOST {
        return Ok(Tied::TooMany);
    }
    let inserted = tx.transaction(|tx| {
        let values = (ties::subject.eq(subject), ties::person.eq(person), ties::tied_at.eq(Time::from(now)));
        diesel::insert_into(ties::table).values(values).execute(tx).map_err(Error::from)
    });
    match inserted {
        Ok(_) => Ok(Tied::Yes),
        Err(Error::Unique) => Ok(Tied::Unknown),
        Err(error) => Err(error),
    }
}

/// Forgets that a browser is this person's; whether it was. The decisions stay and name nobody.
pub fn untie(tx: &mut Db, subject: &str, person: &Id) -> Result<bool, Error> {
    let row = ties::table.filter(ties::subject.eq(subject)).filter(ties::person.eq(person));
    Ok(diesel::delete(row).execute(tx)? > 0)
}

/// A browser of a person with its last decision.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The subject of its decisions.
    pub subject: String,
    /// The origin of the site of the last one.
    pub site: String,
    /// How it was made.
    pub act: Act,
    /// When.
    pub at: Timestamp,
    /// What each purpose stands at, the newest answer first.
    pub answers: Vec<Answered>,
}

/// The newest answer to one purpose.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The activity of the record.
    pub activity: String,
    /// What was answered.
    pub kind: EventKind,
    /// The words shown.
    pub words: String,
    /// Their number among the wordings of this activity in this language.
    pub version: i32,
    /// Their SHA-256.
    pub hash: String,
    /// Their language.
    pub lang: Lang,
    /// When.
    pub at: Timestamp,
}

/// The browsers of a person, the last tied first.
pub fn browsers(db: &mut Db, person: &Id) -> Result<Vec<Browser>, Error> {
    let rows = ties::table.filter(ties::person.eq(person)).order((ties::tied_at.desc(), ties::subject.asc()));
    let mine: Vec<String> = rows.select(ties::subject).limit(MOST).load(db)?;
    let mut all = Vec::with_capacity(mine.len());
    for subject in mine {
        let last = choices::table.filter(choices::subject.eq(&subject)).order(choices::number.desc());
        let last = last.select((choices::site, choices::act, choices::happened_at));
        let Some((site, act, at)) = last.first::<(String, String, Time)>(db).optional()? else { continue };
        let act = Act::parse(&act).ok_or(Error::Unreadable("an act at the cookie banner"))?;
        let answers = answers(db, &subject)?;
        all.push(Browser { subject, site, act, at: at.timestamp(), answers });
    }
    Ok(all)
}

/// The newest answer of a browser to each purpose.
fn answers(db: &mut Db, subject: &str) -> Result<Vec<Answered>, Error> {
    type Row = (String, String, String, i32, String, String, Time);
    let words = words_table::activity
        .eq(ledger::activity)
        .and(words_table::lang.eq(ledger::lang))
        .and(words_table::hash.eq(ledger::words));
    let rows = ledger::table.inner_join(words_table::table.on(words)).filter(ledger::subject.eq(subject));
    let columns = (
        ledger::activity,
        ledger::event,
        words_table::words,
        words_table::version,
        words_table::hash,
        ledger::lang,
        ledger::happened_at,
    );
    let newest = rows.order((ledger::happened_at.desc(), ledger::id.desc())).select(columns).limit(200);
    let mut all: Vec<Answered> = Vec::new();
    for (activity, kind, words, version, hash, lang, at) in newest.load::<Row>(db)? {
        if all.iter().any(|known| known.activity == activity) {
            continue;
        }
        all.push(Answered {
            activity,
            kind: EventKind::parse(&kind).ok_or(Error::Unreadable("an event of the ledger"))?,
            words,
            version,
            hash,
            lang: lang.parse().map_err(|_| Error::Unreadable("a language of the ledger"))?,
            at: at.timestamp(),
        });
    }
    Ok(all)
}
