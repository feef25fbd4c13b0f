//! The term of an entry in words: how long is left, or how it ended.

use crate::breaches::{self, Answered, Due, Standing, standing};
use crate::db::{Db, Error};
use crate::portal::Portal;
use crate::web::Visit;
use crate::words;
use jiff::Timestamp;
use serde_json::{Value, json};

/// For the template `breaches/term.html`: `due { state, text, date }` while it runs, else `tag { text, kind }`.
pub(super) fn shown(visit: &Visit, portal: &Portal, due: Timestamp, standing: Standing) -> Value {
    let moment = words::moment(visit.lang(), due, portal.zone());
    let tag =
        |kind: &str| json!({ "tag": { "text": visit.say(&format!("breach-term-{standing}"), &[]), "kind": kind } });
    let running = |state: &str, key: &str| {
        let minutes = due.duration_since(visit.now()).as_mins().abs();
        let (hours, minutes) = ((minutes / 60).to_string(), format!("{:02}", minutes % 60));
        let text = visit.say(key, &[("hours", &hours), ("minutes", &minutes)]);
        json!({ "due": { "state": state, "text": text, "date": moment } })
    };
    match standing {
        Standing::Running => running("ok", "breach-left"),
        Standing::Soon => running("soon", "breach-left"),
        Standing::Late => running("overdue", "breach-over-since"),
        Standing::Told => tag("success"),
        Standing::ToldLate => tag("warning"),
        Standing::Waived => tag("info"),
    }
}

/// The entries whose term runs, for the officer's start page, the first to end first.
pub(in crate::staff) fn running(db: &mut Db) -> Result<Vec<Due>, Error> {
    breaches::undecided(db)
}

/// One of them, as the start page shows it.
pub(in crate::staff) fn reminder(visit: &Visit, portal: &Portal, one: &Due) -> Value {
    let standing = standing(one.due, Answered::default(), visit.now());
    json!({
        "reference": one.reference,
        "href": super::href(&one.reference),
        "term": shown(visit, portal, one.due, standing),
    })
}
