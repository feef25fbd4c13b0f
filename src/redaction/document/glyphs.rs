//! What a page of a PDF draws: letters with their place, what lies over them, and how much work it is.

use super::{Unreadable, spell};
use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask, hayro_cmap::BfString,
};
use hayro::hayro_syntax::object::{self, Dict};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

/// A letter, or several that one glyph stands for, in the coordinates of the page.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub text: String,
    /// Where it begins on its line.
    pub start: Point,
    /// From there to where the next one begins.
    pub advance: Vec2,
    /// The height of the font.
    pub size: f64,
    /// Its ink and its room.
    pub area: Rect,
    /// Drawn for readers and search only, as scanners do over the picture of a page.
    pub unpainted: bool,
    /// Something opaque was drawn over it.
    pub covered: bool,
}

/// How much a page may draw: a dense map has half a million strokes.
const WORK: u64 = 30_000_000;
/// Ems are divided into so many parts.
const EM: f64 = 1000.0;

/// Receives what a page draws.
pub(super) struct Letters {
    pub found: Vec<Letter>,
    left: u64,
    /// Groups in which what is drawn does not cover what lies below.
    thin: Vec<bool>,
    /// For each open sequence of marked content, what its letters stand for, until the first of them took it.
    stands_for: Vec<Option<Option<String>>>,
}

impl Letters {
    pub fn new() -> Self {
        Self { found: Vec::new(), left: WORK, thin: Vec::new(), stands_for: Vec::new() }
    }

    /// Takes work off what is left. A page that takes too much ends its thread: nothing else stops the interpreter.
    fn spend(&mut self, work: u64) {
        match self.left.checked_sub(work) {
            Some(left) => self.left = left,
            None => std::panic::resume_unwind(Box::new(Unreadable::Large)),
        }
    }

    fn cover(&mut self, area: Rect) {
        if self.thin.contains(&true) {
            return;
        }
        self.spend(self.found.len() as u64 / 8);
        for letter in self.found.iter_mut().filter(|letter| !letter.unpainted) {
            letter.covered |= area.contains(letter.area.center());
        }
    }

    fn letter(&mut self, glyph: &PositionedGlyph<'_>, place: Affine, unpainted: bool) -> Option<Letter> {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => char::REPLACEMENT_CHARACTER.to_string(),
        };
        // A reader is told the first text that stands for these letters, and nothing more for the others.
        let told = self.stands_for.iter_mut().find_map(|text| text.as_mut()).map(Option::take);
        let text = told.map_or(text, Option::unwrap_or_default);
        let width = match &**glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let width = f64::from(width.unwrap_or(500.0));
        let start = place * Point::ZERO;
        let (advance, up) = (place * Point::new(width, 0.0) - start, place * Point::new(0.0, EM) - start);
        let room = place.transform_rect_bbox(Rect::new(0.0, -0.21 * EM, width, 0.76 * EM));
        let area = self.ink(glyph, place).map_or(room, |ink| ink.union(room));
        let letter = Letter { text, start, advance, size: up.hypot(), area, unpainted, covered: false };
        [start.x, start.y, area.x0, area.y0, area.x1, area.y1].iter().all(|at| at.is_finite()).then_some(letter)
    }

    /// Whether the same letters were just filled, and now receive their outline.
    fn is_drawn(&self, run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> bool {
        let before = self.found.len().checked_sub(run.glyphs().len()).and_then(|from| self.found.get(from..));
        let starts = run.glyphs().iter().map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        before.is_some_and(|before| before.iter().map(|letter| letter.start).eq(starts))
    }

    /// Where the glyph leaves ink, whatever width the file claims for it.
    fn ink(&mut self, glyph: &PositionedGlyph<'_>, place: Affine) -> Option<Rect> {
        let Glyph::Outline(outline) = &**glyph else { return None };
        let outline = outline.outline();
        self.spend(outline.elements().len() as u64);
        (!outline.is_empty()).then(|| place.transform_rect_bbox(outline.bounding_box()))
    }
}

impl<'a> Device<'a> for Letters {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(1 + path.elements().len() as u64);
        let filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        if filled && is_opaque(&props) && is_box(path) {
            self.cover(props.transform.transform_rect_bbox(path.bounding_box()));
        }
    }

    fn push_clip_path(&mut self, path: &ClipPath) {
        self.spend(16 + path.path.elements().len() as u64);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.spend(10_000);
        self.thin.push(opacity < 1.0 || mask.is_some() || blend != BlendMode::Normal);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let unpainted = matches!(mode, DrawMode::Invisible);
        if matches!(mode, DrawMode::Stroke(_)) && self.is_drawn(run, &props) {
            return;
        }
        for glyph in run.glyphs() {
            self.spend(20);
            let place = props.transform * glyph.transform();
            let mut letter = self.letter(glyph, place, unpainted);
            if let (Glyph::Type3(drawn), Some(letter)) = (&**glyph, letter.as_mut()) {
                let mut ink = Ink { area: None, left: 10_000 };
                drawn.interpret(&mut ink, props.transform, glyph.transform(), &props.paint);
                letter.area = ink.area.map_or(letter.area, |ink| letter.area.union(ink));
            }
            self.found.extend(letter);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (image.width(), image.height());
        self.spend(1_000 + u64::from(width) * u64::from(height) / 16);
        if matches!(image, Image::Raster(_)) && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal {
            let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            self.cover(props.transform.transform_rect_bbox(whole));
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {
        self.thin.pop();
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.spend(1);
        let text = properties.and_then(|properties| properties.get::<object::String<'_>>(b"ActualText"));
        self.stands_for.push(text.map(|text| Some(spell::text(text.as_bytes()))));
    }

    fn end_marked_content(&mut self) {
        self.stands_for.pop();
    }
}

fn is_opaque(props: &DrawProps<'_>) -> bool {
    let solid = match &props.paint {
        Paint::Color(color) => color.to_rgba().to_rgba8()[3] == u8::MAX,
        Paint::Pattern(_) => false,
    };
    solid && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal
}

/// Whether a path fills all of the box around it.
fn is_box(path: &BezPath) -> bool {
    let (area, around) = (path.area().abs(), path.bounding_box().area());
    around > 0.0 && area > 0.98 * around
}

/// Where something that is drawn piece by piece leaves ink.
struct Ink {
    area: Option<Rect>,
    left: u32,
}

impl Ink {
    fn add(&mut self, area: Rect) {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => std::panic::resume_unwind(Box::new(Unreadable::Large)),
        }
        self.area = Some(self.area.map_or(area, |known| known.union(area)));
    }
}

impl<'a> Device<'a> for Ink {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.add(props.transform.transform_rect_bbox(path.bounding_box()));
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.add(props.transform.transform_rect_bbox(whole));
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
