//! What the portal's database says of a campaign, and the same for programs.

use super::people::moment;
use super::{Making, Sample, events, is_about_person};
use crate::audit::{self, Actor};
use crate::bounces::Cause;
use crate::db::{Db, Error, Id};
use crate::record::store as versions;
use crate::record::{Activity, Record};
use crate::refresh::audience::ORDER_DAYS;
use crate::refresh::campaign::Answer;
use crate::refresh::lint::Family;
use crate::refresh::store::evidence::{self, Moments};
use crate::refresh::store::{aged, ended};
use crate::refresh::{ACTIVITY, Figures, Reach, figures};
use crate::secrets::sha256_hex;
use crate::staff;
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The states of a mail, in the order of its life.
pub(super) const STATES: [&str; 6] = ["planned", "sending", "sent", "unknown", "failed", "skipped"];

/// The acts that decide something; what colleagues do besides is in the log.
const ACTS: [&str; 11] = [
    "refresh.created",
    "refresh.written",
    "refresh.scheduled",
    "refresh.chosen",
    "refresh.submitted",
    "refresh.reopened",
    "refresh.approved",
    "refresh.paused",
    "refresh.resumed",
    "refresh.stopped",
    "refresh.unknown_settled",
];

/// The most acts that the paper lists.
const MOST: usize = 100;

/// Who did something to the campaign, and when.
pub(in crate::refresh) struct Act {
    pub at: Timestamp,
    pub action: String,
    /// The colleague; none: the portal by itself.
    pub by: Option<Id>,
}

/// What is known of a campaign.
pub(in crate::refresh) struct Facts {
    pub moments: Moments,
    pub figures: Figures,
    /// The colleagues who did something to it, by name.
    pub names: BTreeMap<Id, String>,
    /// What it says.
    pub samples: Vec<Sample>,
    /// Whether that was kept when it was approved.
    pub kept: bool,
    /// The record by which it was approved, its number and its SHA-256; without these two: the one that holds.
    pub record: Arc<Record>,
    pub version: Option<(i32, String)>,
    pub acts: Vec<Act>,
    /// Whether there were more acts than are listed.
    pub more_acts: bool,
    /// Events about nobody, and those about a person by action.
    pub events: i64,
    pub about_persons: BTreeMap<String, i64>,
    pub checkpoint: Option<String>,
    /// The last day on which this proof is kept; none while the campaign has not ended.
    pub until: Option<Date>,
    /// For how many months a row names somebody, and how many years the proof is kept, as figures.
    pub spans: (String, String),
}

impl Facts {
    /// Reads them.
    pub fn read(db: &mut Db, making: &Making) -> Result<Self, Error> {
        let campaign = &making.campaign;
        let moments = evidence::moments(db, &campaign.id)?;
        let kept = evidence::kept(db, &campaign.id)?;
        let (is_kept, samples) = if kept.is_empty() { (false, making.today.clone()) } else { (true, kept) };
        let (record, version) = record(db, making, moments.approved)?;
        let (mut acts, mut count, mut about_persons) = (Vec::new(), 0, BTreeMap::new());
        let mut colleagues: BTreeSet<Id> = campaign.approver.iter().chain([&campaign.author]).cloned().collect();
        let mut more_acts = false;
        events(db, &campaign.id, |row| {
            if is_about_person(&row) {
                *about_persons.entry(row.action).or_insert(0) += 1;
                return;
            }
            count += 1;
            let by = match row.actor.as_deref().and_then(Actor::parse) {
                Some(Actor::Colleague(id)) => Some(id),
                _ => None,
            };
            colleagues.extend(by.clone());
            match (ACTS.contains(&row.action.as_str()), acts.len() < MOST) {
                (true, true) => acts.push(Act { at: row.at.timestamp(), action: row.action, by }),
                (true, false) => more_acts = true,
                (false, _) => {}
            }
        })?;
        let mut names = BTreeMap::new();
        for id in colleagues {
            let known = staff::account(db, &id)?.map(|account| account.name);
            names.extend(known.map(|name| (id, name)));
        }
        let ended = campaign.ended_at.map(|at| at.to_zoned_datetime(making.zone.clone()).date());
        Ok(Self {
            moments,
            figures: figures(db, &campaign.id)?,
            names,
            samples,
            kept: is_kept,
            record,
            version,
            acts,
            more_acts,
            events: count,
            about_persons,
            checkpoint: audit::newest_note(db)?,
            until: ended.map(|day| day.saturating_add(ended::YEARS.years())),
            spans: (aged::MONTHS.to_string(), ended::YEARS.to_string()),
        })
    }

    /// The activity of the record that a check belongs to.
    pub fn activity(&self) -> Option<&Activity> {
        self.record.activity(ACTIVITY)
    }

    /// How many mails there are, with the reminders.
    pub fn mails(&self) -> i64 {
        self.figures.total() + self.figures.reminders.values().sum::<i64>()
    }

    /// How many people were left out.
    pub fn left_out(&self) -> i64 {
        self.figures.excluded.iter().map(|(_, count)| count).sum()
    }

    /// The SHA-256 of what the mails are made of: of the list of files with the hash of each.
    pub fn sources(&self) -> Option<String> {
        self.samples.first().map(|sample| sha256_hex(sample.sources.as_bytes()))
    }

    /// The name of a colleague; their id once there is no account any more.
    pub fn name(&self, id: &Id) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_string())
    }
}

/// A record with the number and the hash of its version, if it has one.
type Versioned = (Arc<Record>, Option<(i32, String)>);

/// The version of the record that held when the campaign was approved; the one that holds now where none can be read.
fn record(db: &mut Db, making: &Making, approved: Option<Timestamp>) -> Result<Versioned, Error> {
    let versions = versions::approved_so_far(db)?;
    let held = versions.into_iter().rfind(|version| version.approved_at <= approved);
    let read = held.and_then(|version| {
        let (record, _) = Record::parse(Path::new("record.toml"), &version.content, &making.languages);
        Some((Arc::new(record?), Some((version.number, version.hash))))
    });
    Ok(read.unwrap_or_else(|| (Arc::clone(&making.record), None)))
}

/// `campaign.json`.
pub(super) fn json(making: &Making, facts: &Facts) -> Value {
    let campaign = &making.campaign;
    let at = |at: Option<Timestamp>| at.map(moment);
    let colleague = |id: &Id| json!({ "id": id, "name": facts.names.get(id) });
    let permission = campaign
        .permission
        .as_ref()
        .map(|permission| json!({ "activity": permission.activity(), "basis": permission.basis().as_str() }));
    json!({
        "format": "habeas-campaign-evidence-1",
        "law": "Regulation (EU) 2016/679, Art. 5(2)",
        "made_at": moment(making.now),
        "company": making.record.controller.name,
        "campaign": {
            "id": campaign.id,
            "name": campaign.name,
            "state": campaign.state.as_str(),
            "paused_for": campaign.pause.map(|why| why.as_str()),
            "begun_at": moment(campaign.created_at),
            "approved_at": at(facts.moments.approved),
            "first_mail_at": at(facts.moments.first),
            "last_mail_at": at(facts.moments.last),
            "ended_at": at(campaign.ended_at),
            "author": colleague(&campaign.author),
            "approver": campaign.approver.as_ref().map(colleague),
        },
        "family": if campaign.family() == Family::Service { "s" } else { "p" },
        "permission": permission,
        "record": activity(making, facts),
        "audience": audience(making, facts),
        "schedule": schedule(making),
        "message": message(facts),
        "results": results(facts),
        "audit": {
            "events": facts.events,
            "events_about_persons": facts.about_persons,
            "checkpoint": facts.checkpoint.is_some(),
        },
        "kept": {
            "rows_name_somebody_for_months": aged::MONTHS,
            "proof_for_years_after_the_end": ended::YEARS,
            "proof_until": facts.until.map(|day| day.to_string()),
        },
    })
}

fn activity(making: &Making, facts: &Facts) -> Value {
    let version = facts.version.as_ref().map(|(number, hash)| json!({ "number": number, "sha256": hash }));
    let said = facts.activity().map(|activity| {
        let one = facts.record.processing(activity, making.lang);
        json!({
            "id": one.id,
            "name": one.name,
            "purpose": one.purpose,
            "basis": one.basis.as_str(),
            "interest": one.interest,
            "law": one.law,
            "persons": one.persons,
            "categories": one.categories,
            "recipients": one.recipients.iter().map(|receiver| receiver.name).collect::<Vec<_>>(),
            "retention": one.retention.as_ref().map(|kept| kept.label),
        })
    });
    json!({ "version": version, "activity": said })
}

fn audience(making: &Making, facts: &Facts) -> Value {
    let reasons = making.said.reasons.iter().map(|(reason, ..)| reason.as_str());
    let left_out: Map<String, Value> =
        reasons.map(|word| (word.to_owned(), facts.figures.left_out(word).into())).collect();
    let (confirmed, asked) = making.months;
    json!({
        "rules": making.campaign.rules,
        "horizon": { "confirmed_months": confirmed, "asked_months": asked, "checked_days": ORDER_DAYS },
        "recipients": facts.figures.total(),
        "left_out": facts.left_out(),
        "left_out_by_reason": left_out,
        "last_pass_only": making.campaign.schedule.every_months.is_some(),
    })
}

fn schedule(making: &Making) -> Value {
    let (campaign, schedule) = (&making.campaign, &making.campaign.schedule);
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let days = Weekday::Monday.cycle_forward().take(7).filter(|day| schedule.window.days.contains(*day));
    json!({
        "time_zone": making.zone.iana_name().unwrap_or("UTC"),
        "from_hour": schedule.window.from_hour,
        "to_hour": schedule.window.to_hour,
        "days_of_week": days.map(Weekday::to_monday_one_offset).collect::<Vec<_>>(),
        "first_day": day(schedule.starts_on),
        "last_day": day(schedule.ends_on),
        "every_months": schedule.every_months,
        "remind_after_days": schedule.remind_after_days,
        "per_hour": campaign.per_hour,
        "per_provider_hour": schedule.per_provider_hour,
        "warm_up_from": schedule.warm_up_from,
        "hours_of_recipients": campaign.own_hours,
    })
}

fn message(facts: &Facts) -> Value {
    let sample = |sample: &Sample| {
        json!({
            "language": sample.lang,
            "kind": sample.round(),
            "subject": sample.subject,
            "text": sample.file("txt"),
            "html": sample.file("html"),
            "text_sha256": sha256_hex(sample.text.as_bytes()),
            "html_sha256": sha256_hex(sample.html.as_bytes()),
            "lint": serde_json::from_str::<Value>(&sample.report).unwrap_or_default(),
        })
    };
    json!({
        "kept_at_approval": facts.kept,
        "sources_sha256": facts.sources(),
        "mails": facts.samples.iter().map(sample).collect::<Vec<_>>(),
    })
}

fn results(facts: &Facts) -> Value {
    let figures = &facts.figures;
    let counted = |count: &dyn Fn(&str) -> i64, words: &[&str]| -> Map<String, Value> {
        words.iter().map(|word| ((*word).to_owned(), count(word).into())).collect()
    };
    let reached = |what: &str, of: &BTreeMap<String, Reach>| -> Vec<Value> {
        let one = |(word, reach): (&String, &Reach)| json!({ (what): word, "sent": reach.sent, "answered": reach.answered, "failed": reach.failed });
        of.iter().map(one).collect()
    };
    let corrected = figures.corrected.iter().map(|one| {
        json!({ "category": one.category, "source": one.source, "field": one.field, "corrections": one.corrections })
    });
    let lost: Map<String, Value> =
        Cause::ALL.iter().map(|cause| (cause.as_str().to_owned(), figures.lost_by(*cause).into())).collect();
    json!({
        "mails": facts.mails(),
        "first": counted(&|word| figures.state(word), &STATES),
        "reminders": counted(&|word| figures.reminder(word), &STATES),
        "not_arrived": lost,
        "complaints": figures.complaints,
        "answers": counted(&|word| figures.answer(word), &Answer::ALL.map(Answer::as_str)),
        "by_language": reached("language", &figures.languages),
        "by_provider": reached("provider", &figures.providers),
        "corrected": corrected.collect::<Vec<_>>(),
    })
}
