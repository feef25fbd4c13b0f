//! The proof of a campaign is kept for five years after its end; then nothing of it is left (law.md REFR-14).

use crate::audit::{self, Actor, Event};
use crate::db::schema::refresh::{
    refresh_campaigns as campaigns, refresh_corrected as corrected, refresh_days as days,
    refresh_exclusions as exclusions, refresh_lanes as lanes, refresh_messages as messages,
    refresh_recipients as recipients, refresh_reports as reports,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::refresh::campaign::State;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;

/// For so many years after the end of a campaign its proof is kept: a claim can be made as long (law.md REFR-14; C. civ. 2224).
pub(crate) const YEARS: i64 = 5;

/// Mails forgotten in one transaction.
const BATCH: i64 = 2_000;

/// Forgets something of a campaign that ended before a moment, its mails first and itself last; how many rows went, 0 once no such
/// campaign is left. One that has not ended is not touched, however old. Goes on where it was cut off.
pub(crate) fn forget(tx: &mut Db, now: Timestamp, random: &Random, before: Timestamp) -> Result<usize, Error> {
    let over: Option<Id> = campaigns::table
        .filter(campaigns::state.eq_any([State::Done.as_str(), State::Stopped.as_str()]))
        .filter(campaigns::ended_at.lt(Time::from(before)))
        .order(campaigns::id)
        .select(campaigns::id)
        .first(tx)
        .optional()?;
    let Some(over) = over else { return Ok(0) };
    let mails: Vec<Id> =
        recipients::table.filter(recipients::campaign.eq(&over)).select(recipients::id).limit(BATCH).load(tx)?;
    if !mails.is_empty() {
        diesel::delete(reports::table.filter(reports::mail.eq_any(&mails))).execute(tx)?;
        return Ok(diesel::delete(recipients::table.filter(recipients::id.eq_any(&mails))).execute(tx)?);
    }
    diesel::delete(reports::table.filter(reports::campaign.eq(&over))).execute(tx)?;
    diesel::delete(exclusions::table.filter(exclusions::campaign.eq(&over))).execute(tx)?;
    diesel::delete(corrected::table.filter(corrected::campaign.eq(&over))).execute(tx)?;
    diesel::delete(days::table.filter(days::campaign.eq(&over))).execute(tx)?;
    diesel::delete(lanes::table.filter(lanes::campaign.eq(over.as_str()))).execute(tx)?;
    diesel::delete(messages::table.filter(messages::campaign.eq(&over))).execute(tx)?;
    exactly_one(diesel::delete(campaigns::table.find(&over)).execute(tx)?)?;
    let object = Some(over.to_string());
    let event = Event { actor: Actor::System, action: "refresh.proof_ended", object, person: None, detail: json!({}) };
    audit::append(tx, now, random, &event)?;
    Ok(1)
}
