//! What a details check is made of: the proof of a campaign names these files with their SHA-256.

use super::render::Templates;
use crate::lang::Lang;
use crate::secrets::sha256_hex;

/// Of the templates, those of the check and its reminder, and what every mail has around it.
const PARTS: [&str; 5] = ["layout.html", "layout.txt", "components.html", "details-check/", "details-reminder/"];

/// The words of the mails, in each language.
fn words(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("../../locales/en/mail.ftl"),
        Lang::Fr => include_str!("../../locales/fr/mail.ftl"),
    }
}

/// The files of this program that a details check is made of, with the SHA-256 of each, by name.
pub fn check_made_of() -> Vec<(String, String)> {
    let templates = Templates::iter().filter(|name| PARTS.iter().any(|part| name.starts_with(part)));
    let templates =
        templates.filter_map(|name| Some((format!("templates/mail/{name}"), sha256_hex(&Templates::get(&name)?.data))));
    let words = Lang::ALL.iter().map(|lang| (format!("locales/{lang}/mail.ftl"), sha256_hex(words(*lang).as_bytes())));
    let mut all: Vec<(String, String)> = templates.chain(words).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_made_of_its_templates_its_reminder_and_the_words_of_each_language() {
        let names: Vec<String> = check_made_of().into_iter().map(|(name, _)| name).collect();
        let expected = [
            "locales/en/mail.ftl",
            "locales/fr/mail.ftl",
            "templates/mail/components.html",
            "templates/mail/details-check/body.html",
            "templates/mail/details-check/body.txt",
            "templates/mail/details-check/subject.txt",
            "templates/mail/details-reminder/body.html",
            "templates/mail/details-reminder/body.txt",
            "templates/mail/details-reminder/subject.txt",
            "templates/mail/layout.html",
            "templates/mail/layout.txt",
        ];
        assert_eq!(names, expected);
    }
}
