//! How persons stand to activities: what the tables say of all of them, read once, then weighed for each.

use super::EventKind;
use super::store::{self, Bars, Last};
use crate::db::{Db, Error, Id};
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
    /// The person, if the portal knows them.
    pub person: Option<Id>,
    /// The state.
    pub state: State,
    /// Whether they died, all of their data are restricted (Art. 18), it or, if it is marketing, all marketing was stopped, or an
    /// objection to it is being weighed (Art. 21(1)).
    pub barred: bool,
    /// Whether the person may be contacted for it now: nothing bars it, and what rests on consent has one.
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

/// How the persons under these fingerprints stand at `now`, each to the activity named with it, in this order.
pub fn standings(db: &mut Db, now: Timestamp, asked: &[(&str, &Activity)]) -> Result<Vec<Standing>, Error> {
    let prints: Vec<&str> = asked.iter().map(|(print, _)| *print).collect();
    let mut activities: Vec<&str> = asked.iter().map(|(_, activity)| activity.id.as_str()).collect();
    activities.sort_unstable();
    activities.dedup();
    // What stops is read first: a withdrawal that is written just now shows in the one or in the other.
    let bars = store::bars(db, now, &prints)?;
    let said = store::last(db, &bars, &activities)?;
    Ok(asked.iter().map(|(print, activity)| weigh(now, print, activity, &bars, said.of(print, &activity.id))).collect())
}

fn weigh(now: Timestamp, print: &str, activity: &Activity, bars: &Bars, last: Option<&Last>) -> Standing {
    let until = last.filter(|last| last.kind == EventKind::Given).and_then(|last| end(activity, last.at));
    let over = until.is_some_and(|until| until <= now);
    let said = match last {
        None => State::Unknown,
        Some(_) if over => State::Said(EventKind::Expired),
        Some(last) => State::Said(last.kind),
    };
    let closed = bars.close(print, activity);
    let weighed = if closed { None } else { bars.weighed(print, activity) };
    // What rests on consent needs one; the rest goes on until somebody objects.
    let agreed = activity.basis != Basis::Consent || said == State::Said(EventKind::Given);
    let barred = closed || weighed.is_some();
    let wording = |last: &Last| sha256_hex(activity.wording().get(last.lang).as_bytes());
    Standing {
        person: bars.person(print).cloned(),
        state: if weighed.is_some() { State::Weighed } else { said },
        barred,
        may: agreed && !barred,
        since: weighed.map(|one| one.since).or(if over { until } else { last.map(|last| last.at) }),
        until,
        version: last.map(|last| last.version),
        current: last.map(|last| last.hash == wording(last)),
    }
}
