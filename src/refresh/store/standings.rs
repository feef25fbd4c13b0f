use crate::bounces::Cause;
use crate::db::schema::people::persons;
use crate::db::schema::refresh::{
    refresh_imports as imports, refresh_recipients as recipients, refresh_standings as standings,
};
use crate::db::schema::staff::colleagues;
use crate::db::{Db, Error, Time, exactly_one};
use crate::people::Person;
use crate::refresh::bounce::{Way, review_at};
use crate::refresh::hours::Own;
use crate::refresh::store::{bars, reports};
use diesel::dsl::max;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// The activity of the record that a details check belongs to: an objection to it counts like a "stop".
pub(crate) const ACTIVITY: &str = "data-refresh";

/// How far the import of a source's directory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// When the pass began: its name.
    pub pass_at: Timestamp,
    /// The sealed key of the last row taken.
    pub place: Option<String>,
    /// Entries taken.
    pub seen: i64,
    /// Entries without a usable address.
    pub odd: i64,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// The state of the import of a source.
pub(crate) fn import(db: &mut Db, source: &str) -> Result<Option<Import>, Error> {
    type Row = (Time, Option<String>, i64, i64, Option<Time>);
    let columns = (imports::pass_at, imports::place, imports::seen, imports::odd, imports::finished_at);
    let row: Option<Row> = imports::table.find(source).select(columns).first(db).optional()?;
    Ok(row.map(|(pass_at, place, seen, odd, finished_at)| Import {
        pass_at: pass_at.timestamp(),
        place,
        seen,
        odd,
        finished_at: finished_at.map(Time::timestamp),
    }))
}

/// By how much the time of a pass may have been moved on, so that it is its own: by less than this.
const MOVED: SignedDuration = SignedDuration::from_millis(1);

/// The pass to go on with: the one that was interrupted, or else a new one; the last one, which is over, where it began after
/// somebody asked, so that who asks while the pass of the night waits does not have everybody read twice.
pub(crate) fn begin_import(
    tx: &mut Db,
    now: Timestamp,
    source: &str,
    asked_at: Option<Timestamp>,
) -> Result<Import, Error> {
    match import(tx, source)? {
        Some(running) if running.finished_at.is_none() => return Ok(running),
        Some(since) if asked_at.is_some_and(|asked_at| since.pass_at.duration_since(asked_at) > MOVED) => {
            return Ok(since);
        }
        Some(before) => {
            // The time is the name of a pass: two never share it.
            let now = now.max(before.pass_at.saturating_add(SignedDuration::from_micros(1)).unwrap_or(now));
            let again = diesel::update(imports::table.find(source).filter(imports::finished_at.is_not_null()));
            let rows = again
                .set((
                    imports::pass_at.eq(Time::from(now)),
                    imports::place.eq(None::<String>),
                    imports::seen.eq(0),
                    imports::odd.eq(0),
                    imports::finished_at.eq(None::<Time>),
                ))
                .execute(tx)?;
            exactly_one(rows)?;
        }
        None => {
            diesel::insert_into(imports::table)
                .values((
                    imports::source.eq(source),
                    imports::pass_at.eq(Time::from(now)),
                    imports::seen.eq(0),
                    imports::odd.eq(0),
                ))
                .execute(tx)?;
        }
    }
    import(tx, source)?.ok_or(Error::NotFound)
}

/// Notes how far a pass is, if nobody else took the same batch.
pub(crate) fn advance_import(
    tx: &mut Db,
    source: &str,
    before: &Import,
    place: &str,
    seen: i64,
    odd: i64,
) -> Result<(), Error> {
    let guard = imports::table
        .find(source)
        .filter(imports::pass_at.eq(Time::from(before.pass_at)))
        .filter(imports::seen.eq(before.seen))
        .filter(imports::odd.eq(before.odd));
    let set = (imports::place.eq(place), imports::seen.eq(before.seen + seen), imports::odd.eq(before.odd + odd));
    exactly_one(diesel::update(guard).set(set).execute(tx)?)
}

/// Ends a pass: whoever it did not see is gone from the customer file.
pub(crate) fn finish_import(tx: &mut Db, now: Timestamp, source: &str, pass_at: Timestamp) -> Result<(), Error> {
    let pass = imports::table
        .find(source)
        .filter(imports::pass_at.eq(Time::from(pass_at)))
        .filter(imports::finished_at.is_null());
    let set = (
        imports::finished_at.eq(Some(Time::from(now))),
        imports::place.eq(None::<String>),
        imports::last_pass_at.eq(Some(Time::from(pass_at))),
    );
    exactly_one(diesel::update(pass).set(set).execute(tx)?)
}

/// What a pass of the import learns about an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Several people read it.
    pub generic: bool,
    /// A colleague has it.
    pub staff: bool,
    /// When its owner turns fifteen, if that is ahead.
    pub adult_at: Option<Timestamp>,
    /// The large mail provider it is with, if any.
    pub provider: &'static str,
    /// The group of customers they belong to.
    pub segment: Option<String>,
    /// Where their hours differ from the company's.
    pub own: Own,
    /// The end of the day on which they last gave or confirmed their details themselves.
    pub checked_at: Option<Timestamp>,
}

/// Notes that a pass saw an address; seen again in the same pass, it is one that the file names more than once.
pub(crate) fn see(tx: &mut Db, fingerprint: &str, source: &str, seen: Seen, pass_at: Timestamp) -> Result<(), Error> {
    let row = || standings::table.find(fingerprint);
    let other_pass =
        persons::seen_at.is_null().or(persons::seen_at.ne(Time::from(pass_at))).or(persons::source.ne(source));
    let told = (
        persons::source.eq(source),
        persons::seen_at.eq(Time::from(pass_at)),
        persons::checked_at.eq(seen.checked_at.map(Time::from)),
    );
    let person = persons::table.filter(persons::fingerprint.eq(fingerprint)).filter(other_pass);
    if diesel::update(person).set(told).execute(tx)? == 0 {
        diesel::update(row()).set(standings::duplicate.eq(true)).execute(tx)?;
        return Ok(());
    }
    let set = (
        standings::duplicate.eq(false),
        standings::generic.eq(seen.generic),
        standings::staff.eq(seen.staff),
        standings::adult_at.eq(seen.adult_at.map(Time::from)),
        standings::provider.eq(seen.provider),
        standings::segment.eq(seen.segment.as_deref()),
        standings::zone.eq(seen.own.zone.as_deref()),
        standings::country.eq(seen.own.country.as_deref()),
    );
    if diesel::update(row()).set(set).execute(tx)? == 1 {
        return Ok(());
    }
    exactly_one(
        diesel::insert_into(standings::table).values((standings::fingerprint.eq(fingerprint), set)).execute(tx)?,
    )
}

/// Whether a colleague who may sign in has this address (normalised).
pub(crate) fn is_colleague(db: &mut Db, normalised: &str) -> Result<bool, Error> {
    let account = colleagues::table.filter(colleagues::email.eq(normalised)).filter(colleagues::disabled_at.is_null());
    Ok(account.count().get_result::<i64>(db)? > 0)
}

/// A date to set in the standing of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// "Do not ask me again".
    Stopped,
    /// "This is not me".
    Disowned,
    /// "This is spam", which is heard as a "stop".
    Complained,
}

/// Sets a date in the standing of an address; an earlier "stop" keeps its date.
pub(crate) fn mark(tx: &mut Db, fingerprint: &str, mark: Mark, now: Timestamp) -> Result<(), Error> {
    let (row, at) = (standings::table.find(fingerprint), Some(Time::from(now)));
    match mark {
        Mark::Stopped => {
            diesel::update(row.filter(standings::stopped_at.is_null())).set(standings::stopped_at.eq(at)).execute(tx)?
        }
        Mark::Disowned => diesel::update(row).set(standings::disowned_at.eq(at)).execute(tx)?,
        Mark::Complained => {
            diesel::update(row.filter(standings::complained_at.is_null()))
                .set(standings::complained_at.eq(at))
                .execute(tx)?;
            return self::mark(tx, fingerprint, Mark::Stopped, now);
        }
    };
    Ok(())
}

/// From now on an address counts as one that does not work; `false` if it did before.
pub(crate) fn bounce(tx: &mut Db, fingerprint: &str, now: Timestamp, cause: Cause, way: Way) -> Result<bool, Error> {
    let row = standings::table.find(fingerprint).filter(standings::bounced_at.is_null());
    let set = (
        standings::bounced_at.eq(Some(Time::from(now))),
        standings::bounced_why.eq(Some(cause.as_str())),
        standings::bounced_by.eq(Some(way.as_str())),
        standings::review_at.eq(Some(Time::from(review_at(cause, now)))),
    );
    Ok(diesel::update(row).set(set).execute(tx)? == 1)
}

/// An address is written to again; `false` if it never stopped being.
pub(crate) fn release(tx: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    reports::forget(tx, fingerprint)?;
    let row = standings::table.find(fingerprint).filter(standings::bounced_at.is_not_null());
    let works = (
        standings::bounced_at.eq(None::<Time>),
        standings::bounced_why.eq(None::<String>),
        standings::bounced_by.eq(None::<String>),
        standings::review_at.eq(None::<Time>),
    );
    Ok(diesel::update(row).set(works).execute(tx)? == 1)
}

/// Takes back that a campaign mail left: it did not. What counts again is the last one that did.
pub(crate) fn unask(tx: &mut Db, person: &Person) -> Result<(), Error> {
    let theirs = recipients::table.filter(recipients::person.eq(&person.id));
    let before: Option<Time> = theirs.select(max(recipients::tried_at)).first(tx)?;
    diesel::update(standings::table.find(&person.fingerprint)).set(standings::asked_at.eq(before)).execute(tx)?;
    Ok(())
}

/// Takes a "stop" back, by the person's own act.
pub(crate) fn unstop(tx: &mut Db, fingerprint: &str) -> Result<(), Error> {
    let nothing = (standings::stopped_at.eq(None::<Time>), standings::complained_at.eq(None::<Time>));
    diesel::update(standings::table.find(fingerprint)).set(nothing).execute(tx)?;
    Ok(())
}

/// Who said "stop" after a time (in microseconds since 1970) and before another, oldest first: fingerprint and time; a
/// thousand at most.
pub(crate) fn stopped_after(db: &mut Db, after: i64, before: Timestamp) -> Result<Vec<(String, Timestamp)>, Error> {
    let rows = standings::table.filter(standings::stopped_at.gt(after));
    let rows = rows.filter(standings::stopped_at.lt(Time::from(before))).order(standings::stopped_at.asc());
    let rows: Vec<(String, Option<Time>)> =
        rows.select((standings::fingerprint, standings::stopped_at)).limit(1_000).load(db)?;
    Ok(rows.into_iter().filter_map(|(print, at)| Some((print, at?.timestamp()))).collect())
}

/// Whether somebody said "stop".
pub(crate) fn is_stopped(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    let row = standings::table.find(fingerprint).filter(standings::stopped_at.is_not_null());
    Ok(row.count().get_result::<i64>(db)? > 0)
}

/// What is known about an address is known about the one its owner moved to, but not that mails bounced or that
/// somebody said "this is not me": the new mailbox was just proven.
pub(crate) fn carry(tx: &mut Db, from: &str, to: &str) -> Result<(), Error> {
    type Said = (Option<String>, Option<String>, Option<String>);
    type Row = (bool, Option<Time>, Option<Time>, Option<Time>, Said);
    let columns = (
        standings::generic,
        standings::asked_at,
        standings::stopped_at,
        standings::complained_at,
        (standings::segment, standings::zone, standings::country),
    );
    let row: Option<Row> = standings::table.find(from).select(columns).first(tx).optional()?;
    bars::carry(tx, from, to)?;
    let Some((generic, asked_at, stopped_at, complained_at, said)) = row else { return Ok(()) };
    let told = (
        standings::asked_at.eq(asked_at),
        standings::stopped_at.eq(stopped_at),
        standings::complained_at.eq(complained_at),
    );
    let known: i64 = standings::table.filter(standings::fingerprint.eq(to)).count().get_result(tx)?;
    if known > 0 {
        diesel::update(standings::table.find(to)).set(told).execute(tx)?;
    } else {
        let (segment, zone, country) = said;
        let row = (
            (standings::fingerprint.eq(to), standings::generic.eq(generic)),
            (standings::duplicate.eq(false), standings::staff.eq(false), told),
            (standings::segment.eq(segment), standings::zone.eq(zone), standings::country.eq(country)),
        );
        diesel::insert_into(standings::table).values(row).execute(tx)?;
    }
    forget(tx, from)
}

/// Forgets an address, but not that it must not be written to.
pub(crate) fn forget(tx: &mut Db, fingerprint: &str) -> Result<(), Error> {
    let row = standings::table.filter(standings::fingerprint.eq(fingerprint)).filter(standings::stopped_at.is_null());
    diesel::delete(row).execute(tx)?;
    // That they said "stop" outlives them; what the customer file said of them does not.
    let nothing = (
        standings::segment.eq(None::<String>),
        standings::zone.eq(None::<String>),
        standings::country.eq(None::<String>),
    );
    diesel::update(standings::table.find(fingerprint)).set(nothing).execute(tx)?;
    release(tx, fingerprint)?;
    bars::forget(tx, fingerprint)
}

/// Notes that mails to these addresses leave. Gives back those who said "stop" by now: from here on a "stop" waits until this
/// transaction is over.
pub(crate) fn mark_asked(tx: &mut Db, fingerprints: &[&str], now: Timestamp) -> Result<Vec<String>, Error> {
    let rows = standings::table.filter(standings::fingerprint.eq_any(fingerprints));
    let asked = diesel::update(rows).set(standings::asked_at.eq(Some(Time::from(now))));
    let asked: Vec<(String, Option<Time>)> =
        asked.returning((standings::fingerprint, standings::stopped_at)).get_results(tx)?;
    Ok(asked.into_iter().filter(|(_, stopped)| stopped.is_some()).map(|(print, _)| print).collect())
}

/// The moment before which an answer page is too old.
pub(crate) fn oldest(now: Timestamp, days: i64) -> Time {
    Time::from(now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Timestamp::MIN))
}
