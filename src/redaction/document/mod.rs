//! Redaction of documents: PDF, PNG and JPEG. Pure: bytes in, bytes out.
//!
//! What a person receives is made anew and nothing of the file is copied: each page becomes a picture on which boxes are
//! painted, with the words around them laid over it so that it can still be searched and read aloud ([`apply`]). Layers,
//! notes, attachments, metadata and thumbnails are therefore gone without being looked for.
//!
//! - [`read`]: pages with their words and where they stand;
//! - [`find`], [`suggest`]: the places of words, and what looks like an address, a number or an account;
//! - [`Mark`]: what to hide, and why;
//! - [`picture`]: a page to look at, as it is or as it will be;
//! - [`prove`]: reads the result again by itself and looks for every hidden word.
//!
//! Files come from outside and are hostile until read: each is worked on in a thread of its own ([`apart`]), within limits.

mod apply;
mod glyphs;
mod page;
mod places;
mod prove;
mod raster;
mod spell;
mod suggest;
mod words;

pub use apply::{Legend, Made, apply};
pub use page::{Document, picture, read};
pub use places::{Match, find};
pub use prove::{Proof, prove};
pub use suggest::{Suggestion, suggest};

use super::Reason;
use crate::attachments::Kind;
use serde::{Deserialize, Serialize};

/// The most pages of a document.
pub const PAGES: usize = 200;
/// The most marks of a document.
pub const MARKS: usize = 500;

/// A part of a page, in shares of its width and height, from its left and upper edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// From the left edge, 0 to 1.
    pub left: f32,
    /// From the upper edge, 0 to 1.
    pub top: f32,
    /// Of the width of the page.
    pub width: f32,
    /// Of the height of the page.
    pub height: f32,
}

impl Area {
    /// The smallest part that holds both.
    pub fn with(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// As far as it lies on the page; `None` if it lies beside it or is no area.
    pub fn on_page(self) -> Option<Self> {
        let (left, top) = (self.left.clamp(0.0, 1.0), self.top.clamp(0.0, 1.0));
        let right = (self.left + self.width).clamp(0.0, 1.0);
        let bottom = (self.top + self.height).clamp(0.0, 1.0);
        let area = Self { left, top, width: right - left, height: bottom - top };
        (right > left && bottom > top).then_some(area)
    }

    /// Larger by so much on each side.
    pub fn grown(self, across: f32, down: f32) -> Self {
        Self {
            left: self.left - across,
            top: self.top - down,
            width: self.width + 2.0 * across,
            height: self.height + 2.0 * down,
        }
    }

    /// Whether the two share more than an edge.
    pub fn meets(self, other: Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// A word on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Its letters; a letter that the file does not name is U+FFFD.
    pub text: String,
    /// Where it stands.
    pub area: Area,
    /// The line it belongs to, counted from 0 on its page.
    pub line: usize,
    /// Whether it can be seen: not behind a picture or a box, and not beside the page.
    pub seen: bool,
}

/// A page of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its width: in points of a PDF, in pixels of a picture.
    pub width: f32,
    /// Its height, in the same unit.
    pub height: f32,
    /// Its words, in the order in which the file has them.
    pub words: Vec<Word>,
}

/// Areas on one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The page, counted from 0.
    pub page: usize,
    /// The areas, one a line.
    pub areas: Vec<Area>,
}

/// What stays hidden in a document.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The words, as they were typed or found; empty for a box that was drawn.
    pub words: String,
    /// A word of [`Reason`].
    reason: String,
    /// Where.
    pub places: Vec<Place>,
    /// In how many places the words stay, because they were left out.
    pub kept: usize,
}

impl Mark {
    /// A mark.
    pub fn new(words: &str, reason: Reason, places: Vec<Place>, kept: usize) -> Self {
        Self { words: words.trim().to_owned(), reason: reason.as_str().to_owned(), places, kept }
    }

    /// Why.
    pub fn reason(&self) -> Reason {
        self.reason.parse().unwrap_or(Reason::ThirdParty)
    }
}

/// What is hidden on a page.
fn hidden_on(marks: &[Mark], page: usize) -> impl Iterator<Item = Area> {
    let places = marks.iter().flat_map(|mark| &mark.places).filter(move |place| place.page == page);
    places.flat_map(|place| &place.areas).filter_map(|area| area.on_page())
}

/// Why a document is not worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It opens only with a password, or its encryption is unknown.
    #[error("the document is encrypted")]
    Encrypted,
    /// It cannot be read.
    #[error("the document is damaged")]
    Damaged,
    /// It has too many pages.
    #[error("the document has too many pages")]
    Long,
    /// A page, or all of it, takes too much work or memory.
    #[error("the document is too large")]
    Large,
    /// It is no PDF and no picture.
    #[error("not a kind of document that is redacted")]
    Kind,
    /// The program failed to write the result.
    #[error("the result could not be written")]
    Unwritten,
}

impl Unreadable {
    /// The message with the words and the cure.
    pub fn key(self) -> &'static str {
        match self {
            Unreadable::Encrypted => "document-encrypted",
            Unreadable::Damaged => "document-damaged",
            Unreadable::Long => "document-long",
            Unreadable::Large => "document-large",
            Unreadable::Kind => "document-kind",
            Unreadable::Unwritten => "document-unwritten",
        }
    }
}

/// Whether files of this kind can be redacted.
pub fn takes(kind: Kind) -> bool {
    matches!(kind, Kind::Pdf | Kind::Png | Kind::Jpeg)
}

/// How deep a hostile file may lead its reader.
const STACK: usize = 64 * 1024 * 1024;

/// Works on a document in a thread of its own, with room for files that are nested deeply. What the libraries that read
/// files fall over on ends that thread and nothing else: the document is then damaged.
pub fn apart<T: Send>(work: impl FnOnce() -> Result<T, Unreadable> + Send) -> Result<T, Unreadable> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Unreadable::Large)?;
        thread
            .join()
            .unwrap_or_else(|fallen| Err(*fallen.downcast::<Unreadable>().unwrap_or(Box::new(Unreadable::Damaged))))
    })
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
