//! The mails one by one, as a table: what became of each, and nobody's name.

use super::super::store::evidence::{self, Mail, Told};
use crate::db::{Db, Id, Time};
use anyhow::Result;
use jiff::Timestamp;
use std::io::Write;

/// Mails read at a time.
const PAGE: i64 = 1_000;

/// The columns, in English for programs.
pub(super) const COLUMNS: [&str; 11] = [
    "mail",
    "language",
    "period",
    "kind",
    "state",
    "handed_over_at",
    "code",
    "reports",
    "answer",
    "stopped",
    "answered_at",
];

/// Writes them, a page at a time.
pub(super) fn write(db: &mut Db, campaign: &Id, out: &mut impl Write) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    for group in evidence::groups(db, campaign)? {
        let mut after: Option<Id> = None;
        loop {
            let mails = evidence::mails(db, campaign, &group, after.as_ref(), PAGE)?;
            let Some(last) = mails.last() else { break };
            after = Some(last.id.clone());
            let mut told = evidence::told(db, &mails)?;
            for mail in &mails {
                csv.write_record(cells(mail, &told.remove(&mail.id).unwrap_or_default()))?;
            }
        }
    }
    Ok(csv.flush()?)
}

fn cells(mail: &Mail, told: &[Told]) -> [String; 11] {
    let at = |at: Option<Time>| at.map(|at| moment(at.timestamp())).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        mail.id.to_string(),
        mail.lang.clone(),
        mail.period.to_string(),
        if mail.is_reminder() { "reminder" } else { "first" }.to_owned(),
        mail.state.clone(),
        at(mail.tried_at),
        mail.code.map(|code| code.to_string()).unwrap_or_default(),
        told.iter().map(report).collect::<Vec<_>>().join("; "),
        text(&mail.answer),
        text(&mail.stopped),
        at(mail.answered_at),
    ]
}

/// A report in a cell: `hard unknown 5.1.1 by mail at 2026-03-12T13:22:00Z`.
fn report(told: &Told) -> String {
    let parts = [Some(told.kind.as_str()), Some(told.cause.as_str()), told.status.as_deref()];
    let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    format!("{said} by {} at {}", told.way, moment(told.at))
}

/// A moment to the second, as programs read it.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
