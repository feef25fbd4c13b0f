//! The company's colour, made so that everybody can read it (WCAG 2.2, 1.4.3 and 1.4.11). Pure.

use std::fmt;
use std::str::FromStr;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// The text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a colour: write it as #0b5a63")]
pub struct NoColour;

/// The ground of light pages (`--bg` of the stylesheet).
pub const LIGHT: Colour = Colour::new(255, 255, 255);
/// The ground of dark pages.
pub const DARK: Colour = Colour::new(15, 21, 19);

/// The ink on light colours; on dark ones it is white.
const INK: Colour = Colour::new(6, 39, 42);

/// The darkest ground of light pages and the lightest of dark ones (`--surface-2` of the stylesheet): what can be read there can
/// be read on every other ground.
const LIGHT_GROUND: Colour = Colour::new(233, 238, 236);
const DARK_GROUND: Colour = Colour::new(33, 44, 40);

/// The least contrast of a text with its ground (WCAG 2.2, 1.4.3, level AA).
const LEAST: f64 = 4.5;

impl Colour {
    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Relative luminance, 0 for black to 1 for white (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast of two colours, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// So many hundredths of the way to another colour.
    fn towards(self, other: Colour, hundredths: u16) -> Colour {
        let part = |from: u8, to: u8| {
            let mixed = u16::from(from) * (100 - hundredths) + u16::from(to) * hundredths;
            u8::try_from(mixed / 100).unwrap_or(u8::MAX)
        };
        Colour::new(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }

    /// The nearest colour on the way to `end` that can be read on `ground`.
    fn readable(self, ground: Colour, end: Colour) -> Colour {
        let steps = (0..=100).map(|step| self.towards(end, step));
        steps.into_iter().find(|colour| colour.contrast(ground) >= LEAST).unwrap_or(end)
    }

    /// White or ink, whichever is read better on this colour.
    fn ink(self) -> Colour {
        if self.contrast(LIGHT) >= self.contrast(INK) { LIGHT } else { INK }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = NoColour;

    /// `#0b5a63` or `#056`, with or without the sign.
    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.trim().trim_start_matches('#');
        let whole = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect::<String>(),
            6 => digits.to_owned(),
            _ => return Err(NoColour),
        };
        if !whole.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoColour);
        }
        let part = |at: usize| whole.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).ok_or(NoColour);
        Ok(Colour::new(part(0)?, part(2)?, part(4)?))
    }
}

/// A colour as the pages use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// On light pages, and the text on it.
    pub light: (Colour, Colour),
    /// On dark pages, and the text on it.
    pub dark: (Colour, Colour),
}

impl Shades {
    /// The nearest shades that can be read as a text, and with a text on them.
    pub fn of(accent: Colour) -> Self {
        let (light, dark) = (accent.readable(LIGHT_GROUND, INK), accent.readable(DARK_GROUND, LIGHT));
        Self { light: (light, light.ink()), dark: (dark, dark.ink()) }
    }

    /// The stylesheet that sets them.
    pub fn css(&self) -> String {
        let ((light, on_light), (dark, on_dark)) = (self.light, self.dark);
        format!(
            ":root {{ --accent-light: {light}; --on-accent-light: {on_light}; --accent-dark: {dark}; --on-accent-dark: {on_dark}; }}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for (text, colour) in [("#0b5a63", "#0b5a63"), (" 0B5A63", "#0b5a63"), ("#06f", "#0066ff")] {
            assert_eq!(text.parse::<Colour>().map(|colour| colour.to_string()), Ok(colour.to_owned()));
        }
        for text in ["", "#12", "teal", "#12345g", "#1234567", "#é12"] {
            assert_eq!(text.parse::<Colour>(), Err(NoColour), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let black = Colour::new(0, 0, 0);
        assert!((black.contrast(LIGHT) - 21.0).abs() < 0.001);
        // As published: #767676 on white is 4.54.
        let grey: Colour = "#767676".parse().unwrap();
        assert!((grey.contrast(LIGHT) - 4.54).abs() < 0.01);
    }

    #[test]
    fn what_can_be_read_already_stays_as_it_is() {
        let shades = Shades::of("#0b5a63".parse().unwrap());
        assert_eq!(shades.light.0.to_string(), "#0b5a63");
        assert_eq!(shades.light.1, LIGHT);
        assert!(shades.css().contains("--accent-light: #0b5a63; --on-accent-light: #ffffff;"));
        let yellow = Shades::of("#ffe600".parse().unwrap());
        assert_ne!(yellow.light.0.to_string(), "#ffe600");
        assert_eq!(yellow.dark.0.to_string(), "#ffe600");
        assert_eq!(yellow.dark.1, INK);
    }

    proptest! {
        #[test]
        fn every_colour_becomes_one_that_everybody_can_read(red: u8, green: u8, blue: u8) {
            let shades = Shades::of(Colour::new(red, green, blue));
            prop_assert!(shades.light.0.contrast(LIGHT_GROUND) >= LEAST && shades.light.0.contrast(LIGHT) >= LEAST);
            prop_assert!(shades.dark.0.contrast(DARK_GROUND) >= LEAST);
            prop_assert!(shades.dark.0.contrast(DARK) >= LEAST);
            for (colour, ink) in [shades.light, shades.dark] {
                prop_assert!(colour.contrast(ink) >= LEAST, "{} on {}", ink, colour);
            }
        }
    }
}
