//! What a details check must not say. It is a service message: a word of advertising in it makes the whole mailing
//! canvassing (the cases behind law.md REFR-2), so a finding blocks the campaign and cannot be overridden.

use crate::lang::Lang;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters of an introduction.
pub const INTRO_MAX: usize = 300;

/// What is wrong with an introduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// More characters than allowed.
    TooLong,
    /// The other language has an introduction and this one has not.
    Missing,
    /// An address of a page or a mailbox: links belong to the template.
    Link(String),
    /// A price or a percentage.
    Price(String),
    /// A word of advertising, or one that asks for agreement to it.
    Promotion(String),
    /// Capitals or exclamation marks that shout.
    Shouting(String),
    /// HTML or template markup.
    Markup(String),
}

impl Finding {
    /// The word in message keys.
    pub fn key(&self) -> &'static str {
        match self {
            Finding::TooLong => "too-long",
            Finding::Missing => "missing",
            Finding::Link(_) => "link",
            Finding::Price(_) => "price",
            Finding::Promotion(_) => "promotion",
            Finding::Shouting(_) => "shouting",
            Finding::Markup(_) => "markup",
        }
    }

    /// The words it is about.
    pub fn words(&self) -> &str {
        match self {
            Finding::TooLong | Finding::Missing => "",
            Finding::Link(words)
            | Finding::Price(words)
            | Finding::Promotion(words)
            | Finding::Shouting(words)
            | Finding::Markup(words) => words,
        }
    }
}

/// Beginnings of words, without accents and in small letters, in both languages: a French introduction may hold an
/// English word. A space at the end asks for the whole word; several words follow each other.
const PROMOTION: &[&str] = &[
    "abonne",
    "acheter ",
    "achetez",
    "avantage",
    "bargain",
    "best price",
    "best seller",
    "bestseller",
    "black friday",
    "bon d achat",
    "bon plan",
    "bonus",
    "boutique en ligne",
    "buy ",
    "cadeau",
    "cashback",
    "clearance",
    "code promo",
    "collection",
    "commandez",
    "competition",
    "concours",
    "coupon",
    "cyber monday",
    "deal ",
    "deals ",
    "decouvrez",
    "destockage",
    "discount",
    "discover our",
    "exclusi",
    "fidelite",
    "free deliver",
    "free gift",
    "free ship",
    "gagner ",
    "gagnez",
    "gift",
    "giveaway",
    "gratuit",
    "jeu ",
    "join our",
    "limited offer",
    "limited time",
    "livraison offerte",
    "lottery",
    "loterie",
    "loyalty",
    "marketing",
    "meilleur prix",
    "new product",
    "new range",
    "newsletter",
    "nouveaute",
    "nouveaux produits",
    "nouvelle collection",
    "nouvelle gamme",
    "offer",
    "offre",
    "offert",
    "opt in",
    "our range",
    "our shop",
    "parrain",
    "prize",
    "profitez",
    "promo",
    "publicit",
    "rabais",
    "recevez nos",
    "recommend",
    "reduc",
    "referral",
    "remise",
    "sale ",
    "sales ",
    "save ",
    "shop now",
    "sold ",
    "solde",
    "special price",
    "stay in touch",
    "subscribe",
    "sweepstake",
    "tirage",
    "upgrade",
    "vente privee",
    "ventes privees",
    "voucher",
    "win ",
    // Asking for agreement to something else (Flybe, Honda: "would you like to hear from us?").
    "acceptez vous",
    "accept our",
    "agree to receive",
    "autorisez",
    "consent",
    "hear from us",
    "souhaitez vous recevoir",
    "preference",
    "restons en contact",
    "would you like to",
];

/// Small letters without accents, words apart by one space, one space at both ends.
fn plain(text: &str) -> String {
    let letters: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    format!(" {} ", letters.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What is wrong with one introduction; empty if nothing.
pub fn lint(intro: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    if intro.chars().count() > INTRO_MAX {
        found.push(Finding::TooLong);
    }
    let plain = plain(intro);
    for stem in PROMOTION {
        if let Some(at) = plain.find(&format!(" {stem}")) {
            let rest = plain.get(at..).unwrap_or_default().trim_start();
            let end = stem.trim_end().len() + rest.get(stem.trim_end().len()..).and_then(|r| r.find(' ')).unwrap_or(0);
            found.push(Finding::Promotion(rest.get(..end).unwrap_or(stem).to_owned()));
        }
    }
    for word in intro.split_whitespace() {
        if let Some(finding) = of_word(word) {
            found.push(finding);
        }
    }
    if let Some(price) = price(intro) {
        found.push(Finding::Price(price));
    }
    found
}

fn of_word(word: &str) -> Option<Finding> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let dotted = bare.rsplit_once('.').is_some_and(|(before, end)| {
        before.chars().any(char::is_alphabetic) && (2..=12).contains(&end.len()) && end.chars().all(char::is_alphabetic)
    });
    if word.contains("://") || word.contains('@') || bare.starts_with("www.") || dotted {
        return Some(Finding::Link(word.to_owned()));
    }
    if word.contains(['<', '>', '{', '}']) {
        return Some(Finding::Markup(word.to_owned()));
    }
    let capitals = bare.chars().count() >= 4 && {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        letters.len() >= 4 && letters.iter().all(|c| c.is_uppercase())
    };
    (capitals || word.contains("!!")).then(|| Finding::Shouting(word.to_owned()))
}

/// A number beside a currency or a percent sign.
fn price(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let signs = ["€", "$", "£", "%", "eur ", "eur.", "eur,", "euro", "usd", "pour cent", "percent", "per cent"];
    let padded = format!("{lower} ");
    let sign = signs.iter().find(|sign| padded.contains(**sign))?;
    lower.chars().any(|c| c.is_ascii_digit()).then(|| sign.trim().to_owned())
}

/// What is wrong with a campaign's introductions, per language. Both may be empty; one alone may not.
pub fn lint_all(intros: &[(Lang, &str)]) -> Vec<(Lang, Finding)> {
    let any = intros.iter().any(|(_, intro)| !intro.trim().is_empty());
    let mut found = Vec::new();
    for (lang, intro) in intros {
        if any && intro.trim().is_empty() {
            found.push((*lang, Finding::Missing));
        }
        found.extend(lint(intro).into_iter().map(|finding| (*lang, finding)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(intro: &str) -> Vec<&'static str> {
        lint(intro).iter().map(Finding::key).collect()
    }

    #[test]
    fn service_words_pass_in_both_languages() {
        for fine in [
            "",
            "Our systems were merged this spring, and we want to be sure that nothing was lost.",
            "Nous avons changé de système ce printemps et voulons être sûrs que rien ne s’est perdu.",
            "Vous êtes client depuis 2019. Merci de vérifier vos coordonnées.",
            "We check once a year that your address is right, so that parcels arrive.",
        ] {
            assert_eq!(lint(fine), [], "{fine}");
        }
    }

    #[test]
    fn advertising_is_found_whatever_its_accents_and_capitals() {
        for (intro, word) in [
            ("Profitez de nos nouveautés", "profitez"),
            ("Découvrez la Nouvelle Collection", "decouvrez"),
            ("Des RÉDUCTIONS vous attendent", "reductions"),
            ("Update your details and get a discount", "discount"),
            ("Update and win a prize", "win"),
            ("Would you like to hear from us?", "would you like to"),
            ("Souhaitez-vous recevoir nos messages ?", "souhaitez vous recevoir"),
            ("Un cadeau vous attend", "cadeau"),
        ] {
            let found = lint(intro);
            assert!(found.contains(&Finding::Promotion(word.to_owned())), "{intro}: {found:?}");
        }
    }

    #[test]
    fn prices_links_markup_and_shouting_are_found() {
        assert_eq!(keys("Only 20 % today"), ["price"]);
        assert_eq!(keys("Dès 10 €"), ["price"]);
        assert_eq!(keys("Look at shop.example.com"), ["link"]);
        assert_eq!(keys("https://example.com"), ["link"]);
        assert_eq!(keys("Write to x@example.com"), ["link"]);
        assert_eq!(keys("<b>Bonjour</b> {{ x }}"), ["markup", "markup", "markup"]);
        assert_eq!(keys("IMPORTANT message"), ["shouting"]);
        assert_eq!(keys(&"x".repeat(301)), ["too-long"]);
        assert_eq!(keys("Phrase finie.Puis une autre"), ["link"], "better one false alarm than one link");
    }

    #[test]
    fn one_language_alone_is_a_mistake() {
        let found = lint_all(&[(Lang::En, "We merged our systems."), (Lang::Fr, " ")]);
        assert_eq!(found, [(Lang::Fr, Finding::Missing)]);
        assert_eq!(lint_all(&[(Lang::En, ""), (Lang::Fr, "")]), []);
    }
}
