//! The letters of a file: UTF-8, else Windows-1252, in which older office programs write.

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Windows1252,
}

/// The letters of the bytes 0x80 to 0x9F (WHATWG encoding standard, index windows-1252).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Encoding {
    /// The encoding of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if std::str::from_utf8(bytes).is_ok() { Self::Utf8 } else { Self::Windows1252 }
    }

    /// The letters.
    pub(super) fn read(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Windows1252 => bytes.iter().map(|byte| letter(*byte)).collect(),
        }
    }

    /// The bytes; `None` if a letter does not exist in the encoding.
    pub(super) fn write(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Windows1252 => text.chars().map(byte).collect(),
        }
    }
}

fn letter(byte: u8) -> char {
    let high = usize::from(byte).checked_sub(0x80).and_then(|place| HIGH.get(place));
    high.copied().unwrap_or(char::from(byte))
}

fn byte(letter: char) -> Option<u8> {
    if let Some(place) = HIGH.iter().position(|known| *known == letter) {
        return u8::try_from(place + 0x80).ok();
    }
    u8::try_from(u32::from(letter)).ok().filter(|byte| !(0x80..0xa0).contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_windows_1252_reads_and_writes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let encoding = Encoding::of(&all);
        assert_eq!(encoding, Encoding::Windows1252);
        let text = encoding.read(&all);
        assert_eq!(encoding.write(&text), Some(all));
        assert!(text.contains('é') && text.contains('€') && text.contains('œ'));
        assert_eq!(encoding.write("😀"), None);
        assert_eq!(Encoding::of("é😀".as_bytes()), Encoding::Utf8);
    }
}
