//! The person is told that mails to an address of theirs come back, where they can do something about it (law.md REFR-12).

use super::{Known, change};
use crate::portal::Portal;
use crate::web::Visit;
use crate::words;
use serde_json::{Value, json};

/// The addresses from which mails come back. The own one is named whole: they signed in with it; so is one that their data name.
pub(super) fn unreached(visit: &Visit, portal: &Portal, known: &Known) -> Vec<Value> {
    let back = known.mailboxes.iter().filter_map(|mailbox| Some((mailbox, mailbox.noted.bounced?)));
    back.map(|(mailbox, since)| {
        let date = words::date_of(visit.lang(), since, portal.zone());
        let reason = mailbox.reason(visit.lang());
        let own = format!("/{}/me/address", visit.lang());
        let there = mailbox.fact.as_ref().map(|fact| {
            change(portal, visit, fact).unwrap_or_else(|| format!("/{}/me/data/{}", visit.lang(), fact.category))
        });
        json!({
            "address": mailbox.address.as_str(),
            "why": visit.say("bounces-person-why", &[("date", &date), ("reason", &reason)]),
            "own": mailbox.own,
            "href": if mailbox.own { own } else { there.unwrap_or(own) },
        })
    })
    .collect()
}
