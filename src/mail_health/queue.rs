//! What waits to leave, lane by lane, and what mail domains take.

use crate::db::{Db, Error};
use crate::jobs;
use crate::mail::{self, Domains, Waiting};
use crate::refresh::{self, Held};
use crate::secrets::Keys;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// For how many hours what failed is told.
const HOURS: i64 = 24;
/// After how many minutes a sign-in mail that still waits, and any other that is not of a campaign, is a sign of trouble.
const SOON: [i64; 2] = [10, 60];

/// One lane of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// `signin`, `default` or `campaign`.
    pub lane: &'static str,
    /// Mails that have not left yet.
    pub waiting: i64,
    /// Since when the oldest of them waits.
    pub since: Option<Timestamp>,
    /// Mails of the last day that failed for good.
    pub failed: i64,
    /// When the oldest of these did.
    pub failed_since: Option<Timestamp>,
    /// Mails of the last day of which nobody can tell whether they left.
    pub unknown: i64,
    /// Whether the oldest has waited longer than it should.
    pub late: bool,
}

/// The queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// Its lanes, the most urgent first.
    pub lanes: Vec<Lane>,
    /// What mail domains did in the last day.
    pub domains: Domains,
}

/// The queue as it is.
pub fn queue(db: &mut Db, now: Timestamp, keys: &Keys) -> Result<Queue, Error> {
    let then = before(now, SignedDuration::from_hours(HOURS));
    let mut lanes = Vec::new();
    for lane in jobs::Lane::ALL {
        let (held, soon) = match lane {
            jobs::Lane::SignIn => (of_outbox(mail::waiting(db, true, then)?), SOON.first()),
            jobs::Lane::Default => (of_outbox(mail::waiting(db, false, then)?), SOON.last()),
            // A campaign waits for its hours.
            jobs::Lane::Campaign => (refresh::held(db, then)?, None),
        };
        let late =
            |minutes: &i64| held.since.is_some_and(|since| since < before(now, SignedDuration::from_mins(*minutes)));
        let Held { waiting, since, failed, failed_since, unknown } = held;
        lanes.push(Lane {
            lane: lane.as_str(),
            late: soon.is_some_and(late),
            waiting,
            since,
            failed,
            failed_since,
            unknown,
        });
    }
    Ok(Queue { lanes, domains: mail::taken(db, now, keys)? })
}

fn of_outbox(waiting: Waiting) -> Held {
    let Waiting { waiting, since, failed, failed_since, unknown } = waiting;
    Held { waiting, since, failed, failed_since, unknown }
}

fn before(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.checked_sub(time).unwrap_or(Timestamp::MIN)
}
