//! The register, in the portal's database: reads here, changes in [`write`].

mod mailing;
mod write;

pub use mailing::{Mailing, Tally, mailing_of, tally, waiting};
pub(super) use mailing::{advance, note_mail, stand, take, write_letters};
pub use write::forget;
pub(super) use write::{add_decision, insert, remind, set_affected, set_state, write};

use super::{Account, Affected, Authority, Origin, People, State};
use crate::db::schema::breaches::{breach_decisions as choices, breaches};
use crate::db::{Db, Error, Id, Time};
use crate::secrets::Keys;
use diesel::prelude::*;
use jiff::Timestamp;

/// An entry, opened.
#[derive(Clone)]
pub struct Breach {
    /// Its id.
    pub id: Id,
    /// What people quote, such as `B-2026-0001`.
    pub reference: String,
    /// How it began.
    pub origin: Origin,
    /// How it stands.
    pub state: State,
    /// When the company became aware.
    pub aware: Timestamp,
    /// The end of the term for the authority.
    pub due: Timestamp,
    /// What is written.
    pub account: Account,
    /// About how many people.
    pub people: Option<i64>,
    /// About how many records.
    pub records: Option<i64>,
    /// The one person whose data it is about, where it is one.
    pub person: Option<Id>,
    /// Counts its changes.
    pub version: i64,
    /// The colleague who opened it.
    pub opened_by: Option<Id>,
    /// When.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The colleague who closed it.
    pub closed_by: Option<Id>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// Whose data it is about, as far as the portal can tell or was told.
    pub affected: Option<Affected>,
    /// When the sources last counted them.
    pub counted_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = breaches)]
struct Row {
    id: Id,
    reference: String,
    origin: String,
    state: String,
    aware_at: Time,
    due_at: Time,
    sealed: String,
    people: Option<i64>,
    records: Option<i64>,
    person: Option<Id>,
    version: i64,
    opened_by: Option<Id>,
    opened_at: Time,
    changed_at: Time,
    closed_by: Option<Id>,
    closed_at: Option<Time>,
    affected: Option<String>,
    counted_at: Option<Time>,
}

/// Where the texts of an entry are sealed for.
fn place(id: &Id) -> String {
    format!("breach:{id}")
}

fn affected_place(id: &Id) -> String {
    format!("breach-affected:{id}")
}

fn decision_place(id: &Id) -> String {
    format!("breach-decision:{id}")
}

fn opened(keys: &Keys, row: Row) -> Result<Breach, Error> {
    let unreadable = || Error::Unreadable("an entry of the register of breaches");
    let content = keys.open(&place(&row.id), &row.sealed).map_err(|_| unreadable())?;
    let affected = row.affected.map(|sealed| keys.open(&affected_place(&row.id), &sealed).map_err(|_| unreadable()));
    let affected = affected.transpose()?.map(|plain| serde_json::from_slice(&plain).map_err(|_| unreadable()));
    Ok(Breach {
        affected: affected.transpose()?,
        counted_at: row.counted_at.map(Time::timestamp),
        account: serde_json::from_slice(&content).map_err(|_| unreadable())?,
        origin: row.origin.parse().map_err(|_| unreadable())?,
        state: row.state.parse().map_err(|_| unreadable())?,
        id: row.id,
        reference: row.reference,
        aware: row.aware_at.timestamp(),
        due: row.due_at.timestamp(),
        people: row.people,
        records: row.records,
        person: row.person,
        version: row.version,
        opened_by: row.opened_by,
        opened_at: row.opened_at.timestamp(),
        changed_at: row.changed_at.timestamp(),
        closed_by: row.closed_by,
        closed_at: row.closed_at.map(Time::timestamp),
    })
}

/// Every entry, the newest awareness first.
pub fn all(db: &mut Db, keys: &Keys) -> Result<Vec<Breach>, Error> {
    let rows = breaches::table.order((breaches::aware_at.desc(), breaches::id.desc()));
    rows.select(Row::as_select()).load(db)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// The entry of this reference.
pub fn by_reference(db: &mut Db, keys: &Keys, reference: &str) -> Result<Option<Breach>, Error> {
    let row = breaches::table.filter(breaches::reference.eq(reference)).select(Row::as_select());
    row.first(db).optional()?.map(|row| opened(keys, row)).transpose()
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// About the authority.
    Authority(Authority),
    /// About the people.
    People(People),
}

impl Outcome {
    /// `authority` or `people`.
    pub fn about(self) -> &'static str {
        match self {
            Outcome::Authority(_) => "authority",
            Outcome::People(_) => "people",
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Authority(outcome) => outcome.as_str(),
            Outcome::People(outcome) => outcome.as_str(),
        }
    }

    fn parse(about: &str, word: &str) -> Option<Self> {
        match about {
            "authority" => word.parse().ok().map(Outcome::Authority),
            "people" => word.parse().ok().map(Outcome::People),
            _ => None,
        }
    }
}

/// A decision, opened.
#[derive(Clone)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// When they were told.
    pub told: Option<Timestamp>,
    /// Whether that was late.
    pub late: bool,
    /// The reasons.
    pub reasons: String,
    /// Why it was late.
    pub delay: String,
    /// The colleague.
    pub by: Id,
    /// When.
    pub at: Timestamp,
}

/// The decisions about an entry, oldest first.
pub fn decisions(db: &mut Db, keys: &Keys, breach: &Id) -> Result<Vec<Decision>, Error> {
    type Row = (Id, String, String, Option<Time>, bool, String, Id, Time);
    let rows = choices::table.filter(choices::breach.eq(breach)).order((choices::decided_at, choices::id)).select((
        choices::id,
        choices::about,
        choices::outcome,
        choices::told_at,
        choices::late,
        choices::sealed,
        choices::decided_by,
        choices::decided_at,
    ));
    let read = |(id, about, outcome, told, late, sealed, by, at): Row| {
        let unreadable = || Error::Unreadable("a decision about a breach");
        let plain = keys.open(&decision_place(&id), &sealed).map_err(|_| unreadable())?;
        let (reasons, delay) = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let outcome = Outcome::parse(&about, &outcome).ok_or_else(unreadable)?;
        let (told, at) = (told.map(Time::timestamp), at.timestamp());
        Ok(Decision { outcome, told, late, reasons, delay, by, at })
    };
    rows.load::<Row>(db)?.into_iter().map(read).collect()
}

/// An entry whose term runs: nobody decided about the authority yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: Id,
    /// Its reference.
    pub reference: String,
    /// Whether the officer opened it.
    pub by_officer: bool,
    /// The end of the term.
    pub due: Timestamp,
}

/// The entries whose term runs, the first to end first.
pub fn undecided(db: &mut Db) -> Result<Vec<Due>, Error> {
    let decided = choices::table.filter(choices::about.eq("authority")).select(choices::breach);
    let rows = breaches::table
        .filter(breaches::state.eq_any([State::Draft.as_str(), State::Open.as_str()]))
        .filter(breaches::id.ne_all(decided))
        .order((breaches::due_at, breaches::id))
        .select((breaches::id, breaches::reference, breaches::origin, breaches::due_at));
    let rows: Vec<(Id, String, String, Time)> = rows.load(db)?;
    let read = |(id, reference, origin, due): (Id, String, String, Time)| Due {
        id,
        reference,
        by_officer: origin == Origin::Officer.as_str(),
        due: due.timestamp(),
    };
    Ok(rows.into_iter().map(read).collect())
}
