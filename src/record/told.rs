//! How a recipient hears of a correction, an erasure or a restriction (Art. 19): by hand, by webhook, by mail, or not at
//! all because it works in the company's own systems.

use super::parse::is_email;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Section, Value};
use crate::lang::Lang;
use crate::outgoing::signature::LEAST_KEY;
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::Path;
use url::{Host, Url};

/// How a recipient hears of a correction, an erasure or a restriction (Art. 19).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Told {
    /// A colleague tells it, from a list that the portal keeps.
    #[default]
    ByHand,
    /// It works in the company's own systems, and sees the change there at once.
    Live,
    /// The portal calls it.
    Webhook {
        /// Where.
        url: Url,
        /// The variable that holds the key that signs the calls. The key itself never stands in the record, whose versions
        /// are kept.
        key: String,
    },
    /// The portal writes to it.
    Mail {
        /// To which address.
        address: String,
        /// In which language; the portal's own if absent.
        lang: Option<Lang>,
    },
}

impl Told {
    /// The ways that are one word, with the word used in files.
    const WORDS: &'static [(&'static str, Told)] = &[("by-hand", Told::ByHand), ("live", Told::Live)];

    pub(super) fn is_by_hand(&self) -> bool {
        *self == Told::ByHand
    }

    /// Whether the portal tells it by itself.
    pub fn is_by_itself(&self) -> bool {
        matches!(self, Told::Webhook { .. } | Told::Mail { .. })
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::ByHand => f.write_str("by-hand"),
            Told::Live => f.write_str("live"),
            Told::Webhook { url, key } => write!(f, "webhook {url} ${{{key}}}"),
            Told::Mail { address, lang: None } => write!(f, "mail {address}"),
            Told::Mail { address, lang: Some(lang) } => write!(f, "mail {address} {lang}"),
        }
    }
}

/// One text, so that two versions of the record are compared as people read them.
impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads `told` of a recipient, if it is written.
pub(super) fn read(recipient: &Section<'_>) -> Option<Told> {
    let value = recipient.value("told")?;
    if !value.is_table() {
        let word = value.string()?;
        let found = Told::WORDS.iter().find(|(known, _)| *known == word).map(|(_, told)| told.clone());
        if found.is_none() {
            let cure = "Write `\"by-hand\"`, `\"live\"`, `{ webhook = \"https://…\", key = \"${VARIABLE}\" }` or \
                        `{ mail = \"privacy@example.com\" }`.";
            value.error(format!("`{word}` is not one of the choices"), cure);
        }
        return found;
    }
    let way = value.section()?;
    let told = match (way.value("webhook"), way.value("mail")) {
        (Some(webhook), None) => read_webhook(&way, &webhook),
        (None, Some(mail)) => read_mail(&way, &mail),
        (Some(_), Some(mail)) => {
            mail.error("both a webhook and a mail are given", "Keep one of the two.");
            way.value("key");
            way.value("language");
            None
        }
        (None, None) => {
            let cure =
                "Write `{ webhook = \"https://…\", key = \"${VARIABLE}\" }` or `{ mail = \"privacy@example.com\" }`.";
            value.error("names neither a webhook nor a mail", cure);
            None
        }
    };
    way.close();
    told
}

fn read_webhook(way: &Section<'_>, webhook: &Value<'_>) -> Option<Told> {
    let cure = "Write the whole address, without user or password: `https://crm.example.com/habeas`.";
    let url = webhook.string().and_then(|text| {
        let url = text.parse::<Url>().ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let plain = url.filter(|url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        if plain.is_none() {
            webhook.error("is not a web address that can be called", cure);
        }
        plain
    });
    let url = url.filter(|url| {
        let safe = url.scheme() == "https" || is_this_machine(url);
        if !safe {
            let cure = "Write `https://…`: the calls name people. Only this machine is called without.";
            webhook.error("is not https", cure);
        }
        safe
    });
    let cure = "Name the variable with the key that signs the calls: `key = \"${CRM_KEY}\"`.";
    let key = way.required("key", cure).and_then(|value| {
        let text = value.string()?;
        let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let plain = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.filter(plain).is_none() {
            let cure = "Write a variable as `${CRM_KEY}` and give it the key; the versions of the record are kept, and a \
                        key in them would be read by whoever reads the record.";
            value.error("is not the name of a variable", cure);
        }
        name.filter(plain).map(str::to_owned)
    });
    Some(Told::Webhook { url: url?, key: key? })
}

fn read_mail(way: &Section<'_>, mail: &Value<'_>) -> Option<Told> {
    let address = mail.string().filter(|text| {
        let fits = is_email(text);
        if !fits {
            mail.error(format!("`{text}` is not an e-mail address"), "Write it like `privacy@example.com`.");
        }
        fits
    });
    let language = way.value("language");
    let lang = language.as_ref().map(|value| value.parse::<Lang>("Write `en` or `fr`."));
    // A language that cannot be read is a mistake of its own, and the address is lost with it.
    Some(Told::Mail { address: address?, lang: lang.map_or(Some(None), |read| read.map(Some))? })
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// What keeps the webhooks of a `record.toml` from being called from here, each with its line: the variable of the key is
/// not set or holds too little, or `judge` refuses the address.
pub fn check_webhooks<R: fmt::Display>(
    file: &Path,
    text: &str,
    judge: impl Fn(&Url) -> Result<(), R>,
    variable: impl Fn(&str) -> Option<String>,
) -> Vec<Diagnostic> {
    let document = Document::parse(file, text);
    for recipient in document.root().raw_sections("recipient") {
        let Some(way) = recipient.raw_section("told") else { continue };
        if let Some(name) = way.raw("key").and_then(|text| text.strip_prefix("${")?.strip_suffix('}')) {
            let length = variable(name).map_or(0, |key| key.trim().len());
            if length == 0 {
                let cure = format!("Set {name} for the program: `export {name}=…`, or in its service file.");
                way.error("key", format!("the variable {name} is not set"), cure);
            } else if length < LEAST_KEY {
                let cure = "Take 32 random letters or more: `openssl rand -hex 32`.";
                way.error("key", format!("the variable {name} is too short to protect anything"), cure);
            }
        }
        let refused = way.raw("webhook").and_then(|text| judge(&text.parse().ok()?).err());
        if let Some(refusal) = refused {
            let cure = "Correct the address; inner hosts must be named in `outgoing.allow`; see docs/recipients.md.";
            way.error("webhook", format!("the address {refusal}"), cure);
        }
    }
    document.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Option<Told>, Vec<String>) {
        let written = format!("[[recipient]]\nid = \"crm\"\ntold = {text}\n");
        let document = Document::parse(Path::new("record.toml"), &written);
        let found = document.root().raw_sections("recipient").first().and_then(read);
        let mistakes = document.finish();
        assert!(mistakes.iter().all(|one| one.line == Some(3) && !one.cure.is_empty()), "{mistakes:?}");
        (found, mistakes.into_iter().map(|one| one.message).collect())
    }

    #[test]
    fn a_recipient_is_told_by_hand_live_by_webhook_or_by_mail() {
        assert_eq!(told("\"live\""), (Some(Told::Live), vec![]));
        assert_eq!(told("\"by-hand\""), (Some(Told::ByHand), vec![]));
        let (webhook, none) = told("{ webhook = \"https://crm.example/habeas?site=1\", key = \"${CRM_KEY}\" }");
        assert_eq!(none, Vec::<String>::new());
        let webhook = webhook.unwrap();
        assert_eq!(webhook.to_string(), "webhook https://crm.example/habeas?site=1 ${CRM_KEY}");
        assert!(webhook.is_by_itself());
        let (mail, _) = told("{ mail = \"dpo@carrier.example\", language = \"fr\" }");
        assert_eq!(mail, Some(Told::Mail { address: "dpo@carrier.example".into(), lang: Some(Lang::Fr) }));
        assert!(told("{ webhook = \"http://127.0.0.1:9/x\", key = \"${K}\" }").0.is_some(), "this machine");
    }

    #[test]
    fn what_cannot_be_called_or_gives_a_key_away_is_a_mistake() {
        for (wrong, says) in [
            ("\"webhook\"", "`webhook` is not one of the choices"),
            ("{ }", "names neither"),
            ("{ webhook = \"https://a.example\", mail = \"a@b.example\" }", "both"),
            ("{ webhook = \"https://a.example\" }", "is missing"),
            ("{ webhook = \"http://a.example/x\", key = \"${K}\" }", "is not https"),
            ("{ webhook = \"ftp://a.example/x\", key = \"${K}\" }", "is not a web address"),
            ("{ webhook = \"https://u:p@a.example/x\", key = \"${K}\" }", "is not a web address"),
            (
                "{ webhook = \"https://a.example\", key = \"the key itself, in the open\" }",
                "is not the name of a variable",
            ),
            ("{ mail = \"nobody\" }", "is not an e-mail address"),
            ("{ mail = \"a@b.example\", language = \"de\" }", "is wrong"),
            ("{ mail = \"a@b.example\", key = \"${K}\" }", "is not a known key"),
        ] {
            let (_, mistakes) = told(wrong);
            assert!(mistakes.len() == 1 && mistakes[0].contains(says), "{wrong}: {mistakes:?}");
        }
    }

    #[test]
    fn a_key_that_is_not_there_or_short_and_a_place_out_of_reach_are_found_before_anybody_must_be_told() {
        let text = "[[recipient]]\ntold = \"live\"\n[[recipient]]\ntold = { webhook = \"https://10.0.0.1/\", key = \"${A}\" }\n";
        let judge = |url: &Url| if url.host_str() == Some("10.0.0.1") { Err("leads inside") } else { Ok(()) };
        let found = |key: Option<&str>| {
            let key = key.map(str::to_owned);
            let found =
                check_webhooks(Path::new("record.toml"), text, judge, move |name| key.clone().filter(|_| name == "A"));
            assert!(found.iter().all(|one| one.line == Some(4)), "{found:?}");
            found.into_iter().map(|one| one.message).collect::<Vec<_>>()
        };
        assert_eq!(found(None), ["the variable A is not set", "the address leads inside"]);
        assert_eq!(found(Some("short"))[0], "the variable A is too short to protect anything");
        assert_eq!(found(Some("0123456789abcdef0123456789abcdef")), ["the address leads inside"]);
    }
}
