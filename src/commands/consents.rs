//! `habeas consents import FILE`: decisions from before the portal.

use crate::consents::import::{self, Fault, Line, Past};
use crate::consents::store::{self, Entry};
use crate::consents::{Channel, Said};
use crate::db::{self, Error};
use crate::portal::Portal;
use jiff::Timestamp;
use serde::Serialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// How many decisions are written together.
const BATCH: usize = 1_000;
/// How many faults are told at most; the rest are counted.
const TOLD: usize = 100;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Decisions read.
    pub read: u64,
    /// Decisions added to the ledger.
    pub added: u64,
    /// Decisions the ledger had already.
    pub known: u64,
    /// Decisions without proof, among those read.
    pub without_proof: u64,
    /// Lines that could not be used.
    pub refused: u64,
    /// The first of them: number and why, without their content.
    pub faults: Vec<(u64, String)>,
}

/// Why an import stops.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// It is neither CSV nor a JSON list.
    #[error("the file is neither `.csv` nor a list in `.json`")]
    Form,
    /// It is not CSV.
    #[error("the file is not `.csv`")]
    OnlyCsv,
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Reads a file of decisions into the ledger; with `dry`, only tells what would be done. A file read twice adds nothing
/// the second time.
pub fn consents_import(portal: &Portal, path: &Path, dry: bool) -> Result<Imported, ImportError> {
    let file = BufReader::new(File::open(path)?);
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default().to_ascii_lowercase();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("import").to_owned();
    let lines: Box<dyn Iterator<Item = (u64, Result<Line, Fault>)>> = match kind.as_str() {
        "csv" => Box::new(import::of_csv(file)),
        "json" => Box::new(import::of_json(file).map_err(|_| ImportError::Form)?.into_iter()),
        _ => return Err(ImportError::Form),
    };
    let (mut done, now) = (Imported::default(), portal.clock.now());
    let default = portal.settings.portal.default_language;
    let mut batch: Vec<Past> = Vec::with_capacity(BATCH);
    for (number, line) in lines {
        let past = line.and_then(|line| import::read(&line, now, default, |id| portal.record.activity(id).is_some()));
        match past {
            Ok(past) => {
                done.read += 1;
                done.without_proof += u64::from(past.proof.is_none());
                batch.push(past);
            }
            Err(fault) => {
                done.refused += 1;
                if done.faults.len() < TOLD {
                    done.faults.push((number, fault.to_string()));
                }
            }
        }
        if batch.len() == BATCH && !dry {
            write(portal, &name, &mut batch, &mut done)?;
        }
        if dry {
            batch.clear();
        }
    }
    if !dry {
        write(portal, &name, &mut batch, &mut done)?;
    }
    Ok(done)
}

fn write(portal: &Portal, name: &str, batch: &mut Vec<Past>, done: &mut Imported) -> Result<(), Error> {
    let now = portal.clock.now();
    let prints: Vec<String> = batch.iter().map(|past| past.address.fingerprint(&portal.keys)).collect();
    let entries: Vec<_> = batch.iter().zip(&prints).map(|(past, print)| entry(name, past, print)).collect();
    let added = portal.db.write_now(|tx| store::record_past(tx, now, &portal.random, &entries))?;
    done.added += added;
    done.known += u64::try_from(batch.len()).unwrap_or(0) - added;
    batch.clear();
    Ok(())
}

fn entry<'e>(name: &'e str, past: &'e Past, fingerprint: &'e str) -> (Timestamp, Entry<'e>) {
    let said = Said {
        channel: Channel::Import,
        mechanism: past.mechanism,
        form: &past.form,
        actor: "import",
        origin: Some(name),
        proof: past.proof.as_deref(),
        at: Some(past.at),
    };
    let (activity, words) = (past.activity.as_str(), past.words.as_str());
    (past.at, Entry { fingerprint, activity, kind: past.kind, words, lang: past.lang, said })
}
