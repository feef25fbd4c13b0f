//! The approved record in the forms others read.

use crate::config;
use crate::lang::Lang;
use crate::record::Record;
use crate::record::export::{self, Edition};
use crate::record::store::Version;
use anyhow::{Context, Result};
use jiff::Timestamp;
use std::path::Path;
use std::str::FromStr;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The exact file.
    Toml,
    /// The CNIL's columns as a spreadsheet.
    Ods,
    /// The activities in the CNIL's columns.
    Csv,
    /// What is processed for other controllers (Art. 30(2)), as a table.
    ProcessorCsv,
    /// A document.
    Pdf,
    /// Everything, for a program.
    Json,
    /// In the terms of the Data Privacy Vocabulary.
    JsonLd,
}

impl Format {
    /// Every form with its word, which is also the end of a file's name, and its media type.
    const ALL: [(&'static str, Format, &'static str); 7] = [
        ("toml", Format::Toml, "application/toml; charset=utf-8"),
        ("ods", Format::Ods, "application/vnd.oasis.opendocument.spreadsheet"),
        ("csv", Format::Csv, "text/csv; charset=utf-8"),
        ("processor.csv", Format::ProcessorCsv, "text/csv; charset=utf-8"),
        ("pdf", Format::Pdf, "application/pdf"),
        ("json", Format::Json, "application/json"),
        ("jsonld", Format::JsonLd, "application/ld+json"),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, format, _)| *format == self).map_or("", |(word, ..)| word)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        Self::ALL.iter().find(|(_, format, _)| *format == self).map_or("", |(.., kind)| kind)
    }
}

/// The word names no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a form of export; the forms are toml, ods, csv, processor.csv, pdf, json and jsonld")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.iter().find(|(word, ..)| *word == text).map(|(_, format, _)| *format).ok_or(UnknownFormat)
    }
}

/// The bytes of the last of the versions approved so far (the oldest first).
pub fn export(
    settings: &config::Portal,
    versions: &[Version],
    format: Format,
    lang: Lang,
    now: Timestamp,
) -> Result<Vec<u8>> {
    let mut read = Vec::new();
    for version in versions {
        let (record, _) = Record::parse(Path::new("record.toml"), &version.content, &settings.languages);
        let day =
            version.approved_at.unwrap_or(version.created_at).to_zoned_datetime(settings.time_zone.clone()).date();
        // What an older release approved and this one cannot read is left out of the history.
        read.extend(record.map(|record| (version.number, day, record)));
    }
    let edition = Edition::of(&read).context("no version of the record is approved")?;
    let (_, _, record) = read.last().context("no version of the record is approved")?;
    Ok(match format {
        Format::Toml => versions.last().map(|version| version.content.clone().into_bytes()).unwrap_or_default(),
        Format::Ods => export::ods(&export::sheets(record, &edition, lang), lang)?,
        Format::Csv => export::csv(&export::activities(record, &edition, lang))?,
        Format::ProcessorCsv => export::csv(&export::on_behalf(record, &edition, lang))?,
        Format::Pdf => export::paper(record, &edition, lang, now).write()?,
        Format::Json => serde_json::to_vec_pretty(&export::json(record, &edition))?,
        Format::JsonLd => serde_json::to_vec_pretty(&export::linked(record, &edition, &settings.base_url))?,
    })
}
