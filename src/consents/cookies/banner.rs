//! What the cookie banner says. Pure: from the record and the catalogues.

use crate::lang::Lang;
use crate::record::{Activity, Cookie, Period, Record};
use crate::secrets::sha256_hex;
use crate::words::{count, country, say};
use serde_json::{Map, Value, json};

/// The banner that follows from a record.
#[derive(Clone, Copy, Debug)]
pub struct Banner<'r> {
    record: &'r Record,
    languages: &'r [Lang],
}

impl<'r> Banner<'r> {
    /// How many digits [`Banner::hash`] has.
    pub const HASH: usize = 16;

    /// In these languages; the first is the one of who speaks none of them.
    pub fn of(record: &'r Record, languages: &'r [Lang]) -> Self {
        Self { record, languages }
    }

    /// What visitors are asked, in the order of the record.
    pub fn purposes(&self) -> Vec<&'r Activity> {
        self.record.cookie_activities(true).collect()
    }

    /// Names everything the banner says, in all its languages: another hash, another question.
    pub fn hash(&self) -> String {
        let mut languages = self.languages.to_vec();
        languages.sort();
        let mut all = Vec::new();
        for lang in languages {
            all.extend(self.purposes().into_iter().map(|one| format!("{}\n{}", one.id, self.words(one, lang))));
            all.extend(self.untold(lang));
        }
        sha256_hex(all.join("\n\n").as_bytes()).chars().take(Self::HASH).collect()
    }

    /// Everything that a visitor is shown about one purpose: the first level, then the purpose with its cookies.
    pub fn words(&self, purpose: &Activity, lang: Lang) -> String {
        let mut lines = vec![say(lang, "cookies-title", &[]), self.intro(lang)];
        lines.extend(self.purposes().into_iter().map(|one| format!("- {}", one.purpose.get(lang))));
        lines.push(say(lang, "cookies-effect", &[]));
        let buttons = ["cookies-accept", "cookies-refuse", "cookies-choose", "cookies-save"];
        lines.push(buttons.map(|key| format!("[{}]", say(lang, key, &[]))).join(" "));
        lines.push(String::new());
        lines.push(format!("[ ] {}", purpose.name.get(lang)));
        lines.push(purpose.purpose.get(lang).to_owned());
        lines.extend(self.told(purpose, lang));
        lines.join("\n")
    }

    /// One line a cookie of an activity.
    pub fn told(&self, purpose: &Activity, lang: Lang) -> Vec<String> {
        self.record.cookies_of(&purpose.id).map(|cookie| self.line(cookie, lang)).collect()
    }

    fn untold(&self, lang: Lang) -> Vec<String> {
        self.record.cookie_activities(false).flat_map(|one| self.told(one, lang)).collect()
    }

    fn intro(&self, lang: Lang) -> String {
        say(lang, "cookies-intro", &[("company", &self.record.controller.name)])
    }

    fn line(&self, cookie: &Cookie, lang: Lang) -> String {
        let (who, life) = (self.who(cookie, lang), life(lang, cookie.life));
        let values = [
            ("name", cookie.name.as_str()),
            ("purpose", cookie.purpose.get(lang)),
            ("who", who.as_str()),
            ("life", life.as_str()),
        ];
        say(lang, "cookies-line", &values)
    }

    /// Who sets or reads a cookie, by name and, where it is somebody else, country.
    pub fn who(&self, cookie: &Cookie, lang: Lang) -> String {
        match cookie.recipient.as_deref().and_then(|id| self.record.recipient(id)) {
            Some(other) => format!("{} ({})", other.name, country(lang, &other.country)),
            None => self.record.controller.name.clone(),
        }
    }

    /// What the script needs to know. `base` is the origin of the portal.
    pub fn settings(&self, base: &str) -> Value {
        let ids = |asked: bool| self.record.cookie_activities(asked).map(|one| one.id.as_str()).collect::<Vec<_>>();
        let names = |one: &Activity| {
            let names: Vec<&str> = self.record.cookies_of(&one.id).map(|cookie| cookie.name.as_str()).collect();
            (one.id.clone(), json!(names))
        };
        let words = self.languages.iter().map(|lang| (lang.as_str().to_owned(), self.words_of_script(*lang, base)));
        json!({
            "u": base,
            "v": self.hash(),
            "p": ids(true),
            "n": ids(false),
            "d": self.languages.first(),
            "c": self.purposes().into_iter().map(names).collect::<Map<_, _>>(),
            "w": words.collect::<Map<_, _>>(),
        })
    }

    fn words_of_script(&self, lang: Lang, base: &str) -> Value {
        let t = |key: &str| say(lang, key, &[]);
        let purpose = |one: &Activity| json!([one.id, one.name.get(lang), one.purpose.get(lang), self.told(one, lang)]);
        let link = |key: &str, path: &str| json!([t(key), format!("{base}/{lang}/{path}")]);
        json!({
            "t": t("cookies-title"),
            "i": self.intro(lang),
            "e": t("cookies-effect"),
            "a": t("cookies-accept"),
            "r": t("cookies-refuse"),
            "c": t("cookies-choose"),
            "s": t("cookies-save"),
            "k": t("cookies-close"),
            "o": t("cookies-reopen"),
            "n": t("cookies-necessary"),
            "x": self.untold(lang),
            "g": t("cookies-signal"),
            "f": t("cookies-frame"),
            "ff": t("cookies-frame-show"),
            "d": t("cookies-number"),
            "y": t("cookies-tie"),
            "m": format!("{base}/{lang}/me/choices/cookies"),
            "p": self.purposes().into_iter().map(purpose).collect::<Vec<_>>(),
            "l": [
                link("cookies-link-who", "privacy#cookies"),
                link("cookies-link-privacy", "privacy"),
                link("cookies-link-legal", "legal"),
            ],
        })
    }
}

/// How long a browser keeps a cookie, in words.
pub fn life(lang: Lang, life: Option<Period>) -> String {
    let Some(life) = life else { return say(lang, "cookies-life-session", &[]) };
    let (years, months, days) = life.parts();
    let parts = [("cookies-life-years", years), ("cookies-life-months", months), ("cookies-life-days", days)];
    let parts = parts.into_iter().filter(|(_, number)| *number > 0);
    parts.map(|(key, number)| count(lang, key, "count", i64::from(number))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const TEXT: &str = include_str!("../../../config/demo/record.toml");

    fn record(text: &str) -> Record {
        Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap()
    }

    #[test]
    fn it_asks_for_each_purpose_that_needs_consent_and_names_who_and_how_long() {
        let record = record(TEXT);
        let banner = Banner::of(&record, Lang::ALL);
        assert_eq!(banner.purposes().iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["audience", "videos"]);
        for (lang, said) in [
            (Lang::En, ["Ruche Mesure SAS (France)", "13 months"]),
            (Lang::Fr, ["Ruche Mesure SAS (France)", "13 mois"]),
        ] {
            let words = banner.words(banner.purposes()[0], lang);
            assert!(said.iter().all(|part| words.contains(part)), "{words}");
            assert!(words.contains("_ruche*") && !words.contains("lanterne"), "of this purpose alone: {words}");
            for purpose in banner.purposes() {
                assert!(words.contains(purpose.purpose.get(lang)), "the first level names them all: {words}");
            }
            assert!(!words.contains("cookies-"), "a word is missing: {words}");
        }
    }

    #[test]
    fn its_hash_follows_what_it_says_and_nothing_else() {
        let of = |text: &str| Banner::of(&record(text), Lang::ALL).hash();
        let same = of(TEXT);
        assert_eq!(same.len(), Banner::HASH);
        assert_eq!(of(&TEXT.replace("Offers by text message", "Offers by SMS")), same, "no cookie of this activity");
        for (old, new) in [
            ("To count visits", "To tally visits"),
            ("Compter les visites", "Dénombrer les visites"),
            ("Ruche Mesure SAS", "Ruche Mesure SA"),
            ("life = \"P13M\"", "life = \"P12M\""),
            ("name = \"lanterne\"", "name = \"lantern\""),
            ("Remembers what is in your basket", "Knows what is in your basket"),
        ] {
            assert!(TEXT.contains(old), "{old}");
            assert_ne!(of(&TEXT.replace(old, new)), same, "{old}");
        }
    }

    #[test]
    fn a_site_without_cookies_to_ask_about_asks_nothing() {
        let text = TEXT.split("[[cookie]]").next().unwrap();
        let record = record(text);
        let settings = Banner::of(&record, Lang::ALL).settings("https://privacy.example.com");
        assert_eq!((&settings["p"], &settings["n"]), (&json!([]), &json!([])));
    }

    #[test]
    fn lives_are_told_in_words() {
        let told = |lang, text: &str| life(lang, Some(text.parse().unwrap()));
        assert_eq!(told(Lang::En, "P1Y1M"), "1 year 1 month");
        assert_eq!(told(Lang::Fr, "P2Y30D"), "2 ans 30 jours");
        assert!(!life(Lang::Fr, None).is_empty());
    }
}
