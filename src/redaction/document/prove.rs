//! The proof: the result is read again, as whoever receives it could, and every hidden word is looked for.

use super::page::{File, open};
use super::places::find;
use super::spell::{Spellings, text};
use super::{Area, Legend, Made, Mark, Page, Unreadable, apply, hidden_on, raster};
use crate::attachments::Kind;
use crate::redaction::find::is_in;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Object};
use hayro::hayro_syntax::{Filter, Pdf};
use image::RgbImage;
use std::collections::BTreeSet;

/// What a proof found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing is left.
    Clean {
        /// So many words or passages were looked for,
        words: usize,
        /// in so many parts of the file: pages, texts, streams, and all of its bytes;
        parts: usize,
        /// and so many boxes are of one colour.
        boxes: usize,
    },
    /// Words are left in the file, or something besides its pages is.
    Left,
    /// A box is not of one colour.
    Shows,
}

/// How far the pixels of a box may differ: JPEG lets the edge of a box waver.
const WAVERS: u8 = 96;

/// Reads a result again and looks for what is hidden in it: in the texts of its pages, in every string and every stream,
/// in all of its bytes, and at the pixels of each box.
pub fn prove(kind: Kind, made: &Made, marks: &[Mark], legend: &Legend) -> Result<Proof, Unreadable> {
    super::apart(|| {
        let result = made.bytes.as_slice();
        let file = open(kind, result)?;
        let Some(boxes) = boxes(&file, marks)? else { return Ok(Proof::Shows) };
        let words: BTreeSet<&str> =
            marks.iter().map(|mark| mark.words.as_str()).filter(|words| !words.is_empty()).collect();
        let parts = match &file {
            File::Picture(_) => is_bare(kind, result).then_some(1).filter(|_| {
                let all: Vec<&str> = words.iter().copied().collect();
                Spellings::new(&all).standing_in(result).is_empty()
            }),
            File::Pdf(pdf) => {
                let pages = file.pages()?;
                let given = pages.get(..made.pages).ok_or(Unreadable::Unwritten)?;
                searched(pdf, given, result, marks, legend)?
            }
        };
        Ok(parts.map_or(Proof::Left, |parts| Proof::Clean { words: words.len(), parts, boxes }))
    })
}

/// How many boxes there are; `None` if one shows something.
fn boxes(file: &File, marks: &[Mark]) -> Result<Option<usize>, Unreadable> {
    let (mut count, mut plain) = (0, true);
    file.each_picture(
        raster::FINE,
        |page| hidden_on(marks, page).next().is_some(),
        |page, picture| {
            for area in hidden_on(marks, page) {
                count += 1;
                plain &= is_painted(&picture, area);
            }
            Ok(())
        },
    )?;
    let hidden: usize = marks
        .iter()
        .flat_map(|mark| &mark.places)
        .flat_map(|place| &place.areas)
        .filter_map(|area| area.on_page())
        .count();
    Ok((plain && count == hidden).then_some(count))
}

/// Whether an area is black within its edge, where a picture that was packed wavers.
fn is_painted(picture: &RgbImage, area: Area) -> bool {
    let (across, down) = (1.0 / picture.width() as f32, 1.0 / picture.height() as f32);
    let core = area.grown(-across, -down);
    let core = if core.width > 0.0 && core.height > 0.0 { core } else { area };
    let (x, y) = (core.left + core.width / 2.0, core.top + core.height / 2.0);
    let middle = Area { left: x, top: y, width: across / 2.0, height: down / 2.0 };
    let (left, top, ..) = raster::pixels(middle, picture.width().saturating_sub(1), picture.height().saturating_sub(1));
    let dark = picture.get_pixel_checked(left, top).is_some_and(|pixel| pixel.0.iter().all(|part| *part < WAVERS));
    dark && raster::is_plain(picture, core, WAVERS)
}

/// In how many parts of a PDF the words were looked for; `None` if one is left. Words that the legend says, and names of
/// things that every PDF has, are looked for on the pages only.
fn searched(
    pdf: &Pdf,
    given: &[Page],
    result: &[u8],
    marks: &[Mark],
    legend: &Legend,
) -> Result<Option<usize>, Unreadable> {
    let named = || marks.iter().filter(|mark| !mark.words.is_empty());
    if named().any(|mark| find(given, &mark.words).len() > mark.kept) {
        return Ok(None);
    }
    let paper = legend.paper(marks);
    let said = paper.texts();
    let gone = named().filter(|mark| mark.kept == 0).map(|mark| mark.words.as_str());
    let gone: Vec<&str> = gone.filter(|words| !said.iter().any(|text| is_in(text, words))).collect();
    let spellings = Spellings::new(&gone);
    let of_every_file = spellings.standing_in(&apply::blank(legend, marks)?);
    let left = !spellings.standing_in(result).is_subset(&of_every_file);
    let mut parts = Parts { gone: &gone, spellings: &spellings, of_every_file, count: 1 + given.len(), left };
    for object in pdf.objects() {
        parts.object(&object, 0);
    }
    Ok((!parts.left).then_some(parts.count))
}

/// Things that a page may bring along, none of which a result has.
const BESIDES: [&str; 9] =
    ["EmbeddedFile", "EmbeddedFiles", "Annots", "AcroForm", "JavaScript", "JS", "OpenAction", "Thumb", "AA"];

struct Parts<'p> {
    gone: &'p [&'p str],
    spellings: &'p Spellings,
    of_every_file: BTreeSet<usize>,
    count: usize,
    left: bool,
}

impl Parts<'_> {
    fn object(&mut self, object: &Object<'_>, depth: usize) {
        match object {
            // What leads deeper than any result does is no result.
            _ if depth > 64 => self.left = true,
            Object::String(string) => self.string(string.as_bytes()),
            Object::Array(array) => self.array(array, depth + 1),
            Object::Dict(dict) => self.dict(dict, depth + 1),
            Object::Stream(stream) => {
                self.dict(stream.dict(), depth + 1);
                let packed = stream.filters().iter().any(|filter| matches!(filter, Filter::DctDecode));
                if let (false, Ok(bytes)) = (packed, stream.decoded()) {
                    self.bytes(&bytes);
                }
            }
            _ => {}
        }
    }

    fn array(&mut self, array: &Array<'_>, depth: usize) {
        for entry in array.raw_iter() {
            if let MaybeRef::NotRef(object) = entry {
                self.object(&object, depth);
            }
        }
    }

    fn dict(&mut self, dict: &Dict<'_>, depth: usize) {
        for (key, entry) in dict.entries() {
            self.left |= BESIDES.contains(&key.as_str());
            if let MaybeRef::NotRef(object) = entry {
                self.object(&object, depth);
            }
        }
    }

    fn string(&mut self, bytes: &[u8]) {
        self.count += 1;
        let text = text(bytes);
        self.left |= self.gone.iter().any(|words| is_in(&text, words));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count += 1;
        self.left |= !self.spellings.standing_in(bytes).is_subset(&self.of_every_file);
    }
}

/// Whether the file of a picture has the picture and nothing else: no notes, no thumbnail, nothing behind its end.
fn is_bare(kind: Kind, bytes: &[u8]) -> bool {
    match kind {
        Kind::Png => chunks(bytes).is_some_and(|all| {
            all.iter().all(|chunk| [b"IHDR", b"IDAT", b"IEND"].contains(&chunk)) && all.last() == Some(b"IEND")
        }),
        Kind::Jpeg => segments(bytes).is_some(),
        _ => false,
    }
}

/// The names of the chunks of a PNG file, if it is made of chunks and nothing else.
fn chunks(bytes: &[u8]) -> Option<Vec<[u8; 4]>> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        names.push(*name);
        rest = after.get(usize::try_from(u32::from_be_bytes(*length)).ok()?.checked_add(4)?..)?;
    }
    Some(names)
}

/// Goes through the segments of a JPEG file. `None` if one tells something besides the picture, or something follows it.
fn segments(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let ([mark, marker], after) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let content = after.get(2..length)?;
        // The head of JFIF is 14 bytes long and has room for a thumbnail, which is none pixels wide.
        let plain = match marker {
            0xe0 => content.starts_with(b"JFIF\0") && content.len() == 14,
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        if *mark != 0xff || !plain {
            return None;
        }
        rest = after.get(length..)?;
        if *marker == 0xda {
            let ends = rest
                .windows(2)
                .position(|pair| matches!(pair, [0xff, other] if *other != 0 && !(0xd0..=0xd7).contains(other)))?;
            return (rest.get(ends..)? == b"\xff\xd9").then_some(());
        }
    }
}
