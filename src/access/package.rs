//! The package itself: a zip, written file by file.

use super::own::{self, PORTAL, Table};
use super::paper::paper;
use super::{Contents, offline};
use crate::facts::{Fact, Until};
use crate::lang::Lang;
use crate::pdf::{Paper, PdfError};
use crate::redaction::Reason;
use crate::secrets::hex;
use crate::spreadsheet::harmless;
use crate::web::View;
use crate::words;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Seek, Write};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::Handle;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What `data.json` looks like.
const SCHEMA: &str = include_str!("schema.json");
/// The style of the offline page: the portal's own.
const STYLE: &str = include_str!("../../assets/css/habeas.css");

/// Why a package cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The file system.
    #[error("a package cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The archive.
    #[error("a package cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The page or the JSON: our mistake.
    #[error("a package cannot be made: {0}")]
    Content(String),
}

/// Writes the package: `index.html`, `style.css`, `data.pdf`, `data.json`, `schema.json`, `csv/<source>/<table>.csv`, `README.txt`,
/// `SHA256SUMS`.
pub fn write<W: Write + Seek>(out: W, contents: &Contents, view: &View) -> Result<W, PackageError> {
    let paper = Meanwhile::begin(paper(contents));
    let mut package = Writer { zip: ZipWriter::new(out), sums: String::new() };
    but_the_paper(&mut package, contents, view)?;
    let paper = paper.end()?;
    package.add(PAPER, &paper.bytes)?;
    package.sums.push_str(&paper.sum());
    let sums = std::mem::take(&mut package.sums);
    package.file("SHA256SUMS", sums.as_bytes())?;
    Ok(package.zip.finish()?)
}

/// The name of the paper.
const PAPER: &str = "data.pdf";

/// The paper is half of the work: a thread of the runtime sets it while the rest is written, and sums it while it is packed. Where
/// there is no runtime, or none of its threads is free, it is set at the end.
struct Meanwhile {
    waiting: Arc<Mutex<Option<Paper>>>,
    written: mpsc::Receiver<Result<Arc<Vec<u8>>, PdfError>>,
    sum: mpsc::Receiver<String>,
}

impl Meanwhile {
    fn begin(paper: Paper) -> Self {
        let waiting = Arc::new(Mutex::new(Some(paper)));
        let ((done, written), (summed, sum)) = (mpsc::channel(), mpsc::channel());
        if let Ok(runtime) = Handle::try_current() {
            let waiting = Arc::clone(&waiting);
            runtime.spawn_blocking(move || {
                let Some(paper) = taken(&waiting) else { return };
                let paper = paper.write_loose().map(Arc::new);
                let packed = paper.as_ref().ok().map(Arc::clone);
                // Nobody listens once the package broke off.
                let _ = done.send(paper);
                let _ = packed.map(|paper| summed.send(sum_line(PAPER, &paper)));
            });
        }
        Self { waiting, written, sum }
    }

    fn end(self) -> Result<Written, PackageError> {
        if let Some(paper) = taken(&self.waiting) {
            let bytes = paper.write_loose().map_err(|error| failed(&error))?;
            return Ok(Written { bytes: Arc::new(bytes), sum: None });
        }
        let written = self.written.recv().map_err(|_| PackageError::Content("the paper broke off".to_owned()))?;
        Ok(Written { bytes: written.map_err(|error| failed(&error))?, sum: Some(self.sum) })
    }
}

/// A paper that is set.
struct Written {
    bytes: Arc<Vec<u8>>,
    /// Where its line of `SHA256SUMS` comes from, if a thread works on it.
    sum: Option<mpsc::Receiver<String>>,
}

impl Written {
    fn sum(&self) -> String {
        let sum = self.sum.as_ref().and_then(|sum| sum.recv().ok());
        sum.unwrap_or_else(|| sum_line(PAPER, &self.bytes))
    }
}

fn taken(waiting: &Mutex<Option<Paper>>) -> Option<Paper> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn but_the_paper<W: Write + Seek>(
    package: &mut Writer<W>,
    contents: &Contents,
    view: &View,
) -> Result<(), PackageError> {
    let fixed = Fixed::known()?;
    let html = view.render("access/package.html", &offline::Page::of(contents)).map_err(|error| failed(&error))?;
    package.file("index.html", html.as_bytes())?;
    package.fixed(&fixed.style)?;
    package.file("data.json", &serde_json::to_vec_pretty(&Data::of(contents)).map_err(|error| failed(&error))?)?;
    package.fixed(&fixed.schema)?;
    for ((source, table), facts) in by_table(&contents.facts) {
        package.file(&format!("csv/{source}/{}.csv", safe_name(table)), &csv(&facts)?)?;
    }
    for table in &contents.own {
        package.file(&format!("csv/{PORTAL}/{}.csv", table.table), &own_csv(table)?)?;
    }
    package.file("README.txt", readme(contents).as_bytes())
}

fn failed(error: &dyn std::fmt::Display) -> PackageError {
    PackageError::Content(error.to_string())
}

struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    sums: String,
}

impl<W: Write + Seek> Writer<W> {
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), PackageError> {
        self.add(name, bytes)?;
        self.sums.push_str(&sum_line(name, bytes));
        Ok(())
    }

    /// Without its line of `SHA256SUMS`.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), PackageError> {
        let options = match bytes.len() {
            0..WORTH_COMPRESSING => options().compression_method(CompressionMethod::Stored).compression_level(None),
            _ => options(),
        };
        self.zip.start_file(name, options)?;
        Ok(self.zip.write_all(bytes)?)
    }

    fn fixed(&mut self, file: &FixedFile) -> Result<(), PackageError> {
        self.zip.raw_copy_file(file.archive.clone().by_index(0)?)?;
        self.sums.push_str(&file.sum);
        Ok(())
    }
}

/// A line of `SHA256SUMS`.
fn sum_line(name: &str, bytes: &[u8]) -> String {
    format!("{}  {name}\n", hex(&Sha256::digest(bytes)))
}

/// Shorter files stay as they are: what compresses them has several hundred kilobytes to set up for each.
const WORTH_COMPRESSING: usize = 2_048;

fn options() -> SimpleFileOptions {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o644);
    // It is fetched once: somewhat smaller is not worth three times the work.
    options.compression_level(Some(1))
}

/// The files that are the same in every package: compressed and summed once in a process.
struct Fixed {
    style: FixedFile,
    schema: FixedFile,
}

struct FixedFile {
    /// This file alone.
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    sum: String,
}

impl Fixed {
    fn known() -> Result<&'static Self, PackageError> {
        static KNOWN: OnceLock<Fixed> = OnceLock::new();
        if let Some(known) = KNOWN.get() {
            return Ok(known);
        }
        let made = Self { style: FixedFile::new("style.css", STYLE)?, schema: FixedFile::new("schema.json", SCHEMA)? };
        Ok(KNOWN.get_or_init(|| made))
    }
}

impl FixedFile {
    fn new(name: &str, text: &str) -> Result<Self, PackageError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, options().compression_level(Some(9)))?;
        zip.write_all(text.as_bytes())?;
        let bytes: Arc<[u8]> = zip.finish()?.into_inner().into();
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes))?, sum: sum_line(name, text.as_bytes()) })
    }
}

/// `data.json`, whose form is [`SCHEMA`].
#[derive(Serialize)]
struct Data<'c> {
    format: &'static str,
    language: Lang,
    prepared_at: Timestamp,
    controller: &'c Value,
    facts: &'c [Fact],
    portal: Value,
    information: &'c Value,
    missing_sources: &'c [String],
    hidden: Vec<Value>,
}

impl<'c> Data<'c> {
    fn of(contents: &'c Contents) -> Self {
        let hidden = |(reason, count): (&Reason, &usize)| json!({ "reason": reason.as_str(), "times": count, "why": why_hidden(contents.lang, *reason) });
        Self {
            format: "habeas-package-1",
            language: contents.lang,
            prepared_at: contents.at,
            controller: &contents.controller,
            facts: &contents.facts,
            portal: own::as_json(&contents.own),
            information: &contents.information,
            missing_sources: &contents.missing,
            hidden: contents.hidden.iter().map(hidden).collect(),
        }
    }
}

fn by_table(facts: &[Fact]) -> BTreeMap<(&str, &str), Vec<&Fact>> {
    let mut tables: BTreeMap<(&str, &str), Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        tables.entry((&fact.source, &fact.table)).or_default().push(fact);
    }
    tables
}

/// A file name made of a table's name.
fn safe_name(table: &str) -> String {
    table.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}

/// One line for each row of the table, one column for each column in which anything is held.
fn csv(facts: &[&Fact]) -> Result<Vec<u8>, PackageError> {
    let mut columns: Vec<&str> = Vec::new();
    let mut rows: Vec<(&str, BTreeMap<&str, &str>)> = Vec::new();
    for fact in facts {
        if !columns.contains(&fact.column.as_str()) {
            columns.push(&fact.column);
        }
        let value = fact.value.as_deref().unwrap_or(&fact.text);
        match rows.last_mut() {
            Some((row, values)) if *row == fact.row => drop(values.insert(&fact.column, value)),
            _ => rows.push((&fact.row, BTreeMap::from([(fact.column.as_str(), value)]))),
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| PackageError::Content(error.to_string());
    writer.write_record(&columns).map_err(failed)?;
    for (_, values) in rows {
        let line = columns.iter().map(|column| harmless(values.get(column).copied().unwrap_or_default()));
        writer.write_record(line).map_err(failed)?;
    }
    written(writer)
}

fn written(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, PackageError> {
    writer.into_inner().map_err(|error| PackageError::Io(error.into_error()))
}

/// One line for each row, in the columns of the table.
fn own_csv(table: &Table) -> Result<Vec<u8>, PackageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| PackageError::Content(error.to_string());
    writer.write_record(table.columns.iter().map(|column| column.name)).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.cells.iter().map(|cell| harmless(&cell.value))).map_err(failed)?;
    }
    written(writer)
}

fn readme(contents: &Contents) -> String {
    let lang = contents.lang;
    let company = contents.controller.get("name").and_then(Value::as_str).unwrap_or_default();
    let mut text = words::say(lang, "access-readme", &[("company", company)]);
    let hidden = notice(contents);
    if !hidden.is_empty() {
        text.push_str("\n\n");
        text.push_str(&hidden);
    }
    if !contents.missing.is_empty() {
        text.push_str("\n\n");
        text.push_str(&words::say(lang, "access-readme-missing", &[("sources", &contents.missing.join(", "))]));
    }
    text.push('\n');
    text
}

/// Where a recipient is, and what protects data outside the Union.
pub(super) fn receiver_place(lang: Lang, receiver: &Value) -> String {
    let text = |key: &str| receiver.get(key).and_then(Value::as_str).unwrap_or_default();
    let country = words::country(lang, text("country"));
    let parts = [country.as_str(), text("safeguard")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What is held, by category, in the order of the facts.
pub(super) fn by_category(facts: &[Fact]) -> Vec<(&str, Vec<&Fact>)> {
    let mut cards: Vec<(&str, Vec<&Fact>)> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.is_held()) {
        match cards.iter_mut().find(|(label, _)| *label == fact.category_label) {
            Some((_, facts)) => facts.push(fact),
            None => cards.push((&fact.category_label, vec![fact])),
        }
    }
    cards
}

fn why_hidden(lang: Lang, reason: Reason) -> String {
    words::say(lang, &format!("redaction-why-{reason}"), &[])
}

/// What is said of hidden words, and where to complain about it (Art. 12(4)); empty if nothing is hidden.
pub(super) fn notice(contents: &Contents) -> String {
    if contents.hidden.is_empty() {
        return String::new();
    }
    let why: Vec<String> = contents.hidden.keys().map(|reason| why_hidden(contents.lang, *reason)).collect();
    let authority = contents.controller.pointer("/authority/name").and_then(Value::as_str).unwrap_or_default();
    words::say(contents.lang, "redaction-notice", &[("why", &why.join(" ")), ("authority", authority)])
}

pub(super) fn files(contents: &Contents) -> Vec<String> {
    let tables: BTreeSet<_> = by_table(&contents.facts).into_keys().collect();
    let of_sources = tables.into_iter().map(|(source, table)| format!("csv/{source}/{}.csv", safe_name(table)));
    let of_portal = contents.own.iter().map(|table| format!("csv/{PORTAL}/{}.csv", table.table));
    of_sources.chain(of_portal).collect()
}

/// The legal bases of a fact, in words.
pub(super) fn bases(lang: Lang, fact: &Fact) -> String {
    let bases: BTreeSet<String> =
        fact.why.iter().map(|why| words::say(lang, &format!("basis-{}", why.basis.as_str()), &[])).collect();
    bases.into_iter().collect::<Vec<_>>().join(", ")
}

pub(super) fn until(lang: Lang, until: &Until) -> String {
    match until {
        Until::Day { day, rule, law, .. } => {
            let law = law.as_ref().map(|law| format!(", {law}")).unwrap_or_default();
            format!("{} ({rule}{law})", words::day(lang, *day))
        }
        Until::NotStarted { rule } | Until::While { rule } => rule.clone(),
        Until::Unknown => words::say(lang, "access-until-unknown", &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_json() {
        assert!(serde_json::from_str::<Value>(SCHEMA).is_ok());
    }
}
