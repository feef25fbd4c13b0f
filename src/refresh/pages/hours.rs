//! Words about the hours of who has a time zone or public holidays of their own.

use crate::portal::Portal;
use crate::refresh::Campaign;
use crate::refresh::campaign::State;
use crate::web::Visit;
use crate::words;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Whether the customer file can name somebody's time zone or country.
fn may_differ(portal: &Portal) -> bool {
    let mut directories = portal.sources.declarations().filter_map(|declaration| declaration.directory.as_ref());
    directories.any(|directory| directory.zone.is_some() || directory.country.is_some())
}

/// When a campaign sends, with whose hours they are.
pub(super) fn with_whose(portal: &Portal, visit: &Visit, schedule: String) -> String {
    if may_differ(portal) { schedule + " " + &whose(visit) } else { schedule }
}

/// Whose hours they are, where they may be other than the company's.
pub(super) fn told(portal: &Portal, visit: &Visit) -> Option<String> {
    may_differ(portal).then(|| whose(visit))
}

fn whose(visit: &Visit) -> String {
    visit.say("refresh-schedule-own-hours", &[])
}

/// That each mail that is left waits for the hours of its reader, and until when.
pub(super) fn all_wait(portal: &Portal, visit: &Visit, campaign: &Campaign, until: Timestamp) -> Option<Value> {
    let until = words::moment(visit.lang(), until, portal.zone());
    let waits = json!({
        "title": visit.say("refresh-waits", &[("until", &*until)]),
        "text": visit.say("refresh-waits-own", &[]),
    });
    (campaign.state == State::Sending).then_some(waits)
}
