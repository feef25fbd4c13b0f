//! What the calendar needs of campaigns beside themselves.

use super::campaigns::{Campaign, all, audience};
use super::places;
use super::reminders::FIRST;
use crate::db::schema::refresh::{refresh_campaigns as campaigns, refresh_recipients as recipients};
use crate::db::{Db, Error, Id, Time};
use crate::refresh::audience::Horizon;
use crate::refresh::campaign::State;
use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

/// A campaign with what its calendar hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paced {
    /// The campaign.
    pub campaign: Campaign,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// How many people it has yet to write to: those of its list, or of its audience of now where none is written down yet.
    pub people: i64,
    /// When the last of its first mails left.
    pub last_at: Option<Timestamp>,
    /// On how many days of its warm-up mails left before today; more than it has once it is over, none where there is none.
    pub days_before: usize,
}

/// All campaigns, the newest first, seen from `today`. `horizon` measures people for one of them.
pub(crate) fn paced(db: &mut Db, today: Date, horizon: impl Fn(&Campaign) -> Horizon) -> Result<Vec<Paced>, Error> {
    let approved: HashMap<Id, Option<Time>> =
        campaigns::table.select((campaigns::id, campaigns::approved_at)).load(db)?.into_iter().collect();
    // Most campaigns are about the same people, who are counted once.
    let mut counted: Vec<(Horizon, i64)> = Vec::new();
    let mut found = Vec::new();
    for campaign in all(db)? {
        let firsts =
            || recipients::table.filter(recipients::campaign.eq(&campaign.id)).filter(recipients::round.eq(FIRST));
        let (people, last_at) = match campaign.state {
            State::Draft | State::Submitted | State::Planning => {
                let horizon = horizon(&campaign);
                let known = counted.iter().find(|(of, _)| *of == horizon).map(|(_, total)| *total);
                let total = match known {
                    Some(total) => total,
                    None => {
                        let total = audience(db, &horizon)?.total();
                        counted.push((horizon, total));
                        total
                    }
                };
                (total, None)
            }
            State::Sending | State::Paused => {
                let people: i64 = firsts().filter(recipients::state.eq("planned")).count().get_result(db)?;
                let last_at = if people == 0 { firsts().select(max(recipients::tried_at)).first(db)? } else { None };
                (people, last_at.map(Time::timestamp))
            }
            State::Stopped | State::Done => (0, None),
        };
        let approved_at = approved.get(&campaign.id).copied().flatten().map(Time::timestamp);
        let days_before = match campaign.schedule.warm_up_from {
            None => 0,
            Some(_) => places::share(db, &campaign, today)?.map_or(usize::MAX, |share| share.day.saturating_sub(1)),
        };
        found.push(Paced { campaign, approved_at, people, last_at, days_before });
    }
    Ok(found)
}
