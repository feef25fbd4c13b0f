//! How the portal looks and what the company says on it: its colour and logo, on pages and in mails, and words of its own.
//!
//! - [`colour`]: a colour made so that everybody can read it;
//! - [`logo`]: a logo made anew from a file that somebody gives us;
//! - [`texts`]: words of its own, in each language; [`languages`]: what a language lacks;
//! - [`follow`]: every process of the portal takes up the look that was chosen, also in another process;
//! - [`pages`]: choosing it (A8), and the files that browsers fetch.

pub mod colour;
pub mod languages;
pub mod logo;
pub mod pages;
mod store;
pub mod texts;

use crate::db::{self, Db};
use crate::lang::Lang;
use crate::mail::Colours;
use crate::portal::Portal;
use crate::web::Look;
use colour::{Colour, Shades};
use logo::Logo;
use texts::{Spot, Texts};

pub use store::read;

/// The look that was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// A word that changes with it; empty for the look that the portal comes with.
    pub version: String,
    /// The company's colour, as it was typed.
    pub accent: Option<Colour>,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Its own words.
    pub texts: Texts,
}

impl Brand {
    /// What pages show of it. `standard` is the logo where none was chosen.
    pub fn look(&self, standard: Option<String>) -> Look {
        let address = |end: &str| format!("/brand/{}.{end}", self.version);
        Look {
            logo: self.logo.as_ref().map(|logo| address(logo.kind)).or(standard),
            theme_css: self.accent.map(|_| address("css")),
            service: Lang::ALL
                .iter()
                .filter_map(|lang| Some((*lang, self.texts.get(Spot::Service, *lang)?.to_owned())))
                .collect(),
        }
    }

    /// What mails show of it.
    pub fn colours(&self) -> Colours {
        let Some(accent) = self.accent else { return Colours::default() };
        let shades = Shades::of(accent);
        let ((accent, ink), (dark, _)) = (shades.light, shades.dark);
        Colours { accent: accent.to_string(), ink: ink.to_string(), dark: dark.to_string() }
    }
}

/// Takes up the look that was chosen, if it is not the one this process shows. Whether it was another one.
pub async fn follow(portal: &Portal) -> Result<bool, db::Error> {
    let here = portal.brand.version.clone();
    let newer = portal.db.read(move |db: &mut Db| match store::version(db)? {
        version if version == here => Ok(None),
        _ => read(db).map(Some),
    });
    let Some(brand) = newer.await? else { return Ok(false) };
    portal.look.replace(brand.look(portal.standard_logo()));
    portal.brand.replace(brand);
    portal.mailer.write_as(portal.letterhead(&portal.record));
    tracing::info!("another look was taken up");
    Ok(true)
}
