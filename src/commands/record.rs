//! `habeas record`: the versions of the record from the command line.

use crate::audit::Actor;
use crate::config::Config;
use crate::db::{Database, Error, Id};
use crate::diagnostic::{Diagnostic, any_error};
use crate::dpo::{self, Format};
use crate::lang::Lang;
use crate::record::Record;
use crate::record::store::{self, ActError, By, Version};
use crate::record::version::{Act, Refusal, State};
use crate::secrets::Random;
use jiff::Timestamp;
use serde::Serialize;
use std::path::Path;

/// A version as a list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct RecordVersion {
    /// Counted from 1.
    pub number: i32,
    /// Where it stands.
    pub state: State,
    /// Where it came from: `file`, `command` or `colleague`.
    pub origin: crate::record::version::Origin,
    /// SHA-256 of the content.
    pub sha256: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
}

impl From<Version> for RecordVersion {
    fn from(version: Version) -> Self {
        Self {
            number: version.number,
            state: version.state,
            origin: version.origin,
            sha256: version.hash,
            created_at: version.created_at,
            approved_at: version.approved_at,
        }
    }
}

/// Why the record was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The content holds mistakes.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Diagnostic>),
    /// There is no such version.
    #[error("there is no version {0}\n  cure: `habeas record list` names them")]
    NoVersion(i32),
    /// Nothing is approved yet.
    #[error("no version is approved yet\n  cure: start the portal once with `habeas serve`")]
    Nothing,
    /// It cannot be approved as it stands.
    #[error("version {0} is not in review\n  cure: `habeas record list` says where each version stands")]
    State(i32),
    /// The database.
    #[error("the portal's database cannot be used: {0}")]
    Database(#[from] Error),
}

/// Every version, the newest first.
pub fn record_list(database: &Database) -> Result<Vec<RecordVersion>, RecordError> {
    Ok(database.read_now(store::all)?.into_iter().map(RecordVersion::from).collect())
}

/// The content of a version, byte for byte; of the approved one if none is named.
pub fn record_export(database: &Database, number: Option<i32>) -> Result<String, RecordError> {
    let found = match number {
        Some(number) => database.read_now(|db| store::by_number(db, number))?.ok_or(RecordError::NoVersion(number))?,
        None => database.read_now(store::approved)?.ok_or(RecordError::Nothing)?,
    };
    Ok(found.content)
}

/// The approved version in one of the forms others read, in this language where it has words.
pub fn record_export_as(
    config: &Config,
    database: &Database,
    now: Timestamp,
    format: Format,
    lang: Lang,
) -> anyhow::Result<Vec<u8>> {
    let versions = database.read_now(store::approved_so_far)?;
    dpo::export(&config.portal, &versions, format, lang, now)
}

/// Proposes the content as a version in review; its number and the warnings about it. The content that is approved or in review
/// already is not proposed again.
pub fn record_import(
    config: &Config,
    database: &Database,
    now: Timestamp,
    random: &Random,
    file: &Path,
    content: &str,
) -> Result<(RecordVersion, Vec<Diagnostic>), RecordError> {
    let (_, found) = Record::parse(file, content, &config.portal.languages);
    if any_error(&found) {
        return Err(RecordError::Mistakes(found));
    }
    let hash = store::hash(content);
    let version = database.write_now(|tx| {
        let known = store::all(tx)?
            .into_iter()
            .find(|version| version.hash == hash && matches!(version.state, State::Approved | State::Review));
        if let Some(version) = known {
            return Ok(version);
        }
        let id: Id = store::propose(tx, &By { actor: &Actor::Command, now, random }, content)?;
        store::by_id(tx, &id)
    })?;
    Ok((version.into(), found))
}

/// Approves a version in review from the command line: for who sets the portal up, and when no colleague can. The audit log says
/// that it was the command line.
pub fn record_approve(
    config: &Config,
    database: &Database,
    now: Timestamp,
    random: &Random,
    number: i32,
) -> Result<RecordVersion, RecordError> {
    let version = database.read_now(|db| store::by_number(db, number))?.ok_or(RecordError::NoVersion(number))?;
    let (_, found) = Record::parse(&config.portal.record, &version.content, &config.portal.languages);
    if any_error(&found) {
        return Err(RecordError::Mistakes(found));
    }
    let by = By { actor: &Actor::Command, now, random };
    let done = database.write_now(|tx| {
        store::act(tx, &by, &version.id, Act::Approve)?;
        Ok::<_, ActError>(store::by_id(tx, &version.id)?)
    });
    match done {
        Ok(version) => Ok(version.into()),
        Err(ActError::Refused(Refusal::State | Refusal::OwnVersion)) => Err(RecordError::State(number)),
        Err(ActError::Database(error)) => Err(error.into()),
    }
}
