//! How complete the texts of the portal are in each language it speaks. Pure.

use super::texts::Texts;
use crate::lang::Lang;
use crate::record::{Record, said};
use crate::sources::declaration::Declaration;

/// A text that a language lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The part of the record, as the fields of [`Record`] are called; empty for a text of a source.
    pub part: String,
    /// The entry of the record, or the place in the source.
    pub place: String,
    /// The field of the entry; empty for a text of a source.
    pub field: String,
}

/// The texts of one origin in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many there are in some language.
    pub all: usize,
    /// Those that this language lacks.
    pub lacking: Vec<Lacking>,
}

impl Share {
    /// How much of it is said, in whole percent, rounded down so that 100 means everything.
    pub fn percent(&self) -> usize {
        let said = self.all.saturating_sub(self.lacking.len());
        (said * 100).checked_div(self.all).unwrap_or(100)
    }
}

/// What the record says in a language.
pub fn of_record(record: &Record, lang: Lang) -> Share {
    let mut share = Share::default();
    for text in said(record) {
        share.all += 1;
        if !text.langs.contains(&lang) {
            share.lacking.push(Lacking { part: text.part, place: text.id, field: text.field });
        }
    }
    share
}

/// What the sources say in a language.
pub fn of_sources<'d>(declarations: impl Iterator<Item = &'d Declaration>, lang: Lang) -> Share {
    let mut share = Share::default();
    for (place, text) in declarations.flat_map(Declaration::texts) {
        share.all += 1;
        if !text.has(lang) {
            share.lacking.push(Lacking { part: String::new(), place, field: String::new() });
        }
    }
    share
}

/// What the company says of its own in a language.
pub fn of_texts(texts: &Texts, lang: Lang) -> Share {
    let missing = texts.missing(lang);
    let there = super::texts::Spot::ALL.iter().filter(|(_, spot)| texts.get(*spot, lang).is_some()).count();
    let lacking = missing.iter().map(|spot| Lacking {
        part: String::new(),
        place: spot.as_str().to_owned(),
        field: String::new(),
    });
    Share { all: there + missing.len(), lacking: lacking.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const TEXT: &str = include_str!("../../config/demo/record.toml");

    #[test]
    fn what_one_language_lacks_is_counted_and_named() {
        let record = |text: &str, langs: &[Lang]| Record::parse(Path::new("record.toml"), text, langs).0.unwrap();
        let whole = record(TEXT, Lang::ALL);
        for lang in Lang::ALL {
            let share = of_record(&whole, *lang);
            assert!(share.all > 60 && share.lacking.is_empty() && share.percent() == 100, "{share:?}");
        }
        let text = TEXT.replacen(
            "label = { en = \"Contact details\", fr = \"Coordonnées\" }",
            "label = { fr = \"Coordonnées\" }",
            1,
        );
        assert_ne!(text, TEXT);
        let share = of_record(&record(&text, &[Lang::Fr]), Lang::En);
        let lacking = Lacking { part: "categories".into(), place: "contact".into(), field: "label".into() };
        assert_eq!((share.lacking, share.all), (vec![lacking], of_record(&whole, Lang::En).all));
        assert_eq!(of_record(&record(&text, &[Lang::Fr]), Lang::Fr).percent(), 100);
        assert_eq!(
            Share {
                all: 200,
                lacking: vec![Lacking { part: String::new(), place: String::new(), field: String::new() }]
            }
            .percent(),
            99
        );
        assert_eq!(Share::default().percent(), 100);
    }
}
