//! The company's own words on the portal, in each language. Pure.

use crate::lang::Lang;
use std::collections::BTreeMap;

/// Where the portal shows words of the company's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The name of the service, at the head of every page.
    Service,
    /// Below the heading of the start page.
    Welcome,
    /// On the help page: how to reach a person.
    Help,
    /// On the legal page: what the law of the country asks of a publisher.
    Legal,
}

impl Spot {
    /// Every spot with its word in forms, addresses and messages, in the order shown.
    pub const ALL: &'static [(&'static str, Spot)] =
        &[("service", Spot::Service), ("welcome", Spot::Welcome), ("help", Spot::Help), ("legal", Spot::Legal)];

    /// The spot of this word.
    pub fn of(word: &str) -> Option<Spot> {
        Self::ALL.iter().find(|(own, _)| *own == word).map(|(_, spot)| *spot)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, spot)| *spot == self).map_or("", |(word, _)| word)
    }

    /// The most it holds, in characters.
    pub fn most(self) -> usize {
        match self {
            Spot::Service => 40,
            Spot::Welcome => 300,
            Spot::Help => 1_000,
            Spot::Legal => 4_000,
        }
    }
}

/// The company's own words. Where there are none in a language, the portal says its own, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<(Spot, Lang), String>);

impl Texts {
    /// Puts words at a spot; empty ones take them away.
    pub fn set(&mut self, spot: Spot, lang: Lang, words: &str) {
        match words.trim() {
            "" => self.0.remove(&(spot, lang)),
            words => self.0.insert((spot, lang), words.replace("\r\n", "\n")),
        };
    }

    /// The words at a spot in exactly this language.
    pub fn get(&self, spot: Spot, lang: Lang) -> Option<&str> {
        self.0.get(&(spot, lang)).map(String::as_str)
    }

    /// The same in paragraphs, which an empty line parts.
    pub fn paragraphs(&self, spot: Spot, lang: Lang) -> Vec<&str> {
        let parts = self.get(spot, lang).unwrap_or_default().split("\n\n");
        parts.map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// Everything, in the order shown.
    pub fn all(&self) -> impl Iterator<Item = (Spot, Lang, &str)> {
        self.0.iter().map(|((spot, lang), words)| (*spot, *lang, words.as_str()))
    }

    /// Of the spots that have words in some language, those that have none in this one.
    pub fn missing(&self, lang: Lang) -> Vec<Spot> {
        let said = |spot: &Spot, lang: Lang| self.get(*spot, lang).is_some();
        let spots = Spot::ALL.iter().map(|(_, spot)| *spot);
        spots.filter(|spot| Lang::ALL.iter().any(|lang| said(spot, *lang)) && !said(spot, lang)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_their_language_and_what_is_missing_is_named() {
        let mut texts = Texts::default();
        assert!(Lang::ALL.iter().all(|lang| texts.missing(*lang).is_empty()), "nothing is asked for");
        texts.set(Spot::Help, Lang::Fr, "  Du lundi au vendredi.\r\n\r\n\r\nAu 01 02 03.  ");
        assert_eq!(texts.paragraphs(Spot::Help, Lang::Fr), ["Du lundi au vendredi.", "Au 01 02 03."]);
        assert_eq!((texts.missing(Lang::En), texts.missing(Lang::Fr)), (vec![Spot::Help], Vec::new()));
        assert!(texts.get(Spot::Help, Lang::En).is_none() && texts.paragraphs(Spot::Help, Lang::En).is_empty());
        texts.set(Spot::Help, Lang::Fr, " \n ");
        assert_eq!(texts, Texts::default());
        for (word, spot) in Spot::ALL {
            assert_eq!((Spot::of(word), spot.as_str()), (Some(*spot), *word));
        }
    }
}
