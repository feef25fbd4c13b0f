//! One reminder to who did not answer: written down when the mail server took the first mail, judged again in the transaction
//! in which it would leave. There is never a second: the key of a mail holds the person, the period and the round.

use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::refresh::audience::{Candidate, Horizon};
use crate::refresh::store::answers;
use crate::refresh::store::sending::Turn;
use crate::refresh::store::standings::oldest;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// The round of the first mail of a period.
pub(super) const FIRST: i32 = 0;
/// The round of its reminder.
pub(super) const REMINDER: i32 = 1;

/// Writes down the reminder of a first mail that the mail server took just now. Who took a permission back that it rests on, while
/// it was on its way, is not reminded.
pub(super) fn plan(tx: &mut Db, now: Timestamp, random: &Random, turn: &Turn, days: i32) -> Result<(), Error> {
    if let Some(permit) = &turn.permit
        && !permit.stands(tx, now)?
    {
        return Ok(());
    }
    let wait = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
    let rows = diesel::insert_into(recipients::table)
        .values((
            recipients::id.eq(Id::at(now, random)),
            recipients::campaign.eq(&turn.campaign),
            recipients::person.eq(Some(&turn.person.id)),
            recipients::lang.eq(turn.lang.as_str()),
            recipients::state.eq("planned"),
            recipients::part.eq(turn.part),
            recipients::period.eq(turn.period),
            recipients::round.eq(REMINDER),
            recipients::provider.eq(turn.lane.as_deref()),
            recipients::at_provider.eq(&turn.provider),
            recipients::not_before.eq(Some(Time::from(now.saturating_add(wait).unwrap_or(Timestamp::MAX)))),
        ))
        .execute(tx)?;
    exactly_one(rows)
}

/// The first mail of somebody's period.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    /// The mail server took it, it did not come back, nobody answered it, and its links still open.
    waits: bool,
    tried_at: Option<Time>,
}

/// The first mails of some persons in a campaign, by person and period.
pub(super) fn firsts(db: &mut Db, campaign: &Id, persons: &[Id]) -> Result<HashMap<(Id, i32), First>, Error> {
    type Row = (Option<Id>, i32, String, Option<String>, Option<String>, Option<Time>);
    let columns = (
        recipients::person,
        recipients::period,
        recipients::state,
        recipients::answer,
        recipients::answer_token,
        recipients::tried_at,
    );
    let rows: Vec<Row> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::person.eq_any(persons))
        .filter(recipients::round.eq(FIRST))
        .select(columns)
        .load(db)?;
    let first = |(person, period, state, answer, token, tried_at): Row| {
        let waits = state == "sent" && answer.is_none() && token.is_some();
        Some(((person?, period), First { waits, tried_at }))
    };
    Ok(rows.into_iter().filter_map(first).collect())
}

impl First {
    /// Whether its reader may be reminded: the mail can still be answered, and nothing speaks against asking them but that
    /// this very mail did.
    pub(super) fn may_be_reminded(&self, now: Timestamp, known: &Candidate, horizon: &Horizon) -> bool {
        let Some(tried_at) = self.tried_at.filter(|at| self.waits && *at >= oldest(now, answers::DAYS)) else {
            return false;
        };
        let asked_since = known.asked_at.filter(|at| *at > tried_at.timestamp());
        Candidate { asked_at: asked_since, ..known.clone() }.excluded(horizon).is_none()
    }
}
