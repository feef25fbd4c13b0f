//! A file opened: its pages, their words, their pixels.

use super::glyphs::Letters;
use super::words::words;
use super::{Mark, PAGES, Page, Unreadable, hidden_on, raster};
use crate::attachments::Kind;
use hayro::RenderCache;
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Rect;
use hayro::{hayro_interpret::TransformExt, hayro_syntax};
use image::RgbImage;

/// A document that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its pages; a picture is one.
    pub pages: Vec<Page>,
}

/// The most letters of a document.
const LETTERS: usize = 2_000_000;

/// A file as it is worked on.
pub(super) enum File {
    Pdf(Box<Pdf>),
    Picture(RgbImage),
}

/// Opens a file of this kind.
pub(super) fn open(kind: Kind, bytes: &[u8]) -> Result<File, Unreadable> {
    match kind {
        Kind::Pdf => {
            let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
                LoadPdfError::Decryption(DecryptionError::MissingIDEntry) | LoadPdfError::Invalid => {
                    Unreadable::Damaged
                }
                LoadPdfError::Decryption(_) => Unreadable::Encrypted,
            })?;
            match pdf.pages().len() {
                0 => Err(Unreadable::Damaged),
                count if count > PAGES => Err(Unreadable::Long),
                _ => Ok(File::Pdf(Box::new(pdf))),
            }
        }
        Kind::Png | Kind::Jpeg => raster::decode(bytes).map(File::Picture),
        Kind::Text => Err(Unreadable::Kind),
    }
}

impl File {
    /// Every page with its words.
    pub fn pages(&self) -> Result<Vec<Page>, Unreadable> {
        let mut left = LETTERS;
        match self {
            File::Pdf(pdf) => pdf.pages().iter().map(|page| page_of(pdf, page, &mut left)).collect(),
            File::Picture(picture) => {
                let (width, height) = (picture.width() as f32, picture.height() as f32);
                Ok(vec![Page { width, height, words: Vec::new() }])
            }
        }
    }

    /// The pixels of each page, one after the other; a page is read for its work before it is drawn.
    pub fn each_picture(
        &self,
        dots: f32,
        wanted: impl Fn(usize) -> bool,
        mut then: impl FnMut(usize, RgbImage) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        match self {
            File::Pdf(pdf) => {
                let cache = RenderCache::new();
                for (number, page) in pdf.pages().iter().enumerate().filter(|(number, _)| wanted(*number)) {
                    let mut room = LETTERS;
                    page_of(pdf, page, &mut room)?;
                    then(number, raster::draw(page, &cache, dots)?)?;
                }
                Ok(())
            }
            File::Picture(picture) if wanted(0) => then(0, picture.clone()),
            File::Picture(_) => Ok(()),
        }
    }
}

fn page_of<'p>(pdf: &'p Pdf, page: &'p hayro_syntax::page::Page<'p>, left: &mut usize) -> Result<Page, Unreadable> {
    let (width, height) = page.render_dimensions();
    let (across, down) = (f64::from(width), f64::from(height));
    let whole = Rect::new(0.0, 0.0, across, down);
    let cache = InterpreterCache::new();
    let upright = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(upright, whole, &cache, pdf.xref(), InterpreterSettings::default());
    let mut letters = Letters::new();
    interpret_page(page, &mut context, &mut letters);
    *left = left.checked_sub(letters.found.len()).ok_or(Unreadable::Large)?;
    Ok(Page { width, height, words: words(&letters.found, across, down) })
}

/// Reads a file: its pages with their words.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<Document, Unreadable> {
    super::apart(|| Ok(Document { kind, pages: open(kind, bytes)?.pages()? }))
}

/// A page as a PNG picture to be looked at, with what is hidden painted over; the words of the file are in none of its
/// bytes. [`Unreadable::Damaged`] if there is no such page.
pub fn picture(kind: Kind, bytes: &[u8], page: usize, marks: &[Mark]) -> Result<Vec<u8>, Unreadable> {
    super::apart(|| {
        let mut drawn = None;
        open(kind, bytes)?.each_picture(
            raster::COARSE,
            |number| number == page,
            |_, mut picture| {
                raster::paint(&mut picture, hidden_on(marks, page));
                drawn = Some(raster::png(&picture)?);
                Ok(())
            },
        )?;
        drawn.ok_or(Unreadable::Damaged)
    })
}
