//! The evidence of a campaign in one archive (law.md REFR-14; Arts 5(2) and 24): what it was for, who decided, whom it asked and whom
//! it left out and why, what it said, what came of it, and the log that proves it. Nobody's name, address or data is in it but the names
//! of the colleagues who decided: a mail is told by its own id.
//!
//! - [`Sample`]: what it says, kept when it is approved, so that later releases and another letterhead change nothing of the proof;
//! - [`write`]: the archive, written to a file in one snapshot, in memory that does not grow with the audience.

pub(super) mod facts;
pub(super) mod paper;
mod people;

use super::Campaign;
use super::audience::Exclusion;
use super::store::evidence;
use crate::audit::{self, Logged};
use crate::bundle::Bundle;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::mail;
use crate::record::Record;
use crate::secrets::sha256_hex;
use crate::words;
use anyhow::Result;
use facts::Facts;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;

/// Events of the log read at a time.
const PAGE: i64 = 1_000;

/// What a campaign says in one language: its first mail or its reminder, as it was rendered for nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The language.
    pub lang: Lang,
    /// Whether it is the reminder.
    pub reminder: bool,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// What `habeas lint-mail --json` says of it.
    pub report: String,
    /// The files it was made of, a line each: SHA-256 and name, as `sha256sum` writes them.
    pub sources: String,
}

impl Sample {
    /// The word for its round.
    pub fn round(&self) -> &'static str {
        if self.reminder { "reminder" } else { "first" }
    }

    fn file(&self, ending: &str) -> String {
        format!("message/{}-{}.{ending}", self.lang, self.round())
    }
}

/// The file of an introduction in the archive.
fn intro_file(lang: Lang) -> String {
    format!("message/introduction-{lang}.txt")
}

/// The files that the mails of a campaign are made of by this release, with its introductions, for [`Sample::sources`].
pub(super) fn sources(campaign: &Campaign) -> String {
    let intros = Lang::ALL.iter().map(|lang| (intro_file(*lang), sha256_hex(campaign.intro(*lang).as_bytes())));
    mail::check_made_of().into_iter().chain(intros).map(|(name, sum)| format!("{sum}  {name}\n")).collect()
}

/// What the pages say of a campaign, in the language of who reads it.
pub(super) struct Said {
    /// Its legal nature.
    pub family: String,
    /// Whom it is about, a rule each.
    pub rules: Vec<String>,
    /// When it writes.
    pub schedule: String,
    /// Each reason to leave somebody out: its name, and why.
    pub reasons: Vec<(Exclusion, String, String)>,
}

/// For whom and when the evidence is gathered.
pub(super) struct Making {
    /// The campaign, approved.
    pub campaign: Campaign,
    /// What is said of it.
    pub said: Said,
    /// What it would say today, for one of which nothing was kept.
    pub today: Vec<Sample>,
    /// After how many months a person is asked: since they confirmed, and since they were asked.
    pub months: (u32, u32),
    /// The record that holds.
    pub record: Arc<Record>,
    /// The languages of the portal.
    pub languages: Vec<Lang>,
    /// The language of what is read by people.
    pub lang: Lang,
    /// Now.
    pub now: Timestamp,
    /// Where the company is.
    pub zone: TimeZone,
}

/// Writes the archive to a file: ZIP, file names in English for programs, texts in the language of the reader.
pub(super) fn write(db: &mut Db, out: File, making: &Making) -> Result<File> {
    let (campaign, lang) = (&making.campaign, making.lang);
    let facts = Facts::read(db, making)?;
    let mut bundle = Bundle::new(out, lang);
    bundle.add("evidence.pdf", "evidence-file-paper", &paper::paper(making, &facts).write_loose()?)?;
    let json = serde_json::to_vec_pretty(&facts::json(making, &facts))?;
    bundle.add("campaign.json", "evidence-file-json", &json)?;
    messages(&mut bundle, campaign, &facts.samples)?;
    bundle.begin("people.csv", "evidence-file-people")?;
    people::write(db, &campaign.id, &mut bundle)?;
    bundle.begin("audit/events.jsonl", "evidence-file-audit")?;
    let mut wrote = Ok(());
    events(db, &campaign.id, |row| {
        if wrote.is_ok() && !is_about_person(&row) {
            wrote = line(&mut bundle, row);
        }
    })?;
    wrote?;
    if let Some(note) = &facts.checkpoint {
        bundle.add("audit/checkpoint.txt", "evidence-file-checkpoint", note.as_bytes())?;
    }
    let (company, day) = (making.record.controller.name.as_str(), words::date_of(lang, making.now, &making.zone));
    let args = [("company", company), ("campaign", campaign.name.as_str()), ("date", &*day)];
    let notes = ["evidence-people", "evidence-audit", "evidence-nobody"];
    let notes = notes.map(|key| words::say(lang, key, &evidence_args(&facts.spans)));
    Ok(bundle.end(&words::say(lang, "evidence-readme", &args), &notes)?)
}

/// The lengths of time that the notes name.
fn evidence_args((months, years): &(String, String)) -> [(&'static str, &str); 2] {
    [("months", months), ("years", years)]
}

fn line(out: &mut impl Write, row: Logged) -> Result<()> {
    out.write_all(audit::event_line(row)?.as_bytes())?;
    Ok(out.write_all(b"\n")?)
}

fn messages<W: Write + Seek>(bundle: &mut Bundle<W>, campaign: &Campaign, samples: &[Sample]) -> Result<()> {
    for sample in samples {
        bundle.add(&sample.file("txt"), "evidence-file-message", sample.text.as_bytes())?;
        bundle.add(&sample.file("html"), "evidence-file-message", sample.html.as_bytes())?;
        bundle.add(&sample.file("lint.json"), "evidence-file-lint", sample.report.as_bytes())?;
    }
    for lang in Lang::ALL {
        bundle.add(&intro_file(*lang), "evidence-file-intro", campaign.intro(*lang).as_bytes())?;
    }
    if let Some(sample) = samples.first() {
        bundle.add("message/sources.sha256", "evidence-file-sources", sample.sources.as_bytes())?;
    }
    Ok(())
}

/// Whether an event tells something of a person: such a one is counted, and stays in the log alone.
fn is_about_person(row: &Logged) -> bool {
    row.person.is_some() || row.actor.as_deref().is_none_or(|actor| actor.starts_with("person:"))
}

/// Goes through the events of the log about a campaign, in order.
fn events(db: &mut Db, campaign: &Id, mut each: impl FnMut(Logged)) -> Result<(), Error> {
    let mut after = None;
    loop {
        let rows = audit::events_behind(db, campaign.as_str(), after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.idx);
        rows.into_iter().for_each(&mut each);
    }
}

/// Keeps what an approved campaign says.
pub(super) fn keep(tx: &mut Db, campaign: &Id, samples: &[Sample]) -> Result<(), Error> {
    evidence::keep(tx, campaign, samples)
}
