use crate::db::schema::facts::corrections;
use crate::db::schema::people::{confirmations, persons};
use crate::db::schema::refresh::{refresh_recipients as recipients, refresh_standings as standings};
use crate::db::{Db, Error, Id, Time};
use crate::people::freshness::{Freshness, Known, Mailed, Measure};
use crate::people::store::{Person, confirmed};
use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How sure the details of a person are, and since when.
pub fn freshness(db: &mut Db, person: &Person, measure: &Measure) -> Result<Freshness, Error> {
    let heard = heard(db, std::slice::from_ref(&person.id))?.remove(&person.id);
    let (cycles, until): (i32, Option<Time>) =
        persons::table.find(&person.id).select((persons::silent_cycles, persons::silent_at)).first(db)?;
    let asked: Option<Option<Time>> =
        standings::table.find(&person.fingerprint).select(standings::asked_at).first(db).optional()?;
    let known = Known {
        confirmed_at: person.confirmed_at,
        categories: confirmed::confirmations(db, &person.id)?,
        asked_at: asked.flatten().map(Time::timestamp),
        heard_at: heard.map(Time::timestamp),
        sent: sent(db, &person.id)?,
        forgotten: still_silent(cycles, until, heard),
    };
    Ok(Freshness::of(known, measure))
}

/// The mails of campaigns that reached a person, of those that still name them.
fn sent(db: &mut Db, person: &Id) -> Result<Vec<Mailed>, Error> {
    type Row = (Id, i32, i32, Option<Time>);
    let rows: Vec<Row> = recipients::table
        .filter(recipients::person.eq(person))
        .filter(recipients::state.eq("sent"))
        .select((recipients::campaign, recipients::period, recipients::round, recipients::tried_at))
        .load(db)?;
    let mailed = |(campaign, period, round, at): Row| {
        Some(Mailed { cycle: (campaign, period), is_reminder: round > 0, at: at?.timestamp() })
    };
    Ok(rows.into_iter().filter_map(mailed).collect())
}

/// When each of these persons was last heard: an answer to a mail, a confirmation, a correction, a sign-in or another contact,
/// details they gave the company themselves.
fn heard(db: &mut Db, ids: &[Id]) -> Result<HashMap<Id, Time>, Error> {
    type Own = (Id, Option<Time>, Option<Time>, Option<Time>);
    type Last = Vec<(Id, Option<Time>)>;
    let own: Vec<Own> = persons::table
        .filter(persons::id.eq_any(ids))
        .select((persons::id, persons::confirmed_at, persons::contacted_at, persons::checked_at))
        .load(db)?;
    let own = own.into_iter().map(|(id, confirmed, contacted, checked)| (id, confirmed.max(contacted).max(checked)));
    let confirmed: Last = confirmations::table
        .filter(confirmations::person.eq_any(ids))
        .group_by(confirmations::person)
        .select((confirmations::person, max(confirmations::confirmed_at)))
        .load(db)?;
    let corrected: Last = corrections::table
        .filter(corrections::person.eq_any(ids))
        .filter(corrections::state.eq_any(["done", "undone"]))
        .group_by(corrections::person)
        .select((corrections::person, max(corrections::made_at)))
        .load(db)?;
    let answered: Vec<(Option<Id>, Option<Time>)> = recipients::table
        .filter(recipients::person.eq_any(ids))
        .group_by(recipients::person)
        .select((recipients::person, max(recipients::answered_at)))
        .load(db)?;
    let answered = answered.into_iter().filter_map(|(id, at)| Some((id?, at)));
    let mut last: HashMap<Id, Time> = HashMap::new();
    for (id, at) in own.chain(confirmed).chain(corrected).chain(answered) {
        let Some(at) = at else { continue };
        last.entry(id).and_modify(|known| *known = at.max(*known)).or_insert(at);
    }
    Ok(last)
}

/// How many of the silent cycles that no mail tells any more still count.
fn still_silent(cycles: i32, until: Option<Time>, heard: Option<Time>) -> usize {
    match until {
        Some(until) if heard.is_none_or(|at| at < until) => usize::try_from(cycles).unwrap_or_default(),
        _ => 0,
    }
}

/// Mails that left before a moment are about to forget these persons: what they still tell of silence is kept with the person.
/// `firsts` are those among them that began a cycle, with when they left.
pub fn keep_silence(tx: &mut Db, people: &[Id], firsts: &[(Id, Timestamp)], before: Timestamp) -> Result<(), Error> {
    let heard = heard(tx, people)?;
    let mut more: HashMap<&Id, usize> = HashMap::new();
    for (person, at) in firsts {
        if heard.get(person).is_none_or(|last| *last < Time::from(*at)) {
            *more.entry(person).or_default() += 1;
        }
    }
    let kept: Vec<(Id, i32, Option<Time>)> = persons::table
        .filter(persons::id.eq_any(people))
        .select((persons::id, persons::silent_cycles, persons::silent_at))
        .load(tx)?;
    let mut changed: BTreeMap<(usize, bool), BTreeSet<Id>> = BTreeMap::new();
    for (id, cycles, until) in kept {
        let still = still_silent(cycles, until, heard.get(&id).copied());
        let now = more.get(&id).copied().unwrap_or_default();
        // An answer that the mail forgets, too, must not let an older silence count again.
        if now > 0 || (still == 0 && until.is_some()) {
            changed.entry((still.saturating_add(now), now > 0)).or_default().insert(id);
        }
    }
    for ((cycles, is_silent), ids) in changed {
        let set = (
            persons::silent_cycles.eq(i32::try_from(cycles).unwrap_or(i32::MAX)),
            persons::silent_at.eq(is_silent.then(|| Time::from(before))),
        );
        diesel::update(persons::table.filter(persons::id.eq_any(ids))).set(set).execute(tx)?;
    }
    Ok(())
}
