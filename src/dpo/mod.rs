//! What the data protection officer works with: the record of processing, its versions, and what follows from them.
//!
//! - [`follow`]: every process of the portal reads the approved version, also when another process approved it;
//! - [`misfits`]: what the sources declare and a version of the record lacks, which keeps it from being approved;
//! - [`export()`]: the approved version as spreadsheet, document, JSON, linked data;
//! - [`drift`]: each night, the live databases held against their declarations; a task where they differ;
//! - [`checkpoint`]: the signed head of the audit log, mailed each morning;
//! - [`minimisation`]: what the sources may not need to hold, and why colleagues keep it;
//! - [`pack`]: what an authority asks for, in one archive;
//! - [`editing`]: a form of the record, taken;
//! - [`map`]: every field of the sources with what a version says of it, and what it does not;
//! - [`pages`]: the record, what a version changes, review and approval by a second person.

pub mod checkpoint;
pub mod drift;
mod editing;
mod export;
mod map;
mod minimisation;
mod pack;
pub mod pages;
mod store;

pub use export::{Format, UnknownFormat, export};

use crate::db;
use crate::diagnostic::Diagnostic;
use crate::portal::Portal;
use crate::record::{Record, store as versions};
use crate::sources::check_against;
use std::path::Path;

/// Takes up the approved version, if it is not the one this process reads. Whether it was another one.
pub async fn follow(portal: &Portal) -> Result<bool, db::Error> {
    let here = portal.record_version.now();
    let newer = portal
        .db
        .read(move |db| match versions::approved_id(db)? {
            Some(id) if id != *here => versions::approved(db),
            _ => Ok::<_, db::Error>(None),
        })
        .await?;
    let Some(version) = newer else { return Ok(false) };
    let settings = &portal.settings.portal;
    let (record, _) = Record::parse(Path::new("record.toml"), &version.content, &settings.languages);
    let Some(record) = record else {
        // Another release of the program approved it, and this one cannot read it: better the old one than none.
        tracing::error!(version = version.number, "the approved record cannot be read by this release");
        return Ok(false);
    };
    portal.mailer.write_as(portal.letterhead(&record));
    portal.record.replace(record);
    portal.record_version.replace(version.id);
    tracing::info!(version = version.number, "the approved record was taken up");
    Ok(true)
}

/// What the sources declare and this version of the record lacks: categories, retention rules, activities.
pub fn misfits(portal: &Portal, record: &Record) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for declaration in portal.sources.all_declarations() {
        if let Ok(text) = std::fs::read_to_string(&declaration.file) {
            found.extend(record.check_source(&declaration.file, &text));
        }
        found.extend(check_against(declaration, record));
    }
    found.into_iter().filter(Diagnostic::is_error).collect()
}
