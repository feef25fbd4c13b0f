//! Pages that are pictures, with their words laid over them unseen: to search, select and listen to.

use super::PdfError;
use super::faces::{FaceIndex, Faces, Weight};
use krilla::Document;
use krilla::geom::{Point, Size};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup};
use krilla::text::KrillaGlyph;

/// A page that is a picture.
#[derive(Clone)]
pub struct Sheet {
    /// Width and height in points.
    pub size: (f32, f32),
    /// The file of the picture, without anything but the picture.
    pub picture: Picture,
    /// Its words in reading order, line by line.
    pub lines: Vec<Vec<Laid>>,
}

/// The file of a picture.
#[derive(Clone)]
pub enum Picture {
    /// JPEG.
    Jpeg(Vec<u8>),
    /// PNG.
    Png(Vec<u8>),
}

/// A word over a picture.
#[derive(Clone)]
pub struct Laid {
    /// Its letters.
    pub text: String,
    /// From the left edge, in points.
    pub left: f32,
    /// From the upper edge to the line on which it stands, in points.
    pub baseline: f32,
    /// How wide it is, in points.
    pub width: f32,
}

/// Draws the sheet as a page, and gives what is said of it to those who listen.
pub(super) fn draw(document: &mut Document, sheet: &Sheet, faces: &Faces) -> Result<Vec<TagGroup>, PdfError> {
    let (width, height) = sheet.size;
    let no_page = || PdfError("no page of this size".to_owned());
    let settings = PageSettings::from_wh(width, height).ok_or_else(no_page)?;
    let image = match &sheet.picture {
        Picture::Jpeg(bytes) => Image::from_jpeg(bytes.clone().into(), true),
        Picture::Png(bytes) => Image::from_png(bytes.clone().into(), true),
    };
    let image = image.map_err(PdfError)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)));
    surface.draw_image(image, Size::from_wh(width, height).ok_or_else(no_page)?);
    surface.end_tagged();
    surface.set_fill(Some(Fill { opacity: NormalizedF32::ZERO, ..Fill::default() }));
    let groups = sheet.lines.iter().map(|line| group(lay(&mut surface, line, faces))).collect();
    surface.finish();
    page.finish();
    Ok(groups)
}

fn group(identifier: Identifier) -> TagGroup {
    let mut group = TagGroup::new(Tag::P);
    group.push(Node::from(identifier));
    group
}

/// Lays a line over the picture, each word as wide as it is in it.
fn lay(surface: &mut Surface<'_>, line: &[Laid], faces: &Faces) -> Identifier {
    let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
    for word in line {
        let em = faces.measure(&word.text, Weight::Regular, 1.0).max(0.1);
        let size = (word.width / em).clamp(1.0, 400.0);
        let text = format!("{} ", word.text);
        for piece in pieces(&text, faces) {
            if let Some(font) = faces.font(piece.face) {
                let start = Point::from_xy(word.left + piece.x * size, word.baseline);
                surface.draw_glyphs(start, &piece.glyphs, font, &text, size, false);
            }
        }
    }
    surface.end_tagged();
    identifier
}

/// A part of a word in one font.
struct Piece {
    face: FaceIndex,
    /// Where it begins, in ems.
    x: f32,
    glyphs: Vec<KrillaGlyph>,
}

/// Where no font has a letter another stands for it, unseen, and readers are told the right one.
fn pieces(text: &str, faces: &Faces) -> Vec<Piece> {
    let (mut pieces, mut x): (Vec<Piece>, f32) = (Vec::new(), 0.0);
    for (start, letter) in text.char_indices() {
        let (set, face, width) = faces.letter(letter, Weight::Regular);
        let mut glyphs = faces.glyphs(face, set.encode_utf8(&mut [0; 4]), false);
        for glyph in &mut glyphs {
            glyph.text_range = start..start + letter.len_utf8();
        }
        match pieces.last_mut() {
            Some(piece) if piece.face == face => piece.glyphs.extend(glyphs),
            _ => pieces.push(Piece { face, x, glyphs }),
        }
        x += width;
    }
    pieces
}
