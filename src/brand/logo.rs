//! A logo that somebody gives us, made anew: of an SVG only shapes and colours stay, a picture is drawn again. Pure.

use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{ImageReader, Limits};
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::io::Cursor;

/// The most bytes of a file.
pub const LARGEST: usize = 1024 * 1024;

/// The most pixels of a picture on each side, and what it is shown with at most.
const WIDEST: u32 = 8_000;
const SHOWN: (u32, u32) = (640, 160);

/// A logo as it is kept and served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// `svg` or `png`.
    pub kind: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a file is no logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLogo {
    /// It is larger than [`LARGEST`].
    Large,
    /// It is neither SVG, nor PNG, nor JPEG, or broken.
    Unreadable,
    /// An SVG in which nothing that may stay is drawn.
    Empty,
}

impl NoLogo {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            NoLogo::Large => "large",
            NoLogo::Unreadable => "unreadable",
            NoLogo::Empty => "empty",
        }
    }
}

impl Logo {
    /// Makes a logo of a file.
    pub fn read(bytes: &[u8]) -> Result<Self, NoLogo> {
        if bytes.len() > LARGEST {
            return Err(NoLogo::Large);
        }
        match std::str::from_utf8(bytes).ok().filter(|text| text.contains("<svg")) {
            Some(text) => Ok(Self { kind: "svg", bytes: shapes(text)?.into_bytes() }),
            None => Ok(Self { kind: "png", bytes: drawn(bytes).ok_or(NoLogo::Unreadable)? }),
        }
    }

    /// The kind that a database kept.
    pub fn kept(kind: &str, bytes: Vec<u8>) -> Option<Self> {
        let kind = ["svg", "png"].into_iter().find(|known| *known == kind)?;
        Some(Self { kind, bytes })
    }

    /// What a browser is told.
    pub fn media_type(&self) -> &'static str {
        if self.kind == "svg" { "image/svg+xml" } else { "image/png" }
    }
}

/// The picture once more, without anything that was hidden in its file.
fn drawn(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let mut picture = reader.decode().ok()?;
    if picture.width() > SHOWN.0 || picture.height() > SHOWN.1 {
        picture = picture.resize(SHOWN.0, SHOWN.1, FilterType::Lanczos3);
    }
    let mut out = Vec::new();
    picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut out)).ok()?;
    Some(out)
}

/// What draws, and what it is made of. No text (fonts are not ours), no picture, no link, no script, no style sheet.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "symbol",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
];

/// Elements that draw something by themselves.
const SHAPES: &[&str] = &["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"];

/// What an element may say.
const ATTRIBUTES: &[&str] = &[
    "id",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "d",
    "points",
    "transform",
    "gradientTransform",
    "gradientUnits",
    "spreadMethod",
    "offset",
    "clipPathUnits",
    "maskUnits",
    "maskContentUnits",
    "preserveAspectRatio",
    "fill",
    "fill-rule",
    "fill-opacity",
    "clip-rule",
    "clip-path",
    "mask",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-opacity",
    "stop-color",
    "stop-opacity",
    "opacity",
    "color",
];

/// The most elements, and how deep they may lie in each other.
const MOST: usize = 5_000;
const DEEPEST: usize = 50;

/// The SVG with nothing but what draws.
fn shapes(text: &str) -> Result<String, NoLogo> {
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::new());
    let (mut open, mut drawn, mut count) = (Vec::<String>::new(), false, 0);
    // How deep we are in an element that does not stay.
    let mut skipped = 0_usize;
    let broken = |_| NoLogo::Unreadable;
    loop {
        match reader.read_event().map_err(|_| NoLogo::Unreadable)? {
            Event::Eof => break,
            // Entities may stand for anything.
            Event::DocType(_) => return Err(NoLogo::Unreadable),
            Event::Start(_) if skipped > 0 => skipped += 1,
            Event::End(_) if skipped > 0 => skipped -= 1,
            _ if skipped > 0 => {}
            Event::Start(start) => match kept(&start, open.is_empty())? {
                Some((name, element)) => {
                    drawn |= SHAPES.contains(&name.as_str());
                    writer.write_event(Event::Start(element)).map_err(broken)?;
                    open.push(name);
                }
                None => skipped = 1,
            },
            Event::Empty(start) => {
                if let Some((name, element)) = kept(&start, open.is_empty())? {
                    drawn |= SHAPES.contains(&name.as_str());
                    writer.write_event(Event::Empty(element)).map_err(broken)?;
                }
            }
            Event::End(_) => {
                let name = open.pop().ok_or(NoLogo::Unreadable)?;
                writer.write_event(Event::End(BytesEnd::new(name))).map_err(broken)?;
            }
            // The words of a title are said by the page that shows the logo.
            _ => {}
        }
        count += 1;
        if count > MOST * 3 || open.len() > DEEPEST {
            return Err(NoLogo::Large);
        }
    }
    match drawn && open.is_empty() {
        true => String::from_utf8(writer.into_inner()).map_err(|_| NoLogo::Unreadable),
        false if open.is_empty() => Err(NoLogo::Empty),
        false => Err(NoLogo::Unreadable),
    }
}

/// The element with what it may say; `None` if it does not stay. The first one is `svg`, and nothing else.
fn kept(start: &BytesStart<'_>, first: bool) -> Result<Option<(String, BytesStart<'static>)>, NoLogo> {
    let name = start.name().into_inner();
    let name = name.strip_prefix("svg:").unwrap_or(name).to_owned();
    if first != (name == "svg") {
        return if first { Err(NoLogo::Unreadable) } else { Ok(None) };
    }
    if !ELEMENTS.contains(&name.as_str()) {
        return Ok(None);
    }
    let mut element = BytesStart::new(name.clone());
    if first {
        element.push_attribute(("xmlns", "http://www.w3.org/2000/svg"));
    }
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| NoLogo::Unreadable)?;
        let key = attribute.key.into_inner();
        let value: &str = &attribute.value;
        if key == "style" {
            for (key, value) in value.split(';').filter_map(|one| one.split_once(':')) {
                add(&mut element, key.trim(), value.trim());
            }
        } else {
            add(&mut element, key, value);
        }
    }
    Ok(Some((name, element)))
}

fn add(element: &mut BytesStart<'static>, key: &str, value: &str) {
    if ATTRIBUTES.contains(&key) && is_plain(value) {
        element.push_attribute((key, value));
    }
}

/// Numbers, colours, paths, and references to what is in the same file.
fn is_plain(value: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || " .,-+#%()_\n\t\r:".contains(letter);
    let outside = value.to_ascii_lowercase().replace(' ', "");
    let only_own = outside.match_indices("url(").all(|(at, _)| outside.get(at + 4..at + 5) == Some("#"));
    value.chars().all(allowed) && only_own && !outside.contains("script:") && !outside.contains("data:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Result<String, NoLogo> {
        let text = format!(
            "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>"
        );
        Logo::read(text.as_bytes()).map(|logo| String::from_utf8(logo.bytes).unwrap())
    }

    #[test]
    fn of_an_svg_shapes_and_colours_stay_and_nothing_that_acts() {
        let kept = svg("<!-- c --><g style=\"fill:#123; background:url(http://x)\" onclick=\"a()\"><path d=\"M0 0h9\" fill=\"url(#a)\"/></g><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient>").unwrap();
        assert_eq!(
            kept,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><g fill=\"#123\"><path d=\"M0 0h9\" fill=\"url(#a)\"/></g><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></svg>"
        );
        for bad in [
            "<script>alert(1)</script>",
            "<image href=\"http://x/y.png\"/>",
            "<a href=\"javascript:alert(1)\"><path d=\"M0 0h1\"/></a>",
            "<foreignObject><p>hello</p></foreignObject>",
            "<use href=\"http://x#y\"/>",
            "<style>path{fill:url(http://x)}</style>",
            "<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>",
            "<path d=\"M0 0h1\" onload=\"a()\" fill=\"url(http://x)\" style=\"fill:url( 'http://x')\"/>",
            "<text>hello</text>",
        ] {
            let all = svg(&format!("{bad}<rect width=\"1\" height=\"1\"/>")).unwrap();
            for word in ["http://x", "script", "hello", "onload", "href", "style", "animate"] {
                assert!(!all.contains(word), "{word} is in {all}");
            }
            assert!(all.contains("<rect width=\"1\" height=\"1\"/></svg>"));
        }
    }

    #[test]
    fn what_draws_nothing_or_is_broken_or_large_is_no_logo() {
        assert_eq!(svg("<text>Maison</text>"), Err(NoLogo::Empty));
        assert_eq!(Logo::read(b"<svg><path d=\"M0 0\"></svg>"), Err(NoLogo::Unreadable));
        let entity =
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>";
        assert_eq!(Logo::read(entity.as_bytes()), Err(NoLogo::Unreadable));
        assert_eq!(Logo::read(b"GIF89a"), Err(NoLogo::Unreadable));
        assert_eq!(Logo::read(&vec![b' '; LARGEST + 1]), Err(NoLogo::Large));
        assert_eq!(svg(&"<g>".repeat(60)), Err(NoLogo::Large));
        assert_eq!(Logo::read(b"<html><svg/></html>"), Err(NoLogo::Unreadable));
    }

    #[test]
    fn a_picture_is_drawn_again_at_the_size_it_is_shown() {
        let mut file = Vec::new();
        image::RgbaImage::from_pixel(2_000, 100, image::Rgba([9, 8, 7, 255]))
            .write_with_encoder(PngEncoder::new(&mut file))
            .unwrap();
        let secret = b"tEXtComment\0a person's name";
        let logo = Logo::read(&[file.as_slice(), secret].concat()).unwrap();
        assert_eq!((logo.kind, logo.media_type()), ("png", "image/png"));
        let again = image::load_from_memory(&logo.bytes).unwrap();
        assert_eq!((again.width(), again.height()), (640, 32));
        assert!(!logo.bytes.windows(6).any(|part| part == b"person"));
        assert_eq!(Logo::kept("png", logo.bytes.clone()), Some(logo));
        assert_eq!(Logo::kept("exe", Vec::new()), None);
    }
}
