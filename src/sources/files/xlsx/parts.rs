//! The parts of a workbook, which is a zip: read with bounds, written anew whole.

use super::tree::Tree;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The most bytes that a workbook may unpack to.
const MOST: u64 = 64 << 20;

/// How a file begins that holds an encrypted workbook, or one of the format before 2007.
const OLD_OR_LOCKED: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Parts that hold only what we know how to clean, in small letters; `/` at the end means everything below.
const KNOWN: &[&str] = &[
    "[content_types].xml",
    "_rels/",
    "docprops/",
    "docmetadata/",
    "xl/workbook.xml",
    "xl/_rels/",
    "xl/sharedstrings.xml",
    "xl/styles.xml",
    "xl/calcchain.xml",
    "xl/metadata.xml",
    "xl/theme/",
    "xl/worksheets/",
    "xl/tables/",
    "xl/comments",
    "xl/threadedcomments/",
    "xl/persons/",
    "xl/drawings/",
    "xl/charts/",
    "xl/media/",
    "xl/printersettings/",
    "xl/featurepropertybag/",
];

/// Parts that hold copies of cells, or bring them back: what they are, and what to do.
const COPIES: &[(&str, &str)] = &[
    ("xl/vbaproject", "macros: save it as an .xlsx workbook without macros"),
    ("xl/pivot", "a pivot table, which keeps a copy of its rows: put it into another workbook, not into this folder"),
    ("xl/externallinks/", "copies of cells of another workbook: break the links"),
    ("xl/embeddings/", "a file within the file: take it out"),
    ("xl/revisions/", "the history of changes: stop sharing the workbook"),
    ("xl/connections", "a connection that brings rows back: remove it"),
    ("xl/querytables/", "a connection that brings rows back: remove it"),
    ("xl/model/", "a data model, which keeps a copy of its rows: remove it"),
    ("customxml/", "documents of other programs: remove them with File, Info, Inspect Document"),
];

/// The parts in the order of the file.
pub(super) struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// Unpacks a workbook. The error says what is wrong and what to do, without any content.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with(OLD_OR_LOCKED) {
            return Err("is encrypted, or of the format before 2007: save it as .xlsx without a password".to_owned());
        }
        let broken = |_| "is damaged and cannot be unpacked: save it anew".to_owned();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut left = MOST;
        for place in 0..archive.len() {
            let mut entry = archive.by_index(place).map_err(broken)?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name().map_err(broken)?.trim_start_matches('/').to_owned();
            acceptable(&name)?;
            if parts.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                return Err("holds the same part twice".to_owned());
            }
            let mut content = Vec::new();
            let read = entry.by_ref().take(left + 1).read_to_end(&mut content);
            let size = read.map_err(|_| "is damaged and cannot be unpacked: save it anew".to_owned())?;
            left = u64::try_from(size)
                .ok()
                .and_then(|size| left.checked_sub(size))
                .ok_or_else(|| format!("unpacks to more than {} MB: put it into a database", MOST >> 20))?;
            let is_text = [".xml", ".rels", ".vml"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
            if is_text && std::str::from_utf8(&content).is_err() {
                return Err("is not written in UTF-8: open it and save it anew".to_owned());
            }
            parts.push((name, content));
        }
        let parts = Self(parts);
        let types = parts.text("[Content_Types].xml").ok_or("is no workbook: it lists no types")?;
        if types.contains("macroEnabled") {
            return Err("holds macros: save it as an .xlsx workbook without macros".to_owned());
        }
        Ok(parts)
    }

    /// The workbook of these parts.
    pub(super) fn written(&self) -> Option<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.0 {
            zip.start_file(name.as_str(), options).ok()?;
            zip.write_all(content).ok()?;
        }
        Some(zip.finish().ok()?.into_inner())
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// A part as text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let content = self.0.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_slice())?;
        let text = std::str::from_utf8(content).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    pub(super) fn tree(&self, name: &str) -> Option<Tree> {
        Tree::parse(self.text(name)?)
    }

    pub(super) fn put(&mut self, name: &str, bytes: Vec<u8>) {
        if let Some((_, content)) = self.0.iter_mut().find(|(known, _)| known == name) {
            *content = bytes;
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// What the part `of` points to: id, kind (the last word of its type), and the part.
    pub(super) fn links(&self, of: &str) -> Vec<(String, String, String)> {
        let Some(tree) = self.tree(&links_of(of)) else { return Vec::new() };
        let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
        let link = |element: &super::tree::Element| {
            let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
            Some((element.attribute("Id")?, kind, resolved(folder, &element.attribute("Target")?)))
        };
        tree.root().into_iter().flat_map(|root| root.children("Relationship").filter_map(link)).collect()
    }
}

/// The part that says what another one points to.
pub(super) fn links_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn acceptable(name: &str) -> Result<(), String> {
    let small = name.to_ascii_lowercase();
    if let Some((_, what)) = COPIES.iter().find(|(beginning, _)| small.starts_with(beginning)) {
        return Err(format!("holds {what}"));
    }
    if KNOWN.iter().any(|known| small == *known || (!known.ends_with(".xml") && small.starts_with(known))) {
        return Ok(());
    }
    Err(format!("holds `{name}`, which may repeat what stands in cells: take it out, or save the table as CSV"))
}
