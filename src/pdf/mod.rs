//! Papers: tagged PDF (PDF/UA-1) for people who print, file, or listen to a document.
//!
//! A [`Paper`] is a title and blocks in reading order; [`Paper::write`] lays it out on A4 with page numbers and an outline.
//! Text is set in the fonts of `assets/fonts`; a letter that none of them has is shown as `?`, and the paper says so at its
//! end. Nothing is fetched, and the same paper gives the same bytes.

mod faces;
mod layout;
mod sheet;
mod write;

pub use sheet::{Laid, Picture, Sheet};

use crate::lang::Lang;
use jiff::Timestamp;

/// A document to be written as PDF.
#[derive(Clone, Debug)]
pub struct Paper {
    lang: Lang,
    title: String,
    author: String,
    at: Timestamp,
    envelope: Option<Envelope>,
    blocks: Vec<Block>,
}

/// Who writes to whom, for the first page of a letter.
#[derive(Clone, Debug)]
struct Envelope {
    from: String,
    to: String,
}

#[derive(Clone, Debug)]
enum Block {
    Heading(u16, String),
    Paragraph(String),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
    Table(Table),
}

/// A table: one line of headings, then rows of as many cells.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the table is about, above it.
    pub caption: String,
    /// The headings of the columns with their share of the width, in any unit.
    pub columns: Vec<(String, u16)>,
    /// The rows; the first cell of each names the row. Missing cells are empty, further ones are left out.
    pub rows: Vec<Vec<String>>,
}

/// A PDF could not be made: a mistake in the program.
#[derive(Debug, thiserror::Error)]
#[error("a PDF cannot be made: {0}")]
pub struct PdfError(String);

impl Paper {
    /// A paper with this title (its first heading), by this author, as of this moment.
    pub fn new(lang: Lang, title: &str, author: &str, at: Timestamp) -> Self {
        Self { lang, title: title.to_owned(), author: author.to_owned(), at, envelope: None, blocks: Vec::new() }
    }

    /// Makes it a letter: who writes, in one line, and above the title the lines of whom it goes to, where the window of an
    /// envelope is (NF Z 11-001 on the right for French, DIN 680 on the left for others).
    pub fn letter(&mut self, from: &str, to: &str) -> &mut Self {
        self.envelope = Some(Envelope { from: from.to_owned(), to: to.to_owned() });
        self
    }

    /// A heading of level 2 to 6; the title is level 1. Levels are not skipped downwards: one too deep is raised.
    pub fn heading(&mut self, level: u16, text: &str) -> &mut Self {
        let before = self.blocks.iter().rev().find_map(|block| match block {
            Block::Heading(level, _) => Some(*level),
            _ => None,
        });
        let level = level.clamp(2, 6).min(before.unwrap_or(1).saturating_add(1));
        self.push(Block::Heading(level, text.to_owned()), text.is_empty())
    }

    /// A paragraph. Line ends in the text are kept.
    pub fn paragraph(&mut self, text: &str) -> &mut Self {
        self.push(Block::Paragraph(text.to_owned()), text.trim().is_empty())
    }

    /// A list with a dot before each item.
    pub fn list<T: Into<String>>(&mut self, items: impl IntoIterator<Item = T>) -> &mut Self {
        let items: Vec<String> = items.into_iter().map(Into::into).filter(|item| !item.trim().is_empty()).collect();
        let empty = items.is_empty();
        self.push(Block::List(items), empty)
    }

    /// Names and values side by side: a table without headings of columns.
    pub fn pairs<N: Into<String>, V: Into<String>>(&mut self, pairs: impl IntoIterator<Item = (N, V)>) -> &mut Self {
        let pairs: Vec<(String, String)> = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let empty = pairs.is_empty();
        self.push(Block::Pairs(pairs), empty)
    }

    /// A table; nothing if it has no row.
    pub fn table(&mut self, table: Table) -> &mut Self {
        let empty = table.rows.is_empty() || table.columns.is_empty();
        self.push(Block::Table(table), empty)
    }

    /// Every text that is set in it, in reading order.
    pub fn texts(&self) -> Vec<&str> {
        let mut all = vec![self.title.as_str(), self.author.as_str()];
        all.extend(self.envelope.iter().flat_map(|envelope| [envelope.from.as_str(), envelope.to.as_str()]));
        for block in &self.blocks {
            match block {
                Block::Heading(_, text) | Block::Paragraph(text) => all.push(text),
                Block::List(items) => all.extend(items.iter().map(String::as_str)),
                Block::Pairs(pairs) => {
                    all.extend(pairs.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]))
                }
                Block::Table(table) => {
                    all.push(&table.caption);
                    all.extend(table.columns.iter().map(|(name, _)| name.as_str()));
                    all.extend(table.rows.iter().flatten().map(String::as_str));
                }
            }
        }
        all
    }

    /// The bytes of the PDF.
    pub fn write(&self) -> Result<Vec<u8>, PdfError> {
        write::write(self, &[], true)
    }

    /// The same for an archive that compresses what it holds: its pages are not compressed.
    pub fn write_loose(&self) -> Result<Vec<u8>, PdfError> {
        write::write(self, &[], false)
    }

    /// The bytes of a PDF of these sheets, with the paper after them.
    pub fn write_after(&self, sheets: &[Sheet]) -> Result<Vec<u8>, PdfError> {
        write::write(self, sheets, true)
    }

    fn push(&mut self, block: Block, empty: bool) -> &mut Self {
        if !empty {
            self.blocks.push(block);
        }
        self
    }
}
