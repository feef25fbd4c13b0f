//! What a file is, told by its content, and what it may be called. Pure.

/// The kinds of files that are taken. Nothing in them runs by itself when a colleague opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// Plain text in UTF-8.
    Text,
}

/// The most characters of a name.
const LONGEST: usize = 120;

impl Kind {
    /// Every kind with the word in the database.
    const ALL: [(&'static str, Kind); 4] =
        [("pdf", Kind::Pdf), ("png", Kind::Png), ("jpeg", Kind::Jpeg), ("text", Kind::Text)];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// The kind of a file that begins with these bytes; what it is called does not matter. Text is only likely until
    /// all of it was read.
    pub fn of(beginning: &[u8]) -> Option<Self> {
        const MARKS: [(&[u8], Kind); 3] =
            [(b"%PDF-", Kind::Pdf), (b"\x89PNG\r\n\x1a\n", Kind::Png), (b"\xff\xd8\xff", Kind::Jpeg)];
        if let Some((_, kind)) = MARKS.iter().find(|(mark, _)| beginning.starts_with(mark)) {
            return Some(*kind);
        }
        (!beginning.is_empty() && beginning.iter().all(|byte| is_of_text(*byte))).then_some(Kind::Text)
    }

    /// The type under which it is sent out.
    pub fn content_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Text => "text/plain; charset=utf-8",
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Text => &["txt", "text", "csv", "md", "log", "eml"],
        }
    }

    /// The name under which a file is kept: without folders, control characters and marks that turn the direction of
    /// reading around, not too long, with an ending of its kind.
    pub fn name(self, told: &str) -> String {
        let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
        let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let clean: String = last.chars().filter(|c| !c.is_control() && !turns(*c) && *c != '\u{feff}').collect();
        let clean = clean.trim().trim_start_matches('.');
        let (stem, ending) = clean.rsplit_once('.').unwrap_or((clean, ""));
        let fits = self.endings().iter().any(|known| ending.eq_ignore_ascii_case(known));
        let (stem, ending) = if fits { (stem, ending) } else { (clean, self.endings().first().copied().unwrap_or("")) };
        let stem: String = stem.trim().chars().take(LONGEST).collect();
        let stem = if stem.is_empty() { "file".to_owned() } else { stem };
        format!("{stem}.{ending}")
    }
}

/// Whether a byte can stand in a text: no control characters but tab, line ends and form feed.
pub(super) fn is_of_text(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        assert_eq!(Kind::of(b"%PDF-1.7\n"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"\x89PNG\r\n\x1a\n\0\0"), Some(Kind::Png));
        assert_eq!(Kind::of(b"\xff\xd8\xff\xe0"), Some(Kind::Jpeg));
        assert_eq!(Kind::of("Bonjour, voilà.\n".as_bytes()), Some(Kind::Text));
        for other in [&b"MZ\x90\0"[..], b"PK\x03\x04", b"\x7fELF", b"GIF89a\x01\0", b""] {
            assert_eq!(Kind::of(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_name_keeps_what_people_recognise_and_nothing_that_misleads() {
        assert_eq!(Kind::Pdf.name("Pièce d’identité.PDF"), "Pièce d’identité.PDF");
        assert_eq!(Kind::Pdf.name("invoice.exe"), "invoice.exe.pdf");
        assert_eq!(Kind::Jpeg.name("C:\\Users\\camille\\photo.jpeg"), "photo.jpeg");
        assert_eq!(Kind::Text.name("../../etc/passwd"), "passwd.txt");
        assert_eq!(Kind::Png.name("evil\u{202e}gnp.exe\r\n"), "evilgnp.exe.png");
        assert_eq!(Kind::Png.name(".png"), "png.png");
        assert_eq!(Kind::Png.name(" / "), "file.png");
        assert!(Kind::Png.name(&"é".repeat(500)).chars().count() <= LONGEST + 4);
    }
}
