//! The fonts: which one has a letter, and how wide it is.

use super::PdfError;
use krilla::text::Font;

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
    metrics: ttf_parser::Face<'static>,
    units: f32,
}

/// The fonts of a paper, and whether a letter was asked for that none has.
pub(super) struct Faces {
    faces: Vec<Face>,
    lacking: std::cell::Cell<bool>,
}

/// A piece of a line in one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub face: FaceIndex,
    pub text: String,
    /// Where it begins, in points from the start of its line.
    pub x: f32,
}

impl Faces {
    pub fn load() -> Result<Self, PdfError> {
        let broken = || PdfError("a font is damaged".to_owned());
        let mut faces = Vec::new();
        for data in [REGULAR, BOLD, OTHER_SCRIPTS] {
            let metrics = ttf_parser::Face::parse(data, 0).map_err(|_| broken())?;
            let font = Font::new(data.into(), 0).ok_or_else(broken)?;
            let units = f32::from(metrics.units_per_em()).max(1.0);
            faces.push(Face { font, metrics, units });
        }
        Ok(Self { faces, lacking: std::cell::Cell::new(false) })
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
        let face = self.faces.get(face)?;
        let glyph = face.metrics.glyph_index(letter)?;
        Some(f32::from(face.metrics.glyph_hor_advance(glyph)?) / face.units)
    }

    /// How wide a text is, in points, without kerning, which only makes it narrower.
    pub fn measure(&self, text: &str, weight: Weight, size: f32) -> f32 {
        text.chars().map(|letter| self.letter(letter, weight).2 * size).sum()
    }

    /// The pieces of one line.
    pub fn runs(&self, text: &str, weight: Weight, size: f32) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut x = 0.0;
        for letter in text.chars() {
            let (letter, face, width) = self.letter(letter, weight);
            match runs.last_mut() {
                Some(run) if run.face == face => run.text.push(letter),
                _ => runs.push(Run { face, text: letter.to_string(), x }),
            }
            x += width * size;
        }
        runs
    }

    /// The lines a text takes in this width. A line that goes on ends with a space, so that a listener hears two words; a word
    /// that is wider than the whole line is cut. Invisible characters without a meaning in print are left out.
    pub fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
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
        for line in &lines {
            assert!(faces.measure(line.trim_end(), Weight::Regular, 10.0) <= 100.0, "{line}");
        }
        assert_eq!(lines.concat(), text);
        assert!(!faces.is_lacking());
        assert_eq!(faces.wrap("a\n\nb", Weight::Regular, 10.0, 100.0), ["a", "", "b"]);
    }

    #[test]
    fn a_letter_that_no_font_has_is_shown_as_a_question_mark_and_remembered() {
        let faces = Faces::load().unwrap();
        assert_eq!(faces.runs("a漢", Weight::Regular, 10.0)[0].text, "a?");
        assert!(faces.is_lacking());
    }

    #[test]
    fn another_script_comes_from_another_font() {
        let faces = Faces::load().unwrap();
        let runs = faces.runs("Ana Борис", Weight::Bold, 10.0);
        assert_eq!(runs.iter().map(|run| run.face).collect::<Vec<_>>(), [1, 2]);
        assert!(runs[1].x > 10.0);
    }
}
