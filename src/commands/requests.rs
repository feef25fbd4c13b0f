//! `habeas requests import FILE`: cases from before the portal.

use super::consents::ImportError;
use crate::db::{Db, Error};
use crate::people;
use crate::portal::Portal;
use crate::requests::import::{self, Fault, Past};
use crate::staff::desk;
use serde::Serialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// How many cases are written together.
const BATCH: usize = 200;
/// How many faults are told at most; the rest are counted.
const TOLD: usize = 100;

/// What an import of cases did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportedCases {
    /// Cases read.
    pub read: u64,
    /// Cases taken in that go on.
    pub open: u64,
    /// Cases taken in that are over.
    pub closed: u64,
    /// Cases that are here already.
    pub known: u64,
    /// Lines that could not be used.
    pub refused: u64,
    /// The first of them: number and why, without their content.
    pub faults: Vec<(u64, String)>,
}

impl ImportedCases {
    fn fault(&mut self, line: u64, fault: Fault) {
        self.refused += 1;
        if self.faults.len() < TOLD {
            self.faults.push((line, fault.to_string()));
        }
    }
}

/// Takes the cases of a CSV file in; with `dry`, only tells what would be done with each line alone. A file read twice adds
/// nothing the second time, and a run that was cut off goes on.
pub fn requests_import(portal: &Portal, path: &Path, dry: bool) -> Result<ImportedCases, ImportError> {
    let file = BufReader::new(File::open(path)?);
    if path.extension().is_none_or(|kind| !kind.eq_ignore_ascii_case("csv")) {
        return Err(ImportError::OnlyCsv);
    }
    let (mut done, now, zone) = (ImportedCases::default(), portal.clock.now(), portal.zone());
    let default = portal.settings.portal.default_language;
    let mut batch: Vec<(u64, Past)> = Vec::with_capacity(BATCH);
    for (number, line) in import::of_csv(file) {
        match line.and_then(|line| import::read(&line, now, default, zone)) {
            Ok(past) => {
                done.read += 1;
                batch.push((number, past));
            }
            Err(fault) => done.fault(number, fault),
        }
        if batch.len() == BATCH {
            write(portal, &mut batch, &mut done, dry)?;
        }
    }
    write(portal, &mut batch, &mut done, dry)?;
    Ok(done)
}

/// What became of a case.
enum Became {
    Open,
    Closed,
    Known,
    Moved,
}

fn write(portal: &Portal, batch: &mut Vec<(u64, Past)>, done: &mut ImportedCases, dry: bool) -> Result<(), Error> {
    let (now, rules) = (portal.clock.now(), &portal.settings.requests);
    let one = |tx: &mut Db, past: &Past| -> Result<Became, Error> {
        let print = past.address.fingerprint(&portal.keys);
        if people::by_fingerprint(tx, &print)?.is_none() && desk::has_moved(tx, &print)? {
            return Ok(Became::Moved);
        }
        Ok(match import::take_in(tx, now, &portal.random, &portal.keys, rules, past)? {
            None => Became::Known,
            Some(_) if past.ended.is_some() => Became::Closed,
            Some(_) => Became::Open,
        })
    };
    /// A dry run is undone, with what it says.
    enum Stop {
        Dry(Vec<Became>),
        Failed(Error),
    }
    impl From<Error> for Stop {
        fn from(error: Error) -> Self {
            Stop::Failed(error)
        }
    }
    let all = |tx: &mut Db| -> Result<Vec<Became>, Stop> {
        let became = batch.iter().map(|(_, past)| one(tx, past)).collect::<Result<Vec<_>, Error>>()?;
        if dry { Err(Stop::Dry(became)) } else { Ok(became) }
    };
    let became = match portal.db.write_now(all) {
        Ok(became) | Err(Stop::Dry(became)) => became,
        Err(Stop::Failed(error)) => return Err(error),
    };
    for ((line, _), became) in batch.iter().zip(became) {
        match became {
            Became::Open => done.open += 1,
            Became::Closed => done.closed += 1,
            Became::Known => done.known += 1,
            Became::Moved => {
                done.read -= 1;
                done.fault(*line, Fault::Moved);
            }
        }
    }
    batch.clear();
    Ok(())
}
