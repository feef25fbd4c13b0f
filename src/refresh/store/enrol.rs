//! A campaign that goes on: each night a pass over everybody writes down those whose time has come, in batches, from where an
//! interrupted pass stopped. Who is left out is counted by pass: the counts are those of the last one.

use crate::db::schema::refresh::{
    refresh_campaigns as campaigns, refresh_exclusions as exclusions, refresh_recipients as recipients,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::campaign::State;
use crate::refresh::store::campaigns::{Campaign, leave_out, one};
use crate::refresh::store::candidates::{self, Known};
use crate::refresh::store::hours;
use crate::refresh::store::lanes;
use crate::refresh::store::reminders::FIRST;
use crate::refresh::store::sending::PARTS;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Begins a pass, unless one is under way. `None` if the campaign does not send, or does not go on.
pub(crate) fn begin(tx: &mut Db, now: Timestamp, id: &Id) -> Result<Option<Campaign>, Error> {
    let campaign = one(tx, id)?;
    if campaign.state != State::Sending || campaign.schedule.every_months.is_none() {
        return Ok(None);
    }
    if campaign.pass_at.is_some() {
        return Ok(Some(campaign));
    }
    let idle = campaigns::table.find(id).filter(campaigns::pass_at.is_null());
    let set = (campaigns::pass_at.eq(Some(Time::from(now))), campaigns::place.eq(None::<String>));
    exactly_one(diesel::update(idle).set(set).execute(tx)?)?;
    diesel::delete(exclusions::table.filter(exclusions::campaign.eq(id))).execute(tx)?;
    one(tx, id).map(Some)
}

/// How a campaign asked a person so far.
#[derive(Clone, Copy, Default)]
struct Past {
    /// The number of the next period.
    next: i32,
    /// A mail of theirs has not left yet.
    waits: bool,
}

fn past(db: &mut Db, campaign: &Id, persons: &[&Id]) -> Result<HashMap<Id, Past>, Error> {
    let rows: Vec<(Option<Id>, i32, String)> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::person.eq_any(persons.iter().copied()))
        .select((recipients::person, recipients::period, recipients::state))
        .load(db)?;
    let mut found: HashMap<Id, Past> = HashMap::new();
    for (person, period, state) in rows {
        let Some(person) = person else { continue };
        let past = found.entry(person).or_default();
        past.next = past.next.max(period.saturating_add(1));
        past.waits |= matches!(state.as_str(), "planned" | "sending");
    }
    Ok(found)
}

/// Looks at the next persons of a pass and writes down those whose time has come; `None` when the pass is over, else how many.
/// A batch is taken once: the pass and the place are part of the guard.
pub(crate) fn batch(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    campaign: &Campaign,
    horizon: &Horizon,
    limit: i64,
) -> Result<Option<usize>, Error> {
    let persons = candidates::next(tx, campaign.place.as_ref(), horizon, limit)?;
    let here = campaigns::table
        .find(&campaign.id)
        .filter(campaigns::state.eq(State::Sending.as_str()))
        .filter(campaigns::pass_at.eq(campaign.pass_at.map(Time::from)));
    let Some(last) = persons.last() else {
        let over = (campaigns::pass_at.eq(None::<Time>), campaigns::place.eq(None::<String>));
        exactly_one(diesel::update(here).set(over).execute(tx)?)?;
        return Ok(None);
    };
    let place = campaigns::place.eq(Some(last.person.to_string()));
    let rows = match &campaign.place {
        Some(before) => diesel::update(here.filter(campaigns::place.eq(before.as_str()))).set(place).execute(tx)?,
        None => diesel::update(here.filter(campaigns::place.is_null())).set(place).execute(tx)?,
    };
    exactly_one(rows)?;
    let ids: Vec<&Id> = persons.iter().map(|known| &known.person).collect();
    let past = past(tx, &campaign.id, &ids)?;
    let (mut written, mut left_out): (i32, BTreeMap<Exclusion, i64>) = (0, BTreeMap::new());
    let mut own = false;
    for known in &persons {
        let past = past.get(&known.person).copied().unwrap_or_default();
        match known.candidate.excluded(horizon) {
            _ if past.waits => {}
            None => {
                write(tx, now, random, campaign, known, past.next, written.rem_euclid(PARTS))?;
                own |= !known.own.is_company();
                written = written.saturating_add(1);
            }
            // Whom this campaign asked, and who answered it, is not left out of it.
            Some(Exclusion::Asked | Exclusion::Confirmed | Exclusion::Changed | Exclusion::Ordered)
                if past.next > 0 => {}
            Some(reason) => *left_out.entry(reason).or_default() += 1,
        }
    }
    hours::note(tx, campaign, own)?;
    for (reason, count) in left_out {
        leave_out(tx, &campaign.id, reason, count)?;
    }
    Ok(Some(usize::try_from(written).unwrap_or(0)))
}

fn write(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    campaign: &Campaign,
    known: &Known,
    period: i32,
    part: i32,
) -> Result<(), Error> {
    let rows = diesel::insert_into(recipients::table)
        .values((
            recipients::id.eq(Id::at(now, random)),
            recipients::campaign.eq(&campaign.id),
            recipients::person.eq(Some(&known.person)),
            recipients::lang.eq(known.lang.as_str()),
            recipients::state.eq("planned"),
            recipients::part.eq(part),
            recipients::period.eq(period),
            recipients::round.eq(FIRST),
            recipients::provider.eq(lanes::of(&campaign.schedule, &known.provider)),
            recipients::at_provider.eq(&known.provider),
        ))
        .execute(tx)?;
    exactly_one(rows)
}

/// The campaigns that send now.
pub(crate) fn sending(db: &mut Db) -> Result<Vec<Id>, Error> {
    let these = campaigns::table.filter(campaigns::state.eq(State::Sending.as_str()));
    Ok(these.select(campaigns::id).order(campaigns::id).load(db)?)
}
