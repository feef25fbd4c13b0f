//! Pixels: pages drawn, boxes painted, pictures written with nothing but the picture.

use super::{Area, Unreadable};
use crate::attachments::Kind;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage, RgbaImage};
use std::io::Cursor;

/// How finely a page is drawn in a result, in dots per inch: print size is legible, and a page stays below a megabyte.
pub(super) const FINE: f32 = 150.0;
/// How finely it is drawn to be looked at.
pub(super) const COARSE: f32 = 100.0;
/// The most pixels of a page or picture that is written or read.
const PIXELS: u64 = 40_000_000;
/// The most pixels of a drawn page, and of one of its sides: a poster is drawn more coarsely.
const DRAWN: f32 = 9_000_000.0;
const SIDE: f32 = 8_000.0;
const POINTS: f32 = 72.0;
const QUALITY: u8 = 85;

/// A box is painted with this.
pub(super) const BLACK: Rgb<u8> = Rgb([0, 0, 0]);

/// Draws a page of a PDF on white.
pub(super) fn draw<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, dots: f32) -> Result<RgbImage, Unreadable> {
    let (width, height) = page.render_dimensions();
    if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
        return Err(Unreadable::Damaged);
    }
    let most = (DRAWN / (width * height)).sqrt().min(SIDE / width.max(height));
    let scale = (dots / POINTS).min(most);
    if width * scale < 1.0 || height * scale < 1.0 {
        return Err(Unreadable::Damaged);
    }
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = hayro::render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // On white everything is opaque: what is left of transparency is nothing that can be seen.
    let rgb = drawn.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| pixel.iter().take(3)).copied().collect();
    RgbImage::from_raw(width, height, rgb).ok_or(Unreadable::Damaged)
}

/// The pixels of a picture as it is shown: upright, and on white where it lets the ground through.
pub(super) fn decode(bytes: &[u8]) -> Result<RgbImage, Unreadable> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Unreadable::Damaged)?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(30_000), Some(30_000));
    limits.max_alloc = Some(8 * PIXELS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(Unreadable::Large);
    }
    let turned = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    turned.into_iter().for_each(|turned| picture.apply_orientation(turned));
    Ok(if picture.color().has_alpha() { on_white(&picture.into_rgba8()) } else { picture.into_rgb8() })
}

fn unreadable(error: image::ImageError) -> Unreadable {
    match error {
        image::ImageError::Limits(_) => Unreadable::Large,
        _ => Unreadable::Damaged,
    }
}

/// What lies under transparent pixels is not seen, and does not stay.
fn on_white(picture: &RgbaImage) -> RgbImage {
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |part: u32| u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

/// The pixels of an area: left, top, and the first ones after it. Whole pixels, and whatever is touched.
pub(super) fn pixels(area: Area, width: u32, height: u32) -> (u32, u32, u32, u32) {
    let (across, down) = (width as f32, height as f32);
    let low = |share: f32, whole: f32| (share * whole).floor().clamp(0.0, whole) as u32;
    let high = |share: f32, whole: f32| (share * whole).ceil().clamp(0.0, whole) as u32;
    (
        low(area.left, across),
        low(area.top, down),
        high(area.left + area.width, across),
        high(area.top + area.height, down),
    )
}

/// Paints areas black.
pub(super) fn paint(picture: &mut RgbImage, areas: impl Iterator<Item = Area>) {
    let (width, height) = picture.dimensions();
    for area in areas {
        let (left, top, right, bottom) = pixels(area, width, height);
        for y in top..bottom {
            for x in left..right {
                picture.put_pixel(x, y, BLACK);
            }
        }
    }
}

/// Whether an area is of one colour, give or take `most` in each of red, green and blue.
pub(super) fn is_plain(picture: &RgbImage, area: Area, most: u8) -> bool {
    let (left, top, right, bottom) = pixels(area, picture.width(), picture.height());
    let mut all = (top..bottom).flat_map(|y| (left..right).map(move |x| picture.get_pixel(x, y).0));
    let Some(first) = all.next() else { return true };
    all.all(|pixel| pixel.iter().zip(first).all(|(one, other)| one.abs_diff(other) <= most))
}

/// A picture as a file.
pub(super) struct Written {
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Writes a picture as PNG.
pub(super) fn png(picture: &RgbImage) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new(&mut bytes);
    let written = match grey(picture) {
        Some(grey) => grey.write_with_encoder(encoder),
        None => picture.write_with_encoder(encoder),
    };
    written.map(|()| bytes).map_err(|_| Unreadable::Unwritten)
}

/// Writes a picture as JPEG.
pub(super) fn jpeg(picture: &RgbImage) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    let written = match grey(picture) {
        Some(grey) => encoder.encode_image(&grey),
        None => encoder.encode_image(picture),
    };
    written.map(|()| bytes).map_err(|_| Unreadable::Unwritten)
}

/// Writes a picture as whichever is smaller.
pub(super) fn smaller(picture: &RgbImage) -> Result<Written, Unreadable> {
    let (png, jpeg) = (png(picture)?, jpeg(picture)?);
    Ok(if png.len() <= jpeg.len() {
        Written { kind: Kind::Png, bytes: png }
    } else {
        Written { kind: Kind::Jpeg, bytes: jpeg }
    })
}

/// The same picture without colours, if it has none.
fn grey(picture: &RgbImage) -> Option<GrayImage> {
    let plain = picture.pixels().all(|Rgb([red, green, blue])| red == green && green == blue);
    let luma = || picture.pixels().map(|pixel| pixel.0[0]).collect();
    plain.then(|| GrayImage::from_raw(picture.width(), picture.height(), luma())).flatten()
}
