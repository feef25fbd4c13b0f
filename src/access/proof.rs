//! The proof that words marked as somebody else's are not in a package: every file in it is read back and searched, and so
//! is every text that was set in the PDF, whose own bytes show no letters.

use super::Contents;
use super::package::PackageError;
use super::paper::paper;
use crate::redaction::{Mark, is_in};
use std::io::{Read, Seek};
use zip::ZipArchive;

/// What a proof found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing is left: so many files were searched.
    Clean(usize),
    /// Words are left in this file.
    Left(String),
}

/// Searches a package, as it was written, for everything that was to be hidden in it. Where a colleague left some places
/// out, the words may stand there and nowhere else among the facts.
pub fn prove(package: impl Read + Seek, contents: &Contents) -> Result<Proof, PackageError> {
    let everywhere: Vec<&Mark> = contents.marks.iter().filter(|mark| mark.hidden.kept.is_empty()).collect();
    let left = |text: &str| everywhere.iter().any(|mark| is_in(text, &mark.hidden.words));
    for fact in &contents.facts {
        let place = fact.place();
        let mut open = contents.marks.iter().filter(|mark| !mark.hidden.kept.contains(&place));
        let texts = [Some(fact.text.as_str()), fact.value.as_deref()];
        if open.any(|mark| texts.into_iter().flatten().any(|text| is_in(text, &mark.hidden.words))) {
            return Ok(Proof::Left(fact.label.clone()));
        }
    }
    for table in &contents.own {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| [&cell.text, &cell.value]);
        if cells.any(|text| contents.marks.iter().any(|mark| is_in(text, &mark.hidden.words))) {
            return Ok(Proof::Left(table.label.clone()));
        }
    }
    let mut zip = ZipArchive::new(package)?;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at)?;
        let name = file.name().map(|name| name.into_owned()).unwrap_or_default();
        // What the page looks like says nothing about anybody.
        if name == "style.css" {
            continue;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        if left(&text) || left(&unescaped(&text)) {
            return Ok(Proof::Left(name));
        }
    }
    if paper(contents).texts().iter().any(|text| left(text)) {
        return Ok(Proof::Left("data.pdf".to_owned()));
    }
    Ok(Proof::Clean(zip.len()))
}

/// The text as its reader sees it: without the escapes of HTML, JSON and CSV.
fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
        ("\\n", "\n"),
        ("\\r", "\r"),
        ("\\t", "\t"),
        ("\\\"", "\""),
        ("\"\"", "\""),
        ("\\\\", "\\"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
