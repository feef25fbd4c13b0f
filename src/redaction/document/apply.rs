//! The result: made anew, with what is hidden painted over and nothing of the file copied.

use super::page::{File, open};
use super::raster::{self, Written};
use super::{Area, Mark, Page, Unreadable, Word, hidden_on};
use crate::attachments::Kind;
use crate::lang::Lang;
use crate::pdf::{Laid, Paper, Picture, Sheet};
use crate::redaction::Reason;
use crate::words::{day, say};
use image::RgbImage;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What the last page says of the hidden passages: why, and who hears complaints (Art. 12(4), 15(4) GDPR; law.md REF-7).
#[derive(Clone, Debug)]
pub struct Legend {
    /// The person's language.
    pub lang: Lang,
    /// Who answers.
    pub company: String,
    /// The supervisory authority.
    pub authority: String,
    /// How the data protection officer is reached.
    pub contact: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Legend {
    /// The page.
    pub(super) fn paper(&self, marks: &[Mark]) -> Paper {
        let say = |key: &str, args: &[(&'static str, &str)]| say(self.lang, key, args);
        let date = day(self.lang, self.at.to_zoned_datetime(TimeZone::UTC).date());
        let mut paper = Paper::new(self.lang, &say("document-legend", &[]), &self.company, self.at);
        paper.paragraph(&say("document-legend-lead", &[("company", &self.company), ("date", &date)]));
        let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
        for mark in marks {
            *counts.entry(mark.reason()).or_default() += mark.places.len();
        }
        let line = |(reason, count): (Reason, usize)| {
            let why = say(&format!("redaction-why-{reason}"), &[]);
            say("document-legend-line", &[("why", &why), ("count", &count.to_string())])
        };
        paper.list(counts.into_iter().map(line));
        paper.paragraph(&say("document-legend-remedy", &[("authority", &self.authority)]));
        if let Some(contact) = &self.contact {
            paper.paragraph(&say("document-legend-contact", &[("contact", contact)]));
        }
        paper
    }
}

/// A result.
#[derive(Clone)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many of its pages are those of the document; the legend comes after them.
    pub pages: usize,
}

/// Around words so much is painted too, in points: ink runs over the edge of its box by a pixel.
const MARGIN: f32 = 1.0;
/// Pixels that differ by no more look the same.
const SAME: u8 = 8;

/// The document with what is marked hidden: a PDF of pictures with the words that are left, and the legend; or a picture
/// of the same kind.
pub fn apply(kind: Kind, bytes: &[u8], marks: &[Mark], legend: &Legend) -> Result<Made, Unreadable> {
    super::apart(|| {
        let file = open(kind, bytes)?;
        let pages = file.pages()?;
        match file {
            File::Pdf(_) => {
                let mut sheets = Vec::new();
                file.each_picture(
                    raster::FINE,
                    |_| true,
                    |number, picture| {
                        let page = pages.get(number).ok_or(Unreadable::Damaged)?;
                        sheets.push(sheet(page, picture, hidden_on(marks, number).collect())?);
                        Ok(())
                    },
                )?;
                let bytes = legend.paper(marks).write_after(&sheets).map_err(|_| Unreadable::Unwritten)?;
                Ok(Made { bytes, pages: sheets.len() })
            }
            File::Picture(mut picture) => {
                raster::paint(&mut picture, hidden_on(marks, 0));
                let bytes = if kind == Kind::Png { raster::png(&picture)? } else { raster::jpeg(&picture)? };
                Ok(Made { bytes, pages: 1 })
            }
        }
    })
}

fn sheet(page: &Page, mut picture: RgbImage, hidden: Vec<Area>) -> Result<Sheet, Unreadable> {
    let (across, down) = (MARGIN / page.width, MARGIN / page.height);
    let painted: Vec<Area> = hidden.iter().filter_map(|area| area.grown(across, down).on_page()).collect();
    let lines = page.words.chunk_by(|one, next| one.line == next.line);
    let stays = |word: &&Word| stays(word, &picture, &painted);
    let lines: Vec<Vec<Laid>> =
        lines.map(|line| line.iter().filter(stays).map(|word| laid(word, page)).collect()).collect();
    raster::paint(&mut picture, painted.iter().copied());
    let picture = match raster::smaller(&picture)? {
        Written { kind: Kind::Png, bytes } => Picture::Png(bytes),
        Written { bytes, .. } => Picture::Jpeg(bytes),
    };
    let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
    Ok(Sheet { size: (page.width, page.height), picture, lines })
}

/// Whether a word stays in the text: it can be seen, and no part of it is painted over. The lines above and below lean
/// into its room without touching its letters.
fn stays(word: &Word, picture: &RgbImage, painted: &[Area]) -> bool {
    let core = word.area.grown(-0.02 * word.area.width, -0.25 * word.area.height);
    let named = !word.text.is_empty() && !word.text.contains(char::REPLACEMENT_CHARACTER);
    named && word.seen && !painted.iter().any(|area| area.meets(core)) && !raster::is_plain(picture, word.area, SAME)
}

fn laid(word: &Word, page: &Page) -> Laid {
    let area = word.area;
    Laid {
        text: word.text.clone(),
        left: area.left * page.width,
        baseline: (area.top + 0.78 * area.height) * page.height,
        width: area.width * page.width,
    }
}

/// A result in which nothing is said, as its writer writes it: what stands in it stands in every file.
pub(super) fn blank(legend: &Legend, marks: &[Mark]) -> Result<Vec<u8>, Unreadable> {
    let picture = RgbImage::new(1, 1);
    let word = Laid { text: "\u{4e00}1".to_owned(), left: 0.0, baseline: 1.0, width: 1.0 };
    let of = |picture: Picture| Sheet { size: (10.0, 10.0), picture, lines: vec![vec![word.clone()]] };
    let sheets = [of(Picture::Png(raster::png(&picture)?)), of(Picture::Jpeg(raster::jpeg(&picture)?))];
    legend.paper(marks).write_after(&sheets).map_err(|_| Unreadable::Unwritten)
}
