//! Every change to the register, guarded.

use super::{Breach, Outcome, affected_place, decision_place, place};
use crate::breaches::{Account, Affected, By, Figures, New, Origin, Said, Stage, State};
use crate::db::schema::breaches::{
    breach_decisions as choices, breach_numbers as numbers, breach_reminders as reminders, breaches,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use diesel::prelude::*;
use jiff::Timestamp;

/// The next reference of the year: numbers are given one after the other and never again.
fn next_reference(tx: &mut Db, year: i16) -> Result<String, Error> {
    let year = i32::from(year);
    // The first entry of a year may race another one; the loser's insert fails alone, inside its own savepoint.
    let made = tx.transaction(|tx| {
        diesel::insert_into(numbers::table).values((numbers::year.eq(year), numbers::last.eq(0_i64))).execute(tx)
    });
    match made.map_err(Error::from) {
        Ok(_) | Err(Error::Unique) => {}
        Err(error) => return Err(error),
    }
    let next = diesel::update(numbers::table.find(year)).set(numbers::last.eq(numbers::last + 1));
    let number: i64 = next.returning(numbers::last).get_result(tx)?;
    Ok(format!("B-{year}-{number:04}"))
}

fn sealed(by: By<'_>, id: &Id, account: &Account) -> Result<String, Error> {
    let plain = serde_json::to_vec(account).map_err(|_| Error::Unreadable("an entry of the register of breaches"))?;
    Ok(by.keys.seal(by.random, &place(id), &plain))
}

/// Writes an entry down; `None` if the same cause opened one before.
pub fn insert(tx: &mut Db, by: By<'_>, new: New) -> Result<Option<Breach>, Error> {
    if let Some(cause) = &new.cause {
        let known: i64 = breaches::table.filter(breaches::cause.eq(cause)).count().get_result(tx)?;
        if known > 0 {
            return Ok(None);
        }
    }
    let id = Id::at(by.now, by.random);
    let year = by.now.to_zoned_datetime(by.zone.clone()).date().year();
    let breach = Breach {
        reference: next_reference(tx, year)?,
        origin: new.origin,
        state: if new.origin == Origin::Officer { State::Open } else { State::Draft },
        aware: new.aware,
        due: by.term.end(new.aware),
        account: new.account,
        people: new.people,
        records: None,
        person: new.person,
        version: 1,
        opened_by: by.colleague.cloned(),
        opened_at: by.now,
        changed_at: by.now,
        closed_by: None,
        closed_at: None,
        affected: None,
        counted_at: None,
        id,
    };
    let row = (
        (breaches::id.eq(&breach.id), breaches::reference.eq(&breach.reference)),
        (breaches::origin.eq(breach.origin.as_str()), breaches::cause.eq(new.cause.as_deref())),
        (breaches::state.eq(breach.state.as_str()), breaches::version.eq(breach.version)),
        (breaches::aware_at.eq(Time::from(breach.aware)), breaches::due_at.eq(Time::from(breach.due))),
        (breaches::sealed.eq(sealed(by, &breach.id, &breach.account)?), breaches::people.eq(breach.people)),
        (breaches::person.eq(breach.person.as_ref()), breaches::opened_by.eq(breach.opened_by.as_ref())),
        (breaches::opened_at.eq(Time::from(by.now)), breaches::changed_at.eq(Time::from(by.now))),
    );
    let written =
        tx.transaction(|tx| diesel::insert_into(breaches::table).values(row).execute(tx).map_err(Error::from));
    match written {
        Ok(_) => Ok(Some(breach)),
        // The same cause, told twice at once.
        Err(Error::Unique) if new.cause.is_some() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes what is known; [`Error::Lost`] if somebody changed the entry meanwhile.
pub fn write(tx: &mut Db, by: By<'_>, breach: &Breach, account: &Account, figures: Figures) -> Result<(), Error> {
    let row = breaches::table.find(&breach.id).filter(breaches::version.eq(breach.version));
    let set = (
        breaches::sealed.eq(sealed(by, &breach.id, account)?),
        breaches::aware_at.eq(Time::from(figures.aware)),
        breaches::due_at.eq(Time::from(by.term.end(figures.aware))),
        breaches::people.eq(figures.people),
        breaches::records.eq(figures.records),
        breaches::version.eq(breach.version.saturating_add(1)),
        breaches::changed_at.eq(Time::from(by.now)),
    );
    exactly_one(diesel::update(row).set(set).execute(tx)?)
}

/// Notes whose data it is about and, where sources counted, how many; [`Error::Lost`] if somebody changed the entry meanwhile.
pub fn set_affected(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    affected: &Affected,
    (people, records): (i64, Option<i64>),
) -> Result<(), Error> {
    let plain = serde_json::to_vec(affected).map_err(|_| Error::Unreadable("whose data a breach is about"))?;
    let row = breaches::table.find(&breach.id).filter(breaches::version.eq(breach.version));
    let counted = matches!(affected, Affected::Reach { .. }).then(|| Time::from(by.now));
    let set = (
        breaches::affected.eq(by.keys.seal(by.random, &affected_place(&breach.id), &plain)),
        breaches::counted_at.eq(counted),
        breaches::people.eq(people),
        breaches::records.eq(records.or(breach.records)),
        breaches::version.eq(breach.version.saturating_add(1)),
        breaches::changed_at.eq(Time::from(by.now)),
    );
    exactly_one(diesel::update(row).set(set).execute(tx)?)
}

/// Puts an entry into another state, with what is written about that; [`Error::Lost`] if somebody was first.
pub fn set_state(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    state: State,
    account: Option<&Account>,
) -> Result<(), Error> {
    let row = breaches::table.find(&breach.id).filter(breaches::version.eq(breach.version));
    let over = !state.is_running();
    let set = (
        breaches::state.eq(state.as_str()),
        breaches::sealed.eq(sealed(by, &breach.id, account.unwrap_or(&breach.account))?),
        breaches::version.eq(breach.version.saturating_add(1)),
        breaches::changed_at.eq(Time::from(by.now)),
        breaches::closed_by.eq(by.colleague.filter(|_| over)),
        breaches::closed_at.eq(over.then(|| Time::from(by.now))),
    );
    exactly_one(diesel::update(row.filter(breaches::state.eq(breach.state.as_str()))).set(set).execute(tx)?)
}

/// Notes a decision; [`Error::Lost`] if somebody changed the entry meanwhile.
pub fn add_decision(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    outcome: Outcome,
    said: &Said<'_>,
    late: bool,
) -> Result<(), Error> {
    let row = breaches::table.find(&breach.id).filter(breaches::version.eq(breach.version));
    let set = (breaches::version.eq(breach.version.saturating_add(1)), breaches::changed_at.eq(Time::from(by.now)));
    exactly_one(diesel::update(row.filter(breaches::state.eq(State::Open.as_str()))).set(set).execute(tx)?)?;
    let colleague = by.colleague.ok_or(Error::NotFound)?;
    let id = Id::at(by.now, by.random);
    let plain = serde_json::to_vec(&(said.reasons.trim(), said.delay.trim()));
    let plain = plain.map_err(|_| Error::Unreadable("a decision about a breach"))?;
    let values = (
        (choices::id.eq(&id), choices::breach.eq(&breach.id), choices::about.eq(outcome.about())),
        (choices::outcome.eq(outcome.as_str()), choices::told_at.eq(said.told.map(Time::from))),
        (choices::late.eq(late), choices::sealed.eq(by.keys.seal(by.random, &decision_place(&id), &plain))),
        (choices::decided_by.eq(colleague), choices::decided_at.eq(Time::from(by.now))),
    );
    exactly_one(diesel::insert_into(choices::table).values(values).execute(tx)?)
}

/// Notes that a reminder leaves, and that those before it need not any more; `false` if it left before.
pub fn remind(tx: &mut Db, now: Timestamp, breach: &Id, stage: Stage) -> Result<bool, Error> {
    let mut first = false;
    for one in stage.so_far() {
        let noted = tx.transaction(|tx| {
            let row = (
                reminders::breach.eq(breach),
                reminders::stage.eq(one.as_str()),
                reminders::sent_at.eq(Time::from(now)),
            );
            diesel::insert_into(reminders::table).values(row).execute(tx).map_err(Error::from)
        });
        match noted {
            Ok(_) => first |= one == stage,
            Err(Error::Unique) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(first)
}

/// Forgets the entries that ended before a moment, with all that belongs to them. How many.
pub fn forget(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    Ok(diesel::delete(breaches::table.filter(breaches::closed_at.lt(Time::from(before)))).execute(tx)?)
}
