//! What a details check says (15, 16), in its two families (law.md REFR-2): S, a service message and nothing else; P, which also
//! links what its reader may choose, and exists for nobody without the proof that they permit its marketing.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// What a details check says (15, 16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Check {
    intro: String,
    kinds: Vec<String>,
    answer: String,
    stop: String,
    /// Family P: what the reader permits, in words. Private, so that only [`Check::permitted`] and a specimen set it.
    choices: Option<String>,
}

/// The proof that a reader may be sent marketing. There is one, the ledger's (`consents::Permit`), which nobody can make up; a test of
/// the house keeps it the only one.
pub trait Permitted {
    /// What they permit, in words.
    fn what(&self, lang: Lang) -> &str;
}

/// The links of a mail to somebody: the answer page, and the page that stops these mails, also the List-Unsubscribe address.
#[derive(Clone, Debug)]
pub struct Links {
    /// The path of the answer page.
    pub answer: String,
    /// The path of the stop page.
    pub stop: String,
}

impl Links {
    /// Links that belong to nobody: their pages say "not found".
    fn nobody() -> Self {
        let none = "0".repeat(43);
        Self { answer: format!("/c/{none}"), stop: format!("/u/{none}") }
    }
}

impl Check {
    /// A mail of family S: the marketer's introduction (at most 300 characters, may be empty) and the kinds of data held, labels and
    /// never values.
    pub fn service(intro: String, kinds: Vec<String>, links: Links) -> Self {
        Self { intro, kinds, answer: links.answer, stop: links.stop, choices: None }
    }

    /// A mail of family P to who permits it.
    pub fn permitted(intro: String, kinds: Vec<String>, links: Links, lang: Lang, permit: &impl Permitted) -> Self {
        Self { choices: Some(permit.what(lang).to_owned()), ..Self::service(intro, kinds, links) }
    }

    /// What a mail will look like, for who writes it: of family P if `choices` says what its readers permit. Its links are nobody's.
    pub fn specimen(intro: String, kinds: Vec<String>, choices: Option<String>) -> Self {
        Self { choices, ..Self::service(intro, kinds, Links::nobody()) }
    }

    /// What its reader permits, if it is of family P.
    pub fn choices(&self) -> Option<&str> {
        self.choices.as_deref()
    }

    /// The kinds of data it names.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The page that stops these mails.
    pub(super) fn stop(&self) -> &str {
        &self.stop
    }
}

/// A check as the outbox keeps it.
#[derive(Deserialize)]
struct Kept {
    intro: String,
    kinds: Vec<String>,
    answer: String,
    stop: String,
    #[serde(default)]
    choices: Option<String>,
}

impl From<Kept> for Check {
    /// A proof is not kept, so that what comes back of family P is a specimen.
    fn from(kept: Kept) -> Self {
        let Kept { intro, kinds, answer, stop, choices } = kept;
        match choices {
            Some(_) => Self::specimen(intro, kinds, choices),
            None => Self::service(intro, kinds, Links { answer, stop }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Proof;

    impl Permitted for Proof {
        fn what(&self, _: Lang) -> &str {
            "Newsletter"
        }
    }

    #[test]
    fn a_mail_of_family_p_that_is_kept_comes_back_with_the_links_of_nobody() {
        let links = || Links { answer: "/c/somebody".to_owned(), stop: "/u/somebody".to_owned() };
        let again = |check: &Check| serde_json::from_value::<Check>(serde_json::to_value(check).unwrap()).unwrap();
        let service = Check::service(String::new(), Vec::new(), links());
        assert_eq!(again(&service), service);
        let permitted = Check::permitted(String::new(), Vec::new(), links(), Lang::En, &Proof);
        let back = again(&permitted);
        assert!(permitted.choices().is_some() && back.choices().is_some());
        assert_eq!(back, Check::specimen(String::new(), Vec::new(), Some("Newsletter".to_owned())));
        assert!(!serde_json::to_string(&back).unwrap().contains("somebody"));
    }
}
