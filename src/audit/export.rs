//! The log as a file that can be checked without the portal: one JSON object a line, first the head, then the signed
//! heads, then the events. It holds ids, no names; events of forgotten people are empty but for their leaf.

use super::note::{Proof, find, parse_verifier, verifier};
use super::store::{Logged, Signed, head_of, page, signed};
use super::tree::{self, Frontier};
use super::verify::{Fault, Report};
use super::walk::Walk;
use crate::db::{Database, Error, Id, Time};
use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write};

/// The form of the file.
const FORMAT: &str = "habeas-audit-export-1";

#[derive(Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase", deny_unknown_fields)]
enum Line {
    Head { format: String, verifier: String, size: u64, frontier: String, checkpoints: usize },
    Checkpoint { size: i64, root: String, note: String },
    Event(Event),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    idx: i64,
    /// Microseconds since 1970.
    at: i64,
    actor: Option<String>,
    action: String,
    object: Option<String>,
    person: Option<Id>,
    detail: Option<String>,
    salt: Option<String>,
    leaf: String,
}

/// Why a log cannot be exported, or an exported one not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] Error),
    /// The file.
    #[error("the file cannot be written or read: {0}")]
    File(#[from] io::Error),
    /// A text that should hold a signed head holds none.
    #[error("there is no signed head in it: three lines, an empty one, and one that begins with `— `")]
    NoHead,
    /// The key that was given is none.
    #[error("this is not a key of the form name+id+key")]
    Key,
}

/// What checking a file found.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The key it was checked with.
    pub verifier: String,
    /// Whether that key was given from outside; else it is the one the file names, which proves nothing about who wrote it.
    pub key_was_given: bool,
    /// What was found.
    #[serde(flatten)]
    pub report: Report,
}

/// Writes the log as it is now. Pages of events are read one after the other: an event that is forgotten meanwhile is
/// written as it then is, and the head as it was at the beginning.
pub fn export(database: &Database, key: &VerifyingKey, origin: &str, out: &mut impl Write) -> Result<u64, ExportError> {
    let (size, frontier, heads) = database.read_now(|db| {
        let (size, frontier) = head_of(db)?;
        let frontier = frontier.ok_or(Error::Unreadable("the head of the audit log"))?;
        Ok::<_, Error>((size, frontier, signed(db)?))
    })?;
    let (format, verifier, frontier) = (FORMAT.to_owned(), verifier(origin, key), frontier.to_text());
    let head = Line::Head { format, verifier, size, frontier, checkpoints: heads.len() };
    write_line(out, &head)?;
    for Signed { size, root, note } in heads {
        write_line(out, &Line::Checkpoint { size, root, note })?;
    }
    let mut from = 0i64;
    let end = i64::try_from(size).unwrap_or(i64::MAX);
    while from < end {
        let rows = database.read_now(|db| page(db, from))?;
        if rows.is_empty() {
            break;
        }
        for row in rows.into_iter().filter(|row| row.idx < end) {
            from = row.idx + 1;
            write_line(out, &Line::Event(Event::of(row)))?;
        }
    }
    out.flush()?;
    Ok(size)
}

/// The line that [`export`] writes of an event: a copy of it is found in an exported log letter by letter.
pub fn event_line(row: Logged) -> serde_json::Result<String> {
    serde_json::to_string(&Line::Event(Event::of(row)))
}

fn write_line(out: &mut impl Write, line: &Line) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *out, line).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// A signed head that somebody kept outside the portal.
#[derive(Clone, Debug)]
pub struct KeptHead(Signed);

impl KeptHead {
    /// The head in a text, such as the mail that brought it. Whether it is signed is found when the log is checked.
    pub fn read(text: &str) -> Result<KeptHead, ExportError> {
        let (size, root, note) = find(text).ok_or(ExportError::NoHead)?;
        Ok(KeptHead(Signed { size, root, note }))
    }
}

/// Checks a file that [`export`] wrote, with the key given (`name+id+key`) or else the one it names, against its own signed heads
/// and those kept elsewhere. Every byte counts.
pub fn verify_export(
    mut input: impl BufRead,
    given: Option<&str>,
    kept_heads: &[KeptHead],
) -> Result<Checked, ExportError> {
    let given =
        given.map(|text| parse_verifier(text).ok_or(ExportError::Key).map(|(_, key)| (text, key))).transpose()?;
    let mut faults = Vec::new();
    let (mut number, mut text) = (0usize, String::new());
    let mut read = |faults: &mut Vec<Fault>, number: &mut usize| -> Result<Option<Line>, ExportError> {
        loop {
            text.clear();
            let length = input.read_line(&mut text);
            *number += 1;
            match length {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                // Bytes that are no text: nothing after them can be read.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    faults.push(Fault::Unreadable { line: *number });
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
            // What was written is the only way to write it.
            let line = text.strip_suffix('\n').and_then(|text| {
                let line: Line = serde_json::from_str(text).ok()?;
                (serde_json::to_string(&line).ok()? == text).then_some(line)
            });
            match line {
                Some(line) => return Ok(Some(line)),
                None => faults.push(Fault::Unreadable { line: *number }),
            }
        }
    };
    let Some(Line::Head { format, verifier, size, frontier, checkpoints }) = read(&mut faults, &mut number)? else {
        return Ok(unreadable(given.map(|(text, _)| text), faults));
    };
    let key = given.map(|(_, key)| key).or_else(|| parse_verifier(&verifier).map(|(_, key)| key));
    let Some(key) = key.filter(|_| format == FORMAT && parse_verifier(&verifier).is_some()) else {
        return Ok(unreadable(given.map(|(text, _)| text), faults));
    };
    let with_kept = |mut heads: Vec<Signed>| {
        heads.extend(kept_heads.iter().map(|kept| kept.0.clone()));
        heads.sort_by_key(|head| head.size);
        heads
    };
    let mut heads: Vec<Signed> = Vec::new();
    let mut found = 0;
    let mut walk: Option<Walk<'_>> = None;
    while let Some(line) = read(&mut faults, &mut number)? {
        match (line, &mut walk) {
            (Line::Checkpoint { size, root, note }, None) if heads.last().is_none_or(|last| last.size < size) => {
                heads.push(Signed { size, root, note });
                found += 1;
            }
            (Line::Event(event), walk) => {
                let walk = walk.get_or_insert_with(|| Walk::new(&key, with_kept(std::mem::take(&mut heads))));
                match event.row() {
                    Some(row) => walk.event(&row),
                    None => faults.push(Fault::Unreadable { line: number }),
                }
            }
            _ => faults.push(Fault::Unreadable { line: number }),
        }
    }
    // A signed head that is gone leaves no other trace: the events are whole without it.
    if found != checkpoints {
        faults.push(Fault::Unreadable { line: 1 });
    }
    let walk = walk.unwrap_or_else(|| Walk::new(&key, with_kept(heads)));
    let kept = Frontier::parse(size, &frontier).filter(|kept| kept.to_text() == frontier);
    let mut report = walk.finish(size, kept.as_ref());
    report.faults.extend(faults);
    Ok(Checked {
        verifier: given.map_or(verifier, |(text, _)| text.to_owned()),
        key_was_given: given.is_some(),
        report,
    })
}

fn unreadable(given: Option<&str>, mut faults: Vec<Fault>) -> Checked {
    faults.push(Fault::Unreadable { line: 1 });
    let report = Report { faults, ..Report::default() };
    Checked { verifier: given.unwrap_or_default().to_owned(), key_was_given: given.is_some(), report }
}

/// Checks a proof file with a key `name+id+key`: the JSON that the proven leaf was made from, or `None` if the proof does
/// not hold.
pub fn verify_proof(text: &str, verifier: &str) -> Result<Option<serde_json::Value>, ExportError> {
    let (name, key) = parse_verifier(verifier).ok_or(ExportError::Key)?;
    let proven = Proof::parse(text)
        .zip(Proof::extra(text))
        .filter(|(proof, data)| proof.verify(&tree::leaf(data), &name, &key).is_some());
    Ok(proven.and_then(|(_, data)| serde_json::from_slice(&data).ok()))
}

impl Event {
    fn of(row: Logged) -> Self {
        let Logged { idx, at, actor, action, object, person, detail, salt, leaf } = row;
        Self { idx, at: at.timestamp().as_microsecond(), actor, action, object, person, detail, salt, leaf }
    }

    fn row(self) -> Option<Logged> {
        let Event { idx, at, actor, action, object, person, detail, salt, leaf } = self;
        let at = Time::from(Timestamp::from_microsecond(at).ok()?);
        Some(Logged { idx, at, actor, action, object, person, detail, salt, leaf })
    }
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
