//! What a mail may be about, told by its words: a help for the colleague who reads it, never a decision. Pure.

use crate::lang::Lang;
use crate::requests::Right;
use unicode_normalization::UnicodeNormalization;

/// What is filled in already for the colleague.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The rights it seems to ask for.
    pub rights: Vec<Right>,
    /// The language it is written in, if that is plain.
    pub lang: Option<Lang>,
    /// The reference of a case that it names.
    pub reference: Option<String>,
}

/// Words of small letters without accents, by the right they speak of.
const WORDS: &[(Right, &[&str])] = &[
    (
        Right::Access,
        &[
            "droit d'acces",
            "acces a mes donnees",
            "acceder a mes",
            "copie de mes donnees",
            "quelles donnees",
            "article 15",
            "right of access",
            "access to my",
            "access request",
            "copy of my",
            "what data",
            "which data",
            "data you hold",
        ],
    ),
    (Right::Rectify, &["rectif", "corrig", "article 16", "correct my", "rectify", "update my", "mettre a jour mes"]),
    (
        Right::Erase,
        &[
            "supprim",
            "effac",
            "droit a l'oubli",
            "article 17",
            "erase",
            "erasure",
            "delet",
            "to be forgotten",
            "remove my",
        ],
    ),
    (
        Right::Restrict,
        &["limitation du traitement", "limiter l'utilisation", "article 18", "restriction of", "restrict the"],
    ),
    (Right::Portability, &["portabilit", "article 20"]),
    (Right::Object, &["je m'oppose", "droit d'opposition", "article 21", "i object", "right to object"]),
    (
        Right::Marketing,
        &["publicit", "prospection", "newsletter", "desabonn", "desinscri", "unsubscribe", "marketing", "advertis"],
    ),
    (
        Right::Withdraw,
        &["retire mon consentement", "retirer mon consentement", "withdraw my consent", "withdraw consent"],
    ),
    (Right::Complaint, &["reclamation", "plainte", "me plaindre", "cnil", "complain"]),
];

const FRENCH: &[&str] =
    &["le", "la", "les", "de", "des", "vous", "je", "mes", "mon", "et", "bonjour", "est", "que", "pour"];
const ENGLISH: &[&str] =
    &["the", "you", "i", "my", "and", "of", "to", "hello", "is", "that", "for", "please", "dear", "have"];

/// What the words of a mail suggest; what it quotes of another mail does not count.
pub fn suggest(subject: &str, text: &str) -> Suggestion {
    let own = text.lines().filter(|line| !line.trim_start().starts_with('>'));
    let words = folded(&format!("{subject}\n{}", own.collect::<Vec<_>>().join("\n")));
    let says = |(_, phrases): &&(Right, &[&str])| phrases.iter().any(|phrase| words.contains(phrase));
    let rights = WORDS.iter().filter(says).map(|(right, _)| *right).collect();
    let count =
        |known: &[&str]| words.split(|c: char| !c.is_alphanumeric()).filter(|word| known.contains(word)).count();
    let lang = match count(FRENCH).cmp(&count(ENGLISH)) {
        std::cmp::Ordering::Greater => Some(Lang::Fr),
        std::cmp::Ordering::Less => Some(Lang::En),
        std::cmp::Ordering::Equal => None,
    };
    Suggestion { rights, lang, reference: reference(&format!("{subject}\n{text}")) }
}

/// Small letters without accents, straight apostrophes, single spaces.
fn folded(text: &str) -> String {
    let plain =
        text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).map(|c| if c == '\u{2019}' { '\'' } else { c });
    let small = plain.collect::<String>().to_lowercase();
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first reference of a case in a text: `R-2026-0042`.
fn reference(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let words = upper.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let is_one = |word: &&str| {
        let mut parts = word.split('-');
        let digits = |part: Option<&str>, least: usize| {
            part.is_some_and(|part| part.len() >= least && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit()))
        };
        parts.next() == Some("R") && digits(parts.next(), 4) && digits(parts.next(), 4) && parts.next().is_none()
    };
    words.into_iter().find(is_one).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_language_and_reference_are_suggested_by_the_persons_own_words() {
        let french = suggest(
            "Droit d’accès",
            "Bonjour,\nje souhaite une copie de mes données, puis EFFACEZ tout.\n> newsletter",
        );
        assert_eq!(french.rights, [Right::Access, Right::Erase]);
        assert_eq!((french.lang, french.reference), (Some(Lang::Fr), None));
        let english = suggest(
            "Re: your request r-2026-0042",
            "Dear all, I withdraw my consent and I object to your advertising.",
        );
        assert_eq!(english.rights, [Right::Object, Right::Marketing, Right::Withdraw]);
        assert_eq!((english.lang, english.reference.as_deref()), (Some(Lang::En), Some("R-2026-0042")));
        assert_eq!(suggest("", "12345 R-26-1 AR-2026-0042 R-2026-0042-1"), Suggestion::default());
    }
}
