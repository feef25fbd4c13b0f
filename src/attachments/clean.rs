//! Takes out of pictures what they tell besides the picture: where and when it was made, with what, by whom. Pure, and
//! piece by piece, so that a picture is never whole in memory.
//!
//! JPEG (ITU-T T.81) keeps the picture, its JFIF head, its colour profile and Adobe's colour mark; PNG (W3C PNG, third
//! edition) keeps the chunks that decide how it looks. What follows the end of the picture is dropped in both.

use super::kind::{Kind, is_of_text};

/// The file is not what it began as, or ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// A file of one kind on its way through.
#[derive(Debug)]
pub enum Cleaner {
    /// A JPEG picture.
    Jpeg(Jpeg),
    /// A PNG picture.
    Png(Png),
    /// Text: it is read to its end to be sure that it is.
    Text {
        /// The bytes of a character that is not complete yet.
        open: Vec<u8>,
    },
    /// Kept as it is.
    Whole,
}

impl Cleaner {
    /// For a file of this kind.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Jpeg => Cleaner::Jpeg(Jpeg::Start(0)),
            Kind::Png => Cleaner::Png(Png::Start(0)),
            Kind::Text => Cleaner::Text { open: Vec::new() },
            Kind::Pdf => Cleaner::Whole,
        }
    }

    /// The next bytes; what is kept of them goes to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        match self {
            Cleaner::Jpeg(state) => bytes.iter().try_for_each(|byte| state.push(*byte, out)),
            Cleaner::Png(state) => bytes.iter().try_for_each(|byte| state.push(*byte, out)),
            Cleaner::Text { open } => {
                if !bytes.iter().all(|byte| is_of_text(*byte)) {
                    return Err(Damaged);
                }
                open.extend_from_slice(bytes);
                let complete = match std::str::from_utf8(open) {
                    Ok(text) => text.len(),
                    Err(error) if error.error_len().is_none() => error.valid_up_to(),
                    Err(_) => return Err(Damaged),
                };
                out.extend(open.drain(..complete));
                Ok(())
            }
            Cleaner::Whole => {
                out.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    /// Whether the file may end here.
    pub fn end(&self) -> Result<(), Damaged> {
        let complete = match self {
            Cleaner::Jpeg(state) => matches!(state, Jpeg::End),
            Cleaner::Png(state) => matches!(state, Png::End),
            Cleaner::Text { open } => open.is_empty(),
            Cleaner::Whole => true,
        };
        if complete { Ok(()) } else { Err(Damaged) }
    }
}

/// Where in a JPEG file one is.
#[derive(Debug)]
pub enum Jpeg {
    /// In the mark of the beginning, so many bytes of it seen.
    Start(u8),
    /// Before a marker.
    Before,
    /// After the 0xFF of a marker.
    Marker,
    /// In a segment: its marker, and its length and content as far as they came.
    Segment(u8, Vec<u8>),
    /// In the picture itself.
    Scan,
    /// After a 0xFF in the picture.
    ScanMarker,
    /// After the picture.
    End,
}

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

impl Jpeg {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), Damaged> {
        let next = match self {
            Jpeg::Start(0) if byte == 0xff => Jpeg::Start(1),
            Jpeg::Start(1) if byte == 0xd8 => {
                out.extend([0xff, 0xd8]);
                Jpeg::Before
            }
            Jpeg::Before if byte == 0xff => Jpeg::Marker,
            // Any number of 0xFF may fill the space before a marker.
            Jpeg::Marker if byte == 0xff => return Ok(()),
            Jpeg::Marker if byte == END_OF_IMAGE => {
                out.extend([0xff, END_OF_IMAGE]);
                Jpeg::End
            }
            Jpeg::Marker if byte == 0x01 || (0xd0..=0xd7).contains(&byte) => {
                out.extend([0xff, byte]);
                Jpeg::Before
            }
            Jpeg::Marker if byte >= 0xc0 => Jpeg::Segment(byte, Vec::new()),
            Jpeg::Segment(marker, content) => {
                content.push(byte);
                let length = match content.as_slice() {
                    [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
                    _ => return Ok(()),
                };
                if length < 2 {
                    return Err(Damaged);
                }
                if content.len() < length {
                    return Ok(());
                }
                if is_kept(*marker, content.get(2..).unwrap_or_default()) {
                    out.extend([0xff, *marker]);
                    out.extend_from_slice(content);
                }
                if *marker == START_OF_SCAN { Jpeg::Scan } else { Jpeg::Before }
            }
            Jpeg::Scan if byte == 0xff => Jpeg::ScanMarker,
            Jpeg::Scan => {
                out.push(byte);
                return Ok(());
            }
            Jpeg::ScanMarker if byte == 0xff => return Ok(()),
            // A 0xFF of the picture itself, or one of the marks from which it can be read again.
            Jpeg::ScanMarker if byte == 0 || (0xd0..=0xd7).contains(&byte) => {
                out.extend([0xff, byte]);
                Jpeg::Scan
            }
            Jpeg::ScanMarker => {
                *self = Jpeg::Marker;
                return self.push(byte, out);
            }
            Jpeg::End => return Ok(()),
            _ => return Err(Damaged),
        };
        *self = next;
        Ok(())
    }
}

/// Whether a segment is needed to show the picture.
fn is_kept(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        // Other applications' segments (EXIF, XMP, IPTC, thumbnails) and comments.
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where in a PNG file one is.
#[derive(Debug)]
pub enum Png {
    /// In the mark of the beginning, so many bytes of it seen.
    Start(usize),
    /// In the length and the type of a chunk.
    Head(Vec<u8>),
    /// In its content and checksum: how much is left, whether it is kept, whether it is the last.
    Body(u64, bool, bool),
    /// After the picture.
    End,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The chunks that decide how the picture looks.
const SHOWN: [&[u8]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"];

impl Png {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), Damaged> {
        match self {
            Png::Start(seen) => {
                if PNG.get(*seen) != Some(&byte) {
                    return Err(Damaged);
                }
                *seen += 1;
                if *seen == PNG.len() {
                    out.extend_from_slice(PNG);
                    *self = Png::Head(Vec::with_capacity(8));
                }
            }
            Png::Head(head) => {
                head.push(byte);
                let Some((length, kind)) = head.split_first_chunk::<4>().filter(|(_, kind)| kind.len() == 4) else {
                    return Ok(());
                };
                let length = u32::from_be_bytes(*length);
                if length > i32::MAX as u32 || !kind.iter().all(u8::is_ascii_alphabetic) {
                    return Err(Damaged);
                }
                let kept = SHOWN.contains(&kind);
                // A chunk that is needed and that nobody knows: the picture cannot be shown anyway.
                if !kept && kind.first().is_some_and(u8::is_ascii_uppercase) {
                    return Err(Damaged);
                }
                if kept {
                    out.extend_from_slice(head);
                }
                *self = Png::Body(u64::from(length) + 4, kept, kind == b"IEND");
            }
            Png::Body(left, kept, last) => {
                if *kept {
                    out.push(byte);
                }
                *left -= 1;
                if *left == 0 {
                    *self = if *last { Png::End } else { Png::Head(Vec::with_capacity(8)) };
                }
            }
            Png::End => {}
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
