//! Who has a time zone or public holidays of their own is not written to in their night: what waits for them is put off to their own
//! opening, and stays planned. A campaign to which nobody like that belongs asks the database for nothing of this.

use crate::db::schema::people::persons;
use crate::db::schema::refresh::{
    refresh_campaigns as campaigns, refresh_recipients as recipients, refresh_standings as standings,
};
use crate::db::{Db, Error, Id, Time};
use crate::refresh::hours::Own;
use crate::refresh::schedule::{Opening, Policy};
use crate::refresh::store::campaigns::Campaign;
use crate::refresh::store::reminders::FIRST;
use crate::refresh::store::sending::Hand;
use diesel::dsl::min;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How many of the next mails are looked at once one of them must wait: where half a continent sleeps, most of them must.
const AHEAD: i64 = 500;

/// Notes that a campaign writes to somebody whose hours are not the company's.
pub(super) fn note(tx: &mut Db, campaign: &Campaign, own: bool) -> Result<(), Error> {
    if own && !campaign.own_hours {
        let row = campaigns::table.find(&campaign.id).filter(campaigns::own_hours.eq(false));
        diesel::update(row).set(campaigns::own_hours.eq(true)).execute(tx)?;
    }
    Ok(())
}

/// When the window of a campaign opens for somebody, if it is closed for them now.
pub(super) fn opens(own: &Own, now: Timestamp, campaign: &Campaign, policy: &Policy) -> Option<Timestamp> {
    match own.opens(&campaign.schedule.window, now, policy) {
        Opening::Open => None,
        Opening::Until(opens, _) => Some(opens),
    }
}

/// Puts mails off that are planned.
pub(super) fn put_off(tx: &mut Db, mails: &[Id], opens: Timestamp) -> Result<(), Error> {
    let rows = recipients::table.filter(recipients::id.eq_any(mails)).filter(recipients::state.eq("planned"));
    diesel::update(rows).set(recipients::not_before.eq(Some(Time::from(opens)))).execute(tx)?;
    Ok(())
}

/// A mail that is planned, and when its reader's window opens, if it is closed now.
type Looked = (Id, Option<Timestamp>);

/// Looks at the next mails of a part, in the order in which they are taken: those whose time has come, or those that were never
/// looked at.
fn look(
    tx: &mut Db,
    now: Timestamp,
    hand: &Hand,
    (campaign, policy): (&Campaign, &Policy),
    fresh: bool,
    most: i64,
) -> Result<Vec<Looked>, Error> {
    let planned = recipients::table
        .left_join(persons::table.on(recipients::person.eq(persons::id.nullable())))
        .left_join(standings::table.on(standings::fingerprint.eq(persons::fingerprint)))
        .filter(recipients::campaign.eq(&hand.campaign))
        .filter(recipients::state.eq("planned"))
        .filter(recipients::part.eq(hand.part))
        .select((recipients::id, standings::zone.nullable(), standings::country.nullable()))
        .limit(most);
    let rows: Vec<(Id, Option<String>, Option<String>)> = if fresh {
        planned.filter(recipients::not_before.is_null()).order(recipients::id).load(tx)?
    } else {
        let due = planned.filter(recipients::not_before.assume_not_null().le(Time::from(now)));
        due.order((recipients::not_before, recipients::id)).load(tx)?
    };
    let look = |(mail, zone, country)| (mail, opens(&Own { zone, country }, now, campaign, policy));
    Ok(rows.into_iter().map(look).collect())
}

/// Puts each of these mails off until its reader's window opens; those whose is open are due now.
fn sort(tx: &mut Db, now: Timestamp, looked: Vec<Looked>) -> Result<(), Error> {
    let mut until: BTreeMap<Timestamp, Vec<Id>> = BTreeMap::new();
    for (mail, opens) in looked {
        until.entry(opens.unwrap_or(now)).or_default().push(mail);
    }
    for (opens, mails) in until {
        put_off(tx, &mails, opens)?;
    }
    Ok(())
}

/// Makes sure that the next mails of a part, `most` of them, are due and may leave now. If any must wait, or was never looked at, the
/// next few hundred are sorted: `false`, and the next mails are others.
pub(super) fn are_sorted(
    tx: &mut Db,
    now: Timestamp,
    hand: &Hand,
    (campaign, policy): (&Campaign, &Policy),
    most: i64,
) -> Result<bool, Error> {
    let due = look(tx, now, hand, (campaign, policy), false, most)?;
    let enough = i64::try_from(due.len()).is_ok_and(|due| due >= most);
    if due.iter().any(|(_, opens)| opens.is_some()) {
        let ahead = look(tx, now, hand, (campaign, policy), false, AHEAD.max(most))?;
        let asleep = ahead.into_iter().filter(|(_, opens)| opens.is_some());
        sort(tx, now, asleep.collect())?;
        return Ok(false);
    }
    let fresh = if enough { Vec::new() } else { look(tx, now, hand, (campaign, policy), true, AHEAD)? };
    let sorted = fresh.is_empty();
    sort(tx, now, fresh)?;
    Ok(sorted)
}

/// Until when nothing of a campaign leaves because each first mail that is left waits for its own time; `None` if one is due, if none
/// is left, or if nobody has hours of their own.
pub(crate) fn all_wait_until(db: &mut Db, now: Timestamp, campaign: &Campaign) -> Result<Option<Timestamp>, Error> {
    if !campaign.own_hours {
        return Ok(None);
    }
    let planned = recipients::table
        .filter(recipients::campaign.eq(&campaign.id))
        .filter(recipients::state.eq("planned"))
        .filter(recipients::round.eq(FIRST));
    let due = planned
        .filter(recipients::not_before.is_null().or(recipients::not_before.assume_not_null().le(Time::from(now))));
    if due.select(recipients::id).first::<Id>(db).optional()?.is_some() {
        return Ok(None);
    }
    let soonest: Option<Time> = planned.select(min(recipients::not_before)).first(db)?;
    Ok(soonest.map(Time::timestamp))
}
