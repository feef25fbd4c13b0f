//! How a person stands to an activity. Pure but for the one query it makes.

use super::{EventKind, Reach, reach, store};
use crate::db::{Db, Error};
use crate::record::{Activity, Basis};
use crate::secrets::sha256_hex;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How a person stands to an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The ledger says nothing.
    Unknown,
    /// The last entry, of this kind.
    Said(EventKind),
    /// The person objected, and it is being weighed (Art. 21(1)).
    Weighed,
}

impl State {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Unknown => "unknown",
            State::Said(kind) => kind.as_str(),
            State::Weighed => "objection-pending",
        }
    }
}

/// How a person stands to an activity, with what a program wants to know of it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Whether the person may be contacted for it now.
    pub may: bool,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When a consent that was given ends by itself.
    pub until: Option<Timestamp>,
    /// The number of the wording that was shown.
    pub version: Option<i32>,
    /// Whether that wording is the one of today.
    pub current: Option<bool>,
}

/// When a consent given at `given` ends by itself under the terms of its activity; days are counted in UTC.
pub fn end(activity: &Activity, given: Timestamp) -> Option<Timestamp> {
    let day = given.to_zoned_datetime(TimeZone::UTC);
    let last = activity.terms.max_age?.after(day.date());
    TimeZone::UTC.to_timestamp(last.to_datetime(day.time())).ok()
}

/// How the person under this fingerprint stands at `now`.
pub fn standing(db: &mut Db, now: Timestamp, fingerprint: &str, activity: &Activity) -> Result<Standing, Error> {
    // What stops is asked for first: a withdrawal that is written just now shows in the one or in the other.
    let reach = reach(db, now, fingerprint, activity)?;
    // A question that goes out after a decision leaves it in force until it is answered.
    let last = match store::latest(db, fingerprint, &activity.id)? {
        Some(asked) if asked.kind == EventKind::Asked => {
            Some(store::decided(db, fingerprint, &activity.id)?.unwrap_or(asked))
        }
        last => last,
    };
    let until = last.as_ref().filter(|event| event.kind == EventKind::Given).and_then(|event| end(activity, event.at));
    let over = until.is_some_and(|until| until <= now);
    let state = match &last {
        None => State::Unknown,
        Some(_) if over => State::Said(EventKind::Expired),
        Some(event) => State::Said(event.kind),
    };
    // What rests on consent needs one; the rest goes on until somebody objects.
    let agreed = activity.basis != Basis::Consent || state == State::Said(EventKind::Given);
    let (state, weighed) = match &reach {
        Reach::Weighed(objection) => (State::Weighed, Some(objection.since)),
        Reach::Open | Reach::Closed => (state, None),
    };
    let wording = |event: &super::Event| sha256_hex(activity.wording().get(event.lang).as_bytes());
    Ok(Standing {
        state,
        may: agreed && reach == Reach::Open,
        since: weighed.or(if over { until } else { last.as_ref().map(|event| event.at) }),
        until,
        version: last.as_ref().map(|event| event.version),
        current: last.as_ref().map(|event| event.hash == wording(event)),
    })
}
