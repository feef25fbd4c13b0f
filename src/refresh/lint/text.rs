use super::fold::{BORDER, is_invisible};
use std::fmt;

/// A text whose characters know their line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(Vec<(char, u32)>);

impl Text {
    /// A text whose first character stands on this line.
    pub(super) fn of(text: &str, first: u32) -> Self {
        let mut line = first;
        let marks = text.chars().map(|c| {
            let here = line;
            line += u32::from(c == '\n');
            (c, here)
        });
        Self(marks.collect())
    }

    pub(super) fn push(&mut self, c: char, line: u32) {
        self.0.push((c, line));
    }

    /// The same with addresses of the web blank: their paths are looked at with the links.
    pub(super) fn without_links(&self) -> String {
        let mut whole: Vec<char> = self.0.iter().map(|(c, _)| *c).collect();
        for word in whole.split_mut(|c| c.is_whitespace() || *c == BORDER) {
            let text: String = word.iter().collect();
            if let Some(at) = text.find("http://").or_else(|| text.find("https://")) {
                let before = text.get(..at).map_or(0, |before| before.chars().count());
                word.iter_mut().skip(before).for_each(|c| *c = ' ');
            }
        }
        whole.into_iter().collect()
    }

    /// The line of a character.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.0.get(at).or(self.0.last()).map_or(1, |(_, line)| *line)
    }

    /// Some characters as they are written, on one line, without what nobody sees.
    pub(super) fn shown(&self, from: usize, to: usize) -> String {
        let seen = self.0.iter().take(to).skip(from).map(|(c, _)| *c);
        let text: String = seen.filter(|c| !is_invisible(*c) && *c != BORDER).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(c, _)| write!(f, "{c}"))
    }
}
