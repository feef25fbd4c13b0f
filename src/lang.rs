//! The languages the portal speaks.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language of the portal. Written `en` or `fr` everywhere: settings, files, columns, URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Every language with a complete catalogue.
    pub const ALL: &'static [Lang] = &[Lang::En, Lang::Fr];

    /// The ISO 639-1 code, as used in `lang="…"`, file names and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
        }
    }

    /// The English name of the language, for messages to the person who runs the portal.
    pub fn english_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Fr => "French",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the code of a language the portal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of this portal; it speaks `en` and `fr`")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Lang::ALL.iter().copied().find(|lang| lang.as_str() == code).ok_or(UnknownLang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_as_its_language_and_nothing_else_does() {
        for lang in Lang::ALL {
            assert_eq!(lang.as_str().parse(), Ok(*lang));
        }
        assert_eq!("de".parse::<Lang>(), Err(UnknownLang));
        assert_eq!("FR".parse::<Lang>(), Err(UnknownLang));
    }
}
