//! What is done about a report that came in: the outcome of the mail, the address, the campaign. Once, whoever brings it and
//! however often; and only if its trace is of a mail of ours.

use super::bounce::Way;
use super::campaign::State;
use super::store::reports::{self, Noted, Sign};
use super::store::{campaigns, sending};
use crate::audit::{self, Actor, Event};
use crate::bounces::{Kind, Report, trace};
use crate::consents::{self, ALL_MARKETING, Channel, Entry, EventKind, Said};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::secrets::{Keys, Random};
use crate::words;
use jiff::Timestamp;
use serde_json::json;

/// Who brings reports, and how.
#[derive(Clone, Debug)]
pub struct Bringer<'a> {
    /// When.
    pub now: Timestamp,
    /// For the salts of the audit log.
    pub random: &'a Random,
    /// The keys that made the traces.
    pub keys: &'a Keys,
    /// How the report came in.
    pub way: Way,
    /// For the audit log.
    pub actor: Actor,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was noted.
    Noted,
    /// It was noted before; nothing changed.
    Known,
    /// It is about no mail of ours, or made up; nothing changed.
    Foreign,
}

/// Signs of a campaign that are each looked at; then one in ten, as counting takes a moment.
const EACH: i64 = 50;

/// Does what a report asks for.
pub fn hear(tx: &mut Db, by: &Bringer<'_>, report: &Report) -> Result<Heard, Error> {
    let Some(mail) = report.traces.iter().find_map(|one| trace::open(by.keys, one)) else { return Ok(Heard::Foreign) };
    let Report { kind, cause, status, own_id, .. } = report;
    let sign = Sign { mail: &mail, kind: *kind, cause: *cause, status: *status, way: by.way, name: own_id };
    let (campaign, person, reader, ended) = match reports::note(tx, by.now, &sign)? {
        Noted::New { campaign, person, reader, ended } => (campaign, person, reader, ended),
        Noted::Known => return Ok(Heard::Known),
        Noted::Foreign => return Ok(Heard::Foreign),
    };
    let detail = json!({ "cause": cause.as_str(), "way": by.way.as_str() });
    if ended {
        note(tx, by, "refresh.address_ended", &campaign, person.clone(), detail.clone())?;
    }
    let complaint = *kind == Kind::Complaint;
    if complaint {
        object(tx, by, &campaign, reader)?;
        note(tx, by, "refresh.complained", &campaign, person, detail)?;
    }
    if (complaint || matches!(kind, Kind::Hard | Kind::Soft)) && looks(tx, &campaign, complaint)? {
        pause(tx, by, &campaign)?;
    }
    Ok(Heard::Noted)
}

/// Who calls a mail of family P unwanted objects to marketing, too (Art. 21(2)): from now on nothing of it is sent; the sources follow
/// in the night.
fn object(tx: &mut Db, by: &Bringer<'_>, campaign: &Id, reader: Option<(String, Lang)>) -> Result<(), Error> {
    let Some((fingerprint, lang)) = reader else { return Ok(()) };
    if campaigns::one(tx, campaign)?.permission.is_none() {
        return Ok(());
    }
    let words = words::say(lang, "choices-stop-all", &[]);
    let entry = Entry {
        fingerprint: &fingerprint,
        activity: ALL_MARKETING,
        kind: EventKind::Objected,
        words: &words,
        lang,
        said: Said { channel: Channel::Mail, form: "complaint", ..Said::CHOICES },
    };
    consents::record(tx, by.now, by.random, &entry).map(drop)
}

/// Whether this is a sign after which the campaign is counted.
fn looks(tx: &mut Db, campaign: &Id, complaint: bool) -> Result<bool, Error> {
    if campaigns::one(tx, campaign)?.state != State::Sending {
        return Ok(false);
    }
    let signs = reports::signs(tx, campaign)?;
    Ok(complaint || signs <= EACH || signs % 10 == 0)
}

fn pause(tx: &mut Db, by: &Bringer<'_>, campaign: &Id) -> Result<(), Error> {
    if let Some(why) = sending::pause_if_needed(tx, by.now, campaign)? {
        note(tx, by, "refresh.paused", campaign, None, json!({ "why": why.as_str() }))?;
    }
    Ok(())
}

fn note(
    tx: &mut Db,
    by: &Bringer<'_>,
    action: &'static str,
    campaign: &Id,
    person: Option<Id>,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { actor: by.actor.clone(), action, object: Some(campaign.to_string()), person, detail };
    audit::append(tx, by.now, by.random, &event).map(drop)
}
