use crate::db::schema::refresh::{refresh_campaigns as campaigns, refresh_recipients as recipients};
use crate::db::{Db, Error, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// The mails of the campaigns that are being sent, and those that did not leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Mails that have not left yet.
    pub waiting: i64,
    /// When the oldest campaign with such a mail was approved.
    pub since: Option<Timestamp>,
    /// Mails refused since the moment that was asked for.
    pub failed: i64,
    /// When the oldest of these was.
    pub failed_since: Option<Timestamp>,
    /// Mails since then of which nobody can tell whether they left.
    pub unknown: i64,
}

/// What waits of the campaigns, and what failed since then.
pub fn held(db: &mut Db, then: Timestamp) -> Result<Held, Error> {
    let sending =
        campaigns::table.filter(campaigns::state.eq("sending")).select((campaigns::id, campaigns::approved_at));
    let sending: Vec<(String, Option<Time>)> = sending.load(db)?;
    let mut held = Held::default();
    for (id, approved_at) in sending {
        let open = recipients::table
            .filter(recipients::campaign.eq(&id))
            .filter(recipients::state.eq_any(["planned", "sending"]));
        let waiting: i64 = open.count().get_result(db)?;
        if waiting > 0 {
            held.waiting = held.waiting.saturating_add(waiting);
            let approved = approved_at.map(Time::timestamp);
            held.since = held.since.into_iter().chain(approved).min();
        }
    }
    let ended = |state: &'static str| {
        let recent = recipients::tried_at.ge(Time::from(then));
        recipients::table.filter(recipients::state.eq(state)).filter(recent)
    };
    let failed_since: Option<Time> =
        ended("failed").select(diesel::dsl::min(recipients::tried_at)).first::<Option<Time>>(db)?;
    held.failed = ended("failed").count().get_result(db)?;
    held.failed_since = failed_since.map(Time::timestamp);
    held.unknown = ended("unknown").count().get_result(db)?;
    Ok(held)
}
