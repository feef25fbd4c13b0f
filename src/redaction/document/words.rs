//! From letters to words and lines.

use super::glyphs::Letter;
use super::{Area, Word};
use hayro::kurbo::{Rect, Vec2};

/// The words of a page of this size, in the order of its letters. A blank, a gap or a jump ends a word.
pub(super) fn words(letters: &[Letter], width: f64, height: f64) -> Vec<Word> {
    let (mut words, mut open, mut line): (Vec<Word>, Option<Open>, usize) = (Vec::new(), None, 0);
    let mut before: Option<&Letter> = None;
    for letter in letters {
        let step = before.map_or(Step::Next, |before| step(before, letter));
        if step != Step::Next {
            words.extend(open.take().map(|word| word.close(line, width, height)));
        }
        if step == Step::Line {
            line += 1;
        }
        before = Some(letter);
        if let (true, Some(open)) = (letter.text.is_empty(), open.as_mut()) {
            open.add("", letter);
        }
        for (at, part) in letter.text.split(char::is_whitespace).enumerate() {
            if at > 0 {
                words.extend(open.take().map(|word| word.close(line, width, height)));
            }
            if !part.is_empty() {
                open.get_or_insert_with(Open::default).add(part, letter);
            }
        }
    }
    words.extend(open.map(|word| word.close(line, width, height)));
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    Gap,
    Line,
}

/// How a letter follows another.
fn step(before: &Letter, letter: &Letter) -> Step {
    let size = before.size.max(letter.size).max(0.01);
    let length = before.advance.hypot();
    let along = if length > 0.0 { before.advance / length } else { Vec2::new(1.0, 0.0) };
    let gap = letter.start - (before.start + before.advance);
    let (forward, aside) = (gap.dot(along), gap.cross(along).abs());
    if aside > 0.6 * size || forward > 6.0 * size || forward < -2.0 * size.max(length) {
        Step::Line
    } else if forward > 0.2 * size || forward < -0.6 * size {
        Step::Gap
    } else {
        Step::Next
    }
}

/// A word that may go on.
#[derive(Default)]
struct Open {
    text: String,
    area: Option<Rect>,
    covered: bool,
}

impl Open {
    fn add(&mut self, part: &str, letter: &Letter) {
        // Marks that tell where a word may be broken or joined are no letters of it.
        let shown = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\0');
        self.text.extend(part.chars().filter(shown));
        self.area = Some(self.area.map_or(letter.area, |known| known.union(letter.area)));
        self.covered |= letter.covered;
    }

    fn close(self, line: usize, width: f64, height: f64) -> Word {
        let area = self.area.unwrap_or(Rect::ZERO);
        let share = |part: f64, whole: f64| (part / whole.max(1.0)) as f32;
        let area = Area {
            left: share(area.x0, width),
            top: share(area.y0, height),
            width: share(area.width(), width),
            height: share(area.height(), height),
        };
        let seen = !self.covered && area.on_page().is_some();
        Word { text: self.text, area, line, seen }
    }
}
