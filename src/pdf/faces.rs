//! The fonts: which one has a letter, and how wide it is.

use super::PdfError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Script, ShapePlan, UnicodeBuffer};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/atkinson-hyperlegible-next-5.3.0-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/atkinson-hyperlegible-next-5.3.0-bold.ttf");
const OTHER_SCRIPTS: &[u8] = include_bytes!("../../assets/fonts/noto-sans-5.3.0-greek-cyrillic.ttf");

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Which font: an index into [`Faces`].
pub(super) type FaceIndex = usize;

struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    /// How letters are joined, by script: making this takes much longer than using it.
    plans: Mutex<Vec<(Option<Script>, Arc<ShapePlan>)>>,
    units: f32,
    /// The letters that most texts are made of.
    letters: Vec<Option<Letter>>,
}

/// A letter in a font, and its width in ems.
#[derive(Clone, Copy)]
struct Letter {
    glyph: u16,
    width: f32,
}

/// Latin, Greek and Cyrillic letters.
const COMMON: u32 = 0x530;

/// Read once in a process: a paper uses what another one read.
static READ: OnceLock<Option<Vec<Face>>> = OnceLock::new();

/// The fonts of a paper, and whether a letter was asked for that none has.
pub(super) struct Faces {
    faces: &'static [Face],
    lacking: std::cell::Cell<bool>,
    /// What was shaped (by font) and wrapped before: the same words stand beside many values. Dies with the paper.
    shaped: Vec<RefCell<HashMap<String, Vec<KrillaGlyph>>>>,
    wrapped: RefCell<HashMap<Room, Wrapped>>,
}

/// The lines of each text.
type Wrapped = HashMap<String, Rc<[String]>>;

/// Whether a text is bold, its size and the width it has, in bits.
type Room = (bool, u32, u32);

/// A piece of a line in one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub face: FaceIndex,
    pub text: String,
    /// Where it begins, in points from the start of its line.
    pub x: f32,
}

impl Face {
    fn read(data: &'static [u8]) -> Option<Self> {
        let shaper = rustybuzz::Face::from_slice(data, 0)?;
        let units = shaper.units_per_em().max(1) as f32;
        let mut face =
            Self { font: Font::new(data.into(), 0)?, shaper, plans: Mutex::default(), units, letters: Vec::new() };
        face.letters = (0..COMMON).map(|code| face.look_up(char::from_u32(code)?)).collect();
        Some(face)
    }

    fn look_up(&self, letter: char) -> Option<Letter> {
        let glyph = self.shaper.glyph_index(letter)?;
        Some(Letter { glyph: glyph.0, width: f32::from(self.shaper.glyph_hor_advance(glyph)?) / self.units })
    }

    fn letter(&self, letter: char) -> Option<Letter> {
        match self.letters.get(usize::try_from(u32::from(letter)).unwrap_or(usize::MAX)) {
            Some(known) => *known,
            None => self.look_up(letter),
        }
    }

    /// The letters side by side, each as wide as it is; `None` if one of them changes with those beside it.
    fn side_by_side(&self, text: &str) -> Option<Vec<KrillaGlyph>> {
        let mut glyphs = Vec::with_capacity(text.len());
        for (start, letter) in text.char_indices() {
            let Letter { glyph, width } = self.letter(letter).filter(|_| stands_alone(letter))?;
            let place = start..start + letter.len_utf8();
            glyphs.push(KrillaGlyph::new(GlyphId::new(u32::from(glyph)), width, 0.0, 0.0, 0.0, place, None));
        }
        Some(glyphs)
    }

    fn plan(&self, script: Option<Script>) -> Arc<ShapePlan> {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, plan)) = plans.iter().find(|(known, _)| *known == script) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(ShapePlan::new(&self.shaper, Direction::LeftToRight, script, None, &[]));
        plans.push((script, Arc::clone(&plan)));
        plan
    }

    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let plan = self.plan(Some(buffer.script()));
        let shaped = rustybuzz::shape_with_plan(&self.shaper, &plan, buffer);
        let place = |at: &rustybuzz::GlyphInfo| usize::try_from(at.cluster).unwrap_or(text.len());
        let ems = |units: i32| units as f32 / self.units;
        let infos = shaped.glyph_infos();
        let glyph = |(index, (info, at)): (usize, (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition))| {
            // A glyph stands for the letters up to those of the next one.
            let later = infos.iter().skip(index + 1).find(|later| later.cluster != info.cluster);
            let letters = place(info)..later.map_or(text.len(), place);
            let (x, y) = (ems(at.x_offset), ems(at.y_offset));
            KrillaGlyph::new(GlyphId::new(info.glyph_id), ems(at.x_advance), x, y, ems(at.y_advance), letters, None)
        };
        infos.iter().zip(shaped.glyph_positions()).enumerate().map(glyph).collect()
    }
}

impl Faces {
    pub fn load() -> Result<Self, PdfError> {
        let read = || [REGULAR, BOLD, OTHER_SCRIPTS].into_iter().map(Face::read).collect::<Option<Vec<Face>>>();
        let faces = READ.get_or_init(read).as_deref().ok_or_else(|| PdfError("a font is damaged".to_owned()))?;
        Ok(Self {
            faces,
            lacking: std::cell::Cell::new(false),
            shaped: faces.iter().map(|_| RefCell::default()).collect(),
            wrapped: RefCell::default(),
        })
    }

    pub fn font(&self, face: FaceIndex) -> Option<Font> {
        self.faces.get(face).map(|face| face.font.clone())
    }

    /// Whether some letter had to be shown as `?`.
    pub fn is_lacking(&self) -> bool {
        self.lacking.get()
    }

    /// The letter as it can be set, with its font and its width in ems.
    pub fn letter(&self, letter: char, weight: Weight) -> (char, FaceIndex, f32) {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let first = usize::from(weight == Weight::Bold);
        let found = |letter| [first, 2].into_iter().find_map(|face| Some((letter, face, self.width(letter, face)?)));
        found(letter).unwrap_or_else(|| {
            self.lacking.set(true);
            found('?').unwrap_or(('?', first, 0.5))
        })
    }

    fn width(&self, letter: char, face: FaceIndex) -> Option<f32> {
        self.faces.get(face)?.letter(letter).map(|letter| letter.width)
    }

    /// A text in one font, from left to right. Pairs of letters are moved together only in titles (`is_title`), where it can
    /// be seen; what must be shaped always is.
    pub fn glyphs(&self, face: FaceIndex, text: &str, is_title: bool) -> Vec<KrillaGlyph> {
        let plain = self.faces.get(face).filter(|_| !is_title).and_then(|face| face.side_by_side(text));
        plain.unwrap_or_else(|| self.shaped(face, text))
    }

    /// Each word as it was shaped where it stood first.
    fn shaped(&self, face: FaceIndex, text: &str) -> Vec<KrillaGlyph> {
        let (Some(font), Some(shaped)) = (self.faces.get(face), self.shaped.get(face)) else { return Vec::new() };
        let mut shaped = shaped.borrow_mut();
        let mut glyphs = Vec::with_capacity(text.len());
        let mut start = 0;
        for word in text.split_inclusive(' ') {
            if !shaped.contains_key(word) {
                shaped.insert(word.to_owned(), font.glyphs(word));
            }
            glyphs.extend(shaped.get(word).into_iter().flatten().cloned().map(|mut glyph| {
                glyph.text_range = glyph.text_range.start + start..glyph.text_range.end + start;
                glyph
            }));
            start += word.len();
        }
        glyphs
    }

    /// How wide a text is, in points, without kerning, which only makes it narrower.
    pub fn measure(&self, text: &str, weight: Weight, size: f32) -> f32 {
        text.chars().map(|letter| self.letter(letter, weight).2 * size).sum()
    }

    /// The pieces of one line.
    pub fn runs(&self, text: &str, weight: Weight, size: f32) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut x = 0.0;
        for (start, letter) in text.char_indices() {
            let (letter, face, width) = self.letter(letter, weight);
            match runs.last_mut() {
                Some(run) if run.face == face => run.text.push(letter),
                _ => {
                    let mut run = String::with_capacity(text.len() - start);
                    run.push(letter);
                    runs.push(Run { face, text: run, x });
                }
            }
            x += width * size;
        }
        runs
    }

    /// The lines a text takes in this width. A line that goes on ends with a space, so that a listener hears two words; a word
    /// that is wider than the whole line is cut. Invisible characters without a meaning in print are left out.
    pub fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Rc<[String]> {
        let room = (weight == Weight::Bold, size.to_bits(), width.to_bits());
        if let Some(known) = self.wrapped.borrow().get(&room).and_then(|known| known.get(text)) {
            return Rc::clone(known);
        }
        let lines: Rc<[String]> = self.lines(text, weight, size, width).into();
        self.wrapped.borrow_mut().entry(room).or_default().insert(text.to_owned(), Rc::clone(&lines));
        lines
    }

    fn lines(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let visible: String = text.chars().filter(|c| *c == '\n' || !is_invisible(*c)).collect();
        for paragraph in visible.split('\n') {
            let mut line = String::new();
            let mut used = 0.0;
            for word in paragraph.split([' ', '\t', '\r']).filter(|word| !word.is_empty()) {
                let long = self.measure(word, weight, size);
                let space = if line.is_empty() { 0.0 } else { self.measure(" ", weight, size) };
                if !line.is_empty() && used + space + long > width {
                    line.push(' ');
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                } else if !line.is_empty() {
                    line.push(' ');
                    used += space;
                }
                if used + long <= width {
                    line.push_str(word);
                    used += long;
                    continue;
                }
                for letter in word.chars() {
                    let wide = self.letter(letter, weight).2 * size;
                    if used + wide > width && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    line.push(letter);
                    used += wide;
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Letters, digits and signs of Latin, Greek and Cyrillic: what is no mark upon another letter.
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203e}' | '\u{20a0}'..='\u{20bf}')
}

/// Characters that steer other programs and that print knows nothing of: zero-width and soft hyphen, direction marks.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_asked_and_no_word_is_lost() {
        let faces = Faces::load().unwrap();
        let text = "Réglé le 3 mars, wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww: Ελένη и Борис";
        let lines = faces.wrap(text, Weight::Regular, 10.0, 100.0);
        assert!(lines.len() > 3);
        for line in lines.iter() {
            assert!(faces.measure(line.trim_end(), Weight::Regular, 10.0) <= 100.0, "{line}");
        }
        assert_eq!(lines.concat(), text);
        assert!(!faces.is_lacking());
        assert_eq!(*faces.wrap("a\n\nb", Weight::Regular, 10.0, 100.0), ["a", "", "b"]);
    }

    #[test]
    fn a_letter_that_no_font_has_is_shown_as_a_question_mark_and_remembered() {
        let faces = Faces::load().unwrap();
        assert_eq!(faces.runs("a漢", Weight::Regular, 10.0)[0].text, "a?");
        assert!(faces.is_lacking());
    }

    #[test]
    fn a_mark_upon_a_letter_is_shaped_and_letters_side_by_side_are_as_wide_as_measured() {
        let faces = Faces::load().unwrap();
        let wide = |glyphs: &[KrillaGlyph]| glyphs.iter().map(|glyph| glyph.x_advance * 10.0).sum::<f32>();
        let plain = faces.glyphs(0, "Tout va", false);
        assert!((wide(&plain) - faces.measure("Tout va", Weight::Regular, 10.0)).abs() < 0.01);
        assert!(wide(&faces.glyphs(0, "Tout va", true)) < wide(&plain), "in titles letters move together");
        let marked = faces.glyphs(0, "e\u{301}te\u{301}", false);
        assert!(wide(&marked) < wide(&faces.glyphs(0, "eette", false)), "an accent takes no room of its own");
        let places: Vec<_> = faces.glyphs(0, "à vé", true).into_iter().map(|glyph| glyph.text_range).collect();
        assert_eq!(places, [0..2, 2..3, 3..4, 4..6]);
    }

    #[test]
    fn another_script_comes_from_another_font() {
        let faces = Faces::load().unwrap();
        let runs = faces.runs("Ana Борис", Weight::Bold, 10.0);
        assert_eq!(runs.iter().map(|run| run.face).collect::<Vec<_>>(), [1, 2]);
        assert!(runs[1].x > 10.0);
    }
}
