//! A10: the authority pack (Arts 5(2), 24, 30(4), 31): what an authority asks for, in one archive, made by one button. Nobody's name,
//! address or data is in it: cases are told by their reference.

mod notice;

use super::export::{Format, export};
use crate::audit;
use crate::bundle::Bundle;
use crate::config;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::record::Record;
use crate::record::store::{self as versions, Version};
use crate::requests::{Channel, House, Request, Status, samples};
use crate::spreadsheet::harmless;
use crate::staff::desk::quarter::{About, Quarter, Quarterly, paper, quarterly, quarters};
use crate::staff::desk::report::{Case, When, cases};
use crate::words;
use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::Cursor;

/// Quarters of which there is a paper: the present one and the four before it.
const QUARTERS: usize = 5;

/// How many years of cases are listed: as long as the answers are kept for proof.
const YEARS: i32 = 3;

/// What of the portal's database goes into a pack.
pub(super) struct Kept {
    versions: Vec<Version>,
    quarters: Vec<(Quarter, Quarterly)>,
    cases: Vec<Case>,
    checkpoint: Option<String>,
}

/// Reads it in one snapshot.
pub(super) fn read(db: &mut Db, zone: &TimeZone, now: Timestamp) -> Result<Kept, Error> {
    let when = When { zone, now };
    let of = |db: &mut Db, quarter: Quarter| Ok::<_, Error>((quarter, quarterly(db, &when, quarter)?));
    let quarters =
        quarters(db, &when, QUARTERS)?.into_iter().map(|quarter| of(db, quarter)).collect::<Result<_, _>>()?;
    Ok(Kept {
        versions: versions::approved_so_far(db)?,
        quarters,
        cases: cases(db, &when, YEARS)?,
        checkpoint: audit::newest_note(db)?,
    })
}

/// For whom and when a pack is made.
pub(super) struct Making<'a> {
    /// The settings of the portal.
    pub settings: &'a config::Portal,
    /// The approved record.
    pub record: &'a Record,
    /// The language of what is read by people.
    pub lang: Lang,
    /// Now.
    pub now: Timestamp,
    /// The day that is now.
    pub today: Date,
    /// The id that stands for the request of the sample letters.
    pub id: Id,
}

/// The archive: ZIP, file names in English for programs, texts in the language of the reader.
pub(super) fn write(kept: &Kept, making: &Making<'_>) -> Result<Vec<u8>> {
    let Making { settings, record, lang, now, today, .. } = making;
    let mut pack = Bundle::new(Cursor::new(Vec::new()), *lang);
    if !kept.versions.is_empty() {
        for format in [Format::Pdf, Format::Ods, Format::Json, Format::JsonLd, Format::Toml] {
            let bytes = export(settings, &kept.versions, format, *lang, *now)?;
            pack.add(&format!("record/record.{}", format.as_str()), "pack-record", &bytes)?;
        }
    }
    pack.add("notice/privacy-notice.pdf", "pack-notice", &notice::paper(record, *lang, *now).write()?)?;
    pack.add("cases/cases.csv", "pack-cases", &listed(&kept.cases)?)?;
    let about = About { lang: *lang, controller: &record.controller.name, now: *now, today: *today };
    for (quarter, found) in &kept.quarters {
        let bytes = paper(&about, *quarter, found).write()?;
        pack.add(&format!("cases/requests-{quarter}.pdf"), "pack-quarter", &bytes)?;
    }
    for (name, text) in letters(making) {
        pack.add(&format!("letters/{name}.txt"), "pack-letters", text.as_bytes())?;
    }
    if let Some(note) = &kept.checkpoint {
        pack.add("audit/checkpoint.txt", "pack-audit", note.as_bytes())?;
    }
    let (company, day) = (record.controller.name.as_str(), words::day(*lang, *today));
    let title = words::say(*lang, "pack-title", &[("company", company), ("date", &day)]);
    let ended = pack.end(&title, &[words::say(*lang, "pack-nobody", &[])]);
    Ok(ended.context("the archive cannot be ended")?.into_inner())
}

/// The cases as a table, a right a line; words are those of the addresses and of the API.
fn listed(cases: &[Case]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "reference",
        "right",
        "channel",
        "received",
        "due",
        "extended",
        "outcome",
        "ground",
        "answered",
    ])?;
    for case in cases {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let cells = [
            case.reference.clone(),
            case.right.as_str().to_owned(),
            case.channel.clone(),
            case.received.to_string(),
            case.due.to_string(),
            day(case.extended),
            case.outcome.clone(),
            case.ground.clone().unwrap_or_default(),
            day(case.answered),
        ];
        csv.write_record(cells.iter().map(|cell| harmless(cell)))?;
    }
    csv.into_inner().map_err(|error| anyhow::anyhow!(error.to_string()))
}

/// What the portal writes when something is granted or refused, right by right and ground by ground.
fn letters(making: &Making<'_>) -> Vec<(String, String)> {
    let (lang, today, record) = (making.lang, making.today, making.record);
    let request = Request {
        id: making.id.clone(),
        reference: "R-0000-0000".to_owned(),
        person: making.id.clone(),
        lang,
        status: Status::InProgress,
        received_at: making.now,
        due_on: today,
        target_on: today,
        owner: None,
        version: 0,
        changed_at: making.now,
        closed_at: None,
        channel: Channel::Portal,
        extended: None,
        snoozed_until: None,
        written_at: None,
    };
    let house = House {
        authority: record.authority.clone(),
        dpo: record.dpo.as_ref().map(|dpo| (dpo.name.clone(), dpo.email.clone())),
        today,
        received: today,
        unfreezes: today,
        hidden: Vec::new(),
        fetch_until: today,
    };
    let say = |key: &str| words::say(lang, key, &[]);
    samples(lang, &request, &house, &say("pack-facts"), &say("pack-words"))
}
